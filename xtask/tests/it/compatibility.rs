//! The judgement of a change beside a second one, which knows nothing of it.
//!
//! The second takes a document apart into facts, each a line of its own: there is this operation, its parameter is of that
//! type. A change breaks callers if a fact is lost or if there is something more that has to be given or expected. It is
//! slow, since it follows every type at every place, and names nothing; that the two agree on random documents that are
//! changed at random is what is tested.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};
use xtask::convert::{Job, convert};
use xtask::openapi::compatibility::{Verdict, judge};

use super::properties::{any_json, text};
use super::{collection, document, example, item};

/// What is true of a document.
#[derive(Default)]
struct Facts {
    /// What callers have.
    given: BTreeSet<String>,
    /// What callers of something have to do or to be ready for, and what that something is.
    duties: BTreeSet<(String, String)>,
    /// The named types that were met.
    types: BTreeSet<String>,
}

/// What the second comparison says: whether it breaks, and if not whether there is more than before.
fn breaks_or_adds(old: &Value, new: &Value) -> (bool, bool) {
    let mut before = Facts::default();
    before.operations(old);
    let mut after = Facts::default();
    after.operations(new);
    for (name, schema) in old["components"]["schemas"].as_object().into_iter().flatten() {
        before.given.insert(format!("type {name}"));
        // The types that no operation has are compared as if one had them.
        if !before.types.contains(name) {
            before.schema(old, &format!("type {name}"), schema, 'r', &[name]);
            if let Some(schema) = new["components"]["schemas"].get(name) {
                after.schema(new, &format!("type {name}"), schema, 'r', &[name]);
            }
        }
    }
    for (name, _) in new["components"]["schemas"].as_object().into_iter().flatten() {
        after.given.insert(format!("type {name}"));
    }
    // Only who calls it already has a duty more.
    after.duties.retain(|(of, _)| before.given.contains(of));
    let breaks = !before.given.is_subset(&after.given) || !after.duties.is_subset(&before.duties);
    (breaks, !after.given.is_subset(&before.given) || !before.duties.is_subset(&after.duties))
}

impl Facts {
    fn given(&mut self, fact: String) {
        self.given.insert(fact);
    }

