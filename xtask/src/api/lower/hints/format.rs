//! The format of a string that a description spells out.

/// Reads the pattern of a date, or of a date and time, where it is the only one.
pub(super) fn read(text: &str) -> Option<&'static str> {
    let pattern = text.to_ascii_lowercase().replace(['\'', '"', '`'], "");
    let mut found = pattern.match_indices("yyyy-mm-dd").map(|(at, date)| {
        match pattern[at + date.len()..].trim_start_matches([' ', 't', '[', ']']) {
            time if time.starts_with("hh:mm:ss") && pattern[at + date.len()..].starts_with(['t', '[']) => {
                Some("date-time")
            }
            time if time.starts_with("hh") => None,
            _ => Some("date"),
        }
    });
    let first = found.next()??;
    found.all(|other| other == Some(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn patterns_of_dates() {
        for (text, expected) in [
            ("In `yyyy-mm-dd` format.", Some("date")),
            ("'yyyy-MM-dd'format", Some("date")),
            ("`yyyy-MM-dd'T'HH:mm:ss'Z'` UTC", Some("date-time")),
            ("YYYY-MM-DDTHH:MM:SSZ", Some("date-time")),
            ("`yyyy-mm-dd` or `yyyy-MM-ddTHH:mm:ssZ`", None),
            ("`yyyy-mm-dd` or `yyyy-MM-dd HH:mm`", None),
            ("`yyyy-MM-dd HH:mm:ss`", None),
            ("The start date", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
