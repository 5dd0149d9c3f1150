//! One operation for each method and path.
//!
//! OpenAPI tells paths apart by their text without the names of parameters, and operations by path and method. A
//! collection has no such rule: it may hold one request five times, under other names of parameters or with another
//! query. All that such items say is put together.

use std::collections::{BTreeMap, HashSet};

use super::identifiers::rust_name;
use super::lower::Draft;
use super::model::{Body, Facts, Operation, Server};
use super::names::Recorded;
use super::path::PathTemplate;
use super::rust_names;
use super::schema::Schema;
use crate::diagnostics::{ItemPath, Warning, WarningKind, Warnings};

/// Joins the operations of one method and path, in the order of path and method, and finds the API's own servers.
pub(super) fn merge(
    mut lowered: Vec<(Option<Server>, Operation<Draft>)>,
    recorded: &Recorded<'_>,
    base_path: Option<&str>,
    warnings: &mut Vec<Warning>,
) -> (Vec<Server>, Vec<Operation<Draft>>) {
    // Where all addresses end in a slash the server wants it; elsewhere someone has typed it or not.
    let mut paths = lowered.iter().map(|(_, operation)| &operation.path).filter(|path| !path.is_root()).peekable();
    let is_meant = lowered.len() > 1 && paths.peek().is_some() && paths.all(PathTemplate::ends_in_slash);
    if !is_meant {
        lowered.iter_mut().for_each(|(_, operation)| operation.path.without_slash());
    }
    // From here on nothing depends on the order of the input.
    lowered.sort_by_cached_key(|(server, operation)| {
        let Operation { path, method, items, .. } = operation;
        (path.skeleton(), *method, items.clone(), server.clone(), path.clone())
    });
    let servers = most_common(&lowered, base_path);
    agree_on_parameters(&mut lowered, recorded, warnings);

    let mut merged: Vec<Operation<Draft>> = Vec::new();
    for (server, mut operation) in lowered {
        if operation.servers.is_empty() {
            operation.servers = server.into_iter().collect();
        }
        if operation.servers.is_empty() {
            // Without a host it is served where the API is.
            operation.servers.clone_from(&servers);
        }
        match merged.last_mut() {
            Some(last) if (last.method, &last.path) == (operation.method, &operation.path) => {
                join(last, operation, warnings);
            }
            _ => merged.push(operation),
        }
    }
    merged.iter_mut().for_each(|operation| elsewhere(operation, &servers, warnings));
    same_names(&merged, warnings);
    (servers, merged)
}

/// Leaves an operation the servers that it has beside the API's own, with a warning: a client has one base address.
fn elsewhere(operation: &mut Operation<Draft>, own: &[Server], warnings: &mut Vec<Warning>) {
    let (here, there): (Vec<_>, Vec<_>) =
        std::mem::take(&mut operation.servers).into_iter().partition(|server| own.contains(server));
    if there.is_empty() {
        return;
    }
    let urls = |servers: &[Server]| servers.iter().map(|server| server.url.clone()).collect::<Vec<_>>().join(", ");
    let text = match here.is_empty() {
        true => format!(
            "served at {} and not at {}; the generated client has one base address, so this operation needs a client of its own",
            urls(&there),
            urls(own)
        ),
        false => format!(
            "also served at {}; the generated client has one base address and calls {}",
            urls(&there),
            urls(&here)
        ),
    };
    operation.servers = here.into_iter().chain(there).collect();
    if let Some(item) = operation.items.first() {
        Warnings::of(item, warnings).add(WarningKind::Generator, "server", text);
    }
}

/// Warns of items that have one name in two files: whoever looks for one finds the other.
fn same_names(operations: &[Operation<Draft>], warnings: &mut Vec<Warning>) {
    let mut known: BTreeMap<&[String], &ItemPath> = BTreeMap::new();
    for operation in operations {
        for item in &operation.items {
            match known.insert(item.names(), item) {
                Some(other) if other.file() != item.file() && !operation.items.contains(other) => {
                    let files = [other.file().unwrap_or_default(), item.file().unwrap_or_default()];
                    let text = format!("another item has the same name ({})", files.join(" and "));
                    Warnings::of(item, warnings).add(WarningKind::Assumed, "", text);
                }
                _ => {}
            }
        }
    }
}

