//! The server.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use httpmock::{Mock, MockServer};

use super::responder::Responder;
use crate::{Error, RetryPolicy, Zoom};

/// A server on a loopback address that answers as Zoom's documentation says.
///
/// | request | response |
/// |---|---|
/// | as documented, with [`TOKEN`](Self::TOKEN) or a token that the server gave | the saved example, with its status |
/// | a list with `page_size`, `next_page_token` or `page_number` | that page of the example's items |
/// | without a required parameter or member, or with a value that is not documented | 400 with code 300 and the `errors` of its fields |
/// | for [`USER_WITHOUT_PAC`](Self::USER_WITHOUT_PAC) | 400 with code 2024 where that is documented |
/// | for a user or account other than `me`, [`USER`](Self::USER) and those in the examples | the documented 404 |
/// | with no token or another one | 401 with code 124 |
/// | for a `download_url` of a response | a file of its `file_size`, or its rest |
/// | for a path that no operation has, or a method that none at the path has | 404 with code 2300, or 405 |
/// | to `/oauth/token`, with the feature `oauth` | a token, for any client and account; refresh tokens and codes serve once |
/// | to `/oauth/revoke` | the token's grant is revoked |
///
/// Every response has a tracking ID. The server keeps nothing of what it is sent: a user who was created is not listed. It
/// stops when it is dropped.
pub struct ZoomServer {
    server: MockServer,
    pub(super) responder: Arc<Responder>,
    /// The mock for what no other one is for. httpmock asks the oldest mock first, so it has to be the newest.
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
        Self::with(MockServer::start())
    }

    /// Starts a server from within an async runtime.
    pub async fn start_async() -> Self {
        Self::with(MockServer::start_async().await)
    }

    fn with(server: MockServer) -> Self {
        let responder = Arc::new(Responder::default());
        let saved = Mutex::new(add(&responder, &server));
        Self { server, responder, saved }
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
    /// It retries nothing, so that each of your responder is seen; [`Zoom::with_retry`] gives it a policy.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if no HTTP client can be built on this machine.
    pub fn zoom(&self) -> Result<Zoom, Error> {
        Zoom::builder().base_url(self.base_url()).access_token(Self::TOKEN).retry(RetryPolicy::none()).build()
    }

    /// Adds mocks of your own, which take precedence over the server's own; older ones over newer ones.
    ///
    /// The helpers of [`MockServerExt`](super::MockServerExt) take a user's ID as a regular expression: escape a `+` or `.`
    /// in it.
    pub fn mock<'s, T>(&'s self, mocks: impl FnOnce(&'s MockServer) -> T) -> T {
        let mut saved = self.saved.lock().unwrap_or_else(PoisonError::into_inner);
        let added = mocks(&self.server);
        // In this order, so that a call in between is answered.
        let newest = add(&self.responder, &self.server);
        Mock::new(*saved, &self.server).delete();
        *saved = newest;
        added
    }
}

/// Adds the mock that responds so, and returns its ID.
fn add(responder: &Arc<Responder>, server: &MockServer) -> usize {
    let responder = Arc::clone(responder);
    let mock = server.mock(|when, then| {
        when.any_request();
        then.respond_with(move |request| responder.response(request));
    });
    mock.id()
}

impl fmt::Debug for ZoomServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZoomServer").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
