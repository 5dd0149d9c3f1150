//! `cargo xtask test` on machines that lack something: each machine is a folder of programs that write down how they are
//! called.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

/// A machine with these programs, each a script, and with a cargo.
struct Machine(tempfile::TempDir);

impl Machine {
    fn with(programs: &[(&str, &str)]) -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        machine.add("cargo", "echo cargo \"$@\" >>log; echo 'test result: ok.'");
        programs.iter().for_each(|(name, script)| machine.add(name, script));
        machine
    }

    fn add(&self, name: &str, script: &str) {
        let file = self.0.path().join(name);
        // Its own folder is the machine's memory.
        fs::write(&file, format!("#!/bin/sh\ncd {}\n{script}\n", self.0.path().display())).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Runs `cargo xtask test`: whether it succeeded, what it printed, and what was called.
    fn test(&self, arguments: &[&str]) -> (bool, String, String) {
        let folder = self.0.path();
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("test")
            .args(arguments)
            .env_clear()
            .envs([("PATH", folder), ("CARGO", &folder.join("cargo"))])
            .env("CARGO_MANIFEST_DIR", Path::new(env!("CARGO_MANIFEST_DIR")))
            .output()
            .unwrap();
        let printed = [output.stdout, output.stderr].concat();
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        (output.status.success(), String::from_utf8(printed).unwrap(), log)
    }
}

const TEST: &str = "cargo test --workspace --all-features";

#[test]
fn nothing_is_installed_that_is_there() {
    for server in ["redis-server", "valkey-server"] {
        let apt = ("apt-get", "echo apt-get >>log");
        let machine = Machine::with(&[("cc", ""), ("pkg-config", ""), (server, ""), apt, ("id", "echo 0")]);
        let (succeeded, printed, log) = machine.test(&["--", "pac", "--", "--nocapture"]);
        assert!(succeeded, "{printed}");
        assert_eq!(log, format!("{TEST} pac -- --nocapture\n"));
        assert_eq!(printed, "test result: ok.\n", "the tests' own output is all there is");
    }
}

#[test]
fn what_is_missing_is_installed_without_a_question() {
    let apt = "echo apt-get \"$@\" >>log
        case $1 in install) echo '#!/bin/sh' >redis-server; /bin/chmod +x redis-server ;; esac";
    let root = ("id", "echo 0");
    let user = ("id", "echo 1000");
    let sudo = ("sudo", "[ \"$1\" = -n ] || exit 1; shift; [ $1 = true ] || { echo sudo >>log; shift; \"./$@\"; }");
    let update = "apt-get update -qq\n";
    let install = "apt-get install -qq --yes redis-server\n";
    for (programs, expected) in [
        (&[root][..], format!("{update}{install}{TEST}\n")),
        (&[user, sudo], format!("sudo\n{update}sudo\n{install}{TEST}\n")),
    ] {
        let machine = Machine::with(&[("cc", ""), ("pkg-config", ""), ("apt-get", apt)]);
        programs.iter().for_each(|(name, script)| machine.add(name, script));
        let (succeeded, printed, log) = machine.test(&[]);
        assert!(succeeded, "{printed}");
        assert_eq!(log, expected);
        assert!(!printed.contains("missing"), "{printed}");
    }
}

#[test]
fn what_cannot_be_installed_is_said_and_the_tests_run() {
    let apt = ("apt-get", "echo apt-get >>log; exit 100");
    let line = "fix: run `sudo apt-get update -qq && sudo apt-get install -qq --yes libssl-dev redis-server`";
    let machine = Machine::with(&[("cc", ""), ("pkg-config", "exit 1"), apt, ("id", "echo 1000"), ("sudo", "exit 1")]);
    let (succeeded, printed, log) = machine.test(&[]);
    assert!(succeeded && printed.contains("test result: ok."), "{printed}");
    assert!(printed.contains("missing: OpenSSL with its headers") && printed.contains("missing: redis"), "{printed}");
    assert!(printed.contains(line), "{printed}");
    assert_eq!(log, format!("{TEST}\n"), "no package manager is run without the right to");

    machine.add("cargo", "exit 101");
    let (succeeded, printed, _) = machine.test(&[]);
    assert!(!succeeded);
    assert_eq!(printed.matches(line).count(), 2, "it is said again where it is seen: {printed}");

    let nothing = Machine::with(&[("cc", ""), ("pkg-config", "")]);
    let (_, printed, _) = nothing.test(&[]);
    assert!(printed.contains("fix: install redis-server or valkey-server with your system's"), "{printed}");
}
