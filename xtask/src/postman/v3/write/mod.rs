//! An item of v2.1 as files of schema 3.0.0: its request, and one for each of its examples.
//!
//! The fields stand in the order in which Postman writes them. What the format has no place for is listed, so that it is not
//! lost without a word.

mod address;
mod body;
mod example;
mod request;
mod table;

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::example::own_directory;
use crate::postman::file_names::{self, Taken};
use crate::postman::model::Item;
use crate::yaml;

pub(crate) use self::address::complete;

/// The files of an item.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Files {
    /// Their paths, as seen from the folder of the item, and their texts; the request's is the first.
    pub(crate) files: Vec<(String, String)>,
    /// What of the item has no place in them.
    pub(crate) lost: BTreeSet<String>,
}

/// The directory of the examples of a request, as seen from the request's.
pub(crate) fn examples_of(stem: &str) -> String {
    own_directory(stem)
}

/// Writes an item; `stem` is that of its request's file.
///
/// # Errors
///
/// If the value is no item.
pub(crate) fn files(value: &Value, stem: &str) -> serde_json::Result<Files> {
    let item: Item = serde_json::from_value(value.clone())?;
    let mut lost = BTreeSet::new();
    let mut examples = Vec::new();
    let mut taken = Taken::default();
    for (number, response) in item.response.iter().enumerate() {
        let name = response.name.as_deref().unwrap_or_default();
        let stem = file_names::of_postman(name).unwrap_or_else(|| "example".to_owned());
        let order = 1000 * (number + 1);
        let saved = &value["response"][number];
        // A file whose name is taken gets a number, and the example keeps its own.
        let file = taken.give_as_postman(&stem, ".example.yaml");
        let stem = file.trim_end_matches(".example.yaml");
        let fields = example::fields(response, saved, stem, order, &mut lost);
        examples.push((file, fields));
    }
    let mut fields = request::fields(&item, value, stem, &mut lost);
    if !examples.is_empty() {
        fields.insert("examples".to_owned(), format!("./{}", own_directory(stem)).into());
    }
    let directory = own_directory(stem);
    let examples = examples.into_iter().map(|(file, fields)| (format!("{directory}/{file}"), fields));
    let mut files = Vec::new();
    for (file, mut fields) in std::iter::once((format!("{stem}.request.yaml"), fields)).chain(examples) {
        fields.values_mut().for_each(|value| cut(value, 1, &mut lost));
        files.push((file, yaml::document(&fields)));
    }
    Ok(Files { files, lost })
}

/// Takes out what is nested more deeply than a file of this format is read; nothing that Postman writes is.
fn cut(value: &mut Value, depth: usize, lost: &mut BTreeSet<String>) {
    const DEEPEST: usize = yaml::DEEPEST / 2;
    match value {
        Value::Array(_) | Value::Object(_) if depth > DEEPEST => {
            lost.insert(format!("what is nested in more than {DEEPEST} lists and mappings"));
            *value = Value::Null;
        }
        Value::Array(list) => list.iter_mut().for_each(|value| cut(value, depth + 1, lost)),
        Value::Object(fields) => fields.values_mut().for_each(|value| cut(value, depth + 1, lost)),
        _ => {}
    }
}

