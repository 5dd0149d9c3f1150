//! `zoom api`: a call of any path.

use clap::ArgMatches;
use reqwest::Url;
use serde_json::Value;
use zoom_api::operations::Operation;
use zoom_api::{Method, Zoom};

use crate::failure::Failure;
use crate::output::{self, Output};
use crate::{confirm, input, secrets};

/// A path as it was typed, and the query behind it.
struct Target {
    segments: Vec<String>,
    query: Vec<(String, String)>,
}

pub async fn run(matches: &ArgMatches, connect: impl FnOnce() -> Result<Zoom, Failure>) -> Result<(), Failure> {
    let method = matches.get_one::<Method>("method").cloned().unwrap_or(Method::GET);
    let path = matches.get_one::<String>("path").map_or("", String::as_str);
    let Target { segments, mut query } = target(path)?;
    query.extend(matches.get_many::<(String, String)>("query").into_iter().flatten().cloned());
    let body = matches.get_one::<String>("body").map(|given| input::parse(&input::read_body(given)?)).transpose()?;
    let operation = operation(&method, &segments);
    if method == Method::DELETE || confirm::destroys(operation, body.as_ref()) {
        confirm::destruction(&format!("{method} {path}"), matches.get_flag("yes"))?;
    }
    let zoom = connect()?;
    let mut request = zoom.request(method, &segments);
    for (name, value) in query {
        request = request.query(name, value);
    }
    if let Some(body) = &body {
        request = request.json(body);
    }
    let mut response = request.await?;
    let shown = output::shown_secrets(matches);
    if let Some(operation) = operation {
        secrets::mask(&mut response, operation, &shown);
    }
    secrets::mask_by_name(&mut response, &shown);
    // What an empty response is read as.
    if response.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(());
    }
    let mut output = Output::new(matches);
    let list = operation.and_then(|operation| response.get(operation.details().list?));
    match list.and_then(Value::as_array) {
        Some(items) if matches.get_flag("table") || matches.contains_id("columns") => {
            output.items(items, operation.map_or(&[], |operation| operation.details().columns))
        }
        _ if matches.get_flag("table") || matches.contains_id("columns") => output.value(&response),
        _ => output.json(&response),
    }
}

/// Reads a path. What was typed is sent: what is percent-encoded in it is not encoded once more.
fn target(path: &str) -> Result<Target, Failure> {
    let wrong = |why: &str| Failure::usage(format!("{path:?} is no path of the API: {why}"));
    if path.contains("://") {
        return Err(wrong("give what stands behind the base URL, such as /users/me"));
    }
    let base = Url::parse("http://localhost/").map_err(|_| wrong("it cannot be read"))?;
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let decoded =
        path.trim_matches('/').split('/').map(|segment| decode(segment).ok_or_else(|| wrong("it is not UTF-8")));
    let segments = decoded.collect::<Result<Vec<_>, _>>()?;
    let mut url = base;
    url.set_query(Some(query));
    let query = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    if segments.iter().any(String::is_empty) {
        return Err(wrong("a part of it is empty"));
    }
    Ok(Target { segments, query })
}

/// Decodes a percent-encoded segment.
fn decode(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        match code.filter(|_| *first == b'%').and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

/// The operation whose path this is; of several the one with the fewest parameters.
fn operation(method: &Method, segments: &[String]) -> Option<&'static Operation> {
    let is_of = |operation: &&Operation| {
        let template: Vec<_> = operation.path.trim_matches('/').split('/').collect();
        let same = |(part, segment): (&&str, &String)| part.starts_with('{') || part == segment;
        operation.http_method == *method && template.len() == segments.len() && template.iter().zip(segments).all(same)
    };
    Operation::all().iter().filter(is_of).min_by_key(|operation| operation.path.matches('{').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_sent() {
        for (path, expected) in [
            ("/users/me", &["users", "me"][..]),
            ("users/jane%40example.com", &["users", "jane@example.com"]),
            ("/past_meetings/%252Fa%253D", &["past_meetings", "%2Fa%3D"]),
            ("/a/100%", &["a", "100%"]),
        ] {
            assert_eq!(
                target(path).ok().map(|it| it.segments),
                Some(expected.iter().map(|it| (*it).to_owned()).collect())
            );
        }
        let Ok(Target { query, .. }) = target("/users?status=active&q=a%20b") else { panic!("it is a path") };
        assert_eq!(query, [("status".to_owned(), "active".to_owned()), ("q".to_owned(), "a b".to_owned())]);
        for path in ["", "/", "https://api.zoom.us/v2/users", "/a//b", "/a%ff"] {
            assert!(target(path).is_err(), "{path}");
        }
    }

    #[test]
    fn the_operation_of_a_path() {
        let of = |method, path: &[&str]| {
            let segments: Vec<_> = path.iter().map(|it| (*it).to_owned()).collect();
            operation(&method, &segments).map(|operation| operation.id)
        };
        assert_eq!(of(Method::GET, &["users", "me", "pac"]), Some("list_user_pac_accounts"));
        assert_eq!(of(Method::POST, &["users", "me", "pac"]), None);
        assert_eq!(of(Method::GET, &["none"]), None);
    }
}
