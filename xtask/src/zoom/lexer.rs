//! The lexer: Zoom's mixture of Markdown and HTML as words and marks.
//!
//! Both spellings of a mark give one [`Kind`] (`<br>`, `</br>` and `<br/>` are a [`Kind::Break`]), so that the grammar
//! above it sees forms, not spellings. Tokens are contiguous: their texts in a row are the source again.

/// A piece of the source and what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    /// What the piece is.
    pub(super) kind: Kind<'a>,
    /// The piece as written.
    pub(super) text: &'a str,
}

/// The normalised form of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// A run without white space and marks.
    Word,
    /// A run of white space within a line.
    Space,
    /// The end of a source line.
    Newline,
    /// A colon; a token of its own because it ends most markers.
    Colon,
    /// `**`, which opens or closes.
    Strong,
    /// `<b>`, `<strong>`.
    StrongOpen,
    /// `</b>`, `</strong>`.
    StrongClose,
    /// `*`, which opens or closes.
    Emphasis,
    /// `<i>`, `<em>`.
    EmphasisOpen,
    /// `</i>`, `</em>`.
    EmphasisClose,
    /// A code span, with its content: `` `x` `` or `<code>x</code>`.
    Code(&'a str),
    /// The start of a link, with its target: `[` or `<a href="...">`.
    LinkOpen(&'a str),
    /// The end of a link: `](...)` or `</a>`.
    LinkClose,
    /// `<br>`, `</br>` (which browsers read as the same), `</li>`.
    Break,
    /// The start or end of a block: `<p>`, `<aside>`, `<ul>`.
    Block,
    /// The start of a list item: `* ` and the like at the start of a line, or `<li>`.
    Bullet,
    /// A tag without a meaning here, such as `<span>`.
    Ignored,
}

impl Kind<'_> {
    /// Whether the mark opens or closes strong text, in either spelling.
    pub(super) fn is_strong(self) -> bool {
        matches!(self, Kind::Strong | Kind::StrongOpen | Kind::StrongClose)
    }

    /// Whether the mark opens or closes emphasised text, in either spelling.
    pub(super) fn is_emphasis(self) -> bool {
        matches!(self, Kind::Emphasis | Kind::EmphasisOpen | Kind::EmphasisClose)
    }

    /// Whether the mark ends a line, as a reader sees it.
    pub(super) fn ends_line(self) -> bool {
        matches!(self, Kind::Newline | Kind::Break | Kind::Block | Kind::Bullet)
    }
}

