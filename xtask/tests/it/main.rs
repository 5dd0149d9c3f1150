//! The converter from outside.
//!
//! | module | what it holds the converter to |
//! |---|---|
//! | `files` | a folder for the files of a test |
//! | `fixtures` | a folder of small collections, one idea each, with what is expected of them |
//! | `folders` | which folder is a collection, and which files of one are read |
//! | `import` | `cargo xtask import`: what is written, what is kept, and that it means the same |
//! | `prerequisites` | `cargo xtask test`, on machines that lack something |
//! | `golden` | the workspace's own collection and fragment |
//! | `meaning` | all that Zoom's text says, counted |
//! | `bad_input` | errors that help, exit codes, nothing half-written |
//! | `compatibility` | the judgement of a change agrees with a second, independent one |
//! | `facts` | the fragment beside a table of what Zoom's reference says |
//! | `determinism` | the same input gives the same bytes, whatever the order of its items |
//! | `names` | a name once given stays |
//! | `properties` | what has to hold for any input |
//! | `reports` | what `gen` says of a change |
//! | `reserved_names` | no name of a collection breaks the generated code |
//! | `round_trip` | an API written as a collection comes back |
//! | `secrets` | the format of a secret, and how it is taken off |
//! | `type_names` | types keep their names, and shared ones are named for what they are |
//! | `v3` | schema 3.0.0 means what v2.1 means, in both directions |
//! | `workspace` | what `gen` writes beside the fragment |
//! | `soak` | the same for as long as one likes, over input that is meant to break it |

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad_input;
mod compatibility;
mod determinism;
mod facts;
mod files;
mod fixtures;
mod folders;
mod golden;
mod import;
mod meaning;
mod names;
#[cfg(unix)]
mod prerequisites;
mod properties;
mod reports;
mod reserved_names;
mod round_trip;
mod secrets;
mod soak;
mod spellings;
mod type_names;
mod v3;
mod workspace;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use xtask::convert::{Converted, Failure, Job, convert};

/// Converts a collection that is a value.
fn convert_value(collection: &Value) -> Result<Converted, Failure> {
    convert_text(&collection.to_string())
}

/// Converts a collection that is a text.
fn convert_text(text: &str) -> Result<Converted, Failure> {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.path().join("collection.json");
    std::fs::write(&path, text).expect("a temporary file");
    convert_path(&path)
}

fn convert_path(path: &Path) -> Result<Converted, Failure> {
    convert(&Job { collections: vec![path.to_owned()], ..Job::default() })
}

/// The document that came out.
fn document(converted: &Converted) -> Value {
    serde_json::from_str(&converted.text().unwrap()).unwrap()
}

/// A collection with these items.
fn collection(items: &[Value]) -> Value {
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    json!({ "info": { "name": "Things", "schema": schema }, "item": items })
}

/// An item with one saved example.
fn item(name: &str, path: &str, sample: &Value) -> Value {
    json!({
        "name": name,
        "request": { "method": "GET", "url": format!("https://api.example.com{path}") },
        "response": [example("ok", sample)],
    })
}

/// A saved example of JSON.
fn example(name: &str, sample: &Value) -> Value {
    let header = json!([{ "key": "Content-Type", "value": "application/json" }]);
    json!({ "name": name, "code": 200, "header": header, "body": sample.to_string() })
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
