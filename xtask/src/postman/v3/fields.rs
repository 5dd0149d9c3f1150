//! The fields of a mapping, each taken once; what nobody took is reported.

use super::auth::Level;
use super::{File, Reader};
use crate::diagnostics::WarningKind;
use crate::yaml::{Kind, Node};

/// A mapping of a file, on its way to be read.
pub(super) struct Fields<'r> {
    reader: &'r mut Reader,
    file: File,
    /// What leads to the mapping within the file: `body.`
    prefix: String,
    map: Vec<(String, Node)>,
}

impl<'r> Fields<'r> {
    pub(super) fn of(reader: &'r mut Reader, file: &File, prefix: &str, map: Vec<(String, Node)>) -> Self {
        Self { reader, file: file.clone(), prefix: prefix.to_owned(), map }
    }

    /// Takes a field; nothing if it is null.
    pub(super) fn take(&mut self, name: &str) -> Option<Node> {
        let at = self.map.iter().position(|(key, _)| key == name)?;
        Some(self.map.remove(at).1).filter(|node| node.kind != Kind::Null)
    }

    /// Takes a field by its name, or by one that it had in another format, with a warning.
    pub(super) fn take_renamed(&mut self, name: &str, old: &str) -> Option<Node> {
        let found = self.take(name);
        if found.is_some() || !self.map.iter().any(|(key, _)| key == old) {
            return found;
        }
        let node = self.take(old)?;
        self.warn(
            Some(&node),
            old,
            WarningKind::UnknownField,
            &format!("not a field of schema 3.0.0, read as `{name}`"),
        );
        Some(node)
    }

    /// Takes a field that is a string.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let node = self.take(name)?;
        self.text_of(name, &node)
    }

    /// A string, or the `content` of a description as v2.1 has it.
    pub(super) fn text_of(&mut self, name: &str, node: &Node) -> Option<String> {
        if let Some(text) = node.text() {
            return Some(text);
        }
        if let Kind::Map(map) = &node.kind
            && let Some((_, content)) = map.iter().find(|(key, _)| key == "content")
        {
            return content.text();
        }
        self.unexpected(name, node, "a string");
        None
    }

    /// Takes a field that is a mapping.
    pub(super) fn map(&mut self, name: &str) -> Option<Vec<(String, Node)>> {
        let node = self.take(name)?;
        match node.kind {
            Kind::Map(map) => Some(map),
            _ => {
                self.unexpected(name, &node, "a mapping");
                None
            }
        }
    }

    /// Takes a field that is true or false.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        let Some(node) = self.take(name) else { return false };
        match node.kind {
            Kind::Bool(value) => value,
            Kind::Text(text) if text == "true" => true,
            Kind::Text(text) if text == "false" => false,
            _ => {
                self.unexpected(name, &node, "true or false");
                false
            }
        }
    }

    /// Takes the place of a file among those beside it.
    pub(super) fn order(&mut self) -> f64 {
        let Some(node) = self.take("order") else { return 0.0 };
        let number = node.text().and_then(|text| text.trim().parse::<f64>().ok()).filter(|order| order.is_finite());
        if number.is_none() {
            self.unexpected("order", &node, "a number");
        }
        number.unwrap_or_default()
    }

    /// Reads a mapping within this one.
    pub(super) fn within<T>(
        &mut self,
        name: &str,
        map: Vec<(String, Node)>,
        read: impl FnOnce(&mut Fields<'_>) -> T,
    ) -> T {
        let prefix = format!("{}{name}.", self.prefix);
        let mut fields = Fields::of(self.reader, &self.file, &prefix, map);
        let value = read(&mut fields);
        fields.finish();
        value
    }

    /// Warns that something is not what it should be.
    pub(super) fn unexpected(&mut self, name: &str, node: &Node, expected: &str) {
        let text = format!("expected {expected}, found {}; ignored", node.sort());
        self.warn(Some(node), name, WarningKind::Unread, &text);
    }

    /// Warns about a field.
    pub(super) fn warn(&mut self, node: Option<&Node>, name: &str, kind: WarningKind, text: &str) {
        let field = if name.is_empty() { String::new() } else { format!("`{}{name}`", self.prefix) };
        self.reader.warn(&self.file, node.map(|node| node.at), kind, &field, text);
    }

    /// What the folders around give to the request that is read.
    pub(super) fn levels(&self) -> &[Level] {
        &self.reader.levels
    }

    /// Passes over a field that says nothing about an API.
    pub(super) fn ignore(&mut self, names: &[&str]) {
        self.map.retain(|(key, _)| !names.contains(&key.as_str()));
    }

    /// Takes all that is left.
    pub(super) fn rest(&mut self) -> Vec<(String, Node)> {
        std::mem::take(&mut self.map)
    }

    /// Warns of each field that nobody took.
    pub(super) fn finish(mut self) {
        for (name, node) in self.rest() {
            self.warn(Some(&node), &name, WarningKind::UnknownField, "unknown field, ignored");
        }
    }
}
