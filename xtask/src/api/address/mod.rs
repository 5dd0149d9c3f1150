//! The address of a request: where it is served, its path and its query.
//!
//! - `variables`: what stands for what, and which of it is a piece of the path
//! - `server`: the server that a base stands for
//! - `query`: what is asked for behind the path

mod query;
mod server;
mod variables;

use std::borrow::Cow;

pub use self::query::{Query, decode};
use self::query::{cut_query, query};
use self::server::{foreign_scheme, server};
use self::variables::{LONGEST, expand_versions, is_version, resolve};
pub use self::variables::{Nothing, Variables};
use super::model::Server;
use super::path::PathTemplate;
use crate::postman::model::Url;

/// An address, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Address<'u> {
    /// The server, or none where the address starts with its path.
    pub server: Option<Server>,
    /// Whether a name or a password stood before the host; they are not kept.
    pub had_credentials: bool,
    /// The scheme, if it is not HTTP's.
    pub foreign_scheme: Option<String>,
    /// The path below the server.
    pub path: PathTemplate,
    /// The query as the file lists it, or as it stands in the text.
    pub query: Vec<Query<'u>>,
}

impl<'u> Address<'u> {
    /// Takes an address apart; `None` where there is nothing of an address in it.
    pub fn read(url: &'u Url, variables: &impl Variables) -> Option<Self> {
        let text = whole(url, variables)?;
        // The query may be beside it or in it: what is blank before it is no part of the path in either.
        let (text, raw_query) = cut_query(text.trim());
        let text = text.trim_end();
        if text.is_empty() && raw_query.is_none() {
            return None;
        }
        let text = with_scheme(text);
        let (base, path) = split_base(&text);
        let (base, path) = move_into_path(base, path, variables);
        let (path, query_of_path) = cut_query(&path);
        let (server, had_credentials) = server(base, variables);
        let mut resolved = String::new();
        resolve(base, variables, 0, &mut resolved);
        let foreign_scheme = foreign_scheme(&resolved).map(str::to_owned);
        let known: Vec<_> = url.variable.iter().filter_map(|variable| variable.key()).collect();
        let path = expand_versions(path, variables);
        let segments = path.trim_start_matches('/');
        let path =
            if segments.is_empty() { PathTemplate::default() } else { PathTemplate::read(segments.split('/'), &known) };
        let raw_query = [query_of_path, raw_query].into_iter().flatten().collect::<Vec<_>>().join("&");
        Some(Self { server, had_credentials, foreign_scheme, path, query: query(&url.query, Some(&raw_query)) })
    }

    /// Moves a path under which all of an API is served from the start of the path into the server, where that is but
    /// a host: `https://h.io` and `/v2/users` are `https://h.io/v2` and `/users`.
    pub fn move_into_server(&mut self, base: &str) {
        let Some(server) = &mut self.server else { return };
        let host = server.url.split_once("://").map_or(server.url.as_str(), |(_, host)| host);
        if !host.contains('/') && self.path.take_first(base.trim_start_matches('/')) {
            server.url.push_str(base);
        }
    }
}

/// What an address asks for behind its path.
pub fn asked(url: &Url) -> Vec<Query<'_>> {
    let text = whole(url, &Nothing).unwrap_or_default();
    let (_, raw_query) = cut_query(text.trim());
    query(&url.query, raw_query)
}

/// The text of an address; its query may be beside it.
fn whole<'u>(url: &'u Url, variables: &impl Variables) -> Option<Cow<'u, str>> {
    match &url.path {
        Some(path) if !url.host.is_empty() || !path.is_empty() => Some(structured(url, path, variables).into()),
        _ if !url.host.is_empty() => Some(structured(url, &[], variables).into()),
        _ => url.raw.as_deref().map(Cow::Borrowed),
    }
}

fn structured(url: &Url, path: &[String], variables: &impl Variables) -> String {
    let mut text = String::new();
    let host = url.host.join(".");
    let protocol = url.protocol.as_deref().unwrap_or_default().trim_end_matches([':', '/']);
    if !protocol.is_empty() && !has_scheme(&host, protocol, url.raw.as_deref(), variables) {
        text.extend([protocol, "://"]);
    }
    text.push_str(&host);
    if let Some(port) = url.port.as_deref().filter(|port| !port.trim().is_empty()) {
        text.extend([":", port]);
    }
    for segment in path {
        text.push('/');
        text.push_str(segment);
    }
    text
}

