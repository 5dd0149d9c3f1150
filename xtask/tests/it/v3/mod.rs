//! Collections of schema 3.0.0: that they mean what the same collection means in v2.1, in both directions.
//!
//! `tests/fixtures/v3_*` has what is expected of collections that are written by hand; here are those of which v2.1 is the
//! measure, and what the command line makes of a folder.
//!
//! | module | what it holds it to |
//! |---|---|
//! | `reading` | a folder is read as Postman reads it |
//! | `writing` | `import` writes either format, and loses nothing but what is listed |
//! | `random` | the same of collections that nobody has written |

mod random;
mod reading;
mod writing;

use std::path::Path;

use xtask::convert::{Converted, Failure};
use xtask::import::{Format, Import, Imported, import};

pub(crate) use self::random::{a_collection, difference, operations};

use super::collection;
use super::files::Files;

/// A collection of these files, which begins with its definition.
fn folder(files: &[(&str, &str)]) -> Files {
    let folder = Files::new();
    folder.write("c/.resources/definition.yaml", "$kind: collection\nname: Things\n");
    for (name, text) in files {
        folder.write(&format!("c/{name}"), text);
    }
    folder
}

fn get(url: &str) -> String {
    format!("$kind: http-request\nurl: \"{url}\"\nmethod: GET\n")
}

fn warnings(converted: &Converted) -> String {
    converted.warnings.iter().map(|warning| format!("{warning}\n")).collect()
}

/// Imports a collection into a new folder with a `collection.json`.
fn import_into(files: &Files, from: &Path, into: &str, format: Option<Format>) -> Result<Imported, Failure> {
    if !files.path(into).exists() {
        files.write(&format!("{into}/collection.json"), &collection(&[]).to_string());
    }
    import(&Import {
        files: vec![from.to_owned()],
        into: files.path(into),
        folder: Some("All".to_owned()),
        replace: true,
        format,
        ..Import::default()
    })
}
