//! Retries: what is tried again, how long is waited, and how to see it.
//!
//! # By default
//!
//! Transient failures are retried up to twice. What Zoom certainly did not act on is sent again whatever its method; what
//! it may have acted on only if the method is idempotent (GET, HEAD, PUT, DELETE, OPTIONS):
//!
//! | failure | retried | wait |
//! |---|---|---|
//! | 429 with `Retry-After` (ISO 8601, seconds or an HTTP date) | any method | until then, and a random part of 0.5 s |
//! | 429 without it | any method | random, at most 0.5 s, then 1 s |
//! | 429 for a daily limit | never | |
//! | no connection, TLS handshake failed, no token for the moment | any method | random, at most 0.5 s, then 1 s |
//! | 500, 502, 503, 504 | idempotent methods | as for a 429 |
//! | no response in time, a response cut off | idempotent methods | random, at most 0.5 s, then 1 s |
//! | anything else | never | |
//!
//! [`RetryPolicy::retry_non_idempotent`] retries any method in any of these cases. A request whose body is a stream cannot
//! be sent twice, so it is not retried once it was sent.
//!
//! A `Retry-After` of more than [`max_retry_after`](RetryPolicy::max_retry_after) is not waited for: the call fails at once,
//! and [`Error::Api`](crate::Error::Api) holds what Zoom asked for. As a date it is compared with the response's own `Date`.
//!
//! A token that Zoom refuses is replaced once, and the call repeated at once, if the
//! [credentials](crate::Credentials) can refresh it. Zoom refuses a token by a 401 without a code, by code 124, or by a 401
//! with a code that the operation documents as one about tokens.
//!
//! # Time
//!
//! [`attempt_timeout`](crate::ZoomBuilder::attempt_timeout) is for one attempt, [`timeout`](crate::ZoomBuilder::timeout) for
//! a whole call: its token, its [permit](crate::rate_limit), its attempts and the waits between them. No wait is begun that
//! would end later, and the last attempt has what is left. Dropping the future of a call ends it, waits and all.
//!
//! # Other policies
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), zoom_api::Error> {
//! # let server = zoom_api::mock::ZoomServer::start_async().await;
//! # let busy = server.mock(|mock: &httpmock::MockServer| {
//! #     mock.mock(|when, then| {
//! #         when.path("/users/me/pac");
//! #         then.status(429).header("retry-after", "0");
//! #     })
//! # });
//! # let token = zoom_api::mock::ZoomServer::TOKEN;
//! use std::time::Duration;
//! use zoom_api::{RetryPolicy, UserRef, Zoom};
//!
//! let zoom = Zoom::builder()
//!     .access_token(token)
//!     .retry(RetryPolicy::standard().max_attempts(6))
//!     .timeout(Duration::from_secs(300))
//! #   .base_url(server.base_url())
//!     .build()?;
//! let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
//! assert_eq!(error.attempts().len(), 6);
//!
//! // One call that has to fail fast.
//! let error = zoom.with_retry(RetryPolicy::none()).pac().list(UserRef::Me).await.unwrap_err();
//! assert_eq!(error.attempts().len(), 1);
//! # assert_eq!(busy.calls_async().await, 7);
//! # Ok(())
//! # }
//! ```
//!
//! # What was tried
//!
//! An error's message says how many attempts there were, and [`Error::attempts`](crate::Error::attempts) has the outcome of
//! each:
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use zoom_api::mock::ZoomServer;
//! use zoom_api::mock::httpmock::MockServer;
//! use zoom_api::{RetryPolicy, UserRef};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), zoom_api::Error> {
//! let server = ZoomServer::start_async().await;
//! let broken = server.mock(|mock: &MockServer| {
//!     mock.mock(|when, then| {
//!         when.path("/users/me/pac");
//!         then.status(503);
//!     })
//! });
//! let zoom = server.zoom()?.with_retry(RetryPolicy::standard());
//!
//! let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
//! assert_eq!(error.to_string(), "zoom answered 503 to list_user_pac_accounts after 3 attempts");
//! for attempt in error.attempts() {
//!     println!("after {:?}: {}", attempt.delay, attempt.outcome);
//! }
//! assert_eq!(broken.calls_async().await, error.attempts().len());
//! # Ok(())
//! # }
//! ```
//!
//! Each retry is an event of `tracing` at level INFO in the span of its call, with `attempt`, `outcome` and `wait_ms`.
//!
//! Source: Zoom's API reference, "Rate limits".

mod classify;
mod policy;
mod send;
mod settings;
#[cfg(test)]
mod tests;

pub use policy::RetryPolicy;
pub(crate) use send::send;
pub(crate) use settings::CallSettings;
