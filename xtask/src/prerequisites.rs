//! What the tests need of the machine, beside Rust: which of it is missing, and how to get it.
//!
//! Nothing is installed that is there, and nothing by other means than the machine's own package manager.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program or a library that the tests do not run without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prerequisite {
    /// Links every Rust program, and builds the parts of rustls that are C.
    Compiler,
    /// Finds OpenSSL.
    PkgConfig,
    /// What `native-tls` is built against where the system has no TLS of its own.
    OpenSsl,
    /// What tests of shared grants and paces talk to; Valkey's server will do.
    Redis,
}

use Prerequisite::{Compiler, OpenSsl, PkgConfig, Redis};

impl Prerequisite {
    /// The prerequisite as people call it.
    pub fn name(self) -> &'static str {
        match self {
            Compiler => "a C compiler (cc)",
            PkgConfig => "pkg-config",
            OpenSsl => "OpenSSL with its headers",
            Redis => "redis-server or valkey-server",
        }
    }

    fn is_here(self) -> bool {
        match self {
            Compiler => ["cc", "gcc", "clang"].into_iter().any(is_program),
            // openssl-sys asks for no pkg-config where it is told the folder.
            PkgConfig => env::var_os("OPENSSL_DIR").is_some() || is_program("pkg-config"),
            OpenSsl => env::var_os("OPENSSL_DIR").is_some() || succeeds("pkg-config", &["--exists", "openssl"]),
            Redis => ["redis-server", "valkey-server"].into_iter().any(is_program),
        }
    }
}

/// Lists what is missing.
pub fn missing() -> Vec<Prerequisite> {
    // Only Unix systems without a TLS of their own take OpenSSL.
    let needed: &[_] =
        if cfg!(target_os = "macos") { &[Compiler, Redis] } else { &[Compiler, PkgConfig, OpenSsl, Redis] };
    needed.iter().copied().filter(|needed| !needed.is_here()).collect()
}

/// A package manager: the command that installs, and its names of the prerequisites.
#[derive(Debug)]
pub struct PackageManager {
    program: &'static str,
    /// What is run before it, so that it knows the packages of today.
    update: &'static [&'static str],
    install: &'static [&'static str],
    needs_root: bool,
    /// Whether it is run, or only named: what is run has been tried.
    is_run: bool,
    packages: fn(Prerequisite) -> &'static str,
}

/// The package managers, in the order in which they are looked for.
const MANAGERS: [PackageManager; 5] = [
    PackageManager {
        program: "apt-get",
        update: &["update", "-qq"],
        install: &["install", "-qq", "--yes"],
        needs_root: true,
        is_run: true,
        packages: |needed| match needed {
            Compiler => "gcc libc6-dev",
            PkgConfig => "pkg-config",
            OpenSsl => "libssl-dev",
            Redis => "redis-server",
        },
    },
    PackageManager {
        program: "brew",
        update: &[],
        install: &["install"],
        needs_root: false,
        is_run: true,
        packages: |needed| match needed {
            Compiler => "gcc",
            PkgConfig => "pkgconf",
            OpenSsl => "openssl@3",
            Redis => "redis",
        },
    },
    PackageManager {
        program: "dnf",
        update: &[],
        install: &["install"],
        needs_root: true,
        is_run: false,
        packages: |needed| match needed {
            Compiler => "gcc",
            PkgConfig => "pkgconf-pkg-config",
            OpenSsl => "openssl-devel",
            Redis => "valkey",
        },
    },
    PackageManager {
        program: "pacman",
        update: &[],
        install: &["-S"],
        needs_root: true,
        is_run: false,
        packages: |needed| match needed {
            Compiler => "gcc",
            PkgConfig => "pkgconf",
            OpenSsl => "openssl",
            Redis => "valkey",
        },
    },
    PackageManager {
        program: "apk",
        update: &[],
        install: &["add"],
        needs_root: true,
        is_run: false,
        packages: |needed| match needed {
            Compiler => "gcc musl-dev",
            PkgConfig => "pkgconf",
            OpenSsl => "openssl-dev",
            Redis => "redis",
        },
    },
];

