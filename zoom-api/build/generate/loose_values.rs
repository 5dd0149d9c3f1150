//! The document that progenitor makes the client of: the fragment without what a client shall not enforce.
//!
//! - A path parameter is a string: the facade has types of its own for users and IDs.
//! - One success is kept of each operation, and no error: `call` reads both.
//! - A form with files is built by `call`.
//! - A response holds nothing that has to be there; a list may be null.
//! - Dates stay as they were sent, and so do IDs: no crate for either is compiled.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::fragment::{members, success_content};
use super::selection::gather;

/// Formats for which the generator has types of other crates. A date and time is read by a type of this crate.
const TYPED: [&str; 5] = ["date", "uuid", "ip", "ipv4", "ipv6"];

/// Loosens a document.
pub fn loosen(document: &mut Value, requests: &BTreeSet<String>) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        for (name, value) in schemas.iter_mut() {
            schema(value, requests.contains(name));
        }
    }
    if let Some(Value::Object(paths)) = document.get_mut("paths") {
        for item in paths.values_mut().filter_map(Value::as_object_mut) {
            for (name, value) in item.iter_mut() {
                match name.as_str() {
                    "parameters" => parameters(value),
                    _ if value.is_object() => operation(value),
                    _ => {}
                }
            }
        }
    }
}

/// The types of request bodies, and those within them.
pub fn of_requests(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, item) in members(&document["paths"]) {
        for (_, operation) in members(item) {
            gather(document, &operation["requestBody"], &mut found);
        }
    }
    found
}

fn operation(operation: &mut Value) {
    operation.get_mut("parameters").into_iter().for_each(parameters);
    let success = success_content(operation).map(|(media, content)| (media.clone(), content.clone()));
    let response = match success {
        Some((media, mut content)) => {
            content.get_mut("schema").into_iter().for_each(|it| schema(it, false));
            let media = if media.ends_with("json") { "application/json".to_owned() } else { media };
            json!({ "description": "", "content": Map::from_iter([(media, content)]) })
        }
        None => json!({ "description": "" }),
    };
    operation["responses"] = json!({ "200": response });
    if operation["requestBody"]["x-original-media-type"] == "multipart/form-data"
        && let Some(fields) = operation.as_object_mut()
    {
        fields.remove("requestBody");
    }
    let content = operation.get_mut("requestBody").and_then(|body| body.get_mut("content")?.as_object_mut());
    let contents = content.into_iter().flat_map(|content| content.values_mut());
    contents.filter_map(|content| content.get_mut("schema")).for_each(|it| schema(it, true));
}

fn parameters(listed: &mut Value) {
    for parameter in listed.as_array_mut().into_iter().flatten() {
        if parameter["in"] == "path" {
            parameter["schema"] = json!({ "type": "string" });
        } else {
            parameter.get_mut("schema").into_iter().for_each(|it| {
                schema(it, true);
                if it["format"] == "date-time" {
                    it.as_object_mut().map(|fields| fields.remove("format"));
                }
            });
        }
    }
}

fn schema(value: &mut Value, is_request: bool) {
    let Value::Object(fields) = value else { return };
    if fields.get("format").and_then(Value::as_str).is_some_and(|format| TYPED.contains(&format)) {
        fields.remove("format");
    }
    if !is_request {
        fields.remove("required");
    }
    let required: Vec<String> = fields
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect();
    for (name, value) in fields.iter_mut() {
        match (name.as_str(), value) {
            ("properties", Value::Object(members)) => {
                for (name, member) in members {
                    if member["type"] == "array" && !required.contains(name) {
                        member["nullable"] = json!(true);
                    }
                    schema(member, is_request);
                }
            }
            ("allOf" | "oneOf" | "anyOf", Value::Array(schemas)) => {
                schemas.iter_mut().for_each(|it| schema(it, is_request));
            }
            ("items" | "additionalProperties", inner) => schema(inner, is_request),
            _ => {}
        }
    }
}

/// The names of the schemas that are a string or an integer and nothing else.
pub fn ints_or_strings(document: &Value) -> Vec<String> {
    let is_one = |schema: &Value| {
        let either = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array());
        let kinds: BTreeSet<_> = either.into_iter().flatten().filter_map(|it| it["type"].as_str()).collect();
        kinds == BTreeSet::from(["integer", "string"]) && either.is_some_and(|either| either.len() == 2)
    };
    let schemas = members(&document["components"]["schemas"]);
    schemas.filter(|(_, schema)| is_one(schema)).map(|(name, _)| name.clone()).collect()
}
