//! The members of things, wherever a thing stands in a body: a member of an invoice is the same in `invoices` and in
//! `invoice`, in one operation's body and in another's.

use super::identifiers::{singular_words, words};
use super::lower::Draft;
use super::model::Operation;
use super::path::PathTemplate;
use super::shape::Shape;

/// Where a value stands: in a thing, as a member of a name, within so many lists.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'p> {
    /// What the thing is called; a whole body is what its path's last word says.
    pub(super) thing: &'p str,
    /// The name of the member.
    pub(super) name: &'p str,
    /// How many lists are around the value.
    pub(super) lists: usize,
}

/// Visits all members of all bodies, and what is in their lists, the outer ones first.
pub(super) fn visit(operations: &mut [Operation<Draft>], see: &mut impl FnMut(Place<'_>, &mut Shape)) {
    for operation in operations {
        let thing = thing_of(&operation.path);
        for content in operation.contents_mut() {
            if let Draft::Learned(shape) = &mut content.schema {
                visit_shape(shape, Place { thing: &thing, name: "", lists: 0 }, see);
            }
        }
    }
}

/// The last word of the path that is no parameter.
fn thing_of(path: &PathTemplate) -> String {
    let path = path.to_string();
    let last = path.rsplit('/').find(|segment| !segment.is_empty() && !segment.contains('{'));
    last.map(called).unwrap_or_default()
}

/// What a thing is called that stands under a name, one or several.
fn called(name: &str) -> String {
    singular_words(words(name)).join("_")
}

fn visit_shape(shape: &mut Shape, place: Place<'_>, see: &mut impl FnMut(Place<'_>, &mut Shape)) {
    if !place.name.is_empty() {
        see(place, shape);
    }
    if let Some(element) = &mut shape.array {
        visit_shape(element, Place { lists: place.lists + 1, ..place }, see);
    }
    let Some(object) = &mut shape.object else { return };
    // The names in a map are data: what stands under them is what the map is called.
    let is_map = object.is_map();
    let own = if is_map || place.name.is_empty() { None } else { Some(called(place.name)) };
    let thing = own.as_deref().unwrap_or(place.thing);
    for (name, member) in object.members.iter_mut() {
        let inner = if is_map { place } else { Place { thing, name, lists: 0 } };
        visit_shape(&mut member.shape, inner, see);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::super::model::{Content, Method, Response, Status};
    use super::*;

    /// An operation that gives a sample.
    pub(in super::super) fn gives(path: &str, sample: &Value) -> Operation<Draft> {
        let content = Content::new("application/json", Draft::Learned(Shape::of(sample)));
        let response = Response {
            description: String::new(),
            headers: Vec::new(),
            content: Some(content),
            others: Vec::new(),
            error_codes: Vec::new(),
        };
        Operation {
            id: String::new(),
            method: Method::Get,
            path: PathTemplate::read(path.split('/'), &[]),
            servers: Vec::new(),
            group: String::new(),
            sdk_method: String::new(),
            tags: Vec::new(),
            summary: String::new(),
            description: None,
            parameters: Vec::new(),
            other_parameters: Vec::new(),
            body: None,
            responses: BTreeMap::from([(Status::OK, Box::new(response))]),
            security: Vec::new(),
            rate_limit_label: None,
            pagination: None,
            max_range: None,
            items: Vec::new(),
        }
    }

    #[test]
    fn places() {
        for (path, sample, expected) in [
            (
                "invoices/:id",
                json!({ "amount": 1, "lines": [{ "sum": 1 }] }),
                "invoice.amount invoice.lines invoice.lines[] line.sum",
            ),
            ("invoices", json!([{ "amount": 1 }]), "invoice.amount"),
            ("users/:id", json!({ "invoices": [{ "amount": 1 }] }), "user.invoices user.invoices[] invoice.amount"),
            ("days", json!({ "2026-01-01": { "sum": 1 } }), "day.sum"),
            ("a", json!({ "days": { "2026-01-01": 1 } }), "a.days a.days"),
            ("a", json!(1), ""),
        ] {
            let mut found = Vec::new();
            visit(&mut [gives(path, &sample)], &mut |place, _| {
                found.push(format!("{}.{}{}", place.thing, place.name, "[]".repeat(place.lists)));
            });
            assert_eq!(found.join(" "), expected, "{path} {sample}");
        }
    }
}
