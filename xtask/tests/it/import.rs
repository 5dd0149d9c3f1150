//! `cargo xtask import`: what is written, what is kept, and that it means the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use proptest::prelude::*;
use serde_json::{Value, json};
use xtask::import::{Import, Imported, import};

use super::files::Files;
use super::{collection, convert_path, convert_value, document, item};

/// A folder with a `collection.json`, beside files to import.
struct Spec(Files);

impl Spec {
    /// A folder without items, which inherit this.
    fn with(fields: &Value) -> Self {
        let spec = Self(Files::new());
        let mut main = collection(&[]);
        main.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        spec.save("spec/collection.json", &main);
        spec
    }

    fn new() -> Self {
        Self::with(&json!({}))
    }

    fn path(&self) -> PathBuf {
        self.0.path("spec")
    }

    fn save(&self, name: &str, value: &Value) -> PathBuf {
        self.0.write(name, &(serde_json::to_string_pretty(value).unwrap() + "\n"))
    }

    fn job(&self, value: &Value) -> Import {
        let file = self.save("in.json", value);
        Import { files: vec![file], into: self.path(), ..Import::default() }
    }

    /// Imports a value, and says what became of each item.
    fn import(&self, value: &Value) -> Vec<String> {
        self.outcomes(&import(&self.job(value)).unwrap())
    }

    fn replace(&self, value: &Value) -> Vec<String> {
        self.outcomes(&import(&Import { replace: true, ..self.job(value) }).unwrap())
    }

    fn outcomes(&self, imported: &Imported) -> Vec<String> {
        let root = format!("{}/", self.path().display());
        imported.items.iter().map(|(item, outcome)| format!("{item} | {outcome}").replace(&root, "")).collect()
    }

    fn read(&self, name: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.path().join(name)).unwrap()).unwrap()
    }

    /// All files by their names.
    fn files(&self) -> BTreeMap<String, String> {
        self.0.below("spec")
    }

    fn names(&self) -> Vec<String> {
        self.files().into_keys().collect()
    }
}

fn folder(name: &str, items: &[Value]) -> Value {
    json!({ "name": name, "item": items })
}

fn get(name: &str, path: &str) -> Value {
    item(name, path, &json!({ "id": 1 }))
}

#[test]
fn each_item_is_a_file_in_its_folder() {
    let spec = Spec::new();
    let list = get("List a user's things", "/things");
    let rooms = json!({ "name": "Rooms", "description": { "content": "Where we meet.", "type": "text/plain" },
        "item": [get("List rooms", "/rooms"), folder("Old", &[get("List rooms", "/old/rooms")])] });
    let found = spec.import(&collection(&[folder("Things", std::slice::from_ref(&list)), rooms]));
    assert_eq!(
        found,
        [
            "Things / List a user's things | new: Things/list-a-users-things.json",
            "Rooms / List rooms | new: Rooms/list-rooms.json",
            "Rooms / Old / List rooms | new: Rooms/Old/list-rooms.json",
        ]
    );
    let files = spec.files();
    let expected = ["Rooms/Old/list-rooms.json", "Rooms/list-rooms.json", "Things/list-a-users-things.json"];
    assert_eq!(files.keys().take(3).collect::<Vec<_>>(), expected);
    let text = serde_json::to_string_pretty(&list).unwrap() + "\n";
    assert_eq!(files["Things/list-a-users-things.json"], text, "as it is, in the order of its fields");
    assert!(files["collection.json"].contains("Where we meet."));
}

