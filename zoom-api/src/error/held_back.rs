//! The client's own pacing did not let a call through.

use std::error::Error as StdError;
use std::fmt;

use crate::patience::RateLimitLabel;

/// Why a call was not made: the [`Pace`](crate::patience::Pace) of its client held it back. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBack {
    operation: &'static str,
    label: RateLimitLabel,
    reason: HeldBackReason,
}

/// What a call would have had to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeldBackReason {
    /// A limit of calls a day is reached, by the count of its [`Pace`](crate::patience::Pace); the next day begins at midnight of GMT.
    DailyLimit {
        /// The limit.
        limit: u32,
    },
    /// Its turn would not have come before the [`deadline`](crate::ZoomBuilder::deadline).
    Deadline,
}

impl HeldBack {
    pub(crate) fn new(operation: &'static str, label: RateLimitLabel, reason: HeldBackReason) -> Self {
        Self { operation, label, reason }
    }

    /// The call that was not made.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Its rate-limit label.
    pub fn label(&self) -> RateLimitLabel {
        self.label
    }

    /// What it would have had to wait for.
    pub fn reason(&self) -> HeldBackReason {
        self.reason
    }
}

impl fmt::Display for HeldBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was held back: ", self.operation)?;
        match self.reason {
            HeldBackReason::DailyLimit { limit } => {
                write!(f, "today's {limit} calls with the label {} were made", self.label)
            }
            HeldBackReason::Deadline => {
                write!(f, "its turn among calls with the label {} would come after the deadline", self.label)
            }
        }
    }
}

impl StdError for HeldBack {}
