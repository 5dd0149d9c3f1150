//! Whether callers of the generated client notice that its document changed.
//!
//! Two documents are compared by what a client in Rust has of them: methods, parameters, types and their members. An
//! operation is known by its method and path, a type by the places that it stands in; so a name that changed is told from
//! a thing that is gone. What is data for readers (defaults, limits, samples, texts) is no part of it.
//!
//! - `operations`: operations, parameters, bodies, responses, error codes
//! - `types`: schemas, read as the types that they make

mod operations;
mod types;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;

use serde_json::Value;

/// What a change of a document is to callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The documents are the same.
    Unchanged,
    /// They differ in what no caller's code depends on.
    Documentation,
    /// There is more to call; what was there is as it was.
    Additive,
    /// Code that was written for the old document may not compile, or not work.
    Breaking,
}

/// A place at which callers have to change their code.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Break {
    /// Where: `GET /users / query parameter "page"`, `type "User" / member "id"`.
    pub place: String,
    /// What became of it.
    pub what: What,
}

/// What became of something that callers use.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum What {
    /// It is not there any more.
    Gone,
    /// It has another name.
    Renamed { from: String, to: String },
    /// It is of another type.
    Retyped { from: String, to: String },
    /// It is sent or received in another form: as JSON, as bytes, not at all.
    Reformed { from: String, to: String },
    /// It could be left out and cannot be any more.
    NowRequired,
    /// It is new, and nothing works without it.
    NewAndRequired,
    /// It was always there and is not any more.
    NowOptional,
    /// It is one more of values that were said to be all.
    NewValue,
}

impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        match &self.what {
            What::Gone => f.write_str("gone"),
            What::Renamed { from, to } => write!(f, "name changed from `{from}` to `{to}`"),
            What::Retyped { from, to } => write!(f, "type changed from {from} to {to}"),
            What::Reformed { from, to } => write!(f, "changed from {from} to {to}"),
            What::NowRequired => f.write_str("optional before, required now"),
            What::NewAndRequired => f.write_str("new and required"),
            What::NowOptional => f.write_str("required before, optional now"),
            What::NewValue => f.write_str("a new value of a closed enumeration"),
        }
    }
}

/// What two documents have to do with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What the change is on the whole.
    pub verdict: Verdict,
    /// All that callers have to change, in the order of the old document.
    pub breaks: Vec<Break>,
    /// How many things of a sort are new: `("operation", 2)`.
    pub additions: BTreeMap<&'static str, usize>,
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        match self.verdict {
            Verdict::Unchanged => f.write_str("unchanged for callers"),
            Verdict::Documentation => f.write_str("unchanged for callers: documentation alone"),
            Verdict::Additive => f.write_str("additive for callers"),
            Verdict::Breaking => write!(f, "breaking for callers: {}", counted(self.breaks.len(), "break")),
        }?;
        let additions: Vec<_> = self.additions.iter().map(|(noun, count)| counted(*count, noun)).collect();
        if !additions.is_empty() {
            write!(f, "{} {} added", if self.breaks.is_empty() { ":" } else { ";" }, additions.join(", "))?;
        }
        self.breaks.iter().try_for_each(|one| write!(f, "\n  {one}"))
    }
}

/// Judges the change from one document to another.
pub fn judge(old: &Value, new: &Value) -> Judgement {
    let mut comparison = Comparison {
        old,
        new,
        breaks: Vec::new(),
        known_breaks: HashSet::new(),
        additions: BTreeSet::new(),
        compared: HashSet::new(),
    };
    comparison.documents();
    let Comparison { breaks, additions: added, .. } = comparison;
    let mut additions = BTreeMap::new();
    for (noun, _) in added {
        *additions.entry(noun).or_default() += 1;
    }
    let verdict = match (breaks.is_empty(), additions.is_empty()) {
        (false, _) => Verdict::Breaking,
        (true, false) => Verdict::Additive,
        (true, true) if old == new => Verdict::Unchanged,
        (true, true) => Verdict::Documentation,
    };
    Judgement { verdict, breaks, additions }
}

/// Which way a value goes: what a caller sends may gain, what a caller reads may not lose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Way {
    /// In a parameter, whose schema is but data beside its type.
    Parameter,
    /// In the body of a request.
    Request,
    /// In the body of a response.
    Response,
}

/// Two documents and what was found so far.
struct Comparison<'a> {
    old: &'a Value,
    new: &'a Value,
    breaks: Vec<Break>,
    known_breaks: HashSet<Break>,
    additions: BTreeSet<(&'static str, String)>,
    /// The named types that were compared, so that each is once and those that hold themselves end.
    compared: HashSet<(&'a str, &'a str, Way)>,
}

impl Comparison<'_> {
    fn breaks(&mut self, place: &str, what: What) {
        let found = Break { place: place.to_owned(), what };
        if self.known_breaks.insert(found.clone()) {
            self.breaks.push(found);
        }
    }

    fn adds(&mut self, noun: &'static str, place: &str) {
        self.additions.insert((noun, place.to_owned()));
    }

    fn retyped(&mut self, place: &str, from: impl Into<String>, to: impl Into<String>) {
        self.breaks(place, What::Retyped { from: from.into(), to: to.into() });
    }

    /// Compares something that has a name of its own, which may be missing in either document.
    fn names(&mut self, place: &str, noun: &'static str, old: Option<&str>, new: Option<&str>) {
        match (old, new) {
            (Some(from), Some(to)) if from != to => {
                self.breaks(&format!("{place} / {noun}"), What::Renamed { from: from.to_owned(), to: to.to_owned() });
            }
            (Some(from), None) => self.breaks(&format!("{place} / {noun} \"{from}\""), What::Gone),
            (None, Some(_)) => self.adds(noun, place),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests;
