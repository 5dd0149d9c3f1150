//! What has to hold for any input.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use xtask::api::Dialect;
use xtask::zoom::Zoom;

use super::{collection, convert_text, convert_value, document, example, item};

/// Any JSON value of a few levels.
pub(super) fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    scalar.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((any_name(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

pub(super) fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        text("\\PC{0,12}"),
        text("[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?"),
        text("https?://[a-z]{1,5}\\.[a-z]{2}/[a-z{}]{0,5}"),
        text("[a-z]{1,4}@[a-z]{1,4}(\\.[a-z]{2})?"),
        text("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    ]
}

pub(super) fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![text("[a-z]{1,3}(_[a-z]{1,3})?"), text("[0-9]{1,3}"), text("\\PC{0,4}")]
}

/// Texts of a pattern; a pattern that is a strategy by itself is parsed anew for each text.
pub(super) fn text(pattern: &str) -> BoxedStrategy<String> {
    proptest::string::string_regex(pattern).expect("a pattern").boxed()
}

/// A schema of OpenAPI 3.0 as one of JSON Schema: `nullable` is a type more.
fn json_schema(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let mut members: Map<_, _> =
                members.iter().map(|(name, value)| (name.clone(), json_schema(value))).collect();
            if members.remove("nullable") == Some(Value::Bool(true)) {
                return json!({ "anyOf": [Value::Object(members), { "type": "null" }] });
            }
            Value::Object(members)
        }
        Value::Array(values) => values.iter().map(json_schema).collect(),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn each_sample_is_of_the_type_that_is_learned_from_all(samples in prop::collection::vec(any_json(), 1..4)) {
        let mut one = item("Get", "/a", &samples[0]);
        for (number, sample) in samples.iter().enumerate().skip(1) {
            one["response"].as_array_mut().unwrap().push(example(&format!("e{number}"), sample));
        }
        let converted = convert_value(&collection(&[one])).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let document = document(&converted);
        let content = &document["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"];
        let mut schema = json_schema(&content["schema"]);
        // Members of any name stand in `properties`: only what is below `components/schemas` is a schema itself.
        let components: Map<_, _> = document["components"]["schemas"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.clone(), component(schema)))
            .collect();
        if let Value::Object(members) = &mut schema {
            members.insert("components".to_owned(), json!({ "schemas": components }));
        }
        let validator = jsonschema::validator_for(&schema).map_err(|e| TestCaseError::fail(e.to_string()))?;
        for sample in &samples {
            if let Err(error) = validator.validate(sample) {
                return Err(TestCaseError::fail(format!("{sample}: {error} in {schema:#}")));
            }
        }
    }

    #[test]
    fn any_collection_converts_or_errs(
        name in any_json(), request in any_json(), response in any_json(), url in any_json(), body in any_json(),
        auth in any_json(), cut in 0.0..1.0f64,
    ) {
        let item = json!({ "name": name, "request": request, "response": response });
        let inner = json!({
            "name": "x",
            "request": { "method": "POST", "url": url, "body": body, "header": response, "auth": auth },
            "response": [{ "name": name, "code": 200, "body": body, "header": url }],
        });
        let text = collection(&[item, inner]).to_string();
        let _ = convert_text(&text);
        let mut cut = (text.len() as f64 * cut) as usize;
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        let _ = convert_text(&text[..cut]);
    }

    #[test]
    fn any_address_converts_or_is_warned_about(url in "[a-z:/{}.?&=#%$0-9é ]{0,40}") {
        let one = json!({ "name": "x", "request": { "method": "GET", "url": url } });
        let other = item("Get", "/other", &json!({}));
        if let Err(error) = convert_value(&collection(&[one, other])) {
            return Err(TestCaseError::fail(format!("{url}: {error}")));
        }
    }

    #[test]
    fn any_prose_is_read(prose in "(\\*\\*|`|<br>|\\n|Error Code|HTTP Status Code|Scopes?|:| |[0-9]{3}|\\[|\\]\\(|[a-z$]){0,40}") {
        Zoom.operation(&prose);
        Zoom.response(&prose);
        Zoom.parameter(&prose);
    }
}

/// An object's own keywords, with the schemas of its members below `properties`.
fn component(schema: &Value) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let mut translated = Map::new();
    for (keyword, value) in members {
        let value = match (keyword.as_str(), value) {
            ("properties", Value::Object(properties)) => {
                properties.iter().map(|(name, schema)| (name.clone(), json_schema(schema))).collect()
            }
            _ => json_schema(value),
        };
        translated.insert(keyword.clone(), value);
    }
    Value::Object(translated)
}
