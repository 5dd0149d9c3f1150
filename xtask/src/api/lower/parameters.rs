//! The path, query and header parameters of an item.

use serde_json::Value;

use super::super::address::{self, Address, Query};
use super::super::identifiers;
use super::super::model::{CallerKeyword, Location, Parameter};
use super::super::notes::Dialect;
use super::super::prose;
use super::super::schema::{Kind, Schema};
use super::super::shape::Shape;
use super::hints::Hints;
use super::lorem_ipsum::is_filler;
use super::walk::Located;
use crate::diagnostics::{WarningKind, Warnings, excerpt};
use crate::postman::model;

/// Headers that a client sets by itself, or that say what `content` and `security` say.
const OWN_HEADERS: [&str; 12] = [
    "accept",
    "content-type",
    "authorization",
    "user-agent",
    "host",
    "content-length",
    "connection",
    "accept-encoding",
    "cache-control",
    "postman-token",
    "cookie",
    "transfer-encoding",
];

/// All parameters: those of the path in its order, the query's and the headers' by name.
pub(super) fn lower(
    located: &Located<'_>,
    address: &Address<'_>,
    caller_keyword: Option<&str>,
    dialect: &dyn Dialect,
    warnings: &mut Warnings<'_>,
) -> Vec<Parameter> {
    let mut parameters = path(located, address, caller_keyword, dialect, warnings);
    let mut query = query(&address.query, warnings);
    for response in &located.item.response {
        let original = response.original_request.as_ref().and_then(|request| request.url.as_ref());
        // Mostly it is the same query again.
        let is_new = |asked: &Query<'_>| !query.iter().any(|known| known.name == asked.name);
        let more: Vec<_> = original.map(address::asked).unwrap_or_default().into_iter().filter(is_new).collect();
        query.extend(self::query(&more, warnings));
    }
    query.sort_by(|a, b| a.name.cmp(&b.name));
    parameters.extend(query);
    parameters.extend(headers(&located.request.header, warnings));
    parameters.shrink_to_fit();
    parameters
}

fn path(
    located: &Located<'_>,
    address: &Address<'_>,
    caller_keyword: Option<&str>,
    dialect: &dyn Dialect,
    warnings: &mut Warnings<'_>,
) -> Vec<Parameter> {
    let declared = located.request.url.as_ref().map(|url| url.variable.as_slice()).unwrap_or_default();
    let names = address.path.parameters().map(|name| {
        let variable = declared.iter().find(|variable| variable.key() == Some(name));
        let description = variable.and_then(|variable| variable.description.as_deref()).unwrap_or_default();
        let Hints { description, .. } = Hints::read(description);
        let notes = dialect.parameter(&description);
        let value = variable.and_then(|variable| variable.value.as_deref()).unwrap_or_default();
        let part = || format!("path parameter \"{name}\"");
        Parameter {
            name: name.to_owned(),
            location: Location::Path,
            required: true,
            caller_keyword: notes
                .caller_keyword
                .filter(|keyword| caller_keyword.is_none_or(|own| own == keyword))
                .map(|keyword| CallerKeyword { keyword, required_for: notes.caller_keyword_required_for }),
            description: prose::markdown(&description),
            // What identifies a thing is a text, even where the sample has digits alone: only a placeholder says more.
            schema: typed_by_placeholder(value).unwrap_or_else(Schema::string),
            example: example(value, part, warnings),
            default: None,
        }
    });
    let mut parameters: Vec<Parameter> = names.collect();
    if let Some(keyword) = caller_keyword
        && !parameters.iter().any(|parameter| parameter.caller_keyword.is_some())
    {
        // Only the text of the operation says it: then it is the user who can be the caller.
        let is_user =
            |parameter: &&mut Parameter| identifiers::words(&parameter.name).iter().any(|word| word == "user");
        match parameters.iter_mut().find(is_user) {
            Some(user) => {
                let keyword = keyword.to_owned();
                user.caller_keyword = Some(CallerKeyword { keyword, required_for: Vec::new() });
            }
            None => {
                let text = format!("says that {keyword:?} is accepted, and the path has no user to stand for");
                warnings.add(WarningKind::Unread, "description", text);
            }
        }
    }
    for variable in declared.iter().filter(|variable| !variable.disabled) {
        let Some(key) = variable.key() else { continue };
        if !address.path.parameters().any(|name| name == key) {
            let text = "the path has no such parameter, passed over";
            warnings.add(WarningKind::Conflict, format!("path variable \"{key}\""), text);
        }
    }
    parameters
}

