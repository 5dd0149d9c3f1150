//! Names as YAML: sorted, a line for each, so that a change is a small difference.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::api::{Names, rust_name};

const HEAD: &str = "\
# The names that callers of the generated client use. `cargo xtask gen` adds those of new things to this file and changes
# none: what has a name here keeps it, whatever else comes to the collection or goes from it.
#
# To rename an operation, its group, its method, an error or a type, edit its line and run `cargo xtask gen`; that breaks
# callers of the old name. When something is gone, `cargo xtask gen` says so: take out its lines to free the name.
#
# groups: tag -> group of methods
# operations: method and path -> operation ID, group and method, errors by status and code, and parameters that are spelled
#   otherwise in Rust
# types: name -> the places where the type stands
# properties: type -> its members that are spelled otherwise in Rust, with their names there if those are not the usual ones
";

/// Returns the text of a file with these names.
pub(super) fn text(names: &Names) -> String {
    let mut text = HEAD.to_owned();
    if !names.groups.is_empty() {
        text.push_str("groups:\n");
    }
    for (tag, group) in &names.groups {
        line(&mut text, 1, &format!("{}: {}", scalar(tag), scalar(group)));
    }
    if !names.operations.is_empty() {
        text.push_str("operations:\n");
    }
    for (key, operation) in &names.operations {
        let fields = [("id", &operation.id), ("group", &operation.group), ("method", &operation.method)];
        let is_empty = fields.iter().all(|(_, value)| value.is_none())
            && operation.errors.is_empty()
            && operation.parameters.is_empty();
        line(&mut text, 1, &format!("{}:{}", scalar(key), if is_empty { " {}" } else { "" }));
        for (field, value) in fields {
            if let Some(value) = value {
                line(&mut text, 2, &format!("{field}: {}", scalar(value)));
            }
        }
        for (field, named) in [("errors", &operation.errors), ("parameters", &operation.parameters)] {
            if !named.is_empty() {
                line(&mut text, 2, &format!("{field}:"));
            }
            for (key, name) in named {
                line(&mut text, 3, &format!("{}: {}", scalar(key), scalar(name)));
            }
        }
    }
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (place, name) in &names.types {
        places.entry(name).or_default().push(place);
    }
    if !places.is_empty() {
        text.push_str("types:\n");
    }
    for (name, places) in places {
        line(&mut text, 1, &format!("{}:", scalar(name)));
        for place in places {
            line(&mut text, 2, &format!("- {}", scalar(place)));
        }
    }
    if !names.properties.is_empty() {
        text.push_str("properties:\n");
    }
    for (name, members) in &names.properties {
        line(&mut text, 1, &format!("{}:{}", scalar(name), if members.is_empty() { " []" } else { "" }));
        for (member, name) in members {
            let named = if *name == rust_name(member) { String::new() } else { format!(": {}", scalar(name)) };
            line(&mut text, 2, &format!("- {}{named}", scalar(member)));
        }
    }
    text
}

fn line(text: &mut String, depth: usize, content: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "{:1$}{content}", "", depth * 2);
}

/// Returns a text as YAML reads it back, whatever is in it: plain if that is safe, else quoted.
fn scalar(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            ' '..='~' => quoted.push(letter),
            _ if letter.is_alphanumeric() => quoted.push(letter),
            _ if letter as u32 > 0xffff => quoted.push_str(&format!("\\U{:08X}", letter as u32)),
            _ => quoted.push_str(&format!("\\u{:04X}", letter as u32)),
        }
    }
    quoted.push('"');
    quoted
}

/// Returns whether YAML, of any version, reads a text as that text without quotes.
fn is_plain(text: &str) -> bool {
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic())
        // `404 1001` is no number, `404` is.
        || text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(' ');
    let safe = |c: char| c.is_ascii_alphanumeric() || " _-/{}[].,$@+()=%~*;!&'|".contains(c);
    let word = text.to_ascii_lowercase();
    starts
        && text.chars().all(safe)
        && !text.ends_with(' ')
        && !["y", "n", "yes", "no", "true", "false", "on", "off", "null"].contains(&word.as_str())
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn scalars() {
        for (text, expected) in [
            ("list_users", "list_users"),
            ("GET /users/{userId}/pac", "GET /users/{userId}/pac"),
            ("GET /users/{} 200 pac_accounts[]", "GET /users/{} 200 pac_accounts[]"),
            ("404 1001", "404 1001"),
            ("404", "\"404\""),
            ("y", "\"y\""),
            ("No", "\"No\""),
            ("", "\"\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            ("- a", "\"- a\""),
            ("a ", "\"a \""),
            ("a\"b\\", "\"a\\\"b\\\\\""),
            ("é", "\"é\""),
            ("a\n\u{85}", "\"a\\u000A\\u0085\""),
            ("😀", "\"\\U0001F600\""),
        ] {
            assert_eq!(scalar(text), expected, "{text:?}");
        }
    }
}
