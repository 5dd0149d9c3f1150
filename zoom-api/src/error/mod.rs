//! The one error of this crate.
//!
//! | file | what went wrong |
//! |---|---|
//! | [`api`] | Zoom sent an error response: code, status, invalid fields, missing scopes |
//! | [`body`] | the shapes of an error response |
//! | [`kind`] | the meanings of error codes |
//! | [`rate_limit`] | the limit that a 429 reports |
//! | [`transport`] | there was no complete response |
//! | [`decode`] | a success response is not as documented |
//! | [`attempt`] | the attempts that were made before |
//! | [`credentials`] | there is no access token |
//! | [`throttled`] | the client's own rate limiter did not let the call through |
//! | [`request`] | the request or the client's settings are invalid |

mod api;
mod attempt;
mod body;
mod credentials;
mod decode;
mod kind;
mod rate_limit;
mod request;
mod throttled;
mod transport;

use std::fmt;

use http::{HeaderMap, StatusCode};

pub use api::{ApiError, FieldError};
pub(crate) use attempt::Attempts;
pub use attempt::{Attempt, AttemptOutcome};
pub(crate) use body::ErrorBody;
pub use credentials::{CredentialsError, CredentialsErrorKind};
pub use decode::{DecodeError, DecodeErrorKind};
pub use kind::ApiErrorKind;
pub use rate_limit::{RateLimit, RateLimitType, RetryAfter};
pub use request::{ConfigError, InvalidRequest};
pub use throttled::{ThrottleReason, Throttled};
pub use transport::{TransportError, TransportErrorKind};

/// The reason why a call failed.
///
/// No variant holds or shows the access token, the body of a response or a password. Its message is one line that has
/// all that Zoom's support asks for.
///
/// # By what to do about it
///
#[cfg_attr(feature = "mock", doc = "```")]
#[cfg_attr(not(feature = "mock"), doc = "```ignore")]
/// use zoom_api::{ApiErrorKind, CredentialsErrorKind, Error};
///
/// fn advice(error: &Error) -> String {
///     match error {
///         // Zoom's error codes by their meaning; `code()`, `message()` and `status()` return what Zoom sent.
///         Error::Api(api) => match api.kind() {
///             ApiErrorKind::UserNotFound => "no such user".to_owned(),
///             ApiErrorKind::PacNotEnabled => "ask the account's owner for Personal Audio Conference".to_owned(),
///             ApiErrorKind::MissingScopes => format!("the app lacks one of {:?}", api.missing_scopes()),
///             // The client has retried already, as its retry policy allows.
///             ApiErrorKind::RateLimited => format!("too many calls: {:?}", api.rate_limit()),
///             ApiErrorKind::InvalidAccessToken => "the token has expired".to_owned(),
///             _ => error.to_string(),
///         },
///         Error::Credentials(error) if error.kind() == CredentialsErrorKind::LoginRequired => "log in again".to_owned(),
///         // Zoom may have acted on the request. Idempotent calls have been retried already.
///         Error::Transport(_) => format!("no response after {} attempts", error.attempts().len()),
///         // Report it, with its tracking ID.
///         _ => error.to_string(),
///     }
/// }
/// # #[tokio::main]
/// # async fn main() -> Result<(), Error> {
/// # use zoom_api::{Zoom, mock::ZoomServer};
/// # let server = ZoomServer::start_async().await;
/// # let zoom = server.zoom()?;
/// # let expired = Zoom::builder().access_token("expired").base_url(server.base_url()).build()?;
/// # let nobody = Zoom::builder().access_token("token").base_url("http://127.0.0.1:1");
/// # let nobody = nobody.retry(zoom_api::RetryPolicy::none()).build()?;
/// # for (zoom, user, expected) in [
/// #     (&zoom, "nobody@example.com", "no such user"),
/// #     (&zoom, ZoomServer::USER_WITHOUT_PAC, "ask the account's owner for Personal Audio Conference"),
/// #     (&expired, "jane@example.com", "the token has expired"),
/// #     (&nobody, "jane@example.com", "no response after 1 attempts"),
/// # ] {
/// #     assert_eq!(advice(&zoom.pac().list(user).await.unwrap_err()), expected);
/// # }
/// # Ok(())
/// # }
/// ```
///
/// New kinds and codes are added as Zoom documents them, so every `match` needs an arm for the rest.
///
/// # What it has
///
/// | | |
/// |---|---|
/// | [`api_kind`](Self::api_kind), [`code`](Self::code) | of Zoom's error response, if there was one |
/// | [`status`](Self::status), [`headers`](Self::headers) | of the response, if there was one; cookies and tokens in them are redacted |
/// | [`tracking_id`](Self::tracking_id) | the ID that Zoom's support asks for |
/// | [`attempts`](Self::attempts) | each attempt and the delay before it |
/// | [`may_have_acted`](Self::may_have_acted) | whether Zoom may have done what it was asked for all the same |
/// | [`ApiError`] | code, message, invalid fields, missing scopes, the rate limit of a 429 |
/// | [`CredentialsError`] | the reason why there is no access token |
/// | [`Throttled`] | the limit that the client's own rate limiter enforced |
/// | [`source`](std::error::Error::source) | reqwest's error or the token store's |
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Zoom sent an error response: a status of 300 or above, or a 2xx with an error code in its body.
    ///
    /// A 2xx is an error if its body is an object with a `code` (or `errorCode`) that is not 0, and
    /// - the operation documents this code with a 2xx; or
    /// - the operation documents this code with another status, or the code is an integer with a message, or with nothing
    ///   beside it that is not of an error; unless a success of the operation has a `code` of its own.
    ///
    /// So `{"code":300,"message":"…"}` is an error, and `{"code":"SAVE20"}` is a value.
    ///
    /// [`ApiError::kind`] says what to do. Holds status, code, message, headers and more.
    Api(Box<ApiError>),
    /// There was no complete response: no connection, no TLS, a timeout, a connection that closed.
    ///
    /// Zoom may have acted on the request ([`may_have_acted`](Self::may_have_acted)). Idempotent calls can be repeated.
    Transport(Box<TransportError>),
    /// Zoom reported success, and its response is not as documented.
    ///
    /// A retry is unlikely to help. Holds status, headers and the position at which decoding stopped, to report.
    Decode(Box<DecodeError>),
    /// The request is invalid and was not sent.
    InvalidRequest(InvalidRequest),
    /// The client's own [`RateLimiter`](crate::rate_limit::RateLimiter) did not let the call through. Nothing was sent.
    ///
    /// Only a client that has one ([`ZoomBuilder::rate_limiter`](crate::ZoomBuilder::rate_limiter)) returns this.
    Throttled(Throttled),
    /// There is no access token, because its refresh failed.
    ///
    /// [`CredentialsError::kind`] says what to do. A client with [`Credentials::AccessToken`](crate::Credentials) never
    /// returns this.
    Credentials(Box<CredentialsError>),
    /// The client's settings are invalid. [`ZoomBuilder::build`](crate::ZoomBuilder::build),
    /// [`Zoom::from_env`](crate::Zoom::from_env) and the start of a login return this; calls do within `blocking` alone.
    Config(ConfigError),
}

