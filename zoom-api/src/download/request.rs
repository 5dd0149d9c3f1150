//! A download that is asked for.

use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

use http::header::{ACCEPT, HeaderValue, RANGE};
use http::{Method, StatusCode};

use super::content_range::ContentRange;
use super::received::Download;
use super::url;
use crate::credentials::{Bearer, bearer};
use crate::error::{Error, InvalidRequest};
use crate::operations::{Operation, Success};
use crate::transport::FileRoute;
use crate::{RetryPolicy, Secret, Zoom, retry};

pub(super) static DOWNLOAD: Operation = {
    let mut operation = Operation::undocumented("download", Method::GET, "");
    operation.success = Success::Bytes;
    operation
};

impl Zoom {
    /// Downloads a file: a recording, a transcript, an attachment, from the `download_url` that Zoom gave for it.
    ///
    /// It gives a [`Download`], whose bytes come as they are read. [`download`](crate::download) has examples, and which
    /// servers get the token.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] for a URL that is not one of Zoom's, before anything is sent; [`Error::Decode`] for a page in
    /// place of a file; and those of any call.
    pub fn download(&self, url: impl Into<Secret>) -> DownloadRequest {
        DownloadRequest {
            zoom: self.clone(),
            url: url.into(),
            access_token: None,
            range_from: 0,
            expected_size: None,
            media_type: None,
        }
    }
}

/// A download that is asked for, from [`Zoom::download`].
#[derive(Debug, Clone)]
#[must_use = "a call is made when it is awaited"]
pub struct DownloadRequest {
    zoom: Zoom,
    url: Secret,
    access_token: Option<Secret>,
    range_from: u64,
    /// `None` inside if it is none that a file can have.
    expected_size: Option<Option<u64>>,
    media_type: Option<String>,
}

impl DownloadRequest {
    /// Sets the token that came with the file: `download_access_token` of a recording, `download_token` of a webhook. Defaults
    /// to the client's own.
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.access_token = Some(token.into());
        self
    }

    /// Asks for the rest of a file of which there are so many bytes. Defaults to 0, the whole file.
    ///
    /// [`Download::starts_at`] says whether the rest came or the whole file. A file that is complete already gives a download
    /// without bytes.
    pub fn range_from(mut self, bytes: u64) -> Self {
        self.range_from = bytes;
        self
    }

    /// Sets the size that the whole file should have: `file_size` of a recording. Any other is an error.
    pub fn expected_size(mut self, bytes: impl TryInto<u64>) -> Self {
        self.expected_size = Some(bytes.try_into().ok());
        self
    }

    /// Says that the file is of this media type: `text/html`, `application/json`. Without it, a response of these types is
    /// taken for an error and not for the file.
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets how long it may take until the first byte, with all attempts and waits. Defaults to the client's
    /// [`timeout`](crate::ZoomBuilder::timeout).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.zoom.settings.timeout = timeout;
        self
    }

    /// Sets how long one attempt may take until the first byte, and then how long each part. Defaults to the client's
    /// [`attempt_timeout`](crate::ZoomBuilder::attempt_timeout).
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.zoom.settings.attempt_timeout = timeout;
        self
    }

    /// Sets what is tried again. Defaults to the client's [`retry`](crate::ZoomBuilder::retry).
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.zoom.settings.retry = policy;
        self
    }

    async fn open(self) -> Result<Download, Error> {
        let refuse = |problem: &str| InvalidRequest::Parameter(problem.to_owned());
        let (url, token_in_url) = url::parse(self.url.expose()).map_err(refuse)?;
        let expected_size = match self.expected_size {
            Some(None) => return Err(refuse("expected_size: no file has it").into()),
            size => size.flatten(),
        };
        // What the caller gave for this download says more than what the URL was made with.
        let token = match self.access_token.or(token_in_url) {
            Some(token) => {
                let authorization = bearer(&token);
                let authorization = authorization.ok_or_else(|| refuse("access_token: no header can carry it"))?;
                Some(Bearer { authorization, base: None })
            }
            None => None,
        };
        let route = FileRoute {
            has_own_token: token.is_some(),
            media_type: self.media_type,
            clients: self.zoom.connector.clients.clone(),
        };
        let transport = self.zoom.transport.to_file(&url, token, route).map_err(|error| refuse(&error.to_string()))?;
        let mut request = reqwest::Request::new(Method::GET, url);
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("*/*"));
        if self.range_from > 0
            && let Ok(range) = HeaderValue::from_str(&format!("bytes={}-", self.range_from))
        {
            request.headers_mut().insert(RANGE, range);
        }
        match retry::send(&transport, &self.zoom.settings, request, &DOWNLOAD).await {
            Ok(received) => Download::open(received, self.range_from, expected_size),
            Err(error) if is_complete(&error, self.range_from, expected_size) => {
                Ok(Download::complete(&error, self.range_from))
            }
            Err(error) => Err(error),
        }
    }
}

/// Returns whether a server says that there is nothing after the bytes that are there.
fn is_complete(error: &Error, bytes: u64, expected_size: Option<u64>) -> bool {
    if bytes == 0 || error.status() != Some(StatusCode::RANGE_NOT_SATISFIABLE) {
        return false;
    }
    let stated = error.headers().and_then(ContentRange::of);
    let size = match stated {
        Some(ContentRange::Unsatisfied { size }) => Some(size),
        _ => expected_size,
    };
    size == Some(bytes)
}

impl IntoFuture for DownloadRequest {
    type Output = Result<Download, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.open())
    }
}
