//! What an item answers: its saved examples, gathered by status.

use std::collections::BTreeMap;

use super::super::identifiers;
use super::super::json_with_comments;
use super::super::model::{Content, Described, Response, Status};
use super::super::notes::{Dialect, ErrorCode, ResponseNotes};
use super::super::prose;
use super::super::sample::Example;
use super::super::schema::Said;
use super::super::shape::Shape;
use super::{Draft, Scope, media, response_headers};
use crate::diagnostics::{WarningKind, Warnings, excerpt};
use crate::postman::model;

/// The answers by status, the saved examples of one status together.
pub(super) fn lower(
    examples: &[model::Response],
    variables: &Scope<'_>,
    dialect: &dyn Dialect,
    warnings: &mut Warnings<'_>,
) -> BTreeMap<Status, Box<Response<Draft>>> {
    let mut responses: BTreeMap<Status, Box<Response<Draft>>> = BTreeMap::new();
    // The order in which examples were saved means nothing.
    let mut examples: Vec<_> = examples.iter().collect();
    examples.sort_by_key(|example| (&example.code, &example.name, &example.body));
    for example in examples {
        let notes = dialect.response(example.name.as_deref().unwrap_or_default());
        let (status, response) = one(example, notes, variables, warnings);
        match responses.get_mut(&status) {
            Some(known) => known.merge(response),
            None => drop(responses.insert(status, Box::new(response))),
        }
    }
    if dialect.error_body().is_some() {
        give_shared_error(&mut responses, warnings);
    }
    responses
}

fn one(
    example: &model::Response,
    mut notes: ResponseNotes,
    variables: &Scope<'_>,
    warnings: &mut Warnings<'_>,
) -> (Status, Response<Draft>) {
    let status = status(example, &mut notes, warnings);
    let part = format!("response \"{status}\"");
    for piece in &notes.unread {
        warnings.add(WarningKind::Unread, part.as_str(), format!("could not read {:?}", excerpt(piece)));
    }
    if !example.cookie.is_empty() {
        let text = "cookies have no place in OpenAPI's responses, passed over";
        warnings.add(WarningKind::Unrepresentable, part.as_str(), text);
    }
    let response = Response {
        description: description(example, &notes.description, status),
        headers: response_headers::lower(&example.header),
        content: content(example, &notes.description, &part, variables, warnings),
        others: Vec::new(),
        error_codes: notes.error_codes,
    };
    (status, response)
}

/// A response has to say something: its reason phrase where the example has no name.
fn description(example: &model::Response, notes: &str, status: Status) -> String {
    let phrase = || example.status.as_deref().and_then(prose::markdown);
    prose::markdown(notes).or_else(phrase).unwrap_or_else(|| format!("HTTP status {status}"))
}

/// The status that an answer came with.
///
/// Zoom's collection has keys such as 300 that are error codes of its own: where the key is no error and the text names
/// error codes, or the HTTP status of an error, the text is right. A redirection has neither.
fn status(example: &model::Response, notes: &mut ResponseNotes, warnings: &mut Warnings<'_>) -> Status {
    let code = example.code.as_deref().map(str::trim).filter(|code| !code.is_empty());
    let named = notes.status.and_then(Status::new);
    let key = code.and_then(Status::read);
    match (key, named) {
        (Some(key), named) if key.is_redirect() && is_error_code(key, named, notes) => {
            let status = named.filter(|named| named.is_error()).unwrap_or(Status::BAD_REQUEST);
            let code = key.to_string();
            if notes.error_codes.is_empty() {
                let message = notes.description.clone();
                notes.error_codes.push(ErrorCode { code: code.clone(), message, variables: Vec::new(), name: None });
            }
            let text = format!("{code} stands where an HTTP status belongs and is an error code; taken as {status}");
            warnings.add(WarningKind::Conflict, format!("response \"{code}\""), text);
            status
        }
        (Some(key), Some(named)) => {
            if key != named {
                let text = format!("the text says HTTP status {named}, the example {key}; taken as {key}");
                warnings.add(WarningKind::Conflict, format!("response \"{key}\""), text);
            }
            key
        }
        (Some(key), None) => key,
        (None, named) => {
            // What HTTP has no room for above its errors is one to those who send it.
            let is_beyond = code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code >= 600);
            let status = named.unwrap_or(if is_beyond { Status::Default } else { Status::OK });
            let found = code.map_or_else(|| "no status".to_owned(), |code| format!("the status {:?}", excerpt(code)));
            warnings.add(
                WarningKind::Assumed,
                format!("response \"{status}\""),
                format!("found {found}, taken as {status}"),
            );
            status
        }
    }
}

/// Whether a key of the 300s is an error code. 300 itself is one wherever a text speaks of it: it is no redirection that
/// servers answer with.
fn is_error_code(key: Status, named: Option<Status>, notes: &ResponseNotes) -> bool {
    let speaks_of_300 = key == Status::Code(300) && notes.status.is_some();
    !notes.error_codes.is_empty() || speaks_of_300 || named.is_some_and(Status::is_error)
}

