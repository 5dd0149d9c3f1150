//! What tells that an item has changed: a short hash of what it holds.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde_json::Value;

use super::load::{self, Broken, LoadError};
use super::v3::{self, Part};
use crate::diagnostics::ItemPath;

/// A hash of an item: the same for whatever order its fields are in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fingerprint(u64);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// The fingerprints of the items of collections. Several that cannot be told apart have one together.
#[derive(Debug, Clone, Default)]
pub struct Fingerprints {
    /// Those of items with a file of their own.
    by_file: BTreeMap<String, Fingerprint>,
    /// Those of the items of one file, by the names that lead to each.
    by_names: BTreeMap<Vec<String>, Fingerprint>,
}

impl Fingerprints {
    /// The fingerprint of an item.
    pub fn of(&self, item: &ItemPath) -> Option<Fingerprint> {
        let by_file = item.file().and_then(|file| self.by_file.get(file));
        by_file.or_else(|| self.by_names.get(item.names())).copied()
    }

    /// Adds all items of a file or folder.
    ///
    /// # Errors
    ///
    /// Those of [`load`](load::load).
    pub fn add(&mut self, path: &Path) -> Result<(), LoadError> {
        if load::is_v3(path) && path.is_file() {
            self.children(&ItemPath::default(), &v3::read(path, Broken::Ignore)?.value());
            return Ok(());
        }
        if load::is_v3(path) {
            self.parts(&v3::read(path, Broken::Ignore)?.parts);
            return Ok(());
        }
        let main = if path.is_dir() { &path.join(load::MAIN) } else { path };
        let value = load::value(main)?;
        self.children(&ItemPath::default(), value.get("collection").unwrap_or(&value));
        if path.is_dir() { self.directories(path, path, "") } else { Ok(()) }
    }

    /// Adds the files in the directories of a directory, which is `here` as seen from the collection's.
    fn directories(&mut self, root: &Path, directory: &Path, here: &str) -> Result<(), LoadError> {
        self.parts(&v3::beside(root, here, &ItemPath::default(), Broken::Ignore)?.items);
        for (entry, name) in load::entries(directory)? {
            if entry.is_dir() {
                self.directories(root, &entry, &format!("{here}{name}/"))?;
            } else if !here.is_empty() {
                // One that cannot be read has been passed over, or nobody would ask.
                let Ok(value) = load::value(&entry) else { continue };
                self.by_file.entry(format!("{here}{name}")).or_default().include(&value);
            }
        }
        Ok(())
    }

    /// Adds items that were read from YAML.
    fn parts(&mut self, parts: &[Part]) {
        for part in parts {
            match part {
                Part::Folder { parts, .. } => self.parts(parts),
                Part::Item { value, file } => self.by_file.entry(file.to_string()).or_default().include(value),
            }
        }
    }

    /// Adds the items of a collection or folder, which is `place`.
    fn children(&mut self, place: &ItemPath, folder: &Value) {
        for item in folder["item"].as_array().into_iter().flatten() {
            let path = place.join(item["name"].as_str().unwrap_or_default());
            if item.get("request").is_none() {
                self.children(&path, item);
            } else {
                self.by_names.entry(path.names().to_vec()).or_default().include(item);
            }
        }
    }
}

impl Fingerprint {
    /// Adds an item, whichever of several comes first.
    fn include(&mut self, item: &Value) {
        let mut hash = Hash::default();
        hash.value(item);
        self.0 = self.0.wrapping_add(hash.0);
    }
}

