//! The one error of this crate.
//!
//! | file | what can go wrong |
//! |---|---|
//! | [`api`] | Zoom refused: an error code, a status, fields, scopes |
//! | [`kind`] | what an error code means |
//! | [`rate_limit`] | what a 429 says |
//! | [`transport`] | there was no whole answer |
//! | [`undecodable`] | there was an answer that cannot be read |
//! | [`attempt`] | what was tried before |
//! | [`authorization`] | there is no token to make a call with |
//! | [`held_back`] | the client's own pacing held the request back |
//! | [`request`] | the request was refused before it was sent |

mod api;
mod attempt;
mod authorization;
mod held_back;
mod kind;
mod rate_limit;
mod request;
mod transport;
mod undecodable;

use std::fmt;

use http::{HeaderMap, StatusCode};

pub(crate) use api::is_failure;
pub use api::{ApiError, FieldError};
pub(crate) use attempt::Attempts;
pub use attempt::{Attempt, AttemptOutcome};
pub use authorization::{AuthorizationError, AuthorizationErrorKind};
pub use held_back::{HeldBack, HeldBackReason};
pub use kind::ApiErrorKind;
pub use rate_limit::{RateLimit, RateLimitType, RetryAfter};
pub use request::{ConfigError, InvalidRequest};
pub use transport::{TransportError, TransportErrorKind};
pub use undecodable::{UndecodableAnswer, UndecodableReason};

/// Why a call did not give a value.
///
/// No variant holds or shows the access token, the body of an answer or a password. Each is printed as one line with all
/// that Zoom's support asks for.
///
/// # By what is to be done
///
/// ```no_run
/// # async fn run(zoom: zoom_api::Zoom) {
/// use zoom_api::{ApiErrorKind, AuthorizationErrorKind, Error};
///
/// let Err(error) = zoom.pac().list("jane@example.com").await else { return };
/// match &error {
///     // Zoom's error codes by what they mean; `code()`, `message()` and `status()` have them as they came.
///     Error::Api(api) => match api.kind() {
///         ApiErrorKind::UserNotFound => println!("no such user"),
///         ApiErrorKind::PacNotEnabled => println!("ask the account's owner for Personal Audio Conference"),
///         ApiErrorKind::MissingScopes => println!("the app lacks one of {:?}", api.missing_scopes()),
///         // It was waited for already, as long as the client's patience goes.
///         ApiErrorKind::RateLimited => println!("too many calls: {:?}", api.rate_limit()),
///         ApiErrorKind::InvalidAccessToken => println!("the token has ended"),
///         _ => println!("{error}"),
///     },
///     Error::Authorization(auth) if auth.kind() == AuthorizationErrorKind::LogInAgain => println!("log in again"),
///     // Nobody knows whether it arrived. A call that only reads was tried again already.
///     Error::Transport(_) => println!("no answer after {} attempts", error.attempts().len()),
///     // Worth a report, with its tracking ID.
///     _ => println!("{error}"),
/// }
/// # }
/// ```
///
/// New kinds of errors and new codes come as Zoom documents them, so every `match` has an arm for the rest.
///
/// # What it tells
///
/// | | |
/// |---|---|
/// | [`status`](Self::status), [`headers`](Self::headers) | of the answer, if one came; cookies and tokens in them are not shown |
/// | [`tracking_id`](Self::tracking_id) | Zoom's name for the request, which its support asks for |
/// | [`attempts`](Self::attempts) | what was tried, and for how long was waited in between |
/// | [`ApiError`] | code, message, fields that do not validate, missing scopes, what a 429 says of the limit |
/// | [`AuthorizationError`] | why there is no token |
/// | [`HeldBack`] | which limit the client's own pace kept to |
/// | [`source`](std::error::Error::source) | reqwest's error, serde's or the store's |
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// Zoom answered and refused: a status of 300 or above, or a 200 with an error code in its body.
    ///
    /// What you can do depends on [`ApiError::kind`]. Holds status, code, message, headers and more.
    Api(Box<ApiError>),
    /// There was no whole answer: no connection, no TLS, a timeout, a connection cut off.
    ///
    /// The request may have reached Zoom all the same. Calls that only read can be repeated.
    Transport(Box<TransportError>),
    /// Zoom said that the call worked, and its answer is not what is documented.
    ///
    /// Repeating it will hardly help. Holds status, headers and where the reading stopped, to report.
    Undecodable(Box<UndecodableAnswer>),
    /// The request was refused before it was sent, because it could not be right.
    InvalidRequest(InvalidRequest),
    /// The client's own [`Pace`](crate::patience::Pace) did not let the call through: nothing was sent.
    ///
    /// A client without one ([`ZoomBuilder::pace`](crate::ZoomBuilder::pace)) never gives this.
    HeldBack(HeldBack),
    /// There is no token to make the call with: its renewal failed.
    ///
    /// What you can do depends on [`AuthorizationError::kind`]. A client with a token of yours never gives this.
    Authorization(Box<AuthorizationError>),
    /// The client was built with settings that cannot be right. Only
    /// [`ZoomBuilder::build`](crate::ZoomBuilder::build) gives this.
    Config(ConfigError),
}

