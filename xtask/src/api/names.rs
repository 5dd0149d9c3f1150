//! Names that were given before: what has one keeps it.
//!
//! A name comes from the words that people wrote, and from what else has the same words; so a collection that grows would
//! move names that callers already use. What is recorded here takes precedence. An operation is known by its method and
//! path, an error by its operation, status and code, a type by the places where it stands: never by its looks.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::error_names;
use super::identifiers::rust_name;
use super::model::{Location, Method, Operation, Parameter};
use super::path::PathTemplate;
use super::schema::{Kind, Schema};
use crate::diagnostics::{ItemPath, Warning, WarningKind};

/// The names that an API's things were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The groups of methods, by tag.
    pub groups: BTreeMap<String, String>,
    /// The names of operations, by method and path: `GET /users/{userId}/pac`.
    pub operations: BTreeMap<String, OperationNames>,
    /// The types, by the places where they stand: `GET /users/{userId}/pac 200.pac_accounts[]`.
    pub types: BTreeMap<String, String>,
    /// What the members of types are called in Rust that are spelled otherwise there, by type.
    pub properties: BTreeMap<String, BTreeMap<String, String>>,
}

/// The names of one operation; those that are missing are still to be given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OperationNames {
    /// The operation ID.
    pub id: Option<String>,
    /// The group that a client has the method in.
    pub group: Option<String>,
    /// The method's name in its group.
    pub method: Option<String>,
    /// The names of errors, by status and code: `404 1001`.
    pub errors: BTreeMap<String, String>,
    /// What parameters are called in Rust that are spelled otherwise there, by place and name: `query userId`. Those of the
    /// path are not here: they come first.
    pub parameters: BTreeMap<String, String>,
}

/// Returns what an operation is recorded under.
pub(super) fn key(method: Method, path: &PathTemplate) -> String {
    format!("{} {path}", method.name().to_ascii_uppercase())
}

/// Returns what a parameter is recorded under.
pub(super) fn parameter_key(parameter: &Parameter) -> String {
    format!("{} {}", parameter.location.name(), parameter.name)
}

/// Returns a key or a path without the names of its parameters, which may change without the operation being another.
pub fn skeleton(key: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in key.chars() {
        inside &= letter != '}';
        if !inside {
            text.push(letter);
        }
        inside |= letter == '{';
    }
    // A slash at the end makes no other operation; the root has nothing else.
    let end = text.trim_end_matches('/').len();
    if end > 0 && !text[..end].ends_with(' ') {
        text.truncate(end);
    }
    text
}

/// Returns the names of a path's parameters in their order.
pub fn parameters(key: &str) -> Vec<&str> {
    key.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

/// Recorded names, to be looked up whatever the parameters of paths are called.
#[derive(Debug, Default)]
pub(super) struct Recorded<'n> {
    operations: HashMap<String, &'n OperationNames>,
    paths: HashMap<String, Vec<&'n str>>,
}

impl<'n> Recorded<'n> {
    /// Returns the names that an operation has had.
    pub fn operation<T>(&self, operation: &Operation<T>) -> Option<&'n OperationNames> {
        self.by_path(operation.method, &operation.path)
    }

    fn by_path(&self, method: Method, path: &PathTemplate) -> Option<&'n OperationNames> {
        self.operations.get(&format!("{} {}", method.name().to_ascii_uppercase(), path.skeleton())).copied()
    }

    /// Returns the names that the parameters of a path have had.
    pub fn parameters(&self, path: &PathTemplate) -> Option<&[&'n str]> {
        self.paths.get(&path.skeleton()).map(Vec::as_slice)
    }

    /// Returns the names of all operations, also of those that are gone: nothing else gets them.
    pub fn all(&self) -> impl Iterator<Item = &'n OperationNames> {
        self.operations.values().copied()
    }
}

