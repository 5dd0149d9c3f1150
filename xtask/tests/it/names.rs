//! The file of names: what is in it stays, what is new comes to it, and what is wrong with it is said.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use proptest::prelude::*;
use serde_json::{Value, json};
use xtask::convert::{Job, convert};

use super::{collection, document, item};

/// Converts items with the names in a file, which is then as it is written.
fn grow(names: &Path, items: &[Value]) -> Value {
    let folder = names.parent().unwrap();
    let path = folder.join("collection.json");
    fs::write(&path, collection(items).to_string()).unwrap();
    let job = Job { collections: vec![path], names: Some(names.to_owned()), ..Job::default() };
    let converted = convert(&job).unwrap();
    fs::write(names, converted.names.as_ref().unwrap()).unwrap();
    document(&converted)
}

/// The names of operations by method and path.
fn names_of(document: &Value) -> Vec<(String, [Value; 3])> {
    let mut names = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let of = ["operationId", "x-sdk-group", "x-sdk-method"].map(|field| operation[field].clone());
            names.push((format!("{method} {path}"), of));
        }
    }
    names
}

fn folder(name: &str, items: &[Value]) -> Value {
    json!({ "name": name, "item": items })
}

#[test]
fn a_name_stays_when_another_item_has_the_same_words() {
    let folder_of = tempfile::tempdir().unwrap();
    let names = folder_of.path().join("names.yaml");
    let seed = folder("Dashboard", &[item("List meetings", "/metrics/all/meetings", &json!({}))]);
    let before = names_of(&grow(&names, std::slice::from_ref(&seed)));
    let other = folder("Meetings", &[item("List meetings", "/meetings", &json!({}))]);
    let after = names_of(&grow(&names, &[other, seed]));
    assert_eq!(before[0].1[0], "list_meetings");
    assert!(after.contains(&before[0]), "{after:?}");
    let new = after.iter().find(|(key, _)| key == "get /meetings").unwrap();
    assert_eq!(new.1, ["meetings_list_meetings", "meetings", "list"].map(Value::from));
}

#[test]
fn parameters_of_a_path_keep_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let names = folder.path().join("names.yaml");
    grow(&names, &[item("Get user", "/users/:userId", &json!({}))]);
    let renamed = [
        item("Get user", "/users/:id", &json!({})),
        item("Find user", "/users/:id", &json!({})),
        item("Get plan", "/users/:id/plan", &json!({})),
    ];
    let document = grow(&names, &renamed);
    let paths: Vec<_> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(paths, ["/users/{userId}", "/users/{id}/plan"]);
    assert_eq!(document["paths"]["/users/{userId}"]["get"]["parameters"][0]["name"], "userId");
}

/// What the parameters of an operation and the members of its answer are called in Rust, by their names.
fn rust_names(document: &Value, path: &str) -> [BTreeMap<String, String>; 2] {
    let operation = &document["paths"][path]["get"];
    let named = |name: &Value, value: &Value| {
        let usual = || xtask::api::rust_name(name.as_str().unwrap());
        (name.as_str().unwrap().to_owned(), value["x-rust-name"].as_str().map_or_else(usual, str::to_owned))
    };
    let parameters = ["parameters", "x-other-parameters"].map(|field| operation[field].as_array());
    let parameters = parameters.into_iter().flatten().flatten().map(|it| named(&it["name"], it));
    let schema = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].as_str().unwrap();
    let schema = document.pointer(schema.trim_start_matches('#')).unwrap();
    let members = ["properties", "x-other-properties"].map(|field| schema[field].as_object());
    let members = members.into_iter().flatten().flatten().map(|(name, it)| named(&Value::from(name.clone()), it));
    [parameters.collect(), members.collect()]
}

