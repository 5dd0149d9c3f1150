//! Text freed of its markup: what error messages and response descriptions become.

use super::lexer::{Kind, Token};

/// The lines of a run of tokens, as a reader sees them: folded, without marks, none empty.
pub(super) fn lines(tokens: &[Token<'_>]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for token in tokens {
        match token.kind {
            // An asterisk or a backtick that lost its partner says nothing to a reader.
            Kind::Word if token.text == "`" => {}
            Kind::Word => decode(token.text, &mut line),
            Kind::Colon => line.push(':'),
            // As it stands, for what lies between two code spans of which a backtick was lost is taken for one.
            Kind::Code(text) => {
                let inner = token.text.strip_prefix('`').and_then(|text| text.strip_suffix('`'));
                decode(inner.unwrap_or(text), &mut line);
            }
            Kind::Space => line.push(' '),
            kind if kind.ends_line() => end(&mut line, &mut lines),
            _ => {}
        }
    }
    end(&mut line, &mut lines);
    lines
}

fn end(line: &mut String, lines: &mut Vec<String>) {
    let folded = line.split_whitespace().collect::<Vec<_>>().join(" ");
    line.clear();
    if !folded.is_empty() {
        lines.push(folded);
    }
}

/// Joins lines to one: by a space where the punctuation or a small letter carries the sentence on, otherwise by a
/// semicolon, since Zoom ends many lines without a full stop (`Missing meetingId<br>Invalid meetingId`).
pub(super) fn join<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for line in lines {
        if !joined.is_empty() {
            let ended = joined.ends_with(['.', '!', '?', ':', ';', ',', '…']);
            let carries_on = line.starts_with(char::is_lowercase);
            joined.push_str(if ended || carries_on { " " } else { "; " });
        }
        joined.push_str(line);
    }
    joined
}

/// Decodes HTML entities and Markdown's backslashes. A lone `&` stays (`AT&T`).
fn decode(word: &str, into: &mut String) {
    let mut rest = word;
    while let Some(at) = rest.find(['&', '\\']) {
        into.push_str(&rest[..at]);
        rest = &rest[at..];
        let (text, length) = if rest.starts_with('\\') { escaped(rest) } else { entity(rest) };
        into.extend(text);
        rest = &rest[length..];
    }
    into.push_str(rest);
}

/// The character behind a backslash and the length of both, or the backslash itself.
fn escaped(rest: &str) -> (Option<char>, usize) {
    match rest[1..].chars().next() {
        Some(next) if next.is_ascii_punctuation() => (Some(next), 2),
        _ => (Some('\\'), 1),
    }
}

/// The character of an entity and the entity's length, or the `&` itself.
fn entity(rest: &str) -> (Option<char>, usize) {
    /// `&#x10FFFF;`, the longest that is known here; the bound keeps a run of `&` linear.
    const LONGEST: usize = 10;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b';');
    let decoded = end.and_then(|end| match &rest[1..end] {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "ndash" => Some('–'),
        "mdash" => Some('—'),
        "rsquo" => Some('’'),
        number => {
            let digits = number.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            code.ok().and_then(char::from_u32)
        }
    });
    match (decoded, end) {
        (Some(decoded), Some(end)) => (Some(decoded), end + 1),
        _ => (Some('&'), 1),
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    fn check(input: &str, expected: &str) {
        let lines = lines(&lex(input));
        assert_eq!(join(lines.iter().map(String::as_str)), expected, "{input:?}");
    }

    #[test]
    fn markup_is_freed() {
        check("", "");
        check(" a \t b ", "a b");
        check("**a** `b`: [c](d) <b>e</b>", "a b: c e");
        check("***Note:** a*", "Note: a");
        check("a ` b", "a b");
        check("a `b is: `c` d", "a b is: c d");
        check("a &amp; b&#39;s &lt;c&gt; &#x2014;&nbsp;d", "a & b's <c> — d");
        check("AT&T && &nosuch; &", "AT&T && &nosuch; &");
        check("&é;", "&é;");
        check("a\\*b\\c", "a*b\\c");
    }

    #[test]
    fn lines_join_readably() {
        check("A.<br>\nB.", "A. B.");
        check("A<br>B", "A; B");
        check("A\nb", "A b");
        check("* A<br>\n* B.\n", "A; B.");
        check("A:<br><br>\n\nB", "A: B");
    }
}
