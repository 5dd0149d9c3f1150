//! A login for programs without a browser: the user opens a URL on any device and enters a code.
//!
//! Source: Zoom's documentation, "OAuth 2.0", "Device authorization grant"; RFC 8628.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use tokio::time::{Instant, sleep};

use super::endpoint::{DeviceCodes, Endpoint, Refusal};
use super::{OAuthClient, TokenStore};
use crate::Secret;
use crate::error::{CredentialsError, CredentialsErrorKind, Error};
use crate::wire::base_url;

/// The grant type of RFC 8628.
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// The time between requests for the token if the server states none (RFC 8628), and what it grows by.
const INTERVAL: Duration = Duration::from_secs(5);

/// The lifetime of the codes if the server states none, and the longest that is believed.
const LIFETIME: (u64, u64) = (15 * 60, 60 * 60);

impl OAuthClient {
    /// Starts a login on another device: for terminals, televisions, servers.
    ///
    /// The app has to have "Use App on Device" turned on in Zoom's marketplace. It needs no redirect URI.
    ///
    #[cfg_attr(feature = "mock", doc = "```")]
    #[cfg_attr(not(feature = "mock"), doc = "```ignore")]
    /// use std::sync::Arc;
    /// use zoom_api::credentials::{MemoryStore, OAuthClient};
    /// use zoom_api::mock::ZoomServer;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// let server = ZoomServer::start_async().await; // stands in for Zoom
    /// let client = OAuthClient::new("the client ID").secret("the client secret").oauth_url(server.base_url());
    /// let store = Arc::new(MemoryStore::default());
    ///
    /// let login = client.start_device_login().await?;
    /// println!("open {} on any device and enter {}", login.verification_uri(), login.user_code());
    /// server.approve_device_login(login.user_code()); // what the user does
    /// login.finish(store.as_ref()).await?;
    /// # let credentials = zoom_api::Credentials::OAuth { client, store };
    /// # let zoom = zoom_api::Zoom::builder().credentials(credentials).base_url(server.base_url()).build()?;
    /// # assert_eq!(zoom.pac().list("me").await?.pac_accounts.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`] if the token endpoint fails or does not accept the app, [`Error::Config`] if the
    /// [`oauth_url`](Self::oauth_url) is invalid.
    pub async fn start_device_login(&self) -> Result<DeviceLogin, Error> {
        let endpoint = self.endpoint()?;
        let codes = endpoint.device_codes(&self.client).await?;
        Ok(DeviceLogin::new(self.clone(), endpoint, codes)?)
    }
}

/// A login on another device that was started.
pub struct DeviceLogin {
    client: OAuthClient,
    endpoint: Endpoint,
    device_code: Secret,
    user_code: String,
    verification_uri: Url,
    verification_uri_complete: Option<Url>,
    interval: Duration,
    expires: Instant,
}

impl fmt::Debug for DeviceLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceLogin").field("client", &self.client).finish_non_exhaustive()
    }
}

