//! Names for types that have none: for what they are, out of what the places where they stand have in common.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::identifiers::{pascal, singular_words, words};
use super::recorded_types::Recorded;
use super::schema::Schema;
use super::schema_of::{Naming, Node, Place, Root, Types};
use super::shape::{ObjectShape, Shape};

impl Types {
    /// The names of all types. A name that two would have is given to a root alone, if there is one; the others say
    /// more of the way to them, and in the end count.
    pub(super) fn settle(&self, taken: &BTreeMap<String, Schema>) -> Vec<String> {
        let recorded = self.recorded.iter().flat_map(Recorded::all);
        let taken = taken.keys().chain(&self.inline).map(String::as_str).chain(recorded);
        let taken: BTreeSet<String> = taken.map(str::to_ascii_lowercase).collect();
        let is_new = |node: &Node| node.recorded.is_none();
        let new: Vec<_> = (0..self.nodes.len()).filter(|number| is_new(&self.nodes[*number])).collect();
        let mut levels = vec![0; self.nodes.len()];
        let mut names: Vec<String> = self.nodes.iter().map(|node| node.recorded.clone().unwrap_or_default()).collect();
        new.iter().for_each(|&number| names[number] = self.name(&self.nodes[number], 0));
        let deepest = self.places.iter().map(|place| self.way(place).count()).max().unwrap_or(0).max(SHARED_LEVELS);
        for _ in 0..=deepest {
            let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for &number in &new {
                by_name.entry(names[number].to_ascii_lowercase()).or_default().push(number);
            }
            let mut settled = true;
            for (name, numbers) in by_name {
                let is_taken = is_reserved(&name) || taken.contains(&name);
                if numbers.len() == 1 && !is_taken {
                    continue;
                }
                let is_root = |number: usize| self.nodes[number].uses.iter().any(|use_| self.is_root(*use_));
                let roots = numbers.iter().filter(|number| is_root(**number)).count();
                for number in numbers {
                    if is_taken || roots != 1 || !is_root(number) {
                        settled = false;
                        levels[number] += 1;
                        names[number] = self.name(&self.nodes[number], levels[number]);
                    }
                }
            }
            if settled {
                break;
            }
        }
        let counted = count(new.iter().map(|number| std::mem::take(&mut names[*number])).collect(), taken);
        new.iter().zip(counted).for_each(|(&number, name)| names[number] = name);
        names
    }

    /// A place and those around it, the innermost first.
    fn way<'t>(&'t self, place: &'t Place) -> impl Iterator<Item = &'t Place> {
        std::iter::successors(Some(place), |place| place.parent.map(|parent| &self.places[parent]))
    }

    fn is_root(&self, place: usize) -> bool {
        self.places[place].parent.is_none()
    }

    /// The name of a type by the places where it stands: the one that all share, or the words that all end in, or the
    /// most frequent one; at a higher level, by as much of the way to the first place.
    fn name(&self, node: &Node, level: usize) -> String {
        let places = || node.uses.iter().map(|place| &self.places[*place]);
        let Some(first) = places().next() else { return String::new() };
        if places().any(|place| place.operation != first.operation)
            && (level > 0 || places().any(|p| p.parent.is_none()))
        {
            let names = self.shared_names(node);
            return names.get(level).or(names.last()).cloned().unwrap_or_default();
        }
        if level > 0 {
            return self.name_at(node.uses[0], level);
        }
        common(places().map(|place| place.words.clone()))
            .map_or_else(|| self.most_frequent(node), |words| pascal(&words))
    }

    fn most_frequent(&self, node: &Node) -> String {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for place in &node.uses {
            *counts.entry(pascal(&self.telling(&self.places[*place]))).or_default() += 1;
        }
        let best = counts.into_iter().min_by_key(|(name, count)| (usize::MAX - count, name.len(), name.clone()));
        best.map(|(name, _)| name).unwrap_or_default()
    }

