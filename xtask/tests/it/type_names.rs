//! A type's name once given stays, whatever else comes to the collection or goes from it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};
use xtask::api::notes::Plain;
use xtask::api::{Names, Required, analyze};
use xtask::postman::load::parse;
use xtask::progress::Progress;

use super::{collection, item};

/// Converts items, with the names that were given before; returns the document and the names.
fn convert(items: &[Value], names: &Names) -> (Value, Names) {
    let collection = parse(&collection(items).to_string(), Path::new("c.json")).unwrap().collection;
    let analysis = analyze(vec![collection], &Plain, Required::Never, Some(names), &Progress::default());
    (serde_json::to_value(&analysis.api).unwrap(), analysis.names)
}

/// The names of a document's types by the places where they stand.
fn types(document: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                let place = format!("{method} {path} {status}");
                let schema = &response["content"]["application/json"]["schema"];
                gather(document, schema, &place, &mut Vec::new(), &mut found);
            }
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            gather(document, schema, &format!("{method} {path} body"), &mut Vec::new(), &mut found);
        }
    }
    found
}

fn gather(
    document: &Value,
    schema: &Value,
    place: &str,
    around: &mut Vec<String>,
    found: &mut BTreeMap<String, String>,
) {
    if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/components/schemas/")) {
        // One of several scalars is named for what it can be, and another sample can add to that.
        if document["components"]["schemas"][name]["type"] == "object" {
            found.insert(place.to_owned(), name.to_owned());
        }
        if !around.iter().any(|known| known == name) {
            around.push(name.to_owned());
            gather(document, &document["components"]["schemas"][name], place, around, found);
            around.pop();
        }
    }
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        gather(document, member, &format!("{place}.{name}"), around, found);
    }
    if schema["items"].is_object() {
        gather(document, &schema["items"], &format!("{place}[]"), around, found);
    }
}

fn names(types: &[(&str, &str)]) -> Names {
    let types = types.iter().map(|(place, name)| ((*place).to_owned(), (*name).to_owned())).collect();
    Names { types, ..Names::default() }
}

#[test]
fn a_type_s_name_is_that_of_its_place() {
    let items = [item("Get user", "/users/:id", &json!({ "id": 1, "address": { "street": "a" } }))];
    let given = names(&[("GET /users/{id} 200", "Person"), ("GET /users/{id} 200.address", "Home")]);
    let (document, used) = convert(&items, &given);
    assert_eq!(used.types, given.types);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas.keys().collect::<Vec<_>>(), ["Home", "Person"]);
}

#[test]
fn a_type_of_several_places_has_the_members_of_all() {
    let user = json!({ "id": 1, "name": "a", "plan": { "id": 1, "name": "x", "price": 2 } });
    let get = item("Get user", "/users/:id", &user);
    let find = |sample: &Value| item("Find user", "/find", sample);
    let (document, used) = convert(&[get.clone(), find(&user)], &Names::default());
    let before = types(&document);
    let mut more = user;
    more["plan"]["ends"] = json!({ "on": "2026-01-01" });
    let (document, _) = convert(&[get, find(&more)], &used);
    let after = types(&document);
    for (place, name) in &before {
        assert_eq!(after.get(place), Some(name), "{place}");
    }
    assert_eq!(before["get /find 200"], before["get /users/{id} 200"]);
    assert!(after.contains_key("get /users/{id} 200.plan.ends"), "{after:?}");
}

#[test]
fn a_new_place_joins_a_type_of_its_shape() {
    let user = json!({ "id": 1, "name": "a", "mail": "b" });
    let (_, used) = convert(&[item("Get user", "/users/:id", &user)], &names(&[("GET /users/{id} 200", "Person")]));
    let items = [item("Get user", "/users/:id", &user), item("Members", "/members", &json!({ "all": [user] }))];
    assert_eq!(types(&convert(&items, &used).0)["get /members 200.all[]"], "Person");
}

#[test]
fn types_of_two_names_stay_two() {
    let user = json!({ "id": 1, "name": "a", "mail": "b" });
    let items = [item("Get user", "/users/:id", &user), item("Find user", "/find", &user)];
    let given = names(&[("GET /users/{id} 200", "Person"), ("GET /find 200", "Found")]);
    let types = types(&convert(&items, &given).0);
    assert_eq!((types["get /users/{id} 200"].as_str(), types["get /find 200"].as_str()), ("Person", "Found"));
}

#[test]
fn a_name_whose_owner_is_gone_is_given_to_nobody() {
    let given = names(&[("GET /gone 200", "User")]);
    let collection = collection(&[item("Get user", "/users/:id", &json!({ "id": 1 }))]).to_string();
    let collection = parse(&collection, Path::new("c.json")).unwrap().collection;
    let analysis = analyze(vec![collection], &Plain, Required::Never, Some(&given), &Progress::default());
    assert!(!analysis.api.schemas.contains_key("User"), "{:?}", analysis.api.schemas);
    assert!(analysis.warnings.iter().any(|warning| warning.to_string().contains("no type of this name is left")));
}

#[test]
fn a_place_that_is_no_object_any_more_breaks_nothing() {
    let given = names(&[("GET /users/{id} 200", "User"), ("GET /users/{id} 200.plan", "Plan")]);
    for sample in [json!([1]), json!("a"), json!({ "17": { "id": 1 } }), json!({}), json!({ "plan": [{ "id": 1 }] })] {
        let (document, _) = convert(&[item("Get user", "/users/:id", &sample)], &given);
        assert!(document["components"]["schemas"]["Plan"].is_null(), "{sample}");
    }
}

