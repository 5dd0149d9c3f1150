//! What is printed, and what never is.

use std::fs::OpenOptions;
use std::process::Stdio;

use httpmock::{Method, MockServer};
use serde_json::{Value, json};
use zoom_api::mock::ZoomServer;

use crate::{call, run, zoom};

/// A server that answers this at a path.
fn serving(path: &str, status: u16, body: Value) -> MockServer {
    let server = MockServer::start();
    server.mock(|when, then| {
        when.path(path);
        then.status(status).json_body(body);
    });
    server
}

fn users() -> Value {
    json!({ "page_size": 30, "next_page_token": "", "users": [
        { "id": "u1", "email": "jane@example.com", "display_name": "Jane", "status": "active", "type": 2, "host_key": "planted" },
        { "id": "u2", "email": "zoë@example.com", "status": "pending", "type": 1, "group_ids": ["a", "b"] },
    ] })
}

#[test]
fn a_file_is_written_as_it_is() {
    let server = MockServer::start();
    let authorization = format!("Bearer {}", ZoomServer::TOKEN);
    server.mock(|when, then| {
        when.path("/rec/download/abc").header("authorization", authorization);
        then.header("content-type", "video/mp4").body("0123\x1b\n");
    });
    server.mock(|when, then| {
        when.path("/rec/download/page");
        then.header("content-type", "text/html").body("<p>log in</p>");
    });
    let url = |name: &str| server.url(format!("/rec/download/{name}"));
    assert_eq!(call(&server, &["download", &url("abc")]), (Some(0), "0123\x1b\n".to_owned(), String::new()));
    let (code, shown, problem) = call(&server, &["download", &url("page")]);
    assert_eq!((code, shown.as_str()), (Some(1), ""), "{problem}");
    assert!(!problem.contains("/rec/download"), "{problem}");
    let (code, shown, _) = call(&server, &["download", &url("page"), "--media-type", "text/html"]);
    assert_eq!((code, shown.as_str()), (Some(0), "<p>log in</p>"));
    let (code, _, problem) = call(&server, &["download", "https://example.com/a"]);
    assert_eq!(code, Some(2), "{problem}");
}

#[test]
fn lists_and_objects() {
    let users = serving("/users", 200, users());
    let meeting = json!({ "id": 1, "topic": "Weekly", "password": "planted", "settings": { "audio": "both" } });
    let meeting = serving("/meetings/1", 200, meeting);
    let none = serving("/users", 200, json!({ "users": [] }));
    let daily =
        serving("/report/daily", 200, json!({ "year": 2026, "dates": [{ "date": "2026-09-01", "meetings": 3 }] }));
    let created = serving("/users/me/meetings", 201, json!({ "id": 1, "start_url": "planted" }));
    for (server, arguments, expected) in [
        (
            &users,
            &["users", "list"][..],
            "{\"display_name\":\"Jane\",\"email\":\"jane@example.com\",\"host_key\":\"[redacted]\",\"id\":\"u1\",\"status\":\"active\",\
             \"type\":2}\n{\"email\":\"zoë@example.com\",\"group_ids\":[\"a\",\"b\"],\"id\":\"u2\",\"status\":\"pending\",\"type\":1}\n",
        ),
        (
            &users,
            &["users", "list", "--table"],
            "ID  DISPLAY_NAME  EMAIL             TYPE  STATUS\n\
             u1  Jane          jane@example.com  2     active\n\
             u2  -             zoë@example.com   1     pending\n",
        ),
        (
            &users,
            &["users", "list", "--table", "--columns", "email,group_ids,host_key"],
            "EMAIL             GROUP_IDS  HOST_KEY\n\
             jane@example.com  -          [redacted]\n\
             zoë@example.com   a,b        -\n",
        ),
        (
            &users,
            &["users", "list", "--columns", "id,email"],
            "{\"id\":\"u1\",\"email\":\"jane@example.com\"}\n{\"id\":\"u2\",\"email\":\"zoë@example.com\"}\n",
        ),
        (
            &users,
            &["users", "list", "--columns", "host_key", "--show-secrets"],
            "{\"host_key\":\"planted\"}\n{\"host_key\":null}\n",
        ),
        (
            &users,
            &["users", "list", "--columns", "host_key", "--show-secrets=host_key"],
            "{\"host_key\":\"planted\"}\n{\"host_key\":null}\n",
        ),
        (
            &users,
            &["users", "list", "--columns", "host_key", "--show-secrets=password"],
            "{\"host_key\":\"[redacted]\"}\n{\"host_key\":null}\n",
        ),
        (
            &meeting,
            &["meetings", "get", "1"],
            "{\"id\":1,\"password\":\"[redacted]\",\"settings\":{\"audio\":\"both\"},\"topic\":\"Weekly\"}\n",
        ),
        (
            &meeting,
            &["meetings", "get", "1", "--table"],
            "id              1\npassword        [redacted]\nsettings.audio  both\ntopic           Weekly\n",
        ),
        (
            &meeting,
            &["meetings", "get", "1", "--table", "--columns", "topic,settings.audio"],
            "topic           Weekly\nsettings.audio  both\n",
        ),
        (&none, &["users", "list"], ""),
        (&none, &["users", "list", "--table"], ""),
        (&daily, &["reports", "daily"], "{\"date\":\"2026-09-01\",\"meetings\":3}\n"),
        (&created, &["meetings", "create", "me", "--topic", "a"], "{\"id\":1,\"start_url\":\"[redacted]\"}\n"),
    ] {
        let (code, shown, problem) = call(server, arguments);
        assert_eq!((code, problem.as_str()), (Some(0), ""), "{arguments:?}");
        assert_eq!(shown, expected, "{arguments:?}");
    }
}

