//! The items that are there, and the place of a new one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::source::Folder;
use super::{Format, files};
use crate::api::Endpoint;
use crate::convert::Failure;
use crate::diagnostics::ItemPath;
use crate::postman::file_names::{self, Taken};
use crate::postman::load::{self, Broken, MAIN};
use crate::postman::model::{Item, Variable};
use crate::postman::v3::{self, Part};

/// A folder with a `collection.json`: what each of its files holds, and will hold.
pub(super) struct Standing {
    root: PathBuf,
    documents: BTreeMap<PathBuf, Value>,
    items: Vec<(Found, Endpoint, ItemPath)>,
    /// The files that are not as they were read.
    changed: BTreeSet<PathBuf>,
    /// The files of items that stand in another one now.
    gone: BTreeSet<PathBuf>,
    /// What stands in the directories, by what is on the disk or will be.
    taken: BTreeMap<PathBuf, Taken>,
    main: Value,
    main_as_read: Value,
}

/// Where an item is: a file, and the place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) file: PathBuf,
    pointer: String,
}

/// An item that is to have a file.
pub(super) struct New<'n> {
    pub(super) name: &'n str,
    pub(super) endpoint: &'n Endpoint,
    pub(super) item: Value,
    pub(super) format: Format,
}

impl Standing {
    /// Reads the folder.
    pub(super) fn read(root: &Path) -> Result<Self, Failure> {
        let failure = |error: load::LoadError| Failure(error.to_string());
        let collection = load::load(root).map_err(failure)?.collection;
        let main = document(&root.join(MAIN))?;
        let mut standing = Self {
            root: root.to_owned(),
            documents: BTreeMap::new(),
            items: Vec::new(),
            changed: BTreeSet::new(),
            gone: BTreeSet::new(),
            taken: BTreeMap::new(),
            main_as_read: main.clone(),
            main,
        };
        let listed: Item = serde_json::from_value(json!({ "item": standing.main.get("item") }))
            .map_err(|error| Failure(format!("{}: {error}", root.join(MAIN).display())))?;
        let scope: &[&[Variable]] = &[&collection.variable];
        for (number, item) in listed.item.iter().flatten().enumerate() {
            let place = Found { file: root.join(MAIN), pointer: format!("/item/{number}") };
            standing.items_of(item, &place, &ItemPath::default(), scope);
        }
        standing.directory(root, listed.item.as_deref().unwrap_or_default(), &ItemPath::default(), scope)?;
        Ok(standing)
    }

    fn directory(
        &mut self,
        directory: &Path,
        listed: &[Item],
        path: &ItemPath,
        scope: &[&[Variable]],
    ) -> Result<(), Failure> {
        let failure = |error: load::LoadError| Failure(error.to_string());
        if directory != self.root {
            let here = directory.strip_prefix(&self.root).unwrap_or(directory).to_string_lossy().replace('\\', "/");
            for part in v3::beside(&self.root, &format!("{here}/"), path, Broken::Ignore).map_err(failure)?.items {
                let Part::Item { value, file } = part else { continue };
                let file = self.root.join(&*file);
                self.taken.entry(directory.to_owned()).or_default().add(&name_of(&file));
                let item: Item = serde_json::from_value(value.clone())
                    .map_err(|error| Failure(format!("{}: {error}", file.display())))?;
                self.items_of(&item, &Found { file: file.clone(), pointer: String::new() }, path, scope);
                self.documents.insert(file, value);
            }
        }
        for (entry, name) in load::entries(directory).map_err(failure)? {
            self.taken.entry(directory.to_owned()).or_default().add(&name);
            if entry.is_dir() {
                let folder = load::folder_of(listed, &name).and_then(|at| listed.get(at));
                let inside = folder.and_then(|folder| folder.item.as_deref()).unwrap_or_default();
                let variables = folder.map(|folder| folder.variable.as_slice()).unwrap_or_default();
                let path = path.join(folder.and_then(|folder| folder.name.as_deref()).unwrap_or(&name));
                self.directory(&entry, inside, &path, &[&[variables], scope].concat())?;
            } else if entry.file_name().is_some_and(|name| name != MAIN) || directory != self.root {
                let value = document(&entry)?;
                let item: Item = serde_json::from_value(value.clone())
                    .map_err(|error| Failure(format!("{}: {error}", entry.display())))?;
                self.items_of(&item, &Found { file: entry.clone(), pointer: String::new() }, path, scope);
                self.documents.insert(entry, value);
            }
        }
        Ok(())
    }

