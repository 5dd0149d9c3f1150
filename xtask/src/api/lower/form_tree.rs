//! The members of a form one within the other, as the names of its fields have it: `settings[host_video]`, `a[0][b]`,
//! `a[]`, `a.b`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::shape::{Member, Shape};
use super::form_value::Sent;

/// A step from a value into it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// To the member of a name.
    Name(String),
    /// To the element of a number.
    Element(usize),
    /// To the next element.
    Next,
}

impl Step {
    /// The name of the member to which it leads.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Element(_) | Self::Next => None,
        }
    }
}

/// So many elements a list in a form has at most; a larger number is the name of a member.
const MOST_ELEMENTS: usize = 1000;

/// So deep values stand in a form at most; a name of more steps is one name.
const DEEPEST: usize = 32;

/// The steps that the name of a field says; one alone where it is not to be read or cannot be.
pub(super) fn steps(key: &str, nested: bool) -> Vec<Step> {
    let whole = || vec![Step::Name(key.to_owned())];
    if !nested {
        return whole();
    }
    read(key).filter(|steps| steps.len() <= DEEPEST).unwrap_or_else(whole)
}

fn read(key: &str) -> Option<Vec<Step>> {
    let (dotted, mut brackets) = key.split_at(key.find('[').unwrap_or(key.len()));
    let mut steps = Vec::new();
    for name in dotted.split('.') {
        steps.push(step(name)?);
    }
    steps.first().filter(|first| first.name().is_some())?;
    while !brackets.is_empty() {
        let (name, rest) = brackets.strip_prefix('[')?.split_once(']')?;
        steps.push(if name.is_empty() { Step::Next } else { step(name)? });
        // "a[0].b"
        let end = rest.find('[').unwrap_or(rest.len());
        for name in rest[..end].split('.').skip(1) {
            steps.push(step(name)?);
        }
        if !rest[..end].is_empty() && !rest.starts_with('.') {
            return None;
        }
        brackets = &rest[end..];
    }
    Some(steps)
}

fn step(name: &str) -> Option<Step> {
    let name = name.trim().trim_matches(['"', '\'']);
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    match name.parse::<usize>() {
        Ok(number) if is_number && number < MOST_ELEMENTS => Some(Step::Element(number)),
        _ => (!name.is_empty() && !name.contains(['[', ']'])).then(|| Step::Name(name.to_owned())),
    }
}

/// A value of a form: what was sent under its own name, and what stands in it.
#[derive(Debug, Default)]
pub(super) struct Node {
    own: Option<Sent>,
    members: BTreeMap<String, Node>,
    elements: BTreeMap<usize, Node>,
}

impl Node {
    /// Puts what was sent to its place. What is sent twice to one place is a list.
    pub(super) fn put(&mut self, path: &[Step], sent: Sent) {
        let Some((step, rest)) = path.split_first() else {
            match self.own.take() {
                None if self.elements.is_empty() => self.own = Some(sent),
                // A list of files, or a list as JSON, is one already.
                Some(first) if first.shape.array.is_some() => self.own = Some(first),
                first => {
                    for sent in first.into_iter().chain([sent]) {
                        self.elements.entry(self.next()).or_default().put(&[], sent);
                    }
                }
            }
            return;
        };
        let inner = match step {
            Step::Name(name) => self.members.entry(name.clone()).or_default(),
            Step::Element(number) => self.elements.entry(*number).or_default(),
            // `a[]` twice is two elements; `a[][b]` and `a[][c]` are two members of one.
            Step::Next if rest.is_empty() => self.elements.entry(self.next()).or_default(),
            Step::Next => {
                let last = self.elements.last_key_value().map_or(0, |(number, _)| *number);
                self.elements.entry(last).or_default()
            }
        };
        inner.put(rest, sent);
    }

    fn next(&self) -> usize {
        self.elements.last_key_value().map_or(0, |(number, _)| number + 1)
    }

