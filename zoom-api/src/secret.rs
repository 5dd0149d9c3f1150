//! A text that is never shown by accident.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::{InstanceType, Schema, SchemaObject};
use serde::{Deserialize, Serialize};

/// A secret: an access token, the password of a conference.
///
/// `Debug` shows `Secret(…)`, there is no `Display`, and the text is one explicit call away. It can be compared, and
/// serializes as its text, since that is what a request body or a saved answer needs.
///
/// ```
/// let password = zoom_api::Secret::from("ghdf");
/// assert_eq!(format!("{password:?}"), "Secret(…)");
/// assert_eq!(password.expose(), "ghdf");
/// ```
///
/// Source: the passwords of [`PacAccount`](crate::PacAccount) are secrets by the fragment's `format: password`.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl JsonSchema for Secret {
    fn schema_name() -> String {
        "Secret".to_owned()
    }

    fn schema_id() -> Cow<'static, str> {
        "zoom_api::Secret".into()
    }

    fn is_referenceable() -> bool {
        false
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let schema = SchemaObject {
            instance_type: Some(InstanceType::String.into()),
            format: Some("password".to_owned()),
            ..SchemaObject::default()
        };
        schema.into()
    }
}
