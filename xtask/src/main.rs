//! `cargo xtask`: the workspace's own commands.

#![forbid(unsafe_code)]

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use xtask::api::Required;
use xtask::check;
use xtask::convert::{self, Conflicts, Converted, DialectChoice, Failure, Job};
use xtask::import::{self, Glob, Import};
use xtask::progress::{Line, Progress};
use xtask::test;
use xtask::verify::{self, Scratch};

/// A conversion is millions of small texts: it takes half the time of what the system's allocator does, in less memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The collection, its corrections and the fragment that the client is built from, below the workspace's root.
const COLLECTION: &str = "spec/zoom";
const OVERLAY: &str = "spec/zoom.overlay.yaml";
const NAMES: &str = "spec/zoom.names.yaml";
const FRAGMENT: &str = "spec/zoom.openapi.json";

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
  cargo xtask gen                                            spec/zoom -> spec/zoom.openapi.json
  cargo xtask gen --check                                    is the fragment that is checked in the right one?
  cargo xtask gen --collection github.json --out -           another vendor's collection, to standard output
  cargo xtask gen --collection a.json b.json --out api.json  two collections as one API

A collection is a file that Postman exported (v2.0 or v2.1), or a folder with a collection.json and one file an item.
The document goes to --out; the summary, the warnings and the diff go to standard error.")]
    Gen(Gen),
    /// Split collections into one file an item in spec/zoom
    #[command(after_help = "\
Examples:
  cargo xtask import zoom.postman_collection.json                     all that is new
  cargo xtask import zoom.postman_collection.json --only 'Users / *'  a folder of it
  cargo xtask import item.json --folder PAC --replace                 one item, in the place of the one that is there

A file is a collection that Postman exported (v2.0 or v2.1), or an item or a folder as Postman copies it. An item with the
method and path of one in spec/zoom is left out, or replaces it in its file with --replace. Secrets are not written.
Everything is written, or nothing. Then run `cargo xtask gen`.")]
    Import(ImportArguments),
    /// Convert collections and compile the clients that progenitor makes of them
    #[command(after_help = "\
Prints a table, a line for each collection, and exits with 1 if one makes no client that compiles. A document of OpenAPI
is taken as it is, so that the fragment, or what another tool made of a collection, can be compared.
Run it on a new collection before it goes in.")]
    Verify {
        /// The collections
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Run every test, and install what they need if it is missing
    #[command(after_help = "\
Examples:
  cargo xtask test                       every test of the workspace
  cargo xtask test -- --package xtask    arguments behind `--` go to `cargo test`
  cargo xtask test -- pac -- --nocapture

The tests need a C compiler, pkg-config and OpenSSL (not on macOS), and redis-server or valkey-server. What is missing is
installed with apt-get (as root, or with a sudo that asks nothing) or Homebrew; elsewhere the line to run is printed.")]
    Test {
        /// Arguments of `cargo test`
        #[arg(last = true, value_name = "ARGUMENT")]
        arguments: Vec<OsString>,
    },
    /// Check formatting, lints, documentation, dependencies and that the fragment is fresh
    Check,
}

#[derive(Args)]
struct ImportArguments {
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

#[derive(Args)]
struct Gen {
    /// Write nothing; exit with 1 and a diff if the output is stale
    #[arg(long)]
    check: bool,
    /// Collections to convert instead of spec/zoom: files, or folders with a collection.json
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "out")]
    collection: Vec<PathBuf>,
    /// Corrections to apply to the result, an OpenAPI Overlay 1.0 document [default: spec/zoom.overlay.yaml, for spec/zoom only]
    #[arg(long, value_name = "PATH")]
    overlay: Option<PathBuf>,
    /// Names that were given before and stay, to which new ones are added; created if it is missing
    /// [default: spec/zoom.names.yaml, for spec/zoom only]
    #[arg(long, value_name = "PATH")]
    names: Option<PathBuf>,
    /// Where the document goes; `-` is standard output [default: spec/zoom.openapi.json, for spec/zoom only]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Whose prose names and descriptions are written in
    #[arg(long, value_enum, default_value_t = DialectName::Auto)]
    dialect: DialectName,
    /// When a property is required: never, or when every saved example has it
    #[arg(long, value_enum, default_value_t = RequiredName::Never)]
    required: RequiredName,
    /// What becomes of a collection that contradicts itself
    #[arg(long, value_enum, default_value_t = ConflictsName::Warn)]
    conflicts: ConflictsName,
}

#[derive(Clone, Copy, ValueEnum)]
enum ConflictsName {
    /// One side is taken, and a warning says which
    Warn,
    /// It is not converted
    Error,
}

#[derive(Clone, Copy, ValueEnum)]
enum DialectName {
    /// Zoom's for a collection that calls zoom.us, else plain
    Auto,
    /// Prose is only prose
    Plain,
    /// Scopes, rate-limit labels and error codes as Zoom writes them
    Zoom,
}

#[derive(Clone, Copy, ValueEnum)]
enum RequiredName {
    Never,
    FromSamples,
}

