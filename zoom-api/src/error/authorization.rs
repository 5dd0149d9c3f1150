//! There is no token to make a call with.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use http::StatusCode;

use super::{TransportErrorKind, excerpt};

/// Why there is no token: what the token endpoint, or the store of tokens, said. The call itself was not sent, or was
/// refused for its token.
#[derive(Debug, Clone)]
pub struct AuthorizationError {
    kind: AuthorizationErrorKind,
    text: String,
    status: Option<StatusCode>,
    tracking_id: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthorizationErrorKind {
    /// The grant has ended (`invalid_grant`): the user has to log in again.
    LogInAgain,
    /// Zoom does not know the client's ID, its secret or its account.
    InvalidClient,
    /// The token endpoint refused for another reason.
    Refused,
    /// There was no whole answer from the token endpoint.
    Transport(TransportErrorKind),
    /// The answer is not that of a token endpoint.
    Undecodable,
    /// The answer says to make calls to a server that is not Zoom's, which would get the token.
    UntrustedApiUrl,
    /// The store of tokens cannot be read or written.
    Store,
    /// What came back from the browser does not belong to what was sent there: someone else may have made it.
    StateMismatch,
    /// The work on a new token was cut short, by the end of its runtime for one.
    Interrupted,
}

impl AuthorizationError {
    pub(crate) fn new(kind: AuthorizationErrorKind, text: &str) -> Self {
        Self { kind, text: excerpt(text), status: None, tracking_id: None, source: None }
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        let kind = TransportErrorKind::of(&error, error.is_body() || error.is_decode());
        let failed = Self::new(AuthorizationErrorKind::Transport(kind), kind.phrase());
        Self { source: Some(Arc::new(error.without_url())), ..failed }
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn store(error: std::io::Error) -> Self {
        let failed = Self::new(AuthorizationErrorKind::Store, &error.to_string());
        Self { source: Some(Arc::new(error)), ..failed }
    }

    #[cfg(feature = "oauth")]
    pub(crate) fn answered(self, status: StatusCode, tracking_id: Option<&str>) -> Self {
        Self { status: Some(status), tracking_id: tracking_id.map(excerpt), ..self }
    }

    /// The same without what a server sent back of these secrets.
    #[cfg(feature = "oauth")]
    pub(crate) fn without<'s>(mut self, secrets: impl Iterator<Item = &'s str>) -> Self {
        for secret in secrets.filter(|secret| secret.len() > 3 && self.text.contains(secret)).collect::<Vec<_>>() {
            self.text = self.text.replace(secret, "[redacted]");
        }
        self
    }

    /// What to do about it.
    pub fn kind(&self) -> AuthorizationErrorKind {
        self.kind
    }

    /// The HTTP status of the token endpoint's answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Zoom's name for the request (the header `x-zm-trackingid`), which its support asks for.
    pub fn tracking_id(&self) -> Option<&str> {
        self.tracking_id.as_deref()
    }
}

impl fmt::Display for AuthorizationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            AuthorizationErrorKind::LogInAgain => "the user's grant has ended, log in again",
            AuthorizationErrorKind::InvalidClient => "zoom does not take the client's ID, secret or account",
            AuthorizationErrorKind::Refused => "zoom refused to give a token",
            AuthorizationErrorKind::Transport(_) => "no token, since the token endpoint gave no whole answer",
            AuthorizationErrorKind::Undecodable => "no token in the answer of the token endpoint",
            AuthorizationErrorKind::UntrustedApiUrl => "the token's api_url is no server of Zoom's",
            AuthorizationErrorKind::Store => "the store of tokens failed",
            AuthorizationErrorKind::StateMismatch => "the answer from the browser does not belong to this log-in",
            AuthorizationErrorKind::Interrupted => "the renewal of the token was cut short",
        })?;
        if !self.text.is_empty() {
            write!(f, " ({})", self.text)?;
        }
        match &self.tracking_id {
            Some(id) => write!(f, " [tracking ID {id}]"),
            None => Ok(()),
        }
    }
}

impl StdError for AuthorizationError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| source.as_ref() as &(dyn StdError + 'static))
    }
}
