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
//! ```no_run
//! # async fn run(token: String, users: Vec<String>) -> Result<(), zoom_api::Error> {
//! use std::time::Duration;
//! use zoom_api::Zoom;
//! use zoom_api::rate_limit::{Plan, RateLimiter};
//!
//! let limiter = RateLimiter::new(Plan::Business);
//! // The timeout counts the wait for a permit as well: 1,000 Light calls at 80 a second take 13 s.
//! let zoom = Zoom::builder().access_token(token).rate_limiter(&limiter).timeout(Duration::from_secs(60)).build()?;
//! let mut calls = Vec::new();
//! for user in users {
//!     let zoom = zoom.clone();
//!     calls.push(tokio::spawn(async move { zoom.pac().list(user).await }));
//! }
//! for call in calls {
//!     println!("{:?}", call.await);
//! }
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
