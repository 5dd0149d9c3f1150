//! Names that were given before, and stay: of operations, their groups and methods, and of types.
//!
//! A name comes from the words that people wrote, and from what else has the same words; so a collection that grows would
//! move names that callers already use. What is recorded here wins over what a name would be today. An operation is known
//! by its method and path, a type by the places where it stands, never by its looks.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::model::Method;
use super::path::PathTemplate;

/// Names by what they belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The names of operations, by `GET /users/{userId}/pac`.
    pub operations: BTreeMap<String, OperationNames>,
    /// The names of types, by place: `GET /users/{userId}/pac 200.pac_accounts[]`.
    pub types: BTreeMap<String, String>,
}

/// The names of an operation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationNames {
    /// The operation ID.
    pub id: String,
    /// The group of methods that a client has it in.
    pub group: String,
    /// The method's name in its group.
    pub method: String,
}

/// Why a file of names cannot be used.
#[derive(Debug)]
pub struct NamesError {
    file: PathBuf,
    problem: String,
}

impl fmt::Display for NamesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.problem)
    }
}

impl std::error::Error for NamesError {}

/// The file as it is written: each type stands once, so that it is renamed in one line.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    operations: BTreeMap<String, OperationNames>,
    types: BTreeMap<String, Vec<String>>,
}

const HEAD: &str = "\
# Names that callers use. `cargo xtask gen` adds to them and never changes one: to rename an operation, a group, a method or
# a type, edit its line and run `cargo xtask gen`. An operation goes by its method and path, a type by where it stands.
";

impl Names {
    /// Reads a file of names; none where there is no such file.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is no file of names, or gives two things one name.
    pub fn read(file: &Path) -> Result<Self, NamesError> {
        let fail = |problem: String| NamesError { file: file.to_owned(), problem };
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(fail(format!("cannot be read: {error}"))),
        };
        Self::parse(&text).map_err(fail)
    }

    /// Parses the text of a file of names.
    fn parse(text: &str) -> Result<Self, String> {
        if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
            return Ok(Self::default());
        }
        let File { operations, types } = serde_saphyr::from_str(text)
            .map_err(|error| format!("expected names as `cargo xtask gen` writes them: {error}"))?;
        let mut names = Self { operations, types: BTreeMap::new() };
        let (mut ids, mut methods) = (HashMap::new(), HashMap::new());
        for (key, operation) in &names.operations {
            for name in [&operation.id, &operation.group, &operation.method] {
                if !is_snake(name) {
                    return Err(format!("{key}: {name:?} is not a name of small letters, digits and underscores"));
                }
            }
            let method = format!("{} / {}", operation.group, operation.method);
            let same = ids.insert(operation.id.as_str(), key).or_else(|| methods.insert(method, key));
            if let Some(other) = same {
                return Err(format!("{other} and {key} have one name: give one of them another `id` and `method`"));
            }
        }
        for (name, places) in types {
            if !is_pascal(&name) {
                return Err(format!(
                    "{name:?} cannot be the name of a type: expected letters and digits, a capital first"
                ));
            }
            for place in places {
                if let Some(other) = names.types.insert(place.clone(), name.clone()) {
                    return Err(format!("{place} is listed under {other} and under {name}: take one of the lines out"));
                }
            }
        }
        Ok(names)
    }

    /// The text of the file: sorted, a line for each operation and each place.
    pub fn text(&self) -> String {
        let mut text = HEAD.to_owned();
        if !self.operations.is_empty() {
            text.push_str("operations:\n");
        }
        for (key, OperationNames { id, group, method }) in &self.operations {
            let _ = writeln!(text, "  {}: {{ id: {id:?}, group: {group:?}, method: {method:?} }}", quoted(key));
        }
        let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (place, name) in &self.types {
            places.entry(name).or_default().push(place);
        }
        if !places.is_empty() {
            text.push_str("types:\n");
        }
        for (name, places) in places {
            let _ = writeln!(text, "  {name}:");
            for place in places {
                let _ = writeln!(text, "    - {}", quoted(place));
            }
        }
        text
    }

    /// The names by method and path, whatever the path's parameters are called.
    pub(super) fn index(&self) -> Index<'_> {
        let mut index = Index::default();
        for (key, operation) in &self.operations {
            let path = key.split_once(' ').map_or("", |(_, path)| path);
            index.paths.entry(skeleton(path)).or_insert_with(|| parameters(path));
            index.operations.insert(skeleton(key), operation);
        }
        index
    }
}

