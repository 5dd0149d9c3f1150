//! What is refused before anything is sent.

use std::error::Error as StdError;
use std::fmt;

use crate::user::UserError;

/// Why a request was refused before it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidRequest {
    /// The text given for a user is none.
    User(UserError),
    /// The client belongs to a user-level app, which has to use [`User::Me`](crate::User::Me).
    ///
    /// Zoom answers such an app's call for any other user, even for its own by ID, with "invalid access token".
    NotMe,
    /// The generated client refused a parameter.
    Parameter(String),
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(error) => error.fmt(f),
            Self::NotMe => f.write_str("a user-level app can only call for the user `me`, not for one by ID or email"),
            Self::Parameter(problem) => write!(f, "invalid parameter: {problem}"),
        }
    }
}

impl StdError for InvalidRequest {}

impl From<UserError> for InvalidRequest {
    fn from(error: UserError) -> Self {
        Self::User(error)
    }
}

impl From<std::convert::Infallible> for InvalidRequest {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// Why a client cannot be built. Nothing of a secret is in it.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// There are no credentials.
    NoCredentials,
    /// The environment has no credentials, or not all of those that belong together. Holds the names of the variables of
    /// a server-to-server app that are not set; where they are all three, `ZOOM_ACCESS_TOKEN` would do as well.
    MissingVariables(Vec<&'static str>),
    /// The value of this environment variable is not Unicode.
    VariableNotUnicode(&'static str),
    /// The credentials renew themselves, which takes the feature `oauth`.
    NoOAuth,
    /// The operating system gives no random numbers, which a log-in takes.
    NoRandomness,
    /// The access token is empty or has characters that no header can carry, a line break for one.
    InvalidAccessToken,
    /// The base URL cannot be used, and why.
    InvalidBaseUrl(&'static str),
    /// The base URL is `https`, and this crate was compiled without `rustls-tls` and `native-tls`.
    NoTls,
    /// The URL of a Redis server cannot be used, and why.
    #[cfg(feature = "redis")]
    InvalidRedisUrl(&'static str),
    /// The name under which a Redis server is to keep something is empty or has a brace in it, which keys mark it with.
    #[cfg(feature = "redis")]
    InvalidRedisName,
    /// The user agent has characters that no header can carry.
    InvalidUserAgent,
    /// The HTTP client cannot be built, for want of certificates for one.
    HttpClient(reqwest::Error),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCredentials => f.write_str("there are no credentials"),
            Self::MissingVariables(names) => write_missing(names, f),
            Self::VariableNotUnicode(name) => write!(f, "the value of {name} is not Unicode"),
            Self::NoRandomness => f.write_str("the operating system gives no random numbers"),
            Self::NoOAuth => f.write_str("a server-to-server app takes the feature oauth, which is off"),
            Self::InvalidAccessToken => {
                f.write_str("the access token is empty or has characters that no HTTP header can carry")
            }
            Self::InvalidBaseUrl(why) => write!(f, "the base URL cannot be used: {why}"),
            Self::NoTls => f.write_str("the base URL is https, and neither feature rustls-tls nor native-tls is on"),
            #[cfg(feature = "redis")]
            Self::InvalidRedisUrl(why) => {
                write!(
                    f,
                    "the URL of Redis cannot be used: {why}; it is written redis://[user:password@]host[:port][/database]"
                )
            }
            #[cfg(feature = "redis")]
            Self::InvalidRedisName => {
                f.write_str("the name for Redis is empty or has a brace in it; give it letters, digits, - and :")
            }
            Self::InvalidUserAgent => f.write_str("the user agent has characters that no HTTP header can carry"),
            Self::HttpClient(_) => f.write_str("the HTTP client cannot be built"),
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
    write!(f, "{} {verb} missing: a server-to-server app takes {APP}", names.join(" and "))
}

impl StdError for ConfigError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::HttpClient(error) => Some(error),
            _ => None,
        }
    }
}
