//! The fields of a collection, by the names of Postman's schema (v2.1.0 and v2.0.0).
//!
//! Only what carries meaning is kept. What an exporter adds for itself (`_postman_id`, `id`) is passed over in
//! [`load`](mod@super::load); every other field that is not here is reported there.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::ignored::Passed;
use super::lenient;

/// A whole collection.
#[derive(Debug, Clone, Deserialize)]
#[serde(expecting = "a collection, an object")]
pub struct Collection {
    /// Name, description and version.
    pub info: Info,
    /// Folders and items in the order of the file.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub item: Vec<Item>,
    /// The authorization that items inherit.
    #[serde(default)]
    pub auth: Option<Box<Auth>>,
    /// The collection's own variables.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub variable: Vec<Variable>,
    /// Scripts.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub event: Vec<Event>,
    /// Settings of Postman's own client.
    #[serde(default, rename = "protocolProfileBehavior")]
    pub protocol_profile_behavior: Option<Passed>,
}

/// What the collection is called.
#[derive(Debug, Clone, Deserialize)]
#[serde(expecting = "what a collection says of itself, an object")]
pub struct Info {
    /// The collection's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Markdown.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// The collection's version: text, or numbers of their own.
    #[serde(default, deserialize_with = "lenient::version")]
    pub version: Option<String>,
    /// The address of the schema that the file follows.
    #[serde(default, deserialize_with = "lenient::text")]
    pub schema: Option<String>,
}

/// A folder (it has items) or an item (it has a request).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(expecting = "an item or a folder, an object")]
pub struct Item {
    /// The name in Postman's tree.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// Markdown; an item's own stands in its request.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// The items of a folder.
    #[serde(default)]
    pub item: Option<Vec<Item>>,
    /// The file that it is read from, as seen from the collection's folder.
    #[serde(skip)]
    pub file: Option<Arc<str>>,
    /// The request of an item.
    #[serde(default)]
    pub request: Option<Box<Request>>,
    /// The saved examples of an item.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub response: Vec<Response>,
    /// The authorization that a folder's items inherit.
    #[serde(default)]
    pub auth: Option<Box<Auth>>,
    /// Variables of this item alone.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub variable: Vec<Variable>,
    /// Scripts.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub event: Vec<Event>,
    /// Settings of Postman's own client.
    #[serde(default, rename = "protocolProfileBehavior")]
    pub protocol_profile_behavior: Option<Passed>,
    /// Whether the folder was made by Postman itself.
    #[serde(default, rename = "isFolder")]
    pub is_folder: Option<Passed>,
}

/// A request; a bare string is its address.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The HTTP method; GET where there is none.
    pub method: Option<String>,
    /// The address.
    pub url: Option<Url>,
    /// Markdown.
    pub description: Option<String>,
    /// Headers.
    pub header: Vec<Parameter>,
    /// The body.
    pub body: Option<Box<Body>>,
    /// The authorization of this request.
    pub auth: Option<Box<Auth>>,
}

/// An address; a bare string is its `raw`.
#[derive(Debug, Clone, Default)]
pub struct Url {
    /// The whole address as it was typed.
    pub raw: Option<String>,
    /// `https`.
    pub protocol: Option<String>,
    /// The labels of the host.
    pub host: Vec<String>,
    /// The port.
    pub port: Option<String>,
    /// The segments of the path; none where the file has no path, which is not the same as an empty one.
    pub path: Option<Vec<String>>,
    /// The query.
    pub query: Vec<Parameter>,
    /// What path variables (`:id`) stand for.
    pub variable: Vec<Variable>,
}

/// A header, a query parameter or a field of a form.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(expecting = "a parameter, {key, value}")]
pub struct Parameter {
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub key: Option<String>,
    /// The value, or the example of one.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
    /// Markdown.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// Kept in the collection and not sent.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub disabled: bool,
    /// `text` or `file`, in a form.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// Whether a form's file field takes a list of files; their local paths are of no use to anyone else.
    #[serde(default, rename = "src", deserialize_with = "lenient::is_list")]
    pub takes_files: bool,
    /// The content type of a form's field.
    #[serde(default, rename = "contentType", deserialize_with = "lenient::text")]
    pub content_type: Option<String>,
    /// A second spelling of `key` in old exports; it adds nothing.
    #[serde(default)]
    pub name: Option<Passed>,
    /// Whether two equal fields are told apart.
    #[serde(default)]
    pub equals: Option<Passed>,
    /// Whether Postman wrote the header itself.
    #[serde(default)]
    pub system: Option<Passed>,
}

/// A variable of a collection, an item or a path.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(expecting = "a variable, {key, value}")]
pub struct Variable {
    /// The name.
    #[serde(default, deserialize_with = "lenient::text")]
    key: Option<String>,
    /// The name, where `key` is missing: v2.0 writes it here, others an ID of their own.
    #[serde(default, deserialize_with = "lenient::text")]
    id: Option<String>,
    /// The value, or the example of one.
    #[serde(default, deserialize_with = "lenient::text")]
    pub value: Option<String>,
    /// Markdown.
    #[serde(default, deserialize_with = "lenient::text")]
    pub description: Option<String>,
    /// `string`, `secret` and the like.
    #[serde(default, rename = "type", deserialize_with = "lenient::text")]
    pub kind: Option<String>,
    /// Kept in the collection and not used.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub disabled: bool,
    /// What people call it.
    #[serde(default, deserialize_with = "lenient::text")]
    name: Option<String>,
}

