//! A file, or a folder of files, to a [`Collection`].
//!
//! A folder holds `collection.json` (a collection whose items may be missing) and a directory for each of the
//! collection's folders, in which each `.json` file is one item just as Postman copies it. Adding an item is then
//! adding a file: no line of another item moves. `collection.json` lists the folders that have more than a name, or a
//! name that is none for a directory; [`file_names::directories`] says which directory is whose. Beside the `.json` files of a
//! directory may be requests in YAML; a folder without a `collection.json` is a collection of schema 3.0.0 (`super::v3`).

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_ignored::Path as FieldPath;
use serde_json::Value;

use super::file_names;
use super::model::{Collection, Item};
use super::salvage;
use super::v3::{self, Beside};
use crate::diagnostics::{ItemPath, Warning, WarningKind};

/// A collection and what was noticed while it was read.
#[derive(Debug)]
pub struct Loaded {
    /// The collection.
    pub collection: Collection,
    /// Fields that are not of the format.
    pub warnings: Vec<Warning>,
}

/// What becomes of a collection of which a file cannot be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Broken {
    /// It is not read.
    #[default]
    Refuse,
    /// The rest of it is read, with a warning.
    Ignore,
}

/// Why a file is no collection: one message that names the file, what was found, what was expected and how to mend it.
#[derive(Debug)]
pub struct LoadError {
    file: PathBuf,
    at: Option<(usize, usize)>,
    item: ItemPath,
    problem: String,
    fix: &'static str,
}

/// The file of a folder that has all but its items.
pub(crate) const MAIN: &str = "collection.json";

const EXPORT: &str = "export the collection from Postman as Collection v2.1 and use that file";
const MEND: &str = "mend the file there, or export it from Postman again as Collection v2.1";

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        f.write_str(": ")?;
        if !self.item.names().is_empty() {
            write!(f, "{}: ", self.item)?;
        }
        write!(f, "{}\n  fix: {}", self.problem, self.fix)
    }
}

impl std::error::Error for LoadError {}

impl LoadError {
    pub(super) fn new(file: &Path, problem: impl Into<String>, fix: &'static str) -> Self {
        Self { file: file.to_owned(), at: None, item: ItemPath::default(), problem: problem.into(), fix }
    }

    /// A file of a folder that cannot be read as what it is there for.
    pub(super) fn broken(file: &Path, at: Option<(usize, usize)>, item: ItemPath, problem: String) -> Self {
        Self { at, item, ..Self::new(file, problem, "mend the file there, or go on without it: `--skip-broken`") }
    }

    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::new(path, format!("cannot be read: {error}"), "check the path, and the rights to read it")
    }

    /// What was read and is no collection all the same; nothing in a file leads here.
    pub(super) fn internal(path: &Path, error: &serde_json::Error) -> Self {
        Self::new(path, format!("cannot be read: {error}"), "report it as a fault of this program")
    }

    /// What is said where the rest is read all the same. `file` is the file as seen from the collection's folder.
    pub(super) fn into_warning(self, item: ItemPath, file: &str) -> Warning {
        let at = self.at.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        let text = format!("{}; the file is ignored ({file}{at})", self.problem);
        Warning { item, part: String::new(), kind: WarningKind::Unread, text }
    }

    fn json(file: &Path, error: &serde_json::Error, fix: &'static str) -> Self {
        let text = error.to_string();
        let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
        let problem = if text.contains("recursion limit") {
            "nested deeper than 128 levels, which no collection is".to_owned()
        } else {
            text.to_owned()
        };
        let at = (error.line() > 0).then(|| (error.line(), error.column()));
        Self { at, ..Self::new(file, problem, fix) }
    }
}

/// Reads a collection from a file or a folder.
///
/// # Errors
///
/// A [`LoadError`] where the path cannot be read or holds no Postman collection.
pub fn load(path: &Path) -> Result<Loaded, LoadError> {
    load_with(path, Broken::Refuse)
}

/// Reads a collection from a file or a folder, of which files may be broken.
///
/// # Errors
///
/// Those of [`load`].
pub fn load_with(path: &Path, broken: Broken) -> Result<Loaded, LoadError> {
    if is_v3(path) {
        return v3::read(path, broken)?.loaded(path);
    }
    if path.is_dir() {
        return folder(path, broken);
    }
    refuse_yaml(path)?;
    let mut loaded = all_that_fits(&read(path)?, path)?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    are_of_file(&mut loaded.collection.item, &file.into());
    Ok(loaded)
}

