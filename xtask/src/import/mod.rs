//! `cargo xtask import`: a collection as one file an item, beside the items that are there.
//!
//! | file | what it settles |
//! |---|---|
//! | `source` | a file's items, each with the folders around it |
//! | `glob` | which of them are wanted |
//! | `standing` | the items that are there, and the place of a new one |
//! | `inherited` | what an item takes from its collection and folders: variables, authorization |
//! | `secrets` | what must not be written down |
//! | `format` | the two formats in which an item is written |
//! | `files` | all files written, or none |
//!
//! An item is written as it is, in the format that it is in, but for its secrets. One with the method and path of an item
//! that is there is left out, or takes its place in the same file.

mod files;
mod format;
mod glob;
mod inherited;
mod secrets;
mod source;
mod standing;

use std::fmt;
use std::path::{Path, PathBuf};

pub use self::format::Format;
pub use self::glob::Glob;
use self::inherited::Inheritance;
use self::source::{Candidate, Folder, Source};
use self::standing::{New, Standing};
use crate::api::Endpoint;
use crate::convert::Failure;
use crate::diagnostics::ItemPath;
use crate::postman::{Broken, v3};

/// What to import, and where to.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// The collections, or single items or folders as Postman copies them.
    pub files: Vec<PathBuf>,
    /// A folder with a `collection.json`.
    pub into: PathBuf,
    /// Which items are wanted, by their path `Folder / Name`; all of them if nothing is said.
    pub only: Option<Glob>,
    /// The folder for items that are in none.
    pub folder: Option<String>,
    /// Whether an item takes the place of one with the same method and path.
    pub replace: bool,
    /// The format to write; if nothing is said, that of each file, and of an item that is replaced.
    pub format: Option<Format>,
    /// What becomes of a collection of which a file cannot be read.
    pub broken: Broken,
}

/// What became of each item.
#[derive(Debug, Default)]
pub struct Imported {
    /// The items in the order of their files.
    pub items: Vec<(ItemPath, Outcome)>,
    /// What was not written down, and what changed its meaning.
    pub warnings: Vec<String>,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is in this file, which is new.
    New(PathBuf),
    /// It took the place of another item in this file.
    Replaced(PathBuf),
    /// It was not written, and why.
    Left(String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New(file) => write!(f, "new: {}", file.display()),
            Self::Replaced(file) => write!(f, "replaced: {}", file.display()),
            Self::Left(reason) => write!(f, "left: {reason}"),
        }
    }
}

impl Imported {
    /// Whether anything was written.
    pub fn changed(&self) -> bool {
        self.items.iter().any(|(_, outcome)| !matches!(outcome, Outcome::Left(_)))
    }

    /// `3 new, 1 replaced, 12 left`.
    pub fn summary(&self) -> String {
        let count = |is: fn(&Outcome) -> bool| self.items.iter().filter(|(_, outcome)| is(outcome)).count();
        let new = count(|outcome| matches!(outcome, Outcome::New(_)));
        let replaced = count(|outcome| matches!(outcome, Outcome::Replaced(_)));
        format!("{new} new, {replaced} replaced, {} left", self.items.len() - new - replaced)
    }
}

/// Imports: writes all files or none.
///
/// # Errors
///
/// If a file is no collection and no item, if no item is wanted, or if a file cannot be written.
pub fn import(job: &Import) -> Result<Imported, Failure> {
    let sources = job.files.iter().map(|file| Source::read(file, job.broken)).collect::<Result<Vec<_>, _>>()?;
    let mut standing = Standing::read(&job.into)?;
    let mut imported = Imported::default();
    // What earlier files have brought.
    let mut brought: Vec<(Endpoint, &Path)> = Vec::new();
    for (source, candidates) in wanted(&sources, job)? {
        imported.warnings.extend(source.warnings.iter().map(|warning| format!("{}: {warning}", source.file.display())));
        let mut inheritance = Inheritance::of(source, &job.into);
        let mut brings: Vec<(Endpoint, ItemPath)> = Vec::new();
        for candidate in candidates {
            let outcome = match &candidate.endpoint {
                Err(reason) => Outcome::Left(reason.clone()),
                Ok(endpoint) => match brought.iter().find(|(known, _)| known.is_same(endpoint)) {
                    Some((_, file)) => Outcome::Left(format!("{endpoint} is in {} as well", file.display())),
                    None => {
                        let path = &candidate.path;
                        if let Some((_, first)) = brings.iter().find(|(known, _)| known.is_same(endpoint)) {
                            let text = format!("{endpoint} as \"{first}\" has it, `gen` makes one operation of both");
                            imported.warnings.push(format!("{path}: {text}"));
                        }
                        brings.push((endpoint.clone(), path.clone()));
                        let place = Place { standing: &mut standing, inheritance: &mut inheritance, job, source };
                        place.take(&candidate, endpoint, &mut imported.warnings)
                    }
                },
            };
            imported.items.push((candidate.path, outcome));
        }
        brought.extend(brings.into_iter().map(|(endpoint, _)| (endpoint, source.file.as_path())));
        inheritance.finish(&mut imported.warnings);
    }
    imported.warnings.extend(standing.write()?);
    Ok(imported)
}

