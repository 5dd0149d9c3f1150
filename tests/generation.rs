//! What zoom-api's build makes of fragments that are not the one that is shipped.

use serde_json::{Value, json};

#[path = "../zoom-api/build/generate/mod.rs"]
#[allow(dead_code, unreachable_pub)]
mod generate;
mod own_names;

use generate::{Extras, Features};

fn document(operations: &[(&str, &str, Value)]) -> Value {
    let mut paths = json!({});
    for (method, path, operation) in operations {
        paths[path][method] = operation.clone();
    }
    json!({ "openapi": "3.0.3", "info": { "title": "T", "version": "1" }, "paths": paths })
}

fn operation(id: &str) -> Value {
    json!({
        "operationId": id, "x-sdk-group": "things", "x-sdk-method": id, "x-rate-limit-label": "Heavy",
        "responses": { "204": { "description": "done" } },
    })
}

fn client(document: &Value) -> Result<generate::Client, String> {
    let extras = Extras { json_calls: true, ..Extras::default() };
    generate::client(document, &Features::all(), extras)
}

/// The client in one line, so that a part of it can be looked for.
fn generated(document: &Value) -> String {
    one_line(&client(document).unwrap().text)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Checks that the client of one operation has each of these parts.
fn check(method: &str, path: &str, fields: &Value, parts: &[&str]) {
    let mut one = operation("thing");
    for (name, value) in fields.as_object().unwrap() {
        one[name] = value.clone();
    }
    let client = generated(&document(&[(method, path, one)]));
    for part in parts {
        assert!(client.contains(&one_line(part)), "not generated: {part}");
    }
}

#[test]
fn an_operation_is_known_by_the_id_of_the_fragment() {
    let client = generated(&document(&[("put", "/a/move", operation("move")), ("get", "/b", operation("getUser1"))]));
    for part in
        [r#"id: "move""#, r#"id: "getUser1""#, "fn move_(", "fn get_user1(", "pub struct Move", "pub struct GetUser1"]
    {
        assert!(client.contains(part), "not generated: {part}");
    }
}

/// The part of a fragment that the client of the given features is made of.
fn selected(document: &Value, manifest: &str, on: &[&str]) -> generate::Client {
    let is_on = |feature: &str| on.contains(&feature);
    generate::client(document, &Features::new(manifest, &is_on), Extras::default()).unwrap()
}

#[test]
fn the_groups_whose_features_are_on_are_generated_with_the_types_that_they_reach() {
    let of_group = |group: &str, error: &str| {
        let mut one = operation(&format!("list_{group}"));
        one["x-sdk-group"] = json!(group);
        one["responses"] = json!({
            "200": { "description": "", "content": { "application/json": {
                "schema": { "$ref": format!("#/components/schemas/{group}List") } } } },
            "404": { "description": "Nothing", "x-error-codes": [{ "code": 1, "message": "None", "name": error }] },
        });
        one
    };
    let mut all = document(&[
        ("get", "/a", of_group("users", "NoUsers")),
        ("get", "/b", of_group("chat_channels", "NoChatChannels")),
        ("get", "/c", of_group("mock", "NoMock")),
        ("get", "/d", of_group("undeclared", "NoUndeclared")),
    ]);
    for name in ["users", "chat_channels", "mock", "undeclared"] {
        all["components"]["schemas"][format!("{name}List")] = json!({
            "type": "object", "properties": { "items": { "type": "array", "items": {
                "$ref": format!("#/components/schemas/{name}Item") } } } });
        all["components"]["schemas"][format!("{name}Item")] =
            json!({ "type": "object", "properties": { "id": { "type": "string" } } });
    }
    let manifest = "[features]\nmock = [\"dep:httpmock\"]\n# Groups of calls\nchat-channels = []\nmock-calls = []\nusers = []\n\
                    users-calls = []\n# End of the groups.\nundeclared = []\n";
    for (on, groups) in [
        (&["users"][..], &["Users", "Undeclared"][..]),
        // The feature `mock` is another one.
        (&["chat-channels", "mock"], &["ChatChannels", "Undeclared"]),
        (&["mock-calls"], &["Mock", "Undeclared"]),
        (&[], &["Undeclared"]),
    ] {
        let client = selected(&all, manifest, on);
        for group in ["Users", "ChatChannels", "Mock", "Undeclared"] {
            let is_there = groups.contains(&group);
            for part in
                [format!("pub struct {group}<"), format!("pub struct {group}List "), format!("pub struct {group}Item ")]
            {
                assert_eq!(client.text.contains(&part), is_there, "{part} with {on:?}");
            }
            assert!(client.text.contains(&format!("No{group}")), "the kinds of errors are the same with {on:?}");
        }
        assert_eq!(client.document["paths"].as_object().unwrap().len(), groups.len());
    }
    let text = selected(&all, manifest, &["chat-channels", "mock-calls"]).text;
    for feature in ["`chat-channels`", "`mock-calls`"] {
        assert!(text.contains(&format!("with the feature {feature}")), "{feature}");
    }
}

#[test]
fn operations_that_are_one_in_rust_fail_the_build() {
    let both = document(&[("get", "/a", operation("getUser")), ("get", "/b", operation("get_user"))]);
    let problem = client(&both).map(drop).unwrap_err();
    assert!(problem.contains("getUser") || problem.contains("get_user"), "{problem}");
}

#[test]
fn parameters_become_arguments_and_setters() {
    let parameter = |name: &str, place: &str, schema: Value| json!({ "name": name, "in": place, "schema": schema });
    let list = json!({ "type": "array", "items": { "type": "string" } });
    let mut joined = parameter("fields", "query", list.clone());
    joined["explode"] = json!(false);
    let mut required = parameter("from", "query", json!({ "type": "string", "format": "date" }));
    required["required"] = json!(true);
    let mut user = parameter("userId", "path", json!({ "type": "string" }));
    user["required"] = json!(true);
    user["x-caller-keyword"] = json!({ "keyword": "me", "required-for": ["user-level"] });
    let mut meeting = parameter("meetingId", "path", json!({ "type": "integer" }));
    meeting["required"] = json!(true);
    meeting["x-double-encode"] = json!(true);
    let parameters = json!([
        meeting,
        user,
        joined,
        parameter("ids", "query", list),
        required,
        parameter("type", "query", json!({ "type": "integer", "default": 1, "enum": [1, 2], "x-open-enum": true })),
        parameter("timeout", "query", json!({ "type": "boolean" })),
        parameter("X-Trace", "header", json!({ "type": "string" })),
    ]);
    check(
        "get",
        "/users/{userId}/meetings/{meetingId}",
        &json!({ "parameters": parameters }),
        &[
            "user_id: impl crate::IntoUserRef, meeting_id: impl crate::IntoMeetingRef",
            "pub fn fields<T: ::std::convert::AsRef<str>>( mut self, values: impl IntoIterator<Item = T>, )",
            "pub fn ids( mut self, value: impl Into<::std::vec::Vec<::std::string::String>>, ) -> Self",
            "pub fn from(mut self, value: impl Into<String>) -> Self",
            r#"crate::call::required(self.from.as_deref(), "from")?"#,
            "pub fn type_(mut self, value: impl Into<i64>) -> Self",
            "pub fn timeout_(mut self, value: impl Into<bool>) -> Self",
            "pub fn x_trace(mut self, value: impl Into<String>) -> Self",
            r#"header_map.append("X-Trace""#,
            r#"values: &["1", "2"]"#,
            "is_double_encoded: true",
            r#"required_for: &["user-level"]"#,
        ],
    );
}

#[test]
fn cookies_are_sent_in_one_header() {
    let other = |name: &str, place: &str, rust_name: &str| json!({ "name": name, "in": place, "schema": { "type": "string" }, "x-rust-name": rust_name });
    let header = json!({ "name": "sid", "in": "header", "schema": { "type": "string" } });
    let mut required = other("__Host-lang", "cookie", "host_lang");
    required["required"] = json!(true);
    let others = json!([other("sid", "cookie", "sid_cookie"), required]);
    check(
        "get",
        "/a",
        &json!({ "parameters": [header], "x-other-parameters": others }),
        &[
            r#"header_map.append("sid", value.to_string().try_into()?)"#,
            r#"crate::call::add_cookie( &mut header_map, "sid", &value.to_string(), )?"#,
            r#"crate::call::add_cookie( &mut header_map, "__Host-lang", &host_lang.to_string(), )?"#,
            "pub fn sid(mut self, value: impl Into<String>) -> Self",
            "pub fn sid_cookie(mut self, value: impl Into<crate::Secret>) -> Self",
            "sid_cookie: Option<crate::Secret>",
            r#"crate::call::required( self.host_lang.as_ref().map(crate::Secret::expose), "__Host-lang", )?"#,
            "place: crate::operations::ParameterPlace::Cookie",
        ],
    );
}

#[test]
fn a_setter_begins_with_a_letter() {
    let fields = json!({ "parameters": [{ "name": "0a", "in": "query", "schema": { "type": "string" } }] });
    check("get", "/a", &fields, &["pub fn x0a(mut self, value: impl Into<String>)"]);
}

#[test]
fn bodies_are_sent_as_they_are_documented() {
    let of = |media: &str, schema: Value| json!({ "content": { media: { "schema": schema } }, "required": true });
    let thing = json!({ "type": "object", "properties": { "name": { "type": "string" }, "tags": { "type": "array", "items": { "type": "string" } } } });
    let mut one = operation("thing");
    one["requestBody"] = of("application/json", json!({ "$ref": "#/components/schemas/Thing" }));
    let mut both = document(&[("patch", "/a", one)]);
    both["components"] = json!({ "schemas": { "Thing": thing } });
    let client = generated(&both);
    for part in [
        "pub fn body(mut self, body: impl Into<types::Thing>) -> Self",
        r#"Some(crate::call::required(self.body.as_ref(), "body")?)"#,
        // An empty list is sent, an absent one is not.
        "pub tags: ::std::option::Option<::std::vec::Vec<::std::string::String>>",
        "crate::call::with_json(",
    ] {
        assert!(client.contains(part), "not generated: {part}");
    }
    assert!(!client.contains("non_exhaustive] pub struct Thing"), "{client}");

    let mut optional =
        of("application/json", json!({ "type": "object", "additionalProperties": { "type": "string" } }));
    optional["required"] = json!(false);
    check(
        "post",
        "/a",
        &json!({ "requestBody": optional }),
        &["self.body.as_ref()", "body: Option< &::std::collections::HashMap<"],
    );

    let bytes = of("application/octet-stream", json!({ "type": "string", "format": "binary" }));
    check("post", "/a", &json!({ "requestBody": bytes }), &["self.body.take()", "body: impl Into<reqwest::Body>"]);

    let mut form = bytes.clone();
    form["x-original-media-type"] = json!("multipart/form-data");
    let fields = json!({ "type": "object", "properties": { "picFile": { "type": "string", "format": "binary" }, "File Name": { "type": "string" } } });
    form["x-other-content"] = json!({ "multipart/form-data": { "schema": fields } });
    check(
        "post",
        "/a",
        &json!({ "requestBody": form }),
        &[
            "pub fn pic_file(mut self, file: impl Into<crate::FilePart>) -> Self",
            "pub fn file_name(mut self, value: impl ::std::string::ToString) -> Self",
            r#"self.__form.text("File Name", value.to_string())"#,
            "crate::call::with_form(request, &mut self.__form)?",
        ],
    );
}

#[test]
fn successes_are_read_as_they_are_documented() {
    let of = |media: &str, schema: Value| json!({ "description": "", "content": { media: { "schema": schema } } });
    let number = json!({ "type": "integer" });
    for (responses, expected) in [
        (json!({ "204": { "description": "" } }), "crate::call::Empty"),
        (json!({ "204": of("application/json", number.clone()) }), "crate::call::Empty"),
        (
            json!({ "200": of("application/json", number.clone()), "204": { "description": "" } }),
            "crate::call::Json<i64>",
        ),
        (
            json!({ "200": of("text/csv", json!({ "type": "string" })), "201": of("application/json", number.clone()) }),
            "crate::call::Json<i64>",
        ),
        (json!({ "2XX": of("application/scim+json", number.clone()) }), "crate::call::Json<i64>"),
        (json!({ "200": of("video/mp4", json!({ "type": "string", "format": "binary" })) }), "crate::call::Bytes"),
        (
            json!({ "200": of("application/json", number.clone()), "400": of("application/json", json!({ "type": "string" })), "404": of("application/json", number) }),
            "crate::call::Json<i64>",
        ),
    ] {
        check("get", "/a", &json!({ "responses": responses }), &[&format!("type Success = {expected};")]);
    }
}

/// What Zoom leaves empty or sends otherwise must not fail a response, and a date takes no crate.
#[test]
fn responses_are_read_loosely() {
    let schema = json!({
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": { "type": "string" },
            "at": { "type": "string", "format": "date-time" },
            "day": { "type": "string", "format": "date" },
            "ids": { "type": "array", "items": { "type": "string", "format": "uuid" } },
            "password": { "type": "string", "format": "password" },
            "state": { "type": "string", "enum": ["on", "off"] },
            "code": { "type": "integer" },
            "id": { "$ref": "#/components/schemas/ThingId" },
        },
    });
    let mut one = operation("thing");
    let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } });
    one["responses"] = json!({ "200": { "description": "", "content": content } });
    let mut all = document(&[("get", "/a", one)]);
    let either = json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] });
    all["components"] = json!({ "schemas": { "Thing": schema, "ThingId": either } });
    let client = generated(&all);
    for part in [
        "#[non_exhaustive] pub struct Thing",
        "pub name: ::std::option::Option<::std::string::String>",
        "pub at: ::std::option::Option<crate::Timestamp>",
        "pub day: ::std::option::Option<::std::string::String>",
        "pub ids: ::std::vec::Vec<::std::string::String>",
        "pub password: ::std::option::Option<crate::Secret>",
        "pub state: ::std::option::Option<ThingState>",
        "pub id: ::std::option::Option<crate::IntOrString>",
        r##"pub enum ThingState { #[doc = "`on`"] On = "on", #[doc = "`off`"] Off = "off", } other Other"##,
        r#""at", "code", "day", "id", "ids", "name", "password", "state","#,
        "Some(0usize) => crate::loose::member(&mut this.at, &mut members),",
        r#"secrets: &["password"]"#,
        "success_has_code: true",
    ] {
        assert!(client.contains(part), "not generated: {part}");
    }
}

