//! Texts of a server, as a terminal may have them: no control character, and no mark that turns the text around it.

use std::borrow::Cow;
use std::fmt::Write;

use serde::Serialize;

/// Returns whether a terminal acts on a character instead of showing it, or shows others elsewhere for it.
fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns a text for a person, in one line.
pub fn text(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if is_hostile(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Returns JSON of the same value, with such characters escaped.
pub fn json(value: &impl Serialize, is_pretty: bool) -> String {
    let written = if is_pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) };
    // What is printed has text keys alone, so that it can be written is certain.
    let written = written.unwrap_or_default();
    let is_layout = |c: char| is_pretty && c == '\n';
    if !written.contains(|c| is_hostile(c) && !is_layout(c)) {
        return written;
    }
    let mut escaped = String::with_capacity(written.len() + 8);
    for c in written.chars() {
        // Outside of a string JSON has none of these but the line breaks that were asked for.
        if is_hostile(c) && !is_layout(c) {
            let _ = write!(escaped, "\\u{:04x}", u32::from(c));
        } else {
            escaped.push(c);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_is_escaped() {
        for (given, shown, written) in [
            ("Zoë 👩‍💻", "Zoë 👩‍💻", r#""Zoë 👩‍💻""#),
            ("a\nb\tc", "a\\nb\\tc", r#""a\nb\tc""#),
            ("\u{1b}]0;x\u{7}", "\\u{1b}]0;x\\u{7}", r#""\u001b]0;x\u0007""#),
            ("\u{9b}31m\u{7f}", "\\u{9b}31m\\u{7f}", r#""\u009b31m\u007f""#),
            ("a\u{202e}b\u{2066}", "a\\u{202e}b\\u{2066}", r#""a\u202eb\u2066""#),
            ("a\u{2028}b", "a\\u{2028}b", r#""a\u2028b""#),
        ] {
            assert_eq!(text(given), shown);
            assert_eq!(json(&given, false), written);
            assert_eq!(serde_json::from_str::<String>(written).unwrap(), given);
        }
        let pretty = json(&serde_json::json!({ "a\u{202e}": "\u{9b}" }), true);
        assert_eq!(pretty, "{\n  \"a\\u202e\": \"\\u009b\"\n}");
    }
}
