//! What Zoom sends loosely must not fail a whole response.
//!
//! A date that is empty or odd is no date to a typed client, and neither is an ID without its hyphens: both stay strings,
//! as Zoom sends them, and no crate for dates or IDs is compiled. A list may be null where there is nothing in it.

use serde_json::{Value, json};

/// Formats for which the generator has types of other crates.
const TYPED: [&str; 6] = ["date", "date-time", "uuid", "ip", "ipv4", "ipv6"];

/// Loosens every type of a document.
pub fn loosen(document: &mut Value) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.values_mut().for_each(schema);
    }
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(|item| item.values_mut());
        operations.for_each(operation);
    }
}

fn operation(operation: &mut Value) {
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        parameter.get_mut("schema").into_iter().for_each(schema);
    }
    operation.get_mut("requestBody").into_iter().for_each(content);
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    responses.into_iter().flat_map(|responses| responses.values_mut()).for_each(content);
}

fn content(holder: &mut Value) {
    let media = holder.get_mut("content").and_then(Value::as_object_mut);
    media.into_iter().flat_map(|media| media.values_mut()).filter_map(|media| media.get_mut("schema")).for_each(schema);
}

fn schema(value: &mut Value) {
    let Value::Object(fields) = value else { return };
    if fields.get("format").and_then(Value::as_str).is_some_and(|format| TYPED.contains(&format)) {
        fields.remove("format");
    }
    for (name, value) in fields.iter_mut() {
        match (name.as_str(), value) {
            ("properties", Value::Object(members)) => members.values_mut().for_each(member),
            ("allOf" | "oneOf" | "anyOf", Value::Array(schemas)) => schemas.iter_mut().for_each(schema),
            ("items" | "additionalProperties", inner) => schema(inner),
            _ => {}
        }
    }
}

fn member(member: &mut Value) {
    if member.get("type") == Some(&json!("array")) {
        member["nullable"] = json!(true);
    }
    schema(member);
}
