//! OAuth scopes: the list behind `**Scopes:**`.

use super::lexer::{Kind, Token, source};
use super::markers::marker_at;

/// The scopes behind their marker.
pub(super) struct Scopes {
    /// The scopes in the order of the text.
    pub(super) names: Vec<String>,
    /// The index of the first token behind them.
    pub(super) after: usize,
    /// Whether the line says more than the scopes (`` `a:b` for master accounts ``), which people have to read.
    pub(super) explained: bool,
}

/// Reads a list with commas, spaces or "or" between the scopes, in code spans or bare, as Markdown's list or not.
pub(super) fn scopes_at(tokens: &[Token<'_>], at: usize) -> Option<Scopes> {
    let mut names = Vec::new();
    let mut after = at;
    while let Some((more, end)) = item_at(tokens, next_item(tokens, after)) {
        names.extend(more);
        after = end;
    }
    if names.is_empty() {
        return None;
    }
    while tokens.get(after).is_some_and(|token| token.kind == Kind::Space || is_separator(token)) {
        after += 1;
    }
    let explained = tokens.get(after).is_some_and(|token| token.kind == Kind::Word);
    if explained {
        while tokens.get(after).is_some_and(|token| !token.kind.ends_line()) && marker_at(tokens, after).is_none() {
            let item = matches!(tokens[after].kind, Kind::Code(_)).then(|| item_at(tokens, after)).flatten();
            names.extend(item.map(|(names, _)| names).unwrap_or_default());
            after += 1;
        }
    }
    Some(Scopes { names, after, explained })
}

/// Where the next scope would stand: behind white space and separators, also on the next line or in the next bullet.
fn next_item(tokens: &[Token<'_>], at: usize) -> usize {
    const FARTHEST: usize = 8;
    let between = |token: &Token<'_>| {
        matches!(token.kind, Kind::Space | Kind::Newline | Kind::Break | Kind::Bullet | Kind::Ignored)
            || token.kind.is_strong()
            || is_separator(token)
    };
    let rest = tokens.get(at..).unwrap_or_default();
    at + rest.iter().take(FARTHEST).take_while(|token| between(token)).count()
}

fn is_separator(token: &Token<'_>) -> bool {
    matches!(token.text, "," | "." | ";" | "/" | "|" | "&" | "or" | "and" | ",or" | ",and")
}

/// The scopes of a code span or of a run of words and colons, and the end of it.
fn item_at(tokens: &[Token<'_>], at: usize) -> Option<(Vec<String>, usize)> {
    let token = tokens.get(at)?;
    let (text, end) = match token.kind {
        Kind::Code(text) => (text.to_owned(), at + 1),
        Kind::Word => {
            /// The words and colons of three long scopes without a space between them.
            const LONGEST: usize = 32;
            let run = tokens[at..].iter().take(LONGEST);
            let end = at + run.take_while(|token| matches!(token.kind, Kind::Word | Kind::Colon)).count();
            (source(&tokens[at..end]), end)
        }
        _ => return None,
    };
    let words = text.split([',', ' ', ';']).map(|word| word.trim_end_matches('.'));
    let names: Vec<&str> = words.filter(|word| !matches!(*word, "" | "or" | "and")).collect();
    let all_scopes = !names.is_empty() && names.iter().all(|name| is_scope(name));
    all_scopes.then(|| (names.into_iter().map(str::to_owned).collect(), end))
}

/// Whether a text is a scope: parts of small letters, digits and underscores, with colons between them.
fn is_scope(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-.*".contains(c));
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.contains(':') && text.split(':').all(part)
}

/// Whether a token is a scope in a code span.
pub(super) fn is_coded_scope(token: Token<'_>) -> bool {
    matches!(token.kind, Kind::Code(text) if is_scope(text))
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    /// The scopes and what follows them.
    fn check(input: &str, names: &[&str], rest: &str, explained: bool) {
        let tokens = lex(input);
        let found = scopes_at(&tokens, 0).map(|found| (found.names, source(&tokens[found.after..]), found.explained));
        let names = names.iter().map(|&name| name.to_owned()).collect();
        assert_eq!(found, Some((names, rest.to_owned(), explained)), "{input:?}");
    }

    #[test]
    fn separators() {
        for list in [
            " `a:b`, `a:c`",
            "`a:b`,`a:c`",
            " `a:b` `a:c`",
            " `a:b` or `a:c`",
            " `a:b`, or `a:c`",
            " `a:b, a:c`",
            " a:b, a:c",
            " a:b,a:c",
            " a:b a:c",
            " a:b or a:c",
            " `a:b`, `a:c`.",
            " `a:b`, `a:c`\t",
            " a:b, a:c.",
            "\n* `a:b`\n* `a:c`",
            "<br>\n`a:b`,\n`a:c`",
        ] {
            for rest in ["", "<br>\n", "\n\nUse it.", "**Note:** it.", "<p>Note</p>"] {
                check(&format!("{list}{rest}"), &["a:b", "a:c"], rest, false);
            }
        }
        check(" `a:b:c_d:admin`", &["a:b:c_d:admin"], "", false);
    }

    #[test]
    fn an_explained_list_is_read_to_its_line_end() {
        check(" `a:b` for some. `a:c` for `others`.<br>`d:e`", &["a:b", "a:c"], "<br>`d:e`", true);
    }

    #[test]
    fn no_list() {
        for input in ["", " ", " none", " `userId`", " : ::", " `a:`", " https://a.b"] {
            assert!(scopes_at(&lex(input), 0).is_none(), "{input:?}");
        }
    }
}
