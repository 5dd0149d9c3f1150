//! The source of access tokens.

use http::HeaderValue;
use reqwest::Url;

use crate::error::CredentialsError;

/// The source of the token of each call.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// One token for all calls.
    Fixed(Bearer),
    /// A token that is refreshed before it expires.
    #[cfg(feature = "oauth")]
    Refreshing(std::sync::Arc<super::refresh::RefreshingToken>),
}

/// The token that a call is sent with, and where to.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    /// `Bearer …`, marked as sensitive.
    pub(crate) authorization: HeaderValue,
    /// The base URL that the token names, if it takes precedence over the client's.
    pub(crate) base: Option<Url>,
}

impl Source {
    /// Returns the token to send a call with.
    pub(crate) async fn bearer(&self) -> Result<Bearer, CredentialsError> {
        match self {
            Self::Fixed(bearer) => Ok(bearer.clone()),
            #[cfg(feature = "oauth")]
            Self::Refreshing(token) => token.bearer().await,
        }
    }

    /// Returns whether there can be another token after one was rejected.
    pub(crate) fn can_refresh(&self) -> bool {
        match self {
            Self::Fixed(_) => false,
            #[cfg(feature = "oauth")]
            Self::Refreshing(_) => true,
        }
    }

    /// Records that Zoom rejected a token, so that the next is another.
    pub(crate) fn reject(&self, authorization: &HeaderValue) {
        match self {
            Self::Fixed(_) => {}
            #[cfg(feature = "oauth")]
            Self::Refreshing(token) => token.reject(authorization),
        }
        #[cfg(not(feature = "oauth"))]
        let _ = authorization;
    }
}
