//! All about HTTP: what is sent, how much is read, and what is kept of an answer.
//!
//! The generated client builds a request and decodes its answer; in between it calls [`ClientHooks::exec`], which is
//! here. progenitor's errors drop the status and headers of an answer that they cannot decode, so `exec` keeps them aside
//! in [`Call`], and [`Call::finish`] tells from both what became of the call.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, SET_COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderValue, StatusCode};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo, ResponseValue};
use reqwest::{ResponseBuilderExt, Url};
use serde::de::DeserializeOwned;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::credentials::{Source, token_of};
use crate::error::{
    ApiError, ApiErrorKind, CredentialsError, CredentialsErrorKind, DecodeError, DecodeErrorKind, Error,
    InvalidRequest, TransportError,
};
use crate::error::{AttemptOutcome, Attempts, Throttled, TransportErrorKind, is_failure, tracking_id};
use crate::generated::{Client, Operation, operation};
use crate::patience::{self, Patience};

/// The version of the fragment, which progenitor sends and Zoom does not know.
static FRAGMENT_VERSION: HeaderName = HeaderName::from_static("api-version");

/// How requests are sent: what a client's settings come to.
#[derive(Debug)]
pub(crate) struct Settings {
    /// Gives each request its token.
    pub(crate) source: Source,
    /// None where the caller's own HTTP client has one.
    pub(crate) user_agent: Option<HeaderValue>,
    pub(crate) max_response_bytes: usize,
    /// The path of the base URL, without a slash at its end.
    pub(crate) base_path: String,
}

/// What a generated client carries through to [`ClientHooks::exec`].
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Connection {
    settings: Arc<Settings>,
    pub(crate) patience: Patience,
    seen: Option<Arc<Mutex<Seen>>>,
}

impl Connection {
    pub(crate) fn new(settings: Arc<Settings>, patience: Patience) -> Self {
        Self { settings, patience, seen: None }
    }

    /// The same with other patience.
    pub(crate) fn with(&self, patience: Patience) -> Self {
        Self { patience, ..self.clone() }
    }

    fn keep(&self, last: Option<Last>, attempts: Attempts) {
        if let Some(seen) = &self.seen {
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = Seen { last, attempts };
        }
    }
}

/// What a call's client saw.
#[derive(Debug, Default)]
struct Seen {
    last: Option<Last>,
    attempts: Attempts,
}

/// What came last.
#[derive(Debug)]
enum Last {
    Answer(Answer),
    CutOff(StatusCode, HeaderMap),
    /// Nothing: the request was not sent.
    Throttled(Throttled),
    /// Nothing: there was no token to send it with.
    NoToken(CredentialsError),
}

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// With the address that it came from.
    Answered(Answer, Url),
    /// With status and headers where an answer had begun.
    Lost(reqwest::Error, Option<(StatusCode, HeaderMap)>),
    /// Not sent.
    NoToken(CredentialsError),
}

#[derive(Debug)]
pub(crate) struct Answer {
    /// What the request was sent with, which nothing may show.
    pub(crate) authorization: HeaderValue,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// By its status, or by its body alone.
    pub(crate) is_refusal: bool,
    pub(crate) body: Body,
}

#[derive(Debug)]
pub(crate) enum Body {
    Whole(Bytes),
    TooLarge,
}

impl Outcome {
    pub(crate) fn summary(&self) -> AttemptOutcome {
        match self {
            Self::Answered(answer, _) => AttemptOutcome::Response(answer.status),
            Self::Lost(error, begun) => AttemptOutcome::Transport(TransportErrorKind::of(error, begun.is_some())),
            Self::NoToken(_) => AttemptOutcome::Credentials,
        }
    }
}

impl Body {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Whole(bytes) => bytes,
            Self::TooLarge => &[],
        }
    }
}

/// One call: a client of its own, and what that client saw.
pub(crate) struct Call {
    pub(crate) client: Client,
    operation: &'static str,
    seen: Arc<Mutex<Seen>>,
}

impl Call {
    pub(crate) fn new(client: &Client, operation: &'static str) -> Self {
        let seen = Arc::default();
        let connection = Connection { seen: Some(Arc::clone(&seen)), ..client.inner.clone() };
        let client = Client::new_with_client(&client.baseurl, client.client.clone(), connection);
        Self { client, operation, seen }
    }

    /// What became of the call.
    pub(crate) fn finish<T: DeserializeOwned, E>(
        self,
        result: Result<ResponseValue<T>, progenitor_client::Error<E>>,
    ) -> Result<T, Error> {
        let Seen { last, attempts } = std::mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        self.judge(last, result).map_err(|error| error.after(attempts))
    }

