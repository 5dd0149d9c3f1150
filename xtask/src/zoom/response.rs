//! Response names: the HTTP status, the text for people, and the error codes with their messages.
//!
//! `response[].name` is Zoom's description of the response word for word, in this form at its best:
//!
//! ```text
//! **HTTP Status Code:** `404` **Not Found**<br>
//! **Error Code:** `1001`<br>
//! User does not exist: $userId.
//! ```
//!
//! Markers cut a name into sections. What stands behind a status, or before any marker, is description; what stands
//! behind an error code is its message, up to the next marker. All texts under one code are one message: nothing in
//! Zoom's marks tells a second message from the rest of the first.

use std::collections::HashSet;

use super::error_codes::{Codes, codes_at, codes_in};
use super::lexer::{Kind, Token, lex, line};
use super::markers::{Marker, Meaning, is_unknown_marker, marker_at};
use super::plain::{join, lines};
use super::status::{is_reason, status_at};
use super::variables::variables;
use crate::api::notes::{ErrorCode, ResponseNotes};

/// Reads a response name.
pub(super) fn read(name: &str) -> ResponseNotes {
    let tokens = lex(name);
    let Cut { sections, status, mut reason, unread } = cut(&tokens);
    let mut texts = Vec::new();
    let mut error_codes = Vec::new();
    let mut seen = HashSet::new();
    for section in sections {
        let lines = lines(&tokens[section.start..section.end]);
        if section.codes.is_empty() {
            let (reasons, rest): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| is_reason(line));
            reason = reason.or(reasons.into_iter().next());
            texts.extend(rest);
            continue;
        }
        let message = join(lines.iter().map(String::as_str));
        // A separator between code and text (`300` - Missing field) belongs to neither.
        let message = message.trim_start_matches([':', '.', ',', '–', '—', ' ']);
        let message = message.strip_prefix("- ").unwrap_or(message);
        for code in section.codes {
            let error = ErrorCode { code, message: message.to_owned(), variables: variables(message), name: None };
            if seen.insert(error.clone()) {
                error_codes.push(error);
            }
        }
    }
    ResponseNotes { status, description: describe(&texts, &error_codes, reason), error_codes, unread }
}

/// A name cut at its markers.
#[derive(Default)]
struct Cut {
    sections: Vec<Section>,
    status: Option<u16>,
    reason: Option<String>,
    unread: Vec<String>,
}

