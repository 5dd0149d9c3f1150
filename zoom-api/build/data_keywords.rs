//! Takes out of a fragment what is there to be read, before a client is made of it.
//!
//! progenitor enforces what a schema says: a length becomes a type of its own, a limit another integer, a closed set of
//! values an enum that refuses a new one. What Zoom's text says of its parameters is data for callers, and the server
//! decides.

use serde_json::{Map, Value, json};

/// Keywords that limit what may be sent.
const LIMITS: [&str; 8] =
    ["default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern"];

/// Formats of strings for which the generator has types of other crates or that it checks.
const FORMATS: [&str; 8] = ["date", "date-time", "time", "uuid", "email", "uri", "ipv4", "ipv6"];

/// Leaves of each parameter's schema what the client shall know: its type.
pub fn strip(document: &mut Value) {
    match document {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                match (name.as_str(), value) {
                    ("parameters", Value::Array(parameters)) => parameters.iter_mut().for_each(parameter),
                    // A sample may look like anything.
                    ("example" | "examples" | "properties", _) => {}
                    (_, value) => strip(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(strip),
        _ => {}
    }
}

fn parameter(parameter: &mut Value) {
    let joined = parameter.get("explode") == Some(&Value::Bool(false));
    let Some(Value::Object(schema)) = parameter.get_mut("schema") else { return };
    if joined && schema.get("type").and_then(Value::as_str) == Some("array") {
        // The generator would repeat the name; the caller joins the elements instead.
        *schema = Map::from_iter([("type".to_owned(), json!("string"))]);
    }
    open(schema);
}

fn open(schema: &mut Map<String, Value>) {
    schema.retain(|name, _| !LIMITS.contains(&name.as_str()));
    if schema.remove("x-open-enum").is_some() {
        schema.remove("enum");
    }
    if schema.get("format").and_then(Value::as_str).is_some_and(|format| FORMATS.contains(&format)) {
        schema.remove("format");
    }
    if let Some(Value::Object(items)) = schema.get_mut("items") {
        open(items);
    }
}
