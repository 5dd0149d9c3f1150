//! Gives the generator what the fragment keeps beside because its name is that of something else in Rust.
//!
//! progenitor makes names out of those of the API, and two can become one. The fragment says what such a thing is called in
//! Rust instead (`x-rust-name`). Before the generator it goes to the others under that name with its own name behind it in
//! characters that no identifier has; they are in the generated strings, and become the own name again.

use serde_json::{Map, Value};

/// Where the characters begin that stand for the bytes of a name: an area of Unicode for private use.
const FIRST: u32 = 0xF0000;

/// What stands before them, since a name may be empty.
const START: char = '\u{F0100}';

/// Puts members and parameters that are kept beside to the others.
pub fn join(document: &mut Value) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.values_mut().filter_map(Value::as_object_mut).for_each(members);
    }
    let Some(Value::Object(paths)) = document.get_mut("paths") else { return };
    for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(|path| path.values_mut()) {
        operation.as_object_mut().into_iter().for_each(parameters);
    }
}

fn members(schema: &mut Map<String, Value>) {
    let Some(Value::Object(others)) = schema.remove("x-other-properties") else { return };
    let properties = schema.entry("properties").or_insert_with(|| Value::Object(Map::new()));
    let Value::Object(properties) = properties else { return };
    for (name, mut other) in others {
        if let Some(rust_name) = other.get("x-rust-name").and_then(Value::as_str) {
            let name = marked(rust_name, &name);
            properties.insert(name, other["schema"].take());
        }
    }
}

fn parameters(operation: &mut Map<String, Value>) {
    let Some(Value::Array(others)) = operation.remove("x-other-parameters") else { return };
    let all = operation.entry("parameters").or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(all) = all else { return };
    // Cookies as such are nothing to progenitor.
    for mut other in others.into_iter().filter(|other| other["in"] != "cookie") {
        let rust_name = other.as_object_mut().and_then(|other| other.remove("x-rust-name"));
        if let (Some(Value::String(rust_name)), Some(name)) = (rust_name, other.get("name").and_then(Value::as_str)) {
            other["name"] = marked(&rust_name, name).into();
            all.push(other);
        }
    }
}

fn marked(rust_name: &str, name: &str) -> String {
    let mark = name.bytes().filter_map(|byte| char::from_u32(FIRST + u32::from(byte)));
    rust_name.chars().chain([START]).chain(mark).collect()
}

/// Puts the names of the API in the place of the marked ones of generated code.
pub fn restore(code: &str) -> String {
    let mut restored = String::with_capacity(code.len());
    let mut rest = code;
    while let Some(at) = rest.find(['\\', START]) {
        let (before, after) = rest.split_at(at);
        restored.push_str(before);
        let Some((START, length)) = letter(after) else {
            restored.push('\\');
            rest = &after[1..];
            continue;
        };
        rest = &after[length..];
        let mut name = Vec::new();
        while let Some((letter, length)) = letter(rest)
            && let Some(byte) = u32::from(letter).checked_sub(FIRST).and_then(|byte| u8::try_from(byte).ok())
        {
            name.push(byte);
            rest = &rest[length..];
        }
        // The name in Rust stands before it.
        let kept = restored.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').len();
        restored.truncate(kept);
        restored.extend(String::from_utf8_lossy(&name).escape_debug());
    }
    restored.push_str(rest);
    restored
}

/// The first character, as it is or escaped, and how long that is.
fn letter(code: &str) -> Option<(char, usize)> {
    let Some(escaped) = code.strip_prefix("\\u{") else {
        return code.chars().next().map(|letter| (letter, letter.len_utf8()));
    };
    let (digits, _) = escaped.split_once('}')?;
    Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, digits.len() + "\\u{}".len()))
}
