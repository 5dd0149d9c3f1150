//! A list of three pages: whatever fails in between, each item comes once, in order.

use std::time::SystemTime;

use zoom_api::{Error, Zoom};

use super::super::fault_server::FaultServer;
use super::Ended;
use super::verdict::{passes, problem};

const PAGES: usize = 3;
const PAGE_SIZE: usize = 2;

/// What asks for more times than this asks for ever.
const MAX_ERRORS: usize = 50;

pub(super) async fn list_all(zoom: &Zoom, server: &FaultServer, role: &str) -> Ended {
    let mut users = zoom.users().list().role_id(role).page_size(PAGE_SIZE as i64).items();
    let (mut ids, mut errors, mut problems) = (Vec::new(), 0, Vec::new());
    // How many requests were for pages before, or for this one before an error.
    let mut earlier = 0;
    let outcome = loop {
        let is_asked_for = ids.len() % PAGE_SIZE == 0 && ids.len() < PAGES * PAGE_SIZE;
        let next = users.try_next().await;
        if is_asked_for {
            let faults = server.faults(role);
            problems.extend(problem(&faults[earlier..], next.as_ref().map(drop), passes));
            earlier = faults.len();
        }
        match next {
            Ok(Some(user)) => ids.push(user.id.unwrap_or_default()),
            Ok(None) => break Ok(()),
            Err(error) if errors == MAX_ERRORS => break Err(error),
            Err(error) => {
                errors += 1;
                wait_as_told(&error).await;
            }
        }
    };
    let expected: Vec<_> = (0..PAGES * PAGE_SIZE).map(|item| format!("{role}.{item}")).collect();
    if ids != expected {
        problems.push("other items");
    }
    let done = server.take(role);
    if done.faults.len() > earlier {
        problems.push("there is no such page");
    }
    let asked = PAGES + errors;
    let ended = Ended::new("users".to_owned(), &done, outcome.as_ref().map(|()| &ids as _), problems.first().copied());
    Ended { asked, ..ended }
}

/// Waits until the last attempt's response lets the caller ask again.
async fn wait_as_told(error: &Error) {
    let Error::Api(error) = error else { return };
    if let Some(after) = error.rate_limit().and_then(|limit| limit.retry_after.as_ref()) {
        tokio::time::sleep(after.wait_from(SystemTime::now())).await;
    }
}
