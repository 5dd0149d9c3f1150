//! There was an answer, and it is not what is documented.

use std::fmt;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use super::attempt::{Attempt, write_attempts};
use super::excerpt;

/// An answer that says that the call worked and cannot be read. Its body is not kept.
#[derive(Debug)]
pub struct UndecodableAnswer {
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    reason: UndecodableReason,
    pub(super) attempts: Vec<Attempt>,
}

/// Why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum UndecodableReason {
    /// The body is larger than [`max_response_bytes`](crate::ZoomBuilder::max_response_bytes), this many bytes.
    TooLarge {
        /// The cap.
        limit: usize,
    },
    /// The body is not JSON.
    NotJson {
        /// The line at which reading stopped, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// The body is JSON of another shape than is documented.
    WrongShape {
        /// The line at which reading stopped, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The way to the value: `pac_accounts[0].conference_id`.
        path: String,
        /// What was expected there.
        expected: Option<String>,
    },
    /// The status is one that the documentation does not list for this call.
    UnexpectedStatus,
}

impl UndecodableAnswer {
    pub(crate) fn new(
        operation: &'static str,
        status: StatusCode,
        headers: HeaderMap,
        reason: UndecodableReason,
    ) -> Self {
        Self { operation, status, headers, reason, attempts: Vec::new() }
    }

    /// The call that was made.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The media type that the answer says it has.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Why it cannot be read.
    pub fn reason(&self) -> &UndecodableReason {
        &self.reason
    }
}

impl UndecodableReason {
    /// Reads the same bytes once more to tell where they are not a `T`. Values are left out: one may be a secret.
    pub(crate) fn of<T: serde::de::DeserializeOwned>(body: &[u8]) -> Self {
        let deserializer = &mut serde_json::Deserializer::from_slice(body);
        let Err(error) = serde_path_to_error::deserialize::<_, T>(deserializer) else {
            // The value is whole and something follows it.
            let end = serde_json::from_slice::<serde::de::IgnoredAny>(body).err();
            return Self::NotJson {
                line: end.as_ref().map_or(1, serde_json::Error::line),
                column: end.as_ref().map_or(1, serde_json::Error::column),
            };
        };
        let (line, column) = (error.inner().line(), error.inner().column());
        if !error.inner().is_data() {
            return Self::NotJson { line, column };
        }
        // What a value was is at the start of serde's message; what was expected is at its end and is ours.
        let message = error.inner().to_string();
        let expected = message.rsplit_once(", expected ").map(|(_, expected)| expected);
        let expected = expected.map(|text| text.rsplit_once(" at line ").map_or(text, |(text, _)| text).to_owned());
        Self::WrongShape { line, column, path: excerpt(&error.path().to_string()), expected }
    }
}

impl fmt::Display for UndecodableAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "zoom answered {} to {}", self.status.as_u16(), self.operation)?;
        write_attempts(&self.attempts, f)?;
        f.write_str(", and the answer cannot be read: ")?;
        match &self.reason {
            UndecodableReason::TooLarge { limit } => write!(f, "it is larger than {limit} bytes"),
            UndecodableReason::NotJson { line, column } => {
                write!(f, "it is not JSON (line {line}, column {column}")?;
                if let Some(content_type) = self.content_type() {
                    write!(f, ", {}", excerpt(content_type))?;
                }
                f.write_str(")")
            }
            UndecodableReason::WrongShape { line, column, path, expected } => {
                write!(f, "{path} is not ")?;
                f.write_str(expected.as_deref().unwrap_or("as documented"))?;
                write!(f, " (line {line}, column {column})")
            }
            UndecodableReason::UnexpectedStatus => f.write_str("no such status is documented"),
        }?;
        super::write_tracking_id(&self.headers, f)
    }
}

impl std::error::Error for UndecodableAnswer {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PacAccountList;

    fn check(body: &str, expected: UndecodableReason) {
        assert_eq!(UndecodableReason::of::<PacAccountList>(body.as_bytes()), expected, "{body}");
    }

    #[test]
    fn where_reading_stopped() {
        check("<html>", UndecodableReason::NotJson { line: 1, column: 1 });
        check("", UndecodableReason::NotJson { line: 1, column: 0 });
        check("{} x", UndecodableReason::NotJson { line: 1, column: 4 });
        let wrong = |path: &str, column, expected: &str| UndecodableReason::WrongShape {
            line: 1,
            column,
            path: path.to_owned(),
            expected: Some(expected.to_owned()),
        };
        check("[1]", wrong("[0]", 2, "a sequence"));
        check(r#"{"pac_accounts": "hunter2"}"#, wrong("pac_accounts", 26, "a sequence"));
    }

    #[test]
    fn no_value_is_shown() {
        let body = br#"{"pac_accounts":[{"participant_password":{"hunter2":1}}]}"#;
        let reason = UndecodableReason::of::<PacAccountList>(body);
        assert!(!format!("{reason:?}").contains("hunter2"), "{reason:?}");
    }
}
