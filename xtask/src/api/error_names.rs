//! Names for the kinds of errors, made from their messages: `User does not exist: $userId.` is `UserNotFound`.
//!
//! One code with one message has one name, whichever operations answer it, and no two errors of an operation share a name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::identifiers::{pascal, words};
use super::lower::Draft;
use super::model::{Operation, Status};
use super::names::Recorded;
use super::notes::ErrorCode;

/// What an error is known by in all operations.
type Identity = (String, String);

/// Gives each error code with a message its name; those that had one keep it.
pub(super) fn name(operations: &mut [Operation<Draft>], recorded: &Recorded<'_>) {
    // The operations of each error, and the names that are taken in each operation.
    let mut users: BTreeMap<Identity, BTreeSet<usize>> = BTreeMap::new();
    let mut taken: HashMap<String, BTreeMap<usize, Identity>> = HashMap::new();
    let mut before: BTreeMap<Identity, BTreeMap<String, usize>> = BTreeMap::new();
    let mut kept: HashMap<(usize, Identity), String> = HashMap::new();
    for (at, operation) in operations.iter().enumerate() {
        let known = recorded.operation(operation).map(|names| &names.errors);
        for (status, rows) in rows(operation) {
            for (row, name) in rows.iter().zip(owned(status, &rows, known)) {
                let identity = identity(row);
                users.entry(identity.clone()).or_default().insert(at);
                if let Some(name) = name {
                    taken.entry(name.to_owned()).or_default().insert(at, identity.clone());
                    *before.entry(identity.clone()).or_default().entry(name.to_owned()).or_default() += 1;
                    kept.insert((at, identity), name.to_owned());
                }
            }
        }
        // Names of errors that are gone from the operation are not given to others in it.
        for name in known.into_iter().flat_map(BTreeMap::values) {
            taken.entry(name.clone()).or_default().entry(at).or_default();
        }
    }
    let mut order: Vec<_> = users.iter().collect();
    order.sort_by_key(|(identity, users)| (std::cmp::Reverse(users.len()), *identity));
    for (identity, users) in order {
        let missing = users.iter().filter(|at| !kept.contains_key(&(**at, identity.clone())));
        let missing: Vec<usize> = missing.copied().collect();
        let as_elsewhere = before.get(identity).into_iter().flatten().max_by_key(|(_, count)| **count);
        let mut candidates: Vec<String> = as_elsewhere.map(|(name, _)| name.clone()).into_iter().collect();
        candidates.extend(candidates_of(identity));
        let is_free = |name: &String, at: usize| {
            taken.get(name).and_then(|users| users.get(&at)).is_none_or(|owner| owner == identity)
        };
        // The same name everywhere, or at least one that is free in each operation.
        let everywhere = candidates.iter().find(|name| missing.iter().all(|at| is_free(name, *at)));
        let given: Vec<(usize, String)> = missing
            .into_iter()
            .filter_map(|at| {
                let name = everywhere.or_else(|| candidates.iter().find(|name| is_free(name, at)))?;
                Some((at, name.clone()))
            })
            .collect();
        for (at, name) in given {
            taken.entry(name.clone()).or_default().insert(at, identity.clone());
            kept.insert((at, identity.clone()), name);
        }
    }
    for (at, operation) in operations.iter_mut().enumerate() {
        for row in operation.responses.values_mut().flat_map(|response| &mut response.error_codes) {
            row.name = kept.get(&(at, identity(row))).cloned();
        }
    }
}

/// Adds the names of an operation's errors to those that are recorded; returns the recorded ones whose errors are gone.
pub(super) fn record<T>(operation: &Operation<T>, known: &mut BTreeMap<String, String>) -> Vec<String> {
    let mut present = BTreeSet::new();
    let mut new = Vec::new();
    for (status, rows) in rows(operation) {
        for (row, key) in rows.iter().zip(keys(status, &rows, known)) {
            if let (Some(name), None) = (&row.name, known.get(&key)) {
                new.push((key.clone(), name.clone()));
            }
            present.insert(key);
        }
    }
    let gone = known.keys().filter(|key| !present.contains(*key)).cloned().collect();
    known.extend(new);
    gone
}

