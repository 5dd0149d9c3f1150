//! The query of an address.

use crate::postman::model::Parameter;

/// A query parameter: listed, or read out of the text of an address.
#[derive(Debug, Clone, PartialEq)]
pub struct Query<'u> {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Option<String>,
    /// Markdown, where the query is listed.
    pub description: Option<&'u str>,
    /// Whether the collection keeps it without sending it.
    pub disabled: bool,
}

pub(super) fn query<'u>(listed: &'u [Parameter], raw: Option<&str>) -> Vec<Query<'u>> {
    let mut found: Vec<_> = listed
        .iter()
        .filter_map(|parameter| {
            Some(Query {
                name: decode(parameter.key.as_deref()?.trim()),
                value: parameter.value.clone(),
                description: parameter.description.as_deref(),
                disabled: parameter.disabled,
            })
        })
        .filter(|query| !query.name.is_empty())
        .collect();
    let listed: Vec<_> = found.iter().map(|query| query.name.clone()).collect();
    for pair in raw.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').map_or((pair, None), |(name, value)| (name, Some(value)));
        let name = decode(name.trim());
        if !name.is_empty() && !listed.contains(&name) {
            found.push(Query { name, value: value.map(decode), description: None, disabled: false });
        }
    }
    found
}

/// Cuts at the first `?` or `#` that is in no variable.
pub(super) fn cut_query(text: &str) -> (&str, Option<&str>) {
    let (text, _) = cut(text, '#');
    cut(text, '?')
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    let mut from = 0;
    while let Some(at) = text[from..].find([mark, '{']).map(|at| from + at) {
        let rest = &text[at..];
        if let Some(after) = rest.strip_prefix(mark) {
            return (&text[..at], Some(after));
        }
        from = match rest.strip_prefix("{{").map(|inner| inner.find("}}")) {
            Some(Some(end)) => at + "{{".len() + end + "}}".len(),
            // No variable is closed from here on.
            Some(None) => {
                return rest
                    .split_once(mark)
                    .map_or((text, None), |(before, after)| (&text[..at + before.len()], Some(after)));
            }
            None => at + 1,
        };
    }
    (text, None)
}

/// Undoes percent-encoding where it stands for UTF-8.
pub fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        let is_hex = |pair: &&str| pair.bytes().all(|byte| byte.is_ascii_hexdigit());
        match pair.filter(is_hex).and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(code) if byte == b'%' => {
                decoded.push(code);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}
