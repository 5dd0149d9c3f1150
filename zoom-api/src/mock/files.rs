//! Files: what the `download_url`s of responses lead to.

use serde_json::Value;

use super::documented::{SAMPLES, members};
use super::request::Request;
use super::response::Response;
use super::script::Script;

/// The most that a file has, whatever its `file_size` says: it is held in memory.
const LARGEST: u64 = 64 << 20;

/// Has each `download_url` lead to this server.
pub(super) fn serve_here(value: &mut Value, host: &str) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value.as_str().and_then(path_of).filter(|_| name == "download_url") {
                    Some(path) => *value = format!("http://{host}{path}").into(),
                    None => serve_here(value, host),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| serve_here(value, host)),
        _ => {}
    }
}

/// Returns the response to a request for a file that a response has named, `None` if there is no such file.
///
/// Without a valid token it is what Zoom responds: a page to log in, with 200.
pub(super) fn respond(request: &Request<'_>, script: &Script, has_token: bool) -> Option<Response> {
    let path = request.segments.join("/");
    let size = SAMPLES.file_size(&path).or_else(|| script.values().find_map(|value| size_in(value, &path)))?;
    if !has_token {
        return Some(Response::page(200, "Sign In"));
    }
    Some(Response::file(size.min(LARGEST), request.range_from()))
}

/// The size of the file of this path, if a value has it.
fn size_in(value: &Value, path: &str) -> Option<u64> {
    let is_it = value["download_url"].as_str().and_then(path_of).is_some_and(|own| own == path);
    if is_it {
        return Some(size_of(value));
    }
    let elements = value.as_array().into_iter().flatten();
    members(value).map(|(_, value)| value).chain(elements).find_map(|value| size_in(value, path))
}

/// The size of a file that responses describe.
pub(super) fn size_of(file: &Value) -> u64 {
    file["file_size"].as_u64().unwrap_or(10)
}

/// The path of a URL.
pub(super) fn path_of(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    Some(&rest[rest.find('/')?..]).map(|path| path.split(['?', '#']).next().unwrap_or(path))
}
