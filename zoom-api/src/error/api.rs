//! An error response of Zoom's.

use std::fmt;

use http::{HeaderMap, StatusCode};

use super::attempt::{Attempt, write_attempts};
use super::{ApiErrorKind, ErrorBody, RateLimit, excerpt};
use crate::operations::{DocumentedError, Operation};

/// An error response of Zoom's.
pub struct ApiError {
    operation: &'static Operation,
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
    pub(crate) fn new(
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        ErrorBody { code, message, errors, .. }: ErrorBody,
    ) -> Self {
        let kind = ApiErrorKind::of(operation, status, code.as_deref(), message.as_deref());
        Self {
            rate_limit: (kind == ApiErrorKind::RateLimited).then(|| RateLimit::read(&headers, message.as_deref())),
            operation,
            status,
            headers,
            kind,
            code,
            message,
            errors,
            attempts: Vec::new(),
        }
    }

    /// Returns what the error means.
    pub fn kind(&self) -> ApiErrorKind {
        self.kind
    }

    /// Returns the operation that was called: `list_user_pac_accounts`.
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// Returns what Zoom documents of the error: for this operation, this status and this code.
    pub fn documented(&self) -> Option<&'static DocumentedError> {
        self.operation.error(self.status.as_u16(), self.code(), self.message())
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
        let documented = || Some(clause(self.documented().filter(|error| error.variables.is_empty())?.message));
        let what = message.or_else(|| self.kind.phrase().map(str::to_owned)).or_else(documented);
        // "Validation Failed." says nothing without its fields.
        let fields =
            self.errors.iter().take(3).map(|error| format!("{}: {}", clause(&error.field), clause(&error.message)));
        let parts: Vec<_> = what.into_iter().chain(fields).collect();
        if !parts.is_empty() {
            write!(f, " ({})", parts.join("; "))?;
        }
        write!(f, " to {}", self.operation.id)?;
        write_attempts(&self.attempts, f)?;
        super::write_tracking_id(&self.headers, f)
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation.id)
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
        ApiError::new(
            Operation::find("list_user_pac_accounts").unwrap(),
            status,
            HeaderMap::new(),
            ErrorBody::read(body.as_bytes(), ""),
        )
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
                "zoom answered 400 with code 2024 (User does not have PAC enabled) to list_user_pac_accounts",
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
}