/// Whether a path is a collection of schema 3.0.0, or something in one.
pub(crate) fn is_v3(path: &Path) -> bool {
    !path.join(MAIN).is_file() && v3::is_collection(path)
}

/// Refuses a file of a collection of schema 3.0.0 that is no request.
pub(crate) fn refuse_yaml(path: &Path) -> Result<(), LoadError> {
    let is_yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    if !is_yaml || !path.is_file() {
        return Ok(());
    }
    let problem = "a file of YAML that is no request (`*.request.yaml`)";
    Err(LoadError::new(path, problem, "give the folder of the collection, or a folder or a request in it"))
}

/// Remembers which file items are read from.
fn are_of_file(items: &mut [Item], file: &Arc<str>) {
    for item in items {
        item.file = Some(Arc::clone(file));
        are_of_file(item.item.as_deref_mut().unwrap_or_default(), file);
    }
}

pub(crate) fn read(path: &Path) -> Result<String, LoadError> {
    let bytes = std::fs::read(path)
        .map_err(|error| LoadError::new(path, format!("cannot be read: {error}"), "give the path of a collection"))?;
    let bytes = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => rest.to_vec(),
        None => bytes,
    };
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        LoadError::new(path, format!("not UTF-8 (at byte {at})"), "save the file as UTF-8")
    })
}

/// Reads the text of a collection as [`parse`] does, but without the parts that are not of the format.
fn all_that_fits(text: &str, file: &Path) -> Result<Loaded, LoadError> {
    parse(text, file).or_else(|error| {
        let salvaged = salvage::collection(text).map(|(collection, warnings)| Loaded { collection, warnings });
        salvaged.ok_or(error)
    })
}

/// Reads the text of a collection; `file` is what errors call it.
///
/// # Errors
///
/// A [`LoadError`] where the text is no Postman collection of v2.0 or v2.1.
pub fn parse(text: &str, file: &Path) -> Result<Loaded, LoadError> {
    /// What tells one kind of document from another.
    #[derive(Deserialize)]
    struct Marks {
        collection: Option<IgnoredAny>,
        info: Option<IgnoredAny>,
        item: Option<IgnoredAny>,
        request: Option<IgnoredAny>,
        requests: Option<IgnoredAny>,
        openapi: Option<IgnoredAny>,
        swagger: Option<IgnoredAny>,
        values: Option<IgnoredAny>,
    }
    #[derive(Deserialize)]
    struct Wrapped {
        collection: Collection,
    }

    if text.trim().is_empty() {
        return Err(LoadError::new(file, "the file is empty; expected a Postman collection", EXPORT));
    }
    // Nearly always it is one; what else it could be is asked only where it is not.
    if let Ok((collection, warnings)) = typed::<Collection>(text, file)
        && !collection.item.is_empty()
    {
        return Ok(Loaded { collection, warnings });
    }
    let marks: Marks = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => {
            LoadError::new(file, format!("expected a Postman collection, a JSON object; {}", shape_of(text)), EXPORT)
        }
        _ => {
            let error = LoadError::json(file, &error, MEND);
            LoadError { problem: format!("not JSON: {}", error.problem), ..error }
        }
    })?;
    let refuse =
        |what: &str, fix| Err(LoadError::new(file, format!("expected a Postman collection, found {what}"), fix));
    match marks {
        Marks { collection: Some(_), .. } => {
            let (wrapped, warnings) = typed::<Wrapped>(text, file)?;
            Ok(Loaded { collection: wrapped.collection, warnings })
        }
        Marks { info: Some(_), item: Some(_), .. } => {
            let (collection, warnings) = typed::<Collection>(text, file)?;
            Ok(Loaded { collection, warnings })
        }
        Marks { requests: Some(_), .. } => refuse("a collection of format v1 (it has \"requests\")", EXPORT),
        Marks { openapi: Some(_), .. } | Marks { swagger: Some(_), .. } => {
            refuse("an OpenAPI document", "it needs no conversion: give it to progenitor as it is")
        }
        Marks { request: Some(_), .. } => {
            refuse("a single item", "put the item in the \"item\" list of a collection, or in a collection's folder")
        }
        Marks { values: Some(_), .. } => refuse("a Postman environment", EXPORT),
        Marks { info: Some(_), .. } => refuse("\"info\" but no \"item\"", EXPORT),
        _ => refuse("a JSON object without \"info\" and \"item\"", EXPORT),
    }
}

