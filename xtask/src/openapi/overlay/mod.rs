//! An overlay: corrections that no sample can tell, as an OpenAPI Overlay 1.0 document.
//!
//! `roas-overlay` applies it. What is added here is strictness: each action has to say why it is there, and one of whose
//! targets nothing is left is an error, since the thing that it corrected has gone or moved. What is wrong, also with the
//! document that comes out, is said of the action that did it.

mod files;
mod targets;

use std::fmt;
use std::path::{Path, PathBuf};

use enumset::EnumSet;
use roas_overlay::apply::{Apply, ApplyError, ApplyErrorKind, ApplyOptions};
use roas_overlay::v1_0;
use roas_overlay::validation::Validate;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_saphyr::Spanned;

use super::{schemas, validate};
use crate::accepted_warnings::Accepted;
use crate::diagnostics::excerpt;
use crate::yaml;

pub use files::of_collection;

/// Why an overlay cannot be applied.
#[derive(Debug)]
pub struct OverlayError {
    file: PathBuf,
    line: Option<u64>,
    problem: String,
}

impl fmt::Display for OverlayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for OverlayError {}

/// An overlay as its file has it.
#[derive(Debug)]
pub struct Overlay {
    file: PathBuf,
    overlay: v1_0::overlay::Overlay,
    /// The line of each action.
    lines: Vec<u64>,
    accepted: Vec<Accepted>,
}

/// What of an overlay others do not read, and in which lines it stands.
#[derive(Deserialize)]
struct Extras {
    actions: Vec<Spanned<IgnoredAny>>,
    #[serde(default, rename = "x-accepted-warnings")]
    accepted_warnings: Vec<Spanned<Accepted>>,
}

impl Overlay {
    /// Reads the overlay of a file, YAML or JSON.
    ///
    /// # Errors
    ///
    /// If the file is no overlay or an action gives no reason.
    pub fn read(file: &Path) -> Result<Self, OverlayError> {
        let fail = |problem: String| OverlayError { file: file.to_owned(), line: None, problem };
        let text = std::fs::read_to_string(file).map_err(|error| fail(format!("cannot be read: {error}")))?;
        let unread = |what: &str, problem: yaml::Problem| OverlayError {
            line: problem.at.and_then(|(line, _)| u64::try_from(line).ok()),
            ..fail(format!("{what}: {}", problem.text))
        };
        let overlay: v1_0::overlay::Overlay =
            yaml::read(&text).map_err(|problem| unread("expected an OpenAPI Overlay 1.0 document", problem))?;
        let extras: Extras =
            yaml::read(&text).map_err(|problem| unread("not a valid list of accepted warnings", problem))?;
        let lines = extras.actions.iter().map(|action| action.referenced.line()).collect();
        if let Some(accepted) = extras.accepted_warnings.iter().find(|accepted| accepted.value.reason.trim().is_empty())
        {
            let line = Some(accepted.referenced.line());
            let problem = "an accepted warning gives no reason; say in `reason` why it is all right".to_owned();
            return Err(OverlayError { line, ..fail(problem) });
        }
        let accepted = extras.accepted_warnings.into_iter().map(|accepted| accepted.value).collect();
        let read = Self { file: file.to_owned(), overlay, lines, accepted };
        for number in 0..read.overlay.actions.len() {
            let action = &read.overlay.actions[number];
            read.of_actions(vec![action.clone()])
                .validate(EnumSet::empty())
                .map_err(|error| read.fail(number, &format!("not a valid overlay: {error}")))?;
            if action.description.as_deref().is_none_or(|reason| reason.trim().is_empty()) {
                let problem = "it gives no reason; say in `description` why it is there and what the source is";
                return Err(read.fail(number, problem));
            }
        }
        read.overlay.validate(EnumSet::empty()).map_err(|error| fail(format!("not a valid overlay: {error}")))?;
        Ok(read)
    }

    /// The warnings that someone has looked at.
    pub fn accepted_warnings(&self) -> &[Accepted] {
        &self.accepted
    }

