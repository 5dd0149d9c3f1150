//! `cargo xtask import`.

use std::path::{Path, PathBuf};

use clap::Args;
use xtask::convert::Failure;
use xtask::import::{self, Format, Glob};

use super::COLLECTION;

#[derive(Args)]
pub(crate) struct Import {
    /// Collections, items or folders, of v2.0, v2.1 or v3
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
    /// The format to write [default: that of each file, and of an item that is replaced]
    #[arg(long = "as", value_enum, value_name = "FORMAT")]
    format: Option<Format>,
    /// Import the rest of a collection of which a file cannot be read, with a warning
    #[arg(long)]
    skip_broken: bool,
}

impl Import {
    /// Prints what became of each item.
    pub(crate) fn run(self, root: &Path) -> Result<(), Failure> {
        let Self { files, only, folder, replace, format, skip_broken } = self;
        let broken = super::broken(skip_broken);
        let into = root.join(COLLECTION);
        // Files are named as one would name them here.
        let here = std::env::current_dir().ok().and_then(|here| into.strip_prefix(here).ok().map(Path::to_path_buf));
        let into = here.unwrap_or(into);
        let imported = import::import(&import::Import { files, into, only, folder, replace, format, broken })?;
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