#[test]
fn pages_are_found_where_the_fragment_says() {
    let list = json!({ "type": "array", "items": { "$ref": "#/components/schemas/User" } });
    let page = |properties: Value| json!({ "type": "object", "properties": properties });
    let token = json!({ "type": "string" });
    for (pagination, schema, parts) in [
        (
            json!({ "style": "next-page-token", "parameter": "page", "token": "next", "items": "users" }),
            page(json!({ "next": token, "users": list })),
            vec![
                "::std::mem::take(&mut page.users)",
                "Token::token(&page.next)",
                "style: crate::operations::PaginationStyle::Token",
            ],
        ),
        (
            json!({ "style": "page-token", "parameter": "page", "token": "meta.next", "items": "data.users" }),
            page(json!({ "meta": page(json!({ "next": token })), "data": page(json!({ "users": list })) })),
            vec!["match page.data.as_mut() { Some(inner) =>", "match page.meta.as_ref() { Some(inner) =>"],
        ),
        (
            json!({ "style": "page-number", "parameter": "page", "items": "users" }),
            page(json!({ "users": list })),
            vec!["crate::call::Turn::page(items, seen)", "PaginationStyle::PageNumber"],
        ),
        (
            json!({ "style": "start-index", "parameter": "page", "items": "" }),
            list.clone(),
            vec!["crate::call::Turn::start(items, seen)"],
        ),
    ] {
        let mut one = operation("thing");
        one["x-pagination"] = pagination;
        one["parameters"] = json!([{ "name": "page", "in": "query", "schema": { "type": "string" } }]);
        let content = json!({ "application/json": { "schema": { "$ref": "#/components/schemas/Page" } } });
        one["responses"] = json!({ "200": { "description": "", "content": content } });
        let mut all = document(&[("get", "/a", one)]);
        all["components"] = json!({ "schemas": { "Page": schema, "User": page(json!({ "id": token })) } });
        let client = generated(&all);
        for part in parts.iter().copied().chain(["crate::call::pages!(Thing, types::User)"]) {
            assert!(client.contains(part), "not generated: {part}");
        }
    }
}

