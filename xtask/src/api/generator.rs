//! What OpenAPI can say and the client generator cannot take, said otherwise.
//!
//! progenitor (0.15) wants one type for all successes of an operation and one for all errors, and takes a request body
//! in one of a few media types. What the collection has beyond that is kept beside it and warned about.

use std::collections::{BTreeMap, HashSet};

use super::identifiers;
use super::lower::Draft;
use super::model::{Body, Content, Location, Operation, Parameter, Response, Status};
use super::names::{self, Recorded};
use super::rust_names;
use crate::diagnostics::{Warning, WarningKind, Warnings};

/// What a builder calls the body, and what changes it.
const BODY: [&str; 2] = ["body", "body_map"];

const JSON: &str = "application/json";
const TEXT: &str = "text/plain";
const BYTES: &str = "application/octet-stream";

/// Makes an operation one that the generator takes.
pub(super) fn fit(operation: &mut Operation<Draft>, recorded: &Recorded<'_>, warnings: &mut Vec<Warning>) {
    let Some(item) = operation.items.first().cloned() else { return };
    let mut warnings = Warnings::of(&item, warnings);
    if let Some(body) = &mut operation.body {
        one_media_type(body, &mut warnings);
    }
    let known = recorded.operation(operation).map(|names| &names.parameters);
    one_parameter_a_name(operation, known, &mut warnings);
    for (status, response) in &operation.responses {
        media_types(&format!("response \"{status}\""), response, &mut warnings);
    }
    no_default(&mut operation.responses, &mut warnings);
    one_type(&mut operation.responses, Status::is_success, "success", &mut warnings);
    one_type(&mut operation.responses, Status::is_error, "error", &mut warnings);
}

/// Of parameters whose names are one in Rust, wherever they stand, the generator can take one: the others, and those whose
/// names it has itself, get names of their own. Those that had names keep them.
fn one_parameter_a_name(
    operation: &mut Operation<Draft>,
    known: Option<&BTreeMap<String, String>>,
    warnings: &mut Warnings<'_>,
) {
    let mut taken: HashSet<String> = operation.body.iter().flat_map(|_| BODY).map(str::to_owned).collect();
    let mut parameters = std::mem::take(&mut operation.parameters);
    let recorded = |parameter: &Parameter| known.and_then(|known| known.get(&names::parameter_key(parameter)));
    let claim = |parameter: &Parameter| match (parameter.location, known, recorded(parameter)) {
        (Location::Path, ..) => Claim::Path,
        (_, _, Some(_)) => Claim::Recorded,
        // What is spelled as in Rust has no line, and may have been here.
        (_, Some(_), None) if identifiers::rust_name(&parameter.name) == parameter.name => Claim::Spelled,
        _ => Claim::New,
    };
    let mut order: Vec<usize> = (0..parameters.len()).collect();
    order.sort_by_key(|at| claim(&parameters[*at]));
    order.retain(|at| {
        let parameter = &mut parameters[*at];
        let usual = identifiers::rust_name(&parameter.name);
        let name = recorded(parameter).unwrap_or(&usual).clone();
        let is_free = !rust_names::is_reserved_for_parameters(&name) && taken.insert(name.clone());
        let is_beside = parameter.location == Location::Cookie || name != usual;
        parameter.rust_name = Some(name).filter(|_| is_free && is_beside);
        !is_free
    });
    // In the order in which they stand.
    order.sort_unstable();
    for at in order {
        let parameter = &mut parameters[at];
        parameter.rust_name = Some(rust_names::apart(&parameter.name, Some(parameter.location), &mut taken));
    }
    for parameter in parameters {
        let Some(name) = &parameter.rust_name else {
            operation.parameters.push(parameter);
            continue;
        };
        let part = match parameter.location {
            Location::Cookie => format!("cookie \"{}\"", parameter.name),
            location => format!("{} parameter \"{}\"", location.name(), parameter.name),
        };
        let text = match parameter.location {
            Location::Cookie => {
                format!("the generator has no cookies; kept beside, without its value, `{name}` in Rust")
            }
            _ => format!("the generator has this name for something else; kept beside, `{name}` in Rust"),
        };
        warnings.add(WarningKind::Generator, part, text);
        operation.other_parameters.push(parameter);
    }
}

/// Whose a name is of several parameters that want it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Claim {
    Path,
    Recorded,
    Spelled,
    New,
}

