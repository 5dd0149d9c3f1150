//! Collections of schema 3.0.0: that they mean what the same collection means in v2.1, in both directions.
//!
//! `tests/fixtures/v3_*` has what is expected of collections that are written by hand; here are those of which v2.1 is the
//! measure, and what the command line makes of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;
use xtask::convert::{Converted, Failure, Job, convert};
use xtask::import::{Format, Import, Imported, import};
use xtask::postman::model::Item;
use xtask::postman::{Broken, load};

use super::{collection, convert_path, document, example, item};

/// A folder for the files of a test.
pub(super) struct Files(TempDir);

impl Files {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// The files below a folder by their names.
    fn below(&self, folder: &str) -> BTreeMap<String, String> {
        fn walk(folder: &Path, root: &Path, found: &mut BTreeMap<String, String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, root, found);
                } else {
                    let name = path.strip_prefix(root).unwrap().display().to_string().replace('\\', "/");
                    found.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        let mut found = BTreeMap::new();
        walk(&self.path(folder), &self.path(folder), &mut found);
        found
    }

    /// Imports a collection into a new folder with a `collection.json`.
    pub(super) fn import(&self, from: &Path, into: &str, format: Option<Format>) -> Result<Imported, Failure> {
        if !self.path(into).exists() {
            self.write(&format!("{into}/collection.json"), &collection(&[]).to_string());
        }
        let all = Some("All".to_owned());
        import(&Import {
            files: vec![from.to_owned()],
            into: self.path(into),
            folder: all,
            replace: true,
            format,
            ..Import::default()
        })
    }
}

/// A collection of these files, which begins with its definition.
fn folder(files: &[(&str, &str)]) -> Files {
    let folder = Files::new();
    folder.write("c/.resources/definition.yaml", "$kind: collection\nname: Things\n");
    for (name, text) in files {
        folder.write(&format!("c/{name}"), text);
    }
    folder
}

fn get(url: &str) -> String {
    format!("$kind: http-request\nurl: \"{url}\"\nmethod: GET\n")
}

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

fn warnings(converted: &Converted) -> String {
    converted.warnings.iter().map(|warning| format!("{warning}\n")).collect()
}

/// The collections of `tests/fixtures` that have a file of v2.0 or v2.1.
fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|fixture| fixture.join("collection.json").is_file());
    found.sort();
    found
}

/// A fixture with a folder `v3` beside its `collection.json`, as Postman migrates it, gives one fragment from both.
#[test]
fn both_forms_of_a_collection_give_the_same_bytes() {
    let mut pairs = 0;
    for fixture in fixtures() {
        let v3 = fixture.join("v3");
        if !v3.is_dir() {
            continue;
        }
        pairs += 1;
        let old = convert_path(&fixture.join("collection.json")).unwrap();
        let new = convert_path(&v3).unwrap();
        assert_eq!(new.text().unwrap(), old.text().unwrap(), "{}", fixture.display());
    }
    assert!(pairs > 1, "{pairs}");
}

