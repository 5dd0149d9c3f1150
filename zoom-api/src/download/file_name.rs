//! The name of a file by the header `Content-Disposition`, made harmless.

use http::HeaderMap;
use http::header::CONTENT_DISPOSITION;

/// The longest name that common file systems take, in bytes.
const LONGEST: usize = 255;
/// Names that Windows takes for devices, whatever follows the first dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "com", "lpt"];

/// Returns the name that a response gives its file. `filename*` takes precedence. Source: RFC 6266.
pub(super) fn of(headers: &HeaderMap) -> Option<String> {
    let bytes = headers.get(CONTENT_DISPOSITION)?.as_bytes();
    let header = String::from_utf8_lossy(bytes);
    let parameters = parameters(&header);
    let value =
        |name: &str| parameters.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let name = value("filename*").and_then(|value| extended(value)).or_else(|| value("filename").cloned())?;
    harmless(&name)
}

/// Splits a header at its semicolons, but for those in quotes.
fn parameters(header: &str) -> Vec<(String, String)> {
    let mut parameters = Vec::new();
    let mut text = String::new();
    let mut name = None;
    let (mut is_quoted, mut is_escaped) = (false, false);
    for c in header.chars().chain([';']) {
        match c {
            _ if is_escaped => {
                is_escaped = false;
                text.push(c);
            }
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '=' if !is_quoted && name.is_none() => name = Some(take_trimmed(&mut text)),
            ';' if !is_quoted => {
                let value = take_trimmed(&mut text);
                parameters.extend(name.take().map(|name| (name, value)));
            }
            _ => text.push(c),
        }
    }
    parameters
}

fn take_trimmed(text: &mut String) -> String {
    std::mem::take(text).trim().to_owned()
}

/// Reads `UTF-8''a%20b.mp4`. Source: RFC 8187.
fn extended(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, text) = rest.split_once('\'')?;
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    match charset.to_ascii_lowercase().as_str() {
        "utf-8" => String::from_utf8(bytes).ok(),
        "iso-8859-1" => Some(bytes.into_iter().map(char::from).collect()),
        _ => None,
    }
}

/// Returns the last part of a path as a name that is safe to create a file by; `None` if nothing is left.
fn harmless(name: &str) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next()?;
    let is_invisible = |c: char| matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .map(|c| if matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*') { '_' } else { c })
        .collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c.is_whitespace());
    let stem = plain.split('.').next()?.trim_end().to_ascii_lowercase();
    let is_device = DEVICES.iter().any(|device| {
        stem.strip_prefix(device).is_some_and(|rest| match *device {
            "com" | "lpt" => rest.chars().count() == 1 && rest.chars().all(|c| c.is_ascii_digit() || "¹²³".contains(c)),
            _ => rest.is_empty(),
        })
    });
    let name = if is_device { format!("_{plain}") } else { plain.to_owned() };
    let name = shortened(&name);
    (!name.is_empty()).then_some(name)
}

/// Cuts a name that is too long before its extension.
fn shortened(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, extension) = name.rsplit_once('.').filter(|(_, extension)| extension.len() <= 16).unwrap_or((name, ""));
    let suffix = if extension.is_empty() { String::new() } else { format!(".{extension}") };
    let mut end = LONGEST - suffix.len();
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{suffix}", &stem[..end])
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn names() {
        for (header, expected) in [
            ("attachment; filename=weekly.mp4", Some("weekly.mp4")),
            ("attachment; filename=\"Weekly review; 1.mp4\"", Some("Weekly review; 1.mp4")),
            ("attachment;FileName=\"a \\\"b\\\".mp4\"", Some("a _b_.mp4")),
            ("filename=weekly.mp4", Some("weekly.mp4")),
            ("attachment; filename=a.mp4; filename*=UTF-8''r%C3%A9union.mp4", Some("réunion.mp4")),
            ("attachment; filename*=iso-8859-1'en'r%e9union.mp4", Some("réunion.mp4")),
            ("attachment; filename=\"réunion.mp4\"", Some("réunion.mp4")),
            ("attachment; filename=a.mp4; filename*=UTF-8''%C3", Some("a.mp4")),
            ("attachment; filename=a.mp4; filename*=utf-16''b", Some("a.mp4")),
            ("attachment; filename*=UTF-8''%", None),
            ("attachment", None),
            ("attachment; filename", None),
            ("attachment; filename=\"\"", None),
            // Names that lead elsewhere, or are not what they seem.
            ("filename=../../etc/passwd", Some("passwd")),
            ("filename*=UTF-8''..%2F..%2Fpasswd", Some("passwd")),
            ("filename=\"C:\\\\Windows\\\\system.ini\"", Some("system.ini")),
            ("filename=\"a/\"", None),
            ("filename=..", None),
            ("filename=.bashrc", Some("bashrc")),
            ("filename=\"a.mp4. . \"", Some("a.mp4")),
            ("filename=a.mp4:stream", Some("a.mp4_stream")),
            ("filename*=UTF-8''a%0D%0Ab%00.mp4", Some("ab.mp4")),
            ("filename*=UTF-8''a%E2%80%AE4pm.exe", Some("a4pm.exe")),
            ("filename=con.mp4", Some("_con.mp4")),
            ("filename=LPT1", Some("_LPT1")),
            ("filename=conference.mp4", Some("conference.mp4")),
            ("filename=com10.mp4", Some("com10.mp4")),
        ] {
            let value = HeaderValue::from_bytes(header.as_bytes()).unwrap();
            let headers = HeaderMap::from_iter([(CONTENT_DISPOSITION, value)]);
            assert_eq!(of(&headers).as_deref(), expected, "{header}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_extension() {
        let name = harmless(&format!("{}.mp4", "é".repeat(200))).unwrap();
        assert!(name.len() <= LONGEST && name.len() > LONGEST - 2 && name.ends_with("é.mp4"), "{name}");
        assert_eq!(harmless(&"a.".repeat(400)).unwrap().len(), LONGEST);
    }
}
