//! A value as YAML, in the style in which Postman writes it: blocks, a string of several lines as it reads, quotes where they
//! are needed.

use std::fmt::Write;

use serde_json::{Map, Value};

/// Writes a mapping as a document.
pub fn document(fields: &Map<String, Value>) -> String {
    let mut text = String::new();
    mapping(fields, 0, &mut text);
    text
}

/// In bytes; a character that is escaped takes six.
const LONGEST_KEY: usize = 160;

fn mapping(fields: &Map<String, Value>, depth: usize, text: &mut String) {
    for (number, (key, value)) in fields.iter().enumerate() {
        // The first key of an element stands behind its dash.
        if number > 0 || !text.ends_with("- ") {
            indent(depth, text);
        }
        // A key that stands before its colon has at most 1024 characters, and a line of its own otherwise.
        if key.len() > LONGEST_KEY {
            text.push_str("? ");
            scalar(key, text);
            text.push('\n');
            indent(depth, text);
        } else {
            scalar(key, text);
        }
        text.push(':');
        inside(value, depth, text);
    }
}

/// The value of a key or an element.
fn inside(value: &Value, depth: usize, text: &mut String) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            text.push('\n');
            mapping(fields, depth + 1, text);
        }
        Value::Array(list) if !list.is_empty() => {
            text.push('\n');
            sequence(list, depth + 1, text);
        }
        Value::String(string) if reads_in_lines(string) => {
            text.push(' ');
            lines(string, depth + 1, text);
        }
        Value::String(string) => {
            text.push(' ');
            scalar(string, text);
            text.push('\n');
        }
        // An empty list or mapping, a number, a boolean, null: as in JSON.
        other => drop(writeln!(text, " {other}")),
    }
}

fn sequence(list: &[Value], depth: usize, text: &mut String) {
    for value in list {
        indent(depth, text);
        text.push('-');
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                text.push(' ');
                mapping(fields, depth + 1, text);
            }
            other => inside(other, depth, text),
        }
    }
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// Whether a string is written line by line: where each line can be, and the first tells the indentation.
fn reads_in_lines(string: &str) -> bool {
    string.contains('\n') && !string.starts_with([' ', '\t', '\n']) && string.chars().all(|c| c == '\n' || is_plain(c))
}

fn lines(string: &str, depth: usize, text: &mut String) {
    let body = string.trim_end_matches('\n');
    text.push_str(match string.len() - body.len() {
        0 => "|-\n",
        1 => "|\n",
        _ => "|+\n",
    });
    let all = string.strip_suffix('\n').unwrap_or(string);
    for line in all.split('\n') {
        if !line.is_empty() {
            indent(depth, text);
        }
        text.push_str(line);
        text.push('\n');
    }
}

fn scalar(string: &str, text: &mut String) {
    if is_bare(string) {
        text.push_str(string);
    } else if string.contains('"') && !string.contains('\'') && string.chars().all(is_plain) {
        text.extend(["'", string, "'"]);
    } else {
        quoted(string, text);
    }
}

/// Whether a string needs no quotes: letters and what is no mark of YAML, in any of its versions.
fn is_bare(string: &str) -> bool {
    const WORDS: [&str; 9] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let mut chars = string.chars();
    let starts = chars.next().is_some_and(|c| c.is_alphabetic() || matches!(c, '/' | '$' | '_'));
    (starts || string.starts_with("./"))
        && string.len() < 1000
        && !string.ends_with([' ', ':'])
        && !string.contains(": ")
        && !string.contains(" #")
        && string.chars().all(|c| c != '\t' && is_plain(c) && !matches!(c, '[' | ']' | '{' | '}' | ','))
        && !WORDS.contains(&string.to_ascii_lowercase().as_str())
}

/// Whether a character stands for itself wherever it is.
fn is_plain(c: char) -> bool {
    let is_break = matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}');
    let is_mark = matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    c == '\t' || !c.is_control() && !is_break && !is_mark
}

/// A string in double quotes, as JSON has it, and with what JSON leaves bare.
fn quoted(string: &str, text: &mut String) {
    text.push('"');
    for c in string.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            '\t' => text.push_str("\\t"),
            c if is_plain(c) => text.push(c),
            c => drop(write!(text, "\\u{:04x}", u32::from(c))),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::Node;
    use super::*;

    fn written(value: &Value) -> String {
        document(value.as_object().unwrap())
    }

    #[test]
    fn it_reads_as_postman_writes_it() {
        let value = json!({
            "$kind": "http-request",
            "url": "{{baseUrl}}/users",
            "address": "https://api.example.com/a?b=1",
            "order": 1000,
            "off": "off",
            "text": "a: b",
            "body": { "type": "json", "content": "{\n  \"a\": 1\n}", "line": "{\"a\": 1}" },
            "list": [{ "key": "a", "value": null }, "x", [1, 2], []],
            "empty": {},
            "kept": "a\n\n\n",
            "crlf": "a\r\nb",
        });
        let expected = r#"$kind: http-request
url: "{{baseUrl}}/users"
address: https://api.example.com/a?b=1
order: 1000
"off": "off"
text: "a: b"
body:
  type: json
  content: |-
    {
      "a": 1
    }
  line: '{"a": 1}'
list:
  - key: a
    value: null
  - x
  -
    - 1
    - 2
  - []
empty: {}
kept: |+
  a


crlf: "a\r\nb"
"#;
        assert_eq!(written(&value), expected);
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let text = prop_oneof![
            any::<String>(),
            "[a-z0-9 :#'\"\\\\\\[\\]{}&*!|>%@`,?~<=.+-]{0,12}",
            "([ \t]{0,2}[a-z:#]{0,3}\n){0,4}[a-z]{0,2}",
            Just("\r\n\u{85}\u{2028}\u{feff}\u{0}".to_owned()),
        ];
        let scalar = prop_oneof![
            4 => text.clone().prop_map(Value::from),
            1 => any::<i64>().prop_map(Value::from),
            1 => any::<bool>().prop_map(Value::from),
            1 => Just(Value::Null),
        ];
        scalar.prop_recursive(4, 40, 5, move |inner| {
            // Two keys that are one number are one key to the reader.
            let long = prop_oneof![9 => Just(1), 1 => 100..2000usize];
            let key = (text.clone(), long).prop_map(|(key, times)| format!("k{}", key.repeat(times)));
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

        #[test]
        fn what_is_written_reads_as_it_was(value in any_value(), key in any::<String>()) {
            let value = json!({ "first": value, "a": { key: value } });
            let text = written(&value);
            match Node::read(&text) {
                Ok(node) => prop_assert_eq!(node.json(), value, "{}", text),
                Err(problem) => prop_assert!(false, "{:?}\n{}", problem, text),
            }
        }
    }
}
