//! An API of which everything is known, written as a collection and converted back: operations, parameters and types
//! are what they were.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::{collection, convert_value};

/// The header that tells a text in JSON from plain text.
const JSON: &str = "Content-Type: application/json";

/// A type, of which samples can be made.
#[derive(Debug, Clone, PartialEq)]
enum Type {
    /// A type and format, with samples of it.
    Scalar(&'static str, Option<&'static str>, [&'static str; 2]),
    Array(Box<Type>),
    Object(BTreeMap<String, Type>),
}

const SCALARS: [Type; 6] = [
    Type::Scalar("string", None, [r#""text""#, r#""""#]),
    Type::Scalar("integer", Some("int64"), ["7", "-9007199254740993"]),
    Type::Scalar("number", Some("double"), ["1.5", "2"]),
    Type::Scalar("boolean", None, ["true", "false"]),
    Type::Scalar("string", Some("date-time"), [r#""2026-11-23T10:00:00Z""#, r#""2026-11-23t10:00:00.5+01:00""#]),
    Type::Scalar("string", Some("uri"), [r#""https://example.com""#, r#""http://a.b/c?d#e""#]),
];

fn any_type() -> impl Strategy<Value = Type> {
    select(&SCALARS[..]).prop_recursive(3, 20, 4, |inner| {
        prop_oneof![
            1 => inner.clone().prop_map(|element| Type::Array(Box::new(element))),
            2 => prop::collection::btree_map("[a-z]{2,6}", inner, 1..5).prop_map(Type::Object),
        ]
    })
}

impl Type {
    fn sample(&self, number: usize) -> Value {
        match self {
            Self::Scalar(_, _, samples) => serde_json::from_str(samples[number]).unwrap(),
            Self::Array(element) => json!([element.sample(0), element.sample(number)]),
            Self::Object(members) => {
                members.iter().map(|(name, member)| (name.clone(), member.sample(number))).collect::<Map<_, _>>().into()
            }
        }
    }

    /// The type that a schema of a document stands for.
    fn is_that_of(&self, schema: &Value, document: &Value) -> bool {
        if let Some(reference) = schema["$ref"].as_str() {
            let named = document.pointer(reference.trim_start_matches('#'));
            return named.is_some_and(|named| self.is_that_of(named, document));
        }
        match self {
            Self::Scalar(kind, format, _) => schema["type"] == *kind && schema["format"].as_str() == *format,
            Self::Array(element) => schema["type"] == "array" && element.is_that_of(&schema["items"], document),
            Self::Object(members) => {
                let found: BTreeSet<_> = schema["properties"].as_object().into_iter().flat_map(Map::keys).collect();
                found == members.keys().collect()
                    && members.iter().all(|(name, member)| member.is_that_of(&schema["properties"][name], document))
            }
        }
    }
}

#[derive(Debug, Clone)]
struct Known {
    method: &'static str,
    /// The names of parameters, and text.
    path: Vec<Result<String, String>>,
    /// Name, type of the value and whether a request needs it.
    query: BTreeMap<String, (&'static str, bool)>,
    headers: BTreeMap<String, bool>,
    body: Option<Type>,
    success: (u16, Type),
    errors: BTreeSet<u16>,
    error: Type,
}

fn known() -> impl Strategy<Value = Known> {
    let segment = prop_oneof!["[a-z]{2,5}".prop_map(Ok), "[a-z]{2,5}".prop_map(Err)];
    let kind = select(vec!["string", "integer", "number", "boolean"]);
    let parameters = (
        prop::collection::vec(segment, 0..4),
        prop::collection::btree_map("[a-z]{2,6}", (kind, any::<bool>()), 0..4),
        prop::collection::btree_map("X-[a-z]{2,6}", any::<bool>(), 0..3),
    );
    let answers =
        ((select(vec![200, 201, 202]), any_type()), prop::collection::btree_set(400..600u16, 0..3), any_type());
    let method = select(vec!["get", "post", "put", "patch", "delete"]);
    (method, parameters, prop::option::of(any_type()), answers).prop_map(
        |(method, (path, query, headers), body, (success, errors, error))| {
            let mut names = BTreeSet::new();
            let path = path.into_iter().filter(|part| part.is_ok() || names.insert(part.clone())).collect();
            let body = body.filter(|_| matches!(method, "post" | "put" | "patch"));
            Known { method, path, query, headers, body, success, errors, error }
        },
    )
}

impl Known {
    fn path(&self, root: &str, parameter: impl Fn(&str) -> String) -> String {
        let parts = self.path.iter().map(|part| match part {
            Ok(text) => text.clone(),
            Err(name) => parameter(name),
        });
        std::iter::once(root.to_owned()).chain(parts).map(|part| format!("/{part}")).collect()
    }

    fn item(&self, root: &str) -> Value {
        let said = |required: bool| if required { "(Required) It." } else { "It." };
        let query = self.query.iter().map(|(name, (kind, required))| {
            json!({ "key": name, "value": format!("<{kind}>"), "description": said(*required) })
        });
        let header = self
            .headers
            .iter()
            .map(|(name, required)| json!({ "key": name, "value": "", "description": said(*required) }));
        let example = |status: u16, kind: &Type, number: usize| json!({ "name": format!("e{number}"), "code": status, "header": JSON, "body": kind.sample(number).to_string() });
        let successes = (0..2).map(|number| example(self.success.0, &self.success.1, number));
        let errors = self.errors.iter().flat_map(|status| (0..2).map(|number| example(*status, &self.error, number)));
        json!({
            "name": format!("{} {root}", self.method),
            "request": {
                "method": self.method.to_uppercase(),
                "url": {
                    "host": ["https://api.example.com"],
                    "path": self.path(root, |name| format!(":{name}")),
                    "query": query.collect::<Vec<_>>(),
                },
                "header": header.collect::<Vec<_>>(),
                "body": self.body.as_ref().map(|body| json!({
                    "mode": "raw", "raw": body.sample(0).to_string(), "options": { "raw": { "language": "json" } },
                })),
            },
            "response": successes.chain(errors).collect::<Vec<_>>(),
        })
    }

    fn parameters(&self) -> BTreeSet<(String, String, bool, String)> {
        let path = self.path.iter().filter_map(|part| part.as_ref().err()).map(|name| (name, "path", true, "string"));
        let query = self.query.iter().map(|(name, (kind, required))| (name, "query", *required, *kind));
        let headers = self.headers.iter().map(|(name, required)| (name, "header", *required, "string"));
        let all = path.chain(query).chain(headers);
        all.map(|(name, place, required, kind)| (name.clone(), place.to_owned(), required, kind.to_owned())).collect()
    }
}

fn parameters(operation: &Value) -> BTreeSet<(String, String, bool, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    // Of two of one name the generator takes one; the other is kept beside them.
    let lists = [&operation["parameters"], &operation["x-other-parameters"]];
    let all = lists.into_iter().filter_map(Value::as_array).flatten();
    all.map(|parameter| {
        let required = parameter["required"].as_bool().unwrap_or_default();
        (text(&parameter["name"]), text(&parameter["in"]), required, text(&parameter["schema"]["type"]))
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(200) })]

    #[test]
    fn what_is_written_as_a_collection_comes_back(apis in prop::collection::btree_map("[a-z]{2,8}", known(), 1..5)) {
        let items: Vec<_> = apis.iter().map(|(root, known)| known.item(root)).collect();
        let converted = convert_value(&collection(&items)).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(converted.operations, apis.len());
        let document = &super::document(&converted);
        for (root, known) in &apis {
            let operation = &document["paths"][known.path(root, |name| format!("{{{name}}}"))][known.method];
            prop_assert_eq!(parameters(operation), known.parameters(), "{}", operation);
            let is = |kind: &Type, content: &Value| kind.is_that_of(&content["content"]["application/json"]["schema"], document);
            prop_assert_eq!(operation["requestBody"].is_object(), known.body.is_some());
            if let Some(body) = &known.body {
                prop_assert!(is(body, &operation["requestBody"]), "{} of {:#}", operation["requestBody"], document);
            }
            let answers = known.errors.iter().map(|status| (status, &known.error));
            for (status, kind) in answers.chain([(&known.success.0, &known.success.1)]) {
                let answer = &operation["responses"][status.to_string()];
                prop_assert!(is(kind, answer), "{kind:?}: {answer} of {document:#}");
            }
        }
    }
}
