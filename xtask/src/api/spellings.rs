//! Words that are not spelled like others: `QoS` is one word, and so are `Q&A` and `H.323`.

use std::borrow::Cow;

/// Words of which capitals and small letters would make two.
const MIXED: [&str; 32] = [
    "QoS",
    "QoE",
    "VoIP",
    "PoE",
    "WiFi",
    "OAuth",
    "OAuth2",
    "WebRTC",
    "IPv4",
    "IPv6",
    "IoT",
    "SaaS",
    "PaaS",
    "IaaS",
    "iOS",
    "iPadOS",
    "macOS",
    "tvOS",
    "watchOS",
    "iPad",
    "iPhone",
    "eSIM",
    "mTLS",
    "mDNS",
    "eSignature",
    "GraphQL",
    "PostgreSQL",
    "MySQL",
    "NoSQL",
    "LaTeX",
    "GitHub",
    "GitLab",
];

/// Words that people write with a sign within them, in any letter case; a capital at the start stays one.
const PARTED: [(&str, &str); 12] = [
    ("wi-fi", "wifi"),
    ("e-mail", "email"),
    ("e-mails", "emails"),
    ("e-mailed", "emailed"),
    ("e-book", "ebook"),
    ("e-books", "ebooks"),
    ("e-commerce", "ecommerce"),
    ("q & a", "qa"),
    ("o-auth", "oauth"),
    ("x-ray", "xray"),
    ("t-shirt", "tshirt"),
    ("i/o", "io"),
];

/// Returns the word of mixed letter case that stands at the start of these letters.
pub(super) fn mixed_case(letters: &[char]) -> Option<&'static str> {
    let mut longest: Option<&'static str> = None;
    for word in MIXED {
        let length = word.len();
        let ends = letters.get(length).is_none_or(|c| !c.is_lowercase() || (*c == 's' && letters.len() == length + 1));
        if ends
            && longest.is_none_or(|known| known.len() < length)
            && letters.len() >= length
            && word.chars().zip(letters).all(|(a, b)| a == *b)
        {
            longest = Some(word);
        }
    }
    longest
}

/// Joins what a sign parts within one word: `Q&A`, `H.323`, `Wi-Fi`.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '.', '-', '/']) {
        return text.into();
    }
    let mut joined = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(letter) = rest.chars().next() {
        let starts = before.is_none_or(|c: char| !c.is_alphanumeric());
        if starts && let Some((word, length)) = parted(rest) {
            joined.push_str(&word);
            before = word.chars().last();
            rest = &rest[length..];
            continue;
        }
        joined.push(letter);
        before = Some(letter);
        rest = &rest[letter.len_utf8()..];
    }
    joined.into()
}

/// Returns the word at the start of a text as one, and how long it is there.
fn parted(text: &str) -> Option<(String, usize)> {
    let ends = |length: usize| text[length..].chars().next().is_none_or(|c| !c.is_alphanumeric());
    for (written, word) in PARTED {
        if text.get(..written.len()).is_some_and(|start| start.eq_ignore_ascii_case(written)) && ends(written.len()) {
            return Some((word.to_owned(), written.len()));
        }
    }
    let bytes = text.as_bytes();
    // Two letters and an ampersand (`Q&A`, `R&D`), or a recommendation of the ITU (`H.323`, `E.164`).
    match bytes {
        [a, b'&', b, rest @ ..] if a.is_ascii_uppercase() && b.is_ascii_uppercase() => {
            let plural = if rest.first() == Some(&b's') { "s" } else { "" };
            ends(3 + plural.len()).then(|| (format!("{}{}{plural}", *a as char, *b as char), 3 + plural.len()))
        }
        [a, b'.', rest @ ..] if a.is_ascii_uppercase() => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (digits > 1 && ends(digits + 2)).then(|| (format!("{}{}", *a as char, &text[2..digits + 2]), digits + 2))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::identifiers::{pascal, words};

    #[test]
    fn words_that_are_not_spelled_like_others() {
        for (text, expected) in [
            ("List Q&A of a past webinar", "list qa of a past webinar"),
            ("Q & A", "qa"),
            ("List Q&As of a webinar", "list qas of a webinar"),
            ("Search & Apply", "search apply"),
            ("meeting QoS", "meeting qos"),
            ("meetingQoS", "meeting qos"),
            ("list participants' QoS data", "list participants qos data"),
            ("H.323/SIP devices", "h323 sip devices"),
            ("H323", "h323"),
            ("an E.164 number", "an e164 number"),
            ("See section A.1", "see section a 1"),
            ("Wi-Fi", "wifi"),
            ("WiFi networks", "wifi networks"),
            ("wireless-fidelity", "wireless fidelity"),
            ("OAuth", "oauth"),
            ("OAuth2 token", "oauth2 token"),
            ("SCIM2", "scim2"),
            ("Revoke a user's SSO token", "revoke a user sso token"),
            ("2FA", "2fa"),
            ("user2FA", "user2 fa"),
            ("CRC ports", "crc ports"),
            ("userIDs", "user ids"),
            ("IDs and PINs", "ids and pins"),
            ("API's URLs", "api urls"),
            ("APIs", "apis"),
            ("e-mail", "email"),
            ("E-Mail address", "email address"),
            ("IPv4", "ipv4"),
            ("IPv6Address", "ipv6 address"),
            ("MFA", "mfa"),
            ("VoIP", "voip"),
            ("hostVoIPNumber", "host voip number"),
            ("a CSV file", "a csv file"),
            ("SIP, TSP, PAC, IM and IQ", "sip tsp pac im and iq"),
            ("iOS apps", "ios apps"),
            ("GraphQL", "graphql"),
            ("M4A files", "m4a files"),
            ("IMGroups", "im groups"),
            ("TrackingField", "tracking field"),
            ("read/write", "read write"),
        ] {
            assert_eq!(words(text).join(" "), expected, "{text}");
        }
        assert_eq!(pascal(&words("Q&A")), "Qa");
    }
}
