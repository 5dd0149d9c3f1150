//! The path of an operation: literal text and parameters.

use std::fmt;

use super::identifiers::{self, Unique};
use super::model::Method;

/// A path such as `/users/{userId}/pac`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathTemplate {
    segments: Vec<Vec<Part>>,
    /// Whether a slash stands at its end.
    ends_in_slash: bool,
}

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Text that stands for itself.
    Literal(String),
    /// A parameter by its name.
    Parameter(String),
}

impl PathTemplate {
    /// Reads segments in which a parameter is `:name`, `{name}` or `{{name}}`, whole or in part.
    ///
    /// `known` are the names that the request itself declares for `:name`; they decide where such a name ends.
    pub fn read<'s>(segments: impl IntoIterator<Item = &'s str>, known: &[&str]) -> Self {
        let mut path = Self::default();
        for segment in segments {
            path.segments.push(read_segment(segment, known));
        }
        // A trailing slash is an empty last segment.
        while path.segments.last().is_some_and(Vec::is_empty) {
            path.segments.pop();
            path.ends_in_slash = !path.segments.is_empty();
        }
        path.tell_apart();
        path
    }

    /// Gives a name that occurs twice a number, since a path's parameters are told apart by their names alone.
    fn tell_apart(&mut self) {
        let mut unique = Unique::default();
        for part in self.segments.iter_mut().flatten() {
            if let Part::Parameter(name) = part {
                *name = unique.name(std::mem::take(name));
            }
        }
    }

    /// Whether a slash stands at its end.
    pub fn ends_in_slash(&self) -> bool {
        self.ends_in_slash
    }

    /// Takes away a slash at the end.
    pub fn without_slash(&mut self) {
        self.ends_in_slash = false;
    }

    /// Whether it is that of the root.
    pub fn is_root(&self) -> bool {
        self.segments.is_empty()
    }

    /// The names of the parameters in their order.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().flatten().filter_map(|part| match part {
            Part::Parameter(name) => Some(name.as_str()),
            Part::Literal(_) => None,
        })
    }

    /// Returns the last text between slashes that is no parameter: what the path is about.
    pub fn last_literal(&self) -> Option<&str> {
        self.segments.iter().rev().find_map(|segment| match segment.as_slice() {
            [Part::Literal(text)] => Some(text.as_str()),
            _ => None,
        })
    }

    /// Takes a segment of literal text away from the start of the path, if it is there.
    pub fn take_first(&mut self, segment: &str) -> bool {
        let is_first =
            matches!(self.segments.first().map(Vec::as_slice), Some([Part::Literal(text)]) if text == segment);
        if is_first {
            self.segments.remove(0);
        }
        is_first
    }

    /// Whether a text is the path, with anything in the place of a segment with a parameter.
    pub fn fits(&self, text: &str) -> bool {
        let text: Vec<_> = text.trim_matches('/').split('/').collect();
        let fits = |(segment, text): (&Vec<Part>, &&str)| match segment.as_slice() {
            [] => text.is_empty(),
            [Part::Literal(literal)] => literal == text,
            _ => true,
        };
        text.len() == self.segments.len() && self.segments.iter().zip(&text).all(fits)
    }

    /// Returns how many segments the path has.
    pub fn segments(&self) -> usize {
        self.segments.len()
    }

    /// Returns the segments that are text alone, in their order.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match &segment[..] {
            [Part::Literal(text)] => Some(text.as_str()),
            _ => None,
        })
    }

    /// Returns whether the path ends with a parameter.
    pub fn ends_with_parameter(&self) -> bool {
        self.segments.last().is_some_and(|segment| matches!(segment[..], [Part::Parameter(_)]))
    }

    /// The path with every parameter's name left out: what OpenAPI tells paths apart by.
    pub fn skeleton(&self) -> String {
        self.render(|_| "{}".to_owned())
    }

    /// The name of an operation by its method and path: `get_users_by_user_id`.
    pub fn operation_id(&self, method: Method) -> String {
        let mut all = vec![method.name().to_owned()];
        for part in self.segments.iter().flatten() {
            match part {
                Part::Literal(text) => all.extend(identifiers::words(text)),
                Part::Parameter(name) => {
                    all.push("by".to_owned());
                    all.extend(identifiers::words(name));
                }
            }
        }
        identifiers::snake(&all)
    }

    /// The same path with other names of its parameters, in their order.
    #[must_use]
    pub fn renamed(mut self, names: &[&str]) -> Self {
        let mut names = names.iter();
        for part in self.segments.iter_mut().flatten() {
            if let Part::Parameter(name) = part
                && let Some(new) = names.next()
            {
                (*new).clone_into(name);
            }
        }
        self
    }

    fn render(&self, parameter: impl Fn(&str) -> String) -> String {
        let mut text = String::new();
        for segment in &self.segments {
            text.push('/');
            for part in segment {
                match part {
                    Part::Literal(literal) => text.push_str(literal),
                    Part::Parameter(name) => text.push_str(&parameter(name)),
                }
            }
        }
        if text.is_empty() {
            text.push('/');
        }
        text
    }
}

