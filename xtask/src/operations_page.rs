//! The page of the client's calls: a table for each group, a line for each operation.
//!
//! It is read on GitHub and in rustdoc, and a line says one operation alone: one that comes moves no other.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::api::rust_name;
use crate::group_features::group_of;

const HEAD: &str = "\
<!-- Written by `cargo xtask gen`; do not edit. -->

# Operations

A group of calls is a feature of the crate; `all`, which is on by default, is all groups. The arguments of a call are the
parameters of its path; query, headers and body are set on it. Any one of the scopes is enough; the classic ones are before
the semicolon, the granular ones behind it.
";

const TABLE: &str = "\
| call | request | what it does | scopes | rate limit |
|---|---|---|---|---|
";

/// Returns the page of a document's operations. `features` has the feature of each group.
pub fn page(document: &Value, features: &BTreeMap<&str, String>) -> String {
    let mut groups: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            if let Some(group) = group_of(operation) {
                groups.entry(group).or_default().push(row(group, method, path, operation));
            }
        }
    }
    let mut page = HEAD.to_owned();
    for (group, rows) in groups {
        let feature = features.get(group).map_or(group, String::as_str);
        page.push_str(&format!("\n## {}, feature {}\n\n{TABLE}", code(&format!("zoom.{group}()")), code(feature)));
        page.extend(rows);
    }
    page
}

fn row(group: &str, method: &str, path: &str, operation: &Value) -> String {
    let texts = |field: &str| operation[field].as_str().unwrap_or_default();
    let id = texts("operationId");
    let name = Some(texts("x-sdk-method")).filter(|name| !name.is_empty()).unwrap_or(id);
    let summary = Some(texts("summary")).filter(|summary| !summary.trim().is_empty()).unwrap_or(id);
    let cells = [
        code(&format!("zoom.{group}().{name}({})", arguments(path).join(", "))),
        code(&format!("{} {path}", method.to_uppercase())),
        prose(summary.trim().trim_end_matches('.')),
        scopes(operation),
        prose(texts("x-rate-limit-label")),
    ];
    format!("| {} |\n", cells.join(" | "))
}

/// The arguments of a call, which are the parameters of its path.
fn arguments(path: &str) -> Vec<String> {
    let names = path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    let spelled = |name: String| if syn::parse_str::<syn::Ident>(&name).is_ok() { name } else { format!("{name}_") };
    names.map(|name| spelled(rust_name(name))).collect()
}

fn scopes(operation: &Value) -> String {
    let (mut classic, mut granular): (Vec<String>, Vec<String>) = Default::default();
    for requirement in operation["security"].as_array().into_iter().flatten() {
        for (scheme, scopes) in requirement.as_object().into_iter().flatten() {
            let kind = if scheme.ends_with("granular") { &mut granular } else { &mut classic };
            for scope in scopes.as_array().into_iter().flatten().filter_map(Value::as_str).map(code) {
                if !kind.contains(&scope) {
                    kind.push(scope);
                }
            }
        }
    }
    match (classic.is_empty(), granular.is_empty()) {
        (false, true) => classic.join(", "),
        (_, false) => format!("{}; {}", classic.join(", "), granular.join(", ")).trim_start_matches("; ").to_owned(),
        (true, true) => String::new(),
    }
}

/// A cell with a text that is no markup.
fn prose(text: &str) -> String {
    let mut cell = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()) {
        if !cell.is_empty() {
            cell.push(' ');
        }
        for (at, c) in word.char_indices() {
            // An address without a mark would be a link on GitHub, and a warning of rustdoc's.
            if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '$')
                || word[at..].starts_with("://")
            {
                cell.push('\\');
            }
            cell.push(c);
        }
    }
    cell
}

/// A cell with code. A bar would end the cell, in code as well.
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let (mark, space) = ("`".repeat(longest + 1), if longest > 0 { " " } else { "" });
    format!("{mark}{space}{}{space}{mark}", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_for_each_operation_in_its_group() {
        let document = json!({ "paths": {
            "/b": { "parameters": [], "get": { "responses": {}, "operationId": "list_b", "x-sdk-group": "b_things", "x-sdk-method": "list" } },
            "/a/{userId}/c/{type}": {
                "get": {
                    "operationId": "get_c", "summary": "Get a <c> | `d`: see https://x.io/a_b.", "x-sdk-group": "a", "x-sdk-method": "get",
                    "x-rate-limit-label": "Light", "responses": {},
                    "security": [{ "oauth2": ["a:read", "b"] }, { "oauth2_granular": ["c"] }, { "oauth2": ["b"] }],
                },
                "put": { "operationId": "put_c", "x-sdk-group": "a", "responses": {}, "security": [{ "oauth2_granular": ["c"] }] },
            },
        } });
        let features = [("a", "a-calls".to_owned()), ("b_things", "b-things".to_owned())].into();
        let expected = format!(
            "{HEAD}\n## `zoom.a()`, feature `a-calls`\n\n{TABLE}\
             | `zoom.a().get(user_id, type_)` | `GET /a/{{userId}}/c/{{type}}` | Get a \\<c\\> \\| \\`d\\`: see https\\://x.io/a\\_b \
             | `a:read`, `b`; `c` | Light |\n\
             | `zoom.a().put_c(user_id, type_)` | `PUT /a/{{userId}}/c/{{type}}` | put\\_c | `c` |  |\n\
             \n## `zoom.b_things()`, feature `b-things`\n\n{TABLE}\
             | `zoom.b_things().list()` | `GET /b` | list\\_b |  |  |\n"
        );
        assert_eq!(page(&document, &features), expected);
    }

    #[test]
    fn nothing_ends_a_cell_before_its_end() {
        for (text, expected) in [("a|b", "`a\\|b`"), ("a`b", "`` a`b ``"), ("``", "``` `` ```")] {
            assert_eq!(code(text), expected);
        }
        assert_eq!(prose(" a\n\tb\u{7} *c* "), "a b \\*c\\*");
    }
}
