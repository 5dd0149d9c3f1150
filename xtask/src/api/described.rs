//! What texts say of the members of bodies, brought to the types that have these members.
//!
//! It is done when types have their names: two types are one by what they hold, not by what is said of it.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Described, Operation};
use super::schema::{Kind, Said, Schema};

/// Gives the members of types their descriptions, and what is data in them.
///
/// Where several operations share a type, the first description counts, and of the data what all of them say.
pub(super) fn settle(operations: &[Operation<Schema>], schemas: &mut BTreeMap<String, Schema>) {
    let mut found: BTreeMap<(String, String), Described> = BTreeMap::new();
    for content in operations.iter().flat_map(Operation::contents) {
        for described in &content.described {
            let Some(place) = place(&content.schema, &described.path, schemas) else { continue };
            match found.get_mut(&place) {
                Some(known) => known.merge(described.clone()),
                None => drop(found.insert(place, described.clone())),
            }
        }
    }
    let forms = types_of_forms(operations, schemas);
    for ((name, member), mut described) in found {
        if described.said.required
            && forms.contains(&name)
            && let Some(Kind::Object(object)) = schemas.get_mut(&name).map(|schema| &mut schema.kind)
            && object.properties.iter().any(|(known, _)| **known == *member)
        {
            object.required.push(member.clone());
        }
        if let Some(whole) = whole(&name, &member, schemas).filter(|_| described.said == Said::default()) {
            // Beside a reference a text would need a type around it: all that is said of a type stands on it.
            let text = described.description.take().unwrap_or_default();
            if let Some(schema) = schemas.get_mut(&whole) {
                schema.description = match schema.description.take() {
                    Some(own) if own.contains(&text) => Some(own),
                    Some(own) => Some(format!("{own}\n\n{text}").into()),
                    None => (!text.is_empty()).then(|| text.into()),
                };
            }
        }
        let Some(Kind::Object(object)) = schemas.get_mut(&name).map(|schema| &mut schema.kind) else { continue };
        if let Some((_, schema)) = object.members_mut().find(|(known, _)| *known == member) {
            schema.description = schema.description.take().or(described.description.map(Into::into));
            schema.said = Some(described.said).filter(|said| *said != Said::default()).map(Box::new);
        }
    }
}

/// The types that stand nowhere but in one form: what its text requires, whoever sends one has to give.
fn types_of_forms(operations: &[Operation<Schema>], schemas: &BTreeMap<String, Schema>) -> BTreeSet<String> {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    let mut forms = BTreeSet::new();
    let mut named = Vec::new();
    operations.iter().flat_map(Operation::contents).for_each(|content| content.schema.refers_to(&mut named));
    schemas.values().for_each(|schema| schema.refers_to(&mut named));
    named.into_iter().for_each(|name| *uses.entry(name).or_default() += 1);
    for body in operations.iter().filter_map(|operation| operation.body.as_deref()) {
        for content in std::iter::once(&body.content).chain(&body.others) {
            let is_form = matches!(&*content.media_type, "multipart/form-data" | "application/x-www-form-urlencoded");
            if let (true, Kind::Ref(name)) = (is_form, &content.schema.kind)
                && uses.get(&**name) == Some(&1)
            {
                forms.insert(name.clone());
            }
        }
    }
    forms
}

/// The name of the type that a member is of, where it is one and not a list of it.
fn whole(name: &str, member: &str, schemas: &BTreeMap<String, Schema>) -> Option<String> {
    let Kind::Object(object) = &schemas.get(name)?.kind else { return None };
    match &object.members().find(|(known, _)| *known == member)?.1.kind {
        Kind::Ref(name) if matches!(schemas.get(name)?.kind, Kind::Object(_)) => Some(name.clone()),
        _ => None,
    }
}

/// The type that has a member, and the member's name in it.
fn place(root: &Schema, path: &[String], schemas: &BTreeMap<String, Schema>) -> Option<(String, String)> {
    let (last, way) = path.split_last()?;
    let mut name = type_of(root)?;
    for step in way {
        let Kind::Object(object) = &schemas.get(name)?.kind else { return None };
        name = type_of(object.members().find(|(known, _)| *known == step)?.1)?;
    }
    Some((name.to_owned(), last.clone()))
}

/// The name of a type, or of the type of a list's elements.
fn type_of(schema: &Schema) -> Option<&str> {
    match &schema.kind {
        Kind::Ref(name) => Some(name),
        Kind::Array(element) => type_of(element),
        _ => None,
    }
}
