//! Zoom's Markdown, as a terminal shows it.

/// Returns a description without its marks.
pub fn plain(text: &str) -> String {
    let lines = text.trim().lines().map(|line| {
        let indent = line.len() - line.trim_start().len();
        match line.trim_start().strip_prefix("* ") {
            Some(item) => format!("{}- {}", &line[..indent], without_marks(item)),
            None => without_marks(line),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the first sentence of a description, without the full stop at its end.
pub fn first_sentence(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    let line = without_marks(line);
    let end = line.find(". ").unwrap_or(line.len());
    line[..end].trim_end_matches('.').to_owned()
}

/// Takes out emphasis, and writes a link's address behind its text.
fn without_marks(line: &str) -> String {
    let mut plain = String::new();
    let line = line.replace("**", "");
    let mut rest = line.as_str();
    while let Some(start) = rest.find('[') {
        let link = rest[start + 1..].split_once("](").and_then(|(text, after)| {
            let (address, after) = after.split_once(')')?;
            (!text.contains(['[', ']'])).then_some((text, address, after))
        });
        let Some((text, address, after)) = link else {
            plain.push_str(&rest[..=start]);
            rest = &rest[start + 1..];
            continue;
        };
        plain.push_str(&rest[..start]);
        plain.push_str(text);
        plain.push_str(" (");
        plain.push_str(address);
        plain.push(')');
        rest = after;
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out() {
        for (text, expected) in [
            ("a [b](https://c) d", "a b (https://c) d"),
            ("a [b] c", "a [b] c"),
            ("[[a](b)", "[a (b)"),
            ("**Prerequisites:**\n* one\n  * two", "Prerequisites:\n- one\n  - two"),
            ("a [b](", "a [b]("),
        ] {
            assert_eq!(plain(text), expected);
        }
        assert_eq!(first_sentence("Lists users. All of them.\nAnd more."), "Lists users");
        assert_eq!(first_sentence(""), "");
    }
}
