//! The meanings of error codes. The kinds themselves are generated: some cut across operations, the others are what the
//! fragment has a name for.

use std::fmt;

use http::StatusCode;
use serde::{Serialize, Serializer};

pub use crate::generated::ApiErrorKind;
use crate::operations::{DocumentedError, Operation};

impl ApiErrorKind {
    /// Returns the meaning of a code: what the operation documents, else what the code means everywhere. Sources: the
    /// fragment's `x-error-codes` and Zoom's API reference, "Errors".
    pub(crate) fn of(operation: &Operation, status: StatusCode, code: Option<&str>, message: Option<&str>) -> Self {
        if is_about_the_token(operation, status, code, message) {
            return Self::InvalidAccessToken;
        }
        let status = status.as_u16();
        if status == 429 || code == Some("429") {
            return Self::RateLimited;
        }
        // Any operation may refuse a request so, whatever else it documents this code for.
        let is_general = |message: &str| message.trim_end_matches('.').eq_ignore_ascii_case("validation failed");
        let is_of_operation = |error: &&DocumentedError| is_general(error.message) || !message.is_some_and(is_general);
        let documented = operation.error(status, code, message).filter(is_of_operation).and_then(|error| error.name);
        if let Some(kind) = documented.and_then(Self::of_name) {
            return kind;
        }
        match (status, code.unwrap_or_default()) {
            (400 | 404, "1001") => Self::UserNotFound,
            (400 | 401 | 404, "1010") => Self::UserNotInAccount,
            (400 | 404, "2001") => Self::AccountNotFound,
            (_, "4700" | "4711") => Self::MissingScopes,
            (200 | 400.., "200") => Self::NotPermitted,
            (200 | 400.., "300") => Self::Validation,
            (500.., _) => Self::Server,
            _ => Self::Other,
        }
    }
}

/// Returns whether an error says that the access token is invalid, so that another one may be accepted.
///
/// Zoom says so by a 401 without a code, by code 124, and for some operations by a 401 with a code of their own. Other
/// errors with a 401 are documented as well: 1010 for a user outside the account, 4711 for missing scopes.
fn is_about_the_token(operation: &Operation, status: StatusCode, code: Option<&str>, message: Option<&str>) -> bool {
    let is_of_tokens = |text: &str| text.to_ascii_lowercase().contains("token");
    let documented = |code| operation.errors_with(code).filter(|error| error.status == status.as_u16());
    match (status.as_u16(), code) {
        (401, None | Some("401")) => true,
        // "This API only supports OAuth2 authorization." has this code, too.
        (400 | 401 | 200, Some("124")) => {
            message.is_some_and(is_of_tokens) || documented("124").all(|error| is_of_tokens(error.message))
        }
        (_, Some("4700" | "4711")) => false,
        // "Invalid or expired token." has 30031004.
        (401, Some(code)) => documented(code).any(|error| is_of_tokens(error.message)),
        _ => false,
    }
}

