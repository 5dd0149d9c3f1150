//! What must not be written into a repository: tokens, passwords and cookies that someone saved with an item.
//!
//! Samples in bodies are the vendor's own and stay; what is taken out is what authorizes a call.

use serde_json::Value;

/// The settings of an authorization that are none of its secrets, in all of Postman's types of it.
const SETTINGS: [&str; 19] = [
    "key",
    "in",
    "addTokenTo",
    "tokenName",
    "tokenType",
    "headerPrefix",
    "authUrl",
    "accessTokenUrl",
    "refreshTokenUrl",
    "redirect_uri",
    "useBrowser",
    "grant_type",
    "scope",
    "client_authentication",
    "challengeAlgorithm",
    "algorithm",
    "realm",
    "signatureMethod",
    "version",
];

/// Takes the secrets out of an item, and lists where they were.
pub(super) fn remove(item: &mut Value) -> Vec<String> {
    let mut removed = Vec::new();
    inside(item, &mut removed);
    removed.sort();
    removed.dedup();
    removed
}

fn inside(value: &mut Value, removed: &mut Vec<String>) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| inside(value, removed)),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "auth" => removed.extend(authorization(value)),
                    "header" => header(value, removed),
                    "url" => url(value, removed),
                    "urlencoded" | "formdata" | "query" => named(value, name, is_secret_parameter, removed),
                    "cookie" => named(value, "cookie", |_| true, removed),
                    "variable" => named(value, "variable", is_secret_variable, removed),
                    // A request may be its address alone.
                    "request" | "originalRequest" if value.is_string() => url(value, removed),
                    _ => inside(value, removed),
                }
            }
        }
        _ => {}
    }
}

/// Takes the secrets out of an authorization, and lists where they were.
pub(super) fn authorization(auth: &mut Value) -> Vec<String> {
    let mut removed = Vec::new();
    for (kind, settings) in auth.as_object_mut().into_iter().flatten() {
        let mut take = |setting: &str, value: &mut Value| {
            let is_secret = !SETTINGS.contains(&setting) && !value.is_boolean();
            if is_secret && clear(value) {
                removed.push(format!("`{setting}` of authorization \"{kind}\""));
            }
        };
        match settings {
            Value::Array(list) => {
                for setting in list.iter_mut().filter_map(Value::as_object_mut) {
                    let name = setting.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
                    setting.get_mut("value").into_iter().for_each(|value| take(&name, value));
                }
            }
            Value::Object(settings) => settings.iter_mut().for_each(|(name, value)| take(name, value)),
            _ => {}
        }
    }
    removed
}

/// Headers: a list, or a text of lines.
fn header(value: &mut Value, removed: &mut Vec<String>) {
    let Value::String(text) = value else { return named(value, "header", is_secret_header, removed) };
    let lines = text.split('\n').map(|line| match line.split_once(':') {
        Some((name, value)) if is_secret_header(name) && !is_open(value) => {
            removed.push(format!("header \"{}\"", name.trim()));
            format!("{name}:")
        }
        _ => line.to_owned(),
    });
    *text = lines.collect::<Vec<_>>().join("\n");
}

