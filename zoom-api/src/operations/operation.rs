//! One operation: what a call of it takes, gives, costs and may be refused with.

use http::Method;

use super::RateLimitLabel;
use crate::generated::OPERATIONS;

/// An operation of Zoom's API, as the fragment documents it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The operation ID: `list_user_pac_accounts`.
    pub id: &'static str,
    /// The group that has its method: `pac`.
    pub group: &'static str,
    /// Its method in the group: `list`.
    pub method: &'static str,
    /// The HTTP method.
    pub http_method: Method,
    /// The path template below the API's base URL: `/users/{userId}/pac`.
    pub path: &'static str,
    /// The base URL of an operation that is not at the API's: `https://fileapi.zoom.us/v2`.
    pub server: Option<&'static str>,
    /// What it does, in a line: `List a user's PAC accounts`.
    pub summary: &'static str,
    /// Parameters of the path, then those of the query and the headers.
    pub parameters: &'static [Parameter],
    /// The request body; `None` if it takes none.
    pub body: Option<Body>,
    /// What a success gives.
    pub success: Success,
    /// Whether a success has a member `code` or `errorCode` of its own, at its top level. Elsewhere such a member can be
    /// that of an error that Zoom sends with a status of success.
    pub success_has_code: bool,
    /// What a call costs of the account's rate limits; `None` if Zoom does not say.
    pub rate_limit_label: Option<RateLimitLabel>,
    /// Classic scopes, any of which allows the call.
    pub scopes: &'static [&'static str],
    /// Granular scopes, any of which allows the call.
    pub granular_scopes: &'static [&'static str],
    /// The documented errors.
    pub errors: &'static [DocumentedError],
    /// How a list goes on after its first page; `None` if the response is whole.
    pub pagination: Option<Pagination>,
    /// The longest range of dates that it serves; `None` if it takes no range, or Zoom says no limit.
    pub max_range: Option<MaxRange>,
    /// The secrets of the request and the response, as paths: `pac_accounts[].participant_password`.
    pub secrets: &'static [&'static str],
}

impl Operation {
    /// Returns an operation of which nothing is documented but what is given here.
    ///
    /// A `{+name}` at the end of the path stands for one or more segments.
    pub(crate) const fn undocumented(id: &'static str, http_method: Method, path: &'static str) -> Self {
        Self {
            id,
            group: "",
            method: "",
            http_method,
            path,
            server: None,
            summary: "",
            parameters: &[],
            body: None,
            success: Success::Json,
            success_has_code: false,
            rate_limit_label: None,
            scopes: &[],
            granular_scopes: &[],
            errors: &[],
            pagination: None,
            max_range: None,
            secrets: &[],
        }
    }

    /// Returns the documented errors with this code, each of another status or about another thing.
    pub(crate) fn errors_with(&self, code: &str) -> impl Iterator<Item = &'static DocumentedError> {
        self.errors.iter().filter(move |error| error.code == Some(code))
    }

    /// Returns all operations of the fragment, in the order of their paths.
    pub fn all() -> &'static [Self] {
        &OPERATIONS
    }

    /// Returns the operation of this ID.
    pub fn find(id: &str) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.id == id)
    }

    /// Returns whether a call that was made twice does what it does once: by HTTP's rules for its method.
    pub fn is_idempotent(&self) -> bool {
        self.http_method.is_idempotent()
    }

    /// Returns whether a call destroys something, so that a person is better asked before: by its method, or because it
    /// takes a scope to delete.
    pub fn is_destructive(&self) -> bool {
        let deletes = |scope: &str| scope.split(':').nth(1) == Some("delete");
        self.http_method == Method::DELETE || self.granular_scopes.iter().any(|scope| deletes(scope))
    }

    /// Returns the documented error of a status and a code; of several with the same, the first whose message is like this
    /// one.
    pub fn error(&self, status: u16, code: Option<&str>, message: Option<&str>) -> Option<&DocumentedError> {
        let of_code = || self.errors.iter().filter(|error| error.status == status && error.code == code);
        of_code().find(|error| message.is_some_and(|message| error.is_like(message))).or_else(|| of_code().next())
    }
}

/// A parameter of an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parameter {
    /// Zoom's name: `userId`.
    pub name: &'static str,
    /// The name of the argument or setter in Rust: `user_id`.
    pub rust_name: &'static str,
    /// Where it stands in the request.
    pub place: ParameterPlace,
    /// Whether a call without it is refused.
    pub is_required: bool,
    /// The JSON type: `string`, `integer`, `number`, `boolean` or `array`.
    pub json_type: &'static str,
    /// The documented values of an enumeration, which is open.
    pub values: &'static [&'static str],
    /// What it is for.
    pub description: &'static str,
    /// The keyword that stands for the caller's own user.
    pub caller_keyword: Option<CallerKeyword>,
    /// Whether Zoom asks for a value with a slash in it to be encoded twice.
    pub is_double_encoded: bool,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParameterPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the header `Cookie`, beside others.
    Cookie,
}

