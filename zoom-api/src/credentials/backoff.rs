//! The pause between refreshes that fail, however many calls wait for a token.

use std::time::{Duration, Instant};

use crate::error::CredentialsError;
use crate::random::random;

/// The longest pause after the first failure; it doubles with each further one.
const FIRST: Duration = Duration::from_millis(500);

/// The longest pause that is not of the token endpoint's own choice.
const LONGEST: Duration = Duration::from_secs(5);

/// The longest pause that a call waits for. The error is returned at once if the token endpoint asks for more.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The longest pause of all, whatever the token endpoint asks for.
const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The pause after refreshes that failed.
#[derive(Debug, Default)]
pub(super) struct Backoff {
    failures: u32,
    until: Option<Instant>,
    error: Option<CredentialsError>,
}

impl Backoff {
    /// Records a refresh that failed.
    pub(super) fn failed(&mut self, error: &CredentialsError) {
        let pause = jittered(self.failures, random());
        self.failures = self.failures.saturating_add(1);
        self.until = Some(Instant::now() + error.retry_after().map_or(pause, |wait| wait.min(A_DAY) + pause));
        self.error = Some(error.clone());
    }

    /// Records a refresh that succeeded.
    pub(super) fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// Returns how long the next refresh waits if nothing is to be had without it.
    ///
    /// # Errors
    ///
    /// The last error, if the wait is longer than a call can be asked to wait.
    pub(super) fn wait(&self) -> Result<Duration, CredentialsError> {
        match (self.left(), &self.error) {
            (left, Some(error)) if left > LONGEST_WAIT => Err(error.clone()),
            // Another attempt ends alike, but for what someone else does meanwhile: a login, for example.
            (_, Some(error)) if !error.is_transient() => Ok(Duration::ZERO),
            (left, _) => Ok(left),
        }
    }

    /// Returns how much of the pause is left.
    pub(super) fn left(&self) -> Duration {
        self.until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }
}

/// Returns a pause after this many failures: between a half and the whole of the longest one, by `random`.
fn jittered(failures: u32, random: u32) -> Duration {
    let longest = FIRST.saturating_mul(1_u32.checked_shl(failures).unwrap_or(u32::MAX)).min(LONGEST);
    longest / 2 + (longest / 2).mul_f64(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;
    use crate::error::CredentialsErrorKind;

    #[test]
    fn pauses_grow_to_a_limit() {
        for (failures, random, expected) in
            [(0, 0, 250), (0, u32::MAX, 500), (1, 0, 500), (3, u32::MAX, 4000), (4, u32::MAX, 5000), (99, 0, 2500)]
        {
            assert_eq!(jittered(failures, random), Duration::from_millis(expected), "{failures} {random}");
        }
    }

    #[test]
    fn the_token_endpoint_says_how_long_to_wait() {
        let unavailable = |seconds| {
            let error = CredentialsError::new(CredentialsErrorKind::Unavailable, "");
            error.with_response(StatusCode::TOO_MANY_REQUESTS, None, Some(Duration::from_secs(seconds)))
        };
        let mut backoff = Backoff::default();
        backoff.failed(&unavailable(7));
        let wait = backoff.wait().unwrap().as_millis();
        assert!((7_100..=7_500).contains(&wait), "{wait}");
        backoff.failed(&unavailable(3600));
        assert_eq!(backoff.wait().unwrap_err().kind(), CredentialsErrorKind::Unavailable);
        backoff.failed(&unavailable(u64::MAX));
        assert!(backoff.wait().is_err());
        assert_eq!((backoff.left().as_secs_f64() / 3600.0).round(), 24.0);
        backoff.succeeded();
        assert_eq!(backoff.wait().unwrap(), Duration::ZERO);
    }

    #[test]
    fn what_needs_a_person_is_not_waited_for() {
        let mut backoff = Backoff::default();
        backoff.failed(&CredentialsError::new(CredentialsErrorKind::LoginRequired, ""));
        assert_eq!(backoff.wait().unwrap(), Duration::ZERO);
        assert!(backoff.left() > Duration::ZERO, "a token that serves yet is not refreshed at each call");
    }
}
