//! An API as an OpenAPI document: a plain walk.
//!
//! Nothing is built first: a document is larger than all that it is made of, so each part is written when its turn comes.

use std::collections::BTreeMap;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use crate::api::Api;
use crate::api::model::{
    Body, CallerKeyword, Content, Facts, Header, Location, MaxRange, Operation, Pagination, Parameter, Response,
    SecurityRequirement, SecurityScheme, Server, Status, Tag,
};
use crate::api::notes::ErrorCode;
use crate::api::sample::Example;
use crate::api::schema::{Kind, Object, OtherProperty, Said, Schema};
use crate::diagnostics::ItemPath;

/// Who made the document and that nobody else should: the value of `info.x-generated`.
const GENERATED: &str = "by `cargo xtask gen` from a Postman collection; do not edit";

/// The fields of an object, in the order in which they are put.
struct Fields<M>(M);

impl<M: SerializeMap> Fields<M> {
    fn of<S: Serializer<SerializeMap = M, Ok = M::Ok, Error = M::Error>>(serializer: S) -> Result<Self, M::Error> {
        serializer.serialize_map(None).map(Self)
    }

    fn put(&mut self, name: &str, value: &(impl Serialize + ?Sized)) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    fn put_some(&mut self, name: &str, value: Option<&(impl Serialize + ?Sized)>) -> Result<(), M::Error> {
        value.map_or(Ok(()), |value| self.put(name, value))
    }

    /// Puts a list that is not empty.
    fn put_list(&mut self, name: &str, values: &[impl Serialize]) -> Result<(), M::Error> {
        if values.is_empty() { Ok(()) } else { self.put(name, values) }
    }

    /// Puts a map that is not empty.
    fn put_map(&mut self, name: &str, values: &BTreeMap<String, impl Serialize>) -> Result<(), M::Error> {
        if values.is_empty() { Ok(()) } else { self.put(name, values) }
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}

impl Serialize for Api {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = Fields::of(serializer)?;
        document.put("openapi", "3.0.3")?;
        document.put("info", &Info(self))?;
        document.put_list("servers", &self.servers)?;
        document.put_list("tags", &self.tags)?;
        document.put("paths", &Paths(&self.operations))?;
        if !self.schemas.is_empty() || !self.security_schemes.is_empty() {
            document.put("components", &Components(self))?;
        }
        document.end()
    }
}

struct Info<'a>(&'a Api);

impl Serialize for Info<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(api) = self;
        let mut info = Fields::of(serializer)?;
        info.put("title", if api.title.is_empty() { "API" } else { &api.title })?;
        info.put_some("description", api.description.as_deref())?;
        info.put("version", &api.version)?;
        info.put("x-generated", GENERATED)?;
        info.end()
    }
}

struct Components<'a>(&'a Api);

impl Serialize for Components<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut components = Fields::of(serializer)?;
        components.put_map("schemas", &self.0.schemas)?;
        components.put_map("securitySchemes", &self.0.security_schemes)?;
        components.end()
    }
}

impl Serialize for Server {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("url", &self.url)?;
        if !self.variables.is_empty() {
            let description = "the collection gives this variable no value";
            let variable = |name: &String| {
                let default = default_of(name, &self.url);
                (name.clone(), json!({ "default": default, "description": description }))
            };
            fields.put("variables", &self.variables.iter().map(variable).collect::<Map<_, _>>())?;
        }
        fields.end()
    }
}

/// What stands in for a variable of an address without a value: its name, unless that would make no address.
fn default_of(name: &str, url: &str) -> String {
    let words = crate::api::words(name);
    let has = |known: &str| words.iter().any(|word| word == known);
    if has("protocol") || has("scheme") {
        // Its colon is in it, where none stands behind it.
        let colon = if url.contains(&format!("{{{name}}}//")) { ":" } else { "" };
        return format!("https{colon}");
    }
    match has("port") {
        true if url.starts_with("http:") => "80".to_owned(),
        true => "443".to_owned(),
        false => name.to_owned(),
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("name", &self.name)?;
        fields.put_some("description", self.description.as_deref())?;
        fields.end()
    }
}

