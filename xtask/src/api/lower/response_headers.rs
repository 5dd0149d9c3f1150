//! The headers of a response: those that are about the API, not about how the answer came.

use serde_json::Value;

use super::super::identifiers::words;
use super::super::model::Header;
use super::super::prose;
use super::super::schema::{Kind, Schema};
use super::hints::Hints;
use super::secret_names::{is_plain, is_secret};
use super::typed;
use crate::postman::model::Parameter;

/// Headers that servers and what stands before them send with every answer, and those that say what `content` says.
const OF_THE_TRANSPORT: [&str; 31] = [
    "accept-ranges",
    "age",
    "alt-svc",
    "connection",
    "content-encoding",
    "content-length",
    "content-security-policy",
    "content-type",
    "date",
    "expect-ct",
    "feature-policy",
    "keep-alive",
    "nel",
    "origin-agent-cluster",
    "permissions-policy",
    "pragma",
    "referrer-policy",
    "report-to",
    "server",
    "server-timing",
    "set-cookie",
    "strict-transport-security",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "x-content-type-options",
    "x-frame-options",
    "x-powered-by",
    "x-xss-protection",
];

/// The first words of others: of sharing between origins, and of Cloudflare and Amazon.
const STARTS: [&str; 4] = ["access-control-", "cf-", "x-amz-cf-", "cross-origin-"];

/// The headers of a saved example, the first of each name.
pub(super) fn lower(listed: &[Parameter]) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for header in listed.iter().filter(|header| !header.disabled) {
        let name = header.key.as_deref().unwrap_or_default().trim();
        let lower = name.to_ascii_lowercase();
        let is_name = !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte));
        let is_of_the_transport =
            OF_THE_TRANSPORT.contains(&&*lower) || STARTS.iter().any(|start| lower.starts_with(start));
        let is_known = headers.iter().any(|known| known.name.eq_ignore_ascii_case(name));
        if !is_name || is_of_the_transport || is_known {
            continue;
        }
        let value = header.value.as_deref().unwrap_or_default().trim();
        let hints = Hints::read(header.description.as_deref().unwrap_or_default());
        let schema = typed::read(value, &hints, |value| of_value(name, value)).schema;
        let example = Some(value).filter(|value| typed::is_sample(value) && !is_secret(name) && is_plain(value));
        let example = example.and_then(|value| typed::fitting(&schema, Value::String(value.to_owned())));
        let description = prose::markdown(&hints.description);
        headers.push(Header { name: name.to_owned(), description, schema, example });
    }
    headers.sort_by(|a, b| a.name.cmp(&b.name));
    headers
}

/// The type of a value: digits are a number where the name says that something is counted.
fn of_value(name: &str, value: &str) -> Schema {
    const COUNTS: [&str; 14] = [
        "after",
        "age",
        "count",
        "limit",
        "offset",
        "page",
        "pages",
        "per",
        "remaining",
        "reset",
        "seconds",
        "size",
        "total",
        "used",
    ];
    let counts = words(name).iter().any(|word| COUNTS.contains(&word.as_str()));
    match value {
        "true" | "false" => Kind::Boolean.into(),
        _ if counts && value.parse::<i64>().is_ok() => Kind::Integer.into(),
        _ => Schema::string(),
    }
}

/// Adds what another example says of the same header; of two types it is a text.
pub(super) fn merge(known: &mut Header, other: Header) {
    known.description = known.description.take().or(other.description);
    if known.schema == other.schema {
        known.example = known.example.take().or(other.example);
    } else {
        known.schema = Schema::string();
        known.example = known.example.take().filter(Value::is_string);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_and_samples() {
        for (name, value, expected) in [
            ("X-RateLimit-Remaining", "59", "Integer 59"),
            ("X-Total-Count", "<integer>", "Integer -"),
            ("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT", "String(None) \"Wed, 21 Oct 2026 07:28:00 GMT\""),
            ("X-Request-Id", "12345", "String(None) \"12345\""),
            ("X-Cached", "true", "Boolean true"),
            ("X-Auth-Token", "abc", "String(None) -"),
            ("Location", "/a/5", "String(None) \"/a/5\""),
            ("ETag", "W/\"0123456789abcdef01\"", "String(None) -"),
        ] {
            let header =
                Parameter { key: Some(name.to_owned()), value: Some(value.to_owned()), ..Parameter::default() };
            let found = lower(&[header]);
            let example = found[0].example.as_ref().map_or_else(|| "-".to_owned(), Value::to_string);
            assert_eq!(format!("{:?} {example}", found[0].schema.kind), expected, "{name}");
        }
    }
}