/// The server that most operations have; of those that serve the vendor's base path, where any does: what else the
/// vendor has beside it is elsewhere, however much it is.
fn most_common(lowered: &[(Option<Server>, Operation<Draft>)], base_path: Option<&str>) -> Vec<Server> {
    let mut counts: BTreeMap<&Server, usize> = BTreeMap::new();
    for server in lowered.iter().filter_map(|(server, _)| server.as_ref()) {
        *counts.entry(server).or_default() += 1;
    }
    if let Some(base) = base_path
        && counts.keys().any(|server| server.url.ends_with(base))
    {
        counts.retain(|server, _| server.url.ends_with(base));
    }
    let most = counts.values().copied().max();
    counts.into_iter().find(|(_, count)| Some(*count) == most).map(|(server, _)| server.clone()).into_iter().collect()
}

/// Gives all operations of one path the same names of its parameters: those that it had before, else those that most of
/// them use.
fn agree_on_parameters(
    lowered: &mut [(Option<Server>, Operation<Draft>)],
    recorded: &Recorded<'_>,
    warnings: &mut Vec<Warning>,
) {
    for group in lowered.chunk_by_mut(|(_, a), (_, b)| a.path.skeleton() == b.path.skeleton()) {
        let mut counts: BTreeMap<PathTemplate, usize> = BTreeMap::new();
        for (_, operation) in group.iter() {
            *counts.entry(operation.path.clone()).or_default() += 1;
        }
        let most = counts.values().copied().max();
        let Some(agreed) = counts.into_iter().find(|(_, count)| Some(*count) == most).map(|(path, _)| path) else {
            continue;
        };
        let before = recorded.parameters(&agreed).map(|names| agreed.clone().renamed(names));
        let agreed = before.clone().unwrap_or_else(|| {
            let has_body = group.iter().any(|(_, operation)| operation.body.is_some());
            tell_apart(agreed, has_body)
        });
        for (_, operation) in group.iter_mut().filter(|(_, operation)| operation.path != agreed) {
            let names: Vec<(String, String)> = operation
                .path
                .parameters()
                .zip(agreed.parameters())
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .collect();
            for parameter in &mut operation.parameters {
                if let Some((_, new)) = names.iter().find(|(old, new)| *old == parameter.name && old != new)
                    && parameter.location == super::model::Location::Path
                {
                    let text = match before {
                        Some(_) => format!("called \"{new}\", as it was before"),
                        None => format!("called \"{new}\", for all operations of this path"),
                    };
                    let part = format!("path parameter \"{}\"", parameter.name);
                    if let Some(item) = operation.items.first() {
                        Warnings::of(item, warnings).add(WarningKind::Merged, part, text);
                    }
                    parameter.name.clone_from(new);
                }
            }
            // A name by the address is by the one that it has in the end, whichever item is first.
            if operation.id == operation.path.operation_id(operation.method) {
                operation.id = agreed.operation_id(operation.method);
            }
            operation.path = agreed.clone();
        }
    }
}

