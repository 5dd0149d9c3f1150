//! The path, query and header parameters of an item.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::address::{self, Address, Query};
use super::super::model::{CallerKeyword, Location, Parameter};
use super::super::notes::{Dialect, ParameterNotes};
use super::super::path;
use super::super::prose;
use super::super::schema::{Kind, Schema};
use super::hints::Hints;
use super::lorem_ipsum::is_filler;
use super::media;
use super::secret_names;
use super::typed::{self, Typed};
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
    dialect: &dyn Dialect,
    warnings: &mut Warnings<'_>,
) -> Vec<Parameter> {
    let mut parameters = of_path(located, address, dialect, warnings);
    let mut query = query(&address.query, dialect, warnings);
    for response in &located.item.response {
        let original = response.original_request.as_ref().and_then(|request| request.url.as_ref());
        // Mostly it is the same query again.
        let is_new = |asked: &Query<'_>| !query.iter().any(|known| known.name == asked.name);
        let more: Vec<_> = original.map(address::asked).unwrap_or_default().into_iter().filter(is_new).collect();
        query.extend(self::query(&more, dialect, warnings));
    }
    query.sort_by(|a, b| a.name.cmp(&b.name));
    parameters.extend(query);
    let originals = located.item.response.iter().filter_map(|response| response.original_request.as_deref());
    let listed: Vec<_> = originals.flat_map(|original| &original.header).filter(|header| !header.disabled).collect();
    let listed: Vec<_> = located.request.header.iter().chain(listed).collect();
    parameters.extend(headers(&listed, warnings));
    parameters.extend(cookies(&listed, warnings));
    parameters.shrink_to_fit();
    parameters
}

fn of_path(
    located: &Located<'_>,
    address: &Address<'_>,
    dialect: &dyn Dialect,
    warnings: &mut Warnings<'_>,
) -> Vec<Parameter> {
    let declared = located.request.url.as_ref().map(|url| url.variable.as_slice()).unwrap_or_default();
    let names = address.path.parameters().map(|name| {
        let variable = declared.iter().find(|variable| is_called(variable, name));
        let description = variable.and_then(|variable| variable.description.as_deref()).unwrap_or_default();
        let hints = Hints::read(description);
        let notes = dialect.parameter(&hints.description);
        let value = variable.and_then(|variable| variable.value.as_deref()).unwrap_or_default();
        // What identifies a thing is a text, even where the sample has digits alone: only a placeholder or a list of
        // its values says more.
        let Typed { schema, facts, .. } = typed::read(value, &hints, |_| Schema::string());
        let part = || format!("path parameter \"{name}\"");
        Parameter {
            description: prose::markdown(&hints.description),
            example: example(value, part, warnings).and_then(|example| typed::fitting(&schema, example)),
            schema,
            facts,
            double_encode: notes.double_encode,
            caller_keyword: caller_keyword(notes),
            ..Parameter::new(name, Location::Path)
        }
    });
    let parameters = names.collect();
    for variable in declared.iter().filter(|variable| !variable.disabled) {
        let Some(key) = variable.key() else { continue };
        if !address.path.parameters().any(|name| is_called(variable, name)) {
            let text = "the path has no such parameter, passed over";
            warnings.add(WarningKind::Conflict, format!("path variable \"{key}\""), text);
        }
    }
    parameters
}

/// Whether a variable of the path is the parameter of this name.
fn is_called(variable: &model::Variable, name: &str) -> bool {
    variable.key().is_some_and(|key| key == name || path::clean(key).as_deref() == Some(name))
}

