//! What the fragment documents of an operation, for a call of it.

use serde_json::{Map, Value, json};
use zoom_api::FilePart;
use zoom_api::operations::{Arguments, Operation, ParameterPlace};

use super::scripted::Request;
use crate::fragment;

/// The operation in the fragment.
fn documented(operation: &Operation) -> Value {
    thread_local! {
        static FRAGMENT: Value = fragment();
    }
    let method = operation.http_method.as_str().to_lowercase();
    FRAGMENT.with(|fragment| fragment["paths"][operation.path][&method].clone())
}

/// The saved example of its success.
pub(super) fn example(operation: &Operation) -> Option<Value> {
    let documented = documented(operation);
    let responses = documented["responses"].as_object()?.iter();
    let contents = responses
        .filter(|(status, _)| status.starts_with('2') && *status != "204")
        .filter_map(|(_, response)| response["content"].as_object())
        .flatten();
    let mut contents = contents.filter(|(media, _)| media.ends_with("json")).map(|(_, content)| content);
    let content = contents.next()?;
    sample(content).or_else(|| match content["schema"]["type"].as_str() {
        Some("string") => Some(json!("text")),
        Some("integer" | "number") => Some(json!(1)),
        Some("boolean") => Some(json!(true)),
        Some("array") => Some(json!([])),
        _ => None,
    })
}

fn sample(content: &Value) -> Option<Value> {
    let examples =
        content["examples"].as_object().and_then(|examples| Some(examples.values().next()?["value"].clone()));
    content.get("example").cloned().or(examples)
}

/// The saved example of its body.
fn body(operation: &Operation) -> Option<Value> {
    let documented = documented(operation);
    let (media, content) = documented["requestBody"]["content"].as_object()?.iter().next()?;
    media.ends_with("json").then(|| sample(content).unwrap_or_else(|| json!({})))
}

/// What a call of it sends: each parameter and the body.
pub(super) fn arguments(operation: &Operation) -> Arguments {
    let mut arguments = Arguments::new();
    for parameter in operation.parameters {
        arguments = arguments.set(parameter.name, value(parameter));
    }
    let documented = documented(operation);
    match operation.body {
        Some(body) if body.media_type == "multipart/form-data" => {
            for (name, is_file) in form(&documented) {
                arguments = match is_file {
                    true => arguments.file(name, FilePart::new("file.png", "bytes")),
                    false => arguments.set(name, "text"),
                };
            }
            arguments
        }
        _ => match body(operation) {
            Some(body) => arguments.body(body),
            None if operation.body.is_some() => arguments.bytes_body("bytes"),
            None => arguments,
        },
    }
}

/// The fields of a form, each with whether it is a file.
fn form(documented: &Value) -> Vec<(String, bool)> {
    let schema = &documented["requestBody"]["x-other-content"]["multipart/form-data"]["schema"];
    let name = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()).unwrap_or_default();
    let schemas = &fragment()["components"]["schemas"];
    let schema = if name.is_empty() { schema } else { &schemas[name] };
    let fields = schema["properties"].as_object().cloned().unwrap_or_default();
    let is_file = |field: &Value| field["format"] == "binary" || field["items"]["format"] == "binary";
    fields.iter().map(|(name, field)| (name.clone(), is_file(field))).collect()
}

fn value(parameter: &zoom_api::operations::Parameter) -> Value {
    match (parameter.caller_keyword, parameter.json_type, parameter.values.first()) {
        (Some(keyword), ..) => json!(keyword.keyword),
        // A UUID of the kind that Zoom asks to encode twice.
        _ if parameter.is_double_encoded => json!("/a//b+c=="),
        (None, "integer", Some(value)) => json!(value.parse::<i64>().unwrap_or(1)),
        (None, "integer", None) => json!(1),
        (None, "number", _) => json!(1.5),
        (None, "boolean", _) => json!(true),
        (None, "array", _) => json!(["a", "b"]),
        (None, _, Some(value)) => json!(value),
        (None, _, None) if parameter.place == ParameterPlace::Path => json!("a+b c"),
        _ => json!("a b&c"),
    }
}

