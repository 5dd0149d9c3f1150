//! Which folder is the collection's, and the way from there to what was asked for.

use std::path::{Path, PathBuf};

use super::export;
use super::folder::{self, Listing, RESOURCES};
use crate::postman::load::LoadError;

/// A collection's folder, and what of it is wanted.
pub(super) struct Way {
    pub(super) root: PathBuf,
    /// The names that lead from the root to it; none for all of the collection.
    pub(super) below: Vec<String>,
}

/// More directories above a folder are not looked at.
const HIGHEST: usize = 32;

/// Whether a path is a collection of this format, a folder in one, or one of its requests.
pub(crate) fn is_collection(path: &Path) -> bool {
    if path.is_dir() { has_requests(path, &mut { MOST }) } else { is_request(path) || export::is_export(path) }
}

/// Whether a path is that of a request.
pub(super) fn is_request(path: &Path) -> bool {
    path.file_name().is_some_and(|name| folder::is_request(&name.to_string_lossy()))
}

/// So many directories are looked into: a path may be given by mistake.
const MOST: usize = 1000;

fn has_requests(directory: &Path, left: &mut usize) -> bool {
    let Some(rest) = left.checked_sub(1) else { return false };
    *left = rest;
    let Ok(Listing { files, directories }) = Listing::of(directory) else { return false };
    let mut inside = directories.iter().filter(|name| !name.starts_with('.'));
    files.iter().any(|name| folder::is_request(name))
        || is_defined(directory)
        || inside.any(|name| has_requests(&directory.join(name), left))
}

fn is_defined(directory: &Path) -> bool {
    ["definition.yaml", "definition.yml"].iter().any(|name| directory.join(RESOURCES).join(name).is_file())
}

/// The outermost folder around a path that has a definition or requests: what a folder's items inherit stands above it.
pub(super) fn find(path: &Path) -> Result<Way, LoadError> {
    refuse_several(path)?;
    let whole = std::path::absolute(path).map_err(|error| LoadError::unreadable(path, &error))?;
    let whole = if path.components().any(|part| part.as_os_str() == "..") {
        std::fs::canonicalize(path).map_err(|error| LoadError::unreadable(path, &error))?
    } else {
        whole
    };
    let mut up = 0;
    for (number, above) in whole.ancestors().enumerate().skip(1).take(HIGHEST) {
        if is_store(above) || above.join(".git").exists() || above.join(".postman").exists() {
            break;
        }
        let has_requests = || folder::requests(above).is_ok_and(|names| !names.is_empty());
        if is_defined(above) || has_requests() {
            up = number;
        }
    }
    let names = whole.iter().rev().take(up).map(|name| name.to_string_lossy().into_owned());
    let mut below: Vec<_> = names.collect();
    below.reverse();
    // A path is named as the caller has it, as far as that goes.
    let own = path.ancestors().nth(up).filter(|above| !above.as_os_str().is_empty() && *path != *".");
    let root = match own {
        Some(own) => own.to_owned(),
        None => whole.ancestors().nth(up).unwrap_or(&whole).to_owned(),
    };
    Ok(Way { root, below })
}

/// Whether a directory is where Postman keeps the collections of a workspace.
fn is_store(directory: &Path) -> bool {
    directory.ends_with("postman/collections")
}

/// Refuses the folder that Postman keeps a workspace's collections in: each of them is an API of its own.
fn refuse_several(path: &Path) -> Result<(), LoadError> {
    let whole = std::path::absolute(path).map_err(|error| LoadError::unreadable(path, &error))?;
    // The store itself, the folder around it, or the workspace's.
    let stores = ["", "collections", "postman/collections"].map(|below| (path.join(below), whole.join(below)));
    let found = stores.into_iter().find(|(store, whole)| is_store(whole) && store.is_dir());
    let Some((store, _)) = found.filter(|_| !is_defined(path)) else { return Ok(()) };
    let Ok(Listing { directories, files }) = Listing::of(&store) else { return Ok(()) };
    if directories.is_empty() || files.iter().any(|name| folder::is_request(name)) {
        return Ok(());
    }
    let names: Vec<_> = directories.iter().map(|name| store.join(name).display().to_string()).collect();
    let problem = format!("a folder of collections: {}", names.join(", "));
    Err(LoadError::new(path, problem, "give the folder of one of them"))
}
