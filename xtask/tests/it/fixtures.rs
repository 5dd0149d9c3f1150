//! `tests/fixtures/<idea>/collection.json` (or a folder `collection`) beside `expected.json` and
//! `expected.warnings.txt`.
//!
//! `UPDATE_FIXTURES=1 cargo test -p xtask --test it fixtures` writes what is expected anew.

use std::fs;
use std::path::{Path, PathBuf};

use xtask::convert::diff;
use xtask::verify;

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn input(fixture: &Path) -> PathBuf {
    let file = fixture.join("collection.json");
    if file.exists() { file } else { fixture.join("collection") }
}

#[test]
fn each_gives_what_is_expected() {
    let update = std::env::var_os("UPDATE_FIXTURES").is_some();
    let mut failures = String::new();
    for fixture in fixtures() {
        let name = fixture.file_name().unwrap().to_string_lossy().into_owned();
        let (document, warnings) = match super::convert_path(&input(&fixture)) {
            Ok(converted) => {
                let warnings = converted.warnings.iter().map(|warning| format!("{warning}\n")).collect();
                (converted.text().unwrap(), warnings)
            }
            Err(failure) => (String::new(), format!("{failure}\n").replace(&format!("{}/", fixture.display()), "")),
        };
        for (file, found) in [("expected.json", document), ("expected.warnings.txt", warnings)] {
            let path = fixture.join(file);
            let expected = fs::read_to_string(&path).unwrap_or_default();
            if update && found.is_empty() {
                let _ = fs::remove_file(&path);
            } else if update {
                fs::write(&path, &found).unwrap();
            } else if let Some(diff) = diff(&format!("{name}/{file}"), &expected, &found) {
                failures.push_str(&diff);
            }
        }
    }
    assert!(failures.is_empty(), "{failures}\nrun with UPDATE_FIXTURES=1 to accept, and read the difference");
}

/// What is in a fixture by the name of `hunter2` is a secret.
#[test]
fn no_secret_comes_out() {
    for fixture in fixtures() {
        let Ok(converted) = super::convert_path(&input(&fixture)) else { continue };
        assert!(!converted.text().unwrap().contains("hunter2"), "{}", fixture.display());
        for warning in &converted.warnings {
            assert!(!warning.to_string().contains("hunter2"), "{}: {warning}", fixture.display());
        }
    }
}

#[test]
fn progenitor_takes_each() {
    for fixture in fixtures() {
        let Ok(converted) = super::convert_path(&input(&fixture)) else { continue };
        if let Err(problem) = verify::client(&converted.text().unwrap()) {
            panic!("{}: {problem}", fixture.display());
        }
    }
}
