//! The error codes behind their marker: one, or a list.

use super::lexer::{Kind, Token};
use super::markers::{skip_space, value_at, value_text};

/// The codes behind their marker.
pub(super) struct Codes {
    /// The codes, at least one.
    pub(super) codes: Vec<String>,
    /// They are items of a list, so that the next item may be the next code.
    pub(super) listed: bool,
    /// The index of the first token behind them.
    pub(super) after: usize,
}

/// Reads `300`, or a list of codes with a comma, a slash, "or", "and" or only a space between them.
pub(super) fn codes_at(tokens: &[Token<'_>], at: usize) -> Option<Codes> {
    /// Each code carries the message, so that their number has to be bounded for the sum to be linear.
    const MOST: usize = 32;
    let first = value_at(tokens, at)?;
    let listed = tokens[at..first].iter().any(|token| token.kind == Kind::Bullet);
    let mut codes = codes_in(tokens[first])?;
    let mut after = first + 1;
    while codes.len() < MOST {
        let (next, separated) = separator_at(tokens, after);
        let Some(token) = tokens.get(next) else { break };
        let bare = token.kind == Kind::Word;
        match codes_in(*token) {
            Some(more) if !bare || separated => {
                codes.extend(more);
                after = next + 1;
            }
            _ => break,
        }
    }
    codes.truncate(MOST);
    Some(Codes { codes, listed, after })
}

/// Where the next code of a list would stand, and whether a separator other than a space comes before it.
fn separator_at(tokens: &[Token<'_>], at: usize) -> (usize, bool) {
    let word = skip_space(tokens, at);
    let by_itself = tokens.get(word).is_some_and(|token| matches!(token.text, "," | "/" | ";" | "&" | "or" | "and"));
    // The comma of bare codes belongs to the word before (300, 3001).
    let attached = at.checked_sub(1).and_then(|last| tokens.get(last)).is_some_and(|token| token.text.ends_with(','));
    if by_itself { (skip_space(tokens, word + 1), true) } else { (word, attached) }
}

/// The codes of one token: several if a code span or word holds a list.
pub(super) fn codes_in(token: Token<'_>) -> Option<Vec<String>> {
    let text = value_text(token)?.trim_end_matches(['.', ',', ';']);
    let parts: Vec<&str> = text.split([',', '/', ' ']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let all_codes = !parts.is_empty() && parts.iter().all(|part| is_code(part));
    all_codes.then(|| parts.into_iter().map(str::to_owned).collect())
}

/// Whether a text is a code: digits, possibly in groups (`1003_001`, later generations), seldom below zero (`-1`).
fn is_code(text: &str) -> bool {
    const LONGEST: usize = 16;
    let text = text.strip_prefix('-').unwrap_or(text);
    text.len() <= LONGEST
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::super::lexer::{lex, source};
    use super::*;

    fn check(input: &str, codes: &[&str], rest: &str) {
        let tokens = lex(input);
        let found = codes_at(&tokens, 0).map(|found| (found.codes, source(&tokens[found.after..])));
        let codes = codes.iter().map(|&code| code.to_owned()).collect();
        assert_eq!(found, Some((codes, rest.to_owned())), "{input:?}");
    }

    #[test]
    fn one_code() {
        check(" `300`<br>A", &["300"], "<br>A");
        check(" 300 A", &["300"], " A");
        check(" 300. A", &["300"], " A");
        check("\n`300` A", &["300"], " A");
        check(" `1003_001`", &["1003_001"], "");
        check(" `10030012`", &["10030012"], "");
        check(" `-1` A", &["-1"], " A");
        check(" `300` or more", &["300"], " or more");
        check(" `300` 5 rooms", &["300"], " 5 rooms");
    }

    #[test]
    fn a_list_of_codes() {
        for list in [
            " `300`, `3001`",
            "`300`,`3001`",
            " `300` or `3001`",
            " `300` / `3001`",
            " `300` `3001`",
            " `300, 3001`",
            " 300, 3001",
            " 300,3001",
        ] {
            check(&format!("{list}<br>A"), &["300", "3001"], "<br>A");
        }
    }

    #[test]
    fn no_code() {
        for input in ["", " ", " none", " `a`", " `_1`", " `-`", " `1-2`", " **A**", " 12345678901234567"] {
            assert!(codes_at(&lex(input), 0).is_none(), "{input:?}");
        }
    }
}
