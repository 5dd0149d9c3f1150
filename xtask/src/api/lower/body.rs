//! What an item sends.

use serde_json::{Map, Value};

use super::super::address::{self, Variables};
use super::super::json_with_comments;
use super::super::model::{Body, Content};
use super::super::notes::Dialect;
use super::super::sample::Example;
use super::super::shape::Shape;
use super::form::{self, Taken};
use super::{Draft, Scope, media};
use crate::diagnostics::{WarningKind, Warnings};
use crate::postman::model::{self, Item, Parameter, Request};

const PART: &str = "request body";

/// The body of an item's request and of those that its saved examples were answers to.
pub(super) fn lower(
    item: &Item,
    request: &Request,
    path: &str,
    variables: &Scope<'_>,
    dialect: &dyn Dialect,
    warnings: &mut Warnings<'_>,
) -> Option<Box<Body<Draft>>> {
    let taken = if dialect.forms_are_json(path) { Taken::AsJson(dialect) } else { Taken::AsForm };
    let mut body = one(request, variables, taken, warnings);
    for original in item.response.iter().filter_map(|response| response.original_request.as_deref()) {
        // Mostly it is the same text again.
        if text(original).is_none_or(|sent| Some(sent) != text(request)) {
            Body::join(&mut body, one(original, variables, taken, warnings));
        }
    }
    body
}

fn text(request: &Request) -> Option<&str> {
    request.body.as_ref()?.raw.as_deref()
}

impl Body<Draft> {
    /// Widens a body by another sample of it, or keeps it beside where it is of another media type.
    pub(in super::super) fn join(body: &mut Option<Box<Self>>, other: Option<Box<Self>>) {
        let Some(other) = other else { return };
        let Some(mine) = body else {
            *body = Some(other);
            return;
        };
        for content in std::iter::once(other.content).chain(other.others) {
            let mut known = std::iter::once(&mut mine.content).chain(&mut mine.others);
            match known.find(|known| known.media_type == content.media_type) {
                Some(known) => known.merge(content),
                None => mine.others.push(content),
            }
        }
    }
}

fn one(
    request: &Request,
    variables: &Scope<'_>,
    taken: Taken<'_>,
    warnings: &mut Warnings<'_>,
) -> Option<Box<Body<Draft>>> {
    let body = request.body.as_ref().filter(|body| !body.disabled)?;
    let content = match body.mode().filter(|mode| *mode != "none")? {
        "raw" => raw(body, &request.header, variables, warnings)?,
        "urlencoded" => form::lower(media::FORM, &body.urlencoded, taken)?,
        "formdata" => form::lower(media::MULTIPART, &body.formdata, taken)?,
        "file" => opaque(
            media::header(&request.header, "content-type")
                .and_then(media::essence)
                .unwrap_or_else(|| media::BYTES.to_owned()),
        ),
        "graphql" => graphql(body.graphql.as_ref(), variables, warnings),
        other => {
            let text = format!("unknown mode {other:?}, passed over");
            warnings.add(WarningKind::Unrepresentable, PART, text);
            return None;
        }
    };
    Some(Box::new(Body { content, original_media_type: None, others: Vec::new() }))
}

fn opaque(media_type: String) -> Content<Draft> {
    Content::new(&media_type, Draft::Opaque)
}

/// Text of a media type that no schema describes, with itself as the sample.
fn text_of(media_type: String, text: &str) -> Content<Draft> {
    let examples = vec![("request".to_owned(), Example::text(text))];
    Content { examples, ..opaque(media_type) }
}

/// A body that is one variable is that variable's value, if it has one.
fn whole<'b>(text: &'b str, variables: &'b Scope<'_>) -> Option<&'b str> {
    let text = text.trim_start_matches('\u{feff}');
    let name = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    match name.filter(|name| !name.contains(['{', '}', '"', ':'])) {
        Some(name) => variables.value(name.trim()).filter(|value| !value.trim().is_empty()),
        None => Some(text),
    }
}

