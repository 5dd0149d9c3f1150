//! `cargo xtask test`: every test of the workspace, on a machine that may lack what they need.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::convert::Failure;
use crate::prerequisites;

/// Installs what the tests need if it is missing and that takes no question, then runs them. `arguments` go to
/// `cargo test`, whose output is not touched; `say` is given what is done besides, a line at a time.
///
/// # Errors
///
/// If a test fails; with what was missing, and the line that installs it.
pub fn run(root: &Path, arguments: &[OsString], say: impl Fn(&str)) -> Result<(), Failure> {
    let mut missing = prerequisites::missing();
    if !missing.is_empty() {
        prerequisites::install(&missing, &say);
        missing = prerequisites::missing();
    }
    // Most tests run without a Redis, so nothing ends here.
    let advice: String = missing.iter().map(|missing| format!("\n  missing: {}", missing.name())).collect();
    let advice =
        if missing.is_empty() { advice } else { format!("{advice}\n  fix: {}", prerequisites::instruction(&missing)) };
    if !advice.is_empty() {
        say(&format!("some tests will fail{advice}"));
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["test", "--workspace", "--all-features"])
        .args(arguments)
        .current_dir(root)
        .status()
        .map_err(|error| Failure(format!("cargo cannot be run: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure(format!("`cargo test --workspace --all-features` failed{advice}")))
    }
}
