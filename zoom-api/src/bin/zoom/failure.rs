//! How a command fails: one line on standard error, and an exit code that scripts can tell apart.

use std::fmt::Write as _;
use std::io::{self, Write};

use zoom_api::{ApiErrorKind, ConfigError, CredentialsErrorKind, Error};

use crate::printable;

/// The exit codes, as `--help` has them.
pub const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 the call failed, 2 the command line is wrong, 3 there are no credentials or Zoom does not take them.";

const NO_CREDENTIALS: &str = "\
no credentials: set ZOOM_ACCESS_TOKEN (a token), or ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET (a \
server-to-server app), or log in with `zoom auth login --client-id ID` (a profile)";

#[derive(Debug)]
pub enum Failure {
    /// The command line is wrong, or what it names.
    Usage(String),
    /// There are no credentials, or they cannot be used.
    Credentials(String),
    /// What was asked for was not done.
    NotDone(String),
    /// The call failed.
    Zoom(Error),
    /// Standard output does not take what is printed.
    Output(io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Zoom(error)
    }
}

impl From<ConfigError> for Failure {
    fn from(error: ConfigError) -> Self {
        Self::Zoom(error.into())
    }
}

impl Failure {
    pub fn usage(problem: impl Into<String>) -> Self {
        Self::Usage(problem.into())
    }

    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Credentials(_) => 3,
            Self::NotDone(_) => 1,
            // Whoever reads has what it wanted: `zoom users list | head`.
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 0,
            Self::Output(_) => 1,
            Self::Zoom(error) => exit_code(error),
        }
    }

    /// Says on standard error what failed, in one line; with `is_verbose` all that is known.
    pub fn print(&self, is_verbose: bool) {
        let message = match self {
            Self::Usage(problem) | Self::Credentials(problem) | Self::NotDone(problem) => problem.clone(),
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => return,
            Self::Output(error) => format!("cannot write to standard output: {error}"),
            Self::Zoom(Error::Config(ConfigError::MissingVariables(all))) if all.len() == 3 => {
                NO_CREDENTIALS.to_owned()
            }
            Self::Zoom(Error::Credentials(error)) if error.kind() == CredentialsErrorKind::LoginRequired => {
                format!("{error}: `zoom auth login`")
            }
            Self::Zoom(error) => match root_cause(error).filter(|_| !is_verbose) {
                Some(cause) => format!("{error}: {cause}"),
                None => error.to_string(),
            },
        };
        let mut lines = format!("error: {}\n", printable::text(&message));
        if let (Self::Zoom(error), true) = (self, is_verbose) {
            add_details(&mut lines, error);
        }
        // Where standard error takes nothing, nobody can be told.
        let _ = io::stderr().write_all(lines.as_bytes());
    }
}

/// What an error comes down to: that a name has no address, that a connection is refused.
fn root_cause(error: &Error) -> Option<&dyn std::error::Error> {
    let mut cause = std::error::Error::source(error)?;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    Some(cause)
}

fn exit_code(error: &Error) -> u8 {
    use ConfigError::{InvalidAccessToken, MissingVariables, NoCredentials, OAuthFeatureDisabled, VariableNotUnicode};
    match error {
        Error::InvalidRequest(_) => 2,
        Error::Config(
            NoCredentials | MissingVariables(_) | VariableNotUnicode(_) | OAuthFeatureDisabled | InvalidAccessToken,
        ) => 3,
        Error::Config(ConfigError::InvalidBaseUrl(_) | ConfigError::TlsFeatureDisabled) => 2,
        Error::Api(error) if error.kind() == ApiErrorKind::InvalidAccessToken => 3,
        Error::Credentials(error) => match error.kind() {
            CredentialsErrorKind::LoginRequired | CredentialsErrorKind::InvalidClient => 3,
            _ => 1,
        },
        _ => 1,
    }
}

fn add_details(lines: &mut String, error: &Error) {
    let mut add = |name: &str, value: &str| {
        let _ = writeln!(lines, "  {name}: {}", printable::text(value));
    };
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        add("because", &error.to_string());
        cause = error.source();
    }
    if let Some(status) = error.status() {
        add("status", &status.to_string());
    }
    if let Error::Api(error) = error {
        add("code", error.code().unwrap_or("-"));
        add("message", error.message().unwrap_or("-"));
        for error in error.errors() {
            add("field", &format!("{}: {}", error.field, error.message));
        }
    }
    if let Some(id) = error.tracking_id() {
        add("tracking ID", id);
    }
    for attempt in error.attempts() {
        add("attempt", &format!("{} after {:?}", attempt.outcome, attempt.delay));
    }
    for (name, value) in error.headers().into_iter().flatten() {
        add("header", &format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
    }
}
