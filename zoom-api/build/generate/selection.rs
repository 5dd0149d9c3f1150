//! The part of a fragment that is asked for: the operations of some groups, and the types that these reach.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fragment::{METHODS, group_of, members, schema_name};

/// Takes out the operations of all other groups.
pub fn keep_groups(document: &mut Value, is_wanted: impl Fn(&str) -> bool) {
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for item in paths.values_mut().filter_map(Value::as_object_mut) {
        item.retain(|name, operation| !METHODS.contains(&name.as_str()) || is_wanted(&group_of(operation)));
    }
    paths.retain(|_, item| members(item).any(|(name, _)| METHODS.contains(&name.as_str())));
}

/// Takes out the schemas that no operation reaches: errors, which are read by hand, and what other groups have alone.
pub fn prune_schemas(document: &mut Value) {
    let mut reached = BTreeSet::new();
    gather(document, &document["paths"], &mut reached);
    if let Some(Value::Object(schemas)) = document.pointer_mut("/components/schemas") {
        schemas.retain(|name, _| reached.contains(name));
    }
}

/// Gathers the names of the schemas that a value refers to, and those that they refer to.
pub fn gather(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(schema_name)
                && found.insert(name.to_owned())
            {
                gather(document, &document["components"]["schemas"][name], found);
            }
            for (name, value) in fields {
                // A sample may look like anything.
                if !matches!(name.as_str(), "example" | "examples") {
                    gather(document, value, found);
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| gather(document, value, found)),
        _ => {}
    }
}