#[test]
fn what_stands_there_is_kept_or_replaced_in_its_file() {
    let spec = Spec::new();
    let mut old = get("Get a thing", "/things/:id");
    old["id"] = "11111111-1111-1111-1111-111111111111".into();
    spec.save("spec/Things/get.json", &old);
    let before = spec.files();

    let mut new = get("Read a thing", "/things/{{thingId}}");
    new["id"] = "22222222-2222-2222-2222-222222222222".into();
    let all = collection(&[folder("Other", &[new.clone()])]);
    let left = "left: GET /things/{thingId} is in Things/get.json; `--replace` takes this one";
    assert_eq!(spec.import(&all), [format!("Other / Read a thing | {left}")]);
    assert_eq!(spec.files(), before);

    assert_eq!(spec.replace(&all), ["Other / Read a thing | replaced: Things/get.json"]);
    new["id"] = old["id"].clone();
    assert_eq!(spec.read("Things/get.json"), new, "the ID of an exporter is no difference");
    assert_eq!(spec.names(), ["Things/get.json", "collection.json"]);

    let before = spec.files();
    assert_eq!(spec.replace(&all), ["Other / Read a thing | left: Things/get.json has the same"]);
    assert_eq!(spec.files(), before);

    // An item in the list of collection.json, and one in a file that holds a folder, are items as well.
    let mut main = spec.read("collection.json");
    main["item"] = json!([folder("Things", &[get("In the list", "/in-the-list")])]);
    spec.save("spec/collection.json", &main);
    spec.save("spec/Things/more.json", &folder("More", &[get("In a file", "/in-a-file")]));
    let all = collection(&[get("New in the list", "/in-the-list"), get("New in a file", "/in-a-file")]);
    assert_eq!(
        spec.replace(&all),
        ["New in the list | replaced: collection.json", "New in a file | replaced: Things/more.json"]
    );
    assert_eq!(spec.read("collection.json")["item"][0]["item"][0]["name"], "New in the list");
    assert_eq!(spec.read("Things/more.json")["item"][0]["name"], "New in a file");
}

#[test]
fn files_are_told_apart_and_can_be_stored_everywhere() {
    let spec = Spec::new();
    let long = "long ".repeat(60);
    let names = ["List", "LIST", "list!", "CON", "../../x", "🎥", &long, "会议"];
    let items: Vec<_> = names.iter().enumerate().map(|(number, name)| get(name, &format!("/{number}"))).collect();
    let folders = ["Q/A", "q:a", "../../x", "NUL", ".git", "Q/A"];
    let folders: Vec<_> = folders
        .iter()
        .enumerate()
        .map(|(number, name)| folder(name, &[get("Get", &format!("/folder/{number}"))]))
        .collect();
    let all = collection(&[vec![folder("Things", &items)], folders].concat());
    spec.import(&all);
    let names = spec.names();
    let mut lower: Vec<_> = names.iter().map(|name| name.to_lowercase()).collect();
    lower.sort();
    lower.dedup();
    assert_eq!(lower.len(), names.len(), "{names:?}");
    for name in [
        "Things/list-2.json",
        "Things/con-item.json",
        "Things/x.json",
        "Things/get-5.json",
        "Q-A/get-2.json",
        "q-a-2/get.json",
    ] {
        assert!(names.contains(&name.to_owned()), "{name}: {names:?}");
    }
    assert_eq!(fs::read_dir(spec.0.root()).unwrap().count(), 2, "nothing is written outside");
    assert_eq!(operations(&document(&convert_path(&spec.path()).unwrap())), operations(&converted(&all)));
}

#[test]
fn items_and_folders_as_postman_copies_them() {
    let one = get("List things", "/things");
    for (value, expected) in [
        (one.clone(), "List things | new: Things/list-things.json"),
        (folder("Rooms", std::slice::from_ref(&one)), "Rooms / List things | new: Rooms/list-things.json"),
        (json!({ "collection": collection(&[folder("A", &[one])]) }), "A / List things | new: A/list-things.json"),
    ] {
        assert_eq!(Spec::new().import(&value), [expected]);
    }
}

#[test]
fn an_item_in_no_folder_goes_where_it_is_told_or_where_its_path_belongs() {
    let one = get("Get", "/users/:id/pac");
    let go = |spec: &Spec, folder: Option<&str>| {
        let job = Import { folder: folder.map(str::to_owned), ..spec.job(&one) };
        let imported = import(&job).unwrap();
        (spec.outcomes(&imported), imported.warnings.len())
    };
    assert_eq!(go(&Spec::new(), Some("Phone")), (vec!["Get | new: Phone/get.json".to_owned()], 0));
    assert_eq!(go(&Spec::new(), None), (vec!["Get | new: Users/get.json".to_owned()], 1));
    let spec = Spec::new();
    spec.save("spec/PAC/other.json", &get("Other", "/other"));
    assert_eq!(go(&spec, None), (vec!["Get | new: PAC/get.json".to_owned()], 1));
}