    /// The names of a type of several operations, the best one first: by what all of them have in common, which no verb
    /// is.
    fn shared_names(&self, node: &Node) -> Vec<String> {
        let places: Vec<_> = node.uses.iter().map(|place| &self.places[*place]).collect();
        let all_are = |root: Root| places.iter().all(|place| place.parent.is_none() && place.root == root);
        let (suffix, says_nothing) = match () {
            () if all_are(Root::Request) => (Some("request"), "request"),
            () if all_are(Root::Error) => (Some("error"), "error"),
            () => (None, "response"),
        };
        let with = |mut words: Vec<String>, suffix: Option<&str>| {
            words.extend(suffix.filter(|suffix| words.last().is_none_or(|last| last != suffix)).map(str::to_owned));
            pascal(&words)
        };
        let one = |of: fn(&Naming) -> &Vec<String>| {
            let mut all = places.iter().map(|place| of(&self.operations[place.operation]));
            let first = all.next().filter(|words| !words.is_empty())?;
            all.all(|words| words == first).then(|| first.clone())
        };
        let noun = one(|operation| &operation.noun).filter(|words| !words.first().is_some_and(|word| is_verb(word)));
        let tag = one(|operation| &operation.tag);
        let members = || node.object.properties.iter().take(2).flat_map(|(name, _)| words(name)).collect::<Vec<_>>();
        let mut names = Vec::new();
        let own = common(places.iter().map(|place| self.telling(place)));
        names.extend(own.map(|words| with(words, suffix)));
        if suffix == Some("error") {
            names.push("ErrorResponse".to_owned());
        }
        names.extend(noun.clone().map(|words| with(words, suffix)));
        names.extend(tag.clone().map(|words| with(words, suffix.or(Some(says_nothing)))));
        names.extend(tag.zip(noun).map(|(tag, noun)| with([tag, noun].concat(), suffix)));
        if node.object.properties.len() < 3 {
            names.push(with(members(), Some(says_nothing)));
        }
        names.push(self.most_frequent(node) + &suffix.map(|word| pascal(&[word.to_owned()])).unwrap_or_default());
        names.push(with(members(), Some(says_nothing)));
        names.dedup();
        names
    }

    /// The words of a place without the verb of its operation.
    fn telling(&self, place: &Place) -> Vec<String> {
        let words = match place.words.split_first() {
            Some((verb, rest)) if place.parent.is_none() && is_verb(verb) && !rest.is_empty() => rest,
            _ => return place.words.clone(),
        };
        let words = words.strip_suffix(&[place.root.suffix().to_owned()]).unwrap_or(words);
        let end = words.iter().position(|word| TURNS.contains(&word.as_str())).unwrap_or(words.len());
        let of_call = singular_words(words[..end].to_vec());
        if of_call.is_empty() { self.operations[place.operation].noun.clone() } else { of_call }
    }

    /// The name that says as much of the way as `level` asks for, and in the end the operation.
    fn name_at(&self, place: usize, level: usize) -> String {
        let place = &self.places[place];
        let way: Vec<_> = self.way(place).collect();
        if level < way.len() {
            let words: Vec<_> = way[..=level].iter().rev().flat_map(|place| place.words.iter().cloned()).collect();
            return pascal(&words);
        }
        let mut words = self.operations[place.operation].id.clone();
        match way.len() {
            1 => words.push(place.root.suffix().to_owned()),
            // The outermost place is the body, whose words are the operation's.
            length => words.extend(way[..length - 1].iter().rev().flat_map(|place| place.words.iter().cloned())),
        }
        pascal(&words)
    }
}

impl Root {
    fn suffix(self) -> &'static str {
        match self {
            Self::Response => "response",
            Self::Request => "request",
            Self::Error => "error",
        }
    }
}

/// Adds a number where names are still the same, or empty.
fn count(names: Vec<String>, taken: BTreeSet<String>) -> Vec<String> {
    let mut seen = taken;
    let mut next: HashMap<String, usize> = HashMap::new();
    let mut unique = |name: String| {
        let base = if name.is_empty() { "Object".to_owned() } else { name };
        let mut unique = base.clone();
        let number = next.entry(base.to_ascii_lowercase()).or_insert(2);
        while is_reserved(&unique) || !seen.insert(unique.to_ascii_lowercase()) {
            unique = format!("{base}{number}");
            *number += 1;
        }
        unique
    };
    names.into_iter().map(&mut unique).collect()
}

/// Names that mean something in the generated code.
fn is_reserved(name: &str) -> bool {
    const RUST: [&str; 12] =
        ["self", "option", "vec", "string", "result", "box", "some", "none", "ok", "err", "default", "error"];
    name.is_empty() || RUST.contains(&name.to_ascii_lowercase().as_str())
}

