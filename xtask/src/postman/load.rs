//! A file, or a folder of files, to a [`Collection`].
//!
//! A folder holds `collection.json` (a collection whose items may be missing) and a directory for each of the
//! collection's folders, in which each `.json` file is one item just as Postman copies it. Adding an item is then
//! adding a file: no line of another item moves. `collection.json` lists the folders that have more than a name, or a
//! name that is none for a directory; [`file_names::directories`] says which directory is whose. Beside the `.json` files of a
//! directory may be requests in YAML; a folder without a `collection.json` is a collection of schema 3.0.0 (`super::v3`).

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

pub use super::load_error::LoadError;
pub use super::parse::parse;
pub(crate) use super::text::read;

use super::file_names;
use super::load_error::MEND;
use super::model::{Collection, Item};
use super::parse;
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

/// The file of a folder that has all but its items.
pub(crate) const MAIN: &str = "collection.json";

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
    let mut loaded = parse::all_that_fits(&read(path)?, path)?;
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

/// Reads `collection.json` and the items in the folders beside it.
fn folder(path: &Path, broken: Broken) -> Result<Loaded, LoadError> {
    let main = path.join(MAIN);
    let text = if main.is_file() { read(&main)? } else { return Err(no_collection(path, &main)) };
    let Loaded { mut collection, warnings } = parse::all_that_fits(&text, &main)?;
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

/// A folder in which no collection is: what may have been meant is named.
fn no_collection(folder: &Path, main: &Path) -> LoadError {
    let within = |name: &str| folder.ancestors().find(|above| above.file_name().is_some_and(|it| it == name));
    if let Some(around) = within(".resources").and_then(Path::parent) {
        let fix = format!("give the folder around it: {}", around.display());
        return LoadError::new(folder, "a folder of what belongs to a collection of schema 3.0.0", fix);
    }
    let error = std::fs::metadata(main).err().map_or_else(|| "no file".to_owned(), |error| error.to_string());
    let files: Vec<_> = entries(folder).unwrap_or_default().into_iter().filter(|(path, _)| path.is_file()).collect();
    let fix = match files.as_slice() {
        [] => "give a file that Postman exported, or a folder with a collection.json or with requests of schema 3.0.0 \
               (`*.request.yaml`)"
            .to_owned(),
        [(file, _)] => format!("give the file in it, if that is the collection: {}", file.display()),
        files => format!("give the file in it that is the collection: one of {}", names(files)),
    };
    let problem = format!("cannot be read: {error}; nor are requests of schema 3.0.0 in the folder");
    LoadError::new(main, problem, fix)
}

/// The names of some files, for a message.
fn names(files: &[(PathBuf, String)]) -> String {
    let more = if files.len() > 5 { ", …" } else { "" };
    let names: Vec<_> = files.iter().take(5).map(|(_, name)| name.as_str()).collect();
    format!("{}{more}", names.join(", "))
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
            let (mut item, unknown) = match read(&entry).and_then(|text| parse::item(&text, &entry)) {
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

/// Warns of the files of a directory that look like items and are not called so: by their name, or by the object in them.
fn passed_over(folder: &Path, place: &Place) -> Vec<Warning> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let files = entries.map(|entry| entry.path()).filter(|path| path.is_file());
    let named = files.map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path));
    let is_meant = |(name, path): &(String, PathBuf)| {
        let lower = name.to_ascii_lowercase();
        let is_read = name.starts_with('.') || [".json", ".yaml", ".yml"].iter().any(|end| lower.ends_with(end));
        !is_read && (lower.contains(".json") || holds_an_object(path))
    };
    let mut named: Vec<_> = named.filter(is_meant).collect();
    named.sort();
    let warning = |(name, _)| Warning {
        item: place.path.clone(),
        part: format!("file {name:?}"),
        kind: WarningKind::Unread,
        text: "not called `.json`, passed over: rename it if it is an item".to_owned(),
    };
    named.into_iter().map(warning).collect()
}

/// Whether a file begins as an object of JSON does.
fn holds_an_object(path: &Path) -> bool {
    let mut start = [0; 64];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or_default();
    let text = start[..read].trim_ascii_start();
    text.starts_with(b"{") && text[1..].trim_ascii_start().starts_with(b"\"")
}
