//! Fragment, generated types and saved example agree.

use std::collections::BTreeMap;

use enumset::EnumSet;
use roas::v3_0::spec::Spec;
use roas::validation::Validate;
use schemars::schema::RootSchema;
use schemars::schema_for;
use serde_json::{Map, Value, json};
use zoom_api::types::{DialInNumber, ErrorBody, FieldError, PacAccount, PacAccountList};
use zoom_api::{IntOrString, PacAccountList as Answer, secret};

use super::generation::loose_values::loosen;
use super::{fragment, saved_example};

#[test]
fn the_fragment_is_openapi_3_0() {
    let spec: Spec = serde_json::from_value(fragment()).unwrap();
    spec.validate(EnumSet::empty(), None).unwrap();
    let _: openapiv3::OpenAPI = serde_json::from_value(fragment()).unwrap();
}

/// The Rust type of each component. A component without one fails the test.
fn types() -> Vec<(&'static str, RootSchema)> {
    vec![
        ("ConferenceId", schema_for!(IntOrString)),
        ("DialInNumber", schema_for!(DialInNumber)),
        ("ErrorBody", schema_for!(ErrorBody)),
        ("FieldError", schema_for!(FieldError)),
        ("PacAccount", schema_for!(PacAccount)),
        ("PacAccountList", schema_for!(PacAccountList)),
    ]
}

#[test]
fn each_generated_type_has_the_schema_of_its_component() {
    let mut fragment = fragment();
    loosen(&mut fragment);
    let components: BTreeMap<_, _> = fragment["components"]["schemas"].as_object().unwrap().iter().collect();
    let types = types();
    let names: Vec<_> = types.iter().map(|(name, _)| *name).collect();
    assert_eq!(components.keys().map(|name| name.as_str()).collect::<Vec<_>>(), names);
    for (name, schema) in types {
        let found = canonical(&serde_json::to_value(&schema.schema).unwrap());
        assert_eq!(found, canonical(components[&name.to_owned()]), "{name}");
    }
}

/// A schema without texts for people, in one spelling of references, of null and of what is required.
fn canonical(schema: &Value) -> Value {
    let Value::Object(members) = schema else { return schema.clone() };
    let mut found = Map::new();
    for (keyword, value) in members {
        match keyword.as_str() {
            "title" | "description" | "$schema" | "definitions" | "default" => {}
            "nullable" => drop(found.insert("null".to_owned(), true.into())),
            "type" => match value.as_array() {
                Some(types) => {
                    let (null, other): (Vec<_>, Vec<_>) = types.iter().partition(|kind| *kind == "null");
                    assert!(null.len() == 1 && other.len() == 1, "{types:?}");
                    found.insert("null".to_owned(), true.into());
                    found.insert("type".to_owned(), other[0].clone());
                }
                None => drop(found.insert("type".to_owned(), value.clone())),
            },
            "$ref" => {
                let name = value.as_str().unwrap().rsplit('/').next().unwrap();
                // A component of the fragment that is a string or an integer has the type for all of its kind.
                let name = if name == "ConferenceId" { "IntOrString" } else { name };
                found.insert("ref".to_owned(), name.into());
            }
            // One schema beside a null, or a reference that is nullable.
            "anyOf" | "allOf" => {
                for one in value.as_array().unwrap() {
                    match one["type"] == "null" || one["enum"] == json!([null]) {
                        true => drop(found.insert("null".to_owned(), true.into())),
                        false => found.extend(canonical(one).as_object().unwrap().clone()),
                    }
                }
            }
            "properties" => {
                let properties = value.as_object().unwrap().iter();
                let properties: Map<_, _> =
                    properties.map(|(name, schema)| (name.clone(), canonical(schema))).collect();
                found.insert("properties".to_owned(), properties.into());
            }
            "required" => {
                let mut names: Vec<_> = value.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
                names.sort_unstable();
                found.insert("required".to_owned(), names.into());
            }
            "items" => drop(found.insert("items".to_owned(), canonical(value))),
            "oneOf" => {
                let all = value.as_array().unwrap().iter().map(canonical).collect();
                found.insert("oneOf".to_owned(), all);
            }
            _ => drop(found.insert(keyword.clone(), value.clone())),
        }
    }
    Value::Object(found)
}

#[test]
fn the_saved_example_reads_and_writes_back_to_itself() {
    let example = saved_example();
    let answer: Answer = serde_json::from_value(example.clone()).unwrap();
    assert_eq!(secret::exposed(|| serde_json::to_value(&answer)).unwrap(), example);
    let account = &answer.pac_accounts[0];
    assert_eq!(account.global_dial_in_numbers[0].country.as_deref(), Some("USA"));
    assert_eq!(account.listen_only_password.as_ref().unwrap().expose(), "hkgk");
}

#[test]
fn an_error_body_reads_with_and_without_fields() {
    for body in [
        json!({ "code": 300, "message": "x" }),
        json!({ "code": 300, "message": "x", "errors": [{ "field": "a", "message": "b" }] }),
    ] {
        let error: ErrorBody = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(serde_json::to_value(&error).unwrap(), body);
    }
}