/// Gives an address that starts with its host (`//api.example.com/a`) the scheme that it takes from a page.
fn with_scheme(text: &str) -> Cow<'_, str> {
    let host = text.strip_prefix("//").and_then(|rest| rest.split('/').next());
    match host {
        Some(host) if host.contains(['.', '{']) => format!("https:{text}").into(),
        _ => text.into(),
    }
}

/// Whether the scheme stands in the host: there, or in the variable that it starts with. A variable without a value has it
/// where the address as it was typed has none before it.
fn has_scheme(host: &str, protocol: &str, raw: Option<&str>, variables: &impl Variables) -> bool {
    let Some((name, _)) = host.strip_prefix("{{").and_then(|rest| rest.split_once("}}")) else {
        return host.contains("://");
    };
    match variables.value(name.trim()) {
        Some(value) => value.contains("://"),
        None => raw.is_some_and(|raw| !raw.trim().is_empty() && !raw.trim_start().starts_with(protocol)),
    }
}

/// Parts the base from the path: the base is a scheme and host, or a variable, or a bare host.
fn split_base(text: &str) -> (&str, &str) {
    let authority = authority(text);
    let first = text.split('/').next().unwrap_or_default();
    if authority == 0 && !first.contains(['.', '{']) && !first.starts_with("localhost") {
        return ("", text);
    }
    // A slash within `{{a/b}}` is of the variable's name.
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().skip(authority) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'/' if depth == 0 => return text.split_at(at),
            _ => {}
        }
    }
    (text, "")
}

/// Where the host starts: behind the scheme, or behind the variable that has it (`{{protocol}}//{{host}}`).
fn authority(text: &str) -> usize {
    let scheme = text.find("://").map(|at| (at, at + "://".len()));
    let variable = text.find("}}//").map(|at| (at, at + "}}//".len()));
    let before =
        |at: &usize| text[..*at].starts_with("{{") && !text[..*at].contains("}}") || !text[..*at].contains('/');
    [scheme, variable].into_iter().flatten().filter(|(at, _)| before(at)).map(|(_, end)| end).min().unwrap_or(0)
}

/// Takes a variable out of the base that has the path in it (`{{baseUrl}}{{path}}`), with all that follows it there; or what
/// follows a variable that ends in a slash (`{{baseUrl}}users`).
fn move_into_path<'t>(base: &'t str, path: &'t str, variables: &impl Variables) -> (&'t str, Cow<'t, str>) {
    let mut from = authority(base);
    while let Some(start) = base[from..].find("{{").map(|at| from + at) {
        let Some(end) = base[start..].find("}}").map(|at| start + at) else { break };
        from = end + "}}".len();
        let before = &base[..start];
        let name = base[start + "{{".len()..end].trim();
        let ends_in_slash = || {
            let value = variables.value(name).map_or("", str::trim);
            value.ends_with('/') && !value.ends_with("://")
        };
        if base[from..].starts_with(|c: char| c.is_alphanumeric()) && ends_in_slash() {
            return (&base[..from], format!("/{}{path}", &base[from..]).into());
        }
        if !before.ends_with("}}") {
            continue;
        }
        let host_is_whole = || {
            // What is before it is read again for each variable.
            if before.len() > LONGEST {
                return false;
            }
            let mut resolved = String::new();
            resolve(before, variables, 0, &mut resolved);
            resolved.split_once("://").is_some_and(|(_, host)| !host.is_empty() && !host.contains("{{"))
        };
        let is_path = match variables.value(name).map(str::trim).filter(|value| !value.is_empty()) {
            Some(value) => value.starts_with('/') && !is_base(value),
            None => host_is_whole() || says_path(name),
        };
        if is_path {
            let mut moved = String::new();
            resolve(&base[start..], variables, 0, &mut moved);
            let slash = if moved.starts_with('/') { "" } else { "/" };
            return (before, format!("{slash}{moved}{path}").into());
        }
    }
    (base, path.into())
}

/// Whether a piece of a path is where APIs are served: `/v1`, `/api/v2`.
fn is_base(value: &str) -> bool {
    let is_part = |part: &str| is_version(part) || matches!(part, "api" | "rest" | "public");
    value.trim_matches('/').split('/').all(is_part)
}

