//! Whether a document is OpenAPI 3.0: by `roas`, which checks the rules of the specification, and by `openapiv3`, which
//! is how the client generator reads it.

use std::fmt;

use roas::v3_0::spec::Spec;
use roas::validation::{Options, Validate};
use serde::Deserialize;
use serde_json::Value;

/// What is wrong with a document, one line each.
#[derive(Debug)]
pub struct Invalid(pub Vec<String>);

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the result is not OpenAPI 3.0:")?;
        self.0.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

impl std::error::Error for Invalid {}

/// Checks a document.
///
/// # Errors
///
/// All that is wrong with it.
pub fn validate(document: &Value) -> Result<(), Invalid> {
    openapiv3::OpenAPI::deserialize(document)
        .map_err(|error| Invalid(vec![format!("the generator cannot read it: {error}")]))?;
    let spec = Spec::deserialize(document).map_err(|error| Invalid(vec![error.to_string()]))?;
    // A response's description is required to be there and free to be empty.
    spec.validate(Options::IgnoreUnusedTags | Options::IgnoreUnusedSchemas, None)
        .map_err(|error| Invalid(error.to_string().lines().map(str::to_owned).collect()))
}