    fn judge<T: DeserializeOwned, E>(
        self,
        last: Option<Last>,
        result: Result<ResponseValue<T>, progenitor_client::Error<E>>,
    ) -> Result<T, Error> {
        use progenitor_client::Error as Failed;

        let operation = self.operation;
        let Some(last) = last else {
            return Err(match result {
                Err(Failed::CommunicationError(error)) => transport(operation, error, None),
                Err(Failed::InvalidRequest(problem) | Failed::Custom(problem)) => {
                    InvalidRequest::Parameter(problem).into()
                }
                _ => InvalidRequest::Parameter("the request was not sent".to_owned()).into(),
            });
        };
        let Answer { authorization, status, headers, is_refusal, body } = match last {
            Last::Answer(answer) => answer,
            Last::Throttled(throttled) => return Err(Error::Throttled(throttled)),
            Last::NoToken(error) => return Err(error.into()),
            Last::CutOff(status, headers) => {
                return Err(match result {
                    Err(Failed::CommunicationError(error)) => transport(operation, error, Some((status, headers))),
                    _ => Error::Api(Box::new(ApiError::read(operation, status, headers, &[]))),
                });
            }
        };
        let undecodable =
            |headers, reason| Err(Error::Decode(Box::new(DecodeError::new(operation, status, headers, reason))));
        let body = match (body, result) {
            (body, _) if is_refusal => {
                let error = ApiError::read(operation, status, headers, body.bytes());
                return Err(Error::Api(Box::new(error.redact(token_of(&authorization)))));
            }
            (Body::TooLarge, _) => {
                let limit = self.client.inner.settings.max_response_bytes;
                return undecodable(headers, DecodeErrorKind::TooLarge { limit });
            }
            (Body::Whole(_), Ok(value)) => return Ok(value.into_inner()),
            (Body::Whole(_), Err(Failed::UnexpectedResponse(_))) => {
                return undecodable(headers, DecodeErrorKind::UnexpectedStatus);
            }
            (Body::Whole(body), Err(_)) => body,
        };
        undecodable(headers, DecodeErrorKind::of::<T>(&body))
    }
}

fn transport(operation: &'static str, error: reqwest::Error, answer: Option<(StatusCode, HeaderMap)>) -> Error {
    Error::Transport(Box::new(TransportError::new(operation, error, answer)))
}

impl ClientHooks<Connection> for Client {
    async fn pre<E>(
        &self,
        request: &mut reqwest::Request,
        info: &OperationInfo,
    ) -> Result<(), progenitor_client::Error<E>> {
        // A check that does not know the operation refuses it.
        let Some(Operation { path: template, .. }) = operation(info.operation_id) else {
            let problem = format!("{} is not an operation of the fragment", info.operation_id);
            return Err(progenitor_client::Error::Custom(problem));
        };
        let path = request.url().path().strip_prefix(&self.inner.settings.base_path);
        if path.is_some_and(|path| is_of(template, path)) {
            return Ok(());
        }
        Err(progenitor_client::Error::Custom(format!("a parameter leads away from {template}")))
    }

    async fn exec(&self, mut request: reqwest::Request, info: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let settings = &self.inner.settings;
        let headers = request.headers_mut();
        headers.remove(&FRAGMENT_VERSION);
        if let Some(user_agent) = &settings.user_agent {
            headers.insert(USER_AGENT, user_agent.clone());
        }

        let span = tracing::info_span!(
            "zoom_api",
            operation = info.operation_id,
            status = Empty,
            latency_ms = Empty,
            tracking_id = Empty
        );
        patience::send(self, request, info.operation_id).instrument(span).await
    }
}

/// Whether a path has the segments of its operation: the URL parser takes a parameter such as `..` for a step up.
fn is_of(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.as_bytes(), path.as_bytes());
    let segment = |text: &[u8]| text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
    while let Some(start) = template.iter().position(|byte| *byte == b'{') {
        let (literal, rest) = template.split_at(start);
        let Some(parameter) = path.strip_prefix(literal) else { return false };
        let length = segment(parameter);
        if length == 0 {
            return false;
        }
        (template, path) = (&rest[segment(rest)..], &parameter[length..]);
    }
    template == path
}

impl Client {
    /// A GET that the fragment does not know, in the way of those that it does.
    pub(crate) async fn get_value(
        &self,
        url: &str,
    ) -> Result<ResponseValue<serde_json::Value>, progenitor_client::Error> {
        let request = self.client.get(url).header(ACCEPT, "application/json").build()?;
        let response = self.exec(request, &OperationInfo { operation_id: "get_json" }).await?;
        ResponseValue::from_response(response).await
    }

