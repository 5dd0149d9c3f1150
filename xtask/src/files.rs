//! Files that are written together: each as a whole, and all of them or none.

use std::fmt;
use std::io::Write;
use std::path::Path;

use crate::convert::Failure;

/// Writes each file beside itself first; then all take their names, in this order, and if one cannot, those before it are as
/// they were.
///
/// # Errors
///
/// If a folder cannot be written to.
pub fn write(files: &[(&Path, &str)]) -> Result<(), Failure> {
    let pending = files.iter().map(|(path, text)| Pending::write(path, text)).collect::<Result<Vec<_>, _>>()?;
    let mut done = Vec::new();
    for file in pending {
        let path = file.path;
        let old = std::fs::read(path);
        if let Err(failure) = file.persist() {
            for (path, old) in done {
                // Nothing more can be done if that fails as well; the first problem is the one to tell.
                let _: std::io::Result<()> = match old {
                    Ok(old) => std::fs::write(path, old),
                    Err(_) => std::fs::remove_file(path),
                };
            }
            return Err(failure);
        }
        done.push((path, old));
    }
    Ok(())
}

/// A file that is written beside the one whose name it is to take.
struct Pending<'p> {
    file: tempfile::NamedTempFile,
    path: &'p Path,
}

impl<'p> Pending<'p> {
    fn write(path: &'p Path, text: &str) -> Result<Self, Failure> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut file = tempfile::Builder::new();
        // A temporary file is for its owner alone; what is written is for everyone who may read the repository.
        #[cfg(unix)]
        file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
        let mut file = file.tempfile_in(folder).map_err(|error| unwritten(path, &error))?;
        file.write_all(text.as_bytes()).map_err(|error| unwritten(path, &error))?;
        Ok(Self { file, path })
    }

    fn persist(self) -> Result<(), Failure> {
        self.file.persist(self.path).map(drop).map_err(|error| unwritten(self.path, &error.error))
    }
}

fn unwritten(path: &Path, error: &dyn fmt::Display) -> Failure {
    Failure(format!("{}: cannot be written: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_failure_leaves_everything_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let [old, new, taken] = ["old", "new", "taken"].map(|name| folder.path().join(name));
        fs::write(&old, "old").unwrap();
        fs::create_dir(&taken).unwrap();
        // No file takes the name of a folder.
        let files = [(&*old, "x"), (&*new, "x"), (&*taken, "x")];
        assert!(write(&files).unwrap_err().0.contains("taken: cannot be written"));
        assert_eq!(fs::read_to_string(&old).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");

        write(&files[..2]).unwrap();
        assert_eq!((fs::read_to_string(&old).unwrap(), fs::read_to_string(&new).unwrap()), ("x".into(), "x".into()));
    }
}
