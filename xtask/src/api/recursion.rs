//! Objects that hold objects of their own type: a folder its folders, a comment its replies.
//!
//! A sample shows such a type once for each level, the last one without anything in it, so that each level would get a
//! type of its own and a deeper answer none. Here the levels become one.

use super::recorded_types::{Keys, Recorded};
use super::shape::{ObjectShape, Shape};

/// Folds all levels of an object that repeats itself into its first. A level that has had a name of its own keeps it: it
/// is left as it is.
pub(super) fn fold(shape: &mut Shape, keys: &[String], recorded: Option<&Recorded>) {
    let within = |keys: &[String], suffix: &str| recorded.map_or_else(Keys::new, |it| it.within(keys, suffix));
    if let Some(element) = &mut shape.array {
        fold(element, &within(keys, "[]"), recorded);
    }
    if let Some(object) = &mut shape.object {
        let keys = recorded.map_or_else(Keys::new, |recorded| recorded.around(keys));
        let has_name = |name: &str, shape: &Shape| {
            let lists = "[]".repeat(shape.lists());
            recorded.is_some_and(|recorded| recorded.name(&within(&keys, &format!(".{name}{lists}"))).is_some())
        };
        while let Some(level) = next_level(object, has_name) {
            **object = std::mem::take(&mut **object).union(level);
        }
        for (name, member) in object.members.iter_mut() {
            fold(&mut member.shape, &within(&keys, &format!(".{name}")), recorded);
        }
    }
}

/// Takes an object of the same type out of the members of `object`.
fn next_level(object: &mut ObjectShape, has_name: impl Fn(&str, &Shape) -> bool) -> Option<ObjectShape> {
    if object.is_map() {
        return None;
    }
    let repeats = |(name, member): &(&str, &super::shape::Member)| {
        let element = element(&member.shape);
        let again = element.object.as_ref().is_some_and(|inner| element.again || is_again(object, name, inner));
        again && !has_name(name, &member.shape)
    };
    let name = object.members.iter().find(repeats)?.0.to_owned();
    let (_, member) = object.members.iter_mut().find(|(known, _)| *known == name)?;
    let element = element_mut(&mut member.shape);
    element.again = true;
    element.object.take().map(|inner| *inner)
}

/// Whether an object that stands in the member `name` of another is of its type: it has that member as well, and nothing
/// that the other has not, on this level and the next, and no member is an object in one and something else in the other.
fn is_again(outer: &ObjectShape, name: &str, inner: &ObjectShape) -> bool {
    let is_part = |object: &ObjectShape| object.members.iter().all(|(name, _)| outer.members.get(name).is_some());
    let Some(next) = inner.members.get(name) else { return false };
    inner.members.iter().count() > 1
        && is_part(inner)
        && element(&next.shape).object.as_ref().is_none_or(|next| is_part(next))
        && members_agree(outer, inner)
}

fn members_agree(a: &ObjectShape, b: &ObjectShape) -> bool {
    a.members.iter().all(|(name, member)| b.members.get(name).is_none_or(|other| agree(&member.shape, &other.shape)))
}

/// Whether all objects of two values stay objects where the values become one.
fn agree(a: &Shape, b: &Shape) -> bool {
    let holds_objects = |shape: &Shape| shape.holds_objects() || shape.holds_itself();
    if !holds_objects(a) && !holds_objects(b) {
        return true;
    }
    let is_object = |shape: &Shape| shape.object.is_some() || shape.again;
    match (a.kinds(), b.kinds(), &a.array, &b.array) {
        (0, 1, ..) | (1, 0, ..) => true,
        (1, 1, Some(a), Some(b)) => agree(a, b),
        (1, 1, None, None) => {
            let objects = a.object.as_ref().zip(b.object.as_ref());
            is_object(a) && is_object(b) && objects.is_none_or(|(a, b)| members_agree(a, b))
        }
        _ => false,
    }
}

/// A value itself, or what a list has in it.
fn element(shape: &Shape) -> &Shape {
    shape.array.as_ref().map_or(shape, |inner| element(inner))
}

fn element_mut(shape: &mut Shape) -> &mut Shape {
    match shape.array {
        Some(ref mut inner) => element_mut(inner),
        None => shape,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// The names of an object's members, `*` behind those that hold objects of its own type.
    fn names(shape: &Shape) -> Vec<String> {
        let object = shape.object.as_ref().unwrap();
        let mark = |shape| if element(shape).again { "*" } else { "" };
        object.members.iter().map(|(name, member)| format!("{name}{}", mark(&member.shape))).collect()
    }

    #[test]
    fn levels_become_one() {
        for (sample, expected) in [
            (json!({ "id": 1, "in": [{ "id": 2, "in": [{ "id": 3, "in": [] }] }] }), "id in*"),
            (json!({ "id": 1, "in": [{ "id": 2, "in": [{ "id": 3 }] }] }), "id in*"),
            (json!({ "id": 1, "up": { "id": 2, "up": null } }), "id up*"),
            // Below the first level it is something else.
            (json!({ "id": 1, "items": [{ "id": 2, "items": [{ "sku": 3 }] }] }), "id items"),
            (json!({ "data": { "data": { "id": 1 } } }), "data"),
            (json!({ "id": 1, "in": [{ "id": 2 }] }), "id in"),
            (json!({ "id": 1, "in": [{ "id": 2, "in": [], "more": 1 }] }), "id in"),
            // A user is an object in one and a number in the other.
            (json!({ "id": 1, "user": { "id": 2, "user": 3 } }), "id user"),
            (json!({ "id": { "of": 1 }, "up": { "id": 2, "up": null } }), "id up"),
            (json!({ "by": [{ "id": 1 }], "up": { "by": { "id": 1 }, "up": null } }), "by up"),
            (json!({ "by": { "id": { "of": 1 } }, "up": { "by": { "id": 1 }, "up": null } }), "by up"),
            (json!({ "by": [{ "id": 1 }], "up": { "by": [{ "id": 1 }], "up": null } }), "by up*"),
        ] {
            let mut shape = Shape::of(&sample);
            fold(&mut shape, &[], None);
            assert_eq!(names(&shape).join(" "), expected, "{sample}");
        }
    }

    #[test]
    fn depth_costs_no_more_than_it_holds() {
        let mut sample = json!({ "id": 1, "in": Value::Null });
        for id in 0..100 {
            sample = json!({ "id": id, "in": [sample] });
        }
        let mut shape = Shape::of(&json!({ "root": sample }));
        fold(&mut shape, &[], None);
        assert_eq!(names(&shape.object.unwrap().members.get("root").unwrap().shape).join(" "), "id in*");
    }
}
