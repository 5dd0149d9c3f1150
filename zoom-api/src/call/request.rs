//! A call of an operation that the fragment does not have.

use std::fmt;
use std::marker::PhantomData;

use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{AnyJson, Call, Endpoint, RequestError, settings};
use crate::error::InvalidRequest;
use crate::operations::{Operation, RateLimitLabel};
use crate::{Id, IntoId, Zoom, secret};

impl Zoom {
    /// Makes a call that this crate has no method for, with everything that the others have: credentials, retries, rate
    /// limits, errors.
    ///
    /// The path is given by its segments, each of which is percent-encoded once. It gives the JSON of the response, an
    /// empty object for an empty 201 or 204; [`Request::typed`] gives a type of yours.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`](crate::Error::InvalidRequest) for a segment that would lead to another path, before
    /// anything is sent, and those of any call.
    ///
    /// # Examples
    ///
    #[cfg_attr(feature = "mock", doc = "```")]
    #[cfg_attr(not(feature = "mock"), doc = "```ignore")]
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// # let server = zoom_api::mock::ZoomServer::start_async().await;
    /// # let channels = server.mock(|mock: &httpmock::MockServer| {
    /// #     mock.mock(|when, then| {
    /// #         when.method("POST").path("/chat/users/me/channels").body(r#"{"name":"Weekly","type":1}"#);
    /// #         then.status(201).body(r#"{ "id": "a1", "name": "Weekly", "type": 1 }"#);
    /// #     })
    /// # });
    /// # let zoom = server.zoom()?;
    /// use zoom_api::Method;
    /// use zoom_api::rate_limit::RateLimitLabel;
    ///
    /// let channel = zoom
    ///     .request(Method::POST, ["chat", "users", "me", "channels"])
    ///     .json(&serde_json::json!({ "name": "Weekly", "type": 1 }))
    ///     .rate_limit_label(RateLimitLabel::Medium)
    ///     .await?;
    /// println!("{}", channel["id"]);
    /// # assert_eq!((channel["id"].as_str(), channels.calls_async().await), (Some("a1"), 1));
    /// # Ok(())
    /// # }
    /// ```
    pub fn request<S: IntoId>(&self, method: Method, segments: impl IntoIterator<Item = S>) -> Request {
        Request {
            call: Call::new(self),
            method,
            segments: segments.into_iter().map(IntoId::into_id).collect(),
            query: Vec::new(),
            body: None,
            rate_limit_label: None,
            response: PhantomData,
        }
    }
}

/// A call of an operation that the fragment does not have, from [`Zoom::request`].
#[must_use = "a call is made when it is awaited"]
pub struct Request<T = Value> {
    call: Call,
    method: Method,
    segments: Vec<Id>,
    query: Vec<(String, String)>,
    body: Option<Result<Vec<u8>, String>>,
    rate_limit_label: Option<RateLimitLabel>,
    response: PhantomData<fn() -> T>,
}

impl<T> Request<T> {
    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sets the request body. Its secrets are sent in clear.
    pub fn json<B: Serialize + ?Sized>(mut self, body: &B) -> Self {
        self.body = Some(secret::exposed(|| serde_json::to_vec(body)).map_err(|error| error.to_string()));
        self
    }

    /// Says what the call costs of the account's rate limits. Defaults to nothing: the call is not limited.
    pub fn rate_limit_label(mut self, label: RateLimitLabel) -> Self {
        self.rate_limit_label = Some(label);
        self
    }

    /// Reads the response as another type.
    pub fn typed<U>(self) -> Request<U> {
        let Self { call, method, segments, query, body, rate_limit_label, .. } = self;
        Request { call, method, segments, query, body, rate_limit_label, response: PhantomData }
    }
}

impl<T> fmt::Debug for Request<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("segments", &self.segments)
            .finish_non_exhaustive()
    }
}

settings!([<T: DeserializeOwned + Send + 'static>] Request<T>, T);

impl<T: DeserializeOwned + Send + 'static> Endpoint for Request<T> {
    type Success = AnyJson<T>;

    fn operation(&self) -> &'static Operation {
        let [none, light, medium, heavy, intensive] = &UNDOCUMENTED;
        match self.rate_limit_label {
            None => none,
            Some(RateLimitLabel::Light) => light,
            Some(RateLimitLabel::Medium) => medium,
            Some(RateLimitLabel::Heavy) => heavy,
            Some(RateLimitLabel::ResourceIntensive) => intensive,
        }
    }

    fn call(&mut self) -> &mut Call {
        &mut self.call
    }

    fn request(&mut self) -> Result<reqwest::Request, RequestError> {
        let target = self.call.target(self.operation());
        let mut url = reqwest::Url::parse(target.baseurl)
            .map_err(|_| InvalidRequest::Parameter("the base URL is no URL".to_owned()))?;
        if self.segments.is_empty() {
            return Err(InvalidRequest::Missing("segments").into());
        }
        for id in &self.segments {
            let segment = id.check().map_err(InvalidRequest::from)?;
            if let Ok(mut segments) = url.path_segments_mut() {
                segments.push(segment);
            }
        }
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let mut request = target.client.request(self.method.clone(), url).header(ACCEPT, "application/json");
        if let Some(body) = &self.body {
            let body = body.clone().map_err(|problem| InvalidRequest::Parameter(format!("body: {problem}")))?;
            request = request.header(CONTENT_TYPE, "application/json").body(body);
        }
        Ok(request.build()?)
    }
}

/// What is known of such a call, by its label.
static UNDOCUMENTED: [Operation; 5] = [
    undocumented(None),
    undocumented(Some(RateLimitLabel::Light)),
    undocumented(Some(RateLimitLabel::Medium)),
    undocumented(Some(RateLimitLabel::Heavy)),
    undocumented(Some(RateLimitLabel::ResourceIntensive)),
];

const fn undocumented(rate_limit_label: Option<RateLimitLabel>) -> Operation {
    let mut operation = Operation::undocumented("request", Method::GET, "/{+segments}");
    operation.rate_limit_label = rate_limit_label;
    operation
}
