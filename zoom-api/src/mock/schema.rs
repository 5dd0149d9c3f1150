//! Whether a value is as a schema of the fragment says.

use serde_json::Value;

use super::documented::{members, resolve};

/// A parameter or a member of a body that Zoom would refuse.
pub(super) struct InvalidField {
    /// Its path: `user_info.email`.
    pub(super) field: String,
    /// What is expected of it. The value itself may be a secret.
    pub(super) expected: String,
}

/// Gathers what is wrong with a value.
pub(super) fn check(value: &Value, schema: &'static Value, field: &str, found: &mut Vec<InvalidField>) {
    let schema = resolve(schema);
    let mut refuse = |expected: String| found.push(InvalidField { field: field.to_owned(), expected });
    if let Some(expected) = mismatch(value, schema) {
        return refuse(expected);
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        check(value, part, field, found);
    }
    for either in [&schema["oneOf"], &schema["anyOf"]].into_iter().filter_map(Value::as_array) {
        let fits = |part: &'static Value| {
            let mut found = Vec::new();
            check(value, part, field, &mut found);
            found.is_empty()
        };
        if !either.iter().any(fits) {
            found.push(InvalidField { field: field.to_owned(), expected: "another type".to_owned() });
        }
    }
    if let Value::Array(elements) = value {
        for (at, element) in elements.iter().enumerate() {
            check(element, &schema["items"], &format!("{field}[{at}]"), found);
        }
    }
    if value.is_object() {
        check_members(value, schema, field, found);
    }
}

fn check_members(value: &Value, schema: &'static Value, field: &str, found: &mut Vec<InvalidField>) {
    let path = |name: &str| if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") };
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    // What the collection's text says to be required stands with the member.
    let marked = members(&schema["properties"]).filter(|(_, member)| member["x-required"] == true);
    let mut required: Vec<_> = required.chain(marked.map(|(name, _)| name.as_str())).collect();
    required.sort_unstable();
    required.dedup();
    for name in required.into_iter().filter(|name| value[*name].is_null()) {
        found.push(InvalidField { field: path(name), expected: "a value: it is required".to_owned() });
    }
    for (name, member) in members(value) {
        let known = schema["properties"].get(name);
        // Zoom takes null for absent, and ignores what it does not know.
        if let Some(schema) = known.filter(|_| !member.is_null()) {
            check(member, schema, &path(name), found);
        }
    }
}

/// What the schema itself expects of a value that is another.
fn mismatch(value: &Value, schema: &Value) -> Option<String> {
    let kind = schema["type"].as_str();
    let fits = match kind {
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("number") => value.is_number(),
        Some("boolean") => value.is_boolean(),
        Some("array") => value.is_array(),
        Some("object") => value.is_object(),
        _ => true,
    };
    if !fits {
        return kind.map(|kind| format!("{} {kind}", if kind.starts_with(['a', 'i', 'o']) { "an" } else { "a" }));
    }
    let allowed = schema["enum"].as_array().or_else(|| schema["x-extensible-enum"].as_array());
    if let Some(allowed) = allowed.filter(|allowed| !is_one_of(value, allowed, schema)) {
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        return Some(format!("one of {}", allowed.iter().map(plain).collect::<Vec<_>>().join(", ")));
    }
    let length = value.as_str().map(|text| text.chars().count()).or_else(|| value.as_array().map(Vec::len));
    let length = length.and_then(|length| u32::try_from(length).ok()).map(f64::from);
    let unit = if value.is_array() { "elements" } else { "characters" };
    for (actual, least, most, unit) in [
        (value.as_f64(), "minimum", "maximum", ""),
        (length.filter(|_| value.is_string()), "minLength", "maxLength", unit),
        (length.filter(|_| value.is_array()), "minItems", "maxItems", unit),
    ] {
        let Some(actual) = actual else { continue };
        if let Some(least) = schema[least].as_f64().filter(|least| actual < *least) {
            return Some(format!("at least {least} {unit}").trim_end().to_owned());
        }
        if let Some(most) = schema[most].as_f64().filter(|most| actual > *most) {
            return Some(format!("at most {most} {unit}").trim_end().to_owned());
        }
    }
    // Where Zoom is known to send another text than the format's, it may take one.
    let format = schema["format"].as_str().filter(|_| schema["x-open-format"] != true)?;
    let is_of_format = match (format, value.as_str()?) {
        ("date", text) => is_date(text),
        ("email", text) => text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()),
        _ => true,
    };
    (!is_of_format).then(|| format!("a string of the format {format}"))
}

