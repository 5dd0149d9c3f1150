//! The values that a description lists: behind `Allowed values:`, or one a line in code spans.

use std::borrow::Cow;

use super::{Lower, word};

/// Reads the mark of a tool, behind which all values stand, and the text without it.
pub(super) fn closed(text: &str) -> (Option<Vec<String>>, String) {
    let Some((before, rest)) = text.split_once("(This can only be one of ") else { return (None, text.to_owned()) };
    let (list, after) = rest.split_once(')').unwrap_or((rest, ""));
    let text = format!("{} {}", before.trim(), after.trim());
    (unique(list.split(',').map(str::trim)), text.trim().to_owned())
}

/// Reads the values that people list, of which there can be more.
pub(super) fn listed(text: &str) -> Option<Vec<String>> {
    let values = by_line(text).or_else(|| in_sentence(&Lower::of(text)))?;
    // Patterns of dates and the two booleans are no enumeration.
    let is_pattern = |value: &String| value.to_ascii_lowercase().contains("yyyy");
    let is_boolean = |value: &String| matches!(value.as_str(), "true" | "false");
    (!values.iter().any(is_pattern) && !values.iter().all(is_boolean)).then_some(values)
}

/// Whether a description says that commas stand between several values.
pub(super) fn is_list(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let separates = ["comma-separated", "comma separated", "comma-delimited", "comma delimited", "separated by comma"]
        .iter()
        .any(|words| text.contains(words));
    // "Separate multiple values with commas", "separate them with a comma", "use commas (,) to separate"
    let sentences = || text.split(['\n', ';']).flat_map(|line| line.split(". "));
    separates || sentences().any(|sentence| sentence.contains("separat") && sentence.contains("comma"))
}

/// A line that may name a value.
struct Line<'t> {
    value: &'t str,
    indent: usize,
    bulleted: bool,
    has_meaning: bool,
}

/// The values that stand one a line, each at its start: ``* `active` - The user is there.``
fn by_line(text: &str) -> Option<Vec<String>> {
    const MARKUP: [(&str, &str); 8] = [
        ("<br/>", "\n"),
        ("<br />", "\n"),
        ("</br>", "\n"),
        ("<br>", "\n"),
        ("<p>", "\n"),
        ("<li>", "\n* "),
        ("<code>", "`"),
        ("</code>", "`"),
    ];
    let mut text = Cow::Borrowed(text);
    for (tag, mark) in MARKUP {
        if text.contains(tag) {
            text = Cow::Owned(text.replace(tag, mark));
        }
    }
    let mut found: Vec<Line<'_>> = Vec::new();
    let mut introduction = "";
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match value_of(line) {
            Some(value) if !is_about_others(introduction) => found.push(value),
            Some(_) => {}
            None => introduction = line.trim(),
        }
    }
    // What is deeper says more of the value above it.
    let margin = found.iter().filter(|line| line.bulleted).map(|line| line.indent).min();
    found.retain(|line| !line.bulleted || margin.is_none_or(|margin| line.indent < margin + 2));
    match &found[..] {
        [] => None,
        [only] if !(only.bulleted && only.has_meaning) => None,
        // A line that starts with code and says nothing of it may be anything; several are a list.
        _ => unique(found.iter().map(|line| line.value)),
    }
}

/// Whether the line before a list says that it is not of this parameter's values.
fn is_about_others(introduction: &str) -> bool {
    const OTHERS: [&str; 14] = [
        "error",
        "example",
        "e.g.",
        "scope",
        "permission",
        "note:",
        "note**",
        "variables",
        "properties",
        "fields:",
        "parameters:",
        "headers",
        "require",
        "such as",
    ];
    let introduction = introduction.to_ascii_lowercase();
    let has_condition = ["if ", "when "].iter().any(|word| introduction.starts_with(word));
    // "Optional query parameters:" announces values.
    let is_announced =
        introduction.contains("optional query parameters") || introduction.contains("one of the following");
    !is_announced && (has_condition || OTHERS.iter().any(|word| introduction.contains(word)))
}

fn value_of(line: &str) -> Option<Line<'_>> {
    let indent = line.len() - line.trim_start().len();
    let line = line.trim();
    let unbulleted = ["* ", "- ", "+ ", "• ", "*\t"].iter().find_map(|bullet| line.strip_prefix(bullet));
    let text = unbulleted.unwrap_or(line).trim_start().trim_start_matches("**");
    let (value, rest) = match text.strip_prefix('`') {
        Some(code) => code.split_once('`')?,
        // Only numbers go without a span: "1 - Active".
        None => text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '-').filter(|end| *end > 0)?),
    };
    let is_code = text.starts_with('`');
    let value = value.trim().trim_matches(['"', '\'']);
    let rest = rest.trim_start_matches("**").trim_start();
    let separators = ["-", "–", "—", "&mdash;", "&ndash;", ":", "="];
    let has_meaning = separators.iter().any(|separator| rest.starts_with(separator));
    let is_value = !value.is_empty()
        && value.len() <= 64
        && !value.contains(|c: char| c.is_whitespace() || "{}<>()[]=,`$".contains(c))
        && !value.contains("://");
    let is_whole = has_meaning || (is_code && matches!(rest, "" | "," | "." | ";"));
    let is_number = || value.parse::<i64>().is_ok();
    (is_value && is_whole && (is_code || is_number())).then_some(Line {
        value,
        indent,
        bulleted: unbulleted.is_some(),
        has_meaning,
    })
}

