//! Secrets that a server sends back: a message can quote the token that it is about.

use std::borrow::Cow;

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};

/// What stands in place of a secret.
const REDACTED: &str = "[redacted]";

/// The shortest secret that is searched for, in bytes. Zoom's are far longer, and a shorter text may be a part of any
/// word: "Valida[redacted]ion".
const SHORTEST: usize = 8;

/// Returns a text without a secret.
pub(crate) fn redact<'t>(text: &'t str, secret: &str) -> Cow<'t, str> {
    if !contains(text.as_bytes(), secret.as_bytes()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(secret, REDACTED))
}

/// Makes headers safe to show: a server can send the token back, and a cookie is a secret by itself.
pub(crate) fn redact_headers(headers: &mut HeaderMap, secret: &str) {
    for (name, value) in headers {
        if contains(value.as_bytes(), secret.as_bytes()) {
            *value = HeaderValue::from_static(REDACTED);
        }
        if name == SET_COOKIE {
            value.set_sensitive(true);
        }
    }
}

fn contains(text: &[u8], secret: &[u8]) -> bool {
    // Most headers are shorter than a token, and to prepare a search costs more than to search them.
    secret.len() >= SHORTEST && secret.len() <= text.len() && memchr::memmem::find(text, secret).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_redacted_wherever_it_stands() {
        for (text, secret, expected) in [
            ("bad token abcdefgh.", "abcdefgh", "bad token [redacted]."),
            ("abcdefghabcdefgh", "abcdefgh", "[redacted][redacted]"),
            ("abcdefg", "abcdefgh", "abcdefg"),
            ("Validation", "lidatio", "Validation"),
            ("Validation", "lidation", "Va[redacted]"),
            ("text", "", "text"),
        ] {
            assert_eq!(redact(text, secret), expected);
        }
    }

    #[test]
    fn headers_show_neither_token_nor_cookie() {
        let mut headers = HeaderMap::new();
        for (name, value) in [("x-echo", "Bearer abcdefgh"), ("set-cookie", "session=planted"), ("x-other", "abc")] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        redact_headers(&mut headers, "abcdefgh");
        assert_eq!((&headers["x-echo"], &headers["x-other"]), (&REDACTED.parse().unwrap(), &"abc".parse().unwrap()));
        assert!(!format!("{headers:?}").contains("planted"));
    }
}
