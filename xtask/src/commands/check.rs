//! `cargo xtask check`.

use std::path::Path;

use clap::Args;
use xtask::check;
use xtask::convert::Failure;

use super::Generate;

/// Takes no arguments.
#[derive(Args)]
pub(crate) struct Check;

impl Check {
    /// Checks one rule after the other, up to the first that does not hold.
    pub(crate) fn run(self, root: &Path) -> Result<(), Failure> {
        for (name, step) in check::STEPS {
            eprintln!("check: {name}");
            step(root)?;
        }
        eprintln!("check: cargo xtask gen --check");
        Generate::checking().run(root)
    }
}
