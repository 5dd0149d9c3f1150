//! A success response that is not as documented.

use std::fmt;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::Serialize;

use super::attempt::{Attempt, write_attempts};
use super::excerpt;

/// A response that reports success and cannot be decoded. The error does not keep its body.
#[derive(Debug)]
pub struct DecodeError {
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    kind: DecodeErrorKind,
    pub(super) attempts: Vec<Attempt>,
}

/// The reason why a response cannot be decoded.
///
/// It serializes as its name in snake case, with its fields: `{"not_json":{"line":1,"column":1}}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// The body exceeds [`max_response_bytes`](crate::ZoomBuilder::max_response_bytes).
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The body is not JSON.
    NotJson {
        /// The line at which decoding stopped, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The body is JSON of another shape than documented.
    WrongShape {
        /// The line at which decoding stopped, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The path of the value: `pac_accounts[0].conference_id`.
        path: String,
        /// The type that was expected there.
        expected: Option<String>,
    },
    /// The list has a page that asks for one that was there already.
    RepeatedPage,
    /// Something else came in place of a file, or nothing: the page to log in, for example.
    NotAFile {
        /// Its media type: `text/html`.
        media_type: Option<String>,
    },
    /// A file has another size than was stated, in bytes.
    WrongSize {
        /// The size that was stated: by the response, or by the caller.
        expected: u64,
        /// The bytes that there are, or those that came before the client stopped reading.
        found: u64,
    },
    /// The response is not the rest of a file that was asked for.
    WrongRange,
    /// The response leads elsewhere, and the client does not follow it there.
    Redirect {
        /// The reason.
        reason: &'static str,
    },
}

impl DecodeError {
    pub(crate) fn new(operation: &'static str, status: StatusCode, headers: HeaderMap, kind: DecodeErrorKind) -> Self {
        Self { operation, status, headers, kind, attempts: Vec::new() }
    }

    /// Returns the operation that was called: `list_user_pac_accounts`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the header `Content-Type`.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns the reason why the response cannot be decoded.
    pub fn kind(&self) -> &DecodeErrorKind {
        &self.kind
    }
}

impl DecodeErrorKind {
    /// Why a body could not be decoded, and at which path in it. Values are left out: one may be a secret.
    pub(crate) fn of(error: &serde_json::Error, path: &str) -> Self {
        // What serde stopped before is at the next column.
        let (line, column) = (error.line(), if error.is_data() { error.column().max(1) } else { error.column() });
        if !error.is_data() {
            return Self::NotJson { line, column };
        }
        // What a value was is at the start of serde's message; what was expected is at its end and is ours.
        let message = error.to_string();
        let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected);
        let expected = expected.map(|text| text.rsplit_once(" at line ").map_or(text, |(text, _)| text).to_owned());
        Self::WrongShape { line, column, path: excerpt(path), expected }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not decode zoom's response {} to {}", self.status.as_u16(), self.operation)?;
        write_attempts(&self.attempts, f)?;
        write!(f, ": {}", self.kind)?;
        if let (DecodeErrorKind::NotJson { .. }, Some(content_type)) = (&self.kind, self.content_type()) {
            write!(f, ", content type {}", excerpt(content_type))?;
        }
        super::write_tracking_id(&self.headers, f)
    }
}

impl fmt::Display for DecodeErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => {
                write!(f, "body exceeds {limit} bytes, raise `max_response_bytes` to accept it")
            }
            Self::NotJson { line, column } => write!(f, "body is not JSON at line {line}, column {column}"),
            Self::WrongShape { line, column, path, expected } => {
                let expected = expected.as_deref().unwrap_or("as documented");
                write!(f, "{path} is not {expected} at line {line}, column {column}")
            }
            Self::RepeatedPage => f.write_str("the next page is one that was there already"),
            Self::NotAFile { media_type: None } => f.write_str("there is no file in it"),
            Self::NotAFile { media_type: Some(media_type) } if media_type == "text/html" => f.write_str(
                "it is a page of HTML and not the file: to log in, most likely, as the token is not accepted",
            ),
            Self::NotAFile { media_type: Some(media_type) } => write!(f, "it is {media_type} and not the file"),
            Self::WrongSize { expected, found } => write!(f, "the file has {found} bytes instead of {expected}"),
            Self::WrongRange => f.write_str("it is not the rest of the file that was asked for"),
            Self::Redirect { reason } => write!(f, "redirect not followed: {reason}"),
        }
    }
}

impl std::error::Error for DecodeError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::loose::traced;
    use crate::types::PacAccountList;

    fn kind(body: &str) -> DecodeErrorKind {
        let (error, path) = traced(|| serde_json::from_str::<PacAccountList>(body)).unwrap_err();
        DecodeErrorKind::of(&error, &path)
    }

    fn check(body: &str, expected: DecodeErrorKind) {
        assert_eq!(kind(body), expected, "{body}");
    }

    #[test]
    fn where_reading_stopped() {
        check("<html>", DecodeErrorKind::NotJson { line: 1, column: 1 });
        check("", DecodeErrorKind::NotJson { line: 1, column: 0 });
        check("{} x", DecodeErrorKind::NotJson { line: 1, column: 4 });
        let wrong = |path: &str, column, expected: &str| DecodeErrorKind::WrongShape {
            line: 1,
            column,
            path: path.to_owned(),
            expected: Some(expected.to_owned()),
        };
        check("[1]", wrong(".", 1, "an object"));
        check(r#"{"pac_accounts": "hunter2"}"#, wrong("pac_accounts", 26, "a sequence"));
    }

    #[test]
    fn no_value_is_shown() {
        for value in [r#"[{"participant_password":{"hunter2":1}}]"#, r#"["hunter2"]"#, r#""hunter2""#] {
            let reason = kind(&format!("{{\"pac_accounts\":{value}}}"));
            assert!(!format!("{reason:?}").contains("hunter2"), "{reason:?}");
        }
    }
}
