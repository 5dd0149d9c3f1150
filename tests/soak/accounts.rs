//! A call that may be repeated, and its value.

use zoom_api::Zoom;

use super::super::fault_server::FaultServer;
use super::Ended;
use super::verdict::{passes, problem};

pub(super) async fn list(zoom: &Zoom, server: &FaultServer, user: &str) -> Ended {
    let outcome = zoom.pac().list(user).await;
    let done = server.take(user);
    let is_theirs = outcome.as_ref().map_or(true, |list| {
        let ids: Vec<_> = list.pac_accounts.iter().filter_map(|account| account.conference_id.as_ref()).collect();
        ids.len() == 1 && ids[0].as_str() == user
    });
    let problem = problem(&done.faults, outcome.as_ref().map(drop), passes);
    let problem = problem.or((!is_theirs).then_some("another's value"));
    Ended::new("accounts".to_owned(), &done, outcome.as_ref().map(|list| list as _), problem)
}
