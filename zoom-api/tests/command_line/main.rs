//! `zoom`, as a program.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod calls;
mod credentials;
mod destruction;
mod help;
mod output;
mod request;

use std::process::{Command, Output, Stdio};

use httpmock::MockServer;
use zoom_api::mock::ZoomServer;

/// The program, with nothing of this machine's environment, against a server.
fn zoom(base_url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zoom"));
    for name in ["ACCESS_TOKEN", "ACCOUNT_ID", "CLIENT_ID", "CLIENT_SECRET", "PROFILE"] {
        command.env_remove(format!("ZOOM_{name}"));
    }
    command.env("ZOOM_CONFIG_DIR", env!("CARGO_TARGET_TMPDIR").to_owned() + "/no-profiles");
    command.env("ZOOM_BASE_URL", base_url).env("ZOOM_OAUTH_URL", base_url).stdin(Stdio::null());
    command
}

/// The exit code, standard output and standard error.
fn run(command: &mut Command, arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = command.args(arguments).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

/// Calls a server with a token.
fn call(server: &MockServer, arguments: &[&str]) -> (Option<i32>, String, String) {
    run(zoom(&server.base_url()).env("ZOOM_ACCESS_TOKEN", ZoomServer::TOKEN), arguments)
}
