//! How an API is written down: OpenAPI 3.0.3.
//!
//! - [`emit`]: the document, in an order that depends on nothing but the API
//! - [`overlay`]: corrections that no sample can tell
//! - [`validate`]: whether the result is OpenAPI, by others' judgement

mod emit;
pub mod overlay;
pub mod validate;

pub use emit::emit;

/// A document as text: indented by two spaces, with a line break at its end.
pub fn text(document: &serde_json::Value) -> String {
    format!("{document:#}\n")
}
