//! Why a file is no collection.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::diagnostics::{ItemPath, Warning, WarningKind};

/// Why a file is no collection: one message that names the file, what was found, what was expected and how to mend it.
#[derive(Debug)]
pub struct LoadError {
    pub(super) file: PathBuf,
    pub(super) at: Option<(usize, usize)>,
    pub(super) item: Box<ItemPath>,
    pub(super) problem: String,
    pub(super) fix: Cow<'static, str>,
}

pub(super) const EXPORT: &str = "export the collection from Postman as Collection v2.1 and use that file";
pub(super) const MEND: &str = "mend the file there, or export it from Postman again as Collection v2.1";

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        f.write_str(": ")?;
        if !self.item.names().is_empty() {
            write!(f, "{}: ", self.item)?;
        }
        write!(f, "{}\n  fix: {}", self.problem, self.fix)
    }
}

impl std::error::Error for LoadError {}

impl LoadError {
    pub(super) fn new(file: &Path, problem: impl Into<String>, fix: impl Into<Cow<'static, str>>) -> Self {
        Self { file: file.to_owned(), at: None, item: Box::default(), problem: problem.into(), fix: fix.into() }
    }

    /// A file of a folder that cannot be read as what it is there for.
    pub(super) fn broken(file: &Path, at: Option<(usize, usize)>, item: ItemPath, problem: String) -> Self {
        Self {
            at,
            item: item.into(),
            ..Self::new(file, problem, "mend the file there, or go on without it: `--skip-broken`")
        }
    }

    pub(super) fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        Self::new(path, format!("cannot be read: {error}"), "check the path, and the rights to read it")
    }

    /// What was read and is no collection all the same; nothing in a file leads here.
    pub(super) fn internal(path: &Path, error: &serde_json::Error) -> Self {
        Self::new(path, format!("cannot be read: {error}"), "report it as a fault of this program")
    }

    /// What is said where the rest is read all the same. `file` is the file as seen from the collection's folder.
    pub(super) fn into_warning(self, item: ItemPath, file: &str) -> Warning {
        let at = self.at.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        let text = format!("{}; the file is ignored ({file}{at})", self.problem);
        Warning { item, part: String::new(), kind: WarningKind::Unread, text }
    }

    pub(super) fn json(file: &Path, error: &serde_json::Error, fix: &'static str) -> Self {
        let text = error.to_string();
        let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
        let problem = if text.contains("recursion limit") {
            "nested deeper than 128 levels, which no collection is".to_owned()
        } else {
            text.to_owned()
        };
        let at = (error.line() > 0).then(|| (error.line(), error.column().max(1)));
        Self { at, ..Self::new(file, problem, fix) }
    }
}
