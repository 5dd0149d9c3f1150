//! The type of a form's value, which is a text: by what it looks like, and what the field's description says.

use serde_json::Value;

use super::super::address;
use super::super::formats::{Format, Formats};
use super::super::identifiers;
use super::super::json_with_comments;
use super::super::notes::Dialect;
use super::super::schema::{Kind, Said, Schema};
use super::super::shape::Shape;
use super::hints::Hints;
use super::lorem_ipsum::is_filler;
use super::typed::{self, Typed};

/// What is sent under a name.
#[derive(Debug)]
pub(super) struct Sent {
    /// Its type.
    pub(super) shape: Shape,
    /// The value, where a person can have written it.
    pub(super) value: Option<Value>,
}

/// A form's values are texts; a placeholder tells more.
pub(super) fn of_field(value: &str) -> Shape {
    match value {
        "true" | "false" => Shape { boolean: true, ..Shape::default() },
        _ if value.starts_with('<') => Shape::of(&Value::String(value.to_owned())),
        _ => Shape::text(),
    }
}

/// What a description says of a member that is of this shape.
pub(super) fn said_of(value: &str, hints: &Hints, shape: &Shape) -> Said {
    let of_shape = |_: &str| Schema::from(if shape.boolean { Kind::Boolean } else { Kind::String(None) });
    let typed = typed::read(value, hints, of_shape);
    let fits = match typed.schema.kind {
        Kind::Integer => shape.integer,
        Kind::Number => shape.number,
        Kind::Boolean => shape.boolean,
        _ => shape.string.is_some(),
    };
    if fits { said(hints, typed, shape) } else { Said { required: hints.required, ..Said::default() } }
}

/// A value of JSON that a form has as a text, and what its description says.
pub(super) fn of_json(name: &str, value: &str, hints: &Hints, dialect: &dyn Dialect) -> (Sent, Said) {
    if value.starts_with(['{', '['])
        && let Ok(relaxed) = json_with_comments::read::<Value>(value, &address::Nothing)
        && (relaxed.value.is_object() || relaxed.value.is_array())
    {
        let sent = Sent { shape: Shape::of(&relaxed.value), value: Some(relaxed.value).filter(is_believable) };
        return (sent, Said { required: hints.required, ..Said::default() });
    }
    let typed = typed::read(value, hints, |value| scalar(name, value, hints, dialect));
    let shape = shape_of(&typed.schema.kind, value, hints);
    let text = Value::String(value.to_owned());
    let sample = Some(text).filter(is_believable).and_then(|text| typed::fitting(&typed.schema, text));
    let said = said(hints, typed, &shape);
    (Sent { shape, value: sample }, said)
}

fn said(hints: &Hints, typed: Typed, shape: &Shape) -> Said {
    let Typed { schema, facts, default } = typed;
    let seen = shape.string.and_then(Formats::first).map(Format::name);
    let format = match schema.kind {
        Kind::String(format) => format.filter(|_| seen.is_none()),
        _ => None,
    };
    Said { required: hints.required, default, format, facts }
}

/// The type where neither a placeholder nor a list of values says it.
fn scalar(name: &str, value: &str, hints: &Hints, dialect: &dyn Dialect) -> Schema {
    let is_decimal = || dialect.is_decimal(name) || says_decimal(&hints.description);
    let kind = match value {
        "true" | "false" | "boolean" => Kind::Boolean,
        "" if says_boolean(&hints.description) => Kind::Boolean,
        "integer" if !is_decimal() => Kind::Integer,
        "integer" | "number" => Kind::Number,
        "" if !is_digits_by_name(name) && (hints.minimum.is_some() || hints.maximum.is_some()) => Kind::Integer,
        _ if is_digits_by_name(name) || !is_number(value) => Kind::String(None),
        _ if value.contains('.') || is_decimal() => Kind::Number,
        _ => Kind::Integer,
    };
    kind.into()
}

/// Whether a text is a number as JSON writes it, one that 64 bits hold if it is whole.
fn is_number(value: &str) -> bool {
    let parsed = || serde_json::from_str::<serde_json::Number>(value).ok();
    parsed().is_some_and(|number| number.is_i64() || value.contains('.')) && !value.contains(['e', 'E'])
}

/// Whether what goes by this name is digits and no number: a phone's, a code, a passcode.
fn is_digits_by_name(name: &str) -> bool {
    const DIGITS: [&str; 14] = [
        "phone",
        "fax",
        "zip",
        "postal",
        "code",
        "pin",
        "passcode",
        "password",
        "passwd",
        "token",
        "secret",
        "key",
        "mobile",
        "extension",
    ];
    identifiers::words(name).iter().any(|word| DIGITS.contains(&word.as_str()))
}

/// Whether a description says that the value is `true` or `false`.
fn says_boolean(description: &str) -> bool {
    description.starts_with("Whether ") || (description.contains("`true`") && description.contains("`false`"))
}

/// Whether a description says that numbers have decimals.
fn says_decimal(description: &str) -> bool {
    let text = description.to_ascii_lowercase();
    ["decimal", "floating point", "floating-point"].iter().any(|word| text.contains(word))
}

