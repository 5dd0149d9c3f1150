//! The type of a value, as it will be written.

use serde_json::Value;

use super::formats::Format;
use super::model::Facts;

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Schema {
    /// What values are.
    pub kind: Kind,
    /// Whether `null` stands in for a value.
    pub nullable: bool,
    /// Markdown.
    pub description: Option<Box<str>>,
    /// What a text says of it as a member of a body.
    pub said: Option<Box<Said>>,
}

/// What a text says of a member of a body. It is data: no client has to hold to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Said {
    /// A request without it is refused.
    pub required: bool,
    /// What the server takes where it is left out.
    pub default: Option<Value>,
    /// The format of OpenAPI that the text spells out, where no sample shows it.
    pub format: Option<&'static str>,
    /// What is known of its values.
    pub facts: Facts,
}

/// What the values of a type are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Any JSON value.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    /// A whole number of 64 bits without a sign.
    Unsigned,
    /// A number.
    Number,
    /// A text, perhaps in a format that OpenAPI names.
    String(Option<&'static str>),
    /// One of these texts.
    Enum(Vec<String>),
    /// A list.
    Array(Box<Schema>),
    /// An object with known members.
    Object(Box<Object>),
    /// An object whose members' names are data.
    Map(Box<Schema>),
    /// One of several kinds of scalars.
    OneOf(Vec<Schema>),
    /// The named type.
    Ref(String),
}

/// The members of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Object {
    /// The members, by name.
    pub properties: Vec<(Box<str>, Schema)>,
    /// The names of those that are always there.
    pub required: Vec<String>,
    /// Members whose names are in Rust those of others.
    pub others: Vec<OtherProperty>,
}

/// A member whose name is in Rust that of another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OtherProperty {
    /// The name.
    pub name: Box<str>,
    /// What a client in Rust calls it.
    pub rust_name: String,
    /// Its type.
    pub schema: Schema,
}

impl Object {
    /// All members with their types.
    pub fn members(&self) -> impl Iterator<Item = (&str, &Schema)> {
        let others = self.others.iter().map(|other| (&*other.name, &other.schema));
        self.properties.iter().map(|(name, schema)| (&**name, schema)).chain(others)
    }

    /// All members with their types.
    pub fn members_mut(&mut self) -> impl Iterator<Item = (&str, &mut Schema)> {
        let others = self.others.iter_mut().map(|other| (&*other.name, &mut other.schema));
        self.properties.iter_mut().map(|(name, schema)| (&**name, schema)).chain(others)
    }
}

impl From<Kind> for Schema {
    fn from(kind: Kind) -> Self {
        Self { kind, nullable: false, description: None, said: None }
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
        Self { description: Some(description.into()), ..self }
    }

    /// The named type.
    pub fn named(name: &str) -> Self {
        Kind::Ref(name.to_owned()).into()
    }

    /// Adds the names of the types that it refers to.
    pub fn refers_to<'s>(&'s self, names: &mut Vec<&'s str>) {
        match &self.kind {
            Kind::Ref(name) => names.push(name),
            Kind::Array(inner) | Kind::Map(inner) => inner.refers_to(names),
            Kind::OneOf(schemas) => schemas.iter().for_each(|schema| schema.refers_to(names)),
            Kind::Object(object) => object.members().for_each(|(_, schema)| schema.refers_to(names)),
            Kind::Any
            | Kind::Boolean
            | Kind::Integer
            | Kind::Unsigned
            | Kind::Number
            | Kind::String(_)
            | Kind::Enum(_) => {}
        }
    }

    /// Whether it is a list of texts, itself or for what it has in it.
    pub fn has_values(&self) -> bool {
        match &self.kind {
            Kind::Enum(_) => true,
            Kind::Array(element) => element.has_values(),
            _ => false,
        }
    }
}