/// Names of which several are one in Rust, as they come one after the other and in front of each other.
#[test]
fn names_in_rust_stay_when_others_come_that_are_one_with_them() {
    let folder = tempfile::tempdir().unwrap();
    let names = folder.path().join("names.yaml");
    let mut before = [BTreeMap::new(), BTreeMap::new()];
    for all in [
        &["user_id"][..],
        &["userId", "user_id"],
        &["user(id", "userId", "user_id"],
        &["user!id", "user id", "user(id", "userId", "user_id", "user_id_2", "user_id_camel", "user_id_3"],
        &["user id", "userId"],
        &["User-Id", "user!id", "user id", "user(id", "userId", "user_id"],
    ] {
        let sample: serde_json::Map<_, _> = all.iter().map(|name| ((*name).to_owned(), json!(1))).collect();
        let query: Vec<_> = all.iter().map(|name| json!({ "key": name, "value": "1" })).collect();
        let mut get = item("Get part", "/parts", &Value::Object(sample));
        get["request"]["url"] =
            json!({ "raw": "", "host": ["https://api.example.com"], "path": ["parts"], "query": query });
        let after = rust_names(&grow(&names, &[get]), "/parts");
        for (before, after) in before.iter_mut().zip(after) {
            assert_eq!(after.len(), all.len(), "{after:?}");
            assert_eq!(after.values().collect::<BTreeSet<_>>().len(), all.len(), "{after:?}");
            for (name, rust_name) in after {
                let known = before.entry(name.clone()).or_insert_with(|| rust_name.clone());
                assert_eq!(*known, rust_name, "{name}, of {all:?}");
            }
        }
    }
    let text = fs::read_to_string(&names).unwrap();
    assert!(
        text.contains("    parameters:\n      \"query User-Id\": ") || text.contains("      query User-Id: "),
        "{text}"
    );
}

#[test]
fn names_that_a_person_edits_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let names = folder.path().join("names.yaml");
    let items = [item("Get user", "/users/:id", &json!({})), item("List users", "/users", &json!({}))];
    grow(&names, &items);
    let text = fs::read_to_string(&names).unwrap();
    assert!(text.contains("    id: get_user\n    group: users\n    method: get\n"), "{text}");
    let edited = text.replace("    method: get\n", "    method: one # shorter\n").replace("id: get_user", "id: user");
    fs::write(&names, &edited).unwrap();
    let found = names_of(&grow(&names, &items));
    assert_eq!(found[1].1, ["user", "users", "one"].map(Value::from));
    assert_eq!(fs::read_to_string(&names).unwrap(), edited);
}

#[test]
fn a_name_whose_owner_is_gone_is_said_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let names = folder.path().join("names.yaml");
    grow(&names, &[item("Get user", "/users/:id", &json!({})), item("List users", "/users", &json!({}))]);
    let text = fs::read_to_string(&names).unwrap();
    let path = folder.path().join("collection.json");
    fs::write(&path, collection(&[item("Get user", "/people/:id", &json!({}))]).to_string()).unwrap();
    let converted = convert(&Job { collections: vec![path], names: Some(names), ..Job::default() }).unwrap();
    let warnings: Vec<_> = converted.warnings.iter().map(ToString::to_string).collect();
    for gone in
        ["name get_user: no item is GET /users/{id} any more", "name list_users: no item is GET /users any more"]
    {
        assert!(warnings.iter().any(|warning| warning.starts_with(gone)), "{warnings:?}");
    }
    let after = converted.names.clone().unwrap();
    let mut lines = after.lines();
    assert!(text.lines().all(|line| lines.any(|found| found == line)), "{after}");
    // Callers of the old `get_user` must not find another operation behind it.
    assert_ne!(names_of(&document(&converted))[0].1[0], "get_user");
}

fn xtask(arguments: &[&Path]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).arg("gen").args(arguments).output().unwrap()
}

