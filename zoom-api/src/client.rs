//! The client and how it is built.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::credentials::Surroundings;
use crate::error::{ConfigError, Error, InvalidRequest};
use crate::generated;
use crate::http::{Call, Connection, Settings};
use crate::patience::{Pace, Patience};
use crate::{Credentials, Pac, RetryPolicy, Secret, User};

/// Where Zoom serves its API: the server of the fragment.
const BASE_URL: &str = "https://api.zoom.us/v2";

/// A client for Zoom's REST API.
///
/// It is cheap to clone, and all clones share their connections; it can be used from many tasks at once.
///
/// ```no_run
/// # async fn run(token: String) -> Result<(), zoom_api::Error> {
/// use zoom_api::{User, Zoom};
///
/// let zoom = Zoom::builder().access_token(token).build()?;
/// let pac = zoom.pac().list(User::Me).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Zoom {
    client: Arc<generated::Client>,
    app_kind: AppKind,
}

/// The kind of app to which an access token belongs.
///
/// Source: Zoom's API reference, "The `me` keyword".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AppKind {
    /// Not told: nothing is refused.
    #[default]
    Unknown,
    /// An OAuth app that a user added for themselves. It can only call for [`User::Me`]; any other user is refused with
    /// [`InvalidRequest::NotMe`] before anything is sent.
    UserLevel,
    /// An OAuth app that an admin added for the account: users by ID or email, [`User::Me`] if you like.
    AccountLevel,
    /// A server-to-server app. Zoom's documentation asks for an ID or an email; [`User::Me`] has been seen to work, and
    /// is let through.
    ServerToServer,
}

impl Zoom {
    /// Starts to build a client.
    pub fn builder() -> ZoomBuilder {
        ZoomBuilder::default()
    }

    /// A client with the credentials of the environment, and else the defaults.
    ///
    /// | variables | |
    /// |---|---|
    /// | `ZOOM_ACCESS_TOKEN` | a token that you have; it goes before the others |
    /// | `ZOOM_ACCOUNT_ID`, `ZOOM_CLIENT_ID`, `ZOOM_CLIENT_SECRET` | a server-to-server app (feature `oauth`) |
    ///
    /// ```no_run
    /// # async fn run() -> Result<(), zoom_api::Error> {
    /// let zoom = zoom_api::Zoom::from_env()?;
    /// let pac = zoom.pac().list("jane@example.com").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// For other settings give [`Credentials::from_env`] to [`ZoomBuilder::credentials`].
    ///
    /// # Errors
    ///
    /// [`Error::Config`] that names the variables that are missing, and never their values.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().credentials(Credentials::from_env()?).build()
    }

    /// Personal Audio Conference.
    pub fn pac(&self) -> Pac<'_> {
        Pac::new(self)
    }

    /// The same client with another policy of what is tried again: for a single call.
    ///
    /// It is cheap to make, and shares the connections.
    ///
    /// ```no_run
    /// # async fn run(zoom: zoom_api::Zoom) -> Result<(), zoom_api::Error> {
    /// use zoom_api::{RetryPolicy, User};
    ///
    /// let pac = zoom.with_retry(RetryPolicy::none()).pac().list(User::Me).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Self {
        let connection = self.client.inner.with(Patience { policy, ..self.client.inner.patience.clone() });
        let client = generated::Client::new_with_client(&self.client.baseurl, self.client.client.clone(), connection);
        Self { client: Arc::new(client), app_kind: self.app_kind }
    }

    /// The client as progenitor generates it, for what this crate has no method for yet.
    ///
    /// It sends the same headers over the same connections, waits and tries again in the same way, reads no more than the
    /// cap and refuses a parameter that would lead to another path. What a [`Pace`] holds back it shows as a 429. It does not know of [`AppKind`], and its errors are progenitor's: they can print the
    /// body of an answer, with passwords in it.
    ///
    /// ```no_run
    /// # async fn run(zoom: zoom_api::Zoom) -> Option<()> {
    /// let answer = zoom.raw().list_user_pac_accounts().user_id("me").send().await.ok()?;
    /// println!("{} {:?}", answer.status(), answer.into_inner().pac_accounts);
    /// # Some(())
    /// # }
    /// ```
    pub fn raw(&self) -> &generated::Client {
        &self.client
    }

    /// The answer to a GET of any path, as JSON, with this crate's errors: for endpoints that it has no types for.
    ///
    /// The path is given by its segments, each of which is percent-encoded. What they mean, a user for one, is not
    /// looked at.
    ///
    /// ```no_run
    /// # async fn run(zoom: zoom_api::Zoom) -> Result<(), zoom_api::Error> {
    /// let me = zoom.get_json(["users", "me"]).await?;
    /// println!("{}", me["display_name"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for any call, and [`InvalidRequest::Parameter`] for a segment that is empty, `.` or `..`.
    pub async fn get_json<'s>(&self, path: impl IntoIterator<Item = &'s str>) -> Result<serde_json::Value, Error> {
        let mut url = self.client.baseurl.clone();
        for segment in path {
            if matches!(segment, "" | "." | "..") || segment.contains('\\') {
                let problem = format!("{segment:?} cannot be a segment of a path");
                return Err(InvalidRequest::Parameter(problem).into());
            }
            url.push('/');
            url.push_str(&progenitor_client::encode_path(segment));
        }
        let call = self.call("get_json");
        let result = call.client.get_value(&url).await;
        call.finish(result)
    }

    /// A call of an operation of the fragment.
    pub(crate) fn call(&self, operation: &'static str) -> Call {
        Call::new(&self.client, operation)
    }

    /// The user for whom a call is made, if this kind of app may make it.
    pub(crate) fn user<U>(&self, user: U) -> Result<User, InvalidRequest>
    where
        U: TryInto<User>,
        InvalidRequest: From<U::Error>,
    {
        let user = user.try_into()?;
        if self.app_kind == AppKind::UserLevel && user.as_str() != User::Me.as_str() {
            return Err(InvalidRequest::NotMe);
        }
        Ok(user)
    }
}