/// FNV-1a: the hashes of the standard library may be others in its next version, and these are kept in files. Nobody gains
/// from two items of one hash.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Object(fields) => {
                // What Postman calls the thing itself changes with each export.
                let is_content = |key: &&String| !key.starts_with("_postman") && !["id", "uid"].contains(&key.as_str());
                let mut keys: Vec<_> = fields.keys().filter(is_content).collect();
                keys.sort_unstable();
                self.bytes(b"{");
                for key in keys {
                    self.bytes(key.as_bytes());
                    self.bytes(b":");
                    self.value(&fields[key]);
                }
                self.bytes(b"}");
            }
            Value::Array(values) => {
                self.bytes(b"[");
                values.iter().for_each(|value| self.value(value));
                self.bytes(b"]");
            }
            scalar => {
                self.bytes(scalar.to_string().as_bytes());
                self.bytes(b",");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use serde_json::json;

    use super::*;

    fn of(collection: &Value) -> Vec<String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write!(file, "{collection}").unwrap();
        let mut found = Fingerprints::default();
        found.add(file.path()).unwrap();
        found.by_names.iter().map(|(names, hash)| format!("{} {hash}", names.join("/"))).collect()
    }

    #[test]
    fn it_is_of_what_the_item_holds() {
        let item = json!({ "name": "Get", "request": { "method": "GET", "url": "/a" } });
        let before = of(&json!({ "item": [item, { "name": "F", "item": [item] }] }));
        assert_eq!(before.len(), 2);
        let (folder, alone) = (before[0].strip_prefix("F/Get "), before[1].strip_prefix("Get "));
        assert!(folder.is_some() && folder == alone, "{before:?}");

        let same = json!({ "id": "7", "request": { "url": "/a", "method": "GET" }, "_postman_id": "1", "name": "Get" });
        assert_eq!(of(&json!({ "item": [same, { "name": "F", "item": [same] }] })), before);
        assert_eq!(of(&json!({ "collection": { "item": [same, { "name": "F", "item": [item] }] } })), before);

        for other in [
            json!({ "name": "Get", "request": { "method": "GET", "url": "/b" } }),
            json!({ "name": "Get", "request": { "method": "GET", "url": "/a" }, "response": [] }),
            json!({ "name": "Get", "request": { "url": ["GET"], "method": "/a" } }),
        ] {
            assert_ne!(of(&json!({ "item": [other] })), before[1..]);
        }
    }

    /// A value that stands in overlays that are checked in.
    #[test]
    fn it_is_the_same_in_each_version() {
        let item = json!({ "name": "Get", "request": { "method": "GET", "url": "/a" } });
        assert_eq!(of(&json!({ "item": [item] })), ["Get 777406267776c51b"]);
    }

    #[test]
    fn several_of_one_name_are_one_in_any_order() {
        let item = |url: &str| json!({ "name": "Get", "request": { "url": url } });
        let both = of(&json!({ "item": [item("/a"), item("/b")] }));
        assert_eq!(both, of(&json!({ "item": [item("/b"), item("/a")] })));
        assert_ne!(both, of(&json!({ "item": [item("/a")] })));
    }

    /// A folder of YAML alone, and YAML beside JSON: an item is known by its file, and its examples are of it.
    #[test]
    fn an_item_in_yaml_is_known_by_the_file_of_its_request() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| {
            let file = folder.path().join(file);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        };
        write("A/Get.request.yaml", "$kind: http-request\nurl: /a\n");
        let of = || {
            let mut found = Fingerprints::default();
            found.add(folder.path()).unwrap();
            found.of(&ItemPath::default().in_file(Some("A/Get.request.yaml".into())))
        };
        let alone = of();
        assert!(alone.is_some());
        write("A/Get.request.yaml", "# a comment\nurl: '/a'\n$kind: http-request\norder: 7\n");
        assert_eq!(of(), alone, "neither the style nor the place says anything about the item");
        write("collection.json", "{\"info\": {}, \"item\": []}");
        assert_eq!(of(), alone);
        write(
            "A/.resources/Get.resources/examples/OK.example.yaml",
            "$kind: http-example\nresponse: {statusCode: 200}\n",
        );
        assert_ne!(of(), alone);
    }

    #[test]
    fn an_item_with_a_file_of_its_own_is_known_by_it() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join("a/b")).unwrap();
        let write = |file: &str, value: Value| std::fs::write(folder.path().join(file), value.to_string()).unwrap();
        write("collection.json", json!({ "item": [{ "name": "A of others" }] }));
        write("a/get.json", json!({ "name": "Get", "request": { "url": "/a" } }));
        write("a/b/get.json", json!({ "name": "Get", "request": { "url": "/b" } }));
        let mut found = Fingerprints::default();
        found.add(folder.path()).unwrap();
        let of = |file: &str| found.of(&ItemPath::default().join("whatever").in_file(Some(file.into())));
        assert!(of("a/get.json").is_some() && of("a/b/get.json").is_some());
        assert_ne!(of("a/get.json"), of("a/b/get.json"));
        assert_eq!(of("a/put.json"), None);
    }
}
