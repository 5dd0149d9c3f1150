//! The keyword that stands for the caller: `me` in place of a user's (or account's) ID.

use std::collections::HashSet;

use super::lexer::{Kind, Token};
use crate::api::notes::ParameterNotes;

const KEYWORD: &str = "me";

/// The anchors of Zoom's pages on the keyword, which its descriptions link to.
const ANCHORS: [&str; 2] = ["mekeyword", "the-me-keyword"];

/// Reads whether a text accepts the keyword, for which parameter, and which kinds of app it tells to use it.
///
/// It goes by the sentence: `me` in backticks or quotes counts unless the words around it deny it, and "user-level
/// apps" have to use it unless they only can.
pub(super) fn read(tokens: &[Token<'_>]) -> ParameterNotes {
    let mut notes = ParameterNotes::default();
    let mut sentence = Sentence::default();
    let mut newlines = 0;
    for (at, token) in tokens.iter().enumerate() {
        newlines = if token.kind == Kind::Newline { newlines + 1 } else { 0 };
        let names_keyword = match token.kind {
            Kind::Code(text) => text.trim_matches(['"', '\'']) == KEYWORD,
            Kind::Word => is_quoted_keyword(token.text) || is_keyword_by_name(tokens, at),
            Kind::LinkOpen(target) => target.rsplit('#').next().is_some_and(|anchor| ANCHORS.contains(&anchor)),
            _ => false,
        };
        if names_keyword && !sentence.denied {
            sentence.before.get_or_insert_with(|| Known::of(&notes));
            if !sentence.permits {
                notes.caller_keyword_required_for.append(&mut sentence.apps);
            }
            notes.caller_keyword = Some(KEYWORD.to_owned());
            sentence.adjoins = true;
        }
        match token.kind {
            Kind::Word => {
                sentence.identifier(token.text);
                sentence.push(token.text);
            }
            Kind::Code(text) => sentence.identifier(text),
            Kind::Break | Kind::Block | Kind::Bullet => sentence = Sentence::default(),
            Kind::Newline if newlines > 1 => sentence = Sentence::default(),
            _ => {}
        }
        if let Some(before) = sentence.before {
            if sentence.refuses {
                before.restore(&mut notes);
                sentence = Sentence::default();
            } else if notes.caller_keyword_for.is_none() {
                notes.caller_keyword_for.clone_from(&sentence.named);
            }
        }
        if sentence.ended {
            sentence = Sentence::default();
        }
    }
    let mut seen = HashSet::new();
    notes.caller_keyword_required_for.retain(|kind| seen.insert(kind.clone()));
    notes
}

/// Whether a word is the keyword in straight or curly quotes; a bare "me" is the pronoun.
fn is_quoted_keyword(word: &str) -> bool {
    let quoted = word.strip_prefix(['"', '\'', '“', '‘']).and_then(|rest| rest.strip_prefix(KEYWORD));
    quoted.is_some_and(|rest| rest.starts_with(['"', '\'', '”', '’']))
}

/// Whether a bare "me" is called a value or a keyword by the next word.
fn is_keyword_by_name(tokens: &[Token<'_>], at: usize) -> bool {
    let named = |word: &str| ["value", "keyword"].contains(&word.trim_end_matches(|c: char| !c.is_alphanumeric()));
    tokens[at].text == KEYWORD
        && matches!(tokens.get(at + 1), Some(Token { kind: Kind::Space, .. }))
        && matches!(tokens.get(at + 2), Some(Token { kind: Kind::Word, text }) if named(text))
}

/// How much a text had said before a sentence.
#[derive(Clone, Copy)]
struct Known {
    keyword: bool,
    required_for: usize,
    parameter: bool,
}

impl Known {
    fn of(notes: &ParameterNotes) -> Self {
        Self {
            keyword: notes.caller_keyword.is_some(),
            required_for: notes.caller_keyword_required_for.len(),
            parameter: notes.caller_keyword_for.is_some(),
        }
    }

    fn restore(self, notes: &mut ParameterNotes) {
        notes.caller_keyword.take_if(|_| !self.keyword);
        notes.caller_keyword_required_for.truncate(self.required_for);
        notes.caller_keyword_for.take_if(|_| !self.parameter);
    }
}

/// What a sentence has said so far.
#[derive(Default)]
struct Sentence {
    /// Kinds of app, each named with the word "apps".
    apps: Vec<String>,
    /// Kinds still without that word ("user-level and account-level apps").
    kinds: Vec<String>,
    last: String,
    denied: bool,
    permits: bool,
    /// It has spoken of something that stands in for another.
    instead: bool,
    /// The parameter that it is about.
    named: Option<String>,
    /// What was known before it, where it has the keyword.
    before: Option<Known>,
    /// Nothing stands between the keyword and here but what may stand before "is not supported".
    adjoins: bool,
    /// It has the keyword and denies it.
    refuses: bool,
    ended: bool,
}

impl Sentence {
    fn push(&mut self, word: &str) {
        let ends_clause = word.ends_with(',');
        self.ended = word.ends_with(['.', '!', '?']);
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        match word.as_str() {
            "supported" | "allowed" | "accepted" | "permitted" | "available" | "valid" if self.last == "not" => {
                self.refuses = self.adjoins;
            }
            "unsupported" if self.adjoins => self.refuses = true,
            "not" | "cannot" | "never" | "unsupported" => self.denied = true,
            "instead" | "place" | "replace" => self.instead = true,
            "can" | "may" | "optionally" => self.permits = true,
            "app" | "apps" => self.apps.append(&mut self.kinds),
            "level" | "managed" if !self.last.is_empty() => self.kinds.push(format!("{}-{word}", self.last)),
            _ if word.ends_with("n't") || word.ends_with("n’t") => self.denied = true,
            _ if word.ends_with("-level") || word.ends_with("-managed") => self.kinds.push(word.clone()),
            _ => {}
        }
        self.adjoins &=
            matches!(word.as_str(), "" | "me" | "value" | "keyword" | "is" | "currently" | "not" | "unsupported");
        self.last = word;
        if ends_clause {
            self.denied = false;
        }
    }

    /// Takes note of the name of a parameter with an ID: "instead of `userId`", "as the value for `userId`".
    fn identifier(&mut self, text: &str) {
        let name = text.trim_matches(|c: char| !c.is_alphanumeric());
        let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let is_id = ["Id", "_id", "ID", "Identifier"].iter().any(|end| name.ends_with(end));
        let is_id = is_id && name.contains(|c: char| c.is_ascii_lowercase());
        let is_meant = (self.instead || self.before.is_some()) && matches!(&*self.last, "of" | "for" | "the" | "as");
        if is_name && is_id && is_meant && self.named.is_none() {
            self.named = Some(name.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    fn check(input: &str, keyword: bool, required_for: &[&str]) {
        let notes = read(&lex(input));
        assert_eq!(notes.caller_keyword.as_deref(), keyword.then_some("me"), "{input:?}");
        assert_eq!(notes.caller_keyword_required_for, required_for, "{input:?}");
    }

    #[test]
    fn required() {
        check("The ID. For user-level apps, pass the `me` value for this.", true, &["user-level"]);
        check("(Required) For user-level apps, pass `me` as the value for userId.", true, &["user-level"]);
        check("For user-level apps, pass [the `me` value](u#mekeyword) instead.", true, &["user-level"]);
        check("For **user-level** apps,\npass \"me\".", true, &["user-level"]);
        check("For user level OAuth apps, use `me`.", true, &["user-level"]);
        check("User-level apps must pass `me`. User-level apps: `me`!", true, &["user-level"]);
        check("For user-level and admin-level apps, pass `me`.", true, &["user-level", "admin-level"]);
        check("For user-managed apps, pass `me`.", true, &["user-managed"]);
    }

    #[test]
    fn for_a_parameter() {
        #[track_caller]
        fn check(input: &str, expected: Option<&str>) {
            assert_eq!(read(&lex(input)).caller_keyword_for.as_deref(), expected, "{input:?}");
        }
        check("Pass `me`.", None);
        check(
            "For user-level apps, pass [the `me` value](u#mekeyword) instead of the `userId` parameter.",
            Some("userId"),
        );
        check(
            "Use the `a:b` scope and provide “me” as the value of the `accountId` path parameter.",
            Some("accountId"),
        );
        check("Instead of the `user_id`, pass `me`.", Some("user_id"));
        check("Pass `me` as the value for userId. See `roomId`.", Some("userId"));
        check("Get the `roomId` first. Pass `me`.", None);
        check("Pass `me` and a `roomId`.", None);
        check("With the `roomId`, pass `me` as the `userId`.", Some("userId"));
        check("Pass `me` instead of the UUID.", None);
        check("Pass `me` for `$userId`.", Some("userId"));
    }

    #[test]
    fn accepted() {
        check("The ID or `me`.", true, &[]);
        check("Pass the me value.", true, &[]);
        check("Pass [the **me** keyword](u/#the-me-keyword).", true, &[]);
        check("Pass `me`, other values are not supported.", true, &[]);
        check("Provide “me” as the value.", true, &[]);
        check("Provide \"me\", please.", true, &[]);
        check("See [the keyword](u#mekeyword).", true, &[]);
        check("For user-level apps, you can pass `me`.", true, &[]);
        check("For user-level apps this is read-only. Pass `me`.", true, &[]);
        check("For user-level apps.<br>Pass `me`.", true, &[]);
        check("For user-level apps\n\nPass `me`.", true, &[]);
    }

    #[test]
    fn not_accepted() {
        check("", false, &[]);
        check("Call me.", false, &[]);
        check("Send `name` or \"menu\".", false, &[]);
        check("For user-level apps, pass the ID.", false, &[]);
        check("It does not support the `me` value.", false, &[]);
        check("You can't pass `me`.", false, &[]);
        check("The `me` value is not supported.", false, &[]);
        check("For user-level apps, `me` is currently unsupported.", false, &[]);
        check("Call me valuable.", false, &[]);
        check("If it is not known, pass `me`.", true, &[]);
    }
}