    fn items_of(&mut self, item: &Item, place: &Found, path: &ItemPath, scope: &[&[Variable]]) {
        let path = path.join(item.name.as_deref().unwrap_or_default());
        let scope = [&[item.variable.as_slice()], scope].concat();
        if let Some(request) = &item.request
            && let Ok(endpoint) = Endpoint::read(request, &scope)
        {
            self.items.push((place.clone(), endpoint, path.clone()));
        }
        for (number, item) in item.item.iter().flatten().enumerate() {
            let place = Found { pointer: format!("{}/item/{number}", place.pointer), ..place.clone() };
            self.items_of(item, &place, &path, &scope);
        }
    }

    /// What `collection.json` holds.
    pub(super) fn main(&mut self) -> &mut Value {
        &mut self.main
    }

    /// The items of this method and path, those first that are called the same.
    pub(super) fn find(&self, endpoint: &Endpoint, path: &ItemPath) -> Vec<Found> {
        let mut same: Vec<_> = self.items.iter().filter(|(_, known, _)| known.is_same(endpoint)).collect();
        same.sort_by_key(|(_, _, known)| (known != path, known.names().last() != path.names().last()));
        same.into_iter().map(|(found, ..)| found.clone()).collect()
    }

    /// Whether an item is the one that is there, but for its IDs, and in the format that is wanted.
    pub(super) fn has(&mut self, found: &Found, item: &Value, format: Option<Format>) -> bool {
        if self.is_to_move(found, format).is_some() {
            return false;
        }
        let Some(old) = self.place(found) else { return false };
        if Format::of(&found.file) == Format::V3 {
            // The files say what is the same to this format, which has no place for much of the other one.
            let files = |item: &Value| v3::files(item, "").map(|written| written.files).ok();
            return files(old) == files(item);
        }
        let mut item = item.clone();
        keep_ids(&mut item, old);
        *old == item
    }

    /// Lets no other item take this place.
    pub(super) fn claim(&mut self, found: &Found) {
        self.items.retain(|(known, ..)| known != found);
    }

    /// Puts an item in the place of another, with its IDs, and says in which file it is.
    pub(super) fn replace(&mut self, found: &Found, mut item: Value, format: Option<Format>) -> PathBuf {
        self.claim(found);
        if let Some(format) = self.is_to_move(found, format) {
            let directory = found.file.parent().unwrap_or(&self.root).to_owned();
            self.documents.remove(&found.file);
            self.changed.remove(&found.file);
            self.gone.insert(found.file.clone());
            let name = item.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
            return self.new_file(&directory, &name, || None, item, format);
        }
        if let Some(old) = self.place(found) {
            keep_ids(&mut item, old);
            *old = item;
        }
        if found.file != self.root.join(MAIN) {
            self.changed.insert(found.file.clone());
        }
        found.file.clone()
    }

    /// The format that an item with a file of its own is not in yet.
    fn is_to_move(&self, found: &Found, format: Option<Format>) -> Option<Format> {
        let has_a_file = found.pointer.is_empty() && self.documents.contains_key(&found.file);
        format.filter(|format| has_a_file && *format != Format::of(&found.file))
    }

    fn place(&mut self, found: &Found) -> Option<&mut Value> {
        let is_main = found.file == self.root.join(MAIN);
        let document = if is_main { &mut self.main } else { self.documents.get_mut(&found.file)? };
        document.pointer_mut(&found.pointer)
    }

