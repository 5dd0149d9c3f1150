//! Whether all that Zoom's text says is in the fragment: counted against the descriptions that collections were made from.
//!
//! Zoom's own products are not part of this repository. With a folder of them (`X.postman.json` beside the
//! `X.openapi.json` that it was made from) the whole count is
//! `MEANING_CORPUS=FOLDER cargo test -p xtask --test it meaning -- --ignored --nocapture`.

mod truth;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use super::{convert_path, convert_value, document};

/// How many facts of each sort are there, how many were found, and which were not.
#[derive(Default)]
struct Count {
    facts: BTreeMap<&'static str, (usize, usize)>,
    missed: Vec<String>,
}

impl Count {
    fn fact(&mut self, sort: &'static str, at: &str, what: &str, found: bool) {
        let (hits, all) = self.facts.entry(sort).or_default();
        *all += 1;
        *hits += usize::from(found);
        if !found {
            self.missed.push(format!("{sort}: {at}: {what}"));
        }
    }

    fn of(truth: &Value, ours: &Value) -> Self {
        let mut count = Self::default();
        let known: BTreeMap<_, _> = operations(ours).map(|(key, _, operation)| (key, operation)).collect();
        for (key, item, operation) in operations(truth) {
            let Some(found) = known.get(&key) else {
                count.fact("operations", &key, "not there", false);
                continue;
            };
            count.fact("operations", &key, "", true);
            count.text(&key, operation["description"].as_str().unwrap_or_default(), found);
            let parameters: Vec<_> = list(&item["parameters"]).chain(list(&operation["parameters"])).collect();
            count.parameters(&key, operation["description"].as_str().unwrap_or_default(), &parameters, found);
            count.errors(&key, operation, found);
            count.pages(&key, truth, operation, &parameters, found);
        }
        count
    }

    fn text(&mut self, at: &str, text: &str, found: &Value) {
        for (sort, scheme, granular) in
            [("classic scopes", "oauth2", false), ("granular scopes", "oauth2_granular", true)]
        {
            let expected = truth::scopes(text, granular);
            let alone = |scope: &String| list(&found["security"]).any(|way| way[scheme] == json!([scope]));
            expected.iter().for_each(|scope| self.fact(sort, at, scope, alone(scope)));
            let named = list(&found["security"]).flat_map(|way| list(&way[scheme]));
            for scope in named.filter_map(Value::as_str) {
                let is_there = expected.iter().any(|known| known == scope);
                if !is_there {
                    self.fact("scopes that the text lacks", at, scope, false);
                }
            }
        }
        if let Some(label) = truth::label(text) {
            let ours = found["x-rate-limit-label"].as_str().unwrap_or_default().to_lowercase();
            self.fact("labels", at, &label, ours == label);
        }
    }

    fn parameters(&mut self, at: &str, text: &str, parameters: &[&Value], found: &Value) {
        let ours = |name: &str, location: &str| {
            let mut all = list(&found["parameters"]).chain(list(&found["x-other-parameters"]));
            all.find(|known| known["name"] == *name && known["in"] == *location)
        };
        let mut says_me = truth::me(text);
        if says_me {
            let any = list(&found["parameters"]).any(|known| known["x-caller-keyword"]["keyword"] == "me");
            self.fact("me in operations", at, "", any);
        }
        let mut says_twice = truth::double_encode(text);
        for parameter in parameters {
            let name = parameter["name"].as_str().unwrap_or_default();
            let text = parameter["description"].as_str().unwrap_or_default();
            let Some(known) = ours(name, parameter["in"].as_str().unwrap_or_default()) else { continue };
            if truth::me(text) {
                says_me = true;
                self.fact("me in parameters", at, name, known["x-caller-keyword"]["keyword"] == "me");
            }
            if truth::double_encode(text) && parameter["in"] == "path" {
                says_twice = true;
                self.fact("encoded twice", at, name, known["x-double-encode"] == true);
            }
        }
        for known in list(&found["parameters"]) {
            if !known["x-caller-keyword"].is_null() && !says_me {
                self.fact("me that no text says", at, "", false);
            }
            if !known["x-double-encode"].is_null() && !says_twice {
                self.fact("encoded twice by no text", at, "", false);
            }
        }
    }

    /// By operation, since a code that stands in the place of a status moves to another one.
    fn errors(&mut self, at: &str, operation: &Value, found: &Value) {
        let ours: Vec<_> =
            object(&found["responses"]).flat_map(|(_, response)| list(&response["x-error-codes"])).collect();
        let code = |error: &Value| error["code"].as_str().map_or_else(|| error["code"].to_string(), str::to_owned);
        let texts: BTreeSet<_> = object(&operation["responses"])
            .flat_map(|(_, response)| truth::error_codes(response["description"].as_str().unwrap_or_default()))
            .collect();
        let codes: BTreeSet<_> = texts.iter().map(|(code, _)| code).collect();
        for expected in codes {
            self.fact("error codes", at, expected, ours.iter().any(|error| code(error) == **expected));
        }
        for (expected, message) in &texts {
            let same = |error: &Value| {
                code(error) == *expected && truth::letters(error["message"].as_str().unwrap_or_default()) == *message
            };
            self.fact("messages", at, &format!("{expected} {message}"), ours.iter().copied().any(same));
        }
    }

