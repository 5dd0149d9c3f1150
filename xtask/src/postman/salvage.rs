//! A collection some part of which is not of the format: that part is left out with a warning, and the rest is read.
//!
//! This is the second reading, for files that the first one refuses, so that one item never refuses the others.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::model::{Collection, Item};
use super::unknown_fields::{Step, is_exporters_own, part_of, steps};
use crate::diagnostics::{ItemPath, Warning, WarningKind};

/// So many parts of one item are left out before the item is.
const MOST_PARTS: usize = 64;

/// Reads a collection, or what wraps one, without what is not of the format; nothing if that is the collection itself.
pub(super) fn collection(text: &str) -> Option<(Collection, Vec<Warning>)> {
    let mut root = serde_json::from_str::<Map<String, Value>>(text).ok()?;
    if let Some(Value::Object(inner)) = root.remove("collection") {
        root = inner;
    }
    let list = match root.remove("item") {
        Some(Value::Array(list)) => list,
        Some(Value::Null) => Vec::new(),
        _ => return None,
    };
    let mut warnings = Vec::new();
    let here = ItemPath::default();
    let mut collection: Collection = mend(Value::Object(root), &here, &mut warnings)?;
    collection.item = items(list, &here, &mut warnings);
    Some((collection, warnings))
}

/// Reads an item of a file of its own.
pub(super) fn item(text: &str) -> Option<(Item, Vec<Warning>)> {
    let mut warnings = Vec::new();
    let value = serde_json::from_str(text).ok()?;
    let item = one(value, &ItemPath::default(), &mut warnings)?;
    Some((item, warnings))
}

fn items(list: Vec<Value>, folder: &ItemPath, warnings: &mut Vec<Warning>) -> Vec<Item> {
    let mut items = Vec::with_capacity(list.len());
    for (number, value) in list.into_iter().enumerate() {
        match value {
            Value::Object(_) => items.extend(one(value, folder, warnings)),
            other => {
                let text = format!("expected an item or a folder, found {}; passed over", kind(&other));
                warnings.push(warning(folder, format!("`item[{number}]`"), text));
            }
        }
    }
    items
}

fn one(mut value: Value, folder: &ItemPath, warnings: &mut Vec<Warning>) -> Option<Item> {
    let here = folder.join(value.get("name").and_then(Value::as_str).unwrap_or_default());
    let inner = value.as_object_mut().and_then(|fields| fields.remove("item"));
    let item: Option<Item> = mend(value, &here, warnings);
    let Some(mut item) = item else {
        warnings.push(warning(&here, String::new(), "not an item of a collection, passed over".to_owned()));
        return None;
    };
    item.item = match inner {
        Some(Value::Array(list)) => Some(items(list, &here, warnings)),
        Some(Value::Null) | None => None,
        Some(other) => {
            let text = format!("expected a list of items, found {}; passed over", kind(&other));
            warnings.push(warning(&here, "`item`".to_owned(), text));
            None
        }
    };
    Some(item)
}

/// Reads a value, leaving out each part that does not fit; nothing if it is the whole that does not.
fn mend<T: DeserializeOwned>(mut value: Value, here: &ItemPath, warnings: &mut Vec<Warning>) -> Option<T> {
    for _ in 0..MOST_PARTS {
        let error = match serde_path_to_error::deserialize::<_, T>(&value) {
            Ok(_) => break,
            Err(error) => error,
        };
        let path: Vec<Step> = error.path().iter().map(Step::from).collect();
        let depth = take_out(&mut value, &path)?;
        warnings.push(warning(here, part_of(&path[..depth]), format!("{}; passed over", error.inner())));
    }
    let read = serde_ignored::deserialize(&value, |path| {
        if !is_exporters_own(&path) {
            let part = part_of(&steps(&path));
            let text = "unknown field, passed over".to_owned();
            warnings.push(Warning { item: here.clone(), part, kind: WarningKind::UnknownField, text });
        }
    });
    read.ok()
}

/// Takes out what is at the end of a path, or the innermost part of it that is there. Gives how many steps lead to it;
/// nothing if that is none.
fn take_out(value: &mut Value, path: &[Step]) -> Option<usize> {
    let (step, rest) = path.split_first()?;
    if let Some(inner) = child(value, step)
        && let Some(depth) = take_out(inner, rest)
    {
        return Some(depth + 1);
    }
    let is_there = match (value, step) {
        (Value::Object(fields), Step::Key(key)) => fields.remove(key).is_some(),
        (Value::Array(list), Step::Index(index)) => {
            let is_there = *index < list.len();
            is_there.then(|| list.remove(*index));
            is_there
        }
        _ => false,
    };
    is_there.then_some(1)
}

fn child<'v>(value: &'v mut Value, step: &Step) -> Option<&'v mut Value> {
    match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(*index),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn warning(item: &ItemPath, part: String, text: String) -> Warning {
    Warning { item: item.clone(), part, kind: WarningKind::Unread, text }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// What is read of an item beside one that is well, and the warnings.
    #[track_caller]
    fn check(item: Value, expected: &[&str]) -> Option<Item> {
        let well = json!({ "name": "Well", "request": "https://h.io/a" });
        let text = json!({ "info": { "name": "T" }, "item": [item, { "name": "F", "item": [well] }] }).to_string();
        let (mut found, warnings) = collection(&text).unwrap();
        let folder = found.item.pop().unwrap();
        assert_eq!(folder.item.unwrap().len(), 1, "{text}");
        let warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings.len(), expected.len(), "{warnings:?}");
        for (warning, expected) in warnings.iter().zip(expected) {
            assert!(warning.starts_with(expected), "{warning:?} is not {expected:?}");
        }
        found.item.pop()
    }

    #[test]
    fn the_part_that_does_not_fit_is_left_out() {
        let item = check(
            json!({ "name": "A", "request": { "method": "PUT", "url": 5, "header": 7 }, "response": {} }),
            &[
                "A / `request.url`: invalid type: ",
                "A / `request.header`: invalid type: ",
                "A / `response`: invalid type",
            ],
        );
        assert_eq!(item.unwrap().request.unwrap().method.as_deref(), Some("PUT"));
        let item = check(
            json!({ "name": "A", "request": { "url": "x" }, "response": [{ "code": 200 }, 5] }),
            &["A / `response[1]`: "],
        );
        assert_eq!(item.unwrap().response.len(), 1);
        for no_item in [json!(null), json!(5), json!([])] {
            assert!(check(no_item, &["`item[0]`: expected an item or a folder"]).is_none());
        }
        let item =
            check(json!({ "name": "A", "item": {} }), &["A / `item`: expected a list of items, found an object"]);
        assert!(item.unwrap().item.is_none());
    }

    #[test]
    fn what_is_no_collection_is_none() {
        for text in ["", "[]", "{}", r#"{"info": {}}"#, r#"{"info": {}, "item": 5}"#, r#"{"info": 5, "item": []}"#] {
            assert!(collection(text).is_none(), "{text}");
        }
    }

    #[test]
    fn of_equal_names_the_last_counts() {
        let text = r#"{"info": {"name": "T"}, "item": [{"name": "A", "name": "B", "request": "h.io"}]}"#;
        let (found, warnings) = collection(text).unwrap();
        assert_eq!((found.item[0].name.as_deref(), warnings.len()), (Some("B"), 0));
    }
}
