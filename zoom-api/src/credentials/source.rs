//! Where the token of a call comes from.

use http::HeaderValue;
use reqwest::Url;

use crate::error::CredentialsError;

/// Gives each call its token.
#[derive(Debug)]
pub(crate) enum Source {
    /// The same for all.
    Fixed(Bearer),
    /// One that is renewed before it ends.
    #[cfg(feature = "oauth")]
    Refreshing(std::sync::Arc<super::refresh::RefreshingToken>),
}

/// What a call is sent with.
#[derive(Debug, Clone)]
pub(crate) struct Bearer {
    /// `Bearer …`, marked as sensitive.
    pub(crate) authorization: HeaderValue,
    /// Where the answer that brought the token says that calls go, if elsewhere than to the client's base URL.
    pub(crate) base: Option<Url>,
}

impl Source {
    /// What to send a call with.
    pub(crate) async fn bearer(&self) -> Result<Bearer, CredentialsError> {
        match self {
            Self::Fixed(bearer) => Ok(bearer.clone()),
            #[cfg(feature = "oauth")]
            Self::Refreshing(token) => token.bearer().await,
        }
    }

    /// Whether another token can be had when one is refused.
    pub(crate) fn can_refresh(&self) -> bool {
        match self {
            Self::Fixed(_) => false,
            #[cfg(feature = "oauth")]
            Self::Refreshing(_) => true,
        }
    }

    /// Sees to it that the next token is another than the one that was refused.
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
