//! `cargo xtask gen`.

use std::io::{BufWriter, ErrorKind, stdout};
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::Value;
use xtask::accepted_warnings;
use xtask::api::Required;
use xtask::convert::{self, Conflicts, Converted, DialectChoice, Failure, Job};
use xtask::diagnostics::{self, WarningKind};
use xtask::files;
use xtask::group_features::{self, Manifest};
use xtask::openapi::compatibility::{self, Judgement, Verdict};
use xtask::openapi::overlay;
use xtask::operations_page;
use xtask::overview::overview;
use xtask::progress::{Line, Progress};

use super::COLLECTION;

/// The corrections that are no folder's, the names, the fragment that the client is built from, its manifest, and the page of
/// its calls, below the workspace's root.
const OVERLAY: &str = "spec/zoom.overlay.yaml";
const NAMES: &str = "spec/zoom.names.yaml";
const FRAGMENT: &str = "spec/zoom.openapi.json";
const MANIFEST: &str = "zoom-api/Cargo.toml";
const PAGE: &str = "spec/zoom.operations.md";

/// How many lines of a diff anyone reads.
const READABLE: usize = 200;

/// How many of the items that one warning is about are named.
const NAMED: usize = 5;

#[derive(Args, Default)]
pub(crate) struct Generate {
    /// Write nothing; exit with 1 and a diff if the output is stale
    #[arg(long)]
    check: bool,
    /// With --check: exit with 1 only if what would be written breaks callers of what is there
    ///
    /// For a CI that regenerates: output that is stale passes as long as every change is additive.
    #[arg(long, requires = "check")]
    additive: bool,
    /// Show the whole diff, however long it is
    #[arg(long)]
    diff: bool,
    /// Show each warning, also of those that say the same of many items
    #[arg(long)]
    warnings: bool,
    /// Collections to convert instead of spec/zoom: files, or folders with a collection.json or of schema 3.0.0
    #[arg(long, value_name = "PATH", num_args = 1.., requires = "out")]
    collection: Vec<PathBuf>,
    /// Corrections to apply to the result, OpenAPI Overlay 1.0 documents, one after the other
    /// [default: spec/zoom.overlay.yaml and the overlay.yaml of each folder below spec/zoom, for spec/zoom only]
    #[arg(long, value_name = "PATH")]
    overlay: Vec<PathBuf>,
    /// Names that were given before and stay, to which new ones are added; created if it is missing
    /// [default: spec/zoom.names.yaml, for spec/zoom only]
    #[arg(long, value_name = "PATH")]
    names: Option<PathBuf>,
    /// Where the document goes; `-` is standard output [default: spec/zoom.openapi.json, for spec/zoom only]
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Whose prose names and descriptions are written in
    #[arg(long, value_enum, default_value_t)]
    dialect: DialectChoice,
    /// When a property is required: never, or when every saved example has it
    #[arg(long, value_enum, default_value_t)]
    required: Required,
    /// What becomes of a collection that contradicts itself
    #[arg(long, value_enum, default_value_t)]
    conflicts: Conflicts,
    /// Convert the rest of a collection of which a file cannot be read, with a warning
    #[arg(long)]
    skip_broken: bool,
}

/// What is written to a file, beside what stands there.
struct Output {
    path: PathBuf,
    name: String,
    old: Option<String>,
    new: String,
    diff: Option<String>,
}

impl Generate {
    /// The command that checks the workspace's own fragment.
    pub(crate) fn checking() -> Self {
        Self { check: true, ..Self::default() }
    }

    /// Converts, and writes the result or compares it with what is there.
    pub(crate) fn run(self, root: &Path) -> Result<(), Failure> {
        let out = self.out.clone().unwrap_or_else(|| root.join(FRAGMENT));
        let job = self.job(root)?;
        let line = Line::watch(&job.progress);
        let converted = convert::convert(&job)?;
        drop(line);
        let names = job.names.as_deref();
        if out.as_os_str() == "-" {
            let standard = BufWriter::new(stdout().lock());
            converted.document.write(standard).map_err(|error| Failure(format!("standard output: {error}")))?;
            let names = Self::names(root, names, &converted)?.filter(|names| names.diff.is_some() && !self.check);
            if let Some(names) = names {
                files::write(&[(&names.path, &names.new)])?;
            }
            self.report(&job, &converted);
            return Ok(());
        }
        let fragment = Output::of(root, &out, converted.text()?)?;
        let mut others: Vec<_> = Self::names(root, names, &converted)?.into_iter().collect();
        if self.is_workspace() {
            others.extend(of_groups(root, &converted)?);
        }
        if self.check {
            return self.checked(&fragment, &others);
        }
        // The fragment last: without the rest, its names might be others in the next run.
        let changed = others.iter().chain([&fragment]).filter(|output| output.diff.is_some());
        files::write(&changed.map(|output| (&*output.path, &*output.new)).collect::<Vec<_>>())?;
        for output in [&fragment].into_iter().chain(&others) {
            match (&output.old, &output.diff) {
                (_, None) => eprintln!("{}: unchanged", output.name),
                (None, Some(_)) => eprintln!("{}: new", output.name),
                (Some(_), Some(diff)) => eprint!("{}", output.shown(diff, self.diff)),
            }
        }
        if let (Some(_), Some(_)) = (&fragment.old, &fragment.diff) {
            match fragment.judgement() {
                Ok(judgement) => eprintln!("{}: {judgement}", fragment.name),
                Err(Failure(problem)) => eprintln!("what the change is to callers cannot be told: {problem}"),
            }
        }
        self.report(&job, &converted);
        Ok(())
    }