/// The list behind `Allowed values:` and the like, where it is one of words and no more than that.
fn in_sentence(text: &Lower<'_>) -> Option<Vec<String>> {
    const MARKS: [&str; 18] = [
        "allowed values:",
        "allowed values are",
        "possible values:",
        "possible values are",
        "valid values:",
        "valid values are",
        "accepted values:",
        "accepted values are",
        "supported values:",
        "supported values are",
        "available values:",
        "available values are",
        "one of the following:",
        "one of the following values:",
        "enum:",
        "one of:",
        "allowed:",
        "values:",
    ];
    if !["value", "enum:", "one of", "allowed:"].iter().any(|word| text.lower.contains(word)) {
        return None;
    }
    let words = MARKS.iter().find_map(|mark| list(text.after(mark)?, false));
    // Without a colon only code can be told from the sentence's own words.
    const SENTENCES: [&str; 6] =
        ["value can be", "values can be", "must be one of", "can be one of", "value must be", "should be one of"];
    words.or_else(|| SENTENCES.iter().find_map(|mark| list(text.after(mark)?, true)))
}

fn list(text: &str, is_code: bool) -> Option<Vec<String>> {
    let text = text.trim_start_matches(['*', ' ', ':']);
    let text = text.strip_prefix("either ").unwrap_or(text);
    let end = text.find([')', ']', '\n', ';']).unwrap_or(text.len());
    let list = &text[..text[..end].find(". ").unwrap_or(end)];
    let words = list.split([',', '|', '/']).flat_map(|part| part.split(" or ")).flat_map(|part| part.split(" and "));
    let words = words.map(|part| part.trim().trim_start_matches("or ").trim_start_matches("and "));
    let read = |part: &'_ str| -> Option<String> {
        let is_span = part.starts_with('`') && part.trim_end_matches('.').ends_with('`');
        word(part).filter(|_| is_span || !is_code || part.is_empty()).map(str::to_owned)
    };
    let words = words.map(read).collect::<Option<Vec<_>>>()?;
    let all = unique(words.iter().map(String::as_str))?;
    (all.len() > 1).then_some(all)
}

fn unique<'t>(values: impl Iterator<Item = &'t str>) -> Option<Vec<String>> {
    let mut unique: Vec<String> = Vec::new();
    for value in values.filter(|value| !value.is_empty()) {
        if !unique.iter().any(|known| known == value) {
            unique.push(value.to_owned());
        }
    }
    (!unique.is_empty()).then_some(unique)
}

#[cfg(test)]
mod tests {
    use super::{is_list, listed};

    #[test]
    fn values_of_a_description() {
        for (text, expected) in [
            ("Status:\n* `on` - It is on.\n* `off` - It is off.", "on off"),
            ("Status. \n `on` - It is on.  \n `off`-  It is off.\n Note: keep `x`", "on off"),
            ("Kind.\n`1` - One <br> `2` - Two", "1 2"),
            ("Kind:\n* `a` &mdash; A.\n* `b` &mdash; B.", "a b"),
            ("Kind:</br>`1` — One</br>`2` — Two", "1 2"),
            ("<p>Kind:</p><ul><li><code>a</code> - A</li><li><code>b</code> - B</li></ul>", "a b"),
            ("Kind:\n*   `a`: A.\n *  `b`: B.", "a b"),
            ("Kind:\n-1 - All.\n0 - One.", "-1 0"),
            ("It can be one of the following:  \n  `a`  \n `b`", "a b"),
            ("Only:\n* `a` - the only one", "a"),
            ("These:\n* `1` - One\n\nElsewhere:\n* `2` - Two", "1 2"),
            ("Kind:\n* `a` - of these:\n    * `x` - one\n    * `y` - two\n* `b` - other", "a b"),
            ("The value can be one of the following: `a`, `b` or `c`.", "a b c"),
            ("Allowed: `a` | `b`", "a b"),
            ("The value can be `a` or `b`.", "a b"),
            ("The value can be any text or none", ""),
            ("On:\n* `true` - yes\n* `false` - no", ""),
            ("Errors:\n* `1` - gone\n* `2` - refused", ""),
            ("For example:\n* `1` - gone\n* `2` - refused", ""),
            ("If `type` is:\n* `1` - gone\n* `2` - refused", ""),
            ("Formats:\n* `yyyy-mm-dd` - a day\n* `yyyy` - a year", ""),
            ("`from` and `to` are given together.\n`to` is later.", ""),
            ("See the [list](https://example.com) for supported time zones.", ""),
            ("`on` - it is on", ""),
        ] {
            assert_eq!(listed(text).unwrap_or_default().join(" "), expected, "{text}");
        }
    }

    #[test]
    fn lists_by_commas() {
        for (text, expected) in [
            ("A comma-separated list of IDs.", true),
            ("IDs. Multiple values separated by comma.", true),
            ("Separate multiple values with commas.", true),
            ("To give several, separate them with commas, like `a,b`.", true),
            ("Use commas (,) to separate them", true),
            ("A list of IDs", false),
            ("Commas are kept. A separate call is needed.", false),
        ] {
            assert_eq!(is_list(text), expected, "{text}");
        }
    }
}