#[test]
fn all_pages_are_followed() {
    let server = MockServer::start();
    let page = |token: &'static str, next: &'static str, id: u32| {
        server.mock(|when, then| {
            let when = when.method(Method::GET).path("/users").query_param("status", "active");
            match token {
                "" => when.query_param_missing("next_page_token"),
                token => when.query_param("next_page_token", token),
            };
            then.status(200).json_body(json!({ "next_page_token": next, "users": [{ "id": id.to_string() }] }));
        })
    };
    let pages = [page("", "b", 1), page("b", "c", 2), page("c", "", 3)];
    let (code, shown, problem) = call(&server, &["users", "list", "--status", "active", "--all"]);
    assert_eq!((code, problem.as_str()), (Some(0), ""));
    assert_eq!(shown, "{\"id\":\"1\"}\n{\"id\":\"2\"}\n{\"id\":\"3\"}\n");
    let (_, shown, _) = call(&server, &["users", "list", "--status", "active"]);
    assert_eq!(shown, "{\"id\":\"1\"}\n");
    assert_eq!(pages.map(|page| page.calls()), [2, 1, 1]);
}

/// Of more than a month Zoom would serve a part, and say nothing.
#[test]
fn a_long_range_of_dates_is_asked_for_month_by_month() {
    let server = MockServer::start();
    let month = |from: &'static str, to: &'static str, token: Option<&'static str>, next: &'static str| {
        server.mock(|when, then| {
            let when = when.path("/report/users/me/meetings").query_param("from", from).query_param("to", to);
            match token {
                None => when.query_param_missing("next_page_token"),
                Some(token) => when.query_param("next_page_token", token),
            };
            then.status(200).json_body(json!({ "next_page_token": next, "meetings": [{ "topic": from }] }));
        })
    };
    let pages = [
        month("2026-01-15", "2026-02-14", None, "b"),
        month("2026-01-15", "2026-02-14", Some("b"), ""),
        month("2026-02-15", "2026-03-02", None, "b"),
        month("2026-02-15", "2026-03-02", Some("b"), ""),
    ];
    let range = ["reports", "user-meetings", "me", "--from", "2026-01-15", "--to", "2026-03-02"];
    let (code, shown, problem) = call(&server, &[&range[..], &["--all", "--columns", "topic"]].concat());
    assert_eq!((code, shown.lines().count(), pages.map(|page| page.calls())), (Some(0), 4, [1; 4]), "{problem}");
    let reversed = ["reports", "user-meetings", "me", "--from", "2026-03-02", "--to", "2026-01-15", "--all"];
    assert_eq!(call(&server, &reversed).0, Some(2));
}

#[test]
fn a_server_that_gives_a_page_for_ever_is_left() {
    let server = serving("/users", 200, json!({ "next_page_token": "a", "users": [{ "id": "1" }] }));
    let (code, shown, problem) = call(&server, &["users", "list", "--all"]);
    assert_eq!((code, shown.lines().count()), (Some(1), 1));
    assert_eq!(problem, "error: zoom gives the token of a page twice: the list is not whole\n");
}

