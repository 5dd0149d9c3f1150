//! The count of an account whose calls come from several machines, in Redis and by its clock.
//!
//! As in [`window`](super::window), a call counts until one period after its response. Redis hears of the response from a
//! task that nobody waits for; until then the call counts as if the response came as late as it may.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep};

use super::window::IN_TRANSIT;
use super::{RateLimitLabel, RateLimits};
use crate::deadline::Deadline;
use crate::error::{ConfigError, ThrottleReason};
use crate::redis::{Redis, unique_name};

/// For how long Redis is not asked after it failed.
const AWAY: Duration = Duration::from_secs(5);

/// `{ 0, day }` for a slot that is taken, `{ 1, µs }` for the time before which there is none, `{ 2, limit }` for a limit
/// of calls a day that is reached.
///
/// Keys: the slots of the label, the counts of today. Arguments: the slot, calls, period, how long a call may be in
/// transit, label, calls a day, calls a day of Heavy and Resource-intensive together.
const ACQUIRE: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local day = math.floor(time[1] / 86400)
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then return { 0, day } end

if redis.call('HGET', KEYS[2], 'day') ~= tostring(day) then
    redis.call('DEL', KEYS[2])
    redis.call('HSET', KEYS[2], 'day', tostring(day))
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
return { 0, day }";

/// The response to the call came. Arguments: the slot, period.
const USED: &str = r"
local time = redis.call('TIME')
local free_from = time[1] * 1000000 + time[2] + ARGV[2]
return redis.call('ZADD', KEYS[1], 'XX', string.format('%.0f', free_from), ARGV[1])";

/// The call was not sent. Keys: the slots, the counts of today, a mark, since a script may be run twice. Arguments: the
/// slot, its label, its day if it is known that the slot was counted.
const UNUSED: &str = r"
local was_there = redis.call('ZREM', KEYS[1], ARGV[1]) == 1
if not was_there and ARGV[3] == '' then return 0 end
if not redis.call('SET', KEYS[3], '1', 'NX', 'EX', 60) then return 0 end
local day = redis.call('HGET', KEYS[2], 'day')
if ARGV[3] ~= '' and day ~= ARGV[3] then return 0 end
if tonumber(redis.call('HGET', KEYS[2], ARGV[2]) or 0) > 0 then redis.call('HINCRBY', KEYS[2], ARGV[2], -1) end
return 1";

pub(super) struct SharedCount {
    redis: Redis,
    /// What the names of this program's slots begin with.
    name: String,
    slots: AtomicU64,
    /// One call of each label asks, in the order in which they came; the others wait here.
    queues: [tokio::sync::Mutex<()>; 4],
    away_until: Mutex<Option<Instant>>,
}

/// The place of a call in a period, which Redis has counted, or may have.
pub(super) struct SharedSlot {
    count: Arc<SharedCount>,
    /// The slots of the label and the counts of today.
    keys: [String; 2],
    name: String,
    label: RateLimitLabel,
    period: String,
    counted: Counted,
    /// Since when it is used.
    used_from: Option<Instant>,
}

enum Counted {
    No,
    Maybe,
    /// On this day.
    Yes(u64),
}

impl SharedCount {
    pub(super) fn new(url: &str, name: &str) -> Result<Self, ConfigError> {
        let redis = Redis::new(url, name)?;
        let name = unique_name().ok_or(ConfigError::NoRandomness)?;
        Ok(Self { redis, name, slots: AtomicU64::default(), queues: Default::default(), away_until: Mutex::default() })
    }

    /// Waits for a slot; `None` if Redis cannot tell.
    pub(super) async fn acquire(
        self: &Arc<Self>,
        limits: &RateLimits,
        label: RateLimitLabel,
        deadline: Deadline,
    ) -> Result<Option<SharedSlot>, ThrottleReason> {
        deadline.limit(self.ask(limits, label, deadline)).await.unwrap_or(Err(ThrottleReason::Deadline))
    }

