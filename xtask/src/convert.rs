//! `cargo xtask gen`: collections in, a document out.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use similar::TextDiff;

use crate::accepted_warnings;
use crate::api::{self, Dialect, Required};
use crate::diagnostics::{Warning, WarningKind};
use crate::names_file::NamesFile;
use crate::openapi::overlay::Overlay;
use crate::openapi::{self, Document};
use crate::postman::fingerprint::Fingerprints;
use crate::postman::{self, Broken, Collection};
use crate::progress::Progress;
use crate::zoom::Zoom;

/// What to convert, and how.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// The collections: files, or folders with a `collection.json` or of schema 3.0.0.
    pub collections: Vec<PathBuf>,
    /// Corrections to the result, each file's after those of the files before it.
    pub overlays: Vec<PathBuf>,
    /// The names that were given before, to which new ones are added.
    pub names: Option<PathBuf>,
    /// Whose prose the collections are written in.
    pub dialect: DialectChoice,
    /// When a member of an object counts as always there.
    pub required: Required,
    /// What becomes of a collection that contradicts itself.
    pub conflicts: Conflicts,
    /// What becomes of a collection of which a file cannot be read.
    pub broken: Broken,
    /// Counts the items as they are analyzed.
    pub progress: Progress,
}

/// What becomes of a collection that contradicts itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Conflicts {
    /// One of the two is taken, and a warning says which.
    #[default]
    Warn,
    /// It is not converted.
    Error,
}

/// Whose prose a collection is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum DialectChoice {
    /// Zoom's where a collection calls a host of Zoom's.
    #[default]
    Auto,
    /// Nobody's: prose is only prose.
    Plain,
    /// Zoom's: scopes, rate-limit labels and error codes stand in it.
    Zoom,
}

/// A converted document.
#[derive(Debug)]
pub struct Converted {
    /// The document.
    pub document: Document,
    /// How many items went in.
    pub items: usize,
    /// How many operations came out.
    pub operations: usize,
    /// How many named types came out.
    pub schemas: usize,
    /// What the document does not hold as the collections did.
    pub warnings: Vec<Warning>,
    /// The text of the file of names, if there is to be one.
    pub names: Option<String>,
    /// How many warnings more there are, which overlays accept.
    pub accepted: usize,
    /// By which overlays know the items of accepted warnings; empty where there is no overlay.
    pub fingerprints: Fingerprints,
}

