//! A typed client for the Zoom REST API.
//!
//! It is used from git or by path (the `zoom-api` on crates.io is another project) and needs Rust 1.89:
//!
//! ```toml
//! [dependencies]
//! zoom-api = { path = "…/zoom-api", features = ["oauth"] }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! With the feature `oauth` and a server-to-server app in `ZOOM_ACCOUNT_ID`, `ZOOM_CLIENT_ID` and `ZOOM_CLIENT_SECRET`:
//!
//! ```no_run
//! # #[cfg(feature = "oauth")]
//! #[tokio::main]
//! async fn main() -> Result<(), zoom_api::Error> {
//!     let zoom = zoom_api::Zoom::from_env()?;
//!     let mut users = zoom.users().list().status("active").page_size(300).items();
//!     while let Some(user) = users.try_next().await? {
//!         println!("{:?}", user.email);
//!     }
//!     Ok(())
//! }
//! # #[cfg(not(feature = "oauth"))]
//! # fn main() {}
//! ```
//!
//! With a token that you have:
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! # #[tokio::main]
//! # async fn main() -> Result<(), zoom_api::Error> {
//! # let server = zoom_api::mock::ZoomServer::start_async().await;
//! # let token = zoom_api::mock::ZoomServer::TOKEN;
//! use zoom_api::{UserRef, Zoom};
//!
//! let zoom = Zoom::builder()
//!     .access_token(token)
//! #   .base_url(server.base_url())
//!     .build()?;
//! let pac = zoom.pac().list(UserRef::Me).await?;
//! for account in &pac.pac_accounts {
//!     println!("{:?} {:?}", account.conference_id, account.global_dial_in_numbers);
//! }
//! # assert_eq!(pac.pac_accounts.len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! | | |
//! |---|---|
//! | [`Zoom`], [`ZoomBuilder`] | the client and its settings |
//! | [`Credentials`] | what calls are made with |
//! | [`UserRef`] | the user that a call is about: `me`, an ID, an email address |
//! | [`MeetingRef`], [`Id`] | a meeting or webinar by number or UUID; any other ID |
//! | [`Timestamp`], [`IntOrString`] | values as Zoom sends them |
//! | [`groups`] | the calls: a group for each of Zoom's tags, a method for each operation |
//! | [`Items`], [`Response`], [`Request`] | all pages of a list; status and headers; operations without a method |
//! | [`download`] | files: recordings, transcripts, attachments |
//! | [`retry`] | what is tried again, and how long is waited |
//! | [`rate_limit`] | calls that keep to the rate limits of their account |
//! | [`Error`] | why a call did not give a value; [`ApiErrorKind`] for what to do about it |
//! | [`Secret`], [`secret`] | a token or password, never shown or written by accident |
//! | [`types`] | the types of bodies |
//! | [`operations`] | what Zoom documents of each operation: scopes, rate-limit label, errors |
//! | [`ranges`] | ranges of dates that Zoom serves whole |
//! | `mock` (feature `mock`) | a Zoom on this machine, for your tests |
//! | `blocking` (feature `blocking`) | calls without `async` |
//! | `webhook` (feature `webhook`) | verifies and reads the events that Zoom sends to you |
//!
//! # The fragment
//!
//! Calls and types are generated at build time from a fragment of Zoom's API: `spec/zoom.openapi.json`, an OpenAPI 3.0
//! document that `cargo xtask gen` writes from items of Postman collections. What is here by hand is what no generator can
//! know: the `me` keyword, what error codes mean, how to keep secrets and how to meet a server that does not keep to its
//! documentation.
//!
//! A fragment of your own is generated instead of the shipped one, whole, if `ZOOM_API_FRAGMENT` has its path when this
//! crate is built. In the `.cargo/config.toml` of a project that depends on it:
//!
//! ```toml
//! [env]
//! ZOOM_API_FRAGMENT = { value = "spec/zoom.openapi.json", relative = true } # beside the folder .cargo
//! ```
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `all` (default) | every group of calls; one alone compiles faster: `default-features = false, features = ["rustls-tls", "meetings"]` |
//! | `accounts`, `chat`, … | a group of calls each: the [operations](#operations) say which |
//! | `rustls-tls` (default) | TLS by rustls |
//! | `native-tls` | TLS by the operating system; it goes before `rustls-tls` where both are on |
//! | `oauth` | credentials that renew themselves: [`credentials`] |
//! | `redis` | a grant and a pace that several machines share; implies `oauth` |
//! | `webhook` | the module `webhook` |
//! | `blocking` | the module `blocking` |
//! | `json-calls` | calls by JSON, for tools: `Zoom::call` |
//! | `schemars` | `JsonSchema` of the types of bodies, and `operations::schemas` |
//! | `cli` | the command line `zoom` |
//! | `jiff` | [`Timestamp`]s as `jiff`'s |
//! | `mock` | the module `mock` |
//!
//! Without either TLS feature only `http` on loopback addresses can be called, or whatever your own
//! [`http_client`](ZoomBuilder::http_client) can.
//!
#![doc = include_str!("../zoom.operations.md")]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(feature = "blocking")]
pub mod blocking;
mod call;
mod client;
pub mod credentials;
mod deadline;
pub mod download;
mod error;
mod generated;
#[cfg(feature = "mock")]
pub mod mock;
pub mod operations;
mod random;
pub mod ranges;
pub mod rate_limit;
mod redact;
#[cfg(feature = "redis")]
mod redis;
pub mod retry;
mod transport;
mod values;
#[cfg(feature = "webhook")]
pub mod webhook;
mod wire;

pub use call::{FilePart, Items, Request, Response, ResponseFuture, ValueFuture, WithResponse};
pub use client::{AppKind, Zoom, ZoomBuilder};
#[doc(inline)]
pub use credentials::Credentials;
#[doc(no_inline)]
pub use download::{Download, DownloadRequest};
pub use error::{
    ApiError, ApiErrorKind, Attempt, AttemptOutcome, ConfigError, CredentialsError, CredentialsErrorKind, DecodeError,
    DecodeErrorKind, Error, FieldError, InvalidRequest, RateLimit, RateLimitType, RetryAfter, ThrottleReason,
    Throttled, TransportError, TransportErrorKind,
};
#[doc(inline)]
pub use generated::{calls, groups, types};
#[doc(no_inline)]
pub use http::Method;
#[doc(no_inline)]
pub use retry::RetryPolicy;
pub use transport::ByteStream;
pub(crate) use values::loose;
pub use values::{
    CharacterKind, Id, IntOrString, IntoId, IntoMeetingRef, IntoUserRef, InvalidCharacter, InvalidId, InvalidMeeting,
    InvalidUser, MeetingRef, Secret, Timestamp, UnknownName, UserEmail, UserId, UserRef, secret,
};

/// The snippets of the workspace's page compile.
#[cfg(all(doctest, feature = "all", feature = "mock", feature = "webhook"))]
#[doc = include_str!("../../README.md")]
struct Readme;
