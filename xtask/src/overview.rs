//! What changed between two documents, in a few lines where a diff has thousands.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;

/// How many things of a section are listed; more are counted.
const LISTED: usize = 50;

/// The operations and types that are new, changed or gone, with a count of each, and the other parts that changed.
pub fn overview(old: &Value, new: &Value) -> String {
    let mut text = String::new();
    section(&mut text, "operations", &operations(old), &operations(new));
    section(&mut text, "types", &types(old), &types(new));
    let named =
        [("info", "/info"), ("servers", "/servers"), ("tags", "/tags"), ("security", "/components/securitySchemes")];
    let changed = named.iter().filter(|(_, pointer)| old.pointer(pointer) != new.pointer(pointer));
    let changed: Vec<_> = changed.map(|(name, _)| *name).collect();
    if !changed.is_empty() {
        let _ = writeln!(text, "  also changed: {}", changed.join(", "));
    }
    text
}

fn operations(document: &Value) -> BTreeMap<String, &Value> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(path, item)| {
        let methods = item.as_object().into_iter().flatten();
        methods.map(move |(method, operation)| (format!("{} {path}", method.to_uppercase()), operation))
    });
    operations.collect()
}

fn types(document: &Value) -> BTreeMap<String, &Value> {
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    schemas.map(|(name, schema)| (name.clone(), schema)).collect()
}

fn section(text: &mut String, name: &str, old: &BTreeMap<String, &Value>, new: &BTreeMap<String, &Value>) {
    let added: Vec<_> = new.keys().filter(|key| !old.contains_key(*key)).collect();
    let changed: Vec<_> = new.iter().filter(|(key, value)| old.get(*key).is_some_and(|old| old != *value)).collect();
    let changed: Vec<_> = changed.into_iter().map(|(key, _)| key).collect();
    let removed: Vec<_> = old.keys().filter(|key| !new.contains_key(*key)).collect();
    let kinds = [("+", "added", added), ("~", "changed", changed), ("-", "removed", removed)];
    let counts = kinds.iter().filter(|(.., keys)| !keys.is_empty());
    let counts: Vec<_> = counts.map(|(_, what, keys)| format!("{} {what}", keys.len())).collect();
    if counts.is_empty() {
        return;
    }
    let _ = writeln!(text, "  {name}: {}", counts.join(", "));
    for (sign, _, keys) in &kinds {
        for key in keys.iter().take(LISTED) {
            let _ = writeln!(text, "    {sign} {key}");
        }
        if keys.len() > LISTED {
            let _ = writeln!(text, "    {sign} and {} more", keys.len() - LISTED);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_thing_is_listed_once_and_counted() {
        let old = json!({
            "info": { "title": "A" },
            "paths": { "/a": { "get": { "summary": "a" }, "put": {} }, "/b": { "get": {} } },
            "components": { "schemas": { "A": {}, "B": {} } },
        });
        let new = json!({
            "info": { "title": "B" },
            "paths": { "/a": { "get": { "summary": "b" }, "put": {} }, "/c": { "get": {} } },
            "components": { "schemas": { "A": {}, "B": {}, "C": {} } },
        });
        let expected = "  operations: 1 added, 1 changed, 1 removed\n    + GET /c\n    ~ GET /a\n    - GET /b\n  \
                        types: 1 added\n    + C\n  also changed: info\n";
        assert_eq!(overview(&old, &new), expected);
        assert_eq!(overview(&old, &old), "");
    }

    #[test]
    fn a_long_list_is_cut() {
        let schemas: serde_json::Map<_, _> = (0..LISTED + 7).map(|number| (format!("T{number}"), json!({}))).collect();
        let text = overview(&json!({}), &json!({ "components": { "schemas": schemas } }));
        assert!(text.starts_with("  types: 57 added\n") && text.ends_with("    + and 7 more\n"), "{text}");
    }
}
