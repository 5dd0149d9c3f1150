//! A request is sent once, and a refusal is told from a success.

use std::time::Duration;

use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use reqwest::{Request, Response};
use tokio::time::timeout;

use super::{ByteStream, Received, ReceivedBody, Transport};
use crate::credentials::{Bearer, token_of};
use crate::deadline::Deadline;
use crate::error::{
    ApiError, Attempts, CredentialsError, CredentialsErrorKind, DecodeError, DecodeErrorKind, Error, ErrorBody,
    TransportError, TransportErrorKind,
};
use crate::operations::{Operation, Success};
use crate::redact::redact_headers;
use crate::wire::read_capped;

/// How long a stream may take as a whole, whatever the HTTP client is set to.
pub(super) const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// How long an attempt may take.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timeouts {
    /// For a whole response; for the head of one that is a stream.
    pub(crate) response: Duration,
    /// For each part of a stream.
    pub(crate) idle: Duration,
}

impl Transport {
    /// Returns what to send an attempt with.
    pub(crate) async fn bearer(&self, deadline: Deadline) -> Result<Bearer, CredentialsError> {
        if !self.source.can_refresh() {
            return self.source.bearer().await;
        }
        deadline.limit(self.source.bearer()).await.unwrap_or_else(|| {
            let kind = CredentialsErrorKind::Transport(TransportErrorKind::Timeout);
            Err(CredentialsError::new(kind, "the refresh takes longer than the call may"))
        })
    }

    /// Sends a request once.
    pub(crate) async fn attempt(
        &self,
        request: Request,
        bearer: &Bearer,
        operation: &'static Operation,
        timeouts: Timeouts,
    ) -> Result<Received, Error> {
        let outcome = match &self.file {
            None => self.exchange(request, bearer, operation, timeouts).await,
            Some(route) => self.file(route, request, bearer, operation, timeouts).await,
        };
        match &outcome {
            Ok(received) => tracing::debug!(status = received.status.as_u16(), "response"),
            Err(error) => tracing::debug!(outcome = error.outcome().map(tracing::field::display), "response"),
        }
        outcome
    }

    /// Puts the token into a request, and the request to where the token says that calls go.
    fn authorize(&self, request: &mut Request, bearer: &Bearer) {
        request.headers_mut().insert(AUTHORIZATION, bearer.authorization.clone());
        let Some(base) = &bearer.base else { return };
        // One that goes to a server of its operation's own stays there.
        let Some(rest) = request.url().as_str().strip_prefix(&self.base) else { return };
        if let Ok(url) = format!("{}{rest}", base.as_str().trim_end_matches('/')).parse() {
            *request.url_mut() = url;
        }
    }

    async fn exchange(
        &self,
        mut request: Request,
        bearer: &Bearer,
        operation: &'static Operation,
        timeouts: Timeouts,
    ) -> Result<Received, Error> {
        self.authorize(&mut request, bearer);
        let token = token_of(&bearer.authorization);
        if operation.success == Success::Bytes {
            *request.timeout_mut() = Some(A_YEAR);
            let Ok(response) = timeout(timeouts.response, self.http.execute(request)).await else {
                return Err(timed_out(operation, None));
            };
            let response = response.map_err(|error| transport(operation, error, None))?;
            return self.stream(response, token, operation, timeouts).await;
        }
        *request.timeout_mut() = Some(timeouts.response);
        let mut response = self.http.execute(request).await.map_err(|error| transport(operation, error, None))?;
        let (status, headers) = head_of(&mut response, token);
        match read_capped(&mut response, self.max_response_bytes).await {
            Ok(body) => self.judge(operation, status, headers, body, token),
            Err(error) => Err(transport(operation, error, Some((status, headers)))),
        }
    }

    /// Makes a stream of a response, unless it is a refusal.
    pub(super) async fn stream(
        &self,
        mut response: Response,
        token: &str,
        operation: &'static Operation,
        timeouts: Timeouts,
    ) -> Result<Received, Error> {
        let (status, headers) = head_of(&mut response, token);
        if status.is_success() {
            let stream = ByteStream::new(operation, response, headers.clone(), timeouts.idle);
            let body = ReceivedBody::Stream(stream);
            return Ok(Received { status, headers, body, attempts: Attempts::default() });
        }
        match timeout(timeouts.idle, read_capped(&mut response, self.max_response_bytes)).await {
            Ok(Ok(body)) => self.judge(operation, status, headers, body, token),
            Ok(Err(error)) => Err(transport(operation, error, Some((status, headers)))),
            Err(_) => Err(timed_out(operation, Some((status, headers)))),
        }
    }

    /// Tells a refusal from a success, by the body that was read; it is `None` if it is too large.
    fn judge(
        &self,
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        body: Option<bytes::Bytes>,
        token: &str,
    ) -> Result<Received, Error> {
        let refusal = match &body {
            _ if !status.is_success() => Some(ErrorBody::read(body.as_deref().unwrap_or_default(), token)),
            Some(body) => ErrorBody::in_success(operation, body, token),
            None => None,
        };
        match (refusal, body) {
            (Some(refusal), _) => Err(Error::Api(Box::new(ApiError::new(operation, status, headers, refusal)))),
            (None, Some(body)) => {
                Ok(Received { status, headers, body: ReceivedBody::Whole(body), attempts: Attempts::default() })
            }
            (None, None) => {
                let kind = DecodeErrorKind::TooLarge { limit: self.max_response_bytes };
                Err(Error::Decode(Box::new(DecodeError::new(operation.id, status, headers, kind))))
            }
        }
    }
}

/// Returns the status of a response and its headers, without the token.
pub(super) fn head_of(response: &mut Response, token: &str) -> (StatusCode, HeaderMap) {
    let mut headers = std::mem::take(response.headers_mut());
    redact_headers(&mut headers, token);
    (response.status(), headers)
}

pub(super) fn transport(
    operation: &Operation,
    error: reqwest::Error,
    response: Option<(StatusCode, HeaderMap)>,
) -> Error {
    Error::Transport(Box::new(TransportError::new(operation.id, error, response)))
}

pub(super) fn timed_out(operation: &Operation, response: Option<(StatusCode, HeaderMap)>) -> Error {
    Error::Transport(Box::new(TransportError::without_source(operation.id, TransportErrorKind::Timeout, response)))
}
