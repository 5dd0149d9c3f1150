//! A collection of schema 3.0.0: a folder of YAML files, read into what a file of v2.1 would say.
//!
//! | file | what it reads |
//! |---|---|
//! | `root` | which folder a path belongs to, and what is above it |
//! | `folder` | a directory: its requests and folders, in their order |
//! | `export` | a collection in one file, as Postman's API gives it |
//! | `definition` | `.resources/definition.yaml`: name, description, variables, authorization |
//! | `request`, `example` | a `*.request.yaml`, and the `*.example.yaml` that belong to it |
//! | `table`, `query`, `body`, `scripts` | the parts of a request |
//! | `auth` | an authorization, and which of several a request inherits |
//! | `write` | the other way: an item of v2.1 as files of this format |
//! | `fields` | a mapping's fields, each taken once; what is left over is reported |
//!
//! The result is JSON of v2.1, so that nothing behind it knows which format an item was written in. Postman's own tools
//! refuse much that can be understood (a number for a string, `header` for `headers`); here it is read, with a warning if
//! something could be lost by it.

mod auth;
mod body;
mod definition;
mod example;
mod export;
mod fields;
mod folder;
mod query;
mod request;
mod root;
mod scripts;
mod table;
mod write;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Map, Value};

use self::auth::Level;
use super::load::{self, Broken, LoadError};
use super::model::Item;
use crate::diagnostics::{ItemPath, Warning, WarningKind};
use crate::yaml::{Node, Problem};

pub(crate) use self::folder::{examples, is_request, requests, stem_of};
pub(crate) use self::root::is_collection;
pub(crate) use self::write::{complete, examples_of, files};

/// A collection as it is read.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// The fields of the collection, but for its items.
    pub(crate) fields: Map<String, Value>,
    /// Its folders and items in their order.
    pub(crate) parts: Vec<Part>,
    /// What was not read as it stands.
    pub(crate) warnings: Vec<Warning>,
}

/// A folder or an item of a collection.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// A folder.
    Folder {
        /// Its fields, but for what is in it.
        fields: Map<String, Value>,
        /// What is in it.
        parts: Vec<Part>,
    },
    /// An item.
    Item {
        /// The item as a file of v2.1 would have it.
        value: Value,
        /// The file of its request, as seen from the collection's folder.
        file: Arc<str>,
    },
}

impl Part {
    /// The folder or item as a value of v2.1.
    pub(crate) fn value(&self) -> Value {
        match self {
            Self::Item { value, .. } => value.clone(),
            Self::Folder { fields, parts } => {
                let mut fields = fields.clone();
                fields.insert("item".to_owned(), parts.iter().map(Self::value).collect());
                Value::Object(fields)
            }
        }
    }

    /// The folder or item as the model has it.
    pub(crate) fn item(self) -> serde_json::Result<Item> {
        match self {
            Self::Item { value, file } => Ok(Item { file: Some(file), ..serde_json::from_value(value)? }),
            Self::Folder { fields, parts } => {
                let inside = parts.into_iter().map(Self::item).collect::<Result<_, _>>()?;
                Ok(Item { item: Some(inside), ..serde_json::from_value(Value::Object(fields))? })
            }
        }
    }
}

/// Reads a collection's folder, a folder in it or one of its requests; with the collection that it belongs to, but
/// without what stands beside it.
pub(crate) fn read(path: &Path, broken: Broken) -> Result<Read, LoadError> {
    let mut reader = Reader::new(broken);
    if export::is_export(path) && !root::is_request(path) {
        let (definition, parts) = reader.export(path)?;
        let fields = definition.collection("");
        return Ok(Read { fields, parts, warnings: reader.warnings });
    }
    let root::Way { root, below } = root::find(path)?;
    let place = ItemPath::default();
    let definition = reader.definition(&root, "", &place)?;
    let name = folder::name_of(&root);
    let fields = definition.collection(&name);
    reader.levels.push(Level::of(&definition));
    let parts = reader.directory(&root, "", &place, &below)?;
    Ok(Read { fields, parts, warnings: reader.warnings })
}

/// What a directory of a collection in JSON has in this format.
pub(crate) struct Beside {
    /// What the directory's definition says of the folder.
    pub(crate) folder: Part,
    /// The items in the directory, in their order.
    pub(crate) items: Vec<Part>,
    /// What was not read as it stands.
    pub(crate) warnings: Vec<Warning>,
}

