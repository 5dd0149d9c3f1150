//! A token as Zoom issues it.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::{Secret, secret};

/// A token, with everything that a [`TokenStore`](super::TokenStore) keeps of it.
///
/// `Debug` shows nothing of the secrets. It serializes with them in clear, unlike any other type of this crate, since that
/// is what storing it is for: a store that kept `[redacted]` would lose the grant.
///
/// Source: Zoom's documentation, "OAuth 2.0", the response of `/oauth/token`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Token {
    /// The access token that calls are sent with.
    #[serde(serialize_with = "secret::in_clear")]
    pub access_token: Secret,
    /// The refresh token, which Zoom accepts once and replaces each time.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "secret::in_clear")]
    pub refresh_token: Option<Secret>,
    /// The time at which the access token expires, in seconds since 1970.
    pub expires_at: u64,
    /// The scopes of the access token.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// The server that Zoom says to call: `https://api-eu.zoom.us`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_url: Option<String>,
}

impl Token {
    /// Returns a token of which only the refresh token is known.
    pub fn from_refresh_token(refresh_token: impl Into<Secret>) -> Self {
        Self {
            access_token: Secret::default(),
            refresh_token: Some(refresh_token.into()),
            expires_at: 0,
            scopes: Vec::new(),
            api_url: None,
        }
    }

    /// Returns what is left of its lifetime. `total` is the whole of it, if it is known: an hour at Zoom.
    pub(super) fn lifetime(&self, now: SystemTime, total: Option<Duration>) -> Lifetime {
        const MARGIN: Duration = Duration::from_secs(60);
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        // A store can hold anything; a day is more than any token has.
        let valid = Duration::from_secs(self.expires_at).saturating_sub(now).min(Duration::from_secs(24 * 60 * 60));
        let margin = total.map_or(MARGIN, |total| MARGIN.min(total / 10));
        Lifetime { fresh: valid.saturating_sub(margin), valid }
    }
}

/// What is left of the lifetime of an access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lifetime {
    /// The time until it is to be refreshed. Clocks differ and calls take time, so the last minute, or the last tenth of a
    /// short lifetime, is not a part of it.
    pub(super) fresh: Duration,
    /// The time until it expires.
    pub(super) valid: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_refreshed_in_its_last_minute() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        for (left, lifetime, expected) in
            [(3600, 3600, 3540), (60, 3600, 0), (30, 3600, 0), (10, 10, 9), (0, 3600, 0), (100, 100, 90)]
        {
            let token = Token { expires_at: 1_000_000 + left, ..Token::from_refresh_token("r") };
            let lifetime = token.lifetime(now, Some(Duration::from_secs(lifetime)));
            assert_eq!((lifetime.fresh.as_secs(), lifetime.valid.as_secs()), (expected, left), "{left}");
        }
        let expired = Token { expires_at: 1, ..Token::from_refresh_token("r") };
        assert_eq!(expired.lifetime(now, None).valid, Duration::ZERO);
        let endless = Token { expires_at: u64::MAX, ..Token::from_refresh_token("r") };
        assert_eq!(endless.lifetime(now, None).valid, Duration::from_secs(24 * 60 * 60));
    }

    #[test]
    fn it_is_stored_whole_and_shown_without_secrets() {
        let token = Token { access_token: "planted".into(), ..Token::from_refresh_token("planted too") };
        let text = serde_json::to_string(&token).unwrap();
        assert_eq!(serde_json::from_str::<Token>(&text).unwrap(), token);
        assert!(!format!("{token:?}").contains("planted"));
    }
}
