//! The keyword that stands for the caller: `me` in place of a user's (or account's) ID.

use std::collections::HashSet;

use super::lexer::{Kind, Token};
use crate::api::notes::ParameterNotes;

const KEYWORD: &str = "me";

/// The anchor of Zoom's page on the keyword, which its descriptions link to.
const ANCHOR: &str = "#mekeyword";

/// Reads whether a text accepts the keyword, and which kinds of app it tells to use it.
///
/// It goes by the sentence: `me` in backticks or quotes counts unless the words before it deny it, and "user-level
/// apps" have to use it unless they only can.
pub(super) fn read(tokens: &[Token<'_>]) -> ParameterNotes {
    let mut notes = ParameterNotes::default();
    let mut sentence = Sentence::default();
    let mut newlines = 0;
    for token in tokens {
        newlines = if token.kind == Kind::Newline { newlines + 1 } else { 0 };
        let names_keyword = match token.kind {
            Kind::Code(text) => text.trim_matches(['"', '\'']) == KEYWORD,
            Kind::Word => is_quoted_keyword(token.text),
            Kind::LinkOpen(target) => target.ends_with(ANCHOR),
            _ => false,
        };
        if names_keyword && !sentence.denied {
            notes.caller_keyword = Some(KEYWORD.to_owned());
            if !sentence.permits {
                notes.caller_keyword_required_for.append(&mut sentence.apps);
            }
        }
        match token.kind {
            Kind::Word => sentence.push(token.text),
            Kind::Break | Kind::Block | Kind::Bullet => sentence = Sentence::default(),
            Kind::Newline if newlines > 1 => sentence = Sentence::default(),
            _ => {}
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
}

impl Sentence {
    fn push(&mut self, word: &str) {
        let ends_clause = word.ends_with(',');
        let ends_sentence = word.ends_with(['.', '!', '?']);
        let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        match word.as_str() {
            "not" | "cannot" | "never" | "unsupported" => self.denied = true,
            "can" | "may" | "optionally" => self.permits = true,
            "app" | "apps" => self.apps.append(&mut self.kinds),
            "level" if !self.last.is_empty() => self.kinds.push(format!("{}-level", self.last)),
            _ if word.ends_with("n't") || word.ends_with("n’t") => self.denied = true,
            _ if word.ends_with("-level") => self.kinds.push(word.clone()),
            _ => {}
        }
        self.last = word;
        if ends_clause {
            self.denied = false;
        }
        if ends_sentence {
            *self = Sentence::default();
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
    }

    #[test]
    fn accepted() {
        check("The ID or `me`.", true, &[]);
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
        check("If it is not known, pass `me`.", true, &[]);
    }
}