/// Whether the name of a variable says that a path is in it.
fn says_path(name: &str) -> bool {
    const PATHS: [&str; 6] = ["path", "uri", "endpoint", "route", "resource", "pathname"];
    super::identifiers::words(name).iter().any(|word| PATHS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Values(&'static [(&'static str, &'static str)]);

    impl Variables for Values {
        fn value(&self, name: &str) -> Option<&str> {
            self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
        }
    }

    /// An address as `server | path | query`.
    #[track_caller]
    fn check(url: serde_json::Value, values: &'static [(&'static str, &'static str)], expected: &str) {
        let read: Url = serde_json::from_value(url.clone()).unwrap();
        let found = Address::read(&read, &Values(values)).map(|address| {
            let query = address.query.iter().map(|query| {
                query.value.as_ref().map_or_else(|| query.name.clone(), |value| format!("{}={value}", query.name))
            });
            let server = address.server.map(|server| server.url).unwrap_or_default();
            format!("{server} | {} | {}", address.path, query.collect::<Vec<_>>().join("&"))
        });
        assert_eq!(found.as_deref().unwrap_or("none"), expected, "{url}");
    }

    #[test]
    fn texts() {
        for (url, expected) in [
            ("", "none"),
            ("https://h.io", "https://h.io | / | "),
            ("https://h.io:8080/a/?x=1&y&x=2&=3", "https://h.io:8080 | /a/ | x=1&y&x=2"),
            ("h.io/a", "https://h.io | /a | "),
            (" https://h.io/a b \t?x=1 ", "https://h.io | /a%20b | x=1"),
            ("https://h.io/ ?x", "https://h.io | / | x"),
            ("localhost:80/a", "http://localhost:80 | /a | "),
            ("127.0.0.1/a", "http://127.0.0.1 | /a | "),
            ("/a/b", " | /a/b | "),
            ("//h.io/a", "https://h.io | /a | "),
            ("//a/b", " | /a/b | "),
            ("HTTPS://API.h.io:80/A", "https://api.h.io:80 | /A | "),
            ("a/b", " | /a/b | "),
            ("?x=1", " | / | x=1"),
            ("https://h.io/a#part?x=1", "https://h.io | /a | "),
            ("https://h.io/{{a?b}}?x=%C3%A9&z=%zz", "https://h.io | /{a_b} | x=é&z=%zz"),
            ("https://h.io/{{#a}}#part", "https://h.io | /{_a} | "),
            ("https://me:hunter2@h.io/a", "https://h.io | /a | "),
        ] {
            check(json!(url), &[], expected);
        }
    }

    #[test]
    fn variables_in_the_base_and_in_the_path() {
        for (url, expected) in [
            ("{{open}}/a", "{open} | /a | "),
            ("https://{{open}}.{{open}}/a", "https://{open}.{open_2} | /a | "),
            ("{{base}}/a", "https://h.io/v1 | /a | "),
            ("{{ base }}/a", "https://h.io/v1 | /a | "),
            ("{{outer}}/a", "https://h.io/v1/x | /a | "),
            ("{{cycle}}/a", "{cycle} | /a | "),
            ("{{a/b}}/c", "{a_b} | /c | "),
            ("{{}}/c", "{host} | /c | "),
            ("{{host}}{{path}}", "https://h.io | /c/d | "),
            ("{{base}}{{path}}/e?x", "https://h.io/v1 | /c/d/e | x"),
            ("{{host}}{{asked}}&y", "https://h.io | /c | x&y"),
            ("{{host}}{{v}}/c", "https://h.io/v2 | /c | "),
            ("{{host}}{{open}}/c", "https://h.io | /{open}/c | "),
            ("{{a}}{{path_b}}", "{a} | /{path_b} | "),
            ("{{a}}{{b}}/c", "{a}{b} | /c | "),
            ("{{protocol}}//{{name}}/c", "https://h.io | /c | "),
            ("{{scheme}}//{{name}}/c", "https://h.io | /c | "),
            ("{{scheme}}://{{name}}:{{port}}/c", "https://h.io:{port} | /c | "),
            ("{{prefix}}{{name}}/c", "https://h.io | /c | "),
            ("{{prefix}}h.io/c", "https://h.io | /c | "),
            ("{{base}}users/{{id}}", "https://h.io/v1 | /users/{id} | "),
            ("{{base}}users?x=1", "https://h.io/v1 | /users | x=1"),
            ("{{open}}//{{b}}/c", "{open}//{b} | /c | "),
            ("{{t}}.h.io/c", "https://{t}.h.io | /c | "),
            ("https://h.io/to/https://i.io", "https://h.io | /to/https://i.io | "),
            ("{{host}}/to/https://i.io", "https://h.io | /to/https://i.io | "),
            ("https://h.io/{{version}}/{{id}}", "https://h.io | /v2/{id} | "),
            ("https://h.io/{{two}}/c", "https://h.io | /a/b/c | "),
        ] {
            let values = &[
                ("base", " https://h.io/v1/ "),
                ("outer", "{{base}}x"),
                ("cycle", "{{cycle}}"),
                ("host", "https://h.io"),
                ("path", "/c/d"),
                ("asked", "/c?x"),
                ("v", "/v2"),
                ("protocol", "https:"),
                ("scheme", "https"),
                ("prefix", "https://"),
                ("name", "h.io"),
                ("version", "v2"),
                ("two", "/a/b/"),
                ("id", "7"),
            ];
            check(json!(url), values, expected);
        }
    }

    #[test]
    fn schemes_beside_http() {
        for (url, expected) in [
            ("ws://h.io/a", Some("ws")),
            ("{{socket}}/a", Some("wss")),
            ("file:///tmp/a", Some("file")),
            ("HTTP://h.io/a", None),
            ("{{open}}://h.io/a", None),
            ("{{open}}/a", None),
        ] {
            let url: Url = serde_json::from_value(json!(url)).unwrap();
            let address = Address::read(&url, &Values(&[("socket", "wss://h.io")])).unwrap();
            assert_eq!(address.foreign_scheme.as_deref(), expected, "{url:?}");
        }
    }

    #[test]
    fn a_base_in_the_path() {
        for (url, expected) in [
            ("https://h.io/v2/users", "https://h.io/v2 /users"),
            ("https://h.io/v2", "https://h.io/v2 /"),
            ("https://h.io/v3/users", "https://h.io /v3/users"),
            ("https://h.io/v2x/users", "https://h.io /v2x/users"),
            ("{{open}}/v2/users", "{open}/v2 /users"),
            ("{{based}}/v2/users", "https://h.io/v2 /v2/users"),
            ("/v2/users", "- /v2/users"),
        ] {
            let url: Url = serde_json::from_value(json!(url)).unwrap();
            let mut address = Address::read(&url, &Values(&[("based", "https://h.io/v2")])).unwrap();
            address.move_into_server("/v2");
            let server = address.server.map_or_else(|| "-".to_owned(), |server| server.url);
            assert_eq!(format!("{server} {}", address.path), expected);
        }
    }

    #[test]
    fn parts() {
        let raw = "https://other.io/raw?x=1";
        for (url, expected) in [
            (json!({ "raw": raw }), "https://other.io | /raw | x=1"),
            (json!({ "raw": raw, "host": [], "path": [] }), "https://other.io | /raw | x=1"),
            (json!({ "raw": raw, "host": ["h", "io"], "path": ["a"] }), "https://h.io | /a | "),
            (json!({ "protocol": "http", "host": "h.io", "port": 81, "path": "/a/b" }), "http://h.io:81 | /a/b | "),
            (json!({ "protocol": "http", "host": ["https://h.io"], "path": ["a"] }), "https://h.io | /a | "),
            (json!({ "protocol": "https", "host": ["{{open}}"], "path": ["a"] }), "https://{open} | /a | "),
            (json!({ "raw": "{{open}}/a", "protocol": "https", "host": ["{{open}}"] }), "{open} | / | "),
            (json!({ "protocol": "https:", "host": ["{{t}}", "h", "io"], "port": "" }), "https://{t}.h.io | / | "),
            (json!({ "protocol": "http", "host": ["{{open}}"], "port": "{{port}}" }), "http://{open}:{port} | / | "),
            (json!({ "path": ["a", { "value": "b" }, 1, null, ""] }), " | /a/b/1/ | "),
            (
                json!({ "host": ["h.io"], "query": [{ "key": " a " }, { "key": "" }, { "value": "x" }, null] }),
                "https://h.io | / | a",
            ),
        ] {
            check(url, &[], expected);
        }
    }
}
