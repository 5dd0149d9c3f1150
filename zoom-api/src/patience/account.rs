//! The turns of an account whose calls come from several machines, counted in Redis and by its clock.
//!
//! As in [`pacing`](super::pacing), a call counts until one period after its answer. Redis hears of the answer from a task
//! that nobody waits for; until then it counts as if it came as late as it may.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout_at};

use super::limits::{Limits, RateLimitLabel};
use super::pacing::ON_THE_WAY;
use crate::error::{ConfigError, ThrottleReason};
use crate::redis::{Redis, unique_name};

/// For how long Redis is not asked after it failed.
const AWAY: Duration = Duration::from_secs(5);

/// `{ 0, 0 }` for a turn that is taken, `{ 1, µs }` for the time that none comes before, `{ 2, limit }` for a limit of
/// calls a day that is reached.
///
/// Keys: the turns of the label, the counts of today. Arguments: the turn, calls, period, what a turn may take beside it,
/// label, calls a day, calls a day of Heavy and Resource-intensive together.
const TAKE: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return { 0, 0 } end

local day = tostring(math.floor(time[1] / 86400))
if redis.call('HGET', KEYS[2], 'day') ~= day then
    redis.call('DEL', KEYS[2])
    redis.call('HSET', KEYS[2], 'day', day)
    redis.call('EXPIRE', KEYS[2], 172800)
end
local function today(label) return tonumber(redis.call('HGET', KEYS[2], label) or 0) end
local own, together = tonumber(ARGV[6]), tonumber(ARGV[7])
if own and today(ARGV[5]) >= own then return { 2, own } end
if together and today('Heavy') + today('Resource-intensive') >= together then return { 2, together } end

local period, longest = tonumber(ARGV[3]), ARGV[3] + ARGV[4]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
-- Only a clock that was put back leaves these.
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. string.format('%.0f', now + longest), '+inf')
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
    local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    return { 1, math.min(first[2] - now, period) }
end
redis.call('ZADD', KEYS[1], string.format('%.0f', now + longest), ARGV[1])
redis.call('PEXPIRE', KEYS[1], math.ceil(longest / 1000) + 1000)
redis.call('HINCRBY', KEYS[2], ARGV[5], 1)
return { 0, 0 }";

/// The call was answered, or had the time to arrive.
const USED: &str = r"
local time = redis.call('TIME')
local free_from = time[1] * 1000000 + time[2] + ARGV[2]
return redis.call('ZADD', KEYS[1], 'XX', string.format('%.0f', free_from), ARGV[1])";

/// The call was not made.
const UNUSED: &str = r"
if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then redis.call('HINCRBY', KEYS[2], ARGV[3], -1) end
return 0";

pub(super) struct Account {
    redis: Redis,
    /// What the names of this program's turns begin with.
    name: String,
    turns: AtomicU64,
    /// One call of each label asks, in the order in which they came; the others wait here.
    queues: [tokio::sync::Mutex<()>; 4],
    away_until: Mutex<Option<Instant>>,
}

/// A turn that Redis has, or may have, counted.
pub(super) struct Turn {
    account: Arc<Account>,
    keys: [String; 2],
    name: String,
    label: RateLimitLabel,
    period: String,
    may_count: bool,
    is_used: bool,
}

impl Account {
    pub(super) fn new(url: &str, name: &str) -> Result<Self, ConfigError> {
        let redis = Redis::new(url, name)?;
        let name = unique_name().ok_or(ConfigError::NoRandomness)?;
        Ok(Self { redis, name, turns: AtomicU64::default(), queues: Default::default(), away_until: Mutex::default() })
    }

    /// A call's turn; nothing where Redis cannot tell.
    pub(super) async fn turn(
        self: &Arc<Self>,
        limits: &Limits,
        label: RateLimitLabel,
        end: Option<Instant>,
    ) -> Result<Option<Turn>, ThrottleReason> {
        let asked = self.ask(limits, label, end);
        match end {
            None => asked.await,
            Some(end) => timeout_at(end, asked).await.unwrap_or(Err(ThrottleReason::Deadline)),
        }
    }

    async fn ask(
        self: &Arc<Self>,
        limits: &Limits,
        label: RateLimitLabel,
        end: Option<Instant>,
    ) -> Result<Option<Turn>, ThrottleReason> {
        let _first = self.queues[label as usize].lock().await;
        let rate = limits.rate_of(label);
        let (own, together) = limits.daily_of(label);
        let limit = |limit: Option<u32>| limit.map_or_else(String::new, |limit| limit.to_string());
        let (calls, on_the_way) = (rate.calls.to_string(), ON_THE_WAY.as_micros().to_string());
        let (own, together) = (limit(own), limit(together));
        let mut turn = Turn {
            keys: [self.redis.key(&format!("turns:{label}")), self.redis.key("today")],
            name: format!("{}-{}", self.name, self.turns.fetch_add(1, Ordering::Relaxed)),
            label,
            period: rate.period.as_micros().to_string(),
            may_count: false,
            is_used: false,
            account: Arc::clone(self),
        };
        loop {
            if self.is_away() {
                return Ok(None);
            }
            turn.may_count = true;
            let arguments = [&turn.name, &calls, &turn.period, &on_the_way, label.as_str(), &own, &together];
            let (what, number): (u8, u64) = match self.redis.run(TAKE, &turn.keys, &arguments).await {
                Ok(answer) => answer,
                Err(error) => {
                    tracing::warn!(%error, "the account's pace is unknown: calls keep to this program's own");
                    *self.away_until.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now().checked_add(AWAY);
                    return Ok(None);
                }
            };
            turn.may_count = what == 0;
            match what {
                0 => return Ok(Some(turn)),
                1 => {
                    let wait = Duration::from_micros(number);
                    if end.is_some_and(|end| end.saturating_duration_since(Instant::now()) <= wait) {
                        return Err(ThrottleReason::Deadline);
                    }
                    sleep(wait).await;
                }
                _ => return Err(ThrottleReason::DailyLimit { limit: u32::try_from(number).unwrap_or(u32::MAX) }),
            }
        }
    }

    fn is_away(&self) -> bool {
        let away_until = self.away_until.lock().unwrap_or_else(PoisonError::into_inner);
        away_until.is_some_and(|until| Instant::now() < until)
    }
}

impl Turn {
    /// The call is about to be sent.
    pub(super) fn begin(&mut self) {
        self.is_used = true;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(runtime) = Handle::try_current().ok().filter(|_| self.may_count) else { return };
        let (account, keys) = (Arc::clone(&self.account), std::mem::take(&mut self.keys));
        let (name, period) = (std::mem::take(&mut self.name), std::mem::take(&mut self.period));
        let (script, label) = (if self.is_used { USED } else { UNUSED }, self.label.as_str());
        runtime.spawn(async move { account.redis.run::<i64>(script, &keys, &[&name, &period, label]).await });
    }
}