#[test]
fn some_of_the_items() {
    let spec = Spec::new();
    let all = collection(&[folder("A", &[get("List", "/a"), get("Get", "/a/:id")]), folder("B", &[get("List", "/b")])]);
    let only = |pattern: &str| import(&Import { only: Some(pattern.parse().unwrap()), ..spec.job(&all) });
    assert_eq!(spec.outcomes(&only("a / l*").unwrap()), ["A / List | new: A/list.json"]);
    assert_eq!(only("*list*").unwrap().summary(), "1 new, 0 replaced, 1 left");
    let failure = only("C / *").unwrap_err().to_string();
    assert!(failure.contains("none of 3 items is called \"C / *\"; they are\n  A / List\n"), "{failure}");
}

#[test]
fn two_items_of_one_method_and_path() {
    let twice = [folder("A", &[get("First", "/a?x=1"), get("Second", "/a?y=1")])];
    let spec = Spec::new();
    let warnings = import(&spec.job(&collection(&twice))).unwrap().warnings;
    let text = "A / Second: GET /a as \"A / First\" has it, `gen` makes one operation of both";
    assert_eq!(warnings, [text]);

    let spec = Spec::new();
    assert_eq!(
        spec.import(&collection(&twice)),
        ["A / First | new: A/first.json", "A / Second | new: A/second.json"],
        "one collection is what it is"
    );
    assert!(spec.replace(&collection(&twice)).iter().all(|outcome| outcome.ends_with("has the same")));

    let spec = Spec::new();
    let (a, b) = (spec.save("a.json", &get("First", "/a")), spec.save("b.json", &get("Second", "/a")));
    let imported = import(&Import { files: vec![a.clone(), b], into: spec.path(), ..Import::default() }).unwrap();
    let left = format!("Second | left: GET /a is in {} as well", a.display());
    assert_eq!(spec.outcomes(&imported), ["First | new: A/first.json", &left]);
}

#[test]
fn variables_mean_what_they_meant() {
    let base = |value: &str| json!([{ "key": "base", "value": value }]);
    let one = json!({ "name": "Get", "request": { "url": "{{base}}/a" } });
    let all = |variables: Value| json!({ "info": {}, "item": [folder("A", std::slice::from_ref(&one))], "variable": variables });

    let spec = Spec::new();
    spec.import(&all(json!([
        { "key": "base", "value": "https://{{host}}/v1" },
        { "key": "host", "value": "h.io" },
        { "key": "unused", "value": "x" },
    ])));
    let added = spec.read("collection.json")["variable"].clone();
    assert_eq!(added[0]["key"], "base");
    assert_eq!(added[1]["key"], "host");
    assert_eq!(added.as_array().unwrap().len(), 2, "what no item needs is not added");

    let spec = Spec::with(&json!({ "variable": base("https://h.io/v1/") }));
    spec.import(&all(base("https://h.io/v1")));
    assert_eq!(spec.read("A/get.json"), one, "a slash at the end is no difference");

    let spec = Spec::with(&json!({ "variable": base("https://h.io/v1") }));
    spec.import(&all(base("https://other.io")));
    assert_eq!(spec.read("A/get.json")["variable"], base("https://other.io"));
    assert_eq!(spec.read("collection.json")["variable"], base("https://h.io/v1"));

    let spec = Spec::with(&json!({ "variable": base("https://h.io/v1") }));
    let mut inside = folder("A", std::slice::from_ref(&one));
    inside["variable"] = base("https://of-the-folder.io");
    spec.import(&collection(&[inside]));
    assert_eq!(spec.read("A/get.json")["variable"], base("https://of-the-folder.io"));
}

