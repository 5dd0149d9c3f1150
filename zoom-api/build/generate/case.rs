//! Names as Rust writes those of types and of methods.

/// What is in scope everywhere, and no type's name.
const PRELUDE: [&str; 39] = [
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "Vec",
];

/// The name of the type of a call or a group: `list_users` as `ListUsers`, `send` as `SendCall`.
pub fn type_name(name: &str) -> String {
    let name = pascal(name);
    if PRELUDE.contains(&name.as_str()) { format!("{name}Call") } else { name }
}

/// `list_users` as `ListUsers`.
pub fn pascal(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut chars = word.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>()
        })
        .collect()
}

/// `File Name` as `file_name`.
pub fn snake(name: &str) -> String {
    let mut text = String::new();
    let mut is_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && is_lower {
            text.push('_');
        }
        is_lower = c.is_lowercase() || c.is_numeric();
        match c.is_alphanumeric() {
            true => text.extend(c.to_lowercase()),
            false if text.ends_with('_') || text.is_empty() => {}
            false => text.push('_'),
        }
    }
    let text = text.trim_end_matches('_');
    match text.chars().next() {
        Some(first) if first.is_alphabetic() => text.to_owned(),
        _ => format!("field_{text}"),
    }
}
