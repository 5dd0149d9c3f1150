//! The labels that announce a fact (`**Error Code:**`, `Scopes:`), however they are spelled.
//!
//! A marker is a phrase of known [`Term`]s with marks around it. Which marks has varied over the years: the colon
//! inside or outside of the bold, a link within it, one pair of asterisks lost, or both. So the phrase decides what a
//! marker means, and the marks only whether it is one or mere prose about "the error code".

use super::lexer::{Kind, Token};

/// What a marker announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The HTTP status.
    Status,
    /// Error codes of the body.
    ErrorCode,
    /// Classic OAuth scopes.
    Scopes,
    /// Granular OAuth scopes.
    GranularScopes,
    /// The rate-limit label.
    RateLimitLabel,
    /// The list of prerequisites.
    Prerequisites,
}

/// A marker found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marker {
    /// What it announces.
    pub(super) meaning: Meaning,
    /// The index of the first token behind it.
    pub(super) after: usize,
    /// Whether it can be nothing but a marker (bold, with a colon), so that a missing value is worth a warning.
    pub(super) certain: bool,
}

/// The marker that starts at `tokens[at]`, if one does.
pub(super) fn marker_at(tokens: &[Token<'_>], at: usize) -> Option<Marker> {
    let lead = Lead::read(tokens, at)?;
    let (meaning, end) = phrase(tokens, lead.end)?;
    let trail = Trail::read(tokens, end, lead.strong);
    let opened = lead.strong && !lead.loose;
    let strong = opened || trail.strong;
    let at_line_start = starts_line(tokens, at);
    let coded = || matches!(tokens.get(skip_space(tokens, trail.end)), Some(Token { kind: Kind::Code(_), .. }));
    let marked = match meaning {
        Meaning::Status => strong || (trail.colon && at_line_start),
        Meaning::ErrorCode => strong || (trail.colon && (at_line_start || coded())),
        // Descriptions are prose, in which bold "scopes" may stand, or the end of another bold label.
        _ => (opened && trail.colon) || (at_line_start && (strong || trail.colon)),
    };
    marked.then_some(Marker { meaning, after: trail.end, certain: strong && trail.colon })
}

/// Whether a bold label starts here that is no marker of this dialect although a marker's value stands behind it:
/// Zoom may have a new one.
pub(super) fn is_unknown_marker(tokens: &[Token<'_>], at: usize, is_value: impl Fn(Token<'_>) -> bool) -> bool {
    const LONGEST: usize = 12;
    if !tokens[at].kind.is_strong() || marker_at(tokens, at).is_some() {
        return false;
    }
    let (mut colon, mut closed) = (false, false);
    for token in tokens[at + 1..].iter().take(LONGEST) {
        match token.kind {
            Kind::Space => {}
            Kind::Colon => colon = true,
            kind if kind.is_strong() && !closed => closed = true,
            Kind::Word if !closed => {}
            _ => return colon && closed && is_value(*token),
        }
    }
    false
}

/// The index of the first token from `at` on that is not white space within the line.
pub(super) fn skip_space(tokens: &[Token<'_>], at: usize) -> usize {
    let space = matches!(tokens.get(at), Some(Token { kind: Kind::Space, .. }));
    at + usize::from(space)
}

/// The token that should hold a marker's value: the next that is not a mark or the end of a line.
pub(super) fn value_at(tokens: &[Token<'_>], at: usize) -> Option<usize> {
    /// Room for line ends, a bullet and a bold mark between marker and value.
    const FARTHEST: usize = 8;
    let skipped = |token: &Token<'_>| match token.kind {
        Kind::Space | Kind::Newline | Kind::Break | Kind::Bullet | Kind::Ignored => true,
        Kind::Word => token.text == "`",
        kind => kind.is_strong() || kind.is_emphasis(),
    };
    let length = tokens.get(at..)?.iter().take(FARTHEST).position(|token| !skipped(token))?;
    Some(at + length)
}

/// The text of a token that may hold a value, freed of backticks.
pub(super) fn value_text(token: Token<'_>) -> Option<&str> {
    match token.kind {
        Kind::Code(text) => Some(text),
        Kind::Word => Some(token.text),
        _ => None,
    }
}

/// Whether nothing but white space or a bullet stands before `tokens[at]` on its line.
fn starts_line(tokens: &[Token<'_>], at: usize) -> bool {
    let mut before = tokens[..at].iter().rev().filter(|token| token.kind != Kind::Space);
    before.next().is_none_or(|token| token.kind.ends_line())
}

/// The marks before a phrase.
struct Lead {
    end: usize,
    strong: bool,
    /// White space follows the mark, as after a closing one: no proof of an opening one.
    loose: bool,
}

impl Lead {
    /// The most marks that are looked through, so that a run of asterisks is not walked from each of them.
    const LONGEST: usize = 4;

    fn read(tokens: &[Token<'_>], at: usize) -> Option<Self> {
        let mut lead = Lead { end: at, strong: false, loose: false };
        for token in tokens.get(at..)?.iter().take(Self::LONGEST) {
            match token.kind {
                kind if kind.is_strong() => lead.strong = true,
                kind if kind.is_emphasis() => {}
                Kind::LinkOpen(_) => {}
                Kind::Space if lead.strong => lead.loose = true,
                _ => break,
            }
            lead.end += 1;
        }
        Some(lead)
    }
}

/// The marks behind a phrase.
struct Trail {
    end: usize,
    colon: bool,
    strong: bool,
}

impl Trail {
    /// As many as `](...) : **` has, and one to spare.
    const LONGEST: usize = 6;

    fn read(tokens: &[Token<'_>], at: usize, opened: bool) -> Self {
        let mut trail = Trail { end: at, colon: false, strong: false };
        let mut spaced = false;
        for (index, token) in tokens.iter().enumerate().skip(at).take(Self::LONGEST) {
            match token.kind {
                Kind::Colon if !trail.colon => trail.colon = true,
                // Behind white space it would be the start of other bold text, unless bold is still to be closed.
                kind if kind.is_strong() && !trail.strong && (opened || !spaced) => trail.strong = true,
                kind if kind.is_emphasis() && !spaced => {}
                Kind::LinkClose => {}
                Kind::Space => {
                    spaced = true;
                    continue;
                }
                _ => break,
            }
            trail.end = index + 1;
        }
        trail
    }
}

/// A word of a phrase, freed of case and number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Term {
    Http,
    Status,
    Response,
    Error,
    Code,
    Granular,
    Scope,
    Rate,
    Limit,
    Label,
    Prerequisite,
}

fn term(word: &str) -> Option<Term> {
    /// The longest is `Pre-requisites`.
    const LONGEST: usize = 14;
    let mut small = [0; LONGEST];
    let small = small.get_mut(..word.len())?;
    small.copy_from_slice(word.as_bytes());
    small.make_ascii_lowercase();
    Some(match &*small {
        b"http" | b"https" => Term::Http,
        b"status" => Term::Status,
        b"response" => Term::Response,
        b"error" => Term::Error,
        b"code" | b"codes" => Term::Code,
        b"granular" => Term::Granular,
        b"scope" | b"scopes" => Term::Scope,
        b"rate" => Term::Rate,
        b"limit" => Term::Limit,
        b"label" | b"labels" => Term::Label,
        b"prerequisite" | b"prerequisites" | b"pre-requisite" | b"pre-requisites" => Term::Prerequisite,
        _ => return None,
    })
}

/// The phrases. `**Rate Limits:**` is not among them: a list of limits in words follows it, which is for people.
fn meaning(terms: &[Term]) -> Option<Meaning> {
    use Term::{Code, Error, Granular, Http, Label, Limit, Prerequisite, Rate, Response, Scope, Status};
    Some(match terms {
        [Http, Status] | [Status, Code] | [Http, Status, Code] => Meaning::Status,
        [Http, Code] | [Response, Code] | [Http, Response, Code] | [Http, Response, Status, Code] => Meaning::Status,
        [Error, Code] | [Response, Error, Code] | [Http, Error, Code] => Meaning::ErrorCode,
        [Scope] => Meaning::Scopes,
        [Granular, Scope] => Meaning::GranularScopes,
        [Rate, Limit, Label] => Meaning::RateLimitLabel,
        [Prerequisite] => Meaning::Prerequisites,
        _ => return None,
    })
}

/// The longest phrase at `at` and its end.
fn phrase(tokens: &[Token<'_>], at: usize) -> Option<(Meaning, usize)> {
    const LONGEST: usize = 4;
    let mut terms = Vec::new();
    let mut found = None;
    let mut index = at;
    while terms.len() < LONGEST {
        let Some(token) = tokens.get(index) else { break };
        let Some(term) = (token.kind == Kind::Word).then(|| term(token.text)).flatten() else { break };
        terms.push(term);
        index += 1;
        found = meaning(&terms).map(|meaning| (meaning, index)).or(found);
        index = skip_space(tokens, index);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::lexer::{lex, source};
    use super::*;

    /// The meaning of the marker at the start, and what follows it.
    fn check(input: &str, expected: Option<(Meaning, &str)>) {
        let tokens = lex(input);
        let found = marker_at(&tokens, 0).map(|marker| (marker.meaning, source(&tokens[marker.after..])));
        assert_eq!(found, expected.map(|(meaning, rest)| (meaning, rest.to_owned())), "{input:?}");
    }

    #[test]
    fn phrases() {
        for (meaning, spellings) in [
            (Meaning::Status, "HTTP Status Code|HTTP status code|HTTPS Status Code|Status Code|HTTP Response Code"),
            (Meaning::Status, "HTTP Status Codes|HTTP Status|Response Code"),
            (Meaning::ErrorCode, "Error Code|Error code|Error Codes|Response Error Code"),
            (Meaning::Scopes, "Scopes|Scope|SCOPES"),
            (Meaning::GranularScopes, "Granular Scopes|Granular Scope"),
            (Meaning::RateLimitLabel, "Rate Limit Label|rate limit label"),
            (Meaning::Prerequisites, "Prerequisites|Prerequisite|Pre-requisite|Pre-requisites"),
        ] {
            for spelling in spellings.split('|') {
                check(&format!("**{spelling}:** `x`"), Some((meaning, " `x`")));
            }
        }
    }

    #[test]
    fn marks_around_a_phrase() {
        for spelling in [
            "**Error Code:**",
            "**Error Code**:",
            "**Error Code** :",
            "**Error Code :**",
            "**Error Code: **",
            "** Error Code:**",
            "**Error Code**",
            "**Error  Code:",
            "Error Code:**",
            "Error Code:",
            "*Error Code:**",
            "**Error Code:*",
            "***Error Code:***",
            "<b>Error Code:</b>",
            "<b>Error Code</b>:",
            "**[Error Code](u):**",
            "**[Error Code](u)**:",
            "**[Error Code:](u)**",
            "[**Error Code**](u):",
            "<a href=\"u\">Error Code</a>:",
        ] {
            check(&format!("{spelling} `1`"), Some((Meaning::ErrorCode, " `1`")));
            check(&format!("{spelling}`1`"), Some((Meaning::ErrorCode, "`1`")));
        }
        check("**Error Code:** **`1`**", Some((Meaning::ErrorCode, " **`1`**")));
        check("Error Code: **`1`**", Some((Meaning::ErrorCode, " **`1`**")));
    }

    #[test]
    fn prose_about_a_phrase_is_no_marker() {
        check("Error code 300", None);
        check("error codes of", None);
        check("Status", None);
        check("Scopes of this", None);
        check("**Rate Limits:** a", None);
        check("**Additional Rate Limit:** a", None);
        check("**Note:** a", None);
        check("**Errors:** a", None);
        let tokens = lex("see the scopes: `a:b`");
        assert!((0..tokens.len()).all(|at| marker_at(&tokens, at).is_none()));
        let tokens = lex("**bold** scopes: a");
        assert!((0..tokens.len()).all(|at| marker_at(&tokens, at).is_none()));
    }
}