/// Returns the errors of each status, each once.
fn rows<T>(operation: &Operation<T>) -> Vec<(Status, Vec<&ErrorCode>)> {
    let mut rows: Vec<(Status, Vec<&ErrorCode>)> = Vec::new();
    for (status, response) in &operation.responses {
        let mut seen = BTreeSet::new();
        let each = response.error_codes.iter().filter(|row| !identity(row).1.is_empty() && seen.insert(identity(row)));
        rows.push((*status, each.collect()));
    }
    rows
}

fn identity(row: &ErrorCode) -> Identity {
    let message = row.message.split_whitespace().collect::<Vec<_>>().join(" ");
    (row.code.clone(), message.trim_end_matches('.').to_owned())
}

/// Returns the names that the errors of a status have had.
fn owned<'k>(status: Status, rows: &[&ErrorCode], known: Option<&'k BTreeMap<String, String>>) -> Vec<Option<&'k str>> {
    let Some(known) = known else { return vec![None; rows.len()] };
    keys(status, rows, known).iter().map(|key| known.get(key).map(String::as_str)).collect()
}

/// Returns what each error of a status is recorded under: status and code, and where a code has several messages, the
/// message for all of them but one.
fn keys(status: Status, rows: &[&ErrorCode], known: &BTreeMap<String, String>) -> Vec<String> {
    let long = |row: &ErrorCode| {
        let message: String = identity(row).1.chars().take(200).collect();
        format!("{status} {} {}", row.code, message.trim())
    };
    let mut keys: Vec<String> = rows.iter().map(|row| long(row)).collect();
    let codes: BTreeSet<&str> = rows.iter().map(|row| row.code.as_str()).collect();
    for code in codes {
        let short = format!("{status} {code}");
        let mut open: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].code == code).collect();
        open.retain(|at| !known.contains_key(&keys[*at]));
        // The one that the short key was meant for: it would still be called so, or it stands first.
        let name = known.get(&short);
        let likely =
            open.iter().find(|at| name.is_some_and(|name| candidates_of(&identity(rows[**at])).contains(name)));
        let first = open.iter().min_by_key(|at| (rows[**at].name.as_ref() != name, identity(rows[**at])));
        if let Some(at) = likely.or(first) {
            keys[*at] = short;
        }
    }
    keys
}

/// Returns the names that an error could have, the best one first.
fn candidates_of((code, message): &Identity) -> Vec<String> {
    let text = first_clause(message);
    let all: Vec<String> = spelled_out(words(&text)).take(40).collect();
    let telling = |count: usize| {
        let telling = all.iter().filter(|word| !FILLERS.contains(&word.as_str())).take(count);
        let mut telling: Vec<String> = telling.cloned().collect();
        // A name that breaks off behind one of these says nothing, or the contrary.
        while telling.last().is_some_and(|word| ["not", "no", "can", "cannot", "only"].contains(&word.as_str())) {
            telling.pop();
        }
        pascal(&telling)
    };
    let code: String = words(code).concat();
    let mut names: Vec<String> =
        by_pattern(&all).into_iter().chain([telling(5)]).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return names;
    }
    for name in &mut names {
        // A client has these for itself.
        if ["Self", "Other", "Unknown"].contains(&name.as_str()) {
            name.push_str("Error");
        }
    }
    let coded = format!("{}{}", names[0], pascal(&[format!("x{code}")]).get(1..).unwrap_or_default());
    names.push(coded.clone());
    names.extend((2..20).map(|number| format!("{coded}No{number}")));
    names
}

/// Returns the words without those that tell nothing, and with negations as two: `can't` is `cannot`.
fn spelled_out(words: Vec<String>) -> impl Iterator<Item = String> {
    let words = words.into_iter().filter(|word| !DETERMINERS.contains(&word.as_str()));
    let mut all: Vec<String> = Vec::new();
    for word in words {
        match word.as_str() {
            "cant" => all.push("cannot".to_owned()),
            "not" if all.last().is_some_and(|last| last == "can") => {
                all.pop();
                all.push("cannot".to_owned());
            }
            "doesnt" | "dont" | "didnt" | "isnt" | "arent" | "wasnt" | "werent" | "hasnt" | "havent" => {
                all.push(word.trim_end_matches("nt").to_owned());
                all.push("not".to_owned());
            }
            _ => all.push(word),
        }
    }
    all.into_iter()
}

