//! Calls that wait for their turn, so that Zoom has no limit to enforce.
//!
//! A call counts from when it is sent until one period after its answer. It reaches the server somewhere between, so
//! no period of the server's, wherever it begins, has more calls in it than the limit. A bucket that refills by the
//! clock, as most crates for this have, lets twice as many through within a period, or relies on the network to keep
//! the distance between calls.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};

#[cfg(feature = "redis")]
use super::account::{Account, Turn};
use super::limits::{Limits, Rate, RateLimitLabel};
#[cfg(feature = "redis")]
use crate::error::ConfigError;
use crate::error::{ThrottleReason, Throttled};
use crate::generated;

/// For how long a call counts that has no answer yet. By then it has reached Zoom, and a slow answer holds up no others.
pub(super) const ON_THE_WAY: Duration = Duration::from_secs(2);

/// The pace at which the calls of an account are made: [`ZoomBuilder::pace`](crate::ZoomBuilder::pace).
///
/// All clones share one count. Give one to each client of the same account.
///
/// ```
/// use zoom_api::Zoom;
/// use zoom_api::patience::{Pace, Plan};
///
/// let pace = Pace::new(Plan::Pro);
/// let ours = Zoom::builder().access_token("…for one app").pace(&pace);
/// let theirs = Zoom::builder().access_token("…for another app of the account").pace(&pace);
/// # let _ = (ours, theirs);
/// ```
#[derive(Clone)]
pub struct Pace {
    shared: Arc<Shared>,
}

struct Shared {
    limits: Limits,
    windows: [Window; 4],
    today: Mutex<Today>,
    #[cfg(feature = "redis")]
    account: Option<Arc<Account>>,
}

/// How many calls there were of each label in a day of GMT.
#[derive(Default)]
struct Today {
    day: u64,
    calls: [u32; 4],
}

/// As many slots as calls may be made in a period.
struct Window {
    period: Duration,
    /// The slots that no call has, in the order in which calls ask for them.
    free: Semaphore,
    idle: Mutex<Idle>,
}

/// From when on each free slot may be used.
struct Idle {
    never_used: usize,
    used: BinaryHeap<Reverse<Instant>>,
}

/// A call's turn.
pub(super) enum Slot {
    Ours(OurSlot),
    #[cfg(feature = "redis")]
    OfAccount(Turn),
}

pub(super) struct OurSlot {
    shared: Arc<Shared>,
    label: RateLimitLabel,
    free_from: Instant,
    is_used: bool,
}

impl Pace {
    /// A pace that keeps to these limits: a [`Plan`](super::Plan), or [`Limits`] of your own.
    #[must_use]
    pub fn new(limits: impl Into<Limits>) -> Self {
        Self { shared: Arc::new(Shared::new(limits.into())) }
    }

    /// A pace that an account's clients on several machines keep to together. Its count is in this Redis server (5 or
    /// later, or Valkey), under a name of the account's own; give each machine the same limits.
    ///
    /// A call asks Redis for its turn, which takes a round trip, and tells it of its end without waiting. Where Redis
    /// cannot be reached, each client keeps to the limits by its own count until it can, which `tracing` has at level
    /// WARN: calls are sent, and more than the account may make of them where there are several machines.
    ///
    /// ```
    /// # fn run() -> Result<(), zoom_api::Error> {
    /// use zoom_api::patience::{Pace, Plan};
    ///
    /// let pace = Pace::in_redis(Plan::Pro, "redis://:the-password@redis.internal", "zoom:our-account")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`RedisStore::new`](crate::credentials::RedisStore::new).
    #[cfg(feature = "redis")]
    pub fn in_redis(limits: impl Into<Limits>, url: &str, name: &str) -> Result<Self, ConfigError> {
        let account = Some(Arc::new(Account::new(url, name)?));
        Ok(Self { shared: Arc::new(Shared { account, ..Shared::new(limits.into()) }) })
    }

