//! The groups and methods that a client has its operations in: `meetings` / `create`, `pac` / `list`.
//!
//! A group is a tag, a method an operation. A method's name is as short as its group allows: the verb alone if the
//! operation is about the group's own thing, else the verb with what it is about.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use super::identifiers::{singular, snake, words};
use super::lower::Draft;
use super::model::{Method, Operation};
use super::names::Names;
use super::path::PathTemplate;
use super::verbs::starts_operation;

/// Names that Rust keeps for itself, or that a client has or may have for something else.
const RESERVED: &str = "\
    abstract as as_mut as_ref async await become borrow borrow_mut box break build builder client clone \
    clone_from clone_into cmp const continue crate default deref do drop dyn else enum eq extern false final \
    finish fmt fn for from from_ref gen hash if impl in inner instrument into let loop macro match mod move mut \
    ne new override priv pub raw ref return self send static struct super to_owned to_string trait true try \
    try_from try_into type type_id typeof union unsafe unsized use virtual where while yield";

/// What the client has besides groups. Its methods that give another client begin with `with_`, those to come as well.
const OF_THE_CLIENT: [&str; 8] =
    ["builder", "call", "call_bytes", "credentials", "download", "from_env", "reply", "request"];

static RESERVED_NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| RESERVED.split_whitespace().collect());

/// Words between a verb's object and its owner.
const PREPOSITIONS: [&str; 8] = ["of", "for", "in", "from", "to", "on", "by", "with"];

/// Gives each operation its group and its method; those that had names keep them.
pub(super) fn name(operations: &mut [Operation<Draft>], names: &Names) {
    let recorded = names.recorded();
    let tags: BTreeSet<String> = operations.iter().filter_map(|it| it.tags.first()).cloned().collect();
    let groups = groups(&tags.iter().map(String::as_str).collect(), names);
    let mut taken: HashSet<(String, String)> =
        recorded.all().filter_map(|names| Some((names.group.clone()?, names.method.clone()?))).collect();
    let mut open: Vec<(usize, Vec<(usize, String)>)> = Vec::new();
    for (at, operation) in operations.iter_mut().enumerate() {
        let known = recorded.operation(operation);
        let group = known.and_then(|names| names.group.clone());
        let by_tag = || operation.tags.first().and_then(|tag| groups.get(tag.as_str())).cloned();
        let group = group.or_else(by_tag).unwrap_or_else(|| group_of_path(&operation.path));
        match known.and_then(|names| names.method.clone()) {
            Some(method) => {
                taken.insert((group.clone(), method.clone()));
                operation.sdk_method = method;
            }
            None => open.push((at, methods(operation, &group))),
        }
        operation.group = group;
    }
    // The best candidates of all first; of equally good ones that of the shortest path, which is the likeliest to be about
    // the group's own thing.
    open.sort_by_key(|(at, _)| (operations[*at].path.segments(), *at));
    let last = open.iter().flat_map(|(_, methods)| methods).map(|(rank, _)| *rank).max().unwrap_or_default();
    for rank in 0..=last {
        open.retain(|(at, methods)| {
            let operation = &mut operations[*at];
            let free = methods.iter().filter(|(of, _)| *of == rank).find(|(_, method)| {
                !RESERVED_NAMES.contains(method.as_str()) && taken.insert((operation.group.clone(), method.clone()))
            });
            if let Some((_, method)) = free {
                operation.sdk_method.clone_from(method);
            }
            free.is_none()
        });
    }
    for (at, _) in open {
        let operation = &mut operations[at];
        let mut numbered = (2..).map(|number| format!("{}_{number}", operation.id));
        let free = numbered.find(|method| taken.insert((operation.group.clone(), method.clone())));
        operation.sdk_method = free.unwrap_or_default();
    }
}

/// Returns the group of each tag: the innermost folder's name, with those around it where another tag has the same.
fn groups<'t>(tags: &BTreeSet<&'t str>, names: &Names) -> HashMap<&'t str, String> {
    let mut groups: HashMap<&str, String> = HashMap::new();
    // By the names of their types, of which no two are one.
    let mut taken: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for group in names.groups.values() {
        taken.entry(type_name(group)).or_insert_with(|| (group.clone(), Vec::new()));
    }
    let mut order: Vec<(Vec<String>, &str)> = tags.iter().map(|tag| (folders(tag), *tag)).collect();
    order.sort_by(|(a, tag), (b, other)| (a.len(), a, tag).cmp(&(b.len(), b, other)));
    for (folders, tag) in order {
        if let Some(group) = names.groups.get(tag) {
            groups.insert(tag, group.clone());
            continue;
        }
        let mut candidates: Vec<String> = (1..=folders.len())
            .map(|count| folders[folders.len() - count..].iter().flat_map(|name| words(name)).collect::<Vec<_>>())
            .map(|words| unreserved(snake(&words)))
            .collect();
        if candidates.is_empty() {
            candidates.push("root".to_owned());
        }
        let is_free =
            |name: &String| taken.get(&type_name(name)).is_none_or(|(known, of)| known == name && *of == folders);
        let whole = candidates.last().cloned().unwrap_or_default();
        let mut candidates = candidates.into_iter().chain((2..).map(|number| format!("{whole}_{number}")));
        let group = candidates.find(is_free).unwrap_or_default();
        taken.insert(type_name(&group), (group.clone(), folders));
        groups.insert(tag, group);
    }
    groups
}