/// An address: a text, or one in parts.
fn url(value: &mut Value, removed: &mut Vec<String>) {
    match value {
        Value::String(text) => address(text, removed),
        Value::Object(parts) => {
            for (name, part) in parts {
                match (name.as_str(), part) {
                    ("raw", Value::String(text)) => address(text, removed),
                    ("host", Value::String(text)) => credentials(text, removed),
                    ("host", Value::Array(labels)) => {
                        // `me:hunter2@api.example.com` is cut at its dots, and the password may have some.
                        let text = |label: &Value| label.as_str().unwrap_or_default().to_owned();
                        let mut host = labels.iter().map(text).collect::<Vec<_>>().join(".");
                        let before = removed.len();
                        credentials(&mut host, removed);
                        if removed.len() > before {
                            *labels = host.split('.').map(Value::from).collect();
                        }
                    }
                    ("query", part) => named(part, "query", is_secret_parameter, removed),
                    // What a path variable stands for is an example.
                    ("variable", part) => named(part, "variable", |_| false, removed),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn address(text: &mut String, removed: &mut Vec<String>) {
    credentials(text, removed);
    let Some((path, query)) = text.split_once('?') else { return };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if is_secret_parameter(name) && !is_open(value) => {
            removed.push(format!("query \"{name}\""));
            format!("{name}=")
        }
        _ => pair.to_owned(),
    });
    *text = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
}

/// Takes out the name and the password that may stand before a host.
fn credentials(text: &mut String, removed: &mut Vec<String>) {
    let start = text.find("://").map_or(0, |at| at + "://".len());
    let end = text[start..].find(['/', '?', '#']).map_or(text.len(), |at| start + at);
    if let Some(at) = text[start..end].rfind('@').filter(|at| !is_open(&text[start..start + at])) {
        text.replace_range(start..=start + at, "");
        removed.push("the name and password before the host".to_owned());
    }
}

/// Clears the values of those of a list whose names are secrets'.
fn named(list: &mut Value, what: &str, is_secret: fn(&str) -> bool, removed: &mut Vec<String>) {
    let Some(list) = list.as_array_mut() else { return };
    for entry in list.iter_mut().filter_map(Value::as_object_mut) {
        let marked = what == "variable" && entry.get("type").and_then(Value::as_str) == Some("secret");
        let name = ["key", "id", "name"].into_iter().find_map(|field| entry.get(field).and_then(Value::as_str));
        let name = name.unwrap_or_default().to_owned();
        if (marked || is_secret(&name)) && entry.get_mut("value").is_some_and(clear) {
            removed.push(format!("{what} \"{name}\""));
        }
    }
}

/// Clears a value unless it tells nothing.
fn clear(value: &mut Value) -> bool {
    let is_secret = match &*value {
        Value::String(text) => !is_open(text),
        Value::Null => false,
        Value::Array(list) => !list.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    };
    if is_secret {
        *value = Value::String(String::new());
    }
    is_secret
}

/// Whether a text stands for a secret and is none: `Bearer {{token}}`, `<token>`.
fn is_open(text: &str) -> bool {
    const SCHEMES: [&str; 6] = ["Bearer", "Basic", "Token", "Digest", "OAuth", "Zoomtoken"];
    let mut rest = text.trim().to_owned();
    for (open, close) in [("{{", "}}"), ("<", ">")] {
        while let Some(start) = rest.find(open)
            && let Some(end) = rest[start..].find(close)
        {
            rest.replace_range(start..start + end + close.len(), "");
        }
    }
    let rest = rest.trim_matches([' ', ':', ';', ',']);
    rest.is_empty() || SCHEMES.iter().any(|scheme| rest.eq_ignore_ascii_case(scheme))
}

fn is_secret_header(name: &str) -> bool {
    let name = plain(name);
    ["authorization", "proxyauthorization", "cookie", "setcookie"].contains(&name.as_str())
        || ["apikey", "token", "secret", "password", "signature"].iter().any(|end| name.ends_with(end))
}

/// Whether a parameter of a query or a form lets a caller in. `next_page_token` does not.
fn is_secret_parameter(name: &str) -> bool {
    const NAMES: [&str; 13] = [
        "accesstoken",
        "refreshtoken",
        "authtoken",
        "idtoken",
        "bearertoken",
        "token",
        "jwt",
        "apikey",
        "apisecret",
        "clientsecret",
        "secret",
        "signature",
        "assertion",
    ];
    NAMES.contains(&plain(name).as_str())
}

/// Whether a variable holds a secret, by its name.
pub(super) fn is_secret_variable(name: &str) -> bool {
    let name = plain(name);
    let ends = ["token", "jwt", "key", "secret", "password", "passcode", "credentials", "cookie", "session"];
    !name.contains("page") && ends.iter().any(|end| name.ends_with(end))
}

/// Whether a variable's value tells a secret.
pub(super) fn is_secret_value(name: &str, variable: &Value) -> bool {
    let is_marked = variable.get("type").and_then(Value::as_str) == Some("secret");
    let mut value = variable.get("value").cloned().unwrap_or_default();
    (is_marked || is_secret_variable(name)) && clear(&mut value)
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
