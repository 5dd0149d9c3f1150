//! `cargo xtask verify`.

use std::path::{Path, PathBuf};

use clap::Args;
use xtask::convert::Failure;
use xtask::verify::{self, Scratch};

#[derive(Args)]
pub(crate) struct Verify {
    /// The collections
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Convert the rest of a collection of which a file cannot be read
    #[arg(long)]
    skip_broken: bool,
}

impl Verify {
    /// Prints a line of a table for each collection.
    pub(crate) fn run(self, root: &Path) -> Result<(), Failure> {
        let scratch = Scratch::new(root)?;
        println!("{}", verify::HEAD);
        let mut bad = 0;
        for file in &self.files {
            let verdict = scratch.verify(file, super::broken(self.skip_broken));
            bad += usize::from(!verdict.is_good());
            println!("{verdict}");
        }
        if bad == 0 {
            return Ok(());
        }
        Err(Failure(format!("{bad} of {} make no client that compiles", self.files.len())))
    }
}
