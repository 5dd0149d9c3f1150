//! A call without a complete response.

use std::error::Error as StdError;
use std::{fmt, io};

use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::attempt::{Attempt, write_attempts};

/// The reason why a call got no complete response. It leaves out the URL of the request, which names a user.
#[derive(Debug)]
pub struct TransportError {
    operation: &'static str,
    kind: TransportErrorKind,
    response: Option<(StatusCode, HeaderMap)>,
    /// `None` if it was not the HTTP client that failed.
    source: Option<reqwest::Error>,
    pub(super) attempts: Vec<Attempt>,
}

/// The phase of a call that failed.
///
/// It serializes as its name in snake case: `"connect_timeout"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// The connection failed: the host is unknown or refused it. Nothing was sent.
    Connect,
    /// The TLS handshake failed: the server's certificate is not trusted, or the server does not speak TLS. Nothing was
    /// sent. With an [`http_client`](crate::ZoomBuilder::http_client) that has another TLS backend this can be
    /// [`Connect`](Self::Connect) instead.
    Tls,
    /// The connection took longer than [`connect_timeout`](crate::ZoomBuilder::connect_timeout). Nothing was sent.
    ConnectTimeout,
    /// The response took longer than [`attempt_timeout`](crate::ZoomBuilder::attempt_timeout). Zoom may have acted on the request.
    Timeout,
    /// The connection closed in the middle of the response. Zoom may have acted on the request.
    Body,
    /// Anything else, a connection that closed before the response for example. Zoom may have acted on the request.
    Other,
}

impl TransportErrorKind {
    /// Classifies an error of reqwest's. `has_response` says whether a response had begun.
    pub(crate) fn of(error: &reqwest::Error, has_response: bool) -> Self {
        match () {
            () if error.is_connect() && error.is_timeout() => Self::ConnectTimeout,
            () if error.is_connect() && is_tls(error) => Self::Tls,
            () if error.is_connect() => Self::Connect,
            () if error.is_timeout() => Self::Timeout,
            () if error.is_body() || error.is_decode() || has_response => Self::Body,
            () => Self::Other,
        }
    }

    /// Returns whether it failed before any part of the request was sent.
    pub(crate) fn is_before_request(self) -> bool {
        matches!(self, Self::Connect | Self::ConnectTimeout | Self::Tls)
    }

    /// Returns what failed, to be followed by the name of an operation.
    fn phrase(self) -> &'static str {
        match self {
            Self::Connect => "could not connect to zoom for",
            Self::Tls => "TLS handshake with zoom failed for",
            Self::ConnectTimeout => "timed out connecting to zoom for",
            Self::Timeout => "timed out waiting for zoom's response to",
            Self::Body => "connection closed in the middle of zoom's response to",
            Self::Other => "connection to zoom failed during",
        }
    }
}

impl fmt::Display for TransportErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connection failed",
            Self::Tls => "TLS handshake failed",
            Self::ConnectTimeout => "connection timed out",
            Self::Timeout => "response timed out",
            Self::Body => "response cut off",
            Self::Other => "request failed",
        })
    }
}

impl TransportError {
    pub(crate) fn new(
        operation: &'static str,
        source: reqwest::Error,
        response: Option<(StatusCode, HeaderMap)>,
    ) -> Self {
        let kind = TransportErrorKind::of(&source, response.is_some());
        Self { operation, kind, response, source: Some(source.without_url()), attempts: Vec::new() }
    }

    /// A failure that was seen here and not by the HTTP client.
    pub(crate) fn without_source(
        operation: &'static str,
        kind: TransportErrorKind,
        response: Option<(StatusCode, HeaderMap)>,
    ) -> Self {
        Self { operation, kind, response, source: None, attempts: Vec::new() }
    }

    /// Returns the phase that failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns the operation that was called: `list_user_pac_accounts`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the HTTP status, if the response had begun.
    pub fn status(&self) -> Option<StatusCode> {
        self.response.as_ref().map(|(status, _)| *status)
    }

    /// Returns the headers, if the response had begun.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.response.as_ref().map(|(_, headers)| headers)
    }
}

/// Returns whether a connection failed during the TLS handshake.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        #[cfg(feature = "native-tls")]
        if error.is::<native_tls::Error>() {
            return true;
        }
        // rustls says what is wrong by an I/O error of this kind, which reqwest puts into another one.
        let inner = error.downcast_ref::<io::Error>().and_then(|error| error.get_ref()?.downcast_ref::<io::Error>());
        if inner.is_some_and(|error| error.kind() == io::ErrorKind::InvalidData) {
            return true;
        }
        cause = error.source();
    }
    false
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.phrase(), self.operation)?;
        write_attempts(&self.attempts, f)?;
        if let Some((status, headers)) = &self.response {
            write!(f, " (status {})", status.as_u16())?;
            super::write_tracking_id(headers, f)?;
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref()?)
    }
}

#[cfg(test)]
#[cfg(any(feature = "rustls-tls", feature = "native-tls"))]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;
    use crate::{Error, RetryPolicy, UserRef, Zoom};

    async fn kind_of_failure(base_url: String) -> TransportErrorKind {
        let zoom = Zoom::builder().access_token("token").base_url(base_url).retry(RetryPolicy::none()).build().unwrap();
        match zoom.pac().list(UserRef::Me).await.unwrap_err() {
            Error::Transport(error) => error.kind(),
            error => panic!("{error}"),
        }
    }

    #[tokio::test]
    async fn a_server_without_tls_is_told_from_no_server() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 1024]).unwrap();
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        });
        assert_eq!(kind_of_failure(url.clone()).await, TransportErrorKind::Tls);
        server.join().unwrap();
        assert_eq!(kind_of_failure(url).await, TransportErrorKind::Connect);
    }
}