impl Error {
    /// The HTTP status of the answer, if one came.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Undecodable(error) => Some(error.status()),
            Self::Transport(error) => error.status(),
            Self::Authorization(error) => error.status(),
            Self::InvalidRequest(_) | Self::HeldBack(_) | Self::Config(_) => None,
        }
    }

    /// The headers of the answer, if one came.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(error.headers()),
            Self::Undecodable(error) => Some(error.headers()),
            Self::Transport(error) => error.headers(),
            Self::InvalidRequest(_) | Self::HeldBack(_) | Self::Authorization(_) | Self::Config(_) => None,
        }
    }

    /// What was tried, the last attempt included; nothing where nothing was sent.
    ///
    /// ```no_run
    /// # async fn run(zoom: zoom_api::Zoom) {
    /// if let Err(error) = zoom.pac().list("jane@example.com").await {
    ///     for attempt in error.attempts() {
    ///         println!("after {:?}: {}", attempt.waited, attempt.outcome);
    ///     }
    /// }
    /// # }
    /// ```
    pub fn attempts(&self) -> &[Attempt] {
        match self {
            Self::Api(error) => &error.attempts,
            Self::Undecodable(error) => &error.attempts,
            Self::Transport(error) => &error.attempts,
            Self::InvalidRequest(_) | Self::HeldBack(_) | Self::Authorization(_) | Self::Config(_) => &[],
        }
    }

    /// The same error at the end of these attempts.
    pub(crate) fn after(mut self, attempts: Attempts) -> Self {
        match &mut self {
            Self::Api(error) => error.attempts = attempts.and_last(AttemptOutcome::Answered(error.status())),
            Self::Undecodable(error) => error.attempts = attempts.and_last(AttemptOutcome::Answered(error.status())),
            Self::Transport(error) => error.attempts = attempts.and_last(AttemptOutcome::Lost(error.kind())),
            Self::InvalidRequest(_) | Self::HeldBack(_) | Self::Authorization(_) | Self::Config(_) => {}
        }
        self
    }

    /// Zoom's name for the call (the header `x-zm-trackingid`), which its support asks for.
    pub fn tracking_id(&self) -> Option<&str> {
        match self {
            Self::Authorization(error) => error.tracking_id(),
            error => tracking_id(error.headers()?),
        }
    }
}

/// The header `x-zm-trackingid`.
pub(crate) fn tracking_id(headers: &HeaderMap) -> Option<&str> {
    headers.get("x-zm-trackingid")?.to_str().ok()
}

/// Ends a message with the tracking ID, if there is one.
fn write_tracking_id(headers: &HeaderMap, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match tracking_id(headers) {
        Some(id) => write!(f, " [tracking ID {}]", excerpt(id)),
        None => Ok(()),
    }
}

/// A text of a server on one line and of bounded length, fit for a message or a terminal.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 300;
    let is_plain = |c: char| {
        // Line separators, and marks that turn the direction of the text around them.
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
            Self::Undecodable(error) => error.fmt(f),
            Self::InvalidRequest(error) => error.fmt(f),
            Self::HeldBack(error) => error.fmt(f),
            Self::Authorization(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Authorization(error) => error.source(),
            Self::Config(error) => error.source(),
            Self::Api(_) | Self::Undecodable(_) | Self::InvalidRequest(_) | Self::HeldBack(_) => None,
        }
    }
}

impl From<InvalidRequest> for Error {
    fn from(error: InvalidRequest) -> Self {
        Self::InvalidRequest(error)
    }
}

impl From<AuthorizationError> for Error {
    fn from(error: AuthorizationError) -> Self {
        Self::Authorization(Box::new(error))
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Config(error)
    }
}
