//! The names of a text, or what is wrong with it and where.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::Problem;
use super::lines::Lines;
use crate::api::model::Method;
use crate::api::names::{OperationNames, parameters, skeleton};
use crate::api::{Names, is_rust_name, rust_name};
use crate::yaml;

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    groups: BTreeMap<String, String>,
    operations: BTreeMap<String, Operation>,
    types: BTreeMap<String, Vec<String>>,
    properties: BTreeMap<String, Vec<Member>>,
}

/// A member of a type: its name alone, or with what it is called in Rust if that is not the usual name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Member {
    Usual(String),
    Named(BTreeMap<String, String>),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Operation {
    id: Option<String>,
    group: Option<String>,
    method: Option<String>,
    errors: BTreeMap<String, String>,
    parameters: BTreeMap<String, String>,
}

/// Reads the names of a text.
pub(super) fn names(text: &str) -> Result<Names, Problem> {
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Names::default());
    }
    // The limits of the parser are meant for texts of strangers.
    let mut options = yaml::options();
    options.budget = None;
    let file: File = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let yaml::Problem { at, text } = yaml::Problem::of(&error);
        let text = format!("expected names as `cargo xtask gen` writes them: {text}");
        Problem { line: at.map(|(line, _)| line), text }
    })?;
    let reader = Reader { lines: Lines::read(text) };
    reader.groups(&file.groups)?;
    reader.operations(&file.operations)?;
    let types = reader.types(&file.types)?;
    let properties = reader.properties(file.properties)?;
    let operations = file.operations.into_iter().map(|(key, operation)| {
        let Operation { id, group, method, errors, parameters } = operation;
        (key, OperationNames { id, group, method, errors, parameters })
    });
    Ok(Names { groups: file.groups, operations: operations.collect(), types, properties })
}

struct Reader {
    lines: Lines,
}

impl Reader {
    fn groups(&self, groups: &BTreeMap<String, String>) -> Result<(), Problem> {
        groups.iter().try_for_each(|(tag, group)| self.snake(group, "a group", &["groups", tag]))
    }

    fn operations(&self, operations: &BTreeMap<String, Operation>) -> Result<(), Problem> {
        let mut ids: HashMap<String, &str> = HashMap::new();
        let mut methods: HashMap<(&str, &str), &str> = HashMap::new();
        let mut paths: HashMap<String, &str> = HashMap::new();
        let mut keys: HashMap<String, &str> = HashMap::new();
        for (key, operation) in operations {
            let path = key.split_once(' ').filter(|(method, path)| {
                Method::from_name(method).is_some()
                    && method.bytes().all(|byte| byte.is_ascii_uppercase())
                    && path.starts_with('/')
            });
            let Some((_, path)) = path else {
                let text = format!("{key:?}: expected a method and a path, `GET /users/{{userId}}`");
                return Err(self.problem(&["operations", key], text));
            };
            if let Some(other) = keys.insert(skeleton(key), key) {
                let text = "are one operation: take one of them out".to_owned();
                return Err(self.two(&["operations", other], &["operations", key], other, key, &text));
            }
            if let Some(other) = paths.insert(skeleton(path), path).filter(|other| *other != path) {
                let text = format!(
                    "{key}: its path is spelled {other} in another line; give its parameters the same names in both"
                );
                return Err(self.problem(&["operations", key], text));
            }
            let names = parameters(path);
            if names.iter().enumerate().any(|(at, name)| name.is_empty() || names[..at].contains(name)) {
                let text = format!("{key}: a parameter has no name, or that of another");
                return Err(self.problem(&["operations", key], text));
            }
            let fields = [("id", &operation.id), ("group", &operation.group), ("method", &operation.method)];
            for (field, value) in fields {
                if let Some(value) = value {
                    self.snake(value, field, &["operations", key, field])?;
                }
            }
            if let Some(id) = &operation.id
                && let Some(other) = ids.insert(id.replace('_', ""), key)
            {
                let text = "have one `id`: give one of them another".to_owned();
                return Err(self.two(&["operations", other, "id"], &["operations", key, "id"], other, key, &text));
            }
            if let (Some(group), Some(method)) = (&operation.group, &operation.method)
                && let Some(other) = methods.insert((group, method), key)
            {
                let text = format!("have one `method` in the group {group}: give one of them another");
                let field = "method";
                return Err(self.two(&["operations", other, field], &["operations", key, field], other, key, &text));
            }
            for (parameter, name) in &operation.parameters {
                self.snake(name, "a parameter's name in Rust", &["operations", key, "parameters", parameter])?;
            }
            for (error, name) in &operation.errors {
                if !is_pascal(name) {
                    let text = format!("{name:?} cannot be the name of an error: expected `UserNotFound`");
                    return Err(self.problem(&["operations", key, "errors", error], text));
                }
            }
        }
        Ok(())
    }

    fn properties(
        &self,
        properties: BTreeMap<String, Vec<Member>>,
    ) -> Result<BTreeMap<String, BTreeMap<String, String>>, Problem> {
        let mut named: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for (name, members) in properties {
            let of_type = named.entry(name.clone()).or_default();
            for member in members {
                match member {
                    Member::Usual(member) => _ = of_type.insert(member.clone(), rust_name(&member)),
                    Member::Named(members) => {
                        for (member, rust_name) in members {
                            self.snake(&rust_name, "a member's name in Rust", &["properties", &name, &member])?;
                            of_type.insert(member, rust_name);
                        }
                    }
                }
            }
        }
        Ok(named)
    }

