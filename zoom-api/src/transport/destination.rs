//! Where the requests of an operation may go: to its server, and there to a path of exactly its segments.
//!
//! A parameter becomes a part of the path as text, and whoever reads a URL takes a `..` in it for a step up. So the path
//! of each request is compared with the operation's template before it is sent, whatever has built it.

use reqwest::Url;

use crate::error::InvalidRequest;
use crate::operations::Operation;
use crate::wire::is_zooms;

/// The longest URL that the HTTP client takes, in bytes.
pub(super) const LONGEST_URL: usize = 65_534;
/// The longest segment of a path. No ID or name of Zoom's is near it.
const LONGEST_SEGMENT: usize = 2_048;

/// Returns the server of an operation that is not at the base URL.
///
/// It counts only for a client of the same domain of Zoom's: a token for another server, a mock for one, is not sent to
/// Zoom, and a government's is not sent to `zoom.us`.
pub(super) fn server_of(operation: &Operation, base_url: &Url) -> Option<&'static str> {
    let server = operation.server?;
    let url = Url::parse(server).ok()?;
    let is_sibling = is_zooms(base_url) && is_zooms(&url) && domain(base_url) == domain(&url);
    is_sibling.then(|| server.trim_end_matches('/'))
}

/// Returns the last two labels of a host: `zoom.us`.
fn domain(url: &Url) -> Option<&str> {
    let host = url.host_str()?;
    let (rest, _) = host.rsplit_once('.')?;
    Some(rest.rfind('.').map_or(host, |dot| &host[dot + 1..]))
}

