//! What a user runs first: the examples, as programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use httpmock::MockServer;
use serde_json::json;
use zoom_api::mock::ZoomServer;

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
    for (user, part) in [("../x", "would lead to another path"), ("a b", "contains whitespace")] {
        let (code, _, problem) = run(&mut example(), &["--user", user]);
        assert_eq!(code, Some(2), "{problem}");
        assert!(problem.contains(part), "{problem} lacks {part}");
    }

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
    // It has its arguments already.
    assert_eq!(run(&mut command, &[]).1, "no PAC accounts\n");
    mock.assert();
}

/// An example that calls a server of the test's.
fn program_of(name: &str, server: &ZoomServer) -> Command {
    let mut command = program(name);
    command.env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN).env("ZOOM_BASE_URL", server.base_url());
    command
}

#[test]
fn users_are_exported_page_by_page() {
    let (code, csv, note) = run(&mut program("export_users"), &[]);
    assert_eq!(code, Some(0), "{note}");
    assert!(note.contains("embedded server") && !note.contains("users\r"), "{note}");
    assert!(
        csv.lines().nth(1).unwrap().starts_with("z8yCxjMrT7q0KdYwVhQ2Lg,ada.novak@example.com,Ada,Novak,2,active,")
    );

    let server = ZoomServer::start();
    let user = |number: usize| json!({ "id": number.to_string(), "email": format!("{number}@example.com") });
    server.set_items("list_users", (0..701).map(user)).unwrap();
    let (code, csv, note) = run(&mut program_of("export_users", &server), &["--status", "inactive"]);
    assert_eq!((code, note.as_str()), (Some(0), ""));
    let ids: Vec<_> = csv.lines().skip(1).map(|row| row.split(',').next().unwrap().parse::<usize>().unwrap()).collect();
    assert_eq!(ids, (0..701).collect::<Vec<_>>());

    assert_eq!(run(&mut program_of("export_users", &server), &["--status", "no-such-status"]).0, Some(2));
    assert_eq!(run(&mut program("export_users"), &["--no-such-flag"]).0, Some(2));
    assert_eq!(run(&mut program("export_users"), &["--help"]).0, Some(0));
}

