//! An address: the one text of schema 3.0.0, and the parts that v2.1 has beside it.

use serde_json::{Map, Value, json};

use crate::postman::model::Url;
use crate::postman::v3::query;

/// The text of an address. Its parts go before its `raw`, which is a copy of them.
pub(super) fn text(url: &Url) -> String {
    let raw = url.raw.as_deref().unwrap_or_default().trim();
    let has_parts = !url.host.is_empty() || url.path.as_ref().is_some_and(|path| !path.is_empty());
    if !has_parts {
        return raw.to_owned();
    }
    let (before, behind) = raw.split_at(end_of_path(raw));
    let mut text = joined(url, url.protocol.as_deref());
    // A variable may hold the protocol as well: then the text says whether there is one before it.
    let is_variable = url.host.first().is_some_and(|host| host.starts_with("{{"));
    if before.trim_end_matches('/') == text.trim_end_matches('/') || is_variable && before == joined(url, None) {
        before.clone_into(&mut text);
    }
    // Beside parts the text says nothing about the query that its list does not.
    let is_sent = |pair: &str| {
        let key = pair.split('=').next().unwrap_or_default();
        url.query.iter().any(|parameter| parameter.key.as_deref() == Some(key))
    };
    if query::pairs(raw).all(is_sent) && !url.query.is_empty() && !behind.is_empty() {
        return text + behind;
    }
    let sent = url.query.iter().filter(|parameter| !parameter.disabled && parameter.key.is_some());
    for (number, parameter) in sent.enumerate() {
        text.push(if number == 0 { '?' } else { '&' });
        text.push_str(parameter.key.as_deref().unwrap_or_default());
        if let Some(value) = &parameter.value {
            text.extend(["=", value]);
        }
    }
    text
}

fn joined(url: &Url, protocol: Option<&str>) -> String {
    let host = url.host.join(".");
    let mut text = String::new();
    if let Some(protocol) = protocol.filter(|protocol| !protocol.is_empty() && !host.contains("://")) {
        text.extend([protocol.trim_end_matches("://"), "://"]);
    }
    text.push_str(&host);
    if let Some(port) = &url.port {
        text.extend([":", port]);
    }
    for segment in url.path.iter().flatten() {
        text.push('/');
        text.push_str(segment);
    }
    text
}

/// Where the query or the fragment begins; marks in `{{…}}` are of the variable's name.
fn end_of_path(text: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find(['?', '#', '{']).map(|at| from + at) {
        match text[at..].strip_prefix("{{").and_then(|inner| inner.find("}}")) {
            Some(end) => from = at + "{{".len() + end + "}}".len(),
            None if text[at..].starts_with('{') => from = at + 1,
            None => return at,
        }
    }
    text.len()
}

/// Gives each address of an item the parts that Postman reads it by in v2.1.
pub(crate) fn complete(item: &mut Value) {
    let requests = item["response"].as_array_mut().into_iter().flatten().map(|example| &mut example["originalRequest"]);
    requests.for_each(complete_request);
    complete_request(&mut item["request"]);
}

