//! OAuth scopes: the list behind `**Scopes:**`.

use super::lexer::{Kind, Token, source};
use super::markers::marker_at;

/// The scopes behind their marker.
pub(super) struct Scopes {
    /// The scopes in the order of the text.
    pub(super) names: Vec<String>,
    /// Code spans of the list that are no scopes.
    pub(super) unread: Vec<String>,
    /// The index of the first token behind them.
    pub(super) after: usize,
    /// Whether people have to read the line, which says more than the scopes (`` `a:b` for master accounts ``) or what
    /// could not be read.
    pub(super) explained: bool,
}

/// Reads a list with commas, spaces or "or" between the scopes, in code spans or bare, as Markdown's list or not.
pub(super) fn scopes_at(tokens: &[Token<'_>], at: usize) -> Option<Scopes> {
    let mut names = Vec::new();
    let mut unread = Vec::new();
    let mut after = at;
    loop {
        let next = next_item(tokens, after);
        let listed = is_listed(tokens, at, after, next);
        if let Some((more, end)) = item_at(tokens, next, listed) {
            names.extend(more);
            after = end;
        } else if let (true, Kind::Code(text)) = (listed, kind_at(tokens, next)) {
            unread.push(text.to_owned());
            after = next + 1;
        } else {
            break;
        }
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
            let item = matches!(tokens[after].kind, Kind::Code(_)).then(|| item_at(tokens, after, false)).flatten();
            names.extend(item.map(|(names, _)| names).unwrap_or_default());
            after += 1;
        }
    }
    let explained = explained || !unread.is_empty();
    Some(Scopes { names, unread, after, explained })
}

fn kind_at<'t>(tokens: &[Token<'t>], at: usize) -> Kind<'t> {
    tokens.get(at).map_or(Kind::Newline, |token| token.kind)
}

/// Whether a code span at `next` is of the list that starts at `start`, whatever is in it: the first behind the marker,
/// one on the same line, or one in a bullet of its own, with no words behind it.
fn is_listed(tokens: &[Token<'_>], start: usize, after: usize, next: usize) -> bool {
    let between = tokens.get(after..next).unwrap_or_default();
    let same_line = !between.iter().any(|token| token.kind.ends_line());
    let bullet = between.iter().any(|token| token.kind == Kind::Bullet);
    matches!(kind_at(tokens, next), Kind::Code(_))
        && (after == start || same_line || bullet)
        && goes_on(tokens, next + 1)
}

/// Whether a list goes on or ends at a place: no word of a sentence stands there.
fn goes_on(tokens: &[Token<'_>], at: usize) -> bool {
    let mut rest = tokens.get(at..).unwrap_or_default().iter().filter(|token| token.kind != Kind::Space);
    rest.next().is_none_or(|token| token.kind != Kind::Word || is_separator(token))
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

/// The scopes of a code span or of a run of words and colons, and the end of it. A code span of the list may hold
/// scopes without a colon.
fn item_at(tokens: &[Token<'_>], at: usize, listed: bool) -> Option<(Vec<String>, usize)> {
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
    let mut names = Vec::new();
    for part in text.split([',', ';']) {
        let words: Vec<&str> = part.split_whitespace().map(|word| word.trim_end_matches('.')).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !matches!(*word, "" | "or" | "and")).collect();
        match &words[..] {
            [] => {}
            [name] if is_scope(name) || listed && is_plain_scope(name) => names.push((*name).to_owned()),
            [_] => return None,
            words if words.iter().all(|word| is_scope(word)) => names.extend(words.iter().map(|&word| word.to_owned())),
            // A space beside a colon is a slip.
            words => {
                let whole = words.concat();
                let slips = words.windows(2).all(|pair| pair[0].ends_with(':') || pair[1].starts_with(':'));
                names.push(whole);
                if !slips || !names.last().is_some_and(|name| is_scope(name)) {
                    return None;
                }
            }
        }
    }
    (!names.is_empty()).then_some((names, end))
}

/// Whether a text is a scope: parts of small letters, digits and underscores, with colons between them.
fn is_scope(text: &str) -> bool {
    let part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_-.*".contains(c));
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.contains(':') && text.split(':').all(part)
}

/// Whether a text can be a scope that has no colon (`scim2`, `user_profile`); "none" says that there is no scope.
fn is_plain_scope(text: &str) -> bool {
    let is_small = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(is_small) && text != "none"
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
    fn scopes_without_a_colon_are_read_in_code_spans_of_the_list() {
        check(" `scim2`", &["scim2"], "", false);
        check("<br>\n`scim2`<br>", &["scim2"], "<br>", false);
        check(" `a:b`,`user_profile`,`a:c`\n", &["a:b", "user_profile", "a:c"], "\n", false);
        check(" `a:b, scim2`, `a:c`", &["a:b", "scim2", "a:c"], "", false);
        check("\n* `user_profile`\n* `a:c`", &["user_profile", "a:c"], "", false);
        check(" `scim2` **Note:**", &["scim2"], "**Note:**", false);
        // Behind the list, or within a sentence, a code span can be anything.
        check(" `a:b`<br>\n`user` is needed", &["a:b"], "<br>\n`user` is needed", false);
        check(" `a:b`\n\n`user`", &["a:b"], "\n\n`user`", false);
        check(" `a:b`. `user` is needed", &["a:b"], "`user` is needed", false);
    }

    #[test]
    fn a_space_in_a_scope() {
        check(" `a: b:c`, `a:d`", &["a:b:c", "a:d"], "", false);
        check(" ` a:b `, `a :c`", &["a:b", "a:c"], "", false);
        check(" `a:b a:c`", &["a:b", "a:c"], "", false);
    }

    #[test]
    fn what_is_no_scope_is_named_and_the_rest_read() {
        for (input, names, unread) in [
            (" `a:b`, `a:c admin`, `a:d`", &["a:b", "a:d"][..], &["a:c admin"][..]),
            (" `Read all`, `a:d`", &["a:d"], &["Read all"]),
            (" `a:b`, `none`", &["a:b"], &["none"]),
        ] {
            let found = scopes_at(&lex(input), 0).unwrap();
            assert_eq!(
                (&*found.names, &*found.unread, found.explained),
                (
                    &*names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>(),
                    &*unread.iter().map(|&text| text.to_owned()).collect::<Vec<_>>(),
                    true,
                )
            );
        }
    }

    #[test]
    fn an_explained_list_is_read_to_its_line_end() {
        check(" `a:b` for some. `a:c` for `others`.<br>`d:e`", &["a:b", "a:c"], "<br>`d:e`", true);
    }

    #[test]
    fn no_list() {
        for input in
            ["", " ", " none", " `none`", " `userId`", " `user` only", " `a:b c`", " : ::", " `a:`", " https://a.b"]
        {
            assert!(scopes_at(&lex(input), 0).is_none(), "{input:?}");
        }
    }
}
