//! The type of a parameter: what its value in the collection and its description say together.
//!
//! The value has the last word: a list of values or a limit that it does not keep to is about something else.

use serde_json::Value;

use super::super::identifiers;
use super::super::model::Facts;
use super::super::schema::{Kind, Schema};
use super::super::shape::Shape;
use super::hints::Hints;

/// A parameter's type and what is known of its values.
pub(super) struct Typed {
    pub(super) schema: Schema,
    pub(super) facts: Facts,
    pub(super) default: Option<Value>,
}

/// Reads the type of one value; `fallback` has it where neither a placeholder nor the description says anything.
pub(super) fn read(value: &str, hints: &Hints, fallback: impl FnOnce(&str) -> Schema) -> Typed {
    let placeholder = by_placeholder(value);
    let sample = Some(value).filter(|value| is_sample(value));
    let has_sample = |values: &[String]| {
        let known = |part: &str| values.iter().any(|value| value == part);
        sample.is_none_or(|sample| known(sample) || (hints.is_list && sample.split(',').all(|part| known(part.trim()))))
    };
    let values = hints.values.as_deref().filter(|values| has_sample(values));
    let default = hints.default.as_deref().unwrap_or_default();
    let format = match (hints.format, sample) {
        (Some(format), sample) => sample.is_none_or(|sample| has_format(sample, format)).then_some(format),
        // Where the text speaks of dates, a sample is enough.
        (None, Some(sample)) if is_about_dates(&hints.description) => {
            ["date-time", "date"].into_iter().find(|format| has_format(sample, format))
        }
        _ => None,
    };
    let schema = match (values, placeholder) {
        (Some(values), _) if !hints.open => Kind::Enum(values.to_vec()).into(),
        (_, Some(Schema { kind: Kind::String(None), .. })) | (None, None) if format.is_some() => {
            Kind::String(format).into()
        }
        (_, Some(schema)) => schema,
        (Some(values), None) if values.iter().all(|value| is_integer(value)) => Kind::Integer.into(),
        (Some(_), None) => Schema::string(),
        (None, None) => fallback(if value.is_empty() { default } else { value }),
    };
    let values = values.filter(|_| hints.open).and_then(|values| {
        let typed = values.iter().map(|value| fitting(&schema, Value::String(value.clone())));
        typed.collect::<Option<Vec<_>>>()
    });
    let mut facts = Facts { values: values.unwrap_or_default(), ..Facts::default() };
    let is_number = matches!(schema.kind, Kind::Integer | Kind::Number);
    let number = sample.or(hints.default.as_deref()).and_then(|sample| sample.parse::<f64>().ok());
    if is_number && facts.values.is_empty() {
        // A range that does not hold the sample is of something else.
        #[allow(clippy::cast_precision_loss)]
        let within = number.is_none_or(|number| {
            hints.minimum.is_none_or(|minimum| number >= minimum as f64)
                && hints.maximum.is_none_or(|maximum| number <= maximum as f64)
        });
        if within {
            (facts.minimum, facts.maximum) = (hints.minimum, hints.maximum);
        }
    }
    if matches!(schema.kind, Kind::String(None)) && facts.values.is_empty() {
        let length = sample.map(|sample| sample.chars().count() as u64);
        let within = length.is_none_or(|length| {
            hints.min_length.is_none_or(|least| length >= least) && hints.max_length.is_none_or(|most| length <= most)
        });
        if within {
            (facts.min_length, facts.max_length) = (hints.min_length, hints.max_length);
        }
    }
    let default = hints.default.clone().and_then(|default| fitting(&schema, Value::String(default)));
    let is_known = |default: &Value| facts.values.is_empty() || facts.values.contains(default);
    Typed { default: default.filter(is_known), schema, facts }
}

/// Whether a value is more than a placeholder or the name of its type.
pub(super) fn is_sample(value: &str) -> bool {
    !value.is_empty()
        && !value.starts_with('<')
        && !value.contains("{{")
        && !matches!(value, "string" | "integer" | "number" | "boolean" | "any")
}

fn is_integer(value: &str) -> bool {
    value.parse::<i64>().is_ok_and(|number| number.to_string() == value)
}

/// Whether a text says of a value that it is a date, and does not spell out a pattern that is none of OpenAPI's.
fn is_about_dates(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    !text.contains("yyyy") && words.any(|word| matches!(word, "date" | "datetime" | "timestamp"))
}

fn has_format(sample: &str, format: &str) -> bool {
    use super::super::formats::{Format, Formats};
    let formats = Formats::of(sample);
    [Format::DateTime, Format::Date].into_iter().any(|known| known.name() == format && formats.has(known))
}

/// The type of a query parameter. Digits make a number only where the name says that things are counted, or the
/// description that it has limits: an ID of digits today can have letters tomorrow.
pub(super) fn scalar(name: &str, value: &str, hints: &Hints) -> Schema {
    const COUNTS: [&str; 27] = [
        "page", "limit", "offset", "size", "count", "number", "max", "min", "top", "year", "month", "day", "days",
        "hour", "hours", "minute", "minutes", "second", "seconds", "ttl", "duration", "interval", "timeout", "width",
        "height", "index", "level",
    ];
    const IDENTIFIERS: [&str; 9] = ["id", "ids", "key", "code", "token", "email", "phone", "pin", "name"];
    let words = identifiers::words(name);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let has_limits = hints.minimum.is_some() || hints.maximum.is_some();
    let counts = has(&COUNTS) || (has_limits && !has(&IDENTIFIERS));
    match value {
        "true" | "false" => Kind::Boolean.into(),
        _ if counts && value.parse::<i32>().is_ok() => Kind::Integer.into(),
        _ => Schema::string(),
    }
}

