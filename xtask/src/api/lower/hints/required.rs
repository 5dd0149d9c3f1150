//! Whether a description says that a request without the parameter is refused.

/// Reads the mark at the start and what stands behind it. A mark with a condition (`**Required** when …`) is part of a
/// sentence: the parameter can be left out, and the sentence stays.
pub(super) fn read(text: &str) -> (bool, &str) {
    const MARKS: [&str; 7] =
        ["(Required)", "(required)", "[Required]", "[required]", "**Required**", "*Required*", "Required."];
    let Some((mark, rest)) = MARKS.iter().find_map(|mark| Some((mark, text.strip_prefix(mark)?))) else {
        return (false, text);
    };
    if mark.starts_with('*') && has_condition(rest) {
        return (false, text);
    }
    (true, rest.trim_start_matches([' ', ':', '.', '-']).trim_start())
}

fn has_condition(rest: &str) -> bool {
    const CONDITIONS: [&str; 10] =
        ["when", "if", "only", "for", "unless", "where", "in", "while", "except", "depending"];
    let rest = rest.trim_start_matches([' ', ':', ',', '-', '–', '—', '(']);
    let first = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    CONDITIONS.contains(&first.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn required_without_a_condition() {
        for (text, required, rest) in [
            ("**Required** The ID.", true, "The ID."),
            ("*Required*: the ID", true, "the ID"),
            ("**Required**. If it is gone, nothing is found.", true, "If it is gone, nothing is found."),
            ("(Required) If set, it is kept.", true, "If set, it is kept."),
            ("**Required** when `a` is set.", false, "**Required** when `a` is set."),
            ("**Required** only if `a` is set.", false, "**Required** only if `a` is set."),
            ("**Required**, if `a` is set.", false, "**Required**, if `a` is set."),
            ("**Required** for admins.", false, "**Required** for admins."),
            ("Required if `a` is set.", false, "Required if `a` is set."),
            ("**Required** format of all", true, "format of all"),
        ] {
            assert_eq!(read(text), (required, rest), "{text}");
        }
    }
}
