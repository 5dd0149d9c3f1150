//! What a user runs first: the example, as a program.

use std::path::PathBuf;
use std::process::{Command, Output};

use httpmock::MockServer;
use serde_json::json;

fn example() -> Command {
    program("list_pac_accounts")
}

/// An example as `cargo test --workspace --all-features` has built it: asked in the same words, cargo only looks that it
/// is fresh. Where this package alone is tested, it is built here.
pub(crate) fn program(name: &str) -> Command {
    let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut build = Command::new(env!("CARGO"));
    build.args(["test", "--quiet", "--workspace", "--all-features", "--no-run", "--target-dir"]).arg(&target);
    // What cargo tells this test of its package would make others' build scripts run anew (ring's), and this program with
    // them, while it runs.
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            build.env_remove(name);
        }
    }
    assert!(build.current_dir(workspace).status().unwrap().success());
    let mut command = Command::new(target.join("debug/examples").join(name));
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("ZOOM_")) {
            command.env_remove(name);
        }
    }
    command
}

fn run(command: &mut Command, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.args(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn it_lists_and_fails_as_its_help_says() {
    let (code, table, note) = run(&mut example(), &[]);
    assert_eq!(code, Some(0), "{note}");
    assert!(note.contains("embedded server"), "{note}");
    assert!(table.contains("111111") && table.contains("123343434 (USA)"), "{table}");
    assert!(!table.contains("ghdf") && table.contains("••••"), "{table}");

    assert!(run(&mut example(), &["--show-passwords"]).1.contains("ghdf"));
    let (_, json, _) = run(&mut example(), &["--json"]);
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(answer["pac_accounts"][0]["participant_password"], "••••");
    let (_, json, _) = run(&mut example(), &["--json", "--show-passwords"]);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), super::saved_example());

    let (code, _, problem) = run(&mut example(), &["--user", "without-pac@example.com"]);
    assert_eq!(code, Some(1));
    for part in
        ["status: 400 Bad Request", "code: 2024", "message: User does not", "tracking ID: ", "header: content-type"]
    {
        assert!(problem.contains(part), "{problem} lacks {part}");
    }
    let (code, _, problem) = run(&mut example(), &["--user", "../x"]);
    assert_eq!(code, Some(1));
    assert!(problem.contains("would lead to another path"), "{problem}");

    assert_eq!(run(&mut example(), &["--no-such-flag"]).0, Some(2));
    assert_eq!(run(&mut example(), &["--help"]).0, Some(0));
}

#[test]
fn with_a_token_it_calls_zoom() {
    let server = MockServer::start();
    let mock = server.mock(|when, then| {
        when.path("/v2/users/jane/pac").header("authorization", "Bearer real-token");
        then.status(200).json_body(json!({ "pac_accounts": [] }));
    });
    let mut command = example();
    command.env("ZOOM_ACCESS_TOKEN", "real-token").env("ZOOM_BASE_URL", server.url("/v2"));
    let (code, table, note) = run(&mut command, &["--user", "jane"]);
    assert_eq!((code, table.as_str(), note.as_str()), (Some(0), "no PAC accounts\n", ""));
    mock.assert();
}

#[test]
fn as_a_server_to_server_app_it_gets_its_token() {
    let server = MockServer::start();
    server.mock(|when, then| {
        when.path("/oauth/token").body("grant_type=account_credentials&account_id=a");
        then.status(200).json_body(json!({ "access_token": "granted", "expires_in": 3600 }));
    });
    let mock = server.mock(|when, then| {
        when.path("/v2/users/jane/pac").header("authorization", "Bearer granted");
        then.status(200).json_body(json!({ "pac_accounts": [] }));
    });
    let mut command = example();
    command.env("ZOOM_ACCOUNT_ID", "a").env("ZOOM_CLIENT_ID", "b").env("ZOOM_BASE_URL", server.url("/v2"));
    let (code, _, problem) = run(&mut command, &["--user", "jane"]);
    assert_eq!(code, Some(1));
    assert!(problem.contains("ZOOM_CLIENT_SECRET is not set"), "{problem}");

    command.env("ZOOM_CLIENT_SECRET", "c").env("ZOOM_OAUTH_URL", server.base_url());
    assert_eq!(run(&mut command, &["--user", "jane"]).1, "no PAC accounts\n");
    mock.assert();
}