fn content(
    example: &model::Response,
    title: &str,
    part: &str,
    variables: &Scope<'_>,
    warnings: &mut Warnings<'_>,
) -> Option<Content<Draft>> {
    let text = example.body.as_deref().filter(|text| !text.trim().is_empty())?;
    let name = identifiers::snake(&identifiers::words(title).into_iter().take(6).collect::<Vec<_>>());
    let name = if name.is_empty() { "example".to_owned() } else { name };
    let stated = media::header(&example.header, "content-type").and_then(media::essence);
    let media_type = stated.unwrap_or_else(|| media::of_text(text).to_owned());
    let original = Some(media_type.clone()).filter(|media| media::is_json(media) && media != media::JSON);
    if media::is_json(&media_type) || media::of_text(text) == media::JSON {
        match json_with_comments::read::<Shape>(text, variables) {
            Ok(relaxed) => {
                if !relaxed.is_strict() {
                    let found = "not strict JSON (comments, trailing commas or bare variables), read as if it were";
                    warnings.add(WarningKind::Unread, part, found);
                }
                let example = media::example(&relaxed.json, part, warnings);
                return Some(Content {
                    examples: example.map(|example| (name, example)).into_iter().collect(),
                    original,
                    ..Content::new(media::JSON, Draft::Learned(relaxed.value))
                });
            }
            Err(error) if media::is_json(&media_type) => {
                let text = format!("the body is said to be {media_type} and is not: {error}; written as text");
                warnings.add(WarningKind::Unread, part, text);
                return Some(opaque(media::TEXT.to_owned(), name, text_example(example)));
            }
            Err(_) => {}
        }
    }
    Some(opaque(media_type, name, text_example(example)))
}

fn text_example(example: &model::Response) -> Example {
    Example::text(example.body.as_deref().unwrap_or_default())
}

fn opaque(media_type: String, name: String, example: Example) -> Content<Draft> {
    Content { examples: vec![(name, example)], ..Content::new(&media_type, Draft::Opaque) }
}

/// Gives every error whose body was not saved the body that the vendor documents for all of them.
fn give_shared_error(responses: &mut BTreeMap<Status, Box<Response<Draft>>>, warnings: &mut Warnings<'_>) {
    for (status, response) in responses.iter_mut().filter(|(status, _)| status.is_error()) {
        if response.content.is_none() {
            let text = "the body is empty, using the shared error schema";
            warnings.add(WarningKind::Assumed, format!("response \"{status}\""), text);
        }
        let examples = response.content.take().map(|content| content.examples).unwrap_or_default();
        response.content = Some(Content { examples, ..Content::new(media::JSON, Draft::SharedError) });
    }
}

impl Response<Draft> {
    /// Adds another saved example of the same status.
    pub(in super::super) fn merge(&mut self, other: Self) {
        if !other.description.is_empty() && !self.description.contains(&other.description) {
            if !self.description.is_empty() {
                self.description.push_str("\n\n");
            }
            self.description.push_str(&other.description);
        }
        for code in other.error_codes {
            if !self.error_codes.contains(&code) {
                self.error_codes.push(code);
            }
        }
        for header in other.headers {
            match self.headers.iter_mut().find(|known| known.name.eq_ignore_ascii_case(&header.name)) {
                Some(known) => response_headers::merge(known, header),
                None => self.headers.push(header),
            }
        }
        self.headers.sort_by(|a, b| a.name.cmp(&b.name));
        for content in other.content.into_iter().chain(other.others) {
            self.add(content);
        }
    }

    /// Adds a body: to those of its media type, or beside them. What has a schema stands first.
    fn add(&mut self, content: Content<Draft>) {
        let Some(mine) = &mut self.content else {
            self.content = Some(content);
            return;
        };
        let is_first = mine.schema == Draft::Opaque && content.schema != Draft::Opaque;
        let mut known = std::iter::once(&mut *mine).chain(&mut self.others);
        match known.find(|known| known.media_type == content.media_type) {
            Some(known) => known.merge(content),
            None if is_first => self.others.push(std::mem::replace(mine, content)),
            None => self.others.push(content),
        }
    }
}

impl Content<Draft> {
    /// Widens this content by another sample of it; JSON wins over what has no schema.
    pub(in super::super) fn merge(&mut self, other: Self) {
        match (&mut self.schema, other.schema) {
            (Draft::Learned(mine), Draft::Learned(shape)) => mine.merge(shape),
            (Draft::Opaque, schema @ (Draft::Learned(_) | Draft::SharedError)) => {
                self.schema = schema;
                self.media_type = other.media_type;
                self.examples = other.examples;
                self.described = other.described;
                return;
            }
            (Draft::Learned(_) | Draft::SharedError, Draft::Opaque) => return,
            _ => {}
        }
        self.examples.extend(other.examples);
        for more in other.described {
            match self.described.iter_mut().find(|known| known.path == more.path) {
                Some(known) => known.merge(more),
                None => self.described.push(more),
            }
        }
    }
}

impl Described {
    /// Adds what another text says of the same member; where they differ in what is data, neither is sure.
    pub(in super::super) fn merge(&mut self, other: Self) {
        self.description = self.description.take().or(other.description);
        if self.said != other.said {
            self.said = Said::default();
        }
    }
}
