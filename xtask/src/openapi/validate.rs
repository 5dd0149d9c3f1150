//! Whether a document is OpenAPI 3.0: by `roas`, which checks the rules of the specification, and where hands had a part
//! in it also by `openapiv3`, which is how the client generator reads it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::api::Api;
use crate::api::model::{Body, Content, Operation, Parameter, Response, Tag};
use crate::api::schema::Schema;
use rayon::prelude::*;
use roas::v3_0::spec::Spec;
use roas::validation::{Options, Validate};
use serde_json::Value;

/// What is wrong with a document, one line each.
#[derive(Debug)]
pub struct Invalid(pub Vec<String>);

impl Invalid {
    /// The first problem; the line before it says how many there are.
    pub(super) fn first(&self) -> &str {
        let lines = || self.0.iter().map(|line| line.trim());
        let first = lines().find_map(|line| line.strip_prefix("- ")).or_else(|| lines().next());
        first.unwrap_or_default()
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the result is not OpenAPI 3.0:")?;
        self.0.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}

impl std::error::Error for Invalid {}

/// Checks an API as it will be written, some of its operations at a time and in outline: the checker takes many
/// times the memory of what it checks.
///
/// The generator reads whatever the model can say, which the fixtures show; it is not asked here.
///
/// # Errors
///
/// All that is wrong with the first part that is not OpenAPI.
pub fn parts(api: &Api) -> Result<(), Invalid> {
    const OPERATIONS: usize = 50;
    let check = |operations: &[_]| {
        let part = serde_json::to_string(&part(api, operations)).map_err(|error| Invalid(vec![error.to_string()]))?;
        conforms(&part)
    };
    let parts: Vec<_> = match api.operations.len() {
        ..=OPERATIONS => vec![check(&api.operations)],
        _ => api.operations.par_chunks(OPERATIONS).map(check).collect(),
    };
    parts.into_iter().collect()
}

/// An API of these operations and all that they refer to.
pub(super) fn part(api: &Api, operations: &[Operation<Schema>]) -> Api {
    let tags: BTreeSet<_> = operations.iter().flat_map(|operation| &operation.tags).cloned().collect();
    let mut part = Api {
        title: api.title.clone(),
        version: api.version.clone(),
        description: None,
        servers: api.servers.clone(),
        tags: tags.into_iter().map(|name| Tag { name, description: None }).collect(),
        security_schemes: api.security_schemes.clone(),
        operations: operations.iter().map(outline).collect(),
        schemas: BTreeMap::new(),
    };
    let mut wanted = Vec::new();
    operations.iter().flat_map(Operation::contents).for_each(|content| content.schema.refers_to(&mut wanted));
    while let Some(name) = wanted.pop() {
        if let (false, Some(schema)) = (part.schemas.contains_key(name), api.schemas.get(name)) {
            part.schemas.insert(name.to_owned(), schema.clone());
            schema.refers_to(&mut wanted);
        }
    }
    part
}

/// An operation without that of which OpenAPI asks nothing: samples, texts, extensions.
fn outline(operation: &Operation<Schema>) -> Operation<Schema> {
    let content = |content: &Content<Schema>| Content::new(&content.media_type, content.schema.clone());
    let response = |response: &Response<Schema>| Response {
        description: response.description.clone(),
        headers: response.headers.clone(),
        others: Vec::new(),
        content: response.content.as_ref().map(content),
        error_codes: Vec::new(),
    };
    let parameter = |parameter: &Parameter| Parameter {
        required: parameter.required,
        schema: parameter.schema.clone(),
        default: parameter.default.clone(),
        facts: parameter.facts.clone(),
        by_commas: parameter.by_commas,
        ..Parameter::new(&parameter.name, parameter.location)
    };
    let body =
        |body: &Body<Schema>| Body { content: content(&body.content), original_media_type: None, others: Vec::new() };
    Operation {
        id: operation.id.clone(),
        method: operation.method,
        path: operation.path.clone(),
        servers: operation.servers.clone(),
        group: String::new(),
        sdk_method: String::new(),
        tags: operation.tags.clone(),
        summary: String::new(),
        description: None,
        parameters: operation.parameters.iter().map(parameter).collect(),
        other_parameters: Vec::new(),
        body: operation.body.as_deref().map(body).map(Box::new),
        responses: operation.responses.iter().map(|(status, it)| (*status, Box::new(response(it)))).collect(),
        security: operation.security.clone(),
        rate_limit_label: None,
        pagination: None,
        max_range: None,
        items: Vec::new(),
    }
}

/// Checks a document, which need not be one that the model can say.
///
/// # Errors
///
/// All that is wrong with it.
pub fn document(document: &Value) -> Result<(), Invalid> {
    let at = |error: serde_path_to_error::Error<serde_json::Error>| format!("{}: {}", error.path(), error.inner());
    serde_path_to_error::deserialize::<_, openapiv3::OpenAPI>(document)
        .map_err(|error| Invalid(vec![format!("the generator cannot read {}", at(error))]))?;
    let text = document.to_string();
    if text.contains(UNSIGNED) {
        return conforms(&text);
    }
    let spec = serde_path_to_error::deserialize(document).map_err(|error| Invalid(vec![at(error)]))?;
    valid(&spec)
}

/// A format of OpenAPI's registry, of which the checker knows those of the specification alone.
const UNSIGNED: &str = "\"format\":\"uint64\"";

pub(super) fn conforms(document: &str) -> Result<(), Invalid> {
    let document: Cow<'_, str> = match document.contains(UNSIGNED) {
        true => document.replace(UNSIGNED, "\"format\":\"int64\"").into(),
        false => document.into(),
    };
    valid(&serde_json::from_str(&document).map_err(|error| Invalid(vec![error.to_string()]))?)
}

fn valid(spec: &Spec) -> Result<(), Invalid> {
    spec.validate(Options::IgnoreUnusedTags | Options::IgnoreUnusedSchemas | Options::IgnoreUnusedSecuritySchemes, None)
        .map_err(|error| Invalid(error.to_string().lines().map(str::to_owned).collect()))
}
