//! The credentials that calls are made with.
//!
//! | | |
//! |---|---|
//! | [`Credentials::AccessToken`] | an access token that you have; it is not refreshed |
//! | `Credentials::ServerToServer` | a server-to-server app of your account, which gets its tokens by itself |
//! | `Credentials::OAuth` | an app that users log in to, with the token of a login |
//!
//! The latter two require the feature `oauth`. Their tokens are refreshed a minute before they expire, by one request
//! however many calls need it. A token that Zoom rejects earlier (401 or code 124) is refreshed once, and the call is
//! retried once. [`Error::Credentials`](crate::Error::Credentials) says why there is no token, and whether the user has to
//! log in again.
//!
//! # A server-to-server app
//!
//! With `ZOOM_ACCOUNT_ID`, `ZOOM_CLIENT_ID` and `ZOOM_CLIENT_SECRET` in the environment:
//!
//! ```no_run
//! let zoom = zoom_api::Zoom::from_env()?;
//! # Ok::<(), zoom_api::Error>(())
//! ```
//!
//! Ten calls at once get one token, here from a token endpoint that counts:
//!
#![cfg_attr(all(feature = "oauth", feature = "mock"), doc = "```")]
#![cfg_attr(not(all(feature = "oauth", feature = "mock")), doc = "```ignore")]
//! use zoom_api::mock::ZoomServer;
//! use zoom_api::mock::httpmock::MockServer;
//! use zoom_api::{Credentials, UserRef, Zoom};
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = ZoomServer::start_async().await;
//! let tokens = server.mock(|mock: &MockServer| {
//!     mock.mock(|when, then| {
//!         when.path("/oauth/token");
//!         then.body(format!(r#"{{ "access_token": "{}", "expires_in": 3600 }}"#, ZoomServer::TOKEN));
//!     })
//! });
//! let app = Credentials::ServerToServer {
//!     account_id: "the account ID".to_owned(),
//!     client_id: "the client ID".to_owned(),
//!     client_secret: "the client secret".into(),
//! };
//! let zoom = Zoom::builder().credentials(app).base_url(server.base_url()).oauth_url(server.base_url()).build()?;
//!
//! let mut calls = tokio::task::JoinSet::new();
//! for _ in 0..10 {
//!     let zoom = zoom.clone();
//!     calls.spawn(async move { zoom.pac().list(UserRef::Me).await });
//! }
//! while let Some(pac) = calls.join_next().await {
//!     assert_eq!(pac??.pac_accounts.len(), 1);
//! }
//! assert_eq!(tokens.calls_async().await, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Users who log in
//!
//! `OAuthClient` has the login in the browser (with PKCE), the login on another device, and the logout. Zoom replaces the
//! refresh token at each refresh and accepts none twice, so the new one is saved in a `TokenStore` before it is used:
//! `MemoryStore` for a process, `FileStore` for the processes of a machine, `RedisStore` for several machines, or a store of
//! yours.
//!
//! # When the token endpoint fails
//!
//! A 429, a 5xx, a lost connection, and a store that cannot be reached are retried as the
//! [`RetryPolicy`](crate::RetryPolicy) of the call allows, within its timeout, and with pauses that all calls share: a
//! token endpoint is not asked more often because more calls wait for it. A `Retry-After` of up to 30 seconds is waited for.
//! In its last minute a token is used while it is refreshed beside the calls, so that they fail only once it has expired.
//!
//! # Several processes and machines
//!
//! A user's grant needs a store that they share. Its lease is held by one at a time, who refreshes the token; the others
//! wait for it and use that token. With `RedisStore` (feature `redis`) a machine that dies holds them up for a minute at
//! most.
//!
//! Server-to-server apps need no store: Zoom lets several tokens of an app live at once, so each process has its own. If
//! another process has ended it all the same, the call refreshes it once.
//!
//! `RateLimiter::with_redis` shares the rate limits of an account: [`rate_limit`](crate::rate_limit).

#[cfg(feature = "oauth")]
mod backoff;
mod bearer;
#[cfg(feature = "oauth")]
mod device_login;
#[cfg(feature = "oauth")]
mod endpoint;
mod environment;
#[cfg(feature = "oauth")]
mod login;
#[cfg(feature = "oauth")]
mod oauth_client;
#[cfg(feature = "oauth")]
mod redact;
#[cfg(feature = "oauth")]
mod refresh;
mod source;
#[cfg(feature = "oauth")]
mod store;
#[cfg(feature = "oauth")]
mod token;

use std::time::Duration;

pub(crate) use bearer::{bearer, token_of};
#[cfg(feature = "oauth")]
pub use device_login::DeviceLogin;
pub(crate) use environment::variable;
#[cfg(feature = "oauth")]
pub use login::Login;
#[cfg(all(feature = "oauth", feature = "mock"))]
pub(crate) use login::challenge;
#[cfg(feature = "oauth")]
pub use oauth_client::OAuthClient;
use reqwest::Url;
pub(crate) use source::{Bearer, Source};
#[cfg(feature = "oauth")]
#[cfg(feature = "redis")]
pub use store::RedisStore;
#[cfg(feature = "oauth")]
pub use store::{FileStore, Lease, MemoryStore, StoreFuture, TokenStore};
#[cfg(feature = "oauth")]
pub use token::Token;

