//! YAML as version 1.2 of its specification has it, which is how Postman reads it: `no`, `off` and `12:30` are strings, and
//! `017` is no octal number.
//!
//! All YAML of the workspace is read here, with one library and one set of options.

mod write;

use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use serde_saphyr::options::{MergeKeyPolicy, NonFiniteFloatPolicy};
use serde_saphyr::{Options, Spanned};

pub use write::document;

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line and column, both from 1, if they are known.
    pub at: Option<(usize, usize)>,
    /// One line, lower case.
    pub text: String,
}

/// The options of YAML 1.2. A text that grows without bounds when its aliases are expanded, or that is nested more deeply
/// than anyone writes, is refused.
pub fn options() -> Options {
    serde_saphyr::options! {
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        // `<<` is of YAML 1.1.
        merge_keys: MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        with_snippet: false,
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 50_000 },
    }
}

/// How many lists and mappings stand in each other: five in what Postman writes.
pub(crate) const DEEPEST: usize = 24;

/// Reads a text into a type.
///
/// # Errors
///
/// If it is not YAML, or not what the type expects.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    serde_saphyr::from_str_with_options(text, options()).map_err(|error| Problem::of(&error))
}

impl Problem {
    /// What a parser's error says.
    pub fn of(error: &serde_saphyr::Error) -> Self {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let at = error.location().map(|at| (number(at.line()), number(at.column()))).filter(|(line, _)| *line > 0);
        let text = error.without_snippet().to_string();
        // The place is told apart, and nobody here can set the parser's options.
        let text = text.lines().next().unwrap_or_default();
        let text = text.rsplit_once(" at line ").map_or(text, |(text, _)| text);
        let text = text.split_once(", set DuplicateKeyPolicy").map_or(text, |(text, _)| text);
        let text = match text {
            _ if text.contains("Depth {") || text.contains("recursion limit") => "nested too deeply",
            _ if text.starts_with("budget breached") || text.contains("alias") && text.contains("limit") => {
                "larger than any file of its kind (aliases that stand for aliases?)"
            }
            text => text,
        };
        Self { at, text: text.to_owned() }
    }
}

/// A value, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Line and column, both from 1.
    pub at: (usize, usize),
    /// The value.
    pub kind: Kind,
}

/// A value of YAML.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// Nothing, or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is spelled: `1.10` is not `1.1` to whoever means a version.
    Number(String),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the file.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// Reads a text.
    ///
    /// # Errors
    ///
    /// If it is not YAML.
    pub fn read(text: &str) -> Result<Self, Problem> {
        let mut options = options();
        // Each level takes tens of kilobytes of the stack.
        if let Some(budget) = &mut options.budget {
            budget.max_depth = DEEPEST;
        }
        let parsed = serde_saphyr::from_str_with_options(text, options).map_err(|error| Problem::of(&error))?;
        Ok(Self::of(parsed, text))
    }

    fn of(parsed: Spanned<Parsed>, text: &str) -> Self {
        let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let at = (number(parsed.referenced.line()), number(parsed.referenced.column()));
        let spelled = || {
            let span = parsed.defined.span();
            let start = number(span.byte_offset()?);
            text.get(start..start.checked_add(number(span.byte_len()?))?).map(|text| text.trim().to_owned())
        };
        let kind = match parsed.value {
            Parsed::Null => Kind::Null,
            Parsed::Bool(value) => Kind::Bool(value),
            Parsed::Number(value) => Kind::Number(spelled().filter(|text| !text.is_empty()).unwrap_or(value)),
            Parsed::Text(value) => Kind::Text(value),
            Parsed::List(list) => Kind::List(list.into_iter().map(|value| Self::of(value, text)).collect()),
            Parsed::Map(map) => Kind::Map(map.into_iter().map(|(key, value)| (key, Self::of(value, text))).collect()),
        };
        Self { at, kind }
    }

    /// A scalar as a string; none for nothing, a list or a mapping.
    pub fn text(&self) -> Option<String> {
        match &self.kind {
            Kind::Bool(value) => Some(value.to_string()),
            Kind::Number(text) | Kind::Text(text) => Some(text.clone()),
            Kind::Null | Kind::List(_) | Kind::Map(_) => None,
        }
    }

    /// What sort of value it is, for messages.
    pub fn sort(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a string",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }

    /// The value as JSON.
    pub fn json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(text) => text.parse().map_or_else(|_| Value::String(text.clone()), Value::Number),
            Kind::Text(text) => Value::String(text.clone()),
            Kind::List(list) => list.iter().map(Self::json).collect(),
            Kind::Map(map) => map.iter().map(|(key, node)| (key.clone(), node.json())).collect::<Map<_, _>>().into(),
        }
    }
}

/// A value as the library gives it.
enum Parsed {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Spanned<Parsed>>),
    Map(Vec<(String, Spanned<Parsed>)>),
}

impl<'de> Deserialize<'de> for Parsed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ParsedVisitor)
    }
}

struct ParsedVisitor;

impl<'de> Visitor<'de> for ParsedVisitor {
    type Value = Parsed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Parsed, E> {
        Ok(Parsed::Null)
    }

