//! A Zoom on this machine: for your tests, and for trying the client without an account.
//!
//! [`ZoomServer`] answers from the examples that Zoom saved in its own collection, documented errors included. For
//! answers of your own it hands you its [`MockServer`], and
//! [`MockServerExt`] has a typed helper for each operation of the fragment.
//!
//! ```
//! use httpmock::MockServer;
//! use zoom_api::mock::{MockServerExt, ZoomServer};
//! use zoom_api::types::PacAccountList;
//! use zoom_api::{ApiErrorKind, Error, UserRef};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Error> {
//! let server = ZoomServer::start_async().await;
//! let zoom = server.zoom()?;
//!
//! let saved = zoom.pac().list(UserRef::Me).await?;
//! assert_eq!(saved.pac_accounts[0].conference_id, Some("111111".into()));
//!
//! let refused = zoom.pac().list(ZoomServer::USER_WITHOUT_PAC).await.unwrap_err();
//! assert!(matches!(refused, Error::Api(error) if error.kind() == ApiErrorKind::PacNotEnabled));
//!
//! server.mock(|mock: &MockServer| {
//!     mock.list_user_pac_accounts(|when, then| {
//!         when.user_id("jane");
//!         then.ok(&PacAccountList::default());
//!     });
//! });
//! assert!(zoom.pac().list("jane").await?.pac_accounts.is_empty());
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
//!
//! # Code that waits, or that fails
//!
//! Mock what Zoom responds when it is busy, and give the client the retry policy that it has in your program:
//!
//! ```
//! use httpmock::MockServer;
//! use zoom_api::mock::ZoomServer;
//! use zoom_api::{ApiErrorKind, Error, RetryPolicy, UserRef};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Error> {
//! let server = ZoomServer::start_async().await;
//! let busy = server.mock(|mock: &MockServer| {
//!     mock.mock(|when, then| {
//!         when.path("/users/me/pac");
//!         then.status(429).header("retry-after", "0");
//!     })
//! });
//! let zoom = server.zoom()?.with_retry(RetryPolicy::standard());
//!
//! let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
//! assert!(matches!(&error, Error::Api(error) if error.kind() == ApiErrorKind::RateLimited));
//! assert_eq!(busy.calls_async().await, error.attempts().len());
//! # Ok(())
//! # }
//! ```

mod documented;
mod operations;
#[cfg(feature = "oauth")]
mod tokens;
#[cfg(feature = "webhook")]
mod webhook;

use std::fmt;
use std::sync::{Arc, Mutex};

use httpmock::{HttpMockRequest, HttpMockResponse, Mock, MockServer};
use serde_json::json;

use crate::{Error, RetryPolicy, Zoom};
use documented::Documented;
#[doc(inline)]
pub use operations::{MockServerExt, operations as typed};
#[cfg(feature = "webhook")]
pub use webhook::{SignedEvent, sign_event};

/// A server on a loopback address that answers as Zoom's documentation says.
///
/// | request | answer |
/// |---|---|
/// | with [`TOKEN`](Self::TOKEN) or one that it gave, for `me` or [`USER`](Self::USER) | the example saved in the collection |
/// | for [`USER_WITHOUT_PAC`](Self::USER_WITHOUT_PAC) | 400 with code 2024 |
/// | for any other user | 404 with code 1001 |
/// | with no token or another one | 401 with code 124 |
/// | to `/oauth/token`, with the feature `oauth` | a token, for any client and account; refresh tokens and codes serve once |
/// | to `/oauth/revoke` | the token's grant is revoked |
///
/// Every answer has a tracking ID. The server stops when it is dropped.
pub struct ZoomServer {
    server: MockServer,
    answers: Arc<Answers>,
    /// The mock that answers what no other one does. httpmock asks the oldest mock first, so it has to be the newest.
    saved: Mutex<usize>,
}

impl ZoomServer {
    /// The access token that the server takes.
    pub const TOKEN: &'static str = "mock-access-token";
    /// A user that the server knows.
    pub const USER: &'static str = "jane@example.com";
    /// A user that has no Personal Audio Conference.
    pub const USER_WITHOUT_PAC: &'static str = "without-pac@example.com";

    /// Starts a server.
    pub fn start() -> Self {
        Self::answering(MockServer::start())
    }

