//! The lines of a file of names by what they are about.
//!
//! A person may have put a comment beside a name. So new names are not written with all others anew: their lines are added
//! between those that are there.

/// A line with those that are indented below it, and the comments above it.
#[derive(Debug, Default)]
struct Node {
    /// Comments and empty lines above.
    above: Vec<String>,
    line: String,
    indent: usize,
    key: String,
    below: Vec<Node>,
}

/// The lines of a file.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The comment at the top of the file.
    head: Vec<String>,
    nodes: Vec<Node>,
    /// Comments at the end of the file.
    tail: Vec<String>,
}

impl Lines {
    /// Reads the lines of a text.
    pub fn read(text: &str) -> Self {
        let mut lines = Self::default();
        let mut above = Vec::new();
        for line in text.lines() {
            let content = line.trim_start();
            if content.is_empty() || content.starts_with('#') {
                above.push(line.to_owned());
                continue;
            }
            if lines.nodes.is_empty() {
                lines.head = std::mem::take(&mut above);
            }
            let indent = line.len() - content.len();
            let node = Node {
                above: std::mem::take(&mut above),
                line: line.to_owned(),
                indent,
                key: key(content),
                below: Vec::new(),
            };
            let mut siblings = &mut lines.nodes;
            while siblings.last().is_some_and(|last| last.indent < indent) {
                // The borrow checker does not see through `last_mut` in the condition.
                let at = siblings.len() - 1;
                siblings = &mut siblings[at].below;
            }
            siblings.push(node);
        }
        match lines.nodes.is_empty() {
            true => lines.head = above,
            false => lines.tail = above,
        }
        lines
    }

    /// Adds the lines of `other` that are about something that has no line here.
    pub fn add(&mut self, other: &Self) {
        add(&mut self.nodes, &other.nodes);
    }

    /// Returns the number of the line about what is found by these keys, one in the other.
    pub fn number(&self, keys: &[&str]) -> Option<usize> {
        let mut number = self.head.len();
        let mut nodes = &self.nodes;
        let mut keys = keys.iter();
        let mut key = keys.next()?;
        loop {
            let at = nodes.iter().position(|node| node.key == *key)?;
            number += nodes[..at].iter().map(Node::count).sum::<usize>() + nodes[at].above.len() + 1;
            match keys.next() {
                None => return Some(number),
                Some(next) => (key, nodes) = (next, &nodes[at].below),
            }
        }
    }

    /// Returns the lines as a text.
    pub fn text(&self) -> String {
        let mut all: Vec<&str> = self.head.iter().map(String::as_str).collect();
        self.nodes.iter().for_each(|node| node.push_to(&mut all));
        all.extend(self.tail.iter().map(String::as_str));
        all.iter().flat_map(|line| [line, "\n"]).collect()
    }
}

fn add(nodes: &mut Vec<Node>, others: &[Node]) {
    // Each new line goes behind that which it would follow if all were written anew.
    let mut next = 0;
    for other in others {
        match nodes.iter().position(|node| node.key == other.key) {
            Some(at) => {
                add(&mut nodes[at].below, &other.below);
                next = at + 1;
            }
            None => {
                nodes.insert(next, other.copy());
                next += 1;
            }
        }
    }
}

impl Node {
    fn copy(&self) -> Self {
        Self {
            above: self.above.clone(),
            line: self.line.clone(),
            indent: self.indent,
            key: self.key.clone(),
            below: self.below.iter().map(Self::copy).collect(),
        }
    }

    fn count(&self) -> usize {
        self.above.len() + 1 + self.below.iter().map(Self::count).sum::<usize>()
    }

    fn push_to<'n>(&'n self, all: &mut Vec<&'n str>) {
        all.extend(self.above.iter().map(String::as_str));
        all.push(&self.line);
        self.below.iter().for_each(|node| node.push_to(all));
    }
}

/// Returns what a line is about: the key of a mapping, or the element of a list.
fn key(content: &str) -> String {
    let content = content.strip_prefix("- ").unwrap_or(content).trim();
    let scalar = match content.as_bytes().first() {
        Some(quote @ (b'"' | b'\'')) => {
            let mut escaped = false;
            let end = content.bytes().enumerate().skip(1).find(|(at, byte)| {
                let is_doubled = *quote == b'\'' && content.as_bytes().get(at + 1) == Some(quote);
                let ends = byte == quote && !escaped && !is_doubled;
                escaped = !escaped && (*quote == b'"' && *byte == b'\\' || byte == quote && is_doubled);
                ends
            });
            &content[..end.map_or(content.len(), |(at, _)| at + 1)]
        }
        _ => {
            let content = content.split(" #").next().unwrap_or_default().trim_end();
            let content = content.split(": ").next().unwrap_or_default();
            return content.strip_suffix(':').unwrap_or(content).to_owned();
        }
    };
    serde_saphyr::from_str(scalar).unwrap_or_else(|_| scalar.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for (line, expected) in [
            ("types:", "types"),
            ("id: list_users # why", "id"),
            ("GET /a/{b}: # why", "GET /a/{b}"),
            ("- GET /a 200 b[]", "GET /a 200 b[]"),
            ("\"a: \\\"b\\\"\": c", "a: \"b\""),
            ("- 'it''s'", "it's"),
        ] {
            assert_eq!(key(line), expected, "{line}");
        }
    }

    #[test]
    fn numbers_of_lines() {
        let lines = Lines::read("# head\n\na:\n  b: 1\n  # about c\n  c:\n    - d\n# tail\n");
        for (keys, expected) in [
            (&["a"][..], Some(3)),
            (&["a", "b"], Some(4)),
            (&["a", "c"], Some(6)),
            (&["a", "c", "d"], Some(7)),
            (&["b"], None),
        ] {
            assert_eq!(lines.number(keys), expected, "{keys:?}");
        }
    }
}