impl Variable {
    /// The name by which it is referred to.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref().or(self.id.as_deref()).or(self.name.as_deref())
    }
}

/// The body of a request.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(expecting = "a body, an object")]
pub struct Body {
    /// `raw`, `urlencoded`, `formdata`, `file` or `graphql`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub mode: Option<String>,
    /// The text of a raw body.
    #[serde(default, deserialize_with = "lenient::text")]
    pub raw: Option<String>,
    /// The fields of a form in the address's encoding.
    #[serde(default, deserialize_with = "lenient::form")]
    pub urlencoded: Vec<Parameter>,
    /// The fields of a multipart form.
    #[serde(default, deserialize_with = "lenient::form")]
    pub formdata: Vec<Parameter>,
    /// A file as the whole body.
    #[serde(default)]
    pub file: Option<Passed>,
    /// Query and variables of a GraphQL call.
    #[serde(default)]
    pub graphql: Option<Value>,
    /// The language of a raw body.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub options: BodyOptions,
    /// Kept in the collection and not sent.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub disabled: bool,
}

impl Body {
    /// The mode: what the body says, or where there is something if it says nothing that Postman knows.
    pub fn mode(&self) -> Option<&str> {
        const MODES: [&str; 6] = ["raw", "urlencoded", "formdata", "file", "graphql", "none"];
        let stated = self.mode.as_deref().map(str::trim).filter(|mode| !mode.is_empty());
        if stated.is_some_and(|mode| MODES.contains(&mode)) {
            return stated;
        }
        let found = [
            (self.raw.as_deref().is_some_and(|text| !text.trim().is_empty()), "raw"),
            (!self.formdata.is_empty(), "formdata"),
            (!self.urlencoded.is_empty(), "urlencoded"),
            (self.graphql.as_ref().is_some_and(Value::is_object), "graphql"),
            (self.file.is_some(), "file"),
        ];
        found.into_iter().find(|(is_there, _)| *is_there).map(|(_, mode)| mode).or(stated)
    }
}

/// How a raw body is edited, which tells what it is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(expecting = "options of a body, an object")]
pub struct BodyOptions {
    /// The options of `raw`.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub raw: RawOptions,
}

/// The options of a raw body.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(expecting = "options of a body, an object")]
pub struct RawOptions {
    /// `json`, `xml`, `text` and the like.
    #[serde(default, deserialize_with = "lenient::text")]
    pub language: Option<String>,
}

/// A saved example: an answer beside the request that brought it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(expecting = "a saved example, an object")]
pub struct Response {
    /// The example's name.
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// The request of the example.
    #[serde(default, rename = "originalRequest")]
    pub original_request: Option<Box<Request>>,
    /// The reason phrase.
    #[serde(default, deserialize_with = "lenient::text")]
    pub status: Option<String>,
    /// The status code.
    #[serde(default, deserialize_with = "lenient::text")]
    pub code: Option<String>,
    /// Headers.
    #[serde(default, deserialize_with = "lenient::headers")]
    pub header: Vec<Parameter>,
    /// Cookies.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub cookie: Vec<Passed>,
    /// The body as text.
    #[serde(default, deserialize_with = "lenient::text")]
    pub body: Option<String>,
    /// How long the answer took, in milliseconds.
    #[serde(default, rename = "responseTime")]
    pub response_time: Option<Passed>,
}

/// An authorization: its type, and that type's settings.
///
/// The settings can hold secrets: what is not needed for the shape of a security scheme is never read.
#[derive(Clone)]
pub struct Auth {
    /// `bearer`, `oauth2`, `apikey`, `noauth` and the like.
    pub kind: String,
    pub(super) settings: Map<String, Value>,
}

impl Auth {
    /// A setting by its name, where it is a text.
    pub fn setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A script: only that there is one, and what it listens to.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(expecting = "a script, an object")]
pub struct Event {
    /// `prerequest` or `test`.
    #[serde(default, deserialize_with = "lenient::text")]
    pub listen: Option<String>,
    /// The script.
    #[serde(default)]
    pub script: Option<Script>,
    /// Kept in the collection and not run.
    #[serde(default, deserialize_with = "lenient::null_as_default")]
    pub disabled: bool,
}

/// A script's text; exporters write an empty one where there is none.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(expecting = "a script, an object")]
pub struct Script {
    #[serde(default, deserialize_with = "lenient::lines_have_text")]
    exec: bool,
    #[serde(default, rename = "type")]
    _kind: Option<Passed>,
    #[serde(default)]
    _packages: Option<Passed>,
}

impl Event {
    /// Whether the script does anything.
    pub fn has_code(&self) -> bool {
        self.script.as_ref().is_some_and(|script| script.exec)
    }
}