/// Returns the part of a message before what is only detail, without variables.
fn first_clause(message: &str) -> String {
    let message = without_variables(message);
    let message = message.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut end = message.len();
    for (at, letter) in message.char_indices() {
        let after = message[at + letter.len_utf8()..].chars().next();
        let parts = after.is_none_or(char::is_whitespace);
        if "([\n".contains(letter) || ".:;!?,".contains(letter) && parts {
            end = at;
            break;
        }
    }
    let is_said = |word: &&str| !word.contains("://");
    message[..end].split_whitespace().filter(is_said).collect::<Vec<_>>().join(" ")
}

/// Returns a message with a space where a variable was: `$userId`, `{userId}`.
fn without_variables(message: &str) -> String {
    let mut text = String::new();
    let mut rest = message;
    while let Some(at) = rest.find(['$', '{']) {
        text.push_str(&rest[..at]);
        text.push(' ');
        let (is_brace, inner) = (rest[at..].starts_with('{'), &rest[at + 1..]);
        let end = inner.find(|c: char| if is_brace { c == '}' } else { !c.is_alphanumeric() && !"_{}".contains(c) });
        rest = match end {
            Some(end) if is_brace => &inner[end + 1..],
            Some(end) => &inner[end..],
            None if is_brace => inner,
            None => "",
        };
    }
    text.push_str(rest);
    text
}

/// Words before a noun that tell nothing about it.
const DETERMINERS: [&str; 22] = [
    "a",
    "an",
    "the",
    "this",
    "that",
    "these",
    "those",
    "your",
    "our",
    "their",
    "its",
    "his",
    "specified",
    "given",
    "requested",
    "provided",
    "certain",
    "following",
    "current",
    "some",
    "also",
    "please",
];

/// Words that only hold others together.
const FILLERS: [&str; 44] = [
    "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "does", "do", "did", "to", "of", "for",
    "in", "on", "at", "by", "with", "from", "and", "or", "you", "it", "they", "we", "i", "there", "as", "will",
    "would", "should", "must", "may", "s", "because", "since", "so", "which", "who", "when", "if",
];

/// Words that end a noun phrase that is read from its start.
const ENDS: [&str; 22] = [
    "of", "for", "in", "on", "with", "from", "that", "which", "who", "by", "at", "under", "to", "is", "are", "was",
    "and", "or", "when", "because", "as", "not",
];

/// A sentence with a place for a thing, and the name that it makes: `*` is the thing.
///
/// In the sentences `*` is one word or more, `_` any words.
const PATTERNS: [(&str, &str); 48] = [
    ("no such *", "*NotFound"),
    ("no * found", "*NotFound"),
    ("no * was found", "*NotFound"),
    ("no * exists", "*NotFound"),
    ("cannot find *", "*NotFound"),
    ("could not find *", "*NotFound"),
    ("unable to find *", "*NotFound"),
    ("failed to find *", "*NotFound"),
    ("* does not exist _", "*NotFound"),
    ("* do not exist _", "*NotFound"),
    ("* did not exist _", "*NotFound"),
    ("* not exist _", "*NotFound"),
    ("* cannot be found _", "*NotFound"),
    ("* could not be found _", "*NotFound"),
    ("* is not found _", "*NotFound"),
    ("* was not found _", "*NotFound"),
    ("* were not found _", "*NotFound"),
    ("* not found _", "*NotFound"),
    ("_ not have * enabled _", "*NotEnabled"),
    ("_ has not enabled * for _", "*NotEnabled"),
    ("_ has not enabled *", "*NotEnabled"),
    ("_ have not enabled *", "*NotEnabled"),
    ("_ not enabled * for _", "*NotEnabled"),
    ("* has not been enabled _", "*NotEnabled"),
    ("* have not been enabled _", "*NotEnabled"),
    ("* is not enabled _", "*NotEnabled"),
    ("* are not enabled _", "*NotEnabled"),
    ("* not enabled _", "*NotEnabled"),
    ("* has been disabled _", "*Disabled"),
    ("* is disabled _", "*Disabled"),
    ("* disabled _", "*Disabled"),
    ("* is not valid _", "Invalid*"),
    ("* is invalid _", "Invalid*"),
    ("* are invalid _", "Invalid*"),
    ("* invalid", "Invalid*"),
    ("invalid *", "Invalid*"),
    ("* already exists _", "*AlreadyExists"),
    ("* already exist _", "*AlreadyExists"),
    ("missing *", "Missing*"),
    ("* is missing _", "Missing*"),
    ("* is required _", "Missing*"),
    ("* has expired _", "*Expired"),
    ("* is expired _", "*Expired"),
    ("* expired _", "*Expired"),
    ("* is not supported _", "*NotSupported"),
    ("* are not supported _", "*NotSupported"),
    ("* is not allowed _", "*NotAllowed"),
    ("* are not allowed _", "*NotAllowed"),
];

