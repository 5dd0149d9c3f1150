//! An API as an OpenAPI document: a plain walk.

use serde_json::{Map, Value, json};

use crate::api::Api;
use crate::api::model::{
    Body, Content, Location, Operation, Parameter, Response, SecurityRequirement, SecurityScheme, Server, Tag,
};
use crate::api::notes::ErrorCode;
use crate::api::schema::{Kind, Object, Schema};

/// Who made the document and that nobody else should: the value of `info.x-generated`.
const GENERATED: &str = "by `cargo xtask gen` from a Postman collection; do not edit";

/// Writes an API down.
pub fn emit(api: &Api) -> Value {
    let mut document = Fields::default();
    document.put("openapi", "3.0.3");
    document.put("info", info(api));
    document.put_list("servers", api.servers.iter().map(server));
    document.put_list("tags", api.tags.iter().map(tag));
    document.put("paths", paths(api));
    let mut components = Fields::default();
    components.put_map("schemas", api.schemas.iter().map(|(name, schema)| (name, self::schema(schema))));
    components
        .put_map("securitySchemes", api.security_schemes.iter().map(|(name, scheme)| (name, security_scheme(scheme))));
    if !components.0.is_empty() {
        document.put("components", components);
    }
    document.into()
}

/// The fields of an object, in the order in which they are put.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    fn put_some(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.put(name, value);
        }
    }

    /// Puts a list that is not empty.
    fn put_list(&mut self, name: &str, values: impl Iterator<Item = Value>) {
        let values: Vec<_> = values.collect();
        if !values.is_empty() {
            self.put(name, values);
        }
    }

    /// Puts a map that is not empty.
    fn put_map<'n>(&mut self, name: &str, values: impl Iterator<Item = (&'n String, Value)>) {
        let values: Map<_, _> = values.map(|(name, value)| (name.clone(), value)).collect();
        if !values.is_empty() {
            self.put(name, values);
        }
    }
}

impl From<Fields> for Value {
    fn from(fields: Fields) -> Self {
        Self::Object(fields.0)
    }
}

fn info(api: &Api) -> Value {
    let mut info = Fields::default();
    info.put("title", if api.title.is_empty() { "API" } else { &api.title });
    info.put_some("description", api.description.as_deref());
    info.put("version", api.version.as_str());
    info.put("x-generated", GENERATED);
    info.into()
}

fn server(server: &Server) -> Value {
    let mut fields = Fields::default();
    fields.put("url", server.url.as_str());
    let variables = server.variables.iter().map(|name| {
        let description = "the collection gives this variable no value";
        (name, json!({ "default": name, "description": description }))
    });
    fields.put_map("variables", variables);
    fields.into()
}

fn tag(tag: &Tag) -> Value {
    let mut fields = Fields::default();
    fields.put("name", tag.name.as_str());
    fields.put_some("description", tag.description.as_deref());
    fields.into()
}

fn paths(api: &Api) -> Value {
    let mut paths = Map::new();
    for operation in &api.operations {
        let item = paths.entry(operation.path.to_string()).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(item) = item {
            item.insert(operation.method.name().to_owned(), self::operation(operation));
        }
    }
    Value::Object(paths)
}

fn operation(operation: &Operation<Schema>) -> Value {
    let mut fields = Fields::default();
    fields.put("operationId", operation.id.as_str());
    fields.put_list("tags", operation.tags.iter().map(|tag| json!(tag)));
    if !operation.summary.is_empty() {
        fields.put("summary", operation.summary.as_str());
    }
    fields.put_some("description", operation.description.as_deref());
    fields.put_list("servers", operation.servers.iter().map(server));
    fields.put_list("parameters", operation.parameters.iter().map(parameter));
    fields.put_some("requestBody", operation.body.as_ref().map(body));
    let mut responses = Map::new();
    for (status, response) in &operation.responses {
        responses.insert(status.to_string(), self::response(response));
    }
    if responses.is_empty() {
        // OpenAPI asks for at least one.
        responses.insert("200".to_owned(), json!({ "description": "No answer is saved in the collection." }));
    }
    fields.put("responses", responses);
    fields.put("security", operation.security.iter().map(requirement).collect::<Vec<_>>());
    fields.put_some("x-rate-limit-label", operation.rate_limit_label.as_deref());
    fields.put_list("x-postman-items", operation.items.iter().map(|item| json!(item.to_string())));
    fields.into()
}

fn requirement(requirement: &SecurityRequirement) -> Value {
    json!({ &requirement.scheme: requirement.scopes })
}

