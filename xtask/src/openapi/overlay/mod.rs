//! An overlay: corrections that no sample can tell, as an OpenAPI Overlay 1.0 document.
//!
//! `roas-overlay` applies it. What is added here is strictness: each action has to say why it is there, and one that
//! changes nothing is an error, since the thing that it corrected has gone or moved.

use std::fmt;
use std::path::{Path, PathBuf};

use enumset::EnumSet;
use roas_overlay::apply::{Apply, ApplyOptions};
use roas_overlay::v1_0::Overlay;
use roas_overlay::validation::Validate;
use serde_json::Value;

/// Why an overlay cannot be applied.
#[derive(Debug)]
pub struct OverlayError {
    file: PathBuf,
    problem: String,
}

impl fmt::Display for OverlayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.problem)
    }
}

impl std::error::Error for OverlayError {}

/// Applies the overlay of a file (YAML or JSON) to a document.
///
/// # Errors
///
/// Where the file is no overlay, an action gives no reason, or an action's target matches nothing; the document is then
/// as it was.
pub fn apply(file: &Path, document: &mut Value) -> Result<(), OverlayError> {
    let fail = |problem: String| OverlayError { file: file.to_owned(), problem };
    let text = std::fs::read_to_string(file).map_err(|error| fail(format!("cannot be read: {error}")))?;
    let overlay: Overlay = serde_saphyr::from_str(&text)
        .map_err(|error| fail(format!("expected an OpenAPI Overlay 1.0 document: {error}")))?;
    overlay.validate(EnumSet::empty()).map_err(|error| fail(format!("not a valid overlay: {error}")))?;
    for (number, action) in overlay.actions.iter().enumerate() {
        if action.description.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
            return Err(fail(format!(
                "action {} ({}) gives no reason; say in `description` why it is there and what the source is",
                number + 1,
                action.target
            )));
        }
    }
    overlay
        .apply(document, ApplyOptions::ErrorOnZeroMatch | ApplyOptions::ErrorOnMixedKindMatch)
        .map_err(|error| fail(format!("{error}; correct the action's target or take the action out")))?;
    keep_order(document);
    Ok(())
}

/// What an action adds goes to the end; here it finds its place, so that the next addition is a small difference.
fn keep_order(document: &mut Value) {
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        schemas.sort_keys();
        for properties in schemas.values_mut().filter_map(|schema| schema.get_mut("properties")?.as_object_mut()) {
            properties.sort_keys();
        }
    }
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let operations = paths.into_iter().flat_map(|paths| paths.values_mut()).filter_map(Value::as_object_mut);
    for operation in operations.flat_map(|item| item.values_mut()) {
        if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
            responses.sort_keys();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use serde_json::json;

    use super::*;

    /// What an overlay of these actions makes of a small document; it is as it was where they fail.
    #[track_caller]
    fn check(actions: &str, expected: Result<Value, &str>) {
        let before = json!({
            "paths": { "/a": { "get": { "responses": { "200": {}, "404": {} } } } },
            "components": { "schemas": { "A": { "properties": { "a": {}, "c": {} } }, "C": {} } },
        });
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "overlay: 1.0.0\ninfo: {{title: x, version: '1'}}\nactions: {actions}\n").unwrap();
        let mut document = before.clone();
        let applied = apply(file.path(), &mut document);
        match (applied, expected) {
            (Ok(()), Ok(expected)) => assert_eq!(document.to_string(), expected.to_string(), "{actions}"),
            (Err(error), Err(part)) => {
                assert!(error.to_string().contains(part), "{actions}: {error}");
                assert_eq!(document, before, "{actions}");
            }
            (found, _) => panic!("{actions}: {found:?}"),
        }
    }

    fn document(responses: Value, schemas: Value) -> Result<Value, &'static str> {
        let paths = json!({ "/a": { "get": { "responses": responses } } });
        Ok(json!({ "paths": paths, "components": { "schemas": schemas } }))
    }

    #[test]
    fn what_is_added_finds_its_place() {
        let responses = json!({ "200": {}, "404": {} });
        let schemas = json!({ "A": { "properties": { "a": {}, "c": {} } }, "C": {} });
        check(
            "[{target: \"$.paths['/a'].get.responses\", update: {'300': {}}, description: why}]",
            document(json!({ "200": {}, "300": {}, "404": {} }), schemas.clone()),
        );
        check(
            "[{target: $.components.schemas, update: {B: {}, A: {properties: {b: {}}}}, description: why}]",
            document(
                responses.clone(),
                json!({ "A": { "properties": { "a": {}, "b": {}, "c": {} } }, "B": {}, "C": {} }),
            ),
        );
        check(
            "[{target: $.components.schemas.A, remove: true, description: why}]",
            document(responses, json!({ "C": {} })),
        );
    }

    #[test]
    fn a_failure_leaves_the_document_as_it_was() {
        let first = "{target: $.components, update: {x: 1}, description: why}";
        check(&format!("[{first}, {{target: $.no, update: {{x: 1}}, description: why}}]"), Err("$.no"));
        check(&format!("[{first}, {{target: $.components, update: {{x: 1}}, description: ' '}}]"), Err("action 2"));
        check("[]", Err("not a valid overlay"));
    }
}
