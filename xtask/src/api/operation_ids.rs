//! Names of operations, unique in the API.
//!
//! A name that was given before stays. Of several operations that would have one name, the first by path has it, and the
//! others get a second name from what tells them apart for people: their folder, else their path, else their method.

use std::collections::{BTreeMap, HashSet};

use unicode_ident::is_xid_continue;

use super::identifiers::{singular, singular_words, snake, words};
use super::lower::Draft;
use super::model::Operation;
use super::names::Recorded;
use super::rust_names::is_reserved_for_operations as is_reserved;

/// Makes the names of the operations unique.
pub(super) fn unique(operations: &mut [Operation<Draft>], recorded: &Recorded<'_>) {
    let mut taken: HashSet<String> = recorded.all().filter_map(|names| names.id.as_deref()).map(rust_name).collect();
    let mut order = Vec::new();
    for (at, operation) in operations.iter_mut().enumerate() {
        let id = recorded.operation(operation).and_then(|names| names.id.as_ref());
        match id.filter(|id| !is_reserved(&rust_name(id))) {
            Some(id) => operation.id.clone_from(id),
            None => order.push(at),
        }
    }
    // The shortest path is the likeliest to be about the thing itself.
    order.sort_by_key(|at| (operations[*at].path.segments(), *at));
    // A second name never takes one that another operation would have by itself.
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for at in &order {
        wanted.entry(rust_name(&operations[*at].id)).or_insert(*at);
    }
    let (firsts, others): (Vec<_>, Vec<_>) = order.into_iter().partition(|at| {
        let name = rust_name(&operations[*at].id);
        !taken.contains(&name) && !is_reserved(&name) && wanted.get(&name) == Some(at)
    });
    taken.extend(firsts.iter().map(|at| rust_name(&operations[*at].id)));
    let seconds: Vec<_> = others.iter().map(|at| second_names(&operations[*at], operations)).collect();
    for (at, candidates) in others.into_iter().zip(seconds) {
        let free = candidates.into_iter().find(|name| {
            let name = rust_name(name);
            !taken.contains(&name) && !is_reserved(&name)
        });
        let id = free.unwrap_or_else(|| numbered(&operations[at], &taken));
        taken.insert(rust_name(&id));
        operations[at].id = id;
    }
}

/// Returns the names that an operation could have instead of its own, the best one first.
fn second_names(operation: &Operation<Draft>, all: &[Operation<Draft>]) -> Vec<String> {
    let same = |other: &&Operation<Draft>| {
        rust_name(&other.id) == rust_name(&operation.id)
            && (&other.path, other.method) != (&operation.path, operation.method)
    };
    let others: Vec<_> = all.iter().filter(same).collect();
    let mut names = Vec::new();
    if is_reserved(&rust_name(&operation.id)) {
        let noun = operation.path.last_literal().map(|literal| words(&literal.to_lowercase())).unwrap_or_default();
        let noun = if operation.path.ends_with_parameter() { singular_words(noun) } else { noun };
        names.extend((!noun.is_empty()).then(|| format!("{}_{}", operation.id, noun.join("_"))));
    }
    let tag = operation.tags.first().filter(|tag| others.iter().all(|other| other.tags.first() != Some(*tag)));
    let tagged = tag.map(|tag| snake(&[words(tag), vec![operation.id.clone()]].concat()));
    let has = |word: &String| words(&operation.id).iter().any(|own| singular(own) == singular(word));
    // What is in the name already tells nothing more.
    names.extend(tagged.clone().filter(|_| tag.is_some_and(|tag| !words(tag).iter().all(has))));
    let elsewhere: HashSet<&str> = others.iter().flat_map(|other| other.path.literals()).collect();
    let own: Vec<String> = operation
        .path
        .literals()
        .filter(|literal| !elsewhere.contains(literal))
        .flat_map(|literal| words(&literal.to_lowercase()).iter().map(|word| singular(word)).collect::<Vec<_>>())
        .collect();
    if !own.is_empty() {
        names.push(format!("{}_of_{}", operation.id, own.join("_")));
    }
    let parameters: HashSet<&str> = others.iter().flat_map(|other| other.path.parameters()).collect();
    let own: Vec<String> =
        operation.path.parameters().filter(|name| !parameters.contains(name)).flat_map(words).collect();
    if !own.is_empty() {
        names.push(format!("{}_by_{}", operation.id, own.join("_")));
    }
    if others.iter().all(|other| other.method != operation.method) {
        names.push(format!("{}_with_{}", operation.id, operation.method.name()));
    }
    names.extend(tagged);
    names.push(operation.path.operation_id(operation.method));
    names
}