    fn types(&self, types: &BTreeMap<String, Vec<String>>) -> Result<BTreeMap<String, String>, Problem> {
        let mut by_place: BTreeMap<String, String> = BTreeMap::new();
        for (name, places) in types {
            if !is_pascal(name) {
                let text = format!("{name:?} cannot be the name of a type: expected `DialInNumber`");
                return Err(self.problem(&["types", name], text));
            }
            for place in places {
                if let Some(other) = by_place.insert(place.clone(), name.clone()) {
                    let text = format!("list {place}, and one place has one type: take one of the lines out");
                    return Err(self.two(&["types", &other, place], &["types", name, place], &other, name, &text));
                }
            }
        }
        Ok(by_place)
    }

    /// Names of methods and groups are made of small letters, digits and underscores.
    fn snake(&self, name: &str, field: &str, keys: &[&str]) -> Result<(), Problem> {
        if is_rust_name(name) {
            return Ok(());
        }
        let text = format!(
            "{name:?} cannot be {field}: expected words of small letters and digits with `_` between them, a letter first"
        );
        Err(self.problem(keys, text))
    }

    fn problem(&self, keys: &[&str], text: String) -> Problem {
        Problem { line: self.lines.number(keys), text }
    }

    /// The problem of two lines, which names both.
    fn two(&self, first: &[&str], second: &[&str], one: &str, other: &str, text: &str) -> Problem {
        let mut lines = [(self.lines.number(first), one), (self.lines.number(second), other)];
        lines.sort_unstable();
        let named =
            lines.map(|(line, name)| line.map_or_else(|| name.to_owned(), |line| format!("{name} (line {line})")));
        Problem { line: lines[1].0, text: format!("{} {text}", named.join(" and ")) }
    }
}

fn is_pascal(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, line, parts) in [
            ("a", 1, &["expected names"][..]),
            ("groups:\n  PAC: pac\nkinds:\n  a: b\n", 3, &["kinds"]),
            ("operations:\n  GET /a:\n    name: x\n", 3, &["name"]),
            ("operations:\n  GET /a:\n    id: [x]\n", 3, &[]),
            ("operations:\n  GET /a:\n    id: x\n  GET /a:\n    id: y\n", 4, &["GET /a"]),
            ("groups:\n  PAC: Pac\n", 2, &["\"Pac\" cannot be a group"]),
            ("operations:\n  GET /a:\n    id: 1a\n", 3, &["\"1a\" cannot be id"]),
            ("operations:\n  GET /a:\n    id: a__b\n", 3, &["\"a__b\" cannot be id"]),
            ("operations:\n  GET /a:\n    id: a_\n", 3, &["\"a_\" cannot be id"]),
            ("operations:\n  GET a:\n    id: a\n", 2, &["\"GET a\"", "a method and a path"]),
            ("operations:\n  FETCH /a:\n    id: a\n", 2, &["\"FETCH /a\""]),
            (
                "operations:\n  GET /a:\n    id: a_b\n  # why\n  GET /b:\n    id: ab\n",
                6,
                &["GET /a (line 3) and GET /b (line 6) have one `id`"],
            ),
            (
                "operations:\n  GET /a:\n    group: g\n    method: m\n  GET /b:\n    group: g\n    method: m\n",
                7,
                &["GET /a (line 4) and GET /b (line 7) have one `method` in the group g"],
            ),
            (
                "operations:\n  GET /a/{x}:\n    id: a\n  GET /a/{y}:\n    id: b\n",
                4,
                &["(line 2)", "(line 4)", "one operation"],
            ),
            ("operations:\n  GET /a/{x}:\n    id: a\n  PUT /a/{y}:\n    id: b\n", 4, &["spelled /a/{x}"]),
            ("operations:\n  GET /a/{x}/{x}:\n    id: a\n", 2, &["a parameter"]),
            (
                "operations:\n  GET /a:\n    errors:\n      404 1: not_found\n",
                4,
                &["\"not_found\" cannot be the name of an error"],
            ),
            (
                "operations:\n  GET /a:\n    parameters:\n      query userId: userId\n",
                4,
                &["\"userId\" cannot be a parameter's name in Rust"],
            ),
            ("properties:\n  A:\n    - aB\n    - a b: A\n", 4, &["\"A\" cannot be a member's name in Rust"]),
            ("types:\n  a b:\n    - x\n", 2, &["\"a b\" cannot be the name of a type"]),
            ("types:\n  A:\n    - x\n  B:\n    - x\n", 5, &["A (line 3) and B (line 5) list x"]),
        ] {
            let problem = names(text).unwrap_err();
            assert_eq!(problem.line, Some(line), "{text}: {}", problem.text);
            for part in parts {
                assert!(problem.text.contains(part), "{text}: {:?} lacks {part:?}", problem.text);
            }
        }
    }

    #[test]
    fn a_file_without_names() {
        for text in ["", "\n# a comment\n", "operations: {}\n"] {
            assert_eq!(names(text), Ok(Names::default()), "{text:?}");
        }
    }

    #[test]
    fn a_part_of_an_operation_s_names_can_be_set() {
        let names = names("operations:\n  GET /a/{b}: { method: list }\n").unwrap();
        let operation = &names.operations["GET /a/{b}"];
        assert_eq!((operation.id.as_deref(), operation.method.as_deref()), (None, Some("list")));
    }
}
