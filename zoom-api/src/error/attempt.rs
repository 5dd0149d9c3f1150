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

impl AttemptOutcome {
    /// Returns whether Zoom may have done what it was asked for, though the attempt failed.
    pub(super) fn may_have_acted(self) -> bool {
        match self {
            Self::Response(status) => status.is_server_error(),
            Self::Transport(kind) => !kind.is_before_request(),
            Self::Credentials => false,
        }
    }
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

/// The attempts of a call, as they are made.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    made: Vec<Attempt>,
    /// What was waited since the last one.
    delay: Duration,
}

impl Attempts {
    /// Returns how many there were.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.made.len()).unwrap_or(u32::MAX)
    }

    /// Adds to the delay before the next attempt.
    pub(crate) fn wait(&mut self, delay: Duration) {
        self.delay += delay;
    }

    /// Adds an attempt.
    pub(crate) fn push(&mut self, outcome: AttemptOutcome) {
        self.made.push(Attempt { delay: std::mem::take(&mut self.delay), outcome });
    }
}

impl From<Attempts> for Vec<Attempt> {
    fn from(attempts: Attempts) -> Self {
        attempts.made
    }
}

/// Writes how many attempts a call made, if it made more than one.
pub(super) fn write_attempts(attempts: &[Attempt], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match attempts.len() {
        0 | 1 => Ok(()),
        count => write!(f, " after {count} attempts"),
    }
}