impl Error {
    /// Returns the HTTP status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::Transport(error) => error.status(),
            Self::Credentials(error) => error.status(),
            Self::InvalidRequest(_) | Self::Throttled(_) | Self::Config(_) => None,
        }
    }

    /// Returns the meaning of Zoom's error response, if there was one: short for [`ApiError::kind`].
    ///
    #[cfg_attr(feature = "mock", doc = "```")]
    #[cfg_attr(not(feature = "mock"), doc = "```ignore")]
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// # let server = zoom_api::mock::ZoomServer::start_async().await;
    /// # let zoom = server.zoom()?;
    /// use zoom_api::ApiErrorKind;
    ///
    /// let pac = match zoom.pac().list("nobody@example.com").await {
    ///     Err(error) if error.api_kind() == Some(ApiErrorKind::UserNotFound) => None,
    ///     pac => Some(pac?),
    /// };
    /// assert!(pac.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn api_kind(&self) -> Option<ApiErrorKind> {
        self.as_api().map(ApiError::kind)
    }

    /// Returns Zoom's error code as it was sent, if there was one: short for [`ApiError::code`].
    pub fn code(&self) -> Option<&str> {
        self.as_api()?.code()
    }

    fn as_api(&self) -> Option<&ApiError> {
        match self {
            Self::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(error.headers()),
            Self::Decode(error) => Some(error.headers()),
            Self::Transport(error) => error.headers(),
            Self::InvalidRequest(_) | Self::Throttled(_) | Self::Credentials(_) | Self::Config(_) => None,
        }
    }

    /// Returns the attempts that were made, the last included. An attempt for which there was no
    /// access token is one of them; a call that was never begun has none.
    ///
    #[cfg_attr(feature = "mock", doc = "```")]
    #[cfg_attr(not(feature = "mock"), doc = "```ignore")]
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// # let server = zoom_api::mock::ZoomServer::start_async().await;
    /// # let broken = server.mock(|mock: &httpmock::MockServer| {
    /// #     mock.mock(|when, then| {
    /// #         when.path("/users/jane@example.com/pac");
    /// #         then.status(503);
    /// #     })
    /// # });
    /// # let zoom = server.zoom()?.with_retry(zoom_api::RetryPolicy::standard());
    /// # let mut outcomes = Vec::new();
    /// if let Err(error) = zoom.pac().list("jane@example.com").await {
    ///     for attempt in error.attempts() {
    ///         println!("after {:?}: {}", attempt.delay, attempt.outcome);
    /// #       outcomes.push(attempt.outcome.to_string());
    ///     }
    /// }
    /// # assert_eq!((outcomes, broken.calls_async().await), (vec!["503".to_owned(); 3], 3));
    /// # Ok(())
    /// # }
    /// ```
    pub fn attempts(&self) -> &[Attempt] {
        match self {
            Self::Api(error) => &error.attempts,
            Self::Decode(error) => &error.attempts,
            Self::Transport(error) => &error.attempts,
            Self::Throttled(error) => &error.attempts,
            Self::Credentials(error) => &error.attempts,
            Self::InvalidRequest(_) | Self::Config(_) => &[],
        }
    }

    /// Returns whether Zoom may have done what the call asked for, by this attempt or an earlier one.
    ///
    /// It may have if there was no complete response, if the status was 5xx, or if it reported a success that could not be
    /// decoded. If this is false, nothing was done, and a call that is not idempotent can be made again; else ask Zoom first.
    ///
    #[cfg_attr(feature = "mock", doc = "```")]
    #[cfg_attr(not(feature = "mock"), doc = "```ignore")]
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// # use zoom_api::types::MeetingRequest;
    /// # let server = zoom_api::mock::ZoomServer::start_async().await;
    /// # let broken = server.mock(|mock: &httpmock::MockServer| {
    /// #     mock.mock(|when, then| {
    /// #         when.method("POST").path("/users/me/meetings");
    /// #         then.status(504);
    /// #     })
    /// # });
    /// # let zoom = server.zoom()?;
    /// # let weekly = MeetingRequest { topic: Some("Weekly".into()), ..Default::default() };
    /// # let mut is_asked = false;
    /// match zoom.meetings().create("me").body(weekly).await {
    ///     Err(error) if error.may_have_acted() => {
    ///         let mut meetings = zoom.meetings().list("me").items(); // is it there?
    /// #       is_asked = meetings.try_next().await?.is_some();
    ///     }
    ///     created => println!("{:?}", created?.join_url),
    /// }
    /// # assert!(is_asked);
    /// # Ok(())
    /// # }
    /// ```
    pub fn may_have_acted(&self) -> bool {
        matches!(self, Self::Decode(_))
            || self.outcome().is_some_and(AttemptOutcome::may_have_acted)
            || self.attempts().iter().any(|attempt| attempt.outcome.may_have_acted())
    }

    /// Returns the same error with the attempts of its call.
    pub(crate) fn with_attempts(mut self, all: Attempts) -> Self {
        let attempts = match &mut self {
            Self::Api(error) => &mut error.attempts,
            Self::Decode(error) => &mut error.attempts,
            Self::Transport(error) => &mut error.attempts,
            Self::Throttled(error) => &mut error.attempts,
            Self::Credentials(error) => &mut error.attempts,
            Self::InvalidRequest(_) | Self::Config(_) => return self,
        };
        *attempts = all.into();
        self
    }

    /// Returns the outcome of the attempt that this error is of; `None` if there was no attempt.
    pub(crate) fn outcome(&self) -> Option<AttemptOutcome> {
        match self {
            Self::Api(error) => Some(AttemptOutcome::Response(error.status())),
            Self::Decode(error) => Some(AttemptOutcome::Response(error.status())),
            Self::Transport(error) => Some(AttemptOutcome::Transport(error.kind())),
            Self::Credentials(_) => Some(AttemptOutcome::Credentials),
            Self::Throttled(_) | Self::InvalidRequest(_) | Self::Config(_) => None,
        }
    }

    /// Returns the tracking ID that Zoom's support asks for (the header `x-zm-trackingid`).
    pub fn tracking_id(&self) -> Option<&str> {
        match self {
            Self::Credentials(error) => error.tracking_id(),
            error => tracking_id(error.headers()?),
        }
    }
}