/// Two paths can have the same words: `/a-b` and `/a/b`.
fn numbered(operation: &Operation<Draft>, taken: &HashSet<String>) -> String {
    let id = operation.path.operation_id(operation.method);
    let mut numbers = (2..).map(|number| format!("{id}_{}_{number}", operation.method.name()));
    numbers.find(|name| !taken.contains(&rust_name(name))).unwrap_or_default()
}

/// What names are told apart by once they are Rust's: `get_user1` and `get_user_1` are one.
fn rust_name(id: &str) -> String {
    id.chars().filter(|c| c.is_alphanumeric() && is_xid_continue(*c)).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::merge::tests::operation;
    use super::super::names::{Names, OperationNames};
    use super::*;

    #[track_caller]
    fn check(known: &[(&str, &str)], operations: &[(&str, &str, &str)], expected: &[&str]) {
        let known = known.iter().map(|(path, id)| {
            let names = OperationNames { id: Some((*id).to_owned()), ..OperationNames::default() };
            (format!("GET {path}"), names)
        });
        let names = Names { operations: known.collect(), ..Names::default() };
        let mut operations: Vec<_> = operations.iter().map(|(id, tag, address)| operation(id, tag, address)).collect();
        unique(&mut operations, &names.recorded());
        assert_eq!(operations.iter().map(|operation| operation.id.as_str()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_first_by_path_has_the_name() {
        check(&[], &[("a", "T", "/a"), ("b", "T", "/b")], &["a", "b"]);
        check(&[], &[("a", "T", "/a"), ("a", "U v", "/b")], &["a", "u_v_a"]);
        check(&[], &[("a", "T", "/x/a"), ("a", "U", "/y")], &["t_a", "a"]);
        check(&[], &[("list_ts", "Ts", "/x/ts"), ("list_ts", "U", "/ts")], &["list_ts_of_x", "list_ts"]);
        check(&[], &[("list_ts", "T", "/x"), ("list_ts", "U", "/x/y")], &["list_ts", "u_list_ts"]);
        check(&[], &[("user1", "T", "/a"), ("user_1", "U", "/b")], &["user1", "u_user_1"]);
        check(&[], &[("a", "T", "/a"), ("a", "U", "/b"), ("u_a", "T", "/c")], &["a", "a_of_b", "u_a"]);
    }

    #[test]
    fn second_names_within_a_folder() {
        check(&[], &[("list", "T", "/accounts/:id/users"), ("list", "T", "/users")], &["list_of_account", "list"]);
        check(&[], &[("get", "T", "/users/:id"), ("get", "T", "/users/:id/:key")], &["get", "get_by_key"]);
        check(&[], &[("post", "T", "/x")], &["post_x"]);
        check(&[], &[("new", "T", "/"), ("error", "T", "/things/:id")], &["t_new", "error_thing"]);
        check(&[], &[("a", "T", "/a-b"), ("a", "T", "/a/b")], &["a", "a_of_a_b"]);
        check(&[], &[("a", "T", "/a"), ("a", "T", "/b"), ("a", "T", "/c")], &["a", "a_of_b", "a_of_c"]);
    }

    #[test]
    fn names_of_before_stay() {
        let two = [("a", "T", "/a"), ("a", "U", "/b")];
        check(&[("/b", "a")], &two, &["t_a", "a"]);
        check(&[("/a", "x"), ("/b", "y")], &two, &["x", "y"]);
        check(&[("/a", "exec")], &[("exec", "T", "/a")], &["exec_a"]);
        check(&[("/gone", "a")], &[("a", "T", "/a")], &["t_a"]);
    }
}