/// What schema 3.0.0 cannot hold, each by the smallest collection that shows it.
#[test]
fn what_v3_cannot_hold() {
    let request = |fields: Value| {
        let mut request = json!({ "method": "POST", "url": "https://api.example.com/a" });
        request.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        request
    };
    let raw = |text: &str, language: &str| json!({ "body": { "mode": "raw", "raw": text, "options": { "raw": { "language": language } } } });
    for (item, lost) in [
        // The language "text" is as if there were none, and then the text tells.
        (json!({ "name": "a", "request": request(raw("<a/>", "text")) }), None),
        (
            json!({ "name": "a", "request": request(json!({ "method": "PUT", "body": { "mode": "graphql", "graphql": { "query": "{a}" } } })) }),
            Some("the method \"PUT\" of a GraphQL request"),
        ),
        (
            json!({ "name": "a", "request": request(raw("{}", "json")), "response": [{ "name": "b", "code": 200,
                "originalRequest": request(json!({ "body": { "mode": "graphql", "graphql": { "query": "{a}" } } })) }] }),
            Some("the body of mode \"graphql\""),
        ),
    ] {
        let files = Files::new();
        let from = files.write("in.json", &collection(&[item]).to_string());
        files.import(&from, "old", Some(Format::V21)).unwrap();
        let imported = files.import(&from, "new", Some(Format::V3)).unwrap();
        let text = |into: &str| convert_path(&files.path(into)).unwrap().text().unwrap();
        assert_ne!(text("old"), text("new"), "{lost:?} makes no difference");
        let said = imported.warnings.join("\n");
        assert!(lost.is_none_or(|lost| said.contains(lost)), "{said}");
    }
    // The version of a collection.
    let files = folder(&[("a.request.yaml", &get("https://api.example.com/a"))]);
    let version = document(&convert_path(&files.path("c")).unwrap())["info"]["version"].clone();
    assert_eq!(version, "1.0.0");
    // What differs in no fragment: cookies, times and IDs.
    let mut cookie = item("a", "/a", &json!({}));
    cookie["response"][0]["cookie"] = json!([{ "name": "a" }]);
    let from = files.write("in.json", &collection(&[cookie]).to_string());
    let imported = files.import(&from, "new", Some(Format::V3)).unwrap();
    assert!(imported.warnings.join("\n").contains("cookies of example \"ok\" has no place"), "{:?}", imported.warnings);
}