#[test]
fn the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (input, names, out) = (path("c.json"), path("names.yaml"), path("o.json"));
    let write = |items: &[Value]| fs::write(&input, collection(items).to_string()).unwrap();
    let run = |more: &[&str], out: &Path| {
        let mut all: Vec<&Path> = vec![Path::new("--collection"), &input, Path::new("--names"), &names];
        all.extend([Path::new("--out"), out]);
        all.extend(more.iter().map(Path::new));
        let output = xtask(&all);
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let one = item("Get user", "/users/:id", &json!({}));
    write(std::slice::from_ref(&one));
    assert_eq!(run(&["--check"], &out).0, Some(1));
    assert!(!names.exists() && !out.exists(), "a check writes nothing");
    let (code, said) = run(&[], &out);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("names.yaml: new"), "{said}");
    assert_eq!(run(&["--check"], &out).0, Some(0));

    let text = fs::read_to_string(&names).unwrap();
    fs::write(&names, text.replace("    method: get\n", "")).unwrap();
    let (code, said) = run(&["--check"], &out);
    assert_eq!(code, Some(1));
    assert!(said.contains("names.yaml is stale"), "{said}");

    write(&[one, item("List users", "/users", &json!({}))]);
    assert_eq!(run(&[], Path::new("-")).0, Some(0));
    assert!(fs::read_to_string(&names).unwrap().contains("id: list_users\n"));

    // Both are written, or neither is.
    let before = fs::read_to_string(&names).unwrap();
    write(&[item("Add user", "/users/new", &json!({}))]);
    assert_eq!(run(&[], folder.path()).0, Some(1));
    assert_eq!(fs::read_to_string(&names).unwrap(), before);
    fs::write(&names, before.replace("id: list_users", "id: get_user")).unwrap();
    let old = fs::read(&out).unwrap();
    let (code, said) = run(&[], &out);
    assert_eq!(code, Some(1));
    assert!(said.contains("names.yaml:") && said.contains("have one `id`"), "{said}");
    assert_eq!(fs::read(&out).unwrap(), old);
}

/// A few words, so that names collide often.
fn any_item() -> impl Strategy<Value = (usize, Value)> {
    let name = prop::sample::select(vec![
        "Get user",
        "List users",
        "get_user",
        "User",
        "Send",
        "https://x.y/z",
        "List a user's parts",
    ]);
    let path = prop::sample::select(vec![
        "/users",
        "/users/:id",
        "/users/:key",
        "/v2/users",
        "/users/:id/parts",
        "/a-b",
        "/a/b",
        "/new",
    ]);
    let method = prop::sample::select(vec!["GET", "POST", "PATCH"]);
    (0..4_usize, name, path, method).prop_map(|(folder, name, path, method)| {
        let mut item = item(name, path, &json!({ "id": 1 }));
        item["request"]["method"] = json!(method);
        (folder, item)
    })
}

/// The items in folders of their own.
fn in_folders(items: &[(usize, Value)]) -> Vec<Value> {
    ["", "Users", "Parts", "New"]
        .iter()
        .enumerate()
        .flat_map(|(number, name)| {
            let items: Vec<_> = items.iter().filter(|(at, _)| *at == number).map(|(_, item)| item.clone()).collect();
            if name.is_empty() { items } else { vec![folder(name, &items)] }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    /// A collection that grows, loses items and is shuffled: no name of an operation that stays changes, and none is
    /// given twice.
    #[test]
    fn no_name_of_an_operation_changes(
        items in prop::collection::vec(any_item(), 2..14),
        steps in prop::collection::vec(prop::collection::vec(any::<bool>(), 14), 1..4),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let names = folder.path().join("names.yaml");
        let mut known: Vec<(String, [Value; 3])> = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            let mut some: Vec<_> = items.iter().zip(step).filter(|(_, taken)| **taken).map(|(item, _)| item.clone()).collect();
            if some.is_empty() {
                continue;
            }
            if number % 2 == 1 {
                some.reverse();
            }
            let found = names_of(&grow(&names, &in_folders(&some)));
            for (at, (key, of)) in found.iter().enumerate() {
                // The path's parameters keep their names, too: the keys are the same texts.
                for (other, others) in known.iter().chain(&found[..at]) {
                    if key == other {
                        prop_assert_eq!(of, others, "{}", key);
                    } else {
                        prop_assert_ne!(&of[0], &others[0], "{} and {}", key, other);
                        prop_assert!(of[1..] != others[1..], "{} and {}: {:?}", key, other, of);
                    }
                }
            }
            for (key, of) in found {
                let path = key.replace("{key}", "{id}");
                let twin = known.iter().find(|(other, _)| other.replace("{key}", "{id}") == path && *other != key);
                prop_assert!(twin.is_none(), "{} is {:?} as well", key, twin);
                if !known.iter().any(|(other, _)| *other == key) {
                    known.push((key, of));
                }
            }
        }
    }
}
