//! The text of a file to the collection, or the one item, that it holds.

use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::load::Loaded;
use super::load_error::{EXPORT, LoadError, MEND};
use super::model::{Collection, Item};
use super::salvage;
use super::unknown_fields::{self, Names, Step, is_exporters_own, steps};
use crate::diagnostics::Warning;

/// Reads the text of a collection as [`parse`] does, but without the parts that are not of the format.
pub(super) fn all_that_fits(text: &str, file: &Path) -> Result<Loaded, LoadError> {
    parse(text, file).or_else(|error| {
        let salvaged = salvage::collection(text).map(|(collection, warnings)| Loaded { collection, warnings });
        salvaged.ok_or(error)
    })
}

/// Reads the text of a collection; `file` is what errors call it.
///
/// # Errors
///
/// A [`LoadError`] where the text is no Postman collection of v2.0 or v2.1.
pub fn parse(text: &str, file: &Path) -> Result<Loaded, LoadError> {
    /// What tells one kind of document from another.
    #[derive(Deserialize)]
    struct Marks {
        collection: Option<IgnoredAny>,
        info: Option<IgnoredAny>,
        item: Option<IgnoredAny>,
        request: Option<IgnoredAny>,
        requests: Option<IgnoredAny>,
        openapi: Option<IgnoredAny>,
        swagger: Option<IgnoredAny>,
        values: Option<IgnoredAny>,
    }
    #[derive(Deserialize)]
    struct Wrapped {
        collection: Collection,
    }

    if text.trim().is_empty() {
        return Err(LoadError::new(file, "the file is empty; expected a Postman collection", EXPORT));
    }
    // Nearly always it is one; what else it could be is asked only where it is not.
    if let Ok((collection, warnings)) = typed::<Collection>(text, file)
        && !collection.item.is_empty()
    {
        return Ok(Loaded { collection, warnings });
    }
    let marks: Marks = serde_json::from_str(text).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => {
            LoadError::new(file, format!("expected a Postman collection, a JSON object; {}", shape_of(text)), EXPORT)
        }
        _ => {
            let error = LoadError::json(file, &error, MEND);
            LoadError { problem: format!("not JSON: {}", error.problem), ..error }
        }
    })?;
    let refuse =
        |what: &str, fix| Err(LoadError::new(file, format!("expected a Postman collection, found {what}"), fix));
    match marks {
        Marks { collection: Some(_), .. } => {
            let (wrapped, warnings) = typed::<Wrapped>(text, file)?;
            Ok(Loaded { collection: wrapped.collection, warnings })
        }
        Marks { info: Some(_), item: Some(_), .. } => {
            let (collection, warnings) = typed::<Collection>(text, file)?;
            Ok(Loaded { collection, warnings })
        }
        Marks { requests: Some(_), .. } => refuse("a collection of format v1 (it has \"requests\")", EXPORT),
        Marks { openapi: Some(_), .. } | Marks { swagger: Some(_), .. } => {
            refuse("an OpenAPI document", "it needs no conversion: give it to progenitor as it is")
        }
        Marks { request: Some(_), .. } => {
            refuse("a single item", "put the item in the \"item\" list of a collection, or in a collection's folder")
        }
        Marks { values: Some(_), .. } => refuse("a Postman environment", EXPORT),
        Marks { info: Some(_), .. } => refuse("\"info\" but no \"item\"", EXPORT),
        _ => refuse("a JSON object without \"info\" and \"item\"", EXPORT),
    }
}

fn shape_of(text: &str) -> String {
    let what = match text.trim_start().as_bytes().first() {
        Some(b'[') => "a list",
        Some(b'"') => "a text",
        Some(b'{') => "an object of another kind",
        _ => "a single value",
    };
    format!("found {what}")
}

/// Reads one item as Postman copies it.
pub(super) fn item(text: &str, file: &Path) -> Result<(Item, Vec<Warning>), LoadError> {
    const COPY: &str = "copy the item's JSON from Postman: an object with \"name\", \"request\" and \"response\"";
    if text.trim().is_empty() {
        return Err(LoadError::new(file, "the file is empty; expected one item of a collection", COPY));
    }
    let read = typed::<Item>(text, file);
    let (item, unknown) = read.or_else(|error| salvage::item(text).ok_or(error))?;
    #[derive(Deserialize)]
    struct Marks {
        info: Option<IgnoredAny>,
    }
    if item.request.is_none() && serde_json::from_str::<Marks>(text).is_ok_and(|marks| marks.info.is_some()) {
        let fix = "run `cargo xtask import` with this file, which splits it into items, and delete it here";
        return Err(LoadError::new(file, "expected one item of a collection, found a whole collection", fix));
    }
    if item.request.is_none() && item.item.is_none() {
        return Err(LoadError::new(file, "expected one item of a collection, found no \"request\"", COPY));
    }
    Ok((item, unknown))
}

/// Deserializes, reporting each field that the type does not have.
fn typed<'de, T: Deserialize<'de>>(text: &'de str, file: &Path) -> Result<(T, Vec<Warning>), LoadError> {
    let mut unknown: Vec<Vec<Step>> = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_ignored::deserialize(&mut deserializer, |path| {
        if !is_exporters_own(&path) {
            unknown.push(steps(&path));
        }
    });
    let names = || serde_json::from_str::<Names>(text).unwrap_or_default();
    match value {
        Ok(value) => {
            let warnings = if unknown.is_empty() { Vec::new() } else { unknown_fields::warnings(&unknown, &names()) };
            Ok((value, warnings))
        }
        Err(error) => {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            // Where the text itself is broken, the place in it says more than what was read before.
            let path = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
                Err(inner) if error.is_data() => inner.path().iter().map(Step::from).collect(),
                _ => Vec::new(),
            };
            let (item, part) = names().locate(&path);
            let is_data = error.is_data();
            let error = LoadError::json(file, &error, MEND);
            let problem = match part.is_empty() {
                true if is_data => error.problem,
                true => format!("not JSON: {}", error.problem),
                false => format!("{part}: {}", error.problem),
            };
            Err(LoadError { item: item.into(), problem, ..error })
        }
    }
}
