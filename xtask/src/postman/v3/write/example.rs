//! A saved example.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::table::{self, Entry};
use super::{put, request};
use crate::postman::model::Response;

/// The fields of an example. `value` is the example as its file has it.
pub(super) fn fields(
    response: &Response,
    value: &Value,
    stem: &str,
    order: usize,
    lost: &mut BTreeSet<String>,
) -> Map<String, Value> {
    let name = response.name.as_deref().unwrap_or_default();
    if !response.cookie.is_empty() {
        lost.insert(format!("cookies of example {name:?}"));
    }
    let mut fields = Map::from_iter([("$kind".to_owned(), Value::from("http-example"))]);
    put(&mut fields, "name", (name != stem).then(|| name.into()));
    let sent = match &response.original_request {
        Some(original) => request::sent(original, &value["originalRequest"], lost),
        // What Postman writes where there was none.
        None => Map::from_iter([("url".to_owned(), "".into()), ("method".to_owned(), "GET".into())]),
    };
    fields.insert("request".to_owned(), Value::Object(sent));
    let mut answer = Map::new();
    let code = response.code.as_deref();
    let code = code.map(|code| code.parse::<u64>().map_or_else(|_| Value::from(code), Value::from));
    put(&mut answer, "statusCode", code);
    put(&mut answer, "statusText", response.status.as_deref().map(Value::from));
    put(&mut answer, "headers", table::write(response.header.iter().map(Entry::from)));
    let language = value["_postman_previewlanguage"].as_str().map(str::to_ascii_lowercase);
    let known = ["text", "json", "xml", "html", "javascript", "yaml"];
    let language = language.filter(|language| known.contains(&language.as_str()));
    let language = language.as_deref().unwrap_or("text");
    answer.insert(
        "body".to_owned(),
        json!({ "type": language, "content": response.body.as_deref().unwrap_or_default() }),
    );
    fields.insert("response".to_owned(), Value::Object(answer));
    fields.insert("order".to_owned(), order.into());
    fields
}
