//! JSON as people write it in Postman's editor: with comments, commas at the end and bare `{{variables}}`.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

use super::address::Variables;

/// What stands before a bare variable without a value, in the text that has become of it: it may be of any type.
pub const OPEN: char = '\u{E000}';

/// What a text holds, and the JSON that it was read as.
#[derive(Debug, PartialEq)]
pub struct Relaxed<'t, T> {
    /// What it holds; a bare variable has become its value, or the text `{{name}}` behind [`OPEN`] if it has none.
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
pub fn read<'t, T: for<'de> Deserialize<'de>>(
    text: &'t str,
    variables: &impl Variables,
) -> Result<Relaxed<'t, T>, serde_json::Error> {
    // An editor that saves a byte order mark is no reason to read nothing.
    let text = text.trim_start_matches('\u{feff}');
    match serde_json::from_str(text) {
        Ok(value) => Ok(Relaxed { value, json: text.into() }),
        Err(error) => {
            let tidy = tidy(text, variables);
            match serde_json::from_str(&tidy) {
                Ok(value) => Ok(Relaxed { value, json: tidy.replace(OPEN, "").into() }),
                Err(_) => Err(error),
            }
        }
    }
}

/// The JSON that stands for a bare variable: its value, if that is JSON.
fn value_of(name: &str, variables: &impl Variables) -> String {
    let text = || format!("{{{{{name}}}}}");
    let name = name.trim();
    if let Some(dynamic) = name.strip_prefix('$') {
        return dynamic_value(dynamic).map_or_else(|| Value::String(text()).to_string(), str::to_owned);
    }
    match variables.value(name).map(str::trim).filter(|value| !value.is_empty()) {
        Some(value) if serde_json::from_str::<IgnoredAny>(value).is_ok() => value.to_owned(),
        Some(_) => Value::String(text()).to_string(),
        None => Value::String(format!("{OPEN}{}", text())).to_string(),
    }
}

/// The name of a member that a bare variable stands for: its value, if it has one.
fn key_of(name: &str, variables: &impl Variables) -> String {
    let value = variables.value(name.trim()).map(|value| value.trim().trim_matches('"'));
    let key = value.filter(|value| !value.is_empty()).map_or_else(|| format!("{{{{{name}}}}}"), str::to_owned);
    Value::String(key).to_string()
}

/// A value such as Postman makes up for a dynamic variable that is no text.
fn dynamic_value(name: &str) -> Option<&'static str> {
    match name {
        "timestamp" | "randomInt" => Some("1"),
        "randomBoolean" => Some("true"),
        "randomPrice" | "randomLatitude" | "randomLongitude" => Some("1.5"),
        _ => None,
    }
}

/// Takes out comments and commas before a closing bracket, and puts values in the place of bare variables.
fn tidy(text: &str, variables: &impl Variables) -> String {
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
                    let name = &rest["{{".len()..length - "}}".len()];
                    rest = &rest[length..];
                    let is_key = rest.trim_start().starts_with(':');
                    tidy.push_str(&if is_key { key_of(name, variables) } else { value_of(name, variables) });
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

    struct Values;

    impl Variables for Values {
        fn value(&self, name: &str) -> Option<&str> {
            Some(match name {
                "count" => "3",
                "on" => " true ",
                "list" => "[1]",
                "name" => "Ann",
                _ => return None,
            })
        }
    }

    #[test]
    fn what_people_write() {
        for (text, expected) in [
            (
                r#"{"a": 1, // one
                 "b": [1, 2,], /* two */ }"#,
                json!({"a": 1, "b": [1, 2]}),
            ),
            (r#"{"id": {{user id}}, "n": "{{name}}"}"#, json!({"id": "\u{e000}{{user id}}", "n": "{{name}}"})),
            (r#"{"u": "http://x/*y*/,]"}"#, json!({"u": "http://x/*y*/,]"})),
            (r#"["\\", "\"//",]"#, json!(["\\", "\"//"])),
            ("{{body}}", json!("\u{e000}{{body}}")),
            ("[{{$guid}}, {{$randomInt}}, {{$randomBoolean}}]", json!(["{{$guid}}", 1, true])),
            ("[{{count}}, {{ on }}, {{list}}, {{name}}]", json!([3, true, [1], "{{name}}"])),
            ("{{{k}}: 1, {{ name }} : 2, {{count}}: {{count}}}", json!({"{{k}}": 1, "Ann": 2, "3": 3})),
            ("\u{feff}[1]", json!([1])),
            ("\u{feff}[{{count}}]", json!([3])),
        ] {
            assert_eq!(read::<Value>(text, &Values).unwrap().value, expected, "{text}");
        }
        assert_eq!(read::<Value>("[{{a}}, {{count}}]", &Values).unwrap().json, r#"["{{a}}", 3]"#);
    }

    #[test]
    fn what_is_no_json_at_all() {
        for text in ["", "{", "<xml/>", "{{a}} {{b}}", "\"open", "/* open", "{{", "{\"a\": }", "ünicode {{"] {
            assert!(read::<Value>(text, &Values).is_err(), "{text}");
        }
    }
}