    /// Waits for a call's turn. An operation without a label has none.
    pub(super) async fn turn(&self, operation: &'static str, end: Option<Instant>) -> Result<Option<Slot>, Throttled> {
        let label = generated::operation(operation).and_then(|known| known.rate_limit_label);
        let Some(label) = label.and_then(RateLimitLabel::read) else { return Ok(None) };
        let throttled = |reason| Throttled::new(operation, label, reason);
        #[cfg(feature = "redis")]
        if let Some(account) = &self.shared.account
            && let Some(turn) = account.turn(&self.shared.limits, label, end).await.map_err(throttled)?
        {
            return Ok(Some(Slot::OfAccount(turn)));
        }
        // Here as well, since a limit that is reached is not to be queued for.
        self.shared.count(label, 0, SystemTime::now()).map_err(throttled)?;
        let taken = match end {
            None => Some(self.shared.clone().take(label).await),
            Some(end) => timeout_at(end, self.shared.clone().take(label)).await.ok(),
        };
        let slot = taken.filter(|slot| end.is_none_or(|end| slot.free_from < end));
        let slot = slot.ok_or_else(|| throttled(ThrottleReason::Deadline))?;
        sleep_until(slot.free_from).await;
        self.shared.count(label, 1, SystemTime::now()).map_err(throttled)?;
        Ok(Some(Slot::Ours(slot)))
    }
}

impl Shared {
    fn new(limits: Limits) -> Self {
        let windows = RateLimitLabel::ALL.map(|label| Window::new(limits.rate_of(label)));
        Self {
            limits,
            windows,
            today: Mutex::default(),
            #[cfg(feature = "redis")]
            account: None,
        }
    }

    /// The slot that is free first, once there is one.
    async fn take(self: Arc<Self>, label: RateLimitLabel) -> OurSlot {
        let window = &self.windows[label as usize];
        // It is never closed, so it never fails.
        if let Ok(permit) = window.free.acquire().await {
            permit.forget();
        }
        let free_from = window.idle.lock().unwrap_or_else(PoisonError::into_inner).first();
        OurSlot { label, free_from, is_used: false, shared: self }
    }

    /// Adds so many calls to those of today, unless a daily limit is reached.
    fn count(&self, label: RateLimitLabel, calls: u32, now: SystemTime) -> Result<(), ThrottleReason> {
        let day = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() / (24 * 60 * 60);
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        if today.day != day {
            *today = Today { day, ..Today::default() };
        }
        match self.limits.reached(label, &today.calls) {
            Some(limit) => Err(ThrottleReason::DailyLimit { limit }),
            None => {
                let count = &mut today.calls[label as usize];
                *count = count.saturating_add(calls);
                Ok(())
            }
        }
    }
}

impl Window {
    fn new(Rate { calls, period }: Rate) -> Self {
        let slots = usize::try_from(calls).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        let idle = Idle { never_used: slots, used: BinaryHeap::new() };
        Self { period, free: Semaphore::new(slots), idle: Mutex::new(idle) }
    }
}

impl Idle {
    fn first(&mut self) -> Instant {
        if self.never_used > 0 {
            self.never_used -= 1;
            return Instant::now();
        }
        self.used.pop().map_or_else(Instant::now, |Reverse(from)| from)
    }
}

impl Slot {
    /// Makes the call whose turn this is.
    pub(super) async fn call<T>(mut self, call: impl Future<Output = T>) -> T {
        match &mut self {
            Self::Ours(slot) => slot.is_used = true,
            #[cfg(feature = "redis")]
            Self::OfAccount(turn) => turn.begin(),
        }
        let mut call = std::pin::pin!(call);
        if let Ok(done) = timeout(ON_THE_WAY, &mut call).await {
            return done;
        }
        drop(self);
        call.await
    }
}

