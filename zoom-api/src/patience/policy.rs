//! What is tried again, and how often.

use std::time::Duration;

use http::Method;

/// When a call that failed is made again, and how long is waited before.
///
/// A [`Zoom`](crate::Zoom) has one by [`ZoomBuilder::retry`](crate::ZoomBuilder::retry), by default
/// [`standard`](Self::standard), and a single call by [`Zoom::with_retry`](crate::Zoom::with_retry).
///
/// ```
/// use std::time::Duration;
/// use zoom_api::RetryPolicy;
///
/// let nightly = RetryPolicy::standard().max_attempts(8).longest_wait(Duration::from_secs(120));
/// # let _ = nightly;
/// ```
///
/// | setting | `standard()` |
/// |---|---|
/// | [`max_attempts`](Self::max_attempts) | 3 |
/// | [`backoff`](Self::backoff) | at most 0.5 s, then 1 s, 2 s …; at most 10 s |
/// | [`longest_wait`](Self::longest_wait) | 30 s |
/// | [`repeat_non_idempotent`](Self::repeat_non_idempotent) | no |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base: Duration,
    cap: Duration,
    longest_wait: Duration,
    non_idempotent: bool,
}

impl RetryPolicy {
    /// Nothing is tried again.
    #[must_use]
    pub fn none() -> Self {
        Self { max_attempts: 1, ..Self::standard() }
    }

    /// Three attempts, a short wait between them: a limit of calls a second and a server that restarts are not seen by
    /// the caller; an outage is, within seconds.
    #[must_use]
    pub fn standard() -> Self {
        Self {
            max_attempts: 3,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(10),
            longest_wait: Duration::from_secs(30),
            non_idempotent: false,
        }
    }

    /// How often a call is made, the first time included. Zero counts as one.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// How long is waited where the answer does not say: anything up to `base` before the second attempt, up to twice as
    /// long before each further one, never longer than `cap`.
    ///
    /// The wait is random within these bounds ("full jitter"), so that calls that failed together do not come back
    /// together.
    #[must_use]
    pub fn backoff(mut self, base: Duration, cap: Duration) -> Self {
        self.base = base;
        self.cap = cap;
        self
    }

    /// The longest single wait. Where Zoom asks for more (`Retry-After`), its answer is returned at once.
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Whether POST and PATCH are tried again as well.
    ///
    /// What they asked for may have happened although the answer was an error or was lost, and then it happens twice.
    #[must_use]
    pub fn repeat_non_idempotent(mut self, repeat: bool) -> Self {
        self.non_idempotent = repeat;
        self
    }

    /// Whether a request is to be made again after this many attempts.
    pub(super) fn allows_another(&self, method: &Method, attempts: u32) -> bool {
        attempts < self.max_attempts && (self.non_idempotent || method.is_idempotent())
    }

    pub(super) fn longest(&self) -> Duration {
        self.longest_wait
    }

    /// A wait after this many attempts: of the longest, `part` of 2³².
    pub(super) fn jittered(&self, attempts: u32, part: u32) -> Duration {
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let longest = self.base.saturating_mul(doubled).min(self.cap).as_nanos().min(u128::from(u64::MAX));
        Duration::from_nanos(u64::try_from((longest * u128::from(part)) >> 32).unwrap_or(u64::MAX))
    }
}

impl Default for RetryPolicy {
    /// [`standard`](Self::standard).
    fn default() -> Self {
        Self::standard()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated() {
        let standard = RetryPolicy::standard();
        let anything = standard.repeat_non_idempotent(true);
        for (policy, method, attempts, expected) in [
            (standard, Method::GET, 1, true),
            (standard, Method::HEAD, 2, true),
            (standard, Method::GET, 3, false),
            (standard, Method::PUT, 1, true),
            (standard, Method::DELETE, 1, true),
            (standard, Method::OPTIONS, 1, true),
            (standard, Method::POST, 1, false),
            (standard, Method::PATCH, 1, false),
            (anything, Method::POST, 1, true),
            (anything, Method::PATCH, 3, false),
            (RetryPolicy::none(), Method::GET, 1, false),
            (RetryPolicy::none().repeat_non_idempotent(true), Method::POST, 1, false),
            (standard.max_attempts(0), Method::GET, 1, false),
        ] {
            assert_eq!(policy.allows_another(&method, attempts), expected, "{policy:?} {method} {attempts}");
        }
    }

    #[test]
    fn waits_double_up_to_the_cap() {
        let policy = RetryPolicy::standard();
        for (attempts, part, expected) in [
            (1, 0, 0),
            (1, 1 << 31, 250),
            (2, 1 << 31, 500),
            (5, 1 << 31, 4_000),
            (6, 1 << 31, 5_000),
            (u32::MAX, 1 << 31, 5_000),
        ] {
            assert_eq!(policy.jittered(attempts, part), Duration::from_millis(expected), "{attempts} {part}");
        }
        let endless = policy.backoff(Duration::MAX, Duration::MAX);
        assert!(endless.jittered(40, u32::MAX) > Duration::from_secs(1));
    }
}
