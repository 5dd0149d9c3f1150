//! A Zoom on this machine: for your tests, and for trying the client without an account.
//!
//! [`ZoomServer`] answers every operation that this crate has a method for, from what Zoom documents of it. Nothing has to
//! be set up, and it keeps nothing between calls: each test starts one of its own.
//!
//! ```
//! use zoom_api::mock::ZoomServer;
//! use zoom_api::types::MeetingRequest;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), zoom_api::Error> {
//! let server = ZoomServer::start_async().await;
//! let zoom = server.zoom()?;
//!
//! let user = zoom.users().get("me").await?;
//! assert_eq!(user.id.as_deref(), Some("z8yCxjMrT7q0KdYwVhQ2Lg")); // the saved example
//! let meeting = MeetingRequest { topic: Some("Weekly".into()), ..Default::default() };
//! let created = zoom.meetings().create("me").body(meeting).with_response().await?;
//! assert_eq!(created.status, 201);
//! # Ok(())
//! # }
//! ```
//!
//! Your code under test takes the [`Zoom`](crate::Zoom) that [`ZoomServer::zoom`] gives. A program gets the server's
//! [`base_url`](ZoomServer::base_url) as `ZOOM_BASE_URL` and [`TOKEN`](ZoomServer::TOKEN) as `ZOOM_ACCESS_TOKEN`.
//!
//! # Requests that Zoom would refuse
//!
//! Parameters and JSON bodies are held to what is documented: what is required, types, values, limits. The rest gets Zoom's
//! own refusal, with what was expected.
//!
//! ```
//! use zoom_api::mock::ZoomServer;
//! use zoom_api::types::MeetingRequest;
//! use zoom_api::Error;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Error> {
//! let server = ZoomServer::start_async().await;
//! let meeting = MeetingRequest { type_: Some(7), ..Default::default() };
//! let refused = server.zoom()?.meetings().create("me").body(meeting).await.unwrap_err();
//! let Error::Api(error) = refused else { panic!("{refused}") };
//! assert_eq!(error.code(), Some("300"));
//! assert_eq!(error.errors()[0].field, "type");
//! # Ok(())
//! # }
//! ```
//!
//! # Lists of many pages
//!
//! An example has an item or two. [`ZoomServer::set_items`] gives a list as many as your test needs, and the server pages
//! them by `next_page_token` or by number, as the operation does. A token of another list, or of another query, is refused.
//!
//! # Errors
//!
//! [`ZoomServer::refuse`] plays any error that an operation documents; there is no other way to see most of them.
//!
//! ```
//! use zoom_api::ApiErrorKind;
//! use zoom_api::mock::ZoomServer;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = ZoomServer::start_async().await;
//! server.refuse("get_meeting", 404, 3001)?;
//! let error = server.zoom()?.meetings().get(85746065432_u64).await.unwrap_err();
//! assert_eq!(error.api_kind(), Some(ApiErrorKind::MeetingNotFound));
//! assert!(error.to_string().contains("85746065432"));
//! # Ok(())
//! # }
//! ```
//!
//! # Code that waits
//!
//! [`ZoomServer::refuse_next`] refuses the next calls as Zoom does when it is busy, and
//! [`ZoomServer::reach_daily_limit`] all of them. [`ZoomServer::zoom`] retries nothing: give the client the retry policy
//! that it has in your program, without its waits.
//!
//! # Files
//!
//! Each `download_url` in a response leads to the server, which has a file of its `file_size` there: `0123456789` over and
//! over. It serves ranges, and responds with a page to log in, and 200, if there is no valid token.
//!
//! ```
//! use zoom_api::mock::ZoomServer;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = ZoomServer::start_async().await;
//! let zoom = server.zoom()?;
//! let recordings = zoom.cloud_recordings().list("me").await?;
//! let file = &recordings.meetings[0].recording_files[0];
//! let size = file.file_size.ok_or("no size")?;
//! let url = file.download_url.as_deref().ok_or("no URL")?;
//! let mut rest = zoom.download(url).expected_size(size).range_from(7_220_795).await?;
//! assert_eq!(&rest.next().await.ok_or("no bytes")??[..], b"567890");
//! # Ok(())
//! # }
//! ```
//!
//! # Responses of your own
//!
//! [`ZoomServer::mock`] hands you the [`httpmock`] server behind it, and [`MockServerExt`] has a typed helper for each
//! operation, with a method for each documented status. [`httpmock`] is re-exported, so your tests need no dependency on
//! it.
//!
//! ```
//! use zoom_api::UserRef;
//! use zoom_api::mock::httpmock::MockServer;
//! use zoom_api::mock::{MockServerExt, ZoomServer};
//! use zoom_api::types::PacAccountList;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), zoom_api::Error> {
//! let server = ZoomServer::start_async().await;
//! let mock = server.mock(|mock: &MockServer| {
//!     mock.list_user_pac_accounts(|when, then| {
//!         when.user_id("jane");
//!         then.ok(&PacAccountList::default());
//!     })
//! });
//! let zoom = server.zoom()?;
//! assert!(zoom.pac().list("jane").await?.pac_accounts.is_empty());
//! assert_eq!(mock.calls_async().await, 1);
//! assert_eq!(zoom.pac().list(UserRef::Me).await?.pac_accounts.len(), 1); // the saved example
//! # Ok(())
//! # }
//! ```
//!
//! # Code that gets its own tokens
//!
//! With the feature `oauth` the server is a token endpoint as well, which accepts any client: give it as
//! [`oauth_url`](crate::ZoomBuilder::oauth_url), or to `OAuthClient::oauth_url`. Refresh tokens rotate as Zoom's do.
//! `ZoomServer::approve_login` plays the user who logs in, `expire_tokens` the hour that passes, `revoke_grants` the user who
//! revokes what was granted.
//!
#![cfg_attr(feature = "oauth", doc = "```")]
#![cfg_attr(not(feature = "oauth"), doc = "```ignore")]
//! use zoom_api::mock::ZoomServer;
//! use zoom_api::{Credentials, UserRef, Zoom};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), zoom_api::Error> {
//! let server = ZoomServer::start_async().await;
//! let app = Credentials::ServerToServer {
//!     account_id: "an account".to_owned(),
//!     client_id: "an app".to_owned(),
//!     client_secret: "its secret".into(),
//! };
//! let zoom = Zoom::builder().credentials(app).base_url(server.base_url()).oauth_url(server.base_url()).build()?;
//!
//! zoom.pac().list(UserRef::Me).await?;
//! server.expire_tokens();
//! zoom.pac().list(UserRef::Me).await?; // with another token
//! # Ok(())
//! # }
//! ```
//!
//! # Code that receives webhooks
//!
//! With the feature `webhook`, `sign_event` gives the headers and the body of an event as Zoom would send it.

mod documented;
mod files;
mod message;
mod operations;
mod pages;
mod request;
mod responder;
mod response;
mod schema;
mod script;
mod server;
#[cfg(feature = "oauth")]
mod tokens;
mod validate;
#[cfg(feature = "webhook")]
mod webhook;

pub use httpmock;
#[doc(inline)]
pub use operations::{MockServerExt, operations as typed};
pub use script::ScriptError;
pub use server::ZoomServer;
#[cfg(feature = "webhook")]
pub use webhook::{SignedEvent, sign_event};
