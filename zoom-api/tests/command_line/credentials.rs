//! Credentials: of the environment, of profiles, of logins.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use zoom_api::mock::ZoomServer;

use crate::{run, zoom};

fn profile(folder: &Path, name: &str, text: &str, mode: u32) {
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    #[cfg(not(unix))]
    let _ = mode;
}

#[test]
fn credentials_that_have_to_be_mended_have_a_code_of_their_own() {
    let server = ZoomServer::start();
    let (code, _, problem) = run(&mut zoom(&server.base_url()), &["pac", "list"]);
    assert_eq!((code, problem.lines().count()), (Some(3), 1), "{problem}");
    for way in ["ZOOM_ACCESS_TOKEN", "ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_SECRET", "zoom auth login", "profile"] {
        assert!(problem.contains(way), "{problem}");
    }
    let mut command = zoom(&server.base_url());
    command.env("ZOOM_ACCESS_TOKEN", "planted-access-token");
    let (code, _, problem) = run(&mut command, &["pac", "list"]);
    assert_eq!(code, Some(3));
    assert!(problem.contains("zoom answered 401") && !problem.contains("planted"), "{problem}");
}

#[test]
fn it_says_whether_zoom_takes_the_credentials() {
    let server = ZoomServer::start();
    let answer = |status: u16, body: serde_json::Value| {
        server.mock(|server| {
            server.mock(|when, then| {
                when.path("/users/me");
                then.status(status).json_body(body);
            })
        })
    };
    let status = || {
        let mut command = zoom(&server.base_url());
        command.env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN);
        run(&mut command, &["auth", "status"])
    };
    let refused = answer(401, json!({ "code": 124, "message": "Invalid access token." }));
    let (code, said, problem) = status();
    assert_eq!((code, said.as_str()), (Some(3), "an access token, from the environment\n"), "{problem}");
    let id = refused.id();
    server.mock(|server| httpmock::Mock::new(id, server).delete());
    answer(400, json!({ "code": 4711, "message": "Invalid access token, does not contain scopes:[user:read]." }));
    let (code, said, problem) = status();
    assert_eq!(code, Some(0), "{problem}");
    assert!(said.contains("Zoom takes it"), "{said}");
}

