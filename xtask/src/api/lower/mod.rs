//! From what the collection says to what it means: one [`Draft`] operation for each item.
//!
//! - [`walk`]: the items with what they inherit from their folders
//! - [`operation`]: an item as an operation
//! - [`parameters`]: path, query and header parameters
//! - [`said_of_parameters`]: what the operation's text says of one of them
//! - [`body`]: what is sent; [`form`]: where it was saved as a form
//! - [`response`]: what is answered
//! - [`authorization`]: how a caller is allowed to
//! - [`served_at`]: where the text says that it is served

mod authorization;
mod body;
mod form;
mod form_tree;
mod form_value;
mod hints;
mod lorem_ipsum;
mod media;
mod operation;
mod parameters;
mod response;
mod response_headers;
mod said_of_parameters;
mod secret_names;
mod served_at;
mod typed;
mod walk;

use std::collections::BTreeMap;

use rayon::prelude::*;

use self::walk::Located;
pub(super) use self::walk::Scope;
use super::model::{Operation, SecurityScheme, Server, Tag};
use super::notes::Dialect;
use super::shape::Shape;
use crate::diagnostics::{ItemPath, Warning, Warnings};
use crate::postman::Collection;
use crate::progress::Progress;

/// How a body's type is known before types have names.
#[derive(Debug, Clone, PartialEq)]
pub enum Draft {
    /// Learned from samples.
    Learned(Shape),
    /// The vendor's own error body.
    SharedError,
    /// Bytes or text, which no schema describes further.
    Opaque,
}

/// All that was read out of the collections.
#[derive(Debug, Default)]
pub struct Lowered {
    /// An operation for each item; several may be of one method and path.
    pub operations: Vec<(Option<Server>, Operation<Draft>)>,
    /// A tag for each folder.
    pub tags: Vec<Tag>,
    /// The security schemes that any item uses.
    pub security_schemes: BTreeMap<String, SecurityScheme>,
    /// How many items were seen.
    pub items: usize,
}

/// How many of a collection's items and folders are lowered together.
const AT_ONCE: usize = 64;

/// So few items are lowered sooner than other threads are at work.
const FEW: usize = 16;

/// Lowers every item of the collections.
pub fn lower(
    collections: Vec<Collection>,
    dialect: &dyn Dialect,
    progress: &Progress,
    warnings: &mut Vec<Warning>,
) -> Lowered {
    let mut lowered = Lowered::default();
    for mut collection in collections {
        walk::scripts(&ItemPath::default(), &collection.event, warnings);
        let mut items = std::mem::take(&mut collection.item).into_iter().peekable();
        while items.peek().is_some() {
            // What is lowered is not needed any more: a large collection goes as its API comes.
            let some: Vec<_> = items.by_ref().take(AT_ONCE).collect();
            let located = walk::items(&collection, &some, &mut lowered.tags, warnings);
            lowered.items += located.len();
            let lower = |located: &Located<'_>| {
                progress.item();
                operation::lower(located, dialect)
            };
            let operations: Vec<_> = match located.len() {
                ..FEW => located.iter().map(lower).collect(),
                _ => located.par_iter().map(lower).collect(),
            };
            for (located, (operation, mut found)) in located.iter().zip(operations) {
                if let Some((server, mut operation, scopes)) = operation {
                    let mut warnings = Warnings::of(&located.path, &mut found);
                    operation.security = authorization::lower(
                        located.auth,
                        parameters::authorization(located),
                        &scopes,
                        &located.variables,
                        dialect,
                        &mut lowered.security_schemes,
                        &mut warnings,
                    );
                    lowered.operations.push((server, operation));
                }
                warnings.append(&mut found);
            }
        }
    }
    lowered.tags.sort_by(|a, b| a.name.cmp(&b.name));
    lowered.tags.dedup_by(|later, earlier| {
        let same = later.name == earlier.name;
        if same && earlier.description.is_none() {
            earlier.description = later.description.take();
        }
        same
    });
    lowered
}
