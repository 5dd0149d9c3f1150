//! An app that users log in to.

use std::time::Duration;

use reqwest::{Client, Url};

use super::endpoint::{ClientId, Endpoint};
use super::{Token, TokenStore};
use crate::Secret;
use crate::error::{ConfigError, CredentialsError, Error};
use crate::server::{base_url, http_client};

/// The server on which users log in and which issues tokens.
pub(crate) const HOST: &str = "https://zoom.us";

/// An OAuth app, as Zoom's marketplace lists it.
///
/// ```no_run
/// # async fn run(client_id: &str, client_secret: &str, callback: &str) -> Result<(), zoom_api::Error> {
/// use std::sync::Arc;
/// use zoom_api::credentials::{FileStore, OAuthClient};
/// use zoom_api::{Credentials, UserRef, Zoom};
///
/// let client = OAuthClient::new(client_id).secret(client_secret).redirect_uri("https://my.app/zoom");
/// let store = Arc::new(FileStore::new("zoom-token.json"));
///
/// // Once: send the user to `login.url()`, and take the URL that the browser is redirected to.
/// let login = client.start_login()?;
/// println!("open {}", login.url());
/// login.finish(callback, store.as_ref()).await?;
///
/// // From then on:
/// let zoom = Zoom::builder().credentials(Credentials::OAuth { client, store }).build()?;
/// let pac = zoom.pac().list(UserRef::Me).await?;
/// # Ok(())
/// # }
/// ```
///
/// A program without a browser beside it uses [`start_device_login`](Self::start_device_login) instead.
#[derive(Debug, Clone)]
pub struct OAuthClient {
    pub(super) client: ClientId,
    pub(super) redirect_uri: String,
    pub(super) http: Option<Client>,
    host: String,
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
