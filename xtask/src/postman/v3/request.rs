//! A `*.request.yaml`: an item, whose examples stand in files of their own.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::fields::Fields;
use super::{File, Part, Reader, auth, body, scripts, table};
use crate::diagnostics::{ItemPath, WarningKind};
use crate::postman::load::LoadError;
use crate::yaml::{Kind, Node};

/// The kind of a request's file.
enum Sort {
    Http,
    GraphQl,
    /// What is no call over HTTP.
    Other(String),
}

impl Reader {
    /// Reads the request of a file in a directory, which is `here` as seen from the collection's; its place in the order,
    /// and nothing if there is no item in it.
    pub(super) fn request(
        &mut self,
        directory: &Path,
        here: &str,
        name: &str,
        stem: &str,
        place: &ItemPath,
    ) -> Result<Option<(f64, Part)>, LoadError> {
        let path = directory.join(name);
        let file_name: Arc<str> = format!("{here}{name}").into();
        let file = File { path, name: file_name, item: place.join(stem), part: String::new() };
        let Some(map) = self.mapping(&file)? else { return Ok(None) };
        self.item(File { item: place.clone(), ..file }, map, stem, Some((directory, here)))
    }

    /// Reads an item; its file is yet that of its folder. Its examples stand in files in a directory, or in the request.
    pub(super) fn item(
        &mut self,
        mut file: File,
        map: Vec<(String, Node)>,
        stem: &str,
        beside: Option<(&Path, &str)>,
    ) -> Result<Option<(f64, Part)>, LoadError> {
        let own = map.iter().find(|(key, _)| key == "name").and_then(|(_, node)| node.text());
        let name = own.unwrap_or_else(|| stem.to_owned());
        // What is said of an example is said of the item.
        file.item = file.item.join(&name).in_file(Some(Arc::clone(&file.name)));
        let mut fields = Fields::of(self, &file, "", map);
        fields.ignore(&["name", "$schema", "id", "uid"]);
        let sort = sort(&mut fields);
        let order = fields.order();
        if let Sort::Other(kind) = sort {
            let text = format!("{kind:?} is no HTTP request, which is all that OpenAPI describes; ignored");
            fields.warn(None, "$kind", WarningKind::Unrepresentable, &text);
            return Ok(None);
        }
        let mut item = Map::new();
        item.insert("name".to_owned(), name.into());
        let events = scripts::take(&mut fields);
        if !events.is_empty() {
            item.insert("event".to_owned(), events.into());
        }
        if let Some(node) = fields.take("x-variables") {
            let variables = table::read(&mut fields, "x-variables", &node, &["type"]);
            item.insert("variable".to_owned(), variables.into());
        }
        if let Some(settings) = settings(&mut fields) {
            item.insert("protocolProfileBehavior".to_owned(), settings);
        }
        let examples = fields.take("examples");
        let request = match sort {
            Sort::GraphQl => graphql(&mut fields),
            _ => sent(&mut fields, true),
        };
        item.insert("request".to_owned(), request);
        fields.finish();
        let examples = match (beside, examples) {
            (Some((directory, here)), stated) => self.examples(&file, directory, here, stem, stated.as_ref())?,
            (None, Some(Node { kind: Kind::List(list), .. })) => self.listed_inline(&file, &list),
            (None, _) => Vec::new(),
        };
        item.insert("response".to_owned(), examples.into());
        Ok(Some((order, Part::Item { value: Value::Object(item), file: file.name })))
    }
}

fn sort(fields: &mut Fields<'_>) -> Sort {
    let kind = fields.take("$kind").and_then(|node| node.text());
    match kind.as_deref() {
        Some("http-request") => Sort::Http,
        Some("graphql-request") => Sort::GraphQl,
        Some(other) => Sort::Other(other.to_owned()),
        None => {
            // An older dialect says `type: http`.
            let old = fields.take("type").and_then(|node| node.text());
            fields.warn(None, "$kind", WarningKind::UnknownField, "missing, read as `http-request`");
            match old.as_deref() {
                None | Some("http" | "request" | "http-request") => Sort::Http,
                Some("graphql") => Sort::GraphQl,
                Some(other) => Sort::Other(other.to_owned()),
            }
        }
    }
}