impl fmt::Display for ApiErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Serializes as its name.
impl Serialize for ApiErrorKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    static PAC: Operation = Operation::undocumented("list_user_pac_accounts", Method::GET, "/users/{userId}/pac");
    static ANOTHER: Operation = {
        let mut operation = Operation::undocumented("another", Method::GET, "/a");
        operation.errors = &[
            documented(400, "124", "This API only supports OAuth2 authorization."),
            documented(401, "30031004", "Invalid or expired token."),
            documented(401, "1010", "User does not belong to this account."),
        ];
        operation
    };

    const fn documented(status: u16, code: &'static str, message: &'static str) -> DocumentedError {
        DocumentedError { status, code: Some(code), message, variables: &[], name: None }
    }

    #[test]
    fn meanings_depend_on_operation_status_and_code() {
        for (operation, status, code, expected) in [
            (&ANOTHER, 400, Some("2024"), ApiErrorKind::Other),
            (&ANOTHER, 404, Some("1001"), ApiErrorKind::UserNotFound),
            (&ANOTHER, 400, Some("1001"), ApiErrorKind::UserNotFound),
            (&ANOTHER, 200, Some("1001"), ApiErrorKind::Other),
            (&ANOTHER, 401, Some("1010"), ApiErrorKind::UserNotInAccount),
            (&ANOTHER, 401, Some("4711"), ApiErrorKind::MissingScopes),
            (&ANOTHER, 400, Some("4700"), ApiErrorKind::MissingScopes),
            (&ANOTHER, 429, None, ApiErrorKind::RateLimited),
            (&ANOTHER, 403, Some("200"), ApiErrorKind::NotPermitted),
            (&ANOTHER, 400, Some("300"), ApiErrorKind::Validation),
            (&ANOTHER, 502, None, ApiErrorKind::Server),
            (&ANOTHER, 302, None, ApiErrorKind::Other),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(ApiErrorKind::of(operation, status, code, None), expected, "{status} {code:?}");
        }
    }

    #[test]
    fn a_request_that_does_not_validate_is_told_from_what_else_has_its_code() {
        static ERRORS: [DocumentedError; 1] = [DocumentedError {
            name: Some("PacNotEnabled"),
            ..documented(400, "300", "The next page token is invalid or expired.")
        }];
        static LIST: Operation = {
            let mut operation = Operation::undocumented("list", Method::GET, "/a");
            operation.errors = &ERRORS;
            operation
        };
        for (message, expected) in [
            (Some("Validation Failed."), ApiErrorKind::Validation),
            (Some("validation failed"), ApiErrorKind::Validation),
            (Some("The next page token is invalid or expired."), ApiErrorKind::PacNotEnabled),
            (None, ApiErrorKind::PacNotEnabled),
        ] {
            assert_eq!(ApiErrorKind::of(&LIST, StatusCode::BAD_REQUEST, Some("300"), message), expected, "{message:?}");
        }
    }

    #[test]
    fn not_every_401_is_the_tokens_fault() {
        for (operation, status, code, message, expected) in [
            (&PAC, 401, None, None, true),
            (&PAC, 401, Some("401"), Some("Unauthorized."), true),
            (&PAC, 401, Some("124"), None, true),
            (&PAC, 400, Some("124"), Some("Access token is expired."), true),
            (&PAC, 200, Some("124"), None, true),
            (&PAC, 403, Some("124"), None, false),
            (&PAC, 404, None, None, false),
            (&PAC, 401, Some("1010"), Some("User does not belong to this account."), false),
            (&PAC, 401, Some("4711"), Some("Invalid access token, does not contain scopes:[a]."), false),
            (&PAC, 401, Some("30031004"), Some("Invalid or expired token."), false),
            (&ANOTHER, 401, Some("30031004"), None, true),
            (&ANOTHER, 400, Some("30031004"), None, false),
            (&ANOTHER, 401, Some("1010"), None, false),
            (&ANOTHER, 401, Some("124"), None, true),
            (&ANOTHER, 400, Some("124"), None, false),
            (&ANOTHER, 400, Some("124"), Some("Access token is expired."), true),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            let kind = ApiErrorKind::of(operation, status, code, message);
            let is_about_the_token = kind == ApiErrorKind::InvalidAccessToken;
            assert_eq!(is_about_the_token, expected, "{} {status} {code:?} {message:?}", operation.id);
        }
    }

    /// A documented code means what its operation says, whatever it means elsewhere.
    #[test]
    fn every_documented_error_is_found_again() {
        let mut checked = 0;
        for operation in Operation::all() {
            for error in operation.errors {
                let found = operation.error(error.status, error.code, Some(error.message));
                assert!(found.is_some_and(|found| found.code == error.code), "{} {error:?}", operation.id);
                checked += 1;
            }
        }
        assert!(checked >= 3, "the fragment documents {checked} errors");
    }
}
