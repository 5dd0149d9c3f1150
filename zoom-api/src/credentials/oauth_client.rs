//! An app that users log in to.

use std::fmt;
use std::time::Duration;

use reqwest::{Client, Url};

use super::endpoint::{ClientId, Endpoint};
use super::{Token, TokenStore};
use crate::Secret;
use crate::error::{ConfigError, CredentialsError, Error};
use crate::wire::{base_url, http_client};

/// The server on which users log in and which issues tokens.
pub(crate) const HOST: &str = "https://zoom.us";

/// An OAuth app, as Zoom's marketplace lists it. `ZoomServer` (feature `mock`) stands in for Zoom here:
///
#[cfg_attr(feature = "mock", doc = "```")]
#[cfg_attr(not(feature = "mock"), doc = "```ignore")]
/// use std::sync::Arc;
/// use zoom_api::credentials::{FileStore, OAuthClient};
/// use zoom_api::mock::ZoomServer;
/// use zoom_api::{Credentials, UserRef, Zoom};
///
/// # #[tokio::main]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let home = folder.path();
/// let server = ZoomServer::start_async().await;
/// let client = OAuthClient::new("the client ID")
///     .secret("the client secret")
///     .redirect_uri("https://my.app/zoom")
///     .oauth_url(server.base_url()); // not for Zoom itself
/// let store = Arc::new(FileStore::new(home.join("zoom-token.json")));
///
/// // Once: send the user to `login.url()`, and take the URL that the browser is redirected to.
/// let login = client.start_login()?;
/// let redirect = server.approve_login(login.url());
/// login.finish(&redirect, store.as_ref()).await?;
///
/// // From then on, in this process and in others:
/// let zoom = Zoom::builder()
///     .credentials(Credentials::OAuth { client, store })
///     .base_url(server.base_url()) // not for Zoom itself
///     .build()?;
/// assert_eq!(zoom.pac().list(UserRef::Me).await?.pac_accounts.len(), 1);
/// # Ok(())
/// # }
/// ```
///
/// A program without a browser beside it uses [`start_device_login`](Self::start_device_login) instead.
#[derive(Clone)]
pub struct OAuthClient {
    pub(super) client: ClientId,
    pub(super) redirect_uri: String,
    pub(super) http: Option<Client>,
    host: String,
}

/// Without the HTTP client, which shows its default headers.
impl fmt::Debug for OAuthClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuthClient")
            .field("client", &self.client)
            .field("redirect_uri", &self.redirect_uri)
            .field("oauth_url", &self.host)
            .finish_non_exhaustive()
    }
}

impl OAuthClient {
    /// Returns an app by its client ID.
    pub fn new(client_id: impl Into<String>) -> Self {
        let client = ClientId { id: client_id.into(), secret: None };
        Self { client, redirect_uri: String::new(), http: None, host: HOST.to_owned() }
    }

    /// Sets the app's client secret. Defaults to none, for an app that cannot keep a secret.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client.secret = Some(secret.into());
        self
    }

    /// Sets the URL that the browser is redirected to after the login, as the marketplace has it. A login in the browser
    /// requires it.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = uri.into();
        self
    }

    /// Sets the server on which users log in: that of Zoom for Government, or one of yours for tests. It has to be
    /// `https`, unless it is a loopback address. Defaults to `https://zoom.us`.
    #[must_use]
    pub fn oauth_url(mut self, url: impl Into<String>) -> Self {
        self.host = url.into();
        self
    }

    /// Sets the HTTP client that requests tokens, with your proxy, your certificates, your pool. Defaults to the one of
    /// the [`Zoom`](crate::Zoom) that the app's credentials are given to, and to a new one for each login.
    ///
    /// Requests for tokens do not follow redirects, whatever it is set to.
    #[must_use]
    pub fn http_client(mut self, client: Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Revokes the grant whose token is in the store, and then clears the store.
    ///
    /// Both the refresh token and the access token are revoked: either could be used without the other. A client that
    /// uses the same store fails with [`LoginRequired`](crate::CredentialsErrorKind::LoginRequired) from its next refresh
    /// on.
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`] if Zoom or the store fails. Unless Zoom has confirmed that both are revoked, the store keeps
    /// its token, so that this can be called again.
    pub async fn revoke(&self, store: &dyn TokenStore) -> Result<(), Error> {
        let endpoint = self.endpoint()?;
        let mut lease = store.lease().await.map_err(CredentialsError::store("locking it"))?;
        let Some(token) = lease.load().await.map_err(CredentialsError::store("loading the token"))? else {
            return Ok(());
        };
        let tokens = token.refresh_token.iter().chain([&token.access_token]);
        for token in tokens.filter(|token| !token.expose().is_empty()) {
            endpoint.revoke(&self.client, token).await?;
        }
        let nothing = Token { refresh_token: None, ..Token::from_refresh_token("") };
        lease.save(&nothing).await.map_err(CredentialsError::store("clearing it"))?;
        // The store is cleared whether or not the release succeeds.
        let _ = lease.release().await;
        Ok(())
    }

    pub(super) fn host(&self) -> Result<Url, ConfigError> {
        base_url(&self.host)
    }

    pub(super) fn endpoint(&self) -> Result<Endpoint, ConfigError> {
        let host = self.host()?;
        let http = match &self.http {
            Some(client) => client.clone(),
            None => http_client(&host, Duration::from_secs(10))?,
        };
        Ok(Endpoint { http, host, timeout: Duration::from_secs(30) })
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let headers = HeaderMap::from_iter([(http::header::COOKIE, HeaderValue::from_static("planted"))]);
        let http = Client::builder().default_headers(headers).build().unwrap();
        let client = OAuthClient::new("the client").secret("planted").http_client(http);
        let shown = format!("{client:?}");
        assert!(shown.contains("the client") && !shown.contains("planted"), "{shown}");
    }
}
