//! The query that is sent: that of the URL and that of `queryParams`, put together as Postman does it.

use serde_json::{Value, json};

/// What is sent: all of `queryParams`, which decides about its keys (one that is disabled there is not sent), and what stands
/// in the URL alone, in its place there.
pub(super) fn merge(url: &str, listed: Vec<Value>) -> Vec<Value> {
    let mut merged = listed.clone();
    let is_listed = |key: &str| listed.iter().any(|entry| entry["key"].as_str() == Some(key));
    let mut at = 0;
    for pair in pairs(url) {
        let (key, value) = pair.split_once('=').map_or((pair, None), |(key, value)| (key, Some(value)));
        if is_listed(key) {
            let last = merged.iter().rposition(|entry| entry["key"].as_str() == Some(key));
            at = last.map_or(at, |last| last + 1);
        } else {
            merged.insert(at, json!({ "key": key, "value": value }));
            at += 1;
        }
    }
    merged
}

/// The pairs of a URL's query; a `?`, `&` or `#` in `{{…}}` is of the variable's name.
pub(super) fn pairs(url: &str) -> impl Iterator<Item = &str> {
    let end = find(url, '#').unwrap_or(url.len());
    let url = &url[..end];
    let mut rest = find(url, '?').map_or("", |at| &url[at + 1..]);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = find(rest, '&').unwrap_or(rest.len());
        let pair = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        Some(pair)
    })
    .filter(|pair| !pair.is_empty())
}

/// Where a mark stands first outside of variables.
fn find(text: &str, mark: char) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find([mark, '{'])?;
        let rest = &text[at..];
        if rest.starts_with(mark) {
            return Some(at);
        }
        from = match rest.strip_prefix("{{").and_then(|inner| inner.find("}}")) {
            Some(end) => at + "{{".len() + end + "}}".len(),
            None => at + 1,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(list: &[Value]) -> String {
        let one = |entry: &Value| {
            let value = entry["value"].as_str().map(|value| format!("={value}")).unwrap_or_default();
            let off = if entry["disabled"] == true { "!" } else { "" };
            format!("{off}{}{value}", entry["key"].as_str().unwrap_or_default())
        };
        list.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_sent() {
        let listed = |key: &str, value: &str| json!({ "key": key, "value": value });
        let off = |key: &str| json!({ "key": key, "value": "0", "disabled": true });
        for (url, list, expected) in [
            ("https://h.io/a", vec![], ""),
            ("https://h.io/a?", vec![], ""),
            ("https://h.io/a?a=1&b&c=#d=4", vec![], "a=1 b c="),
            ("/a?a=1&b=2", vec![listed("b", "3")], "a=1 b=3"),
            ("/a?a=1&b=2&c=3", vec![listed("a", "1"), off("x"), listed("c", "4")], "a=1 b=2 !x=0 c=4"),
            ("/a?a=1", vec![off("a")], "!a=0"),
            ("/a", vec![listed("a", "1")], "a=1"),
            ("/a?i=1&i=2", vec![listed("i", "1"), listed("i", "2")], "i=1 i=2"),
            ("/a?i=1&i=2", vec![], "i=1 i=2"),
            ("{{a?b}}/c?{{d&e}}=1&f={{g#h}}", vec![], "{{d&e}}=1 f={{g#h}}"),
            ("/a?x={{y", vec![], "x={{y"),
        ] {
            assert_eq!(shown(&merge(url, list)), expected, "{url}");
        }
    }
}
