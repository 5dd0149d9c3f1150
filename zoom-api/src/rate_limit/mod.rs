//! Rate limits: calls that wait before they are sent, so that Zoom does not refuse them.
//!
//! | | |
//! |---|---|
//! | [`RateLimiter`] | delays the calls of an account so that it keeps to its limits |
//! | [`Plan`], [`RateLimits`] | the limits |
//! | [`RateLimitLabel`] | what an operation costs of them |
//!
//! With a [`RateLimiter`], a call waits for a permit before it is sent, by the rate-limit label of its operation and the
//! plan of the account. A thousand calls made at once then go out as fast as Zoom takes them:
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use std::time::{Duration, Instant};
//! use zoom_api::mock::ZoomServer;
//! use zoom_api::rate_limit::{Plan, RateLimiter};
//! use zoom_api::{UserRef, Zoom};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = ZoomServer::start_async().await;
//! let limiter = RateLimiter::new(Plan::Business);
//! // The timeout counts the wait for a permit as well.
//! let zoom = Zoom::builder()
//!     .access_token(ZoomServer::TOKEN)
//!     .base_url(server.base_url())
//!     .rate_limiter(&limiter)
//!     .timeout(Duration::from_secs(60))
//!     .build()?;
//!
//! let started = Instant::now();
//! let mut calls = tokio::task::JoinSet::new();
//! for _ in 0..100 {
//!     let zoom = zoom.clone();
//!     calls.spawn(async move { zoom.pac().list(UserRef::Me).await });
//! }
//! while let Some(pac) = calls.join_next().await {
//!     assert_eq!(pac??.pac_accounts.len(), 1);
//! }
//! // 80 Light calls in any second: the other 20 waited.
//! assert!(started.elapsed() > Duration::from_secs(1));
//! # Ok(())
//! # }
//! ```
//!
//! A call whose daily limit is reached, or whose permit would come after its
//! [`timeout`](crate::ZoomBuilder::timeout), fails at once with [`Error::Throttled`](crate::Error::Throttled), and nothing is
//! sent. A call that was not sent after all, because there was no connection for one, does not count.
//!
//! The count is this program's own and begins when it does; an account that is used from elsewhere too can still answer
//! 429, which is then [retried](crate::retry). Give each of several machines its part with [`RateLimits::divided_by`], or
//! let them share a count with `RateLimiter::with_redis` (feature `redis`). A call of an operation without a label needs no
//! permit.
//!
//! Source: Zoom's API reference, "Rate limits".

mod daily;
mod limiter;
mod limits;
mod permit;
mod plan;
#[cfg(feature = "redis")]
mod shared;
mod window;

pub use limiter::RateLimiter;
pub use limits::RateLimits;
pub(crate) use permit::Permit;
pub use plan::Plan;

pub use crate::operations::RateLimitLabel;