    /// Corrects a document by overlays, each after those before it. It is OpenAPI afterwards as well.
    ///
    /// # Errors
    ///
    /// If a target, or one of the names in it, matches nothing, or the document that comes out is not OpenAPI; the document
    /// is then as it was.
    pub fn apply_all(overlays: &[Self], document: &mut Value) -> Result<(), OverlayError> {
        let mut corrected = document.clone();
        let mut problems = Vec::new();
        for overlay in overlays {
            problems.extend(overlay.change(&mut corrected, &overlay.steps())?);
        }
        // Whether it is OpenAPI takes longer than all actions: it is asked once, and only what fails is looked into.
        if problems.is_empty() && validate::document(&corrected).is_ok() {
            *document = corrected;
            return Ok(());
        }
        let mut corrected = document.clone();
        overlays.iter().try_for_each(|overlay| overlay.apply(&mut corrected))?;
        *document = corrected;
        Ok(())
    }

    /// Corrects a document by this overlay alone.
    fn apply(&self, document: &mut Value) -> Result<(), OverlayError> {
        let steps = self.steps();
        let (corrected, problems) = self.corrected(document, &steps)?;
        if !problems.is_empty() {
            return Err(self.blame(document, &steps, &problems)?);
        }
        *document = corrected;
        Ok(())
    }

    /// The actions with one name in each target, and the number of the action that each is of.
    fn steps(&self) -> Vec<(usize, v1_0::action::Action)> {
        let actions = self.overlay.actions.iter().enumerate();
        let steps = actions.flat_map(|(number, action)| {
            let targets = targets::name_by_name(&action.target).into_iter();
            targets.map(move |target| (number, v1_0::action::Action { target, ..action.clone() }))
        });
        steps.collect()
    }

    fn of_actions(&self, actions: Vec<v1_0::action::Action>) -> v1_0::overlay::Overlay {
        v1_0::overlay::Overlay { actions, ..self.overlay.clone() }
    }

    /// A document after some of the steps, and what is wrong with it then, a line for each.
    fn corrected(
        &self,
        document: &Value,
        steps: &[(usize, v1_0::action::Action)],
    ) -> Result<(Value, Vec<String>), OverlayError> {
        let mut corrected = document.clone();
        let mut problems = self.change(&mut corrected, steps)?;
        if let (true, Err(validate::Invalid(more))) = (problems.is_empty(), validate::document(&corrected)) {
            problems = more;
        }
        Ok((corrected, problems))
    }

    /// Changes a document by some of the steps, and gives a line for each place that has no meaning then.
    fn change(
        &self,
        document: &mut Value,
        steps: &[(usize, v1_0::action::Action)],
    ) -> Result<Vec<String>, OverlayError> {
        let actions = self.of_actions(steps.iter().map(|(_, action)| action.clone()).collect());
        actions
            .apply(document, ApplyOptions::ErrorOnZeroMatch | ApplyOptions::ErrorOnMixedKindMatch)
            .map_err(|error| self.refused(&error, steps))?;
        keep_order(document);
        Ok(schemas::settle(document))
    }

    fn refused(&self, error: &ApplyError, steps: &[(usize, v1_0::action::Action)]) -> OverlayError {
        let number = steps.get(error.action_index).map_or(error.action_index, |(number, _)| *number);
        let is_one_of_several = self.overlay.actions.get(number).is_some_and(|action| action.target != error.target);
        let problem = match &error.kind {
            ApplyErrorKind::ZeroMatch if is_one_of_several => {
                format!("`{}`, which is one of its targets, matches nothing; take it out of the list", error.target)
            }
            ApplyErrorKind::ZeroMatch => {
                "its target matches nothing; correct it, or take the action out if what it corrected is gone".to_owned()
            }
            other => format!("{other}; correct its target"),
        };
        self.fail(number, &problem)
    }

