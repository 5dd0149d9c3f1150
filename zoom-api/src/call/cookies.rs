//! The one `Cookie` header of a request.

use std::fmt::Write as _;

use reqwest::header::{COOKIE, HeaderMap, HeaderValue, InvalidHeaderValue};

/// Adds a cookie to those that a request has.
///
/// What no cookie's value can hold ([RFC 6265, section 4.1.1](https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1)), and `%`,
/// is encoded by percent, as OpenAPI has parameters of the style `form`: no value adds a second cookie.
pub(crate) fn add_cookie(headers: &mut HeaderMap, name: &str, value: &str) -> Result<(), InvalidHeaderValue> {
    let mut cookies = match headers.get(COOKIE).and_then(|known| known.to_str().ok()) {
        Some(known) => format!("{known}; {name}="),
        None => format!("{name}="),
    };
    for byte in value.bytes() {
        match byte {
            b'"' | b',' | b';' | b'\\' | b'%' => _ = write!(cookies, "%{byte:02X}"),
            0x21..=0x7e => cookies.push(char::from(byte)),
            _ => _ = write!(cookies, "%{byte:02X}"),
        }
    }
    let mut cookies = HeaderValue::try_from(cookies)?;
    cookies.set_sensitive(true);
    headers.insert(COOKIE, cookies);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_share_a_header() {
        let mut headers = HeaderMap::new();
        for (name, value) in [("a", "1"), ("b", "x; c=\"2\", 50%\r\nd: e"), ("é", "é")] {
            add_cookie(&mut headers, name, value).unwrap();
        }
        let cookies: Vec<_> = headers.get_all(COOKIE).iter().collect();
        assert_eq!(cookies.len(), 1);
        let expected = "a=1; b=x%3B%20c=%222%22%2C%2050%25%0D%0Ad:%20e; é=%C3%A9";
        assert_eq!(cookies[0].as_bytes(), expected.as_bytes());
        assert!(cookies[0].is_sensitive());
    }
}
