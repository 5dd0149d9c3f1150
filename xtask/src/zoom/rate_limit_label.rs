//! The rate-limit label: the category behind `**Rate Limit Label:**`.

use super::lexer::{Kind, Token};

/// The label behind its marker and the index of the first token behind it.
pub(super) fn label_at(tokens: &[Token<'_>], at: usize) -> Option<(String, usize)> {
    /// Room for white space, one line end and bold marks before the label.
    const FARTHEST: usize = 5;
    let skipped = |token: &Token<'_>| {
        matches!(token.kind, Kind::Space | Kind::Newline | Kind::Break)
            || token.kind.is_strong()
            || token.kind.is_emphasis()
    };
    let at = at + tokens.get(at..)?.iter().take(FARTHEST).position(|token| !skipped(token))?;
    let (label, mut after) = match tokens[at].kind {
        // A label without a letter (`1`) is none.
        Kind::Code(text) if !text.contains(char::is_alphabetic) => return None,
        Kind::Code(text) => (known(text).map_or_else(|| text.to_owned(), str::to_owned), at + 1),
        Kind::Word => bare(tokens, at)?,
        _ => return None,
    };
    // What closes the label or its sentence is of no use without it; bold that opens behind a space is.
    while tokens.get(after).is_some_and(|token| token.kind.is_emphasis() || matches!(token.text, "." | ",")) {
        after += 1;
    }
    Some((label, after))
}

/// A label without backticks: only a known one, since any word could stand there.
fn bare(tokens: &[Token<'_>], at: usize) -> Option<(String, usize)> {
    // Two words first: "Resource intensive" in front of "Resource".
    [3, 1].into_iter().find_map(|length| {
        let words = tokens.get(at..at + length)?;
        let text: String = words.iter().map(|token| token.text).collect();
        known(&text).map(|label| (label.to_owned(), at + length))
    })
}

/// Zoom's four labels (its page on rate limits), in their one spelling.
fn known(text: &str) -> Option<&'static str> {
    const LABELS: [&str; 4] = ["Light", "Medium", "Heavy", "Resource-intensive"];
    let text = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let same = |a: u8, b: u8| a.eq_ignore_ascii_case(&b) || (a == b'-' && matches!(b, b' ' | b'_'));
    let is = |label: &&&str| label.len() == text.len() && label.bytes().zip(text.bytes()).all(|(a, b)| same(a, b));
    LABELS.iter().find(is).copied()
}

#[cfg(test)]
mod tests {
    use super::super::lexer::{lex, source};
    use super::*;

    fn check(input: &str, expected: Option<(&str, &str)>) {
        let tokens = lex(input);
        let found = label_at(&tokens, 0).map(|(label, after)| (label, source(&tokens[after..])));
        assert_eq!(found, expected.map(|(label, rest)| (label.to_owned(), rest.to_owned())), "{input:?}");
    }

    #[test]
    fn spellings() {
        check(" `Light`", Some(("Light", "")));
        check("`MEDIUM`<br>", Some(("Medium", "<br>")));
        check(" heavy.\n", Some(("Heavy", "\n")));
        check(" `Resource-Intensive`", Some(("Resource-intensive", "")));
        check(" resource intensive", Some(("Resource-intensive", "")));
        check("<br>\n`Light`", Some(("Light", "")));
        check(" `Light`**Note**", Some(("Light", "**Note**")));
        check(" `Very Heavy`", Some(("Very Heavy", "")));
    }

    #[test]
    fn no_label() {
        check("", None);
        check(" see there", None);
        check(" <p>`Light`", None);
        check(" `1`", None);
    }
}