#[test]
fn a_profile_is_a_file_of_its_owners_alone() {
    let server = ZoomServer::start();
    let folder = tempfile::tempdir().unwrap();
    let token = json!({ "access_token": ZoomServer::TOKEN }).to_string();
    profile(folder.path(), "good.json", &token, 0o600);
    profile(folder.path(), "open.json", &token, 0o644);
    profile(folder.path(), "half.json", r#"{"account_id": "a", "client_secret": "planted"}"#, 0o600);
    profile(folder.path(), "bad.json", r#"{"access_token": "planted"#, 0o600);
    for (name, expected, text) in [
        ("good", 0, ""),
        ("open", 3, "chmod 600"),
        ("half", 3, "credentials are missing"),
        ("bad", 3, "no profile"),
        ("none", 3, "there are bad, good, half, open"),
        ("../good", 2, "no name of a profile"),
    ] {
        let mut command = zoom(&server.base_url());
        command.env("ZOOM_CONFIG_DIR", folder.path());
        let (code, _, problem) = run(&mut command, &["--profile", name, "pac", "list"]);
        assert_eq!(code, Some(expected), "{name}: {problem}");
        assert!(problem.contains(text) && !problem.contains("planted"), "{name}: {problem}");
        assert!(problem.lines().count() <= 1, "{name}: {problem}");
    }
}

/// The flag, the variable, the credentials of the environment, the profile `default`.
#[test]
fn which_credentials_are_taken() {
    let server = ZoomServer::start();
    let folder = tempfile::tempdir().unwrap();
    let status = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = zoom(&server.base_url());
        command.env("ZOOM_CONFIG_DIR", folder.path()).envs(variables.iter().copied()).args(arguments);
        let (_, said, problem) = run(&mut command, &["auth", "status"]);
        format!("{}{problem}", said.lines().next().unwrap_or_default())
    };
    assert!(status(&[], &[]).contains("no credentials"));
    assert!(status(&[], &["--profile", "jane"]).contains("there is none yet, `zoom auth login` writes one"));
    let token = json!({ "access_token": ZoomServer::TOKEN }).to_string();
    for name in ["default.json", "jane.json", "john.json"] {
        profile(folder.path(), name, &token, 0o600);
    }
    let (of_jane, environment) = (("ZOOM_PROFILE", "jane"), ("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN));
    for (variables, arguments, expected) in [
        (&[][..], &[][..], "an access token, from the profile default"),
        (&[environment], &[], "an access token, from the environment"),
        (&[environment, of_jane], &[], "an access token, from the profile jane"),
        (&[environment, of_jane], &["--profile", "john"], "an access token, from the profile john"),
        (&[("ZOOM_PROFILE", "")], &[], "an access token, from the profile default"),
        (&[("ZOOM_ACCOUNT_ID", "a")], &[], "error: ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET are not set"),
    ] {
        let said = status(variables, arguments);
        assert!(said.starts_with(expected), "{variables:?} {arguments:?}: {said}");
    }
}

/// Asks a port of this machine for an address, as a browser does that is sent there.
fn visit(address: &str) -> String {
    let (host, target) = address.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(stream, "GET /{target} HTTP/1.1\r\nhost: {host}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Sends a head that is too long and has no end to a port of this machine. Returns what went wrong before the port had
/// closed the connection.
fn chatter(port: u16) -> Option<ErrorKind> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
    let sent = stream.write_all(format!("GET /{}", "a".repeat(64 << 10)).as_bytes());
    sent.and_then(|()| stream.read(&mut [0])).err().map(|error| error.kind())
}

#[test]
fn a_user_logs_in_and_out() {
    let server = ZoomServer::start();
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let app = json!({
        "client_id": "an app", "client_secret": "planted", "redirect_uri": format!("http://127.0.0.1:{port}/back"),
    });
    profile(folder.path(), "jane.json", &app.to_string(), 0o600);
    let jane = |arguments: &[&str]| {
        let mut command = zoom(&server.base_url());
        run(command.env("ZOOM_CONFIG_DIR", folder.path()).args(["--profile", "jane"]), arguments)
    };
    let (code, _, problem) = jane(&["pac", "list"]);
    assert!(code == Some(3) && problem.contains("log in again") && problem.contains("`zoom auth login`"), "{problem}");

    let mut login = zoom(&server.base_url());
    login.env("ZOOM_CONFIG_DIR", folder.path()).args(["--profile", "jane", "auth", "login"]).stdout(Stdio::piped());
    let mut login = login.spawn().unwrap();
    let mut said = BufReader::new(login.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = said.find(|line| line.starts_with("http")).unwrap();
    #[cfg(target_os = "linux")]
    assert!(TcpStream::connect(("127.0.0.2", port)).is_err(), "it listens at other addresses as well");
    let closed = chatter(port);
    assert!(
        matches!(closed, None | Some(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)),
        "it reads on: {closed:?}"
    );
    let callback = server.approve_login(&address);
    assert!(visit(&callback.replace("state=", "state=x")).starts_with("HTTP/1.1 404"), "of another login");
    assert!(visit(&callback.replace("/back", "/elsewhere")).starts_with("HTTP/1.1 404"));
    assert!(visit(&callback).starts_with("HTTP/1.1 200"));
    let rest: Vec<_> = said.collect();
    assert!(login.wait().unwrap().success() && rest.contains(&"logged in".to_owned()), "{rest:?}");
    assert!(!rest.concat().contains("mock-"), "{rest:?}");

    let (code, table, problem) = jane(&["pac", "list"]);
    assert!(code == Some(0) && table.contains("111111"), "{problem}");
    assert!(jane(&["auth", "status"]).1.starts_with("an OAuth app, from the profile jane"));
    assert!(folder.path().join("jane.token.json").exists());
    let (code, said, problem) = jane(&["auth", "logout"]);
    assert!(code == Some(0) && said.contains("logged out"), "{problem}");
    assert!(!folder.path().join("jane.token.json").exists());
    assert_eq!(jane(&["pac", "list"]).0, Some(3));
}

/// No file is written by hand: the first login writes the profile, and the calls that follow take it.
#[test]
fn a_login_writes_the_profile() {
    let server = ZoomServer::start();
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("new");
    let in_folder = |arguments: &[&str]| {
        let mut command = zoom(&server.base_url());
        command.env("ZOOM_CONFIG_DIR", &folder).args(arguments);
        command
    };
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let secret = home.path().join("secret");
    fs::write(&secret, "planted\n").unwrap();
    let secret = format!("@{}", secret.display());
    let login = ["auth", "login", "--client-id", "an app", "--client-secret", &secret, "--port", &port];

    // Whoever says no at Zoom is not told that it is done, and nothing is kept.
    let mut child = in_folder(&login).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = said.find(|line| line.starts_with("http")).unwrap();
    let state = address.split('&').find(|pair| pair.starts_with("state=")).unwrap();
    let page = visit(&format!("http://127.0.0.1:{port}/?error=access_denied&{state}"));
    assert!(page.starts_with("HTTP/1.1 400") && page.contains("not logged in"), "{page}");
    assert_eq!(said.collect::<Vec<_>>().concat(), "");
    let output = child.wait_with_output().unwrap();
    let problem = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && problem.lines().count() == 1, "{problem}");
    assert!(!folder.join("default.json").exists());

    let mut child = in_folder(&login).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = said.find(|line| line.starts_with("http")).unwrap();
    let page = visit(&server.approve_login(&address));
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("You are logged in"), "{page}");
    assert_eq!(said.last().as_deref(), Some("logged in"));
    assert!(child.wait().unwrap().success());
    let written: serde_json::Value = serde_json::from_slice(&fs::read(folder.join("default.json")).unwrap()).unwrap();
    let redirect_uri = format!("http://127.0.0.1:{port}/");
    assert_eq!(written, json!({ "client_id": "an app", "client_secret": "planted", "redirect_uri": redirect_uri }));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join("default.json"))), (0o700, 0o600));
    }
    assert_eq!(run(&mut in_folder(&[]), &["pac", "list"]).0, Some(0));
}