#[test]
fn authorizations_are_inherited() {
    let oauth2 = json!({ "type": "oauth2", "oauth2": [{ "key": "authUrl", "value": "https://h.io/authorize" }] });
    let basic = json!({ "type": "basic", "basic": { "username": "{{user}}" } });
    let with = |auth: &Value, of_folder: Option<&Value>| {
        let mut folder = folder("A", &[get("Get", "/a")]);
        folder["auth"] = of_folder.cloned().unwrap_or_default();
        json!({ "info": {}, "auth": auth, "item": [folder] })
    };

    let spec = Spec::new();
    spec.import(&with(&oauth2, None));
    assert_eq!(spec.read("collection.json")["auth"], oauth2);
    assert!(import(&spec.job(&with(&oauth2, None))).unwrap().warnings.is_empty());

    let spec = Spec::with(&json!({ "auth": oauth2 }));
    let warnings = import(&spec.job(&with(&basic, None))).unwrap().warnings;
    assert!(warnings[0].contains("its authorization (\"basic\") is not that of"), "{warnings:?}");
    assert_eq!(spec.read("collection.json")["auth"], oauth2);

    let spec = Spec::with(&json!({ "auth": oauth2 }));
    spec.import(&with(&oauth2, Some(&basic)));
    assert_eq!(spec.read("A/get.json")["request"]["auth"], basic);
}

#[test]
fn secrets_are_not_written() {
    const SECRET: &str = "hunter2-f00";
    let spec = Spec::new();
    let auth = json!({ "type": "bearer", "bearer": [{ "key": "token", "value": SECRET, "type": "string" }] });
    let old_auth = json!({ "type": "basic", "basic": { "username": SECRET, "password": SECRET } });
    let header = json!([
        { "key": "Authorization", "value": format!("Bearer {SECRET}") },
        { "key": "X-Api-Key", "value": SECRET },
        { "key": "Accept", "value": "application/json" },
    ]);
    let url = json!({
        "raw": format!("https://me:{SECRET}@h.io/a?access_token={SECRET}&next_page_token=abc"),
        "host": ["https://me:hunter2-f00@h", "io"],
        "path": ["a"],
        "query": [{ "key": "access_token", "value": SECRET }, { "key": "next_page_token", "value": "abc" }],
    });
    let body = json!({ "mode": "urlencoded", "urlencoded": [{ "key": "client_secret", "value": SECRET }] });
    let example = json!({
        "name": "ok",
        "originalRequest": { "url": url, "header": format!("Accept: x\nAuthorization: {SECRET}\n") },
        "header": [{ "key": "Set-Cookie", "value": SECRET }],
        "cookie": [{ "name": "session", "value": SECRET }],
    });
    let request = json!({ "method": "POST", "url": url, "header": header, "body": body, "auth": auth });
    let one = json!({ "name": "Get", "request": request, "response": [example] });
    let other = json!({ "name": "Other", "request": format!("https://h.io/b?token={SECRET}&v={{{{apiToken}}}}") });
    let all = json!({
        "info": {},
        "item": [folder("A", &[one, other])],
        "auth": old_auth,
        "variable": [{ "key": "apiToken", "value": SECRET }],
    });
    let imported = import(&spec.job(&all)).unwrap();
    for (name, text) in spec.files() {
        assert!(!text.contains(SECRET), "{name}: {text}");
    }
    let text = spec.files()["A/get.json"].clone();
    for kept in ["next_page_token=abc", "application/json", "\"h\"", "Accept: x"] {
        assert!(text.contains(kept) || kept == "\"h\"" && text.contains("https://h\""), "{kept}: {text}");
    }
    let warnings = imported.warnings.join("\n");
    for part in [
        "A / Get: `token` of authorization \"bearer\"",
        "A / Get: header \"Authorization\"",
        "A / Get: header \"X-Api-Key\"",
        "A / Get: header \"Set-Cookie\"",
        "A / Get: query \"access_token\"",
        "A / Get: urlencoded \"client_secret\"",
        "A / Get: cookie \"session\"",
        "A / Get: the name and password before the host",
        "A / Other: query \"token\"",
        "variable \"apiToken\"",
        "in.json: `password` of authorization \"basic\"",
    ] {
        assert!(warnings.contains(part), "{part} is not in\n{warnings}");
    }

    let spec = Spec::new();
    let open = json!({ "type": "apikey", "apikey": [{ "key": "value", "value": "{{apiKey}}" }] });
    let header = json!([{ "key": "Authorization", "value": "Bearer <token>" }]);
    let one = json!({ "name": "Get", "request": { "url": "https://h.io/a", "auth": open, "header": header } });
    let imported = import(&spec.job(&folder("A", std::slice::from_ref(&one)))).unwrap();
    assert_eq!((spec.read("A/get.json"), imported.warnings), (one, Vec::new()), "what stands for a secret is none");
}