/// Checks that a URL is one of an operation's below `base`.
///
/// # Errors
///
/// If it has another server, other segments or is too long. What it has is not in the error: it may be a secret.
pub(super) fn check(url: &Url, operation: &Operation, base: &str) -> Result<(), InvalidRequest> {
    let refuse = |problem: String| Err(InvalidRequest::Parameter(problem));
    if url.as_str().len() > LONGEST_URL {
        return refuse(format!("the URL is longer than {LONGEST_URL} bytes"));
    }
    // Up to its path, a URL is written in one way alone; what follows has to begin with the template's slash.
    let Some(path) = url.as_str().strip_prefix(base) else {
        return refuse(format!("the URL of {} leads away from its server", operation.id));
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if matches_template(operation.path, path) {
        return Ok(());
    }
    refuse(format!("a parameter leads away from {}", operation.path))
}

/// Returns whether a path has the segments of a template, and something harmless for each parameter.
fn matches_template(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    for part in template.split('/') {
        if part.starts_with("{+") {
            let mut rest = segments.by_ref().peekable();
            return rest.peek().is_some() && rest.all(is_harmless);
        }
        let Some(segment) = segments.next() else { return false };
        let matches = match (part.find('{'), part.rfind('}')) {
            (Some(start), Some(end)) => {
                let value = segment.strip_prefix(&part[..start]).and_then(|rest| rest.strip_suffix(&part[end + 1..]));
                value.is_some_and(is_harmless)
            }
            _ => part == segment,
        };
        if !matches {
            return false;
        }
    }
    segments.next().is_none()
}

/// Returns whether a segment stays one whoever reads it: a proxy may decode it and then take it for several.
fn is_harmless(segment: &str) -> bool {
    if segment.is_empty() || segment.len() > LONGEST_SEGMENT {
        return false;
    }
    // Most IDs have nothing in them to decode, and are no step.
    if !segment.bytes().any(|byte| matches!(byte, b'%' | b'.')) {
        return true;
    }
    let is_step = |part: &str| {
        let dots = part.replace("%2e", ".").replace("%2E", ".");
        dots == "." || dots == ".."
    };
    let decoded = segment.replace("%2F", "/").replace("%2f", "/").replace("%5C", "/").replace("%5c", "/");
    !decoded.split('/').any(is_step) && !decoded.bytes().all(|byte| byte == b'/')
}

#[cfg(test)]
mod tests {
    use http::Method;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_of_templates() {
        for (template, path, expected) in [
            ("/users/{userId}/pac", "/users/me/pac", true),
            ("/users/{userId}/pac", "/users/a%2Fb/pac", true),
            ("/users/{userId}/pac", "/users/..a/pac", true),
            ("/users/{userId}/pac", "/users/%252E%252E/pac", true),
            ("/users/{userId}/pac", "/pac", false),
            ("/users/{userId}/pac", "/users//pac", false),
            ("/users/{userId}/pac", "/users/me", false),
            ("/users/{userId}/pac", "/users/me/pac/", false),
            ("/users/{userId}/pac", "/users/me/pac/x", false),
            ("/users/{userId}/pac", "/accounts/me/pac", false),
            ("/users/{userId}/pac", "", false),
            ("/users/{userId}/pac", "/users/%2F/pac", false),
            ("/users/{userId}/pac", "/users/a%2F..%2F..%2Fb/pac", false),
            ("/users/{userId}/pac", "/users/%2e%2e/pac", false),
            ("/users/{userId}/pac", "/users/a%5c.%2E/pac", false),
            ("/users/{userId}", "/users/me", true),
            ("/users/{userId}", "/users", false),
            ("/users/{userId}", "/users/", false),
            ("/users", "/users", true),
            ("/users", "/users/", false),
            ("/files/{id}.{kind}", "/files/1.mp4", true),
            ("/files/v{id}", "/files/v", false),
            ("/files/v{id}", "/files/w1", false),
            ("/{+path}", "/users/me/settings", true),
            ("/{+path}", "/users", true),
            ("/{+path}", "/", false),
            ("/{+path}", "/users//settings", false),
            ("/{+path}", "", false),
        ] {
            assert_eq!(matches_template(template, path), expected, "{template} {path}");
        }
        let long = "a".repeat(LONGEST_SEGMENT);
        assert!(matches_template("/a/{b}", &format!("/a/{long}")));
        assert!(!matches_template("/a/{b}", &format!("/a/{long}a")));
    }

    #[test]
    fn urls_of_servers() {
        static OPERATION: Operation = Operation::undocumented("get", Method::GET, "/users/{userId}");
        for (base, url, expected) in [
            ("https://api.zoom.us/v2", "https://api.zoom.us/v2/users/me?a=b#c", true),
            ("https://api.zoom.us/v2", "https://API.zoom.us:443/v2/users/me", true),
            ("https://api.zoom.us/v2", "http://api.zoom.us/v2/users/me", false),
            ("https://api.zoom.us/v2", "https://api.zoom.us:8443/v2/users/me", false),
            ("https://api.zoom.us/v2", "https://a@api.zoom.us/v2/users/me", false),
            ("https://api.zoom.us/v2", "https://api.zoom.us.example.com/v2/users/me", false),
            ("https://api.zoom.us", "https://api.zoom.us.example.com/users/me", false),
            ("https://api.zoom.us", "https://api.zoom.us@example.com/users/me", false),
            ("https://api.zoom.us/v2", "https://api.zoom.us/users/me", false),
            ("https://api.zoom.us/v2", "https://api.zoom.us/v2x/users/me", false),
            ("http://127.0.0.1:80", "http://127.0.0.1/users/me", false),
            ("http://127.0.0.1:1", "http://127.0.0.1:1/users/me", true),
            ("http://127.0.0.1:1", "http://127.0.0.1:12/users/me", false),
        ] {
            assert_eq!(check(&url.parse().unwrap(), &OPERATION, base).is_ok(), expected, "{base} {url}");
        }
        let base = "https://api.zoom.us/v2";
        let longest = format!("{:a<LONGEST_URL$}", format!("{base}/users/me?q="));
        for (url, expected) in [(format!("{longest}a"), false), (longest, true)] {
            assert_eq!(check(&url.parse().unwrap(), &OPERATION, base).is_ok(), expected, "{}", url.len());
        }
    }

    #[test]
    fn another_server_counts_among_zooms_own() {
        static ELSEWHERE: Operation = {
            let mut operation = Operation::undocumented("upload", Method::POST, "/files");
            operation.server = Some("https://fileapi.zoom.us/v2/");
            operation
        };
        static HOSTILE: Operation = {
            let mut operation = Operation::undocumented("upload", Method::POST, "/files");
            operation.server = Some("https://fileapi.example.com");
            operation
        };
        for (operation, base, expected) in [
            (&ELSEWHERE, "https://api.zoom.us/v2", Some("https://fileapi.zoom.us/v2")),
            (&ELSEWHERE, "https://api-eu.zoom.us/v2", Some("https://fileapi.zoom.us/v2")),
            (&ELSEWHERE, "https://zoom.us/v2", Some("https://fileapi.zoom.us/v2")),
            (&ELSEWHERE, "https://api.zoomgov.com/v2", None),
            (&ELSEWHERE, "https://proxy.example.com", None),
            (&ELSEWHERE, "http://127.0.0.1:1", None),
            (&HOSTILE, "https://api.zoom.us/v2", None),
        ] {
            assert_eq!(server_of(operation, &base.parse().unwrap()), expected, "{base}");
        }
    }

    proptest! {
        /// Whatever stands for a parameter, the path that passes has the template's own parts, and a reader who decodes it
        /// once finds no way up.
        #[test]
        fn a_parameter_leads_nowhere_else(value in "(\\.|%2e|%2E|/|\\\\|%2f|%5c|%25|[?#;a ]|\\PC){0,6}", is_encoded: bool) {
            let text = if is_encoded { progenitor_client::encode_path(&value) } else { value.clone() };
            let base = "https://api.zoom.us/v2";
            let url: Url = format!("{base}/users/{text}/pac").parse().unwrap();
            static OPERATION: Operation = Operation::undocumented("get", Method::GET, "/users/{userId}/pac");
            if check(&url, &OPERATION, base).is_ok() {
                let segments: Vec<_> = url.path().split('/').collect();
                prop_assert_eq!(segments.len(), 5, "{}", url);
                prop_assert_eq!((segments[1], segments[2], segments[4]), ("v2", "users", "pac"));
                let decoded = segments[3].to_lowercase().replace("%2f", "/").replace("%5c", "/").replace("%2e", ".");
                prop_assert!(decoded.split('/').all(|part| part != ".." && part != "."), "{}", url);
            } else if is_encoded {
                // What is refused looks like a way up or like nothing.
                prop_assert!(value.is_empty() || value.contains(['.', '/', '\\', '%', ' ', '\u{a0}']), "{:?}", value);
            }
        }
    }
}