#[test]
fn levels_that_become_deeper_keep_their_name() {
    for (first, then) in [
        (json!({ "id": 1, "in": [{ "id": 2 }] }), json!({ "id": 1, "in": [{ "id": 2, "in": [{ "id": 3 }] }] })),
        (json!({ "id": 1, "in": [{ "id": 2, "in": [] }] }), json!({ "id": 1, "in": [{ "id": 2, "in": [], "x": 1 }] })),
    ] {
        let (document, used) = convert(&[item("Get folder", "/folders/:id", &first)], &Names::default());
        let before = types(&document);
        let after = types(&convert(&[item("Get folder", "/folders/:id", &then)], &used).0);
        for (place, name) in before {
            assert_eq!(after.get(&place), Some(&name), "{place} of {then}");
        }
    }
}

#[test]
fn shared_types_are_named_without_a_verb() {
    let user = json!({ "id": 1, "name": "a", "mail": "b" });
    let file = json!({ "id": "a", "size": 1, "type": "b" });
    for (items, expected) in [
        (vec![("Activate user", "/users/:id/on", &user), ("Suspend user", "/users/:id/off", &user)], "User"),
        (vec![("Create user", "/users", &user), ("Invite people", "/users", &user)], "User"),
        (
            vec![
                ("Upload virtual background files", "/users/:id/virtual_backgrounds", &file),
                ("Upload group virtual background files", "/groups/:id/virtual_backgrounds", &file),
            ],
            "VirtualBackgroundFile",
        ),
        (
            vec![("Close poll", "/polls/:id", &json!({ "ok": true })), ("Send note", "/notes", &json!({ "ok": true }))],
            "OkResponse",
        ),
    ] {
        let items: Vec<_> = items
            .into_iter()
            .enumerate()
            .map(|(number, (name, path, sample))| item(name, &format!("/v{number}{path}"), sample))
            .collect();
        let found: BTreeSet<_> = types(&convert(&items, &Names::default()).0).into_values().collect();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [expected]);
    }
}

/// A value of few words, so that the same objects stand in many places.
fn sample() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![Just(json!(1)), Just(json!("a")), Just(json!(true)), Just(json!(1.5))];
    let member = || prop::sample::select(vec!["id", "name", "user", "items", "plan", "in"]);
    let value = scalar.prop_recursive(3, 16, 4, move |inner| {
        prop_oneof![
            2 => prop::collection::btree_map(member(), inner.clone(), 1..4).prop_map(|members| json!(members)),
            1 => prop::collection::vec(inner, 1..2).prop_map(Value::from),
        ]
    });
    prop::collection::btree_map(member(), value, 1..4).prop_map(|members| json!(members))
}

/// An item by its method, name, path and saved example.
type Parts = (&'static str, &'static str, &'static str, Value);

fn parts() -> impl Strategy<Value = Parts> {
    let methods = prop::sample::select(vec!["GET", "POST", "PATCH"]);
    let names = prop::sample::select(vec!["Get user", "List users", "Create plan", "Update", "Assign items"]);
    let paths = prop::sample::select(vec!["/users", "/users/:id", "/plans/:plan", "/users/:id/plan", "/items", "/in"]);
    (methods, names, paths, sample())
}

fn written((method, name, path, sample): &Parts) -> Value {
    let mut item = item(name, path, sample);
    item["request"]["method"] = json!(method);
    if *method != "GET" {
        item["request"]["body"] =
            json!({ "mode": "raw", "raw": sample.to_string(), "options": { "raw": { "language": "json" } } });
    }
    item
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    /// From a part of a collection to all of it, in steps, in any order, with items renamed.
    #[test]
    fn no_type_s_name_ever_changes(
        all in prop::collection::vec(parts(), 1..8).prop_shuffle(), new_name in "[A-Z][a-z]{1,6}", steps in 1..4usize,
        rotation in 0..8usize,
    ) {
        let mut used = Names::default();
        let mut before = BTreeMap::new();
        for step in 1..=steps {
            let mut items: Vec<_> = all.iter().take(all.len().max(1) * step / steps).map(written).collect();
            if items.is_empty() {
                continue;
            }
            let by = rotation % items.len();
            items.rotate_left(by);
            items[0]["name"] = json!(new_name);
            let (document, names) = convert(&items, &used);
            let after = types(&document);
            for (place, name) in &before {
                // A place that shows other kinds of values beside objects is of no type any more.
                if let Some(now) = after.get(place) {
                    prop_assert_eq!(now, name, "{} of {:#?}", place, items);
                }
            }
            prop_assert!(used.types.iter().all(|(place, name)| names.types.get(place) == Some(name)));
            let (again, same) = convert(&items, &names);
            prop_assert_eq!(&again, &document);
            prop_assert_eq!(&same, &names);
            (used, before) = (names, after);
        }
    }

    /// What stays keeps its names when other items go and come back.
    #[test]
    fn names_outlive_their_items(all in prop::collection::vec(parts(), 2..8), keep in 1..7usize) {
        let items: Vec<_> = all.iter().map(written).collect();
        let (document, used) = convert(&items, &Names::default());
        let before = types(&document);
        let (document, used) = convert(&items[keep.min(items.len() - 1)..], &used);
        for (place, name) in types(&document) {
            if let Some(known) = before.get(&place) {
                prop_assert_eq!(known, &name, "{}", place);
            }
        }
        let after = types(&convert(&items, &used).0);
        for (place, name) in &before {
            prop_assert_eq!(after.get(place), Some(name), "{}", place);
        }
    }
}
