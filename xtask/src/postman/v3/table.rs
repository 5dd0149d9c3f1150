//! Tables of keys and values: a mapping, or a list of `{key, value, description, disabled}`.

use serde_json::{Map, Value, json};

use super::fields::Fields;
use crate::diagnostics::WarningKind;
use crate::yaml::{Kind, Node};

/// Reads a table into the list that v2.1 has in its place. `extra` are the further fields that an entry may have.
pub(super) fn read(fields: &mut Fields<'_>, name: &str, node: &Node, extra: &[&str]) -> Vec<Value> {
    match &node.kind {
        Kind::Map(map) => map.iter().filter_map(|(key, node)| entry(fields, name, key, node, extra)).collect(),
        Kind::List(list) => {
            let mut entries = Vec::new();
            for (number, node) in list.iter().enumerate() {
                let place = format!("{name}[{number}]");
                match &node.kind {
                    Kind::Map(map) => entries.push(listed(fields, &place, None, map.clone(), extra)),
                    Kind::Null => {}
                    _ => fields.unexpected(&place, node, "`key` and `value`"),
                }
            }
            entries
        }
        _ => {
            fields.unexpected(name, node, "a mapping or a list of `key` and `value`");
            Vec::new()
        }
    }
}

/// An entry of a mapping: `key: value`, or `key: {value, description}`.
fn entry(fields: &mut Fields<'_>, name: &str, key: &str, node: &Node, extra: &[&str]) -> Option<Value> {
    match &node.kind {
        Kind::Null => Some(json!({ "key": key, "value": null })),
        Kind::Map(map) => Some(listed(fields, &format!("{name}.{key}"), Some(key), map.clone(), extra)),
        Kind::List(_) => {
            fields.unexpected(&format!("{name}.{key}"), node, "a string");
            None
        }
        _ => Some(json!({ "key": key, "value": node.text() })),
    }
}

fn listed(fields: &mut Fields<'_>, place: &str, key: Option<&str>, map: Vec<(String, Node)>, extra: &[&str]) -> Value {
    fields.within(place, map, |fields| {
        let mut entry = Map::new();
        let own = fields.take_renamed("key", "name").and_then(|node| fields.text_of("key", &node));
        entry.insert("key".to_owned(), own.or(key.map(str::to_owned)).into());
        if let Some(node) = fields.take("value") {
            let value = node.text().unwrap_or_else(|| {
                fields.warn(Some(&node), "value", WarningKind::Unread, &format!("{}, read as JSON", node.sort()));
                node.json().to_string()
            });
            entry.insert("value".to_owned(), value.into());
        } else if !extra.contains(&"src") {
            entry.insert("value".to_owned(), Value::Null);
        }
        for name in extra {
            if let Some(node) = fields.take(name) {
                entry.insert((*name).to_owned(), node.json());
            }
        }
        if let Some(description) = fields.text("description") {
            entry.insert("description".to_owned(), description.into());
        }
        if fields.flag("disabled") {
            entry.insert("disabled".to_owned(), true.into());
        }
        // Some generators write the flag of environments.
        if let Some(node) = fields.take("enabled") {
            let is_off = node.kind == Kind::Bool(false);
            fields.warn(
                Some(&node),
                "enabled",
                WarningKind::UnknownField,
                "not a field of schema 3.0.0, read as `disabled`",
            );
            if is_off {
                entry.insert("disabled".to_owned(), true.into());
            }
        }
        Value::Object(entry)
    })
}