    fn pages(&mut self, at: &str, truth: &Value, operation: &Value, parameters: &[&Value], found: &Value) {
        let asked =
            |name: &str| parameters.iter().any(|parameter| parameter["in"] == "query" && parameter["name"] == *name);
        let mark = &found["x-pagination"];
        if !asked("next_page_token") {
            return;
        }
        let right = mark["style"] == "next-page-token" && mark["parameter"] == "next_page_token";
        self.fact("pages", at, &mark.to_string(), right);
        if let [items] = truth::lists(truth, operation)[..] {
            self.fact("items of pages", at, items, mark["items"] == *items && mark["token"] == "next_page_token");
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn object(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The operations of a document by method and path, without the names of parameters; with the item of the path.
fn operations(document: &Value) -> impl Iterator<Item = (String, &Value, &Value)> {
    object(&document["paths"]).flat_map(|(path, item)| {
        let segments = path.trim_end_matches('/').split('/');
        let path: Vec<_> = segments.map(|segment| if segment.starts_with('{') { "{}" } else { segment }).collect();
        let path = path.join("/");
        let is_method = |name: &str| ["get", "post", "put", "patch", "delete"].contains(&name);
        object(item)
            .filter(move |(name, _)| is_method(name))
            .map(move |(method, operation)| (format!("{method} {path}"), item, operation))
    })
}

#[test]
#[ignore = "counts the products of MEANING_CORPUS"]
fn of_zoom_s_products() {
    let folder =
        std::env::var("MEANING_CORPUS").expect("MEANING_CORPUS is a folder of X.postman.json and X.openapi.json");
    let mut products: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .filter_map(|entry| Some(entry.unwrap().file_name().to_str()?.strip_suffix(".openapi.json")?.to_owned()))
        .filter(|name| name.starts_with("zoom"))
        .collect();
    products.sort();
    assert!(!products.is_empty(), "no zoom*.openapi.json in {folder}");
    let mut missed = Vec::new();
    for product in products {
        let at = |kind: &str| Path::new(&folder).join(format!("{product}.{kind}.json"));
        let truth = serde_json::from_str(&std::fs::read_to_string(at("openapi")).unwrap()).unwrap();
        let ours = document(&convert_path(&at("postman")).unwrap());
        let count = Count::of(&truth, &ours);
        println!("{product}");
        count.facts.iter().for_each(|(sort, (hits, all))| println!("  {sort}: {hits} of {all}"));
        missed.extend(count.missed.into_iter().map(|what| format!("{product}: {what}")));
    }
    assert!(missed.is_empty(), "missed {}:\n{}", missed.len(), missed.join("\n"));
}

/// A description with its collection, as the vendor's tool makes one from the other: text for text.
#[derive(Default)]
struct Product {
    paths: serde_json::Map<String, Value>,
    items: Vec<Value>,
}

impl Product {
    /// Adds `GET /path?query`, whose parameters and responses have these texts.
    fn get(&mut self, address: &str, text: &str, parameters: &[(&str, &str)], responses: &[(&str, &str)]) {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let text_of = |name: &str| parameters.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text);
        let in_path: Vec<_> = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        let in_query: Vec<_> = query.split('&').filter(|name| !name.is_empty()).collect();
        let parameter =
            |name: &&str, location: &str| json!({ "name": name, "in": location, "description": text_of(name) });
        let declared: Vec<_> = in_path
            .iter()
            .map(|name| parameter(name, "path"))
            .chain(in_query.iter().map(|name| parameter(name, "query")))
            .collect();
        let rows = json!({ "type": "array", "items": { "type": "object" } });
        let schema = json!({ "type": "object", "properties": { "rows": rows } });
        let mut described = serde_json::Map::new();
        described.insert("200".to_owned(), json!({ "content": { "application/json": { "schema": schema } } }));
        for (code, text) in responses {
            described.insert((*code).to_owned(), json!({ "description": text }));
        }
        let operation = json!({ "description": text, "parameters": declared, "responses": described });
        self.paths.insert(path.to_owned(), json!({ "get": operation }));

        let keyed = |name: &&str| json!({ "key": name, "value": "", "description": text_of(name) });
        let segments: Vec<_> = path
            .split('/')
            .skip(1)
            .map(|part| {
                part.strip_prefix('{').map_or(part.to_owned(), |name| format!(":{}", name.trim_end_matches('}')))
            })
            .collect();
        let header = json!([{ "key": "Content-Type", "value": "application/json" }]);
        let mut saved =
            vec![json!({ "name": "OK", "code": 200, "header": header, "body": r#"{"rows":[{"id":"a"}]}"# })];
        saved.extend(
            responses
                .iter()
                .map(|(code, text)| json!({ "name": text, "code": code.parse::<u16>().unwrap(), "body": "" })),
        );
        self.items.push(json!({
            "name": format!("Get {}", self.items.len()),
            "request": {
                "method": "GET",
                "description": text,
                "url": {
                    "raw": "", "host": ["{{baseUrl}}"], "path": segments,
                    "variable": in_path.iter().map(keyed).collect::<Vec<_>>(),
                    "query": in_query.iter().map(keyed).collect::<Vec<_>>(),
                },
            },
            "response": saved,
        }));
    }
}

/// Every spelling of every fact, none of which may be missed.
#[test]
fn of_each_spelling() {
    let mut product = Product::default();
    let scopes = [
        "**Scopes:** `a:b`, `a:c`",
        "**[Scopes](https://x.y):** `a:b`,`a:c`",
        "**Scope**: `a:b` `a:c`",
        "Scopes: a:b, a:c",
        "**Scopes:** `a:b` or `plain_scope`",
        "**Scopes:** `scim2`,`a:c`",
    ];
    for (number, scopes) in scopes.iter().enumerate() {
        for (second, granular) in
            ["**Granular Scopes:** `a:b:c`,`a:b:d`", "**[Granular Scopes](https://x.y):** `a:b:c` `a:b:d`"]
                .iter()
                .enumerate()
        {
            let label = ["**Rate Limit Label:** `Light`", "**[Rate Limit Label](https://x.y):** `HEAVY`"][second];
            product.get(
                &format!("/scopes{number}{second}"),
                &format!("A.\n\n{scopes}\n\n{granular}\n\n{label}"),
                &[],
                &[],
            );
        }
    }
    let me = [
        "For user-level apps, pass [the `me` value](https://x.y#mekeyword) instead of the `userId` parameter.",
        "For user-level apps, pass the me value.",
        "Provide “me” as the value.",
        "Use \"me\".",
        "See [the keyword](https://x.y/#the-me-keyword).",
    ];
    for (number, me) in me.iter().enumerate() {
        product.get(&format!("/me{number}/{{userId}}"), me, &[], &[]);
        product.get(&format!("/my{number}/{{userId}}"), "A.", &[("userId", me)], &[]);
        product.get(&format!("/mine{number}/{{roomId}}?user_id"), me, &[], &[]);
        product.get(&format!("/query{number}?user_id"), "A.", &[("user_id", me)], &[]);
    }
    product.get("/accounts/{accountId}/users/{userId}", "Use `me` as the value for `accountId`.", &[], &[]);
    let twice = [
        "You must **double encode** the UUID.",
        "If it begins with `/`, you **must** [double encode](https://x.y) it.",
        "You must double-encode it.",
    ];
    for (number, twice) in twice.iter().enumerate() {
        product.get(&format!("/twice{number}/{{meetingId}}"), "A.", &[("meetingId", twice)], &[]);
    }
    let errors = [
        "**HTTP Status Code:** `400` **Bad Request**<br>\n**Error Code:** `300`<br>\nNo `name`: {userId}.",
        "HTTP Status Code: `400`<br>\n\n Bad Request\n\n**Error Code:** `300` <br>\nNo name.<br>\n**Error Code**: `1003_001`<br>\nB",
        "**Response Error Code:**\n`10030012`\nB &amp; c.\n**Error code:** `-1`<br>\nNo [name](https://x.y).",
        "**Error Code:** `300`<br>\nNo `name.<br>\n**Error Code:** `301`<br>\nNo `way to: `$x`.",
    ];
    for (number, text) in errors.iter().enumerate() {
        product.get(&format!("/errors{number}"), "A.", &[], &[("400", text)]);
    }
    product.get("/pages?next_page_token&page_size", "A.", &[], &[]);
    product.get("/more?page_number&next_page_token", "A.", &[], &[]);

    let truth = json!({ "paths": product.paths });
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    let ours = convert_value(&json!({
        "info": { "name": "Product", "schema": schema },
        "item": product.items,
        "variable": [{ "key": "baseUrl", "value": "https://api.zoom.us/v2" }],
    }))
    .unwrap();
    let count = Count::of(&truth, &document(&ours));
    assert!(count.missed.is_empty(), "{}", count.missed.join("\n"));
    let all: Vec<_> = count.facts.iter().map(|(sort, (_, all))| (*sort, *all)).collect();
    // So many are in the texts above: a reader that sees nothing misses nothing.
    assert_eq!(
        all,
        [
            ("classic scopes", 24),
            ("encoded twice", 3),
            ("error codes", 7),
            ("granular scopes", 24),
            ("items of pages", 2),
            ("labels", 12),
            ("me in operations", 11),
            ("me in parameters", 10),
            ("messages", 7),
            ("operations", 42),
            ("pages", 2),
        ]
    );
}