    /// Sends a request once.
    pub(crate) async fn attempt(&self, mut request: reqwest::Request) -> Outcome {
        let authorization = match self.authorize(&mut request).await {
            Ok(authorization) => authorization,
            Err(error) => {
                tracing::debug!(%error, "no token");
                return Outcome::NoToken(error);
            }
        };
        let token = token_of(&authorization);
        let mut response = match self.client().execute(request).await {
            Ok(response) => response,
            Err(error) => {
                tracing::debug!(timeout = error.is_timeout(), connect = error.is_connect(), "no answer");
                return Outcome::Lost(error, None);
            }
        };
        let settings = &self.inner.settings;
        let status = response.status();
        let headers = discreet(std::mem::take(response.headers_mut()), token);
        let body = read(&mut response, settings.max_response_bytes).await;
        tracing::debug!(status = status.as_u16(), "answered");

        let (is_refusal, body) = match body {
            Ok(Some(bytes)) => {
                // What a call gives is left as it is: only a refusal is shown in errors.
                let is_refusal = !status.is_success() || is_failure(&bytes);
                (is_refusal, Body::Whole(if is_refusal { without(bytes, token) } else { bytes }))
            }
            Ok(None) => (!status.is_success(), Body::TooLarge),
            Err(error) => return Outcome::Lost(error, Some((status, headers))),
        };
        let url = response.url().clone();
        Outcome::Answered(Answer { authorization, status, headers, is_refusal, body }, url)
    }

    /// Puts the token into a request, and the request to where the token says that calls go.
    async fn authorize(&self, request: &mut reqwest::Request) -> Result<HeaderValue, CredentialsError> {
        let settings = &self.inner.settings;
        let bearer = match request.timeout() {
            Some(limit) if settings.source.can_refresh() => {
                let timeout = || {
                    let kind = CredentialsErrorKind::Transport(TransportErrorKind::Timeout);
                    CredentialsError::new(kind, "the renewal takes longer than the call may")
                };
                tokio::time::timeout(*limit, settings.source.bearer()).await.map_err(|_| timeout())??
            }
            _ => settings.source.bearer().await?,
        };
        request.headers_mut().insert(AUTHORIZATION, bearer.authorization.clone());
        if let Some(base) = &bearer.base {
            let path = request.url().path().strip_prefix(settings.base_path.as_str()).unwrap_or_default();
            let (path, query) = (format!("{}{path}", base.path()), request.url().query().map(str::to_owned));
            let mut url = base.clone();
            url.set_path(&path);
            url.set_query(query.as_deref());
            *request.url_mut() = url;
        }
        Ok(bearer.authorization)
    }

    /// Whether another token can be had when one is refused.
    pub(crate) fn renews_its_token(&self) -> bool {
        self.inner.settings.source.can_refresh()
    }

    /// Whether an outcome is that the token was refused (401 with code 124, or with none); then the next is another.
    pub(crate) fn refuse_token(&self, outcome: &Outcome, operation: &'static str) -> bool {
        let Outcome::Answered(answer, _) = outcome else { return false };
        if !answer.is_refusal {
            return false;
        }
        let error = ApiError::read(operation, answer.status, answer.headers.clone(), answer.body.bytes());
        let is_about_the_token = error.kind() == ApiErrorKind::InvalidAccessToken
            || answer.status == StatusCode::UNAUTHORIZED && error.code().is_none();
        if is_about_the_token {
            self.inner.settings.source.reject(&answer.authorization);
        }
        is_about_the_token
    }

    /// Gives the generated client what it takes for an answer, and keeps aside that there was none.
    pub(crate) fn hold_back(&self, throttled: Throttled) -> reqwest::Response {
        tracing::debug!(%throttled, "not sent");
        let answer = made_up(StatusCode::TOO_MANY_REQUESTS, &throttled);
        self.inner.keep(Some(Last::Throttled(throttled)), Attempts::default());
        answer
    }

