//! A user's login in the browser: the authorization-code flow with PKCE.
//!
//! Source: Zoom's documentation, "OAuth 2.0"; RFC 7636 for PKCE, method S256.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use sha2::{Digest, Sha256};

use super::endpoint::{ClientId, Endpoint};
use super::{Token, TokenStore};
use crate::Secret;
use crate::error::{ConfigError, CredentialsError, CredentialsErrorKind, Error};
use crate::server::{base_url, http_client};

/// Where users log in and tokens are given.
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
/// // Once: send the user to `login.url()`, and take the address that the browser comes back to.
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
#[derive(Debug, Clone)]
pub struct OAuthClient {
    pub(super) client: ClientId,
    redirect_uri: String,
    host: String,
}

impl OAuthClient {
    /// An app by its client ID.
    pub fn new(client_id: impl Into<String>) -> Self {
        let client = ClientId { id: client_id.into(), secret: None };
        Self { client, redirect_uri: String::new(), host: HOST.to_owned() }
    }

    /// The app's client secret; an app that can keep none goes without.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client.secret = Some(secret.into());
        self
    }

    /// Where the browser goes after the login, as the marketplace has it.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = uri.into();
        self
    }

    /// Another host than `https://zoom.us`: the government's, or a server of yours for tests. It has to be `https`, unless
    /// it is a loopback address.
    #[must_use]
    pub fn oauth_url(mut self, url: impl Into<String>) -> Self {
        self.host = url.into();
        self
    }

    /// Begins a login.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] for a host that cannot be right.
    pub fn start_login(&self) -> Result<Login, Error> {
        let state = random()?;
        let verifier = random()?;
        let mut url = base_url(&self.host)?;
        url.set_path("oauth/authorize");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client.id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("state", state.expose())
            .append_pair("code_challenge", &challenge(verifier.expose()))
            .append_pair("code_challenge_method", "S256");
        Ok(Login { client: self.clone(), url, state, verifier })
    }

    /// Ends the grant whose token the store has.
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`] where Zoom or the store refuses.
    pub async fn revoke(&self, store: &dyn TokenStore) -> Result<(), Error> {
        let mut lease = store.lease().await.map_err(CredentialsError::store)?;
        let Some(token) = lease.load().await.map_err(CredentialsError::store)? else { return Ok(()) };
        self.endpoint()?.revoke(&self.client, &token.access_token).await?;
        let nothing = Token { refresh_token: None, ..Token::from_refresh_token("") };
        lease.save(&nothing).await.map_err(CredentialsError::store)?;
        // The token is kept whether the store hears of this end or not.
        let _ = lease.release().await;
        Ok(())
    }

    pub(super) fn host(&self) -> Result<Url, ConfigError> {
        base_url(&self.host)
    }

    fn endpoint(&self) -> Result<Endpoint, Error> {
        let host = self.host()?;
        let http = http_client(&host, Duration::from_secs(10))?;
        Ok(Endpoint { http, host, timeout: Duration::from_secs(30) })
    }
}

/// A login that was begun: what only this program knows of it.
pub struct Login {
    client: OAuthClient,
    url: Url,
    state: Secret,
    verifier: Secret,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login").field("client", &self.client).finish_non_exhaustive()
    }
}

impl Login {
    /// Where to send the user.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Takes the address that the browser came back to, changes its code for a token and stores that.
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`]: [`StateMismatch`](CredentialsErrorKind::StateMismatch) where the answer is not one to
    /// this login, [`LoginRequired`](CredentialsErrorKind::LoginRequired) where the code has ended or the user refused.
    pub async fn finish(self, callback: &str, store: &dyn TokenStore) -> Result<(), Error> {
        let fail = |kind, text| Error::from(CredentialsError::new(kind, text));
        let query = callback.split_once('?').map_or(callback, |(_, query)| query);
        let mut answer = self.url.clone();
        answer.set_query(Some(query.split('#').next().unwrap_or_default()));
        let value = |name: &str| answer.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        if !is_same(value("state").unwrap_or_default().as_bytes(), self.state.expose().as_bytes()) {
            return Err(fail(CredentialsErrorKind::StateMismatch, ""));
        }
        if let Some(error) = value("error") {
            return Err(fail(CredentialsErrorKind::LoginRequired, &error));
        }
        let Some(code) = value("code") else { return Err(fail(CredentialsErrorKind::StateMismatch, "no code")) };
        let parameters = [
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", &self.client.redirect_uri),
            ("code_verifier", self.verifier.expose()),
        ];
        let (token, _) = self.client.endpoint()?.token(&self.client.client, &parameters).await?;
        let mut lease = store.lease().await.map_err(CredentialsError::store)?;
        lease.save(&token).await.map_err(CredentialsError::store)?;
        // The token is kept whether the store hears of this end or not.
        let _ = lease.release().await;
        Ok(())
    }
}

/// A text that nobody can guess: 256 bits, which make 43 characters.
fn random() -> Result<Secret, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| ConfigError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

/// What is sent of a verifier before it is.
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Compares in a time that does not tell how much is the same.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |different, (a, b)| different | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7636, appendix B.
    #[test]
    fn the_challenge_is_that_of_the_standard() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(challenge(verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn each_login_is_its_own() {
        let client = OAuthClient::new("the client").redirect_uri("https://my.app/zoom?a=b");
        let (one, other) = (client.start_login().unwrap(), client.start_login().unwrap());
        assert_ne!(one.url(), other.url());
        assert!(one.url().starts_with("https://zoom.us/oauth/authorize?response_type=code&client_id=the+client&"));
        assert!(one.url().contains("redirect_uri=https%3A%2F%2Fmy.app%2Fzoom%3Fa%3Db"));
        assert!(!one.url().contains(one.verifier.expose()) && one.verifier.expose().len() == 43);
        assert!(!format!("{one:?}").contains(one.state.expose()));
    }

    #[test]
    fn texts_that_are_the_same() {
        for (a, b, expected) in [("ab", "ab", true), ("ab", "ac", false), ("ab", "abc", false), ("", "", true)] {
            assert_eq!(is_same(a.as_bytes(), b.as_bytes()), expected);
        }
    }
}
