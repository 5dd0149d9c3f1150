//! Whether a request is one that its operation documents.

use reqwest::header::COOKIE;
use serde_json::Value;

use super::documented::{Documented, resolve};
use super::request::Request;
use super::response::Response;
use super::schema::{InvalidField, check};
use crate::operations::{Parameter, ParameterPlace};

/// Checks a request.
///
/// # Errors
///
/// Zoom's response to one that it refuses.
pub(super) fn validate(documented: &'static Documented, request: &Request<'_>) -> Result<(), Response> {
    let mut found = Vec::new();
    for parameter in documented.operation.parameters {
        check_parameter(documented, parameter, request, &mut found);
    }
    if let Some(body) = documented.operation.body {
        if body.media_type.ends_with("json") {
            check_json(documented, body.is_required, request, &mut found)?;
        } else if body.is_required {
            check_bytes(documented, body.media_type, request, &mut found)?;
        }
    }
    if found.is_empty() { Ok(()) } else { Err(Response::invalid(&found)) }
}

fn check_parameter(
    documented: &'static Documented,
    parameter: &Parameter,
    request: &Request<'_>,
    found: &mut Vec<InvalidField>,
) {
    let name = parameter.name;
    let sent: Vec<_> = match parameter.place {
        // Without one the path would be another.
        ParameterPlace::Path => return,
        ParameterPlace::Query => {
            let values = request.query.iter().filter(|(other, _)| *other == name);
            values.map(|(_, value)| value.to_owned()).filter(|value| !value.is_empty()).collect()
        }
        ParameterPlace::Header => {
            let values = request.headers.get_all(name).iter();
            values.filter_map(|value| value.to_str().ok()).map(str::to_owned).collect()
        }
        ParameterPlace::Cookie => {
            let headers = request.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
            let pairs = headers.flat_map(|header| header.split("; ")).filter_map(|pair| pair.split_once('='));
            pairs.filter(|(other, _)| *other == name).map(|(_, value)| value.to_owned()).collect()
        }
    };
    if sent.is_empty() && parameter.is_required {
        found.push(InvalidField { field: name.to_owned(), expected: "a value: it is required".to_owned() });
    }
    let schema = resolve(documented.parameter(name));
    if schema["type"] == "array" {
        // A list is repeated or joined, as its operation documents.
        for value in sent.iter().flat_map(|joined| joined.split(',')) {
            check(&value_of(value, &schema["items"]), &schema["items"], name, found);
        }
    } else if let Some(value) = sent.first() {
        check(&value_of(value, schema), schema, name, found);
    }
}

/// The JSON value that a text stands for in a query.
fn value_of(text: &str, schema: &'static Value) -> Value {
    match resolve(schema)["type"].as_str() {
        Some("integer" | "number" | "boolean") => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        _ => text.into(),
    }
}

fn check_json(
    documented: &'static Documented,
    is_required: bool,
    request: &Request<'_>,
    found: &mut Vec<InvalidField>,
) -> Result<(), Response> {
    if request.body.is_empty() && !is_required {
        return Ok(());
    }
    if !request.body.is_empty() && !request.content_type.contains("json") {
        return Err(Response::unsupported_media_type());
    }
    match serde_json::from_slice::<Value>(request.body) {
        Ok(body) if body.is_object() || resolve(documented.body())["type"] == "array" => {
            check(&body, documented.body(), "", found);
            Ok(())
        }
        _ => Err(Response::no_json()),
    }
}

fn check_bytes(
    documented: &'static Documented,
    media_type: &str,
    request: &Request<'_>,
    found: &mut Vec<InvalidField>,
) -> Result<(), Response> {
    let is_form = media_type == "multipart/form-data";
    if is_form && !request.content_type.starts_with(media_type) {
        return Err(Response::unsupported_media_type());
    }
    let required = resolve(documented.form())["required"].as_array();
    for name in required.into_iter().flatten().filter_map(Value::as_str).filter(|_| is_form) {
        let mark = format!("name=\"{name}\"");
        if memchr::memmem::find(request.body, mark.as_bytes()).is_none() {
            found.push(InvalidField { field: name.to_owned(), expected: "a value: it is required".to_owned() });
        }
    }
    if request.body.is_empty() {
        found.push(InvalidField { field: "body".to_owned(), expected: "a value: it is required".to_owned() });
    }
    Ok(())
}
