//! A folder of YAML is read as Postman reads it.

use std::fs;
use std::path::Path;

use serde_json::json;
use xtask::convert::{Converted, Job, convert};
use xtask::postman::model::Item;
use xtask::postman::{Broken, load};

use super::super::{collection, convert_path, document};
use super::{folder, get, warnings};

fn names(items: &[Item], found: &mut Vec<String>) {
    for item in items {
        found.push(item.name.clone().unwrap_or_default());
        names(item.item.as_deref().unwrap_or_default(), found);
    }
}

fn all_names(path: &Path) -> String {
    let mut found = Vec::new();
    names(&load(path).unwrap().collection.item, &mut found);
    found.join(", ")
}

#[test]
fn requests_and_folders_are_in_one_sequence() {
    let at = |order: &str| format!("{}order: {order}\n", get("https://api.example.com/a"));
    let files = folder(&[
        ("d.request.yaml", &at("4438571740550404")),
        ("c.request.yaml", &at("1000")),
        ("b.request.yaml", &at("0.5")),
        ("a.request.yaml", &at("-1")),
        ("none.request.yaml", &get("https://api.example.com/a")),
        ("C folder/.resources/definition.yaml", "$kind: collection\norder: 1000\n"),
        ("C folder/inside.request.yaml", &at("5")),
        ("text.request.yaml", &at("\"2000\"")),
        ("no number.request.yaml", &at("first")),
    ]);
    // Those without a number are at zero, and those of one number are in the order of the names of their files.
    assert_eq!(all_names(&files.path("c")), "a, no number, none, b, C folder, inside, c, text, d");
}

#[test]
fn a_folder_or_a_request_of_a_collection_is_read_with_what_is_above_it() {
    let inner = "$kind: collection\nauth:\n  type: basic\n  credentials: {}\n";
    let files = folder(&[
        ("Other.request.yaml", &get("https://api.example.com/other")),
        ("A/B/.resources/definition.yaml", inner),
        ("A/B/C/Get.request.yaml", &get("{{baseUrl}}/c")),
        ("A/B/C/Put.request.yaml", &get("{{baseUrl}}/d")),
        ("A/Beside.request.yaml", &get("https://api.example.com/beside")),
    ]);
    files
        .write("c/.resources/definition.yaml", "$kind: collection\nvariables: {baseUrl: https://api.example.com/v1}\n");
    let of = |name: &str| {
        let document = document(&convert_path(&files.path(name)).unwrap());
        assert_eq!(document["servers"][0]["url"], "https://api.example.com/v1", "{name}");
        assert!(document["components"]["securitySchemes"]["basic"].is_object(), "{name}");
        let paths: Vec<_> = document["paths"].as_object().unwrap().keys().cloned().collect();
        format!("{} {}", document["paths"][&paths[0]]["get"]["tags"], paths.join(" "))
    };
    assert_eq!(of("c/A/B"), "[\"A / B / C\"] /c /d");
    assert_eq!(of("c/A/B/C/"), "[\"A / B / C\"] /c /d");
    assert_eq!(of("c/A/B/C/Put.request.yaml"), "[\"A / B / C\"] /d");
    assert_eq!(of("c/A/../A/B/C"), "[\"A / B / C\"] /c /d");
    assert_eq!(all_names(&files.path("c/A/B")), "A, B, C, Get, Put");
}

#[test]
fn broken_files_are_refused_or_passed_over() {
    let good = get("https://api.example.com/a");
    for (text, expected) in [
        ("url: {{base}}/x\n", &["Users/Bad.request.yaml:1:7: Users / Bad: not YAML", "in quotes", "--skip-broken"][..]),
        ("a: 1\na: 2\n", &[":2:1: ", "duplicate mapping key: a"]),
        ("a:\n\tb: 1\n", &[":2:2: ", "tabs"]),
        ("$kind: http-request\nurl: \"x\n", &[":2:6: ", "unclosed quote"]),
        ("", &["Bad.request.yaml: ", "the file is empty"]),
        ("# nothing\n", &["the file is empty"]),
        ("- a\n", &[":1:1: ", "expected a mapping with `$kind`, found a list"]),
        ("text", &["found a string"]),
        (&format!("a: {}", "[".repeat(50_000)), &["nested too deeply"]),
    ] {
        let files = folder(&[("Users/Good.request.yaml", &good), ("Users/Bad.request.yaml", text)]);
        let message = convert_path(&files.path("c")).unwrap_err().to_string();
        for part in expected {
            assert!(message.contains(part), "{message:?} lacks {part:?}");
        }
        let job = Job { collections: vec![files.path("c")], broken: Broken::Ignore, ..Job::default() };
        let converted = convert(&job).unwrap();
        assert_eq!(converted.operations, 1);
        let said = warnings(&converted);
        assert!(
            said.contains("Users / Bad: ") && said.contains("the file is ignored (Users/Bad.request.yaml"),
            "{said}"
        );
    }
    // A file of JSON beside those of YAML is no other case.
    let files = folder(&[("A/Good.request.yaml", &good), ("A/bad.json", "{\n  \"name\": x\n}")]);
    files.write("c/collection.json", &collection(&[]).to_string());
    let message = convert_path(&files.path("c")).unwrap_err().to_string();
    assert!(message.contains("A/bad.json:2:11: "), "{message}");
    let job = Job { collections: vec![files.path("c")], broken: Broken::Ignore, ..Job::default() };
    let said = warnings(&convert(&job).unwrap());
    assert!(said.contains("A: ") && said.contains("the file is ignored (A/bad.json:2:11)"), "{said}");

    // What is no text, and an example or a definition that is broken.
    let files = folder(&[("Good.request.yaml", &good)]);
    fs::write(files.path("c/Bytes.request.yaml"), b"name: \xff\n").unwrap();
    files.write("c/.resources/Good.resources/examples/Bad.example.yaml", "a: b: c\n");
    files.write("c/A/.resources/definition.yaml", "a: b: c\n");
    let message = convert_path(&files.path("c")).unwrap_err().to_string();
    assert!(message.contains("Bytes.request.yaml: not UTF-8 (at byte 6)"), "{message}");
    fs::remove_file(files.path("c/Bytes.request.yaml")).unwrap();
    let message = convert_path(&files.path("c")).unwrap_err().to_string();
    assert!(message.contains("Bad.example.yaml:1:5: Good: not YAML"), "{message}");
    let job = Job { collections: vec![files.path("c")], broken: Broken::Ignore, ..Job::default() };
    let said = warnings(&convert(&job).unwrap());
    assert!(said.contains("Good / example \"Bad\": not YAML") && said.contains("A: not YAML"), "{said}");
}

