//! A token in a Redis server, shared by several machines.

use std::io;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

use super::{Lease, StoreFuture, TokenStore};
use crate::credentials::Token;
use crate::error::ConfigError;
use crate::random::random;
use crate::redis::{Redis, unique_name};

/// Takes the lease, or returns for how many milliseconds another has it yet.
const TAKE: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = redis.call('HMGET', KEYS[1], 'holder', 'until')
if lease[1] and lease[1] ~= ARGV[1] and tonumber(lease[2]) > now then
    return tonumber(lease[2]) - now
end
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'until', now + ARGV[2])
return 0";

/// Returns whether nobody else has taken the lease, and the token.
const LOAD: &str = r"
local kept = redis.call('HMGET', KEYS[1], 'holder', 'token')
return { kept[1] == ARGV[1], kept[2] }";

/// Saves the token. A lease that has expired is valid until another takes it: its token is the only one that is. So it is if
/// the other has given the lease back and the token is as it was.
const SAVE: &str = r"
local kept = redis.call('HMGET', KEYS[1], 'holder', 'token')
if kept[1] ~= ARGV[1] and (kept[1] or kept[2] and kept[2] ~= ARGV[3]) then return 0 end
redis.call('HSET', KEYS[1], 'token', ARGV[2])
return 1";

const GIVE_BACK: &str = r"
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then
    redis.call('HDEL', KEYS[1], 'holder', 'until')
end
return 0";

/// A token store in a Redis server (5 or later, or Valkey), for any number of machines.
///
/// A lease expires by Redis's clock after a minute, which is twice the time that a refresh has by default, so a machine
/// that dies holds up the others no longer than that. One that continues later can still save its token, unless another has
/// the lease or has saved a token meanwhile. While Redis cannot be reached, saving is retried for a quarter of that time, since the
/// previous refresh token is invalid by then.
///
/// The token is one hash, `{name}:token`, which does not expire and must not be evicted: with `maxmemory`, choose the
/// policy `noeviction` or one of `volatile-…`. It is not encrypted, so let nobody else read it. If Redis loses its data,
/// the user has to log in again.
///
/// ```
/// use zoom_api::credentials::RedisStore;
///
/// let store = RedisStore::new("redis://:the-password@redis.internal", "my-app:jane")?;
/// # Ok::<(), zoom_api::ConfigError>(())
/// ```
#[derive(Debug, Clone)]
pub struct RedisStore {
    redis: Redis,
    lease_time: Duration,
}

impl RedisStore {
    /// Returns a store in this server, under a name for this grant alone. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`ConfigError::InvalidRedisUrl`] if the URL is not `redis://[user:password@]host[:port][/database]` or
    /// `unix:///path`; [`ConfigError::InvalidRedisName`] if the name is empty or contains a brace.
    ///
    /// TLS (`rediss://…`) requires a feature of the crate `redis`: enable it with
    /// `redis = { version = "1.8", features = ["tokio-rustls-comp"] }` beside this crate, or with `tokio-native-tls-comp`.
    pub fn new(url: &str, name: &str) -> Result<Self, ConfigError> {
        Ok(Self { redis: Redis::new(url, name)?, lease_time: Duration::from_secs(60) })
    }

    /// For how long a machine has the lease at most, instead of a minute. Keep it well above the time that one attempt may
    /// take ([`ZoomBuilder::timeout`](crate::ZoomBuilder::timeout)).
    #[must_use]
    pub fn lease_time(mut self, time: Duration) -> Self {
        self.lease_time = time;
        self
    }
}

impl TokenStore for RedisStore {
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>> {
        Box::pin(async {
            let holder = unique_name();
            let holder = holder.ok_or_else(|| io::Error::other("the operating system gives no random numbers"))?;
            // From the start, so that a lease that is taken while nobody waits for it any more is given back.
            let lease = RedisLease {
                key: [self.redis.key("token")],
                holder,
                known: String::new(),
                time: self.lease_time,
                is_over: false,
                redis: self.redis.clone(),
            };
            let time = self.lease_time.as_millis().to_string();
            loop {
                let left: u64 = self.redis.run(TAKE, &lease.key, &[&lease.holder, &time]).await?;
                if left == 0 {
                    return Ok(Box::new(lease) as Box<dyn Lease>);
                }
                let pause = 10 + u64::from(random() % 40);
                sleep(Duration::from_millis(left.min(pause))).await;
            }
        })
    }
}

struct RedisLease {
    redis: Redis,
    key: [String; 1],
    /// A name that no other lease has.
    holder: String,
    /// The token that it has loaded or saved.
    known: String,
    /// For how long it lasts at most.
    time: Duration,
    is_over: bool,
}

impl Lease for RedisLease {
    fn load(&mut self) -> StoreFuture<'_, Option<Token>> {
        Box::pin(async {
            let (is_ours, text): (bool, Option<Vec<u8>>) = self.redis.run(LOAD, &self.key, &[&self.holder]).await?;
            if !is_ours {
                return Err(overtaken());
            }
            let Some(text) = text else { return Ok(None) };
            self.known = String::from_utf8_lossy(&text).into_owned();
            // What serde says of a bad text can quote it.
            serde_json::from_slice(&text).map(Some).map_err(|_| {
                let text = format!("the key {} in redis holds no token", self.key[0]);
                io::Error::new(io::ErrorKind::InvalidData, text)
            })
        })
    }

    fn save<'a>(&'a mut self, token: &'a Token) -> StoreFuture<'a, ()> {
        Box::pin(async {
            let text = serde_json::to_string(token)?;
            let started = Instant::now();
            loop {
                match self.redis.run(SAVE, &self.key, &[&self.holder, &text, &self.known]).await {
                    Ok(true) => {
                        self.known = text;
                        return Ok(());
                    }
                    Ok(false) => return Err(overtaken()),
                    // Its predecessor is dead: a Redis that starts again is waited for, as long as nobody else can come.
                    Err(error) if started.elapsed() >= self.time / 4 => return Err(error),
                    Err(_) => sleep(Duration::from_millis(100)).await,
                }
            }
        })
    }

    fn release(mut self: Box<Self>) -> StoreFuture<'static, ()> {
        Box::pin(async move {
            self.redis.run::<u64>(GIVE_BACK, &self.key, &[&self.holder]).await?;
            self.is_over = true;
            Ok(())
        })
    }
}

impl Drop for RedisLease {
    fn drop(&mut self) {
        // Without a runtime it ends by its time.
        let Some(runtime) = Handle::try_current().ok().filter(|_| !self.is_over) else { return };
        let (redis, key, holder) = (self.redis.clone(), self.key.clone(), std::mem::take(&mut self.holder));
        let time = self.time;
        runtime.spawn(async move {
            // A Redis that was away still has the lease: it is told within as long again, or the lease ends by its time.
            let (ended, mut pause) = (Instant::now(), Duration::from_millis(100));
            while redis.run::<u64>(GIVE_BACK, &key, &[&holder]).await.is_err() && ended.elapsed() < time {
                sleep(pause).await;
                pause *= 2;
            }
        });
    }
}

fn overtaken() -> io::Error {
    io::Error::other("the lease has ended and another machine has taken it: nothing was saved")
}