    async fn ask(
        self: &Arc<Self>,
        limits: &RateLimits,
        label: RateLimitLabel,
        deadline: Deadline,
    ) -> Result<Option<SharedSlot>, ThrottleReason> {
        let _first = self.queues[label as usize].lock().await;
        let rate = limits.rate_of(label);
        let (own, together) = limits.daily_of(label);
        let limit = |limit: Option<u32>| limit.map_or_else(String::new, |limit| limit.to_string());
        let (calls, in_transit) = (rate.calls.to_string(), IN_TRANSIT.as_micros().to_string());
        let (own, together) = (limit(own), limit(together));
        let mut slot = SharedSlot {
            keys: [self.redis.key(&format!("turns:{label}")), self.redis.key("today")],
            name: format!("{}-{}", self.name, self.slots.fetch_add(1, Ordering::Relaxed)),
            label,
            period: rate.period.as_micros().to_string(),
            counted: Counted::No,
            used_from: None,
            count: Arc::clone(self),
        };
        loop {
            if self.is_away() {
                return Ok(None);
            }
            slot.counted = Counted::Maybe;
            let arguments = [&slot.name, &calls, &slot.period, &in_transit, label.as_str(), &own, &together];
            let (what, number): (u8, u64) = match self.redis.run(ACQUIRE, &slot.keys, &arguments).await {
                Ok(reply) => reply,
                Err(error) => {
                    tracing::warn!(%error, "the account's count is unknown: calls keep to this program's own");
                    *self.away_until.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now().checked_add(AWAY);
                    return Ok(None);
                }
            };
            slot.counted = if what == 0 { Counted::Yes(number) } else { Counted::No };
            match what {
                0 => return Ok(Some(slot)),
                1 => {
                    let wait = Duration::from_micros(number);
                    if !deadline.allows(wait) {
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

impl SharedSlot {
    /// Notes that the call is about to be sent, or that it was not sent after all.
    pub(super) fn set_used(&mut self, is_used: bool) {
        self.used_from = is_used.then(Instant::now);
    }
}

impl Drop for SharedSlot {
    fn drop(&mut self) {
        let day = match (&self.counted, self.used_from) {
            (Counted::No, _) => return,
            // Redis gives the slot to another by itself.
            (_, Some(from)) if from.elapsed() >= IN_TRANSIT => return,
            (Counted::Maybe, _) => String::new(),
            (Counted::Yes(day), _) => day.to_string(),
        };
        let Ok(runtime) = Handle::try_current() else { return };
        let (count, [slots, today]) = (Arc::clone(&self.count), std::mem::take(&mut self.keys));
        let (name, period) = (std::mem::take(&mut self.name), std::mem::take(&mut self.period));
        let (is_used, label) = (self.used_from.is_some(), self.label.as_str());
        runtime.spawn(async move {
            if is_used {
                return count.redis.run::<i64>(USED, &[slots, today], &[&name, &period]).await;
            }
            let mark = count.redis.key(&format!("unused:{name}"));
            count.redis.run(UNUSED, &[slots, today, mark], &[&name, label, &day]).await
        });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicUsize;

    use tokio::net::TcpListener;
    use tokio::time::timeout;

    use super::*;
    use crate::rate_limit::Plan;

    async fn listening() -> (TcpListener, Arc<SharedCount>) {
        let redis = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", redis.local_addr().unwrap());
        (redis, Arc::new(SharedCount::new(&url, "account").unwrap()))
    }

    #[tokio::test]
    async fn a_redis_that_has_failed_is_left_alone_for_a_while() {
        let (redis, count) = listening().await;
        let accepted = Arc::new(AtomicUsize::new(0));
        let connections = Arc::clone(&accepted);
        tokio::spawn(async move {
            while redis.accept().await.is_ok() {
                connections.fetch_add(1, Ordering::Relaxed);
            }
        });
        let (limits, deadline) = (RateLimits::for_plan(Plan::Pro), Deadline::after(Duration::MAX));
        let mut asked = Vec::new();
        for is_over in [false, false, true] {
            if is_over {
                *count.away_until.lock().unwrap() = Some(Instant::now());
            }
            assert!(count.acquire(&limits, RateLimitLabel::Light, deadline).await.unwrap().is_none());
            asked.push(accepted.load(Ordering::Relaxed));
        }
        assert!(asked[0] > 0 && asked[0] == asked[1] && asked[1] < asked[2], "{asked:?}");
    }

    /// One that was in transit for too long is another's by now.
    #[tokio::test]
    async fn redis_hears_of_a_response_that_came_in_time() {
        let (redis, count) = listening().await;
        for (age, expected) in [(IN_TRANSIT, false), (Duration::ZERO, true)] {
            drop(SharedSlot {
                count: Arc::clone(&count),
                keys: Default::default(),
                name: "slot".to_owned(),
                label: RateLimitLabel::Light,
                period: "1".to_owned(),
                counted: Counted::Yes(0),
                used_from: Instant::now().checked_sub(age),
            });
            let wait = Duration::from_millis(if expected { 10_000 } else { 200 });
            assert_eq!(timeout(wait, redis.accept()).await.is_ok(), expected, "{age:?}");
        }
    }
}
