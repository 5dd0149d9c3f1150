//! The format of a secret, which the dialect gives and the overlay can take away.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use xtask::convert::{Job, convert};

use super::document;

/// The members of a meeting and the parameters of its operation, after the actions of an overlay.
fn meeting(actions: &str) -> (Value, Value) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/zoom_secrets/collection.json");
    let folder = tempfile::tempdir().unwrap();
    let overlay = folder.path().join("overlay.yaml");
    fs::write(&overlay, format!("overlay: 1.0.0\ninfo: {{title: x, version: '1'}}\nactions: {actions}\n")).unwrap();
    let job = Job { collections: vec![fixture], overlays: vec![overlay], ..Job::default() };
    let document = document(&convert(&job).unwrap());
    let members = document["components"]["schemas"]["Meeting"]["properties"].clone();
    (members, document["paths"]["/meetings/{id}"]["get"]["parameters"].clone())
}

/// An overlay's target has to be an object: the schema goes, and comes back without the format.
#[test]
fn the_overlay_takes_the_format_off() {
    let secret = json!({ "type": "string", "format": "password" });
    let members = "$.components.schemas.Meeting.properties";
    let parameter = "$.paths['/meetings/{id}'].get.parameters[?@.name == 'access_token']";
    let (members, parameters) = meeting(&format!(
        "[
          {{target: {members}.start_url, remove: true, description: why}},
          {{target: {members}, update: {{start_url: {{type: string}}}}, description: why}},
          {{target: \"{parameter}.schema\", remove: true, description: why}},
          {{target: \"{parameter}\", update: {{schema: {{type: string}}}}, description: why}},
        ]"
    ));
    assert_eq!(members["start_url"], json!({ "type": "string" }));
    assert_eq!(members["password"], secret);
    let schema = |name: &str| {
        let found = parameters.as_array().unwrap().iter().find(|parameter| parameter["name"] == name);
        found.unwrap()["schema"].clone()
    };
    assert_eq!(schema("access_token"), json!({ "type": "string" }));
    assert_eq!(schema("code"), secret);
}
