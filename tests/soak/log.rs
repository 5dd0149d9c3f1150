//! What is counted of the log.

use std::sync::{Arc, Mutex};

use super::SECRETS;
use super::report::Logged;

/// What was logged; all of it would fill the memory that is measured.
#[derive(Clone, Default)]
pub(super) struct Log(Arc<Mutex<Logged>>);

impl Log {
    pub(super) fn counts(&self) -> Logged {
        self.0.lock().unwrap().clone()
    }

    pub(super) fn line(&self, line: &str) {
        let mut logged = self.0.lock().unwrap();
        logged.events += 1;
        let tells = ["operation=\"", "retrying", "attempt=", "outcome=", "wait_ms="];
        logged.repeats += usize::from(tells.iter().all(|part| line.contains(part)));
        let is_warning = line.contains(" WARN ") && line.contains("calls keep to this program's own");
        logged.own_counts += usize::from(is_warning);
        let is_timeout = line.contains("response outcome=") && line.contains("timed out");
        logged.timeouts += usize::from(is_timeout);
        logged.secrets += usize::from(SECRETS.iter().any(|secret| line.contains(secret)));
    }
}