    fn operations(&mut self, document: &Value) {
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let place = format!("{method} {path}");
                self.given(place.clone());
                for name in ["operationId", "x-sdk-group", "x-sdk-method"] {
                    if let Some(value) = operation.get(name) {
                        self.given(format!("{place} {name} {value}"));
                    }
                }
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    let of = place.clone();
                    let place = format!("{place} {} {}", parameter["in"], parameter["name"]);
                    self.given(place.clone());
                    if parameter["required"] == true {
                        self.duties.insert((of, place.clone()));
                    }
                    self.schema(document, &place, &parameter["schema"], 'p', &[]);
                }
                if let Some(body) = operation.get("requestBody") {
                    let of = place.clone();
                    let place = format!("{place} body");
                    if body["required"] == true {
                        self.duties.insert((of, place.clone()));
                    }
                    self.content(document, &place, body, 'q');
                }
                self.responses(document, &place, &operation["responses"]);
            }
        }
    }

    fn responses(&mut self, document: &Value, place: &str, responses: &Value) {
        for class in ['2', '4'] {
            let place = format!("{place} {class}XX");
            let of_class = responses.as_object().unwrap().iter().filter(|(status, _)| status.starts_with(class));
            let mut of_class: Vec<_> = of_class.map(|(_, response)| response).collect();
            for response in &of_class {
                for error in response["x-error-codes"].as_array().into_iter().flatten() {
                    if let Some(name) = error.get("name") {
                        self.given(format!("{place} code {} {name}", error["code"]));
                    }
                }
            }
            of_class.sort_by_key(|response| response["content"].is_null());
            match of_class.first() {
                Some(response) => self.content(document, &place, response, 'r'),
                None => self.given(format!("{place} nothing")),
            }
        }
    }

    fn content(&mut self, document: &Value, place: &str, body: &Value, way: char) {
        match body["content"].as_object().and_then(|content| content.iter().next()) {
            None => self.given(format!("{place} nothing")),
            Some((media_type, content)) => {
                self.given(format!("{place} {media_type}"));
                if media_type == "application/json" {
                    self.schema(document, place, &content["schema"], way, &[]);
                }
            }
        }
    }

    /// Adds what is true of a schema and of all below it, down to a type within itself.
    fn schema(&mut self, document: &Value, place: &str, schema: &Value, way: char, inside: &[&str]) {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.trim_start_matches("#/components/schemas/");
            self.types.insert(name.to_owned());
            self.given(format!("{place} is {name}, null {}", schema["nullable"] == true));
            if !inside.contains(&name) {
                let inside: Vec<_> = inside.iter().copied().chain([name]).collect();
                let place = format!("{place} {name}");
                self.schema(document, &place, &document["components"]["schemas"][name], way, &inside);
            }
            return;
        }
        let null = json!({ "enum": [null] });
        let has_null = schema["nullable"] == true;
        if let Some(either) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
            let rest: Vec<_> = either.iter().filter(|schema| **schema != null).collect();
            let has_null = has_null || rest.len() < either.len();
            if let ([one], true) = (&rest[..], has_null) {
                // What may be null once may be null.
                let mut one = (*one).clone();
                one["nullable"] = json!(true);
                return self.schema(document, place, &one, way, inside);
            }
            self.given(format!("{place} null {has_null}"));
            self.given(format!("{place} one of {}", rest.len()));
            for (number, schema) in rest.into_iter().enumerate() {
                self.schema(document, &format!("{place} | {number}"), schema, way, inside);
            }
            return;
        }
        let of = format!("at {place}");
        self.given(of.clone());
        self.given(format!("{place} null {has_null}"));
        let kind = schema["type"].as_str().unwrap_or("any");
        let closed = schema["enum"].is_array() && schema["x-open-enum"].is_null();
        // Most formats of strings are data, and strings in the client.
        let is_typed = |format: &&str| match *format {
            "password" => schema["x-open-format"] != true,
            "date" | "date-time" | "uuid" | "ip" | "ipv4" | "ipv6" | "binary" => {
                way != 'p' && schema["x-open-format"] != true
            }
            _ => kind != "string",
        };
        let format = schema["format"].as_str().filter(is_typed).unwrap_or_default();
        let has_members = schema["properties"].as_object().is_some_and(|members| !members.is_empty());
        let is_map = schema["additionalProperties"].is_object();
        self.given(format!("{place} {kind} {format} closed {closed} members {has_members} map {is_map}"));
        for list in ["enum", "x-extensible-enum"] {
            for value in schema[list].as_array().into_iter().flatten() {
                self.given(format!("{place} = {value}"));
                if closed && way == 'r' {
                    self.duties.insert((of.clone(), format!("{place} = {value}")));
                }
            }
        }
        if kind == "array" {
            self.schema(document, &format!("{place} []"), &schema["items"], way, inside);
        }
        if is_map {
            self.schema(document, &format!("{place} {{}}"), &schema["additionalProperties"], way, inside);
        }
        let required = |name: &str| schema["required"].as_array().is_some_and(|names| names.contains(&json!(name)));
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let place = format!("{place} .{name}");
            self.given(place.clone());
            match (way, required(name)) {
                // Required or not, it is read differently.
                ('r', required) => self.given(format!("{place} required {required}")),
                (_, true) => drop(self.duties.insert((of.clone(), place.clone()))),
                _ => {}
            }
            self.schema(document, &place, member, way, inside);
        }
    }
}

const TYPES: [&str; 4] = ["A", "B", "C", "D"];

fn any_schema() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        prop::sample::select(vec!["string", "integer", "boolean"]).prop_map(|kind| json!({ "type": kind })),
        Just(json!({ "type": "integer", "format": "int64", "nullable": true })),
        Just(json!({ "type": "string", "format": "date-time" })),
        prop::sample::subsequence(vec!["on", "off", "idle"], 1..3)
            .prop_map(|values| json!({ "type": "string", "enum": values })),
        prop::sample::subsequence(vec!["on", "off", "idle"], 1..3)
            .prop_map(|values| json!({ "type": "string", "enum": values, "x-open-enum": true })),
        prop::sample::subsequence(vec!["on", "off", "idle"], 1..3)
            .prop_map(|values| json!({ "type": "string", "x-extensible-enum": values })),
        Just(json!({})),
        prop::sample::select(TYPES.to_vec()).prop_map(|name| json!({ "$ref": format!("#/components/schemas/{name}") })),
    ];
    scalar.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|items| json!({ "type": "array", "items": items })),
            inner.clone().prop_map(|values| json!({ "type": "object", "additionalProperties": values })),
            inner.clone().prop_map(|one| json!({ "anyOf": [one, { "enum": [null] }] })),
            prop::collection::vec(inner.clone(), 2..3).prop_map(|several| json!({ "anyOf": several })),
            prop::collection::btree_map(text("[a-d]"), (inner, any::<bool>()), 1..4).prop_map(|members| {
                let required: Vec<_> =
                    members.iter().filter(|(_, (_, required))| *required).map(|(name, _)| name).collect();
                let mut object = json!({ "type": "object", "required": required });
                for (name, (schema, _)) in &members {
                    object["properties"][name] = schema.clone();
                }
                object
            }),
        ]
    })
}