/// Reads what stands in this format in `directory`, as seen from the collection's folder, which is `place` in the collection.
pub(crate) fn beside(root: &Path, directory: &str, place: &ItemPath, broken: Broken) -> Result<Beside, LoadError> {
    let mut reader = Reader::new(broken);
    let mut around = root.to_owned();
    let mut here = String::new();
    let mut fields = Map::new();
    for name in directory.split('/').filter(|name| !name.is_empty()) {
        around.push(name);
        here.extend([name, "/"]);
        // What the folders around are warned of is said when they are read.
        reader.warnings.clear();
        let definition = reader.definition(&around, &here, place)?;
        fields = definition.folder(name);
        reader.levels.push(Level::of(&definition));
    }
    let items = reader.requests(&around, directory, place)?;
    Ok(Beside { folder: Part::Folder { fields, parts: Vec::new() }, items, warnings: reader.warnings })
}

impl Read {
    /// The collection as the model has it.
    pub(crate) fn loaded(self, path: &Path) -> Result<load::Loaded, LoadError> {
        let internal = |error: serde_json::Error| LoadError::internal(path, &error);
        let mut collection: super::Collection = serde_json::from_value(Value::Object(self.fields)).map_err(internal)?;
        collection.item = self.parts.into_iter().map(Part::item).collect::<Result<_, _>>().map_err(internal)?;
        Ok(load::Loaded { collection, warnings: self.warnings })
    }

    /// The collection as a value of v2.1.
    pub(crate) fn value(&self) -> Value {
        let mut fields = self.fields.clone();
        fields.insert("item".to_owned(), self.parts.iter().map(Part::value).collect());
        Value::Object(fields)
    }
}

/// What is known while a collection is read.
struct Reader {
    broken: Broken,
    warnings: Vec<Warning>,
    /// What each folder around gives to its requests, the outermost first.
    levels: Vec<Level>,
}

/// The file that is being read.
#[derive(Clone)]
struct File {
    path: PathBuf,
    /// The file as seen from the collection's folder.
    name: Arc<str>,
    item: ItemPath,
    /// What it is of the item, if it is not the item: `example "404"`.
    part: String,
}

impl File {
    /// The item that the file belongs to, by the file of its request.
    fn owner(&self) -> ItemPath {
        let file = self.item.file().map_or_else(|| Arc::clone(&self.name), Arc::from);
        self.item.clone().in_file(Some(file))
    }
}

impl Reader {
    fn new(broken: Broken) -> Self {
        Self { broken, warnings: Vec::new(), levels: Vec::new() }
    }

    /// Adds a warning about a place in a file.
    fn warn(&mut self, file: &File, at: Option<(usize, usize)>, kind: WarningKind, field: &str, text: &str) {
        let part = [file.part.as_str(), field].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let place = match at {
            Some((line, column)) => format!("{}:{line}:{column}", file.name),
            None => file.name.to_string(),
        };
        self.warnings.push(Warning {
            item: file.owner(),
            part: part.join(" / "),
            kind,
            text: format!("{text} ({place})"),
        });
    }

    /// Reads a file that holds a mapping; nothing where it is broken and the others are wanted all the same.
    fn mapping(&mut self, file: &File) -> Result<Option<Vec<(String, Node)>>, LoadError> {
        match mapping(file) {
            Ok(map) => Ok(Some(map)),
            Err(error) if self.broken == Broken::Ignore => {
                let warning = error.into_warning(file.owner(), &file.name);
                self.warnings.push(Warning { part: file.part.clone(), ..warning });
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

fn mapping(file: &File) -> Result<Vec<(String, Node)>, LoadError> {
    use crate::yaml::Kind;
    let text = load::read(&file.path)?;
    let fail = |at, problem: String| LoadError::broken(&file.path, at, file.item.clone(), problem);
    let node = Node::read(&text).map_err(|Problem { at, text: problem }| {
        let line = at.and_then(|(line, _)| text.lines().nth(line - 1)).unwrap_or_default();
        // `url: {{base}}/users` is the most common slip there is.
        let hint = if line.contains(": {{") { "; write `\"{{…}}\"` in quotes" } else { "" };
        fail(at, format!("not YAML: {problem}{hint}"))
    })?;
    match node.kind {
        Kind::Map(map) => Ok(map),
        Kind::Null => Err(fail(None, "the file is empty; expected a mapping with `$kind`".to_owned())),
        _ => Err(fail(Some(node.at), format!("expected a mapping with `$kind`, found {}", node.sort()))),
    }
}