impl Drop for OurSlot {
    fn drop(&mut self) {
        let window = &self.shared.windows[self.label as usize];
        let free_from = if self.is_used { Instant::now() + window.period } else { self.free_from };
        window.idle.lock().unwrap_or_else(PoisonError::into_inner).used.push(Reverse(free_from));
        window.free.add_permits(1);
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pace").field("limits", &self.shared.limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patience::Plan;

    const OPERATION: &str = "list_user_pac_accounts";

    /// The times at which so many calls, all asked for at once, are sent and answered by a clock that waits for nobody.
    async fn times(pace: &Pace, calls: usize, latency: Duration) -> Vec<(Instant, Instant)> {
        let calls = (0..calls).map(|_| {
            let pace = pace.clone();
            tokio::spawn(async move {
                let slot = pace.turn(OPERATION, None).await.unwrap().unwrap();
                let sent = Instant::now();
                slot.call(tokio::time::sleep(latency)).await;
                (sent, Instant::now())
            })
        });
        let mut times = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            times.push(call.await.unwrap());
        }
        times
    }

    #[tokio::test(start_paused = true)]
    async fn no_period_has_more_calls_than_the_limit_wherever_they_arrive() {
        for latency in [0, 7, 900] {
            let pace = Pace::new(Plan::Business);
            let mut times = times(&pace, 400, Duration::from_millis(latency)).await;
            times.sort();
            for calls in times.windows(81) {
                // At the worst, the first arrives when it is answered and the last as it is sent.
                let (first, last) = (calls[0].1, calls[80].0);
                assert!(last >= first + Duration::from_secs(1), "{latency} ms: {first:?} {last:?}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_is_used_up() {
        let started = Instant::now();
        times(&Pace::new(Plan::Business), 800, Duration::from_millis(10)).await;
        let elapsed = started.elapsed();
        assert!(elapsed < Duration::from_millis(9_300), "800 calls at 80 a second took {elapsed:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_answer_holds_up_no_others() {
        let pace = Pace::new(Plan::Free);
        let started = Instant::now();
        times(&pace, 8, Duration::from_secs(60)).await;
        assert!(started.elapsed() < Duration::from_secs(64), "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_turn_after_the_deadline_is_none() {
        let pace = Pace::new(Limits::of(Plan::Free).rate(RateLimitLabel::Light, 1, Duration::from_secs(60)));
        times(&pace, 1, Duration::ZERO).await;
        let started = Instant::now();
        let late = pace.turn(OPERATION, Some(started + Duration::from_secs(59))).await.err().unwrap();
        assert_eq!(late.reason(), ThrottleReason::Deadline);
        assert_eq!(started.elapsed(), Duration::ZERO, "it is known at once");
        assert!(pace.turn(OPERATION, Some(started + Duration::from_secs(61))).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_wait_loses_no_slot() {
        let pace = Pace::new(Plan::Free);
        times(&pace, 4, Duration::ZERO).await;
        for _ in 0..20 {
            let dropped = timeout(Duration::from_millis(10), times(&pace, 8, Duration::ZERO)).await;
            assert!(dropped.is_err());
        }
        times(&pace, 8, Duration::ZERO).await;
        let free = pace.shared.windows[RateLimitLabel::Light as usize].free.available_permits();
        assert_eq!(free, 4);
    }

    #[tokio::test(start_paused = true)]
    async fn a_daily_limit_is_an_error_at_once() {
        let pace = Pace::new(Limits::of(Plan::Business).daily(RateLimitLabel::Light, Some(2)));
        times(&pace, 2, Duration::ZERO).await;
        let throttled = pace.turn(OPERATION, None).await.err().unwrap();
        assert_eq!(throttled.reason(), ThrottleReason::DailyLimit { limit: 2 });
    }

    #[test]
    fn a_day_begins_at_midnight_of_gmt() {
        let pace = Pace::new(Limits::of(Plan::Free).daily(RateLimitLabel::Light, Some(1)));
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let count = |seconds| pace.shared.count(RateLimitLabel::Light, 1, at(seconds)).is_ok();
        assert_eq!([count(86_399), count(86_399), count(86_400), count(86_401)], [true, false, true, false]);
    }

    #[tokio::test(start_paused = true)]
    async fn what_has_no_label_has_no_turn() {
        let pace = Pace::new(Limits::of(Plan::Free).daily(RateLimitLabel::Light, Some(0)));
        assert!(pace.turn("get_json", None).await.unwrap().is_none());
    }
}
