//! Values that a tool left out of a sample: Postman's generator writes each type once, and gives up where it stands again
//! (`<Error: Too many levels of nesting to fake this schema>`). What other samples show in the same place is there too.

use std::collections::{BTreeMap, BTreeSet};

use super::lower::Draft;
use super::model::Operation;
use super::shape::Shape;
use super::things;

/// Fills in what was left out: by the same member of the same thing, or where all members of that name are scalars of one
/// kind, by that kind. What no sample shows stays any value.
pub(super) fn fill(operations: &mut [Operation<Draft>]) {
    let (mut places, mut names) = (BTreeSet::new(), BTreeSet::new());
    things::visit(operations, &mut |place, shape| {
        if is_missing(shape) {
            names.insert((place.name.to_owned(), place.lists));
            places.insert((place.thing.to_owned(), place.name.to_owned(), place.lists));
        }
    });
    if places.is_empty() {
        return;
    }
    let mut by_place: BTreeMap<_, Shape> = BTreeMap::new();
    let mut by_name: BTreeMap<_, Shape> = BTreeMap::new();
    things::visit(operations, &mut |place, shape| {
        if shape.is_unknown() {
            return;
        }
        let name = (place.name.to_owned(), place.lists);
        if !names.contains(&name) {
            return;
        }
        by_name.entry(name).or_default().merge(kinds(shape));
        let place = (place.thing.to_owned(), place.name.to_owned(), place.lists);
        if places.contains(&place) {
            by_place.entry(place).or_default().merge(shape.clone());
        }
    });
    by_name.retain(|_, shape| shape.kinds() == 1 && is_scalar(shape));
    things::visit(operations, &mut |place, shape| {
        if !is_missing(shape) {
            return;
        }
        let (thing, name) = (place.thing.to_owned(), place.name.to_owned());
        let by_name = by_name.get(&(name.clone(), place.lists));
        if let Some(found) = by_place.get(&(thing, name, place.lists)).or(by_name) {
            shape.merge(found.clone());
        }
    });
}

fn is_missing(shape: &Shape) -> bool {
    shape.left_out && shape.is_unknown()
}

/// A shape without what its lists and objects hold.
fn kinds(shape: &Shape) -> Shape {
    let array = shape.array.as_ref().map(|element| Box::new(kinds(element)));
    let object = shape.object.as_ref().map(|_| Box::default());
    // Of another thing, it need not have this one's format.
    let string = shape.string.map(|_| super::formats::Formats::default());
    let Shape { null, boolean, integer, unsigned, number, again, left_out, .. } = *shape;
    Shape { null, boolean, integer, unsigned, number, string, array, object, again, left_out }
}

/// Whether it is a scalar, or a list of scalars of one kind.
fn is_scalar(shape: &Shape) -> bool {
    match &shape.array {
        Some(element) => element.kinds() == 1 && is_scalar(element),
        None => shape.object.is_none() && !shape.again,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::things::tests::gives;
    use super::*;

    /// Whether the first sample, once filled, is of the shape of `expected`.
    #[track_caller]
    fn check(samples: &[(&str, &Value)], expected: &Value) {
        let mut operations: Vec<_> = samples.iter().map(|(path, sample)| gives(path, sample)).collect();
        fill(&mut operations);
        let content = operations[0].contents().next().unwrap();
        let Draft::Learned(found) = &content.schema else { panic!("{content:?}") };
        let mut found = found.clone();
        known(&mut found);
        let mut expected = Shape::of(expected);
        known(&mut expected);
        assert_eq!(found, expected);
    }

    /// Forgets how often members were seen, and what was left out.
    fn known(shape: &mut Shape) {
        shape.left_out = false;
        shape.string = shape.string.map(|_| super::super::formats::Formats::default());
        shape.array.iter_mut().for_each(|element| known(element));
        if let Some(object) = &mut shape.object {
            object.samples = 1;
            object.members.iter_mut().for_each(|(_, member)| {
                member.seen = 1;
                known(&mut member.shape);
            });
        }
    }

    #[test]
    fn what_another_sample_shows() {
        let gone = || json!({ "value": "<Error: Too many levels of nesting to fake this schema>" });
        let users = json!({ "users": [{ "name": gone(), "tags": gone(), "home": gone(), "age": gone() }] });
        let user = json!({ "name": "x", "tags": ["x"], "home": { "city": "x" } });
        let filled =
            |age: Value| json!({ "users": [{ "name": "x", "tags": ["x"], "home": { "city": "x" }, "age": age }] });
        let any = json!("<object>");
        check(&[("users", &users), ("users/:id", &user)], &filled(any.clone()));
        // Of another thing only scalars count, and only where all are of one kind.
        let pet = json!({ "name": "x", "tags": ["x"], "home": { "city": "x" }, "age": 1 });
        let by_name =
            |age: Value| json!({ "users": [{ "name": "x", "tags": ["x"], "home": any.clone(), "age": age }] });
        check(&[("users", &users), ("pets/:id", &pet)], &by_name(json!(1)));
        check(
            &[("users", &users), ("pets/:id", &pet), ("plants/:id", &json!({ "age": "old" }))],
            &by_name(any.clone()),
        );
        check(&[("a", &json!({ "ids": [gone()] })), ("b", &json!({ "ids": ["x"] }))], &json!({ "ids": ["x"] }));
        check(&[("a", &json!({ "ids": [gone()] })), ("b", &json!({ "ids": "x" }))], &json!({ "ids": [any] }));
    }
}
