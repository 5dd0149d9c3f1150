//! Fragment, generated types and saved example agree.

use std::collections::{BTreeMap, BTreeSet};

use enumset::EnumSet;
use roas::v3_0::spec::Spec;
use roas::validation::{Options, Validate};
use serde_json::{Value, json};
use zoom_api::types::PacAccountList;
use zoom_api::{operations, secret};

use super::{fragment, saved_example};

#[test]
fn the_fragment_is_openapi_3_0() {
    let spec: Spec = serde_json::from_value(fragment()).unwrap();
    // The type of a form that is kept beside a body stands in an extension, where the validation does not look.
    spec.validate(EnumSet::only(Options::IgnoreUnusedSchemas), None).unwrap();
    let _: openapiv3::OpenAPI = serde_json::from_value(fragment()).unwrap();
}

/// What can differ for a caller: which members a type has, and of which kind each is. That a response may lack any of
/// them, or have null for it, is the generator's doing.
#[test]
fn each_generated_type_has_the_members_of_its_component() {
    let fragment = fragment();
    let components = fragment["components"]["schemas"].as_object().unwrap();
    let generated: BTreeMap<_, _> =
        operations::schemas().into_iter().map(|(name, schema)| (name, serde_json::to_value(schema).unwrap())).collect();
    let (mut problems, mut checked) = (Vec::new(), 0);
    let reached = sent_or_received(&fragment);
    for (name, component) in components.iter().filter(|(name, _)| reached.contains(name.as_str())) {
        let expected = shape(component, components);
        if expected.contains_key("") && ["string|integer", "integer|string"].contains(&expected[""].as_str()) {
            // A type of the crate's own.
            continue;
        }
        checked += 1;
        match generated.get(name.as_str()) {
            Some(schema) => {
                let found = shape(schema, schema["definitions"].as_object().unwrap_or(&serde_json::Map::new()));
                for (member, kind) in &expected {
                    if found.get(member) != Some(kind) {
                        problems.push(format!("{name}.{member}: {kind}, generated as {:?}", found.get(member)));
                    }
                }
            }
            None => problems.push(format!("{name}: no type is generated")),
        }
    }
    assert!(checked > 0, "the fragment has no types");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The types of bodies that are sent and of successes; an error is read by hand.
fn sent_or_received(fragment: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let operations = fragment["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap());
    for (_, operation) in operations.filter(|(_, operation)| operation.is_object()) {
        // A form with files is built field by field.
        if operation["requestBody"]["x-original-media-type"] != "multipart/form-data" {
            references(fragment, &operation["requestBody"], &mut found);
        }
        let responses = operation["responses"].as_object().unwrap();
        for (_, success) in responses.iter().filter(|(status, _)| status.starts_with('2')) {
            references(fragment, success, &mut found);
        }
    }
    found
}

fn references(fragment: &Value, value: &Value, found: &mut BTreeSet<String>) {
    if let Some(name) = value["$ref"].as_str().and_then(|it| it.rsplit('/').next())
        && found.insert(name.to_owned())
    {
        references(fragment, &fragment["components"]["schemas"][name], found);
    }
    match value {
        Value::Object(fields) => fields.values().for_each(|value| references(fragment, value, found)),
        Value::Array(values) => values.iter().for_each(|value| references(fragment, value, found)),
        _ => {}
    }
}

/// The members of a type with their kinds; the kind of the type itself under an empty name if it has no members.
fn shape(schema: &Value, all: &serde_json::Map<String, Value>) -> BTreeMap<String, String> {
    let members = schema["properties"].as_object();
    match members {
        Some(members) => members.iter().map(|(name, member)| (name.clone(), kind(member, all))).collect(),
        None => BTreeMap::from([(String::new(), kind(schema, all))]),
    }
}

fn kind(schema: &Value, all: &serde_json::Map<String, Value>) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        let own = all.get(name).map(|schema| kind(schema, all)).unwrap_or_default();
        // What is no object is the same wherever it is written.
        return if own == "object" { name.to_owned() } else { own };
    }
    for list in ["allOf", "anyOf", "oneOf"] {
        if let Some(parts) = schema[list].as_array() {
            let kinds = parts.iter().filter(|part| part["type"] != "null" && part["enum"] != json!([null]));
            return kinds.map(|part| kind(part, all)).collect::<Vec<_>>().join("|");
        }
    }
    let types = match &schema["type"] {
        Value::String(one) => one.clone(),
        Value::Array(several) => {
            let names = several.iter().filter_map(Value::as_str).filter(|name| *name != "null");
            names.collect::<Vec<_>>().join("|")
        }
        _ => "any".to_owned(),
    };
    match types.as_str() {
        "array" => format!("list of {}", kind(&schema["items"], all)),
        "object" if schema["additionalProperties"].is_object() => {
            format!("map of {}", kind(&schema["additionalProperties"], all))
        }
        "object" if schema["additionalProperties"] == true => "map of any".to_owned(),
        _ => types,
    }
}

#[test]
fn the_saved_example_reads_and_writes_back_to_itself() {
    let example = saved_example();
    let answer: PacAccountList = serde_json::from_value(example.clone()).unwrap();
    assert_eq!(secret::exposed(|| serde_json::to_value(&answer)).unwrap(), example);
    let account = &answer.pac_accounts[0];
    assert_eq!(account.global_dial_in_numbers[0].country.as_deref(), Some("USA"));
    assert_eq!(account.listen_only_password.as_ref().unwrap().expose(), "hkgk");
}