/// The items of each file that are wanted.
fn wanted<'s>(sources: &'s [Source], job: &Import) -> Result<Vec<(&'s Source, Vec<Candidate>)>, Failure> {
    let mut all: Vec<_> = sources.iter().map(|source| (source, source.candidates())).collect();
    if let Some((source, _)) = all.iter().find(|(_, items)| items.is_empty()) {
        let fix = "export the collection from Postman with its requests, or copy an item or a folder of it";
        let problem = format!("{}: no item in it; expected requests, in folders or not", source.file.display());
        return Err(Failure(format!("{problem}\n  fix: {fix}")));
    }
    let Some(only) = &job.only else { return Ok(all) };
    let paths: Vec<_> = all.iter().flat_map(|(_, items)| items).map(|item| item.path.to_string()).collect();
    if !paths.iter().any(|path| only.matches(path)) {
        let files: Vec<_> = sources.iter().map(|source| source.file.display().to_string()).collect();
        let some: String = paths.iter().take(3).map(|path| format!("\n  {path}")).collect();
        let more = if paths.len() > 3 { "\n  …" } else { "" };
        let problem = format!("none of {} items is called {only}; they are{some}{more}", paths.len());
        let fix = "name items by their path, as in `--only 'Users / *'`";
        return Err(Failure(format!("{}: {problem}\n  fix: {fix}", files.join(", "))));
    }
    all.iter_mut().for_each(|(_, items)| items.retain(|item| only.matches(&item.path.to_string())));
    Ok(all)
}

/// Where an item goes.
struct Place<'i, 's> {
    standing: &'i mut Standing,
    inheritance: &'i mut Inheritance<'s>,
    job: &'i Import,
    source: &'i Source,
}

impl Place<'_, '_> {
    fn take(self, candidate: &Candidate, endpoint: &Endpoint, warnings: &mut Vec<String>) -> Outcome {
        let same = self.standing.find(endpoint, &candidate.path);
        if let Some(found) = same.first()
            && !self.job.replace
        {
            let file = found.file.display();
            return Outcome::Left(format!("{endpoint} is in {file}; `--replace` takes this one"));
        }
        let mut item = candidate.value.clone();
        if self.source.format == Format::V3 {
            v3::complete(&mut item);
        }
        let removed = secrets::remove(&mut item);
        let before = self.standing.main().clone();
        self.inheritance.settle(&mut item, candidate, self.standing.main());
        if let Some(found) = same.iter().find(|found| self.standing.has(found, &item, self.job.format)) {
            self.standing.claim(found);
            *self.standing.main() = before;
            return Outcome::Left(format!("{} has the same", found.file.display()));
        }
        let outcome = match same.into_iter().next() {
            Some(found) => Outcome::Replaced(self.standing.replace(&found, item, self.job.format)),
            None => {
                let own = candidate.folders.is_empty().then(|| self.folder(candidate, endpoint, warnings));
                let folders = if let Some(own) = &own { std::slice::from_ref(own) } else { &candidate.folders };
                let format = self.job.format.unwrap_or(self.source.format);
                let new = New { name: candidate.name(), endpoint, item, format };
                Outcome::New(self.standing.add(folders, new, self.job.replace))
            }
        };
        let path = &candidate.path;
        warnings.extend(
            removed.into_iter().map(|part| format!("{path}: {part} may be a secret, its value is not written")),
        );
        outcome
    }

    /// The folder of an item that is in none: the one that was named, or what the path says.
    fn folder(&self, candidate: &Candidate, endpoint: &Endpoint, warnings: &mut Vec<String>) -> Folder {
        if let Some(name) = &self.job.folder {
            return Folder::named(name);
        }
        let name = self.standing.folder_by_path(endpoint);
        let hint = format!("in no folder, so it goes into \"{name}\"; `--folder NAME` names another");
        warnings.push(format!("{}: {hint}", candidate.path));
        Folder::named(&name)
    }
}
