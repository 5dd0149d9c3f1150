//! Takes out of a fragment what is there to be read, before a client is made of it.
//!
//! progenitor enforces what a schema says: a length becomes a type of its own, a limit another integer, a closed set of
//! values an enum that refuses a new one. What Zoom's text says of parameters and of members of bodies is data for
//! callers, and the server decides.

use serde_json::{Map, Value, json};

/// Keywords that limit what may be sent.
const LIMITS: [&str; 8] =
    ["default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern"];

/// Formats of strings for which there are types of other crates or that the generator checks. A secret has no `Display`,
/// which parameters need.
const FORMATS: [&str; 9] = ["date", "date-time", "time", "uuid", "email", "uri", "ipv4", "ipv6", "password"];

/// Keywords of members that no client reads.
const OWN: [&str; 2] = ["x-extensible-enum", "x-required"];

/// Leaves of each schema what the client shall know: its type.
pub fn strip(document: &mut Value) {
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.values_mut().for_each(member);
    }
    parameters(document);
}

/// Opens a type, those of its members and of what is in it.
fn member(schema: &mut Value) {
    let Value::Object(schema) = schema else { return };
    schema.retain(|name, _| !LIMITS.contains(&name.as_str()) && !OWN.contains(&name.as_str()));
    // A date and time is kept as it was sent, whatever it is.
    if schema.remove("x-open-format").is_some() && schema.get("format") != Some(&json!("date-time")) {
        schema.remove("format");
    }
    for (name, value) in schema.iter_mut() {
        match (name.as_str(), value) {
            ("properties", Value::Object(members)) => members.values_mut().for_each(member),
            ("allOf" | "oneOf" | "anyOf", Value::Array(schemas)) => schemas.iter_mut().for_each(member),
            ("items" | "additionalProperties", schema) => member(schema),
            _ => {}
        }
    }
}

fn parameters(document: &mut Value) {
    match document {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                match (name.as_str(), value) {
                    ("parameters", Value::Array(listed)) => listed.iter_mut().for_each(parameter),
                    // A sample may look like anything.
                    ("example" | "examples" | "properties", _) => {}
                    (_, value) => parameters(value),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(parameters),
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
