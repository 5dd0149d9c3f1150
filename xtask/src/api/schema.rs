//! The type of a value, as it will be written.

use std::collections::BTreeMap;

use super::shape::Format;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Schema {
    /// What values are.
    pub kind: Kind,
    /// Whether `null` stands in for a value.
    pub nullable: bool,
    /// Markdown.
    pub description: Option<String>,
}

/// What the values of a type are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Any JSON value.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    /// A number.
    Number,
    /// A text, perhaps in a format that OpenAPI names.
    String(Option<&'static str>),
    /// One of these texts.
    Enum(Vec<String>),
    /// A list.
    Array(Box<Schema>),
    /// An object with known members.
    Object(Object),
    /// An object whose members' names are data.
    Map(Box<Schema>),
    /// One of several kinds of scalars.
    OneOf(Vec<Schema>),
    /// The named type.
    Ref(String),
}

/// The members of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Object {
    /// The members by name.
    pub properties: BTreeMap<String, Schema>,
    /// The names of those that are always there.
    pub required: Vec<String>,
}

impl From<Kind> for Schema {
    fn from(kind: Kind) -> Self {
        Self { kind, nullable: false, description: None }
    }
}

impl Schema {
    /// A text.
    pub fn string() -> Self {
        Kind::String(None).into()
    }

    /// A text in a format.
    pub fn formatted(format: Option<Format>) -> Self {
        Kind::String(format.map(Format::name)).into()
    }

    /// Bytes.
    pub fn binary() -> Self {
        Kind::String(Some("binary")).into()
    }

    /// A list.
    pub fn array(element: Self) -> Self {
        Kind::Array(Box::new(element)).into()
    }

    /// The same type with a text for people.
    #[must_use]
    pub fn described(self, description: &str) -> Self {
        Self { description: Some(description.to_owned()), ..self }
    }

    /// The named type.
    pub fn named(name: &str) -> Self {
        Kind::Ref(name.to_owned()).into()
    }
}
