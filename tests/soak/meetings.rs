//! Calls that must not be done twice: what the client says of them is what the server did.

use std::time::Instant;

use zoom_api::types::MeetingRequest;
use zoom_api::{Error, Zoom};

use super::report::Ended;
use super::verdict::{is_refusal, problem};
use super::witness::{Seen, Witness};

pub(super) async fn create(zoom: &Zoom, witness: &mut Witness, user: &str) -> Ended {
    let meeting = MeetingRequest { topic: Some(user.to_owned()), ..Default::default() };
    let started = Instant::now();
    let outcome = zoom.meetings().create(user).body(meeting).await;
    let seen = witness.ended(user, started).await;
    let is_theirs = outcome.as_ref().map_or(true, |meeting| meeting.topic.as_deref() == Some(user));
    let problem = problem_of(&seen, &outcome).or((!is_theirs).then_some("another's value"));
    Ended::new(name("create", &seen), &seen, outcome.as_ref().map(|meeting| meeting as _), problem)
}

pub(super) async fn update(zoom: &Zoom, witness: &mut Witness, meeting: usize) -> Ended {
    let started = Instant::now();
    let outcome = zoom.meetings().update(meeting as u64).body(MeetingRequest::default()).await;
    let seen = witness.ended(&meeting.to_string(), started).await;
    Ended::new(name("update", &seen), &seen, outcome.as_ref().map(|()| &() as _), problem_of(&seen, &outcome))
}

/// The call's name for the count, with whether it was done, which a failure may hide.
fn name(call: &str, seen: &Seen) -> String {
    format!("{call}, {}done", if seen.done.times == 0 { "not " } else { "" })
}

fn problem_of<T>(seen: &Seen, outcome: &Result<T, Error>) -> Option<&'static str> {
    match (outcome, seen.done.times) {
        (_, 2..) => Some("it was done twice"),
        (Ok(_), 0) => Some("it was not done"),
        (Err(error), 1) if !error.may_have_acted() => Some("it was done"),
        _ => problem(&seen.done.faults, seen.during, outcome.as_ref().map(drop), is_refusal),
    }
}
