//! Requests and settings that are refused before anything is sent.

use std::error::Error as StdError;
use std::fmt;

use crate::{InvalidId, InvalidMeeting, InvalidUser};

/// The reason why a request was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidRequest {
    /// The user's ID or email address is invalid.
    User(InvalidUser),
    /// The number or UUID of a meeting or webinar is invalid.
    Meeting(InvalidMeeting),
    /// Another ID is invalid.
    Id(InvalidId),
    /// The client belongs to a user-level app, which can only call for
    /// [`UserRef::Me`](crate::UserRef::Me).
    ///
    /// Zoom rejects such an app's call for any other user, even for its own by ID, with "invalid access token".
    OnlyMeAllowed,
    /// A required parameter or the required body is missing; holds its name.
    Missing(&'static str),
    /// A parameter is invalid.
    Parameter(String),
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(error) => error.fmt(f),
            Self::Meeting(error) => error.fmt(f),
            Self::Id(error) => error.fmt(f),
            Self::OnlyMeAllowed => f.write_str("a user-level app can only call for the user `me`: pass `UserRef::Me`"),
            Self::Missing(name) => write!(f, "missing {name}: the operation requires it"),
            Self::Parameter(problem) => write!(f, "invalid parameter: {problem}"),
        }
    }
}

impl StdError for InvalidRequest {}

impl From<InvalidUser> for InvalidRequest {
    fn from(error: InvalidUser) -> Self {
        Self::User(error)
    }
}

impl From<InvalidMeeting> for InvalidRequest {
    fn from(error: InvalidMeeting) -> Self {
        Self::Meeting(error)
    }
}

impl From<InvalidId> for InvalidRequest {
    fn from(error: InvalidId) -> Self {
        Self::Id(error)
    }
}

impl From<std::convert::Infallible> for InvalidRequest {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// The reason why a client cannot be built. It holds no part of a secret.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// No credentials are configured.
    NoCredentials,
    /// The environment has no credentials, or not all that belong together. Holds the variables of a server-to-server
    /// app that are not set. If it holds all three, `ZOOM_ACCESS_TOKEN` alone would do as well.
    MissingVariables(Vec<&'static str>),
    /// The value of this environment variable is not Unicode.
    VariableNotUnicode(&'static str),
    /// The environment has a server-to-server app, which requires the feature `oauth`.
    OAuthFeatureDisabled,
    /// The operating system provides no random numbers, which a login requires.
    NoRandomness,
    /// The access token is empty or contains characters that are invalid in a header, a line break for example.
    InvalidAccessToken,
    /// The base URL is invalid, for this reason.
    InvalidBaseUrl(&'static str),
    /// The base URL is `https`, which requires the feature `rustls-tls` or `native-tls`.
    TlsFeatureDisabled,
    /// The URL of a Redis server is invalid, for this reason.
    #[cfg(feature = "redis")]
    InvalidRedisUrl(&'static str),
    /// The name of keys in a Redis server is empty or contains a brace.
    #[cfg(feature = "redis")]
    InvalidRedisName,
    /// The user agent contains characters that are invalid in a header.
    InvalidUserAgent,
    /// A call of `blocking` was made within a runtime, which it would hold up.
    #[cfg(feature = "blocking")]
    BlockingInRuntime,
    /// The thread for calls of `blocking` cannot be started.
    #[cfg(feature = "blocking")]
    NoRuntime(std::io::Error),
    /// The HTTP client cannot be built, for example because the system has no certificates.
    HttpClient(reqwest::Error),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCredentials => f.write_str("no credentials configured: call `access_token` or `credentials`"),
            Self::MissingVariables(names) => write_missing(names, f),
            Self::VariableNotUnicode(name) => write!(f, "invalid {name}: not Unicode"),
            Self::NoRandomness => f.write_str("the operating system provides no random numbers"),
            Self::OAuthFeatureDisabled => {
                f.write_str("server-to-server credentials require the feature `oauth` of zoom-api: enable it")
            }
            Self::InvalidAccessToken => {
                f.write_str("invalid access token: empty, or contains characters that are invalid in a header")
            }
            Self::InvalidBaseUrl(why) => write!(f, "invalid base URL: {why}"),
            Self::TlsFeatureDisabled => {
                f.write_str("https requires the feature `rustls-tls` or `native-tls` of zoom-api: enable one")
            }
            #[cfg(feature = "redis")]
            Self::InvalidRedisUrl(why) => {
                write!(f, "invalid Redis URL: {why}; the form is redis://[user:password@]host[:port][/database]")
            }
            #[cfg(feature = "redis")]
            Self::InvalidRedisName => {
                f.write_str("invalid Redis name: empty, or contains a brace; use letters, digits, - and :")
            }
            Self::InvalidUserAgent => {
                f.write_str("invalid user agent: contains characters that are invalid in a header")
            }
            #[cfg(feature = "blocking")]
            Self::BlockingInRuntime => {
                f.write_str("blocking call within an asynchronous runtime: await it, or use a thread of your own")
            }
            #[cfg(feature = "blocking")]
            Self::NoRuntime(_) => f.write_str("could not start the thread for blocking calls"),
            Self::HttpClient(_) => f.write_str("could not build the HTTP client"),
        }
    }
}

fn write_missing(names: &[&str], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const APP: &str = "ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET";
    let verb = match names.len() {
        1 => "is",
        2 => "are",
        _ => return write!(f, "no credentials in the environment: set ZOOM_ACCESS_TOKEN, or {APP}"),
    };
    write!(f, "{} {verb} not set: server-to-server credentials require {APP}", names.join(" and "))
}

impl StdError for ConfigError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::HttpClient(error) => Some(error),
            #[cfg(feature = "blocking")]
            Self::NoRuntime(error) => Some(error),
            _ => None,
        }
    }
}
