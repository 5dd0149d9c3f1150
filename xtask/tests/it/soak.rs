//! What has to hold for any input, tried for as long as one lets it run:
//! `SOAK_SECONDS=600 cargo test -p xtask --release --test it soak -- --ignored --nocapture`.
//!
//! Five sorts of input: the collections of `tests/fixtures` with random changes, the same as folders of YAML, collections that
//! are written in both formats, prose made of the pieces of Zoom's grammar, and saved bodies. Whatever comes in, the converter ends soon and says the same twice, and what comes out is
//! OpenAPI of which progenitor makes code in which no name is given twice.

mod change;
mod held;
mod pieces;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{TestCaseResult, TestError, TestRunner};
use serde_json::{Value, json};

use super::collection;
use super::properties::any_json;
use change::change;
use held::{holds, holds_of};
use pieces::{body, name, odd, prose};

#[test]
#[ignore = "runs for SOAK_SECONDS"]
fn collections_with_random_changes() {
    let donors = change::fixtures();
    let input = (
        any::<Index>(),
        prop::collection::vec((any::<Index>(), any::<Index>(), change()), 1..6),
        prop::option::weighted(0.1, prop::collection::vec((any::<Index>(), any::<Index>(), any::<u8>()), 1..4)),
        prop::bool::weighted(0.1),
    );
    soak("collections", input, |(at, changes, bytes, generate)| {
        let mut value = at.get(&donors).clone();
        for (container, child, change) in changes {
            change.apply(&mut value, container, child, &donors);
        }
        let mut text = value.to_string().into_bytes();
        for (from, to, byte) in bytes.into_iter().flatten() {
            let (from, to) = (from.index(text.len() + 1), to.index(text.len() + 1));
            text.splice(from.min(to)..(from.min(to) + byte as usize % 4).min(text.len()), [byte]);
        }
        holds(text, generate)
    });
}

/// Bytes of one file of a folder, or one file in the place of another.
#[test]
#[ignore = "runs for SOAK_SECONDS"]
fn folders_of_yaml_with_random_changes() {
    let folders = change::folders();
    assert!(folders.len() > 10, "{}", folders.len());
    let piece = prop_oneof![
        odd(),
        select(vec!["\n", "  ", "\t", ": ", "- ", "|-", "&a", "*a", "!!x ", "<<: ", "---", "{{", "[", "\""])
            .prop_map(str::to_owned)
    ];
    let splices = prop::collection::vec((any::<Index>(), any::<Index>(), 0..6usize, piece), 1..5);
    let moved = prop::option::weighted(0.2, (any::<Index>(), any::<Index>()));
    let input = (any::<Index>(), splices, moved, prop::bool::weighted(0.05));
    soak("folders", input, |(at, splices, moved, generate)| {
        let mut files = at.get(&folders).clone();
        for (file, from, length, piece) in splices {
            let (_, text) = &mut files[file.index(at.get(&folders).len())];
            let from = from.index(text.len() + 1);
            text.splice(from..(from + length).min(text.len()), piece.into_bytes());
        }
        if let Some((from, to)) = moved {
            let text = from.get(&files).1.clone();
            let at = to.index(files.len());
            files[at].1 = text;
        }
        holds_of(files, "c", generate)
    });
}

/// A collection means the same in both formats.
#[test]
#[ignore = "runs for SOAK_SECONDS"]
fn collections_in_both_formats() {
    soak("formats", super::v3::a_collection(), |all| match super::v3::difference(&all) {
        None => Ok(()),
        Some(difference) => Err(TestCaseError::fail(format!("the formats differ\n{difference}"))),
    });
}

/// Collections with random changes have the same operations in both formats.
#[test]
#[ignore = "runs for SOAK_SECONDS"]
fn random_changes_in_both_formats() {
    let donors = change::fixtures();
    let input = (any::<Index>(), prop::collection::vec((any::<Index>(), any::<Index>(), change()), 0..4));
    soak("changes", input, |(at, changes)| {
        let mut value = at.get(&donors).clone();
        for (container, child, change) in changes {
            change.apply(&mut value, container, child, &donors);
        }
        let (old, new) = super::v3::operations(&value);
        // Postman sends GraphQL by POST alone, in schema 3.0.0.
        let text = value.to_string();
        let shown: String = text.chars().take(3000).collect();
        prop_assert!(old == new || text.contains("\"graphql\""), "{:?}\n{:?}\nin {}", old, new, shown);
        Ok(())
    });
}

