//! The same input gives the same bytes, whatever the order of what has none.

use serde_json::{Value, json};

use xtask::convert::{Job, convert};

use super::{collection, convert_value, document, item};

fn items() -> Vec<Value> {
    vec![
        item("List users", "/users", &json!({ "users": [{ "id": 1, "address": { "street": "a", "city": "b" } }] })),
        item("Get user", "/users/:id", &json!({ "id": 1, "address": { "street": "a", "city": "b" } })),
        item("Get", "/plans/:plan", &json!({ "plan": { "id": 1 }, "owner": { "id": 2 } })),
        item("Get", "/orders/:order", &json!({ "plan": { "price": 1 } })),
        item("Get order again", "/orders/:id", &json!({ "plan": { "price": 2.5 }, "note": null })),
        json!({ "name": "Folder", "item": [item("Get", "/parts/:id", &json!({ "plan": { "x": 1 } }))] }),
    ]
}

#[test]
fn converting_twice_gives_the_same() {
    let input = collection(&items());
    assert_eq!(convert_value(&input).unwrap().text().unwrap(), convert_value(&input).unwrap().text().unwrap());
}

#[test]
fn the_order_of_items_does_not_matter() {
    let mut items = items();
    let expected = convert_value(&collection(&items)).unwrap();
    for _ in 0..items.len() {
        items.rotate_left(1);
        assert_eq!(convert_value(&collection(&items)).unwrap().text().unwrap(), expected.text().unwrap());
        assert_eq!(convert_value(&collection(&items)).unwrap().warnings, expected.warnings);
    }
    items.reverse();
    assert_eq!(convert_value(&collection(&items)).unwrap().text().unwrap(), expected.text().unwrap());
}

#[test]
fn names_do_not_depend_on_the_order_of_items() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.json");
    let names = |items: &[Value]| {
        std::fs::write(&path, collection(items).to_string()).unwrap();
        let names = Some(folder.path().join("names.yaml"));
        convert(&Job { collections: vec![path.clone()], names, ..Job::default() }).unwrap().names
    };
    let mut items = items();
    let expected = names(&items);
    assert!(expected.as_ref().is_some_and(|text| text.contains("GET /orders/{")));
    for _ in 0..items.len() {
        items.rotate_left(1);
        assert_eq!(names(&items), expected);
    }
}

#[test]
fn the_order_of_saved_examples_does_not_matter() {
    let mut one = item("Get user", "/users/:id", &json!({ "id": 1 }));
    let more = json!([
        { "name": "b", "code": 200, "body": "{\"id\": \"x\", \"name\": null}" },
        { "name": "c", "code": 404, "body": "{\"error\": 1}" },
    ]);
    one["response"].as_array_mut().unwrap().extend(more.as_array().unwrap().clone());
    let expected = convert_value(&collection(std::slice::from_ref(&one))).unwrap().text().unwrap();
    one["response"].as_array_mut().unwrap().reverse();
    assert_eq!(convert_value(&collection(&[one])).unwrap().text().unwrap(), expected);
}

/// A small diff is the product.
#[test]
fn an_unrelated_item_changes_nothing_of_the_others() {
    let mut items = items();
    let before = document(&convert_value(&collection(&items)).unwrap());
    items.push(item("List invoices", "/invoices", &json!({ "invoices": [{ "amount": 1 }] })));
    let after = document(&convert_value(&collection(&items)).unwrap());
    for (path, item) in before["paths"].as_object().unwrap() {
        assert_eq!(&after["paths"][path], item, "{path}");
    }
    for (name, schema) in before["components"]["schemas"].as_object().unwrap() {
        assert_eq!(&after["components"]["schemas"][name], schema, "{name}");
    }
}
