//! Generates the client from the fragment, at build time: nothing that is generated is checked in.

mod generate;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use generate::{Extras, Features};
use serde_json::Value;

/// A link to `spec/zoom.openapi.json`; in a package, the file itself.
const FRAGMENT: &str = "zoom.openapi.json";
/// The path of another fragment, to make a client of that one.
const OTHER: &str = "ZOOM_API_FRAGMENT";
/// Its features are the groups of the fragment, among others.
const MANIFEST: &str = include_str!("../Cargo.toml");

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
    let other = env::var_os(OTHER);
    // The features are the groups of the shipped fragment: another one is taken whole.
    let is_own = other.is_some();
    let path = match other {
        Some(other) => other.into(),
        None => PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join(FRAGMENT),
    };
    println!("cargo::rerun-if-changed={}", path.display());
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let document = read(&path)?;
    let is_on = |feature: &str| {
        let variable = feature.to_uppercase().replace('-', "_");
        env::var_os(format!("CARGO_FEATURE_{variable}")).is_some()
    };
    let features = if is_own { Features::all() } else { Features::new(MANIFEST, &is_on) };
    let extras = Extras { json_calls: is_on("json-calls"), schemas: is_on("schemars"), mock: is_on("mock") };
    let client = generate::client(&document, &features, extras)
        .map_err(|problem| format!("{}: {problem}; {FIX}", path.display()))?;
    fs::write(out.join("client.rs"), client.text)?;
    if let Some(mock) = client.mock {
        fs::write(out.join("mock.rs"), mock)?;
    }
    // For the mock, which answers from its examples.
    fs::write(out.join("fragment.json"), client.document.to_string())?;
    Ok(())
}

const FIX: &str = "run `cargo xtask gen` in the workspace to write it anew";

fn read(fragment: &Path) -> Result<Value, String> {
    let text = fs::read_to_string(fragment)
        .map_err(|error| format!("{}: cannot be read: {error}; {FIX}", fragment.display()))?;
    if text.starts_with("..") {
        let advice = "check out again with `git config core.symlinks true`";
        return Err(format!("{}: a link that was checked out as text; {advice}", fragment.display()));
    }
    serde_json::from_str(&text).map_err(|error| format!("{}: not JSON: {error}; {FIX}", fragment.display()))
}