/// What operations are recorded under.
pub(super) fn key(method: Method, path: &PathTemplate) -> String {
    format!("{} {path}", method.name().to_ascii_uppercase())
}

/// Recorded names as they are looked up.
#[derive(Debug, Default)]
pub(super) struct Index<'n> {
    operations: HashMap<String, &'n OperationNames>,
    paths: HashMap<String, Vec<&'n str>>,
}

impl<'n> Index<'n> {
    /// The names that an operation has had.
    pub(super) fn operation(&self, method: Method, path: &PathTemplate) -> Option<&'n OperationNames> {
        self.operations.get(&format!("{} {}", method.name().to_ascii_uppercase(), path.skeleton())).copied()
    }

    /// The names that the parameters of a path have had.
    pub(super) fn parameters(&self, path: &PathTemplate) -> Option<&[&'n str]> {
        self.paths.get(&path.skeleton()).map(Vec::as_slice)
    }

    /// All operations, also those that are gone: their names are not given to others.
    pub(super) fn operations(&self) -> impl Iterator<Item = &'n OperationNames> {
        self.operations.values().copied()
    }
}

/// A path's text with its parameters' names left out.
fn skeleton(path: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in path.chars() {
        inside &= letter != '}';
        if !inside {
            text.push(letter);
        }
        inside |= letter == '{';
    }
    text
}

fn parameters(path: &str) -> Vec<&str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

/// A text as YAML reads it back, whatever is in it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn is_snake(name: &str) -> bool {
    name.chars().all(|c| c == '_' || c.is_alphanumeric() && !c.is_uppercase()) && !name.is_empty()
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let operation = OperationNames { id: "list_pac".into(), group: "pac".into(), method: "list".into() };
        let key = "GET /users/{userId}/pac";
        let types = [("", "PacList"), (".pac[]", "Pac"), (".\"odd: #name\"", "Odd")];
        Names {
            operations: [(key.to_owned(), operation)].into(),
            types: types.map(|(place, name)| (format!("{key} 200{place}"), name.to_owned())).into(),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for names in [Names::default(), names()] {
            assert_eq!(Names::parse(&names.text()), Ok(names));
        }
    }

    #[test]
    fn a_type_is_renamed_in_one_line() {
        let text = names().text().replace("  Pac:\n", "  Account:\n");
        assert_eq!(Names::parse(&text).unwrap().types["GET /users/{userId}/pac 200.pac[]"], "Account");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let operation = |key: &str, id: &str| format!("  {key}: {{ id: {id}, group: g, method: {id} }}\n");
        for (text, part) in [
            (format!("operations:\n{}{}", operation("GET /a", "a"), operation("GET /b", "a")), "GET /a and GET /b"),
            (format!("operations:\n{}", operation("GET /a", "Big")), "\"Big\" is not a name"),
            ("types:\n  A: [x]\n  B: [x]\n".to_owned(), "under A and under B"),
            ("types:\n  a b: [x]\n".to_owned(), "\"a b\" cannot be"),
            ("type:\n  A: [x]\n".to_owned(), "unknown field"),
        ] {
            let problem = Names::parse(&text).unwrap_err();
            assert!(problem.contains(part), "{text}: {problem}");
        }
    }

    #[test]
    fn a_path_is_known_whatever_its_parameters_are_called() {
        let names = names();
        let index = names.index();
        let path = PathTemplate::read("users/:id/pac".split('/'), &[]);
        assert_eq!(index.operation(Method::Get, &path).map(|names| names.id.as_str()), Some("list_pac"));
        assert_eq!(index.operation(Method::Put, &path), None);
        assert_eq!(index.parameters(&path), Some(&["userId"][..]));
    }
}