/// A raw body: JSON if it says so and is, else text of some kind.
fn raw(
    body: &model::Body,
    headers: &[Parameter],
    variables: &Scope<'_>,
    warnings: &mut Warnings<'_>,
) -> Option<Content<Draft>> {
    let text = body.raw.as_deref().filter(|text| !text.trim().is_empty())?;
    let (text, is_known) = whole(text, variables).map_or((text, false), |text| (text, true));
    let stated = media::header(headers, "content-type").and_then(media::essence);
    let language = body.options.raw.language.as_deref().and_then(media::of_language);
    let media_type = stated.or_else(|| language.map(str::to_owned)).unwrap_or_else(|| media::of_text(text).to_owned());
    if media_type == media::FORM {
        if !is_known {
            return Some(Content::new(media::FORM, Draft::Learned(Shape::object_of(std::iter::empty().collect()))));
        }
        let pairs = text.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let parameter = |(key, value): (&str, &str)| Parameter {
            key: Some(address::decode(key)),
            value: Some(address::decode(&value.replace('+', " "))),
            ..Parameter::default()
        };
        return form::lower(media::FORM, &pairs.map(parameter).collect::<Vec<_>>(), Taken::AsForm);
    }
    if !is_known {
        let schema = if media::is_json(&media_type) { Draft::Learned(Shape::default()) } else { Draft::Opaque };
        let original = Some(media_type.clone()).filter(|media| media::is_json(media) && media != media::JSON);
        let media_type = if media::is_json(&media_type) { media::JSON } else { &media_type };
        return Some(Content { original, ..Content::new(media_type, schema) });
    }
    // A text that is an object or a list is JSON, even where the editor was left on "text".
    if !media::is_json(&media_type) && (media_type != media::TEXT || media::of_text(text) != media::JSON) {
        return Some(text_of(media_type, text));
    }
    let original = Some(media_type.clone()).filter(|media| media::is_json(media) && media != media::JSON);
    match json_with_comments::read(text, variables) {
        Ok(relaxed) => {
            if !relaxed.is_strict() {
                let found = "not strict JSON (comments, trailing commas or bare variables), read as if it were";
                warnings.add(WarningKind::Unread, PART, found);
            }
            Some(Content { original, ..json(relaxed.value, &relaxed.json, warnings) })
        }
        Err(error) if media::is_json(&media_type) => {
            let text = format!("said to be {media_type} and is not: {error}; written as any JSON value");
            warnings.add(WarningKind::Unread, PART, text);
            Some(Content { original, ..Content::new(media::JSON, Draft::Learned(Shape::default())) })
        }
        Err(_) => Some(text_of(media_type, text)),
    }
}

fn json(shape: Shape, text: &str, warnings: &mut Warnings<'_>) -> Content<Draft> {
    let example = media::example(text, PART, warnings);
    Content {
        examples: example.map(|example| ("request".to_owned(), example)).into_iter().collect(),
        ..Content::new(media::JSON, Draft::Learned(shape))
    }
}

/// GraphQL over HTTP: a query and its variables in a JSON object.
fn graphql(graphql: Option<&Value>, variables: &Scope<'_>, warnings: &mut Warnings<'_>) -> Content<Draft> {
    let text = |name: &str| graphql.and_then(|graphql| graphql.get(name)).and_then(Value::as_str);
    let query = text("query").unwrap_or_default();
    let scope = variables;
    let variables = graphql.and_then(|graphql| graphql.get("variables"));
    let variables = match variables {
        Some(Value::String(text)) => json_with_comments::read(text, scope).map(|relaxed| relaxed.value).ok(),
        other => other.cloned(),
    };
    let mut value = Map::new();
    value.insert("query".to_owned(), Value::String(query.to_owned()));
    value.insert(
        "variables".to_owned(),
        variables.filter(Value::is_object).unwrap_or_else(|| Value::Object(Map::new())),
    );
    if let Some(name) = text("operationName").filter(|name| !name.trim().is_empty()) {
        value.insert("operationName".to_owned(), name.into());
    }
    let value = Value::Object(value);
    json(Shape::of(&value), &value.to_string().replace(json_with_comments::OPEN, ""), warnings)
}
