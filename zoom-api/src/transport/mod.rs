//! One attempt of a call: a request that was checked goes out with its token, and what comes back is read.
//!
//! | file | |
//! |---|---|
//! | [`destination`] | where the requests of an operation may go |
//! | [`attempt`] | the request is sent once, and a refusal is told from a success |
//! | [`received`] | a success: status, headers, body |
//! | [`byte_stream`] | a body as it comes in, for files |
//! | [`file`] | the way to a file: from Zoom, through its redirects, to where it is stored |
//!
//! Nothing here knows of a second attempt, a rate limit or the type of a value.

mod attempt;
mod byte_stream;
mod destination;
mod file;
mod received;

use http::HeaderValue;
use http::header::{HeaderName, USER_AGENT};
use reqwest::{Client, Request, Url};

pub(crate) use attempt::Timeouts;
pub use byte_stream::ByteStream;
pub(crate) use file::FileRoute;
pub(crate) use received::{Received, ReceivedBody};

use crate::credentials::Source;
use crate::error::InvalidRequest;
use crate::operations::Operation;

/// The version of the fragment, which progenitor's requests have and Zoom does not know.
static FRAGMENT_VERSION: HeaderName = HeaderName::from_static("api-version");

/// What all calls of a client are sent with.
#[derive(Debug, Clone)]
pub(crate) struct Transport {
    pub(crate) http: Client,
    /// Gives each attempt its token.
    pub(crate) source: Source,
    /// The base URL, without a slash at its end.
    base: String,
    base_url: Url,
    /// `None` if the caller's own HTTP client has one.
    user_agent: Option<HeaderValue>,
    max_response_bytes: usize,
    /// `None` for operations, which have a server and a path of their own.
    file: Option<FileRoute>,
}

impl Transport {
    pub(crate) fn new(
        http: Client,
        source: Source,
        base_url: Url,
        user_agent: Option<HeaderValue>,
        max_response_bytes: usize,
    ) -> Self {
        let base = base_url.as_str().trim_end_matches('/').to_owned();
        Self { http, source, base, base_url, user_agent, max_response_bytes, file: None }
    }

    /// Returns the client's base URL, without a slash at its end.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Returns the URL below which an operation's path stands, without a slash at its end. It is the client's base URL,
    /// but for operations that Zoom serves elsewhere.
    pub(crate) fn base_of(&self, operation: &Operation) -> &str {
        destination::server_of(operation, &self.base_url).unwrap_or(&self.base)
    }

    /// Gets a request ready to be sent, however often.
    ///
    /// # Errors
    ///
    /// If it would go anywhere but to its operation.
    pub(crate) fn prepare(&self, request: &mut Request, operation: &Operation) -> Result<(), InvalidRequest> {
        match &self.file {
            None => destination::check(request.url(), operation, self.base_of(operation))?,
            Some(route) => route.check(request.url(), &self.base_url)?,
        }
        let headers = request.headers_mut();
        headers.remove(&FRAGMENT_VERSION);
        if let Some(user_agent) = &self.user_agent {
            headers.insert(USER_AGENT, user_agent.clone());
        }
        Ok(())
    }
}
