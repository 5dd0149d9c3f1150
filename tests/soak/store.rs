//! A Redis that dies, comes back and loses what it had; and when.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use zoom_api::credentials::{RedisStore, Token, TokenStore};

use super::super::machines::redis_server::RedisServer;
use super::PASSWORD;

/// What is written is with the system before it is answered, so that no crash of Redis's own loses it.
const SETTINGS: [&str; 6] = ["--requirepass", PASSWORD, "--appendonly", "yes", "--appendfsync", "no"];

/// The names of the grant and of the account.
pub(super) const GRANT: &str = "jane";
pub(super) const ACCOUNT: &str = "account";

/// For how long after an outage the account's count may be exceeded: a client does not ask Redis for 5 seconds after it
/// failed, and what it sent by then can arrive 2 seconds later.
const UNCOUNTED: Duration = Duration::from_secs(8);

pub(super) struct Store {
    redis: Mutex<RedisServer>,
    away: Mutex<Vec<Span>>,
    empty: Mutex<Vec<Span>>,
}

struct Span {
    from: Instant,
    /// `None` if it lasts.
    to: Option<Instant>,
}

impl Store {
    pub(super) fn start() -> Self {
        let redis = Mutex::new(RedisServer::start(&SETTINGS));
        Self { redis, away: Mutex::default(), empty: Mutex::default() }
    }

    pub(super) fn url(&self) -> String {
        format!("{}?pass={PASSWORD}", self.redis.lock().unwrap().url())
    }

    /// Gives it a token, as a login does.
    pub(super) async fn log_in(&self, refresh_token: &str) {
        let store = RedisStore::new(&self.url(), GRANT).unwrap();
        let mut lease = store.lease().await.unwrap();
        lease.save(&Token::from_refresh_token(refresh_token)).await.unwrap();
        lease.release().await.unwrap();
        end(&self.empty);
    }

    /// Kills Redis, and starts it again with what it had.
    pub(super) fn outage(&self, meanwhile: impl FnOnce()) {
        begin(&self.away);
        let mut redis = self.redis.lock().unwrap();
        redis.kill();
        meanwhile();
        redis.start_again();
        end(&self.away);
    }

    /// Kills Redis, and starts it again with nothing.
    pub(super) fn loss(&self) {
        begin(&self.away);
        begin(&self.empty);
        let mut redis = self.redis.lock().unwrap();
        redis.lose();
        redis.start_again();
        end(&self.away);
    }

    /// For how long it has been there again, and had a token again.
    pub(super) fn well_for(&self) -> (Option<Duration>, Option<Duration>) {
        (well_for(&self.away), well_for(&self.empty))
    }

    pub(super) fn outages(&self) -> usize {
        self.away.lock().unwrap().len()
    }

    /// Whether all clients asked Redis at this time.
    pub(super) fn counts(&self, at: Instant) -> bool {
        let away = self.away.lock().unwrap();
        !away.iter().any(|span| span.from <= at && span.to.is_none_or(|to| at <= to + UNCOUNTED))
    }
}

fn begin(spans: &Mutex<Vec<Span>>) {
    spans.lock().unwrap().push(Span { from: Instant::now(), to: None });
}

fn end(spans: &Mutex<Vec<Span>>) {
    if let Some(span) = spans.lock().unwrap().last_mut() {
        span.to = Some(Instant::now());
    }
}

fn well_for(spans: &Mutex<Vec<Span>>) -> Option<Duration> {
    spans.lock().unwrap().last().map(|span| span.to.map_or(Duration::ZERO, |to| to.elapsed()))
}
