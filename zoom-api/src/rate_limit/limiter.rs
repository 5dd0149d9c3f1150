//! Calls that wait before they are sent, so that Zoom has no limit to enforce.
//!
//! A call counts from when it is sent until one period after its response. It reaches the server somewhere between, so
//! no period of the server's, wherever it begins, has more calls in it than the limit. A bucket that refills by the
//! clock, as most crates for this have, lets twice as many through within a period, or relies on the network to keep
//! the distance between calls.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use tokio::time::{Instant, sleep_until};

use super::daily::Today;
use super::permit::Permit;
#[cfg(feature = "redis")]
use super::shared::SharedCount;
use super::window::Window;
use super::{RateLimitLabel, RateLimits};
use crate::deadline::Deadline;
#[cfg(feature = "redis")]
use crate::error::ConfigError;
use crate::error::{ThrottleReason, Throttled};
use crate::operations::Operation;

/// A limiter of the calls of an account: [`ZoomBuilder::rate_limiter`](crate::ZoomBuilder::rate_limiter).
///
/// All clones share one count. Give one to each client of the same account.
///
#[cfg_attr(feature = "mock", doc = "```")]
#[cfg_attr(not(feature = "mock"), doc = "```ignore")]
/// # #[tokio::main]
/// # async fn main() -> Result<(), zoom_api::Error> {
/// # let server = zoom_api::mock::ZoomServer::start_async().await;
/// # let (our_token, their_token) = (zoom_api::mock::ZoomServer::TOKEN, zoom_api::mock::ZoomServer::TOKEN);
/// use zoom_api::Zoom;
/// use zoom_api::rate_limit::{Plan, RateLimiter};
///
/// let limiter = RateLimiter::new(Plan::Pro);
/// // Two apps of the account.
/// let ours = Zoom::builder()
///     .access_token(our_token)
/// #   .base_url(server.base_url())
///     .rate_limiter(&limiter)
///     .build()?;
/// let theirs = Zoom::builder()
///     .access_token(their_token)
/// #   .base_url(server.base_url())
///     .rate_limiter(&limiter)
///     .build()?;
/// # // 30 Light calls in any second, of both together.
/// # let started = std::time::Instant::now();
/// # let mut calls = tokio::task::JoinSet::new();
/// # for zoom in [&ours, &theirs] {
/// #     for _ in 0..20 {
/// #         let zoom = zoom.clone();
/// #         calls.spawn(async move { zoom.pac().list("me").await.map(drop) });
/// #     }
/// # }
/// # assert!(calls.join_all().await.into_iter().all(|call| call.is_ok()));
/// # assert!(started.elapsed() > std::time::Duration::from_secs(1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RateLimiter {
    shared: Arc<Shared>,
}

struct Shared {
    limits: RateLimits,
    windows: [Arc<Window>; 4],
    today: Arc<Today>,
    /// The count that several machines share.
    #[cfg(feature = "redis")]
    count: Option<Arc<SharedCount>>,
}

impl RateLimiter {
    /// Creates a limiter that keeps to these limits: those of a [`Plan`](super::Plan), or [`RateLimits`] of your own.
    #[must_use]
    pub fn new(limits: impl Into<RateLimits>) -> Self {
        Self { shared: Arc::new(Shared::new(limits.into())) }
    }

    /// Creates a limiter that an account's clients on several machines share. Its count is in this Redis server (5 or
    /// later, or Valkey), under a name of the account's own; give each machine the same limits.
    ///
    /// A call asks Redis for its permit, which takes a round trip, and gives it back without waiting. While Redis cannot be
    /// reached, which `tracing` has at level WARN, each client keeps to the limits by the count of its own calls: they are
    /// sent, and more than the account may make of them if there are several machines.
    ///
    /// ```
    /// # fn main() -> Result<(), zoom_api::Error> {
    /// use zoom_api::rate_limit::{Plan, RateLimiter};
    ///
    /// let redis = "redis://:the-password@redis.internal";
    /// let limiter = RateLimiter::with_redis(Plan::Pro, redis, "zoom:our-account")?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`RedisStore::new`](crate::credentials::RedisStore::new).
    #[cfg(feature = "redis")]
    pub fn with_redis(limits: impl Into<RateLimits>, url: &str, name: &str) -> Result<Self, ConfigError> {
        let count = Some(Arc::new(SharedCount::new(url, name)?));
        Ok(Self { shared: Arc::new(Shared { count, ..Shared::new(limits.into()) }) })
    }