fn any_operation() -> impl Strategy<Value = Value> {
    let parameters = prop::collection::btree_map(text("[p-s]"), (any_schema(), any::<bool>()), 0..3);
    let content = |schema: Value, json: bool| match json {
        true => json!({ "application/json": { "schema": schema } }),
        false => json!({ "application/pdf": { "schema": {} } }),
    };
    let body = prop::option::of((any_schema(), prop::bool::weighted(0.8), any::<bool>()));
    let success = prop::option::of((any_schema(), prop::bool::weighted(0.8)));
    (text("[a-d]{2}"), parameters, body, success, text("[A-C]"), any_schema()).prop_map(
        move |(id, parameters, body, success, error, schema)| {
            let mut operation = json!({ "operationId": id, "x-sdk-group": &id[..1], "responses": {} });
            operation["parameters"] = parameters
                .into_iter()
                .map(|(name, (schema, required))| json!({ "name": name, "in": "query", "required": required, "schema": schema }))
                .collect();
            if let Some((schema, json, required)) = body {
                operation["requestBody"] = json!({ "content": content(schema, json), "required": required });
            }
            operation["responses"] = match success {
                Some((schema, json)) => json!({ "200": { "content": content(schema, json) } }),
                None => json!({ "204": {} }),
            };
            operation["responses"]["404"] = json!({
                "content": content(schema, true),
                "x-error-codes": [{ "code": 1, "message": "no", "name": error }],
            });
            operation
        },
    )
}

fn any_document() -> impl Strategy<Value = Value> {
    let paths = prop::collection::btree_map(text("/[a-c]"), any_operation(), 1..3);
    (paths, prop::array::uniform4(any_schema())).prop_map(|(paths, types)| {
        let mut document = json!({ "openapi": "3.0.3", "paths": {}, "components": { "schemas": {} } });
        for (path, operation) in paths {
            document["paths"][path]["post"] = operation;
        }
        for (name, schema) in TYPES.iter().zip(types) {
            // A type that is nothing but the name of another is none.
            let schema = if schema.get("$ref").is_some() { json!({ "type": "string" }) } else { schema };
            document["components"]["schemas"][name] = schema;
        }
        document
    })
}

/// A change at one place of a document.
#[derive(Debug, Clone)]
enum Change {
    Remove,
    Replace(Value),
    Toggle,
    Add(String, Value),
    Operation(Value),
    Document,
    Rename(&'static str),
}

fn any_change() -> impl Strategy<Value = (Index, Change)> {
    let change = prop_oneof![
        Just(Change::Remove),
        any_schema().prop_map(Change::Replace),
        Just(Change::Toggle),
        (text("[a-f]"), any_schema()).prop_map(|(name, schema)| Change::Add(name, schema)),
        any_operation().prop_map(Change::Operation),
        Just(Change::Document),
        prop::sample::select(vec!["A", "E"]).prop_map(Change::Rename),
    ];
    (any::<Index>(), change)
}

/// The places of a document, as pointers.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    let mut inside = |key: &str, value| places(value, &format!("{here}/{}", key.replace('/', "~1")), found);
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| inside(key, value)),
        Value::Array(values) => values.iter().enumerate().for_each(|(key, value)| inside(&key.to_string(), value)),
        _ => {}
    }
}

