//! A list of three pages: whatever fails in between, each item comes once, in order.

use std::time::{Instant, SystemTime};

use zoom_api::{Error, Zoom};

use super::report::Ended;
use super::verdict::{passes, problem};
use super::witness::Witness;

const PAGES: usize = 3;
const PAGE_SIZE: usize = 2;

/// What asks for more times than this asks for ever.
const MAX_ERRORS: usize = 50;

pub(super) async fn list_all(zoom: &Zoom, witness: &mut Witness, role: &str) -> Ended {
    let mut users = zoom.users().list().role_id(role).page_size(PAGE_SIZE as i64).items();
    let (mut ids, mut asked, mut errors, mut problems) = (Vec::new(), 0, 0, Vec::new());
    // How many requests were for pages before, or for this one before an error.
    let mut earlier = 0;
    let started = Instant::now();
    let outcome = loop {
        let is_asked_for = ids.len() % PAGE_SIZE == 0 && ids.len() < PAGES * PAGE_SIZE;
        let asked_at = Instant::now();
        let next = users.try_next().await;
        if is_asked_for {
            asked += 1;
            let seen = witness.done(role, asked_at).await;
            problems.extend(problem(&seen.done.faults[earlier..], seen.during, next.as_ref().map(drop), passes));
            earlier = seen.done.faults.len();
        }
        match next {
            Ok(Some(user)) => ids.push(user.id.unwrap_or_default()),
            Ok(None) => break Ok(()),
            Err(error) if errors == MAX_ERRORS || lacks_token(&error) => break Err(error),
            Err(error) => {
                errors += 1;
                wait_as_told(&error).await;
            }
        }
    };
    let expected: Vec<_> = (0..PAGES * PAGE_SIZE).map(|item| format!("{role}.{item}")).collect();
    let is_whole = outcome.as_ref().map_or_else(lacks_token, |()| ids.len() == expected.len());
    if !is_whole || !expected.starts_with(&ids) {
        problems.push("other items");
    }
    let seen = witness.ended(role, started).await;
    if seen.done.faults.len() > earlier {
        problems.push("there is no such page");
    }
    let mut ended =
        Ended::new("users".to_owned(), &seen, outcome.as_ref().map(|()| &ids as _), problems.first().copied());
    ended.asked = asked;
    ended
}

/// Whether there may be nothing to be had for long.
fn lacks_token(error: &Error) -> bool {
    matches!(error, Error::Credentials(_))
}

/// Waits until the last attempt's response lets the caller ask again.
async fn wait_as_told(error: &Error) {
    let Error::Api(error) = error else { return };
    if let Some(after) = error.rate_limit().and_then(|limit| limit.retry_after.as_ref()) {
        tokio::time::sleep(after.wait_from(SystemTime::now())).await;
    }
}
