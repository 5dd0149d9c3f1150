//! What zoom-api's build makes of fragments that are not the one that is shipped.

use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::ToTokens;
use serde_json::{Value, json};

#[path = "../zoom-api/build/loose_values.rs"]
pub mod loose_values;
#[path = "../zoom-api/build/nullable_lists.rs"]
mod nullable_lists;
#[path = "../zoom-api/build/operations.rs"]
mod operations;

fn document(operations: &[(&str, Value)]) -> openapiv3::OpenAPI {
    let paths: serde_json::Map<_, _> =
        operations.iter().map(|(path, operation)| ((*path).to_owned(), json!({ "put": operation }))).collect();
    let document = json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": paths });
    serde_json::from_value(document).unwrap()
}

fn generate(spec: &openapiv3::OpenAPI) -> syn::File {
    let mut settings = GenerationSettings::new();
    settings.with_interface(InterfaceStyle::Builder).with_hooks(HooksMode::Expected);
    settings.with_inner_type(quote::quote!(()));
    syn::parse2(Generator::new(&settings).generate_tokens(spec).unwrap()).unwrap()
}

fn operation(id: &str) -> Value {
    json!({ "operationId": id, "x-rate-limit-label": "Heavy", "responses": { "204": { "description": "done" } } })
}

#[test]
fn an_operation_is_known_by_the_id_that_is_generated() {
    let spec = document(&[("/a/move", operation("move")), ("/b", operation("getUser1"))]);
    let code = operations::function(&spec, &generate(&spec)).unwrap().to_token_stream().to_string();
    for (id, path) in [("move_", "/a/move"), ("get_user1", "/b")] {
        let known = format!(r#""{id}" => Some (Operation {{ path : "{path}" , rate_limit_label : Some ("Heavy") }})"#);
        assert!(code.contains(&known), "{known}: {code}");
    }
}

#[test]
fn an_operation_that_only_one_side_has_fails_the_build() {
    let (one, both) =
        (document(&[("/a", operation("a"))]), document(&[("/a", operation("a")), ("/b", operation("b"))]));
    let missing = operations::function(&both, &generate(&one)).map(drop).unwrap_err();
    assert!(missing.contains(r#""b" is not in the generated code"#), "{missing}");
    let unknown = operations::function(&one, &generate(&both)).map(drop).unwrap_err();
    assert!(unknown.contains(r#""b" is not one of the fragment's"#), "{unknown}");
}

/// A builder whose optional list were a list would not compile: it starts without one.
#[test]
fn an_optional_list_of_the_query_stays_optional() {
    let ids = json!({ "name": "ids", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } });
    let mut with_ids = operation("a");
    with_ids["parameters"] = json!([ids]);
    let mut client = generate(&document(&[("/a", with_ids)]));
    let before = client.to_token_stream().to_string();
    nullable_lists::rewrite(&mut client);
    assert!(before.contains("Option < :: std :: vec :: Vec"), "{before}");
    assert_eq!(client.to_token_stream().to_string(), before);
}

/// A second item with a date must build without a crate for dates, and what Zoom leaves empty must not fail a response.
#[test]
fn dates_stay_strings_and_lists_may_be_null() {
    let member = json!({ "type": "string", "format": "date-time" });
    let list = json!({ "type": "array", "items": { "type": "string", "format": "uuid" } });
    let mut document = json!({
        "paths": { "/a": { "get": { "parameters": [{ "name": "from", "schema": { "type": "string", "format": "date" } }] } } },
        "components": { "schemas": { "A": { "properties": { "at": member, "ids": list, "map": { "additionalProperties": member } } } } },
    });
    loose_values::loosen(&mut document);
    let string = json!({ "type": "string" });
    assert_eq!(document["paths"]["/a"]["get"]["parameters"][0]["schema"], string);
    let properties = &document["components"]["schemas"]["A"]["properties"];
    assert_eq!(properties["at"], string);
    assert_eq!(properties["map"]["additionalProperties"], string);
    assert_eq!(properties["ids"], json!({ "type": "array", "items": string, "nullable": true }));
}
