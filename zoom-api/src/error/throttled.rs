//! A call that the client's own rate limiter did not let through.

use std::error::Error as StdError;
use std::fmt;

use serde::Serialize;

use super::attempt::{Attempt, write_attempts};
use crate::operations::{Operation, RateLimitLabel};

/// A call that was not sent because the client's own [`RateLimiter`](crate::rate_limit::RateLimiter) did not let it through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Throttled {
    operation: &'static str,
    label: RateLimitLabel,
    reason: ThrottleReason,
    pub(super) attempts: Vec<Attempt>,
}

/// The limit that a throttled call would have exceeded.
///
/// It serializes as its name in snake case: `"deadline"`, `{"daily_limit":{"limit":6000}}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ThrottleReason {
    /// The daily limit is reached, as the [`RateLimiter`](crate::rate_limit::RateLimiter) counts. It resets at 00:00 GMT.
    DailyLimit {
        /// The number of calls that are allowed in a day.
        limit: u32,
    },
    /// The limit of calls a second would have delayed the call beyond its
    /// [`timeout`](crate::ZoomBuilder::timeout).
    Deadline,
}

impl Throttled {
    pub(crate) fn new(operation: &'static Operation, label: RateLimitLabel, reason: ThrottleReason) -> Self {
        Self { operation: operation.id, label, reason, attempts: Vec::new() }
    }

    /// Returns the operation that was not sent: `list_user_pac_accounts`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the rate-limit label of the operation.
    pub fn label(&self) -> RateLimitLabel {
        self.label
    }

    /// Returns the limit that the call would have exceeded.
    pub fn reason(&self) -> ThrottleReason {
        self.reason
    }
}

impl fmt::Display for ThrottleReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DailyLimit { limit } => write!(f, "daily limit of {limit} calls reached"),
            Self::Deadline => f.write_str("deadline too near for the rate limit"),
        }
    }
}

impl fmt::Display for Throttled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} not sent", self.operation)?;
        write_attempts(&self.attempts, f)?;
        f.write_str(": ")?;
        match self.reason {
            ThrottleReason::DailyLimit { limit } => {
                write!(f, "daily limit of {limit} {} calls reached (resets 00:00 GMT)", self.label)
            }
            ThrottleReason::Deadline => {
                write!(f, "the rate limit of {} calls would delay it beyond its deadline", self.label)
            }
        }
    }
}

impl StdError for Throttled {}
