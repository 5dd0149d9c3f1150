//! A call without an access token.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use http::StatusCode;
use serde::Serialize;

use super::attempt::{Attempt, write_attempts};
use super::{TransportErrorKind, excerpt};

/// The reason why there is no access token. The call itself was not sent, or it was rejected for its token.
#[derive(Debug, Clone)]
pub struct CredentialsError {
    kind: CredentialsErrorKind,
    detail: String,
    status: Option<StatusCode>,
    tracking_id: Option<String>,
    #[cfg_attr(not(feature = "oauth"), allow(dead_code))]
    retry_after: Option<Duration>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    pub(super) attempts: Vec<Attempt>,
}

/// The kind of a [`CredentialsError`]: what to do about it.
///
/// It serializes as its name in snake case: `"login_required"`, `{"transport":"connect"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CredentialsErrorKind {
    /// The grant has expired or was revoked (`invalid_grant`): the user has to log in again.
    LoginRequired,
    /// Zoom does not know the client ID, its secret or the account.
    InvalidClient,
    /// The token endpoint refused the request for another reason.
    Refused,
    /// The token endpoint is overloaded or failed (a 429 or 5xx). The client has retried, as its retry policy allows.
    Unavailable,
    /// There was no complete response from the token endpoint.
    Transport(TransportErrorKind),
    /// The token endpoint sent an invalid response.
    Decode,
    /// The token's `api_url` is not a server of Zoom's. The token is not sent there.
    UntrustedApiUrl,
    /// The token store cannot be read or written.
    Store,
    /// The redirect back from the browser does not belong to this login. Someone else may have made it.
    StateMismatch,
    /// The refresh was interrupted, by the shutdown of its runtime for example.
    Interrupted,
}

impl CredentialsError {
    /// Makes an error from a text without secrets, which is cut to a bounded length.
    pub(crate) fn new(kind: CredentialsErrorKind, detail: &str) -> Self {
        Self {
            kind,
            detail: excerpt(detail),
            status: None,
            tracking_id: None,
            retry_after: None,
            source: None,
            attempts: Vec::new(),
        }
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        let kind = TransportErrorKind::of(&error, error.is_body() || error.is_decode());
        let failed = Self::new(CredentialsErrorKind::Transport(kind), "");
        Self { source: Some(Arc::new(error.without_url())), ..failed }
    }

    /// Makes an error of a token store. `doing` is what it was to do: `saving the token`.
    #[cfg(feature = "oauth")]
    pub(crate) fn store(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |error| {
            let failed = Self::new(CredentialsErrorKind::Store, doing);
            Self { source: Some(Arc::new(error)), ..failed }
        }
    }

    /// Adds what the token endpoint's response says beside its body. The tracking ID is without secrets.
    #[cfg(feature = "oauth")]
    pub(crate) fn with_response(
        self,
        status: StatusCode,
        tracking_id: Option<&str>,
        retry_after: Option<Duration>,
    ) -> Self {
        Self { status: Some(status), tracking_id: tracking_id.map(excerpt), retry_after, ..self }
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn with_kind(self, kind: CredentialsErrorKind) -> Self {
        Self { kind, ..self }
    }

    /// Returns whether another attempt may succeed: the token endpoint or the store did not work for a moment.
    pub(crate) fn is_transient(&self) -> bool {
        match self.kind {
            CredentialsErrorKind::Transport(kind) => kind != TransportErrorKind::Tls,
            CredentialsErrorKind::Unavailable | CredentialsErrorKind::Interrupted => true,
            CredentialsErrorKind::Store => {
                let error = self.source.as_ref().and_then(|source| source.downcast_ref::<io::Error>());
                error.is_some_and(|error| is_transient(error.kind()))
            }
            _ => false,
        }
    }

    /// Returns how long the token endpoint asks to wait before another attempt.
    #[cfg(feature = "oauth")]
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Returns what to do about it.
    pub fn kind(&self) -> CredentialsErrorKind {
        self.kind
    }

    /// Returns the HTTP status of the token endpoint's response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Returns the tracking ID that Zoom's support asks for (the header `x-zm-trackingid`).
    pub fn tracking_id(&self) -> Option<&str> {
        self.tracking_id.as_deref()
    }
}

/// Returns whether a store that failed in this way may work a moment later: a server that restarts or fails over.
fn is_transient(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::{
        BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset, HostUnreachable, Interrupted, NetworkDown,
        NetworkUnreachable, NotConnected, ResourceBusy, TimedOut, UnexpectedEof, WouldBlock,
    };
    matches!(
        kind,
        BrokenPipe
            | ConnectionAborted
            | ConnectionRefused
            | ConnectionReset
            | HostUnreachable
            | Interrupted
            | NetworkDown
            | NetworkUnreachable
            | NotConnected
            | ResourceBusy
            | TimedOut
            | UnexpectedEof
            | WouldBlock
    )
}

impl fmt::Display for CredentialsErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LoginRequired => "no access token, the user has to log in again",
            Self::InvalidClient => "zoom rejected the app: check account ID, client ID and client secret",
            Self::Refused => "zoom's token endpoint refused the request",
            Self::Unavailable => "zoom's token endpoint is unavailable",
            Self::Transport(kind) => return write!(f, "could not get an access token from zoom: {kind}"),
            Self::Decode => "zoom's token endpoint sent an invalid response",
            Self::UntrustedApiUrl => "the token's api_url is not a server of zoom's",
            Self::Store => "token store failed",
            Self::StateMismatch => "the redirect does not belong to this login, start a new one",
            Self::Interrupted => "token refresh interrupted",
        })
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)?;
        match (self.status, self.detail.as_str()) {
            (None, "") => Ok(()),
            (None, detail) => write!(f, " ({detail})"),
            (Some(status), "") => write!(f, " (status {})", status.as_u16()),
            (Some(status), detail) => write!(f, " (status {}, {detail})", status.as_u16()),
        }?;
        write_attempts(&self.attempts, f)?;
        match &self.tracking_id {
            Some(id) => write!(f, " [tracking ID {id}]"),
            None => Ok(()),
        }
    }
}

impl StdError for CredentialsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as &(dyn StdError + 'static))
    }
}
