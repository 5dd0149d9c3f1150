//! `cargo xtask gen`: collections in, a document out.

use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::Value;
use similar::TextDiff;

use crate::api::{self, Dialect, Required};
use crate::openapi::{self, overlay};
use crate::place::Warning;
use crate::postman::{self, Collection};
use crate::zoom::Zoom;

/// What to convert, and how.
#[derive(Debug, Clone, Default)]
pub struct Job {
    /// The collections: files, or folders with a `collection.json`.
    pub collections: Vec<PathBuf>,
    /// Corrections to the result.
    pub overlay: Option<PathBuf>,
    /// Whose prose the collections are written in.
    pub dialect: DialectChoice,
    /// When a member of an object counts as always there.
    pub required: Required,
}

/// Whose prose a collection is written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DialectChoice {
    /// Zoom's where a collection calls a host of Zoom's.
    #[default]
    Auto,
    /// Nobody's: prose is only prose.
    Plain,
    /// Zoom's.
    Zoom,
}

/// A converted document.
#[derive(Debug)]
pub struct Converted {
    /// The document.
    pub document: Value,
    /// How many items went in.
    pub items: usize,
    /// What the document does not hold as the collections did.
    pub warnings: Vec<Warning>,
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
    let mut collections = Vec::new();
    let mut warnings = Vec::new();
    for path in &job.collections {
        let loaded = postman::load(path).map_err(failure)?;
        warnings.extend(loaded.warnings);
        collections.push(loaded.collection);
    }
    let understood = api::understand(&collections, dialect(job.dialect, &collections), job.required);
    warnings.extend(understood.warnings);
    if understood.api.operations.is_empty() {
        let files: Vec<_> = job.collections.iter().map(|path| path.display().to_string()).collect();
        let mut problem = format!("{}: nothing to convert: no item with a request and a URL", files.join(", "));
        warnings.iter().take(5).for_each(|warning| problem.push_str(&format!("\n  {warning}")));
        return Err(Failure(problem));
    }
    let mut document = openapi::emit(&understood.api);
    if let Some(file) = &job.overlay {
        overlay::apply(file, &mut document).map_err(failure)?;
    }
    openapi::validate::validate(&document).map_err(failure)?;
    Ok(Converted { document, items: understood.items, warnings })
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
    pub fn text(&self) -> String {
        openapi::text(&self.document)
    }

    /// How many operations the document has.
    pub fn operations(&self) -> usize {
        let paths = self.document.get("paths").and_then(Value::as_object);
        paths.into_iter().flat_map(|paths| paths.values()).filter_map(Value::as_object).map(serde_json::Map::len).sum()
    }

    /// How many named types the document has.
    pub fn schemas(&self) -> usize {
        self.document.pointer("/components/schemas").and_then(Value::as_object).map_or(0, serde_json::Map::len)
    }

    /// `1 item -> 1 operation, 6 schemas, 3 warnings`.
    pub fn summary(&self) -> String {
        format!(
            "{} -> {}, {}, {}",
            plural(self.items, "item"),
            plural(self.operations(), "operation"),
            plural(self.schemas(), "schema"),
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
    let diff = TextDiff::from_lines(old, new);
    Some(diff.unified_diff().context_radius(3).header(&format!("a/{file}"), &format!("b/{file}")).to_string())
}

/// Writes a file as a whole or not at all: to a temporary file beside it, which then takes its name.
///
/// # Errors
///
/// Where the folder cannot be written to.
pub fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let place = |error: &dyn fmt::Display| Failure(format!("{}: cannot be written: {error}", path.display()));
    let mut file = tempfile::Builder::new();
    // A temporary file is for its owner alone; the fragment is for everyone who may read the repository.
    #[cfg(unix)]
    file.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    let mut file = file.tempfile_in(folder).map_err(|error| place(&error))?;
    file.write_all(text.as_bytes()).map_err(|error| place(&error))?;
    file.persist(path).map_err(|error| place(&error.error))?;
    Ok(())
}