#[test]
fn an_error_is_one_line() {
    let server = serving("/users/me", 404, json!({ "code": 1001, "message": "User does not exist: me.\nreally" }));
    let (code, shown, problem) = call(&server, &["users", "get"]);
    assert_eq!((code, shown.as_str()), (Some(1), ""));
    assert_eq!(problem, "error: zoom answered 404 with code 1001 (User does not exist: me. really) to get_user\n");
    let (_, _, problem) = call(&server, &["users", "get", "--verbose"]);
    for text in [
        "  status: 404 Not Found\n",
        "  code: 1001\n",
        "  header: content-length: ",
        "message: User does not exist: me.\\nreally\n",
    ] {
        assert!(problem.contains(text), "{problem}");
    }
}

#[test]
fn an_error_comes_down_to_its_cause() {
    let mut command = zoom("http://127.0.0.1:1");
    let (code, _, problem) = run(command.env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN), &["users", "get"]);
    assert_eq!((code, problem.lines().count()), (Some(1), 1));
    assert!(problem.starts_with("error: could not connect to zoom for get_user after 3 attempts: "), "{problem}");
    assert!(problem.to_lowercase().contains("refused"), "{problem}");
}

/// A terminal acts on none of what a server sends, wherever it stands.
#[test]
fn no_server_writes_to_the_terminal_itself() {
    const HOSTILE: &str = "a\u{1b}]0;title\u{7}\u{9b}31m\u{202e}b\u{2066}\u{2028}\r\n\u{7f}";
    let user =
        json!({ "id": HOSTILE, "email": HOSTILE, "group_ids": [HOSTILE], "custom_attributes": [{ "name": HOSTILE }] });
    let list = serving("/users", 200, json!({ "users": [user] }));
    let one = serving("/users/me", 200, user);
    let refused = serving(
        "/users/me",
        400,
        json!({ "code": HOSTILE, "message": HOSTILE, "errors": [{ "field": HOSTILE, "message": HOSTILE }] }),
    );
    let any = serving("/any", 200, json!({ HOSTILE: HOSTILE }));
    for (server, arguments) in [
        (&list, &["users", "list"][..]),
        (&list, &["users", "list", "--table"]),
        (&list, &["users", "list", "--table", "--columns", "id,custom_attributes,group_ids"]),
        (&list, &["users", "list", "--json"]),
        (&one, &["users", "get"]),
        (&one, &["users", "get", "--table"]),
        (&refused, &["users", "get"]),
        (&refused, &["users", "get", "--verbose"]),
        (&any, &["api", "GET", "/any"]),
        (&any, &["api", "GET", "/any", "--table"]),
        (&refused, &["api", "GET", "/users/me", "--verbose"]),
    ] {
        let (_, shown, problem) = call(server, arguments);
        let all = format!("{shown}{problem}");
        assert!(all.contains("title"), "{arguments:?}: {all}");
        let hostile = all.chars().find(|c| c.is_control() && *c != '\n' || "\u{202e}\u{2066}\u{2028}".contains(*c));
        assert_eq!(hostile, None, "{arguments:?}: {all:?}");
        if !problem.is_empty() && !arguments.contains(&"--verbose") {
            assert_eq!(problem.lines().count(), 1, "{problem:?}");
        }
    }
    let (_, shown, _) = call(&list, &["users", "list"]);
    assert_eq!(serde_json::from_str::<Value>(&shown).unwrap()["id"], HOSTILE);
}

#[test]
fn who_does_not_read_on_is_no_error() {
    let users: Vec<_> = (0..20_000).map(|at| json!({ "id": at.to_string(), "email": "jane@example.com" })).collect();
    let server = serving("/users", 200, json!({ "users": users }));
    for arguments in [&["users", "list"][..], &["users", "list", "--table"], &["completions", "bash"], &["--help"]] {
        let mut command = zoom(&server.base_url());
        command.env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN).args(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
            (Some(0), ""),
            "{arguments:?}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_of_one_line() {
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    let server = serving("/users", 200, users());
    for arguments in
        [&["users", "list"][..], &["users", "list", "--table"], &["completions", "bash"], &["--help"], &["--version"]]
    {
        let mut command = zoom(&server.base_url());
        command.env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN).args(arguments).stdout(full());
        let output = command.stderr(Stdio::piped()).spawn().unwrap().wait_with_output().unwrap();
        let problem = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(
            problem.starts_with("error: cannot write to standard output: ") && problem.lines().count() == 1,
            "{problem}"
        );
    }
    // What cannot be said is not said.
    let mut command = zoom("http://127.0.0.1:1");
    command.env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN).args(["users", "list"]).stderr(full());
    assert_eq!(run(&mut command, &[]).0, Some(1));
}
