//! Names for operations and types, made from the words that people wrote.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use heck::{ToPascalCase, ToSnakeCase};
use unicode_ident::{is_xid_continue, is_xid_start};

use super::spellings;

/// The words of a text, in lower case: `List a user's PAC accounts` gives `list a user pac accounts`.
///
/// A change from small to capital letters starts a word (`userId`), a possessive loses its ending, and all that is
/// neither a letter nor a digit only parts words; but some words are known to be one (`Q&A`, `QoS`).
pub fn words(text: &str) -> Vec<String> {
    split(&spellings::joined(text))
}

/// A name as the generator spells it for a field or an argument: what has no place in a name of Rust's separates words, and
/// where nothing is left, `x` is. The generator's words are heck's, which are not [`words`]: `A1B` is one to it.
pub fn rust_name(name: &str) -> String {
    // Votes have these names, and the generator knows them.
    match name {
        "+1" => return "plus1".to_owned(),
        "-1" => return "minus1".to_owned(),
        _ => {}
    }
    match name.replace('\'', "").replace(|c| !is_xid_continue(c), "-").to_snake_case() {
        empty if empty.is_empty() => "x".to_owned(),
        name => started('x', name),
    }
}

/// Whether a name is spelled as those of fields, arguments and methods are.
pub fn is_rust_name(name: &str) -> bool {
    let is_part = |c: char| is_xid_continue(c) && c.to_lowercase().eq([c]);
    name.starts_with(is_xid_start) && name.chars().all(is_part) && !name.ends_with('_') && !name.contains("__")
}

/// The name with a letter before what no name of Rust's can begin with.
fn started(letter: char, mut name: String) -> String {
    if name.starts_with(|c| !is_xid_start(c)) {
        name.insert(0, letter);
    }
    name
}

/// Splits a text into words, whatever stands in two of them.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let text: Cow<'_, str> = match text.contains(['\'', '’']) {
        true => text.replace("'s ", " ").replace("’s ", " ").replace(['\'', '’'], "").into(),
        false => text.into(),
    };
    // `①` is a number to Unicode, and no part of a name to Rust.
    let is_part = |c: char| c.is_alphanumeric() && is_xid_continue(c);
    for run in text.split(|c| !is_part(c)).filter(|run| !run.is_empty()) {
        // `2FA` and `M4A` are one word.
        let is_acronym = run.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
        if is_acronym || run.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
            words.push(run.to_ascii_lowercase());
        } else {
            split_case(run, &mut words);
        }
    }
    words
}