fn by_pattern(all: &[String]) -> Option<String> {
    PATTERNS.iter().find_map(|(sentence, name)| {
        let sentence: Vec<&str> = sentence.split(' ').collect();
        let mut thing = noun(matches(&sentence, all)?, sentence.first() == Some(&"*"));
        if let (true, [before @ .., last]) = (*name == "*NotFound", thing)
            && matches!(last.as_str(), "id" | "ids")
            && !before.is_empty()
        {
            thing = before;
        }
        let (before, after) = name.split_once('*')?;
        let all = [&[before.to_owned()], thing, &[after.to_owned()]].concat();
        (!pascal(thing).is_empty()).then(|| pascal(&all))
    })
}

/// Returns the thing of a sentence, if the words are of that form.
fn matches<'w>(sentence: &[&str], all: &'w [String]) -> Option<&'w [String]> {
    let Some((first, rest)) = sentence.split_first() else { return all.is_empty().then_some(&[]) };
    match *first {
        "_" => (0..=all.len()).find_map(|skipped| matches(rest, &all[skipped..])),
        "*" => (1..=all.len()).find(|taken| matches(rest, &all[*taken..]).is_some()).map(|taken| &all[..taken]),
        word => (all.first()? == word).then(|| matches(rest, &all[1..]))?,
    }
}

/// Returns the noun of a phrase, at most three words: without what describes it from behind.
fn noun(phrase: &[String], is_subject: bool) -> &[String] {
    let is_filler = |word: &String| FILLERS.contains(&word.as_str());
    let start = phrase.iter().position(|word| !is_filler(word)).unwrap_or(phrase.len());
    let phrase = &phrase[start..];
    let end = phrase.iter().position(|word| ENDS.contains(&word.as_str()) || is_filler(word)).unwrap_or(phrase.len());
    let phrase = &phrase[..end];
    if is_subject { &phrase[phrase.len().saturating_sub(3)..] } else { &phrase[..phrase.len().min(3)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages() {
        for (message, expected) in [
            ("User does not exist: $userId.", "UserNotFound"),
            ("User not found", "UserNotFound"),
            ("The meeting with this ID does not exist", "MeetingNotFound"),
            ("No such invoice", "InvoiceNotFound"),
            ("Could not find the group for this account.", "GroupNotFound"),
            ("User does not have PAC enabled.", "PacNotEnabled"),
            ("Webinar plan is not enabled for this user.", "WebinarPlanNotEnabled"),
            ("Cloud recording has been disabled", "CloudRecordingDisabled"),
            ("Invalid access token.", "InvalidAccessToken"),
            ("Invalid parameter: timezone.", "InvalidParameter"),
            ("The meeting ID is not valid.", "InvalidMeetingId"),
            ("Email already exists", "EmailAlreadyExists"),
            ("The access token has expired", "AccessTokenExpired"),
            ("Missing parameter", "MissingParameter"),
            ("You have reached the limit of two polls a day", "ReachedLimitTwoPollsDay"),
            ("Cannot send a message to yourself.", "CannotSendMessageYourself"),
            ("User does not belong to this account:{accountId}.", "UserNotBelongAccount"),
            ("A group with the \"{groupId}\" ID doesn't exist.", "GroupNotFound"),
            ("You can’t delete the host", "CannotDeleteHost"),
            ("Hosting and scheduling of meetings is not allowed", "HostingNotAllowed"),
            ("Seats of this plan can only be reduced by support", "SeatsPlanCanOnlyReduced"),
            ("Unknown", "UnknownError"),
            ("Q&A is not enabled", "QaNotEnabled"),
            ("2FA is required", "Missing2fa"),
        ] {
            let found = candidates_of(&("1".to_owned(), message.to_owned()));
            assert_eq!(found.first().map(String::as_str), Some(expected), "{message}");
        }
        for message in ["", "…", "用户不存在"] {
            assert_eq!(candidates_of(&("1".to_owned(), message.to_owned())), Vec::<String>::new(), "{message}");
        }
    }
}
