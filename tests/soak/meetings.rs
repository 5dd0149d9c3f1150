//! Calls that must not be done twice: what the client says of them is what the server did.

use zoom_api::types::MeetingRequest;
use zoom_api::{Error, Zoom};

use super::super::fault_server::{Done, FaultServer};
use super::Ended;
use super::verdict::{is_refusal, problem};

pub(super) async fn create(zoom: &Zoom, server: &FaultServer, user: &str) -> Ended {
    let meeting = MeetingRequest { topic: Some(user.to_owned()), ..Default::default() };
    let outcome = zoom.meetings().create(user).body(meeting).await;
    let is_theirs = outcome.as_ref().map_or(true, |meeting| meeting.topic.as_deref() == Some(user));
    let done = server.take(user);
    let problem = problem_of(&done, &outcome).or((!is_theirs).then_some("another's value"));
    Ended::new(name("create", &done), &done, outcome.as_ref().map(|meeting| meeting as _), problem)
}

pub(super) async fn update(zoom: &Zoom, server: &FaultServer, meeting: usize) -> Ended {
    let outcome = zoom.meetings().update(meeting as u64).body(MeetingRequest::default()).await;
    let done = server.take(&meeting.to_string());
    Ended::new(name("update", &done), &done, outcome.as_ref().map(|()| &() as _), problem_of(&done, &outcome))
}

/// The call's name for the count, with whether it was done, which a failure may hide.
fn name(call: &str, done: &Done) -> String {
    format!("{call}, {}done", if done.times == 0 { "not " } else { "" })
}

fn problem_of<T>(done: &Done, outcome: &Result<T, Error>) -> Option<&'static str> {
    match (outcome, done.times) {
        (_, 2..) => Some("it was done twice"),
        (Ok(_), 0) => Some("it was not done"),
        (Err(error), 1) if !error.may_have_acted() => Some("it was done"),
        _ => problem(&done.faults, outcome.as_ref().map(drop), is_refusal),
    }
}