fn complete_request(request: &mut Value) {
    let Some(url) = request.get_mut("url").and_then(Value::as_object_mut) else { return };
    let Some(raw) = url.get("raw").and_then(Value::as_str).map(str::to_owned) else { return };
    if url.contains_key("host") || url.contains_key("path") {
        return;
    }
    let mut whole = Map::from_iter([("raw".to_owned(), Value::from(raw.as_str()))]);
    let rest = &raw[..end_of_path(&raw)];
    let (protocol, rest) = rest.split_once("://").map_or((None, rest), |(protocol, rest)| (Some(protocol), rest));
    let mut pieces = in_pieces(rest, '/').into_iter();
    let authority = pieces.next().unwrap_or_default();
    let path: Vec<_> = pieces.collect();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && !port.contains(['}', ']', '@']) => (host, Some(port)),
        _ => (authority, None),
    };
    let parts = [
        ("protocol", protocol.map(Value::from)),
        ("host", (!host.is_empty()).then(|| json!(in_pieces(host, '.')))),
        ("port", port.map(Value::from)),
        ("path", (!path.is_empty()).then(|| json!(path))),
    ];
    whole.extend(parts.into_iter().filter_map(|(name, part)| Some((name.to_owned(), part?))));
    let mut others = std::mem::take(url);
    let listed = others.remove("query").and_then(|listed| listed.as_array().cloned()).unwrap_or_default();
    let query = query::merge(&raw, listed);
    if !query.is_empty() {
        whole.insert("query".to_owned(), query.into());
    }
    whole.extend(others.into_iter().filter(|(name, _)| name != "raw"));
    if let Some(fragment) =
        raw.get(end_of_path(&raw)..).and_then(|rest| rest.split_once('#')).map(|(_, fragment)| fragment)
    {
        whole.insert("hash".to_owned(), fragment.into());
    }
    *url = whole;
}

/// Cuts at a mark outside of variables.
fn in_pieces(text: &str, mark: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            c if c == mark && depth == 0 => {
                pieces.push(&text[start..at]);
                start = at + mark.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        for (url, expected) in [
            (json!("https://h.io/a?b=1#c"), "https://h.io/a?b=1#c"),
            (json!({ "raw": "https://h.io/a" }), "https://h.io/a"),
            (json!({ "raw": "h.io/a", "protocol": "https", "host": ["h", "io"], "path": ["a"] }), "https://h.io/a"),
            (json!({ "raw": "{{h}}/a", "protocol": "https", "host": ["{{h}}"], "path": ["a"] }), "{{h}}/a"),
            (
                json!({ "raw": "https://old.io/a?b=1", "protocol": "http", "host": ["new", "io"], "path": ["a"] }),
                "http://new.io/a",
            ),
            (
                json!({ "protocol": "https", "host": ["{{h}}"], "port": "8080", "path": ["a", ":id"] }),
                "https://{{h}}:8080/a/:id",
            ),
            (
                json!({ "host": "{{base}}", "path": "/a/b", "query": [{ "key": "c" }, { "key": "d", "value": "1" }, { "key": "e", "disabled": true }] }),
                "{{base}}/a/b?c&d=1",
            ),
            (json!({ "raw": "{{a?b}}/c?d", "host": ["{{a?b}}"], "path": ["c"] }), "{{a?b}}/c"),
            (json!({ "raw": "/c?d=%20#e", "path": ["c"], "query": [{ "key": "d" }] }), "/c?d=%20#e"),
            (json!({ "raw": "/c?d=1&old=2", "path": ["c"], "query": [{ "key": "d", "value": "1" }] }), "/c?d=1"),
            (json!({}), ""),
        ] {
            let read: Url = serde_json::from_value(url.clone()).unwrap();
            assert_eq!(text(&read), expected, "{url}");
        }
    }

    #[test]
    fn parts() {
        for (raw, expected) in [
            (
                "https://api.h.io:8080/a/:id?b=1#c",
                json!({ "protocol": "https", "host": ["api", "h", "io"], "port": "8080", "path": ["a", ":id"], "query": [{ "key": "b", "value": "1" }], "hash": "c" }),
            ),
            ("{{base.url}}/a/{{b/c}}/", json!({ "host": ["{{base.url}}"], "path": ["a", "{{b/c}}", ""] })),
            ("https://{{host}}", json!({ "protocol": "https", "host": ["{{host}}"] })),
            ("/a", json!({ "path": ["a"] })),
        ] {
            let mut item = json!({ "request": { "url": { "raw": raw } } });
            complete(&mut item);
            let mut expected = expected;
            expected["raw"] = raw.into();
            assert_eq!(item["request"]["url"], expected, "{raw}");
            // Both say the same.
            let read: Url = serde_json::from_value(item["request"]["url"].clone()).unwrap();
            assert_eq!(text(&read), raw);
        }
    }
}
