//! What an API means: the model between a collection and an OpenAPI document, and the passes that fill it.
//!
//! | pass | what it settles |
//! |---|---|
//! | `lower` | each item as an operation, its prose read by a [`Dialect`] |
//! | `merge` | one operation for each method and path; unique names of operations |
//! | `groups` | the group and the method that a client has an operation in |
//! | `generator` | what the client generator takes |
//! | `left_out` | types of values that a tool left out of a sample and that are in another |
//! | `decimals` | numbers that are whole in one sample and are not in another |
//! | `secrets` | which strings are secret |
//! | `schema_of` | named types for bodies, shared where they are the same |
//! | `type_names` | names for types that have none, out of what their users have in common |
//! | `described` | what texts say of the members of types |
//!
//! [`Names`] that were given before win over what a name would be today.
//!
//! Meaning is decided here and only here: [`openapi`](crate::openapi) writes down what it finds. Nothing here depends on
//! the order in which items stand in their collection.

mod address;
mod decimals;
mod described;
pub mod endpoint;
mod formats;
mod generator;
mod groups;
mod html;
mod identifiers;
mod json_with_comments;
mod left_out;
mod lower;
mod merge;
pub mod model;
pub mod names;
pub mod notes;
mod path;
mod prose;
mod recorded_types;
mod recursion;
pub mod sample;
pub mod schema;
mod schema_of;
mod secrets;
mod shape;
mod things;
mod type_names;

pub use endpoint::Endpoint;
pub use identifiers::words;
pub use model::Api;
pub use names::Names;
pub use notes::Dialect;
pub use schema_of::Required;
pub use shape::Shape;

use std::collections::{BTreeMap, BTreeSet};

use self::model::Operation;
use self::names::OperationNames;
use self::schema::Schema;
use self::schema_of::Named;
use crate::diagnostics::{ItemPath, Warning, WarningKind};
use crate::postman::Collection;
use crate::progress::Progress;

/// An API and what there is to say about how it was read.
#[derive(Debug)]
pub struct Analysis {
    /// The API.
    pub api: Api,
    /// What the API does not hold as the collections did.
    pub warnings: Vec<Warning>,
    /// How many items the collections hold.
    pub items: usize,
    /// The names that were given before, and those that are new.
    pub names: Names,
}

/// Reads one or more collections as one API. What has had a name in `known` keeps it; names are recorded if it is given.
pub fn analyze(
    collections: Vec<Collection>,
    dialect: &dyn Dialect,
    required: Required,
    known: Option<&Names>,
    progress: &Progress,
) -> Analysis {
    let mut warnings = Vec::new();
    let none = Names::default();
    let before = known.unwrap_or(&none);
    let index = before.index();
    let info = collections.first().map(|collection| collection.info.clone());
    let lowered = lower::lower(collections, dialect, progress, &mut warnings);
    let (servers, mut operations) = merge::merge(lowered.operations, &index, &mut warnings);
    merge::unique_ids(&mut operations, &index);
    groups::name(&mut operations, &index);
    for operation in &mut operations {
        generator::fit(operation, &mut warnings);
        operation.contents_mut().for_each(model::Content::settle_examples);
    }
    left_out::fill(&mut operations);
    decimals::agree(&mut operations, dialect);
    secrets::mark(&mut operations, dialect);
    let Named { operations, mut schemas, places } =
        schema_of::name(operations, dialect.error_body(), required, known, &mut warnings);
    described::settle(&operations, &mut schemas);
    gone(before, &operations, &places, &mut warnings);
    let names = match known {
        Some(known) => record(known, &operations, places),
        None => Names::default(),
    };
    let api = Api {
        title: info.as_ref().and_then(|info| info.name.as_deref()).map(prose::one_line).unwrap_or_default(),
        version: info.as_ref().and_then(|info| info.version.clone()).unwrap_or_else(|| "1.0.0".to_owned()),
        description: info.as_ref().and_then(|info| info.description.as_deref()).and_then(prose::markdown),
        servers,
        tags: lowered.tags,
        security_schemes: lowered.security_schemes,
        operations,
        schemas,
    };
    warnings.sort();
    warnings.dedup();
    Analysis { api, warnings, items: lowered.items, names }
}

/// The names of before with those that are new.
fn record(known: &Names, operations: &[Operation<Schema>], types: BTreeMap<String, String>) -> Names {
    let mut names = known.clone();
    let index = known.index();
    for operation in operations.iter().filter(|it| index.operation(it.method, &it.path).is_none()) {
        let given = OperationNames {
            id: operation.id.clone(),
            group: operation.group.clone(),
            method: operation.sdk_method.clone(),
        };
        names.operations.insert(names::key(operation.method, &operation.path), given);
    }
    for (place, name) in types {
        names.types.entry(place).or_insert(name);
    }
    names
}

/// Warns of names whose owners are gone.
fn gone(
    known: &Names,
    operations: &[Operation<Schema>],
    types: &BTreeMap<String, String>,
    warnings: &mut Vec<Warning>,
) {
    let mut warn = |part: String, text: String| {
        warnings.push(Warning { item: ItemPath::default(), part, kind: WarningKind::Gone, text });
    };
    let present: BTreeSet<String> = operations.iter().map(|it| names::key(it.method, &it.path)).collect();
    for (key, names) in known.operations.iter().filter(|(key, _)| !present.contains(*key)) {
        let text = "no item has this method and path any more; the name stays taken until its line is removed";
        warn(format!("name {}", names.id), format!("{key}: {text}"));
    }
    let used: BTreeSet<&String> = types.values().collect();
    let unused: BTreeSet<&String> = known.types.values().filter(|name| !used.contains(name)).collect();
    for name in unused {
        let text = "no type of this name is left; it stays taken until its lines are removed";
        warn(format!("name {name}"), text.to_owned());
    }
}