#[test]
fn each_kind_of_type_is_read_as_zoom_may_send_it() {
    let mut one = operation("thing");
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let schema = reference("Thing");
    one["responses"] =
        json!({ "200": { "description": "it", "content": { "application/json": { "schema": schema } } } });
    let mut document = document(&[("get", "/thing", one)]);
    document["components"]["schemas"] = json!({
        "Thing": { "type": "object", "properties": {
            "active": reference("BooleanOrString"), "numbers": reference("Numbers"), "id": reference("IntegerOrString"),
        } },
        "BooleanOrString": { "oneOf": [{ "type": "boolean" }, { "type": "string" }] },
        "IntegerOrString": { "oneOf": [{ "type": "integer", "format": "int64" }, { "type": "string" }] },
        "Numbers": { "type": "array", "items": { "type": "integer", "format": "int64" } },
    });
    let client = generated(&document);
    for part in [
        "impl crate::loose::Object for Thing",
        "crate::loose::wrappers!(Numbers);",
        "crate::loose::values!(BooleanOrString);",
        "pub id: ::std::option::Option<crate::IntOrString>,",
    ] {
        assert!(client.contains(part), "not generated: {part}");
    }
}

/// A request may have members that have to be there and defaults of its own; what also takes any other member is serde's.
#[test]
fn each_member_is_read_as_its_type_has_it() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let mut one = operation("thing");
    one["requestBody"] = json!({ "content": { "application/json": { "schema": reference("Thing") } } });
    let mut all = document(&[("post", "/thing", one)]);
    let part = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
    all["components"]["schemas"] = json!({
        "Thing": { "type": "object", "required": ["name", "part"], "properties": {
            "name": { "type": "string" }, "part": reference("Part"), "open": reference("Open"),
            "size": { "type": "integer", "default": 5 }, "nothing": reference("Nothing"),
        } },
        "Nothing": { "type": "object", "properties": {}, "additionalProperties": false },
        "Part": part,
        "Open": { "type": "object", "properties": { "id": { "type": "string" } }, "additionalProperties": { "type": "string" } },
    });
    let client = generated(&all);
    for part in [
        "Some(0usize) => { crate::loose::required_member(&mut member_0, &mut members) }",
        "Some(2usize) => crate::loose::member(&mut member_2, &mut members),",
        "Some(3usize) => { crate::loose::documented_member(&mut member_3, &mut members) }",
        r#"name: crate::loose::present(member_0, "name")?,"#,
        r#"part: crate::loose::present(member_3, "part")?,"#,
        "open: member_2,",
        "size: member_4",
        "*slot = Some(Self {});",
        "crate::loose::values!(Open);",
    ] {
        assert!(client.contains(part), "not generated: {part}");
    }
}

