//! The variables of an error message: `$userId`, `${userId}`, `{userId}` and the numbered `{0}`.

/// The names of the variables, each once, in the order of the text.
pub(super) fn variables(message: &str) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut names = Vec::new();
    let mut rest = message;
    while let Some(at) = rest.find(['$', '{']) {
        let (name, after) = name_at(&rest[at..]);
        if !name.is_empty() && seen.insert(name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    names
}

/// The name behind a `$` or a `{`, if there is one, and the text after it.
fn name_at(text: &str) -> (&str, &str) {
    let after = &text[1..];
    if text.starts_with('$') {
        let name = name_start(after);
        let named = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        return if named { (name, &after[name.len()..]) } else { ("", after) };
    }
    let name = name_start(after);
    match after[name.len()..].strip_prefix('}') {
        Some(rest) => (name, rest),
        None => ("", after),
    }
}

/// The part of a text that can be a name; a full stop is not of it (`$userId.`).
fn name_start(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(message: &str, expected: &[&str]) {
        assert_eq!(variables(message), expected, "{message:?}");
    }

    #[test]
    fn spellings() {
        check("No user: $userId.", &["userId"]);
        check("No user:{userId}.", &["userId"]);
        check("No user: ${userId}.", &["userId"]);
        check("User {0} of {1}, {0}", &["0", "1"]);
        check("To $to_contact. From \"$from\"", &["to_contact", "from"]);
        check("({planCode}) {MinActiveHost}", &["planCode", "MinActiveHost"]);
        check("{new_zip}/$domains", &["new_zip", "domains"]);
    }

    #[test]
    fn money_and_braces_are_no_variables() {
        check("costs $5 or $ 5", &[]);
        check("{} { a } {a b} {a", &[]);
    }
}