fn shape_of(text: &str) -> String {
    let what = match text.trim_start().as_bytes().first() {
        Some(b'[') => "a list",
        Some(b'"') => "a text",
        Some(b'{') => "an object of another kind",
        _ => "a single value",
    };
    format!("found {what}")
}

/// Deserializes, reporting each field that the type does not have.
fn typed<'de, T: Deserialize<'de>>(text: &'de str, file: &Path) -> Result<(T, Vec<Warning>), LoadError> {
    let mut unknown: Vec<Vec<Step>> = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_ignored::deserialize(&mut deserializer, |path| {
        if !is_exporters_own(&path) {
            unknown.push(steps(&path));
        }
    });
    let names = || serde_json::from_str::<Names>(text).unwrap_or_default();
    match value {
        Ok(value) => {
            let warnings = if unknown.is_empty() { Vec::new() } else { unknown_fields(&unknown, &names()) };
            Ok((value, warnings))
        }
        Err(error) => {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            // Where the text itself is broken, the place in it says more than what was read before.
            let path = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
                Err(inner) if error.is_data() => inner.path().iter().map(Step::from).collect(),
                _ => Vec::new(),
            };
            let (item, part) = names().locate(&path);
            let is_data = error.is_data();
            let error = LoadError::json(file, &error, MEND);
            let problem = match part.is_empty() {
                true if is_data => error.problem,
                true => format!("not JSON: {}", error.problem),
                false => format!("{part}: {}", error.problem),
            };
            Err(LoadError { item, problem, ..error })
        }
    }
}

/// Fields that tools add for themselves and that say nothing about the API.
pub(super) fn is_exporters_own(path: &FieldPath<'_>) -> bool {
    const OWN: [&str; 22] = [
        "uuid",
        "packages",
        "requests",
        "warning",
        "fileNotInWorkingDirectoryWarning",
        "variables",
        "descriptionFormat",
        "id",
        "uid",
        "owner",
        "createdAt",
        "updatedAt",
        "lastUpdatedBy",
        "collection",
        "fork",
        "isPublic",
        "currentHelper",
        "helperAttributes",
        "previewlanguage",
        "responseTime",
        "timings",
        "time",
    ];
    let FieldPath::Map { parent, key } = path else { return false };
    match innermost_key(parent) {
        // A request has no name in the format; exporters repeat the item's.
        Some("request" | "originalRequest") if key == "name" => true,
        _ => key.starts_with('_') || OWN.contains(&key.as_str()),
    }
}

fn innermost_key<'p>(path: &'p FieldPath<'_>) -> Option<&'p str> {
    use FieldPath::{Map, NewtypeStruct, NewtypeVariant, Root, Seq, Some as Present};
    match path {
        Map { key, .. } => Some(key),
        Present { parent } | NewtypeStruct { parent } | NewtypeVariant { parent } => innermost_key(parent),
        Root | Seq { .. } => None,
    }
}

fn unknown_fields(unknown: &[Vec<Step>], names: &Names) -> Vec<Warning> {
    unknown
        .iter()
        .map(|steps| {
            let (item, part) = names.locate(steps);
            Warning { item, part, kind: WarningKind::UnknownField, text: "unknown field, passed over".to_owned() }
        })
        .collect()
}

/// A step from a JSON value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl From<&serde_path_to_error::Segment> for Step {
    fn from(segment: &serde_path_to_error::Segment) -> Self {
        match segment {
            serde_path_to_error::Segment::Seq { index } => Self::Index(*index),
            other => Self::Key(other.to_string()),
        }
    }
}

pub(super) fn steps(path: &FieldPath<'_>) -> Vec<Step> {
    let (parent, step) = match path {
        FieldPath::Root => return Vec::new(),
        FieldPath::Seq { parent, index } => (*parent, Some(Step::Index(*index))),
        FieldPath::Map { parent, key } => (*parent, Some(Step::Key(key.clone()))),
        FieldPath::Some { parent } | FieldPath::NewtypeStruct { parent } | FieldPath::NewtypeVariant { parent } => {
            (*parent, None)
        }
    };
    let mut steps = steps(parent);
    steps.extend(step);
    steps
}

