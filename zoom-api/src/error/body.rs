//! The body of an error response, in any of the shapes that Zoom, and proxies in front of it, have been seen to send.

use std::collections::HashMap;
use std::sync::LazyLock;

use http::StatusCode;
use memchr::memmem::Finder;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{FieldError, excerpt};
use crate::operations::Operation;
use crate::redact::redact;

/// Members that are those of an error, and of nothing else beside a code.
const OF_ERRORS: [&str; 7] = ["code", "errorCode", "message", "error_message", "errorMessage", "errors", "status"];

/// What a body says of an error. It holds no part of the secret that it was read with.
#[derive(Debug, Default)]
pub(crate) struct ErrorBody {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) errors: Vec<FieldError>,
    /// Whether the body has the shape of Zoom's errors: a message beside the code, or nothing beside it.
    has_error_shape: bool,
}

impl ErrorBody {
    /// Reads a body. The access token, which a server can send back, is redacted before anything is cut.
    pub(crate) fn read(body: &[u8], token: &str) -> Self {
        let members = Members::of(body);
        let clean = |text: &str| redact(text, token).into_owned();
        let text = |name: &str| match members.get(name)? {
            Value::String(text) => Some(clean(&text)),
            _ => None,
        };
        let code = ["code", "errorCode"].into_iter().find_map(|name| match members.get(name)? {
            Value::Number(number) => Some(number.to_string()),
            Value::String(text) if !text.trim().is_empty() => Some(excerpt(&clean(text.trim()))),
            _ => None,
        });
        let message = ["message", "error_message", "errorMessage"].into_iter().find_map(text);
        let field = |error: &Value, name: &str| clean(error.get(name).and_then(Value::as_str).unwrap_or_default());
        let errors = match members.get("errors") {
            Some(Value::Array(errors)) => errors
                .iter()
                .filter(|error| error.is_object())
                .map(|error| FieldError { field: field(error, "field"), message: field(error, "message") })
                .collect(),
            _ => Vec::new(),
        };
        let has_error_shape = message.is_some() || members.0.keys().all(|name| OF_ERRORS.contains(&name.as_str()));
        Self { code, message, errors, has_error_shape }
    }

