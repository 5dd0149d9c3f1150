//! Where something is in a collection, and what there is to say about it.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// The way to an item through its folders: `PAC / List a user's PAC accounts`. Two items can have the same.
#[derive(Debug, Clone, Default)]
pub struct ItemPath {
    names: Box<[String]>,
    file: Option<Arc<str>>,
    place: Option<Arc<str>>,
}

impl ItemPath {
    /// The path of what stands in this folder under `name`.
    #[must_use]
    pub fn join(&self, name: &str) -> Self {
        let mut names = self.names.to_vec();
        names.push(if name.trim().is_empty() { "(unnamed)".to_owned() } else { name.trim().to_owned() });
        Self { names: names.into(), file: self.file.clone(), place: None }
    }

    /// The path of an item that is read from this file.
    #[must_use]
    pub fn in_file(self, file: Option<Arc<str>>) -> Self {
        Self { file, ..self }
    }

    /// The path of an item that stands at this place in its file: `item[2].item[0]`.
    #[must_use]
    pub fn at(self, place: Arc<str>) -> Self {
        Self { place: Some(place), ..self }
    }

    /// The place of the item in its file, if it is known.
    pub fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// The file that the item is read from, if it is known.
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// The names from the outermost folder to the item itself.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

impl ItemPath {
    /// What it is known by. The place is not of it: nothing depends on the order of items.
    fn key(&self) -> (&[String], Option<&str>) {
        (&self.names, self.file())
    }
}

impl PartialEq for ItemPath {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for ItemPath {}

impl PartialOrd for ItemPath {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ItemPath {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl Hash for ItemPath {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl fmt::Display for ItemPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.names.join(" / "))
    }
}

/// Something in the input that the output does not hold as it was.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Warning {
    /// The item, or nothing for the collection as a whole.
    pub item: ItemPath,
    /// The part of the item: `response "404"`, `query parameter "page"`.
    pub part: String,
    /// What sort of loss it is, for counting.
    pub kind: WarningKind,
    /// What was found and what became of it.
    pub text: String,
}

/// Puts together the warnings that say the same of many items, in the order of the first ones: one warning, and the items
/// of the others. What is said a hundred times would hide what is said once.
pub fn together(warnings: &[Warning]) -> Vec<(&Warning, Vec<&ItemPath>)> {
    /// So many that say the same are a list that people read.
    const FEW: usize = 3;
    let same = |warning: &Warning| (warning.part.clone(), warning.kind, warning.text.clone());
    let mut counts: HashMap<_, usize> = HashMap::new();
    for warning in warnings {
        *counts.entry(same(warning)).or_default() += 1;
    }
    let mut groups: Vec<(&Warning, Vec<&ItemPath>)> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for warning in warnings {
        let same = same(warning);
        match known.get(&same) {
            Some(at) => groups[*at].1.push(&warning.item),
            None => {
                if counts[&same] > FEW {
                    known.insert(same, groups.len());
                }
                groups.push((warning, Vec::new()));
            }
        }
    }
    groups
}

/// The sorts of warnings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningKind {
    /// A field that this converter does not know.
    UnknownField,
    /// A thing that OpenAPI has no words for.
    Unrepresentable,
    /// A thing that OpenAPI can say and the client generator cannot take.
    Generator,
    /// A value made up by a tool.
    Filler,
    /// Something was missing and a default stands in for it.
    Assumed,
    /// Items of one method and path, put together.
    Merged,
    /// Two places say different things.
    Conflict,
    /// Text in a form that could not be read.
    Unread,
    /// A recorded name that nothing has any more.
    Gone,
    /// A warning that was accepted and does not occur any more.
    Outdated,
}

impl WarningKind {
    /// The kind as it is printed.
    pub fn label(self) -> &'static str {
        match self {
            Self::UnknownField => "unknown field",
            Self::Unrepresentable => "not representable",
            Self::Generator => "not taken by the generator",
            Self::Filler => "filler",
            Self::Assumed => "assumed",
            Self::Merged => "merged",
            Self::Conflict => "conflict",
            Self::Unread => "unread",
            Self::Gone => "gone",
            Self::Outdated => "outdated",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.item.names().is_empty() {
            write!(f, "{}", self.item)?;
            f.write_str(if self.part.is_empty() { ": " } else { " / " })?;
        }
        if !self.part.is_empty() {
            write!(f, "{}: ", self.part)?;
        }
        f.write_str(&self.text)
    }
}

/// The warnings of one item, as they are found.
#[derive(Debug)]
pub struct Warnings<'a> {
    item: &'a ItemPath,
    found: &'a mut Vec<Warning>,
}

impl<'a> Warnings<'a> {
    /// Collects into `found` what is said of `item`.
    pub fn of(item: &'a ItemPath, found: &'a mut Vec<Warning>) -> Self {
        Self { item, found }
    }

    /// Adds a warning about a part of the item.
    pub fn add(&mut self, kind: WarningKind, part: impl Into<String>, text: impl Into<String>) {
        self.found.push(Warning { item: self.item.clone(), part: part.into(), kind, text: text.into() });
    }
}

/// At most 60 characters of a text on one line, for use in a message.
pub fn excerpt(text: &str) -> String {
    let mut line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(61).collect();
    if line.chars().count() > 60 {
        line = line.chars().take(59).collect();
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_many_items_is_said_once() {
        let warning = |item: &str, text: &str| Warning {
            item: ItemPath::default().join(item),
            part: "request".to_owned(),
            kind: WarningKind::Assumed,
            text: text.to_owned(),
        };
        let found = |warnings: &[Warning]| {
            let together = together(warnings).into_iter();
            let lines = together.map(|(warning, others)| {
                others.iter().fold(warning.to_string(), |line, other| format!("{line}, {other}"))
            });
            lines.collect::<Vec<_>>()
        };
        let few = [warning("a", "x"), warning("b", "x"), warning("c", "x")];
        assert_eq!(found(&few), ["a / request: x", "b / request: x", "c / request: x"]);
        let many = [&few[..1], &[warning("b", "y")], &few[1..], &[warning("d", "x")]].concat();
        assert_eq!(found(&many), ["a / request: x, b, c, d", "b / request: y"]);
    }
}
