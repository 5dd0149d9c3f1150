//! What an API means: the model between a collection and an OpenAPI document, and the passes that fill it.
//!
//! | pass | what it settles |
//! |---|---|
//! | `lower` | each item as an operation, its prose read by a [`Dialect`] |
//! | `merge` | one operation for each method and path |
//! | `operation_ids` | unique names of operations |
//! | `groups` | the group and the method that a client has an operation in |
//! | `pagination` | which answers come in pages, and how |
//! | `date_ranges` | which operations serve a range of dates up to a length |
//! | `generator` | what the client generator takes |
//! | `error_names` | names of the kinds of errors |
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
mod date_ranges;
mod decimals;
mod described;
pub mod endpoint;
mod error_names;
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
mod operation_ids;
mod pagination;
mod path;
mod prose;
mod recorded_types;
mod recursion;
mod rust_names;
pub mod sample;
pub mod schema;
mod schema_of;
mod secrets;
mod shape;
mod spellings;
mod things;
mod type_names;
mod verbs;

pub use endpoint::Endpoint;
pub use identifiers::{is_rust_name, rust_name, words};
pub use model::Api;
pub use names::Names;
pub use notes::Dialect;
pub use schema_of::Required;
pub use shape::Shape;

use self::schema_of::Named;
use crate::diagnostics::Warning;
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
    let recorded = before.recorded();
    let info = collections.first().map(|collection| collection.info.clone());
    let lowered = lower::lower(collections, dialect, progress, &mut warnings);
    let (servers, mut operations) = merge::merge(lowered.operations, &recorded, dialect.base_path(), &mut warnings);
    operation_ids::unique(&mut operations, &recorded);
    groups::name(&mut operations, before);
    for operation in &mut operations {
        if let Some(token) = dialect.page_token() {
            pagination::add_token(operation, token);
        }
        pagination::mark(operation, &mut warnings);
        date_ranges::mark(operation, dialect);
        generator::fit(operation, &recorded, &mut warnings);
        operation.contents_mut().for_each(model::Content::settle_examples);
    }
    error_names::name(&mut operations, &recorded);
    left_out::fill(&mut operations);
    decimals::agree(&mut operations, dialect);
    secrets::mark(&mut operations, dialect);
    let Named { operations, mut schemas, places } =
        schema_of::name(operations, dialect.error_body(), required, known, &mut warnings);
    described::settle(&operations, &mut schemas);
    let mut names = Names::default();
    if let Some(known) = known {
        names.clone_from(known);
        names.record(&operations, places, &schemas, &mut warnings);
    }
    let version = info.as_ref().and_then(|info| info.version.as_deref()).map(prose::one_line);
    let version = version.filter(|version| !version.is_empty());
    let api = Api {
        title: info.as_ref().and_then(|info| info.name.as_deref()).map(prose::one_line).unwrap_or_default(),
        version: version.unwrap_or_else(|| "1.0.0".to_owned()),
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
