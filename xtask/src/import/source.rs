//! The items of a file, each with the folders around it.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::Format;
use crate::api::Endpoint;
use crate::convert::Failure;
use crate::diagnostics::{ItemPath, Warning};
use crate::postman::load::{self, Broken, Loaded};
use crate::postman::model::{Collection, Item, Variable};
use crate::postman::v3;

/// A file that holds items: as the values that it is written in, and as what they are.
pub(super) struct Source {
    pub(super) file: PathBuf,
    /// The collection.
    pub(super) value: Value,
    /// The format that it is written in.
    pub(super) format: Format,
    /// What of it was not read as it stands.
    pub(super) warnings: Vec<Warning>,
    typed: Collection,
}

/// A folder without what is in it.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    pub(super) name: String,
    pub(super) fields: Map<String, Value>,
}

impl Folder {
    pub(super) fn named(name: &str) -> Self {
        Self { name: name.trim().to_owned(), fields: Map::new() }
    }
}

/// An item that may be imported.
pub(super) struct Candidate {
    pub(super) path: ItemPath,
    /// The outermost first.
    pub(super) folders: Vec<Folder>,
    pub(super) value: Value,
    /// Its method and path, or why it has none.
    pub(super) endpoint: Result<Endpoint, String>,
}

impl Candidate {
    /// The item's name as the file has it.
    pub(super) fn name(&self) -> &str {
        self.value.get("name").and_then(Value::as_str).unwrap_or_default()
    }
}

impl Source {
    /// Reads a collection, or an item or a folder of one as Postman copies it.
    pub(super) fn read(file: &Path, broken: Broken) -> Result<Self, Failure> {
        let failure = |error: load::LoadError| Failure(error.to_string());
        if load::is_v3(file) {
            let read = v3::read(file, broken).map_err(failure)?;
            let value = read.value();
            let Loaded { collection: typed, warnings } = read.loaded(file).map_err(failure)?;
            return Ok(Self { file: file.to_owned(), value, format: Format::V3, warnings, typed });
        }
        if file.is_dir() {
            let fix = "give the file or the folder that Postman exported";
            return Err(Failure(format!(
                "{}: a folder, expected a file, or a folder with requests of schema 3.0.0\n  fix: {fix}",
                file.display()
            )));
        }
        load::refuse_yaml(file).map_err(failure)?;
        let text = load::read(file).map_err(failure)?;
        let value = serde_json::from_str::<Value>(&text);
        let is_part = value.as_ref().is_ok_and(is_part);
        let text = if is_part { format!("{{\"info\":{{}},\"item\":[{text}]}}") } else { text };
        // What is no JSON is no collection either, and this says so best.
        let Loaded { collection: typed, .. } = load::parse(&text, file).map_err(failure)?;
        let value = value.map_err(|error| Failure(format!("{}: not JSON: {error}", file.display())))?;
        let value = match value {
            part if is_part => json!({ "item": [part] }),
            Value::Object(mut wrapper) if !wrapper.contains_key("item") => {
                wrapper.remove("collection").unwrap_or(Value::Object(wrapper))
            }
            collection => collection,
        };
        Ok(Self { file: file.to_owned(), value, format: Format::V21, warnings: Vec::new(), typed })
    }

    /// All its items in their order.
    pub(super) fn candidates(&self) -> Vec<Candidate> {
        let mut walk = Walk { folders: Vec::new(), found: Vec::new() };
        walk.folder(&ItemPath::default(), &self.value, &self.typed.item, &[&self.typed.variable]);
        walk.found
    }
}

/// Whether a value is an item or a folder.
fn is_part(value: &Value) -> bool {
    let has = |name: &str| value.get(name).is_some_and(|value| !value.is_null());
    let is_folder = value.get("item").is_some_and(Value::is_array) && has("name");
    !has("info") && !has("collection") && (has("request") || is_folder)
}

struct Walk {
    folders: Vec<Folder>,
    found: Vec<Candidate>,
}

impl Walk {
    fn folder(&mut self, place: &ItemPath, folder: &Value, items: &[Item], variables: &[&[Variable]]) {
        let values = folder.get("item").and_then(Value::as_array).into_iter().flatten();
        for (value, item) in values.zip(items) {
            let path = place.join(item.name.as_deref().unwrap_or_default());
            let variables = [&[item.variable.as_slice()], variables].concat();
            let mut own = value.as_object().cloned().unwrap_or_default();
            own.remove("item");
            if let Some(items) = &item.item {
                let mut fields = own.clone();
                if item.request.is_some() {
                    // A folder that is called as well is an item beside the folder.
                    fields.retain(|name, _| !matches!(name.as_str(), "request" | "response"));
                }
                let name = path.names().last().cloned().unwrap_or_default();
                self.folders.push(Folder { name, fields });
                self.folder(&path, value, items, &variables);
                self.folders.pop();
            }
            let endpoint = match &item.request {
                Some(request) => Endpoint::read(request, &variables),
                None if item.item.is_some() => continue,
                None => Err("neither a folder nor a request; expected `request` or `item`".to_owned()),
            };
            self.found.push(Candidate { path, folders: self.folders.clone(), value: own.into(), endpoint });
        }
    }
}