/// What is sent: the request of an item, or that of an example, which has no authorization of its own.
pub(super) fn sent(fields: &mut Fields<'_>, is_item: bool) -> Value {
    let mut request = Map::new();
    let url = url(fields);
    if is_item {
        let stated = auth::of_request(fields);
        if let Some(auth) = auth::resolve(fields, stated, &url) {
            request.insert("auth".to_owned(), auth);
        }
    }
    let method = fields.text("method").filter(|method| !method.trim().is_empty()).unwrap_or_else(|| "GET".to_owned());
    request.insert("method".to_owned(), method.into());
    let headers = fields.take_renamed("headers", "header");
    let headers = headers.map(|node| table::read(fields, "headers", &node, &[])).unwrap_or_default();
    request.insert("header".to_owned(), headers.into());
    if let Some(body) = body::take(fields) {
        request.insert("body".to_owned(), body);
    }
    let listed = fields.take_renamed("queryParams", "params");
    let listed = listed.map(|node| table::read(fields, "queryParams", &node, &[])).unwrap_or_default();
    let variables = fields.take("pathVariables");
    let variables = variables.map(|node| table::read(fields, "pathVariables", &node, &["type"])).unwrap_or_default();
    if let Some(url) = address(&url, listed, variables) {
        request.insert("url".to_owned(), url);
    }
    if let Some(description) = fields.text("description") {
        request.insert("description".to_owned(), description.into());
    }
    Value::Object(request)
}

/// Takes the address: a string, or in a file of another dialect an object with a `raw`.
fn url(fields: &mut Fields<'_>) -> String {
    let Some(node) = fields.take("url") else { return String::new() };
    let raw = match &node.kind {
        Kind::Map(map) => map.iter().find(|(key, _)| key == "raw").and_then(|(_, raw)| raw.text()),
        _ => node.text(),
    };
    match (&node.kind, raw) {
        (Kind::Map(_), Some(raw)) => {
            fields.warn(Some(&node), "url", WarningKind::UnknownField, "an object, of which `raw` is read");
            raw
        }
        (_, Some(raw)) => raw,
        (_, None) => {
            fields.unexpected("url", &node, "a string");
            String::new()
        }
    }
}

fn address(raw: &str, listed: Vec<Value>, variables: Vec<Value>) -> Option<Value> {
    let raw = raw.trim();
    if raw.is_empty() {
        return None;
    }
    let mut url = Map::from_iter([("raw".to_owned(), Value::from(raw))]);
    // What stands in the text alone is read from there, as it is in v2.1.
    for (name, list) in [("query", listed), ("variable", variables)] {
        if !list.is_empty() {
            url.insert(name.to_owned(), list.into());
        }
    }
    Some(Value::Object(url))
}

/// A request of GraphQL over HTTP, which is a POST of its query and variables.
fn graphql(fields: &mut Fields<'_>) -> Value {
    let mut graphql = Map::new();
    graphql.insert("query".to_owned(), fields.text("query").unwrap_or_default().into());
    if let Some(node) = fields.take("variables") {
        graphql.insert("variables".to_owned(), variables(&node));
    }
    if let Some(name) = fields.text("operationName") {
        graphql.insert("operationName".to_owned(), name.into());
    }
    let mut request = sent(fields, true);
    request["method"] = "POST".into();
    request["body"] = json!({ "mode": "graphql", "graphql": graphql });
    request
}

fn variables(node: &Node) -> Value {
    node.text().map_or_else(|| node.json(), Value::String)
}

/// Takes the settings of Postman's own client, where v2.1 has an object for a list of names.
fn settings(fields: &mut Fields<'_>) -> Option<Value> {
    let map = fields.map("settings")?;
    let mut behavior = Map::new();
    for (name, node) in map {
        let value = match (name.as_str(), &node.kind) {
            ("disabledSystemHeaders", Kind::List(names)) => {
                names.iter().filter_map(Node::text).map(|name| (name, Value::from(true))).collect::<Map<_, _>>().into()
            }
            _ => node.json(),
        };
        behavior.insert(name, value);
    }
    Some(Value::Object(behavior))
}
