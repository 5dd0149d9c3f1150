//! Where the overlays of a collection are: one for all of it, and one in the folder of each tag that needs one, so that a
//! correction stands beside the items that it is about.

use std::fs;
use std::path::{Path, PathBuf};

use super::OverlayError;

/// The name of an overlay in a folder of a collection.
const OF_FOLDER: &str = "overlay.yaml";

/// Returns the overlays of a collection in the order in which they apply: `whole`, which is about all of it, then those in
/// the folders below `folder`, by their paths.
///
/// # Errors
///
/// If a folder cannot be read.
pub fn of_collection(whole: &Path, folder: &Path) -> Result<Vec<PathBuf>, OverlayError> {
    let mut found = vec![whole.to_owned()];
    below(folder, &mut found)?;
    found[1..].sort();
    Ok(found)
}

fn below(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), OverlayError> {
    let unreadable = |error: std::io::Error| {
        let problem = format!("cannot be read: {error}");
        OverlayError { file: folder.to_owned(), line: None, problem }
    };
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        // A name with a dot before it is hidden from those who read the folder, an import that is under way for one.
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        let path = entry.path();
        if path.is_dir() && !is_hidden {
            below(&path, found)?;
        } else if entry.file_name() == OF_FOLDER {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::of_collection;

    #[test]
    fn each_folder_has_its_own_in_the_order_of_paths() {
        let root = tempfile::tempdir().unwrap();
        for file in ["B/overlay.yaml", "A/Inner/overlay.yaml", "A/item.json", "A/overlay.yaml", ".new/overlay.yaml"] {
            let path = root.path().join("all").join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = of_collection(&root.path().join("whole.yaml"), &root.path().join("all")).unwrap();
        let found: Vec<_> =
            found.iter().map(|path| path.strip_prefix(root.path()).unwrap().to_str().unwrap()).collect();
        let expected = ["whole.yaml", "all/A/Inner/overlay.yaml", "all/A/overlay.yaml", "all/B/overlay.yaml"];
        assert_eq!(found, expected);

        let message = of_collection(root.path(), &root.path().join("none")).unwrap_err().to_string();
        assert!(message.contains("none: cannot be read: "), "{message}");
    }
}
