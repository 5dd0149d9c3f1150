//! All about HTTP: what is sent, how much is read, and what is kept of an answer.
//!
//! The generated client builds a request and decodes its answer; in between it calls [`ClientHooks::exec`], which is
//! here. progenitor's errors drop the status and headers of an answer that they cannot decode, so `exec` keeps them aside
//! in [`Call`], and [`Call::finish`] tells from both what became of the call.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, AUTHORIZATION, HeaderName, SET_COOKIE, USER_AGENT};
use http::{HeaderMap, HeaderValue, StatusCode};
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo, ResponseValue};
use reqwest::ResponseBuilderExt;
use serde::de::DeserializeOwned;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use crate::Secret;
use crate::error::{ApiError, Error, InvalidRequest, TransportError, UndecodableAnswer, UndecodableReason};
use crate::error::{is_failure, tracking_id};
use crate::generated::{Client, path_of};

/// How requests are sent: what a client's settings come to.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) token: Secret,
    /// `Bearer …`, marked as sensitive.
    pub(crate) authorization: HeaderValue,
    /// None where the caller's own HTTP client has one.
    pub(crate) user_agent: Option<HeaderValue>,
    pub(crate) timeout: Duration,
    pub(crate) max_response_bytes: usize,
    /// The path of the base URL, without a slash at its end.
    pub(crate) base_path: String,
}

/// What a generated client carries through to [`ClientHooks::exec`].
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Connection {
    settings: Arc<Settings>,
    seen: Option<Arc<Mutex<Option<Answer>>>>,
}

impl Connection {
    pub(crate) fn new(settings: Arc<Settings>) -> Self {
        Self { settings, seen: None }
    }

    fn keep(&self, answer: Answer) {
        if let Some(seen) = &self.seen {
            *seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        }
    }
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Whole(Bytes),
    TooLarge,
    CutOff,
}

/// One call: a client of its own, and what that client saw.
pub(crate) struct Call {
    pub(crate) client: Client,
    operation: &'static str,
    seen: Arc<Mutex<Option<Answer>>>,
}

impl Call {
    pub(crate) fn new(client: &Client, operation: &'static str) -> Self {
        let seen = Arc::default();
        let connection = Connection { settings: client.inner.settings.clone(), seen: Some(Arc::clone(&seen)) };
        let client = Client::new_with_client(&client.baseurl, client.client.clone(), connection);
        Self { client, operation, seen }
    }

    /// What became of the call.
    pub(crate) fn finish<T: DeserializeOwned, E>(
        self,
        result: Result<ResponseValue<T>, progenitor_client::Error<E>>,
    ) -> Result<T, Error> {
        use progenitor_client::Error as Failed;

        let operation = self.operation;
        let Some(Answer { status, headers, body }) = self.seen.lock().unwrap_or_else(PoisonError::into_inner).take()
        else {
            return Err(match result {
                Err(Failed::CommunicationError(error)) => transport(operation, error, None),
                Err(Failed::InvalidRequest(problem) | Failed::Custom(problem)) => {
                    InvalidRequest::Parameter(problem).into()
                }
                _ => InvalidRequest::Parameter("the request was not sent".to_owned()).into(),
            });
        };
        let undecodable = |headers, reason| {
            Err(Error::Undecodable(Box::new(UndecodableAnswer::new(operation, status, headers, reason))))
        };
        let body = match (body, result) {
            (Body::CutOff, Err(Failed::CommunicationError(error))) => {
                return Err(transport(operation, error, Some((status, headers))));
            }
            (Body::TooLarge, _) if status.is_success() => {
                let limit = self.client.inner.settings.max_response_bytes;
                return undecodable(headers, UndecodableReason::TooLarge { limit });
            }
            (Body::TooLarge | Body::CutOff, _) => {
                return Err(Error::Api(Box::new(ApiError::read(operation, status, headers, &[]))));
            }
            (Body::Whole(body), _) if !status.is_success() || is_failure(&body) => {
                let error = ApiError::read(operation, status, headers, &body);
                return Err(Error::Api(Box::new(error.without(&self.client.inner.settings.token))));
            }
            (Body::Whole(_), Ok(value)) => return Ok(value.into_inner()),
            (Body::Whole(_), Err(Failed::UnexpectedResponse(_))) => {
                return undecodable(headers, UndecodableReason::UnexpectedStatus);
            }
            (Body::Whole(body), Err(_)) => body,
        };
        undecodable(headers, UndecodableReason::of::<T>(&body))
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
        let Some(template) = path_of(info.operation_id) else { return Ok(()) };
        let path = request.url().path().strip_prefix(&self.inner.settings.base_path);
        if path.is_some_and(|path| is_of(template, path)) {
            return Ok(());
        }
        Err(progenitor_client::Error::Custom(format!("a parameter leads away from {template}")))
    }