    /// What is sent as a whole; its value is known where that of all its parts is.
    pub(super) fn into_sent(self) -> Sent {
        let Self { own, members, elements } = self;
        let is_leaf = members.is_empty() && elements.is_empty();
        let (mut shape, own_value, is_known) = match own {
            Some(Sent { shape, value }) => {
                let is_known = value.is_some();
                (shape, value, is_known)
            }
            None => (Shape::default(), None, true),
        };
        if is_leaf {
            return Sent { shape, value: own_value };
        }
        let (mut fields, mut list, mut is_known) = (Map::new(), Vec::new(), is_known);
        let is_list = members.is_empty();
        if !elements.is_empty() {
            let mut element = Shape::default();
            for sent in elements.into_values().map(Self::into_sent) {
                element.merge(sent.shape);
                is_known &= sent.value.is_some();
                list.extend(sent.value);
            }
            shape.merge(Shape::list_of(element));
        }
        if !members.is_empty() {
            is_known &= list.is_empty();
            let mut inner = Vec::new();
            for (name, node) in members {
                let Sent { shape, value } = node.into_sent();
                is_known &= value.is_some();
                fields.extend(value.map(|value| (name.clone(), value)));
                inner.push((name.into(), Member { seen: 1, shape }));
            }
            shape.merge(Shape::object_of(inner.into_iter().collect()));
        }
        if let Some(Value::Object(own)) = own_value {
            fields.extend(own);
        }
        let value = if is_list { Value::Array(list) } else { Value::Object(fields) };
        Sent { shape, value: is_known.then_some(value) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn steps_of_names() {
        for (key, expected) in [
            ("a", "a"),
            ("settings[host_video]", "settings host_video"),
            ("a[0][b]", "a 0 b"),
            ("a[]", "a +"),
            ("a[][b]", "a + b"),
            ("a.b.c", "a b c"),
            ("a.0.b", "a 0 b"),
            ("a[0].b", "a 0 b"),
            ("a[b].c[1]", "a b c 1"),
            ("a['b']", "a b"),
            ("a[20210101]", "a 20210101"),
            // What cannot be read is a name.
            ("a[", "a["),
            ("a]b", "a]b"),
            ("a[b]c", "a[b]c"),
            ("a..b", "a..b"),
            ("a.", "a."),
            ("[a]", "[a]"),
            ("0", "0"),
            ("a[[b]]", "a[[b]]"),
        ] {
            let found = steps(key, true).into_iter().map(|step| match step {
                Step::Name(name) => name,
                Step::Element(number) => number.to_string(),
                Step::Next => "+".to_owned(),
            });
            assert_eq!(found.collect::<Vec<_>>().join(" "), expected, "{key}");
            assert_eq!(steps(key, false), [Step::Name(key.to_owned())]);
        }
        let deep = "a".to_owned() + &"[b]".repeat(100_000);
        assert_eq!(steps(&deep, true), [Step::Name(deep)]);
    }

    #[test]
    fn values_one_within_the_other() {
        for (fields, expected) in [
            (
                vec![("a", json!(1)), ("b[c]", json!(true)), ("b[d][e]", json!("x"))],
                json!({"a": 1, "b": {"c": true, "d": {"e": "x"}}}),
            ),
            (
                vec![("a[0][b]", json!(1)), ("a[1][b]", json!(2)), ("a[1][c]", json!(3))],
                json!({"a": [{"b": 1}, {"b": 2, "c": 3}]}),
            ),
            (vec![("a[]", json!(1)), ("a[]", json!(2))], json!({"a": [1, 2]})),
            (vec![("a[][b]", json!(1)), ("a[][c]", json!(2))], json!({"a": [{"b": 1, "c": 2}]})),
            (vec![("a", json!(1)), ("a", json!(2)), ("a", json!(3))], json!({"a": [1, 2, 3]})),
            (vec![("a", json!({"b": 1})), ("a[c]", json!(2))], json!({"a": {"b": 1, "c": 2}})),
            (vec![("a.b", json!(1))], json!({"a": {"b": 1}})),
        ] {
            let mut root = Node::default();
            for (key, value) in &fields {
                root.put(&steps(key, true), Sent { shape: Shape::of(value), value: Some(value.clone()) });
            }
            let sent = root.into_sent();
            let mut members: Vec<_> = Vec::new();
            paths(&sent.shape, "", &mut members);
            let mut of_value = Vec::new();
            paths(&Shape::of(&expected), "", &mut of_value);
            assert_eq!(sent.value, Some(expected), "{fields:?}");
            assert_eq!(members, of_value, "{fields:?}");
        }
    }

    /// The ways to all scalars.
    fn paths(shape: &Shape, way: &str, found: &mut Vec<String>) {
        match (&shape.object, &shape.array) {
            (Some(object), _) => {
                object.members.iter().for_each(|(name, member)| paths(&member.shape, &format!("{way}.{name}"), found))
            }
            (None, Some(element)) => paths(element, &format!("{way}[]"), found),
            (None, None) => found.push(way.to_owned()),
        }
    }

    #[test]
    fn a_value_that_is_not_known_leaves_the_whole_unknown() {
        let mut root = Node::default();
        root.put(&steps("a", true), Sent { shape: Shape::text(), value: Some(json!("x")) });
        root.put(&steps("b[c]", true), Sent { shape: Shape::text(), value: None });
        assert_eq!(root.into_sent().value, None);
    }
}
