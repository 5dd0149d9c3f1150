//! What an API means: the model between a collection and an OpenAPI document, and the passes that fill it.
//!
//! | pass | what it settles |
//! |---|---|
//! | `lower` | each item as an operation, its prose read by a [`Dialect`] |
//! | `merge` | one operation for each method and path; unique names of operations |
//! | `generator` | what the client generator takes |
//! | `left_out` | types of values that a tool left out of a sample and that are in another |
//! | `decimals` | numbers that are whole in one sample and are not in another |
//! | `secrets` | which strings are secret |
//! | `type_names` | named types for bodies, shared where they are the same |
//! | `described` | what texts say of the members of types |
//!
//! Meaning is decided here and only here: [`openapi`](crate::openapi) writes down what it finds. Nothing here depends on
//! the order in which items stand in their collection.

mod address;
mod decimals;
mod described;
mod formats;
mod generator;
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
mod recursion;
pub mod sample;
pub mod schema;
mod secrets;
mod shape;
mod things;
mod type_names;

pub use identifiers::words;
pub use model::Api;
pub use names::Names;
pub use notes::Dialect;
pub use shape::Shape;
pub use type_names::Required;

use crate::diagnostics::Warning;
use crate::postman::Collection;
use crate::progress::Progress;

/// An API and what there is to say about how it was read.
#[derive(Debug)]
pub struct Analysis {
    /// The API.
    pub api: Api,
    /// The names that were given before and those that are new.
    pub names: Names,
    /// What the API does not hold as the collections did.
    pub warnings: Vec<Warning>,
    /// How many items the collections hold.
    pub items: usize,
}

/// Understands one or more collections as one API, whose things keep the names that they have in `names`.
pub fn analyze(
    collections: Vec<Collection>,
    dialect: &dyn Dialect,
    required: Required,
    names: &Names,
    progress: &Progress,
) -> Analysis {
    let mut warnings = Vec::new();
    let info = collections.first().map(|collection| collection.info.clone());
    let lowered = lower::lower(collections, dialect, progress, &mut warnings);
    let (servers, mut operations) = merge::merge(lowered.operations, &mut warnings);
    merge::unique_ids(&mut operations);
    for operation in &mut operations {
        generator::fit(operation, &mut warnings);
        operation.contents_mut().for_each(model::Content::settle_examples);
    }
    left_out::fill(&mut operations);
    decimals::agree(&mut operations, dialect);
    secrets::mark(&mut operations, dialect);
    let (operations, mut schemas) = type_names::name(operations, dialect.error_body(), required, &mut warnings);
    described::settle(&operations, &mut schemas);
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
    Analysis { api, names: names.clone(), warnings, items: lowered.items }
}