    /// Gives the generated client what came last, and keeps aside what it would drop.
    pub(crate) fn give(
        &self,
        outcome: Outcome,
        attempts: Attempts,
        latency: Duration,
    ) -> reqwest::Result<reqwest::Response> {
        Span::current().record("latency_ms", u64::try_from(latency.as_millis()).unwrap_or(u64::MAX));
        let (answer, url) = match outcome {
            Outcome::Answered(answer, url) => (answer, url),
            Outcome::Lost(error, begun) => {
                let last = begun.map(|(status, headers)| {
                    record(status, &headers);
                    Last::CutOff(status, headers)
                });
                self.inner.keep(last, attempts);
                return Err(error);
            }
            Outcome::NoToken(error) => {
                let answer = made_up(StatusCode::UNAUTHORIZED, &error);
                self.inner.keep(Some(Last::NoToken(error)), attempts);
                return Ok(answer);
            }
        };
        record(answer.status, &answer.headers);
        let bytes = match &answer.body {
            Body::Whole(bytes) => bytes.clone(),
            // An error of reqwest's cannot be made here: an empty body fails to decode, and `finish` knows why.
            Body::TooLarge => Bytes::new(),
        };
        // Without an address reqwest would parse one that it makes up, which costs more than all else here.
        let mut rebuilt = http::Response::builder().url(url).body(bytes).unwrap_or_default();
        *rebuilt.status_mut() = answer.status;
        if self.inner.seen.is_some() {
            // What decodes the body asks for no header, so they need not be there twice.
            self.inner.keep(Some(Last::Answer(answer)), attempts);
        } else {
            *rebuilt.headers_mut() = answer.headers;
        }
        Ok(rebuilt.into())
    }
}

/// What a generated client is given for a call that was not sent, since an error of reqwest's cannot be made here.
fn made_up(status: StatusCode, why: &impl std::fmt::Display) -> reqwest::Response {
    let body = serde_json::json!({ "code": status.as_u16(), "message": why.to_string() }).to_string();
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    response.into()
}

/// Tells the call's span of an answer.
fn record(status: StatusCode, headers: &HeaderMap) {
    let span = Span::current();
    span.record("status", status.as_u16());
    if let Some(id) = tracking_id(headers) {
        span.record("tracking_id", id);
    }
}

/// The whole body, or nothing where it is larger than `limit`.
pub(crate) async fn read(response: &mut reqwest::Response, limit: usize) -> reqwest::Result<Option<Bytes>> {
    let stated = response.content_length().unwrap_or_default();
    if usize::try_from(stated).map_or(true, |stated| stated > limit) {
        return Ok(None);
    }
    let Some(first) = response.chunk().await? else { return Ok(Some(Bytes::new())) };
    if first.len() > limit {
        return Ok(None);
    }
    let Some(second) = response.chunk().await? else { return Ok(Some(first)) };
    let mut body = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if body.len() + chunk.len() > limit {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
        next = response.chunk().await?;
    }
    Ok(Some(body.freeze()))
}

/// Headers that are safe to show: a server could send the token back, and a cookie is a secret by itself.
fn discreet(mut headers: HeaderMap, token: &str) -> HeaderMap {
    for (name, value) in &mut headers {
        if contains(value.as_bytes(), token.as_bytes()) {
            *value = HeaderValue::from_static("[redacted]");
        }
        if name == SET_COOKIE {
            value.set_sensitive(true);
        }
    }
    headers
}

/// The body without the token, which a server could send back in a message.
fn without(body: Bytes, token: &str) -> Bytes {
    if !contains(&body, token.as_bytes()) {
        return body;
    }
    String::from_utf8_lossy(&body).replace(token, "[redacted]").into()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    // Most headers are shorter than a token, and to get ready to search costs more than to search them.
    !part.is_empty() && part.len() <= text.len() && memchr::memmem::find(text, part).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_an_operation() {
        for (path, expected) in [
            ("/users/me/pac", true),
            ("/users/a%2Fb/pac", true),
            ("/pac", false),
            ("/users//pac", false),
            ("/users/me", false),
            ("/users/me/pac/", false),
            ("/users/me/pac/x", false),
            ("/accounts/me/pac", false),
            ("", false),
        ] {
            assert_eq!(is_of("/users/{userId}/pac", path), expected, "{path}");
        }
    }

    #[tokio::test]
    async fn the_generated_client_keeps_to_its_paths() {
        let zoom = crate::Zoom::builder().access_token("token").base_url("http://127.0.0.1:1/v2").build().unwrap();
        for user in ["..", ".", "", "..\\..\\x"] {
            let error = zoom.raw().list_user_pac_accounts().user_id(user).send().await.unwrap_err();
            assert!(matches!(error, progenitor_client::Error::Custom(_)), "{user:?}: {error}");
        }
        let error = zoom.raw().list_user_pac_accounts().user_id("a/b?c#d%2e").send().await.unwrap_err();
        assert!(matches!(error, progenitor_client::Error::CommunicationError(_)), "{error}");
    }
}
