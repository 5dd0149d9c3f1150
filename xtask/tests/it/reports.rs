//! What `gen` says of a change, and in which order.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{collection, item};

/// A folder with a collection, and `gen` run in it.
struct Folder(tempfile::TempDir);

impl Folder {
    fn of(items: &[Value]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        folder.write("in.json", &collection(items).to_string());
        assert_eq!(folder.r#gen(&[]).0, Some(0));
        folder
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.path().join(file), text).unwrap();
    }

    fn items(&self, items: &[Value]) {
        self.write("in.json", &collection(items).to_string());
    }

    fn out(&self) -> String {
        fs::read_to_string(self.path().join("out.json")).unwrap()
    }

    /// The exit code, and what stands in standard output and standard error.
    fn r#gen(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let files = ["gen", "--collection", "in.json", "--out", "out.json"];
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(files.iter().chain(arguments))
            .current_dir(self.path())
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

fn one() -> Value {
    item("Get", "/a", &json!({ "id": 1, "name": "x" }))
}

#[test]
fn a_check_of_additive_changes_fails_for_breaks_alone() {
    let folder = Folder::of(&[one()]);
    let check = ["--check", "--additive"];
    assert_eq!(folder.r#gen(&check), (Some(0), String::new(), String::new()), "nothing has changed");

    folder.items(&[one(), item("Get b", "/b", &json!({ "id": 1 }))]);
    let before = folder.out();
    let (code, verdict, problem) = folder.r#gen(&check);
    assert_eq!((code, &*problem), (Some(0), ""));
    assert_eq!(verdict, "out.json: additive for callers: 1 operation, 1 type added\n");
    assert_eq!(folder.r#gen(&["--check"]).0, Some(1), "it is stale all the same");
    assert_eq!(folder.out(), before, "a check writes nothing");

    folder.items(&[item("Get", "/a", &json!({ "id": "1" }))]);
    let (code, verdict, problem) = folder.r#gen(&check);
    assert_eq!(code, Some(1));
    assert!(verdict.starts_with("out.json: breaking for callers: 2 breaks\n"), "{verdict}");
    assert!(verdict.contains("/ member \"id\": type changed from integer (int64) to string\n"), "{verdict}");
    assert!(verdict.contains("/ member \"name\": gone\n"), "{verdict}");
    assert!(problem.starts_with("error: out.json would break its callers\n  fix: "), "{problem}");

    assert_eq!(folder.r#gen(&["--additive"]).0, Some(2), "it is a way to check");
    folder.write("out.json", "{");
    assert!(folder.r#gen(&check).2.starts_with("error: out.json: not JSON"));
    fs::remove_file(folder.path().join("out.json")).unwrap();
    assert_eq!(folder.r#gen(&check).0, Some(0), "where nothing was, nothing breaks");
}

#[test]
fn warnings_come_after_the_diff_and_the_verdict() {
    let folder = Folder::of(&[one()]);
    folder.items(&[
        one(),
        json!({ "name": "Nothing", "request": { "method": "GET" } }),
        item("Get b", "/b", &json!({})),
    ]);
    let (code, output, report) = folder.r#gen(&[]);
    assert_eq!((code, &*output), (Some(0), ""));
    let at = |part: &str| report.find(part).unwrap_or_else(|| panic!("{part:?} is not in {report}"));
    let order =
        ["--- a/out.json", "out.json: additive for callers", "warning: Nothing / request", "3 items -> 2 operations"];
    assert!(order.map(at).is_sorted(), "{report}");
}

/// A key that each item sends is one thing to look at, and hides no other.
#[test]
fn warnings_that_say_the_same_of_many_items_are_one() {
    let keyed = |number: usize| {
        let mut get = item(&format!("Get {number}"), &format!("/a{number}"), &json!({}));
        get["request"]["header"] = json!([
            { "key": "X-Api-Key", "value": "sk_live_1234567890abcdef" }, { "key": "X-Version", "value": "2024-01-01" }
        ]);
        get
    };
    let folder = Folder::of(&[one()]);
    let mut items: Vec<_> = (0..9).map(keyed).collect();
    items.push(json!({ "name": "Nothing", "request": { "method": "GET" } }));
    folder.items(&items);
    let (_, _, report) = folder.r#gen(&[]);
    let report = &report[report.find("warning: ").unwrap()..];
    let expected = "\
warning: Get 0 / header \"X-Api-Key\": the value may be a secret and is not taken as an example
  the same of 8 more: Get 1, Get 2, Get 3, Get 4, Get 5, …; `--warnings` shows each
warning: Nothing / request: no URL, ";
    assert!(report.starts_with(expected) && report.ends_with(", 10 warnings\n"), "{report}");
    assert_eq!(folder.r#gen(&["--warnings"]).2.matches("warning: ").count(), 10);
}

#[test]
fn a_long_diff_is_summed_up() {
    let many: Vec<_> =
        (0..60).map(|number| item(&format!("Get {number}"), &format!("/b{number}"), &json!({}))).collect();
    let folder = Folder::of(&[one()]);
    folder.items(&[&[item("Get", "/a", &json!({ "id": 1, "name": "x", "more": 1 }))], &many[..]].concat());
    let (code, diff, _) = folder.r#gen(&["--check", "--diff"]);
    assert_eq!(code, Some(1));
    assert!(diff.starts_with("--- a/out.json") && diff.lines().count() > 1_000, "{diff}");
    let (_, _, report) = folder.r#gen(&[]);
    assert!(
        report.starts_with("out.json: a diff of ") && report.contains(" lines, which `--diff` shows\n"),
        "{report}"
    );
    assert!(report.contains("  operations: 60 added, 1 changed\n    + GET /b0\n"), "{report}");
    assert!(report.contains("    ~ GET /a\n") && report.lines().count() < 120, "{report}");
}

const OVERLAY: &str = "overlay: 1.0.0
info: {title: x, version: '1'}
actions: [{target: $.info, update: {x-a: 1}, description: why}]
";

/// An item about which there is one warning.
fn warned_of(method: &str) -> Value {
    json!({ "name": "Odd", "request": { "method": method, "url": "https://api.example.com/odd" } })
}

#[test]
fn an_accepted_warning_comes_back_when_its_item_changes() {
    let folder = Folder::of(&[one()]);
    let with_overlay = ["--overlay", "overlay.yaml"];
    folder.write("overlay.yaml", OVERLAY);
    folder.items(&[one(), warned_of("SEARCH")]);
    let (code, _, report) = folder.r#gen(&with_overlay);
    assert_eq!(code, Some(0), "{report}");
    let line = report.lines().find_map(|line| line.strip_prefix("  accept: ")).unwrap_or_else(|| panic!("{report}"));
    assert!(report.ends_with(", 1 warning\n"), "{report}");

    let accepted = |line: &str| format!("{OVERLAY}x-accepted-warnings:\n{line}\n");
    folder.write("overlay.yaml", &accepted(line));
    let (code, _, report) = folder.r#gen(&with_overlay);
    assert_eq!(code, Some(1));
    assert!(report.starts_with("error: overlay.yaml:5: an accepted warning gives no reason"), "{report}");

    let reason = line.replace("reason: \"\"", "reason: We have looked at it.");
    folder.write("overlay.yaml", &accepted(&reason));
    let (code, _, report) = folder.r#gen(&with_overlay);
    assert_eq!(code, Some(0));
    assert!(!report.contains("warning: ") && report.ends_with(", 0 warnings (1 more is accepted)\n"), "{report}");

    // What stands beside the item is of no account; what is in it is.
    folder.items(&[warned_of("SEARCH"), one(), item("Get b", "/b", &json!({}))]);
    assert!(folder.r#gen(&with_overlay).2.contains("0 warnings (1 more is accepted)"));
    let mut changed = warned_of("SEARCH");
    changed["request"]["description"] = json!("Looks.");
    folder.items(&[one(), changed]);
    let (_, _, report) = folder.r#gen(&with_overlay);
    assert!(report.contains(" (accepted before its item changed)\n  accept: - {warning: "), "{report}");
    let line = report.lines().find_map(|line| line.strip_prefix("  accept: ")).unwrap();
    folder.write("overlay.yaml", &accepted(&line.replace("reason: \"\"", "reason: Still.")));
    assert!(folder.r#gen(&with_overlay).2.contains("0 warnings (1 more is accepted)"));

    folder.items(&[one()]);
    let (_, _, report) = folder.r#gen(&with_overlay);
    assert!(report.contains("warning: accepted in the overlay and not there any more, take it out: Odd"), "{report}");
    folder.write("overlay.yaml", &accepted("- {warning: x, reason: y, itme: z}"));
    assert!(folder.r#gen(&with_overlay).2.contains("not a valid list of accepted warnings"));
}

#[test]
fn overlays_apply_one_after_the_other() {
    let folder = Folder::of(&[one()]);
    folder.items(&[one(), warned_of("SEARCH")]);
    let both = ["--overlay", "overlay.yaml", "--overlay", "later.yaml"];
    let lost = OVERLAY.replace("$.info", "$.none");
    folder.write("overlay.yaml", OVERLAY);
    folder.write("later.yaml", &OVERLAY.replace("x-a: 1", "x-a: 2"));
    let (_, _, report) = folder.r#gen(&both);
    let line = report.lines().find_map(|line| line.strip_prefix("  accept: ")).unwrap_or_else(|| panic!("{report}"));
    let document: Value = serde_json::from_str(&folder.out()).unwrap();
    assert_eq!(document["info"]["x-a"], 2, "the later one has the last word");

    // A warning is accepted in whichever of them.
    let line = line.replace("reason: \"\"", "reason: We have looked at it.");
    folder.write("later.yaml", &format!("{OVERLAY}x-accepted-warnings:\n{line}\n"));
    assert!(folder.r#gen(&both).2.contains("0 warnings (1 more is accepted)"));

    folder.write("later.yaml", &lost);
    let (code, _, report) = folder.r#gen(&both);
    assert_eq!(code, Some(1));
    assert!(report.starts_with("error: later.yaml:3: action 1"), "{report}");
}
