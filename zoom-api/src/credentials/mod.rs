//! What calls are made with.
//!
//! | | |
//! |---|---|
//! | [`Credentials::AccessToken`] | a token that you have; nothing renews it |
//! | `Credentials::ServerToServer` | an app of your account's own, which gets its tokens by itself |
//! | `Credentials::OAuth` | an app that users log in to, with what their login gave |
//!
//! The latter two take the feature `oauth`. Their tokens are kept, renewed a minute before they end, and by one request
//! however many calls wait for it. A token that Zoom refuses (401, code 124) before that is renewed once and the call
//! repeated once. [`Error::Credentials`](crate::Error::Credentials) says why there is no token, and whether the user
//! has to log in again.
//!
//! # A server-to-server app
//!
//! With `ZOOM_ACCOUNT_ID`, `ZOOM_CLIENT_ID` and `ZOOM_CLIENT_SECRET` in the environment:
//!
//! ```no_run
//! # async fn run() -> Result<(), zoom_api::Error> {
//! let zoom = zoom_api::Zoom::from_env()?;
//! let pac = zoom.pac().list("jane@example.com").await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Users who log in
//!
//! `OAuthClient` has the whole way: the address to send the user to (with PKCE), the check of what comes back, the token
//! in a `TokenStore`. Zoom gives another refresh token at each renewal and takes none twice, so the store has the new one
//! before it is used: `MemoryStore` for a program, `FileStore` for the processes of a machine, a store of yours for what
//! else there is.
//!
//! # Several machines
//!
//! `RedisStore` (feature `redis`) keeps a grant for all of them. One at a time has the lease and renews; the others wait for
//! it and take its token. A machine that dies holds them up for a minute at most. `Pace::in_redis` is the same for the calls
//! that an account may make: [`patience`](crate::patience).

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
use crate::server::HttpClients;

/// What calls are made with.
///
/// ```
/// # fn run(token: String) -> Result<(), zoom_api::Error> {
/// use zoom_api::{Credentials, Zoom};
///
/// let zoom = Zoom::builder().credentials(Credentials::AccessToken(token.into())).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Credentials {
    /// A token that you have. It serves until it ends, an hour mostly; after that calls fail with
    /// [`ApiErrorKind::InvalidAccessToken`](crate::ApiErrorKind::InvalidAccessToken).
    AccessToken(Secret),
    /// An app of your account's own.
    #[cfg(feature = "oauth")]
    ServerToServer {
        /// The account's ID.
        account_id: String,
        /// The app's client ID.
        client_id: String,
        /// The app's client secret.
        client_secret: Secret,
    },
    /// An app that a user has logged in to.
    #[cfg(feature = "oauth")]
    OAuth {
        /// The app.
        client: OAuthClient,
        /// Where the user's token is kept.
        store: std::sync::Arc<dyn TokenStore>,
    },
}

/// The settings of a client that its credentials need.
#[cfg_attr(not(feature = "oauth"), allow(dead_code))]
pub(crate) struct Surroundings<'a> {
    pub(crate) clients: &'a mut HttpClients,
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
    pub(crate) fn source(self, around: &mut Surroundings<'_>) -> Result<(Source, Option<Url>), ConfigError> {
        match self {
            Self::AccessToken(token) => {
                let authorization = bearer(&token).ok_or(ConfigError::InvalidAccessToken)?;
                Ok((Source::Fixed(Bearer { authorization, base: None }), None))
            }
            #[cfg(feature = "oauth")]
            Self::ServerToServer { account_id, client_id, client_secret } => {
                let client = endpoint::ClientId { id: client_id, secret: Some(client_secret) };
                let host = crate::server::base_url(around.oauth_url.unwrap_or(oauth_client::HOST))?;
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
    around: &mut Surroundings<'_>,
) -> Result<(Source, Option<Url>), ConfigError> {
    let http = own.map_or_else(|| around.clients.of(&host), Ok)?;
    let follows_api_url = !around.has_base_url;
    // A token endpoint on this machine, a test's, can name an API on this machine.
    let called = (follows_api_url && crate::server::is_loopback(&host)).then(|| host.clone());
    let endpoint = endpoint::Endpoint { http, host, timeout: around.timeout };
    Ok((Source::Refreshing(refresh::RefreshingToken::new(grant, endpoint, follows_api_url)), called))
}