/// The items of a fixture are imported in both formats: the fragments are one, but for what is listed above.
#[test]
fn each_fixture_written_as_v3_gives_the_same_bytes() {
    let mut differing = Vec::new();
    let mut same = 0;
    for fixture in fixtures() {
        let files = Files::new();
        let from = fixture.join("collection.json");
        if files.import(&from, "old", Some(Format::V21)).is_err() {
            continue;
        }
        files.import(&from, "new", Some(Format::V3)).unwrap();
        let convert = |into: &str| convert_path(&files.path(into)).map(|converted| converted.text().unwrap());
        let (Ok(old), Ok(new)) = (convert("old"), convert("new")) else { continue };
        if old == new {
            same += 1;
        } else {
            let diff = xtask::convert::diff("fragment", &old, &new).unwrap_or_default();
            differing.push((fixture.file_name().unwrap().to_string_lossy().into_owned(), diff));
        }
    }
    let names: Vec<_> = differing.iter().map(|(name, _)| name.as_str()).collect();
    let diffs: String = differing.iter().map(|(name, diff)| format!("{name}\n{diff}\n")).collect();
    assert!(names.is_empty(), "{same} are the same, {names:?} differ\n{diffs}");
    assert!(same > 100, "{same}");
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

#[test]
fn what_is_no_collection_says_what_to_give() {
    let files = folder(&[("a.request.yaml", &get("https://api.example.com/a"))]);
    fs::create_dir_all(files.path("repository/postman/collections")).unwrap();
    fs::rename(files.path("c"), files.path("repository/postman/collections/Things")).unwrap();
    for name in ["repository", "repository/postman/collections"] {
        let message = convert_path(&files.path(name)).unwrap_err().to_string();
        assert!(message.contains("a folder of collections: ") && message.contains("collections/Things"), "{message}");
    }
    assert!(convert_path(&files.path("repository/postman/collections/Things")).is_ok());
    let message =
        convert_path(&files.path("repository/postman/collections/Things/.resources/definition.yaml")).unwrap_err();
    assert!(message.to_string().contains("no request (`*.request.yaml`)\n  fix: give the folder"), "{message}");
    let empty = folder(&[]);
    let message = convert_path(&empty.path("c")).unwrap_err().to_string();
    assert!(message.contains("nothing to convert"), "{message}");
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

/// A collection of schema 3.0.0 with two examples, for `import`.
fn with_examples() -> Files {
    let example = |id: u32| {
        format!(
            "$kind: http-example\nresponse:\n  statusCode: 200\n  statusText: OK\n  body:\n    type: json\n    \
             content: |-\n      {{\n        \"id\": {id}\n      }}\n"
        )
    };
    folder(&[
        (
            "Users/Get a user?.request.yaml",
            &get("https://api.example.com/users/:userId?page=1").replace("GET\n", "GET\norder: 7\n"),
        ),
        ("Users/.resources/Get a user?.resources/examples/B.example.yaml", &example(1)),
        ("Users/.resources/Get a user?.resources/examples/A.example.yaml", &(example(2) + "order: 9\n")),
    ])
}

#[test]
fn import_writes_the_format_that_it_is_given() {
    let files = with_examples();
    let outcomes = |imported: &Imported| {
        imported.items.iter().map(|(item, outcome)| format!("{item} | {outcome}")).collect::<Vec<_>>().join("\n")
    };
    let imported = files.import(&files.path("c"), "spec", None).unwrap();
    let root = format!("{}/", files.path("spec").display());
    let said = outcomes(&imported).replace(&root, "");
    assert_eq!(said, "Users / Get a user? | new: Users/Get a user-.request.yaml");
    let found = files.below("spec");
    let names: Vec<_> = found.keys().map(String::as_str).collect();
    let examples = "Users/.resources/Get a user-.resources/examples";
    let expected = [format!("{examples}/A.example.yaml"), format!("{examples}/B.example.yaml")];
    assert_eq!(names, [&expected[0], &expected[1], "Users/Get a user-.request.yaml", "collection.json"]);
    let request = &found["Users/Get a user-.request.yaml"];
    let whole = format!(
        "$kind: http-request\nname: Get a user?\nurl: https://api.example.com/users/:userId?page=1\nmethod: GET\n\
         queryParams:\n  page: \"1\"\nexamples: ./{}\n",
        &examples["Users/".len()..]
    );
    assert_eq!(request, &whole);

    // Again, it is the same; as a file of v2.1 it is another file, and its old ones go.
    let again = files.import(&files.path("c"), "spec", None).unwrap();
    assert!(outcomes(&again).ends_with("has the same"), "{}", outcomes(&again));
    assert_eq!(files.below("spec"), found);
    let text = convert_path(&files.path("spec")).unwrap().text().unwrap();

    let changed = get("https://api.example.com/users/:userId?page=2") + "description: Other.\n";
    files.write("c/Users/Get a user?.request.yaml", &changed);
    fs::remove_file(files.path("c/Users/.resources/Get a user?.resources/examples/A.example.yaml")).unwrap();
    let replaced = files.import(&files.path("c"), "spec", None).unwrap();
    assert!(
        outcomes(&replaced).ends_with("replaced: ".to_owned().as_str()) || outcomes(&replaced).contains("replaced: ")
    );
    let names: Vec<_> = files.below("spec").into_keys().collect();
    assert_eq!(
        names,
        [&expected[1], "Users/Get a user-.request.yaml", "collection.json"],
        "an example that went is gone"
    );

    files.write("c/Users/Get a user?.request.yaml", &(changed + "headers: {X-A: \"{{a}}\"}\n"));
    files.import(&files.path("c"), "spec", Some(Format::V21)).unwrap();
    let found = files.below("spec");
    assert_eq!(found.keys().collect::<Vec<_>>(), ["Users/get-a-user.json", "collection.json"]);
    let item: Value = serde_json::from_str(&found["Users/get-a-user.json"]).unwrap();
    assert_eq!(
        item["request"]["url"],
        json!({
            "raw": "https://api.example.com/users/:userId?page=2",
            "protocol": "https",
            "host": ["api", "example", "com"],
            "path": ["users", ":userId"],
            "query": [{ "key": "page", "value": "2" }],
        })
    );
    assert_ne!(convert_path(&files.path("spec")).unwrap().text().unwrap(), text);

    // The same item is written anew in the other format, if that is asked for, and once.
    for (format, name) in [(Format::V3, "Users/Get a user-.request.yaml"), (Format::V21, "Users/get-a-user.json")] {
        let from = files.path("c");
        let first = outcomes(&files.import(&from, "spec", Some(format)).unwrap());
        assert!(first.contains("| replaced: ") && first.ends_with(name), "{first}");
        let again = outcomes(&files.import(&from, "spec", Some(format)).unwrap());
        assert!(again.contains("| left: ") && again.contains(name), "{again}");
    }

    // And a file of v2.1 in the place of one of the other format keeps that format.
    files.write("c/Users/Get a user?.request.yaml", &get("https://api.example.com/users/:userId"));
    files.import(&files.path("c"), "spec", Some(Format::V3)).unwrap();
    assert!(files.below("spec").contains_key("Users/Get a user-.request.yaml"));
    let from = files.write("in.json", &collection(&[item]).to_string());
    files.import(&from, "spec", None).unwrap();
    let names: Vec<_> = files.below("spec").into_keys().collect();
    assert_eq!(names, [&expected[1], "Users/Get a user-.request.yaml", "collection.json"]);
}

#[test]
fn import_writes_no_secret() {
    let files = folder(&[(
        "A/Get.request.yaml",
        "$kind: http-request\nurl: https://me:hunter2@api.example.com/a?access_token=hunter2\nmethod: GET\nauth:\n  \
         type: bearer\n  credentials:\n    token: hunter2\nheaders:\n  Authorization: Bearer hunter2\n  X-Api-Key: hunter2\n",
    )]);
    for (into, format) in [("new", Format::V3), ("old", Format::V21)] {
        let imported = files.import(&files.path("c"), into, Some(format)).unwrap();
        let all: String = files.below(into).into_values().collect();
        assert!(all.contains("X-Api-Key") && !all.contains("hunter2"), "{all}");
        assert!(imported.warnings.len() >= 4, "{:?}", imported.warnings);
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z .:/?'\"{}#-]{0,10}",
        1 => "[a-z]{1,3}(\r?\n[ \t]{0,2}[a-z]{0,3}){0,3}",
        1 => any::<String>(),
    ]
}

fn parameters() -> impl Strategy<Value = Value> {
    let one = ("[A-Za-z][A-Za-z-]{0,5}", text(), prop::option::of(text()), prop::bool::weighted(0.2));
    prop::collection::vec(one, 0..4).prop_map(|list| {
        let each = list.into_iter().map(|(key, value, description, disabled)| {
            let mut entry = json!({ "key": key, "value": value });
            if let Some(description) = description {
                entry["description"] = description.into();
            }
            if disabled {
                entry["disabled"] = true.into();
            }
            entry
        });
        each.collect()
    })
}

fn a_body() -> impl Strategy<Value = Value> {
    let language = prop::sample::select(vec![
        json!({}),
        json!({ "raw": { "language": "json" } }),
        json!({ "raw": { "language": "xml" } }),
    ]);
    prop_oneof![
        2 => Just(Value::Null),
        3 => (prop_oneof![text(), Just("{\n  \"a\": [1, null]\n}".to_owned())], language)
            .prop_map(|(raw, options)| json!({ "mode": "raw", "raw": raw, "options": options })),
        1 => parameters().prop_map(|list| json!({ "mode": "urlencoded", "urlencoded": list })),
        1 => parameters().prop_map(|list| json!({ "mode": "formdata", "formdata": list })),
        1 => Just(json!({ "mode": "file", "file": { "src": "/a" } })),
        1 => text().prop_map(|query| json!({ "mode": "graphql", "graphql": { "query": query, "variables": "{\"a\": 1}" } })),
    ]
}

fn an_auth() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        Value::Null,
        json!({ "type": "noauth" }),
        json!({ "type": "bearer", "bearer": [{ "key": "token", "value": "{{t}}", "type": "string" }] }),
        json!({ "type": "apikey", "apikey": [{ "key": "key", "value": "X-K" }, { "key": "in", "value": "query" }] }),
        json!({ "type": "oauth2", "oauth2": { "accessTokenUrl": "https://h.io/t", "useBrowser": false } }),
    ])
}