/// The source of a run of tokens.
pub(super) fn source(tokens: &[Token<'_>]) -> String {
    tokens.iter().map(|token| token.text).collect()
}

/// The source up to the end of the line, or the beginning of it: what a warning shows.
pub(super) fn line(tokens: &[Token<'_>]) -> String {
    const LONGEST: usize = 24;
    let length = tokens.iter().take(LONGEST).take_while(|token| !token.kind.ends_line()).count();
    source(&tokens[..length]).trim().to_owned()
}

/// Splits a text into tokens.
pub(super) fn lex(source: &str) -> Vec<Token<'_>> {
    let mut links = links(source).into_iter().peekable();
    let mut open_links: Vec<Link> = Vec::new();
    // A token is seldom shorter than three bytes.
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(source.len() / 3);
    let mut line_start = true;
    let mut at = 0;
    while let Some(first) = source[at..].chars().next() {
        while links.next_if(|link| link.open < at).is_some() {}
        let (kind, end) = if let Some(link) = open_links.pop_if(|link| link.close == at) {
            (Kind::LinkClose, link.end)
        } else if let Some(link) = links.next_if(|link| link.open == at) {
            let target = &source[link.close + 2..link.end - 1];
            open_links.push(link);
            (Kind::LinkOpen(target), at + 1)
        } else {
            token(source, at, first, line_start)
        };
        line_start = match kind {
            Kind::Newline | Kind::Break | Kind::Block => true,
            Kind::Space => line_start,
            _ => false,
        };
        tokens.push(Token { kind, text: &source[at..end] });
        at = end;
    }
    tokens
}

/// The token at a place that no link starts or ends, and its end.
fn token(source: &str, at: usize, first: char, line_start: bool) -> (Kind<'_>, usize) {
    let rest = &source[at..];
    match first {
        '\n' => (Kind::Newline, at + 1),
        '\r' if rest.starts_with("\r\n") => (Kind::Newline, at + 2),
        ':' => (Kind::Colon, at + 1),
        _ if first.is_whitespace() => {
            let length = rest.find(|c: char| c == '\n' || !c.is_whitespace()).unwrap_or(rest.len());
            (Kind::Space, at + length)
        }
        '*' | '-' | '+' | '•' if line_start && is_blank(rest[first.len_utf8()..].chars().next()) => {
            (Kind::Bullet, at + first.len_utf8())
        }
        '*' if rest.starts_with("**") => (Kind::Strong, at + 2),
        '*' if !stands_alone(source, at) => (Kind::Emphasis, at + 1),
        '`' | '<' => opaque(source, at).unwrap_or((Kind::Word, at + 1)),
        _ => (Kind::Word, word_end(source, at)),
    }
}

fn is_blank(next: Option<char>) -> bool {
    next.is_some_and(|c| c.is_whitespace() && c != '\n')
}

/// Whether an asterisk is a sign and not a mark: between spaces or within a word (`5*3`).
fn stands_alone(source: &str, at: usize) -> bool {
    let before = source[..at].chars().next_back();
    let after = source[at + 1..].chars().next();
    let space = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    (space(before) && space(after)) || (letter(before) && letter(after))
}

/// The end of the word at `at`; a word has at least one character, whatever that is.
fn word_end(source: &str, at: usize) -> usize {
    let bytes = source.as_bytes();
    let mut end = at;
    while let Some(byte) = bytes.get(end) {
        let length = match byte {
            b':' | b'*' | b'`' | b'<' | b'[' | b']' | b' ' | b'\t'..=b'\r' if end > at => break,
            b'\\' if bytes.get(end + 1).is_some_and(u8::is_ascii_punctuation) => 2,
            byte if byte.is_ascii() => 1,
            _ => match source[end..].chars().next() {
                Some(c) if end > at && c.is_whitespace() => break,
                other => other.map_or(1, char::len_utf8),
            },
        };
        end += length;
    }
    end
}

/// A code span or tag, within which nothing else is a mark.
fn opaque(source: &str, at: usize) -> Option<(Kind<'_>, usize)> {
    match source.as_bytes().get(at)? {
        b'`' => {
            let length = source[at + 1..].find(['`', '\n'])?;
            let end = at + 1 + length;
            let inner = &source[at + 1..end];
            // With such marks in it, it is the text between one code span and the next, of which a backtick was lost.
            let between = inner.contains("**") || inner.contains("<br");
            let closed = length > 0 && source[end..].starts_with('`') && !between;
            closed.then(|| (Kind::Code(inner.trim()), end + 1))
        }
        b'<' => tag(source, at),
        _ => None,
    }
}

/// A tag that is known here; any other `<` is text, as in `<your token>`.
fn tag(source: &str, at: usize) -> Option<(Kind<'_>, usize)> {
    let length = source[at + 1..].find(['<', '>', '\n'])?;
    let end = at + 1 + length;
    if !source[end..].starts_with('>') {
        return None;
    }
    let inner = &source[at + 1..end];
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let name_end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let (name, attributes) = inner.split_at(name_end);
    if !(attributes.is_empty() || attributes.starts_with([' ', '\t', '/'])) {
        return None;
    }
    let kind = match name.to_ascii_lowercase().as_str() {
        "br" | "hr" => Kind::Break,
        "li" => [Kind::Bullet, Kind::Break][usize::from(closes)],
        "b" | "strong" => [Kind::StrongOpen, Kind::StrongClose][usize::from(closes)],
        "i" | "em" => [Kind::EmphasisOpen, Kind::EmphasisClose][usize::from(closes)],
        "a" if closes => Kind::LinkClose,
        "a" => Kind::LinkOpen(href(attributes)),
        "code" => return Some(code_element(source, end + 1, closes)),
        "p" | "div" | "aside" | "section" | "blockquote" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            Kind::Block
        }
        "span" | "font" | "u" | "small" => Kind::Ignored,
        _ => return None,
    };
    Some((kind, end + 1))
}

/// `<code>x</code>` as one code span; a tag without its other half is ignored.
fn code_element(source: &str, after: usize, closes: bool) -> (Kind<'_>, usize) {
    let close = source[after..].find(['<', '`', '\n']).map(|length| after + length);
    match close {
        Some(close) if !closes && source[close..].starts_with("</code>") => {
            (Kind::Code(source[after..close].trim()), close + "</code>".len())
        }
        _ => (Kind::Ignored, after),
    }
}

fn href(attributes: &str) -> &str {
    let Some((_, value)) = attributes.split_once("href=") else { return "" };
    match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or(""),
        _ => value.split_whitespace().next().unwrap_or(""),
    }
}