/// The words for the type of a whole body.
pub(super) fn root_words(id: &[String], root: Root, shape: &Shape) -> Vec<String> {
    let with_suffix = || [id, &[root.suffix().to_owned()]].concat();
    match root {
        Root::Request | Root::Error => with_suffix(),
        Root::Response => {
            let object = shape.object.as_deref().or_else(|| shape.array.as_ref()?.object.as_deref());
            match object.and_then(listed) {
                Some(mut item) => {
                    item.push("list".to_owned());
                    item
                }
                None => match object.and_then(acknowledged) {
                    Some(member) => vec![member.to_owned(), "response".to_owned()],
                    None => noun(id).unwrap_or_else(with_suffix),
                },
            }
        }
    }
}

/// The word for the elements of an object that is a list with its paging around it: one list of objects, and beside
/// it nothing but scalars.
fn listed(object: &ObjectShape) -> Option<Vec<String>> {
    let mut lists = object.members.iter().filter(|(_, member)| member.shape.array.is_some());
    let (name, list) = lists.next()?;
    let is_list_of_objects = list.shape.array.as_ref().is_some_and(|element| element.object.is_some());
    let rest_is_scalar = object.members.iter().all(|(other, member)| other == name || member.shape.object.is_none());
    (lists.next().is_none() && is_list_of_objects && rest_is_scalar).then(|| singular_words(words(name)))
}

/// The member that says how a call went, of an object that says nothing else.
fn acknowledged(object: &ObjectShape) -> Option<&str> {
    const SAYS_HOW: [&str; 4] = ["ok", "success", "succeeded", "acknowledged"];
    const SAYS_MORE: [&str; 4] = ["message", "status", "code", "warning"];
    let is_scalar =
        object.members.iter().all(|(_, member)| !member.shape.holds_objects() && member.shape.array.is_none());
    let names = || object.members.iter().map(|(name, _)| name);
    let all_say = names().all(|name| SAYS_HOW.contains(&name) || SAYS_MORE.contains(&name));
    names().find(|name| SAYS_HOW.contains(name)).filter(|_| is_scalar && all_say)
}

/// What an operation that deals with one thing deals with: `user` of `get_user_by_id`.
fn noun(id: &[String]) -> Option<Vec<String>> {
    const VERBS: [&str; 19] = [
        "get", "retrieve", "fetch", "read", "show", "view", "find", "create", "add", "update", "edit", "modify",
        "patch", "put", "set", "replace", "save", "upload", "insert",
    ];
    let (verb, rest) = id.split_first()?;
    if !VERBS.contains(&verb.as_str()) {
        return None;
    }
    let end = rest.iter().position(|word| TURNS.contains(&word.as_str())).unwrap_or(rest.len());
    (end > 0).then(|| singular_words(rest[..end].to_vec()))
}

/// The words that all end in, where they say something.
fn common(mut all: impl Iterator<Item = Vec<String>>) -> Option<Vec<String>> {
    const SAYS_NOTHING: [&str; 14] = [
        "data", "item", "result", "value", "info", "response", "request", "list", "object", "id", "detail", "error",
        "entry", "content",
    ];
    let first = all.next()?;
    let mut common = first.len();
    for words in all {
        let same = first.iter().rev().zip(words.iter().rev()).take_while(|(a, b)| a == b).count();
        // One name that is the end of another is not the same name, and yet what both end in.
        common = common.min(same);
    }
    let suffix = &first[first.len() - common..];
    let says_something = suffix.first().is_some_and(|word| common > 1 || !SAYS_NOTHING.contains(&word.as_str()));
    (common == first.len() && common > 0 || says_something).then(|| suffix.to_vec())
}

/// So many names a type of several operations can have.
const SHARED_LEVELS: usize = 8;

/// Words after which an operation's name says where, and not what.
const TURNS: [&str; 12] = ["by", "for", "of", "from", "in", "with", "to", "via", "using", "on", "at", "and"];

