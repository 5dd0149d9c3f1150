//! What is no collection, and what the command line says to it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use xtask::verify;

use super::{collection, convert_path, convert_text, convert_value, document, item};

fn check(text: &str, expected: &[&str]) {
    let Err(failure) = convert_text(text) else { panic!("converted: {text}") };
    let message = failure.to_string();
    for part in expected {
        assert!(message.contains(part), "{message:?} lacks {part:?}");
    }
    assert!(message.contains("collection.json"), "{message:?} names no file");
}

#[test]
fn errors_say_where_what_and_how_to_mend_it() {
    let deep = "[".repeat(10_000);
    let wrong = json!({ "name": "Folder", "item": [{ "name": "An item", "request": { "url": 5 } }] });
    let no_collection = json!({ "info": 5, "item": [] });
    for (text, expected) in [
        ("", &["the file is empty", "fix: export"][..]),
        (" \n", &["the file is empty"]),
        ("{\n  \"info\": x\n}", &["collection.json:2:11", "not JSON", "fix:"]),
        ("{\"info\": {}", &[":1:11", "not JSON"]),
        ("[]", &["found a list", "fix: export"]),
        ("\"text\"", &["found a text"]),
        ("1", &["found a single value"]),
        ("{}", &["without \"info\" and \"item\""]),
        (r#"{"id": "x", "requests": [], "order": []}"#, &["format v1", "Collection v2.1"]),
        (r#"{"values": [], "name": "env"}"#, &["a Postman environment"]),
        (r#"{"openapi": "3.0.0", "info": {}, "paths": {}}"#, &["an OpenAPI document", "needs no conversion"]),
        (r#"{"name": "x", "request": {}}"#, &["a single item", "\"item\" list"]),
        (r#"{"info": {"name": "x"}}"#, &["no \"item\""]),
        (&collection(&[wrong]).to_string(), &["nothing to convert", "Folder / An item", "`request.url`"]),
        (&no_collection.to_string(), &["`info`", "fix:"]),
        (&format!("{{\"info\": {{}}, \"item\": {deep}"), &["not JSON"]),
        (
            &format!("{{\"info\": {{}}, \"item\": {deep}{}}}", "]".repeat(10_000)),
            &["nested deeper than 128 levels", "fix:"],
        ),
        (&collection(&[]).to_string(), &["nothing to convert"]),
    ] {
        check(text, expected);
    }
}

#[test]
fn bytes_that_are_no_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.json");
    fs::write(&path, b"{\"info\": \"\xff\"}").unwrap();
    let message = convert_path(&path).unwrap_err().to_string();
    assert!(message.contains("not UTF-8 (at byte 10)"), "{message}");

    let text = collection(&[item("Get", "/a", &json!({}))]).to_string();
    fs::write(&path, format!("\u{feff}{text}")).unwrap();
    assert!(convert_path(&path).is_ok(), "a byte order mark is no fault");

    let message = convert_path(&folder.path().join("missing.json")).unwrap_err().to_string();
    assert!(message.contains("missing.json: cannot be read"), "{message}");
    fs::remove_file(&path).unwrap();
    let message = convert_path(folder.path()).unwrap_err().to_string();
    assert!(message.contains("collection.json: cannot be read"), "{message}");
}

#[test]
fn texts_in_utf_16() {
    let text = collection(&[item("Größe 😀", "/a", &json!({ "id": 1 }))]).to_string();
    let expected = convert_text(&text).unwrap().text().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.json");
    let bytes = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
    for (mark, bytes) in [(b"\xff\xfe", bytes(u16::to_le_bytes)), (b"\xfe\xff", bytes(u16::to_be_bytes))] {
        for start in [&mark[..], b""] {
            fs::write(&path, [start, &bytes].concat()).unwrap();
            assert_eq!(convert_path(&path).unwrap().text().unwrap(), expected);
        }
        fs::write(&path, [mark, &bytes[..bytes.len() - 1]].concat()).unwrap();
        let message = convert_path(&path).unwrap_err().to_string();
        assert!(message.contains("not UTF-16 (at byte ") && message.contains("save the file as UTF-8"), "{message}");
    }
}

/// Wherever a file breaks off, the message says that it is no JSON and where, and never names a part as `?`.
#[test]
fn a_file_that_breaks_off() {
    let inner = json!({ "name": "Parts", "item": [item("Get", "/a", &json!({ "id": 1 }))] });
    let text = serde_json::to_string_pretty(&collection(&[inner])).unwrap();
    for end in (1..text.trim_end().len()).filter(|end| text.is_char_boundary(*end)) {
        let message = convert_text(&text[..end]).unwrap_err().to_string();
        let line = text[..end].matches('\n').count() + 1;
        assert!(message.contains(": not JSON: EOF while parsing "), "{end}: {message}");
        assert!(message.contains(&format!("collection.json:{line}:")), "{end}: {message}");
        assert!(!message.contains('?') && message.contains("\n  fix: mend the file there"), "{end}: {message}");
    }
}

#[test]
fn what_is_no_item_in_a_list_of_items() {
    let inner = json!({ "name": "Parts", "item": [null, item("Get b", "/b", &json!({}))] });
    let converted = convert_value(&collection(&[json!(null), item("Get", "/a", &json!({})), json!(5), inner])).unwrap();
    assert_eq!(converted.operations, 2);
    let warnings: Vec<_> = converted.warnings.iter().map(ToString::to_string).collect();
    let passed = |place: &str, what: &str| format!("{place}: expected an item or a folder, found {what}; passed over");
    assert_eq!(
        warnings,
        [passed("`item[0]`", "null"), passed("`item[2]`", "a number"), passed("Parts / `item[0]`", "null")]
    );
}

/// What is of another kind than it should be is named as people call it, and not as the code does.
#[test]
fn parts_of_another_kind() {
    let mut odd = item("Get", "/a", &json!({}));
    odd["response"] = json!([null]);
    odd["variable"] = json!([5]);
    odd["event"] = json!([5]);
    odd["request"]["body"] = json!([]);
    odd["request"]["url"] = json!({ "raw": "https://api.example.com/:a", "variable": [[]] });
    let converted = convert_value(&collection(&[odd])).unwrap();
    let warnings: Vec<_> = converted.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings.len() >= 4, "{warnings:?}");
    assert!(!warnings.iter().any(|warning| warning.contains("struct")), "{warnings:?}");
    assert!(
        warnings.iter().any(|warning| warning.contains("`response[0]`: invalid type: null, expected a saved example"))
    );
}

/// A variable without a value stays in the address; if another is spelled nearly so, that one is named.
#[test]
fn a_variable_that_is_misspelt_in_an_address() {
    let get = |name: &str, url: &str| json!({ "name": name, "request": { "method": "GET", "url": url } });
    for (misspelt, is_told) in [("baseURL", true), ("base_url", true), ("basUrl", true), ("other", false)] {
        let mut all = collection(&[get("A", "{{baseUrl}}/a"), get("B", &format!("{{{{{misspelt}}}}}/b"))]);
        all["variable"] = json!([{ "key": "baseUrl", "value": "https://api.example.com" }]);
        let converted = convert_value(&all).unwrap();
        let told = format!("B / request: {{{{{misspelt}}}}} has no value, and {{{{baseUrl}}}} has one: is it meant?");
        let warnings: Vec<_> = converted.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(warnings.contains(&told), is_told, "{warnings:?}");
        assert!(warnings.iter().any(|warning| warning.starts_with("B / server: served at {")), "{warnings:?}");
    }
}

#[test]
fn an_item_without_an_address_is_warned_about_and_the_others_are_kept() {
    let nothing = json!({ "name": "Nothing", "request": { "method": "GET" } });
    let converted = convert_value(&collection(&[nothing, item("Get", "/a", &json!({}))])).unwrap();
    assert_eq!(converted.operations, 1);
    let warnings: Vec<_> = converted.warnings.iter().map(ToString::to_string).collect();
    assert!(warnings[0].starts_with("Nothing / request: no URL"), "{warnings:?}");
}

#[test]
fn one_item_never_refuses_the_others() {
    let path = |name: &str| json!({ "name": "Odd", "request": { "method": "GET", "url": format!("https://h.io/odd/{name}") } });
    let request = |request: Value| json!({ "name": "Odd", "request": request });
    for odd in [
        json!(null),
        json!("text"),
        json!({ "name": "Odd", "item": 5 }),
        json!({ "name": "Odd", "request": [] }),
        request(json!({ "url": { "raw": 5, "host": 7, "query": "a" } })),
        request(json!({ "url": "h.io/odd", "header": 5, "auth": "x", "body": [] })),
        json!({ "name": "Odd", "request": "h.io/odd", "response": "x", "event": 7, "variable": {} }),
        path(":userId/friends/:user_id"),
        path(":new/:send/:body"),
        path("{a/b}/{{c}/}d{"),
        path("%zz/\u{0}/:é/:日本"),
        path("::/:{}/{{}}"),
        request(json!({ "url": "https://h io:port/odd" })),
        request(json!({ "url": "https://[::1]:x/odd" })),
        request(
            json!({ "url": "https://h.io/odd", "auth": { "type": "apikey", "apikey": [{ "key": "key", "value": "\n" }] } }),
        ),
        request(
            json!({ "url": "https://h.io/odd", "auth": { "type": "oauth2", "oauth2": [{ "key": "authUrl", "value": "https://h io" }] } }),
        ),
        request(json!({ "url": "https://h.io/odd", "method": "OPTIONS" })),
        request(json!({ "url": "https://h.io/odd?\u{0}=1&=&a[]=1&a%5B%5D" })),
    ] {
        let converted = convert_value(&collection(&[odd.clone(), item("Get", "/a", &json!({ "id": 1 }))]));
        let converted = converted.unwrap_or_else(|failure| panic!("{odd}: {failure}"));
        assert!(document(&converted)["paths"]["/a"]["get"].is_object(), "{odd}");
        verify::client(&converted.text().unwrap()).unwrap_or_else(|problem| panic!("{odd}: {problem}"));
    }
}

#[test]
fn a_body_that_is_nested_too_deeply_is_warned_about() {
    let mut deep = item("Get", "/a", &Value::Null);
    deep["response"][0]["body"] = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000)).into();
    let converted = convert_value(&collection(&[deep])).unwrap();
    assert!(converted.warnings.iter().any(|warning| warning.text.contains("recursion limit")));
}

#[test]
fn a_path_of_more_variables_than_any_has_is_passed_over() {
    for (count, operations) in [(1_000, 2), (1_001, 1)] {
        let path: String = (0..count).map(|number| format!("/:a{number}")).collect();
        let items = [item("Long", &path, &json!({})), item("Get", "/a", &json!({}))];
        let converted = convert_value(&collection(&items)).unwrap();
        assert_eq!(converted.operations, operations);
        let is_said =
            converted.warnings.iter().any(|it| it.text.contains("1001 variables in its path, of 1000 at most"));
        assert_eq!(is_said, operations == 1);
    }
}

/// 50 MB of one collection, most of it in one body.
#[test]
fn a_large_collection_converts() {
    let large = item("Get", "/a", &json!({ "text": "x".repeat(50_000_000) }));
    let converted = convert_value(&collection(&[large])).unwrap();
    assert_eq!(converted.operations, 1);
}

#[test]
fn overlays_have_to_say_why_and_to_match() {
    let folder = tempfile::tempdir().unwrap();
    let collection = folder.path().join("collection.json");
    fs::write(&collection, super::collection(&[item("Get", "/a", &json!({}))]).to_string()).unwrap();
    let overlay = folder.path().join("overlay.yaml");
    for (actions, expected) in [
        ("[{target: $.info, update: {title: x}, description: why}]", None),
        ("[{target: $.info, update: {title: x}}]", Some("gives no reason")),
        ("[{target: $.nothing, update: {title: x}, description: why}]", Some("$.nothing")),
        ("[{target: '$[', update: {title: x}, description: why}]", Some("not a valid overlay")),
        ("7", Some("expected an OpenAPI Overlay 1.0 document")),
    ] {
        let head = "overlay: 1.0.0\ninfo: {title: x, version: '1'}\n";
        fs::write(&overlay, format!("{head}actions: {actions}\n")).unwrap();
        let job = xtask::convert::Job {
            collections: vec![collection.clone()],
            overlays: vec![overlay.clone()],
            ..Default::default()
        };
        match (xtask::convert::convert(&job), expected) {
            (Ok(converted), None) => assert_eq!(document(&converted)["info"]["title"], "x"),
            (Err(failure), Some(part)) => {
                let message = failure.to_string();
                assert!(message.contains(part) && message.contains("overlay.yaml"), "{message}");
            }
            (found, _) => panic!("{actions}: {found:?}"),
        }
    }
}

fn xtask(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(arguments).current_dir(folder).output().unwrap()
}

#[test]
fn exit_codes_and_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("in.json"), collection(&[item("Get", "/a", &json!({ "id": 1 }))]).to_string()).unwrap();
    fs::write(folder.join("bad.json"), "{").unwrap();
    let run = |arguments: &[&str]| {
        let output = xtask(arguments, folder);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };

    assert_eq!(run(&["gen", "--no-such-flag"]).0, Some(2));
    assert_eq!(run(&["gen", "--collection", "in.json"]).0, Some(2), "where to would it go?");

    let (code, document, report) = run(&["gen", "--collection", "in.json", "--out", "-"]);
    assert_eq!(code, Some(0), "{report}");
    assert!(serde_json::from_str::<Value>(&document).is_ok() && report.contains("1 item -> 1 operation"), "{report}");

    assert_eq!(run(&["gen", "--collection", "in.json", "--out", "out.json"]).0, Some(0));
    assert_eq!(fs::read_to_string(folder.join("out.json")).unwrap(), document);
    assert_eq!(run(&["gen", "--check", "--collection", "in.json", "--out", "out.json"]).0, Some(0));

    fs::write(folder.join("out.json"), document.replace("Get", "Got")).unwrap();
    let (code, diff, problem) = run(&["gen", "--check", "--collection", "in.json", "--out", "out.json"]);
    assert_eq!(code, Some(1));
    assert!(diff.contains("--- a/out.json") && diff.contains("-        \"summary\": \"Got\""), "{diff}");
    assert!(problem.contains("stale") && problem.contains("fix: run `cargo xtask gen`"), "{problem}");
    assert!(fs::read_to_string(folder.join("out.json")).unwrap().contains("Got"), "a check writes nothing");

    let (code, _, problem) = run(&["gen", "--collection", "bad.json", "--out", "out.json"]);
    assert_eq!(code, Some(1));
    assert!(problem.starts_with("error: bad.json:1:1: not JSON"), "{problem}");
    assert!(fs::read_to_string(folder.join("out.json")).unwrap().contains("Got"), "a failure writes nothing");

    let (code, _, problem) = run(&["gen", "--collection", "in.json", "--out", "no/such/folder.json"]);
    assert_eq!(code, Some(1));
    assert!(problem.contains("cannot be written"), "{problem}");
    assert_eq!(fs::read_dir(folder).unwrap().count(), 3, "nothing is left behind");
}
