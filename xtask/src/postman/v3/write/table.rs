//! Tables: a mapping where all entries are plain and their keys differ, as Postman writes it, and a list otherwise.

use serde_json::{Map, Value, json};

use crate::postman::model::{Parameter, Variable};

/// An entry of a table.
pub(super) struct Entry<'e> {
    pub(super) key: Option<&'e str>,
    pub(super) value: Option<&'e str>,
    pub(super) description: Option<&'e str>,
    /// That of a variable that is a secret.
    pub(super) kind: Option<&'e str>,
    pub(super) disabled: bool,
}

impl<'e> From<&'e Parameter> for Entry<'e> {
    fn from(from: &'e Parameter) -> Self {
        let Parameter { key, value, description, disabled, .. } = from;
        Self {
            key: key.as_deref(),
            value: value.as_deref(),
            description: description.as_deref(),
            kind: None,
            disabled: *disabled,
        }
    }
}

impl<'e> From<&'e Variable> for Entry<'e> {
    fn from(from: &'e Variable) -> Self {
        let Variable { value, description, kind, disabled, .. } = from;
        let kind = kind.as_deref().filter(|kind| *kind == "secret");
        let (value, description) = (value.as_deref(), description.as_deref());
        Self { key: from.key(), value, description, kind, disabled: *disabled }
    }
}

/// A table of these entries; none if there are none.
pub(super) fn write<'e>(entries: impl IntoIterator<Item = Entry<'e>>) -> Option<Value> {
    let entries: Vec<_> = entries.into_iter().collect();
    if entries.is_empty() {
        return None;
    }
    let is_plain = |entry: &Entry<'_>| {
        entry.value.is_some()
            && entry.description.is_none()
            && entry.kind.is_none()
            && !entry.disabled
            && entry.key.is_some_and(is_key)
    };
    let mut mapping = Map::new();
    let is_mapping = entries.iter().all(|entry| {
        is_plain(entry) && mapping.insert(entry.key.unwrap_or_default().to_owned(), json!(entry.value)).is_none()
    });
    Some(if is_mapping { Value::Object(mapping) } else { entries.iter().map(listed).collect() })
}

/// Whether a text can be a key: short, on one line, and no number, of which two spellings are one key.
fn is_key(text: &str) -> bool {
    let is_start = |c: char| c.is_alphabetic() || matches!(c, '_' | '$' | '{' | '<' | '[');
    text.len() < 200 && text.starts_with(is_start) && !text.contains(char::is_control)
}

pub(super) fn listed(entry: &Entry<'_>) -> Value {
    let mut fields = Map::new();
    fields.insert("key".to_owned(), json!(entry.key));
    fields.insert("value".to_owned(), json!(entry.value));
    fields.extend(entry.description.map(|description| ("description".to_owned(), description.into())));
    fields.extend(entry.kind.map(|kind| ("type".to_owned(), kind.into())));
    fields.extend(entry.disabled.then(|| ("disabled".to_owned(), true.into())));
    Value::Object(fields)
}
