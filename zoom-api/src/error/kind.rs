//! The meanings of error codes.

use http::StatusCode;

use crate::operations::Operation;

/// The meaning of an error response.
///
/// Zoom's codes are not unique: their meaning depends on the operation and on the HTTP status as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ApiErrorKind {
    /// 400 with code 2024 to `list_user_pac_accounts`: Personal Audio Conference is not enabled for the user.
    PacNotEnabled,
    /// 404 or 400 with code 1001: there is no such user.
    UserNotFound,
    /// 400, 401 or 404 with code 1010: the user is not in this account.
    UserNotInAccount,
    /// Code 2001: there is no such account.
    AccountNotFound,
    /// Code 124, or a 401 without a code: the access token is invalid or has expired.
    InvalidAccessToken,
    /// Code 4700 or 4711: the access token lacks scopes, which
    /// [`ApiError::missing_scopes`](super::ApiError::missing_scopes) lists where Zoom does. A user-level app gets it too
    /// when it does not call for [`UserRef::Me`](crate::UserRef::Me).
    MissingScopes,
    /// Code 200 (not the status): the account's plan or the user's role does not allow it.
    NotPermitted,
    /// Code 300: the request does not validate; [`ApiError::errors`](super::ApiError::errors) says which fields.
    Validation,
    /// 429: a rate limit is reached; see [`ApiError::rate_limit`](super::ApiError::rate_limit).
    RateLimited,
    /// A status of 500 or above: Zoom failed.
    Server,
    /// Anything else; see status and code.
    Other,
}

impl ApiErrorKind {
    /// Returns the meaning of a code. Sources: the fragment's `x-error-codes` and Zoom's API reference, "Errors".
    pub(crate) fn of(operation: &Operation, status: StatusCode, code: Option<&str>, message: Option<&str>) -> Self {
        if is_about_the_token(operation, status, code, message) {
            return Self::InvalidAccessToken;
        }
        match (operation.id, status.as_u16(), code.unwrap_or_default()) {
            ("list_user_pac_accounts", 400, "2024") => Self::PacNotEnabled,
            (_, 429, _) | (_, _, "429") => Self::RateLimited,
            (_, 400 | 404, "1001") => Self::UserNotFound,
            (_, 400 | 401 | 404, "1010") => Self::UserNotInAccount,
            (_, 400 | 404, "2001") => Self::AccountNotFound,
            (_, _, "4700" | "4711") => Self::MissingScopes,
            (_, 200 | 400.., "200") => Self::NotPermitted,
            (_, 200 | 400.., "300") => Self::Validation,
            (_, 500.., _) => Self::Server,
            _ => Self::Other,
        }
    }

    /// A few words for a message whose text Zoom left out.
    pub(super) fn phrase(self) -> Option<&'static str> {
        Some(match self {
            Self::PacNotEnabled => "PAC is not enabled for the user",
            Self::UserNotFound => "there is no such user",
            Self::UserNotInAccount => "the user is not in this account",
            Self::AccountNotFound => "there is no such account",
            Self::InvalidAccessToken => "the access token is invalid or has expired",
            Self::MissingScopes => "the access token lacks scopes",
            Self::NotPermitted => "it is not permitted",
            Self::Validation => "the request does not validate",
            Self::RateLimited => "a rate limit is reached",
            Self::Server | Self::Other => return None,
        })
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

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::operations::DocumentedError;

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
            (&PAC, 400, Some("2024"), ApiErrorKind::PacNotEnabled),
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
}