/// Where a Markdown link opens (its `[`), closes (its `]`) and ends (behind its `)`).
struct Link {
    open: usize,
    close: usize,
    end: usize,
}

/// All Markdown links in the order in which they open.
///
/// They are matched ahead of the lexer, in one pass with a stack, because looking from each `[` for its `]` would take
/// quadratic time.
fn links(source: &str) -> Vec<Link> {
    let mut found = Vec::new();
    let mut open = Vec::new();
    let bytes = source.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let mut next = at + 1;
        match byte {
            b'\n' => open.clear(),
            b'\\' if bytes.get(next).is_some_and(u8::is_ascii_punctuation) => next += 1,
            b'`' | b'<' => next = opaque(source, at).map_or(next, |(_, end)| end),
            b'[' => open.push(at),
            b']' => {
                if let (Some(start), Some(end)) = (open.pop(), target_end(source, next)) {
                    found.push(Link { open: start, close: at, end });
                    next = end;
                }
            }
            _ => {}
        }
        at = next;
    }
    found.sort_unstable_by_key(|link| link.open);
    found
}

/// The end of `(target)`. A target holds no bracket, which also keeps the scans apart, hence linear in sum.
fn target_end(source: &str, at: usize) -> Option<usize> {
    let inner = source[at..].strip_prefix('(')?;
    let length = inner.find(|c: char| matches!(c, ')' | '[' | ']') || c.is_whitespace())?;
    inner[length..].starts_with(')').then_some(at + 1 + length + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: &[Kind<'_>]) {
        let tokens = lex(input);
        assert_eq!(tokens.iter().map(|token| token.kind).collect::<Vec<_>>(), expected, "{input:?}");
        assert_eq!(source(&tokens), input, "tokens are contiguous");
    }

    #[test]
    fn spellings_of_a_mark_have_one_form() {
        use Kind::*;
        check("a b", &[Word, Space, Word]);
        check("a\u{a0}\tb\r\nc", &[Word, Space, Word, Newline, Word]);
        check("a:b", &[Word, Colon, Word]);
        check("**a**", &[Strong, Word, Strong]);
        check("<b>a</b>", &[StrongOpen, Word, StrongClose]);
        check("<STRONG>a</STRONG>", &[StrongOpen, Word, StrongClose]);
        check("***a:** b*", &[Strong, Emphasis, Word, Colon, Strong, Space, Word, Emphasis]);
        check("<i>a</i>", &[EmphasisOpen, Word, EmphasisClose]);
        check("<br></br><br/><br />", &[Break, Break, Break, Break]);
        check("<p style=\"x\"><ul><li>a</li></ul></p>", &[Block, Block, Bullet, Word, Break, Block, Block]);
        check("`a b`<code>c</code>", &[Code("a b"), Code("c")]);
        check("[a](b)", &[LinkOpen("b"), Word, LinkClose]);
        check("<a class='c' href='b'>a</a>", &[LinkOpen("b"), Word, LinkClose]);
        check("[the `me`](b)", &[LinkOpen("b"), Word, Space, Code("me"), LinkClose]);
        check("<span>a</span>", &[Ignored, Word, Ignored]);
    }

    #[test]
    fn a_bullet_stands_at_the_start_of_a_line() {
        use Kind::*;
        check("* a\n - b", &[Bullet, Space, Word, Newline, Space, Bullet, Space, Word]);
        check("<br>* a", &[Break, Bullet, Space, Word]);
        check("• a", &[Bullet, Space, Word]);
        check("a * b", &[Word, Space, Word, Space, Word]);
        check("-a", &[Word]);
    }

    #[test]
    fn what_is_not_closed_is_text() {
        use Kind::*;
        check("`a", &[Word, Word]);
        check("``", &[Word, Word]);
        check("`a<br>`b`", &[Word, Word, Break, Code("b")]);
        check("`a **b** `c`", &[Word, Word, Space, Strong, Word, Strong, Space, Code("c")]);
        check("`a\nb`", &[Word, Word, Newline, Word, Word]);
        check("[a", &[Word]);
        check("[a](b", &[Word, Word]);
        check("[a]\n(b)", &[Word, Word, Newline, Word]);
        check("<i.j@k>", &[Word, Word]);
        check("<your token>", &[Word, Word, Space, Word]);
        check("a<b", &[Word, Word, Word]);
        check("<code>a", &[Ignored, Word]);
        check("5*3 \\*", &[Word, Word, Space, Word]);
    }
}
