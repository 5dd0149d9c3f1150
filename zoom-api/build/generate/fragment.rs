//! What the fragment says of its operations, as far as the client is made of it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::features::Features;
use super::members::{self, Member};

pub const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// The operations, in the fragment's order.
pub struct Fragment {
    pub operations: Vec<Operation>,
    /// What is said of each group.
    pub groups: Vec<Group>,
}

/// A group of methods: a tag.
pub struct Group {
    pub name: String,
    pub description: String,
    /// The feature that it needs, if it needs one.
    pub feature: Option<String>,
}

pub struct Operation {
    pub id: String,
    pub group: String,
    pub method: String,
    pub http_method: String,
    pub path: String,
    pub server: Option<String>,
    pub summary: String,
    pub description: String,
    pub items: Vec<String>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub success: Success,
    /// Whether a success has a member that an error has its code in.
    pub success_has_code: bool,
    pub rate_limit_label: Option<String>,
    pub scopes: Vec<String>,
    pub granular_scopes: Vec<String>,
    pub errors: Vec<ErrorCode>,
    pub pagination: Option<Pagination>,
    pub max_range: Option<MaxRange>,
    pub secrets: Vec<String>,
    /// The member of the response that is a list, if the response is that list.
    pub list: Option<String>,
    /// The members of the list's items that a table can show.
    pub columns: Vec<String>,
    /// Values for an example, by the names of parameters and members.
    pub examples: Vec<(String, String)>,
}

