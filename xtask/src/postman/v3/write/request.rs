//! A request: that of an item, or that of an example.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::table::{self, Entry};
use super::{address, body, put};
use crate::postman::model::{Auth, Item, Request};

/// The fields of an item's request. `value` is the item as its file has it.
pub(super) fn fields(item: &Item, value: &Value, stem: &str, lost: &mut BTreeSet<String>) -> Map<String, Value> {
    let request = item.request.as_deref().cloned().unwrap_or_default();
    let graphql = request.body.as_ref().filter(|body| body.mode() == Some("graphql") && !body.disabled);
    let mut fields = Map::new();
    let kind = if graphql.is_some() { "graphql-request" } else { "http-request" };
    fields.insert("$kind".to_owned(), kind.into());
    let name = item.name.as_deref().unwrap_or_default();
    put(&mut fields, "name", (name != stem).then(|| name.into()));
    let description = request.description.as_ref().or(item.description.as_ref());
    put(&mut fields, "description", description.map(|text| text.as_str().into()));
    let over_http = Request { body: request.body.clone().filter(|_| graphql.is_none()), ..request.clone() };
    let sent = sent(&over_http, &value["request"], lost);
    match graphql {
        Some(body) => {
            let method = request.method.as_deref().unwrap_or("GET");
            if !method.eq_ignore_ascii_case("POST") {
                lost.insert(format!("the method {method:?} of a GraphQL request"));
            }
            let is_of_http = |name: &str| matches!(name, "method" | "body");
            fields.extend(sent.into_iter().filter(|(name, _)| !is_of_http(name)));
            let graphql = body.graphql.clone().unwrap_or_default();
            fields.insert("query".to_owned(), graphql["query"].as_str().unwrap_or_default().into());
            for name in ["variables", "operationName"] {
                put(&mut fields, name, graphql.get(name).filter(|value| !value.is_null()).cloned());
            }
        }
        None => fields.extend(sent),
    }
    put(&mut fields, "auth", request.auth.as_deref().or(item.auth.as_deref()).map(auth));
    // Variables of an item have no place in the format, and no effect in Postman; here they tell what its address is.
    put(&mut fields, "x-variables", table::write(item.variable.iter().map(Entry::from)));
    put(&mut fields, "scripts", scripts(&value["event"]));
    put(&mut fields, "settings", settings(&value["protocolProfileBehavior"]));
    if let Some(others) = value.as_object() {
        const KNOWN: [&str; 14] = [
            "name",
            "description",
            "request",
            "response",
            "event",
            "protocolProfileBehavior",
            "auth",
            "variable",
            "id",
            "uid",
            "isFolder",
            "owner",
            "createdAt",
            "updatedAt",
        ];
        let others = others.keys().filter(|name| !KNOWN.contains(&name.as_str()) && !name.starts_with('_'));
        lost.extend(others.map(|name| format!("`{name}`")));
    }
    fields
}

/// What is sent. `value` is the request as its file has it.
pub(super) fn sent(request: &Request, value: &Value, lost: &mut BTreeSet<String>) -> Map<String, Value> {
    let mut fields = Map::new();
    let url = request.url.as_ref();
    fields.insert("url".to_owned(), url.map(address::text).unwrap_or_default().into());
    fields.insert("method".to_owned(), request.method.as_deref().unwrap_or("GET").into());
    put(
        &mut fields,
        "headers",
        table::write(request.header.iter().map(Entry::from).map(|entry| Entry {
            // A header has a value, be it an empty one.
            value: entry.value.or(Some("")),
            ..entry
        })),
    );
    if let Some(url) = url {
        put(&mut fields, "queryParams", table::write(url.query.iter().map(Entry::from)));
        put(&mut fields, "pathVariables", table::write(url.variable.iter().map(Entry::from)));
    }
    put(&mut fields, "body", request.body.as_ref().and_then(|body| body::write(body, &value["body"], lost)));
    fields
}

/// An authorization: a mapping of its settings.
fn auth(auth: &Auth) -> Value {
    let mut fields = Map::from_iter([("type".to_owned(), Value::from(auth.kind.as_str()))]);
    if !auth.settings.is_empty() {
        fields.insert("credentials".to_owned(), Value::Object(auth.settings.clone()));
    }
    Value::Object(fields)
}

fn scripts(events: &Value) -> Option<Value> {
    let mut scripts = Vec::new();
    for event in events.as_array().into_iter().flatten() {
        let script = &event["script"];
        let code = match &script["exec"] {
            Value::String(text) => text.clone(),
            Value::Array(lines) => lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"),
            _ => String::new(),
        };
        if code.trim().is_empty() {
            continue;
        }
        let kind = match event["listen"].as_str().unwrap_or_default() {
            "prerequest" => "beforeRequest",
            "test" => "afterResponse",
            other => other,
        };
        let language = script["type"].as_str().unwrap_or("text/javascript");
        scripts.push(json!({ "type": kind, "code": code, "language": language }));
    }
    (!scripts.is_empty()).then(|| scripts.into())
}

fn settings(behavior: &Value) -> Option<Value> {
    let mut settings = Map::new();
    for (name, value) in behavior.as_object()? {
        let value = match (name.as_str(), value) {
            // The format has no place for it, and it says nothing about an API.
            ("disableBodyPruning", _) => continue,
            ("disabledSystemHeaders", Value::Object(names)) => {
                names.iter().filter(|(_, is_off)| **is_off == true).map(|(name, _)| name.as_str()).collect()
            }
            (_, value) => value.clone(),
        };
        settings.insert(name.clone(), value);
    }
    (!settings.is_empty()).then_some(Value::Object(settings))
}
