use serde_json::{Value, json};

use super::{Verdict, judge};

/// A document of one operation that sends a `Thing` and gets one back.
fn document() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "paths": { "/a/{id}": { "post": {
            "operationId": "update",
            "summary": "Update",
            "x-sdk-group": "things",
            "x-sdk-method": "update",
            "x-pagination": { "style": "page-number", "parameter": "page", "items": "things" },
            "x-max-range": { "from": "from", "to": "to", "months": 1 },
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" },
                  "x-caller-keyword": { "keyword": "me" } },
                { "name": "page", "in": "query", "schema": { "type": "integer", "minimum": 1, "default": 1 } },
                { "name": "sort", "in": "query",
                  "schema": { "type": "string", "enum": ["asc", "desc"], "x-open-enum": true } },
                { "name": "ids", "in": "query", "explode": true,
                  "schema": { "type": "array", "items": { "type": "string" } } },
            ],
            "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Draft" } } } },
            "responses": {
                "200": { "description": "", "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Thing" }, "example": { "id": 1 },
                } } },
                "404": {
                    "description": "",
                    "content": { "application/json": { "schema": { "$ref": "#/components/schemas/ErrorBody" } } },
                    "x-error-codes": [{ "code": 1001, "message": "Not there.", "name": "NotThere" }],
                },
            },
        } } },
        "components": { "schemas": {
            "Draft": { "type": "object", "properties": { "name": { "type": "string" } } },
            "ErrorBody": { "type": "object", "properties": { "code": { "type": "integer", "format": "int64" } } },
            "Thing": { "type": "object", "required": ["id"], "properties": {
                "id": { "type": "integer", "format": "int64" },
                "kind": { "type": "string", "enum": ["one", "two"] },
                "state": { "type": "string", "x-extensible-enum": ["on", "off"] },
                "parent": { "anyOf": [{ "$ref": "#/components/schemas/Thing" }, { "enum": [null] }] },
                "parts": { "type": "array", "items": { "type": "object", "properties": { "x": { "type": "string" } } } },
                "labels": { "type": "object", "additionalProperties": { "type": "string" } },
                "owner": { "oneOf": [{ "type": "string" }, { "type": "integer", "format": "int64" }] },
            } },
        } },
    })
}

const OPERATION: &str = "/paths/~1a~1{id}/post";
const THING: &str = "/components/schemas/Thing";

/// A document in which the value at a pointer is another one; nothing for none.
fn with(pointer: &str, value: Value) -> Value {
    let mut document = document();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/");
    match document.pointer_mut(parent).unwrap() {
        Value::Object(fields) if value.is_null() => drop(fields.shift_remove(&key).unwrap()),
        Value::Object(fields) => drop(fields.insert(key, value)),
        Value::Array(values) if key == "-" => values.push(value),
        Value::Array(values) if value.is_null() => drop(values.remove(key.parse().unwrap())),
        other => other[key.parse::<usize>().unwrap()] = value,
    }
    document
}

/// The document in which one text stands for another everywhere.
fn replaced(from: &str, to: &str) -> Value {
    serde_json::from_str(&document().to_string().replace(from, to)).unwrap()
}

#[track_caller]
fn check(new: &Value, verdict: Verdict, lines: &[&str]) {
    let judgement = judge(&document(), new);
    let found: Vec<_> = judgement.breaks.iter().map(ToString::to_string).collect();
    assert_eq!(found, lines, "{judgement}");
    assert_eq!(judgement.verdict, verdict, "{judgement}");
}

#[track_caller]
fn breaks(new: &Value, lines: &[&str]) {
    check(new, Verdict::Breaking, lines);
}

#[test]
fn what_is_the_same_or_for_readers_alone() {
    check(&document(), Verdict::Unchanged, &[]);
    let operation = |field: &str| format!("{OPERATION}/{field}");
    for (pointer, value) in [
        (operation("summary"), json!("Change")),
        (operation("parameters/1/schema/minimum"), json!(2)),
        (operation("parameters/1/schema/default"), Value::Null),
        (operation("parameters/1/schema/maximum"), json!(300)),
        (operation("parameters/0/description"), json!("whose")),
        (operation("parameters/0/schema/format"), json!("uuid")),
        (operation("parameters/0/schema/maxLength"), json!(9)),
        (operation("parameters/0/x-caller-keyword/required-for"), json!(["user-level"])),
        (operation("responses/200/content/application~1json/example"), json!({ "id": 2 })),
        (operation("responses/404/x-error-codes/0/message"), json!("Gone.")),
        (format!("{THING}/properties/id/description"), json!("which")),
        (format!("{THING}/properties/state/maxLength"), json!(9)),
        (
            format!("{THING}/properties/labels/additionalProperties"),
            json!({ "type": "string", "format": "date", "x-open-format": true }),
        ),
        ("/servers".to_owned(), json!([{ "url": "https://example.com" }])),
    ] {
        check(&with(&pointer, value), Verdict::Documentation, &[]);
    }
}

