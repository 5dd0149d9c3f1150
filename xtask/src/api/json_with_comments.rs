//! JSON as people write it in Postman's editor: with comments, commas at the end and bare `{{variables}}`.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

/// What a text holds, and the JSON that it was read as.
#[derive(Debug, PartialEq)]
pub struct Relaxed<'t, T> {
    /// What it holds; a bare variable has become the text `{{name}}`.
    pub value: T,
    /// The text itself where it is strict JSON.
    pub json: Cow<'t, str>,
}

impl<T> Relaxed<'_, T> {
    /// Whether the text was strict JSON.
    pub fn is_strict(&self) -> bool {
        matches!(self.json, Cow::Borrowed(_))
    }
}

/// Reads JSON, strict if it can, else after [`tidy`]ing it.
///
/// # Errors
///
/// The error of the strict reading, since that is the one whose place the author can find.
pub fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<Relaxed<'_, T>, serde_json::Error> {
    match serde_json::from_str(text) {
        Ok(value) => Ok(Relaxed { value, json: text.into() }),
        Err(error) => {
            let tidy = tidy(text);
            match serde_json::from_str(&tidy) {
                Ok(value) => Ok(Relaxed { value, json: tidy.into() }),
                Err(_) => Err(error),
            }
        }
    }
}

/// Takes out comments and commas before a closing bracket, and puts bare variables into quotes.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            '/' if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            '/' if rest.starts_with("/*") => {
                rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
                continue;
            }
            '{' if rest.starts_with("{{") => match variable_length(rest) {
                Some(length) => {
                    tidy.push_str(&Value::String(rest[..length].to_owned()).to_string());
                    rest = &rest[length..];
                    continue;
                }
                None => 1,
            },
            ']' | '}' => {
                let kept = tidy.trim_end().len();
                if tidy[..kept].ends_with(',') {
                    tidy.truncate(kept - 1);
                }
                1
            }
            other => other.len_utf8(),
        };
        tidy.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    tidy
}

/// The length of the string literal that `text` starts with, quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return at + 1,
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// The length of `{{name}}` at the start of `text`. An object in an object's place (`{{"a"…`) is none.
fn variable_length(text: &str) -> Option<usize> {
    let end = "{{".len() + text["{{".len()..].find(['{', '}', '"', '\n', ':', ','])?;
    let is_name = !text["{{".len()..end].trim().is_empty() && text[end..].starts_with("}}");
    is_name.then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_people_write() {
        for (text, expected) in [
            (
                r#"{"a": 1, // one
                 "b": [1, 2,], /* two */ }"#,
                json!({"a": 1, "b": [1, 2]}),
            ),
            (r#"{"id": {{user id}}, "n": "{{name}}"}"#, json!({"id": "{{user id}}", "n": "{{name}}"})),
            (r#"{"u": "http://x/*y*/,]"}"#, json!({"u": "http://x/*y*/,]"})),
            (r#"["\\", "\"//",]"#, json!(["\\", "\"//"])),
            ("{{body}}", json!("{{body}}")),
            ("[{{$guid}}]", json!(["{{$guid}}"])),
        ] {
            assert_eq!(read::<Value>(text).unwrap().value, expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_json_at_all() {
        for text in ["", "{", "<xml/>", "{{a}} {{b}}", "\"open", "/* open", "{{", "{\"a\": }", "ünicode {{"] {
            assert!(read::<Value>(text).is_err(), "{text}");
        }
    }
}
