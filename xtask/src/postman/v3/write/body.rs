//! The body of a request as `{type, content}`.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::table::{self, Entry};
use crate::postman::model::{Body, Parameter};

/// The body; none if nothing is sent. `value` is the body as its file has it.
pub(super) fn write(body: &Body, value: &Value, lost: &mut BTreeSet<String>) -> Option<Value> {
    if body.disabled {
        lost.insert("the disabled body".to_owned());
        return None;
    }
    let (kind, content) = match body.mode()? {
        "raw" => {
            let language = body.options.raw.language.as_deref().map(str::to_ascii_lowercase);
            let kind = match language.as_deref() {
                Some(language @ ("json" | "xml" | "html" | "javascript")) => language.to_owned(),
                _ => "text".to_owned(),
            };
            (kind, Value::from(body.raw.as_deref()?))
        }
        "urlencoded" => ("urlencoded".to_owned(), table::write(body.urlencoded.iter().map(Entry::from))?),
        "formdata" => {
            let parts = body.formdata.iter().enumerate();
            let parts: Vec<_> = parts.map(|(number, part)| form_part(part, &value["formdata"][number])).collect();
            ("formdata".to_owned(), parts.into())
        }
        "file" => {
            let file = value["file"].as_object().cloned().unwrap_or_default();
            ("file".to_owned(), Value::Object(file))
        }
        other => {
            lost.insert(format!("the body of mode {other:?}"));
            return None;
        }
    };
    Some(json!({ "type": kind, "content": content }))
}

fn form_part(part: &Parameter, value: &Value) -> Value {
    let is_file = part.kind.as_deref() == Some("file");
    let mut fields = Map::new();
    fields.insert("type".to_owned(), if is_file { "file" } else { "text" }.into());
    fields.insert("key".to_owned(), json!(part.key));
    if is_file {
        // The path of a file on someone's machine; what counts is whether it is a list.
        let found = value.get("src").filter(|src| src.is_string() || src.is_array()).cloned();
        let none = || if part.takes_files { json!([]) } else { json!("") };
        fields.insert("src".to_owned(), found.unwrap_or_else(none));
        fields.extend(part.value.as_ref().map(|value| ("value".to_owned(), value.as_str().into())));
    } else {
        fields.insert("value".to_owned(), json!(part.value));
    }
    let Value::Object(entry) = table::listed(&Entry::from(part)) else { return Value::Object(fields) };
    let content_type = part.content_type.as_deref().map(|text| ("contentType".to_owned(), text.into()));
    let file_name = value.get("fileName").cloned().map(|name| ("fileName".to_owned(), name));
    fields.extend(content_type.into_iter().chain(file_name));
    fields.extend(entry.into_iter().filter(|(name, _)| matches!(name.as_str(), "description" | "disabled")));
    Value::Object(fields)
}