prop_compose! {
    fn an_item()(
        name in text(),
        path in "(/[a-c]|/:[a-c]|/\\{\\{[a-c]\\}\\}){1,3}",
        base in prop::sample::select(vec!["{{base}}", "https://h.io/v1", "https://{{host}}", ""]),
        header in parameters(),
        query in parameters(),
        variable in parameters(),
        body in a_body(),
        auth in an_auth(),
        description in prop::option::of(text()),
        examples in prop::collection::vec((text(), prop::sample::select(vec![json!(200), json!(404), json!("500"), json!(null)]), text(), prop::bool::ANY), 0..3),
    ) -> Value {
        let url = json!({ "raw": format!("{base}{path}"), "query": query, "variable": variable });
        // GraphQL is a POST in schema 3.0.0.
        let request = json!({ "method": "POST", "url": url, "header": header, "body": body, "auth": auth, "description": description });
        let sent = json!({ "method": "POST", "url": url, "header": header });
        let response: Vec<_> = examples.into_iter().map(|(name, code, body, has_request)| {
            let mut saved = example(&name, &json!(body));
            saved["code"] = code;
            saved["body"] = body.into();
            if has_request {
                saved["originalRequest"] = sent.clone();
            }
            saved
        }).collect();
        json!({ "name": name, "request": request, "response": response })
    }
}

