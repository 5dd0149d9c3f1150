//! The workspace's own collection: what the issue of this project was.

use std::sync::LazyLock;

use serde_json::{Value, json};
use xtask::convert::{Converted, Job, convert, diff};
use xtask::group_features::{self, Manifest};
use xtask::openapi::overlay;
use xtask::operations_page;

use super::document;

static ZOOM: LazyLock<Converted> = LazyLock::new(|| {
    let spec = super::workspace().join("spec");
    convert(&Job {
        collections: vec![spec.join("zoom")],
        overlays: overlay::of_collection(&spec.join("zoom.overlay.yaml"), &spec.join("zoom")).unwrap(),
        names: Some(spec.join("zoom.names.yaml")),
        ..Job::default()
    })
    .unwrap()
});

fn list_pac_accounts(document: &Value) -> &Value {
    &document["paths"]["/users/{userId}/pac"]["get"]
}

#[test]
fn the_fragment_is_fresh() {
    let checked_in = std::fs::read_to_string(super::workspace().join("spec/zoom.openapi.json")).unwrap();
    if let Some(diff) = diff("spec/zoom.openapi.json", &checked_in, &ZOOM.text().unwrap()) {
        panic!("{diff}\nrun `cargo xtask gen`");
    }
}

#[test]
fn the_names_are_fresh() {
    let checked_in = std::fs::read_to_string(super::workspace().join("spec/zoom.names.yaml")).unwrap();
    if let Some(diff) = diff("spec/zoom.names.yaml", &checked_in, ZOOM.names.as_deref().unwrap()) {
        panic!("{diff}\nrun `cargo xtask gen`");
    }
}

#[test]
fn the_features_and_the_page_of_the_groups_are_fresh() {
    let checked_in = |file: &str| std::fs::read_to_string(super::workspace().join(file)).unwrap();
    let document = document(&ZOOM);
    let (text, groups) = (checked_in("zoom-api/Cargo.toml"), group_features::groups(&document));
    let manifest = Manifest::read(&text).unwrap();
    let page = operations_page::page(&document, &manifest.features(&groups));
    for (file, fresh) in [("zoom-api/Cargo.toml", manifest.with(&groups)), ("zoom-api/zoom.operations.md", page)] {
        if let Some(diff) = diff(file, &checked_in(file), &fresh) {
            panic!("{diff}\nrun `cargo xtask gen`");
        }
    }
}

#[test]
fn the_operation_has_all_that_the_item_says() {
    let document = document(&ZOOM);
    assert_eq!(document["openapi"], "3.0.3");
    assert_eq!(document["servers"], json!([{ "url": "https://api.zoom.us/v2" }]));
    let operation = list_pac_accounts(&document);
    assert_eq!(operation["operationId"], "list_user_pac_accounts");
    assert_eq!(operation["tags"], json!(["PAC"]));
    assert_eq!(operation["summary"], "List a user's PAC accounts");
    assert_eq!((&operation["x-sdk-group"], &operation["x-sdk-method"]), (&json!("pac"), &json!("list")));
    assert_eq!(operation["x-rate-limit-label"], "Light");
    assert_eq!(operation["x-postman-items"], json!(["PAC / List a user's PAC accounts"]));

    let description = operation["description"].as_str().unwrap();
    assert!(description.contains("\n\n**Prerequisites:**\n* A Pro or higher plan"), "{description}");
    for gone in ["Scopes", "Rate Limit", "<br>"] {
        assert!(!description.contains(gone), "{description}");
    }
}

#[test]
fn the_parameter_is_required_and_takes_me() {
    let document = document(&ZOOM);
    let parameter = &list_pac_accounts(&document)["parameters"][0];
    assert_eq!(parameter["name"], "userId");
    assert_eq!(parameter["in"], "path");
    assert_eq!(parameter["required"], true);
    assert_eq!(parameter["x-caller-keyword"], json!({ "keyword": "me", "required-for": ["user-level"] }));
    assert!(parameter["description"].as_str().unwrap().starts_with("The user ID or email address"));
    assert!(!document.to_string().contains("reprehenderit"));
}

#[test]
fn either_scope_serves() {
    let document = document(&ZOOM);
    assert_eq!(
        list_pac_accounts(&document)["security"],
        json!([
            { "oauth2": ["pac:read:admin"] },
            { "oauth2": ["pac:read"] },
            { "oauth2_granular": ["pac:read:list_pac_accounts:admin"] },
            { "oauth2_granular": ["pac:read:list_pac_accounts"] },
        ])
    );
}

#[test]
fn both_lists_of_numbers_have_one_type() {
    let document = document(&ZOOM);
    let schemas = &document["components"]["schemas"];
    let account = &schemas["PacAccount"]["properties"];
    let number = json!({ "$ref": "#/components/schemas/DialInNumber" });
    assert_eq!(account["dedicated_dial_in_number"]["items"], number);
    assert_eq!(account["global_dial_in_numbers"]["items"], number);
    assert_eq!(account["participant_password"]["format"], "password");
    assert_eq!(account["listen_only_password"]["format"], "password");
    let list = &schemas["PacAccountList"]["properties"]["pac_accounts"];
    assert_eq!(list["items"], json!({ "$ref": "#/components/schemas/PacAccount" }));
    let content = &list_pac_accounts(&document)["responses"]["200"]["content"]["application/json"];
    assert_eq!(content["schema"], json!({ "$ref": "#/components/schemas/PacAccountList" }));
    assert_eq!(content["example"]["pac_accounts"][0]["conference_id"], "111111");
}

#[test]
fn errors_have_their_codes() {
    let document = document(&ZOOM);
    let responses = &list_pac_accounts(&document)["responses"];
    assert_eq!(
        responses["400"]["x-error-codes"],
        json!([{ "code": 2024, "message": "User does not have PAC enabled.", "name": "PacNotEnabled" }])
    );
    assert_eq!(
        responses["404"]["x-error-codes"],
        json!([{ "code": 1001, "message": "User does not exist: $userId.", "variables": ["userId"], "name": "UserNotFound" }])
    );
    for status in ["400", "404", "429"] {
        let schema = &responses[status]["content"]["application/json"]["schema"];
        assert_eq!(schema, &json!({ "$ref": "#/components/schemas/ErrorBody" }));
    }
    assert_eq!(document["components"]["schemas"]["ErrorBody"]["required"], json!(["code", "message"]));
}

/// Three things of Zoom's own item are not in the fragment as they were. Each is said, and accepted with its reason, as is
/// what is said of the others.
#[test]
fn what_is_not_kept_is_said() {
    let converted = &*ZOOM;
    assert!(converted.warnings.is_empty(), "{:?}", converted.warnings);

    let collection = super::convert_path(&super::workspace().join("spec/zoom")).unwrap();
    assert_eq!(converted.accepted, collection.warnings.len());
    let item = "PAC / List a user's PAC accounts";
    let warnings = collection.warnings.iter().map(ToString::to_string);
    let warnings: Vec<_> = warnings.filter(|warning| warning.starts_with(item)).collect();
    assert_eq!(
        warnings,
        [
            format!(
                r#"{item} / path parameter "userId": the example "quis officia in reprehenderit" is filler, passed over"#
            ),
            format!(r#"{item} / response "400": the body is empty, using the shared error schema"#),
            format!(r#"{item} / response "404": the body is empty, using the shared error schema"#),
        ]
    );
}