/// Returns the folders of a tag that say something: not those that stand for a parameter of the path.
fn folders(tag: &str) -> Vec<String> {
    let is_telling = |folder: &&str| !folder.starts_with(['{', ':']) && !words(folder).is_empty();
    tag.split(" / ").map(str::trim).filter(is_telling).map(str::to_owned).collect()
}

/// Returns the group of an operation in no folder: the first thing that its path names.
fn group_of_path(path: &PathTemplate) -> String {
    let is_version = |text: &str| {
        let digits = text.trim_start_matches(['v', 'V']);
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let is_telling = |text: &&str| !is_version(text) && !words(text).is_empty();
    let first = path.literals().filter(is_telling).find(|text| !text.eq_ignore_ascii_case("api"));
    unreserved(snake(&words(first.unwrap_or("root"))))
}

fn unreserved(name: String) -> String {
    let is_reserved =
        RESERVED_NAMES.contains(name.as_str()) || OF_THE_CLIENT.contains(&name.as_str()) || name.starts_with("with_");
    if is_reserved { format!("{name}_group") } else { name }
}

/// The name of a group's type, as the client has it: `a_1` and `a1` are both `A1`.
fn type_name(group: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect::<String>()
    };
    group.split('_').map(capital).collect()
}

/// Returns the names that a method could have, each with how good it is; 0 is the best.
fn methods(operation: &Operation<Draft>, group: &str) -> Vec<(usize, String)> {
    let thing = words(group);
    let is_address = operation.id == operation.path.operation_id(operation.method);
    let mut all = if is_address { words_of_address(operation) } else { words(&operation.id) };
    // `calendar.events.list`: some put the verb behind what it is about, from the general to the particular.
    let is_last = verb(&all) == 0 && all.len() > 1 && all.last().is_some_and(|word| starts_operation(word));
    if is_last {
        all.rotate_right(1);
    }
    let verb = verb(&all);
    let (verb, object) = all.split_at(verb);
    let own: Vec<String> = match verb {
        [] => vec![verb_of(operation.method, &operation.path).to_owned()],
        verb => verb.to_vec(),
    };
    // A group that was given another name is still about what its tag says.
    let tag = operation.tags.first().map(|tag| folders(tag)).and_then(|folders| folders.last().map(|name| words(name)));
    let without_group = without(&without(object, &thing), &tag.unwrap_or_default());
    let without_owner = without(&without_owner(&without_group), &thing);
    let with = |object: &[String]| snake(&[verb, object].concat());
    let last = operation.path.literals().last().map(|text| singulars(&words(text))).unwrap_or_default();
    let things = singulars(&thing);
    let is_own_thing = !last.is_empty() && (last == things || things.last().is_some_and(|head| last == [head.clone()]))
        || is_last && !things.is_empty() && singulars(object).ends_with(&things);

    let mut methods = Vec::new();
    if without_group.is_empty() {
        methods.push((0, snake(&own)));
    } else if is_own_thing || without_owner.is_empty() {
        methods.push((1, snake(&own)));
    }
    for (rank, object) in [(2, &without_owner[..]), (3, &without_group), (4, object)] {
        if !object.is_empty() {
            methods.push((rank, with(object)));
        }
    }
    methods.push((5, snake(&[&own[..], &singulars(&thing)].concat())));
    methods.push((6, operation.id.clone()));
    methods.push((7, operation.path.operation_id(operation.method)));
    methods
}

/// Returns the words of an operation whose item is named by its address, as a person would have named it.
fn words_of_address(operation: &Operation<Draft>) -> Vec<String> {
    let verb = verb_of(operation.method, &operation.path).to_owned();
    let literals = operation.path.literals().last().map(words).unwrap_or_default();
    std::iter::once(verb).chain(literals).collect()
}

