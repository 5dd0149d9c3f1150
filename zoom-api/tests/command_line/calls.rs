//! What is sent for what was typed.

use std::io::Write;
use std::process::Stdio;

use httpmock::{Method, MockServer};
use serde_json::{Value, json};
use zoom_api::mock::ZoomServer;

use crate::{call, zoom};

/// Expects one request of this body, and an exit code of 0.
fn check(arguments: &[&str], (method, target, body): (Method, &str, Value)) {
    let server = MockServer::start();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mock = server.mock(|mut when, then| {
        when = when.method(method).path(path);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            when = when.query_param(name, value);
        }
        if !body.is_null() {
            when.json_body(body.clone());
        }
        then.status(200).json_body(json!({}));
    });
    let (code, _, problem) = call(&server, arguments);
    assert_eq!((code, mock.calls()), (Some(0), 1), "{arguments:?}: {problem}");
}

#[test]
fn parameters_and_members_are_flags() {
    let file = tempfile::NamedTempFile::new().unwrap();
    file.as_file().write_all(br#"{"topic":"of a file","duration":30}"#).unwrap();
    let file = format!("@{}", file.path().display());
    let meeting = |body: Value| (Method::POST, "/users/me/meetings", body);
    for (arguments, expected) in [
        (&["users", "list"][..], (Method::GET, "/users", Value::Null)),
        (
            &["users", "list", "--status", "active", "--page-size=30"],
            (Method::GET, "/users?status=active&page_size=30", Value::Null),
        ),
        // An enumeration is open, and Zoom's own spelling does as well.
        (
            &["users", "list", "--status", "frozen", "--page_size", "5"],
            (Method::GET, "/users?status=frozen&page_size=5", Value::Null),
        ),
        (&["users", "get"], (Method::GET, "/users/me", Value::Null)),
        (&["users", "get", "jane@example.com"], (Method::GET, "/users/jane@example.com", Value::Null)),
        (&["users", "get", "--user", "jane@example.com"], (Method::GET, "/users/jane@example.com", Value::Null)),
        (&["users", "get", "--user-id", "a"], (Method::GET, "/users/a", Value::Null)),
        (&["users", "get", "--userId", "a"], (Method::GET, "/users/a", Value::Null)),
        (
            &["past_meetings", "participants", "/abc=="],
            (Method::GET, "/past_meetings/%252Fabc%253D%253D/participants", Value::Null),
        ),
        (
            &["meetings", "create", "--user", "me", "--topic", "Weekly", "--start-time", "2026-09-14T08:00:00Z"],
            meeting(json!({ "topic": "Weekly", "start_time": "2026-09-14T08:00:00Z" })),
        ),
        (
            &["meetings", "create", "me", "--type", "2", "--default-password", "--pre-schedule=false"],
            meeting(json!({ "type": 2, "default_password": true, "pre_schedule": false })),
        ),
        (
            &["meetings", "create", "me", "--settings", r#"{"mute_upon_entry":true}"#],
            meeting(json!({ "settings": { "mute_upon_entry": true } })),
        ),
        (
            &[
                "meetings",
                "create",
                "me",
                "--tracking-fields",
                r#"{"field":"a"}"#,
                "--tracking-fields",
                r#"[{"field":"b"}]"#,
            ],
            meeting(json!({ "tracking_fields": [{ "field": "a" }, { "field": "b" }] })),
        ),
        // A flag takes precedence over the body.
        (
            &["meetings", "create", "me", "--body", r#"{"topic":"a","duration":30}"#, "--topic", "b"],
            meeting(json!({ "topic": "b", "duration": 30 })),
        ),
        (&["meetings", "create", "me", "--body", &file], meeting(json!({ "topic": "of a file", "duration": 30 }))),
        (&["meetings", "create", "me", "--password", "planted"], meeting(json!({ "password": "planted" }))),
    ] {
        check(arguments, expected);
    }
}

#[test]
fn a_body_comes_from_standard_input() {
    let server = MockServer::start();
    let mock = server.mock(|when, then| {
        when.method(Method::POST).path("/users/me/meetings").json_body(json!({ "topic": "piped" }));
        then.status(201).json_body(json!({ "id": 1 }));
    });
    let mut command = zoom(&server.base_url());
    command.env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN).args(["meetings", "create", "me", "--body", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(br#"{"topic":"piped"}"#).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), mock.calls()), (Some(0), 1));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "{\"id\":1}\n");
}

#[test]
fn a_file_is_uploaded() {
    let server = MockServer::start();
    let mock = server.mock(|when, then| {
        when.method(Method::POST)
            .path("/users/me/picture")
            .body_includes("picture of Jane")
            .body_includes("filename=\"jane.png\"");
        then.status(201);
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jane.png");
    std::fs::write(&path, "picture of Jane").unwrap();
    let (code, shown, problem) =
        call(&server, &["users", "upload-picture", "me", "--pic-file", &format!("@{}", path.display())]);
    assert_eq!((code, shown.as_str(), mock.calls()), (Some(0), "", 1), "{problem}");
}

/// Nothing is sent for them: there is no server.
#[test]
fn what_is_typed_wrong_has_a_code_of_its_own() {
    let run = |arguments: &[&str]| {
        let mut command = zoom("http://127.0.0.1:1");
        crate::run(command.env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN), arguments)
    };
    for (arguments, text) in [
        (&["userz", "list"][..], "'users'"),
        (&["users", "lst"], "'list'"),
        (&["users", "list", "--statu", "active"], "'--status'"),
        (&["users", "list", "--page-size", "many"], "not an integer"),
        (&["users", "list", "--json", "--table"], "cannot be used with"),
        (&["users", "get", "a", "b"], "unexpected"),
        (&["users", "get", "--user", "a", "b"], "its flag gives the value already"),
        (&["users", "get", "--user", "a b"], "contains whitespace"),
        (&["users", "get", ".."], "invalid user"),
        (&["meetings", "get"], "missing <MEETING>: zoom meetings get <MEETING> [OPTIONS]"),
        (&["meetings", "create", "--topic", "Weekly"], "missing <USER>"),
        (&["meetings", "create", "me"], "there is nothing to send: give --body, or its members: --agenda,"),
        (&["meetings", "create", "me", "--body", "{\"password\": planted"], "--body is not JSON at line 1, column 14"),
        (&["meetings", "create", "me", "--body", "[]", "--topic", "a"], "--body that is no object"),
        (&["meetings", "create", "me", "--body", "@/no/such/file"], "/no/such/file: "),
        (&["meetings", "create", "me", "--settings", "{"], "not JSON at line 1"),
        (&["meetings", "create", "me", "--body", r#"{"type":"planted"}"#], "not of the documented type"),
        (&["users", "create"], "--action"),
        (&["users", "upload-picture", "me"], "--pic-file"),
        (&["reports", "user-meetings", "me"], "--from"),
        (&["api", "FETCH", "/users"], "GET, POST"),
        (&["api", "GET", "https://example.com/users"], "behind the base URL"),
        (&["api", "GET", "/users/../accounts"], "invalid"),
        (&["api", "GET", "/users", "--query", "status"], "NAME=VALUE"),
    ] {
        let (code, shown, problem) = run(arguments);
        assert_eq!((code, shown.as_str()), (Some(2), ""), "{arguments:?}: {problem}");
        assert!(problem.contains(text) && !problem.contains("planted\""), "{arguments:?}: {problem}");
    }
    let mut command = zoom("ftp://127.0.0.1");
    let (code, _, problem) = crate::run(command.env("ZOOM_ACCESS_TOKEN", "token"), &["users", "list"]);
    assert!(code == Some(2) && problem.contains("invalid base URL"), "{problem}");
}

#[test]
fn both_spellings_of_a_group_and_a_method() {
    for arguments in [["past-meetings", "get"], ["past_meetings", "get"]] {
        check(&[arguments[0], arguments[1], "1"], (Method::GET, "/past_meetings/1", Value::Null));
    }
    for method in ["list-registrants", "list_registrants"] {
        check(&["meetings", method, "1"], (Method::GET, "/meetings/1/registrants", Value::Null));
    }
}
