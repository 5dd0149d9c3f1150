//! The header of an access token.

use http::HeaderValue;

use crate::Secret;

const SCHEME: &str = "Bearer ";

/// Returns `Bearer …`, marked as sensitive; `None` if the token contains characters that are invalid in a header.
pub(crate) fn bearer(token: &Secret) -> Option<HeaderValue> {
    let token = token.expose();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let mut value = HeaderValue::from_str(&format!("{SCHEME}{token}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Returns the token of a header.
pub(crate) fn token_of(authorization: &HeaderValue) -> &str {
    authorization.to_str().ok().and_then(|text| text.strip_prefix(SCHEME)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_that_a_header_can_carry() {
        for (token, expected) in
            [("a.b-c_d~e+f/g=", true), ("", false), ("a b", false), ("a\r\nb", false), ("a\0", false), ("é", false)]
        {
            let header = bearer(&token.into());
            assert_eq!(header.is_some(), expected, "{token:?}");
            if let Some(header) = header {
                assert_eq!((token_of(&header), format!("{header:?}")), (token, "Sensitive".to_owned()));
            }
        }
    }
}
