//! A process that makes a part of the calls, with a client of its own, and says of each how it ended.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use zoom_api::credentials::{OAuthClient, RedisStore};
use zoom_api::rate_limit::RateLimiter;
use zoom_api::{Credentials, RetryPolicy, Zoom};

use super::super::fault_server::chance;
use super::log::Log;
use super::report::{Ended, Left};
use super::witness::Witness;
use super::{CLIENTS, IN_FLIGHT, MAX_ATTEMPTS, PASSWORD, accounts, limits, meetings, store, users};

/// A part of the calls of a soak.
pub(crate) struct Part<'p> {
    pub(crate) server: &'p str,
    pub(crate) redis: &'p str,
    pub(crate) witness: &'p str,
    /// Which of the processes it is.
    pub(crate) client: usize,
    /// How many calls all of them make together.
    pub(crate) calls: usize,
}

pub(crate) async fn make(part: &Part<'_>) {
    let log = Log::default();
    let logged = log.clone();
    tracing::subscriber::set_global_default(crate::log::each_line(move |line| logged.line(line))).unwrap();

    let zoom = zoom(part);
    // Every other number is another process's.
    let (next, calls) = (Arc::new(AtomicUsize::new(part.client)), part.calls);
    let tenth = Arc::<Mutex<Option<usize>>>::default();
    let workers = (0..IN_FLIGHT / CLIENTS).map(|_| {
        let (zoom, address) = (zoom.clone(), part.witness.to_owned());
        let (next, tenth) = (Arc::clone(&next), Arc::clone(&tenth));
        tokio::spawn(async move {
            let mut witness = Witness::connect(&address).await;
            loop {
                let number = next.fetch_add(CLIENTS, Ordering::SeqCst);
                if number >= calls {
                    return;
                }
                if number / CLIENTS == calls / CLIENTS / 10 {
                    *tenth.lock().unwrap() = resident();
                }
                let ended = call(&zoom, &mut witness, number).await;
                witness.tell(ended).await;
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    let tenth = *tenth.lock().unwrap();
    let left = Left { logged: log.counts(), resident: tenth.zip(resident()) };
    Witness::connect(part.witness).await.leave(left).await;
}

fn zoom(part: &Part<'_>) -> Zoom {
    let retry = RetryPolicy::standard().max_attempts(MAX_ATTEMPTS as u32);
    let retry = retry.initial_backoff(Duration::from_millis(1)).max_backoff(Duration::from_millis(5));
    let client = OAuthClient::new("a client").secret(PASSWORD).oauth_url(part.server);
    let store = Arc::new(RedisStore::new(part.redis, store::GRANT).unwrap());
    let limiter = RateLimiter::with_redis(limits(), part.redis, store::ACCOUNT).unwrap();
    let zoom = Zoom::builder()
        .base_url(part.server)
        .credentials(Credentials::OAuth { client, store })
        .rate_limiter(&limiter)
        .user_agent(format!("client {}", part.client))
        .retry(retry)
        .timeout(Duration::from_secs(60))
        .build()
        .unwrap();
    // A request for a token has the time of its own: if its answer is lost, so is the grant.
    zoom.with_attempt_timeout(Duration::from_secs(2))
}

/// Makes one of the calls at random, for a user, role or meeting of its own.
async fn call(zoom: &Zoom, witness: &mut Witness, number: usize) -> Ended {
    let own = format!("u{number}");
    match chance(&own, 4) {
        0 => accounts::list(zoom, witness, &own).await,
        1 => users::list_all(zoom, witness, &own).await,
        2 => meetings::create(zoom, witness, &own).await,
        _ => meetings::update(zoom, witness, number).await,
    }
}

/// What the process has in memory, in bytes, where the system says so.
fn resident() -> Option<usize> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(pages.split(' ').nth(1)?.parse::<usize>().ok()? * 4096)
}
