//! A call that may be repeated, and its value.

use std::time::Instant;

use zoom_api::Zoom;

use super::report::Ended;
use super::verdict::{passes, problem};
use super::witness::Witness;

pub(super) async fn list(zoom: &Zoom, witness: &mut Witness, user: &str) -> Ended {
    let started = Instant::now();
    let outcome = zoom.pac().list(user).await;
    let seen = witness.ended(user, started).await;
    let is_theirs = outcome.as_ref().map_or(true, |list| {
        let ids: Vec<_> = list.pac_accounts.iter().filter_map(|account| account.conference_id.as_ref()).collect();
        ids.len() == 1 && ids[0].as_str() == user
    });
    let problem = problem(&seen.done.faults, seen.during, outcome.as_ref().map(drop), passes);
    let problem = problem.or((!is_theirs).then_some("another's value"));
    Ended::new("accounts".to_owned(), &seen, outcome.as_ref().map(|list| list as _), problem)
}
