//! What a body or an item of a list has at its first level, for what is made of JSON by name: flags, columns.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fragment::{FormField, Parameter, Place, members, resolve};

/// A member of the request body.
pub struct Member {
    pub name: String,
    /// Empty if it may be any.
    pub json_type: String,
    /// The type of the items of an array.
    pub item_type: String,
    pub is_required: bool,
    pub is_secret: bool,
    pub is_file: bool,
    pub values: Vec<String>,
    pub description: String,
}

/// The members of a JSON body, or of one of its parts.
pub fn of_schema(document: &Value, schema: &Value) -> Vec<Member> {
    let mut found: Vec<Member> = Vec::new();
    gather(document, schema, &mut found, 0);
    let mut seen = BTreeSet::new();
    found.retain(|member| seen.insert(member.name.clone()));
    found
}

fn gather(document: &Value, schema: &Value, found: &mut Vec<Member>, depth: usize) {
    if depth > 8 {
        return;
    }
    let own = resolve(document, schema);
    let required = own["required"].as_array();
    let is_listed = |name: &str| required.into_iter().flatten().any(|it| it == name);
    for (name, member) in members(&own["properties"]) {
        let plain = not_null(document, member);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let described = [&member["description"], &plain["description"]].into_iter().find(|it| it.is_string());
        let lists = [&plain["enum"], &plain["x-extensible-enum"]];
        let items = not_null(document, &plain["items"]);
        let lists = lists.into_iter().chain([&items["enum"], &items["x-extensible-enum"]]);
        let values = lists.filter_map(Value::as_array).flatten().filter(|it| !it.is_null());
        found.push(Member {
            json_type: text(&plain["type"]),
            item_type: text(&items["type"]),
            is_required: member["x-required"] == true || is_listed(name),
            is_secret: plain["format"] == "password",
            is_file: false,
            values: values.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect(),
            description: described.map(text).unwrap_or_default(),
            name: name.clone(),
        });
    }
    for part in own["allOf"].as_array().into_iter().flatten() {
        gather(document, part, found, depth + 1);
    }
}

/// The fields of a form as members.
pub fn of_form(fields: &[FormField]) -> Vec<Member> {
    let member = |field: &FormField| Member {
        name: field.name.clone(),
        json_type: "string".to_owned(),
        item_type: String::new(),
        is_required: field.is_required,
        is_secret: false,
        is_file: field.is_file,
        values: Vec::new(),
        description: field.description.clone(),
    };
    fields.iter().map(member).collect()
}

/// A schema without the reference that it is, without the null that it may be, and the first of several.
fn not_null<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    let mut own = resolve(document, schema);
    // A type that may be null can itself be one of several: an integer or a string.
    for _ in 0..8 {
        let alternatives = own["anyOf"].as_array().or_else(|| own["oneOf"].as_array());
        let mut others = alternatives.into_iter().flatten().map(|it| resolve(document, it));
        let Some(first) = others.find(|it| it["enum"] != serde_json::json!([null])) else { break };
        own = first;
    }
    own
}

/// The members of the items of a list: what a cell can show first, then secrets, lists and objects.
pub fn columns(document: &Value, content: &Value, items: &str) -> Vec<String> {
    let list = not_null(document, &resolve(document, &content["schema"])["properties"][items]);
    let mut members = of_schema(document, &list["items"]);
    members.sort_by_key(|member| match member.json_type.as_str() {
        "" | "object" => 3,
        "array" => 2,
        _ => u8::from(member.is_secret),
    });
    members.into_iter().map(|member| member.name).collect()
}

/// The list of a response that has one, and nothing else that is of interest.
pub fn only_list(document: &Value, content: &Value) -> Option<String> {
    let schema = resolve(document, &content["schema"]);
    let is = |member: &Value, kind: &str| not_null(document, member)["type"] == kind;
    let of_page = |name: &str| {
        matches!(name, "next_page_token" | "from" | "to" | "year" | "month" | "timezone")
            || name.starts_with("page_")
            || name.starts_with("total_")
    };
    let mut others = members(&schema["properties"]).filter(|(name, _)| !of_page(name));
    let (name, list) = others.next()?;
    let is_list = is(list, "array") && is(&not_null(document, list)["items"], "object");
    (is_list && others.next().is_none()).then(|| name.clone())
}

/// Values for an example of a call: of what it requires, or of one member of its body.
pub fn examples(operation: &Value, parameters: &[Parameter], body: &[Member]) -> Vec<(String, String)> {
    let listed = operation["parameters"].as_array();
    let mut examples = Vec::new();
    for parameter in parameters.iter().filter(|it| it.is_required) {
        let place = match parameter.place {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header | Place::Cookie => "header",
        };
        let mut of_name = listed.into_iter().flatten().filter(|it| it["name"] == parameter.name && it["in"] == place);
        if let Some(value) = of_name.next().and_then(|it| short(&it["example"])) {
            examples.push((parameter.name.clone(), value));
        }
    }
    let Some((_, content)) = members(&operation["requestBody"]["content"]).next() else { return examples };
    let first = members(&content["examples"]).map(|(_, it)| &it["value"]).next();
    let example = content.get("example").or(first).unwrap_or(&Value::Null);
    let shown = |member: &&Member| short(&example[&member.name]).map(|value| (member.name.clone(), value));
    let required: Vec<_> = body.iter().filter(|it| it.is_required).collect();
    if required.is_empty() {
        const TELLING: [&str; 6] = ["topic", "name", "title", "message", "email", "action"];
        let telling = TELLING.iter().find_map(|name| body.iter().find(|it| it.name == *name));
        let plain =
            || body.iter().find(|it| !it.is_secret && !matches!(it.json_type.as_str(), "array" | "object" | ""));
        let any = || body.iter().find(|it| shown(it).is_some());
        let member = telling.filter(|it| shown(it).is_some()).or_else(plain).or_else(any);
        examples.extend(member.iter().filter_map(shown));
    } else {
        examples.extend(required.iter().filter_map(shown));
    }
    examples
}

/// A value as it is written on a command line, unless nobody would; of a list its first item.
fn short(value: &Value) -> Option<String> {
    let text = match value {
        Value::Null => return None,
        Value::String(text) => text.clone(),
        Value::Array(items) => return short(items.first()?),
        value => value.to_string(),
    };
    (text.len() <= 90).then_some(text)
}
