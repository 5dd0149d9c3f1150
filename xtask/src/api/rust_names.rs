//! Names for what has in Rust the name of something else, so that the client has both.
//!
//! The name says how the other spelling differs (`@id` beside `id` is `at_id`, `userId` beside `user_id` is
//! `user_id_camel`), so that it does not depend on how many there are; only what that does not tell apart is numbered.

use std::collections::HashSet;

use super::identifiers::rust_name;
use super::model::Location;

/// Names that progenitor's operations have: methods of the client and of its hooks, and what the module of builders
/// imports or takes from the prelude. They are compared without underscores, since methods and builders have one name.
///
/// A test takes them from progenitor's output and tries each.
const OPERATIONS: [&str; 17] = [
    "apiversion",
    "bytestream",
    "clienthooks",
    "clientinfo",
    "error",
    "exec",
    "from",
    "new",
    "newwithclient",
    "operationinfo",
    "option",
    "post",
    "pre",
    "requestbuilderext",
    "responsevalue",
    "result",
    "string",
];

/// Names that progenitor's builders have: their own methods, and what is called or bound in them by these names.
const PARAMETERS: [&str; 4] = ["encode_path", "header_map", "new", "send"];

/// Whether no operation can have this name, as [`OPERATIONS`] are spelled.
pub(super) fn is_reserved_for_operations(name: &str) -> bool {
    OPERATIONS.contains(&name)
}

/// Whether no parameter can have this name of Rust's.
pub(super) fn is_reserved_for_parameters(name: &str) -> bool {
    PARAMETERS.contains(&name)
}

/// A name of Rust's that is not taken, for what is called `name` elsewhere; takes it.
pub(super) fn apart(name: &str, location: Option<Location>, taken: &mut HashSet<String>) -> String {
    let base = rust_name(name);
    let by_location = location.map(|location| format!("{base}_{}", location.name()));
    let candidates = spelled_out(name).into_iter().chain(by_style(name, &base)).chain(by_location);
    let numbers = (2..).map(|number| format!("{base}_{number}"));
    let free = candidates.chain(numbers).find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

/// The name with its signs as words, if it has any beside those that part words.
fn spelled_out(name: &str) -> Option<String> {
    let mut text = String::new();
    let mut has_signs = false;
    for (at, letter) in name.char_indices() {
        let word = match letter {
            '@' => "at",
            '$' => "dollar",
            '+' => "plus",
            '-' if at == 0 => "minus",
            '-' => "dash",
            '.' => "dot",
            '/' => "slash",
            ':' => "colon",
            '#' => "hash",
            '%' => "percent",
            '&' => "and",
            '*' => "star",
            '!' => "not",
            '?' => "question",
            '=' => "equals",
            '<' => "less",
            '>' => "greater",
            '~' => "tilde",
            '[' => "list",
            '_' if at == 0 => "underscore",
            _ => {
                text.push(letter);
                continue;
            }
        };
        has_signs = true;
        text.extend(["-", word, "-"]);
    }
    has_signs.then(|| rust_name(&text))
}

/// The name with that of the style in which it is written.
fn by_style(name: &str, base: &str) -> Option<String> {
    let has = |test: fn(char) -> bool| name.chars().any(test);
    let style = match name.chars().next() {
        Some(_) if has(char::is_uppercase) && !has(char::is_lowercase) => "upper",
        Some(first) if first.is_uppercase() => "pascal",
        Some(_) if has(char::is_uppercase) => "camel",
        _ => return None,
    };
    Some(format!("{base}_{style}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::identifiers::{is_rust_name, snake, words};
    use super::*;

    #[test]
    fn names_say_how_they_differ() {
        for (name, taken, expected) in [
            ("@id", "id", "at_id"),
            ("_id", "id", "underscore_id"),
            ("$id", "id", "dollar_id"),
            ("ID", "id", "id_upper"),
            ("Id", "id", "id_pascal"),
            ("userId", "user_id", "user_id_camel"),
            ("user-id", "user_id", "user_dash_id"),
            ("user.id", "user_id", "user_dot_id"),
            ("user_id", "user_id", "user_id_2"),
            ("user id", "user_id user_id_2", "user_id_3"),
            ("id[]", "id", "id_list"),
            ("+", "x", "plus"),
            ("0_", "x0", "x0_2"),
            ("x0", "x0", "x0_2"),
        ] {
            let mut taken = taken.split(' ').map(str::to_owned).collect();
            assert_eq!(apart(name, None, &mut taken), expected, "{name}");
            assert_eq!(rust_name(expected), expected, "the generator spells it so");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

        /// What is recorded is read again by the same rule.
        #[test]
        fn names_that_are_made_are_names(
            texts in prop::collection::vec(prop_oneof![any::<String>(), "[a-z0-9_@ İ٣𝐀-]{0,4}"], 1..4)
        ) {
            let mut made: Vec<_> = texts.iter().map(|text| rust_name(text)).collect();
            let mut taken = made.iter().cloned().collect();
            made.extend(texts.iter().map(|text| apart(text, None, &mut taken)));
            let words: Vec<_> = texts.iter().flat_map(|text| words(text)).collect();
            made.extend((!words.is_empty()).then(|| snake(&words)));
            for name in &made {
                prop_assert!(is_rust_name(name), "{name:?} of {texts:?}");
            }
        }
    }

    #[test]
    fn parameters_say_where_they_stand() {
        let mut taken = HashSet::from(["id".to_owned()]);
        assert_eq!(apart("id", Some(Location::Query), &mut taken), "id_query");
        assert_eq!(apart("id", Some(Location::Header), &mut taken), "id_header");
        assert_eq!(apart("id", Some(Location::Header), &mut taken), "id_2");
    }
}