    /// Waits for the permit of a call; `None` for an operation without a label.
    ///
    /// # Errors
    ///
    /// If a daily limit is reached, or at once if the permit would come after the deadline.
    pub(crate) async fn acquire(
        &self,
        operation: &'static Operation,
        deadline: Deadline,
    ) -> Result<Option<Permit>, Throttled> {
        let Some(label) = operation.rate_limit_label else { return Ok(None) };
        let permit = self.shared.acquire(label, deadline).await;
        permit.map(Some).map_err(|reason| {
            let throttled = Throttled::new(operation, label, reason);
            tracing::debug!(%throttled);
            throttled
        })
    }
}

impl Shared {
    fn new(limits: RateLimits) -> Self {
        Self {
            limits,
            windows: RateLimitLabel::ALL.map(|label| Window::new(limits.rate_of(label))),
            today: Arc::default(),
            #[cfg(feature = "redis")]
            count: None,
        }
    }

    async fn acquire(&self, label: RateLimitLabel, deadline: Deadline) -> Result<Permit, ThrottleReason> {
        // A limit that is reached is not to be queued for.
        drop(self.today.count(&self.limits, label, SystemTime::now())?);
        let slot = deadline.limit(self.windows[label as usize].take()).await;
        let is_in_time = |from: Instant| deadline.allows(from.saturating_duration_since(Instant::now()));
        let slot = slot.filter(|slot| is_in_time(slot.free_from)).ok_or(ThrottleReason::Deadline)?;
        sleep_until(slot.free_from).await;
        // What Redis counts counts here as well: there may be no Redis a moment later.
        #[cfg(feature = "redis")]
        let shared = match &self.count {
            Some(count) => count.acquire(&self.limits, label, deadline).await?,
            None => None,
        };
        let counted = self.today.count(&self.limits, label, SystemTime::now())?;
        Ok(Permit {
            slot: Some(slot),
            counted,
            #[cfg(feature = "redis")]
            shared,
        })
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimiter").field("limits", &self.shared.limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::operations::Operation;
    use crate::rate_limit::Plan;

    static OPERATION: Operation = {
        let mut operation = Operation::undocumented("light", http::Method::GET, "/a");
        operation.rate_limit_label = Some(RateLimitLabel::Light);
        operation
    };

    static UNLABELLED: Operation = Operation::undocumented("unlabelled", http::Method::GET, "/a");

    fn forever() -> Deadline {
        Deadline::after(Duration::MAX)
    }

    /// The times at which so many calls, all asked for at once, are sent and responded to by a clock that waits for nobody.
    async fn times(limiter: &RateLimiter, calls: usize, latency: Duration) -> Vec<(Instant, Instant)> {
        let calls = (0..calls).map(|_| {
            let limiter = limiter.clone();
            tokio::spawn(async move {
                let permit = limiter.acquire(&OPERATION, forever()).await.unwrap().unwrap();
                let sent = Instant::now();
                permit.hold(tokio::time::sleep(latency), |()| true).await;
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
            let limiter = RateLimiter::new(Plan::Business);
            let mut times = times(&limiter, 400, Duration::from_millis(latency)).await;
            times.sort();
            for calls in times.windows(81) {
                // At the worst, the first arrives when its response comes and the last as it is sent.
                let (first, last) = (calls[0].1, calls[80].0);
                assert!(last >= first + Duration::from_secs(1), "{latency} ms: {first:?} {last:?}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_rate_is_used_up() {
        let started = Instant::now();
        times(&RateLimiter::new(Plan::Business), 800, Duration::from_millis(10)).await;
        let elapsed = started.elapsed();
        assert!(elapsed < Duration::from_millis(9_300), "800 calls at 80 a second took {elapsed:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn calls_below_the_limit_wait_for_nothing() {
        let limiter = RateLimiter::new(Plan::Free);
        let started = Instant::now();
        for _ in 0..4 {
            times(&limiter, 1, Duration::from_millis(10)).await;
        }
        assert_eq!(started.elapsed(), Duration::from_millis(40));
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_response_holds_up_no_others() {
        let limiter = RateLimiter::new(Plan::Free);
        let started = Instant::now();
        times(&limiter, 8, Duration::from_secs(60)).await;
        assert!(started.elapsed() < Duration::from_secs(64), "{:?}", started.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_permit_after_the_deadline_is_refused_at_once() {
        let limiter =
            RateLimiter::new(RateLimits::for_plan(Plan::Free).rate(RateLimitLabel::Light, 1, Duration::from_secs(60)));
        times(&limiter, 1, Duration::ZERO).await;
        let started = Instant::now();
        let late = limiter.acquire(&OPERATION, Deadline::after(Duration::from_secs(59))).await.err().unwrap();
        assert_eq!(late.reason(), ThrottleReason::Deadline);
        assert_eq!(started.elapsed(), Duration::ZERO, "it is known at once");
        assert!(limiter.acquire(&OPERATION, Deadline::after(Duration::from_secs(61))).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_dropped_wait_loses_no_slot() {
        let limiter = RateLimiter::new(Plan::Free);
        times(&limiter, 4, Duration::ZERO).await;
        for _ in 0..20 {
            let dropped = tokio::time::timeout(Duration::from_millis(10), times(&limiter, 8, Duration::ZERO)).await;
            assert!(dropped.is_err());
        }
        times(&limiter, 8, Duration::ZERO).await;
        let free = limiter.shared.windows[RateLimitLabel::Light as usize].available();
        assert_eq!(free, 4);
    }

    #[tokio::test(start_paused = true)]
    async fn a_daily_limit_is_an_error_at_once() {
        let limiter = RateLimiter::new(RateLimits::for_plan(Plan::Business).daily(RateLimitLabel::Light, Some(2)));
        times(&limiter, 2, Duration::ZERO).await;
        let throttled = limiter.acquire(&OPERATION, forever()).await.err().unwrap();
        assert_eq!(throttled.reason(), ThrottleReason::DailyLimit { limit: 2 });
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_was_not_sent_counts_neither_now_nor_today() {
        let limits = RateLimits::for_plan(Plan::Free).rate(RateLimitLabel::Light, 1, Duration::from_secs(60));
        let limiter = RateLimiter::new(limits.daily(RateLimitLabel::Light, Some(1)));
        let started = Instant::now();
        for latency in [0, 1] {
            let permit = limiter.acquire(&OPERATION, forever()).await.unwrap().unwrap();
            permit.hold(tokio::time::sleep(Duration::from_secs(latency)), |()| false).await;
            drop(limiter.acquire(&OPERATION, forever()).await.unwrap());
        }
        assert_eq!(started.elapsed(), Duration::from_secs(1), "nothing was waited for");
        times(&limiter, 1, Duration::ZERO).await;
        assert!(limiter.acquire(&OPERATION, forever()).await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_given_up_may_have_been_sent() {
        let limiter = RateLimiter::new(RateLimits::for_plan(Plan::Free).daily(RateLimitLabel::Light, Some(1)));
        let permit = limiter.acquire(&OPERATION, forever()).await.unwrap().unwrap();
        let given_up = permit.hold(std::future::pending::<()>(), |()| false);
        assert!(tokio::time::timeout(Duration::from_secs(1), given_up).await.is_err());
        assert!(limiter.acquire(&OPERATION, forever()).await.is_err());
    }

    #[test]
    fn debug_shows_the_limits() {
        let limits = RateLimits::for_plan(Plan::Pro);
        assert!(format!("{:?}", RateLimiter::new(limits)).contains(&format!("{limits:?}")));
    }

    #[tokio::test(start_paused = true)]
    async fn an_operation_without_a_label_needs_no_permit() {
        let limiter = RateLimiter::new(RateLimits::for_plan(Plan::Free).daily(RateLimitLabel::Light, Some(0)));
        assert!(limiter.acquire(&UNLABELLED, forever()).await.unwrap().is_none());
    }
}
