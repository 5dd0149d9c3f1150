//! What the fragment has of each operation beyond the table: its saved example, the schemas of what it takes.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::files::{path_of, size_of};
use crate::operations::{Operation, Success};

/// The fragment that this crate is built from.
static FRAGMENT: LazyLock<Value> = LazyLock::new(|| {
    // The build has read the same bytes, so that they are JSON is certain; without it there would be no operations.
    serde_json::from_str(include_str!(concat!(env!("OUT_DIR"), "/fragment.json"))).unwrap_or_default()
});

static OPERATIONS: LazyLock<Vec<Documented>> = LazyLock::new(|| Operation::all().iter().map(Documented::of).collect());

/// An operation as the fragment documents it.
pub(super) struct Documented {
    pub(super) operation: &'static Operation,
    /// The operation in the fragment.
    document: &'static Value,
    /// The status of its success.
    pub(super) status: u16,
    pub(super) example: Example,
}

/// The body of a success.
pub(super) enum Example {
    Json(Value),
    Bytes { media_type: &'static str, bytes: &'static str },
    Nothing,
}

/// What a request's method and path lead to.
pub(super) enum Route {
    Operation(&'static Documented, Vec<(&'static str, String)>),
    /// The path is known, but not with this method.
    OtherMethod,
    Nowhere,
}

/// Finds the operation of a request, with the values of its path parameters.
pub(super) fn route(method: &str, segments: &[String]) -> Route {
    let mut at_path = OPERATIONS.iter().filter_map(|it| Some((it, it.match_path(segments)?))).collect::<Vec<_>>();
    // `/users/email` is also `/users/{userId}`.
    at_path.sort_by_key(|(_, parameters)| parameters.len());
    let is_known = !at_path.is_empty();
    match at_path.into_iter().find(|(it, _)| it.operation.http_method.as_str() == method) {
        Some((operation, parameters)) => Route::Operation(operation, parameters),
        None if is_known => Route::OtherMethod,
        None => Route::Nowhere,
    }
}

/// The schema itself, or what it refers to.
pub(super) fn resolve(schema: &'static Value) -> &'static Value {
    let name = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/"));
    name.map_or(schema, |name| &FRAGMENT["components"]["schemas"][name])
}

impl Documented {
    fn of(operation: &'static Operation) -> Self {
        let method = operation.http_method.as_str().to_lowercase();
        let document = &FRAGMENT["paths"][operation.path][&method];
        let successes = members(&document["responses"]).filter(|(status, _)| status.starts_with('2'));
        let wanted = |media: &str| match operation.success {
            Success::Json => media.ends_with("json"),
            Success::Bytes => true,
            Success::Empty => false,
        };
        let with_content = |(status, response): (&'static String, &'static Value)| {
            let content = members(&response["content"]).find(|(media, _)| *status != "204" && wanted(media));
            (status, content)
        };
        let mut successes: Vec<_> = successes.map(with_content).collect();
        successes.sort_by_key(|(_, content)| content.is_none());
        let (status, content) = successes.into_iter().next().unzip();
        let example = match content.flatten() {
            Some((media, content)) if media.ends_with("json") => Example::Json(example_of(content)),
            Some((media, content)) => Example::Bytes {
                media_type: if media.contains('*') { "application/octet-stream" } else { media },
                bytes: saved(content).and_then(Value::as_str).unwrap_or("a file of the mock server"),
            },
            None => Example::Nothing,
        };
        Self { operation, document, status: status.and_then(|it| it.parse().ok()).unwrap_or(200), example }
    }

    fn match_path(&self, segments: &[String]) -> Option<Vec<(&'static str, String)>> {
        let template = self.operation.path.split('/');
        if template.clone().count() != segments.len() {
            return None;
        }
        let mut parameters = Vec::new();
        for (part, segment) in template.zip(segments) {
            match part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) if !segment.is_empty() => parameters.push((name, segment.clone())),
                _ if part == segment => {}
                _ => return None,
            }
        }
        Some(parameters)
    }

    /// The schema of a parameter.
    pub(super) fn parameter(&self, name: &str) -> &'static Value {
        let mut listed = self.document["parameters"].as_array().into_iter().flatten();
        listed.find(|parameter| parameter["name"] == name).map_or(&Value::Null, |parameter| &parameter["schema"])
    }

    /// The schema of a JSON body.
    pub(super) fn body(&self) -> &'static Value {
        let mut contents = members(&self.document["requestBody"]["content"]);
        contents.find(|(media, _)| media.ends_with("json")).map_or(&Value::Null, |(_, content)| &content["schema"])
    }

    /// The schema of a form with files.
    pub(super) fn form(&self) -> &'static Value {
        &self.document["requestBody"]["x-other-content"]["multipart/form-data"]["schema"]
    }
}

/// The example of JSON content; one of its type if none is saved.
fn example_of(content: &'static Value) -> Value {
    saved(content).cloned().unwrap_or_else(|| match resolve(&content["schema"])["type"].as_str() {
        Some("array") => json!([]),
        Some("string") => json!("text"),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        _ => json!({}),
    })
}

fn saved(content: &'static Value) -> Option<&'static Value> {
    let first = || members(&content["examples"]).next().map(|(_, example)| &example["value"]);
    content.get("example").or_else(first)
}

pub(super) fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// What stands in the examples of the fragment.
#[derive(Default)]
pub(super) struct Samples {
    /// Each text and number: whoever follows an ID from one response to the next operation finds something there.
    values: HashSet<String>,
    /// The first text or number of each name.
    by_name: HashMap<String, String>,
    /// The sizes of files, by the paths of their URLs.
    files: HashMap<String, u64>,
}

pub(super) static SAMPLES: LazyLock<Samples> = LazyLock::new(|| {
    let mut samples = Samples::default();
    for (_, item) in members(&FRAGMENT["paths"]) {
        for (_, operation) in members(item) {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                samples.gather(parameter["name"].as_str().unwrap_or_default(), &parameter["example"]);
            }
            let bodies = members(&operation["responses"]).map(|(_, it)| it).chain([&operation["requestBody"]]);
            for (_, content) in bodies.flat_map(|body| members(&body["content"])) {
                if let Some(example) = saved(content) {
                    samples.gather("", example);
                }
            }
        }
    }
    samples
});

impl Samples {
    /// Whether a value stands in an example.
    pub(super) fn has(&self, value: &str) -> bool {
        self.values.contains(value)
    }

    /// A value that an example has for a name.
    pub(super) fn named(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(String::as_str)
    }

    /// The size of the file whose URL has this path.
    pub(super) fn file_size(&self, path: &str) -> Option<u64> {
        self.files.get(path).copied()
    }

    fn gather(&mut self, name: &str, value: &Value) {
        if let Some(path) = value["download_url"].as_str().and_then(path_of) {
            self.files.insert(path.to_owned(), size_of(value));
        }
        match value {
            Value::Object(_) => members(value).for_each(|(name, value)| self.gather(name, value)),
            Value::Array(values) => values.iter().for_each(|value| self.gather(name, value)),
            Value::String(_) | Value::Number(_) => {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                self.by_name.entry(name.to_owned()).or_insert_with(|| text.clone());
                self.values.insert(text);
            }
            Value::Null | Value::Bool(_) => {}
        }
    }
}
