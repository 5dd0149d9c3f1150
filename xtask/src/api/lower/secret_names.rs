//! Names under which secrets are sent: what stands beside them is no sample.

use super::super::identifiers::words;

/// Whether what goes by this name is a secret.
pub(super) fn is_secret(name: &str) -> bool {
    const SECRETS: [&str; 18] = [
        "assertion",
        "auth",
        "pin",
        "authorization",
        "cookie",
        "credential",
        "credentials",
        "jwt",
        "key",
        "apikey",
        "otp",
        "passcode",
        "passphrase",
        "password",
        "passwd",
        "secret",
        "signature",
        "token",
    ];
    words(name).iter().any(|word| SECRETS.contains(&word.as_str()))
}

/// Whether a value can be shown: a number, a version, a date, a language, a media type, a path.
pub(super) fn is_plain(value: &str) -> bool {
    let has_query = value.contains(['?', '=', '@', '%']);
    let is_number = value.bytes().all(|byte| byte.is_ascii_digit() || b".-+:TZ".contains(&byte));
    let is_language = match value.as_bytes() {
        [a, b] | [a, b, b'-' | b'_', ..] if value.len() <= 5 => a.is_ascii_lowercase() && b.is_ascii_lowercase(),
        _ => false,
    };
    let is_date = value.ends_with(" GMT");
    let is_path = value.contains('/') && !has_query && !is_random(value);
    matches!(value, "true" | "false") || is_number && value.len() <= 24 || is_language || is_date || is_path
}

/// Whether a value looks like one that a machine made up: long, and letters and digits without a break.
pub(super) fn is_random(value: &str) -> bool {
    value.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        word.len() >= 16 && digits > 0 && digits < word.len() || word.len() >= 32
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets() {
        for (name, expected) in [
            ("client_secret", true),
            ("X-Api-Key", true),
            ("accessToken", true),
            ("Password", true),
            ("X-Version", false),
            ("monkey", false),
            ("page_tokens_left", false),
        ] {
            assert_eq!(is_secret(name), expected, "{name}");
        }
        for (value, expected) in [
            ("2024-01-01", false),
            ("application/json", false),
            ("a1b2c3d4e5f6a7b8c9", true),
            ("b8c4d1a0-1111-2222-3333-444455556666", false),
            ("sk_live_4eC39HqLyjWDarjtT1zdp7dc", true),
            ("en-US,en;q=0.9", false),
        ] {
            assert_eq!(is_random(value), expected, "{value}");
        }
    }
}
