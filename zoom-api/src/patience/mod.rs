//! Waiting: what is tried again, for how long, and how to see it.
//!
//! | | |
//! |---|---|
//! | [`RetryPolicy`] | what is tried again |
//!
//! # What happens without a word of yours
//!
//! A call that fails for a reason that may pass is made again, twice at most, where making it twice does no harm (GET,
//! HEAD, PUT, DELETE, OPTIONS):
//!
//! | what came | what is done |
//! |---|---|
//! | 429 with `Retry-After` (ISO 8601, seconds or an HTTP date) | wait until then, and a random part of half a second |
//! | 429 without | wait at random, at most 0.5 s, then 1 s |
//! | 429 for a daily limit | nothing: the error is returned at once |
//! | 500, 502, 503, 504 | as for a 429 |
//! | no connection, no answer in time, an answer cut off | wait at random, at most 0.5 s, then 1 s |
//! | no TLS | nothing |
//! | anything else | nothing |
//!
//! A wait is never begun that would end after [`longest_wait`](RetryPolicy::longest_wait) or after the call's
//! [`deadline`](crate::ZoomBuilder::deadline): the error is returned at once, and [`Error::Api`](crate::Error::Api) holds
//! what Zoom asked for. A timeout is treated as what it mostly is, an answer that got lost on the way; the deadline, by
//! default twice the [`timeout`](crate::ZoomBuilder::timeout) of one attempt, bounds what that costs.
//!
//! Dropping the future of a call ends it, waits and all.
//!
//! # Other policies
//!
//! ```no_run
//! # async fn run(token: String) -> Result<(), zoom_api::Error> {
//! use std::time::Duration;
//! use zoom_api::{RetryPolicy, User, Zoom};
//!
//! let zoom = Zoom::builder()
//!     .access_token(token)
//!     .retry(RetryPolicy::standard().max_attempts(6))
//!     .deadline(Duration::from_secs(300))
//!     .build()?;
//! // One call that has to fail fast.
//! let pac = zoom.with_retry(RetryPolicy::none()).pac().list(User::Me).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # What was tried
//!
//! An error says how often the call was made, and [`Error::attempts`](crate::Error::attempts) what came each time:
//!
//! ```no_run
//! # async fn run(zoom: zoom_api::Zoom) {
//! if let Err(error) = zoom.pac().list("jane@example.com").await {
//!     // zoom answered 503 to list_user_pac_accounts after 3 attempts
//!     println!("{error}");
//!     for attempt in error.attempts() {
//!         println!("after {:?}: {}", attempt.waited, attempt.outcome);
//!     }
//! }
//! # }
//! ```
//!
//! Each repeat is an event of `tracing` at level INFO in the span of its call, with `attempt`, `outcome` and `wait_ms`.
//!
//! Source: Zoom's API reference, "Rate limits".

mod policy;
mod wait;

use std::time::{Duration, SystemTime};

pub use policy::RetryPolicy;
use reqwest::{Request, Response};
use tokio::time::{Instant, sleep};
use wait::Verdict;

use crate::error::Attempts;
use crate::generated::Client;

/// How patient the calls of a client are.
#[derive(Debug, Clone)]
pub(crate) struct Patience {
    pub(crate) policy: RetryPolicy,
    /// For one attempt.
    pub(crate) timeout: Duration,
    /// For all attempts and the waits between them.
    pub(crate) deadline: Duration,
}

/// Sends a request, again where the policy says so, and gives what came last.
pub(crate) async fn send(client: &Client, mut request: Request, operation: &'static str) -> reqwest::Result<Response> {
    let Patience { policy, timeout, deadline } = &client.inner.patience;
    let started = Instant::now();
    let left = || deadline.saturating_sub(started.elapsed());
    let mut attempts = Attempts::default();
    loop {
        let count = attempts.before() + 1;
        *request.timeout_mut() = Some(left().min(*timeout));
        let spare = if policy.allows_another(request.method(), count) { request.try_clone() } else { None };
        let outcome = client.attempt(request).await;

        let wait = Verdict::of(&outcome, operation).wait(policy, count, SystemTime::now(), wait::random());
        let (Some(next), Some(wait)) = (spare, wait.filter(|wait| *wait < left())) else {
            return client.give(outcome, attempts, started.elapsed());
        };
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(attempt = count, outcome = %outcome.summary(), wait_ms, "trying again");
        attempts.push(outcome.summary(), wait);
        drop(outcome);
        sleep(wait).await;
        request = next;
    }
}
