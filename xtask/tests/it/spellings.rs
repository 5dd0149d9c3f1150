//! Names are spelled in the client as the converter says: else it would take two for apart that are one.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use xtask::api::rust_name;
use xtask::verify;

use super::{collection, convert_value, document, item};

/// The structs of a client's types, and each with its fields: what they are called in JSON and in Rust.
fn structs(client: &str) -> Vec<(String, Vec<(String, String)>)> {
    let file = syn::parse_file(client).unwrap();
    let types = file.items.iter().find_map(|item| match item {
        syn::Item::Mod(module) if module.ident == "types" => module.content.as_ref(),
        _ => None,
    });
    let structs = types.unwrap().1.iter().filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item),
        _ => None,
    });
    structs.map(|item| (item.ident.to_string(), item.fields.iter().filter_map(field).collect())).collect()
}

fn field(field: &syn::Field) -> Option<(String, String)> {
    let in_rust = field.ident.as_ref()?.to_string();
    let mut in_json = in_rust.clone();
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        _ = attribute.parse_nested_meta(|meta| {
            let value = meta.value().and_then(|value| value.parse::<syn::LitStr>());
            if meta.path.is_ident("rename") {
                in_json = value?.value();
            }
            Ok(())
        });
    }
    Some((in_json, in_rust))
}

fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[aAbB019_ '’.@İßΣ٣①é-]{1,8}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

    #[test]
    fn members(names in prop::collection::vec(any_name(), 1..12)) {
        let mut taken = std::collections::HashSet::new();
        let members: Map<String, Value> = names
            .into_iter()
            .filter(|name| taken.insert(rust_name(name)))
            .map(|name| (name, json!({ "type": "string" })))
            .collect();
        let document = json!({
            "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": {},
            "components": { "schemas": { "Thing": { "type": "object", "properties": members } } },
        });
        let client = verify::client(&document.to_string()).unwrap();
        let structs = structs(&client);
        let (_, fields) = structs.iter().find(|(name, _)| name == "Thing").unwrap();
        prop_assert_eq!(fields.len(), members.len());
        for (in_json, in_rust) in fields {
            let in_rust = in_rust.strip_prefix("r#").unwrap_or(in_rust);
            // A keyword has a line below it.
            prop_assert_eq!(in_rust.trim_end_matches('_'), rust_name(in_json), "{:?}", in_json);
        }
    }

    #[test]
    fn types(names in prop::collection::vec("[a-cA-C0-2 _-]{1,8}", 1..6)) {
        let sample = json!({ "id": 1, "name": "a" });
        let items: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(number, name)| item(&format!("Get {name}"), &format!("/a{number}"), &json!({ (name): sample, "number": number })))
            .collect();
        let document = document(&convert_value(&collection(&items)).unwrap());
        let client = verify::client(&document.to_string()).unwrap();
        let structs = structs(&client);
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            if schema["properties"].is_object() {
                prop_assert!(structs.iter().any(|(of, _)| of == name), "{} is none of {:?}", name, structs);
            }
        }
    }
}