/// Returns the header `x-zm-trackingid`.
pub(crate) fn tracking_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-zm-trackingid")?.to_str().ok()
}

/// Writes the tracking ID, if there is one.
fn write_tracking_id(headers: &HeaderMap, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match tracking_id(headers) {
        Some(id) => write!(f, " [tracking ID {}]", excerpt(id)),
        None => Ok(()),
    }
}

/// Returns a server's text as one line of bounded length, safe to print on a terminal.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 300;
    let is_plain = |c: char| {
        // Line separators, and marks that change the direction of the text around them.
        !c.is_control()
            && !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let mut line: String = text.chars().map(|c| if is_plain(c) { c } else { ' ' }).take(LONGEST).collect();
    if text.chars().nth(LONGEST).is_some() {
        line.push('…');
    }
    line
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::InvalidRequest(error) => error.fmt(f),
            Self::Throttled(error) => error.fmt(f),
            Self::Credentials(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Credentials(error) => error.source(),
            Self::Config(error) => error.source(),
            Self::Api(_) | Self::Decode(_) | Self::InvalidRequest(_) | Self::Throttled(_) => None,
        }
    }
}

impl From<InvalidRequest> for Error {
    fn from(error: InvalidRequest) -> Self {
        Self::InvalidRequest(error)
    }
}

