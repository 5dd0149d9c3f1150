//! Waiting: what is tried again, for how long, and how to see it.
//!
//! | | |
//! |---|---|
//! | [`RetryPolicy`] | what is tried again |
//! | [`Pace`], [`Plan`], [`Limits`] | calls that wait for their turn, so that there is no 429 |
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
//! use zoom_api::{RetryPolicy, UserRef, Zoom};
//!
//! let zoom = Zoom::builder()
//!     .access_token(token)
//!     .retry(RetryPolicy::standard().max_attempts(6))
//!     .deadline(Duration::from_secs(300))
//!     .build()?;
//! // One call that has to fail fast.
//! let pac = zoom.with_retry(RetryPolicy::none()).pac().list(UserRef::Me).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # No 429 at all
//!
//! With a [`Pace`], calls wait for their turn before they are sent, by the rate-limit label of their operation and the
//! plan of the account. A thousand calls made at once then go out as fast as Zoom takes them:
//!
//! ```no_run
//! # async fn run(token: String, users: Vec<String>) -> Result<(), zoom_api::Error> {
//! use std::time::Duration;
//! use zoom_api::Zoom;
//! use zoom_api::patience::{Pace, Plan};
//!
//! let pace = Pace::new(Plan::Business);
//! // The deadline counts the wait for a turn as well: 1,000 Light calls at 80 a second take 13 s.
//! let zoom = Zoom::builder().access_token(token).pace(&pace).deadline(Duration::from_secs(60)).build()?;
//! let calls = users.into_iter().map(|user| {
//!     let zoom = zoom.clone();
//!     tokio::spawn(async move { zoom.pac().list(user).await })
//! });
//! # drop(calls);
//! # Ok(())
//! # }
//! ```
//!
//! A daily limit that is reached is not waited for, and a turn that does not come before the deadline is given up: either
//! is an [`Error::Throttled`](crate::Error::Throttled), and nothing was sent. The count is this program's own and begins when
//! it does; an account that is used from elsewhere too can still answer 429, which is then tried again as above. Give each
//! of several machines its part with [`Limits::divided_by`], or let them count together with `Pace::in_redis` (feature
//! `redis`). [`Zoom::get_json`](crate::Zoom::get_json) has no label and is
//! not paced.
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

#[cfg(feature = "redis")]
mod account;
mod limits;
mod pacing;
mod policy;
mod send;
mod wait;

pub use limits::{Limits, Plan, RateLimitLabel};
pub use pacing::Pace;
pub use policy::RetryPolicy;
pub(crate) use send::{Patience, send};
#[cfg(feature = "redis")]
pub(crate) use wait::random;
