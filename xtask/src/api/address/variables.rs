//! Variables in an address, and their values.

/// The variables whose values may stand in an address.
pub trait Variables {
    /// The value of a variable.
    fn value(&self, name: &str) -> Option<&str>;
}

/// No variables.
pub struct Nothing;

impl Variables for Nothing {
    fn value(&self, _: &str) -> Option<&str> {
        None
    }
}

/// The longest that an address grows by its variables, in bytes. No honest collection reaches it.
pub(super) const LONGEST: usize = 4096;

/// Puts the values of variables in; a value may name further ones, to a depth and a length that no honest collection
/// reaches.
pub(super) fn resolve(text: &str, variables: &impl Variables, depth: usize, resolved: &mut String) {
    const DEEPEST: usize = 8;
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let Some(end) = rest[start..].find("}}").map(|end| start + end) else { break };
        resolved.push_str(&rest[..start]);
        match variables.value(rest[start + 2..end].trim()) {
            Some(value) if depth < DEEPEST && resolved.len() < LONGEST && !value.trim().is_empty() => {
                resolve(value.trim(), variables, depth + 1, resolved);
            }
            _ => resolved.push_str(&rest[start..end + 2]),
        }
        rest = &rest[end + 2..];
    }
    resolved.push_str(rest);
}

/// A variable in the path is a parameter, unless its value is a version (`v2`) or more than one segment.
pub(super) fn expand_versions(path: &str, variables: &impl Variables) -> String {
    let segments = path.split('/').map(|segment| {
        let name = segment.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
        let value = name.and_then(|name| variables.value(name.trim()));
        match value {
            Some(value) if is_part_of_the_path(value) => value.trim_matches('/').to_owned(),
            _ => segment.to_owned(),
        }
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Whether a variable's value is a piece of the path, of words and versions: `v2`, `/api/admin`. A token is none, slashes
/// in it or not.
fn is_part_of_the_path(value: &str) -> bool {
    let is_word = |segment: &str| segment.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_'));
    is_version(value)
        || value.contains('/')
            && value.trim_matches('/').split('/').all(|segment| is_version(segment) || is_word(segment))
}

pub(super) fn is_version(value: &str) -> bool {
    value.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()) && rest.len() < 8)
}
