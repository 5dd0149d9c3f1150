//! What cannot be undone.

use httpmock::{Method, MockServer};

use crate::call;

#[test]
fn nothing_is_destroyed_unless_it_is_said_twice() {
    let server = MockServer::start();
    let deleted = server.mock(|when, then| {
        when.method(Method::DELETE).path("/meetings/123");
        then.status(204);
    });
    for arguments in
        [&["meetings", "delete", "123"][..], &["api", "DELETE", "/meetings/123"], &["api", "delete", "meetings/123"]]
    {
        let (code, shown, problem) = call(&server, arguments);
        assert_eq!((code, shown.as_str(), deleted.calls()), (Some(2), "", 0), "{arguments:?}");
        assert!(problem.contains("add --yes, there is no terminal to ask on"), "{problem}");
    }
    for (done, arguments) in
        [&["meetings", "delete", "123", "--yes"][..], &["api", "DELETE", "/meetings/123", "-y"]].iter().enumerate()
    {
        let (code, shown, problem) = call(&server, arguments);
        assert_eq!((code, shown.as_str(), problem.as_str()), (Some(0), "", ""));
        assert_eq!(deleted.calls(), done + 1);
    }
}

#[test]
fn an_action_that_ends_something_is_asked_about_and_no_other() {
    let server = MockServer::start();
    let done = server.mock(|when, then| {
        when.method(Method::PUT).path("/meetings/123/status");
        then.status(204);
    });
    let end = r#"{"action":"end"}"#;
    let all = [
        &["meetings", "update-status", "123", "--action", "end"][..],
        &["meetings", "update-status", "123", "--body", end],
        &["api", "PUT", "/meetings/123/status", "--body", end],
    ];
    for (calls, arguments) in all.into_iter().enumerate() {
        let (code, _, problem) = call(&server, arguments);
        assert_eq!((code, done.calls()), (Some(2), calls), "{arguments:?}");
        assert!(problem.contains("add --yes"), "{problem}");
        assert_eq!(call(&server, &[arguments, &["--yes"]].concat()).0, Some(0), "{arguments:?}");
        assert_eq!(done.calls(), calls + 1);
    }
    assert_eq!(call(&server, &["meetings", "update-status", "123", "--action", "recover"]).0, Some(0));
}

/// On a terminal, which `script` of util-linux makes.
#[cfg(target_os = "linux")]
#[test]
fn a_person_is_asked() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let server = MockServer::start();
    let deleted = server.mock(|when, then| {
        when.method(Method::DELETE).path("/meetings/123");
        then.status(204);
    });
    for (answer, code, calls) in [("n", 1, 0), ("y", 0, 1)] {
        let mut command = Command::new("script");
        let zoom = format!("{} meetings delete 123", env!("CARGO_BIN_EXE_zoom"));
        command.args(["--quiet", "--return", "--command", &zoom, "/dev/null"]);
        command.env("ZOOM_ACCESS_TOKEN", "token").env("ZOOM_BASE_URL", server.base_url()).env_remove("ZOOM_PROFILE");
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        // Not every machine has it.
        let Ok(mut child) = child else { return };
        writeln!(child.stdin.take().unwrap(), "{answer}").unwrap();
        let output = child.wait_with_output().unwrap();
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(shown.contains("Delete a meeting: DELETE /meetings/123. Go on? [y/N]"), "{shown}");
        assert_eq!((output.status.code(), deleted.calls()), (Some(code), calls), "{shown}");
    }
}