    /// Reads the body of a response that has a status of success; `None` if it is no error.
    ///
    /// Zoom sends some errors with such a status. A body is one if it is an object with a `code` (or `errorCode`) that is
    /// not 0, and
    /// - the operation documents the code with a status of success; or
    /// - the operation documents the code with any status, or the code is an integer and beside it is a message, or
    ///   nothing that is not of an error; unless a success of the operation has such a member of its own.
    pub(crate) fn in_success(operation: &Operation, body: &[u8], token: &str) -> Option<Self> {
        // Few responses contain the word, and searching for it is cheaper than parsing.
        static WORDS: LazyLock<[Finder<'static>; 2]> =
            LazyLock::new(|| [r#""code""#, r#""errorCode""#].map(Finder::new));
        if WORDS.iter().all(|word| word.find(body).is_none()) {
            return None;
        }
        let error = Self::read(body, token);
        let code = error.code.as_deref().filter(|code| *code != "0")?;
        let is_success = |status| StatusCode::from_u16(status).is_ok_and(|status| status.is_success());
        let is_error = operation.errors_with(code).any(|documented| is_success(documented.status))
            || !operation.success_has_code
                && (operation.errors_with(code).next().is_some() || is_integer(code) && error.has_error_shape);
        is_error.then_some(error)
    }
}

/// Returns whether a code is one of Zoom's numbers: `300`, `-1` or `1003_001`.
fn is_integer(code: &str) -> bool {
    let digits = code.strip_prefix('-').unwrap_or(code);
    digits.starts_with(|c: char| c.is_ascii_digit()) && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
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

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::operations::DocumentedError;

    #[test]
    fn shapes_of_bodies() {
        for (body, code, message) in [
            (r#"{"code":2024,"message":"No PAC."}"#, Some("2024"), Some("No PAC.")),
            (r#"{"code":"1003_001","message":"x"}"#, Some("1003_001"), Some("x")),
            (r#"{"code":300,"error_message":"x"}"#, Some("300"), Some("x")),
            (r#"{"status":false,"errorCode":401,"errorMessage":"x"}"#, Some("401"), Some("x")),
            (r#"{"code":null,"errorCode":401}"#, Some("401"), None),
            (r#"{"code":1001}"#, Some("1001"), None),
            ("<html>502</html>", None, None),
            ("[]", None, None),
            ("", None, None),
        ] {
            let error = ErrorBody::read(body.as_bytes(), "");
            assert_eq!((error.code.as_deref(), error.message.as_deref()), (code, message), "{body}");
        }
    }

    #[test]
    fn invalid_fields() {
        let body = br#"{"code":300,"errors":[{"field":"x","message":"y"},{"field":1},"z"]}"#;
        let errors = ErrorBody::read(body, "").errors;
        assert_eq!(errors.first(), Some(&FieldError { field: "x".to_owned(), message: "y".to_owned() }));
        assert_eq!(errors.len(), 2);
    }

    #[test]
    fn depth_beside_a_code_hides_nothing() {
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        for name in ["details", "errors"] {
            let body = format!(r#"{{"{name}":{deep},"code":300,"message":"x"}}"#);
            let error = ErrorBody::in_success(&UNKNOWN, body.as_bytes(), "").unwrap();
            assert_eq!((error.code.as_deref(), error.message.as_deref()), (Some("300"), Some("x")), "{name}");
        }
    }

    /// A code of exactly the length at which codes are cut would show the first half of a token after it.
    #[test]
    fn a_token_is_redacted_before_a_text_is_cut() {
        for filler in 290..310 {
            let filler = "x".repeat(filler);
            let body = format!(r#"{{"code":"{filler}planted\u002dtoken","message":"{filler}planted\u002dtoken"}}"#);
            let shown = format!("{:?}", ErrorBody::read(body.as_bytes(), "planted-token"));
            assert!(!shown.contains("planted"), "{shown}");
        }
    }

    static UNKNOWN: Operation = Operation::undocumented("unknown", Method::GET, "/{+path}");
    /// Documents 3161 with a status of failure, COUPON_USED with one of success.
    static DOCUMENTED: Operation = {
        let mut operation = Operation::undocumented("documented", Method::GET, "/a");
        operation.errors = &[documented(400, "3161"), documented(200, "COUPON_USED")];
        operation
    };
    /// The same, with a `code` in its successes.
    static WITH_CODE: Operation = {
        let mut operation = Operation::undocumented("with_code", Method::GET, "/a");
        operation.errors = &[documented(400, "3161"), documented(200, "COUPON_USED")];
        operation.success_has_code = true;
        operation
    };

    const fn documented(status: u16, code: &'static str) -> DocumentedError {
        DocumentedError { status, code: Some(code), message: "", variables: &[], name: None }
    }

    #[test]
    fn errors_among_successes() {
        for (body, unknown, documented, with_code) in [
            (r#"{"pac_accounts":[]}"#, false, false, false),
            (r#"{"list":[{"code":1,"message":"x"}]}"#, false, false, false),
            ("\"code\"", false, false, false),
            (r#"{"code":null}"#, false, false, false),
            (r#"{"code":0}"#, false, false, false),
            (r#"{"code":0,"message":"x"}"#, false, false, false),
            // Zoom's own shapes.
            (r#"{"code":300,"message":"x"}"#, true, true, false),
            (r#"{"code":300,"error_message":"x","more":1}"#, true, true, false),
            (r#"{"code":"300","message":"x"}"#, true, true, false),
            (r#"{"code":"1003_001","message":"x"}"#, true, true, false),
            (r#"{"code":-1,"message":"x"}"#, true, true, false),
            (r#"{"code":200}"#, true, true, false),
            (r#"{"status":false,"errorCode":401}"#, true, true, false),
            (r#"{"code":null,"errorCode":401}"#, true, true, false),
            (r#"{"code":300,"errors":[]}"#, true, true, false),
            // Values that have a code.
            (r#"{"code":"SAVE20"}"#, false, false, false),
            (r#"{"code":"SAVE20","message":"20 % off"}"#, false, false, false),
            (r#"{"code":44,"country":"GB"}"#, false, false, false),
            (r#"{"code":1.5,"message":"x"}"#, false, false, false),
            // Codes that the operation documents.
            (r#"{"code":3161,"id":1}"#, false, true, false),
            (r#"{"code":"3161","id":1}"#, false, true, false),
            (r#"{"code":"COUPON_USED"}"#, false, true, true),
        ] {
            let is_error = |operation| ErrorBody::in_success(operation, body.as_bytes(), "").is_some();
            let found = (is_error(&UNKNOWN), is_error(&DOCUMENTED), is_error(&WITH_CODE));
            assert_eq!(found, (unknown, documented, with_code), "{body}");
        }
    }
}