#[test]
fn texts_with_listed_values_are_open_enumerations() {
    let thing = |state: Value| {
        let mut all = document(&[("get", "/a", operation("list_things"))]);
        all["paths"]["/a"]["get"]["responses"] = json!({ "200": { "description": "", "content": { "application/json": {
            "schema": { "$ref": "#/components/schemas/Thing" } } } } });
        all["components"]["schemas"] = json!({
            "Thing": { "type": "object", "properties": { "state": state } },
            // A type that has the name already.
            "ThingState": { "type": "object", "properties": { "id": { "type": "string" } } },
        });
        generated(&all)
    };
    let text = |values: Value| json!({ "type": "string", "x-extensible-enum": values });
    for (state, parts) in [
        (text(json!(["on", "off"])), &["pub state: ::std::option::Option<ThingStateValue>", r#"Off = "off""#][..]),
        (
            json!({ "type": "array", "items": text(json!(["on", "off"])) }),
            &["pub state: ::std::vec::Vec<ThingStateValue>"],
        ),
        // An empty text is no value.
        (text(json!(["", "on"])), &["Option<ThingStateValue>", r#"On = "on", } other Other"#]),
        // Values that are one in Rust, or none; a number; a secret.
        (text(json!(["on", "ON"])), &["pub state: ::std::option::Option<::std::string::String>"]),
        (text(json!(["+", "-"])), &["pub state: ::std::option::Option<::std::string::String>"]),
        (json!({ "type": "integer", "x-extensible-enum": [1, 2] }), &["pub state: ::std::option::Option<i64>"]),
        (
            json!({ "type": "string", "format": "password", "x-extensible-enum": ["a", "b"] }),
            &["pub state: ::std::option::Option<crate::Secret>"],
        ),
    ] {
        let client = thing(state);
        for part in parts {
            assert!(client.contains(part), "not generated: {part}");
        }
    }
}
