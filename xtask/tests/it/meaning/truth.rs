//! A reader of the vendor's own text, written for this test alone: it shares nothing with the dialect, so that both do
//! not miss the same. It reads line by line what is plain to a person, and knows no grammar.

use serde_json::Value;

/// The text without bold marks and tags, line ends where a reader sees them.
pub fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        plain.push_str(before);
        match tag.find('>') {
            Some(end) if end < 80 && tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') => {
                let is_line = ["<br", "</br", "<p", "</p", "<li", "</li"].iter().any(|open| tag.starts_with(open));
                plain.push_str(if is_line { "\n" } else { "" });
                rest = &tag[end + 1..];
            }
            _ => {
                plain.push('<');
                rest = &tag[1..];
            }
        }
    }
    plain.push_str(rest);
    without_targets(&plain.replace('*', ""))
}

/// `[text](target)` as its text.
fn without_targets(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let open = before.rfind('[').unwrap_or(before.len());
        out.push_str(&before[..open]);
        out.push_str(before.get(open + 1..).unwrap_or_default());
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    out + rest
}

/// Where a label stands in a text, in any letter case, and the text behind it and its colon.
fn labels<'t>(text: &'t str, label: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    let lower = text.to_ascii_lowercase();
    let places: Vec<_> = lower.match_indices(label).map(|(at, _)| at).collect();
    places.into_iter().map(move |at| {
        let after = &text[at + label.len()..];
        let after = after.strip_prefix(['s', 'S']).unwrap_or(after);
        (at, after.trim_start().trim_start_matches(':').trim_start())
    })
}

/// The error codes in code spans, each with its message down to letters and digits.
pub fn error_codes(text: &str) -> Vec<(String, String)> {
    let text = plain(text);
    let coded: Vec<_> = labels(&text, "error code")
        .filter_map(|(at, after)| after.strip_prefix('`')?.split_once('`').map(|(code, rest)| (at, code.trim(), rest)))
        .collect();
    let mut codes = Vec::new();
    for (number, (_, code, rest)) in coded.iter().enumerate() {
        let start = text.len() - rest.len();
        let end = coded.get(number + 1).map_or(text.len(), |(next, ..)| *next);
        let message = text[start..end].split("HTTP Status Code").next().unwrap_or_default();
        let message = message.split("Status Code:").next().unwrap_or_default();
        let pair = ((*code).to_owned(), letters(message));
        if !codes.contains(&pair) {
            codes.push(pair);
        }
    }
    codes
}

/// A text down to what does not depend on markup.
pub fn letters(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").replace("&quot;", "\"");
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The classic scopes, or the granular ones.
pub fn scopes(text: &str, granular: bool) -> Vec<String> {
    let text = plain(text);
    let mut found: Vec<String> = Vec::new();
    for (at, after) in labels(&text, "scope") {
        let is_granular = text[..at].trim_end().to_ascii_lowercase().ends_with("granular");
        let is_label = text[at + "scope".len()..].trim_start_matches(['s', 'S', ' ']).starts_with(':');
        if is_granular != granular || !is_label {
            continue;
        }
        let line = after.lines().next().unwrap_or_default();
        // Another label may stand on the same line.
        let line = line.split("Granular").next().unwrap_or_default().split("Rate Limit").next().unwrap_or_default();
        let in_code: Vec<_> = line.split('`').skip(1).step_by(2).collect();
        let parts = if in_code.is_empty() { vec![line] } else { in_code };
        for scope in parts.iter().flat_map(|part| part.split([',', ' '])).map(|scope| scope.trim_matches('.')) {
            let is_scope = scope.contains(':') || line.contains('`');
            if !scope.is_empty() && is_scope && scope != "or" && !found.iter().any(|known| known == scope) {
                found.push(scope.to_owned());
            }
        }
    }
    found
}

/// The rate-limit label, in small letters.
pub fn label(text: &str) -> Option<String> {
    let text = plain(text);
    let (_, after) = labels(&text, "rate limit label").next()?;
    let after = after.trim_start_matches('`');
    let label = after.split(['`', '\n', '.', ' ']).next()?.to_ascii_lowercase();
    (!label.is_empty()).then_some(label)
}

/// Whether a text has the keyword of the caller.
pub fn me(text: &str) -> bool {
    ["`me`", "\"me\"", "'me'", "“me”", "mekeyword", "the-me-keyword", " me value"].iter().any(|me| text.contains(me))
}

/// Whether a text asks to encode twice.
pub fn double_encode(text: &str) -> bool {
    let text = plain(text).to_lowercase();
    text.contains("double encode") || text.contains("double-encode")
}

/// The value that a reference leads to.
fn resolve<'v>(document: &'v Value, value: &'v Value) -> &'v Value {
    let Some(pointer) = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) else { return value };
    document.pointer(pointer).unwrap_or(value)
}

/// The properties of the answer to an operation that are lists of objects.
pub fn lists<'v>(document: &'v Value, operation: &'v Value) -> Vec<&'v str> {
    let content = &resolve(document, &operation["responses"]["200"])["content"];
    let schema = content.as_object().and_then(|content| content.values().next()).map(|media| &media["schema"]);
    let schema = schema.map(|schema| resolve(document, schema));
    let parts = schema.into_iter().flat_map(|schema| {
        let all = schema["allOf"].as_array().into_iter().flatten();
        std::iter::once(schema).chain(all.map(|part| resolve(document, part)))
    });
    let properties = parts.filter_map(|part| part["properties"].as_object()).flatten();
    let is_list = |schema: &Value| schema["type"] == "array" && resolve(document, &schema["items"])["type"] == "object";
    properties.filter(|(_, schema)| is_list(resolve(document, schema))).map(|(name, _)| name.as_str()).collect()
}