/// What users have typed is neither a formula nor another row.
#[test]
fn fields_of_csv_are_quoted() {
    let server = ZoomServer::start();
    let names = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "Ada \"the\" Novak", "Novak, Ada", "a\nb", "Zoë"];
    let user = |name: &&str| json!({ "id": "1", "email": "a@example.com", "first_name": name });
    server.set_items("list_users", names.iter().map(user)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("users.csv");
    let mut command = program_of("export_users", &server);
    assert_eq!(run(&mut command, &[file.to_str().unwrap()]), (Some(0), String::new(), String::new()));
    let expected = [
        "'=HYPERLINK(1)",
        "'+1",
        "'-1",
        "'@SUM(1)",
        "'\t=1",
        "\"Ada \"\"the\"\" Novak\"",
        "\"Novak, Ada\"",
        "\"a\nb\"",
        "Zoë",
    ];
    let rows = expected.map(|name| format!("1,a@example.com,{name},,,,,,\n")).concat();
    let header = "id,email,first_name,last_name,type,status,department,created_at,last_login_time\n";
    assert_eq!(std::fs::read_to_string(&file).unwrap(), format!("{header}{rows}"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    let failed = folder.path().join("failed.csv");
    server.refuse("list_users", 400, 300).unwrap();
    let (code, _, problem) = run(&mut program_of("export_users", &server), &[failed.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(problem.contains("300") && !failed.exists(), "{problem}");
}

#[test]
fn a_meeting_is_scheduled_without_a_secret_on_the_screen() {
    let arguments = ["--topic", "Weekly", "--start", "2026-12-01T09:00:00Z", "--minutes", "30"];
    let registered = ["--register", "ada@example.com=Ada", "--register", "ben@example.com=Ben"];
    let arguments = [&arguments[..], &registered].concat();
    let (code, said, problem) = run(&mut program("schedule_meeting"), &arguments);
    assert_eq!(code, Some(0), "{problem}");
    for part in
        ["join:      https://example.com/j/85746065432", "password:  ••••", "registered ada@", "registered ben@"]
    {
        assert!(said.contains(part), "{said} lacks {part}");
    }
    let example = &super::fragment()["paths"]["/users/{userId}/meetings"]["post"]["responses"]["201"];
    let example = &example["content"]["application/json"]["example"];
    let secret = |name: &str| example[name].as_str().unwrap();
    assert!(!said.contains(secret("password")) && !said.contains(secret("start_url")), "{said}");
    let (_, said, _) = run(&mut program("schedule_meeting"), &[&arguments[..], &["--show-password"]].concat());
    assert!(said.contains(secret("password")) && !said.contains(secret("start_url")), "{said}");

    let server = ZoomServer::start();
    let sent = server.mock(|mock| {
        mock.mock(|when, then| {
            when.path("/users/jane/meetings").json_body_includes(
                json!({
                    "topic": "Weekly", "type": 2, "start_time": "2026-12-01T09:00:00Z", "duration": 30,
                    "settings": { "approval_type": 0 },
                })
                .to_string(),
            );
            then.status(201).json_body(json!({ "id": 1, "topic": "a\u{1b}]0;b" }));
        })
    });
    let mut command = program_of("schedule_meeting", &server);
    let (code, said, problem) = run(&mut command, &[&arguments[..], &["--host", "jane"]].concat());
    assert_eq!((code, problem.as_str()), (Some(0), ""));
    assert!(said.contains("a ]0;b") && said.contains("registered ben@"), "{said}");
    sent.assert();

    for wrong in [&["--topic", "Weekly"][..], &["--start", "now"], &["--register", "ada"], &["--minutes", "x"]] {
        assert_eq!(run(&mut program("schedule_meeting"), wrong).0, Some(2));
    }
    server.refuse("create_meeting", 404, 1001).unwrap();
    let (code, _, problem) = run(&mut program_of("schedule_meeting", &server), &arguments);
    assert_eq!(code, Some(1));
    assert!(problem.contains("User does not exist: me"), "{problem}");
}

#[test]
fn attendance_is_summed_up_over_all_pages() {
    let (code, said, problem) = run(&mut program("attendance_report"), &["q8Zt1vXnQ3yL0sW5uJ2mKw=="]);
    assert_eq!(code, Some(0), "{problem}");
    assert!(said.starts_with("Weekly review, ") && said.ends_with("1 participants\n"), "{said}");

    let server = ZoomServer::start();
    let participant =
        |number: usize| json!({ "name": format!("Guest {}\u{7}", number % 400), "user_email": "", "duration": 61 });
    server.set_items("list_past_meeting_participants", (0..401).map(participant)).unwrap();
    let (code, said, problem) = run(&mut program_of("attendance_report", &server), &["/a//b=="]);
    assert_eq!((code, problem.as_str()), (Some(0), ""));
    assert!(said.ends_with("400 participants\n") && !said.contains('\u{7}'), "{said}");
    // The first one has come back.
    assert!(said.contains("   3 min  Guest 0 ") && said.contains("   2 min  Guest 1 "), "{said}");

    server.refuse("get_past_meeting", 404, 3001).unwrap();
    assert_eq!(run(&mut program_of("attendance_report", &server), &["1"]).0, Some(1));
    assert_eq!(run(&mut program("attendance_report"), &[]).0, Some(2));
    assert_eq!(run(&mut program("attendance_report"), &["../x"]).0, Some(2));
}

/// The names and sizes of the files in a folder.
fn files(folder: &Path) -> Vec<(String, u64)> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<_> =
        entries.map(|entry| (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().len())).collect();
    files.sort();
    files
}

#[test]
fn recordings_are_downloaded_once_and_go_on_where_they_were_cut_off() {
    const NAME: &str = "2026-09-14T08-00-05Z-a21b3d6a-e57c-44f7-1cbb-51d5f81894f7.mp4";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let (code, said, problem) = run(&mut program("download_recordings"), &[path]);
    assert_eq!((code, said), (Some(0), format!("{NAME}\n")), "{problem}");
    assert!(problem.contains("embedded server") && !problem.contains("MB"), "{problem}");
    assert_eq!(files(folder.path()), [(NAME.to_owned(), 7_220_801)]);
    assert_eq!(run(&mut program("download_recordings"), &[path]).1, "", "it is there");

    // Half of it is there, of other bytes, so that it can be seen that they stay.
    let (whole, part) = (folder.path().join(NAME), folder.path().join(format!("{NAME}.part")));
    std::fs::remove_file(&whole).unwrap();
    std::fs::write(&part, vec![b'x'; 7_220_795]).unwrap();
    assert_eq!(run(&mut program("download_recordings"), &[path]).0, Some(0));
    let resumed = std::fs::read(&whole).unwrap();
    assert!(resumed.len() == 7_220_801 && resumed.ends_with(b"xx567890"), "{}", resumed.len());
}

#[test]
fn what_is_no_recording_is_not_kept_as_one() {
    let server = ZoomServer::start();
    let file = |id: &str, status: &str, url: &str| {
        let url = format!("{}{url}", server.base_url());
        json!({ "id": id, "status": status, "file_extension": "MP4", "file_size": 10, "download_url": url })
    };
    let meeting =
        |url: &str| json!({ "recording_files": [file("../../a", "completed", url), file("b", "processing", url)] });
    let download = |url: &str| {
        let folder = tempfile::tempdir().unwrap();
        server.set_items("list_recordings", [meeting(url)]).unwrap();
        let (code, _, problem) = run(
            &mut program_of("download_recordings", &server),
            &[
                "--from",
                "2026-08-15",
                "--to",
                "2026-09-30",
                "--user",
                "jane@example.com",
                folder.path().to_str().unwrap(),
            ],
        );
        (code, problem, files(folder.path()))
    };
    let (code, problem, kept) = download("/file");
    assert_eq!((code, kept), (Some(0), vec![("-------a.mp4".to_owned(), 10)]), "{problem}");

    server.mock(|mock| {
        mock.mock(|when, then| {
            when.path("/page");
            then.header("content-type", "text/html").body("<html>Sign");
        });
        mock.mock(|when, then| {
            when.path("/short");
            then.header("content-type", "video/mp4").body("0123");
        });
    });
    for url in ["/page", "/short"] {
        let (code, problem, kept) = download(url);
        assert_eq!(code, Some(1), "{url}: {problem}");
        assert!(problem.starts_with("error: ") && kept.iter().all(|(name, _)| name.ends_with(".part")), "{kept:?}");
    }
    assert_eq!(run(&mut program("download_recordings"), &[]).0, Some(2));
    assert_eq!(run(&mut program("download_recordings"), &["--help"]).0, Some(0));
}
