//! Zoom's prose dialect: error codes, scopes, rate-limit labels and the `me` keyword, read out of text for people.
//!
//! Zoom's collections carry these facts in names and descriptions, written by hand over years, in Markdown with HTML
//! in it. The dialect is a small grammar in two steps:
//!
//! 1. `lexer` splits a text into words and marks; `markers` recognises the labels that Zoom writes
//!    (`**Error Code:**`, `Scopes:`) however they are spelled.
//! 2. One file for each kind of text, like the methods of [`Dialect`]: `operation`, `response`, `parameter`; and one for
//!    each fact that follows a marker: `scopes`, `rate_limit_label`, `status`, `error_codes`, `variables`; or that a
//!    sentence states: `caller_keyword`, `double_encode`, `a_month`, `hosts`.
//!    `markdown_writer` keeps the rest of a request's description as Markdown, `plain` the rest of a name as text.
//!
//! Beside texts, three things are Zoom's alone: `forms` that are JSON, names of numbers with `decimals`, and `secrets`.
//!
//! Invariants:
//! - Reading never fails and never panics: it gives a value, and in `unread` the source of what it could not read.
//! - Time and output are linear in the input: every look ahead or back is bounded by a constant.
//! - Nothing here knows of Postman or OpenAPI; the seam is [`crate::api::notes`].
//!
//! The spellings come from Zoom's descriptions of 2021 (406 operations); each is a row in the test of its file.

mod a_month;
mod caller_keyword;
mod decimals;
mod double_encode;
mod error_body;
mod error_codes;
mod forms;
mod hosts;
mod lexer;
mod markdown_writer;
mod markers;
mod operation;
mod parameter;
mod plain;
mod rate_limit_label;
mod response;
mod scopes;
mod secrets;
mod status;
mod variables;

use crate::api::notes::{Dialect, ErrorBody, OAuth2, OperationNotes, ParameterNotes, ResponseNotes};

/// The dialect of Zoom's REST descriptions.
#[derive(Debug, Clone, Copy, Default)]
pub struct Zoom;

impl Dialect for Zoom {
    fn name(&self) -> &'static str {
        "zoom"
    }

    fn operation(&self, prose: &str) -> OperationNotes {
        operation::read(prose)
    }

    fn response(&self, name: &str) -> ResponseNotes {
        response::read(name)
    }

    fn parameter(&self, prose: &str) -> ParameterNotes {
        parameter::read(&lexer::lex(prose))
    }

    /// From Zoom's documentation, "OAuth 2.0".
    fn oauth2(&self) -> Option<OAuth2> {
        Some(OAuth2 { authorization_url: "https://zoom.us/oauth/authorize", token_url: "https://zoom.us/oauth/token" })
    }

    fn base_path(&self) -> Option<&'static str> {
        Some("/v2")
    }

    /// From Zoom's documentation, "Pagination".
    fn page_token(&self) -> Option<&'static str> {
        Some("next_page_token")
    }

    fn error_body(&self) -> Option<&'static ErrorBody> {
        Some(&error_body::ERROR_BODY)
    }

    fn forms_are_json(&self, path: &str) -> bool {
        forms::are_json(path)
    }

    fn is_file(&self, name: &str, value: &str, description: &str) -> bool {
        forms::is_file(name, value, description)
    }

    fn is_decimal(&self, name: &str) -> bool {
        decimals::is_decimal(name)
    }

    fn serves_a_month(&self, prose: &str) -> bool {
        a_month::is_the_most(&lexer::lex(prose))
    }

    fn is_secret(&self, name: &str, description: &str) -> bool {
        secrets::is_secret(name, description)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::notes::ErrorCode;

    #[test]
    fn the_door_reads_all_three_kinds_of_text() {
        let name = "**HTTP Status Code:** `404` **Not Found**<br>\n**Error Code:** `1001`<br>\nNo such user: $userId.";
        let error = ErrorCode {
            code: "1001".to_owned(),
            message: "No such user: $userId.".to_owned(),
            variables: vec!["userId".to_owned()],
            name: None,
        };
        let response = ResponseNotes {
            status: Some(404),
            description: "No such user: $userId.".to_owned(),
            error_codes: vec![error],
            unread: Vec::new(),
        };
        assert_eq!(Zoom.response(name), response);

        let operation = OperationNotes {
            description: "List `x`.".to_owned(),
            scopes: vec!["pac:read".to_owned()],
            rate_limit_label: Some("Light".to_owned()),
            ..OperationNotes::default()
        };
        assert_eq!(Zoom.operation("List `x`.\n\n**Scopes:** `pac:read`<br>**Rate Limit Label:** `Light`"), operation);

        let parameter = ParameterNotes {
            caller_keyword: Some("me".to_owned()),
            caller_keyword_required_for: vec!["user-level".to_owned()],
            ..ParameterNotes::default()
        };
        assert_eq!(Zoom.parameter("(Required) The ID. For user-level apps, pass `me`."), parameter);
    }

    /// A quadratic step shows as a test that does not end.
    #[test]
    fn long_runs_of_marks_are_read_in_linear_time() {
        for unit in [
            "**",
            "*",
            "`",
            "[",
            "]",
            "](",
            "[](",
            "<",
            "<b>",
            "</i>",
            "<a>",
            "<code>",
            "{",
            "$",
            "&",
            "&#x",
            "\\",
            "\n",
            " ",
            "* ",
            "**Error Code:** ",
            "**Error Code:** `1` ",
            "`1`, ",
            "**Scopes:** `a:b` ",
            "a-level apps `me` ",
            "`me` value is not ",
            "`a_b` ",
            "double ",
            "fileapi.zoom.us",
            "a.zoom.us/",
            "https://fileapi.zoom.us/v2/ ",
        ] {
            let text = unit.repeat(10_000 / unit.len());
            for text in [format!("**Error Codes:** {text}"), format!("**Scopes:** {text}"), text] {
                Zoom.response(&text);
                Zoom.operation(&text);
                Zoom.parameter(&text);
            }
        }
    }
}