/// A warning of an example is accepted for the item, and comes back when that changes.
#[test]
fn what_is_said_of_an_example_is_said_of_its_item() {
    let files = folder(&[("A/Get.request.yaml", &get("https://api.example.com/a"))]);
    let example = |more: &str| format!("$kind: http-example\nodd: 1\nresponse: {{statusCode: 200{more}}}\n");
    let path = "c/A/.resources/Get.resources/examples/OK.example.yaml";
    files.write(path, &example(""));
    let overlay = |accepted: &str| {
        let head = "overlay: 1.0.0\ninfo: {title: x, version: '1'}\n";
        let action = "actions: [{target: $.info, update: {title: x}, description: why}]\n";
        let overlays = vec![files.write("overlay.yaml", &format!("{head}{action}x-accepted-warnings: [{accepted}]\n"))];
        convert(&Job { collections: vec![files.path("c")], overlays, ..Job::default() }).unwrap()
    };
    let first = overlay("");
    let odd = first.warnings.iter().find(|warning| warning.text.contains("unknown field")).unwrap();
    assert!(odd.to_string().starts_with("A / Get / example \"OK\" / `odd`: "), "{odd}");
    let line = xtask::accepted_warnings::line(odd, &first.fingerprints).replace("reason: \"\"", "reason: why");
    let line = line.trim_start_matches("- ").to_owned();
    assert!(line.contains("item: "), "{line}");
    let count =
        |converted: &Converted| (converted.accepted, warnings(converted).matches("before its item changed").count());
    assert_eq!(count(&overlay(&line)), (1, 0));
    files.write(path, &example(", statusText: Fine"));
    assert_eq!(count(&overlay(&line)), (0, 1));
}

/// A collection as Postman's API gives it: the same as the folder.
#[test]
fn a_collection_in_one_file() {
    let files = folder(&[
        ("b.request.yaml", &(get("{{baseUrl}}/b") + "order: 2\n")),
        ("A/.resources/definition.yaml", "$kind: collection\norder: 1\ndescription: Things.\nauth: []\n"),
        ("A/a.request.yaml", &get("{{baseUrl}}/a/:id")),
        (
            "A/.resources/a.resources/examples/OK.example.yaml",
            "$kind: http-example\nresponse: {statusCode: 200, body: {type: json, content: '{\"id\": 1}'}}\n",
        ),
    ]);
    let definition =
        "$kind: collection\nname: Things\nvariables: {baseUrl: https://api.example.com/v1}\nauth: [{type: basic}]\n";
    files.write("c/.resources/definition.yaml", definition);
    let expected = convert_path(&files.path("c")).unwrap().text().unwrap();

    let example = json!({ "$kind": "http-example", "name": "OK", "response": { "statusCode": 200, "body": { "type": "json", "content": "{\"id\": 1}" } } });
    let export = json!({
        "$kind": "collection", "name": "Things", "variables": { "baseUrl": "https://api.example.com/v1" }, "auth": [{ "type": "basic" }],
        "items": [
            { "$kind": "http-request", "name": "b", "url": "{{baseUrl}}/b", "method": "GET", "order": 2 },
            { "$kind": "collection", "name": "A", "order": 1, "description": "Things.", "auth": [], "items": [
                { "$kind": "http-request", "name": "a", "url": "{{baseUrl}}/a/:id", "method": "GET", "examples": [example] },
            ] },
        ],
    });
    for (name, text) in [
        ("export.json", export.to_string()),
        ("pretty.json", serde_json::to_string_pretty(&export).unwrap().replace("  ", "\t")),
        ("export.yaml", xtask::yaml::document(export.as_object().unwrap())),
    ] {
        let path = files.write(name, &text);
        let converted = convert_path(&path).unwrap();
        assert_eq!(converted.text().unwrap(), expected, "{name}");
        assert!(converted.warnings.is_empty(), "{name}: {:?}", converted.warnings);
        assert_eq!(all_names(&path), "A, a, b");
    }
    let message =
        convert_path(&files.write("bad.yaml", "$kind: collection\nitems: {{a}}/b\n")).unwrap_err().to_string();
    assert!(message.contains("bad.yaml:2:9: not YAML"), "{message}");
}

#[cfg(unix)]
#[test]
fn links_that_lead_back_end() {
    let files = folder(&[("A/a.request.yaml", &get("https://api.example.com/a"))]);
    std::os::unix::fs::symlink(files.path("c"), files.path("c/A/again")).unwrap();
    let converted = convert_path(&files.path("c")).unwrap();
    assert_eq!(converted.operations, 1);
    assert!(warnings(&converted).contains("not read: a link to a folder that it is in"), "{:?}", converted.warnings);
}