/// The operations, which stand by path and method, as an object of objects.
struct Paths<'a>(&'a [Operation<Schema>]);

impl Serialize for Paths<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let paths = self.0.chunk_by(|a, b| a.path == b.path);
        serializer.collect_map(paths.map(|operations| (operations[0].path.to_string(), PathItem(operations))))
    }
}

struct PathItem<'a>(&'a [Operation<Schema>]);

impl Serialize for PathItem<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|operation| (operation.method.name(), operation)))
    }
}

impl Serialize for Operation<Schema> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("operationId", &self.id)?;
        fields.put_list("tags", &self.tags)?;
        fields.put_some("summary", Some(&self.summary).filter(|summary| !summary.is_empty()))?;
        fields.put_some("description", self.description.as_deref())?;
        fields.put_list("servers", &self.servers)?;
        fields.put_list("parameters", &self.parameters)?;
        fields.put_list("x-other-parameters", &self.other_parameters)?;
        fields.put_some("requestBody", self.body.as_ref())?;
        if self.responses.is_empty() {
            // OpenAPI asks for at least one.
            fields.put("responses", &json!({ "200": { "description": "No answer is saved in the collection." } }))?;
        } else {
            fields.put("responses", &Responses(&self.responses))?;
        }
        fields.put("security", &self.security)?;
        fields.put_some("x-sdk-group", Some(&self.group).filter(|group| !group.is_empty()))?;
        fields.put_some("x-sdk-method", Some(&self.sdk_method).filter(|method| !method.is_empty()))?;
        fields.put_some("x-rate-limit-label", self.rate_limit_label.as_deref())?;
        fields.put_some("x-pagination", self.pagination.as_ref())?;
        fields.put_some("x-max-range", self.max_range.as_ref())?;
        fields.put_list("x-postman-items", &self.items.iter().map(ItemPath::to_string).collect::<Vec<_>>())?;
        fields.end()
    }
}

struct Responses<'a>(&'a BTreeMap<Status, Box<Response<Schema>>>);

impl Serialize for Responses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(status, response)| (status.to_string(), response)))
    }
}

impl Serialize for SecurityRequirement {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put(&self.scheme, &self.scopes)?;
        fields.end()
    }
}

impl Serialize for Parameter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("name", &self.name)?;
        fields.put("in", self.location.name())?;
        fields.put_some("description", self.description.as_deref())?;
        fields.put_some("required", self.required.then_some(&true))?;
        if self.by_commas {
            fields.put("style", "form")?;
            fields.put("explode", &false)?;
        }
        fields
            .put("schema", &WithFacts { schema: &self.schema, default: self.default.as_ref(), facts: &self.facts })?;
        fields.put_some("example", self.example.as_ref())?;
        fields.put_some("x-caller-keyword", self.caller_keyword.as_ref())?;
        fields.put_some("x-double-encode", self.double_encode.then_some(&true))?;
        fields.put_some("x-rust-name", self.rust_name.as_deref())?;
        fields.end()
    }
}

impl Serialize for MaxRange {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("from", &self.from)?;
        fields.put("to", &self.to)?;
        fields.put("months", &self.months)?;
        fields.end()
    }
}

impl Serialize for Pagination {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("style", self.pages.name())?;
        fields.put_some("parameter", self.parameter.as_deref())?;
        fields.put_some("token", self.token.as_deref())?;
        fields.put_some("items", self.items.as_deref())?;
        fields.put_some("page-size", self.page_size.as_deref())?;
        fields.end()
    }
}

impl Serialize for CallerKeyword {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("keyword", &self.keyword)?;
        fields.put_list("required-for", &self.required_for)?;
        fields.end()
    }
}

impl Serialize for Body<Schema> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("content", &ByMediaType(&self.content))?;
        fields.put("required", &true)?;
        fields.put_some("x-original-media-type", self.original_media_type.as_deref())?;
        let others = self.others.iter().map(|other| (other.media_type.clone(), other));
        fields.put_map("x-other-content", &others.collect())?;
        fields.end()
    }
}