#[test]
fn the_credentials_of_an_account_are_tried_and_kept() {
    let server = ZoomServer::start();
    let folder = tempfile::tempdir().unwrap();
    let login = |secret: &str| {
        let mut command = zoom(&server.base_url());
        command.env("ZOOM_CONFIG_DIR", folder.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        command.args([
            "--profile",
            "robot",
            "auth",
            "login",
            "--account-id",
            "a",
            "--client-id",
            "b",
            "--client-secret",
            "-",
        ]);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "{secret}").unwrap();
        child.wait_with_output().unwrap()
    };
    let refused = server.mock(|server| {
        server.mock(|when, then| {
            when.path("/oauth/token");
            then.status(400).json_body(json!({ "error": "invalid_client" }));
        })
    });
    let output = login("planted");
    let problem = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(3) && !problem.contains("planted"), "{problem}");
    assert!(!folder.path().join("robot.json").exists());
    let id = refused.id();
    server.mock(|server| httpmock::Mock::new(id, server).delete());
    server.mock(|server| {
        server.mock(|when, then| {
            when.path("/users/me");
            then.status(200).json_body(json!({ "id": "me" }));
        })
    });
    let output = login("planted");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "logged in\n");
    let mut command = zoom(&server.base_url());
    let said = run(command.env("ZOOM_CONFIG_DIR", folder.path()), &["--profile", "robot", "auth", "status"]).1;
    assert!(said.starts_with("a server-to-server app, from the profile robot\n"), "{said}");
}

#[test]
fn what_nobody_can_log_in_to() {
    let server = ZoomServer::start();
    let folder = tempfile::tempdir().unwrap();
    for (fields, text) in [
        (json!({ "access_token": "planted" }), "nothing to log in to"),
        (json!({ "client_id": "planted", "redirect_uri": "planted" }), "is no URL"),
        (json!({ "client_id": "planted", "redirect_uri": "https://127.0.0.1:1/" }), "it is not http"),
        (json!({ "client_id": "planted", "redirect_uri": "http://example.com:1/" }), "no address of this machine"),
        (json!({ "client_id": "planted", "redirect_uri": "http://localhost/" }), "it has no port"),
    ] {
        profile(folder.path(), "jane.json", &fields.to_string(), 0o600);
        let mut command = zoom(&server.base_url());
        command.env("ZOOM_CONFIG_DIR", folder.path());
        let (code, _, problem) = run(&mut command, &["--profile", "jane", "auth", "login"]);
        assert!(code == Some(3) && problem.contains(text) && !problem.contains("planted"), "{fields}: {problem}");
    }
    let (code, _, problem) = run(&mut zoom(&server.base_url()), &["auth", "login"]);
    assert!(code == Some(2) && problem.contains("give --client-id"), "{problem}");
    let login = ["auth", "login", "--client-id", "a", "--client-secret", "planted"];
    let (code, _, problem) = run(&mut zoom(&server.base_url()), &login);
    assert!(code == Some(2) && problem.contains("@FILE, or -") && !problem.contains("planted"), "{problem}");
}