fn is_one_of(value: &Value, allowed: &[Value], schema: &Value) -> bool {
    // `weekly_days` is a string such as `1,3`: its values are told of one day.
    let is_joined = schema["description"].as_str().is_some_and(|text| text.contains("commas"));
    match value.as_str().filter(|_| is_joined) {
        Some(text) => text.split(',').all(|part| allowed.iter().any(|value| value == part.trim())),
        None => allowed.contains(value),
    }
}

/// Whether a text is a date of the form `2026-09-14`.
fn is_date(text: &str) -> bool {
    let shape = text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    shape.eq(*b"0000-00-00")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_refused() {
        let schema = json!({
            "type": "object", "required": ["topic"],
            "properties": {
                "topic": { "type": "string", "maxLength": 5 },
                "type": { "type": "integer", "x-extensible-enum": [1, 2] },
                "days": { "type": "string", "x-extensible-enum": ["1", "2"], "description": "With commas between." },
                "day": { "type": "string", "enum": ["1", "2"] },
                "from": { "type": "string", "format": "date" },
                "open": { "type": "string", "format": "date", "x-open-format": true },
                "size": { "type": "integer", "minimum": 1, "maximum": 300 },
                "guests": {
                    "type": "array", "maxItems": 2,
                    "items": { "type": "object", "properties": { "email": {
                        "type": "string", "format": "email", "x-required": true,
                    } } },
                },
                "id": { "oneOf": [{ "type": "string" }, { "type": "integer" }] },
            },
        });
        let schema: &'static Value = Box::leak(Box::new(schema));
        for (value, expected) in [
            (json!({ "topic": "a", "more": 1, "type": null }), &[][..]),
            (json!({}), &["topic: a value: it is required"]),
            (json!({ "topic": null }), &["topic: a value: it is required"]),
            (json!({ "topic": 1 }), &["topic: a string"]),
            (json!({ "topic": "äöüäö" }), &[]),
            (json!({ "topic": "abcdef" }), &["topic: at most 5 characters"]),
            (json!({ "topic": "a", "type": 3 }), &["type: one of 1, 2"]),
            (json!({ "topic": "a", "type": "1" }), &["type: an integer"]),
            (json!({ "topic": "a", "type": 1.5 }), &["type: an integer"]),
            (json!({ "topic": "a", "days": "1,2" }), &[]),
            (json!({ "topic": "a", "days": "1,3" }), &["days: one of 1, 2"]),
            (json!({ "topic": "a", "day": "1,2" }), &["day: one of 1, 2"]),
            (json!({ "topic": "a", "from": "2026-09-14" }), &[]),
            (json!({ "topic": "a", "from": "14.09.2026" }), &["from: a string of the format date"]),
            (json!({ "topic": "a", "open": "soon" }), &[]),
            (json!({ "topic": "a", "size": 0 }), &["size: at least 1"]),
            (json!({ "topic": "a", "size": 301 }), &["size: at most 300"]),
            (
                json!({ "topic": "a", "guests": [{ "email": "a@b" }, {}] }),
                &["guests[1].email: a value: it is required"],
            ),
            (json!({ "topic": "a", "guests": [{ "email": "a" }] }), &["guests[0].email: a string of the format email"]),
            (json!({ "topic": "a", "guests": [1, 2, 3] }), &["guests: at most 2 elements"]),
            (
                json!({ "topic": "a", "guests": [1, {}] }),
                &["guests[0]: an object", "guests[1].email: a value: it is required"],
            ),
            (json!({ "topic": "a", "id": "1" }), &[]),
            (json!({ "topic": "a", "id": true }), &["id: another type"]),
            (json!([]), &[": an object"]),
        ] {
            let mut found = Vec::new();
            check(&value, schema, "", &mut found);
            let found: Vec<_> = found.iter().map(|it| format!("{}: {}", it.field, it.expected)).collect();
            assert_eq!(found, expected, "{value}");
        }
    }
}
