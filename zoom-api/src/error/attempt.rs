//! The attempts that a call made before it failed.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::TransportErrorKind;

/// One attempt of a call, from [`Error::attempts`](super::Error::attempts).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The time that the client waited before this attempt.
    pub delay: Duration,
    /// The outcome of this attempt.
    pub outcome: AttemptOutcome,
}

/// The outcome of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttemptOutcome {
    /// A response with this status.
    Response(StatusCode),
    /// No complete response, for this reason.
    Transport(TransportErrorKind),
    /// No access token, so nothing was sent.
    Credentials,
}

impl fmt::Display for AttemptOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response(status) => write!(f, "{}", status.as_u16()),
            Self::Transport(kind) => kind.fmt(f),
            Self::Credentials => f.write_str("no access token"),
        }
    }
}

/// The attempts of a call before its last, and the delay before that one.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    earlier: Vec<Attempt>,
    delay: Duration,
}

impl Attempts {
    /// Starts a list whose first attempt comes after `delay`.
    pub(crate) fn after(delay: Duration) -> Self {
        Self { earlier: Vec::new(), delay }
    }

    /// Returns how many attempts there were before the last.
    pub(crate) fn before(&self) -> u32 {
        u32::try_from(self.earlier.len()).unwrap_or(u32::MAX)
    }

    /// Adds an attempt that was not the last, and the delay after it.
    pub(crate) fn push(&mut self, outcome: AttemptOutcome, delay: Duration) {
        self.earlier.push(Attempt { delay: self.delay, outcome });
        self.delay = delay;
    }

    /// Returns all attempts, the last included.
    pub(super) fn and_last(mut self, outcome: AttemptOutcome) -> Vec<Attempt> {
        self.earlier.push(Attempt { delay: self.delay, outcome });
        self.earlier
    }
}

/// Writes how many attempts a call made, if it made more than one.
pub(super) fn write_attempts(attempts: &[Attempt], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match attempts.len() {
        0 | 1 => Ok(()),
        count => write!(f, " after {count} attempts"),
    }
}
