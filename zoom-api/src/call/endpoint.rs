//! What is generated of each operation, and the one way that each call goes.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, HeaderValue, InvalidHeaderValue};
use serde::Serialize;
use serde_json::Value;

use super::{Decode, Response};
use crate::error::{Error, InvalidRequest};
use crate::operations::Operation;
use crate::transport::Received;
use crate::{Zoom, retry, secret};

/// A call of one operation, with what it sends.
pub(crate) trait Endpoint: Send + 'static {
    /// What a success holds.
    type Success: Decode;

    fn operation(&self) -> &'static Operation;

    fn call(&mut self) -> &mut Call;

    /// Builds the request, without a token.
    fn request(&mut self) -> Result<reqwest::Request, RequestError>;
}

/// What each call holds, whatever its operation.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) zoom: Zoom,
    pub(crate) extra_query: Vec<(String, String)>,
    pub(crate) extra_body: Option<Value>,
}

/// Where requests go, for the generated functions that build them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'c> {
    pub(crate) client: &'c reqwest::Client,
    pub(crate) baseurl: &'c str,
}

impl Call {
    pub(crate) fn new(zoom: &Zoom) -> Self {
        Self { zoom: zoom.clone(), extra_query: Vec::new(), extra_body: None }
    }

    pub(crate) fn target(&self, operation: &Operation) -> Target<'_> {
        let transport = &self.zoom.transport;
        Target { client: &transport.http, baseurl: transport.base_of(operation) }
    }

    /// Adds what the caller sends beside what the operation documents.
    fn add_extras(&self, request: &mut reqwest::Request) -> Result<(), InvalidRequest> {
        if !self.extra_query.is_empty() {
            request.url_mut().query_pairs_mut().extend_pairs(&self.extra_query);
        }
        let Some(extra) = &self.extra_body else { return Ok(()) };
        let body = match request.body().map(|body| body.as_bytes().unwrap_or_default()) {
            Some(bytes) => {
                let refuse = || InvalidRequest::Parameter("extra_body: the call's own body is not JSON".to_owned());
                merged(serde_json::from_slice(bytes).map_err(|_| refuse())?, extra)
            }
            None => extra.clone(),
        };
        request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.to_string().into());
        Ok(())
    }
}

/// A value with the members of another, which take precedence: those of an object are merged one by one.
fn merged(mut value: Value, other: &Value) -> Value {
    match (&mut value, other) {
        (Value::Object(members), Value::Object(others)) => {
            for (name, other) in others {
                let own = members.remove(name).unwrap_or(Value::Null);
                members.insert(name.clone(), merged(own, other));
            }
            value
        }
        _ => other.clone(),
    }
}

/// Makes a call. All that is of one operation or type is how the request is built and how the response is read, so that
/// the rest is compiled once.
pub(crate) fn respond<E: Endpoint>(mut endpoint: E) -> ResponseFuture<<E::Success as Decode>::Value> {
    let operation = endpoint.operation();
    let build: &mut dyn FnMut() -> Result<reqwest::Request, RequestError> = &mut || endpoint.request();
    // What the caller wrote is sent, secrets included.
    let request = secret::exposed(build);
    ResponseFuture { received: send(endpoint.call(), request, operation), operation, decode: E::Success::decode }
}

type Sending = Pin<Box<dyn Future<Output = Result<Received, Error>> + Send>>;

fn send(call: &Call, request: Result<reqwest::Request, RequestError>, operation: &'static Operation) -> Sending {
    let request = request.map_err(|error| error.of(operation)).and_then(|mut request| {
        call.add_extras(&mut request)?;
        Ok(request)
    });
    let zoom = call.zoom.clone();
    Box::pin(async move { retry::send(&zoom.transport, &zoom.settings, request?, operation).await })
}

/// A call under way, which gives its value with the [`Response`] around it.
#[must_use = "a call is made when it is awaited"]
pub struct ResponseFuture<T> {
    received: Sending,
    operation: &'static Operation,
    decode: fn(Received, &'static Operation) -> Result<Response<T>, Error>,
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let received = ready!(self.received.as_mut().poll(context));
        Poll::Ready(received.and_then(|received| (self.decode)(received, self.operation)))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}

/// Why a request cannot be built.
pub(crate) enum RequestError {
    Invalid(InvalidRequest),
    /// A value that no URL or header can carry. Its own text may quote the value.
    Unsendable,
}

impl RequestError {
    pub(super) fn of(self, operation: &Operation) -> Error {
        match self {
            Self::Invalid(invalid) => invalid.into(),
            Self::Unsendable => {
                let problem = format!("a parameter or the body of {} cannot be sent", operation.id);
                InvalidRequest::Parameter(problem).into()
            }
        }
    }
}

impl<E: Into<InvalidRequest>> From<E> for RequestError {
    fn from(error: E) -> Self {
        Self::Invalid(error.into())
    }
}

impl From<reqwest::Error> for RequestError {
    fn from(_: reqwest::Error) -> Self {
        Self::Unsendable
    }
}

impl From<InvalidHeaderValue> for RequestError {
    fn from(_: InvalidHeaderValue) -> Self {
        Self::Unsendable
    }
}

impl From<progenitor_client::Error<()>> for RequestError {
    fn from(_: progenitor_client::Error<()>) -> Self {
        Self::Unsendable
    }
}

/// A value without which a call is refused.
pub(crate) fn required<T>(value: Option<T>, name: &'static str) -> Result<T, InvalidRequest> {
    value.ok_or(InvalidRequest::Missing(name))
}

/// Texts joined by commas, as Zoom takes lists in the query.
pub(crate) fn joined<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> String {
    let mut joined = String::new();
    for value in values {
        if !joined.is_empty() {
            joined.push(',');
        }
        joined.push_str(value.as_ref());
    }
    joined
}

/// Adds a JSON body, if there is one.
pub(crate) fn with_json<T: Serialize>(builder: RequestBuilder, body: Option<&T>) -> RequestBuilder {
    match body {
        Some(body) => builder.json(body),
        None => builder,
    }
}

impl fmt::Debug for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestError")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bodies_are_merged() {
        for (value, other, expected) in [
            (json!({"a": 1}), json!({"b": 2}), json!({"a": 1, "b": 2})),
            (json!({"a": 1}), json!({"a": 2}), json!({"a": 2})),
            (json!({"a": {"b": 1}}), json!({"a": {"c": 2}}), json!({"a": {"b": 1, "c": 2}})),
            (json!({"a": [1]}), json!({"a": [2]}), json!({"a": [2]})),
            (json!({"a": 1}), json!({"a": null}), json!({"a": null})),
            (json!([1]), json!({"a": 1}), json!({"a": 1})),
        ] {
            assert_eq!(merged(value.clone(), &other), expected, "{value} {other}");
        }
    }

    #[test]
    fn lists_are_joined() {
        assert_eq!(joined(["a", "b"]), "a,b");
        assert_eq!(joined([String::from("a")]), "a");
        assert_eq!(joined::<&str>([]), "");
    }
}
