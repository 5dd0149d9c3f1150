//! Strings that are secret: a client shows them only where it is told to.

use super::formats::{Format, Formats};
use super::lower::Draft;
use super::model::{Location, Operation};
use super::notes::Dialect;
use super::schema::Kind;
use super::shape::Shape;

/// Gives the format `password` to the strings that the vendor's dialect calls secret, in bodies and in the query.
pub(super) fn mark(operations: &mut [Operation<Draft>], dialect: &dyn Dialect) {
    for operation in operations {
        for parameter in &mut operation.parameters {
            let description = parameter.description.as_deref().unwrap_or_default();
            let is_plain_string = parameter.schema.kind == Kind::String(None) && parameter.facts.values.is_empty();
            if parameter.location == Location::Query
                && is_plain_string
                && dialect.is_secret(&parameter.name, description)
            {
                parameter.schema.kind = Kind::String(Some(Format::Password.name()));
            }
        }
        for content in operation.contents_mut() {
            let Draft::Learned(shape) = &mut content.schema else { continue };
            for described in &content.described {
                let is_secret = |name: &String| {
                    let values = &described.said.facts.values;
                    values.is_empty() && dialect.is_secret(name, described.description.as_deref().unwrap_or_default())
                };
                if described.path.last().is_some_and(is_secret)
                    && let Some(member) = member(shape, &described.path)
                {
                    hide(member);
                }
            }
            by_name(shape, dialect);
        }
    }
}

/// Marks the members that are secret by their names, however deep.
fn by_name(shape: &mut Shape, dialect: &dyn Dialect) {
    if let Some(element) = &mut shape.array {
        by_name(element, dialect);
    }
    let Some(object) = &mut shape.object else { return };
    for (name, member) in object.members.iter_mut() {
        if dialect.is_secret(name, "") {
            hide(&mut member.shape);
        }
        by_name(&mut member.shape, dialect);
    }
}

/// The member at the end of a path; lists on the way are passed through.
fn member<'s>(shape: &'s mut Shape, path: &[String]) -> Option<&'s mut Shape> {
    let Some((name, rest)) = path.split_first() else { return Some(shape) };
    match (&mut shape.object, &mut shape.array) {
        (Some(object), _) => {
            let (_, found) = object.members.iter_mut().find(|(known, _)| known == name)?;
            member(&mut found.shape, rest)
        }
        (None, Some(element)) => member(element, path),
        (None, None) => None,
    }
}

/// Makes a string, or the strings of a list, a secret. What is no string in some sample is none, nor is a date.
fn hide(shape: &mut Shape) {
    if let Some(element) = shape.array.as_mut().filter(|_| shape.object.is_none() && shape.string.is_none()) {
        hide(element);
        return;
    }
    if shape.kinds() != 1 {
        return;
    }
    if let Some(formats) = &mut shape.string
        && !formats.has(Format::DateTime)
        && !formats.has(Format::Date)
        && !formats.has(Format::Binary)
    {
        *formats = Formats::only(Format::Password);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::notes::{OperationNotes, ParameterNotes, ResponseNotes};
    use super::*;

    /// A vendor whose `pass` is secret.
    struct Passes;

    impl Dialect for Passes {
        fn name(&self) -> &'static str {
            "passes"
        }
        fn operation(&self, _: &str) -> OperationNotes {
            OperationNotes::default()
        }
        fn response(&self, _: &str) -> ResponseNotes {
            ResponseNotes::default()
        }
        fn parameter(&self, _: &str) -> ParameterNotes {
            ParameterNotes::default()
        }
        fn is_secret(&self, name: &str, _: &str) -> bool {
            name == "pass"
        }
    }

    #[test]
    fn only_strings_are_secret() {
        for (sample, expected) in [
            (json!("x"), true),
            (json!(null), false),
            (json!("https://example.com/s?token=1"), true),
            (json!("2026-01-01"), false),
            (json!("2026-01-01T00:00:00Z"), false),
            (json!(true), false),
            (json!(1), false),
            (json!({ "length": 8 }), false),
        ] {
            for sample in [json!({ "pass": sample }), json!([{ "in": { "pass": [sample] } }])] {
                let mut shape = Shape::of(&sample);
                by_name(&mut shape, &Passes);
                assert_eq!(format!("{shape:?}").contains(&password()), expected, "{sample}");
            }
        }
        let mut either = Shape::of(&json!([{ "pass": "x" }, { "pass": 1 }]));
        by_name(&mut either, &Passes);
        assert!(!format!("{either:?}").contains(&password()));
    }

    fn password() -> String {
        format!("{:?}", Formats::only(Format::Password))
    }

    #[test]
    fn members_at_a_path() {
        let mut shape = Shape::of(&json!({ "a": [{ "b": "x" }] }));
        let path = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        assert!(member(&mut shape, &path(&["a", "b"])).is_some_and(|found| found.string.is_some()));
        assert!(member(&mut shape, &path(&["a", "c"])).is_none());
        assert_eq!(Shape::of(&Value::Null), Shape { null: true, ..Shape::default() });
    }
}
