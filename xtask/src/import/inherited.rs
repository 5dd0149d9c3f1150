//! What an item takes from the folders and the collection around it: variables and authorization.
//!
//! It has to mean the same in its new collection. What that lacks is added to it; what it says otherwise is written into
//! the item itself, but for the collection's authorization, which is one for the whole API: of that there is a warning.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value, json};

use super::secrets;
use super::source::{Candidate, Source};

/// What the items of a file inherit, and what of it came to nothing.
pub(super) struct Inheritance<'s> {
    source: &'s Source,
    into: &'s Path,
    /// How many items would be authorized otherwise.
    otherwise: usize,
    /// Where there were any.
    secrets: BTreeSet<String>,
}

impl<'s> Inheritance<'s> {
    pub(super) fn of(source: &'s Source, into: &'s Path) -> Self {
        Self { source, into, otherwise: 0, secrets: BTreeSet::new() }
    }

    /// Gives an item what it inherits, by way of the new collection where that can be.
    pub(super) fn settle(&mut self, item: &mut Value, candidate: &Candidate, main: &mut Value) {
        self.variables(item, candidate, main);
        self.authorization(item, candidate, main);
    }

    fn variables(&mut self, item: &mut Value, candidate: &Candidate, main: &mut Value) {
        let mut names = Vec::new();
        names_in(item, &mut names);
        let mut own = Vec::new();
        let mut at = 0;
        // A variable's value may name further ones.
        while let Some(name) = names.get(at).cloned() {
            at += 1;
            let of_folder = candidate.folders.iter().rev().find_map(|folder| variable(&folder.fields, &name));
            let found = of_folder.or_else(|| variable(self.source.value.as_object()?, &name));
            let Some(found) = found.filter(|_| variable_of(item, &name).is_none()) else { continue };
            if secrets::is_secret_value(&name, found) {
                self.secrets.insert(format!("variable \"{name}\""));
                continue;
            }
            names_in(found.get("value").unwrap_or(&Value::Null), &mut names);
            match variable_of(main, &name) {
                Some(known) if is_same(known, found) => {}
                None if of_folder.is_none() => push(main, found.clone()),
                _ => own.push(found.clone()),
            }
        }
        own.into_iter().for_each(|variable| push(item, variable));
    }

    fn authorization(&mut self, item: &mut Value, candidate: &Candidate, main: &mut Value) {
        let own = [item.get("auth"), item.get("request").and_then(|request| request.get("auth"))];
        if own.into_iter().flatten().any(Value::is_object) {
            return;
        }
        let of_folder = candidate.folders.iter().rev().find_map(|folder| folder.fields.get("auth"));
        let of_folder = of_folder.filter(|auth| auth.is_object());
        let inherited = of_folder.or(self.source.value.get("auth")).filter(|auth| auth.is_object());
        let Some(mut inherited) = inherited.cloned() else { return };
        self.secrets.extend(secrets::authorization(&mut inherited));
        let Some(main) = main.as_object_mut() else { return };
        match main.get("auth").filter(|auth| auth.is_object()) {
            Some(known) if settings(known) == settings(&inherited) => {}
            _ if of_folder.is_some() => {
                let request = item.get_mut("request").and_then(Value::as_object_mut);
                // A request that is its address alone has no place for it; a folder's place will do.
                request.map(|request| request.insert("auth".to_owned(), inherited.clone()));
                if item.pointer("/request/auth").is_none() {
                    item.as_object_mut().map(|item| item.insert("auth".to_owned(), inherited));
                }
            }
            Some(_) => self.otherwise += 1,
            None => drop(main.insert("auth".to_owned(), inherited)),
        }
    }

    /// Says what was not taken over.
    pub(super) fn finish(self, warnings: &mut Vec<String>) {
        let file = self.source.file.display();
        for part in self.secrets {
            warnings.push(format!("{file}: {part} may be a secret, its value is not written"));
        }
        if self.otherwise > 0 {
            let theirs = self.source.value.pointer("/auth/type").and_then(Value::as_str).unwrap_or_default();
            let (count, into) = (self.otherwise, self.into.join("collection.json"));
            warnings.push(format!(
                "{file}: its authorization (\"{theirs}\") is not that of {}, which its items now inherit: {count} of them",
                into.display(),
            ));
        }
    }
}

/// The names of the variables in a value's texts, each once.
fn names_in(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::String(text) => {
            for piece in text.split("{{").skip(1) {
                let Some((name, _)) = piece.split_once("}}") else { continue };
                let name = name.trim().to_owned();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| names_in(value, names)),
        Value::Object(fields) => fields.values().for_each(|value| names_in(value, names)),
        _ => {}
    }
}

fn variable_of<'v>(of: &'v Value, name: &str) -> Option<&'v Value> {
    variable(of.as_object()?, name)
}

/// The variable of this name that a collection, a folder or an item has.
fn variable<'v>(of: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    of.get("variable")?.as_array()?.iter().find(|variable| {
        let key = ["key", "id", "name"].into_iter().find_map(|field| variable.get(field).and_then(Value::as_str));
        key == Some(name) && variable.get("disabled").and_then(Value::as_bool) != Some(true)
    })
}

/// Whether two variables have one value; a slash at the end of an address means nothing.
fn is_same(a: &Value, b: &Value) -> bool {
    let value = |variable: &Value| match variable.get("value") {
        Some(Value::String(text)) => text.trim().trim_end_matches('/').to_owned(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    value(a) == value(b)
}

fn push(to: &mut Value, variable: Value) {
    let Some(fields) = to.as_object_mut() else { return };
    match fields.get_mut("variable").and_then(Value::as_array_mut) {
        Some(list) => list.push(variable),
        None => drop(fields.insert("variable".to_owned(), json!([variable]))),
    }
}

/// An authorization's type and settings, whichever version of the format they are written in.
fn settings(auth: &Value) -> (Option<&str>, BTreeMap<String, &Value>) {
    let kind = auth.get("type").and_then(Value::as_str);
    let mut settings = BTreeMap::new();
    match kind.and_then(|kind| auth.get(kind)) {
        Some(Value::Array(list)) => {
            for setting in list {
                if let (Some(key), Some(value)) = (setting.get("key").and_then(Value::as_str), setting.get("value")) {
                    settings.insert(key.to_owned(), value);
                }
            }
        }
        Some(Value::Object(fields)) => settings.extend(fields.iter().map(|(key, value)| (key.clone(), value))),
        _ => {}
    }
    settings.retain(|_, value| *value != "");
    (kind, settings)
}