fn parameter(parameter: &Parameter) -> Value {
    let mut fields = Fields::default();
    fields.put("name", parameter.name.as_str());
    fields.put("in", parameter.location.name());
    fields.put_some("description", parameter.description.as_deref());
    if parameter.required {
        fields.put("required", true);
    }
    fields.put("schema", schema(&parameter.schema));
    fields.put_some("example", parameter.example.clone());
    if let Some(caller) = &parameter.caller_keyword {
        let mut keyword = Fields::default();
        keyword.put("keyword", caller.keyword.as_str());
        keyword.put_list("required-for", caller.required_for.iter().map(|app| json!(app)));
        fields.put("x-caller-keyword", keyword);
    }
    fields.into()
}

fn body(body: &Body<Schema>) -> Value {
    let mut fields = Fields::default();
    fields.put("content", content(&body.content));
    fields.put("required", true);
    fields.put_some("x-original-media-type", body.original_media_type.as_deref());
    let others = body.others.iter().map(|other| (&other.media_type, media(other)));
    fields.put_map("x-other-content", others);
    fields.into()
}

fn response(response: &Response<Schema>) -> Value {
    let mut fields = Fields::default();
    fields.put("description", response.description.as_str());
    fields.put_some("content", response.content.as_ref().map(content));
    fields.put_list("x-error-codes", response.error_codes.iter().map(error_code));
    fields.into()
}

/// A code of digits alone is a number, as it is in the vendor's bodies.
fn error_code(error: &ErrorCode) -> Value {
    let mut fields = Fields::default();
    match error.code.parse::<i64>() {
        Ok(code) if code.to_string() == error.code => fields.put("code", code),
        _ => fields.put("code", error.code.as_str()),
    }
    fields.put("message", error.message.as_str());
    fields.put_list("variables", error.variables.iter().map(|name| json!(name)));
    fields.into()
}

fn content(content: &Content<Schema>) -> Value {
    json!({ &content.media_type: media(content) })
}

fn media(content: &Content<Schema>) -> Value {
    let mut fields = Fields::default();
    fields.put("schema", schema(&content.schema));
    if let (1, Some(example)) = (content.examples.len(), content.examples.values().next()) {
        fields.put("example", example.clone());
    } else {
        fields.put_map("examples", content.examples.iter().map(|(name, value)| (name, json!({ "value": value }))));
    }
    fields.into()
}

fn schema(schema: &Schema) -> Value {
    let mut fields = Fields::default();
    match &schema.kind {
        Kind::Any => {}
        Kind::Boolean => fields.put("type", "boolean"),
        Kind::Integer => {
            fields.put("type", "integer");
            fields.put("format", "int64");
        }
        Kind::Number => {
            fields.put("type", "number");
            fields.put("format", "double");
        }
        Kind::String(format) => {
            fields.put("type", "string");
            fields.put_some("format", *format);
        }
        Kind::Enum(values) => {
            fields.put("type", "string");
            fields.put_list("enum", values.iter().map(|value| json!(value)));
        }
        Kind::Array(element) => {
            fields.put("type", "array");
            fields.put("items", self::schema(element));
        }
        Kind::Object(object) => put_object(&mut fields, object),
        Kind::Map(value) => {
            fields.put("type", "object");
            fields.put("additionalProperties", self::schema(value));
        }
        Kind::OneOf(schemas) => fields.put_list("oneOf", schemas.iter().map(self::schema)),
        Kind::Ref(name) => {
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            if !schema.nullable && schema.description.is_none() {
                return reference;
            }
            // Beside a `$ref` nothing else counts.
            fields.put("allOf", vec![reference]);
        }
    }
    if schema.nullable {
        fields.put("nullable", true);
    }
    fields.put_some("description", schema.description.as_deref());
    fields.into()
}

fn put_object(fields: &mut Fields, object: &Object) {
    fields.put("type", "object");
    fields.put_list("required", object.required.iter().map(|name| json!(name)));
    fields.put_map("properties", object.properties.iter().map(|(name, schema)| (name, self::schema(schema))));
}

fn security_scheme(scheme: &SecurityScheme) -> Value {
    match scheme {
        SecurityScheme::Http { scheme } => json!({ "type": "http", "scheme": scheme }),
        SecurityScheme::ApiKey { name, location } => {
            let location = if *location == Location::Query { "query" } else { "header" };
            json!({ "type": "apiKey", "name": name, "in": location })
        }
        SecurityScheme::OAuth2 { flow, authorization_url, token_url, scopes } => {
            let mut fields = Fields::default();
            if matches!(*flow, "implicit" | "authorizationCode") {
                fields.put_some("authorizationUrl", authorization_url.as_deref());
            }
            if *flow != "implicit" {
                fields.put_some("tokenUrl", token_url.as_deref());
            }
            let scopes: Map<_, _> = scopes.iter().map(|scope| (scope.clone(), json!(""))).collect();
            fields.put("scopes", scopes);
            let mut flows = Fields::default();
            if !flow.is_empty() {
                flows.put(flow, fields);
            }
            json!({ "type": "oauth2", "flows": Value::from(flows) })
        }
    }
}
