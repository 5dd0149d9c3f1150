//! An error response of Zoom's.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use http::{HeaderMap, StatusCode};
use memchr::memmem::Finder;
use serde_json::Value;
use serde_json::value::RawValue;

use super::attempt::{Attempt, write_attempts};
use super::{ApiErrorKind, RateLimit, excerpt};

/// An error response of Zoom's.
pub struct ApiError {
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    kind: ApiErrorKind,
    code: Option<String>,
    message: Option<String>,
    errors: Vec<FieldError>,
    rate_limit: Option<RateLimit>,
    pub(super) attempts: Vec<Attempt>,
}

/// A field of the request that is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field's name.
    pub field: String,
    /// The reason why it is invalid.
    pub message: String,
}

impl ApiError {
    /// Parses a response of any of the shapes that Zoom, and proxies in front of it, have been seen to send.
    pub(crate) fn read(operation: &'static str, status: StatusCode, headers: HeaderMap, body: &[u8]) -> Self {
        let body = Members::of(body);
        let code = code_of(&body);
        let message =
            ["message", "error_message", "errorMessage"].into_iter().find_map(|name| match body.get(name)? {
                Value::String(text) => Some(text),
                _ => None,
            });
        let kind = ApiErrorKind::of(operation, status, code.as_deref());
        Self {
            rate_limit: (kind == ApiErrorKind::RateLimited).then(|| RateLimit::read(&headers, message.as_deref())),
            errors: field_errors(&body),
            operation,
            status,
            headers,
            kind,
            code,
            message,
            attempts: Vec::new(),
        }
    }

    /// Redacts a secret that the server sent back behind JSON's escapes, where a search of the body's bytes does not find
    /// it.
    pub(crate) fn redact(mut self, secret: &str) -> Self {
        let fields = self.errors.iter_mut().flat_map(|error| [&mut error.field, &mut error.message]);
        for text in self.code.iter_mut().chain(&mut self.message).chain(fields) {
            if text.contains(secret) {
                *text = text.replace(secret, "[redacted]");
            }
        }
        self
    }

    /// Returns what the error means.
    pub fn kind(&self) -> ApiErrorKind {
        self.kind
    }

    /// Returns the operation that was called: `list_user_pac_accounts`.
    pub fn operation(&self) -> &'static str {
        self.operation
    }

    /// Returns the HTTP status. It is 200 if Zoom reports the error in the body alone.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns Zoom's error code as it was sent: mostly digits (`2024`), not always (`1003_001`).
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Returns Zoom's message as it was sent. It is untrusted text.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Returns the fields of the request that are invalid.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the tracking ID that Zoom's support asks for (the header `x-zm-trackingid`).
    pub fn tracking_id(&self) -> Option<&str> {
        super::tracking_id(&self.headers)
    }

    /// Returns the rate limit that was reached, if the error is a 429.
    pub fn rate_limit(&self) -> Option<&RateLimit> {
        self.rate_limit.as_ref()
    }

    /// Returns the scopes that the access token lacks, if the message of a code 4700 or 4711 lists them.
    pub fn missing_scopes(&self) -> Vec<&str> {
        match (self.kind, &self.message) {
            (ApiErrorKind::MissingScopes, Some(message)) => scopes(message),
            _ => Vec::new(),
        }
    }
}

/// Returns whether a body that came with a success reports an error: it has a `code` that is not 0.
pub(crate) fn is_failure(body: &[u8]) -> bool {
    // Few responses contain the word, and searching for it is cheaper than parsing.
    static WORDS: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| [r#""code""#, r#""errorCode""#].map(Finder::new));
    if WORDS.iter().all(|word| word.find(body).is_none()) {
        return false;
    }
    code_of(&Members::of(body)).is_some_and(|code| code != "0")
}

/// The members of a body, each parsed by itself: one that is nested too deep for a value does not hide the others.
#[derive(Default)]
struct Members<'b>(HashMap<String, &'b RawValue>);

impl<'b> Members<'b> {
    fn of(body: &'b [u8]) -> Self {
        serde_json::from_slice(body).map(Self).unwrap_or_default()
    }

    fn get(&self, name: &str) -> Option<Value> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }
}

/// Returns the error code: a number or a string, under either name.
fn code_of(body: &Members<'_>) -> Option<String> {
    ["code", "errorCode"].into_iter().find_map(|name| match body.get(name)? {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) if !text.trim().is_empty() => Some(excerpt(text.trim())),
        _ => None,
    })
}

fn field_errors(body: &Members<'_>) -> Vec<FieldError> {
    let text = |error: &Value, name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(Value::Array(errors)) = body.get("errors") else { return Vec::new() };
    errors
        .iter()
        .filter(|error| error.is_object())
        .map(|error| FieldError { field: text(error, "field"), message: text(error, "message") })
        .collect()
}

/// Returns the list at the end of `… does not contain scopes:[a, b].`
fn scopes(message: &str) -> Vec<&str> {
    let Some((_, list)) = message.rsplit_once("scopes") else { return Vec::new() };
    let Some((list, _)) = list.trim_start_matches([':', ' ']).strip_prefix('[').and_then(|list| list.split_once(']'))
    else {
        return Vec::new();
    };
    list.split(',').map(str::trim).filter(|scope| !scope.is_empty()).collect()
}

