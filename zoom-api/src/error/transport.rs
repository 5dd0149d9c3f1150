//! There was no whole answer.

use std::error::Error as StdError;
use std::fmt;

use http::{HeaderMap, StatusCode};

/// Why there was no whole answer. The address of the request, which names a user, is left out.
#[derive(Debug)]
pub struct TransportError {
    operation: &'static str,
    kind: TransportErrorKind,
    answer: Option<(StatusCode, HeaderMap)>,
    source: reqwest::Error,
}

/// Where it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: no such host, nobody there, or no TLS.
    Connect,
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

impl TransportError {
    pub(crate) fn new(
        operation: &'static str,
        source: reqwest::Error,
        answer: Option<(StatusCode, HeaderMap)>,
    ) -> Self {
        let kind = match () {
            () if source.is_connect() && source.is_timeout() => TransportErrorKind::ConnectTimeout,
            () if source.is_connect() => TransportErrorKind::Connect,
            () if source.is_timeout() => TransportErrorKind::Timeout,
            () if source.is_body() || source.is_decode() || answer.is_some() => TransportErrorKind::Body,
            () => TransportErrorKind::Other,
        };
        Self { operation, kind, answer, source: source.without_url() }
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

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            TransportErrorKind::Connect => "could not connect to zoom",
            TransportErrorKind::ConnectTimeout => "no connection to zoom in time",
            TransportErrorKind::Timeout => "no whole answer from zoom in time",
            TransportErrorKind::Body => "zoom's answer was cut off",
            TransportErrorKind::Other => "the call to zoom failed on the way",
        };
        write!(f, "{what}, calling {}", self.operation)?;
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
