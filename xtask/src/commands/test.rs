//! `cargo xtask test`.

use std::ffi::OsString;
use std::path::Path;

use clap::Args;
use xtask::convert::Failure;
use xtask::test;

#[derive(Args)]
pub(crate) struct Test {
    /// Arguments of `cargo test`
    #[arg(last = true, value_name = "ARGUMENT")]
    arguments: Vec<OsString>,
}

impl Test {
    /// Says what it installs, and runs the tests.
    pub(crate) fn run(self, root: &Path) -> Result<(), Failure> {
        test::run(root, &self.arguments, |line| eprintln!("test: {line}"))
    }
}
