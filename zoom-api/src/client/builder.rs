//! How a client is built.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use reqwest::Client;

use super::connector::Connector;
use super::{AppKind, Zoom};
use crate::credentials::variable;
use crate::error::{ConfigError, Error};
use crate::rate_limit::RateLimiter;
use crate::retry::CallSettings;
use crate::wire::HttpClients;
use crate::{Credentials, RetryPolicy, Secret};

/// Builds a [`Zoom`].
///
/// | setting | default |
/// |---|---|
/// | [`credentials`](Self::credentials), [`access_token`](Self::access_token) | none: one has to be given |
/// | [`base_url`](Self::base_url) | `https://api.zoom.us/v2` |
/// | [`oauth_url`](Self::oauth_url) | `https://zoom.us` |
/// | [`app_kind`](Self::app_kind) | [`AppKind::Unknown`] |
/// | [`attempt_timeout`](Self::attempt_timeout) | 30 s for one attempt |
/// | [`timeout`](Self::timeout) | twice the time of an attempt for a call, waits included |
/// | [`retry`](Self::retry) | [`RetryPolicy::standard`]: up to three attempts |
/// | [`rate_limiter`](Self::rate_limiter) | none: calls are sent at once |
/// | [`connect_timeout`](Self::connect_timeout) | 10 s |
/// | [`max_response_bytes`](Self::max_response_bytes) | 8 MiB |
/// | [`user_agent`](Self::user_agent) | `zoom-api-rust/` and this crate's version |
/// | [`http_client`](Self::http_client) | one of its own |
#[derive(Clone)]
pub struct ZoomBuilder {
    credentials: Option<Credentials>,
    base_url: Option<String>,
    oauth_url: Option<String>,
    app_kind: AppKind,
    attempt_timeout: Duration,
    timeout: Option<Duration>,
    retry: RetryPolicy,
    limiter: Option<RateLimiter>,
    connect_timeout: Duration,
    max_response_bytes: usize,
    user_agent: Option<String>,
    http_client: Option<Client>,
}

/// Without the HTTP client, which shows its default headers.
impl fmt::Debug for ZoomBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ZoomBuilder")
            .field("credentials", &self.credentials)
            .field("base_url", &self.base_url)
            .field("oauth_url", &self.oauth_url)
            .field("app_kind", &self.app_kind)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("timeout", &self.timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl Default for ZoomBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            base_url: None,
            oauth_url: None,
            app_kind: AppKind::default(),
            attempt_timeout: Duration::from_secs(30),
            timeout: None,
            retry: RetryPolicy::standard(),
            limiter: None,
            connect_timeout: Duration::from_secs(10),
            max_response_bytes: 8 << 20,
            user_agent: None,
            http_client: None,
        }
    }
}

impl ZoomBuilder {
    /// Sets the credentials of calls.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the access token of calls: short for [`Credentials::AccessToken`].
    #[must_use]
    pub fn access_token(self, token: impl Into<Secret>) -> Self {
        self.credentials(Credentials::AccessToken(token.into()))
    }

    /// Sets another address than Zoom's own: a region's, a government's, or a server of yours for tests.
    ///
    /// It has to be `https`, unless it is a loopback address.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets another address than Zoom's own for a server-to-server app to get its tokens from, under the same rules.
    #[must_use]
    pub fn oauth_url(mut self, url: impl Into<String>) -> Self {
        self.oauth_url = Some(url.into());
        self
    }

    /// Sets the servers of the environment: `ZOOM_BASE_URL` for [`base_url`](Self::base_url), `ZOOM_OAUTH_URL` for
    /// [`oauth_url`](Self::oauth_url). An empty variable counts as not set, and one that is not set changes nothing.
    ///
    /// # Errors
    ///
    /// [`ConfigError::VariableNotUnicode`]. The URLs themselves are checked when the client is [built](Self::build).
    pub fn servers_from_env(self) -> Result<Self, ConfigError> {
        self.servers_from(variable)
    }

