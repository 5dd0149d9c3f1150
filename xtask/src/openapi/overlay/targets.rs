//! A target with several names, name by name.

/// The targets of one name each that a target with lists of names (`['A', 'B']`) stands for; all else is left as it is.
///
/// A list matches if any of its names does. Name by name, the one that is gone can be told.
pub(super) fn name_by_name(target: &str) -> Vec<String> {
    let mut targets = vec![String::new()];
    for part in parts(target) {
        let inside = part.strip_prefix('[').and_then(|part| part.strip_suffix(']'));
        let names: Vec<_> = inside.map(|inside| split(inside, ',')).unwrap_or_default();
        let is_name = |name: &&str| name.starts_with(['\'', '"']);
        if names.len() > 1 && names.iter().all(|name| is_name(&name.trim())) {
            targets = targets
                .iter()
                .flat_map(|target| names.iter().map(move |name| format!("{target}[{}]", name.trim())))
                .collect();
        } else {
            targets.iter_mut().for_each(|target| target.push_str(part));
        }
    }
    targets
}

/// The brackets of a path and what stands between them.
fn parts(path: &str) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, c, depth) in outside_quotes(path) {
        match (c, depth) {
            ('[', 0) => {
                parts.push(&path[start..at]);
                start = at;
            }
            (']', 1) => {
                parts.push(&path[start..=at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&path[start..]);
    parts
}

fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    for (at, c, depth) in outside_quotes(text) {
        if c == separator && depth == 0 {
            parts.push(&text[start..at]);
            start = at + c.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}

/// The characters that stand in no quotes, each with the number of brackets around it.
fn outside_quotes(text: &str) -> impl Iterator<Item = (usize, char, usize)> {
    let (mut quote, mut is_escaped, mut depth) = (None, false, 0_usize);
    text.char_indices().filter_map(move |(at, c)| {
        if let Some(end) = quote {
            if !is_escaped && c == end {
                quote = None;
            }
            is_escaped = !is_escaped && c == '\\';
            return None;
        }
        let around = depth;
        match c {
            '\'' | '"' => quote = Some(c),
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        Some((at, c, around))
    })
}

#[cfg(test)]
mod tests {
    use super::name_by_name;

    #[test]
    fn lists_of_names_are_taken_apart() {
        for (target, expected) in [
            ("$.a.b", &["$.a.b"][..]),
            ("$", &["$"]),
            ("$.a['b'].c", &["$.a['b'].c"]),
            ("$.a['b', 'c'].d", &["$.a['b'].d", "$.a['c'].d"]),
            ("$.a[\"b\",'c']", &["$.a[\"b\"]", "$.a['c']"]),
            ("$['a','b']['c','d']", &["$['a']['c']", "$['a']['d']", "$['b']['c']", "$['b']['d']"]),
            // A comma, a bracket or a quote in a name is none.
            ("$['a,b', 'c]', 'd\\'e']", &["$['a,b']", "$['c]']", "$['d\\'e']"]),
            // What is not names alone stays together: numbers move when one of them is removed.
            ("$.a[0, 1]", &["$.a[0, 1]"]),
            ("$.a['b', *]", &["$.a['b', *]"]),
            ("$.a[?match(@.b, 'x')].c", &["$.a[?match(@.b, 'x')].c"]),
            ("$..['a','b']", &["$..['a']", "$..['b']"]),
            // Not a path at all, which is for others to say.
            ("$[", &["$["]),
        ] {
            assert_eq!(name_by_name(target), expected, "{target}");
        }
    }
}
