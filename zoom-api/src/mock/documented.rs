//! What the fragment documents: operations with their saved examples and their error codes.

use serde_json::{Map, Value};

/// All operations of the fragment.
pub(super) struct Documented(Vec<Operation>);

/// One operation.
pub(super) struct Operation {
    method: String,
    path: Vec<String>,
    pub(super) example: Option<Value>,
    errors: Vec<DocumentedError>,
}

/// An error that an operation documents.
pub(super) struct DocumentedError {
    pub(super) status: u16,
    pub(super) code: Value,
    message: String,
    variables: Vec<String>,
}

impl Documented {
    /// Reads the fragment that this crate is built from.
    pub(super) fn read() -> Self {
        // The build has read the same bytes, so that they are JSON is certain; without it there would be no operations.
        let fragment = include_str!(concat!(env!("OUT_DIR"), "/fragment.json"));
        let fragment: Value = serde_json::from_str(fragment).unwrap_or_default();
        let mut operations = Vec::new();
        for (path, item) in members(&fragment["paths"]) {
            for (method, operation) in members(item) {
                operations.push(Operation::read(method, path, operation));
            }
        }
        Self(operations)
    }

    /// The operation of a request, and the values of its path parameters.
    pub(super) fn operation(&self, method: &str, path: &str) -> Option<(&Operation, Vec<(String, String)>)> {
        let segments: Vec<_> = path.split('/').map(decode).collect();
        let of_method = self.0.iter().filter(|operation| operation.method.eq_ignore_ascii_case(method));
        of_method.into_iter().find_map(|operation| Some((operation, operation.match_path(&segments)?)))
    }
}

impl Operation {
    fn read(method: &str, path: &str, operation: &Value) -> Self {
        let mut errors = Vec::new();
        for (status, response) in members(&operation["responses"]) {
            for error in response["x-error-codes"].as_array().into_iter().flatten() {
                let text = |value: &Value| value.as_str().map(str::to_owned);
                errors.push(DocumentedError {
                    status: status.parse().unwrap_or(400),
                    code: error["code"].clone(),
                    message: text(&error["message"]).unwrap_or_default(),
                    variables: error["variables"].as_array().into_iter().flatten().filter_map(text).collect(),
                });
            }
        }
        let success = members(&operation["responses"]).find(|(status, _)| status.starts_with('2'));
        let example = success.map(|(_, response)| response["content"]["application/json"]["example"].clone());
        Self {
            method: method.to_owned(),
            path: path.split('/').map(str::to_owned).collect(),
            example: example.filter(|example| !example.is_null()),
            errors,
        }
    }

    fn match_path(&self, segments: &[String]) -> Option<Vec<(String, String)>> {
        if segments.len() != self.path.len() {
            return None;
        }
        let mut parameters = Vec::new();
        for (template, segment) in self.path.iter().zip(segments) {
            match template.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) if !segment.is_empty() => parameters.push((name.to_owned(), segment.clone())),
                _ if template == segment => {}
                _ => return None,
            }
        }
        Some(parameters)
    }

    /// The documented error with this code.
    pub(super) fn error_with_code(&self, code: i64) -> Option<&DocumentedError> {
        self.errors.iter().find(|error| error.code == code)
    }

    /// The documented error whose message names the value of a parameter: there is no such thing.
    pub(super) fn error_about(&self, parameter: &str) -> Option<&DocumentedError> {
        self.errors.iter().find(|error| error.variables.iter().any(|variable| variable == parameter))
    }
}

impl DocumentedError {
    /// The message with its variables filled in.
    pub(super) fn message(&self, parameters: &[(String, String)]) -> String {
        parameters.iter().fold(self.message.clone(), |message, (name, value)| {
            message.replace(&format!("${name}"), value).replace(&format!("{{{name}}}"), value)
        })
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

/// Undoes percent-encoding.
fn decode(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, after @ ..] = rest {
        let code = match (first, after) {
            (b'%', [a, b, ..]) => std::str::from_utf8(&[*a, *b]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()),
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