#[test]
fn bad_input() {
    let spec = Spec::new();
    let before = spec.files();
    let check = |file: &Path, expected: &[&str]| {
        let job = Import { files: vec![file.to_owned()], into: spec.path(), ..Import::default() };
        let failure = import(&job).unwrap_err().to_string();
        for part in expected {
            assert!(failure.contains(part), "{failure:?} lacks {part:?}");
        }
        assert!(failure.contains(&file.display().to_string()), "{failure:?} names no file");
        assert_eq!(spec.files(), before);
    };
    check(&spec.0.path("none.json"), &["cannot be read"]);
    check(spec.0.root(), &["a folder, expected a file", "fix: give the file"]);
    let file = spec.0.path("in.json");
    for (text, expected) in [
        ("", &["the file is empty", "fix:"][..]),
        ("{\n \"info\": x}", &["in.json:2:10: not JSON", "fix:"]),
        (r#"{"openapi": "3.0.0", "info": {}, "paths": {}}"#, &["an OpenAPI document", "fix:"]),
        (r#"{"values": [], "name": "env"}"#, &["a Postman environment"]),
        (r#"{"info": {}, "item": []}"#, &["no item in it", "fix:"]),
        (r#"{"name": "A", "item": []}"#, &["no item in it"]),
        ("[]", &["found a list"]),
        (
            r#"{"info": {}, "item": [{"name": "A", "item": [{"name": "Get", "request": {"url": 5}}]}]}"#,
            &["A / Get", "`request.url`", "fix:"],
        ),
    ] {
        fs::write(&file, text).unwrap();
        check(&file, expected);
    }

    let nothing = json!({ "name": "Nothing", "request": { "method": "GET" } });
    let purge = json!({ "name": "Purge", "request": { "method": "PURGE", "url": "h.io/a" } });
    let empty = json!({ "name": "Empty" });
    let found = spec.import(&collection(&[nothing, purge, empty, get("Get", "/a")]));
    assert_eq!(found[0], "Nothing | left: no URL; expected `request.url`: give the request an address in Postman");
    assert_eq!(found[1], "Purge | left: OpenAPI has no method \"PURGE\"");
    assert_eq!(found[2], "Empty | left: neither a folder nor a request; expected `request` or `item`");
    assert_eq!(found[3], "Get | new: A/get.json", "the others are imported");

    // A bad file takes none of the good ones with it.
    let spec = Spec::new();
    let (good, bad) = (spec.save("good.json", &get("Get", "/a")), spec.save("bad.json", &json!([])));
    let before = spec.files();
    assert!(import(&Import { files: vec![good, bad], into: spec.path(), ..Import::default() }).is_err());
    assert_eq!(spec.files(), before);
}

/// The workspace's own corrections and names hold whatever comes beside them: here an item with the same shapes.
#[test]
fn the_fragment_keeps_its_corrections_and_names() {
    let here = super::workspace().join("spec");
    let spec = Spec(Files::new());
    for file in ["zoom.overlay.yaml", "zoom.names.yaml", "zoom.openapi.json"] {
        fs::create_dir_all(spec.path()).unwrap();
        fs::copy(here.join(file), spec.path().join(file)).unwrap();
    }
    copy(&here.join("zoom"), &spec.path().join("zoom"));
    fs::create_dir(spec.0.path("zoom-api")).unwrap();
    fs::copy(super::workspace().join("zoom-api/Cargo.toml"), spec.0.path("zoom-api/Cargo.toml")).unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).current_dir(spec.0.root()).env("CARGO_MANIFEST_DIR", spec.0.path("xtask"));
        let output = command.output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(text).unwrap())
    };
    let before = schemas(&spec.read("zoom.openapi.json"));

    let numbers = json!([{ "number": "1", "country": "USA" }]);
    let sample = json!({ "numbers": numbers, "global_dial_in_numbers": numbers, "extra": { "number": numbers } });
    let response = super::example("ok", &sample);
    let request = json!({ "url": "{{baseUrl}}/phone/numbers" });
    spec.save("in.json", &folder("Phone", &[json!({ "name": "List", "request": request, "response": [response] })]));
    let (succeeded, text) = run(&["import", "in.json"]);
    assert!(succeeded && text.contains("Phone / List: new: spec/zoom/Phone/list.json"), "{text}");
    assert!(text.contains("1 new, 0 replaced, 0 left\nnext: `cargo xtask gen`"), "{text}");
    let (succeeded, text) = run(&["gen"]);
    assert!(succeeded, "{text}");
    let after = schemas(&spec.read("zoom.openapi.json"));
    assert!(before.is_subset(&after) && before.len() < after.len(), "{before:?} {after:?}");
}

/// Copies a folder and all that is in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn schemas(document: &Value) -> BTreeSet<String> {
    document["components"]["schemas"].as_object().unwrap().keys().cloned().collect()
}

