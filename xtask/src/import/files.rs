//! Files that are written or removed together: all of them, or none.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::convert::Failure;

/// Writes files below a folder, and removes those that have no text. Each is first written beside them, then all take their
/// names; if one cannot, those that did give them back.
///
/// # Errors
///
/// If a file cannot be written; nothing has changed then.
pub(super) fn write(root: &Path, files: &[(PathBuf, Option<String>)]) -> Result<(), Failure> {
    if files.is_empty() {
        return Ok(());
    }
    let failure = |path: &Path, error: &io::Error| {
        Failure(format!("{}: cannot be written: {error}\n  nothing was imported", path.display()))
    };
    // Its name hides it from those who read the folder.
    let staging =
        tempfile::Builder::new().prefix(".import-").tempdir_in(root).map_err(|error| failure(root, &error))?;
    let mut change = Change { staging, done: Vec::new() };
    for (number, (path, text)) in files.iter().enumerate() {
        let Some(text) = text else { continue };
        fs::write(change.fresh(number), text).map_err(|error| failure(path, &error))?;
    }
    for (number, (path, text)) in files.iter().enumerate() {
        if let Err(error) = change.apply(number, path, text.is_some()) {
            change.undo();
            return Err(failure(path, &error));
        }
    }
    Ok(())
}

/// A step that was made, and can be taken back.
enum Step {
    Created(PathBuf),
    Named(PathBuf),
    SetAside { path: PathBuf, number: usize },
}

struct Change {
    staging: TempDir,
    done: Vec<Step>,
}

impl Change {
    fn fresh(&self, number: usize) -> PathBuf {
        self.staging.path().join(format!("new-{number}"))
    }

    fn set_aside(&self, number: usize) -> PathBuf {
        self.staging.path().join(format!("old-{number}"))
    }

    fn apply(&mut self, number: usize, path: &Path, is_written: bool) -> io::Result<()> {
        let missing: Vec<_> = path.ancestors().skip(1).take_while(|folder| is_written && !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            self.done.push(Step::Created(folder.to_owned()));
        }
        if path.try_exists()? {
            fs::rename(path, self.set_aside(number))?;
            self.done.push(Step::SetAside { path: path.to_owned(), number });
        }
        if !is_written {
            return Ok(());
        }
        fs::rename(self.fresh(number), path)?;
        self.done.push(Step::Named(path.to_owned()));
        Ok(())
    }

    /// Takes all steps back, the last one first. What cannot be taken back is left: there is no better place for it.
    fn undo(&mut self) {
        while let Some(step) = self.done.pop() {
            let _ = match step {
                Step::Created(folder) => fs::remove_dir(folder),
                Step::Named(path) => fs::remove_file(path),
                Step::SetAside { path, number } => fs::rename(self.set_aside(number), path),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.json"), "old").unwrap();
        fs::create_dir(at("taken")).unwrap();
        fs::write(at("taken/inside"), "old").unwrap();
        fs::write(at("old.json"), "old").unwrap();
        let file = |name: &str| (at(name), Some("new".to_owned()));
        // No file takes the name of what is another file's folder.
        let files = [file("a.json"), file("b/c/d.json"), (at("old.json"), None), file("a.json/e.json")];
        assert!(write(folder.path(), &files).unwrap_err().0.contains("e.json: cannot be written"));
        assert_eq!(fs::read_to_string(at("a.json")).unwrap(), "old");
        assert_eq!(fs::read_to_string(at("old.json")).unwrap(), "old");
        assert!(!at("b").exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3, "nothing is left behind");

        write(folder.path(), &files[..3]).unwrap();
        assert!(!at("old.json").exists());
        assert_eq!(fs::read_to_string(at("a.json")).unwrap(), "new");
        assert_eq!(fs::read_to_string(at("b/c/d.json")).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
    }
}
