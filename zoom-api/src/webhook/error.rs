//! Why a request is not taken, or an event is not what was expected.

use std::fmt;
use std::time::Duration;

use super::{SIGNATURE_HEADER, TIMESTAMP_HEADER};

/// Why a request is not verified, or its event cannot be read. It shows no secret token, no signature and nothing of a body
/// but the names of members.
///
/// Respond with 401 to what [`Verifier::verify`](super::Verifier::verify) refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookError {
    /// The secret token given to [`Verifier`](super::Verifier) is empty or has white space in it.
    InvalidSecretToken,
    /// The request has no header of this name: it is not from Zoom, or a proxy has removed it.
    MissingHeader(&'static str),
    /// The request has more than one header of this name, so that it is not certain which one was signed.
    RepeatedHeader(&'static str),
    /// `x-zm-signature` is not `v0=` and 64 hexadecimal digits.
    MalformedSignature,
    /// `x-zm-request-timestamp` is not a number.
    MalformedTimestamp,
    /// The signature is not by one of the secret tokens: the request is not from Zoom, the secret token is another app's,
    /// or the body is not the bytes that were sent.
    WrongSignature,
    /// The request was signed longer ago than the tolerance: it was replayed or delayed, or this machine's clock is fast.
    TooOld {
        /// How long ago it was signed.
        age: Duration,
        /// The [tolerance](super::Verifier::tolerance).
        tolerance: Duration,
    },
    /// The request was signed at a time that is further ahead than the tolerance: this machine's clock is slow.
    FromTheFuture {
        /// How far ahead.
        ahead: Duration,
        /// The [tolerance](super::Verifier::tolerance).
        tolerance: Duration,
    },
    /// The body is not JSON.
    NotJson {
        /// The line at which reading stopped, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The body is JSON, but not that of an event: this member is missing or not a string.
    NotAnEvent {
        /// The path to the member: `event`, `payload.plainToken`.
        member: &'static str,
    },
    /// `payload.object` is not of the type that was asked for.
    UnexpectedObject {
        /// The path within the object to what is not as expected, `participant.id`; `.` for the object itself.
        path: String,
        /// What the type expects there, if it says so.
        expected: Option<String>,
    },
}

impl WebhookError {
    /// Describes why an object is not a `T`. The message of serde itself quotes the value, which may be a secret.
    pub(super) fn unexpected_object(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let message = error.inner().to_string();
        let expected = match message.rsplit_once(", expected ") {
            Some((_, expected)) => Some(expected),
            // The name of a field, which the type has.
            None => message.strip_prefix("missing ").filter(|rest| rest.starts_with("field `")),
        };
        Self::UnexpectedObject { path: short(&error.path().to_string()), expected: expected.map(short) }
    }
}

/// A text for one line of a log: names of members are the sender's.
fn short(text: &str) -> String {
    text.chars().take(200).flat_map(char::escape_debug).collect()
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidSecretToken => f.write_str(
                "invalid secret token: empty or contains whitespace; the app's Features page on Zoom has it",
            ),
            Self::MissingHeader(name) => write!(f, "missing header {name}: not from Zoom, or removed by a proxy"),
            Self::RepeatedHeader(name) => write!(f, "more than one header {name}"),
            Self::MalformedSignature => write!(f, "malformed {SIGNATURE_HEADER}: not v0= and 64 hexadecimal digits"),
            Self::MalformedTimestamp => write!(f, "malformed {TIMESTAMP_HEADER}: not a number"),
            Self::WrongSignature => f.write_str(
                "wrong signature: not from Zoom, signed with another secret token, or not the body's own bytes",
            ),
            Self::TooOld { age, tolerance } => {
                write!(f, "signed {} s ago, tolerance {} s", age.as_secs(), tolerance.as_secs())
            }
            Self::FromTheFuture { ahead, tolerance } => {
                write!(f, "signed {} s in the future, tolerance {} s", ahead.as_secs(), tolerance.as_secs())
            }
            Self::NotJson { line, column } => write!(f, "body is not JSON (line {line}, column {column})"),
            Self::NotAnEvent { member } => write!(f, "body is not an event: {member} is missing or not a string"),
            Self::UnexpectedObject { path, expected } => {
                write!(f, "unexpected payload.object")?;
                if path != "." {
                    write!(f, " at {path}")?;
                }
                expected.as_ref().map_or(Ok(()), |expected| write!(f, ": expected {expected}"))
            }
        }
    }
}

impl std::error::Error for WebhookError {}
