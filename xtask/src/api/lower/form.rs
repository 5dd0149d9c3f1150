//! A body that was saved as a form: what is sent in its place, and what its fields' descriptions say.

use serde_json::{Map, Value};

use super::super::model::{Content, Described};
use super::super::notes::Dialect;
use super::super::prose;
use super::super::sample::Example;
use super::super::schema::Said;
use super::super::shape::Shape;
use super::form_tree::{Node, steps};
use super::form_value::{Sent, of_field, of_json, said_of};
use super::hints::Hints;
use super::{Draft, media, secret_names, typed};
use crate::postman::model::Parameter;

/// What the server takes where a collection has a form.
#[derive(Clone, Copy)]
pub(super) enum Taken<'d> {
    /// The form, whose values are texts.
    AsForm,
    /// JSON with the form's members; the form itself where there are files in it, for which JSON has no place.
    AsJson(&'d dyn Dialect),
}

/// A field of a form.
struct Field<'f> {
    key: &'f str,
    value: &'f str,
    hints: Hints,
    is_file: bool,
    takes_files: bool,
    content_type: Option<String>,
}

/// The content of a form: an object with a member for each field, of which none is required.
pub(super) fn lower(media_type: &str, fields: &[Parameter], taken: Taken<'_>) -> Option<Content<Draft>> {
    let is_multipart = media_type == media::MULTIPART;
    let fields: Vec<_> = fields.iter().filter_map(|field| Field::read(field, is_multipart, taken)).collect();
    match taken {
        _ if fields.is_empty() => None,
        Taken::AsJson(dialect) if !fields.iter().any(|field| field.is_file) => Some(json(&fields, dialect)),
        _ => Some(form(media_type, &fields, taken)),
    }
}

impl<'f> Field<'f> {
    fn read(field: &'f Parameter, is_multipart: bool, taken: Taken<'_>) -> Option<Self> {
        let key = field.key.as_deref().map(str::trim).filter(|key| !key.is_empty())?;
        let value = field.value.as_deref().unwrap_or_default().trim();
        let mut hints = Hints::read(field.description.as_deref().unwrap_or_default());
        // What is sent in a body is open, even where a tool has listed all values.
        hints.open |= hints.values.is_some();
        let stands_for_file = match taken {
            Taken::AsForm => false,
            Taken::AsJson(dialect) => is_multipart && dialect.is_file(key, value, &hints.description),
        };
        let is_file = field.kind.as_deref() == Some("file") || stands_for_file;
        let content_type = field.content_type.as_deref().and_then(media::essence).filter(|_| is_multipart);
        Some(Self { key, value, hints, is_file, takes_files: field.takes_files, content_type })
    }

    fn described(&self, path: Vec<String>, said: Said) -> Option<Described> {
        let description = prose::markdown(&self.hints.description);
        let says_something = description.is_some() || said != Said::default();
        says_something.then_some(Described { path, description, said })
    }
}

/// The form as it is sent.
fn form(media_type: &str, fields: &[Field<'_>], taken: Taken<'_>) -> Content<Draft> {
    let mut root = Node::default();
    let mut described = Vec::new();
    let mut sample = Map::new();
    for field in fields {
        let (sent, said) = match taken {
            _ if field.is_file => {
                let file = Shape::file();
                let shape = if field.takes_files { Shape::list_of(file) } else { file };
                let said = Said { required: field.hints.required, ..Said::default() };
                (Sent { shape, value: None }, said)
            }
            Taken::AsForm => {
                let shape = of_field(field.value);
                let said = said_of(field.value, &field.hints, &shape);
                let is_shown = typed::is_sample(field.value) && !secret_names::is_secret(field.key);
                let value = match shape.boolean {
                    true => Value::Bool(field.value == "true"),
                    false => Value::String(field.value.to_owned()),
                };
                (Sent { shape, value: Some(value).filter(|_| is_shown) }, said)
            }
            Taken::AsJson(dialect) => of_json(field.key, field.value, &field.hints, dialect),
        };
        let path = steps(field.key, false);
        described.extend(field.described(names(&path), said));
        match sample.get_mut(field.key) {
            // A name that is there twice is a list.
            Some(known) => *known = Value::Null,
            None => drop(sample.insert(field.key.to_owned(), sent.value.clone().unwrap_or_default())),
        }
        root.put(&path, sent);
    }
    sample.retain(|_, value| !value.is_null());
    let example = Example::json(&Value::Object(sample.clone()).to_string()).filter(|_| !sample.is_empty());
    let encoding = fields.iter().filter_map(|field| Some((field.key.to_owned(), field.content_type.clone()?)));
    Content {
        examples: example.map(|example| ("request".to_owned(), example)).into_iter().collect(),
        described,
        encoding: encoding.collect(),
        ..Content::new(media_type, Draft::Learned(root.into_sent().shape))
    }
}

/// JSON with the members that the form has, those in brackets and behind dots one within the other.
fn json(fields: &[Field<'_>], dialect: &dyn Dialect) -> Content<Draft> {
    let mut root = Node::default();
    let mut described = Vec::new();
    for field in fields {
        let path = steps(field.key, true);
        let names = names(&path);
        let name = names.last().map_or(field.key, String::as_str);
        let (sent, said) = of_json(name, field.value, &field.hints, dialect);
        described.extend(field.described(names, said));
        root.put(&path, sent);
    }
    let Sent { shape, value } = root.into_sent();
    // A tool that has written the name of a type for one value has made up the others too.
    let example = value.as_ref().filter(|value| value.is_object()).map(Value::to_string);
    let example = example.and_then(|text| Example::json(&text));
    Content {
        examples: example.map(|example| ("request".to_owned(), example)).into_iter().collect(),
        described,
        ..Content::new(media::JSON, Draft::Learned(shape))
    }
}

fn names(path: &[super::form_tree::Step]) -> Vec<String> {
    path.iter().filter_map(|step| step.name().map(str::to_owned)).collect()
}
