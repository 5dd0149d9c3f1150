//! What is counted of the log.

use std::sync::{Arc, Mutex};

use super::SECRETS;

/// What was logged; all of it would fill the memory that is measured.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Logged>>);

#[derive(Default)]
pub(super) struct Logged {
    pub(super) events: usize,
    pub(super) repeats: usize,
    pub(super) secrets: usize,
}

impl Log {
    pub(super) fn count(&self, of: impl Fn(&Logged) -> usize) -> usize {
        of(&self.0.lock().unwrap())
    }

    pub(super) fn line(&self, line: &str) {
        let mut logged = self.0.lock().unwrap();
        logged.events += 1;
        let tells = ["operation=\"", "retrying", "attempt=", "outcome=", "wait_ms="];
        logged.repeats += usize::from(tells.iter().all(|part| line.contains(part)));
        logged.secrets += usize::from(SECRETS.iter().any(|secret| line.contains(secret)));
    }
}