/// The rights that a package manager needs, and whether they are had without a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    Root,
    PasswordlessSudo,
    None,
}

/// Installs what is missing if that takes no question; says what it runs.
pub fn install(missing: &[Prerequisite], say: impl Fn(&str)) {
    let Some(manager) = manager() else { return };
    let rights = rights();
    if !manager.is_run || manager.needs_root && rights == Rights::None {
        return;
    }
    let steps = [manager.update.to_vec(), manager.installation(missing)];
    for arguments in steps.iter().filter(|arguments| !arguments.is_empty()) {
        let mut command = match rights {
            Rights::PasswordlessSudo if manager.needs_root => {
                let mut command = Command::new("sudo");
                command.args(["-n", "DEBIAN_FRONTEND=noninteractive", manager.program]);
                command
            }
            _ => Command::new(manager.program),
        };
        say(&format!("{} {}", manager.program, arguments.join(" ")));
        // What it says is no test's output.
        command.stdin(Stdio::null()).stdout(std::io::stderr());
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        // An old list of packages may do, so nothing ends here: what is still missing is asked once more.
        if let Err(error) = command.status() {
            say(&format!("{} cannot be run: {error}", manager.program));
        }
    }
}

/// The one line that a person runs to get what is missing.
pub fn instruction(missing: &[Prerequisite]) -> String {
    match manager() {
        Some(manager) => manager.instruction(missing, rights()),
        None => {
            let names: Vec<_> = missing.iter().map(|missing| missing.name()).collect();
            format!("install {} with your system's package manager", names.join(", "))
        }
    }
}

impl PackageManager {
    fn installation(&self, missing: &[Prerequisite]) -> Vec<&'static str> {
        let packages = missing.iter().flat_map(|missing| (self.packages)(*missing).split(' '));
        self.install.iter().copied().chain(packages).collect()
    }

    fn instruction(&self, missing: &[Prerequisite], rights: Rights) -> String {
        let sudo = if self.needs_root && rights != Rights::Root { "sudo " } else { "" };
        let line = |arguments: &[&str]| format!("{sudo}{} {}", self.program, arguments.join(" "));
        let update = if self.update.is_empty() { String::new() } else { line(self.update) + " && " };
        format!("run `{update}{}`", line(&self.installation(missing)))
    }
}

fn manager() -> Option<&'static PackageManager> {
    const { &MANAGERS }.iter().find(|manager| is_program(manager.program))
}

fn rights() -> Rights {
    let id = Command::new("id").arg("-u").stderr(Stdio::null()).output();
    if id.is_ok_and(|id| id.stdout.trim_ascii() == b"0") {
        Rights::Root
    } else if succeeds("sudo", &["-n", "true"]) {
        Rights::PasswordlessSudo
    } else {
        Rights::None
    }
}

/// Whether a program is in a folder of `PATH`.
fn is_program(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&path).any(|folder| is_executable(&folder.join(&file)))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

fn succeeds(program: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions() {
        #[track_caller]
        fn check(program: &str, missing: &[Prerequisite], rights: Rights, expected: &str) {
            let manager = MANAGERS.into_iter().find(|manager| manager.program == program).unwrap();
            assert_eq!(manager.instruction(missing, rights), expected);
        }
        let apt = "run `sudo apt-get update -qq && sudo apt-get install -qq --yes redis-server`";
        check("apt-get", &[Redis], Rights::None, apt);
        let apt = "run `apt-get update -qq && apt-get install -qq --yes gcc libc6-dev libssl-dev`";
        check("apt-get", &[Compiler, OpenSsl], Rights::Root, apt);
        check("brew", &[Redis], Rights::None, "run `brew install redis`");
        check("dnf", &[OpenSsl, Redis], Rights::None, "run `sudo dnf install openssl-devel valkey`");
        check("pacman", &[Redis], Rights::Root, "run `pacman -S valkey`");
        check("apk", &[Compiler, PkgConfig], Rights::None, "run `sudo apk add gcc musl-dev pkgconf`");
    }
}
