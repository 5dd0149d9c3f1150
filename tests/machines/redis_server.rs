//! A Redis server of a test's own, which ends with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

pub(super) struct RedisServer {
    process: Child,
    folder: TempDir,
}

impl RedisServer {
    pub(super) fn start(settings: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { process: run(&folder, settings), folder }
    }

    /// Starts it again, with nothing in it.
    pub(super) fn start_again(&mut self) {
        self.kill();
        self.process = run(&self.folder, &[]);
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis")
    }

    pub(super) fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// The first line of its answer to a command.
    pub(super) fn say(&self, command: &str) -> String {
        let mut stream = UnixStream::connect(self.socket()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        let mut answer = [0; 512];
        let length = stream.read(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[..length]).lines().next().unwrap_or_default().to_owned()
    }

    /// Ends it, as a crash does.
    pub(super) fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A process that takes connections.
fn run(folder: &TempDir, settings: &[&str]) -> Child {
    let mut process = ["redis-server", "valkey-server"]
        .into_iter()
        .find_map(|program| start(program, folder, settings))
        .expect("neither redis-server nor valkey-server can be run: `cargo xtask test` installs one");
    let mut log = BufReader::new(process.stdout.take().unwrap());
    let mut said = String::new();
    while !said.to_ascii_lowercase().contains("ready to accept connections") {
        assert_ne!(log.read_line(&mut said).unwrap(), 0, "the server ended: {said}");
    }
    // What it says later has to go somewhere.
    std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
    process
}

/// Starts a server; none if there is no such program.
fn start(program: &str, folder: &TempDir, settings: &[&str]) -> Option<Child> {
    Command::new(program)
        .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket", "redis", "--dir"])
        .arg(folder.path())
        .args(settings)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .ok()
}
