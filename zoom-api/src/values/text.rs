//! The traits that every value of one text has.

/// Writes the traits of a type that is a text, given its `as_str`.
macro_rules! text_value {
    ($name:ident) => {
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// Writes the traits of a type that not every text is, given its `TryFrom<String>`.
macro_rules! checked_text {
    ($name:ident, $error:ident) => {
        crate::values::text::text_value!($name);

        impl TryFrom<&str> for $name {
            type Error = $error;

            fn try_from(text: &str) -> Result<Self, $error> {
                text.to_owned().try_into()
            }
        }

        impl TryFrom<&String> for $name {
            type Error = $error;

            fn try_from(text: &String) -> Result<Self, $error> {
                text.clone().try_into()
            }
        }

        impl TryFrom<std::borrow::Cow<'_, str>> for $name {
            type Error = $error;

            fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Self, $error> {
                text.into_owned().try_into()
            }
        }

        impl std::str::FromStr for $name {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                text.to_owned().try_into()
            }
        }
    };
}

/// Writes the JSON schema of a type that is a string in JSON.
macro_rules! string_schema {
    ($name:ident, $format:expr) => {
        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> String {
                stringify!($name).to_owned()
            }

            fn schema_id() -> std::borrow::Cow<'static, str> {
                concat!("zoom_api::", stringify!($name)).into()
            }

            fn is_referenceable() -> bool {
                false
            }

            fn json_schema(_: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
                let format: Option<&str> = $format;
                let schema = schemars::schema::SchemaObject {
                    instance_type: Some(schemars::schema::InstanceType::String.into()),
                    format: format.map(str::to_owned),
                    ..schemars::schema::SchemaObject::default()
                };
                schema.into()
            }
        }
    };
}

pub(super) use {checked_text, string_schema, text_value};