impl DeviceLogin {
    fn new(client: OAuthClient, endpoint: Endpoint, codes: DeviceCodes) -> Result<Self, CredentialsError> {
        let invalid = |what| CredentialsError::new(CredentialsErrorKind::Decode, what);
        // Both are shown on a terminal.
        let is_code = |text: &str| (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_code(&codes.user_code) {
            return Err(invalid("the user code of the device login is invalid"));
        }
        let url = |text: &str| match Url::parse(text) {
            Ok(url) if is_https(&url) => Ok(url),
            _ => Err(invalid("the verification URL of the device login is invalid")),
        };
        let lifetime = codes.expires_in.unwrap_or(LIFETIME.0).min(LIFETIME.1);
        Ok(Self {
            client,
            endpoint,
            device_code: codes.device_code,
            user_code: codes.user_code,
            verification_uri: url(&codes.verification_uri)?,
            verification_uri_complete: codes.verification_uri_complete.as_deref().map(url).transpose()?,
            interval: codes.interval.map_or(INTERVAL, |seconds| Duration::from_secs(seconds.clamp(1, 60))),
            expires: Instant::now() + Duration::from_secs(lifetime),
        })
    }

    /// Returns the code that the user enters.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Returns the URL that the user opens.
    pub fn verification_uri(&self) -> &str {
        self.verification_uri.as_str()
    }

    /// Returns the URL with the code in it, for a QR code for example, if Zoom sent one.
    pub fn verification_uri_complete(&self) -> Option<&str> {
        self.verification_uri_complete.as_ref().map(Url::as_str)
    }

    /// Waits until the user has approved the login, and saves the token.
    ///
    /// It asks as often as Zoom allows, and continues if the token endpoint fails for a moment. To give up earlier, drop
    /// the future.
    ///
    /// # Errors
    ///
    /// [`Error::Credentials`]: [`LoginRequired`](CredentialsErrorKind::LoginRequired) if the user denied access or the
    /// code has expired, [`Store`](CredentialsErrorKind::Store) if the token cannot be saved.
    pub async fn finish(self, store: &dyn TokenStore) -> Result<(), Error> {
        // A store that does not work is found out before the user has gone through the login.
        drop(store.lease().await.map_err(CredentialsError::store("locking it"))?);
        let token = self.token().await?;
        let mut lease = store.lease().await.map_err(CredentialsError::store("locking it"))?;
        lease.save(&token).await.map_err(CredentialsError::store("saving the token"))?;
        // The token is saved whether or not the release succeeds.
        let _ = lease.release().await;
        Ok(())
    }

    async fn token(&self) -> Result<super::Token, CredentialsError> {
        let parameters = [("grant_type", GRANT_TYPE), ("device_code", self.device_code.expose())];
        let mut interval = self.interval;
        while Instant::now() + interval < self.expires {
            sleep(interval).await;
            match self.endpoint.poll(&self.client.client, &parameters).await {
                Ok((token, _)) => return Ok(token),
                Err(refusal) => interval += slower(refusal)?,
            }
        }
        Err(CredentialsError::new(CredentialsErrorKind::LoginRequired, "the code of the device login has expired"))
    }
}

/// Returns by how much longer to wait before the next request, after one without a token.
fn slower(refusal: Refusal) -> Result<Duration, CredentialsError> {
    match refusal.code.as_deref() {
        Some("authorization_pending") => Ok(Duration::ZERO),
        Some("slow_down") => Ok(INTERVAL),
        Some("access_denied" | "expired_token") => Err(refusal.error.with_kind(CredentialsErrorKind::LoginRequired)),
        _ if refusal.error.is_transient() => Ok(INTERVAL),
        _ => Err(refusal.error),
    }
}

/// Returns whether a user can be sent to a URL: to `https`, or to a loopback address in tests.
fn is_https(url: &Url) -> bool {
    let mut bare = url.clone();
    bare.set_query(None);
    bare.set_fragment(None);
    base_url(bare.as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_without_a_token() {
        let refused = |code: &str| {
            let error = CredentialsError::new(CredentialsErrorKind::Refused, code);
            slower(Refusal { code: Some(code.to_owned()), error }).map_err(|error| error.kind())
        };
        for (code, expected) in [
            ("authorization_pending", Ok(Duration::ZERO)),
            ("slow_down", Ok(INTERVAL)),
            ("access_denied", Err(CredentialsErrorKind::LoginRequired)),
            ("expired_token", Err(CredentialsErrorKind::LoginRequired)),
            ("invalid_request", Err(CredentialsErrorKind::Refused)),
        ] {
            assert_eq!(refused(code), expected, "{code}");
        }
        let unavailable = CredentialsError::new(CredentialsErrorKind::Unavailable, "");
        assert_eq!(slower(unavailable.into()).unwrap(), INTERVAL);
    }

    fn codes(user_code: &str, uri: &str) -> DeviceCodes {
        DeviceCodes {
            device_code: "planted".into(),
            user_code: user_code.to_owned(),
            verification_uri: uri.to_owned(),
            verification_uri_complete: Some(format!("{uri}?user_code=a")),
            expires_in: Some(u64::MAX),
            interval: Some(u64::MAX),
        }
    }

    fn login(codes: DeviceCodes) -> Result<DeviceLogin, CredentialsError> {
        let client = OAuthClient::new("a client");
        let endpoint = client.endpoint().unwrap();
        DeviceLogin::new(client, endpoint, codes)
    }

    #[tokio::test(start_paused = true)]
    async fn times_are_kept_within_bounds() {
        for (expires_in, interval, expected) in [
            (None, None, (15 * 60, 5)),
            (Some(60), Some(7), (60, 7)),
            (Some(0), Some(0), (0, 1)),
            (Some(u64::MAX), Some(u64::MAX), (60 * 60, 60)),
        ] {
            let login = login(DeviceCodes { expires_in, interval, ..codes("ABCD", "https://zoom.us/") }).unwrap();
            let left = login.expires - Instant::now();
            assert_eq!((left.as_secs(), login.interval.as_secs()), expected, "{expires_in:?} {interval:?}");
        }
    }

    #[test]
    fn codes_and_urls_that_are_no_such_thing_are_refused() {
        let with = |user_code: &str, uri: &str| login(codes(user_code, uri));
        let login = with("ABCD-EFGH", "https://zoom.us/oauth_device").unwrap();
        assert_eq!((login.user_code(), login.verification_uri()), ("ABCD-EFGH", "https://zoom.us/oauth_device"));
        assert_eq!(login.verification_uri_complete(), Some("https://zoom.us/oauth_device?user_code=a"));
        let shown = format!("{login:?}");
        assert!(shown.contains("a client") && !shown.contains("planted"), "{shown}");
        for (code, uri) in [
            ("", "https://zoom.us/"),
            ("a\u{1b}[2J", "https://zoom.us/"),
            ("a b", "https://zoom.us/"),
            ("ABCD", "http://zoom.us/"),
            ("ABCD", "javascript:alert(1)"),
            ("ABCD", "https://zoom.us@evil.example/"),
            ("ABCD", ""),
        ] {
            assert_eq!(with(code, uri).unwrap_err().kind(), CredentialsErrorKind::Decode, "{code} {uri}");
        }
    }
}
