//! Folders of files: which of them is a collection, and what is said of one that is given by mistake.

use std::path::Path;

use serde_json::{Value, json};

use super::files::Files;
use super::{collection, convert_path, item};

/// The warnings of what is in a folder, or its error with the folder's own path left out.
fn said(path: &Path, root: &Path) -> Result<Vec<String>, String> {
    match convert_path(path) {
        Ok(converted) => Ok(converted.warnings.iter().map(ToString::to_string).collect()),
        Err(failure) => Err(failure.to_string().replace(&root.display().to_string(), "")),
    }
}

fn get(path: &str) -> String {
    item("Get", path, &json!({ "id": 1 })).to_string()
}

fn main() -> (&'static str, String) {
    ("collection.json", collection(&[]).to_string())
}

fn request(path: &str) -> String {
    format!("$kind: http-request\nurl: https://api.example.com{path}\nmethod: GET\n")
}

const DEFINITION: &str = "$kind: collection\nname: Things\n";

#[test]
fn files_that_look_like_items_are_not_passed_over_in_silence() {
    let folder = Files::of(&[
        main(),
        ("Parts/a.json", get("/a")),
        ("Parts/b.JSON", item("Other", "/b", &json!({ "id": 1 })).to_string()),
        ("Parts/c.json.txt", get("/c")),
        ("Parts/d.txt", get("/d")),
        ("Parts/e", get("/e")),
        ("Parts/f.jsonc", get("/f")),
        ("Parts/g.request.yaml.txt", request("/g")),
        ("Parts/README.md", "# Parts\n".to_owned()),
        ("Parts/notes.txt", "{braces} in prose".to_owned()),
        ("Parts/.editor.json", get("/h")),
        ("top.json.bak", get("/i")),
    ]);
    let converted = convert_path(folder.root()).unwrap();
    assert_eq!(converted.operations, 2, "a and b");
    let warnings: Vec<_> = converted.warnings.iter().map(ToString::to_string).collect();
    let passed = |place: &str, name: &str| {
        format!("{place}file {name:?}: not called `.json`, passed over: rename it if it is an item")
    };
    let names = ["c.json.txt", "d.txt", "e", "f.jsonc"];
    let mut expected = vec![passed("", "top.json.bak")];
    expected.push("Parts: not read: its name does not end in `.request.yaml` (Parts/g.request.yaml.txt)".to_owned());
    expected.extend(names.map(|name| passed("Parts / ", name)));
    assert_eq!(warnings, expected);
}

#[test]
fn items_of_json_in_a_folder_of_yaml_are_not_passed_over_in_silence() {
    let whole = collection(&[item("Get", "/a", &json!({}))]).to_string();
    let folder = Files::of(&[
        ("c/.resources/definition.yaml", DEFINITION.to_owned()),
        ("c/Parts/Get.request.yaml", request("/parts")),
        ("c/Parts/b.json", get("/b")),
        ("c/all.json", whole),
        ("c/package.json", json!({ "name": "x", "scripts": {} }).to_string()),
        ("c/broken.json", "{".to_owned()),
    ]);
    let passed = |place: &str, name: &str| {
        format!("{place}not read: an item of JSON, which is read in folders with a collection.json alone ({name})")
    };
    let expected = vec![passed("", "all.json"), passed("Parts: ", "Parts/b.json")];
    assert_eq!(said(&folder.path("c"), folder.root()), Ok(expected));
}

#[test]
fn a_file_that_is_no_item_is_named_with_what_it_is() {
    let whole = collection(&[item("Get", "/a", &json!({}))]).to_string();
    for (text, problem, fix) in [
        (whole, "expected one item of a collection, found a whole collection", "run `cargo xtask import`"),
        (String::new(), "the file is empty; expected one item of a collection", "copy the item's JSON"),
        ("{}".to_owned(), "expected one item of a collection, found no \"request\"", "copy the item's JSON"),
        ("{\"name\": \"x\", \"request\": {".to_owned(), "b.json:1:26: not JSON: EOF while parsing", "mend the file"),
    ] {
        let folder = Files::of(&[main(), ("Parts/a.json", get("/a")), ("Parts/b.json", text)]);
        let message = said(folder.root(), folder.root()).unwrap_err();
        assert!(message.starts_with("/Parts/b.json:"), "{message}");
        assert!(message.contains(problem) && message.contains(&format!("\n  fix: {fix}")), "{message}");
    }
}

