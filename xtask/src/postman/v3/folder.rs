//! A directory: its requests and its folders, in their order.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::auth::Level;
use super::{File, Part, Reader};
use crate::diagnostics::{ItemPath, WarningKind};
use crate::postman::load::{self, LoadError};

/// More folders in each other are a mistake, or a link that leads back.
const DEEPEST: usize = 64;

/// The directory of what belongs to a folder and is none.
pub(super) const RESOURCES: &str = ".resources";

/// The names in a directory, in the order of their bytes.
pub(super) struct Listing {
    pub(super) files: Vec<String>,
    pub(super) directories: Vec<String>,
}

impl Listing {
    pub(super) fn of(directory: &Path) -> Result<Self, LoadError> {
        let unreadable = |error: std::io::Error| LoadError::unreadable(directory, &error);
        let mut listing = Self { files: Vec::new(), directories: Vec::new() };
        for entry in fs::read_dir(directory).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() { &mut listing.directories } else { &mut listing.files }.push(name);
        }
        listing.files.sort();
        listing.directories.sort();
        Ok(listing)
    }
}

/// The stem of a file of this sort: that of `List users.request.yaml` is `List users`.
pub(super) fn stem<'n>(name: &'n str, sort: &str) -> Option<&'n str> {
    let end = ["yaml", "yml"].into_iter().map(|end| format!(".{sort}.{end}"));
    let cut = end.into_iter().find_map(|end| {
        let at = name.len().checked_sub(end.len())?;
        name.get(at..)?.eq_ignore_ascii_case(&end).then_some(at)
    })?;
    Some(&name[..cut])
}

/// Whether a file is a request by its name.
pub(crate) fn is_request(name: &str) -> bool {
    stem(name, "request").is_some()
}

/// The requests in a directory, by the names of their files.
pub(crate) fn requests(directory: &Path) -> Result<Vec<String>, LoadError> {
    let Listing { mut files, .. } = Listing::of(directory)?;
    files.retain(|name| is_request(name));
    Ok(files)
}

/// The stem of a request's file.
pub(crate) fn stem_of(name: &str) -> String {
    stem(name, "request").unwrap_or(name).to_owned()
}

/// The files of the examples in a directory.
pub(crate) fn examples(directory: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let Listing { files, .. } = Listing::of(directory)?;
    Ok(files.iter().filter(|name| stem(name, "example").is_some()).map(|name| directory.join(name)).collect())
}

/// The name of a folder whose definition has none: its directory's.
pub(super) fn name_of(directory: &Path) -> String {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    name(directory).or_else(|| name(&fs::canonicalize(directory).ok()?)).unwrap_or_default()
}

impl Reader {
    /// Reads what is in a directory, or if `below` leads further, what it leads to.
    pub(super) fn directory(
        &mut self,
        path: &Path,
        here: &str,
        place: &ItemPath,
        below: &[String],
    ) -> Result<Vec<Part>, LoadError> {
        if place.names().len() > DEEPEST {
            let problem = format!("more than {DEEPEST} folders in each other");
            return Err(LoadError::broken(path, None, place.clone(), problem));
        }
        let Listing { files, directories } = Listing::of(path)?;
        for name in files.iter().filter(|name| below.is_empty() && is_item_of_json(&path.join(name))) {
            let name: Arc<str> = format!("{here}{name}").into();
            let file = File { path: path.join(&*name), name, item: place.clone(), part: String::new() };
            self.passed_over(&file, "an item of JSON, which is read in folders with a collection.json alone");
        }
        let mut parts = Vec::new();
        if below.first().is_none_or(|name| is_request(name)) {
            let wanted = |name: &str| below.first().is_none_or(|only| only == name);
            parts = self.some_requests(path, here, place, &wanted)?;
        }
        for name in directories {
            if name == RESOURCES || below.first().is_some_and(|only| *only != name) {
                continue;
            }
            let inside = path.join(&name);
            let here = format!("{here}{name}/");
            if self.leads_back(&inside) {
                let item = place.join(&name);
                let file = File { path: inside, name: here.as_str().into(), item, part: String::new() };
                self.passed_over(&file, "a link to a folder that it is in");
                continue;
            }
            let rest = below.get(1..).unwrap_or_default();
            if let Some(found) = self.folder(&inside, &here, &name, place, rest)? {
                parts.push(found);
            }
        }
        // Files and folders are in one sequence, those of one number by their names.
        parts.sort_by(|a, b| a.order.total_cmp(&b.order).then_with(|| a.name.cmp(&b.name)));
        Ok(parts.into_iter().map(|found| found.part).collect())
    }

    fn folder(
        &mut self,
        path: &Path,
        here: &str,
        name: &str,
        place: &ItemPath,
        below: &[String],
    ) -> Result<Option<Found>, LoadError> {
        let definition = self.definition(path, here, &place.join(name))?;
        let fields = definition.folder(name);
        let place = place.join(definition.name.as_deref().unwrap_or(name));
        self.levels.push(Level::of(&definition));
        let parts = self.directory(path, here, &place, below);
        self.levels.pop();
        let parts = parts?;
        // `.git` and the like hold no requests, and are no folders to a reader.
        if parts.is_empty() && name.starts_with('.') {
            return Ok(None);
        }
        let part = Part::Folder { fields, parts };
        Ok(Some(Found { order: definition.order, name: name.to_owned(), part }))
    }