impl Serialize for Response<Schema> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("description", &self.description)?;
        if !self.headers.is_empty() {
            fields.put("headers", &Headers(&self.headers))?;
        }
        fields.put_some("content", self.content.as_ref().map(ByMediaType).as_ref())?;
        let original = self.content.as_ref().and_then(|content| content.original.as_deref());
        fields.put_some("x-original-media-type", original)?;
        let others = self.others.iter().map(|other| (other.media_type.clone(), other));
        fields.put_map("x-other-content", &others.collect())?;
        fields.put_list("x-error-codes", &self.error_codes)?;
        fields.end()
    }
}

struct Headers<'a>(&'a [Header]);

impl Serialize for Headers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|header| (&header.name, header)))
    }
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put_some("description", self.description.as_deref())?;
        fields.put("schema", &self.schema)?;
        fields.put_some("example", self.example.as_ref())?;
        fields.end()
    }
}

/// A code of digits alone is a number, as it is in the vendor's bodies.
impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        match self.code.parse::<i64>() {
            Ok(code) if code.to_string() == self.code => fields.put("code", &code)?,
            _ => fields.put("code", &self.code)?,
        }
        fields.put("message", &self.message)?;
        fields.put_list("variables", &self.variables)?;
        fields.put_some("name", self.name.as_deref())?;
        fields.end()
    }
}

struct ByMediaType<'a>(&'a Content<Schema>);

impl Serialize for ByMediaType<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put(&self.0.media_type, self.0)?;
        fields.end()
    }
}

impl Serialize for Content<Schema> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("schema", &self.schema)?;
        match &self.examples[..] {
            [] => {}
            [(_, example)] => fields.put("example", example)?,
            several => fields.put("examples", &Examples(several))?,
        }
        // The generator takes it for nothing but forms with files, which it leaves to others.
        if !self.encoding.is_empty() && self.media_type.starts_with("multipart/") {
            let encoding = self.encoding.iter().map(|(name, media)| (name.clone(), json!({ "contentType": media })));
            fields.put("encoding", &encoding.collect::<Map<_, _>>())?;
        }
        fields.end()
    }
}

struct Examples<'a>(&'a [(String, Example)]);

impl Serialize for Examples<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, BTreeMap::from([("value", value)]))))
    }
}

impl Serialize for Schema {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let default = self.said.as_ref().and_then(|said| said.default.as_ref());
        WithFacts { schema: self, default, facts: &Facts::default() }.serialize(serializer)
    }
}

/// A type, the value that stands in where there is none, and what a text says of the values.
struct WithFacts<'a> {
    schema: &'a Schema,
    default: Option<&'a Value>,
    facts: &'a Facts,
}