/// The document changed at one of the places at which such a change leaves a document.
fn changed(mut document: Value, at: Index, change: &Change) -> Value {
    let mut all = Vec::new();
    places(&document, "", &mut all);
    let parent = |place: &str| place.rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
    let ends = |place: &str, keys: &[&str]| keys.iter().any(|key| place.ends_with(&format!("/{key}")));
    let is_schema = |place: &str| ends(place, &["schema", "items"]) || ends(&parent(place), &["properties"]);
    let fits = |place: &&String| match change {
        Change::Remove => {
            let keys = ["post", "requestBody", "x-sdk-group", "x-open-enum", "additionalProperties", "name"];
            (ends(place, &keys) && !place.contains("/parameters/"))
                || (ends(&parent(place), &["parameters", "properties", "enum", "x-extensible-enum", "required"])
                    && document.pointer(place) != Some(&Value::Null))
        }
        Change::Replace(_) => is_schema(place),
        Change::Toggle => document.pointer(place).is_some_and(Value::is_boolean) && !ends(place, &["x-open-enum"]),
        Change::Add(..) => ends(place, &["properties", "schemas"]),
        Change::Operation(_) => ends(place, &["paths"]),
        Change::Document => {
            is_schema(place) && document.pointer(place).is_some_and(|schema| schema.get("$ref").is_none())
        }
        Change::Rename(_) => place.is_empty(),
    };
    let all: Vec<_> = all.iter().filter(fits).collect();
    if all.is_empty() {
        return document;
    }
    let place = at.get(&all).as_str();
    match change {
        Change::Remove => {
            let key = place.rsplit('/').next().unwrap();
            match document.pointer_mut(&parent(place)).unwrap() {
                Value::Array(values) => drop(values.remove(key.parse().unwrap())),
                value => drop(value.as_object_mut().unwrap().shift_remove(key)),
            }
        }
        Change::Replace(schema) => *document.pointer_mut(place).unwrap() = schema.clone(),
        Change::Toggle => {
            let flag = document.pointer_mut(place).unwrap();
            *flag = json!(*flag != true);
        }
        Change::Add(name, schema) => document.pointer_mut(place).unwrap()[name] = schema.clone(),
        Change::Operation(operation) => document["paths"]["/new"]["post"] = operation.clone(),
        Change::Document => document.pointer_mut(place).unwrap()["description"] = json!("new"),
        Change::Rename(name) => {
            let text = document.to_string();
            let text = text.replace("\"C\":", &format!("\"{name}\":"));
            let text = text.replace("#/components/schemas/C\"", &format!("#/components/schemas/{name}\""));
            document = serde_json::from_str(&text).unwrap();
        }
    }
    document
}

fn agree(old: &Value, new: &Value) -> Result<Verdict, TestCaseError> {
    let judgement = judge(old, new);
    let (breaks, adds) = breaks_or_adds(old, new);
    let context = || format!("{judgement}\nold {old}\nnew {new}");
    prop_assert_eq!(judgement.verdict == Verdict::Breaking, breaks, "{}", context());
    prop_assert_eq!(judgement.breaks.is_empty(), !breaks);
    if !breaks {
        prop_assert_eq!(judgement.verdict == Verdict::Additive, adds, "{}", context());
        prop_assert_eq!(judgement.verdict == Verdict::Unchanged, old == new, "{}", context());
    }
    Ok(judgement.verdict)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn documents_that_change_at_random(document in any_document(), changes in prop::collection::vec(any_change(), 0..4)) {
        let mut new = document.clone();
        for (at, change) in &changes {
            new = changed(new, *at, change);
        }
        agree(&document, &new)?;
    }

    #[test]
    fn documents_that_have_nothing_to_do_with_each_other(old in any_document(), new in any_document()) {
        agree(&old, &new)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn collections_that_grow(
        samples in prop::collection::vec(any_json(), 2..6), more in prop::collection::vec(any_json(), 0..3), part in 1..5usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let items: Vec<_> = samples
            .iter()
            .enumerate()
            .map(|(number, sample)| item(&format!("Get {number}"), &format!("/a{number}"), sample))
            .collect();
        let first = converted(folder.path(), &items[..part.min(items.len())]);
        // New items are new operations and nothing else, whatever they hold.
        let mut all: Vec<_> = items.iter().rev().cloned().collect();
        let second = converted(folder.path(), &all);
        prop_assert!(agree(&first, &second)? < Verdict::Breaking, "{}", judge(&first, &second));
        let item = all.last_mut().unwrap();
        item["name"] = json!("Fetch");
        for (number, sample) in more.iter().enumerate() {
            item["response"].as_array_mut().unwrap().push(example(&format!("more {number}"), sample));
        }
        let third = converted(folder.path(), &all);
        agree(&second, &third)?;
        agree(&first, &third)?;
        prop_assert_eq!(agree(&third, &third)?, Verdict::Unchanged);
    }
}

/// The document that a collection becomes, with the names that it was given before in this folder.
fn converted(folder: &Path, items: &[Value]) -> Value {
    let (path, names) = (folder.join("collection.json"), folder.join("names.yaml"));
    fs::write(&path, collection(items).to_string()).unwrap();
    let job = Job { collections: vec![path], names: Some(names.clone()), ..Job::default() };
    let converted = convert(&job).unwrap();
    fs::write(names, converted.names.as_deref().unwrap()).unwrap();
    document(&converted)
}

/// The changes reach each verdict: else the properties above would say little.
#[test]
fn random_changes_are_of_every_kind() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..400 {
        let strategy = (any_document(), any_change());
        let (old, (at, change)) = strategy.new_tree(&mut runner).unwrap().current();
        let new = changed(old.clone(), at, &change);
        *counts.entry(agree(&old, &new).unwrap()).or_insert(0) += 1;
    }
    for verdict in [Verdict::Documentation, Verdict::Additive, Verdict::Breaking] {
        assert!(counts.get(&verdict).is_some_and(|count| *count > 10), "{counts:?}");
    }
}