/// Why there is no document: one message for the person at the terminal.
#[derive(Debug)]
pub struct Failure(pub String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

fn failure(error: impl fmt::Display) -> Failure {
    Failure(error.to_string())
}

/// Converts, corrects and validates.
///
/// # Errors
///
/// Where an input cannot be read, holds nothing to convert, or the result is not OpenAPI.
pub fn convert(job: &Job) -> Result<Converted, Failure> {
    // What is wrong with it is said before long work.
    let overlays: Vec<_> =
        job.overlays.iter().map(|file| Overlay::read(file)).collect::<Result<_, _>>().map_err(failure)?;
    let mut collections = Vec::new();
    let mut warnings = Vec::new();
    for path in &job.collections {
        let loaded = postman::load_with(path, job.broken).map_err(failure)?;
        warnings.extend(loaded.warnings);
        collections.push(loaded.collection);
    }
    let dialect = dialect(job.dialect, &collections);
    let file = job.names.as_deref().map(NamesFile::read).transpose().map_err(failure)?;
    let known = file.as_ref().map(NamesFile::names);
    let analysis = api::analyze(collections, dialect, job.required, known, &job.progress);
    warnings.extend(analysis.warnings);
    let names = file.map(|file| file.with(&analysis.names));
    if analysis.api.operations.is_empty() {
        return Err(nothing(job, &warnings));
    }
    let mut api = analysis.api;
    openapi::leave_out::invalid(&mut api, &mut warnings).map_err(failure)?;
    if api.operations.is_empty() {
        return Err(nothing(job, &warnings));
    }
    let mut fingerprints = Fingerprints::default();
    let mut accepted = 0;
    if !overlays.is_empty() {
        for path in &job.collections {
            fingerprints.add(path).map_err(failure)?;
        }
        let all: Vec<_> = overlays.iter().flat_map(Overlay::accepted_warnings).cloned().collect();
        accepted = accepted_warnings::take(&mut warnings, &all, &fingerprints);
    }
    if job.conflicts == Conflicts::Error {
        let conflicts: Vec<_> = warnings.iter().filter(|warning| warning.kind == WarningKind::Conflict).collect();
        if !conflicts.is_empty() {
            let mut problem = format!("{} in the collection", plural(conflicts.len(), "conflict"));
            conflicts.iter().for_each(|conflict| problem.push_str(&format!("\n  {conflict}")));
            problem.push_str("\n  fix: mend the items, or convert with `--conflicts warn`");
            return Err(Failure(problem));
        }
    }
    let (operations, schemas) = (api.operations.len(), api.schemas.len());
    let document = if overlays.is_empty() {
        Document::Plain(api)
    } else {
        let mut document = serde_json::to_value(&api).map_err(failure)?;
        Overlay::apply_all(&overlays, &mut document).map_err(failure)?;
        Document::Corrected(document)
    };
    Ok(Converted { document, items: analysis.items, operations, schemas, warnings, accepted, fingerprints, names })
}

fn nothing(job: &Job, warnings: &[Warning]) -> Failure {
    let files: Vec<_> = job.collections.iter().map(|path| path.display().to_string()).collect();
    let mut problem = format!("{}: nothing to convert: no item with a request and a URL", files.join(", "));
    warnings.iter().take(5).for_each(|warning| problem.push_str(&format!("\n  {warning}")));
    Failure(problem)
}

fn dialect(choice: DialectChoice, collections: &[Collection]) -> &'static dyn Dialect {
    let is_zooms = |collection: &Collection| {
        let variables = collection.variable.iter().filter_map(|variable| variable.value.as_deref());
        variables.chain(first_host(collection)).any(|text| text.contains("zoom.us") || text.contains("zoomgov.com"))
    };
    match choice {
        DialectChoice::Plain => &api::notes::Plain,
        DialectChoice::Zoom => &Zoom,
        DialectChoice::Auto if collections.iter().any(is_zooms) => &Zoom,
        DialectChoice::Auto => &api::notes::Plain,
    }
}

fn first_host(collection: &Collection) -> Option<&str> {
    let mut items: Vec<_> = collection.item.iter().collect();
    while let Some(item) = items.pop() {
        if let Some(url) = item.request.as_ref().and_then(|request| request.url.as_ref()) {
            return url.raw.as_deref().or(url.host.first().map(String::as_str));
        }
        items.extend(item.item.iter().flatten());
    }
    None
}

impl Converted {
    /// The document as it is written to a file.
    ///
    /// # Errors
    ///
    /// Where it cannot be written as text, which no conversion gives.
    pub fn text(&self) -> Result<String, Failure> {
        let mut text = Vec::new();
        self.document.write(&mut text).map_err(failure)?;
        String::from_utf8(text).map_err(failure)
    }

    /// `1 item -> 1 operation, 6 schemas, 3 warnings (2 more are accepted)`.
    pub fn summary(&self) -> String {
        let accepted = match self.accepted {
            0 => String::new(),
            1 => " (1 more is accepted)".to_owned(),
            count => format!(" ({count} more are accepted)"),
        };
        format!(
            "{} -> {}, {}, {}{accepted}",
            plural(self.items, "item"),
            plural(self.operations, "operation"),
            plural(self.schemas, "schema"),
            plural(self.warnings.len(), "warning"),
        )
    }
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// What changed between two texts, as a unified diff; nothing where they are the same.
pub fn diff(file: &str, old: &str, new: &str) -> Option<String> {
    if old == new {
        return None;
    }
    // Between documents of tens of megabytes a good difference is enough, the smallest takes minutes.
    let diff = TextDiff::configure().timeout(Duration::from_secs(2)).diff_lines(old, new);
    Some(diff.unified_diff().context_radius(3).header(&format!("a/{file}"), &format!("b/{file}")).to_string())
}
