//! What was tried before a call failed.

use std::fmt;
use std::time::Duration;

use http::StatusCode;

use super::TransportErrorKind;

/// One of the times that a call was made, from [`Error::attempts`](super::Error::attempts).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// How long was waited before it.
    pub waited: Duration,
    /// What came of it.
    pub outcome: AttemptOutcome,
}

/// What came of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AttemptOutcome {
    /// An answer, with this status.
    Answered(StatusCode),
    /// No whole answer.
    Lost(TransportErrorKind),
    /// No token to send it with.
    NoToken,
}

impl fmt::Display for AttemptOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(status) => write!(f, "{}", status.as_u16()),
            Self::Lost(kind) => f.write_str(kind.phrase()),
            Self::NoToken => f.write_str("no token"),
        }
    }
}

/// The attempts of a call before its last, and the wait before that one.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    earlier: Vec<Attempt>,
    waited: Duration,
}

impl Attempts {
    /// None yet, after a wait for the first one's turn.
    pub(crate) fn after(waited: Duration) -> Self {
        Self { earlier: Vec::new(), waited }
    }

    /// How many there were before the last.
    pub(crate) fn before(&self) -> u32 {
        u32::try_from(self.earlier.len()).unwrap_or(u32::MAX)
    }

    /// Adds an attempt, which was not the last, and the wait after it.
    pub(crate) fn push(&mut self, outcome: AttemptOutcome, wait: Duration) {
        self.earlier.push(Attempt { waited: self.waited, outcome });
        self.waited = wait;
    }

    /// All of them.
    pub(super) fn and_last(mut self, outcome: AttemptOutcome) -> Vec<Attempt> {
        self.earlier.push(Attempt { waited: self.waited, outcome });
        self.earlier
    }
}

/// Says how often a call was made, where it was more than once.
pub(super) fn write_attempts(attempts: &[Attempt], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match attempts.len() {
        0 | 1 => Ok(()),
        count => write!(f, " after {count} attempts"),
    }
}