fn split_case(run: &str, words: &mut Vec<String>) {
    let letters: Vec<char> = run.chars().collect();
    let mut word = String::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let after_small = before.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
        let starts_word = before.is_none() || letter.is_uppercase() && after_small;
        if starts_word && let Some(known) = spellings::mixed_case(&letters[at..]) {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
            at += known.len();
            word = known.to_ascii_lowercase();
            if letters.get(at).is_some_and(|c| !c.is_lowercase()) {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        // "PACAccount": the last capital of a run starts a word; "PACs": but not before a plural's `s`; "OAuth": nor does
        // the second.
        let ends_run = word.chars().nth(1).is_some()
            && before.is_some_and(|c| c.is_uppercase())
            && after.is_some_and(|c| c.is_lowercase())
            && !(after == Some(&'s') && letters.get(at + 2).is_none_or(|c| c.is_uppercase()));
        if letter.is_uppercase() && (after_small || ends_run) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(letter.to_lowercase());
        at += 1;
    }
    if !word.is_empty() {
        words.push(word);
    }
}

/// The words of an item's name that tell it from others: articles say nothing.
pub fn telling_words(text: &str) -> Vec<String> {
    let all = words(text);
    let telling: Vec<_> = all.iter().filter(|word| !matches!(word.as_str(), "a" | "an" | "the")).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

/// The singular of an English noun, for the names that APIs use.
pub fn singular(word: &str) -> String {
    const SAME: [&str; 14] = [
        "status", "address", "access", "series", "news", "sms", "dns", "https", "alias", "canvas", "analysis", "basis",
        "bus", "gps",
    ];
    let irregular = match word {
        "people" => Some("person"),
        "children" => Some("child"),
        "data" | "metadata" => Some(word),
        "statuses" => Some("status"),
        "addresses" => Some("address"),
        "aliases" => Some("alias"),
        "indices" => Some("index"),
        "analyses" => Some("analysis"),
        "movies" => Some("movie"),
        "cookies" => Some("cookie"),
        _ => None,
    };
    if let Some(irregular) = irregular {
        return irregular.to_owned();
    }
    if SAME.contains(&word) || word.len() < 3 || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    for (plural, ending) in
        [("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zes", "z"), ("s", "")]
    {
        if let Some(stem) = word.strip_suffix(plural)
            && !stem.is_empty()
        {
            return format!("{stem}{ending}");
        }
    }
    word.to_owned()
}

/// The words with the last one in the singular.
pub fn singular_words(mut words: Vec<String>) -> Vec<String> {
    if let Some(last) = words.last_mut() {
        *last = singular(last);
    }
    words
}

/// `PacAccount`: letters and digits of ASCII alone, since a component's name has no others, and as the generator writes
/// them, so that the type has the component's name.
pub fn pascal(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        let mut letters = word.chars().filter(char::is_ascii_alphanumeric);
        if let Some(first) = letters.next() {
            name.push(first.to_ascii_uppercase());
            name.extend(letters);
        }
    }
    started('N', name).to_pascal_case()
}

/// Names of which none occurs twice.
#[derive(Debug, Default)]
pub struct Unique {
    taken: HashSet<String>,
    /// The number to try next, so that many equal names take no longer than as many different ones.
    next: HashMap<String, usize>,
}

impl Unique {
    /// The name, or the name with a number where it is taken.
    pub fn name(&mut self, name: String) -> String {
        if self.taken.insert(name.clone()) {
            return name;
        }
        let number = self.next.entry(name.clone()).or_insert(2);
        loop {
            let unique = format!("{name}_{number}");
            *number += 1;
            if self.taken.insert(unique.clone()) {
                return unique;
            }
        }
    }
}

/// `list_user_pac_accounts`.
pub fn snake(words: &[String]) -> String {
    started('n', words.join("_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operation_names() {
        for (text, expected) in [
            ("List a user's PAC accounts", "list_user_pac_accounts"),
            ("getUserByID", "get_user_by_id"),
            ("Get PACs", "get_pacs"),
            ("PACAccount", "pac_account"),
            ("OAuth2 token", "oauth2_token"),
            ("Don't ask", "dont_ask"),
            ("Don’t ask", "dont_ask"),
            ("2FA: enable", "n2fa_enable"),
            ("The", "the"),
            ("Créer un café", "créer_un_café"),
            ("٣ users", "n٣_users"),
            ("--", ""),
        ] {
            assert_eq!(snake(&telling_words(text)), expected, "{text}");
        }
    }

    #[test]
    fn names_that_are_taken() {
        let mut unique = Unique::default();
        let names = ["a", "a_2", "a", "a", "a_2"].map(|name| unique.name(name.to_owned()));
        assert_eq!(names, ["a", "a_2", "a_3", "a_4", "a_2_2"]);
    }

    #[test]
    fn singulars() {
        for (plural, expected) in [
            ("accounts", "account"),
            ("numbers", "number"),
            ("number", "number"),
            ("categories", "category"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("batches", "batch"),
            ("status", "status"),
            ("children", "child"),
            ("series", "series"),
            ("is", "is"),
        ] {
            assert_eq!(singular(plural), expected, "{plural}");
        }
    }

    #[test]
    fn type_names() {
        for (text, expected) in
            [("pac_accounts", "PacAccounts"), ("3d_models", "N3dModels"), ("naïve", "Nave"), ("日本", "")]
        {
            assert_eq!(pascal(&words(text)), expected, "{text}");
        }
    }
}