fn shape_of(kind: &Kind, value: &str, hints: &Hints) -> Shape {
    match kind {
        Kind::Boolean => Shape { boolean: true, ..Shape::default() },
        Kind::Integer => Shape { integer: true, ..Shape::default() },
        Kind::Number => Shape { number: true, ..Shape::default() },
        _ if value.starts_with('<') => Shape::of(&Value::String(value.to_owned())),
        _ => {
            // A text that spells out other patterns than OpenAPI's takes them too.
            let is_date = Formats::of(value).has(Format::Date) || Formats::of(value).has(Format::DateTime);
            let has_others = hints.format.is_none() && hints.description.to_ascii_lowercase().contains("yyyy");
            let formats = if is_date && has_others { Formats::default() } else { Formats::of(value) };
            Shape { string: Some(formats), ..Shape::default() }
        }
    }
}

/// Whether a person can have written a value, and all that is in it.
fn is_believable(value: &Value) -> bool {
    match value {
        Value::String(text) => typed::is_sample(text) && !is_piece_of_type(text) && !is_filler(text),
        Value::Array(values) => values.iter().all(is_believable),
        Value::Object(fields) => fields.values().all(is_believable),
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
    }
}

/// Whether a text is the word "string", cut or repeated to the length that a schema asks for: `strin`, `stringstri`.
fn is_piece_of_type(text: &str) -> bool {
    text.bytes().zip("string".bytes().cycle()).all(|(found, letter)| found == letter)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::notes::Plain;
    use super::*;

    /// A shape's kind and format in a word.
    fn kind(shape: &Shape) -> String {
        let format = shape.string.and_then(Formats::first).map(Format::name).unwrap_or("string");
        let kinds = [
            (shape.boolean, "boolean"),
            (shape.integer, "integer"),
            (shape.number, "number"),
            (shape.string.is_some(), format),
            (shape.array.is_some(), "array"),
            (shape.object.is_some(), "object"),
        ];
        kinds.iter().filter(|(seen, _)| *seen).map(|(_, name)| *name).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn types_and_values() {
        for (name, value, description, expected, sample) in [
            ("a", "true", "", "boolean", json!(true)),
            ("a", "5794", "", "integer", json!(5794)),
            ("a", "-3", "", "integer", json!(-3)),
            ("a", "0.5", "", "number", json!(0.5)),
            ("a", "5", "In US dollars, with two decimals.", "number", json!(5.0)),
            ("a", "007", "", "string", json!("007")),
            ("a", "99999999999999999999", "", "string", json!("99999999999999999999")),
            ("a", "1e5", "", "string", json!("1e5")),
            ("a", "+1", "", "string", json!("+1")),
            ("zip_code", "94105", "", "string", json!("94105")),
            ("phone_number", "5551234", "", "string", json!("5551234")),
            ("a", "", "", "string", json!(null)),
            ("a", "", "Whether to call.", "boolean", json!(null)),
            ("a", "", "At most 300.", "integer", json!(null)),
            ("a", "string", "", "string", json!(null)),
            ("a", "strin", "", "string", json!(null)),
            ("a", "stringstri", "", "string", json!(null)),
            ("a", "integer", "", "integer", json!(null)),
            ("a", "number", "", "number", json!(null)),
            ("a", "boolean", "", "boolean", json!(null)),
            ("a", "<long>", "", "integer", json!(null)),
            ("a", "<dateTime>", "", "date-time", json!(null)),
            ("a", "{{name}}", "", "string", json!(null)),
            ("a", "lorem ipsum", "", "string", json!(null)),
            ("a", "x@example.com", "", "email", json!("x@example.com")),
            ("a", "2026-01-01", "", "date", json!("2026-01-01")),
            ("a", "2026-01-01", "`yyyy-mm-dd` or `yyyy-mm-dd HH:mm`", "string", json!("2026-01-01")),
            ("a", "2", "Kind (This can only be one of 1,2)", "integer", json!(2)),
            ("a", "b", "Kind (This can only be one of a,b)", "string", json!("b")),
            ("a", r#"{"hosts": 2663}"#, "", "object", json!({ "hosts": 2663 })),
            ("a", r#"[{"type": "string"}]"#, "", "array", json!(null)),
            ("a", "[draft] title", "", "string", json!("[draft] title")),
        ] {
            let mut hints = Hints::read(description);
            hints.open |= hints.values.is_some();
            let (sent, _) = of_json(name, value, &hints, &Plain);
            assert_eq!(kind(&sent.shape), expected, "{name}={value} {description}");
            assert_eq!(sent.value.unwrap_or_default(), sample, "{name}={value} {description}");
        }
    }

    #[test]
    fn what_is_said() {
        for (value, description, expected) in [
            ("a", "(Required) The kind (This can only be one of a,b)", json!([true, ["a", "b"], null, null])),
            ("1", "Kind.\n* `1` - One\n* `2` - Two\n\nDefault: `2`", json!([false, [1, 2], 2, null])),
            ("string", "The day, as `yyyy-mm-dd`.", json!([false, [], null, "date"])),
            ("2026-01-01", "The day, as `yyyy-mm-dd`.", json!([false, [], null, null])),
            ("string", "A word.", json!([false, [], null, null])),
        ] {
            let mut hints = Hints::read(description);
            hints.open |= hints.values.is_some();
            let (_, said) = of_json("kind", value, &hints, &Plain);
            let found = json!([said.required, said.facts.values, said.default, said.format]);
            assert_eq!(found, expected, "{value} {description}");
        }
        let (_, said) = of_json("name", "string", &Hints::read("At most 64 characters."), &Plain);
        assert_eq!(said.facts.max_length, Some(64));
    }
}
