//! The settings of one call.

use std::time::Duration;

use super::RetryPolicy;
use crate::rate_limit::RateLimiter;

/// What a caller can set for a single call.
#[derive(Debug, Clone)]
pub(crate) struct CallSettings {
    pub(crate) retry: RetryPolicy,
    /// For one attempt.
    pub(crate) attempt_timeout: Duration,
    /// For the whole call: its tokens, its permits, its attempts and the waits between them.
    pub(crate) timeout: Duration,
    pub(crate) limiter: Option<RateLimiter>,
}