impl fmt::Debug for Zoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zoom")
            .field("base_url", &self.client.baseurl)
            .field("app_kind", &self.app_kind)
            .finish_non_exhaustive()
    }
}

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
        let client = match self.http_client {
            Some(client) => client,
            None => http_client(&base_url, self.connect_timeout)?,
        };
        let around = Surroundings {
            http: &client,
            timeout: self.timeout,
            oauth_url: self.oauth_url.as_deref(),
            has_base_url: self.base_url.is_some(),
        };
        let settings = Settings {
            source: credentials.source(&around)?,
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

pub(crate) fn http_client(base_url: &Url, connect_timeout: Duration) -> Result<Client, ConfigError> {
    let has_tls = cfg!(any(feature = "rustls-tls", feature = "native-tls"));
    if base_url.scheme() == "https" && !has_tls {
        return Err(ConfigError::NoTls);
    }
    let mut builder = Client::builder().connect_timeout(connect_timeout).redirect(same_origin());
    // Not reqwest's own choice, which depends on what any other crate turns on.
    #[cfg(feature = "native-tls")]
    {
        builder = builder.tls_backend_native();
    }
    #[cfg(all(feature = "rustls-tls", not(feature = "native-tls")))]
    {
        builder = builder.tls_backend_rustls();
    }
    if is_loopback(base_url) {
        // A proxy would carry the token off this machine, in plain text, to a loopback address that is not ours.
        builder = builder.no_proxy();
    }
    builder.build().map_err(ConfigError::HttpClient)
}

pub(crate) fn base_url(text: &str) -> Result<Url, ConfigError> {
    let refuse = |why| Err(ConfigError::InvalidBaseUrl(why));
    let Ok(url) = Url::parse(text) else { return refuse("it is not an absolute URL") };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return refuse("it is not https, and only a loopback address may do without"),
        _ => return refuse("it is neither https nor http"),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("it has a user name or password in it");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("it has a query or a fragment");
    }
    Ok(url)
}

pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Follows a redirect to the same scheme, host and port; any other is an answer like others.
fn same_origin() -> Policy {
    Policy::custom(|attempt| {
        let is_same = attempt.previous().last().is_some_and(|previous| previous.origin() == attempt.url().origin());
        if is_same && attempt.previous().len() <= 5 { attempt.follow() } else { attempt.stop() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls() {
        for (text, expected) in [
            ("https://api.zoom.us/v2/", Ok("https://api.zoom.us/v2")),
            ("https://api-eu.zoom.us/v2", Ok("https://api-eu.zoom.us/v2")),
            ("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080")),
            ("http://[::1]:8080/v2", Ok("http://[::1]:8080/v2")),
            ("http://localhost", Ok("http://localhost")),
            ("http://api.zoom.us/v2", Err("not https")),
            ("http://127.0.0.1.example.com", Err("not https")),
            ("http://localhost.example.com", Err("not https")),
            ("https://user:secret@api.zoom.us", Err("user name")),
            ("https://api.zoom.us/v2?a=b", Err("query")),
            ("ftp://api.zoom.us", Err("neither")),
            ("api.zoom.us", Err("absolute")),
            ("", Err("absolute")),
        ] {
            match (base_url(text), expected) {
                (Ok(url), Ok(expected)) => assert_eq!(url.as_str().trim_end_matches('/'), expected),
                (Err(error), Err(part)) => {
                    assert!(error.to_string().contains(part), "{text}: {error}");
                    assert!(!error.to_string().contains("secret"));
                }
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }

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

    #[test]
    fn a_client_can_be_shared() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<Zoom>();
    }

    #[test]
    fn a_user_level_app_calls_for_me_alone() {
        let of = |kind| Zoom::builder().access_token("token").base_url("http://[::1]").app_kind(kind).build().unwrap();
        let zoom = of(AppKind::UserLevel);
        assert_eq!(zoom.user(User::Me), Ok(User::Me));
        assert_eq!(zoom.user("me"), Ok(User::Me));
        assert_eq!(zoom.user("jane@example.com"), Err(InvalidRequest::NotMe));
        let zoom = of(AppKind::ServerToServer);
        assert!(zoom.user("jane@example.com").is_ok() && zoom.user(User::Me).is_ok());
    }
}