fn query(listed: &[Query<'_>], dialect: &dyn Dialect, warnings: &mut Warnings<'_>) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    for query in listed {
        if let Some(known) = parameters.iter_mut().find(|known| known.name == query.name) {
            // The same name twice is how a list is sent.
            if !matches!(known.schema.kind, Kind::Array(_)) {
                known.schema = Schema::array(std::mem::replace(&mut known.schema, Schema::string()));
                known.example = None;
                known.default = None;
            }
            known.by_commas = false;
            continue;
        }
        let hints = Hints::read(query.description.unwrap_or_default());
        let value = query.value.as_deref().unwrap_or_default();
        let part = || format!("query parameter \"{}\"", query.name);
        let notes = dialect.parameter(&hints.description);
        let Typed { schema, facts, default } =
            typed::read(value, &hints, |value| typed::scalar(&query.name, value, &hints));
        let repeats = query.name.ends_with("[]");
        let by_commas = !repeats && (hints.is_list || typed::is_list_by_commas(&query.name, value));
        let is_list = repeats || by_commas;
        let schema = if is_list { Schema::array(schema) } else { schema };
        // An example has to be of the parameter's type, and a text of digits is none for an integer's.
        let example = if repeats { None } else { example(value, part, warnings) };
        parameters.push(Parameter {
            required: hints.required,
            description: prose::markdown(&hints.description),
            example: example.and_then(|example| typed::fitting(&schema, example)),
            default: default.filter(|_| !is_list),
            schema,
            facts,
            by_commas,
            caller_keyword: caller_keyword(notes),
            ..Parameter::new(&query.name, Location::Query)
        });
    }
    parameters
}

fn caller_keyword(notes: ParameterNotes) -> Option<CallerKeyword> {
    let required_for = notes.caller_keyword_required_for;
    notes.caller_keyword.map(|keyword| CallerKeyword { keyword, required_for })
}

/// The `Authorization` header of a request that sends one by hand; where nothing is said of who may call, that of a saved
/// request.
pub(super) fn authorization<'c>(located: &Located<'c>) -> Option<&'c str> {
    let saved = located.item.response.iter().filter_map(|response| response.original_request.as_deref());
    let saved = saved.filter(|_| located.auth.is_none());
    std::iter::once(located.request).chain(saved).find_map(|request| media::header(&request.header, "authorization"))
}

/// What is sent in `Cookie` headers, without the values: those open a session.
fn cookies(listed: &[&model::Parameter], warnings: &mut Warnings<'_>) -> Vec<Parameter> {
    let is_cookie = |header: &&&model::Parameter| {
        header.key.as_deref().is_some_and(|key| key.trim().eq_ignore_ascii_case("cookie"))
    };
    let texts = listed.iter().filter(is_cookie).filter_map(|header| header.value.as_deref());
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let mut names = BTreeSet::new();
    let mut is_read = true;
    for pair in texts.flat_map(|text| text.split(';')).map(str::trim).filter(|pair| !pair.is_empty()) {
        match pair.split_once('=').map(|(name, _)| name.trim()) {
            Some(name) if !name.is_empty() && name.bytes().all(is_token) => _ = names.insert(name),
            _ => is_read = false,
        }
    }
    if !is_read {
        // What is there may be the value itself, which is nobody's to read.
        let text = "a part of it is no `name=value`, and is left out; write the cookie's name before its value";
        warnings.add(WarningKind::Unread, "header \"Cookie\"", text);
    }
    names.into_iter().map(|name| Parameter::new(name, Location::Cookie)).collect()
}

fn headers(listed: &[&model::Parameter], warnings: &mut Warnings<'_>) -> Vec<Parameter> {
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
        let is_literal = !value.is_empty() && !value.contains("{{") && !value.starts_with('<');
        let is_secret = secret_names::is_secret(name) || secret_names::is_random(value);
        let example = Some(value.trim()).filter(|value| is_literal && !is_secret && secret_names::is_plain(value));
        // A header is a text, even where it has digits alone today.
        let Typed { schema, facts, default } = typed::read("", &hints, |_| Schema::string());
        parameters.push(Parameter {
            required: hints.required,
            description: prose::markdown(&hints.description),
            // A header's value is as often a key as an example: only what cannot be one is shown.
            example: example.and_then(|value| typed::fitting(&schema, Value::String(value.to_owned()))),
            schema,
            default,
            facts,
            ..Parameter::new(name, Location::Header)
        });
        if is_literal && is_secret {
            let text = "the value may be a secret and is not taken as an example";
            warnings.add(WarningKind::Unrepresentable, format!("header \"{name}\""), text);
        }
    }
    parameters.sort_by(|a, b| a.name.cmp(&b.name));
    parameters
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