/// Whether a value is words with commas between them, under a name of which there can be several (`fields=id,name`).
pub(super) fn is_list_by_commas(name: &str, value: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.<>".contains(&b));
    name.ends_with('s') && value.contains(',') && value.split(',').map(str::trim).all(is_word)
}

/// The type that a placeholder (`<integer>`) stands for.
pub(super) fn by_placeholder(value: &str) -> Option<Schema> {
    let shape = value.starts_with('<').then(|| Shape::of(&Value::String(value.to_owned())))?;
    Some(match shape {
        Shape { integer: true, .. } => Kind::Integer.into(),
        Shape { number: true, .. } => Kind::Number.into(),
        Shape { boolean: true, .. } => Kind::Boolean.into(),
        _ => Schema::string(),
    })
}

/// A text as a value of a type, where it is one; a list's has commas between its elements.
pub(super) fn fitting(schema: &Schema, example: Value) -> Option<Value> {
    let text = example.as_str()?.to_owned();
    match &schema.kind {
        Kind::Integer => text.parse::<i64>().ok().map(Value::from),
        Kind::Number => text.parse::<f64>().ok().map(Value::from),
        Kind::Boolean => text.parse::<bool>().ok().map(Value::from),
        Kind::Enum(values) => values.contains(&text).then_some(example),
        Kind::Array(element) => {
            let parts = text.split(',').map(|part| fitting(element, Value::String(part.trim().to_owned())));
            parts.collect::<Option<Vec<_>>>().map(Value::Array)
        }
        _ => Some(example),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn types_of_query_parameters() {
        for (name, value, expected) in [
            ("page_size", "30", Kind::Integer),
            ("page", "", Kind::String(None)),
            ("page", "9999999999", Kind::String(None)),
            ("user_id", "30", Kind::String(None)),
            ("id", "<long>", Kind::Integer),
            ("ratio", "<double>", Kind::Number),
            ("on", "true", Kind::Boolean),
            ("on", "True", Kind::String(None)),
            ("q", "<b>", Kind::String(None)),
            ("year", "2022", Kind::Integer),
            ("day", "2022-01-01", Kind::String(None)),
        ] {
            let hints = Hints::default();
            assert_eq!(
                read(value, &hints, |value| scalar(name, value, &hints)).schema.kind,
                expected,
                "{name}={value}"
            );
        }
    }

    #[test]
    fn a_value_and_its_description() {
        let list = "Kind:\n* `1` - One\n* `2` - Two\n\nDefault: `2`.";
        for (name, value, description, kind, values, default) in [
            ("kind", "1", list, Kind::Integer, json!([1, 2]), json!(2)),
            ("kind", "", list, Kind::Integer, json!([1, 2]), json!(2)),
            ("kind", "<string>", list, Kind::String(None), json!(["1", "2"]), json!("2")),
            ("kind", "3", list, Kind::String(None), json!([]), json!("2")),
            ("kind", "a", "One of: `a`, `b`. Default: `c`", Kind::String(None), json!(["a", "b"]), json!(null)),
            (
                "kind",
                "a",
                "(This can only be one of a,b)",
                Kind::Enum(vec!["a".into(), "b".into()]),
                json!([]),
                json!(null),
            ),
            ("ratio", "5", "At most 10.", Kind::Integer, json!([]), json!(null)),
            ("event_id", "5", "At most 10.", Kind::String(None), json!([]), json!(null)),
            ("from", "2020-01-01", "As `yyyy-mm-dd`.", Kind::String(Some("date")), json!([]), json!(null)),
            ("from", "1580000000", "As `yyyy-mm-dd`.", Kind::String(None), json!([]), json!(null)),
            ("from", "", "As `yyyy-mm-ddThh:mm:ssZ`.", Kind::String(Some("date-time")), json!([]), json!(null)),
        ] {
            let hints = Hints::read(description);
            let typed = read(value, &hints, |value| scalar(name, value, &hints));
            assert_eq!(typed.schema.kind, kind, "{name}={value} {description}");
            assert_eq!(json!(typed.facts.values), values, "{name}={value} {description}");
            assert_eq!(typed.default.unwrap_or_default(), default, "{name}={value} {description}");
        }
    }

    #[test]
    fn limits_hold_for_the_sample() {
        for (value, description, expected) in [
            ("30", "At most 300.", Facts { maximum: Some(300), ..Facts::default() }),
            ("500", "At most 300.", Facts::default()),
            ("ab", "At most 3 characters.", Facts::default()),
        ] {
            let hints = Hints::read(description);
            let typed = read(value, &hints, |value| scalar("page_size", value, &hints));
            assert_eq!(typed.facts.maximum, expected.maximum, "{value} {description}");
        }
        let name = read("ab", &Hints::read("At most 3 characters."), |_| Schema::string());
        assert_eq!(name.facts.max_length, Some(3));
        let name = read("abcd", &Hints::read("At most 3 characters."), |_| Schema::string());
        assert_eq!(name.facts.max_length, None);
    }
}