#[test]
#[ignore = "runs for SOAK_SECONDS"]
fn prose_of_zoom() {
    let texts = prop::collection::vec(prose(), 5);
    soak("prose", (texts, prop::bool::weighted(0.1)), |(texts, generate)| {
        let response = |at: usize, code: Value| json!({ "name": texts[at], "code": code, "body": "{\"id\": 1}" });
        let item = json!({
            "name": "Get user",
            "request": {
                "method": "GET",
                "description": texts[0],
                "url": {
                    "raw": "https://api.zoom.us/v2/users/:userId",
                    "host": ["https://api.zoom.us"],
                    "path": ["v2", "users", ":userId"],
                    "query": [{ "key": "q", "value": "x", "description": texts[1] }],
                    "variable": [{ "key": "userId", "description": texts[2] }],
                },
            },
            "response": [response(3, json!(200)), response(3, json!(300)), response(4, json!(404)), response(4, json!(null))],
        });
        holds(collection(&[item]).to_string().into_bytes(), generate)
    });
}

#[test]
#[ignore = "runs for SOAK_SECONDS"]
fn saved_bodies() {
    let status = prop_oneof![
        4 => select(vec![200, 200, 201, 204, 300, 400, 404, 500]).prop_map(Value::from),
        1 => odd().prop_map(Value::from),
        1 => any_json(),
    ];
    let media = prop_oneof![
        4 => select(vec!["application/json", "application/json", "text/plain", "application/xml", "text/csv",
            "application/problem+json", "image/png", "multipart/form-data"]).prop_map(str::to_owned),
        1 => odd(),
    ];
    let example = (name(), status, media, body());
    let input = prop::collection::vec((name(), prop::collection::vec(example, 0..4), prop::option::of(body())), 1..4);
    soak("bodies", (input, prop::bool::weighted(0.15)), |(items, generate)| {
        let items = items.into_iter().enumerate().map(|(number, (name, examples, sent))| {
            let examples = examples.into_iter().map(|(name, code, media, body)| {
                json!({ "name": name, "code": code, "header": [{ "key": "Content-Type", "value": media }], "body": body })
            });
            json!({
                "name": name,
                "request": {
                    "method": "POST",
                    "url": format!("https://api.example.com/{}", number % 2),
                    "body": sent.map(|raw| json!({ "mode": "raw", "raw": raw, "options": { "raw": { "language": "json" } } })),
                },
                "response": examples.collect::<Vec<_>>(),
            })
        });
        holds(collection(&items.collect::<Vec<_>>()).to_string().into_bytes(), generate)
    });
}

/// Tries a property until the time is over; each sort of failure is shown once, as small as it could be made.
fn soak<S: Strategy>(name: &str, input: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let seconds = std::env::var("SOAK_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let end = Instant::now() + Duration::from_secs(seconds);
    let config =
        ProptestConfig { failure_persistence: None, max_shrink_time: 20_000, ..ProptestConfig::with_cases(200) };
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    let cases = std::cell::Cell::new(0usize);
    while Instant::now() < end {
        let known: BTreeSet<_> = failures.keys().cloned().collect();
        let found = TestRunner::new(config.clone()).run(&input, |case| {
            if Instant::now() > end {
                return Ok(());
            }
            cases.set(cases.get() + 1);
            match property(case) {
                Err(TestCaseError::Fail(reason)) if known.contains(&sort(reason.message())) => Ok(()),
                result => result,
            }
        });
        if let Err(TestError::Fail(reason, smallest)) = found {
            eprintln!("{name}: {reason}\n{smallest:?}\n");
            failures.entry(sort(reason.message())).or_insert_with(|| reason.to_string());
        }
    }
    eprintln!("{name}: {} cases in {seconds} s, {} sorts of failure", cases.get(), failures.len());
    assert!(failures.is_empty(), "{name}: {:#?}", failures.values());
}

/// What a failure has in common with others: its first words, without what is quoted or counted.
fn sort(reason: &str) -> String {
    let line = reason.lines().find(|line| !line.ends_with(':')).unwrap_or(reason);
    line.chars().filter(|c| c.is_ascii_alphabetic() || *c == ' ').take(40).collect()
}