impl fmt::Display for PathTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(|name| format!("{{{name}}}")))?;
        if self.ends_in_slash { f.write_str("/") } else { Ok(()) }
    }
}

fn read_segment(segment: &str, known: &[&str]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut rest = segment;
    while !rest.is_empty() {
        let Some((name, after)) = parameter(rest, rest.len() == segment.len(), known) else {
            let mut letters = rest.chars();
            letters.next().into_iter().for_each(|letter| push_literal(&mut literal, letter));
            rest = letters.as_str();
            continue;
        };
        if !literal.is_empty() {
            parts.push(Part::Literal(std::mem::take(&mut literal)));
        }
        parts.push(Part::Parameter(name));
        rest = after;
    }
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    parts
}

/// A parameter at the start of `rest`, and what follows it.
fn parameter<'t>(rest: &'t str, at_start: bool, known: &[&str]) -> Option<(String, &'t str)> {
    for (open, close) in [("{{", "}}"), ("{", "}")] {
        if let Some(inner) = rest.strip_prefix(open)
            // A brace within would be another parameter's; to look beyond it would be quadratic.
            && let Some(end) = inner.find(['{', '}'])
            && inner[end..].starts_with(close)
            && let Some(name) = clean(&inner[..end])
        {
            return Some((name, &inner[end + close.len()..]));
        }
    }
    let name = rest.strip_prefix(':')?;
    // What the request declares takes precedence over a guess, wherever it stands; of several the longest fits best.
    let declared = known.iter().filter(|known| {
        let after = name.strip_prefix(**known).map(|after| after.chars().next());
        !known.is_empty() && after.is_some_and(|next| next.is_none_or(|c| !c.is_alphanumeric() && c != '_'))
    });
    if let Some(declared) = declared.max_by_key(|known| known.len()) {
        return Some((clean(declared)?, &name[declared.len()..]));
    }
    // Postman takes others only at the start of a segment.
    let name = Some(name).filter(|_| at_start)?;
    let end = name.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(name.len());
    Some((clean(&name[..end])?, &name[end..]))
}

/// A name without what a path template cannot hold.
pub fn clean(name: &str) -> Option<String> {
    let name: String = name
        .trim()
        .trim_start_matches('$')
        .chars()
        .map(|c| if c.is_alphanumeric() || "_-.".contains(c) { c } else { '_' })
        .collect();
    (!name.is_empty() && name.contains(|c: char| c.is_alphanumeric())).then_some(name)
}

/// Braces and question marks have a meaning of their own in a template, and white space and what cannot be seen has no
/// place in an address.
fn push_literal(literal: &mut String, letter: char) {
    if "{}?#".contains(letter) || letter.is_whitespace() || letter.is_control() {
        letter.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| literal.push_str(&format!("%{byte:02X}")));
    } else {
        literal.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_parameters() {
        for (path, known, expected) in [
            ("users/:userId/pac", &["userId"][..], "/users/{userId}/pac"),
            ("users/{{user_id}}", &[], "/users/{user_id}"),
            ("users/{id}/", &[], "/users/{id}/"),
            ("users//", &[], "/users/"),
            ("/", &[], "/"),
            ("files/:name.:ext", &["name", "ext"], "/files/{name}.{ext}"),
            ("project(:project_id)", &["project_id"], "/project({project_id})"),
            ("sub(a=:a,b=':a_b')", &["a", "a_b"], "/sub(a={a},b='{a_b}')"),
            (":from-:to", &["from", "to"], "/{from}-{to}"),
            (":user-id", &["user", "user-id"], "/{user-id}"),
            (":user-id", &[], "/{user-id}"),
            ("a:run", &["runner"], "/a:run"),
            ("a(:odd key!)", &["odd key!"], "/a({odd_key_})"),
            (":id)", &["id)"], "/{id_}"),
            (":a:b", &["a", "b"], "/{a}{b}"),
            ("files/:name.json", &["name"], "/files/{name}.json"),
            ("files/:name.json", &["name.json"], "/files/{name.json}"),
            ("a/{x}-{y}:run", &[], "/a/{x}-{y}:run"),
            ("a/{{id}}/b/:id", &[], "/a/{id}/b/{id_2}"),
            ("maps/{a b}/{}", &[], "/maps/{a_b}/%7B%7D"),
            ("", &[], "/"),
            ("a//b", &[], "/a//b"),
            ("a b\rc", &[], "/a%20b%0Dc"),
            ("a/{b{c}", &[], "/a/%7Bb{c}"),
            ("a/{{{b}}}", &[], "/a/%7B{b}%7D"),
        ] {
            assert_eq!(PathTemplate::read(path.split('/'), known).to_string(), expected, "{path}");
        }
    }
}
