//! There was no whole answer.

use std::error::Error as StdError;
use std::{fmt, io};

use http::{HeaderMap, StatusCode};

use super::attempt::{Attempt, write_attempts};

/// Why there was no whole answer. The address of the request, which names a user, is left out.
#[derive(Debug)]
pub struct TransportError {
    operation: &'static str,
    kind: TransportErrorKind,
    answer: Option<(StatusCode, HeaderMap)>,
    source: reqwest::Error,
    pub(super) attempts: Vec<Attempt>,
}

/// Where it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: no such host, or nobody there. Nothing was sent.
    Connect,
    /// No TLS: the server's certificate is not trusted, or it does not speak TLS. Nothing was sent. With an
    /// [`http_client`](crate::ZoomBuilder::http_client) of yours and another TLS it can be `Connect` as well.
    Tls,
    /// No connection within
    /// [`connect_timeout`](crate::ZoomBuilder::connect_timeout): certainly nothing was sent.
    ConnectTimeout,
    /// No whole answer within [`timeout`](crate::ZoomBuilder::timeout). Zoom may have acted on the request.
    Timeout,
    /// The connection ended in the middle of the answer.
    Body,
    /// Anything else on the way.
    Other,
}

impl TransportErrorKind {
    /// `answered` is whether an answer had begun.
    pub(crate) fn of(error: &reqwest::Error, answered: bool) -> Self {
        match () {
            () if error.is_connect() && error.is_timeout() => Self::ConnectTimeout,
            () if error.is_connect() && is_tls(error) => Self::Tls,
            () if error.is_connect() => Self::Connect,
            () if error.is_timeout() => Self::Timeout,
            () if error.is_body() || error.is_decode() || answered => Self::Body,
            () => Self::Other,
        }
    }

    pub(super) fn phrase(self) -> &'static str {
        match self {
            Self::Connect => "could not connect to zoom",
            Self::Tls => "no TLS connection to zoom",
            Self::ConnectTimeout => "no connection to zoom in time",
            Self::Timeout => "no whole answer from zoom in time",
            Self::Body => "zoom's answer was cut off",
            Self::Other => "the call to zoom failed on the way",
        }
    }
}

impl TransportError {
    pub(crate) fn new(
        operation: &'static str,
        source: reqwest::Error,
        answer: Option<(StatusCode, HeaderMap)>,
    ) -> Self {
        let kind = TransportErrorKind::of(&source, answer.is_some());
        Self { operation, kind, answer, source: source.without_url(), attempts: Vec::new() }
    }

    /// Where it stopped.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The call that was made.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The status, where the answer had begun.
    pub fn status(&self) -> Option<StatusCode> {
        self.answer.as_ref().map(|(status, _)| *status)
    }

    /// The headers, where the answer had begun.
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.answer.as_ref().map(|(_, headers)| headers)
    }
}

/// Whether a connection failed after it was made, while TLS was to begin.
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
        write!(f, "{}, calling {}", self.kind.phrase(), self.operation)?;
        write_attempts(&self.attempts, f)?;
        if let Some((status, headers)) = &self.answer {
            write!(f, " (status {})", status.as_u16())?;
            super::write_tracking_id(headers, f)?;
        }
        Ok(())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

#[cfg(test)]
#[cfg(any(feature = "rustls-tls", feature = "native-tls"))]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;
    use crate::{Error, User, Zoom};

    async fn kind_of_failure(base_url: String) -> TransportErrorKind {
        let zoom = Zoom::builder().access_token("token").base_url(base_url).build().unwrap();
        match zoom.pac().list(User::Me).await.unwrap_err() {
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
