//! Members whose values Zoom lists and may add to: `x-extensible-enum`.
//!
//! OpenAPI's `enum` is closed, so the fragment has none in bodies. The enumerations of this crate are open, and so these are
//! enumerations for the generator. Numbers stay numbers: their names are told in prose at best.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::case::pascal;
use super::fragment::members;

/// Makes an enumeration of each member that is a text with listed values, called after its type and itself.
pub fn make_enumerations(document: &mut Value) {
    let mut taken = parameter_types(document);
    let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") else { return };
    taken.extend(schemas.keys().cloned());
    for (owner, schema) in schemas.iter_mut() {
        let members = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, member) in members.into_iter().flatten() {
            let one = if member["type"] == "array" { &mut member["items"] } else { member };
            let Some(values) = texts(one) else { continue };
            let mut title = type_name(owner, name);
            while !taken.insert(title.clone()) {
                title.push_str("Value");
            }
            one["enum"] = json!(values);
            one["title"] = json!(title);
        }
    }
}

/// The names that the generator gives the types of parameters with listed values.
fn parameter_types(document: &Value) -> BTreeSet<String> {
    let operations = members(&document["paths"]).flat_map(|(_, item)| members(item));
    let names = operations.flat_map(|(_, operation)| {
        let id = operation["operationId"].as_str().unwrap_or_default();
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        parameters.filter_map(move |parameter| Some(type_name(id, parameter["name"].as_str()?)))
    });
    names.collect()
}

/// The name of the type of what belongs to something.
fn type_name(owner: &str, name: &str) -> String {
    pascal(&format!("{owner}_{name}").replace(|c: char| !c.is_alphanumeric(), "_"))
}

/// The values of a text that can all be told apart in Rust. An empty one is as good as none.
fn texts(schema: &Value) -> Option<Vec<String>> {
    if schema["type"] != "string" || schema.get("format").is_some() || schema.get("enum").is_some() {
        return None;
    }
    let values = schema["x-extensible-enum"].as_array()?.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?;
    let values: Vec<_> = values.into_iter().filter(|value| !value.is_empty()).map(str::to_owned).collect();
    let spelling =
        |value: &String| value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let spellings: BTreeSet<_> = values.iter().map(spelling).collect();
    let can_be_told = spellings.len() == values.len() && !spellings.contains("");
    (can_be_told && !values.is_empty()).then_some(values)
}