/// Whether a word at the start of a name says what is done. Words that name things as often (`report`, `record`, `plan`)
/// are not among them.
pub(super) fn is_verb(word: &str) -> bool {
    const VERBS: &[&str] = &[
        "accept",
        "activate",
        "add",
        "allow",
        "apply",
        "approve",
        "archive",
        "assign",
        "attach",
        "authenticate",
        "authorize",
        "bulk",
        "calculate",
        "call",
        "cancel",
        "change",
        "check",
        "clear",
        "clone",
        "close",
        "complete",
        "compute",
        "configure",
        "confirm",
        "connect",
        "convert",
        "copy",
        "count",
        "create",
        "deactivate",
        "decline",
        "delete",
        "deny",
        "detach",
        "disable",
        "disassociate",
        "disconnect",
        "dismiss",
        "download",
        "duplicate",
        "edit",
        "enable",
        "end",
        "enroll",
        "execute",
        "expire",
        "export",
        "fetch",
        "find",
        "finish",
        "generate",
        "get",
        "give",
        "grant",
        "import",
        "init",
        "initiate",
        "insert",
        "invite",
        "invoke",
        "join",
        "kick",
        "leave",
        "list",
        "lock",
        "login",
        "logout",
        "lookup",
        "make",
        "mark",
        "merge",
        "migrate",
        "modify",
        "move",
        "mute",
        "notify",
        "open",
        "partially",
        "patch",
        "pause",
        "perform",
        "pin",
        "post",
        "preview",
        "process",
        "provision",
        "publish",
        "purge",
        "put",
        "query",
        "read",
        "recover",
        "refresh",
        "regenerate",
        "register",
        "reject",
        "release",
        "remove",
        "rename",
        "replace",
        "resend",
        "reset",
        "resolve",
        "restart",
        "restore",
        "resume",
        "retrieve",
        "retry",
        "return",
        "revoke",
        "rotate",
        "run",
        "save",
        "search",
        "send",
        "set",
        "show",
        "start",
        "stop",
        "submit",
        "subscribe",
        "suspend",
        "switch",
        "sync",
        "terminate",
        "toggle",
        "transfer",
        "trigger",
        "unarchive",
        "unassign",
        "unban",
        "unblock",
        "uninstall",
        "unlink",
        "unlock",
        "unmute",
        "unpin",
        "unpublish",
        "unregister",
        "unsubscribe",
        "unsuspend",
        "update",
        "upload",
        "upsert",
        "validate",
        "verify",
        "view",
        "write",
    ];
    VERBS.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs() {
        for (word, expected) in
            [("accept", true), ("write", true), ("upload", true), ("report", false), ("user", false)]
        {
            assert_eq!(is_verb(word), expected, "{word}");
        }
    }

    #[test]
    fn nouns() {
        for (id, expected) in [
            ("get user by id", Some("User")),
            ("update meeting settings", Some("MeetingSetting")),
            ("upload virtual background files", Some("VirtualBackgroundFile")),
            ("list users", None),
            ("assign role members", None),
            ("get by id", None),
        ] {
            assert_eq!(noun(&words(id)).map(|words| pascal(&words)).as_deref(), expected, "{id}");
        }
    }

    #[test]
    fn whole_bodies() {
        for (id, root, sample, expected) in [
            ("list users", Root::Response, r#"{"users": [{"id": 1}], "page": 1}"#, "UserList"),
            ("get user", Root::Response, r#"{"id": 1}"#, "User"),
            ("get user", Root::Response, r#"{"ok": true}"#, "OkResponse"),
            ("delete user", Root::Response, r#"{"success": true, "message": ""}"#, "SuccessResponse"),
            ("get user", Root::Response, r#"{"ok": true, "id": 1}"#, "User"),
            ("create user", Root::Request, r#"{"id": 1}"#, "CreateUserRequest"),
            ("get user", Root::Error, r#"{"id": 1}"#, "GetUserError"),
        ] {
            let shape = serde_json::from_str(sample).unwrap();
            assert_eq!(pascal(&root_words(&words(id), root, &shape)), expected, "{id} {sample}");
        }
    }

    #[test]
    fn what_names_have_in_common() {
        for (names, expected) in [
            (&["dedicated dial in number", "dial in number"][..], Some("DialInNumber")),
            (&["user", "user"], Some("User")),
            (&["user data", "plan data"], None),
            (&["user", "plan"], None),
        ] {
            let found = common(names.iter().map(|name| words(name)));
            assert_eq!(found.map(|words| pascal(&words)).as_deref(), expected, "{names:?}");
        }
    }
}