impl From<CredentialsError> for Error {
    fn from(error: CredentialsError) -> Self {
        Self::Credentials(Box::new(error))
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::operations::Operation;

    fn check(kind: &(impl fmt::Display + serde::Serialize), displayed: &str, serialized: &str) {
        assert_eq!((kind.to_string(), serde_json::to_string(kind).unwrap()), (displayed.into(), serialized.into()));
    }

    #[test]
    fn zoom_may_have_acted_if_nobody_can_tell() {
        static OPERATION: Operation = Operation::undocumented("post", Method::POST, "/a");
        let response = |status: u16| {
            let status = StatusCode::from_u16(status).unwrap();
            Error::Api(Box::new(ApiError::new(&OPERATION, status, HeaderMap::new(), ErrorBody::read(b"", ""))))
        };
        let transport = |kind| Error::Transport(Box::new(TransportError::without_source("post", kind, None)));
        let decode = DecodeErrorKind::NotJson { line: 1, column: 1 };
        let decode = DecodeError::new("post", StatusCode::OK, HeaderMap::new(), decode);
        for (error, expected) in [
            (response(302), false),
            (response(400), false),
            (response(401), false),
            (response(429), false),
            (response(500), true),
            (response(503), true),
            (transport(TransportErrorKind::Connect), false),
            (transport(TransportErrorKind::ConnectTimeout), false),
            (transport(TransportErrorKind::Tls), false),
            (transport(TransportErrorKind::Timeout), true),
            (transport(TransportErrorKind::Body), true),
            (transport(TransportErrorKind::Other), true),
            (CredentialsError::new(CredentialsErrorKind::LoginRequired, "").into(), false),
            (InvalidRequest::Missing("body").into(), false),
            (Error::Decode(Box::new(decode)), true),
        ] {
            assert_eq!(error.may_have_acted(), expected, "{error}");
        }
        // What was tried before counts as well.
        let mut attempts = Attempts::default();
        attempts.push(AttemptOutcome::Response(StatusCode::BAD_GATEWAY));
        attempts.push(AttemptOutcome::Response(StatusCode::TOO_MANY_REQUESTS));
        assert!(response(429).with_attempts(attempts).may_have_acted());
    }

    #[test]
    fn kinds_display_and_serialize() {
        check(&TransportErrorKind::ConnectTimeout, "connection timed out", r#""connect_timeout""#);
        check(
            &CredentialsErrorKind::LoginRequired,
            "no access token, the user has to log in again",
            r#""login_required""#,
        );
        check(
            &CredentialsErrorKind::Transport(TransportErrorKind::Tls),
            "could not get an access token from zoom: TLS handshake failed",
            r#"{"transport":"tls"}"#,
        );
        check(
            &DecodeErrorKind::NotJson { line: 1, column: 2 },
            "body is not JSON at line 1, column 2",
            r#"{"not_json":{"line":1,"column":2}}"#,
        );
        check(&ThrottleReason::Deadline, "deadline too near for the rate limit", r#""deadline""#);
        check(&RateLimitType::PerSecond, "QPS", r#""per_second""#);
        check(&RateLimitType::Other("Monthly".to_owned()), "Monthly", r#"{"other":"Monthly"}"#);
    }
}