/// Without a browser on this machine, and in the folder that the platform has for settings.
#[test]
fn a_user_logs_in_on_another_device() {
    let server = ZoomServer::start();
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("zoom");
    fs::create_dir(&folder).unwrap();
    profile(&folder, "jane.json", r#"{ "client_id": "an app" }"#, 0o600);
    let jane = || {
        let mut command = zoom(&server.base_url());
        command
            .env_remove("ZOOM_CONFIG_DIR")
            .env("XDG_CONFIG_HOME", home.path())
            .env("APPDATA", home.path())
            .args(["--profile", "jane"]);
        command
    };
    let mut login = jane().args(["auth", "login", "--device"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(login.stdout.take().unwrap()).lines().map(Result::unwrap);
    let code = said.find_map(|line| line.strip_prefix("and enter: ").map(str::to_owned)).unwrap();
    assert!(server.approve_device_login(&code));
    let rest: Vec<_> = said.collect();
    assert!(login.wait().unwrap().success() && rest == ["logged in"], "{rest:?}");
    assert_eq!(run(&mut jane(), &["pac", "list"]).0, Some(0));

    // Zoom does not agree to the logout at first.
    let unavailable = server.mock(|server| {
        server.mock(|when, then| {
            when.path("/oauth/revoke");
            then.status(503);
        })
    });
    let (code, _, problem) = run(&mut jane(), &["auth", "logout"]);
    assert!(code == Some(1) && problem.contains("not logged out, the token is still in"), "{problem}");
    assert!(folder.join("jane.token.json").exists());
    let id = unavailable.id();
    server.mock(|server| httpmock::Mock::new(id, server).delete());
    assert_eq!(run(&mut jane(), &["auth", "logout"]).0, Some(0));
    assert!(!folder.join("jane.token.json").exists());
}

#[test]
fn a_login_listens_on_the_port_that_it_is_told() {
    let server = ZoomServer::start();
    let folder = tempfile::tempdir().unwrap();
    profile(folder.path(), "jane.json", r#"{ "client_id": "an app" }"#, 0o600);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let mut login = zoom(&server.base_url());
    login.env("ZOOM_CONFIG_DIR", folder.path()).args(["--profile", "jane", "auth", "login", "--port", &port]);
    let mut login = login.stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(login.stdout.take().unwrap()).lines().map(Result::unwrap);
    let address = said.find(|line| line.starts_with("http")).unwrap();
    let callback = server.approve_login(&address);
    assert!(callback.starts_with(&format!("http://127.0.0.1:{port}/?code=")), "{callback}");
    assert!(visit(&callback).starts_with("HTTP/1.1 200"));
    assert!(login.wait().unwrap().success());
}

/// A proxy that writes down what it is asked for, and does nothing of it.
fn proxy() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, asked) = (format!("http://{}", listener.local_addr().unwrap()), Arc::new(Mutex::new(Vec::new())));
    let seen = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut line = String::new();
            BufReader::new(stream.unwrap()).read_line(&mut line).unwrap();
            seen.lock().unwrap().push(line.trim_end().to_owned());
        }
    });
    (address, asked)
}

/// Each server that gets a secret is called without a proxy if it is on this machine, whatever the other one is.
#[test]
fn no_secret_goes_to_a_proxy_in_plain_text() {
    let server = ZoomServer::start();
    let token = server.mock(|server| {
        server.mock(|when, then| {
            when.path("/oauth/token");
            then.status(200).json_body(json!({ "access_token": "planted-token", "expires_in": 3600 }));
        })
    });
    let behind_proxy = |base_url: &str, oauth_url: &str| {
        let (proxy, asked) = proxy();
        let mut command = zoom(&server.base_url());
        command.env("ZOOM_BASE_URL", base_url).env("ZOOM_OAUTH_URL", oauth_url);
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"] {
            command.env(name, &proxy);
        }
        command.env_remove("NO_PROXY").env_remove("no_proxy");
        (command, asked)
    };
    for (base_url, oauth_url) in
        [("https://zoom.invalid/v2", server.base_url()), (&server.base_url(), "https://zoom.invalid".to_owned())]
    {
        let (mut command, asked) = behind_proxy(base_url, &oauth_url);
        for name in ["ACCOUNT_ID", "CLIENT_ID", "CLIENT_SECRET"] {
            command.env(format!("ZOOM_{name}"), "planted");
        }
        let (code, _, problem) = run(&mut command, &["pac", "list"]);
        assert_eq!(code, Some(1), "{problem}");
        let asked = asked.lock().unwrap();
        let expected = "CONNECT zoom.invalid:443 HTTP/1.1";
        assert!(!asked.is_empty() && asked.iter().all(|line| line == expected), "{asked:?}");
    }
    // The API's turn comes once there is a token.
    let (mut command, asked) = behind_proxy(&server.base_url(), "https://zoom.invalid");
    let (code, _, problem) = run(command.env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN), &["pac", "list"]);
    assert_eq!((code, asked.lock().unwrap().len()), (Some(0), 0), "{problem}");
    assert_eq!(token.calls(), 1);
}