    /// The action that made a document invalid: without it and those after it the first problem is not there.
    fn blame(
        &self,
        document: &Value,
        steps: &[(usize, v1_0::action::Action)],
        found: &[String],
    ) -> Result<OverlayError, OverlayError> {
        let after = |count: usize| self.corrected(document, &steps[..count]).map(|(_, problems)| problems);
        let (mut without, mut with) = (0, steps.len());
        let mut before = after(without)?;
        if before.contains(&found[0]) {
            let problem = format!("without it too, {}", validate::Invalid(found.to_vec()));
            return Ok(OverlayError { file: self.file.clone(), line: None, problem });
        }
        while with - without > 1 {
            let middle = without.midpoint(with);
            let problems = after(middle)?;
            if problems.contains(&found[0]) {
                with = middle;
            } else {
                (without, before) = (middle, problems);
            }
        }
        let is_new = |problem: &&String| !before.contains(*problem);
        let invalid = validate::Invalid(found.iter().filter(is_new).cloned().collect());
        Ok(self.fail(steps[with - 1].0, &format!("with it {invalid}")))
    }

    /// An error of an action: its number, target and reason.
    fn fail(&self, number: usize, problem: &str) -> OverlayError {
        let action = self.overlay.actions.get(number);
        let target = action.map(|action| &*action.target).unwrap_or_default();
        let reason = action.and_then(|action| action.description.as_deref()).map(str::trim).unwrap_or_default();
        let reason = if reason.is_empty() { String::new() } else { format!(", \"{}\"", excerpt(reason)) };
        let problem = format!("action {} (`{target}`{reason}): {problem}", number + 1);
        OverlayError { file: self.file.clone(), line: self.lines.get(number).copied(), problem }
    }
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

    /// A small document.
    fn document(responses: &Value, schemas: &Value) -> Value {
        json!({
            "openapi": "3.0.3",
            "info": { "title": "T", "version": "1" },
            "paths": { "/a": { "get": { "operationId": "a", "responses": responses } } },
            "components": { "schemas": schemas },
        })
    }

    fn responses() -> Value {
        json!({ "200": { "description": "yes" }, "404": { "description": "no" } })
    }

    fn schemas() -> Value {
        json!({
            "A": { "type": "object", "properties": { "a": { "type": "string" }, "c": { "$ref": "#/components/schemas/C" } } },
            "C": { "type": "object" },
        })
    }