/// Gives the parameters of a path names that are not one in Rust, and none that the generator has itself: in a path the
/// name of a parameter is nobody's but the reader's.
fn tell_apart(path: PathTemplate, has_body: bool) -> PathTemplate {
    let taken = ["body", "body_map"].into_iter().filter(|_| has_body);
    let mut taken: HashSet<String> = taken.map(str::to_owned).collect();
    let mut renamed = false;
    let mut names: Vec<String> = Vec::new();
    for name in path.parameters() {
        let rust_name = rust_name(name);
        let is_free = !rust_names::is_reserved_for_parameters(&rust_name) && taken.insert(rust_name);
        renamed |= !is_free;
        names.push(match is_free {
            true => name.to_owned(),
            false => rust_names::apart(name, Some(super::model::Location::Path), &mut taken),
        });
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    if renamed { path.renamed(&names) } else { path }
}

/// Adds all that `other` says to `operation`.
fn join(operation: &mut Operation<Draft>, other: Operation<Draft>, warnings: &mut Vec<Warning>) {
    if let (Some(item), Some(first)) = (other.items.first(), operation.items.first()) {
        // Of several items of one name in one file the name does not say which.
        let has_its_name = operation.items.iter().any(|known| known == item);
        let place = match (item.file(), first.file(), item.place()) {
            (Some(file), Some(other), _) if file != other => format!(" ({file} into {other})"),
            (Some(file), _, Some(place)) if has_its_name => format!(" ({place} of {file})"),
            _ => String::new(),
        };
        let text = format!("the same method and path as \"{first}\", merged into it{place}");
        Warnings::of(item, warnings).add(WarningKind::Merged, "", text);
    }
    for parameter in other.parameters {
        let known = |known: &&mut super::model::Parameter| {
            (known.location, &known.name) == (parameter.location, &parameter.name)
        };
        match operation.parameters.iter_mut().find(known) {
            Some(known) => {
                known.required &= parameter.required;
                known.description = known.description.take().or(parameter.description);
                known.example = known.example.take().or(parameter.example);
                known.default = known.default.take().or(parameter.default);
                if known.facts != parameter.facts {
                    // What one text says and another does not is not sure.
                    known.facts = Facts::default();
                }
                known.by_commas |= parameter.by_commas;
                known.double_encode |= parameter.double_encode;
                known.caller_keyword = known.caller_keyword.take().or(parameter.caller_keyword);
                let is_text = |schema: &Schema| matches!(schema.kind, super::schema::Kind::String(_));
                if is_text(&known.schema) && is_text(&parameter.schema) && known.schema != parameter.schema {
                    // Of two formats it has none.
                    known.schema = Schema::string();
                    continue;
                }
                if known.schema != parameter.schema {
                    if let Some(item) = other.items.first() {
                        let part = format!("{} parameter \"{}\"", known.location.name(), known.name);
                        let text = "of another type than in the item that it is merged into, written as a text";
                        Warnings::of(item, warnings).add(WarningKind::Conflict, part, text);
                    }
                    known.schema = Schema::string();
                    known.example = known.example.take().filter(serde_json::Value::is_string);
                    known.default = None;
                    known.facts = Facts::default();
                    known.by_commas = false;
                }
            }
            None => operation.parameters.push(parameter),
        }
    }
    // The path's parameters stand first and in its order; the rest by name.
    let path_order = |name: &str| operation.path.parameters().position(|known| known == name);
    operation
        .parameters
        .sort_by(|a, b| (a.location, path_order(&a.name), &a.name).cmp(&(b.location, path_order(&b.name), &b.name)));
    Body::join(&mut operation.body, other.body);
    for (status, response) in other.responses {
        match operation.responses.get_mut(&status) {
            Some(mine) => mine.merge(*response),
            None => drop(operation.responses.insert(status, response)),
        }
    }
    extend(&mut operation.security, other.security);
    extend(&mut operation.servers, other.servers);
    extend(&mut operation.tags, other.tags);
    operation.description = operation.description.take().or(other.description);
    operation.rate_limit_label = operation.rate_limit_label.take().or(other.rate_limit_label);
    operation.items.extend(other.items);
}

fn extend<T: PartialEq>(known: &mut Vec<T>, more: Vec<T>) {
    for value in more {
        if !known.contains(&value) {
            known.push(value);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::model::{Location, Method, Parameter};
    use super::*;

    /// An operation of `GET /path?query`, of an item in a folder.
    pub fn operation(id: &str, tag: &str, address: &str) -> Operation<Draft> {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let path = PathTemplate::read(path.trim_start_matches('/').split('/'), &[]);
        let mut parameters: Vec<_> = path.parameters().map(|name| Parameter::new(name, Location::Path)).collect();
        let query = query.split('&').filter(|name| !name.is_empty());
        parameters.extend(query.map(|name| Parameter::new(name, Location::Query)));
        Operation {
            id: id.to_owned(),
            method: Method::Get,
            path,
            servers: Vec::new(),
            group: String::new(),
            sdk_method: String::new(),
            tags: vec![tag.to_owned()],
            summary: String::new(),
            description: None,
            parameters,
            other_parameters: Vec::new(),
            body: None,
            responses: BTreeMap::new(),
            security: Vec::new(),
            rate_limit_label: None,
            pagination: None,
            max_range: None,
            items: vec![ItemPath::default().join(tag).join(id)],
        }
    }

    #[test]
    fn paths() {
        #[track_caller]
        fn check(addresses: &[&str], expected: &[&str], warned: usize) {
            let mut warnings = Vec::new();
            let lowered = addresses.iter().enumerate();
            let lowered = lowered.map(|(number, address)| (None, operation(&number.to_string(), "T", address)));
            let (_, merged) = merge(lowered.collect(), &Recorded::default(), None, &mut warnings);
            let found = merged.iter().map(|operation| {
                let names = operation.parameters.iter().map(|parameter| parameter.name.as_str());
                format!("{} {}", operation.path, names.collect::<Vec<_>>().join(" "))
            });
            assert_eq!(found.collect::<Vec<_>>(), expected, "{addresses:?}");
            assert_eq!(warnings.len(), warned, "{addresses:?}: {warnings:?}");
        }
        check(&["/b", "/a"], &["/a ", "/b "], 0);
        check(&["/a?y", "/a?x&y"], &["/a x y"], 1);
        check(&["/a/:id", "/a/:id", "/a/:key?x"], &["/a/{id} id x"], 3);
        check(&["/a/:x/:y", "/a/:y/:x"], &["/a/{x}/{y} x y"], 3);
        check(&["/a/:userId/:user_id"], &["/a/{userId}/{user_id_path} userId user_id_path"], 1);
        check(&["/a/:new/:send"], &["/a/{new_path}/{send_path} new_path send_path"], 2);
        check(&["/a/:id.json", "/a/:id"], &["/a/{id} id", "/a/{id}.json id"], 0);
    }

    #[test]
    fn names_by_the_address_are_of_the_path_that_is_agreed_on() {
        for (ids, expected) in
            [(["get_a_by_key", "x"], "get_a_by_id"), (["x", "get_a_by_key"], "get_a_by_key"), (["find", "x"], "find")]
        {
            let lowered =
                ids.iter().zip(["/a/:key", "/a/:id"]).map(|(id, address)| (None, operation(id, "T", address)));
            let mut lowered: Vec<_> = lowered.collect();
            lowered.push((None, operation("z", "T", "/a/:id")));
            let (_, merged) = merge(lowered, &Recorded::default(), None, &mut Vec::new());
            assert_eq!(merged[0].id, expected, "{ids:?}");
        }
    }

    #[test]
    fn the_most_common_server_is_the_api_s() {
        let server = |url: &str| Some(Server { url: url.to_owned(), variables: Vec::new() });
        let lowered = vec![
            (server("b"), operation("1", "T", "/1")),
            (server("a"), operation("2", "T", "/2")),
            (server("b"), operation("3", "T", "/3")),
            (server("c"), operation("4", "T", "/3")),
            (None, operation("5", "T", "/5")),
        ];
        let (servers, merged) = merge(lowered, &Recorded::default(), None, &mut Vec::new());
        let own: Vec<Vec<_>> = merged
            .iter()
            .map(|operation| operation.servers.iter().map(|server| server.url.as_str()).collect())
            .collect();
        assert_eq!(servers, server("b").into_iter().collect::<Vec<_>>());
        assert_eq!(own, [&[][..], &["a"], &["b", "c"], &[]]);
    }

    #[test]
    fn the_base_path_stays_the_api_s() {
        let server = |url: &str| Some(Server { url: url.to_owned(), variables: Vec::new() });
        let lowered = || {
            vec![
                (server("https://h.io"), operation("1", "T", "/b/1")),
                (server("https://h.io"), operation("2", "T", "/b/2")),
                (server("https://h.io/v2"), operation("3", "T", "/3")),
            ]
        };
        assert_eq!(merge(lowered(), &Recorded::default(), None, &mut Vec::new()).0[0].url, "https://h.io");
        let (servers, merged) = merge(lowered(), &Recorded::default(), Some("/v2"), &mut Vec::new());
        assert_eq!(servers[0].url, "https://h.io/v2");
        let elsewhere: Vec<_> =
            merged.iter().filter(|operation| !operation.servers.is_empty()).map(|it| &*it.id).collect();
        assert_eq!(elsewhere, ["1", "2"]);
        assert_eq!(
            merge(lowered()[..2].to_vec(), &Recorded::default(), Some("/v2"), &mut Vec::new()).0[0].url,
            "https://h.io"
        );
    }
}