/// The operations of a document by path and method.
fn operations(document: &Value) -> BTreeMap<String, Value> {
    let paths = document["paths"].as_object().unwrap();
    let pairs = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().unwrap().clone();
        let path = path.clone();
        methods.into_iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
    };
    paths.iter().flat_map(pairs).collect()
}

fn converted(collection: &Value) -> Value {
    document(&convert_value(collection).unwrap())
}

prop_compose! {
    fn an_item()(
        name in "[A-Za-z/.:' 会é]{0,12}",
        method in prop::sample::select(vec!["GET", "POST", "DELETE"]),
        path in "(/[a-c]|/:[a-c]){1,3}",
        base in prop::sample::select(vec!["{{base}}", "https://h.io/v1", "{{other}}", "{{unknown}}"]),
    ) -> Value {
        json!({ "name": name, "request": { "method": method, "url": format!("{base}{path}") }, "response": [] })
    }
}

fn a_folder() -> impl Strategy<Value = Value> {
    let items = || prop::collection::vec(an_item(), 1..5);
    let name = || "[A-Ca-c/:. ]{1,3}|CON|会议";
    let inner = (name(), items()).prop_map(|(name, items)| folder(&name, &items));
    (name(), "[a-z]{0,5}", items(), prop::collection::vec(inner, 0..3)).prop_map(
        |(name, description, items, folders)| {
            let all = [items, folders].concat();
            json!({ "name": name, "description": description, "item": all })
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// What is imported is converted to what the collection itself is.
    #[test]
    fn an_imported_collection_means_the_same(folders in prop::collection::vec(a_folder(), 1..5)) {
        let mut all = collection(&folders);
        all["variable"] = json!([
            { "key": "base", "value": "https://h.io/v1" },
            { "key": "other", "value": "https://other.io" },
        ]);
        all["auth"] = json!({ "type": "basic" });
        let spec = Spec::new();
        spec.import(&all);
        let expected = converted(&all);
        let found = document(&convert_path(&spec.path()).unwrap());
        prop_assert_eq!(operations(&found), operations(&expected));
        prop_assert_eq!(&found, &expected);

        let before = spec.files();
        prop_assert!(spec.import(&all).iter().all(|outcome| outcome.contains("| left: ")));
        spec.replace(&all);
        prop_assert_eq!(spec.files(), before, "a second time changes nothing");
    }
}
