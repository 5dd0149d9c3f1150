//! Tables, and single objects as names and values.

use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::printable;

/// Members that tell what an item is, the most telling first.
const TELLING: &str = "\
    date date_time time id name display_name topic title email user_email user_name first_name last_name \
    conference_id start_time join_time leave_time direction caller_name callee_name caller_number callee_number \
    caller_did_number callee_did_number duration type status create_time end_time result call_result operator \
    action category_type client_type ip_address sender message total_members new_users meetings participants \
    participants_count meeting_minutes recording_count total_size join_url field description";
/// How many columns a table has unless it is told.
const COLUMNS: usize = 6;
/// No column is made narrower, however narrow the terminal is.
const NARROWEST: usize = 8;
const GAP: &str = "  ";

/// Chooses the columns of a list: the telling ones of the documented members, or if none is documented those of an item.
pub fn columns(documented: &[&str], first: Option<&Value>) -> Vec<String> {
    let mut names: Vec<String> = documented.iter().map(|name| (*name).to_owned()).collect();
    if names.is_empty() {
        let members = first.and_then(Value::as_object).into_iter().flatten();
        names = members
            .filter(|(_, value)| !value.is_object() && !value.is_array())
            .map(|(name, _)| name.clone())
            .collect();
    }
    let has_name = names.iter().any(|name| matches!(name.as_str(), "name" | "display_name" | "user_name"));
    let is_part = |name: &str| has_name && matches!(name, "first_name" | "last_name");
    let telling = TELLING.split(' ').filter(|name| !is_part(name) && names.iter().any(|it| it == name));
    let mut chosen: Vec<String> = telling.take(COLUMNS).map(str::to_owned).collect();
    // Few are telling: the others, in the order in which they are documented.
    if chosen.len() < 3 {
        let others: Vec<_> = names.into_iter().filter(|name| !chosen.contains(name)).collect();
        chosen.extend(others.into_iter().take(COLUMNS - chosen.len()));
    }
    chosen
}

/// Returns the member that a path of names leads to: `settings.audio`.
pub fn member<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    match value.get(path) {
        Some(found) => Some(found),
        None => {
            let (first, rest) = path.split_once('.')?;
            member(value.get(first)?, rest)
        }
    }
}

/// A table that is printed page by page. Its columns become wider where a later page needs it, and never narrower.
#[derive(Debug)]
pub struct Table {
    columns: Vec<String>,
    widths: Vec<usize>,
    /// The width of the terminal; `None` if lines may be of any length.
    terminal: Option<usize>,
}

impl Table {
    pub fn new(columns: Vec<String>, terminal: Option<usize>) -> Self {
        Self { columns, widths: Vec::new(), terminal }
    }

    /// Returns the lines of a page; the first has the heading before them.
    pub fn lines(&mut self, items: &[Value]) -> Vec<String> {
        let rows: Vec<Vec<String>> = items.iter().map(|item| self.row(item)).collect();
        let mut lines = Vec::new();
        let is_first = self.widths.is_empty();
        if is_first {
            let heading = self.columns.iter().map(|name| printable::text(&name.to_uppercase()).into_owned()).collect();
            self.measure(std::slice::from_ref(&heading));
            self.measure(&rows);
            lines.push(self.line(&heading));
        } else {
            self.measure(&rows);
        }
        lines.extend(rows.iter().map(|row| self.line(row)));
        lines
    }

    fn row(&self, item: &Value) -> Vec<String> {
        self.columns.iter().map(|column| cell(member(item, column))).collect()
    }

    fn measure(&mut self, rows: &[Vec<String>]) {
        self.widths.resize(self.columns.len(), 0);
        for row in rows {
            for (width, cell) in self.widths.iter_mut().zip(row) {
                *width = cell.width().max(*width);
            }
        }
        let Some(terminal) = self.terminal else { return };
        let gaps = GAP.len() * self.widths.len().saturating_sub(1);
        while self.widths.iter().sum::<usize>() + gaps > terminal {
            let excess = self.widths.iter().sum::<usize>() + gaps - terminal;
            let Some(widest) = self.widths.iter_mut().max().filter(|widest| **widest > NARROWEST) else { break };
            // Step by step, so that two wide columns become narrower together.
            *widest -= excess.min(*widest / 8).max(1);
        }
    }

    fn line(&self, cells: &[String]) -> String {
        let cells = cells.iter().zip(&self.widths).map(|(cell, &width)| match self.terminal {
            Some(_) if cell.width() > width => padded(&shortened(cell, width), width),
            _ => padded(cell, width),
        });
        cells.collect::<Vec<_>>().join(GAP).trim_end().to_owned()
    }
}

/// A text with spaces behind it, to a width in columns of the terminal.
fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The start of a text that is wider.
fn shortened(text: &str, width: usize) -> String {
    let mut left = width.saturating_sub(1);
    let kept = text.chars().take_while(|c| {
        let fits = c.width().unwrap_or(0) <= left;
        left = left.saturating_sub(c.width().unwrap_or(0));
        fits
    });
    kept.chain(['…']).collect()
}

