//! From what the collection says to what it means: one [`Draft`] operation for each item.
//!
//! - [`walk`]: the items with what they inherit from their folders
//! - [`operation`]: an item as an operation
//! - [`parameters`]: path, query and header parameters
//! - [`body`]: what is sent
//! - [`response`]: what is answered
//! - [`authorization`]: how a caller is allowed to

mod authorization;
mod body;
mod filler;
mod hints;
mod media;
mod operation;
mod parameters;
mod response;
mod walk;

use std::collections::BTreeMap;

use super::model::{Operation, SecurityScheme, Server, Tag};
use super::notes::Dialect;
use super::shape::Shape;
use crate::place::{ItemPath, Warning};
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
        // What is lowered is not needed any more: a large collection goes as its API comes.
        for item in std::mem::take(&mut collection.item) {
            for located in walk::items(&collection, &item, &mut lowered.tags, warnings) {
                lowered.items += 1;
                progress.item();
                operation::lower(&located, dialect, &mut lowered, warnings);
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
