//! The meanings of error codes.

use http::StatusCode;

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
    /// 400 with code 1010: the user is not in this account.
    UserNotInAccount,
    /// Code 2001: there is no such account.
    AccountNotFound,
    /// Code 124, or a 401: the access token is invalid or has expired.
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
    /// The meaning of a code. Sources: the fragment's `x-error-codes` and Zoom's API reference, "Errors".
    pub(crate) fn of(operation: &str, status: StatusCode, code: Option<&str>) -> Self {
        match (operation, status.as_u16(), code.unwrap_or_default()) {
            ("list_user_pac_accounts", 400, "2024") => Self::PacNotEnabled,
            (_, 429, _) | (_, _, "429") => Self::RateLimited,
            (_, 400 | 404, "1001") => Self::UserNotFound,
            (_, 400 | 404, "1010") => Self::UserNotInAccount,
            (_, 400 | 404, "2001") => Self::AccountNotFound,
            (_, _, "4700" | "4711") => Self::MissingScopes,
            (_, 400 | 401 | 200, "124") | (_, 401, _) => Self::InvalidAccessToken,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn meanings_depend_on_operation_status_and_code() {
        for (operation, status, code, expected) in [
            ("list_user_pac_accounts", 400, Some("2024"), ApiErrorKind::PacNotEnabled),
            ("another", 400, Some("2024"), ApiErrorKind::Other),
            ("another", 404, Some("1001"), ApiErrorKind::UserNotFound),
            ("another", 400, Some("1001"), ApiErrorKind::UserNotFound),
            ("another", 200, Some("1001"), ApiErrorKind::Other),
            ("another", 401, None, ApiErrorKind::InvalidAccessToken),
            ("another", 400, Some("124"), ApiErrorKind::InvalidAccessToken),
            ("another", 401, Some("4711"), ApiErrorKind::MissingScopes),
            ("another", 400, Some("4700"), ApiErrorKind::MissingScopes),
            ("another", 429, None, ApiErrorKind::RateLimited),
            ("another", 403, Some("200"), ApiErrorKind::NotPermitted),
            ("another", 400, Some("300"), ApiErrorKind::Validation),
            ("another", 502, None, ApiErrorKind::Server),
            ("another", 302, None, ApiErrorKind::Other),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(ApiErrorKind::of(operation, status, code), expected, "{operation} {status} {code:?}");
        }
    }

    /// A code that the fragment documents and that has no kind would be one more number for users to look up.
    #[test]
    fn every_documented_code_has_a_kind() {
        let fragment: serde_json::Value =
            serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/zoom.openapi.json"))).unwrap();
        let mut checked = 0;
        for (_, item) in fragment["paths"].as_object().unwrap() {
            for (_, operation) in item.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let status = status.parse().unwrap();
                    for error in response["x-error-codes"].as_array().into_iter().flatten() {
                        let code = error["code"].as_str().map_or_else(|| error["code"].to_string(), str::to_owned);
                        let kind = ApiErrorKind::of(id, status, Some(&code));
                        assert_ne!(kind, ApiErrorKind::Other, "{id} {status} {code}");
                        checked += 1;
                    }
                }
            }
        }
        assert!(checked >= 3, "the fragment documents {checked} codes");
    }
}