pub struct Parameter {
    pub name: String,
    pub place: Place,
    pub is_required: bool,
    pub json_type: String,
    pub values: Vec<String>,
    pub description: String,
    pub default: Option<String>,
    pub limits: Option<String>,
    /// The keyword and the kinds of app that have to use it.
    pub caller_keyword: Option<(String, Vec<String>)>,
    pub is_double_encoded: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

pub struct Body {
    pub media_type: String,
    pub is_required: bool,
    /// The fields of a form with files.
    pub form: Vec<FormField>,
    /// The members of JSON, or the fields of the form.
    pub members: Vec<Member>,
}

pub struct FormField {
    pub name: String,
    pub is_file: bool,
    pub is_required: bool,
    pub description: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Success {
    Json,
    Empty,
    Bytes,
}

pub struct ErrorCode {
    pub status: u16,
    pub code: Option<String>,
    pub message: String,
    pub variables: Vec<String>,
    pub name: Option<String>,
}

pub struct Pagination {
    pub style: String,
    pub parameter: String,
    pub token: Option<String>,
    pub items: String,
    pub page_size: Option<String>,
}

/// The longest range of dates that an operation serves.
pub struct MaxRange {
    pub from: String,
    pub to: String,
    pub months: u8,
}

impl Fragment {
    /// Reads a fragment.
    ///
    /// # Errors
    ///
    /// If an operation has no ID.
    pub fn read(document: &Value, features: &Features<'_>) -> Result<Self, String> {
        let mut operations = Vec::new();
        for (path, item) in members(&document["paths"]) {
            for (http_method, operation) in members(item).filter(|(name, _)| METHODS.contains(&name.as_str())) {
                operations.push(
                    read_operation(document, path, http_method, item, operation)
                        .ok_or_else(|| format!("{http_method} {path}: has no operation ID"))?,
                );
            }
        }
        let mut groups: Vec<Group> = Vec::new();
        for (_, item) in members(&document["paths"]) {
            for (_, operation) in members(item).filter(|(name, _)| METHODS.contains(&name.as_str())) {
                let name = group_of(operation);
                if groups.iter().all(|group| group.name != name) {
                    let tag = operation["tags"][0].as_str().unwrap_or_default();
                    let tags = document["tags"].as_array().into_iter().flatten();
                    let described = tags.filter(|it| it["name"] == tag).find_map(|it| it["description"].as_str());
                    let description = described.unwrap_or_else(|| tag.rsplit(" / ").next().unwrap_or(tag)).to_owned();
                    groups.push(Group { feature: features.of(&name), name, description });
                }
            }
        }
        groups.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Self { operations, groups })
    }
}

pub fn group_of(operation: &Value) -> String {
    text(&operation["x-sdk-group"]).unwrap_or_else(|| "operations".to_owned())
}

fn read_operation(
    document: &Value,
    path: &str,
    http_method: &str,
    item: &Value,
    operation: &Value,
) -> Option<Operation> {
    let id = text(&operation["operationId"])?;
    let mut parameters: Vec<Parameter> = Vec::new();
    for listed in [&operation["parameters"], &item["parameters"]] {
        for parameter in listed.as_array().into_iter().flatten().filter_map(read_parameter) {
            if parameters.iter().all(|known| (known.place, &known.name) != (parameter.place, &parameter.name)) {
                parameters.push(parameter);
            }
        }
    }
    parameters.sort_by_key(|parameter| parameter.place);
    let content = success_content(operation);
    let success = match content {
        Some((media, _)) if media.ends_with("json") => Success::Json,
        Some(_) => Success::Bytes,
        None => Success::Empty,
    };
    let (scopes, granular_scopes) = scopes(operation);
    let request = &operation["requestBody"];
    let mut secrets = BTreeSet::new();
    for (_, content) in members(&request["content"]).chain(content) {
        gather_secrets(document, &content["schema"], &mut String::new(), &mut Vec::new(), &mut secrets);
    }
    let pagination = read_pagination(&operation["x-pagination"]);
    let paged = pagination.as_ref().map(|it| it.items.clone()).filter(|items| !items.is_empty());
    let list = content.and_then(|(_, content)| paged.or_else(|| members::only_list(document, content)));
    let columns = content.zip(list.as_ref()).map(|((_, content), list)| members::columns(document, content, list));
    let body = read_body(document, request);
    let body_members = body.as_ref().map_or(&[][..], |body| &body.members);
    Some(Operation {
        examples: members::examples(operation, &parameters, body_members),
        list,
        columns: columns.unwrap_or_default(),
        group: group_of(operation),
        method: text(&operation["x-sdk-method"]).unwrap_or_else(|| id.clone()),
        http_method: http_method.to_uppercase(),
        path: path.to_owned(),
        server: text(&operation["servers"][0]["url"]),
        summary: text(&operation["summary"]).unwrap_or_default(),
        description: text(&operation["description"]).unwrap_or_default(),
        items: texts(&operation["x-postman-items"]),
        body,
        success,
        success_has_code: content.is_some_and(|(_, content)| has_code(document, &content["schema"])),
        rate_limit_label: text(&operation["x-rate-limit-label"]),
        errors: errors(operation),
        pagination,
        max_range: read_max_range(&operation["x-max-range"]),
        secrets: secrets.into_iter().collect(),
        id,
        parameters,
        scopes,
        granular_scopes,
    })
}

fn read_parameter(parameter: &Value) -> Option<Parameter> {
    let place = match parameter["x-in"].as_str().or_else(|| parameter["in"].as_str())? {
        "path" => Place::Path,
        "query" => Place::Query,
        "header" => Place::Header,
        "cookie" => Place::Cookie,
        _ => return None,
    };
    let schema = &parameter["schema"];
    let keyword = &parameter["x-caller-keyword"];
    let values = schema["enum"].as_array().or_else(|| schema["items"]["enum"].as_array());
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let limit = |name: &str, words: &str| Some(format!("{words} {}", plain(schema.get(name)?)));
    let limits = [limit("minimum", "at least"), limit("maximum", "at most"), limit("maxLength", "characters at most:")];
    let limits: Vec<_> = limits.into_iter().flatten().collect();
    Some(Parameter {
        name: text(&parameter["name"])?,
        place,
        is_required: place == Place::Path || parameter["required"] == true,
        json_type: text(&schema["type"]).unwrap_or_else(|| "string".to_owned()),
        values: values.into_iter().flatten().map(plain).collect(),
        description: text(&parameter["description"]).unwrap_or_default(),
        default: schema.get("default").map(plain),
        limits: (!limits.is_empty()).then(|| limits.join(", ")),
        caller_keyword: text(&keyword["keyword"]).map(|word| (word, texts(&keyword["required-for"]))),
        is_double_encoded: parameter["x-double-encode"] == true,
    })
}

fn read_body(document: &Value, request: &Value) -> Option<Body> {
    let (media_type, content) = members(&request["content"]).next()?;
    let media_type = text(&request["x-original-media-type"]).unwrap_or_else(|| media_type.clone());
    let form = &request["x-other-content"][&media_type]["schema"];
    let form = if media_type == "multipart/form-data" { form_fields(resolve(document, form)) } else { Vec::new() };
    let members = match form.is_empty() {
        true => members::of_schema(document, &content["schema"]),
        false => members::of_form(&form),
    };
    Some(Body { media_type, is_required: request["required"] == true, form, members })
}

fn form_fields(schema: &Value) -> Vec<FormField> {
    let field = |(name, schema): (&String, &Value)| FormField {
        name: name.clone(),
        is_file: schema["format"] == "binary" || schema["items"]["format"] == "binary",
        is_required: schema["x-required"] == true,
        description: text(&schema["description"]).unwrap_or_default(),
    };
    members(&schema["properties"]).map(field).collect()
}

/// The content of the success: the JSON one if there are several.
pub fn success_content(operation: &Value) -> Option<(&String, &Value)> {
    let successes = members(&operation["responses"]).filter(|(status, _)| status.starts_with('2'));
    let contents = successes.flat_map(|(status, response)| {
        // A 204 has no body, whatever is said of it.
        members(&response["content"]).filter(move |_| status != "204")
    });
    contents.min_by_key(|(media, _)| !media.ends_with("json"))
}

fn has_code(document: &Value, schema: &Value) -> bool {
    let schema = resolve(document, schema);
    let own = members(&schema["properties"]).any(|(name, _)| matches!(name.as_str(), "code" | "errorCode"));
    own || ["allOf", "oneOf", "anyOf"]
        .into_iter()
        .any(|list| schema[list].as_array().into_iter().flatten().any(|part| has_code(document, part)))
}

fn scopes(operation: &Value) -> (Vec<String>, Vec<String>) {
    let (mut classic, mut granular) = (Vec::new(), Vec::new());
    for requirement in operation["security"].as_array().into_iter().flatten() {
        for (scheme, scopes) in members(requirement) {
            let kind = if scheme.ends_with("granular") { &mut granular } else { &mut classic };
            for scope in texts(scopes) {
                if !kind.contains(&scope) {
                    kind.push(scope);
                }
            }
        }
    }
    (classic, granular)
}

fn errors(operation: &Value) -> Vec<ErrorCode> {
    let mut errors = Vec::new();
    for (status, response) in members(&operation["responses"]) {
        // A class or a default names no status.
        let Ok(status) = status.parse::<u16>() else { continue };
        let codes = response["x-error-codes"].as_array();
        for error in codes.into_iter().flatten() {
            errors.push(ErrorCode {
                status,
                code: error["code"]
                    .as_str()
                    .map(str::to_owned)
                    .or_else(|| error["code"].as_i64().map(|it| it.to_string())),
                message: text(&error["message"]).unwrap_or_default(),
                variables: texts(&error["variables"]),
                name: text(&error["name"]),
            });
        }
        if codes.is_none() && !(200..300).contains(&status) {
            let message = text(&response["description"]).unwrap_or_default();
            errors.push(ErrorCode { status, code: None, message, variables: Vec::new(), name: None });
        }
    }
    errors
}

/// Only what says where its items are can be read page by page.
fn read_pagination(pagination: &Value) -> Option<Pagination> {
    Some(Pagination {
        style: text(&pagination["style"])?,
        parameter: text(&pagination["parameter"])?,
        token: text(&pagination["token"]),
        items: text(&pagination["items"]).unwrap_or_default(),
        page_size: text(&pagination["page-size"]),
    })
}

/// A range of less than a month is none that the client can split.
fn read_max_range(range: &Value) -> Option<MaxRange> {
    let months = u8::try_from(range["months"].as_u64()?).ok().filter(|months| *months > 0)?;
    Some(MaxRange { from: text(&range["from"])?, to: text(&range["to"])?, months })
}

/// Gathers the paths of the secrets in a schema.
fn gather_secrets(
    document: &Value,
    schema: &Value,
    path: &mut String,
    above: &mut Vec<String>,
    found: &mut BTreeSet<String>,
) {
    if !schema.is_object() {
        return;
    }
    let name = schema["$ref"].as_str().and_then(schema_name);
    if let Some(name) = name {
        // A type that holds itself has its secrets at the first level.
        if above.iter().any(|it| it == name) || above.len() > 16 {
            return;
        }
        above.push(name.to_owned());
    }
    let own = resolve(document, schema);
    if own["format"] == "password" {
        found.insert(path.clone());
    }
    let length = path.len();
    for (name, member) in members(&own["properties"]) {
        path.push_str(if length == 0 { "" } else { "." });
        path.push_str(name);
        gather_secrets(document, member, path, above, found);
        path.truncate(length);
    }
    for (inner, mark) in [(&own["items"], "[]"), (&own["additionalProperties"], ".*")] {
        path.push_str(mark);
        gather_secrets(document, inner, path, above, found);
        path.truncate(length);
    }
    for list in ["allOf", "oneOf", "anyOf"] {
        for part in own[list].as_array().into_iter().flatten() {
            gather_secrets(document, part, path, above, found);
        }
    }
    if name.is_some() {
        above.pop();
    }
}

/// The schema that a reference leads to.
pub fn resolve<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match schema["$ref"].as_str().and_then(schema_name) {
        Some(name) => &document["components"]["schemas"][name],
        None => schema,
    }
}

/// The name in `#/components/schemas/Name`.
pub fn schema_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/")
}

pub fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(text).collect()
}
