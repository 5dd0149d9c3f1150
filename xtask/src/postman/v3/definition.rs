//! What a folder says of itself, in `.resources/definition.yaml`.

use std::path::Path;

use serde_json::{Map, Value, json};

use super::auth::{self, Entry};
use super::fields::Fields;
use super::{File, Reader, scripts, table};
use crate::diagnostics::{ItemPath, WarningKind};
use crate::postman::load::LoadError;

/// A definition; empty if a folder has none.
#[derive(Debug, Default)]
pub(super) struct Definition {
    pub(super) name: Option<String>,
    pub(super) order: f64,
    pub(super) variables: Vec<Value>,
    pub(super) auth: Option<Vec<Entry>>,
    description: Option<String>,
    events: Vec<Value>,
}

/// The address by which v2.1 says what it is.
const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

impl Reader {
    /// Reads the definition of a directory, which is `here` as seen from the collection's.
    pub(super) fn definition(
        &mut self,
        directory: &Path,
        here: &str,
        item: &ItemPath,
    ) -> Result<Definition, LoadError> {
        let names = ["yaml", "yml"].map(|end| format!(".resources/definition.{end}"));
        // Before it had a name of its own, the definition stood beside the requests.
        let old = ["collection.yaml", "collection.yml", "folder.yaml", "folder.yml"].map(str::to_owned);
        for name in names.iter().chain(&old) {
            let path = directory.join(name);
            if !path.is_file() {
                continue;
            }
            let file = File { path, name: format!("{here}{name}").into(), item: item.clone(), part: String::new() };
            let Some(map) = self.mapping(&file)? else { return Ok(Definition::default()) };
            let is_old = old.contains(name);
            if is_old {
                let text = "an older dialect of schema 3.0.0, read as `.resources/definition.yaml`";
                self.warn(&file, None, WarningKind::UnknownField, "", text);
            }
            let is_root = here.is_empty();
            let mut fields = Fields::of(self, &file, "", map);
            if is_old {
                fields.ignore(&["type", "items"]);
            }
            let definition = Definition::read(&mut fields, is_root);
            fields.finish();
            return Ok(definition);
        }
        Ok(Definition::default())
    }
}

impl Definition {
    /// Reads the fields of a collection or a folder.
    pub(super) fn read(fields: &mut Fields<'_>, is_root: bool) -> Self {
        fields.ignore(&["$schema", "id", "uid"]);
        if let Some(node) = fields.take("$kind")
            && node.text().as_deref() != Some("collection")
        {
            let text = format!("expected `collection`, found {:?}; read as one", node.text().unwrap_or_default());
            fields.warn(Some(&node), "$kind", WarningKind::UnknownField, &text);
        }
        let variables = fields.take("variables");
        let mut variables =
            variables.map(|node| table::read(fields, "variables", &node, &["type"])).unwrap_or_default();
        if !is_root {
            // Postman sends what the collection's variable holds, whatever a folder says of it.
            let of_collection = fields.levels().first().cloned().unwrap_or_default();
            variables.retain(|variable| {
                let key = variable["key"].as_str().unwrap_or_default();
                let is_overridden = of_collection.has(key);
                if is_overridden {
                    let text = "a folder's variable has no effect, the collection's of that name counts";
                    fields.warn(None, &format!("variables.{key}"), WarningKind::Conflict, text);
                }
                !is_overridden
            });
        }
        Self {
            name: fields.text("name"),
            description: fields.text("description"),
            order: fields.order(),
            auth: auth::of_definition(fields),
            events: scripts::take(fields),
            variables,
        }
    }

    /// The fields of a collection in a directory of this name.
    pub(super) fn collection(&self, directory: &str) -> Map<String, Value> {
        let mut info = Map::new();
        info.insert("name".to_owned(), self.name.as_deref().unwrap_or(directory).into());
        if let Some(description) = &self.description {
            info.insert("description".to_owned(), description.as_str().into());
        }
        info.insert("schema".to_owned(), SCHEMA.into());
        let mut fields = Map::from_iter([("info".to_owned(), Value::Object(info))]);
        self.inherited(&mut fields);
        fields
    }

    /// The fields of a folder in a directory of this name.
    pub(super) fn folder(&self, directory: &str) -> Map<String, Value> {
        let mut fields = Map::new();
        fields.insert("name".to_owned(), self.name.as_deref().unwrap_or(directory).into());
        if let Some(description) = &self.description {
            fields.insert("description".to_owned(), description.as_str().into());
        }
        self.inherited(&mut fields);
        fields
    }

    fn inherited(&self, fields: &mut Map<String, Value>) {
        if let Some(entries) = &self.auth {
            fields.insert("auth".to_owned(), auth::native(entries));
        }
        for (name, list) in [("event", &self.events), ("variable", &self.variables)] {
            if !list.is_empty() {
                fields.insert(name.to_owned(), json!(list));
            }
        }
    }
}