fn cut(tokens: &[Token<'_>]) -> Cut {
    let mut cut = Cut::default();
    let mut section = Section::default();
    let mut at = 0;
    while at < tokens.len() {
        let next = match marker_at(tokens, at) {
            Some(Marker { meaning: Meaning::Status, after, certain }) => match status_at(tokens, after) {
                Some(status) => {
                    // The first counts: an error code's text may go on to speak of another.
                    cut.status = cut.status.or(Some(status.code));
                    cut.reason = cut.reason.or(status.reason);
                    Some(Section::text(status.after))
                }
                None => certain.then(|| Section::unread(after)),
            },
            Some(Marker { meaning: Meaning::ErrorCode, after, certain }) => {
                codes_at(tokens, after).map(Section::codes).or_else(|| certain.then(|| Section::unread(after)))
            }
            _ if section.listed && tokens[at].kind == Kind::Bullet => {
                codes_at(tokens, at + 1).map(|item| Section::codes(Codes { listed: true, ..item }))
            }
            _ => None,
        };
        let unknown = next.is_none() && is_unknown_marker(tokens, at, |value| codes_in(value).is_some());
        if unknown || next.as_ref().is_some_and(|next| next.unread) {
            cut.unread.push(line(&tokens[at..]));
        }
        let Some(next) = next else {
            at += 1;
            continue;
        };
        section.end = at;
        at = next.start;
        cut.sections.push(std::mem::replace(&mut section, next));
    }
    section.end = tokens.len();
    cut.sections.push(section);
    cut
}

/// The text for people; without one the messages, without those the reason phrase.
fn describe(texts: &[String], errors: &[ErrorCode], reason: Option<String>) -> String {
    if !texts.is_empty() {
        return join(texts.iter().map(String::as_str));
    }
    let mut seen = HashSet::new();
    let messages = errors.iter().map(|error| error.message.as_str());
    let joined = join(messages.filter(|message| !message.is_empty() && seen.insert(*message)));
    if joined.is_empty() { reason.unwrap_or_default() } else { joined }
}

/// A part of a name: text for people where it has no codes.
#[derive(Default)]
struct Section {
    codes: Vec<String>,
    /// The codes are items of a list, so that the next item may be the next code.
    listed: bool,
    /// The marker before it has no value.
    unread: bool,
    start: usize,
    end: usize,
}

impl Section {
    fn text(start: usize) -> Self {
        Section { start, ..Section::default() }
    }

    fn codes(Codes { codes, listed, after }: Codes) -> Self {
        Section { codes, listed, ..Section::text(after) }
    }

    fn unread(start: usize) -> Self {
        Section { unread: true, ..Section::text(start) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Status, description and codes with their messages.
    #[track_caller]
    fn check(input: &str, status: Option<u16>, description: &str, codes: &[(&str, &str)]) {
        let notes = read(input);
        let found: Vec<_> =
            notes.error_codes.iter().map(|error| (error.code.as_str(), error.message.as_str())).collect();
        assert_eq!(
            (notes.status, notes.description.as_str(), found.as_slice()),
            (status, description, codes),
            "{input:?}"
        );
        assert_eq!(notes.unread, Vec::<String>::new(), "{input:?}");
    }

    #[test]
    fn status_spellings() {
        for marker in [
            "**HTTP Status Code:** ",
            "**HTTP Status Code**: ",
            "**HTTP Status Code:**",
            "**HTTP status code:** ",
            "**HTTPS Status Code:** ",
            "**Status Code:** ",
            "**HTTP Response Code:** ",
            "**HTTP Status Codes** ",
            "**HTTP Status Codes:** ",
            "**HTTP Status:** ",
            "HTTP Status Code: ",
            "HTTP Status Code:** ",
            "**HTTP Status Code:**\n",
        ] {
            for rest in ["`200`<br>\nA.", "`200` **OK**<br>\nA.", "`200` **OK** <br><br>\nA.", "200 OK<br>A."] {
                check(&format!("{marker}{rest}"), Some(200), "A.", &[]);
            }
        }
    }

    #[test]
    fn reason_phrases_are_no_description() {
        check("**Status Code:** `202` **Accepted**\nA.", Some(202), "A.", &[]);
        check("**Status Code:** `400`<br>\nBad request.<br>A.", Some(400), "A.", &[]);
        check("**Status Code:** `200 OK`<br>A.", Some(200), "A.", &[]);
        check("**Status Code:** `200` **OK**<br>\n", Some(200), "OK", &[]);
        check("**Status Code:** `204`<br>OK", Some(204), "OK", &[]);
        check("**Status Code:** `404` **No Such Thing**<br>A.", Some(404), "A.", &[]);
        check("**Status Code:** `200` **Two** rooms.", Some(200), "Two rooms.", &[]);
        check("**Status Code:** `300`<br>", Some(300), "", &[]);
        check("OK", None, "OK", &[]);
        check("A.", None, "A.", &[]);
        check("", None, "", &[]);
    }

    #[test]
    fn error_code_spellings() {
        for marker in [
            "**Error Code:** ",
            "**Error Code**: ",
            "**Error Code** : ",
            "**Error code:** ",
            "**Error Codes:** ",
            "**Error Code:**",
            "**Error Code:**  ",
            "**Response Error Code:** ",
            "Error Code:** ",
            "**Error Code: ",
            "Error Code: ",
            "**Error Code:**\n",
            "**Error Code:**<br>\n",
        ] {
            for rest in ["`300`<br>\nA.", "`300` <br> A.", "`300`\nA.", "`300` A.", "300<br>A.", "300 A.", "`300` - A."]
            {
                check(&format!("{marker}{rest}"), None, "A.", &[("300", "A.")]);
                let status = "**HTTP Status Code:** `400` **Bad Request**<br>\n";
                check(&format!("{status}{marker}{rest}"), Some(400), "A.", &[("300", "A.")]);
            }
        }
    }

    #[test]
    fn code_forms() {
        check("**Error Code:** `1003_001`<br>A.", None, "A.", &[("1003_001", "A.")]);
        check("**Error Code:** `10030012`<br>A.", None, "A.", &[("10030012", "A.")]);
        check("**Error Code:** `300` <br>", None, "", &[("300", "")]);
        check("**Error Code:** `-1`<br>A.", None, "A.", &[("-1", "A.")]);
        check("**Status Code:** `404`<br>**Error Code:** `1`", Some(404), "", &[("1", "")]);
        check("**Status Code:** `404` **Not Found**<br>**Error Code:** `1`", Some(404), "Not Found", &[("1", "")]);
    }

    #[test]
    fn several_codes_under_one_marker() {
        check("**Error Codes:** `300`, `3001`<br>A.", None, "A.", &[("300", "A."), ("3001", "A.")]);
        check("**Error Code:** `300` or more.", None, "or more.", &[("300", "or more.")]);
        check("**Error Codes:**\n* `300`: A.\n* `3001`: B.", None, "A. B.", &[("300", "A."), ("3001", "B.")]);
    }

    #[test]
    fn several_texts_under_one_code() {
        check("**Error Code:** `300`<br>\n* A.<br>\n* B.", None, "A. B.", &[("300", "A. B.")]);
        check("**Error Code:** `300`<br>\nA<br>\nB", None, "A; B", &[("300", "A; B")]);
        check("**Error Code:** `300`<br>\nA.\n\nThis is B.", None, "A. This is B.", &[("300", "A. This is B.")]);
        check("**Error Code:** `300`<br>\n* 5 rooms.", None, "5 rooms.", &[("300", "5 rooms.")]);
    }

    #[test]
    fn several_codes_in_one_name() {
        let name = "**HTTP Status Code:** `400`<br>\n**Error Code:**`1`<br>A.**Error code:** `2`<br>B";
        check(name, Some(400), "A. B", &[("1", "A."), ("2", "B")]);
        let repeated = "**Error Code:** `1`<br>A.<br>**Error Code:** `1`<br>B.<br>**Error Code:** `1` A.";
        check(repeated, None, "A. B.", &[("1", "A."), ("1", "B.")]);
        let described = "**Status Code:** `404`<br>No room.<br>**Error Code:** `1`<br>A.";
        check(described, Some(404), "No room.", &[("1", "A.")]);
        let within_2xx = "**HTTP Status Code:** `200`<br>\nA.\n**Error Code:** `200`<br>\nB.";
        check(within_2xx, Some(200), "A.", &[("200", "B.")]);
        let code_first = "**Error Code**: `200` <br>\nB.\n\n**HTTP Status Code**: `200` <br>\nA.\n";
        check(code_first, Some(200), "A.", &[("200", "B.")]);
        let one_line = "**Status Code:** `404` **Not Found** **Error Code:** `1` A.";
        check(one_line, Some(404), "A.", &[("1", "A.")]);
    }

    #[test]
    fn messages_keep_words_and_lose_marks() {
        let name = "**Error Code:** `1`<br>\nNo  **user** `x` in AT&T&#39;s: $userId or {0}. ***Note:** a.*";
        let notes = read(name);
        assert_eq!(notes.error_codes[0].message, "No user x in AT&T's: $userId or {0}. Note: a.");
        assert_eq!(notes.error_codes[0].variables, ["userId", "0"]);
    }

    #[test]
    fn a_backtick_without_its_partner_hides_nothing() {
        let name = "**Error Code:** `1`<br>No `a.<br>**Error Code:** `2`<br>No b: `c`.";
        check(name, None, "No a. No b: c.", &[("1", "No a."), ("2", "No b: c.")]);
        check("**Error Code:** `1<br>A `b is: `$c`.", None, "A b is: $c.", &[("1", "A b is: $c.")]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        fn check(input: &str, description: &str, unread: &[&str]) {
            let notes = read(input);
            assert_eq!((notes.description.as_str(), notes.error_codes.len()), (description, 0), "{input:?}");
            assert_eq!(notes.unread, unread, "{input:?}");
        }
        check("**HTTP Status Code:** <br>\nA.", "A.", &["**HTTP Status Code:**"]);
        check("**Error Code:** none<br>\nA.", "none; A.", &["**Error Code:** none"]);
        check("**Zoom Code:** `300`<br>\nA.", "Zoom Code: 300; A.", &["**Zoom Code:** `300`"]);
        check("The error code of a room.", "The error code of a room.", &[]);
        check("**Note:** a `b`", "Note: a b", &[]);
    }
}