    /// Starts a server from within an async runtime.
    pub async fn start_async() -> Self {
        Self::answering(MockServer::start_async().await)
    }

    fn answering(server: MockServer) -> Self {
        let answers = Arc::new(Answers::new());
        let saved = Mutex::new(answers.add_to(&server));
        Self { server, answers, saved }
    }

    /// The address of the server, for [`ZoomBuilder::base_url`](crate::ZoomBuilder::base_url), and for
    /// [`ZoomBuilder::oauth_url`](crate::ZoomBuilder::oauth_url) and `OAuthClient::oauth_url`, which say where tokens come
    /// from.
    ///
    /// It has no `/v2` at its end: the typed helpers match the paths of the fragment as they are.
    pub fn base_url(&self) -> String {
        self.server.base_url()
    }

    /// A client of this server with a token that it takes.
    ///
    /// It tries nothing again, so that each of your answers is seen; [`Zoom::with_retry`] gives it a policy.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] where no HTTP client can be built on this machine.
    pub fn zoom(&self) -> Result<Zoom, Error> {
        Zoom::builder().base_url(self.base_url()).access_token(Self::TOKEN).retry(RetryPolicy::none()).build()
    }

    /// Adds answers of your own, which go before the saved ones; older ones go before newer ones.
    ///
    /// The helpers of [`MockServerExt`] take a user's ID as a regular expression: escape a `+` or `.` in it.
    pub fn mock<'s, T>(&'s self, add: impl FnOnce(&'s MockServer) -> T) -> T {
        let mut saved = self.saved.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Mock::new(*saved, &self.server).delete();
        let added = add(&self.server);
        *saved = self.answers.add_to(&self.server);
        added
    }
}

impl fmt::Debug for ZoomServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZoomServer").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

/// What a request gets that no answer of yours is for.
struct Answers {
    documented: Documented,
    #[cfg(feature = "oauth")]
    tokens: tokens::Tokens,
}

impl Answers {
    fn new() -> Self {
        Self {
            documented: Documented::read(),
            #[cfg(feature = "oauth")]
            tokens: tokens::Tokens::default(),
        }
    }

    /// Adds the mock that gives these answers.
    fn add_to(self: &Arc<Self>, server: &MockServer) -> usize {
        let answers = Arc::clone(self);
        let mock = server.mock(|when, then| {
            when.any_request();
            then.respond_with(move |request| answers.answer(request));
        });
        mock.id()
    }

    fn takes(&self, token: &str) -> bool {
        #[cfg(feature = "oauth")]
        if self.tokens.accepts(token) {
            return true;
        }
        token == ZoomServer::TOKEN
    }

    fn answer(&self, request: &HttpMockRequest) -> HttpMockResponse {
        #[cfg(feature = "oauth")]
        if let Some(answer) = self.tokens.respond(request) {
            return answer;
        }
        let uri = request.uri();
        let Some((operation, parameters)) = self.documented.operation(request.method_str(), uri.path()) else {
            return failure(404, &json!(404), "the fragment has no such operation");
        };
        let headers = request.headers();
        let token = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        if !token.is_some_and(|token| self.takes(token)) {
            return failure(401, &json!(124), "Invalid access token.");
        }
        let user = parameters.iter().find(|(name, _)| name == "userId").map(|(_, value)| value.as_str());
        let error = match user {
            None | Some("me" | ZoomServer::USER) => None,
            Some(ZoomServer::USER_WITHOUT_PAC) => operation.error_with_code(2024),
            Some(_) => operation.error_about("userId"),
        };
        match (error, &operation.example) {
            (Some(error), _) => failure(error.status, &error.code, &error.message(&parameters)),
            (None, Some(example)) => respond(200, example.to_string()),
            (None, None) => respond(200, "{}".to_owned()),
        }
    }
}

fn failure(status: u16, code: &serde_json::Value, message: &str) -> HttpMockResponse {
    respond(status, json!({ "code": code, "message": message }).to_string())
}

fn respond(status: u16, body: String) -> HttpMockResponse {
    HttpMockResponse::builder()
        .status(status)
        .header("content-type", "application/json")
        .header("x-zm-trackingid", "v=2.0;clid=mock")
        .body(body)
        .build()
}
