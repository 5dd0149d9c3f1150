//! A login in the browser: the authorization-code flow with PKCE.
//!
//! Source: Zoom's documentation, "OAuth 2.0"; RFC 7636 for PKCE, method S256.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Url;
use sha2::{Digest, Sha256};

use super::{OAuthClient, TokenStore};
use crate::Secret;
use crate::error::{ConfigError, CredentialsError, CredentialsErrorKind, Error};

impl OAuthClient {
    /// Starts a login in the browser.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the [`oauth_url`](Self::oauth_url) is invalid.
    pub fn start_login(&self) -> Result<Login, Error> {
        let state = random()?;
        let verifier = random()?;
        let mut url = self.host()?;
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
}

/// A login in the browser that was started, with what only this program knows of it.
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
    /// Returns the URL to send the user to.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Takes the URL that the browser was redirected to, exchanges its code for a token and saves that.
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`]: [`StateMismatch`](CredentialsErrorKind::StateMismatch) if the URL does not belong to this
    /// login, [`LoginRequired`](CredentialsErrorKind::LoginRequired) if the code has expired or the user denied access,
    /// [`Store`](CredentialsErrorKind::Store) if the token cannot be saved. The store is locked before the code is
    /// exchanged, since a code is accepted once.
    pub async fn finish(self, callback: &str, store: &dyn TokenStore) -> Result<(), Error> {
        let fail = |kind, text| Error::from(CredentialsError::new(kind, text));
        let query = callback.split_once('?').map_or(callback, |(_, query)| query);
        let mut redirect = self.url.clone();
        redirect.set_query(Some(query.split('#').next().unwrap_or_default()));
        let value =
            |name: &str| redirect.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
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
        let endpoint = self.client.endpoint()?;
        let mut lease = store.lease().await.map_err(CredentialsError::store("locking it"))?;
        let (token, _) = endpoint.token(&self.client.client, &parameters).await?;
        lease.save(&token).await.map_err(CredentialsError::store("saving the token"))?;
        // The token is saved whether or not the release succeeds.
        let _ = lease.release().await;
        Ok(())
    }
}

/// Returns a text that nobody can guess: 256 bits, which make 43 characters.
fn random() -> Result<Secret, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| ConfigError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

/// Returns the challenge of a verifier, which is sent before it.
pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// Compares in a time that does not depend on how much is the same.
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
        let challenge = challenge(one.verifier.expose());
        assert!(one.url().ends_with(&format!("&code_challenge={challenge}&code_challenge_method=S256")));
        assert!(!one.url().contains(one.verifier.expose()) && one.verifier.expose().len() == 43);
        let shown = format!("{one:?}");
        assert!(shown.contains("the client") && !shown.contains(one.state.expose()), "{shown}");
    }

    #[test]
    fn texts_that_are_the_same() {
        for (a, b, expected) in
            [("ab", "ab", true), ("ab", "ac", false), ("ab", "ba", false), ("ab", "abc", false), ("", "", true)]
        {
            assert_eq!(is_same(a.as_bytes(), b.as_bytes()), expected);
        }
    }
}
