//! The rules by which a failed call is retried.

use std::time::Duration;

use http::Method;

/// The rules by which a failed call is retried.
///
/// A [`Zoom`](crate::Zoom) has one ([`ZoomBuilder::retry`](crate::ZoomBuilder::retry)), by default
/// [`standard`](Self::standard); [`Zoom::with_retry`](crate::Zoom::with_retry) sets another for a single call.
///
/// ```
/// use std::time::Duration;
/// use zoom_api::RetryPolicy;
///
/// let nightly = RetryPolicy::standard().max_attempts(8).max_retry_after(Duration::from_secs(120));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    initial_backoff: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
    non_idempotent: bool,
}

impl RetryPolicy {
    /// Returns a policy that retries nothing. A token that Zoom refuses is replaced once all the same, if it can be.
    #[must_use]
    pub fn none() -> Self {
        Self { max_attempts: 1, ..Self::standard() }
    }

    /// Returns the default policy: up to two retries with short waits. They hide a limit of calls a second and a server
    /// that restarts; an outage is reported within seconds.
    #[must_use]
    pub fn standard() -> Self {
        Self {
            max_attempts: 3,
            initial_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(10),
            max_retry_after: Duration::from_secs(30),
            non_idempotent: false,
        }
    }

    /// Sets how many attempts a call makes, the first included. Zero counts as one. Defaults to 3.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the longest wait before the second attempt; it doubles for each further one. Defaults to 0.5 s.
    ///
    /// Each wait is random between zero and the longest ("full jitter"), so that calls that failed together do not come
    /// back together.
    #[must_use]
    pub fn initial_backoff(mut self, backoff: Duration) -> Self {
        self.initial_backoff = backoff;
        self
    }

    /// Sets the longest wait before any attempt, if Zoom does not ask for more. Defaults to 10 s.
    #[must_use]
    pub fn max_backoff(mut self, backoff: Duration) -> Self {
        self.max_backoff = backoff;
        self
    }

    /// Sets the longest wait that Zoom may ask for (`Retry-After`). If it asks for more, the call fails at once. Defaults
    /// to 30 s.
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Sets whether POST and PATCH are retried even if Zoom may have acted on the request: after a 5xx, or after a response
    /// that got lost. What they ask for can then happen twice. Defaults to `false`.
    #[must_use]
    pub fn retry_non_idempotent(mut self, retry: bool) -> Self {
        self.non_idempotent = retry;
        self
    }

    /// Returns whether there may be another attempt after so many.
    pub(super) fn allows_another(&self, attempts: u32) -> bool {
        attempts < self.max_attempts
    }

    /// Returns whether a request may be sent again on which Zoom may have acted.
    pub(super) fn allows_repeating(&self, method: &Method) -> bool {
        self.non_idempotent || method.is_idempotent()
    }

    pub(super) fn longest_retry_after(&self) -> Duration {
        self.max_retry_after
    }

    /// Returns a wait after so many attempts: of the longest, `part` of 2³².
    pub(super) fn backoff(&self, attempts: u32, part: u32) -> Duration {
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let longest = self.initial_backoff.saturating_mul(doubled).min(self.max_backoff);
        let longest = longest.as_nanos().min(u128::from(u64::MAX));
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
    fn attempts_end() {
        let standard = RetryPolicy::standard();
        for (policy, attempts, expected) in [
            (standard, 1, true),
            (standard, 2, true),
            (standard, 3, false),
            (standard.max_attempts(0), 1, false),
            (RetryPolicy::none(), 1, false),
            (RetryPolicy::none().retry_non_idempotent(true), 1, false),
        ] {
            assert_eq!(policy.allows_another(attempts), expected, "{policy:?} {attempts}");
        }
    }

    #[test]
    fn backoff_doubles_up_to_its_maximum() {
        let policy = RetryPolicy::standard();
        for (attempts, part, expected) in [
            (1, 0, 0),
            (1, 1 << 31, 250),
            (2, 1 << 31, 500),
            (5, 1 << 31, 4_000),
            (6, 1 << 31, 5_000),
            (u32::MAX, 1 << 31, 5_000),
        ] {
            assert_eq!(policy.backoff(attempts, part), Duration::from_millis(expected), "{attempts} {part}");
        }
        let short = policy.max_backoff(Duration::from_millis(1));
        assert!(short.backoff(9, u32::MAX) <= Duration::from_millis(1));
        let slow = policy.initial_backoff(Duration::from_secs(3));
        assert_eq!(slow.backoff(1, 1 << 31), Duration::from_millis(1_500));
        let endless = policy.initial_backoff(Duration::MAX).max_backoff(Duration::MAX);
        assert!(endless.backoff(40, u32::MAX) > Duration::from_secs(1));
    }
}