    fn servers_from(
        mut self,
        of: impl Fn(&'static str) -> Result<Option<String>, ConfigError>,
    ) -> Result<Self, ConfigError> {
        self.base_url = of("ZOOM_BASE_URL")?.or(self.base_url);
        self.oauth_url = of("ZOOM_OAUTH_URL")?.or(self.oauth_url);
        Ok(self)
    }

    /// Sets the kind of app to which the access token belongs. Defaults to [`AppKind::Unknown`].
    #[must_use]
    pub fn app_kind(mut self, kind: AppKind) -> Self {
        self.app_kind = kind;
        self
    }

    /// Sets how long one attempt may take, from the connection to the last byte of the response. Defaults to 30 s.
    ///
    /// For a response that is a [`ByteStream`](crate::ByteStream) it is how long each part may take.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets how long a whole call may take: its token, its permit, its attempts and the waits between them. Defaults to
    /// twice the [`attempt_timeout`](Self::attempt_timeout).
    ///
    /// A wait that would end later is not begun, and the last attempt is given no more than what is left. The parts of a
    /// [`ByteStream`](crate::ByteStream) come after the call.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets what is [retried](crate::retry). Defaults to [`RetryPolicy::standard`].
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets a [rate limiter](crate::rate_limit), which delays calls so that Zoom does not refuse them. Its clones share one
    /// count. Defaults to none.
    #[must_use]
    pub fn rate_limiter(mut self, limiter: &RateLimiter) -> Self {
        self.limiter = Some(limiter.clone());
        self
    }

    /// Sets how long a connection may take. Defaults to 10 s. It has no effect together with [`http_client`](Self::http_client).
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how large a response may be, in bytes. A larger one is not read further. Defaults to 8 MiB.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets the user agent of calls. Defaults to this crate's name and version.
    #[must_use]
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// Sets an HTTP client of yours, with your proxy, your certificates, your pool.
    ///
    /// Its redirects are yours to set as well: reqwest takes the token off a request that goes to another host, and the
    /// client that is built here would not follow there at all. A request for a token is not sent on, whatever is set.
    #[must_use]
    pub fn http_client(mut self, client: Client) -> Self {
        self.http_client = Some(client);
        self
    }

    /// Builds the client. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if a setting is missing or invalid.
    pub fn build(self) -> Result<Zoom, Error> {
        let credentials = self.credentials.ok_or(ConfigError::NoCredentials)?;
        let user_agent = match (&self.user_agent, &self.http_client) {
            (Some(name), _) => Some(HeaderValue::from_str(name).map_err(|_| ConfigError::InvalidUserAgent)?),
            (None, None) => Some(HeaderValue::from_static(concat!("zoom-api-rust/", env!("CARGO_PKG_VERSION")))),
            (None, Some(_)) => None,
        };
        let connector = Connector {
            base_url: self.base_url,
            oauth_url: self.oauth_url,
            clients: HttpClients::new(self.http_client, self.connect_timeout),
            user_agent,
            max_response_bytes: self.max_response_bytes,
        };
        let transport = connector.connect(credentials, self.attempt_timeout)?;
        let settings = CallSettings {
            retry: self.retry,
            attempt_timeout: self.attempt_timeout,
            timeout: self.timeout.unwrap_or_else(|| self.attempt_timeout.saturating_mul(2)),
            limiter: self.limiter,
        };
        Ok(Zoom { transport: Arc::new(transport), connector: Arc::new(connector), settings, app_kind: self.app_kind })
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    #[test]
    fn debug_shows_no_header_of_the_callers_http_client() {
        let headers = HeaderMap::from_iter([(http::header::COOKIE, HeaderValue::from_static("planted"))]);
        let http = Client::builder().default_headers(headers).build().unwrap();
        let builder = Zoom::builder().access_token("planted").http_client(http);
        let shown = format!("{builder:?} {:?}", builder.clone().build().unwrap());
        assert!(shown.contains("retry") && !shown.contains("planted"), "{shown}");
    }

    #[test]
    fn servers_of_the_environment_take_precedence() {
        let builder = || Zoom::builder().access_token("token").base_url("http://127.0.0.1:1");
        let set = builder().servers_from(|name| Ok(Some(format!("http://127.0.0.1:2/{name}")))).unwrap();
        assert_eq!(set.oauth_url.as_deref(), Some("http://127.0.0.1:2/ZOOM_OAUTH_URL"));
        let zoom = set.build().unwrap();
        assert!(format!("{zoom:?}").contains("http://127.0.0.1:2/ZOOM_BASE_URL"), "{zoom:?}");
        let zoom = builder().servers_from(|_| Ok(None)).unwrap().build().unwrap();
        assert!(format!("{zoom:?}").contains("http://127.0.0.1:1"), "{zoom:?}");
        let error = builder().servers_from(|name| Err(ConfigError::VariableNotUnicode(name))).unwrap_err();
        assert_eq!(error.to_string(), "invalid ZOOM_BASE_URL: not Unicode");
    }

    #[test]
    fn tokens_that_no_header_can_carry() {
        for token in ["", "a b", "a\r\nX-Injected: b", "a\0", "é"] {
            let error = Zoom::builder().access_token(token).build().unwrap_err();
            assert!(matches!(error, Error::Config(ConfigError::InvalidAccessToken)), "{token:?}");
        }
        assert!(matches!(Zoom::builder().build().unwrap_err(), Error::Config(ConfigError::NoCredentials)));
    }
}
