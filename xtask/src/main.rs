//! `cargo xtask`: the workspace's own commands.

#![forbid(unsafe_code)]

mod commands;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use commands::{Check, Generate, Import, Test, Verify};
use xtask::convert::Failure;

/// A conversion is millions of small texts: it takes half the time of what the system's allocator does, in less memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Turns Postman collections into OpenAPI 3.0, and checks the workspace.
#[derive(Parser)]
#[command(
    bin_name = "cargo xtask",
    after_help = "\
Exit codes: 0 done, 1 an input is bad or a check failed, 2 the command line is wrong.

To add an endpoint: `cargo xtask import` its item, run `cargo xtask gen`, and read the diff that it prints."
)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Convert a collection to an OpenAPI 3.0.3 document
    #[command(after_help = "\
Examples:
  cargo xtask gen                                            spec/zoom -> spec/zoom.openapi.json and what goes by it
  cargo xtask gen --check                                    is the fragment that is checked in the right one?
  cargo xtask gen --check --additive                         would a new fragment break callers of that one?
  cargo xtask gen --collection github.json --out -           another vendor's collection, to standard output
  cargo xtask gen --collection a.json b.json --out api.json  two collections as one API
  cargo xtask gen --collection postman/collections/A --out - a folder of YAML

A collection is a file that Postman exported (v2.0, v2.1), a folder of YAML (schema 3.0.0; a folder in it or one of its
requests will do), or a folder with a collection.json and a file for each item, of JSON or YAML.
The document goes to --out. By spec/zoom go zoom-api's features, one for each group of calls, in zoom-api/Cargo.toml, and the
page of all calls, spec/zoom.operations.md; all are written, or nothing. To standard error go the diff (summed up if it is
long, see --diff), what it is to callers of the client (unchanged, additive, or breaking with each break), the warnings (those
that say the same of many items together, see --warnings) and a summary.")]
    Gen(Generate),
    /// Split collections into the files of their items in spec/zoom
    #[command(after_help = "\
Examples:
  cargo xtask import zoom.postman_collection.json                     all that is new
  cargo xtask import zoom.postman_collection.json --only 'Users / *'  a folder of it
  cargo xtask import item.json --folder PAC --replace                 one item, in the place of the one that is there
  cargo xtask import postman/collections/Zoom --as v2.1               a folder of YAML, as JSON

FILE is a collection that Postman exported (v2.0 or v2.1), an item or a folder as Postman copies it, or a folder or a request
of schema 3.0.0 (YAML). Each is written in its own format, unless --as names one. An item with the method and path of one in
spec/zoom is left out, or replaces it in its file with --replace. Secrets are not written.
Everything is written, or nothing. Then run `cargo xtask gen`.")]
    Import(Import),
    /// Convert collections and compile the clients that progenitor makes of them
    #[command(after_help = "\
Prints a table, a line for each collection (a file, or a folder of schema 3.0.0), and exits with 1 if one makes no client
that compiles. A document of OpenAPI is taken as it is, so that the fragment, or what another tool made of a collection, can be compared.
Run it on a new collection before it goes in.")]
    Verify(Verify),
    /// Run every test, and install what they need if it is missing
    #[command(after_help = "\
Examples:
  cargo xtask test                       every test of the workspace
  cargo xtask test -- --package xtask    arguments behind `--` go to `cargo test`
  cargo xtask test -- pac -- --nocapture

The tests need a C compiler, pkg-config and OpenSSL (not on macOS), and redis-server or valkey-server. What is missing is
installed with apt-get (as root, or with a sudo that asks nothing) or Homebrew; elsewhere the line to run is printed.")]
    Test(Test),
    /// Check formatting, lints, documentation, dependencies and that the fragment is fresh
    Check(Check),
}

fn main() -> ExitCode {
    let root = root();
    let done = match CommandLine::parse().command {
        Command::Gen(generate) => generate.run(&root),
        Command::Import(import) => import.run(&root),
        Command::Verify(verify) => verify.run(&root),
        Command::Test(test) => test.run(&root),
        Command::Check(check) => check.run(&root),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure(problem)) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace's root: cargo says where this package is, at run time or, failing that, when it was built.
fn root() -> PathBuf {
    let package =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
