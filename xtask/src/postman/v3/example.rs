//! The saved examples of a request: `*.example.yaml` in `.resources/<request>.resources/examples`.

use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value};

use super::fields::Fields;
use super::folder::{self, Listing};
use super::{File, Reader, request, table};
use crate::diagnostics::WarningKind;
use crate::postman::load::LoadError;
use crate::yaml::{Kind, Node};

impl Reader {
    /// Reads the examples of a request: those in the directory that it names, or in the one that is its own.
    pub(super) fn examples(
        &mut self,
        request: &File,
        directory: &Path,
        here: &str,
        stem: &str,
        stated: Option<&Node>,
    ) -> Result<Vec<Value>, LoadError> {
        let own = own_directory(stem);
        let named = match stated.map(|node| (node, &node.kind)) {
            None => own,
            Some((node, Kind::List(list))) => {
                let text = "examples in the request itself, of an older dialect, read as if each had its file";
                self.warn(request, Some(node.at), WarningKind::UnknownField, "`examples`", text);
                return Ok(self.listed_inline(request, list));
            }
            Some((node, _)) => match node.text().and_then(|text| inside(&text)) {
                Some(named) if directory.join(&named).is_dir() => named,
                found => {
                    let text = if found.is_some() {
                        format!("names no directory, {own} is read")
                    } else {
                        format!("names no directory beside the request, {own} is read")
                    };
                    self.warn(request, Some(node.at), WarningKind::Unread, "`examples`", &text);
                    own
                }
            },
        };
        let path = directory.join(&named);
        if !path.is_dir() {
            return Ok(Vec::new());
        }
        let Listing { files, .. } = Listing::of(&path)?;
        let mut examples = Vec::new();
        for name in files {
            let name_in_collection = format!("{here}{named}/{name}");
            let Some(stem) = folder::stem(&name, "example") else {
                let file = File { name: name_in_collection.into(), ..request.clone() };
                self.passed_over(&file, "no `*.example.yaml`");
                continue;
            };
            let file = File {
                path: path.join(&name),
                name: name_in_collection.into(),
                part: format!("example {stem:?}"),
                ..request.clone()
            };
            let Some(map) = self.mapping(&file)? else { continue };
            let mut fields = Fields::of(self, &file, "", map);
            let order = fields.order();
            let example = read(&mut fields, stem);
            fields.finish();
            examples.push((order, example));
        }
        examples.sort_by(|(a, _), (b, _)| a.total_cmp(b));
        Ok(examples.into_iter().map(|(_, example)| example).collect())
    }

    /// Reads examples that stand in the request itself.
    pub(super) fn listed_inline(&mut self, request: &File, list: &[Node]) -> Vec<Value> {
        let mut examples = Vec::new();
        for (number, node) in list.iter().enumerate() {
            let Kind::Map(map) = &node.kind else {
                let text = format!("expected a mapping, found {}; ignored", node.sort());
                self.warn(request, Some(node.at), WarningKind::Unread, &format!("`examples[{number}]`"), &text);
                continue;
            };
            let mut fields = Fields::of(self, request, &format!("examples[{number}]."), map.clone());
            examples.push(read(&mut fields, ""));
            fields.finish();
        }
        examples
    }
}

/// Where the examples of a request are, seen from its directory.
pub(super) fn own_directory(stem: &str) -> String {
    format!(".resources/{stem}.resources/examples")
}

/// A path that stays within the directory: `./.resources/…`, also with the backslashes of Windows.
fn inside(text: &str) -> Option<String> {
    let path = PathBuf::from(text.trim().replace('\\', "/"));
    let mut inside = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => inside.push(name.to_str()?.to_owned()),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(inside.join("/"))
}

fn read(fields: &mut Fields<'_>, stem: &str) -> Value {
    fields.ignore(&["$kind", "$schema", "id", "uid", "responseTime", "cookies", "order"]);
    let mut example = Map::new();
    let name = fields.text("name").unwrap_or_else(|| stem.to_owned());
    example.insert("name".to_owned(), name.into());
    if let Some(node) = fields.take_renamed("request", "originalRequest") {
        match node.kind {
            Kind::Map(map) => {
                let request = fields.within("request", map, |fields| request::sent(fields, false));
                if says_something(&request) {
                    example.insert("originalRequest".to_owned(), request);
                }
            }
            _ => fields.unexpected("request", &node, "a mapping"),
        }
    }
    match fields.take("response").map(|node| node.kind) {
        Some(Kind::Map(map)) => fields.within("response", map, |fields| response(fields, &mut example)),
        // An older dialect has its fields in the example itself.
        None => response(fields, &mut example),
        Some(_) => fields.warn(None, "response", WarningKind::Unread, "expected a mapping; ignored"),
    }
    Value::Object(example)
}

/// Whether a request is more than what Postman writes if there was none: GET, and no address.
fn says_something(request: &Value) -> bool {
    let is_empty = |name: &str| request[name].as_array().is_none_or(Vec::is_empty);
    request.get("url").is_some() || request.get("body").is_some() || !is_empty("header")
}

fn response(fields: &mut Fields<'_>, example: &mut Map<String, Value>) {
    fields.ignore(&["responseTime", "cookies", "cookie"]);
    if let Some(node) = fields.take_renamed("statusText", "status") {
        let text = fields.text_of("statusText", &node);
        example.insert("status".to_owned(), text.into());
    }
    if let Some(node) = fields.take_renamed("statusCode", "code") {
        let code = node.text().map(|text| text.trim().parse::<u64>().map_or_else(|_| Value::from(text), Value::from));
        if code.is_none() {
            fields.unexpected("statusCode", &node, "a number");
        }
        example.insert("code".to_owned(), code.unwrap_or_default());
    }
    let headers = fields.take_renamed("headers", "header");
    let headers = headers.map(|node| table::read(fields, "headers", &node, &[])).unwrap_or_default();
    let body = fields.take("body").map(|node| match node.kind {
        Kind::Map(map) => fields.within("body", map, body),
        _ => (None, node.text()),
    });
    let (language, text) = body.unwrap_or_default();
    if let Some(language) = language {
        example.insert("_postman_previewlanguage".to_owned(), language.into());
    }
    example.insert("header".to_owned(), headers.into());
    example.insert("body".to_owned(), text.into());
}

/// The language and the text of a response's body.
fn body(fields: &mut Fields<'_>) -> (Option<String>, Option<String>) {
    let language = fields.text("type");
    let content = fields.take("content");
    let text = content.and_then(|content| {
        content.text().or_else(|| {
            let text = format!("expected a string, found {}; read as JSON", content.sort());
            fields.warn(Some(&content), "content", WarningKind::Unread, &text);
            serde_json::to_string_pretty(&content.json()).ok()
        })
    });
    (language, text)
}