fn main() -> ExitCode {
    let root = root();
    let done = match CommandLine::parse().command {
        Command::Gen(arguments) => generate(&root, arguments),
        Command::Import(arguments) => run_import(&root, arguments),
        Command::Verify { files } => verify(&root, &files),
        Command::Test { arguments } => test::run(&root, &arguments, |line| eprintln!("test: {line}")),
        Command::Check => check(&root),
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

fn generate(root: &Path, arguments: Gen) -> Result<(), Failure> {
    let is_ours = arguments.collection.is_empty();
    let (collections, overlay) = if is_ours {
        (vec![root.join(COLLECTION)], Some(arguments.overlay.unwrap_or_else(|| root.join(OVERLAY))))
    } else {
        (arguments.collection, arguments.overlay)
    };
    let names = arguments.names.or_else(|| is_ours.then(|| root.join(NAMES)));
    let out = arguments.out.unwrap_or_else(|| root.join(FRAGMENT));
    let job = Job {
        collections,
        overlay,
        names: names.clone(),
        dialect: match arguments.dialect {
            DialectName::Auto => DialectChoice::Auto,
            DialectName::Plain => DialectChoice::Plain,
            DialectName::Zoom => DialectChoice::Zoom,
        },
        required: match arguments.required {
            RequiredName::Never => Required::Never,
            RequiredName::FromSamples => Required::FromSamples,
        },
        conflicts: match arguments.conflicts {
            ConflictsName::Warn => Conflicts::Warn,
            ConflictsName::Error => Conflicts::Error,
        },
        progress: Progress::default(),
    };
    let line = Line::watch(&job.progress);
    let converted = convert::convert(&job)?;
    drop(line);
    let names = names.as_deref();
    if out.as_os_str() == "-" {
        report(&converted);
        let standard = std::io::BufWriter::new(std::io::stdout().lock());
        converted.document.write(standard).map_err(|error| Failure(format!("standard output: {error}")))?;
        return if arguments.check { Ok(()) } else { convert::write(None, names, &converted) };
    }
    let mut changes = vec![(shown(root, &out), std::fs::read_to_string(&out).ok(), converted.text()?)];
    if let (Some(names), Some(text)) = (names, &converted.names) {
        changes.push((shown(root, names), std::fs::read_to_string(names).ok(), text.clone()));
    }
    let diffs: Vec<_> = changes
        .iter()
        .map(|(file, old, new)| (file, old, convert::diff(file, old.as_deref().unwrap_or_default(), new)))
        .collect();
    if arguments.check {
        let mut stale = Vec::new();
        for (file, _, diff) in diffs {
            if let Some(diff) = diff {
                print!("{diff}");
                stale.push(file.as_str());
            }
        }
        return match stale.len() {
            0 => Ok(()),
            count => Err(Failure(format!(
                "{} {} stale\n  fix: run `cargo xtask gen` and commit the result",
                stale.join(" and "),
                if count == 1 { "is" } else { "are" }
            ))),
        };
    }
    report(&converted);
    convert::write(Some(&out).filter(|_| diffs[0].2.is_some()).map(PathBuf::as_path), names, &converted)?;
    for (file, old, diff) in diffs {
        match (old, diff) {
            (_, None) => eprintln!("{file}: unchanged"),
            (None, Some(_)) => eprintln!("{file}: new"),
            (Some(_), Some(diff)) => eprint!("{diff}"),
        }
    }
    Ok(())
}

/// A file's name as it is printed.
fn shown(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).display().to_string()
}

fn report(converted: &Converted) {
    for warning in &converted.warnings {
        eprintln!("warning: {warning}");
    }
    eprintln!("{}", converted.summary());
}

fn run_import(root: &Path, arguments: ImportArguments) -> Result<(), Failure> {
    let ImportArguments { files, only, folder, replace } = arguments;
    let into = root.join(COLLECTION);
    // Files are named as one would name them here.
    let here = std::env::current_dir().ok().and_then(|here| into.strip_prefix(here).ok().map(Path::to_path_buf));
    let imported = import::import(&Import { files, into: here.unwrap_or(into), only, folder, replace })?;
    for (item, outcome) in &imported.items {
        println!("{item}: {}", outcome);
    }
    for warning in &imported.warnings {
        eprintln!("warning: {warning}");
    }
    println!("{}", imported.summary());
    Ok(())
}

fn verify(root: &Path, files: &[PathBuf]) -> Result<(), Failure> {
    let scratch = Scratch::new(root)?;
    println!("{}", verify::HEAD);
    let mut bad = 0;
    for file in files {
        let verdict = scratch.verify(file);
        bad += usize::from(!verdict.is_good());
        println!("{verdict}");
    }
    if bad == 0 { Ok(()) } else { Err(Failure(format!("{bad} of {} make no client that compiles", files.len()))) }
}

fn check(root: &Path) -> Result<(), Failure> {
    for (name, step) in check::STEPS {
        eprintln!("check: {name}");
        step(root)?;
    }
    eprintln!("check: cargo xtask gen --check");
    let fresh = Gen {
        check: true,
        collection: Vec::new(),
        overlay: None,
        names: None,
        out: None,
        dialect: DialectName::Auto,
        required: RequiredName::Never,
        conflicts: ConflictsName::Warn,
    };
    generate(root, fresh)
}
