//! How a client is built.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use reqwest::Client;

use crate::credentials::Surroundings;
use crate::error::{ConfigError, Error};
use crate::generated;
use crate::http::{Connection, Settings};
use crate::patience::{Pace, Patience};
use crate::server::{HttpClients, base_url};
use crate::{AppKind, Credentials, RetryPolicy, Secret, Zoom};

/// Where Zoom serves its API: the server of the fragment.
const BASE_URL: &str = "https://api.zoom.us/v2";

/// Builds a [`Zoom`].
///
/// | setting | default |
/// |---|---|
/// | [`credentials`](Self::credentials), [`access_token`](Self::access_token) | none: one has to be given |
/// | [`base_url`](Self::base_url) | `https://api.zoom.us/v2` |
/// | [`oauth_url`](Self::oauth_url) | `https://zoom.us` |
/// | [`app_kind`](Self::app_kind) | [`AppKind::Unknown`] |
/// | [`timeout`](Self::timeout) | 30 s for one attempt |
/// | [`retry`](Self::retry) | [`RetryPolicy::standard`]: three attempts where that does no harm |
/// | [`deadline`](Self::deadline) | twice the timeout for a call, waits included |
/// | [`pace`](Self::pace) | none: calls are sent at once |
/// | [`connect_timeout`](Self::connect_timeout) | 10 s |
/// | [`max_response_bytes`](Self::max_response_bytes) | 8 MiB |
/// | [`user_agent`](Self::user_agent) | `zoom-api-rust/` and this crate's version |
/// | [`http_client`](Self::http_client) | one of its own |
#[derive(Debug, Clone)]
pub struct ZoomBuilder {
    credentials: Option<Credentials>,
    base_url: Option<String>,
    oauth_url: Option<String>,
    app_kind: AppKind,
    timeout: Duration,
    deadline: Option<Duration>,
    retry: RetryPolicy,
    pace: Option<Pace>,
    connect_timeout: Duration,
    max_response_bytes: usize,
    user_agent: Option<String>,
    http_client: Option<Client>,
}

impl Default for ZoomBuilder {
    fn default() -> Self {
        Self {
            credentials: None,
            base_url: None,
            oauth_url: None,
            app_kind: AppKind::default(),
            timeout: Duration::from_secs(30),
            deadline: None,
            retry: RetryPolicy::standard(),
            pace: None,
            connect_timeout: Duration::from_secs(10),
            max_response_bytes: 8 << 20,
            user_agent: None,
            http_client: None,
        }
    }
}

impl ZoomBuilder {
    /// What calls are made with.
    #[must_use]
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// The access token that calls are made with: short for [`Credentials::AccessToken`].
    #[must_use]
    pub fn access_token(self, token: impl Into<Secret>) -> Self {
        self.credentials(Credentials::AccessToken(token.into()))
    }

    /// Another address than Zoom's own: a region's, a government's, or a server of yours for tests.
    ///
    /// It has to be `https`, unless it is a loopback address.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Another address than Zoom's own for a server-to-server app to get its tokens from, under the same rules.
    #[must_use]
    pub fn oauth_url(mut self, url: impl Into<String>) -> Self {
        self.oauth_url = Some(url.into());
        self
    }

    /// The kind of app to which the access token belongs.
    #[must_use]
    pub fn app_kind(mut self, kind: AppKind) -> Self {
        self.app_kind = kind;
        self
    }

    /// How long one attempt may take, from the connection to the last byte of the answer.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long a whole call may take: all attempts and all that is waited before and between them.
    ///
    /// A wait that would end later is not begun, and the last attempt is given no more than what is left.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// What is tried again: [`patience`](crate::patience) has it in full.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The pace at which calls are made, so that Zoom has no rate limit to enforce. Its clones share one count.
    #[must_use]
    pub fn pace(mut self, pace: &Pace) -> Self {
        self.pace = Some(pace.clone());
        self
    }

    /// How long a connection may take. It has no effect together with [`http_client`](Self::http_client).
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How large an answer may be, in bytes. A larger one is not read further.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// What the calls say of the program that makes them.
    #[must_use]
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.user_agent = Some(name.into());
        self
    }

    /// An HTTP client of yours, with your proxy, your certificates, your pool.
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
    /// [`Error::Config`] where a setting is missing or cannot be right.
    pub fn build(self) -> Result<Zoom, Error> {
        let base_url = base_url(self.base_url.as_deref().unwrap_or(BASE_URL))?;
        let credentials = self.credentials.ok_or(ConfigError::NoCredentials)?;
        let user_agent = match (&self.user_agent, &self.http_client) {
            (Some(name), _) => Some(HeaderValue::from_str(name).map_err(|_| ConfigError::InvalidUserAgent)?),
            (None, None) => Some(HeaderValue::from_static(concat!("zoom-api-rust/", env!("CARGO_PKG_VERSION")))),
            (None, Some(_)) => None,
        };
        let mut clients = HttpClients::new(self.http_client, self.connect_timeout);
        let mut around = Surroundings {
            clients: &mut clients,
            timeout: self.timeout,
            oauth_url: self.oauth_url.as_deref(),
            has_base_url: self.base_url.is_some(),
        };
        let (source, called) = credentials.source(&mut around)?;
        let client = clients.of(called.as_ref().unwrap_or(&base_url))?;
        let settings = Settings {
            source,
            user_agent,
            max_response_bytes: self.max_response_bytes,
            base_path: base_url.path().trim_end_matches('/').to_owned(),
        };
        let patience = Patience {
            policy: self.retry,
            timeout: self.timeout,
            deadline: self.deadline.unwrap_or_else(|| self.timeout.saturating_mul(2)),
            pace: self.pace,
        };
        let base_url = base_url.as_str().trim_end_matches('/');
        let connection = Connection::new(Arc::new(settings), patience);
        let client = generated::Client::new_with_client(base_url, client, connection);
        Ok(Zoom { client: Arc::new(client), app_kind: self.app_kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_url_is_the_fragments_server() {
        let fragment: serde_json::Value =
            serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/zoom.openapi.json"))).unwrap();
        assert_eq!(fragment["servers"][0]["url"], BASE_URL);
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
