//! Collections that nobody has written, in both formats.

use proptest::prelude::*;
use serde_json::{Value, json};
use xtask::import::Format;

use super::super::{collection, convert_path, example};
use super::{Files, import_into};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z .:/?'\"{}#-]{0,10}",
        1 => "[a-z]{1,3}(\r?\n[ \t]{0,2}[a-z]{0,3}){0,3}",
        1 => any::<String>(),
    ]
}

fn parameters() -> impl Strategy<Value = Value> {
    let one = ("[A-Za-z][A-Za-z-]{0,5}", text(), prop::option::of(text()), prop::bool::weighted(0.2));
    prop::collection::vec(one, 0..4).prop_map(|list| {
        let each = list.into_iter().map(|(key, value, description, disabled)| {
            let mut entry = json!({ "key": key, "value": value });
            if let Some(description) = description {
                entry["description"] = description.into();
            }
            if disabled {
                entry["disabled"] = true.into();
            }
            entry
        });
        each.collect()
    })
}

fn a_body() -> impl Strategy<Value = Value> {
    let language = prop::sample::select(vec![
        json!({}),
        json!({ "raw": { "language": "json" } }),
        json!({ "raw": { "language": "xml" } }),
    ]);
    prop_oneof![
        2 => Just(Value::Null),
        3 => (prop_oneof![text(), Just("{\n  \"a\": [1, null]\n}".to_owned())], language)
            .prop_map(|(raw, options)| json!({ "mode": "raw", "raw": raw, "options": options })),
        1 => parameters().prop_map(|list| json!({ "mode": "urlencoded", "urlencoded": list })),
        1 => parameters().prop_map(|list| json!({ "mode": "formdata", "formdata": list })),
        1 => Just(json!({ "mode": "file", "file": { "src": "/a" } })),
        1 => text().prop_map(|query| json!({ "mode": "graphql", "graphql": { "query": query, "variables": "{\"a\": 1}" } })),
    ]
}

fn an_auth() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        Value::Null,
        json!({ "type": "noauth" }),
        json!({ "type": "bearer", "bearer": [{ "key": "token", "value": "{{t}}", "type": "string" }] }),
        json!({ "type": "apikey", "apikey": [{ "key": "key", "value": "X-K" }, { "key": "in", "value": "query" }] }),
        json!({ "type": "oauth2", "oauth2": { "accessTokenUrl": "https://h.io/t", "useBrowser": false } }),
    ])
}

prop_compose! {
    fn an_item()(
        name in text(),
        path in "(/[a-c]|/:[a-c]|/\\{\\{[a-c]\\}\\}){1,3}",
        base in prop::sample::select(vec!["{{base}}", "https://h.io/v1", "https://{{host}}", ""]),
        header in parameters(),
        query in parameters(),
        variable in parameters(),
        body in a_body(),
        auth in an_auth(),
        description in prop::option::of(text()),
        examples in prop::collection::vec((text(), prop::sample::select(vec![json!(200), json!(404), json!("500"), json!(null)]), text(), prop::bool::ANY), 0..3),
    ) -> Value {
        let url = json!({ "raw": format!("{base}{path}"), "query": query, "variable": variable });
        // GraphQL is a POST in schema 3.0.0.
        let request = json!({ "method": "POST", "url": url, "header": header, "body": body, "auth": auth, "description": description });
        let sent = json!({ "method": "POST", "url": url, "header": header });
        let response: Vec<_> = examples.into_iter().map(|(name, code, body, has_request)| {
            let mut saved = example(&name, &json!(body));
            saved["code"] = code;
            saved["body"] = body.into();
            if has_request {
                saved["originalRequest"] = sent.clone();
            }
            saved
        }).collect();
        json!({ "name": name, "request": request, "response": response })
    }
}

/// A collection whose items have all that schema 3.0.0 can hold.
pub(crate) fn a_collection() -> impl Strategy<Value = Value> {
    (prop::collection::vec(an_item(), 1..4), an_auth()).prop_map(|(items, auth)| {
        let mut all = collection(&[json!({ "name": "Folder", "item": items })]);
        all["auth"] = auth;
        all["variable"] = json!([{ "key": "base", "value": "https://h.io/v2" }]);
        all
    })
}

/// Imports a collection in both formats, and converts what was written.
fn in_both(all: &Value) -> [Result<String, String>; 2] {
    let files = Files::new();
    let from = files.write("in.json", &all.to_string());
    [("old", Format::V21), ("new", Format::V3)].map(|(into, format)| {
        import_into(&files, &from, into, Some(format)).map_err(|failure| failure.0.replace(into, "…"))?;
        let converted = convert_path(&files.path(into)).map_err(|failure| failure.0.replace(into, "…"))?;
        Ok(converted.text().unwrap())
    })
}

/// The operations that come of both formats, by path and method.
pub(crate) fn operations(all: &Value) -> (Vec<String>, Vec<String>) {
    let [old, new] = in_both(all).map(|text| {
        let document: Value = serde_json::from_str(&text.unwrap_or_else(|_| "{}".to_owned())).unwrap();
        let paths = document["paths"].as_object().into_iter().flatten();
        let each = paths.flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
        });
        each.collect()
    });
    (old, new)
}

/// Says in what the fragments of both formats differ.
pub(crate) fn difference(all: &Value) -> Option<String> {
    let [old, new] = in_both(all);
    match (old, new) {
        (Ok(old), Ok(new)) => xtask::convert::diff("fragment", &old, &new),
        (Err(_), Err(_)) => None,
        (old, new) => Some(format!("{:?}\n{:?}", old.err(), new.err())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    /// What is written as v3 is read as what it was.
    #[test]
    fn a_collection_written_as_v3_is_the_same(all in a_collection()) {
        let difference = difference(&all);
        prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    }
}