/// The names in a collection, for telling where something is.
#[derive(Default, Deserialize)]
struct Names {
    #[serde(default)]
    name: serde_json::Value,
    #[serde(default)]
    item: Vec<Names>,
    #[serde(default)]
    collection: Option<Box<Names>>,
}

impl Names {
    /// The item that a path leads into, and the rest of the path.
    fn locate(&self, steps: &[Step]) -> (ItemPath, String) {
        let mut here = self;
        let mut item = ItemPath::default();
        let mut rest = steps;
        loop {
            match rest {
                [Step::Key(key), after @ ..] if key == "collection" => {
                    let Some(inner) = &here.collection else { break };
                    (here, rest) = (inner, after);
                }
                [Step::Key(key), Step::Index(index), after @ ..] if key == "item" => {
                    let Some(inner) = here.item.get(*index) else { break };
                    item = item.join(inner.name.as_str().unwrap_or_default());
                    (here, rest) = (inner, after);
                }
                _ => break,
            }
        }
        (item, part_of(rest))
    }
}

/// What a path leads to, as messages call it: `` `request.header[0]` ``.
pub(super) fn part_of(steps: &[Step]) -> String {
    let mut part = String::new();
    for step in steps {
        match step {
            Step::Key(key) if part.is_empty() => part.push_str(key),
            Step::Key(key) => part.extend([".", key]),
            Step::Index(index) => part.push_str(&format!("[{index}]")),
        }
    }
    if part.is_empty() { part } else { format!("`{part}`") }
}

/// Reads `collection.json` and the items in the folders beside it.
fn folder(path: &Path, broken: Broken) -> Result<Loaded, LoadError> {
    let main = path.join(MAIN);
    let Loaded { mut collection, warnings } = all_that_fits(&read(&main)?, &main)?;
    are_of_file(&mut collection.item, &MAIN.into());
    let place = Place::default();
    let homeless = |entry: &Path| {
        let problem = "a file beside collection.json, which belongs to no folder";
        Err(LoadError::new(entry, problem, "move the item into the folder whose tag it has"))
    };
    let mut reading = Reading { root: path, broken, warnings };
    reading.warnings.extend(passed_over(path, &place));
    for (entry, name) in entries(path)? {
        if entry.is_dir() {
            reading.subfolder(&entry, &name, &mut collection.item, &place)?;
        } else if entry != main {
            return homeless(&entry);
        }
    }
    if let Some(name) = v3::requests(path)?.first() {
        return homeless(&path.join(name));
    }
    Ok(Loaded { collection, warnings: reading.warnings })
}

/// A folder of files, as it is read.
struct Reading<'r> {
    root: &'r Path,
    broken: Broken,
    warnings: Vec<Warning>,
}

/// A folder of items and the directory that it is stored in, as seen from the collection's.
#[derive(Default)]
struct Place {
    path: ItemPath,
    directory: String,
}

impl Reading<'_> {
    /// Adds what is in a directory to the folder of the list that it stands for, or to a new one.
    fn subfolder(
        &mut self,
        directory: &Path,
        name: &str,
        list: &mut Vec<Item>,
        place: &Place,
    ) -> Result<(), LoadError> {
        let is_listed = folder_of(list, name);
        let known = is_listed.unwrap_or_else(|| {
            list.push(Item { name: Some(name.to_owned()), ..Item::default() });
            list.len() - 1
        });
        let Some(folder) = list.get_mut(known) else { return Ok(()) };
        let here = format!("{}{name}/", place.directory);
        let folder_path = |folder: &Item| place.path.join(folder.name.as_deref().unwrap_or_default());
        let Beside { folder: said, items: requests, warnings } =
            v3::beside(self.root, &here, &folder_path(folder), self.broken)?;
        self.warnings.extend(warnings);
        let internal = |error: serde_json::Error| LoadError::internal(directory, &error);
        folder.complete(said.item().map_err(internal)?, is_listed.is_none());
        let place = Place { path: folder_path(folder), directory: here };
        let inside = folder.item.get_or_insert_default();
        self.warnings.extend(passed_over(directory, &place));
        for (entry, name) in entries(directory)? {
            if entry.is_dir() {
                self.subfolder(&entry, &name, inside, &place)?;
                continue;
            }
            let (mut item, unknown) = match read(&entry).and_then(|text| item_file(&text, &entry)) {
                Ok(found) => found,
                Err(error) if self.broken == Broken::Ignore => {
                    let file = format!("{}{name}", place.directory);
                    let item = place.path.clone().in_file(Some(file.as_str().into()));
                    self.warnings.push(error.into_warning(item, &file));
                    continue;
                }
                Err(error) => return Err(error),
            };
            are_of_file(std::slice::from_mut(&mut item), &format!("{}{name}", place.directory).into());
            let here = place.path.join(item.name.as_deref().unwrap_or_default()).in_file(item.file.clone());
            self.warnings.extend(unknown.into_iter().map(|warning| Warning { item: here.clone(), ..warning }));
            inside.push(item);
        }
        for request in requests {
            inside.push(request.item().map_err(internal)?);
        }
        Ok(())
    }
}