#[test]
fn what_is_more() {
    let operation = |field: &str| format!("{OPERATION}/{field}");
    let get = json!({ "operationId": "get", "responses": { "204": { "description": "" } } });
    let text = json!({ "type": "string" });
    for (pointer, value, counted) in [
        ("/paths/~1a~1{id}/get".to_owned(), get, "1 operation"),
        (operation("parameters/-"), json!({ "name": "q", "in": "query", "schema": text }), "1 parameter"),
        (operation("parameters/2/schema/enum/-"), json!("none"), "1 value"),
        (format!("{THING}/properties/state/x-extensible-enum/-"), json!("idle"), "1 value"),
        (format!("{THING}/properties/size"), text.clone(), "1 member"),
        ("/components/schemas/Draft/properties/size".to_owned(), text.clone(), "1 member"),
        ("/components/schemas/Other".to_owned(), text, "1 type"),
        (operation("parameters/0/required"), json!(false), "1 choice"),
    ] {
        let new = with(&pointer, value);
        check(&new, Verdict::Additive, &[]);
        assert_eq!(judge(&document(), &new).to_string(), format!("additive for callers: {counted} added"));
    }
}

#[test]
fn what_is_gone() {
    let operation = |field: &str| format!("{OPERATION}/{field}");
    for (pointer, line) in [
        (OPERATION.to_owned(), "POST /a/{id}: gone"),
        (operation("parameters/1"), r#"POST /a/{id} / query parameter "page": gone"#),
        (operation("requestBody"), "POST /a/{id} / request body: gone"),
        (operation("x-pagination"), "POST /a/{id} / pagination: gone"),
        (operation("x-max-range"), "POST /a/{id} / date range: gone"),
        (operation("x-sdk-group"), r#"POST /a/{id} / group "things": gone"#),
        (operation("parameters/0/x-caller-keyword"), r#"POST /a/{id} / path parameter "id" / keyword "me": gone"#),
        (operation("parameters/2/schema/enum/0"), r#"POST /a/{id} / query parameter "sort" / value "asc": gone"#),
        (format!("{THING}/properties/parts"), r#"type "Thing" / member "parts": gone"#),
        (
            format!("{THING}/properties/parts/items/properties"),
            r#"type "Thing" / member "parts" / element: type changed from object to object without members"#,
        ),
        (format!("{THING}/properties/kind/enum/1"), r#"type "Thing" / member "kind" / value "two": gone"#),
        (
            format!("{THING}/properties/state/x-extensible-enum"),
            r#"type "Thing" / member "state" / value "on": gone|type "Thing" / member "state" / value "off": gone"#,
        ),
    ] {
        let lines: Vec<_> = line.split('|').collect();
        let new = with(&pointer, Value::Null);
        breaks(&new, &lines);
    }
}

#[test]
fn types_that_change() {
    let member = |name: &str| format!("{THING}/properties/{name}");
    let parameter = |number: usize| format!("{OPERATION}/parameters/{number}/schema");
    let thing = |rest: &str| format!(r#"type "Thing" / member {rest}"#);
    for (pointer, value, line) in [
        (
            member("id"),
            json!({ "type": "number", "format": "double" }),
            thing(r#""id": type changed from integer (int64) to number (double)"#),
        ),
        (
            member("id/nullable"),
            json!(true),
            thing(r#""id": type changed from integer (int64) to integer (int64) or null"#),
        ),
        (
            member("state"),
            json!({ "type": "string", "format": "password", "x-extensible-enum": ["on", "off"] }),
            thing(r#""state": type changed from string to string (password)"#),
        ),
        (
            member("parent"),
            json!({ "$ref": "#/components/schemas/Thing" }),
            thing(r#""parent": type changed from `Thing` or null to `Thing`"#),
        ),
        (
            member("parts"),
            json!({ "type": "array", "items": { "type": "string" } }),
            thing(r#""parts" / element: type changed from object to string"#),
        ),
        (
            member("labels/additionalProperties/type"),
            json!("boolean"),
            thing(r#""labels" / value: type changed from string to boolean"#),
        ),
        (
            member("owner"),
            json!({ "type": "string" }),
            thing(r#""owner": type changed from string or integer (int64) to string"#),
        ),
        (
            member("owner/oneOf/0/type"),
            json!("boolean"),
            thing(r#""owner" / alternative 1: type changed from string to boolean"#),
        ),
        (
            member("kind/x-open-enum"),
            json!(true),
            thing(r#""kind": type changed from string of a closed enumeration to string"#),
        ),
        (member("kind/enum/-"), json!("three"), thing(r#""kind" / value "three": a new value of a closed enumeration"#)),
        (
            parameter(1),
            json!({ "type": "string" }),
            r#"POST /a/{id} / query parameter "page": type changed from integer to string"#.to_owned(),
        ),
        (
            format!("{OPERATION}/parameters/3/explode"),
            json!(false),
            r#"POST /a/{id} / query parameter "ids": type changed from values of their own to a list with commas in one value"#
                .to_owned(),
        ),
    ] {
        breaks(&with(&pointer, value), &[&line]);
    }
}

#[test]
fn what_could_be_left_out() {
    let text = json!({ "type": "string" });
    for (pointer, value, line) in [
        (
            format!("{OPERATION}/parameters/1/required"),
            json!(true),
            r#"POST /a/{id} / query parameter "page": optional before, required now"#,
        ),
        (
            format!("{OPERATION}/parameters/-"),
            json!({ "name": "q", "in": "query", "required": true, "schema": text }),
            r#"POST /a/{id} / query parameter "q": new and required"#,
        ),
        (
            format!("{OPERATION}/requestBody/required"),
            json!(true),
            "POST /a/{id} / request body: optional before, required now",
        ),
        (
            "/components/schemas/Draft/required".to_owned(),
            json!(["name"]),
            r#"type "Draft" / member "name": optional before, required now"#,
        ),
        (format!("{THING}/required"), json!([]), r#"type "Thing" / member "id": required before, optional now"#),
    ] {
        breaks(&with(&pointer, value), &[line]);
    }
    let draft = json!({ "type": "object", "required": ["b"], "properties": { "name": text, "b": text } });
    breaks(&with("/components/schemas/Draft", draft), &[r#"type "Draft" / member "b": new and required"#]);
    let thing = with(&format!("{THING}/required"), json!(["id", "state"]));
    breaks(&thing, &[r#"type "Thing" / member "state": optional before, required now"#]);
}

#[test]
fn names_that_change() {
    for (from, to, line) in [
        (
            r#""operationId":"update""#,
            r#""operationId":"put""#,
            "POST /a/{id} / operation ID: name changed from `update` to `put`",
        ),
        (
            r#""x-sdk-method":"update""#,
            r#""x-sdk-method":"put""#,
            "POST /a/{id} / method: name changed from `update` to `put`",
        ),
        (r#"group":"things""#, r#"group":"parts""#, "POST /a/{id} / group: name changed from `things` to `parts`"),
        ("NotThere", "Missing", "POST /a/{id} / error code 1001 / name: name changed from `NotThere` to `Missing`"),
        ("Draft", "ThingDraft", r#"type "Draft": name changed from `Draft` to `ThingDraft`"#),
        ("schemas/Thing\"", "schemas/Draft\"", r#"type "Thing": name changed from `Thing` to `Draft`"#),
        (r#""me""#, r#""self""#, r#"POST /a/{id} / path parameter "id" / keyword: name changed from `me` to `self`"#),
        ("page-number", "page-token", "POST /a/{id} / pagination / style: changed from page-number to page-token"),
    ] {
        let found: Vec<_> = judge(&document(), &replaced(from, to)).breaks.iter().map(ToString::to_string).collect();
        assert_eq!(found.first().map(String::as_str), Some(line), "{found:#?}");
    }
    // A type of another name is compared with what it was: it is not gone, and says once that it was renamed.
    let renamed = replaced("Thing\"", "Item\"");
    breaks(&renamed, &[r#"type "Thing": name changed from `Thing` to `Item`"#]);
    let path = replaced("{id}", "{thingId}");
    let mut path = serde_json::from_str::<Value>(&path.to_string()).unwrap();
    path["paths"]["/a/{thingId}"]["post"]["parameters"][0]["name"] = json!("thingId");
    breaks(&path, &[r#"POST /a/{id} / path parameter "id" / name: name changed from `id` to `thingId`"#]);
}

#[test]
fn forms_that_change() {
    let responses = format!("{OPERATION}/responses");
    let error = document().pointer(&format!("{responses}/404")).cloned().unwrap();
    let bytes = json!({ "description": "", "content": { "application/pdf": { "schema": {} } } });
    for (success, line) in [
        (json!({ "204": { "description": "" }, "404": error }), "changed from JSON to empty"),
        (json!({ "200": bytes, "404": error }), "changed from JSON to bytes"),
    ] {
        breaks(&with(&responses, success), &[&format!("POST /a/{{id}} / success: {line}")]);
    }
    // What worked with a 200 may as well work with a 201.
    let thing = document().pointer(&format!("{responses}/200")).cloned().unwrap();
    check(&with(&responses, json!({ "201": thing, "404": error })), Verdict::Documentation, &[]);
    let form = json!({ "content": { "application/x-www-form-urlencoded": {
        "schema": { "$ref": "#/components/schemas/Draft" },
    } } });
    let form = with(&format!("{OPERATION}/requestBody"), form);
    breaks(&form, &["POST /a/{id} / request body: changed from JSON to a form"]);
}

/// One thing that changes in a type of a hundred operations is one break.
#[test]
fn a_shared_type_is_compared_once() {
    let shared = |member: &str| {
        let operation = document().pointer(OPERATION).cloned().unwrap();
        let mut document = with(&format!("{THING}/properties/id"), json!({ "type": member }));
        for number in 0..100 {
            document["paths"][format!("/b{number}")] = json!({ "post": operation });
        }
        document
    };
    let judgement = judge(&shared("integer"), &shared("string"));
    assert_eq!(judgement.breaks.len(), 1, "{judgement}");
}
