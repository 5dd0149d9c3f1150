//! The limits of numbers and the lengths of strings that a description says.

/// The limits of a number, or of a string's length.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Limits {
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
}

/// Words that say the largest value, before a number.
const LARGEST: [&str; 16] = [
    "maximum",
    "max",
    "max.",
    "at most",
    "up to",
    "no more than",
    "not more than",
    "cannot exceed",
    "must not exceed",
    "can't exceed",
    "less than or equal to",
    "no greater than",
    "never be larger than",
    "cannot be larger than",
    "must not be larger than",
    "cannot be more than",
];
/// Words that say the smallest.
const SMALLEST: [&str; 7] =
    ["minimum", "min", "min.", "at least", "no less than", "greater than or equal to", "not less than"];
/// Words between these and the number that leave it the parameter's own.
const OWN: [&str; 18] = [
    "value",
    "length",
    "size",
    "page",
    "limit",
    "allowed",
    "of",
    "is",
    "the",
    "this",
    "field",
    "parameter",
    "for",
    "to",
    "be",
    "a",
    "string",
    "number",
];

/// Reads the limits, each where the description says one.
pub(super) fn read(text: &str) -> Limits {
    let lower = text.to_ascii_lowercase();
    let mut limits = Limits::default();
    if !lower.bytes().any(|byte| byte.is_ascii_digit()) {
        return limits;
    }
    for (opening, separators) in [("between", &["and"][..]), ("range", &["-", "–", "to"]), ("from", &["to"])] {
        for rest in after(&lower, opening) {
            if let Some((from, to, unit)) = range(rest, separators) {
                limits.smallest(from, unit);
                limits.largest(to, unit);
            }
        }
    }
    for (marks, is_largest) in [(&LARGEST[..], true), (&SMALLEST[..], false)] {
        for mark in marks {
            for rest in after(&lower, mark) {
                let Some((value, unit, said_length)) = bound(rest) else { continue };
                let unit = if said_length { Unit::Characters } else { unit };
                if is_largest { limits.largest(value, unit) } else { limits.smallest(value, unit) }
            }
        }
    }
    limits
}

/// What a number counts.
#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Value,
    Characters,
    /// Something of which the parameter is not the number.
    Other,
}

impl Limits {
    fn largest(&mut self, value: i64, unit: Unit) {
        match unit {
            Unit::Value => drop(self.maximum.get_or_insert(value)),
            Unit::Characters => self.max_length = self.max_length.or(value.try_into().ok()),
            Unit::Other => {}
        }
    }

    fn smallest(&mut self, value: i64, unit: Unit) {
        match unit {
            Unit::Value => drop(self.minimum.get_or_insert(value)),
            Unit::Characters => self.min_length = self.min_length.or(value.try_into().ok()),
            Unit::Other => {}
        }
    }
}

/// What stands behind each place of words.
fn after<'t>(text: &'t str, words: &str) -> Vec<&'t str> {
    let is_apart = |at: usize| {
        !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && !text[at + words.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
    };
    text.match_indices(words).filter(|(at, _)| is_apart(*at)).map(|(at, _)| &text[at + words.len()..]).collect()
}

/// A bound, and whether the words before it speak of a length.
fn bound(rest: &str) -> Option<(i64, Unit, bool)> {
    let mut rest = rest.trim_start_matches([':', '=', '*', ' ', '-']);
    let mut said_length = false;
    loop {
        if let Some((value, unit)) = number(rest) {
            return Some((value, unit, said_length));
        }
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if !OWN.contains(&&rest[..end]) {
            return None;
        }
        said_length |= &rest[..end] == "length";
        rest = rest[end..].trim_start_matches([':', '=', '*', ' ']);
    }
}

/// Two bounds: `between 1 and 300`, `range: 1-300`.
fn range<'t>(rest: &'t str, separators: &[&str]) -> Option<(i64, i64, Unit)> {
    let mut rest: &'t str = rest.trim_start_matches([':', ' ', '*', '[', '(']);
    for word in ["is ", "of ", "from ", "between "] {
        rest = rest.strip_prefix(word).unwrap_or(rest).trim_start_matches([' ', '`']);
    }
    let (from, behind) = integer(rest)?;
    let behind = behind.trim_start_matches(['`', ' ']);
    let behind = separators.iter().find_map(|separator| behind.strip_prefix(separator))?;
    let (to, unit) = number(behind.trim_start())?;
    (from < to).then_some((from, to, unit))
}

/// A number and what it counts.
fn number(text: &str) -> Option<(i64, Unit)> {
    let (value, behind) = integer(text.trim_start_matches(['`', '*', ' ']))?;
    let behind = behind.trim_start_matches(['`', '*', ' ', '-']);
    let word = behind.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let unit = match word {
        "character" | "characters" | "chars" | "letters" => Unit::Characters,
        "" | "records" | "items" | "results" | "entries" | "rows" | "seconds" | "minutes" | "per" | "and" | "or"
        | "for" | "by" => Unit::Value,
        _ => Unit::Other,
    };
    Some((value, unit))
}

/// A whole number, perhaps with commas between thousands, and what stands behind it.
fn integer(text: &str) -> Option<(i64, &str)> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != ',').unwrap_or(digits.len());
    let written = digits[..end].trim_end_matches(',');
    let groups: Vec<&str> = written.split(',').collect();
    let by_thousands = groups.len() == 1 || groups[1..].iter().all(|group| group.len() == 3);
    let behind = &digits[written.len()..];
    // "1.5", "2020-01-01", "5mb"
    let has_unit = behind.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '%');
    let fraction = behind.strip_prefix('.');
    let has_fraction = fraction.is_some_and(|fraction| fraction.starts_with(|c: char| c.is_ascii_digit()));
    let value = groups.concat().parse::<i64>().ok().filter(|_| by_thousands && !has_unit && !has_fraction)?;
    Some((if text.starts_with('-') { -value } else { value }, behind))
}

#[cfg(test)]
mod tests {
    use super::{Limits, read};

    #[test]
    fn limits() {
        let value = |minimum, maximum| Limits { minimum, maximum, ..Limits::default() };
        let length = |min_length, max_length| Limits { min_length, max_length, ..Limits::default() };
        for (text, expected) in [
            ("The maximum is 300.", value(None, Some(300))),
            ("The maximum value is `300`", value(None, Some(300))),
            ("Default - 30.\nMax -100.", value(None, Some(100))),
            ("Max: 1,000", value(None, Some(1000))),
            ("The page size can never be larger than 250 entries.", value(None, Some(250))),
            ("Up to 50 records", value(None, Some(50))),
            ("The value cannot exceed 604800 seconds.", value(None, Some(604_800))),
            ("Between 1 and 300.", value(Some(1), Some(300))),
            ("Range: 0-100", value(Some(0), Some(100))),
            ("At least 5", value(Some(5), None)),
            ("At most 64 characters", length(None, Some(64))),
            ("Maximum length: 128", length(None, Some(128))),
            ("Between 8 and 32 characters", length(Some(8), Some(32))),
            ("A 10-character name, minimum length of 3", length(Some(3), None)),
            ("A webinar has a maximum of 50 occurrences.", value(None, None)),
            ("Commas separate a maximum of 20 ids", value(None, None)),
            ("The maximum number of groups is 7", value(None, None)),
            ("The maximum range can be a month, 2020-01-01", value(None, None)),
            ("Files of at most 5MB, up to 1.5", value(None, None)),
            ("From 2020 to now", value(None, None)),
            ("The range can be 3 months", value(None, None)),
            ("up to 7 days", value(None, None)),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
