//! Random changes of real collections.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use super::super::properties::any_json;
use super::pieces::odd;

/// The collections of `tests/fixtures`.
pub(super) fn fixtures() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("collection.json")).collect();
    files.sort();
    files.iter().filter_map(|file| serde_json::from_str(&fs::read_to_string(file).ok()?).ok()).collect()
}

/// The collections of `tests/fixtures` that are folders of schema 3.0.0: their files, by the names that follow `c/`.
pub(super) fn folders() -> Vec<Vec<(String, Vec<u8>)>> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, root, found);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((format!("c/{name}"), fs::read(&path).unwrap()));
            }
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut fixtures: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    fixtures.sort();
    let all = fixtures.iter().flat_map(|fixture| [fixture.join("collection"), fixture.join("v3")]);
    let v3 = all.filter(|folder| folder.is_dir() && !folder.join("collection.json").exists());
    let read = v3.map(|folder| {
        let mut found = Vec::new();
        walk(&folder, &folder, &mut found);
        found
    });
    read.collect()
}

/// A change of one child of an object or a list.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Put(Value),
    Copy(Index, Index),
    Remove,
    Double,
    Rename(String),
    Insert(Index, String),
    /// As many levels around it.
    Wrap(usize),
    /// A text or a list, up to so many bytes or elements.
    Repeat(usize),
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        2 => any_json().prop_map(Change::Put),
        2 => odd().prop_map(|text| Change::Put(text.into())),
        4 => (any::<Index>(), any::<Index>()).prop_map(|(fixture, node)| Change::Copy(fixture, node)),
        2 => Just(Change::Remove),
        3 => Just(Change::Double),
        2 => odd().prop_map(Change::Rename),
        6 => (any::<Index>(), odd()).prop_map(|(at, text)| Change::Insert(at, text)),
        1 => (1..200usize).prop_map(Change::Wrap),
        1 => (1..100_000usize).prop_map(Change::Repeat),
    ]
}

impl Change {
    /// Changes a child of a container; a change that fits neither does nothing.
    pub(super) fn apply(self, value: &mut Value, container: Index, child: Index, donors: &[Value]) {
        let count = containers(value);
        if count == 0 {
            return;
        }
        let Some(container) = nth_container(value, &mut container.index(count)) else { return };
        match (self, container) {
            (Self::Remove, Value::Array(values)) => drop(values.remove(child.index(values.len()))),
            (Self::Remove, Value::Object(members)) => {
                let key = members.keys().nth(child.index(members.len())).cloned().unwrap();
                members.shift_remove(&key);
            }
            (Self::Double, Value::Array(values)) => values.push(values[child.index(values.len())].clone()),
            (Self::Rename(_), Value::Array(_)) => {}
            (Self::Rename(name), Value::Object(members)) => {
                let at = child.index(members.len());
                let all = std::mem::take(members).into_iter().enumerate();
                *members = all.map(|(i, (key, value))| (if i == at { name.clone() } else { key }, value)).collect();
            }
            (change, container) => {
                let child = match container {
                    Value::Array(values) => child.get_mut(values),
                    Value::Object(members) => {
                        let at = child.index(members.len());
                        members.values_mut().nth(at).unwrap()
                    }
                    _ => return,
                };
                change.apply_here(child, donors);
            }
        }
    }

    fn apply_here(self, child: &mut Value, donors: &[Value]) {
        match (self, child) {
            (Self::Put(value), child) => *child = value,
            (Self::Copy(fixture, node), child) => {
                let mut donor = fixture.get(donors).clone();
                let mut at = node.index(containers(&donor));
                *child = nth_container(&mut donor, &mut at).cloned().unwrap_or_default();
            }
            (Self::Insert(at, piece), Value::String(text)) => {
                let mut at = at.index(text.len() + 1);
                while !text.is_char_boundary(at) {
                    at -= 1;
                }
                text.insert_str(at, &piece);
            }
            (Self::Wrap(levels), child) => {
                for level in 0..levels {
                    let inner = child.take();
                    *child = if level % 2 == 0 { json!([inner]) } else { json!({ "item": inner }) };
                }
            }
            (Self::Repeat(size), Value::String(text)) if !text.is_empty() => {
                *text = text.repeat((size / text.len()).max(1));
            }
            (Self::Repeat(size), Value::Array(values)) if !values.is_empty() => {
                let one = Value::Array(values.clone()).to_string().len();
                *values = values.iter().cloned().cycle().take(values.len() * (size / one).max(1)).collect();
            }
            _ => {}
        }
    }
}

fn has_children(value: &Value) -> bool {
    value.as_array().is_some_and(|values| !values.is_empty())
        || value.as_object().is_some_and(|members| !members.is_empty())
}

/// How many objects and lists with something in them there are.
fn containers(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Array(values) => values.iter().map(containers).sum(),
        Value::Object(members) => members.values().map(containers).sum(),
        _ => 0,
    };
    inner + usize::from(has_children(value))
}

fn nth_container<'v>(value: &'v mut Value, at: &mut usize) -> Option<&'v mut Value> {
    if has_children(value) {
        if *at == 0 {
            return Some(value);
        }
        *at -= 1;
    }
    match value {
        Value::Array(values) => values.iter_mut().find_map(|value| nth_container(value, at)),
        Value::Object(members) => members.values_mut().find_map(|value| nth_container(value, at)),
        _ => None,
    }
}
