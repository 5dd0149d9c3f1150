//! The responses that the mock's helpers offer: of progenitor's document each operation has one, of status 200.

use serde_json::{Map, Value, json};

use super::fragment::{members, success_content};

/// The statuses for which progenitor has a name, `http::StatusCode`'s.
const NAMED: [u16; 20] =
    [200, 201, 202, 204, 400, 401, 402, 403, 404, 405, 406, 409, 410, 412, 413, 415, 422, 429, 500, 503];

/// Gives each operation of the document the responses that the fragment documents.
pub fn restore(document: &mut Value, fragment: &Value) {
    let items = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flatten();
    for (path, item) in items {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let documented = &fragment["paths"][path][method];
            if let Some(response) = operation.get_mut("responses").and_then(|it| it.get_mut("200")) {
                let success = response.take();
                operation["responses"] = responses(documented, success);
            }
        }
    }
}

fn responses(documented: &Value, success: Value) -> Value {
    let named = |status: &str| status.parse().is_ok_and(|status| NAMED.contains(&status));
    let statuses = || members(&documented["responses"]).filter(|(status, _)| named(status));
    let content = success_content(documented).map(|(_, content)| content);
    let of_content = |response: &Value| members(&response["content"]).any(|(_, own)| Some(own) == content);
    let mut successes = statuses().filter(|(status, _)| status.starts_with('2'));
    let status = successes.find(|(_, response)| content.is_none() || of_content(response));
    let status = status.map_or("200", |(status, _)| status).to_owned();
    let mut responses = Map::from_iter([(status, success)]);
    for (status, response) in statuses().filter(|(status, _)| !status.starts_with('2')) {
        // No type is generated for an error: what is not JSON takes any value, and sends it as JSON.
        let content = match response["content"].is_object() {
            true => json!({ "application/octet-stream": {} }),
            false => json!({}),
        };
        responses.insert(status.clone(), json!({ "description": "", "content": content }));
    }
    Value::Object(responses)
}
