//! What a hand may write into a schema although OpenAPI 3.0 has no meaning for it.
//!
//! `nullable` adds null to the `type` beside it and says nothing where there is none, and beside a `$ref` nothing counts.
//! A document that a program has made knows that; an overlay whose target is "each member" does not. A nullable reference
//! or choice is written as what it means, the rest is refused.

use serde_json::{Map, Value, json};

/// Writes out what `nullable` means in all schemas of a document. Gives a line for each place that has no meaning.
pub(super) fn settle(document: &mut Value) -> Vec<String> {
    let mut problems = Vec::new();
    walk(document, "", &mut problems);
    problems
}

/// Finds the schemas below a part of a document.
fn walk(value: &mut Value, place: &str, problems: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                let here = join(place, key);
                match (&**key, &mut *value) {
                    // Samples may look like anything.
                    ("example" | "examples", _) => {}
                    (extension, _) if extension.starts_with("x-") => {}
                    ("schemas", Value::Object(schemas)) if place == "components" => {
                        schemas.iter_mut().for_each(|(name, value)| schema(value, &join(&here, name), problems));
                    }
                    ("schema", value) => schema(value, &here, problems),
                    (_, value) => walk(value, &here, problems),
                }
            }
        }
        Value::Array(values) => {
            for (number, value) in values.iter_mut().enumerate() {
                walk(value, &join(place, &number.to_string()), problems);
            }
        }
        _ => {}
    }
}

fn join(place: &str, key: &str) -> String {
    if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") }
}

fn schema(value: &mut Value, place: &str, problems: &mut Vec<String>) {
    let Value::Object(fields) = value else { return };
    for (key, value) in fields.iter_mut() {
        let here = join(place, key);
        match (&**key, value) {
            ("properties", Value::Object(members)) => {
                members.iter_mut().for_each(|(name, member)| schema(member, &join(&here, name), problems));
            }
            ("items" | "additionalProperties" | "not", value) => schema(value, &here, problems),
            ("oneOf" | "anyOf" | "allOf", Value::Array(schemas)) => {
                for (number, value) in schemas.iter_mut().enumerate() {
                    schema(value, &join(&here, &number.to_string()), problems);
                }
            }
            _ => {}
        }
    }
    if !fields.contains_key("type") && fields.contains_key("nullable") {
        nullable(fields, place, problems);
    }
    let beside: Vec<_> = fields.keys().filter(|key| *key != "$ref").map(|key| format!("`{key}`")).collect();
    if fields.contains_key("$ref") && !beside.is_empty() {
        problems.push(format!(
            "{place}: beside a `$ref` nothing counts, so put it into an `allOf` beside {}",
            beside.join(", ")
        ));
    }
}

/// Says in other words that a schema without a type may be null.
fn nullable(fields: &mut Map<String, Value>, place: &str, problems: &mut Vec<String>) {
    let choice = ["$ref", "allOf", "oneOf", "anyOf"].into_iter().find(|keyword| fields.contains_key(*keyword));
    match (fields.get("nullable"), choice) {
        (Some(Value::Bool(true)), Some(choice)) => {
            let one = match &fields[choice] {
                Value::Array(parts) if choice == "allOf" && parts.len() == 1 => parts[0].clone(),
                parts => json!({ choice: parts }),
            };
            let either = ("anyOf".to_owned(), json!([one, { "enum": [null] }]));
            let rest = std::mem::take(fields).into_iter().filter(|(key, _)| key != "nullable");
            *fields = rest.map(|(key, value)| if key == choice { either.clone() } else { (key, value) }).collect();
        }
        (Some(Value::Bool(true)), None)
            if ["properties", "items", "enum"].iter().any(|key| fields.contains_key(*key)) =>
        {
            problems.push(format!("{place}: `nullable` says nothing without a `type` beside it"));
        }
        // Null is one of any values.
        (Some(Value::Bool(_)), _) => drop(fields.shift_remove("nullable")),
        _ => problems.push(format!("{place}: `nullable` is neither true nor false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schema: Value, expected: Result<Value, &str>) {
        let document = |schema| json!({ "components": { "schemas": { "A": { "properties": { "a": schema } } } } });
        let mut found = document(schema);
        match (&settle(&mut found)[..], expected) {
            ([], Ok(expected)) => assert_eq!(found.to_string(), document(expected).to_string()),
            ([line], Err(part)) => {
                assert!(line.starts_with("components.schemas.A.properties.a: ") && line.contains(part), "{line}");
            }
            (lines, expected) => panic!("{lines:?}, {expected:?}, {found}"),
        }
    }

    #[test]
    fn what_may_be_null_has_a_type_or_an_alternative() {
        let named = json!({ "$ref": "#/components/schemas/B" });
        let nothing = json!({ "enum": [null] });
        for (schema, expected) in [
            (json!({ "type": "string", "nullable": true }), json!({ "type": "string", "nullable": true })),
            (json!({ "$ref": "#/components/schemas/B", "nullable": true }), json!({ "anyOf": [named, nothing] })),
            (
                json!({ "description": "x", "allOf": [named], "nullable": true }),
                json!({ "description": "x", "anyOf": [named, nothing] }),
            ),
            (
                json!({ "allOf": [named, {}], "nullable": true }),
                json!({ "anyOf": [{ "allOf": [named, {}] }, nothing] }),
            ),
            (
                json!({ "oneOf": [{ "type": "string" }, named], "nullable": true }),
                json!({ "anyOf": [{ "oneOf": [{ "type": "string" }, named] }, nothing] }),
            ),
            (
                json!({ "items": { "$ref": "#/components/schemas/B", "nullable": true }, "type": "array" }),
                json!({ "items": { "anyOf": [named, nothing] }, "type": "array" }),
            ),
            (json!({ "description": "anything", "nullable": true }), json!({ "description": "anything" })),
            (json!({ "allOf": [named], "nullable": false }), json!({ "allOf": [named] })),
        ] {
            check(schema, Ok(expected));
        }
    }

    #[test]
    fn what_has_no_meaning_is_refused() {
        let reference = "#/components/schemas/B";
        check(json!({ "$ref": reference, "description": "x" }), Err("beside a `$ref` nothing counts"));
        check(json!({ "enum": ["a"], "nullable": true }), Err("says nothing without a `type`"));
        check(json!({ "nullable": "yes" }), Err("neither true nor false"));
    }

    #[test]
    fn samples_and_members_of_such_names_are_left_alone() {
        let sample = json!({ "schema": { "nullable": true, "$ref": "x" } });
        let mut document = json!({
            "paths": { "/a": { "get": { "responses": { "200": { "content": { "application/json": {
                "schema": { "type": "object", "properties": { "nullable": { "type": "string" } } },
                "example": sample,
            } } } } } } },
        });
        let before = document.clone();
        assert!(settle(&mut document).is_empty());
        assert_eq!(document, before);
    }
}