    /// What an overlay with these lines for actions makes of the document; it is as it was where they fail.
    fn applied(actions: &str) -> Result<Value, String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "overlay: 1.0.0\ninfo: {{title: x, version: '1'}}\nactions:\n{actions}\n").unwrap();
        let before = document(&responses(), &schemas());
        let mut document = before.clone();
        match Overlay::read(file.path()).and_then(|overlay| Overlay::apply_all(&[overlay], &mut document)) {
            Ok(()) => Ok(document),
            Err(error) => {
                assert_eq!(document, before, "{actions}");
                Err(error.to_string().replace(&file.path().display().to_string(), "overlay.yaml"))
            }
        }
    }

    #[track_caller]
    fn gives(actions: &str, responses: &Value, schemas: &Value) {
        assert_eq!(applied(actions).map(|found| found.to_string()), Ok(document(responses, schemas).to_string()));
    }

    #[test]
    fn what_is_added_finds_its_place() {
        let mut three = responses();
        three["300"] = json!({ "description": "elsewhere" });
        three.as_object_mut().unwrap().sort_keys();
        let update = "{'300': {description: elsewhere}}";
        gives(
            &format!("- {{target: \"$.paths['/a'].get.responses\", update: {update}, description: why}}"),
            &three,
            &schemas(),
        );

        let mut more = schemas();
        more["A"]["properties"]["b"] = json!({});
        more["B"] = json!({ "type": "string" });
        more.as_object_mut().unwrap().sort_keys();
        more["A"]["properties"].as_object_mut().unwrap().sort_keys();
        let update = "{B: {type: string}, A: {properties: {b: {}}}}";
        gives(&format!("- {{target: $.components.schemas, update: {update}, description: why}}"), &responses(), &more);

        let only = json!({ "C": { "type": "object" } });
        gives("- {target: $.components.schemas.A, remove: true, description: why}", &responses(), &only);
    }

    #[test]
    fn a_list_of_names_is_for_each() {
        let mut schemas = schemas();
        schemas["A"]["x-a"] = json!(1);
        schemas["C"]["x-a"] = json!(1);
        gives(
            "- {target: \"$.components.schemas['A', 'C']\", update: {x-a: 1}, description: why}",
            &responses(),
            &schemas,
        );
    }

    #[test]
    fn a_reference_that_may_be_null_is_written_as_what_it_means() {
        let mut schemas = schemas();
        schemas["A"]["properties"] = json!({
            "a": { "type": "string", "nullable": true },
            "c": { "anyOf": [{ "$ref": "#/components/schemas/C" }, { "enum": [null] }] },
        });
        let action = "- {target: $.components.schemas.A.properties.*, update: {nullable: true}, description: why}";
        gives(action, &responses(), &schemas);
    }

    /// YAML 1.1 takes these words for booleans.
    #[test]
    fn words_are_words() {
        let mut schemas = schemas();
        schemas["A"]["properties"]["a"]["enum"] = json!(["y", "n", "on", "off", "yes", "No"]);
        let update = "{enum: [y, n, on, off, yes, No]}";
        let target = "$.components.schemas.A.properties.a";
        gives(&format!("- {{target: {target}, update: {update}, description: why}}"), &responses(), &schemas);
    }

    #[test]
    fn an_error_names_its_action() {
        let good = "- {target: $.components, update: {x-b: 1}, description: why}";
        for (second, expected) in [
            (
                "- {target: $.no, update: {x: 1}, description: The source is a page of theirs.}",
                "overlay.yaml:5: action 2 (`$.no`, \"The source is a page of theirs.\"): its target matches nothing",
            ),
            (
                "- {target: \"$.components.schemas['A', 'Gone']\", update: {x-a: 1}, description: why}",
                "overlay.yaml:5: action 2 (`$.components.schemas['A', 'Gone']`, \"why\"): \
                 `$.components.schemas['Gone']`, which is one of its targets, matches nothing",
            ),
            (
                "- {target: $.components, update: {x: 1}, description: ' '}",
                "overlay.yaml:5: action 2 (`$.components`): it gives no reason",
            ),
            (
                "- {target: '$[', update: {x: 1}, description: why}",
                "overlay.yaml:5: action 2 (`$[`, \"why\"): not a valid overlay",
            ),
            (
                "- {target: $.info.title, update: {x: 1}, description: why}",
                "overlay.yaml:5: action 2 (`$.info.title`, \"why\"): ",
            ),
            (
                "- {target: $.components.schemas.A.properties.c, update: {description: x}, description: why}",
                "overlay.yaml:5: action 2 (`$.components.schemas.A.properties.c`, \"why\"): with it the result is not OpenAPI 3.0:\n  \
                 components.schemas.A.properties.c: beside a `$ref` nothing counts",
            ),
            (
                "- {target: $.components.schemas.A.properties.a, update: {type: 7}, description: why}",
                "overlay.yaml:5: action 2 (`$.components.schemas.A.properties.a`, \"why\"): with it the result is not OpenAPI 3.0:\n  \
                 the generator cannot read components.schemas",
            ),
            (
                "- {target: $.components.schemas.A.properties.a, update: {$ref: '#/x'}, description: why}",
                "overlay.yaml:5: action 2 ",
            ),
            (
                "- {target: \"$.paths['/a'].get.responses\", remove: true, description: why}",
                "overlay.yaml:5: action 2 (`$.paths['/a'].get.responses`, \"why\"): with it the result is not OpenAPI 3.0:",
            ),
        ] {
            let third = "- {target: $.info, update: {x-c: 1}, description: why}";
            let message = applied(&format!("{good}\n{second}\n{third}")).unwrap_err();
            assert!(message.starts_with(expected), "{message}");
            assert!(!message.contains("column"), "{message}");
        }
        assert!(applied("  []").unwrap_err().contains("not a valid overlay"));
    }
}