#[test]
fn a_folder_that_is_no_collection_says_what_may_be_meant() {
    let whole = collection(&[item("Get", "/a", &json!({}))]).to_string();
    let here = |files: &[(&str, String)]| {
        let folder = Files::of(files);
        said(folder.root(), folder.root()).unwrap_err()
    };
    for (files, fix) in [
        (&[("README.md", String::new())][..], "give a file that Postman exported, or a folder with a collection.json"),
        (&[("a.postman_collection.json", whole.clone())], "that is the collection: /a.postman_collection.json"),
        (&[("b.json", whole.clone()), ("a.json", whole.clone())], "that is the collection: one of a.json, b.json"),
    ] {
        let message = here(files);
        assert!(message.starts_with("/collection.json: cannot be read: "), "{message}");
        assert!(message.contains(fix), "{message}");
    }
}

#[test]
fn what_belongs_to_a_folder_of_yaml_and_is_none() {
    let example =
        "$kind: http-example\nresponse: { statusCode: 200, statusText: OK, body: { type: text, content: x } }\n";
    let folder = Files::of(&[
        ("w/.postman/resources.yaml", "workspace: { id: x }\n".to_owned()),
        ("w/postman/environments/e.environment.yaml", "name: e\nvalues: []\n".to_owned()),
        ("w/postman/collections/One/.resources/definition.yaml", DEFINITION.to_owned()),
        ("w/postman/collections/One/Parts/Get.request.yaml", request("/parts")),
        ("w/postman/collections/One/Parts/.resources/Get.resources/examples/ok.example.yaml", example.to_owned()),
        ("w/postman/collections/Two/Get.request.yaml", request("/two")),
    ]);
    let one = "w/postman/collections/One";
    let several = "a folder of collections: ";
    for (path, expected) in [
        ("w", Err(several)),
        ("w/postman", Err(several)),
        ("w/postman/collections", Err(several)),
        ("w/postman/collections/", Err(several)),
        (one, Ok(1)),
        ("w/postman/collections/One/Parts", Ok(1)),
        ("w/postman/collections/One/Parts/Get.request.yaml", Ok(1)),
        ("w/postman/collections/One/.resources", Err("fix: give the folder around it: /w/postman/collections/One")),
        (
            "w/postman/collections/One/Parts/.resources/Get.resources/examples",
            Err("fix: give the folder around it: /w/postman/collections/One/Parts"),
        ),
        ("w/postman/collections/One/.resources/definition.yaml", Err("fix: give the folder of the collection")),
        (
            "w/postman/collections/One/Parts/.resources/Get.resources/examples/ok.example.yaml",
            Err("a file of YAML that is no request"),
        ),
        ("w/postman/environments/e.environment.yaml", Err("a file of YAML that is no request")),
        ("w/postman/environments", Err("nor are requests of schema 3.0.0 in the folder")),
        ("w/.postman", Err("nor are requests of schema 3.0.0 in the folder")),
        ("w/postman/collections/Three", Err("cannot be read")),
    ] {
        let found = convert_path(&folder.path(path));
        match (found, expected) {
            (Ok(converted), Ok(operations)) => assert_eq!(converted.operations, operations, "{path}"),
            (Err(failure), Err(part)) => {
                let message = failure.to_string().replace(&folder.root().display().to_string(), "");
                assert!(message.contains(part), "{path}: {message}");
                assert!(message.contains("\n  fix: "), "{path}: {message}");
            }
            (found, _) => panic!("{path}: {found:?}"),
        }
    }
}

/// An item that is there twice, in one file or in two.
#[test]
fn items_that_are_merged_can_be_found() {
    let twice = [item("Get", "/a", &json!({})), item("Get", "/a", &json!({})), item("Fetch", "/a", &json!({}))];
    let parts = json!({ "name": "Parts", "item": twice });
    let one = Files::of(&[("x.json", collection(&[item("Top", "/top", &json!({})), parts]).to_string())]);
    let merged = |place: &str| format!("the same method and path as \"Parts / Fetch\", merged into it{place}");
    assert_eq!(
        said(&one.path("x.json"), one.root()),
        Ok(vec![
            format!("Parts / Get: {}", merged("")),
            format!("Parts / Get: {}", merged(" (item[1].item[1] of x.json)")),
        ])
    );
    let two = Files::of(&[main(), ("Parts/a.json", get("/a")), ("Parts/b.json", get("/a"))]);
    let text =
        "Parts / Get: the same method and path as \"Parts / Get\", merged into it (Parts/b.json into Parts/a.json)";
    assert_eq!(said(two.root(), two.root()), Ok(vec![text.to_owned()]));
}

#[test]
fn nothing_depends_on_the_order_of_items_of_one_name() {
    let items = [item("Get", "/a", &json!({ "id": 1 })), item("Get", "/a", &json!({ "name": "x" }))];
    let text = |items: &[Value]| super::convert_value(&collection(items)).unwrap().text().unwrap();
    let back: Vec<_> = items.iter().rev().cloned().collect();
    let (there, back): (Value, Value) =
        (serde_json::from_str(&text(&items)).unwrap(), serde_json::from_str(&text(&back)).unwrap());
    assert_eq!(there["components"], back["components"]);
}
