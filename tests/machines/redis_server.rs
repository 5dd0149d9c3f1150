//! A Redis server of a test's own, which ends with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

pub(crate) struct RedisServer {
    process: Child,
    folder: TempDir,
    settings: Vec<String>,
}

impl RedisServer {
    pub(crate) fn start(settings: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings: Vec<_> = settings.iter().map(|&setting| setting.to_owned()).collect();
        Self { process: run(&folder, &settings), folder, settings }
    }

    /// Starts it again, with nothing in it but what its settings have let it write to files.
    pub(crate) fn start_again(&mut self) {
        self.kill();
        self.process = run(&self.folder, &self.settings);
    }

    /// Ends it, and its files are lost.
    pub(crate) fn lose(&mut self) {
        self.kill();
        std::fs::remove_dir_all(self.folder.path()).unwrap();
        std::fs::create_dir(self.folder.path()).unwrap();
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("redis")
    }

    pub(crate) fn url(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// The first line of its answer to a command.
    pub(crate) fn say(&self, command: &str) -> String {
        let mut stream = UnixStream::connect(self.socket()).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(format!("{command}\r\n").as_bytes()).unwrap();
        let mut answer = [0; 512];
        let length = stream.read(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[..length]).lines().next().unwrap_or_default().to_owned()
    }

    /// Ends it, as a crash does.
    pub(crate) fn kill(&mut self) {
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
fn run(folder: &TempDir, settings: &[String]) -> Child {
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
fn start(program: &str, folder: &TempDir, settings: &[String]) -> Option<Child> {
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
