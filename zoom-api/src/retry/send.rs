//! The loop around the attempts of a call.

use std::time::Duration;

use http::{HeaderValue, Method, StatusCode};
use reqwest::Request;
use tokio::time::{Instant, sleep};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::CallSettings;
use super::classify::{Retry, classify};
use crate::deadline::Deadline;
use crate::error::{Attempts, Error, Throttled, tracking_id};
use crate::operations::Operation;
use crate::random::random;
use crate::rate_limit::Permit;
use crate::transport::{Received, Timeouts, Transport};

/// Sends the request of an operation, again if the settings allow it, and returns what came of it in the end.
///
/// # Errors
///
/// Any but [`Error::Config`], with all attempts that were made.
pub(crate) async fn send(
    transport: &Transport,
    settings: &CallSettings,
    mut request: Request,
    operation: &'static Operation,
) -> Result<Received, Error> {
    transport.prepare(&mut request, operation)?;
    let call = Call {
        transport,
        settings,
        operation,
        deadline: Deadline::after(settings.timeout),
        method: request.method().clone(),
        attempts: Attempts::default(),
        sent_with: None,
        may_refresh: transport.source.can_refresh(),
    };
    let span = tracing::info_span!(
        "zoom_api",
        operation = operation.id,
        status = Empty,
        latency_ms = Empty,
        tracking_id = Empty
    );
    call.run(request).instrument(span).await
}

struct Call<'c> {
    transport: &'c Transport,
    settings: &'c CallSettings,
    operation: &'static Operation,
    deadline: Deadline,
    method: Method,
    attempts: Attempts,
    /// The token of the last attempt, if it was sent.
    sent_with: Option<HeaderValue>,
    /// Whether the token may be replaced: once, since a second one that is refused is not the token's fault.
    may_refresh: bool,
}

impl Call<'_> {
    async fn run(mut self, request: Request) -> Result<Received, Error> {
        let started = Instant::now();
        let outcome = self.attempts(request).await;
        let latency = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Span::current().record("latency_ms", latency);
        match outcome {
            Ok(received) => {
                record(received.status, tracking_id(&received.headers));
                Ok(Received { attempts: self.attempts, ..received })
            }
            Err(error) => {
                if let Some(status) = error.status() {
                    record(status, error.tracking_id());
                }
                Err(error.with_attempts(self.attempts))
            }
        }
    }

    async fn attempts(&mut self, mut request: Request) -> Result<Received, Error> {
        let mut last = None;
        loop {
            let (next, outcome) = self.attempt(request).await;
            let error = match (outcome, last) {
                (Ok(received), _) => return Ok(received),
                // What Zoom said tells more than that the retry came too late for the rate limit.
                (Err(Error::Throttled(_)), Some(last)) => return Err(last),
                (Err(error), _) => error,
            };
            if let Some(outcome) = error.outcome() {
                self.attempts.push(outcome);
            }
            let is_retried = self.is_retried(&error, next.is_some()).await;
            let Some(next) = next.filter(|_| is_retried) else { return Err(error) };
            (request, last) = (next, Some(error));
        }
    }

    /// Makes an attempt: first its token, then its permit, so that no permit runs out while a token is waited for.
    ///
    /// Returns the request for another attempt as well, if there can be one.
    async fn attempt(&mut self, request: Request) -> (Option<Request>, Result<Received, Error>) {
        self.sent_with = None;
        let bearer = match self.transport.bearer(self.deadline).await {
            Ok(bearer) => bearer,
            Err(error) => return (Some(request), Err(error.into())),
        };
        let permit = match self.permit().await {
            Ok(permit) => permit,
            Err(error) => return (Some(request), Err(Error::Throttled(error))),
        };
        let may_try_again = self.may_refresh || self.settings.retry.allows_another(self.attempts.count() + 1);
        let next = if may_try_again { request.try_clone() } else { None };
        let idle = self.settings.attempt_timeout;
        let timeouts = Timeouts { response: self.deadline.left().min(idle), idle };
        let attempt = self.transport.attempt(request, &bearer, self.operation, timeouts);
        let outcome = match permit {
            Some(permit) => permit.hold(attempt, was_sent).await,
            None => attempt.await,
        };
        self.sent_with = Some(bearer.authorization);
        (next, outcome)
    }

    async fn permit(&mut self) -> Result<Option<Permit>, Throttled> {
        let Some(limiter) = &self.settings.limiter else { return Ok(None) };
        let started = Instant::now();
        let permit = limiter.acquire(self.operation, self.deadline).await?;
        if permit.is_some() {
            self.attempts.wait(started.elapsed());
        }
        Ok(permit)
    }

    /// Gets ready for another attempt: forgets a token that was refused, or waits. Returns whether there is to be one.
    async fn is_retried(&mut self, error: &Error, has_request: bool) -> bool {
        let attempt = self.attempts.count();
        let wait = match classify(error, &self.method, &self.settings.retry, attempt, random()) {
            Retry::No => return false,
            Retry::WithNewToken => {
                let Some(refused) = self.sent_with.take().filter(|_| self.may_refresh) else { return false };
                self.may_refresh = false;
                self.transport.source.reject(&refused);
                Duration::ZERO
            }
            Retry::After(wait) if self.deadline.allows(wait) => wait,
            Retry::After(_) => return false,
        };
        if !has_request {
            return false;
        }
        let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        tracing::info!(attempt, outcome = error.outcome().map(tracing::field::display), wait_ms, "retrying");
        if !wait.is_zero() {
            sleep(wait).await;
            self.attempts.wait(wait);
        }
        true
    }
}

/// Returns whether anything of the request may have arrived.
fn was_sent(outcome: &Result<Received, Error>) -> bool {
    !matches!(outcome, Err(Error::Transport(error)) if error.kind().is_before_request())
}

/// Records a response in the span of its call.
fn record(status: StatusCode, tracking_id: Option<&str>) {
    let span = Span::current();
    span.record("status", status.as_u16());
    if let Some(id) = tracking_id {
        span.record("tracking_id", id);
    }
}
