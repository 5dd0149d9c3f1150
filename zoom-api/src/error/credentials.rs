//! A call without an access token.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use http::StatusCode;
use serde::Serialize;

use super::{TransportErrorKind, excerpt};

/// The reason why there is no access token. The call itself was not sent, or it was rejected for its token.
#[derive(Debug, Clone)]
pub struct CredentialsError {
    kind: CredentialsErrorKind,
    detail: String,
    status: Option<StatusCode>,
    tracking_id: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
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
    pub(crate) fn new(kind: CredentialsErrorKind, detail: &str) -> Self {
        Self { kind, detail: excerpt(detail), status: None, tracking_id: None, source: None }
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        let kind = TransportErrorKind::of(&error, error.is_body() || error.is_decode());
        let failed = Self::new(CredentialsErrorKind::Transport(kind), "");
        Self { source: Some(Arc::new(error.without_url())), ..failed }
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn store(error: std::io::Error) -> Self {
        let failed = Self::new(CredentialsErrorKind::Store, "");
        Self { source: Some(Arc::new(error)), ..failed }
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn with_response(self, status: StatusCode, tracking_id: Option<&str>) -> Self {
        Self { status: Some(status), tracking_id: tracking_id.map(excerpt), ..self }
    }

    /// Redacts what a server sent back of these secrets.
    #[cfg(feature = "oauth")]
    pub(crate) fn redact<'s>(mut self, secrets: impl Iterator<Item = &'s str>) -> Self {
        for secret in secrets.filter(|secret| secret.len() > 3 && self.detail.contains(secret)).collect::<Vec<_>>() {
            self.detail = self.detail.replace(secret, "[redacted]");
        }
        self
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

impl fmt::Display for CredentialsErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LoginRequired => "no access token, the user has to log in again",
            Self::InvalidClient => "zoom rejected the app: check account ID, client ID and client secret",
            Self::Refused => "zoom's token endpoint refused the request",
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
