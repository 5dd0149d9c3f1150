//! Secrets in JSON: those of the schema by their paths, others by their names.

use std::collections::HashSet;

use serde_json::Value;
use zoom_api::operations::Operation;

/// What stands for a secret, as the client writes it.
const REDACTED: &str = "[redacted]";

/// Which secrets are shown.
#[derive(Debug, Clone, Default)]
pub enum Shown {
    #[default]
    None,
    /// Those of these names.
    Named(Vec<String>),
    All,
}

impl Shown {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Named(names) => names.iter().any(|it| it == name),
        }
    }
}

/// Masks the secrets that the schema of an operation names.
pub fn mask(value: &mut Value, operation: &Operation, shown: &Shown) {
    for path in operation.secrets {
        let name = path.rsplit('.').next().unwrap_or(path).trim_end_matches("[]");
        if !shown.has(name) {
            mask_path(value, path);
        }
    }
}

/// Masks what a path leads to: `users[].licenses.*.key`.
fn mask_path(value: &mut Value, path: &str) {
    if let Some(rest) = path.strip_prefix("[]") {
        value.as_array_mut().into_iter().flatten().for_each(|item| mask_path(item, rest.trim_start_matches('.')));
    } else if let Some(rest) = path.strip_prefix(".*").or_else(|| path.strip_prefix('*')) {
        let members = value.as_object_mut();
        members.into_iter().flatten().for_each(|(_, member)| mask_path(member, rest.trim_start_matches('.')));
    } else if path.is_empty() {
        if !value.is_null() {
            *value = REDACTED.into();
        }
    } else {
        let end = path.find(['.', '[']).unwrap_or(path.len());
        let (name, rest) = path.split_at(end);
        let rest = if rest.starts_with(".*") { rest } else { rest.trim_start_matches('.') };
        if let Some(member) = value.get_mut(name) {
            mask_path(member, rest);
        }
    }
}

/// Masks what is called as a secret of any operation is, or like one: for a response whose schema is not known.
pub fn mask_by_name(value: &mut Value, shown: &Shown) {
    let names = Operation::all().iter().flat_map(|operation| operation.secrets);
    let names: HashSet<_> = names.filter_map(|path| path.rsplit(['.', ']']).next()).collect();
    mask_named(value, &names, shown);
}

fn mask_named(value: &mut Value, names: &HashSet<&str>, shown: &Shown) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| mask_named(item, names, shown)),
        Value::Object(members) => {
            for (name, member) in members {
                let is_text = member.is_string() || member.is_number();
                if is_text && (names.contains(name.as_str()) || is_like_a_secret(name)) && !shown.has(name) {
                    *member = REDACTED.into();
                } else {
                    mask_named(member, names, shown);
                }
            }
        }
        _ => {}
    }
}

fn is_like_a_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_page = name.ends_with("page_token");
    !is_page && ["password", "passcode", "secret", "token", "zak", "api_key"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_masked_by_their_paths() {
        for (path, given, expected) in [
            ("password", json!({ "password": "p", "id": 1 }), json!({ "password": REDACTED, "id": 1 })),
            ("password", json!({ "password": null }), json!({ "password": null })),
            ("a[].b", json!({ "a": [{ "b": "p" }, { "c": 1 }] }), json!({ "a": [{ "b": REDACTED }, { "c": 1 }] })),
            ("a.b", json!({ "a": { "b": 1 } }), json!({ "a": { "b": REDACTED } })),
            ("a.*.b", json!({ "a": { "x": { "b": 1 } } }), json!({ "a": { "x": { "b": REDACTED } } })),
            ("a[]", json!({ "a": ["p", "q"] }), json!({ "a": [REDACTED, REDACTED] })),
            ("a.b", json!([1]), json!([1])),
        ] {
            let mut value = given;
            mask_path(&mut value, path);
            assert_eq!(value, expected, "{path}");
        }
    }

    #[test]
    fn what_has_no_schema_is_masked_by_name() {
        let masked = |shown: &Shown| {
            let mut value = json!({ "a": [{ "host_key": "1", "zak_token": "2", "next_page_token": "3", "id": 4 }] });
            mask_by_name(&mut value, shown);
            value["a"][0].clone()
        };
        let of = |host_key: &str, zak: &str| json!({ "host_key": host_key, "zak_token": zak, "next_page_token": "3", "id": 4 });
        assert_eq!(masked(&Shown::None)["zak_token"], REDACTED);
        assert_eq!(masked(&Shown::None)["next_page_token"], "3");
        assert_eq!(masked(&Shown::Named(vec!["zak_token".to_owned()]))["zak_token"], "2");
        assert_eq!(masked(&Shown::All), of("1", "2"));
    }
}