/// Returns a sentence of Zoom's as a part of ours.
fn clause(text: &str) -> String {
    excerpt(text.trim().trim_end_matches('.'))
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "zoom answered {}", self.status.as_u16())?;
        if let Some(code) = &self.code {
            write!(f, " with code {code}")?;
        }
        let message = self.message.as_deref().map(clause).filter(|message| !message.is_empty());
        let what = message.or_else(|| self.kind.phrase().map(str::to_owned));
        // "Validation Failed." says nothing without its fields.
        let fields =
            self.errors.iter().take(3).map(|error| format!("{}: {}", clause(&error.field), clause(&error.message)));
        let parts: Vec<_> = what.into_iter().chain(fields).collect();
        if !parts.is_empty() {
            write!(f, " ({})", parts.join("; "))?;
        }
        write!(f, " to {}", self.operation)?;
        write_attempts(&self.attempts, f)?;
        super::write_tracking_id(&self.headers, f)
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation)
            .field("status", &self.status)
            .field("kind", &self.kind)
            .field("code", &self.code)
            .field("message", &self.message.as_deref().map(excerpt))
            .field("errors", &self.errors)
            .field("rate_limit", &self.rate_limit)
            .field("attempts", &self.attempts)
            .field("headers", &self.headers)
            .finish()
    }
}

impl std::error::Error for ApiError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str) -> ApiError {
        let status = StatusCode::from_u16(status).unwrap();
        ApiError::read("list_user_pac_accounts", status, HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn shapes_of_bodies() {
        for (body, code, message) in [
            (r#"{"code":2024,"message":"No PAC."}"#, Some("2024"), Some("No PAC.")),
            (r#"{"code":"1003_001","message":"x"}"#, Some("1003_001"), Some("x")),
            (r#"{"code":300,"error_message":"x"}"#, Some("300"), Some("x")),
            (r#"{"status":false,"errorCode":401}"#, Some("401"), None),
            (r#"{"code":1001}"#, Some("1001"), None),
            ("<html>502</html>", None, None),
            ("[]", None, None),
            ("", None, None),
        ] {
            let error = read(400, body);
            assert_eq!((error.code(), error.message()), (code, message), "{body}");
        }
    }

    #[test]
    fn messages_are_one_complete_line() {
        for (status, body, expected) in [
            (
                400,
                r#"{"code":2024,"message":"No PAC."}"#,
                "zoom answered 400 with code 2024 (No PAC) to list_user_pac_accounts",
            ),
            (
                400,
                r#"{"code":2024}"#,
                "zoom answered 400 with code 2024 (PAC is not enabled for the user) to list_user_pac_accounts",
            ),
            (
                400,
                r#"{"code":300,"message":"Validation Failed.","errors":[{"field":"email","message":"Invalid field."}]}"#,
                "zoom answered 400 with code 300 (Validation Failed; email: Invalid field) to list_user_pac_accounts",
            ),
            (502, "<html>", "zoom answered 502 to list_user_pac_accounts"),
            (
                400,
                r#"{"code":1,"message":"a\nb\u001b[31m"}"#,
                "zoom answered 400 with code 1 (a b [31m) to list_user_pac_accounts",
            ),
        ] {
            assert_eq!(read(status, body).to_string(), expected);
        }
    }

    #[test]
    fn missing_scopes() {
        for (message, expected) in [
            ("Invalid access token, does not contain scopes:[a:b, c:d].", vec!["a:b", "c:d"]),
            ("Invalid access token, does not contain scopes: [a:b]", vec!["a:b"]),
            ("Invalid access token, does not contain scopes.", vec![]),
            ("scopes:[", vec![]),
        ] {
            let body = serde_json::json!({"code": 4711, "message": message}).to_string();
            assert_eq!(read(400, &body).missing_scopes(), expected, "{message}");
        }
        assert!(read(400, r#"{"code":300,"message":"scopes:[a]"}"#).missing_scopes().is_empty());
    }

    #[test]
    fn fields() {
        let error = read(400, r#"{"code":300,"errors":[{"field":"x","message":"y"},{"field":1},"z"]}"#);
        assert_eq!(error.errors().first(), Some(&FieldError { field: "x".to_owned(), message: "y".to_owned() }));
        assert_eq!(error.errors().len(), 2);
    }

    #[test]
    fn failures_among_successes() {
        for (body, expected) in [
            (r#"{"pac_accounts":[]}"#, false),
            (r#"{"code":0}"#, false),
            (r#"{"code":200}"#, true),
            (r#"{"code":300,"message":"x"}"#, true),
            (r#"{"code":"3161"}"#, true),
            (r#"{"status":false,"errorCode":401}"#, true),
            (r#"{"list":[{"code":1}]}"#, false),
            (r#"{"code":null}"#, false),
            (r#"{"code":null,"errorCode":401}"#, true),
            ("\"code\"", false),
        ] {
            assert_eq!(is_failure(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn depth_beside_a_code_hides_nothing() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        for name in ["details", "errors"] {
            let body = format!(r#"{{"{name}":{deep},"code":300,"message":"x"}}"#);
            assert!(is_failure(body.as_bytes()), "{name}");
            let error = read(400, &body);
            assert_eq!((error.code(), error.message()), (Some("300"), Some("x")), "{name}");
        }
    }
}