fn verb_of(method: Method, path: &PathTemplate) -> &'static str {
    // `/users/me`, `/status`: one thing, whatever it is a part of.
    let is_one = path.literals().last().map(words).and_then(|words| words.last().map(|word| singular(word) == *word));
    let is_one = is_one.unwrap_or_default();
    match method {
        Method::Get if path.ends_with_parameter() || is_one => "get",
        Method::Get => "list",
        Method::Post => "create",
        Method::Put => "replace",
        Method::Patch => "update",
        Method::Delete => "delete",
        Method::Options => "options",
        Method::Head => "head",
        Method::Trace => "trace",
    }
}

/// Returns how many words the verb at the start has.
fn verb(all: &[String]) -> usize {
    let is_verb = |word: Option<&String>| word.is_some_and(|word| starts_operation(word));
    match all.first().map(String::as_str) {
        Some("bulk" | "batch") if is_verb(all.get(1)) => 2,
        _ => usize::from(is_verb(all.first())),
    }
}

fn singulars(words: &[String]) -> Vec<String> {
    words.iter().map(|word| singular(word)).collect()
}

/// Leaves the group's own thing out of an object, except at its end behind a word that describes it: `meeting registrants`
/// is `registrants` among the meetings, `sub accounts` among the accounts stays.
fn without(object: &[String], thing: &[String]) -> Vec<String> {
    let thing = singulars(thing);
    let head = &thing[thing.len().saturating_sub(1)..];
    let mut rest = Vec::new();
    let mut at = 0;
    while at < object.len() {
        let length = [&thing[..], head].into_iter().find_map(|thing| {
            let there = object.get(at..at + thing.len())?;
            (!thing.is_empty() && singulars(there) == thing).then_some(thing.len())
        });
        let is_preposition = |word: &String| PREPOSITIONS.contains(&word.as_str());
        match length {
            Some(length)
                if object.get(at + length).is_some_and(|next| !is_preposition(next))
                    || rest.last().is_none_or(is_preposition) =>
            {
                at += length;
            }
            _ => {
                rest.push(object[at].clone());
                at += 1;
            }
        }
    }
    while rest.last().is_some_and(|word| PREPOSITIONS.contains(&word.as_str())) {
        rest.pop();
    }
    rest
}

