//! Generates the client from the fragment, at build time: nothing that is generated is checked in.

mod generate;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use serde_json::Value;

/// A link to `spec/zoom.openapi.json`; in a package, the file itself.
const FRAGMENT: &str = "zoom.openapi.json";
/// The path of another fragment, to make a client of that one.
const OTHER: &str = "ZOOM_API_FRAGMENT";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-env-changed={OTHER}");
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error={problem}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let path = match env::var_os(OTHER) {
        Some(other) => other.into(),
        None => PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join(FRAGMENT),
    };
    println!("cargo::rerun-if-changed={}", path.display());
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let (text, document) = read(&path)?;
    let has = |feature: &str| env::var_os(format!("CARGO_FEATURE_{feature}")).is_some();
    let client =
        generate::client(&document, has("MOCK")).map_err(|problem| format!("{}: {problem}; {FIX}", path.display()))?;
    fs::write(out.join("client.rs"), if has("JSON_CALLS") { client.with_json_calls } else { client.text })?;
    if let Some(mock) = client.mock {
        fs::write(out.join("mock.rs"), mock)?;
    }
    // For the mock, which answers from its examples.
    fs::write(out.join("fragment.json"), text)?;
    Ok(())
}

const FIX: &str = "run `cargo xtask gen` in the workspace to write it anew";

fn read(fragment: &Path) -> Result<(String, Value), String> {
    let text = fs::read_to_string(fragment)
        .map_err(|error| format!("{}: cannot be read: {error}; {FIX}", fragment.display()))?;
    if text.starts_with("..") {
        let advice = "check out again with `git config core.symlinks true`";
        return Err(format!("{}: a link that was checked out as text; {advice}", fragment.display()));
    }
    let document =
        serde_json::from_str(&text).map_err(|error| format!("{}: not JSON: {error}; {FIX}", fragment.display()))?;
    Ok((text, document))
}
