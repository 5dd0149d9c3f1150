//! What `gen` writes into the workspace, beside the fragment.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use xtask::group_features::{END, START};

use super::files::Files;
use super::{collection, item};

const OVERLAY: &str = "overlay: 1.0.0
info: {title: x, version: '1'}
actions: [{target: $.info, update: {x-a: 1}, description: why}]
";

/// A workspace with a collection, a manifest and nothing else.
struct Workspace(Files);

impl Workspace {
    fn of(items: &[Value]) -> Self {
        let workspace = Self(Files::new());
        workspace.items(items);
        workspace.write("spec/zoom.overlay.yaml", OVERLAY);
        workspace.write("zoom-api/Cargo.toml", &manifest("parts = []\n", ""));
        workspace
    }

    fn items(&self, items: &[Value]) {
        self.write("spec/zoom/collection.json", &collection(items).to_string());
    }

    fn write(&self, file: &str, text: &str) {
        self.0.write(file, text);
    }

    fn read(&self, file: &str) -> String {
        self.0.read(file)
    }

    /// The exit code, and what stands in standard output and standard error.
    fn r#gen(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let root: &Path = self.0.root();
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("gen")
            .args(arguments)
            .env("CARGO_MANIFEST_DIR", root.join("xtask"))
            .current_dir(root)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

fn manifest(others: &str, block: &str) -> String {
    format!(
        "[package]\nname = \"zoom-api\"\n\n[features]\ndefault = [\"all\"]\n{others}{START}\n{block}{END}\n\n[dependencies]\n"
    )
}

fn folder(name: &str, item: Value) -> Value {
    json!({ "name": name, "item": [item] })
}

fn chat() -> Value {
    folder("Chat Channels", item("List channels", "/channels", &json!({ "id": 1 })))
}

fn parts() -> Value {
    folder("Parts", item("Get part", "/parts/:id", &json!({ "id": 1 })))
}

#[test]
fn features_follow_the_groups() {
    let workspace = Workspace::of(&[chat(), parts()]);
    let (code, _, report) = workspace.r#gen(&[]);
    assert_eq!(code, Some(0), "{report}");
    assert!(report.contains("+++ b/zoom-api/Cargo.toml"), "{report}");
    let both = "all = [\n    \"chat-channels\",\n    \"parts-calls\",\n]\nchat-channels = []\nparts-calls = []\n";
    assert_eq!(workspace.read("zoom-api/Cargo.toml"), manifest("parts = []\n", both));
    let (code, output, report) = workspace.r#gen(&["--check"]);
    assert_eq!((code, &*output, &*report), (Some(0), "", ""), "nothing has changed");

    workspace.write("zoom-api/Cargo.toml", &manifest("", both));
    let (code, diff, problem) = workspace.r#gen(&["--check"]);
    assert_eq!(code, Some(1));
    assert!(diff.contains("-parts-calls = []\n+parts = []\n"), "{diff}");
    assert_eq!(
        problem,
        "error: zoom-api/Cargo.toml and spec/zoom.operations.md are stale\n  fix: run `cargo xtask gen` and commit the result\n"
    );

    workspace.items(&[parts()]);
    let (code, _, report) = workspace.r#gen(&["--out", "other.json"]);
    assert_eq!(code, Some(0), "{report}");
    assert_eq!(workspace.read("zoom-api/Cargo.toml"), manifest("", both), "the features are the fragment's alone");
    assert_eq!(workspace.r#gen(&[]).0, Some(0));
    assert_eq!(workspace.read("zoom-api/Cargo.toml"), manifest("", "all = [\n    \"parts\",\n]\nparts = []\n"));
}

#[test]
fn the_page_has_a_line_for_each_operation() {
    let workspace = Workspace::of(&[parts()]);
    assert_eq!(workspace.r#gen(&[]).0, Some(0));
    let before = workspace.read("spec/zoom.operations.md");
    assert!(before.contains("\n## `zoom.parts()`, feature `parts-calls`\n"), "{before}");

    let another = folder("Parts", item("List parts of owner", "/owners/:owner_id/parts", &json!({ "id": 1 })));
    workspace.items(&[another, parts()]);
    let (code, diff, problem) = workspace.r#gen(&["--check"]);
    assert_eq!(code, Some(1));
    assert!(problem.contains("spec/zoom.operations.md"), "{problem}");
    let (_, diff) = diff.split_once("+++ b/spec/zoom.operations.md\n").unwrap();
    let changed: Vec<_> = diff.lines().filter(|line| line.starts_with(['+', '-'])).collect();
    let line = "+| `zoom.parts().list(owner_id)` | `GET /owners/{owner_id}/parts` | List parts of owner |  |  |";
    assert_eq!(changed, [line], "{diff}");
}

#[test]
fn nothing_is_written_without_a_place_for_the_features() {
    let workspace = Workspace::of(&[chat()]);
    for (manifest, expected) in [
        (
            Some("[features]\ndefault = []\n"),
            "no block for the features of groups\n  fix: have these lines in [features]",
        ),
        (None, "cannot be read"),
    ] {
        match manifest {
            Some(text) => workspace.write("zoom-api/Cargo.toml", text),
            None => fs::remove_file(workspace.0.path("zoom-api/Cargo.toml")).unwrap(),
        }
        for arguments in [&[][..], &["--check"]] {
            let (code, _, problem) = workspace.r#gen(arguments);
            assert_eq!(code, Some(1));
            assert!(problem.starts_with(&format!("error: zoom-api/Cargo.toml: {expected}")), "{problem}");
        }
        assert!(
            !workspace.0.path("spec/zoom.openapi.json").exists() && !workspace.0.path("spec/zoom.names.yaml").exists()
        );
    }
}