    /// Puts an item into a file of its own, and says which.
    pub(super) fn add(&mut self, folders: &[Folder], new: New<'_>, replace: bool) -> PathBuf {
        let mut directory = self.root.clone();
        let mut list = self.main.as_object_mut();
        for folder in folders {
            let Some(fields) = list else { break };
            let taken = self.taken.entry(directory.clone()).or_default();
            let (name, entry) = listed(fields, folder, &directory, taken, replace);
            directory.push(name);
            list = entry;
        }
        let New { name, endpoint, item, format } = new;
        self.new_file(&directory, name, || file_names::stem(&endpoint.to_string()), item, format)
    }

    fn new_file(
        &mut self,
        directory: &Path,
        name: &str,
        of_path: impl Fn() -> Option<String>,
        item: Value,
        format: Format,
    ) -> PathBuf {
        let taken = self.taken.entry(directory.to_owned()).or_default();
        let stem = |own: Option<String>| own.or_else(of_path).unwrap_or_else(|| "item".to_owned());
        let file = match format {
            Format::V3 => taken.give_as_postman(&stem(file_names::of_postman(name)), ".request.yaml"),
            Format::V21 => taken.give(&stem(file_names::stem(name)), ".json"),
        };
        let file = directory.join(file);
        self.documents.insert(file.clone(), item);
        self.changed.insert(file.clone());
        file
    }

    /// The folder that a path speaks of: one that is there, or one of the path's first word.
    pub(super) fn folder_by_path(&self, endpoint: &Endpoint) -> String {
        let words: Vec<_> = endpoint.words().filter_map(file_names::stem).collect();
        let folders = self.main.get("item").and_then(Value::as_array).into_iter().flatten();
        let listed = folders.filter(|folder| is_folder(folder)).filter_map(|folder| folder.get("name")?.as_str());
        let on_disk: Vec<_> = load::entries(&self.root).unwrap_or_default();
        let on_disk = on_disk.iter().filter(|(path, _)| path.is_dir()).map(|(_, name)| name.as_str());
        let known: Vec<_> = listed.chain(on_disk).collect();
        let by_word = |word: &String| known.iter().find(|known| file_names::stem(known).as_ref() == Some(word));
        if let Some(known) = words.iter().rev().find_map(by_word) {
            return (*known).to_owned();
        }
        let mut letters = words.first().map_or("Other", String::as_str).chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
    }

    /// Writes what has changed; what has no place in the format of its file is listed.
    pub(super) fn write(self) -> Result<Vec<String>, Failure> {
        let mut files = Vec::new();
        let mut lost = Vec::new();
        for file in self.gone.iter().chain(&self.changed).filter(|file| Format::of(file) == Format::V3) {
            files.extend(examples_of(file)?.into_iter().map(|example| (example, None)));
        }
        files.extend(self.gone.iter().map(|file| (file.clone(), None)));
        let main = (self.main != self.main_as_read).then(|| (self.root.join(MAIN), &self.main));
        let items = self.changed.iter().filter_map(|file| Some((file.clone(), self.documents.get(file)?)));
        for (file, value) in items.chain(main) {
            if Format::of(&file) == Format::V21 {
                let text = serde_json::to_string_pretty(value).map_err(|error| Failure(error.to_string()))?;
                files.push((file, Some(text + "\n")));
                continue;
            }
            let directory = file.parent().unwrap_or(&self.root);
            let written = v3::files(value, &v3::stem_of(&name_of(&file)))
                .map_err(|error| Failure(format!("{}: {error}", file.display())))?;
            let texts = written.files.into_iter().map(|(name, text)| (directory.join(name), Some(text)));
            for (path, text) in texts {
                files.retain(|(other, _)| *other != path);
                files.push((path, text));
            }
            lost.extend(
                written
                    .lost
                    .into_iter()
                    .map(|what| format!("{}: {what} has no place in schema 3.0.0 and is not written", file.display())),
            );
        }
        files::write(&self.root, &files)?;
        Ok(lost)
    }
}

