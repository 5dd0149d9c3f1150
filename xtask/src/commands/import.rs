//! `cargo xtask import`.

use std::path::{Path, PathBuf};

use clap::Args;
use xtask::convert::Failure;
use xtask::import::{self, Glob};

use super::COLLECTION;

#[derive(Args)]
pub(crate) struct Import {
    /// Collections, items or folders
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Import the items whose path `Folder / Name` is like this; `*` is any text, `?` any character
    #[arg(long, value_name = "GLOB")]
    only: Option<Glob>,
    /// The folder, and so the tag, of items that are in none
    #[arg(long, value_name = "NAME")]
    folder: Option<String>,
    /// Replace items that have the same method and path
    #[arg(long)]
    replace: bool,
}

impl Import {
    /// Prints what became of each item.
    pub(crate) fn run(self, root: &Path) -> Result<(), Failure> {
        let Self { files, only, folder, replace } = self;
        let into = root.join(COLLECTION);
        // Files are named as one would name them here.
        let here = std::env::current_dir().ok().and_then(|here| into.strip_prefix(here).ok().map(Path::to_path_buf));
        let imported = import::import(&import::Import { files, into: here.unwrap_or(into), only, folder, replace })?;
        // Names are whatever a file says.
        let line = |text: String| text.replace(char::is_control, " ");
        for (item, outcome) in &imported.items {
            println!("{}", line(format!("{item}: {outcome}")));
        }
        for warning in &imported.warnings {
            eprintln!("{}", line(format!("warning: {warning}")));
        }
        println!("{}", imported.summary());
        if imported.changed() {
            println!("next: `cargo xtask gen`, and read the diff");
        }
        Ok(())
    }
}
