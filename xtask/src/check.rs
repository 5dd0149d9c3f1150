//! `cargo xtask check`: what the repository holds itself to, beside its tests.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::convert::Failure;

/// A rule and whether it holds.
type Step = (&'static str, fn(&Path) -> Result<(), Failure>);

/// The rules that need no conversion, in the order in which they are checked.
pub const STEPS: [Step; 6] = [
    ("cargo fmt --check", |root| cargo(root, &["fmt", "--all", "--check"])),
    ("cargo clippy", |root| {
        cargo(root, &["clippy", "--workspace", "--all-targets", "--all-features", "--", "--deny", "warnings"])
    }),
    ("cargo doc", |root| cargo(root, &["doc", "--workspace", "--no-deps", "--all-features"])),
    ("rust-version", rust_version),
    ("a reason for each dependency", reasons),
    ("cargo deny: licences, bans, sources", deny),
];

fn cargo(root: &Path, arguments: &[&str]) -> Result<(), Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(arguments)
        .env("RUSTDOCFLAGS", "--deny warnings")
        .current_dir(root)
        .status()
        .map_err(|error| Failure(format!("cargo cannot be run: {error}")))?;
    if status.success() { Ok(()) } else { Err(Failure(format!("`cargo {}` failed", arguments.join(" ")))) }
}

fn metadata(root: &Path) -> Result<Value, Failure> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version=1", "--all-features"])
        .current_dir(root)
        .output()
        .map_err(|error| Failure(format!("cargo cannot be run: {error}")))?;
    serde_json::from_slice(&output.stdout).map_err(|error| Failure(format!("cargo metadata: {error}")))
}

fn packages(metadata: &Value) -> impl Iterator<Item = &Value> {
    metadata["packages"].as_array().into_iter().flatten()
}

fn is_ours(package: &Value) -> bool {
    package["source"].is_null()
}

fn version(text: &str) -> Vec<u64> {
    let mut parts: Vec<u64> = text.split('.').map(|part| part.parse().unwrap_or_default()).collect();
    parts.resize(3, 0);
    parts
}

/// No dependency declares a later Rust than the workspace does.
fn rust_version(root: &Path) -> Result<(), Failure> {
    let metadata = metadata(root)?;
    let declared = |package: &Value| package["rust_version"].as_str().map(version);
    let ours = packages(&metadata).filter(|package| is_ours(package)).filter_map(declared).min().unwrap_or_default();
    let later: Vec<_> = packages(&metadata)
        .filter(|package| declared(package).is_some_and(|theirs| theirs > ours))
        .filter_map(|package| Some(format!("{} {}", package["name"].as_str()?, package["rust_version"].as_str()?)))
        .collect();
    if later.is_empty() {
        return Ok(());
    }
    Err(Failure(format!("rust-version in Cargo.toml is below what dependencies declare: {}", later.join(", "))))
}

/// The licences and the origin of all dependencies, by `.cargo/deny.toml`. Advisories are not among what is checked: they
/// come from a database that is not in the registry.
fn deny(root: &Path) -> Result<(), Failure> {
    let arguments = ["deny", "--log-level", "error", "check", "licenses", "bans", "sources"];
    cargo(root, &arguments).map_err(|Failure(problem)| {
        Failure(format!("{problem}\n  fix: `cargo install --locked cargo-deny`, if it is not there"))
    })
}

/// ARCHITECTURE.md says of each direct dependency why it is there.
fn reasons(root: &Path) -> Result<(), Failure> {
    let metadata = metadata(root)?;
    let page = std::fs::read_to_string(root.join("ARCHITECTURE.md"))
        .map_err(|error| Failure(format!("ARCHITECTURE.md: {error}")))?;
    let ours = packages(&metadata).filter(|package| is_ours(package));
    let mut missing: Vec<_> = ours
        .flat_map(|package| package["dependencies"].as_array().into_iter().flatten())
        .filter(|dependency| dependency["path"].is_null())
        .filter_map(|dependency| dependency["name"].as_str())
        .filter(|name| !page.contains(&format!("`{name}`")))
        .collect();
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure(format!("ARCHITECTURE.md gives no reason for {}", missing.join(", "))))
}