/// The files of the examples of a request that is there.
fn examples_of(request: &Path) -> Result<Vec<PathBuf>, Failure> {
    let directory = request.parent().unwrap_or(request).join(v3::examples_of(&v3::stem_of(&name_of(request))));
    if !directory.is_dir() {
        return Ok(Vec::new());
    }
    v3::examples(&directory).map_err(|error| Failure(error.to_string()))
}

fn name_of(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn document(file: &Path) -> Result<Value, Failure> {
    let text = load::read(file).map_err(|error| Failure(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| Failure(format!("{}: not JSON: {error}", file.display())))
}

fn is_folder(value: &Value) -> bool {
    value.get("request").is_none_or(Value::is_null)
}

/// The directory of a folder, and its entry in the list of those beside it, which is made if it is not there.
fn listed<'l>(
    parent: &'l mut Map<String, Value>,
    folder: &Folder,
    directory: &Path,
    taken: &mut Taken,
    replace: bool,
) -> (String, Option<&'l mut Map<String, Value>>) {
    let list = parent.entry("item").or_insert_with(|| json!([]));
    if !list.is_array() {
        *list = json!([]);
    }
    let Some(list) = list.as_array_mut() else { return (String::new(), None) };
    let name_of = |value: &Value| value.get("name").and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let is_it = |value: &Value| is_folder(value) && name_of(value) == folder.name;
    if !list.iter().any(is_it) {
        // A directory that stands there unlisted and differs in case alone keeps its name by being listed first.
        for (entry, name) in load::entries(directory).unwrap_or_default() {
            let is_listed = list.iter().any(|value| is_folder(value) && name_of(value) == name);
            if entry.is_dir() && !is_listed && name != folder.name && name.to_lowercase() == folder.name.to_lowercase()
            {
                list.push(json!({ "name": name, "item": [] }));
            }
        }
        list.push(json!({ "name": folder.name, "item": [] }));
    }
    let names: Vec<_> = list.iter().filter(|value| is_folder(value)).map(name_of).collect();
    let names = file_names::directories(names.iter().map(String::as_str));
    let at = list.iter().filter(|value| is_folder(value)).position(is_it);
    let name = at.and_then(|at| names.get(at)).cloned().unwrap_or_default();
    taken.add(&name);
    let entry = list.iter_mut().find(|value| is_it(value)).and_then(Value::as_object_mut);
    (name, entry.map(|entry| described(entry, folder, replace)))
}

/// Gives a folder's entry its description, unless it has one that is kept.
fn described<'e>(entry: &'e mut Map<String, Value>, folder: &Folder, replace: bool) -> &'e mut Map<String, Value> {
    let has_text = |description: &Value| {
        let text = description.as_str().or_else(|| description.get("content")?.as_str());
        text.is_some_and(|text| !text.trim().is_empty())
    };
    let Some(description) = folder.fields.get("description").filter(|description| has_text(description)) else {
        return entry;
    };
    if replace || !entry.get("description").is_some_and(has_text) {
        let items = entry.shift_remove("item");
        entry.insert("description".to_owned(), description.clone());
        items.into_iter().for_each(|items| drop(entry.insert("item".to_owned(), items)));
    }
    entry
}

/// Gives an item the IDs of the one that it replaces: exporters make new ones each time, and they say nothing.
fn keep_ids(new: &mut Value, old: &Value) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for (name, new) in new {
                let Some(old) = old.get(name) else { continue };
                if matches!(name.as_str(), "id" | "uid" | "_postman_id") && is_uuid(new) && is_uuid(old) {
                    new.clone_from(old);
                } else {
                    keep_ids(new, old);
                }
            }
        }
        (Value::Array(new), Value::Array(old)) => new.iter_mut().zip(old).for_each(|(new, old)| keep_ids(new, old)),
        _ => {}
    }
}

/// Whether a value is a UUID; Postman's `uid` has a number before it.
fn is_uuid(value: &Value) -> bool {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    value.as_str().is_some_and(|text| text.len() >= 36 && is_hex(text) && text.matches('-').count() >= 4)
}