/// Chooses one content of the body and gives it a media type that the generator takes.
fn one_media_type(body: &mut Body<Draft>, warnings: &mut Warnings<'_>) {
    let rank = |content: &Content<Draft>| match content.media_type.as_str() {
        JSON => 0,
        "application/x-www-form-urlencoded" => 1,
        media if media.ends_with("json") => 2,
        "multipart/form-data" => 3,
        _ => 4,
    };
    if let Some(best) = (0..body.others.len()).min_by_key(|at| rank(&body.others[*at]))
        && rank(&body.others[best]) < rank(&body.content)
    {
        std::mem::swap(&mut body.content, &mut body.others[best]);
    }
    for other in &body.others {
        let text = format!(
            "also sent as {}; the generator takes one media type, the other is kept beside it",
            other.media_type
        );
        warnings.add(WarningKind::Generator, "request body", text);
    }
    let media_type = body.content.media_type.clone();
    let media = media_type.as_str();
    let taken = match media {
        JSON => {
            if let Some(original) = body.content.original.take() {
                let text = format!(
                    "the generator does not take {original}; written as {JSON}, the original is kept beside it"
                );
                warnings.add(WarningKind::Generator, "request body", text);
                body.original_media_type = Some(original);
            }
            return;
        }
        "application/x-www-form-urlencoded" => return,
        TEXT | BYTES => media,
        _ if media.ends_with("json") && body.content.schema != Draft::Opaque => JSON,
        _ if media.starts_with("text/") || media.ends_with("xml") => TEXT,
        _ => BYTES,
    };
    if taken != media {
        let text = format!("the generator does not take {media}; written as {taken}, the original is kept beside it");
        warnings.add(WarningKind::Generator, "request body", text);
        body.original_media_type = Some(media.to_owned());
        if taken != JSON && body.content.schema != Draft::Opaque {
            let original = std::mem::replace(&mut body.content, Content::new(taken, Draft::Opaque));
            body.others.insert(0, original);
        }
        body.content.media_type = taken.to_owned();
    }
}

/// Warns of the media types of a response that the generator does not take.
fn media_types(part: &str, response: &Response<Draft>, warnings: &mut Warnings<'_>) {
    if let Some(original) = response.content.as_ref().and_then(|content| content.original.as_deref()) {
        let text = format!("the generator does not take {original}; written as {JSON}, the original is kept beside it");
        warnings.add(WarningKind::Generator, part, text);
    }
    for other in &response.others {
        let text = format!(
            "the body also comes as {}; the generator takes one media type, the other is kept beside it",
            other.media_type
        );
        warnings.add(WarningKind::Generator, part, text);
    }
}

/// Beside a success, a default is about errors: the generator would have it be both.
fn no_default(responses: &mut BTreeMap<Status, Box<Response<Draft>>>, warnings: &mut Warnings<'_>) {
    if !responses.keys().any(|status| status.is_success()) {
        return;
    }
    let Some(default) = responses.remove(&Status::Default) else { return };
    let text = "the generator takes it for a success as well, written as 4XX and 5XX";
    warnings.add(WarningKind::Generator, "response \"default\"", text);
    for class in [4, 5] {
        responses.entry(Status::Class(class)).or_insert_with(|| default.clone());
    }
}

/// Gives all responses of one sort the same type: JSON if any is.
fn one_type(
    responses: &mut BTreeMap<Status, Box<Response<Draft>>>,
    sort: fn(Status) -> bool,
    name: &str,
    warnings: &mut Warnings<'_>,
) {
    let mut typed: Option<Draft> = None;
    let mut raw: Option<String> = None;
    let mut types = 0;
    for (_, response) in responses.iter().filter(|(status, _)| sort(**status)) {
        let Some(content) = &response.content else { continue };
        let same = typed.as_ref() == Some(&content.schema);
        match (&mut typed, &content.schema) {
            (_, Draft::Opaque) => raw = raw.or_else(|| Some(content.media_type.clone())),
            (Some(Draft::Learned(shape)), Draft::Learned(other)) => {
                types += usize::from(!same);
                shape.merge(other.clone());
            }
            (Some(Draft::SharedError), _) | (Some(_), Draft::SharedError) => typed = Some(Draft::SharedError),
            (typed, schema) => {
                types += 1;
                *typed = Some(schema.clone());
            }
        }
    }
    if types > 1 {
        let text = format!("{types} types of {name}; the generator takes one, so they are merged into one");
        warnings.add(WarningKind::Generator, "responses", text);
    }
    let common = typed.map(|schema| (schema, JSON.to_owned())).or_else(|| raw.map(|media| (Draft::Opaque, media)));
    let Some((schema, media_type)) = common else { return };
    for (status, response) in responses.iter_mut().filter(|(status, _)| sort(**status)) {
        let part = format!("response \"{status}\"");
        match &mut response.content {
            Some(content) => {
                if content.schema == Draft::Opaque && schema != Draft::Opaque {
                    let text = format!(
                        "the body is {}; the generator takes one type of {name}, written as {media_type}",
                        content.media_type
                    );
                    warnings.add(WarningKind::Generator, part, text);
                    let original = std::mem::replace(content, Content::new(&media_type, Draft::Opaque));
                    response.others.push(original);
                }
                content.schema = schema.clone();
            }
            none => {
                let text = format!("there is no body; the generator takes one type of {name}, written as {media_type}");
                warnings.add(WarningKind::Generator, part, text);
                *none = Some(Content::new(&media_type, schema.clone()));
            }
        }
    }
}
