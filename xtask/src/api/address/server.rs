//! The server that an address is on.

use super::super::identifiers::Unique;
use super::super::model::Server;
use super::Variables;
use super::variables::resolve;

/// The server that a base stands for, and whether it had a name or a password in it.
pub(super) fn server(base: &str, variables: &impl Variables) -> (Option<Server>, bool) {
    let mut resolved = String::new();
    resolve(base, variables, 0, &mut resolved);
    let whole = resolved.trim().trim_end_matches('/');
    // A variable for the scheme may have its colon, or not.
    let mended =
        ["http//", "https//"].iter().any(|start| whole.starts_with(start)).then(|| whole.replacen("//", "://", 1));
    let whole = mended.as_deref().unwrap_or(whole);
    let resolved = without_credentials(whole);
    let had_credentials = resolved != whole;
    let resolved = in_small_letters(&resolved);
    if resolved.is_empty() {
        return (None, had_credentials);
    }
    if resolved.starts_with('/') {
        // A base such as "/v1" is served from wherever the description is.
        let (url, variables) = open_variables(&resolved);
        return (Some(Server { url, variables }), had_credentials);
    }
    let (url, open) = open_variables(&resolved);
    let has_scheme = url.contains("://");
    // A variable that a full stop follows is a label of the host; any other may have the scheme in it.
    let may_have_scheme = url.starts_with('{') && !url.split_once('}').is_some_and(|(_, rest)| rest.starts_with('.'));
    let url = if has_scheme || may_have_scheme { url } else { format!("{}://{url}", scheme(&url)) };
    (Some(Server { url, variables: open }), had_credentials)
}

/// The scheme of an address, if it is known and not HTTP's.
pub(super) fn foreign_scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once("://")?;
    let is_open = scheme.contains('{');
    (!is_open && !["http", "https"].iter().any(|http| scheme.eq_ignore_ascii_case(http))).then_some(scheme)
}

/// An address without the name and the password that may stand before its host.
fn without_credentials(url: &str) -> String {
    let (scheme, rest) = url.split_at(url.find("://").map_or(0, |at| at + "://".len()));
    let end = rest.find('/').unwrap_or(rest.len());
    let host = rest[..end].rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}{}", &rest[host..])
}

/// An address with its scheme and host in small letters, since `HTTPS://API.example.com` is no other server.
fn in_small_letters(url: &str) -> String {
    let host = url.find("://").map_or(0, |at| at + "://".len());
    let end = url[host..].find('/').map_or(url.len(), |at| host + at);
    // The name of a variable stays as it is.
    if url[..end].contains('{') { url.to_owned() } else { format!("{}{}", url[..end].to_lowercase(), &url[end..]) }
}

/// What a browser would take for a bare host: nothing but a machine's own is served without TLS by intent.
fn scheme(host: &str) -> &'static str {
    let name = host.split([':', '/']).next().unwrap_or_default();
    if name == "localhost" || name.starts_with("127.") { "http" } else { "https" }
}

/// `{{host}}:8080` as `{host}:8080`, and the names of the variables.
fn open_variables(text: &str) -> (String, Vec<String>) {
    let mut url = String::new();
    let mut names = Vec::new();
    let mut unique = Unique::default();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let inner = rest[start..].trim_start_matches('{');
        let Some(end) = inner.find('}') else { break };
        let name: String = inner[..end]
            .trim()
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || "_-.".contains(c) { c } else { '_' })
            .collect();
        let name = if name.contains(|c: char| c.is_alphanumeric()) { name } else { "host".to_owned() };
        // A variable may stand in an address only once.
        let unique = unique.name(name);
        url.push_str(&rest[..start]);
        url.push_str(&format!("{{{unique}}}"));
        names.push(unique);
        rest = inner[end..].trim_start_matches('}');
    }
    (url + rest, names)
}
