//! `zoom api`.

use httpmock::{Method, MockServer};
use serde_json::json;

use crate::call;

#[test]
fn any_path_is_called() {
    let server = MockServer::start();
    let read = server.mock(|when, then| {
        when.method(Method::GET).path("/any/a%20b").query_param("x", "1").query_param("y", "2");
        then.status(200).json_body(json!({ "items": [1, 2] }));
    });
    let (code, shown, problem) = call(&server, &["api", "get", "/any/a%20b?x=1", "--query", "y=2"]);
    assert_eq!((code, shown.as_str(), read.calls()), (Some(0), "{\"items\":[1,2]}\n", 1), "{problem}");
    let written = server.mock(|when, then| {
        when.method(Method::POST).path("/any").json_body(json!({ "a": 1 }));
        then.status(204);
    });
    let (code, shown, problem) = call(&server, &["api", "POST", "any", "--body", r#"{"a":1}"#]);
    assert_eq!((code, shown.as_str(), written.calls()), (Some(0), "", 1), "{problem}");
}

/// By the schema of the operation whose path it is, and by their names elsewhere.
#[test]
fn its_secrets_are_masked() {
    let server = MockServer::start();
    server.mock(|when, then| {
        when.path("/users");
        then.status(200).json_body(json!({ "users": [{ "id": "u1", "email": "a", "host_key": "planted" }] }));
    });
    server.mock(|when, then| {
        when.path("/any");
        then.status(200).json_body(
            json!({ "zak_token": "planted", "deep": [{ "host_key": "planted" }], "next_page_token": "kept" }),
        );
    });
    for (arguments, expected) in [
        (&["api", "GET", "/users"][..], "{\"users\":[{\"id\":\"u1\",\"email\":\"a\",\"host_key\":\"[redacted]\"}]}\n"),
        (&["api", "GET", "/users", "--columns", "id,host_key"], "{\"id\":\"u1\",\"host_key\":\"[redacted]\"}\n"),
        (
            &["api", "GET", "/users", "--table"],
            "ID  DISPLAY_NAME  EMAIL  TYPE  STATUS\nu1  -             a      -     -\n",
        ),
        (
            &["api", "GET", "/any"],
            "{\"zak_token\":\"[redacted]\",\"deep\":[{\"host_key\":\"[redacted]\"}],\"next_page_token\":\"kept\"}\n",
        ),
        (
            &["api", "GET", "/any", "--show-secrets=zak_token", "--columns", "zak_token"],
            "{\"zak_token\":\"planted\"}\n",
        ),
    ] {
        let (code, shown, problem) = call(&server, arguments);
        assert_eq!((code, shown.as_str()), (Some(0), expected), "{arguments:?}: {problem}");
    }
}
