//! `import` writes either format, and both give one fragment, but for what the other cannot hold.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use xtask::import::{Format, Imported};

use super::super::{collection, convert_path, document, item};
use super::{Files, folder, get, import_into};

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
        import_into(&files, &from, "old", Some(Format::V21)).unwrap();
        let imported = import_into(&files, &from, "new", Some(Format::V3)).unwrap();
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
    let imported = import_into(&files, &from, "new", Some(Format::V3)).unwrap();
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
        if import_into(&files, &from, "old", Some(Format::V21)).is_err() {
            continue;
        }
        import_into(&files, &from, "new", Some(Format::V3)).unwrap();
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
    let imported = import_into(&files, &files.path("c"), "spec", None).unwrap();
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
    let again = import_into(&files, &files.path("c"), "spec", None).unwrap();
    assert!(outcomes(&again).ends_with("has the same"), "{}", outcomes(&again));
    assert_eq!(files.below("spec"), found);
    let text = convert_path(&files.path("spec")).unwrap().text().unwrap();

    let changed = get("https://api.example.com/users/:userId?page=2") + "description: Other.\n";
    files.write("c/Users/Get a user?.request.yaml", &changed);
    fs::remove_file(files.path("c/Users/.resources/Get a user?.resources/examples/A.example.yaml")).unwrap();
    let replaced = import_into(&files, &files.path("c"), "spec", None).unwrap();
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
    import_into(&files, &files.path("c"), "spec", Some(Format::V21)).unwrap();
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
        let first = outcomes(&import_into(&files, &from, "spec", Some(format)).unwrap());
        assert!(first.contains("| replaced: ") && first.ends_with(name), "{first}");
        let again = outcomes(&import_into(&files, &from, "spec", Some(format)).unwrap());
        assert!(again.contains("| left: ") && again.contains(name), "{again}");
    }

    // And a file of v2.1 in the place of one of the other format keeps that format.
    files.write("c/Users/Get a user?.request.yaml", &get("https://api.example.com/users/:userId"));
    import_into(&files, &files.path("c"), "spec", Some(Format::V3)).unwrap();
    assert!(files.below("spec").contains_key("Users/Get a user-.request.yaml"));
    let from = files.write("in.json", &collection(&[item]).to_string());
    import_into(&files, &from, "spec", None).unwrap();
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
        let imported = import_into(&files, &files.path("c"), into, Some(format)).unwrap();
        let all: String = files.below(into).into_values().collect();
        assert!(all.contains("X-Api-Key") && !all.contains("hunter2"), "{all}");
        assert!(imported.warnings.len() >= 4, "{:?}", imported.warnings);
    }
}
