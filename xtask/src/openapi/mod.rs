//! How an API is written down: OpenAPI 3.0.3.
//!
//! - `emit`: the document, in an order that depends on nothing but the API
//! - [`leave_out`]: what is not OpenAPI, without which the rest is
//! - [`compatibility`]: whether callers notice that it changed
//! - [`overlay`]: corrections that no sample can tell
//! - `schemas`: what hands write into schemas without a meaning
//! - [`validate`]: whether the result is OpenAPI, by others' judgement

pub mod compatibility;
mod emit;
pub mod leave_out;
pub mod overlay;
mod schemas;
pub mod validate;

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::api::Api;

/// A document, before it is text.
#[derive(Debug)]
pub enum Document {
    /// As the API is.
    Plain(Api),
    /// After an overlay.
    Corrected(Value),
}

impl Document {
    /// Writes the document, indented by two spaces, with a line break at its end.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")
    }

    /// Returns the document as a value.
    ///
    /// # Errors
    ///
    /// If it cannot be written as one, which no conversion gives.
    pub fn value(&self) -> serde_json::Result<Cow<'_, Value>> {
        match self {
            Self::Plain(api) => serde_json::to_value(api).map(Cow::Owned),
            Self::Corrected(document) => Ok(Cow::Borrowed(document)),
        }
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(api) => api.serialize(serializer),
            Self::Corrected(document) => document.serialize(serializer),
        }
    }
}