/// A keyword such as `me`, which stands for the user to whom the access token belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct CallerKeyword {
    /// The keyword.
    pub keyword: &'static str,
    /// The kinds of app that have to use it: `user-level`.
    pub required_for: &'static [&'static str],
}

/// A request body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// Its media type: `application/json`.
    pub media_type: &'static str,
    /// Whether a call without it is refused.
    pub is_required: bool,
}

/// What a success gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Success {
    /// A JSON value.
    Json,
    /// Nothing.
    Empty,
    /// Bytes, as a stream.
    Bytes,
}

/// An error that Zoom documents for an operation.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentedError {
    /// The HTTP status that it comes with.
    pub status: u16,
    /// Zoom's error code; `None` for a status without one.
    pub code: Option<&'static str>,
    /// Zoom's message; a variable stands as `$userId` or `{userId}`.
    pub message: &'static str,
    /// The names of the variables in the message.
    pub variables: &'static [&'static str],
    /// Its name: `PacNotEnabled`.
    pub name: Option<&'static str>,
}

impl DocumentedError {
    /// Returns whether a message is this one's, with any text for its variables.
    fn is_like(&self, message: &str) -> bool {
        let mut rest = message.trim();
        let mut literals = self.literals().into_iter();
        let Some(first) = literals.next() else { return false };
        let Some(after) = rest.strip_prefix(first) else { return false };
        rest = after;
        for literal in literals {
            let Some(at) = rest.find(literal) else { return false };
            rest = &rest[at + literal.len()..];
        }
        true
    }

    /// The texts between the variables.
    fn literals(&self) -> Vec<&'static str> {
        let mut literals = vec![self.message.trim()];
        for variable in self.variables {
            for mark in [format!("${variable}"), format!("{{{variable}}}")] {
                literals =
                    literals.into_iter().flat_map(|literal| literal.split(mark.as_str()).collect::<Vec<_>>()).collect();
            }
        }
        literals
    }

    /// Returns the message with its variables filled in by their values.
    pub fn message_with(&self, values: &[(&str, &str)]) -> String {
        values.iter().fold(self.message.to_owned(), |message, (name, value)| {
            message.replace(&format!("${name}"), value).replace(&format!("{{{name}}}"), value)
        })
    }
}

/// How a list goes on after its first page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pagination {
    /// What a page says of the next one.
    pub style: PaginationStyle,
    /// The query parameter that asks for a page: `next_page_token`.
    pub parameter: &'static str,
    /// The member of the response that holds the next page's token, if it has one.
    pub token: Option<&'static str>,
    /// The member of the response that holds the items: `users`.
    pub items: &'static str,
    /// The query parameter that sets how many items a page has.
    pub page_size: Option<&'static str>,
}

/// The longest range of dates that an operation serves. Of a longer one it serves a part, without an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MaxRange {
    /// The query parameter for the first day: `from`.
    pub from: &'static str,
    /// The query parameter for the last day: `to`.
    pub to: &'static str,
    /// How many months it is long.
    pub months: u8,
}

/// What a page says of the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaginationStyle {
    /// Its token, which is empty on the last page.
    Token,
    /// Nothing: pages are counted.
    PageNumber,
    /// Nothing: items are counted, from 1.
    StartIndex,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(message: &'static str, variables: &'static [&'static str]) -> DocumentedError {
        DocumentedError { status: 404, code: Some("1001"), message, variables, name: None }
    }

    #[test]
    fn what_destroys_is_told_by_its_method_and_its_scopes() {
        let with = |http_method, granular_scopes| {
            let operation = Operation::undocumented("test", http_method, "/test");
            Operation { granular_scopes, ..operation }.is_destructive()
        };
        assert!(with(Method::DELETE, &[]));
        assert!(with(Method::PUT, &["meeting:update:meeting", "meeting:delete:meeting:admin"]));
        assert!(!with(Method::PUT, &["delete:read:meeting", "meeting:update:delete"]));
        assert!(!with(Method::GET, &[]));
    }

    #[test]
    fn messages_with_variables() {
        for (template, variables, message, expected) in [
            ("No user.", &[][..], "No user.", true),
            ("No user.", &[], "No meeting.", false),
            ("User does not exist: $userId.", &["userId"], "User does not exist: jane@example.com.", true),
            ("User {userId} is not in {groupId}.", &["userId", "groupId"], "User a is not in b.", true),
            ("User {userId} is not in {groupId}.", &["userId", "groupId"], "User a is in b.", false),
        ] {
            assert_eq!(error(template, variables).is_like(message), expected, "{template} {message}");
        }
        let filled = error("User {userId} is not in $groupId.", &["userId", "groupId"]);
        assert_eq!(filled.message_with(&[("userId", "a"), ("groupId", "b")]), "User a is not in b.");
    }
}