fn query(listed: &[Query<'_>], warnings: &mut Warnings<'_>) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for query in listed {
        if let Some(known) = parameters.iter_mut().find(|known| known.name == query.name) {
            // The same name twice is how a list is sent.
            if !matches!(known.schema.kind, Kind::Array(_)) {
                known.schema = Schema::array(std::mem::replace(&mut known.schema, Schema::string()));
                known.example = None;
            }
            continue;
        }
        let hints = Hints::read(query.description.unwrap_or_default());
        let value = query.value.as_deref().unwrap_or_default();
        let part = || format!("query parameter \"{}\"", query.name);
        let element = match hints.values {
            Some(values) if value.is_empty() || value.starts_with('<') || values.iter().any(|known| known == value) => {
                Kind::Enum(values).into()
            }
            // A value that is none of those that the text lists: then the list is not all.
            _ => {
                scalar(&query.name, if value.is_empty() { hints.default.as_deref().unwrap_or_default() } else { value })
            }
        };
        let is_list = query.name.ends_with("[]");
        if !is_list && is_list_by_commas(&query.name, value) {
            let text =
                "looks like a list by commas; the generator writes a list as a repeated name, so it stays a text";
            warnings.add(WarningKind::Generator, part(), text);
        }
        parameters.push(Parameter {
            name: query.name.clone(),
            location: Location::Query,
            required: hints.required,
            description: prose::markdown(&hints.description),
            example: if is_list { None } else { example(value, part, warnings) },
            default: hints.default.map(Value::String).filter(|_| !is_list),
            schema: if is_list { Schema::array(element) } else { element },
            caller_keyword: None,
        });
    }
    // An example has to be of the parameter's type, and a text of digits is none for an integer's.
    for parameter in &mut parameters {
        parameter.example = parameter.example.take().and_then(|example| fitting(&parameter.schema, example));
        parameter.default = parameter.default.take().and_then(|default| fitting(&parameter.schema, default));
    }
    parameters
}

fn headers(listed: &[model::Parameter], warnings: &mut Warnings<'_>) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for header in listed {
        let name = header.key.as_deref().unwrap_or_default().trim();
        let lower = name.to_ascii_lowercase();
        if name.is_empty() || OWN_HEADERS.contains(&lower.as_str()) {
            continue;
        }
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)) {
            let text = format!("{:?} is no name of a header, passed over", excerpt(name));
            warnings.add(WarningKind::Unrepresentable, "header", text);
            continue;
        }
        if parameters.iter().any(|known| known.name.eq_ignore_ascii_case(name)) {
            continue;
        }
        let hints = Hints::read(header.description.as_deref().unwrap_or_default());
        let value = header.value.as_deref().unwrap_or_default();
        parameters.push(Parameter {
            name: name.to_owned(),
            location: Location::Header,
            required: hints.required,
            description: prose::markdown(&hints.description),
            schema: hints.values.map_or_else(Schema::string, |values| Kind::Enum(values).into()),
            // A header's value is as often a key as an example.
            example: None,
            default: None,
            caller_keyword: None,
        });
        if !value.is_empty() && !value.contains("{{") && !value.starts_with('<') {
            let text = "the value may be a secret and is not taken as an example";
            warnings.add(WarningKind::Unrepresentable, format!("header \"{name}\""), text);
        }
    }
    parameters.sort_by(|a, b| a.name.cmp(&b.name));
    parameters
}

/// The type of a query parameter. Digits make a number only where the name says that things are counted: an ID of
/// digits today can have letters tomorrow.
fn scalar(name: &str, value: &str) -> Schema {
    const COUNTS: [&str; 9] = ["page", "limit", "offset", "size", "count", "number", "max", "min", "top"];
    if let Some(schema) = typed_by_placeholder(value) {
        return schema;
    }
    let counts = identifiers::words(name).iter().any(|word| COUNTS.contains(&word.as_str()));
    match value {
        "true" | "false" => Kind::Boolean.into(),
        _ if counts && value.parse::<i32>().is_ok() => Kind::Integer.into(),
        _ => Schema::string(),
    }
}

/// Whether a value is words with commas between them, under a name of which there can be several (`fields=id,name`).
fn is_list_by_commas(name: &str, value: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.<>".contains(&b));
    name.ends_with('s') && value.contains(',') && value.split(',').map(str::trim).all(is_word)
}

fn typed_by_placeholder(value: &str) -> Option<Schema> {
    let shape = value.starts_with('<').then(|| Shape::of(&Value::String(value.to_owned())))?;
    Some(match shape {
        Shape { integer: true, .. } => Kind::Integer.into(),
        Shape { number: true, .. } => Kind::Number.into(),
        Shape { boolean: true, .. } => Kind::Boolean.into(),
        _ => Schema::string(),
    })
}

/// A value as an example, unless a tool made it up or it stands for something else.
fn example(value: &str, part: impl Fn() -> String, warnings: &mut Warnings<'_>) -> Option<Value> {
    let value = value.trim();
    let is_placeholder = value.starts_with('<') && value.ends_with('>');
    // Older exports write the name of the type for a value.
    let is_type = matches!(value, "string" | "integer" | "number" | "boolean" | "any");
    if value.is_empty() || value.contains("{{") || is_placeholder || is_type {
        return None;
    }
    if is_filler(value) {
        let text = format!("the example {value:?} is filler, passed over");
        warnings.add(WarningKind::Filler, part(), text);
        return None;
    }
    Some(Value::String(value.to_owned()))
}

fn fitting(schema: &Schema, example: Value) -> Option<Value> {
    let text = example.as_str()?.to_owned();
    match &schema.kind {
        Kind::Integer => text.parse::<i64>().ok().map(Value::from),
        Kind::Number => text.parse::<f64>().ok().map(Value::from),
        Kind::Boolean => text.parse::<bool>().ok().map(Value::from),
        Kind::Enum(values) => values.contains(&text).then_some(example),
        Kind::Array(_) => None,
        _ => Some(example),
    }
}

#[cfg(test)]
mod tests {
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
        ] {
            assert_eq!(scalar(name, value).kind, expected, "{name}={value}");
        }
    }
}
