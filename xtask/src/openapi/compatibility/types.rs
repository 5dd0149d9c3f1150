//! Schemas as the types that they make.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Comparison, Way, What};

/// A schema as a type.
struct Type<'a> {
    form: Form<'a>,
    nullable: bool,
}

enum Form<'a> {
    /// A type with a name.
    Named(&'a str),
    /// Members by name, and whether each is always there.
    Object(BTreeMap<&'a str, (&'a Value, bool)>),
    /// Values of one type under any names.
    Map(&'a Value),
    List(&'a Value),
    /// One of several types.
    OneOf(Vec<&'a Value>),
    /// All else, by what it is called (`string (date-time)`), and the schema that lists its values.
    Scalar(String, &'a Value),
}

/// The formats of strings that are types of their own. In a parameter only a secret is.
const TYPED_FORMATS: [&str; 8] = ["password", "date", "date-time", "uuid", "ip", "ipv4", "ipv6", "binary"];

/// A schema that anything fits.
const ANY: &Value = &Value::Null;

impl<'a> Type<'a> {
    fn read(schema: &'a Value, way: Way) -> Self {
        let has_null = schema["nullable"] == true;
        let with = |form| Self { form, nullable: has_null };
        if let Some(reference) = schema["$ref"].as_str() {
            return Self { form: Form::Named(reference.rsplit('/').next().unwrap_or_default()), nullable: false };
        }
        if let Some(alternatives) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
            let types: Vec<_> = alternatives.iter().filter(|alternative| !is_null(alternative)).collect();
            let nullable = has_null || types.len() < alternatives.len();
            return match types[..] {
                [one] => Self::or_null(Self::read(one, way), nullable),
                _ => Self { form: Form::OneOf(types), nullable },
            };
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return match &parts[..] {
                [one] if schema["properties"].is_null() => Self::or_null(Self::read(one, way), has_null),
                _ => with(Form::Object(members(schema).collect())),
            };
        }
        with(match (schema["type"].as_str(), &schema["properties"], &schema["additionalProperties"]) {
            (Some("array"), ..) => Form::List(schema.get("items").unwrap_or(ANY)),
            (_, Value::Object(properties), _) if !properties.is_empty() => Form::Object(members(schema).collect()),
            (Some("object"), _, values @ Value::Object(_)) => Form::Map(values),
            (Some("object"), ..) => Form::Scalar("object without members".to_owned(), schema),
            (Some(name), ..) => Form::Scalar(scalar(schema, name, way), schema),
            (None, ..) => Form::Scalar("any value".to_owned(), schema),
        })
    }

    fn or_null(self, nullable: bool) -> Self {
        Self { nullable: self.nullable || nullable, ..self }
    }

    /// The type in a few words.
    fn label(&self, way: Way) -> String {
        let inner = |schema| Type::read(schema, way).label(way);
        let label = match &self.form {
            Form::Named(name) => format!("`{name}`"),
            Form::Object(_) => "object".to_owned(),
            Form::Map(values) => format!("map of {}", inner(values)),
            Form::List(elements) => format!("list of {}", inner(elements)),
            Form::OneOf(types) => types.iter().map(|schema| inner(schema)).collect::<Vec<_>>().join(" or "),
            Form::Scalar(label, _) => label.clone(),
        };
        if self.nullable { format!("{label} or null") } else { label }
    }
}

/// Whether only null fits: how OpenAPI 3.0 says it of what is not a plain type.
fn is_null(schema: &Value) -> bool {
    schema["enum"].as_array().is_some_and(|values| values.iter().all(Value::is_null) && !values.is_empty())
}

/// Whether the values that a schema lists are all that there are; then they are a type.
fn is_closed(schema: &Value) -> bool {
    schema["enum"].is_array() && schema["x-open-enum"] != true
}

fn scalar(schema: &Value, name: &str, way: Way) -> String {
    // A format that a text alone says is data, and left out of the client.
    let is_open = schema["x-open-format"] == true;
    let is_typed = |format: &&str| match (name, way) {
        _ if is_open => false,
        ("string", Way::Parameter) => *format == "password",
        ("string", _) => TYPED_FORMATS.contains(format),
        _ => true,
    };
    match schema["format"].as_str().filter(is_typed) {
        _ if is_closed(schema) => format!("{name} of a closed enumeration"),
        Some(format) => format!("{name} ({format})"),
        None => name.to_owned(),
    }
}

/// The values that a schema lists, closed or open.
fn values(schema: &Value) -> impl Iterator<Item = &Value> {
    let lists = [&schema["enum"], &schema["x-extensible-enum"]];
    lists.into_iter().filter_map(Value::as_array).flatten().filter(|value| !value.is_null())
}

/// The members that a schema lists itself, also in the parts that it is put together from.
fn members(schema: &Value) -> impl Iterator<Item = (&str, (&Value, bool))> {
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let mut found = Vec::new();
    for part in parts.chain([schema]) {
        let required: BTreeSet<_> =
            part["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if let Some(reference) = part["$ref"].as_str() {
            // What a part of another type holds is compared there; that it is a part is as good as a member.
            found.push((reference, (part, true)));
        }
        for (name, member) in part["properties"].as_object().into_iter().flatten() {
            found.push((name, (member, required.contains(name.as_str()))));
        }
    }
    found.into_iter()
}

impl<'a> Comparison<'a> {
    /// Compares the schemas of one place.
    pub(super) fn types(&mut self, place: &str, old: &'a Value, new: &'a Value, way: Way) {
        let (before, after) = (Type::read(old, way), Type::read(new, way));
        if before.nullable != after.nullable {
            self.retyped(place, before.label(way), after.label(way));
        }
        match (&before.form, &after.form) {
            (Form::Named(from), Form::Named(to)) => self.named(from, to, way),
            (Form::Object(from), Form::Object(to)) => self.members(place, from, to, way),
            (Form::Map(from), Form::Map(to)) => self.types(&format!("{place} / value"), from, to, way),
            (Form::List(from), Form::List(to)) => self.types(&format!("{place} / element"), from, to, way),
            (Form::OneOf(from), Form::OneOf(to)) if from.len() == to.len() => {
                for (number, (from, to)) in from.iter().zip(to).enumerate() {
                    self.types(&format!("{place} / alternative {}", number + 1), from, to, way);
                }
            }
            (Form::Scalar(from, old), Form::Scalar(to, new)) if from == to => self.values(place, old, new, way),
            _ if before.nullable == after.nullable => self.retyped(place, before.label(way), after.label(way)),
            // Said above.
            _ => {}
        }
    }

    /// Compares what two names stand for, wherever they do.
    pub(super) fn named(&mut self, from: &'a str, to: &'a str, way: Way) {
        let place = format!("type \"{from}\"");
        if from != to {
            self.breaks(&place, What::Renamed { from: from.to_owned(), to: to.to_owned() });
        }
        if self.compared.insert((from, to, way)) {
            let (old, new) = (self.old, self.new);
            let schema = |document: &'a Value, name: &str| document["components"]["schemas"].get(name).unwrap_or(ANY);
            self.types(&place, schema(old, from), schema(new, to), way);
        }
    }

    fn members(
        &mut self,
        place: &str,
        old: &BTreeMap<&'a str, (&'a Value, bool)>,
        new: &BTreeMap<&'a str, (&'a Value, bool)>,
        way: Way,
    ) {
        for (name, (before, was_required)) in old {
            let place = format!("{place} / member \"{name}\"");
            let Some((after, is_required)) = new.get(name) else {
                self.breaks(&place, What::Gone);
                continue;
            };
            match (was_required, is_required, way) {
                (false, true, _) => self.breaks(&place, What::NowRequired),
                // Who sends it may go on; who reads it finds an option.
                (true, false, Way::Response) => self.breaks(&place, What::NowOptional),
                (true, false, _) => self.adds("choice", &place),
                _ => {}
            }
            self.types(&place, before, after, way);
        }
        for (name, (_, is_required)) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
            let place = format!("{place} / member \"{name}\"");
            if *is_required && way != Way::Response {
                self.breaks(&place, What::NewAndRequired);
            } else {
                self.adds("member", &place);
            }
        }
    }

    fn values(&mut self, place: &str, old: &Value, new: &Value, way: Way) {
        let place = |value: &Value| format!("{place} / value {value}");
        for value in values(old).filter(|value| !values(new).any(|other| other == *value)) {
            self.breaks(&place(value), What::Gone);
        }
        for value in values(new).filter(|value| !values(old).any(|other| other == *value)) {
            if is_closed(new) && way == Way::Response {
                self.breaks(&place(value), What::NewValue);
            } else {
                self.adds("value", &place(value));
            }
        }
    }

    /// Compares the named types that no operation has led to, and finds those that are gone or new.
    pub(super) fn all_named(&mut self) {
        let named = |document: &'a Value| -> BTreeSet<&'a str> {
            let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
            schemas.map(|(name, _)| name.as_str()).collect()
        };
        let (old, new) = (named(self.old), named(self.new));
        let compared_before: BTreeSet<_> = self.compared.iter().map(|(from, ..)| *from).collect();
        for name in &old {
            match new.contains(name) {
                true if !compared_before.contains(name) => self.named(name, name, Way::Response),
                // One that has another name now is named with it.
                false if !compared_before.contains(name) => self.breaks(&format!("type \"{name}\""), What::Gone),
                _ => {}
            }
        }
        let renamed: BTreeSet<_> =
            self.compared.iter().filter(|(from, to, _)| from != to).map(|(_, to, _)| *to).collect();
        for name in new.difference(&old).filter(|name| !renamed.contains(*name)) {
            self.adds("type", name);
        }
    }
}