impl Item {
    /// Gives a folder what its definition says and the list of the collection does not; its name, if it is not listed.
    fn complete(&mut self, said: Item, is_new: bool) {
        if is_new {
            self.name = said.name.or(self.name.take());
        }
        self.description = self.description.take().or(said.description);
        self.auth = self.auth.take().or(said.auth);
        if self.variable.is_empty() {
            self.variable = said.variable;
        }
    }
}

/// Which folder of a list is stored in a directory of this name.
pub(crate) fn folder_of(list: &[Item], directory: &str) -> Option<usize> {
    let folders = || list.iter().enumerate().filter(|(_, item)| item.request.is_none());
    let names = file_names::directories(folders().map(|(_, folder)| folder.name.as_deref().unwrap_or_default()));
    let at = names.iter().position(|name| name == directory)?;
    folders().nth(at).map(|(at, _)| at)
}

/// Reads one item as Postman copies it.
fn item_file(text: &str, file: &Path) -> Result<(Item, Vec<Warning>), LoadError> {
    let read = typed::<Item>(text, file);
    let (item, unknown) = read.or_else(|error| salvage::item(text).ok_or(error))?;
    #[derive(Deserialize)]
    struct Marks {
        info: Option<IgnoredAny>,
    }
    if item.request.is_none() && serde_json::from_str::<Marks>(text).is_ok_and(|marks| marks.info.is_some()) {
        let fix = "run `cargo xtask import` with this file, which splits it into items, and delete it here";
        return Err(LoadError::new(file, "expected one item of a collection, found a whole collection", fix));
    }
    if item.request.is_none() && item.item.is_none() {
        let fix = "copy the item's JSON from Postman: an object with \"name\", \"request\" and \"response\"";
        return Err(LoadError::new(file, "expected one item of a collection, found no \"request\"", fix));
    }
    Ok((item, unknown))
}

/// Reads a file as a plain value.
pub(super) fn value(path: &Path) -> Result<Value, LoadError> {
    serde_json::from_str(&read(path)?).map_err(|error| LoadError::json(path, &error, MEND))
}

/// The directories and `.json` files of a directory with their names, in the order of the names.
pub(crate) fn entries(folder: &Path) -> Result<Vec<(PathBuf, String)>, LoadError> {
    let unreadable =
        |error: std::io::Error| LoadError::new(folder, format!("cannot be read: {error}"), "check the folder's rights");
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_json = || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        if !name.starts_with('.') && (path.is_dir() || is_json()) {
            entries.push((path, name));
        }
    }
    entries.sort();
    Ok(entries)
}

/// Warns of the files of a directory that look like items and are not called so.
fn passed_over(folder: &Path, place: &Place) -> Vec<Warning> {
    let names = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let is_meant = |name: &String| {
        let lower = name.to_ascii_lowercase();
        !name.starts_with('.') && lower.contains(".json") && !lower.ends_with(".json")
    };
    let mut names: Vec<_> = names.filter(is_meant).collect();
    names.sort();
    let warning = |name: String| Warning {
        item: place.path.clone(),
        part: format!("file {name:?}"),
        kind: WarningKind::Unread,
        text: "not called `.json`, passed over: rename it if it is an item".to_owned(),
    };
    names.into_iter().map(warning).collect()
}
