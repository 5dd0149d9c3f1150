//! Names for types that have none: for what they are, out of what the places where they stand have in common.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::identifiers::{pascal, singular, singular_words, words};
use super::recorded_types::Recorded;
use super::schema::Schema;
use super::schema_of::{Naming, Node, Place, Root, Types};
use super::shape::{ObjectShape, Shape};
use super::verbs::is_verb;

impl Types {
    /// The names of all types. A name that several would have is given to the one that it fits best, see [`Fit`]; the others
    /// say more of the way to them, and in the end count.
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
                let best = numbers.iter().copied().min_by_key(|number| (self.fit(&self.nodes[*number]), *number));
                for number in numbers {
                    if is_taken || Some(number) != best {
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

    /// How well a name fits a type; of two that it fits as well, that of the operation with the shorter name comes first.
    fn fit(&self, node: &Node) -> (Fit, usize) {
        let of_use = |place: &usize| {
            let place = &self.places[*place];
            let id = &self.operations[place.operation].id;
            let fit = match id.first().map_or("", String::as_str) {
                _ if place.parent.is_some() => Fit::Member,
                _ if !node.is_whole || place.root != Root::Response => Fit::Body,
                "get" | "retrieve" | "fetch" | "read" | "show" | "view" => Fit::Got,
                _ => Fit::Written,
            };
            (fit, id.len())
        };
        node.uses.iter().map(of_use).min().unwrap_or((Fit::Member, 0))
    }

    /// The name of a type by the places where it stands: the one that all share, or the words that all end in, or the
    /// most frequent one; at a higher level, by as much of the way to the first place.
    fn name(&self, node: &Node, level: usize) -> String {
        let places = || node.uses.iter().map(|place| &self.places[*place]);
        let Some(first) = places().next() else { return String::new() };
        if places().all(|place| place.operation == first.operation) {
            let whole = common(places().map(|place| place.words.clone()));
            return match level {
                0 => whole.map_or_else(|| self.frequent(node).into_iter().next().unwrap_or_default(), |it| pascal(&it)),
                _ => self.name_at(node.uses[0], level),
            };
        }
        let names = self.shared_names(node);
        match names.get(level) {
            Some(name) => name.clone(),
            None => names.last().cloned().unwrap_or_default(),
        }
    }

    /// What the places of a type call it, the most frequent first.
    fn frequent(&self, node: &Node) -> Vec<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for place in &node.uses {
            *counts.entry(pascal(&self.telling(&self.places[*place]))).or_default() += 1;
        }
        let mut names: Vec<_> = counts.into_iter().filter(|(name, _)| !name.is_empty()).collect();
        names.sort_by_key(|(name, count)| (usize::MAX - count, name.len(), name.clone()));
        names.into_iter().map(|(name, _)| name).collect()
    }

    /// The names of a type of several operations, the best one first: by what all of them have in common, which no verb
    /// is.
    fn shared_names(&self, node: &Node) -> Vec<String> {
        let places: Vec<_> = node.uses.iter().map(|place| &self.places[*place]).collect();
        let all_are = |root: Root| places.iter().all(|place| place.parent.is_none() && place.root == root);
        let suffix = match () {
            () if all_are(Root::Request) => "Request",
            () if all_are(Root::Error) => "Error",
            () => "",
        };
        let with = |words: &[String]| {
            let name = pascal(words);
            if name.ends_with(suffix) { name } else { name + suffix }
        };
        let one = |of: fn(&Naming) -> &Vec<String>| {
            let mut all = places.iter().map(|place| of(&self.operations[place.operation]));
            let first = all.next().filter(|words| !words.is_empty())?;
            all.all(|words| words == first).then(|| first.clone())
        };
        let noun = one(|operation| &operation.noun).filter(|words| !words.first().is_some_and(|word| is_verb(word)));
        let tag = one(|operation| &operation.tag);
        let own = common(places.iter().map(|place| self.telling(place)));
        let mut names: Vec<String> = own.iter().map(|words| with(words)).collect();
        names.extend(self.frequent(node).into_iter().map(|name| with(&[name])));
        if suffix == "Error" {
            names.insert(names.len().min(1), "ErrorResponse".to_owned());
        }
        let is_whole = places.iter().all(|place| place.parent.is_none());
        names.extend(noun.iter().filter(|_| is_whole).map(|words| with(words)));
        // What stands in something else is that thing's.
        let around =
            common(places.iter().filter_map(|place| place.parent).map(|parent| self.telling(&self.places[parent])));
        let own = own.unwrap_or_else(|| words(names.first().map_or("", String::as_str)));
        for of in [around, noun, tag.clone()].into_iter().flatten().filter(|of| !own.starts_with(of)) {
            names.push(with(&[&of[..], &own].concat()));
        }
        if let Some(tag) = tag.filter(|tag| is_whole && !own.starts_with(tag)) {
            names.push(with(&tag));
        }
        if is_whole && suffix.is_empty() {
            names.push(pascal(&own) + "Response");
        }
        let members: Vec<String> = node.object.properties.iter().take(2).flat_map(|(name, _)| words(name)).collect();
        names.push(with(&[&own[..], &members].concat()));
        let mut seen = BTreeSet::new();
        names.retain(|name| !name.is_empty() && seen.insert(name.to_ascii_lowercase()));
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

/// How well a name fits a type: what a call gets is the thing that its name says, before what another writes, and that
/// before what is found in something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Got,
    Written,
    Body,
    Member,
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
            match object.and_then(listed).filter(|item| !is_one_other(id, item)) {
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
    dealt_with(id).map(|words| singular_words(words.to_vec()))
}

/// Whether an operation deals with one thing of which `item` is a part: a message that has reactions is no list of them,
/// while `invoices` in `data` are a list.
fn is_one_other(id: &[String], item: &[String]) -> bool {
    dealt_with(id).and_then(<[String]>::last).is_some_and(|last| singular(last) == *last && Some(last) != item.last())
}

fn dealt_with(id: &[String]) -> Option<&[String]> {
    const VERBS: [&str; 19] = [
        "get", "retrieve", "fetch", "read", "show", "view", "find", "create", "add", "update", "edit", "modify",
        "patch", "put", "set", "replace", "save", "upload", "insert",
    ];
    let (verb, rest) = id.split_first()?;
    if !VERBS.contains(&verb.as_str()) {
        return None;
    }
    let end = rest.iter().position(|word| TURNS.contains(&word.as_str())).unwrap_or(rest.len());
    (end > 0).then_some(&rest[..end])
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
const SHARED_LEVELS: usize = 12;

/// Words after which an operation's name says where, and not what.
const TURNS: [&str; 12] = ["by", "for", "of", "from", "in", "with", "to", "via", "using", "on", "at", "and"];

#[cfg(test)]
mod tests {
    use super::*;

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
            ("get message", Root::Response, r#"{"id": 1, "reactions": [{"emoji": "a"}]}"#, "Message"),
            ("get past participants", Root::Response, r#"{"participants": [{"id": "a"}]}"#, "ParticipantList"),
            ("get invoices", Root::Response, r#"{"data": [{"id": "a"}]}"#, "DataList"),
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