/// Adds a field that has something in it.
fn put(fields: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        fields.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The texts in `lost`, or the text of the request.
    fn check(item: &Value, expected: &str) {
        let Files { files, lost } = files(item, "Get").unwrap();
        let text = lost.into_iter().map(|lost| format!("! {lost}\n")).chain(files.into_iter().map(|(_, text)| text));
        assert_eq!(text.collect::<String>(), expected);
    }

    #[test]
    fn requests() {
        check(
            &json!({ "name": "Get", "request": "https://h.io/a" }),
            "$kind: http-request\nurl: https://h.io/a\nmethod: GET\n",
        );
        let auth = json!({ "type": "apikey", "apikey": [{ "key": "key", "value": "X", "type": "string" }] });
        check(
            &json!({
                "name": "Get: a", "id": "1", "_postman_id": "2", "weight": 3,
                "request": {
                    "method": "POST", "description": { "content": "a\nb" }, "auth": auth,
                    "header": [{ "key": "A", "value": "1" }, { "key": "A", "value": "2" }],
                    "url": { "protocol": "https", "host": ["{{h}}"], "path": ["a", ":id"],
                        "query": [{ "key": "q", "value": "1" }, { "key": "off", "value": null, "disabled": true }],
                        "variable": [{ "key": "id", "value": "7" }] },
                    "body": { "mode": "raw", "raw": "{\n}", "options": { "raw": { "language": "json" } } },
                },
                "event": [{ "listen": "test", "script": { "exec": ["a", "b"] } }],
                "protocolProfileBehavior": { "strictSSL": true, "disabledSystemHeaders": { "accept": true } },
            }),
            r#"! `weight`
$kind: http-request
name: "Get: a"
description: |-
  a
  b
url: "https://{{h}}/a/:id?q=1"
method: POST
headers:
  - key: A
    value: "1"
  - key: A
    value: "2"
queryParams:
  - key: q
    value: "1"
  - key: "off"
    value: null
    disabled: true
pathVariables:
  id: "7"
body:
  type: json
  content: |-
    {
    }
auth:
  type: apikey
  credentials:
    key: X
scripts:
  - type: afterResponse
    code: |-
      a
      b
    language: text/javascript
settings:
  strictSSL: true
  disabledSystemHeaders:
    - accept
"#,
        );
    }

    #[test]
    fn what_has_no_place_is_listed() {
        let deep = (0..30).fold(json!(1), |inner, _| json!([inner]));
        let deep = json!({ "type": "oauth2", "oauth2": [{ "key": "a", "value": deep }] });
        let of = |item: Value| files(&item, "Get").unwrap().lost.into_iter().collect::<Vec<_>>().join(" ");
        for (item, expected) in [
            (json!({ "request": { "body": { "mode": "raw", "raw": "a", "disabled": true } } }), "the disabled body"),
            (
                json!({ "request": { "method": "GET", "body": { "mode": "graphql", "graphql": {} } } }),
                "the method \"GET\" of a GraphQL request",
            ),
            (json!({ "request": { "auth": deep } }), "what is nested in more than 12 lists and mappings"),
            (
                json!({ "request": {}, "response": [{ "name": "a", "cookie": [{}], "responseTime": 1 }] }),
                "cookies of example \"a\"",
            ),
            (
                json!({ "request": { "body": { "mode": "raw", "raw": "a", "options": { "raw": { "language": "text" } } } } }),
                "",
            ),
        ] {
            assert_eq!(of(item.clone()), expected, "{item}");
        }
    }

    #[test]
    fn examples_of_one_name_have_files_of_their_own() {
        let example = |name: &str| json!({ "name": name, "code": 200, "status": "OK", "body": "{}" });
        let examples: Vec<_> = ["A/B", "a:b", "", ""].map(example).into();
        let Files { files, .. } =
            files(&json!({ "name": "Get", "request": "/a", "response": examples }), "Get").unwrap();
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        let directory = ".resources/Get.resources/examples";
        assert_eq!(names[0], "Get.request.yaml");
        let expected = ["A-B", "a-b 1", "example", "example 1"].map(|stem| format!("{directory}/{stem}.example.yaml"));
        assert_eq!(names[1..], expected);
        assert!(files[0].1.ends_with(&format!("examples: ./{directory}\n")), "{}", files[0].1);
        assert_eq!(
            files[2].1,
            "$kind: http-example\nname: a:b\nrequest:\n  url: \"\"\n  method: GET\nresponse:\n  statusCode: 200\n  \
             statusText: OK\n  body:\n    type: text\n    content: \"{}\"\norder: 2000\n"
        );
    }
}
