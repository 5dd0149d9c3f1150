//! Fields that the format does not have, and where in a collection they are.

use serde::Deserialize;
use serde_ignored::Path as FieldPath;

use crate::diagnostics::{ItemPath, Warning, WarningKind};

/// Fields that tools add for themselves and that say nothing about the API.
pub(super) fn is_exporters_own(path: &FieldPath<'_>) -> bool {
    const OWN: [&str; 22] = [
        "uuid",
        "packages",
        "requests",
        "warning",
        "fileNotInWorkingDirectoryWarning",
        "variables",
        "descriptionFormat",
        "id",
        "uid",
        "owner",
        "createdAt",
        "updatedAt",
        "lastUpdatedBy",
        "collection",
        "fork",
        "isPublic",
        "currentHelper",
        "helperAttributes",
        "previewlanguage",
        "responseTime",
        "timings",
        "time",
    ];
    let FieldPath::Map { parent, key } = path else { return false };
    match innermost_key(parent) {
        // A request has no name in the format; exporters repeat the item's.
        Some("request" | "originalRequest") if key == "name" => true,
        _ => key.starts_with('_') || OWN.contains(&key.as_str()),
    }
}

fn innermost_key<'p>(path: &'p FieldPath<'_>) -> Option<&'p str> {
    use FieldPath::{Map, NewtypeStruct, NewtypeVariant, Root, Seq, Some as Present};
    match path {
        Map { key, .. } => Some(key),
        Present { parent } | NewtypeStruct { parent } | NewtypeVariant { parent } => innermost_key(parent),
        Root | Seq { .. } => None,
    }
}

pub(super) fn warnings(unknown: &[Vec<Step>], names: &Names) -> Vec<Warning> {
    unknown
        .iter()
        .map(|steps| {
            let (item, part) = names.locate(steps);
            Warning { item, part, kind: WarningKind::UnknownField, text: "unknown field, passed over".to_owned() }
        })
        .collect()
}

/// A step from a JSON value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl From<&serde_path_to_error::Segment> for Step {
    fn from(segment: &serde_path_to_error::Segment) -> Self {
        match segment {
            serde_path_to_error::Segment::Seq { index } => Self::Index(*index),
            other => Self::Key(other.to_string()),
        }
    }
}

pub(super) fn steps(path: &FieldPath<'_>) -> Vec<Step> {
    let (parent, step) = match path {
        FieldPath::Root => return Vec::new(),
        FieldPath::Seq { parent, index } => (*parent, Some(Step::Index(*index))),
        FieldPath::Map { parent, key } => (*parent, Some(Step::Key(key.clone()))),
        FieldPath::Some { parent } | FieldPath::NewtypeStruct { parent } | FieldPath::NewtypeVariant { parent } => {
            (*parent, None)
        }
    };
    let mut steps = steps(parent);
    steps.extend(step);
    steps
}

/// The names in a collection, for telling where something is.
#[derive(Default, Deserialize)]
pub(super) struct Names {
    #[serde(default)]
    name: serde_json::Value,
    #[serde(default)]
    item: Vec<Names>,
    #[serde(default)]
    collection: Option<Box<Names>>,
}

impl Names {
    /// The item that a path leads into, and the rest of the path.
    pub(super) fn locate(&self, steps: &[Step]) -> (ItemPath, String) {
        let mut here = self;
        let mut item = ItemPath::default();
        let mut rest = steps;
        loop {
            match rest {
                [Step::Key(key), after @ ..] if key == "collection" => {
                    let Some(inner) = &here.collection else { break };
                    (here, rest) = (inner, after);
                }
                [Step::Key(key), Step::Index(index), after @ ..] if key == "item" => {
                    let Some(inner) = here.item.get(*index) else { break };
                    item = item.join(inner.name.as_str().unwrap_or_default());
                    (here, rest) = (inner, after);
                }
                _ => break,
            }
        }
        (item, part_of(rest))
    }
}

/// What a path leads to, as messages call it: `` `request.header[0]` ``.
pub(super) fn part_of(steps: &[Step]) -> String {
    let mut part = String::new();
    for step in steps {
        match step {
            Step::Key(key) if part.is_empty() => part.push_str(key),
            Step::Key(key) => part.extend([".", key]),
            Step::Index(index) => part.push_str(&format!("[{index}]")),
        }
    }
    if part.is_empty() { part } else { format!("`{part}`") }
}
