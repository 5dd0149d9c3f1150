//! The body of a request: `{type, content}`.

use serde_json::{Map, Value, json};

use super::fields::Fields;
use super::table;
use crate::diagnostics::WarningKind;
use crate::yaml::{Kind, Node};

/// What a part of a form has beside key, value, description and `disabled`.
const PART: [&str; 4] = ["type", "src", "contentType", "fileName"];

/// Takes the body as v2.1 has it; none if nothing is sent.
pub(super) fn take(fields: &mut Fields<'_>) -> Option<Value> {
    let node = fields.take("body")?;
    match node.kind {
        Kind::Map(map) => fields.within("body", map, read),
        Kind::Text(text) => {
            fields.warn(None, "body", WarningKind::Unread, "a string, read as `content` of a `text` body");
            raw(&text, None)
        }
        _ => {
            fields.unexpected("body", &node, "`type` and `content`");
            None
        }
    }
}

fn read(fields: &mut Fields<'_>) -> Option<Value> {
    let stated = fields.text("type").map(|kind| kind.to_ascii_lowercase());
    if stated.is_none()
        && let Some(mode) = fields.text("mode")
    {
        return Some(of_v2(fields, &mode));
    }
    let content = fields.take("content");
    match stated.as_deref() {
        None | Some("text" | "raw") => {
            if let Some(other) = stated.filter(|kind| kind != "text") {
                unknown(fields, &other, "text");
            }
            raw(&text(fields, content?)?, None)
        }
        Some(language @ ("json" | "xml" | "html" | "javascript" | "yaml")) => {
            raw(&text(fields, content?)?, Some(language))
        }
        Some("formdata") => {
            let parts = table::read(fields, "content", &content?, &PART);
            Some(json!({ "mode": "formdata", "formdata": parts }))
        }
        Some("urlencoded") => {
            let pairs = content.map(|content| table::read(fields, "content", &content, &["type"])).unwrap_or_default();
            Some(json!({ "mode": "urlencoded", "urlencoded": pairs }))
        }
        Some(kind @ ("file" | "binary")) => {
            if kind != "file" {
                unknown(fields, kind, "file");
            }
            let file = match content.map(|content| content.json()) {
                Some(Value::Object(file)) => Value::Object(file),
                Some(Value::String(path)) => json!({ "src": path }),
                _ => json!({}),
            };
            Some(json!({ "mode": "file", "file": file }))
        }
        Some("graphql") => {
            unknown(fields, "graphql", "a request of `$kind: graphql-request`");
            Some(json!({ "mode": "graphql", "graphql": content.map(|content| content.json()) }))
        }
        Some("none") => None,
        Some(other) => {
            let text = format!("unknown type {other:?}, the body is ignored");
            fields.warn(content.as_ref(), "type", WarningKind::Unrepresentable, &text);
            None
        }
    }
}

fn unknown(fields: &mut Fields<'_>, kind: &str, read_as: &str) {
    let text = format!("{kind:?} is no type of schema 3.0.0, read as {read_as}");
    fields.warn(None, "type", WarningKind::UnknownField, &text);
}

/// A text without a language is what v2.1 has without one: its header says what it is, or the text itself.
fn raw(text: &str, language: Option<&str>) -> Option<Value> {
    let mut body = Map::new();
    body.insert("mode".to_owned(), "raw".into());
    body.insert("raw".to_owned(), text.into());
    match language {
        Some(language) => drop(body.insert("options".to_owned(), json!({ "raw": { "language": language } }))),
        None if text.is_empty() => return None,
        None => {}
    }
    Some(Value::Object(body))
}

/// A body's text; what is written as YAML instead is JSON.
fn text(fields: &mut Fields<'_>, content: Node) -> Option<String> {
    if let Some(text) = content.text() {
        return Some(text);
    }
    let text = format!("expected a string, found {}; read as JSON", content.sort());
    fields.warn(Some(&content), "content", WarningKind::Unread, &text);
    serde_json::to_string_pretty(&content.json()).ok()
}

/// A body as v2.1 has it.
fn of_v2(fields: &mut Fields<'_>, mode: &str) -> Value {
    let text = format!("not a field of schema 3.0.0, read as v2.1 has it ({mode:?})");
    fields.warn(None, "mode", WarningKind::UnknownField, &text);
    let rest = fields.rest().into_iter().map(|(key, node)| (key, node.json()));
    let mut body = Map::from_iter([("mode".to_owned(), Value::from(mode))]);
    body.extend(rest);
    Value::Object(body)
}
