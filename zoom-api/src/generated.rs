//! What progenitor makes of the fragment.

#![allow(dead_code, missing_docs, unused_imports, clippy::all, clippy::pedantic, clippy::unwrap_used, rustdoc::all)]

use serde::{Deserialize, Deserializer};

include!(concat!(env!("OUT_DIR"), "/client.rs"));

/// What the fragment says of an operation, for the runtime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Operation {
    /// The path template: `/users/{userId}/pac`.
    pub(crate) path: &'static str,
    /// The rate-limit label: `Light`.
    pub(crate) rate_limit_label: Option<&'static str>,
}

/// Null is an empty list: Zoom sends either for what it does not have.
fn null_as_empty<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
