//! What came of all calls.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::{Deserialize, Serialize};
use zoom_api::Error;

use super::super::fault_server::Fault;
use super::verdict;
use super::witness::Seen;

#[derive(Debug, Clone, Default)]
pub(super) struct Report {
    pub(super) calls: usize,
    /// How often a call ended how.
    pub(super) outcomes: BTreeMap<String, usize>,
    /// What should not have been, the first few of it.
    pub(super) wrong: Vec<String>,
    /// The calls of the client: a list is one for each page and each error.
    pub(super) asked: usize,
    /// Calls with a request that had to wait and a request whose token was refused.
    pub(super) waited_and_renewed: usize,
    /// Whether a process ended before it had made its calls.
    pub(super) has_failed: bool,
    /// The processes that have made all their calls.
    pub(super) left: Vec<Left>,
}

/// How a call ended.
#[derive(Serialize, Deserialize)]
pub(super) struct Ended {
    name: String,
    /// How many calls of the client it was: a list is one for each page and each error.
    pub(super) asked: usize,
    problem: Option<String>,
    has_waited_and_renewed: bool,
}

/// What a process has seen of itself.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Left {
    pub(super) logged: Logged,
    /// What it had in memory after a tenth of the calls and at the end, in bytes.
    pub(super) resident: Option<(usize, usize)>,
}

/// What is counted of a log.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Logged {
    pub(super) events: usize,
    pub(super) repeats: usize,
    /// Warnings that a client keeps to its own count.
    pub(super) own_counts: usize,
    /// Attempts without an answer in time.
    pub(super) timeouts: usize,
    pub(super) secrets: usize,
}

impl Ended {
    pub(super) fn new(call: String, seen: &Seen, outcome: Result<&dyn Debug, &Error>, problem: Option<&str>) -> Self {
        Self {
            name: format!("{call}: {}", verdict::name(outcome)),
            asked: 1,
            problem: problem.map(|what| format!("{call}: {what}: there was {seen:?}, the client has {outcome:?}")),
            has_waited_and_renewed: [Fault::RetryAfter, Fault::TokenExpired]
                .iter()
                .all(|fault| seen.done.faults.contains(&Some(*fault))),
        }
    }
}

impl Report {
    pub(super) fn add(&mut self, ended: Ended) {
        self.calls += 1;
        *self.outcomes.entry(ended.name).or_default() += 1;
        self.asked += ended.asked;
        self.waited_and_renewed += usize::from(ended.has_waited_and_renewed);
        self.wrong.extend(ended.problem);
        self.wrong.truncate(10);
    }

    /// How many calls ended like this.
    pub(super) fn count(&self, outcome: &str) -> usize {
        self.outcomes.iter().filter(|(name, _)| name.contains(outcome)).map(|(_, count)| count).sum()
    }

    /// The sum of what is counted of all logs.
    pub(super) fn logged(&self, count: fn(&Logged) -> usize) -> usize {
        self.left.iter().map(|left| count(&left.logged)).sum()
    }
}