/// A value in a cell.
fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "-".to_owned(),
        Some(Value::String(text)) if text.is_empty() => "-".to_owned(),
        Some(Value::String(text)) => printable::text(text).into_owned(),
        Some(Value::Array(items)) if items.is_empty() => "-".to_owned(),
        Some(Value::Object(members)) if members.is_empty() => "-".to_owned(),
        Some(Value::Array(items)) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join(",")
        }
        Some(Value::Array(items)) if items.iter().all(is_flat) => {
            items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join(", ")
        }
        Some(value @ Value::Object(members)) if is_flat(value) => {
            members.values().map(|member| cell(Some(member))).collect::<Vec<_>>().join(" ")
        }
        Some(value) => printable::json(value, false),
    }
}

/// Whether a value is an object of values that are no lists or objects.
fn is_flat(value: &Value) -> bool {
    value.as_object().is_some_and(|members| members.values().all(|member| !member.is_array() && !member.is_object()))
}

/// Returns the lines of one object: a name and a value each, with a dot before what is within an object.
pub fn object(value: &Value, columns: Option<&[String]>) -> Vec<String> {
    let pairs = match columns {
        Some(columns) => columns.iter().map(|name| (name.clone(), cell(member(value, name)))).collect(),
        None => {
            let mut pairs = Vec::new();
            flatten(value, "", &mut pairs);
            pairs
        }
    };
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (printable::text(name), value)).collect();
    let width = pairs.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    pairs.iter().map(|(name, value)| format!("{}{GAP}{value}", padded(name, width))).collect()
}

fn flatten(value: &Value, name: &str, pairs: &mut Vec<(String, String)>) {
    let dot = if name.is_empty() { "" } else { "." };
    match value {
        Value::Object(members) if !members.is_empty() || name.is_empty() => {
            for (member, value) in members {
                flatten(value, &format!("{name}{dot}{member}"), pairs);
            }
        }
        Value::Array(items) if items.iter().any(Value::is_object) => {
            for (at, item) in items.iter().enumerate() {
                flatten(item, &format!("{name}[{at}]"), pairs);
            }
        }
        value => pairs.push((name.to_owned(), cell(Some(value)))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lines(columns: &[&str], terminal: Option<usize>, items: &[Value]) -> Vec<String> {
        Table::new(columns.iter().map(|name| (*name).to_owned()).collect(), terminal).lines(items)
    }

    #[test]
    fn columns_are_the_telling_ones() {
        for (documented, expected) in [
            (
                &["account_id", "created_at", "dept", "email", "first_name", "id", "status"][..],
                &["id", "email", "first_name", "status"][..],
            ),
            (&["display_name", "email", "first_name", "id"], &["id", "display_name", "email"]),
            (&["conference_id", "a", "b"], &["conference_id", "a", "b"]),
        ] {
            assert_eq!(columns(documented, None), expected);
        }
        assert_eq!(columns(&[], Some(&json!({ "x": 1, "y": {}, "z": [] }))), ["x"]);
        assert!(columns(&[], None).is_empty());
    }

    #[test]
    fn cells() {
        let item = json!({
            "a": "x\u{1b}[1m", "b": null, "c": ["p", "q"], "d": { "e": 1, "f": "\u{202e}" }, "g": "",
            "h": [{ "i": 1, "j": "k" }, { "i": 2 }], "l": { "m": [{ "n": "\u{202e}" }] },
        });
        assert_eq!(
            lines(&["a", "b", "c", "d.e", "d", "g", "h", "l", "none"], None, &[item]),
            [
                "A           B  C    D.E  D           G  H       L                       NONE",
                r#"x\u{1b}[1m  -  p,q  1    1 \u{202e}  -  1 k, 2  {"m":[{"n":"\u202e"}]}  -"#,
            ]
        );
    }

    #[test]
    fn a_table_is_as_wide_as_the_terminal() {
        let items = [json!({ "a": "a".repeat(40), "b": "b".repeat(50) })];
        let shown = lines(&["a", "b"], Some(40), &items);
        assert!(shown.iter().all(|line| line.chars().count() <= 40), "{shown:?}");
        assert!(shown[1].ends_with('…') && shown[1].contains("…  b"), "{shown:?}");
        assert_eq!(lines(&["a", "b"], None, &items)[1].chars().count(), 92);
    }

    #[test]
    fn names_in_any_script_are_aligned() {
        let items = [json!({ "a": "会議", "b": 1 }), json!({ "a": "Zoë", "b": 2 })];
        assert_eq!(lines(&["a", "b"], None, &items), ["A     B", "会議  1", "Zoë   2"]);
        assert_eq!(shortened("会議会議", 5), "会議…");
        assert_eq!(shortened("会議会議", 4), "会…");
    }

    #[test]
    fn columns_become_wider_and_never_narrower() {
        let mut table = Table::new(vec!["a".to_owned(), "b".to_owned()], None);
        assert_eq!(table.lines(&[json!({ "a": "xyz", "b": 1 })]), ["A    B", "xyz  1"]);
        assert_eq!(table.lines(&[json!({ "a": "x", "b": 2 })]), ["x    2"]);
        assert_eq!(table.lines(&[json!({ "a": "wxyz", "b": 3 })]), ["wxyz  3"]);
    }

    #[test]
    fn objects_are_names_and_values() {
        let value = json!({ "id": 1, "a": { "b": "c" }, "l": [{ "m": 1 }], "n": [], "o": {} });
        assert_eq!(object(&value, None), ["id      1", "a.b     c", "l[0].m  1", "n       -", "o       -"]);
        assert_eq!(object(&value, Some(&["a.b".to_owned()])), ["a.b  c"]);
    }
}
