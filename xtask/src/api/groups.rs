//! The groups and methods that a client has its operations in: `meetings` / `create`, `pac` / `list`.
//!
//! A group is a tag, a method an operation. A method's name is as short as its group allows: the verb alone where the
//! operation deals with the group's own thing, else the verb with what it deals with.

use std::collections::{HashMap, HashSet};

use super::identifiers::{singular, snake, words};
use super::lower::Draft;
use super::model::{Method, Operation};
use super::names::Index;

/// Words that Rust keeps for itself, and methods that every value has or that would hide one.
const RESERVED: [&str; 63] = [
    "abstract", "as", "async", "await", "become", "borrow", "box", "break", "clone", "const", "continue", "crate",
    "default", "do", "drop", "dyn", "else", "enum", "eq", "extern", "false", "final", "fmt", "fn", "for", "from",
    "gen", "hash", "if", "impl", "in", "into", "let", "loop", "macro", "match", "mod", "move", "mut", "new",
    "override", "priv", "pub", "ref", "return", "self", "send", "static", "struct", "super", "trait", "true", "try",
    "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Verbs that a method may be named by.
const VERBS: [&str; 52] = [
    "accept",
    "activate",
    "add",
    "apply",
    "approve",
    "archive",
    "assign",
    "batch",
    "bulk",
    "cancel",
    "check",
    "clear",
    "close",
    "copy",
    "create",
    "deactivate",
    "delete",
    "disable",
    "download",
    "edit",
    "enable",
    "end",
    "export",
    "fetch",
    "find",
    "get",
    "import",
    "invite",
    "join",
    "list",
    "lock",
    "mark",
    "move",
    "patch",
    "perform",
    "post",
    "publish",
    "put",
    "read",
    "recover",
    "remove",
    "replace",
    "restore",
    "revoke",
    "search",
    "send",
    "set",
    "start",
    "stop",
    "switch",
    "update",
    "upload",
];

/// Gives each operation its group and its method; those that have had names keep them.
pub(super) fn name(operations: &mut [Operation<Draft>], known: &Index<'_>) {
    let mut tags: HashMap<String, String> = HashMap::new();
    let mut taken: HashSet<(String, String)> =
        known.operations().map(|names| (names.group.clone(), names.method.clone())).collect();
    for operation in operations.iter_mut() {
        if let Some(names) = known.operation(operation.method, &operation.path) {
            operation.group.clone_from(&names.group);
            operation.sdk_method.clone_from(&names.method);
            if let Some(tag) = operation.tags.first() {
                tags.entry(tag.clone()).or_insert_with(|| names.group.clone());
            }
        }
    }
    // The shortest path has the first choice: what it deals with is what the group is about.
    let mut order: Vec<usize> = (0..operations.len()).filter(|at| operations[*at].sdk_method.is_empty()).collect();
    order.sort_by_key(|at| (operations[*at].path.to_string().matches('/').count(), *at));
    for at in order {
        let operation = &mut operations[at];
        let tag = operation.tags.first();
        let group = tag.and_then(|tag| tags.get(tag)).cloned().unwrap_or_else(|| group(operation));
        let method = methods(operation, &group)
            .into_iter()
            .find(|method| !RESERVED.contains(&method.as_str()) && taken.insert((group.clone(), method.clone())));
        // Operation IDs are unique, so the last of the candidates is only ever taken by a name that someone chose.
        let method = method.unwrap_or_else(|| {
            let numbered = (2..).map(|number| format!("{}_{number}", operation.id));
            let mut free = numbered.filter(|method| taken.insert((group.clone(), method.clone())));
            free.next().unwrap_or_default()
        });
        (operation.group, operation.sdk_method) = (group, method);
    }
}

/// The group of an operation: its tag, or the first word of its path.
fn group(operation: &Operation<Draft>) -> String {
    let tagged = operation.tags.first().map(|tag| words(tag)).filter(|words| !words.is_empty());
    let path = operation.path.to_string();
    let first =
        || words(path.split('/').find(|segment| !segment.is_empty() && !segment.contains('{')).unwrap_or("root"));
    let name = snake(&tagged.unwrap_or_else(first));
    match RESERVED.contains(&name.as_str()) || name.is_empty() {
        true => format!("{name}_group"),
        false => name,
    }
}

/// The names that a method could have, the best one first.
fn methods(operation: &Operation<Draft>, group: &str) -> Vec<String> {
    let id = words(&operation.id);
    let own: HashSet<String> = words(group).iter().map(|word| singular(word)).collect();
    let path = operation.path.to_string();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let nouns =
        segments.iter().rev().find(|segment| !segment.contains('{')).map(|segment| words(segment)).unwrap_or_default();
    let is_about_the_group = nouns.iter().all(|noun| own.contains(&singular(noun)));
    let (verb, rest) = match id.split_first() {
        Some((verb, rest)) if VERBS.contains(&verb.as_str()) => (verb.clone(), rest.to_vec()),
        _ => {
            let deals_with_one = segments.last().is_some_and(|segment| segment.contains('{'));
            (verb_of(operation.method, deals_with_one).to_owned(), id.clone())
        }
    };
    let telling: Vec<String> = rest.iter().filter(|word| !own.contains(&singular(word))).cloned().collect();
    let with = |words: &[String]| snake(&[std::slice::from_ref(&verb), words].concat());
    let mut names = Vec::new();
    if is_about_the_group || telling.is_empty() {
        names.push(verb.clone());
    }
    names.push(with(&nouns.iter().filter(|noun| rest.contains(noun)).cloned().collect::<Vec<_>>()));
    names.push(with(trimmed(&telling)));
    names.push(with(&rest));
    names.push(operation.id.clone());
    // Only the verb alone says nothing of what an operation deals with.
    names.retain(|name| *name != verb || is_about_the_group || telling.is_empty());
    names
}

/// The words without those that only join them to what is left out.
fn trimmed(mut words: &[String]) -> &[String] {
    const JOINTS: [&str; 12] = ["a", "an", "the", "of", "for", "from", "in", "to", "by", "on", "and", "with"];
    while let Some((last, rest)) = words.split_last().filter(|(last, _)| JOINTS.contains(&last.as_str())) {
        let _ = last;
        words = rest;
    }
    while let Some((_, rest)) = words.split_first().filter(|(first, _)| JOINTS.contains(&first.as_str())) {
        words = rest;
    }
    words
}

/// What a method of HTTP does, where the operation's name has no verb.
fn verb_of(method: Method, deals_with_one: bool) -> &'static str {
    match method {
        Method::Get if deals_with_one => "get",
        Method::Get => "list",
        Method::Post => "create",
        Method::Put | Method::Patch => "update",
        Method::Delete => "delete",
        Method::Head => "check",
        Method::Options | Method::Trace => "probe",
    }
}