    fn visit_none<E>(self) -> Result<Parsed, E> {
        Ok(Parsed::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Parsed, D::Error> {
        Parsed::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Parsed, E> {
        Ok(Parsed::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Parsed, E> {
        Ok(Parsed::Number(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Parsed, E> {
        Ok(Parsed::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Parsed, E> {
        Ok(Parsed::Number(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Parsed, E> {
        Ok(Parsed::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Parsed, E> {
        Ok(Parsed::Number(value.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Parsed, E> {
        Ok(Parsed::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Parsed, E> {
        Ok(Parsed::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Parsed, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element()? {
            list.push(value);
        }
        Ok(Parsed::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Parsed, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = access.next_entry()? {
            map.push(entry);
        }
        Ok(Parsed::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Value) {
        match Node::read(text) {
            Ok(node) => assert_eq!(&node.json(), expected, "{text}"),
            Err(problem) => panic!("{text}: {problem:?}"),
        }
    }

    #[test]
    fn values_are_those_of_version_1_2() {
        for (text, expected) in [
            ("[no, off, yes, on, y, n, NO, Off]", json!(["no", "off", "yes", "on", "y", "n", "NO", "Off"])),
            ("[true, True, FALSE]", json!([true, true, false])),
            ("[~, null, Null, NULL, '', ]", json!([null, null, null, null, ""])),
            ("[12:30:45, 2022-02-22, 1_000, 017, 08]", json!(["12:30:45", "2022-02-22", "1_000", "017", "08"])),
            ("[1, -1, 1.5, 1e3, 0x1F]", json!([1, -1, 1.5, 1e3, "0x1F"])),
            ("[1.10, 18446744073709551616, .inf, .nan]", json!([1.10, 18446744073709551616.0, ".inf", ".nan"])),
            ("{<<: {a: 1}, b: 2}", json!({ "<<": { "a": 1 }, "b": 2 })),
            ("a: &x {k: 1}\nb: *x", json!({ "a": { "k": 1 }, "b": { "k": 1 } })),
            ("\u{feff}a: 1", json!({ "a": 1 })),
            ("a: |-\r\n  x\r\n  y\r\nb: 1\r\n", json!({ "a": "x\ny", "b": 1 })),
            ("a: |-\n  {\n  \t\"x\": 1\n  }\n", json!({ "a": "{\n\t\"x\": 1\n}" })),
            ("a: |+\n  x\n\n\n", json!({ "a": "x\n\n\n" })),
            // Postman writes a body with CRLF like this, and some who copy it lose the indentation.
            ("b:\n  c: \"{\\r\n\n    \\  x\\r\n\n    }\"\nd: 1", json!({ "b": { "c": "{\r\n  x\r\n}" }, "d": 1 })),
            ("b:\n  c: \"{\\r\n\n\\ x\\r\n\n}\"\nd: 1", json!({ "b": { "c": "{\r\n x\r\n}" }, "d": 1 })),
            ("a: \"\\uD83D\\uDE00 \\0\"", json!({ "a": "😀 \u{0}" })),
            ("a: \"x\u{2028}y\u{85}z\"", json!({ "a": "x\u{2028}y\u{85}z" })),
            ("a: !other x", json!({ "a": "x" })),
            ("1: a\ntrue: b", json!({ "1": "a", "true": "b" })),
            ("", Value::Null),
            ("# a comment\n", Value::Null),
        ] {
            check(text, &expected);
        }
    }

    #[test]
    fn numbers_are_spelled_as_they_are() {
        let Kind::List(list) = Node::read("[1.10, 0x1F, +1, 9007199254740993]").unwrap().kind else { panic!() };
        let texts: Vec<_> = list.iter().filter_map(Node::text).collect();
        assert_eq!(texts, ["1.10", "0x1F", "+1", "9007199254740993"]);
        let Kind::Map(map) = Node::read("é: &v 1.0\nb:\n  *v").unwrap().kind else { panic!() };
        assert_eq!(map.iter().filter_map(|(_, node)| node.text()).collect::<Vec<_>>(), ["1.0", "1.0"]);
    }

    #[test]
    fn each_value_knows_where_it_stands() {
        let Kind::Map(map) = Node::read("a: 1\nb:\n  - x\n  -  y\n").unwrap().kind else { panic!() };
        let Kind::List(list) = &map[1].1.kind else { panic!() };
        assert_eq!([map[0].1.at, list[0].at, list[1].at], [(1, 4), (3, 5), (4, 6)]);
    }

    #[test]
    fn what_is_wrong_and_where() {
        let bomb: String =
            (1..12).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(","))).collect();
        let deep: String = (0..3000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
        for (text, at, expected) in [
            ("a: 1\na: 2", Some((2, 1)), "duplicate mapping key: a"),
            ("a:\n\tb: 1", Some((2, 2)), "tabs disallowed"),
            ("url: {{base}}/x", Some((1, 7)), "expected string scalar"),
            ("a: b: c", Some((1, 5)), "mapping values are not allowed"),
            ("a: \"x", Some((1, 4)), "unclosed quote"),
            ("a: @x", Some((1, 4)), "unexpected character"),
            ("a: 1\n---\nb: 2", Some((3, 1)), "multiple YAML documents"),
            ("a: &x [*x]", Some((1, 8)), "recursive"),
            (&format!("a0: &a0 [x]\n{bomb}"), None, "larger than any file"),
            (&deep, Some((25, 25)), "nested too deeply"),
            (&"[".repeat(100_000), None, "nested too deeply"),
        ] {
            let problem = Node::read(text).unwrap_err();
            assert!(problem.text.contains(expected), "{problem:?}");
            assert!(at.is_none() || problem.at == at, "{problem:?}");
            assert!(!problem.text.contains("DuplicateKeyPolicy") && !problem.text.contains('\n'), "{problem:?}");
        }
    }
}
