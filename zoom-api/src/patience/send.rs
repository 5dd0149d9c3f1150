//! The loop around one attempt.

use std::time::{Duration, SystemTime};

use reqwest::{Request, Response};
use tokio::time::{Instant, sleep};

use super::pacing::Slot;
use super::wait::{Verdict, random};
use super::{Pace, RetryPolicy};
use crate::error::{Attempts, Throttled};
use crate::generated::Client;

/// How patient the calls of a client are.
#[derive(Debug, Clone)]
pub(crate) struct Patience {
    pub(crate) policy: RetryPolicy,
    /// For one attempt.
    pub(crate) timeout: Duration,
    /// For all attempts and the waits before and between them.
    pub(crate) deadline: Duration,
    pub(crate) pace: Option<Pace>,
}

impl Patience {
    async fn turn(&self, operation: &'static str, end: Option<Instant>) -> Result<Option<Slot>, Throttled> {
        match &self.pace {
            Some(pace) => pace.turn(operation, end).await,
            None => Ok(None),
        }
    }
}

/// Sends a request, again where the policy says so, and gives what came last.
pub(crate) async fn send(client: &Client, mut request: Request, operation: &'static str) -> reqwest::Result<Response> {
    let patience = &client.inner.patience;
    let started = Instant::now();
    let end = started.checked_add(patience.deadline);
    let left = || patience.deadline.saturating_sub(started.elapsed());

    let mut slot = match patience.turn(operation, end).await {
        Ok(slot) => slot,
        Err(throttled) => return Ok(client.hold_back(throttled)),
    };
    let mut attempts = Attempts::after(if slot.is_some() { started.elapsed() } else { Duration::ZERO });
    let mut may_renew = client.renews_its_token();
    loop {
        let count = attempts.before() + 1;
        let may_repeat = patience.policy.allows_another(request.method(), count);
        let spare = if may_repeat || may_renew { request.try_clone() } else { None };
        *request.timeout_mut() = Some(left().min(patience.timeout));
        let outcome = match slot {
            Some(slot) => slot.call(client.attempt(request)).await,
            None => client.attempt(request).await,
        };

        let failed = Instant::now();
        if may_renew && client.refuse_token(&outcome, operation) {
            // Once: a second token that is refused is not the token's fault.
            may_renew = false;
            let turn = patience.turn(operation, end).await;
            let (Some(next), Ok(turn)) = (spare, turn) else {
                return client.give(outcome, attempts, started.elapsed());
            };
            tracing::info!(attempt = count, outcome = %outcome.summary(), wait_ms = 0, "trying again with another token");
            attempts.push(outcome.summary(), failed.elapsed());
            (request, slot) = (next, turn);
            continue;
        }
        let spare = spare.filter(|_| may_repeat);
        let wait = Verdict::of(&outcome, operation).wait(&patience.policy, count, SystemTime::now(), random());
        let (Some(next), Some(wait)) = (spare, wait.filter(|wait| *wait < left())) else {
            return client.give(outcome, attempts, started.elapsed());
        };
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(attempt = count, outcome = %outcome.summary(), wait_ms, "trying again");
        sleep(wait).await;
        slot = match patience.turn(operation, end).await {
            Ok(slot) => slot,
            // What Zoom said tells more than that there is no turn left.
            Err(_) => return client.give(outcome, attempts, started.elapsed()),
        };
        attempts.push(outcome.summary(), failed.elapsed());
        request = next;
    }
}