/// A collection whose items have all that schema 3.0.0 can hold.
pub(super) fn a_collection() -> impl Strategy<Value = Value> {
    (prop::collection::vec(an_item(), 1..4), an_auth()).prop_map(|(items, auth)| {
        let mut all = collection(&[json!({ "name": "Folder", "item": items })]);
        all["auth"] = auth;
        all["variable"] = json!([{ "key": "base", "value": "https://h.io/v2" }]);
        all
    })
}

/// Imports a collection in both formats, and converts what was written.
fn in_both(all: &Value) -> [Result<String, String>; 2] {
    let files = Files::new();
    let from = files.write("in.json", &all.to_string());
    [("old", Format::V21), ("new", Format::V3)].map(|(into, format)| {
        files.import(&from, into, Some(format)).map_err(|failure| failure.0.replace(into, "…"))?;
        let converted = convert_path(&files.path(into)).map_err(|failure| failure.0.replace(into, "…"))?;
        Ok(converted.text().unwrap())
    })
}

/// The operations that come of both formats, by path and method.
pub(super) fn operations(all: &Value) -> (Vec<String>, Vec<String>) {
    let [old, new] = in_both(all).map(|text| {
        let document: Value = serde_json::from_str(&text.unwrap_or_else(|_| "{}".to_owned())).unwrap();
        let paths = document["paths"].as_object().into_iter().flatten();
        let each = paths.flat_map(|(path, methods)| {
            methods.as_object().unwrap().keys().map(move |method| format!("{method} {path}"))
        });
        each.collect()
    });
    (old, new)
}

/// Says in what the fragments of both formats differ.
pub(super) fn difference(all: &Value) -> Option<String> {
    let [old, new] = in_both(all);
    match (old, new) {
        (Ok(old), Ok(new)) => xtask::convert::diff("fragment", &old, &new),
        (Err(_), Err(_)) => None,
        (old, new) => Some(format!("{:?}\n{:?}", old.err(), new.err())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    /// What is written as v3 is read as what it was.
    #[test]
    fn a_collection_written_as_v3_is_the_same(all in a_collection()) {
        let difference = difference(&all);
        prop_assert!(difference.is_none(), "{}", difference.unwrap_or_default());
    }
}
