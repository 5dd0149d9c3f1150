//! Names that were given before: what has one keeps it.

use std::collections::BTreeMap;

/// The names that an API's things were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The types, by the places where they stand: `GET /users/{}/pac 200 pac_accounts[]`.
    pub types: BTreeMap<String, String>,
}