    async fn exec(&self, mut request: reqwest::Request, info: &OperationInfo) -> reqwest::Result<reqwest::Response> {
        let settings = &self.inner.settings;
        let headers = request.headers_mut();
        // The version of the fragment, which progenitor sends and Zoom does not know.
        headers.remove(HeaderName::from_static("api-version"));
        headers.insert(AUTHORIZATION, settings.authorization.clone());
        if let Some(user_agent) = &settings.user_agent {
            headers.insert(USER_AGENT, user_agent.clone());
        }
        *request.timeout_mut() = Some(settings.timeout);

        let span = tracing::info_span!(
            "zoom_api",
            operation = info.operation_id,
            status = Empty,
            latency_ms = Empty,
            tracking_id = Empty
        );
        self.exchange(request).instrument(span).await
    }
}

/// Whether a path has the segments of its operation: the URL parser takes a parameter such as `..` for a step up.
fn is_of(template: &str, path: &str) -> bool {
    let mut segments = path.split('/');
    template.split('/').all(|expected| match segments.next() {
        Some(segment) if expected.contains('{') => !segment.is_empty(),
        segment => segment == Some(expected),
    }) && segments.next().is_none()
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

    async fn exchange(&self, request: reqwest::Request) -> reqwest::Result<reqwest::Response> {
        let started = Instant::now();
        let record_latency = || {
            let latency = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            Span::current().record("latency_ms", latency);
        };
        let mut response = self.client().execute(request).await.inspect_err(|error| {
            record_latency();
            tracing::debug!(timeout = error.is_timeout(), connect = error.is_connect(), "no answer");
        })?;
        let settings = &self.inner.settings;
        let status = response.status();
        let headers = discreet(std::mem::take(response.headers_mut()), &settings.token);

        let body = read(&mut response, settings.max_response_bytes).await;
        record_latency();
        let span = Span::current();
        span.record("status", status.as_u16());
        if let Some(id) = tracking_id(&headers) {
            span.record("tracking_id", id);
        }
        tracing::debug!(status = status.as_u16(), "answered");

        let (body, bytes) = match body {
            Ok(Some(bytes)) => {
                // What a call gives is left as it is: only a refusal is shown in errors.
                let is_refusal = !status.is_success() || is_failure(&bytes);
                let bytes = if is_refusal { without(bytes, &settings.token) } else { bytes };
                (Body::Whole(bytes.clone()), bytes)
            }
            // An error of reqwest's cannot be made here: an empty body fails to decode, and `finish` knows why.
            Ok(None) => (Body::TooLarge, Bytes::new()),
            Err(error) => {
                self.inner.keep(Answer { status, headers, body: Body::CutOff });
                return Err(error);
            }
        };
        // Without an address reqwest would parse one that it makes up, which costs more than all else here.
        let rebuilt = http::Response::builder().url(response.url().clone()).body(bytes);
        let mut rebuilt = rebuilt.unwrap_or_default();
        *rebuilt.status_mut() = status;
        if self.inner.seen.is_some() {
            // What decodes the body asks for no header, so they need not be there twice.
            self.inner.keep(Answer { status, headers, body });
        } else {
            *rebuilt.headers_mut() = headers;
        }
        Ok(rebuilt.into())
    }
}

/// The whole body, or nothing where it is larger than `limit`.
async fn read(response: &mut reqwest::Response, limit: usize) -> reqwest::Result<Option<Bytes>> {
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
fn discreet(mut headers: HeaderMap, token: &Secret) -> HeaderMap {
    for (name, value) in &mut headers {
        if contains(value.as_bytes(), token.expose().as_bytes()) {
            *value = HeaderValue::from_static("[redacted]");
        }
        if name == SET_COOKIE {
            value.set_sensitive(true);
        }
    }
    headers
}

/// The body without the token, which a server could send back in a message.
fn without(body: Bytes, token: &Secret) -> Bytes {
    let token = token.expose();
    if !contains(&body, token.as_bytes()) {
        return body;
    }
    String::from_utf8_lossy(&body).replace(token, "[redacted]").into()
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && memchr::memmem::find(text, part).is_some()
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
