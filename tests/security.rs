//! Each promise of SECURITY.md names tests that are there.

use std::path::Path;

#[test]
fn each_promise_names_a_test_that_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let page = include_str!("../.github/SECURITY.md");
    let rows = page.lines().filter(|line| line.starts_with("| ")).skip(1);
    let mut problems = Vec::new();
    let mut promises = 0;
    for row in rows {
        let tests = row.trim_end_matches(" |").rsplit(" | ").next().unwrap();
        promises += 1;
        let mut text = None;
        for name in tests.split('`').skip(1).step_by(2) {
            let is_path = name.ends_with(".rs");
            match &text {
                _ if is_path => {
                    text = std::fs::read_to_string(root.join(name)).ok();
                    if text.is_none() {
                        problems.push(format!("no file {name}: {row}"));
                    }
                }
                // The name of a test stands behind its file.
                Some(text) if !text.contains(&format!("fn {name}")) => problems.push(format!("no test {name}: {row}")),
                _ => {}
            }
        }
    }
    assert!(promises > 30, "SECURITY.md has {promises} promises");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