impl Names {
    /// Makes the names ready to be looked up.
    pub(super) fn recorded(&self) -> Recorded<'_> {
        let mut recorded = Recorded::default();
        for (key, names) in &self.operations {
            let path = key.split_once(' ').map_or("", |(_, path)| path);
            recorded.paths.entry(skeleton(path)).or_insert_with(|| parameters(path));
            recorded.operations.insert(skeleton(key), names);
        }
        recorded
    }

    /// Adds the names of what has none yet, and warns of those whose owners are gone; `types` are those of today by place.
    pub(super) fn record<T>(
        &mut self,
        operations: &[Operation<T>],
        types: BTreeMap<String, String>,
        schemas: &BTreeMap<String, Schema>,
        warnings: &mut Vec<Warning>,
    ) {
        let keys: HashMap<String, String> = self.operations.keys().map(|key| (skeleton(key), key.clone())).collect();
        let mut present = BTreeSet::new();
        let mut tags = BTreeSet::new();
        for operation in operations {
            let new = key(operation.method, &operation.path);
            let key = keys.get(&skeleton(&new)).cloned().unwrap_or(new);
            let names = self.operations.entry(key.clone()).or_default();
            names.id.get_or_insert_with(|| operation.id.clone());
            names.group.get_or_insert_with(|| operation.group.clone());
            names.method.get_or_insert_with(|| operation.sdk_method.clone());
            let gone = error_names::record(operation, &mut names.errors);
            warnings.extend(gone.into_iter().map(|error| {
                let text = "no item has this error any more; to forget its name, take out its line";
                warning(format!("name of error {error} of {key}"), text)
            }));
            let parameters = operation.parameters.iter().chain(&operation.other_parameters);
            for parameter in parameters.filter(|it| it.location != Location::Path) {
                let rust_name = parameter.rust_name.clone().unwrap_or_else(|| rust_name(&parameter.name));
                if rust_name != parameter.name {
                    names.parameters.entry(parameter_key(parameter)).or_insert(rust_name);
                }
            }
            if let Some(tag) = operation.tags.first() {
                tags.insert(tag);
                self.groups.entry(tag.clone()).or_insert_with(|| operation.group.clone());
            }
            present.insert(key);
        }
        for (key, names) in self.operations.iter().filter(|(key, _)| !present.contains(*key)) {
            let id = names.id.as_deref().unwrap_or(key);
            let text = format!("no item is {key} any more; nothing else gets the name until its lines are taken out");
            warnings.push(warning(format!("name {id}"), &text));
        }
        for (tag, group) in self.groups.iter().filter(|(tag, _)| !tags.contains(tag)) {
            let text = format!("no operation has the tag \"{tag}\" any more; to forget the name, take out its line");
            warnings.push(warning(format!("group {group}"), &text));
        }
        let used: BTreeSet<&String> = types.values().collect();
        let unused: BTreeSet<&String> = self.types.values().filter(|name| !used.contains(name)).collect();
        for name in unused {
            let text = "no type of this name is left; nothing else gets the name until its lines are taken out";
            warnings.push(warning(format!("name {name}"), text));
        }
        for name in types.values() {
            let Some(Kind::Object(object)) = schemas.get(name).map(|schema| &schema.kind) else { continue };
            let usual = object.properties.iter().map(|(member, _)| (&**member, rust_name(member)));
            let apart = object.others.iter().map(|other| (&*other.name, other.rust_name.clone()));
            for (member, rust_name) in usual.chain(apart).filter(|(member, rust_name)| rust_name != member) {
                self.properties.entry(name.clone()).or_default().entry(member.to_owned()).or_insert(rust_name);
            }
        }
        for (place, name) in types {
            self.types.entry(place).or_insert(name);
        }
    }
}

fn warning(part: String, text: &str) -> Warning {
    Warning { item: ItemPath::default(), part, kind: WarningKind::Gone, text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_known_whatever_its_parameters_are_called() {
        let names = OperationNames { id: Some("list_pac".into()), ..OperationNames::default() };
        let names = Names { operations: [("GET /users/{userId}/pac".to_owned(), names)].into(), ..Names::default() };
        let recorded = names.recorded();
        let path = PathTemplate::read("users/:id/pac".split('/'), &[]);
        assert_eq!(recorded.by_path(Method::Get, &path).and_then(|names| names.id.as_deref()), Some("list_pac"));
        assert_eq!(recorded.by_path(Method::Put, &path), None);
        assert_eq!(recorded.parameters(&path), Some(&["userId"][..]));
    }
}
