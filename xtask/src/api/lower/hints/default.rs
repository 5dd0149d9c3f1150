//! The value that a description says is the default.

use super::{Lower, word};

/// Words between "default" and the value that leave it the parameter's own.
const OWN: [&str; 15] = [
    "value",
    "values",
    "setting",
    "of",
    "for",
    "this",
    "the",
    "field",
    "parameter",
    "property",
    "page",
    "size",
    "number",
    "limit",
    "will",
];

/// Reads the word behind `Default:`, `defaults to`, `the default value of this field is` and the like.
pub(super) fn read(text: &str) -> Option<String> {
    let lower = Lower::of(text);
    if !lower.lower.contains("default") {
        return None;
    }
    let mut found: Vec<_> = lower.all_after("default").filter_map(value).collect();
    // Two defaults depend on something.
    found.dedup();
    let mut found = found.into_iter();
    found.next().filter(|_| found.next().is_none()).map(str::to_owned)
}

/// The value behind the word "default".
fn value(rest: &str) -> Option<&str> {
    let mut rest = rest.strip_prefix('s').unwrap_or(rest);
    let mut linked = false;
    loop {
        let text = rest.trim_start_matches([' ', '*', '(']);
        if let Some(behind) = text.strip_prefix([':', '=']) {
            (linked, rest) = (true, behind);
            continue;
        }
        if let Some(behind) = text.strip_prefix("- ").filter(|_| !linked) {
            (linked, rest) = (true, behind);
            continue;
        }
        let end = text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
        let first = text[..end].to_ascii_lowercase();
        match first.as_str() {
            "is" | "to" | "be" if !linked => linked = true,
            own if !linked && OWN.contains(&own) => {}
            "null" if linked => {
                // "defaults to null (`false`)"
                let inner = text[end..].trim_start().strip_prefix("(`")?;
                return inner.split_once("`)").map(|(inner, _)| inner);
            }
            _ => {
                rest = text;
                break;
            }
        }
        rest = &text[end..];
    }
    if !linked {
        return None;
    }
    let (value, behind) = match rest.strip_prefix(['`', '"', '\'']) {
        Some(quoted) => quoted.split_once(['`', '"', '\''])?,
        None => rest.split_at(rest.find([')', ']', ',', ';', '\n', ' ', '<']).unwrap_or(rest.len())),
    };
    let quoted = rest.starts_with(['`', '"', '\'']);
    let value = word(value).filter(|value| !value.is_empty())?;
    let behind = behind.trim_start_matches(['*', ' ']);
    // "defaults to `a` or `b`", "the default is newest first"
    let starts_word = behind.starts_with(|c: char| c.is_alphabetic());
    let is_choice = ["or ", "if ", "when ", "and ", "for "].iter().any(|word| behind.starts_with(word));
    let ends = value.parse::<f64>().is_ok() || matches!(value, "true" | "false") || !starts_word;
    let is_article = ["the", "a", "an", "to", "no", "not", "none", "null", "empty", "your", "current", "it"];
    let is_value = if quoted { value != "null" } else { ends && !is_article.contains(&value) };
    // "1,000" is cut at its comma, and so is a list.
    let goes_on = behind.strip_prefix(',').is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
    (!is_choice && !goes_on && is_value).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn defaults() {
        for (text, expected) in [
            ("This value defaults to `start_time`.", "start_time"),
            ("The default value of this field is `false`.", "false"),
            ("The default is 30 and no more.", ""),
            ("The default is 30.", "30"),
            ("How many.\nDefault - 30.\nMax -100.", "30"),
            ("Default: -1", "-1"),
            ("Default value is **25**", "25"),
            ("It defaults to null (`false`).", "false"),
            ("The default page size is 30.", "30"),
            ("The default value will be `a`", "a"),
            ("Defaults to `7200` or `9000` for some", ""),
            ("The default is newest first", ""),
            ("By default, all are listed", ""),
            ("The default of `other` is `a`", ""),
            ("default time zone", ""),
            ("the default will be 1,000", ""),
            ("default: a,b", ""),
            ("default: 30, at most 100", "30"),
            ("This defaults to the current date.", ""),
            ("Whether to set it as the new default for all.", ""),
            ("Default `a` for one. Default: 3, default: 4", ""),
        ] {
            assert_eq!(read(text).unwrap_or_default(), expected, "{text}");
        }
    }
}
