//! The HTTP status behind its marker, and reason phrases.

use super::lexer::{Kind, Token, source};
use super::markers::{marker_at, skip_space, value_at, value_text};

/// The status behind its marker.
pub(super) struct Status {
    /// The number.
    pub(super) code: u16,
    /// The reason phrase, where one follows.
    pub(super) reason: Option<String>,
    /// The index of the first token behind both.
    pub(super) after: usize,
}

/// Reads `200`, with or without its reason phrase.
pub(super) fn status_at(tokens: &[Token<'_>], at: usize) -> Option<Status> {
    let at = value_at(tokens, at)?;
    let text = value_text(tokens[at])?;
    let (number, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let code = number.trim_end_matches(['.', ',']).parse().ok().filter(|code| (100..1000).contains(code))?;
    let mut status = Status { code, reason: None, after: at + 1 };
    if is_reason(rest) {
        status.reason = Some(rest.to_owned());
    } else if let Some((reason, after)) = bold_reason_at(tokens, skip_space(tokens, at + 1)) {
        status.reason = Some(reason);
        status.after = after;
    }
    Some(status)
}

/// Bold text behind a status: the reason phrase if it is a known one or fills the line.
fn bold_reason_at(tokens: &[Token<'_>], at: usize) -> Option<(String, usize)> {
    /// `**Request Header Fields Too Large**` has eleven tokens.
    const LONGEST: usize = 12;
    let is_strong = |token: &Token<'_>| token.kind.is_strong();
    if !tokens.get(at).is_some_and(is_strong) || marker_at(tokens, at).is_some() {
        return None;
    }
    let length =
        tokens[at + 1..].iter().take(LONGEST).position(|token| !matches!(token.kind, Kind::Word | Kind::Space))?;
    let close = at + 1 + length;
    let text = source(&tokens[at + 1..close]).trim().to_owned();
    let line_ends = tokens.get(skip_space(tokens, close + 1)).is_none_or(|token| token.kind.ends_line());
    (is_strong(&tokens[close]) && (is_reason(&text) || line_ends)).then_some((text, close + 1))
}

/// Whether a line is no more than an HTTP reason phrase (RFC 9110 and 6585; Zoom's letter case and full stops vary).
pub(super) fn is_reason(line: &str) -> bool {
    const REASONS: [&str; 24] = [
        "OK",
        "Created",
        "Accepted",
        "No Content",
        "Moved Permanently",
        "Found",
        "Not Modified",
        "Bad Request",
        "Unauthorized",
        "Payment Required",
        "Forbidden",
        "Not Found",
        "Method Not Allowed",
        "Not Acceptable",
        "Request Timeout",
        "Conflict",
        "Gone",
        "Unsupported Media Type",
        "Unprocessable Entity",
        "Too Many Requests",
        "Internal Server Error",
        "Not Implemented",
        "Bad Gateway",
        "Service Unavailable",
    ];
    let line = line.trim_end_matches('.');
    REASONS.iter().any(|reason| reason.eq_ignore_ascii_case(line))
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    fn check(input: &str, expected: Option<(u16, Option<&str>, &str)>) {
        let tokens = lex(input);
        let found = status_at(&tokens, 0).map(|found| (found.code, found.reason, source(&tokens[found.after..])));
        let expected = expected.map(|(code, reason, rest)| (code, reason.map(str::to_owned), rest.to_owned()));
        assert_eq!(found, expected, "{input:?}");
    }

    #[test]
    fn status_and_reason() {
        check(" `200`<br>A", Some((200, None, "<br>A")));
        check(" 200 A", Some((200, None, " A")));
        check("<br>\n`200`", Some((200, None, "")));
        check(" **`200`**", Some((200, None, "**")));
        check(" `200` **OK** <br>A", Some((200, Some("OK"), " <br>A")));
        check(" `200` **ok** A", Some((200, Some("ok"), " A")));
        check(" `200 OK`", Some((200, Some("OK"), "")));
        check(" `404` **No Such Thing**<br>", Some((404, Some("No Such Thing"), "<br>")));
        check(" `200` **Two** rooms", Some((200, None, " **Two** rooms")));
        check(" `404` **Error Code:** `1`", Some((404, None, " **Error Code:** `1`")));
    }

    #[test]
    fn no_status() {
        for input in ["", " ", " none", " `20`", " `2000`", "\n\n\n\n\n\n\n\n\n`200`"] {
            check(input, None);
        }
    }

    #[test]
    fn reason_phrases() {
        assert!(["OK", "Bad request.", "NOT FOUND"].iter().all(|line| is_reason(line)));
        assert!(!["", "Success", "Not found: a"].iter().any(|line| is_reason(line)));
    }
}