/// What is other in a request than in the fragment.
pub(super) fn difference(operation: &Operation, request: &Request) -> Option<String> {
    if request.method != operation.http_method.as_str() {
        return Some(format!("sent as {}", request.method));
    }
    let template: Vec<_> = operation.path.split('/').collect();
    let path: Vec<_> = request.path.split('/').collect();
    let is_same = |(part, segment): (&&str, &&str)| part.contains('{') && !segment.is_empty() || part == segment;
    if template.len() != path.len() || !template.iter().zip(&path).all(is_same) {
        return Some(format!("sent to {}", request.path));
    }
    for parameter in operation.parameters.iter().filter(|it| it.place == ParameterPlace::Query) {
        let sent: Vec<_> =
            request.query.iter().filter(|(name, _)| name == parameter.name).map(|(_, it)| it.clone()).collect();
        let expected = match value(parameter) {
            Value::Array(_) => vec!["a,b".to_owned()],
            Value::String(text) => vec![text],
            other => vec![other.to_string()],
        };
        // A list is joined or repeated, as its operation documents.
        if sent != expected && !(expected == ["a,b"] && sent == ["a", "b"]) {
            return Some(format!("{} sent as {sent:?}, not {expected:?}", parameter.name));
        }
    }
    let documented = documented(operation);
    match operation.body {
        Some(body) if body.media_type == "multipart/form-data" => {
            let text = String::from_utf8_lossy(&request.body);
            let missing = form(&documented).into_iter().find(|(name, _)| !text.contains(&format!("name=\"{name}\"")));
            let is_form = request.content_type.starts_with("multipart/form-data; boundary=");
            missing.map(|(name, _)| format!("{name} is not sent")).or((!is_form).then(|| request.content_type.clone()))
        }
        _ => {
            let expected = self::body(operation)?;
            let sent = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
            (normal(&sent) != normal(&expected)).then(|| format!("body sent as {sent}, not {expected}"))
        }
    }
}

/// A value in which what stands for nothing is left out, and a whole number is one.
pub(super) fn normal(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().map(|(name, value)| (name.clone(), normal(value)));
            let nothing = [Value::Null, json!([]), json!({})];
            Value::Object(kept.filter(|(_, value)| !nothing.contains(value)).collect::<Map<_, _>>())
        }
        Value::Array(values) => values.iter().filter(|value| !value.is_null()).map(normal).collect(),
        Value::Number(number) => match number.as_f64().filter(|it| it.fract() == 0.0 && it.abs() < 1e15) {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
            Some(whole) => json!(whole as i64),
            None => value.clone(),
        },
        _ => value.clone(),
    }
}

/// The example with a text planted for each secret; nothing if it has none.
pub(super) fn secrets_planted(operation: &Operation, example: &Value, text: &str) -> Option<Value> {
    let mut planted = example.clone();
    let count: usize = operation.secrets.iter().map(|path| plant(&mut planted, path, text)).sum();
    (count > 0).then_some(planted)
}

/// Plants at a path such as `accounts[].password`, and says how often.
fn plant(value: &mut Value, path: &str, text: &str) -> usize {
    if path.is_empty() {
        *value = json!(text);
        return 1;
    }
    if let Some(rest) = path.strip_prefix("[]") {
        let elements = value.as_array_mut().into_iter().flatten();
        return elements.map(|element| plant(element, rest.trim_start_matches('.'), text)).sum();
    }
    if let Some(rest) = path.strip_prefix(".*").or_else(|| path.strip_prefix("*")) {
        let members = value.as_object_mut().into_iter().flat_map(|members| members.values_mut());
        return members.map(|member| plant(member, rest.trim_start_matches('.'), text)).sum();
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let rest = path[end..].trim_start_matches('.');
    value.get_mut(&path[..end]).filter(|member| !member.is_null()).map_or(0, |member| plant(member, rest, text))
}