    fn names(root: &Path, path: Option<&Path>, converted: &Converted) -> Result<Option<Output>, Failure> {
        path.zip(converted.names.clone()).map(|(path, text)| Output::of(root, path, text)).transpose()
    }

    /// Whether it is the workspace's own fragment that is written, with all that goes by it.
    fn is_workspace(&self) -> bool {
        self.collection.is_empty() && self.out.is_none()
    }

    fn job(&self, root: &Path) -> Result<Job, Failure> {
        let is_ours = self.collection.is_empty();
        let overlays = match &*self.overlay {
            [] if is_ours => overlay::of_collection(&root.join(OVERLAY), &root.join(COLLECTION))
                .map_err(|error| Failure(error.to_string()))?,
            given => given.to_vec(),
        };
        Ok(Job {
            collections: if is_ours { vec![root.join(COLLECTION)] } else { self.collection.clone() },
            overlays,
            names: self.names.clone().or_else(|| is_ours.then(|| root.join(NAMES))),
            dialect: self.dialect,
            required: self.required,
            conflicts: self.conflicts,
            broken: super::broken(self.skip_broken),
            progress: Progress::default(),
        })
    }

    fn checked(&self, fragment: &Output, others: &[Output]) -> Result<(), Failure> {
        if self.additive {
            let Some(_) = fragment.diff else { return Ok(()) };
            let judgement = fragment.judgement()?;
            println!("{}: {judgement}", fragment.name);
            if judgement.verdict < Verdict::Breaking {
                return Ok(());
            }
            let fix = "keep what is gone, in the collection or by the overlay, or release it as a breaking change";
            return Err(Failure(format!("{} would break its callers\n  fix: {fix}", fragment.name)));
        }
        let mut stale = Vec::new();
        for output in [fragment].into_iter().chain(others) {
            if let Some(diff) = &output.diff {
                print!("{}", output.shown(diff, self.diff));
                stale.push(&*output.name);
            }
        }
        if let (Some(_), Ok(judgement)) = (&fragment.diff, fragment.judgement()) {
            println!("{}: {judgement}", fragment.name);
        }
        let are = match stale.len() {
            0 => return Ok(()),
            1 => "is",
            _ => "are",
        };
        let stale = stale.join(" and ");
        Err(Failure(format!("{stale} {are} stale\n  fix: run `cargo xtask gen` and commit the result")))
    }
}

impl Output {
    fn of(root: &Path, path: &Path, new: String) -> Result<Self, Failure> {
        let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
        let old = match std::fs::read_to_string(path) {
            Ok(old) => Some(old),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(Failure(format!("{name}: cannot be read: {error}"))),
        };
        let diff = convert::diff(&name, old.as_deref().unwrap_or_default(), &new);
        Ok(Self { path: path.to_owned(), name, old, new, diff })
    }

    /// The documents before and after.
    fn documents(&self) -> Result<(Value, Value), Failure> {
        let read = |text: &str| {
            serde_json::from_str(text).map_err(|error| {
                Failure(format!("{}: not JSON: {error}\n  fix: restore the file, or write it anew", self.name))
            })
        };
        // Where nothing is, nothing can break.
        let old = self.old.as_deref().filter(|old| !old.is_empty()).map(read).transpose()?;
        Ok((old.unwrap_or_else(|| Value::Object(serde_json::Map::new())), read(&self.new)?))
    }

    /// What the change of a document is to callers.
    fn judgement(&self) -> Result<Judgement, Failure> {
        let (old, new) = self.documents()?;
        Ok(compatibility::judge(&old, &new))
    }

    /// The diff, or what it comes to if it is too long for a reader.
    fn shown(&self, diff: &str, whole: bool) -> String {
        let lines = diff.lines().count();
        if whole || lines <= READABLE {
            return diff.to_owned();
        }
        let overview = self.documents().map(|(old, new)| overview(&old, &new)).unwrap_or_default();
        format!("{}: a diff of {lines} lines, which `--diff` shows\n{overview}", self.name)
    }
}

/// What goes by the groups of calls: the client's manifest, with a feature for each, and the page.
fn of_groups(root: &Path, converted: &Converted) -> Result<[Output; 2], Failure> {
    let path = root.join(MANIFEST);
    let failure = |problem: String| Failure(format!("{MANIFEST}: {problem}"));
    let old = std::fs::read_to_string(&path).map_err(|error| failure(format!("cannot be read: {error}")))?;
    let document = converted.document.value().map_err(|error| failure(error.to_string()))?;
    let (manifest, groups) = (Manifest::read(&old).map_err(failure)?, group_features::groups(&document));
    let page = operations_page::page(&document, &manifest.features(&groups));
    Ok([Output::of(root, &path, manifest.with(&groups))?, Output::of(root, &root.join(PAGE), page)?])
}

impl Generate {
    /// Says last what asks for a look: a diff can be long.
    fn report(&self, job: &Job, converted: &Converted) {
        let is_accepted_by_line = !job.overlays.is_empty();
        let together = match self.warnings || is_accepted_by_line {
            true => converted.warnings.iter().map(|warning| (warning, Vec::new())).collect(),
            false => diagnostics::together(&converted.warnings),
        };
        for (warning, others) in together {
            eprintln!("warning: {warning}");
            if is_accepted_by_line && warning.kind != WarningKind::Outdated {
                eprintln!("  accept: {}", accepted_warnings::line(warning, &converted.fingerprints));
            }
            if !others.is_empty() {
                let some: Vec<_> = others.iter().take(NAMED).map(ToString::to_string).collect();
                let rest = if others.len() > NAMED { ", …; `--warnings` shows each" } else { "" };
                eprintln!("  the same of {} more: {}{rest}", others.len(), some.join(", "));
            }
        }
        eprintln!("{}", converted.summary());
    }
}