use crate::Secret;
use crate::error::ConfigError;
use crate::wire::HttpClients;

/// The credentials that calls are made with.
///
/// ```
/// use zoom_api::{Credentials, Zoom};
///
/// let token = Credentials::AccessToken("the-access-token".into());
/// let zoom = Zoom::builder().credentials(token).build()?;
/// # Ok::<(), zoom_api::Error>(())
/// ```
///
/// The variants `ServerToServer` and `OAuth` require the feature `oauth`.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// An access token that you have. Zoom's are valid for an hour; after that calls fail with
    /// [`ApiErrorKind::InvalidAccessToken`](crate::ApiErrorKind::InvalidAccessToken).
    AccessToken(Secret),
    /// A server-to-server app of your account (feature `oauth`).
    #[cfg(feature = "oauth")]
    ServerToServer {
        /// The account ID.
        account_id: String,
        /// The app's client ID.
        client_id: String,
        /// The app's client secret.
        client_secret: Secret,
    },
    /// An app that a user has logged in to (feature `oauth`).
    #[cfg(feature = "oauth")]
    OAuth {
        /// The app.
        client: OAuthClient,
        /// The store that has the user's token.
        store: std::sync::Arc<dyn TokenStore>,
    },
}

/// The settings of a client that its credentials need.
#[cfg_attr(not(feature = "oauth"), allow(dead_code))]
pub(crate) struct Surroundings<'a> {
    pub(crate) clients: &'a HttpClients,
    pub(crate) timeout: Duration,
    /// The server that issues the tokens of a server-to-server app.
    pub(crate) oauth_url: Option<&'a str>,
    /// Whether the client was given a base URL, which takes precedence over a token's `api_url`.
    pub(crate) has_base_url: bool,
}

impl Credentials {
    /// Returns where calls get their tokens, and the loopback server to which the tokens can send them instead of to the
    /// base URL, if there is one.
    #[cfg_attr(not(feature = "oauth"), allow(unused_variables))]
    pub(crate) fn source(self, around: &Surroundings<'_>) -> Result<(Source, Option<Url>), ConfigError> {
        match self {
            Self::AccessToken(token) => {
                let authorization = bearer(&token).ok_or(ConfigError::InvalidAccessToken)?;
                Ok((Source::Fixed(Bearer { authorization, base: None }), None))
            }
            #[cfg(feature = "oauth")]
            Self::ServerToServer { account_id, client_id, client_secret } => {
                let client = endpoint::ClientId { id: client_id, secret: Some(client_secret) };
                let host = crate::wire::base_url(around.oauth_url.unwrap_or(oauth_client::HOST))?;
                refreshing(refresh::Grant::ServerToServer { client, account_id }, host, None, around)
            }
            #[cfg(feature = "oauth")]
            Self::OAuth { client, store } => {
                let host = client.host()?;
                refreshing(refresh::Grant::OAuth { client: client.client, store }, host, client.http, around)
            }
        }
    }
}

#[cfg(feature = "oauth")]
fn refreshing(
    grant: refresh::Grant,
    host: Url,
    own: Option<reqwest::Client>,
    around: &Surroundings<'_>,
) -> Result<(Source, Option<Url>), ConfigError> {
    let http = own.map_or_else(|| around.clients.of(&host), Ok)?;
    let follows_api_url = !around.has_base_url;
    // A token endpoint on this machine, a test's, can name an API on this machine.
    let called = (follows_api_url && crate::wire::is_loopback(&host)).then(|| host.clone());
    let endpoint = endpoint::Endpoint { http, host, timeout: around.timeout };
    Ok((Source::Refreshing(refresh::RefreshingToken::new(grant, endpoint, follows_api_url)), called))
}

#[cfg(all(test, feature = "oauth"))]
mod tests {
    use super::*;

    #[test]
    fn a_token_endpoint_on_this_machine_can_lead_to_this_machine() {
        const LOOPBACK: &str = "http://127.0.0.1:1/";
        let clients = HttpClients::new(None, Duration::ZERO);
        for (oauth_url, has_base_url, expected) in [
            (None, false, None),
            (None, true, None),
            (Some(LOOPBACK), true, None),
            (Some(LOOPBACK), false, Some(LOOPBACK)),
        ] {
            let app = Credentials::ServerToServer {
                account_id: "an account".to_owned(),
                client_id: "a client".to_owned(),
                client_secret: "planted".into(),
            };
            let around = Surroundings { clients: &clients, timeout: Duration::ZERO, oauth_url, has_base_url };
            let (_, called) = app.source(&around).unwrap();
            assert_eq!(called.as_ref().map(Url::as_str), expected, "{oauth_url:?} {has_base_url}");
        }
    }
}