/// Leaves out the user or the account whose things they are: `user pac accounts`, `contacts of user`.
fn without_owner(object: &[String]) -> Vec<String> {
    let is_owner = |word: &String| matches!(word.as_str(), "user" | "account" | "my");
    match object {
        [owner, rest @ ..] if is_owner(owner) && !rest.is_empty() => rest.to_vec(),
        [rest @ .., preposition, owner]
            if is_owner(owner) && PREPOSITIONS.contains(&preposition.as_str()) && !rest.is_empty() =>
        {
            rest.to_vec()
        }
        _ => object.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::merge::tests::operation;
    use super::super::names::OperationNames;
    use super::*;

    #[track_caller]
    fn check(tag: &str, operations: &[(&str, &str)], expected: &[&str]) {
        let mut operations: Vec<_> =
            operations.iter().map(|(address, name)| of(address, &name.replace(' ', "_"), tag)).collect();
        name(&mut operations, &Names::default());
        let found: Vec<_> = operations.iter().map(|it| format!("{}/{}", it.group, it.sdk_method)).collect();
        assert_eq!(found, expected);
    }

    /// An operation by `METHOD /path`.
    fn of(address: &str, id: &str, tag: &str) -> Operation<Draft> {
        let (method, path) = address.split_once(' ').unwrap();
        let mut operation = operation(id, tag, path);
        operation.method = Method::from_name(method).unwrap();
        if id.is_empty() {
            operation.id = operation.path.operation_id(operation.method);
        }
        operation
    }

    #[test]
    fn methods_are_short() {
        check(
            "Meetings",
            &[
                ("GET /users/:userId/meetings", "list meetings"),
                ("POST /users/:userId/meetings", "create meeting"),
                ("GET /meetings/:id", "get meeting"),
                ("PATCH /meetings/:id", "update meeting"),
                ("DELETE /meetings/:id", "delete meeting"),
                ("GET /meetings/:id/registrants", "list meeting registrants"),
                ("PUT /meetings/:id/status", "update meeting status"),
                ("GET /past_meetings/:id/instances", "list past meeting instances"),
            ],
            &[
                "meetings/list",
                "meetings/create",
                "meetings/get",
                "meetings/update",
                "meetings/delete",
                "meetings/list_registrants",
                "meetings/update_status",
                "meetings/list_past_instances",
            ],
        );
        check("PAC", &[("GET /users/:userId/pac", "list user pac accounts")], &["pac/list"]);
        check(
            "Users",
            &[
                ("GET /users", "list users"),
                ("GET /users/:id/settings", "get user settings"),
                ("POST /users/:id/picture", "upload user profile picture"),
                ("GET /users/vanity", "check user vanity name"),
            ],
            &["users/list", "users/get_settings", "users/upload_profile_picture", "users/check_vanity_name"],
        );
        check(
            "Contact Groups",
            &[
                ("GET /contacts/groups", "list contact groups"),
                ("GET /contacts/groups/:id/members", "list contact group members"),
            ],
            &["contact_groups/list", "contact_groups/list_members"],
        );
        check("Accounts", &[("GET /accounts", "list sub accounts")], &["accounts/list"]);
        check("Parts", &[("GET /a", "list spare parts")], &["parts/list_spare_parts"]);
        check("Parts", &[("GET /a", "list owners of part")], &["parts/list_owners"]);
        check("Parts", &[("GET /parts", "parts"), ("GET /parts/:id", "part details")], &["parts/list", "parts/get"]);
    }

    #[test]
    fn verbs_behind_what_they_are_about() {
        check(
            "events",
            &[
                ("PUT /events/:id", "calendar events update"),
                ("PATCH /events/:id", "calendar events patch"),
                ("POST /events/watch", "calendar events watch"),
            ],
            &["events/update", "events/patch", "events/watch"],
        );
    }

    #[test]
    fn methods_are_unique_in_their_group() {
        check(
            "Parts",
            &[
                ("GET /parts", "list parts"),
                ("GET /users/:id/parts", "list user parts"),
                ("GET /a/parts", "list old parts"),
            ],
            &["parts/list", "parts/list_user_parts", "parts/list_old_parts"],
        );
        check(
            "Parts",
            &[("GET /parts/:id", "get part"), ("GET /parts/:id/:key", "get part by key")],
            &["parts/get", "parts/get_by_key"],
        );
        check(
            "Parts",
            &[("PUT /parts/:id", "update part"), ("PATCH /a", "update user part")],
            &["parts/update", "parts/update_user_part"],
        );
    }

    #[test]
    fn no_method_is_a_word_of_rust_s_or_of_a_client_s() {
        check(
            "Messages",
            &[("POST /messages", "send message"), ("PUT /messages/:id", "move message"), ("POST /a", "clone")],
            &["messages/send_message", "messages/move_message", "messages/clone_message"],
        );
        check("Type", &[("GET /types", "list types")], &["type_group/list"]);
    }

    #[test]
    fn operations_that_are_named_by_their_address() {
        check(
            "users / {userId} / parts",
            &[
                ("GET /users/:userId/parts", ""),
                ("GET /users/:userId/parts/:id", ""),
                ("POST /users/:userId/parts", ""),
            ],
            &["parts/list", "parts/get", "parts/create"],
        );
    }

    #[test]
    fn names_without_a_verb() {
        check("Status", &[("GET /status", "status")], &["status/get"]);
        check("Parts", &[("GET /parts", "parts"), ("DELETE /parts/:id", "part")], &["parts/list", "parts/delete"]);
    }

    #[test]
    fn groups_of_folders() {
        let find = |tags: &[&'static str]| {
            let groups = groups(&tags.iter().copied().collect(), &Names::default());
            tags.iter().map(|tag| groups[tag].clone()).collect::<Vec<_>>()
        };
        assert_eq!(find(&["PAC", "Cloud Recording", "H.323/SIP", "Q&A"]), ["pac", "cloud_recording", "h323_sip", "qa"]);
        assert_eq!(find(&["A / Users", "B / Users", "Users"]), ["a_users", "b_users", "users"]);
        assert_eq!(find(&["users", "users / {id}", "users / {id} / pac"]), ["users", "users", "pac"]);
        assert_eq!(find(&["New", "日本", "--"]), ["new_group", "日本", "root"]);
        assert_eq!(find(&["A 1", "A1", "B / A 1"]), ["a_1", "a1_2", "b_a_1"]);
        assert_eq!(
            find(&["Request", "With retry", "Request group"]),
            ["request_group", "with_retry_group", "request_group_2"]
        );
    }

    #[test]
    fn names_of_before_stay() {
        let known =
            OperationNames { group: Some("things".into()), method: Some("all".into()), ..OperationNames::default() };
        let names = Names {
            groups: [("Parts".to_owned(), "bits".to_owned())].into(),
            operations: [("GET /parts".to_owned(), known)].into(),
            ..Names::default()
        };
        let mut operations = vec![of("GET /parts", "list_parts", "Parts"), of("POST /parts", "create_part", "Parts")];
        name(&mut operations, &names);
        let found: Vec<_> = operations.iter().map(|it| (it.group.as_str(), it.sdk_method.as_str())).collect();
        assert_eq!(found, [("things", "all"), ("bits", "create")]);
    }
}