    /// Reads the requests of a directory in their order.
    pub(super) fn requests(&mut self, path: &Path, here: &str, place: &ItemPath) -> Result<Vec<Part>, LoadError> {
        let mut found = self.some_requests(path, here, place, &|_| true)?;
        found.sort_by(|a, b| a.order.total_cmp(&b.order).then_with(|| a.name.cmp(&b.name)));
        Ok(found.into_iter().map(|found| found.part).collect())
    }

    fn some_requests(
        &mut self,
        path: &Path,
        here: &str,
        place: &ItemPath,
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Found>, LoadError> {
        let Listing { files, .. } = Listing::of(path)?;
        let mut found = Vec::new();
        let mut stems = Vec::new();
        for name in files {
            if !is_wanted(&name) {
                continue;
            }
            let Some(stem) = stem(&name, "request") else {
                let file = File {
                    path: path.join(&name),
                    name: format!("{here}{name}").into(),
                    item: place.clone(),
                    part: String::new(),
                };
                if looks_like_one(&name) {
                    self.passed_over(&file, "its name does not end in `.request.yaml`");
                }
                continue;
            };
            stems.push(stem.to_owned());
            if let Some((order, part)) = self.request(path, here, &name, stem, place)? {
                found.push(Found { order, name: name.clone(), part });
            }
        }
        self.resources(path, here, place, &stems, is_wanted)?;
        Ok(found)
    }

    /// Warns of what stands in a folder's `.resources` and belongs to nothing.
    fn resources(
        &mut self,
        path: &Path,
        here: &str,
        place: &ItemPath,
        stems: &[String],
        is_wanted: &dyn Fn(&str) -> bool,
    ) -> Result<(), LoadError> {
        let path = path.join(RESOURCES);
        if !path.is_dir() {
            return Ok(());
        }
        let Listing { files, directories } = Listing::of(&path)?;
        let directories = directories.into_iter().filter(|name| {
            let stem = name.strip_suffix(".resources").unwrap_or(name);
            let is_other = !is_wanted(&format!("{stem}.request.yaml"));
            !stems.iter().any(|known| known == stem) && !is_other && path.join(name).join("examples").is_dir()
        });
        let directories = directories.map(|name| (name, "examples of no request"));
        let files = files.into_iter().filter(|name| is_yaml(name) && stem(name, "definition").is_none());
        let files = files.filter(|name| !matches!(name.as_str(), "definition.yaml" | "definition.yml"));
        let files = files.map(|name| (name, "in `.resources`, where Postman looks for no request"));
        for (name, why) in directories.chain(files).collect::<Vec<_>>() {
            let file = File {
                path: path.join(&name),
                name: format!("{here}{RESOURCES}/{name}").into(),
                item: place.clone(),
                part: String::new(),
            };
            self.passed_over(&file, why);
        }
        Ok(())
    }

    /// Warns of a file that nothing is read from.
    pub(super) fn passed_over(&mut self, file: &File, why: &str) {
        self.warn(file, None, WarningKind::Unread, "", &format!("not read: {why}"));
    }

    /// Whether a directory is a link to one that it stands in.
    fn leads_back(&self, path: &Path) -> bool {
        let is_link = fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_symlink());
        let target: Option<PathBuf> = fs::canonicalize(path).ok().filter(|_| is_link);
        let parent = path.parent().and_then(|parent| fs::canonicalize(parent).ok());
        target.zip(parent).is_some_and(|(target, parent)| parent.starts_with(target))
    }
}

/// A request or a folder, and what tells its place.
struct Found {
    order: f64,
    name: String,
    part: Part,
}

fn is_yaml(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.ends_with(".yaml") || lower.ends_with(".yml")
}

/// Whether a file that is not read may have been meant to be: `List.yaml`, `List.request.yaml.txt`.
fn looks_like_one(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_known = ["environment", "globals", "definition"].iter().any(|sort| stem(name, sort).is_some())
        || ["collection", "folder", "definition", "resources", "overlay"]
            .iter()
            .any(|known| lower == format!("{known}.yaml") || lower == format!("{known}.yml"));
    !is_known && (is_yaml(name) || lower.contains(".request.") || lower.contains(".example."))
}

/// Whether a file is an item, a folder or a collection as Postman writes it in JSON; a repository has other files of JSON.
fn is_item_of_json(file: &Path) -> bool {
    #[derive(Deserialize)]
    struct Marks {
        request: Option<IgnoredAny>,
        item: Option<Vec<IgnoredAny>>,
    }
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
        && load::read(file).is_ok_and(|text| {
            serde_json::from_str(&text).is_ok_and(|marks: Marks| marks.request.is_some() || marks.item.is_some())
        })
}
