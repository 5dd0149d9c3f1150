//! A server that answers as it is told, and keeps what it was sent.

use std::sync::{Arc, Mutex};

use httpmock::{HttpMockResponse, MockServer};
use serde_json::Value;
use zoom_api::operations::{Operation, Success};

#[derive(Debug, Clone)]
pub(super) struct Response {
    status: u16,
    content_type: &'static str,
    body: String,
}

/// A request that the server was sent.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) content_type: String,
    pub(super) body: Vec<u8>,
}

pub(super) struct Scripted {
    server: MockServer,
    response: Arc<Mutex<Response>>,
    seen: Arc<Mutex<Vec<Request>>>,
}

impl Response {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self { status, content_type: "application/json", body: body.to_string() }
    }

    /// What Zoom sends for a success.
    pub(super) fn success(operation: &Operation, example: Option<&Value>) -> Self {
        match (operation.success, example) {
            (Success::Json, Some(example)) => Self::json(200, example),
            (Success::Bytes, _) => {
                Self { status: 200, content_type: "application/octet-stream", body: "bytes".to_owned() }
            }
            (Success::Json, None) => Self::json(200, &serde_json::json!({})),
            _ => Self { status: 204, content_type: "application/json", body: String::new() },
        }
    }
}

impl Scripted {
    pub(super) fn start() -> Self {
        let server = MockServer::start();
        let response = Arc::new(Mutex::new(Response::json(200, &Value::Null)));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (said, kept) = (Arc::clone(&response), Arc::clone(&seen));
        server.mock(|when, then| {
            when.any_request();
            then.respond_with(move |request| {
                let uri = request.uri();
                let url = reqwest::Url::parse(&format!("http://host{uri}")).unwrap();
                let content_type = request.headers().get("content-type").map(|it| it.to_str().unwrap().to_owned());
                kept.lock().unwrap().push(Request {
                    method: request.method_str().to_owned(),
                    path: uri.path().to_owned(),
                    query: url.query_pairs().into_owned().collect(),
                    content_type: content_type.unwrap_or_default(),
                    body: request.body_ref().to_vec(),
                });
                let Response { status, content_type, body } = said.lock().unwrap().clone();
                HttpMockResponse::builder().status(status).header("content-type", content_type).body(body).build()
            });
        });
        Self { server, response, seen }
    }

    pub(super) fn base_url(&self) -> String {
        self.server.base_url()
    }

    /// Sets what every request is answered from now on, and forgets those so far.
    pub(super) fn answer(&self, response: Response) {
        *self.response.lock().unwrap() = response;
        self.seen.lock().unwrap().clear();
    }

    /// Takes the requests since it was last asked.
    pub(super) fn taken(&self) -> Vec<Request> {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}