impl Serialize for WithFacts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { schema, default, facts } = self;
        let mut fields = Fields::of(serializer)?;
        match &schema.kind {
            Kind::Any => {}
            Kind::Boolean => fields.put("type", "boolean")?,
            Kind::Integer => {
                fields.put("type", "integer")?;
                fields.put("format", "int64")?;
            }
            Kind::Unsigned => {
                fields.put("type", "integer")?;
                fields.put("format", "uint64")?;
            }
            Kind::Number => {
                fields.put("type", "number")?;
                fields.put("format", "double")?;
            }
            Kind::String(format) => {
                fields.put("type", "string")?;
                fields.put_some("format", *format)?;
            }
            Kind::Enum(values) => {
                fields.put("type", "string")?;
                fields.put_list("enum", values)?;
            }
            Kind::Array(element) => {
                fields.put("type", "array")?;
                fields.put("items", &WithFacts { schema: element, default: None, facts })?;
            }
            Kind::Object(object) => {
                let Object { properties, required, others } = &**object;
                fields.put("type", "object")?;
                fields.put_list("required", required)?;
                if !properties.is_empty() {
                    fields.put("properties", &Properties(properties))?;
                }
                if !others.is_empty() {
                    fields.put("x-other-properties", &OtherProperties(others))?;
                }
            }
            Kind::Map(value) => {
                fields.put("type", "object")?;
                fields.put("additionalProperties", value)?;
            }
            // `nullable` adds to the `type` beside it, and here there is none.
            Kind::OneOf(_) | Kind::Ref(_) if schema.nullable => {
                let alternative = Schema::from(schema.kind.clone());
                fields.put("anyOf", &[json!(alternative), json!({ "enum": [null] })])?;
            }
            Kind::OneOf(schemas) => fields.put_list("oneOf", schemas)?,
            // Beside a `$ref` nothing else counts.
            Kind::Ref(name) if schema.description.is_some() || schema.said.is_some() => {
                fields.put("allOf", &[Schema::named(name)])?;
            }
            Kind::Ref(name) => fields.put("$ref", &format!("#/components/schemas/{name}"))?,
        }
        if !matches!(schema.kind, Kind::Array(_)) {
            fields.put_list("enum", &facts.values)?;
            fields.put_some("x-open-enum", (!facts.values.is_empty()).then_some(&true))?;
            fields.put_some("minimum", facts.minimum.as_ref())?;
            fields.put_some("maximum", facts.maximum.as_ref())?;
            fields.put_some("minLength", facts.min_length.as_ref())?;
            fields.put_some("maxLength", facts.max_length.as_ref())?;
        }
        if let Some(said) = &schema.said {
            let Said { format, facts, .. } = &**said;
            fields.put_some("format", *format)?;
            fields.put_some("x-open-format", format.is_some().then_some(&true))?;
            fields.put_list("x-extensible-enum", &facts.values)?;
            fields.put_some("minimum", facts.minimum.as_ref())?;
            fields.put_some("maximum", facts.maximum.as_ref())?;
            fields.put_some("minLength", facts.min_length.as_ref())?;
            fields.put_some("maxLength", facts.max_length.as_ref())?;
            fields.put_some("x-required", said.required.then_some(&true))?;
        }
        fields.put_some("default", *default)?;
        let has_type = !matches!(schema.kind, Kind::Any | Kind::OneOf(_) | Kind::Ref(_));
        fields.put_some("nullable", (schema.nullable && has_type).then_some(&true))?;
        fields.put_some("description", schema.description.as_deref())?;
        fields.end()
    }
}

struct OtherProperties<'a>(&'a [OtherProperty]);

impl Serialize for OtherProperties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|other| (&other.name, other)))
    }
}

impl Serialize for OtherProperty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::of(serializer)?;
        fields.put("schema", &self.schema)?;
        fields.put("x-rust-name", &self.rust_name)?;
        fields.end()
    }
}

struct Properties<'a>(&'a [(Box<str>, Schema)]);

impl Serialize for Properties<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, schema)| (name, schema)))
    }
}

impl Serialize for SecurityScheme {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Http { scheme } => json!({ "type": "http", "scheme": scheme }).serialize(serializer),
            Self::ApiKey { name, location } => {
                let location = if *location == Location::Query { "query" } else { "header" };
                json!({ "type": "apiKey", "name": name, "in": location }).serialize(serializer)
            }
            Self::OAuth2 { flow, authorization_url, token_url, scopes } => {
                let mut fields = Map::new();
                if let ("implicit" | "authorizationCode", Some(url)) = (*flow, authorization_url) {
                    fields.insert("authorizationUrl".to_owned(), json!(url));
                }
                if let (true, Some(url)) = (*flow != "implicit", token_url) {
                    fields.insert("tokenUrl".to_owned(), json!(url));
                }
                let scopes: Map<_, _> = scopes.iter().map(|scope| (scope.clone(), json!(""))).collect();
                fields.insert("scopes".to_owned(), scopes.into());
                let flows = if flow.is_empty() { json!({}) } else { json!({ *flow: fields }) };
                json!({ "type": "oauth2", "flows": flows }).serialize(serializer)
            }
        }
    }
}
