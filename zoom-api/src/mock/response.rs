//! What Zoom responds, byte for byte where it is known.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use httpmock::HttpMockResponse;
use serde_json::{Value, json};

use super::documented::Example;
use super::schema::InvalidField;
use crate::operations::{DocumentedError, RateLimitLabel};

/// A response. Each has a tracking ID.
pub(super) struct Response {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Response {
    /// Makes a response of JSON.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        Self::with_body(status, "application/json", body.to_string())
    }

    fn with_body(status: u16, media_type: &str, body: String) -> Self {
        Self { status, headers: vec![("content-type", media_type.to_owned())], body }
    }

    /// Makes the response of a success.
    pub(super) fn success(status: u16, example: &Example) -> Self {
        match example {
            Example::Json(body) => Self::json(status, body),
            Example::Bytes { media_type, bytes } => Self::with_body(status, media_type, (*bytes).to_owned()),
            Example::Nothing => Self { status, headers: Vec::new(), body: String::new() },
        }
    }

    /// Makes an error response.
    pub(super) fn error(status: u16, code: i64, message: &str) -> Self {
        Self::json(status, &json!({ "code": code, "message": message }))
    }

    /// Makes the response of a documented error, with what its message says.
    pub(super) fn documented(error: &DocumentedError, message: &str, label: Option<RateLimitLabel>) -> Self {
        let number = |code: &str| code.parse::<i64>().map_or_else(|_| json!(code), |code| json!(code));
        let body = match error.code {
            Some(code) => json!({ "code": number(code), "message": message }),
            None => json!({ "message": message }),
        };
        let response = Self::json(error.status, &body);
        if error.status == 429 { response.of_rate(label, "QPS") } else { response }
    }

    /// Zoom's text for each field is `Invalid field.`; here it is followed by what would be valid.
    ///
    /// Source: Zoom's API reference, "Errors".
    pub(super) fn invalid(fields: &[InvalidField]) -> Self {
        let errors: Vec<_> = fields
            .iter()
            .map(|it| json!({ "field": it.field, "message": format!("Invalid field. Expected {}.", it.expected) }))
            .collect();
        Self::json(400, &json!({ "code": 300, "message": "Validation Failed.", "errors": errors }))
    }

    /// Source: Zoom's API reference, "Errors".
    pub(super) fn no_json() -> Self {
        Self::error(400, 300, "Request Body should be a valid JSON object.")
    }

    /// Source: <https://github.com/zoom/api/issues/15>.
    pub(super) fn unsupported_media_type() -> Self {
        Self::error(415, 300, "Unsupported Content Type")
    }

    /// Code and message are those that many operations document.
    pub(super) fn not_recognized() -> Self {
        Self::error(404, 2300, "This API endpoint is not recognized.")
    }

    /// Zoom's body for this is not known.
    pub(super) fn method_not_allowed(method: &str) -> Self {
        Self::error(405, 405, &format!("Request method '{method}' is not supported."))
    }

    /// What a gateway before Zoom responds.
    pub(super) fn of_gateway(status: u16) -> Self {
        let reason = http::StatusCode::from_u16(status).ok().and_then(|it| it.canonical_reason()).unwrap_or_default();
        Self::page(status, &format!("{status} {reason}"))
    }

    /// Makes a response for people: no JSON.
    pub(super) fn page(status: u16, title: &str) -> Self {
        let page = format!("<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");
        Self::with_body(status, "text/html", page)
    }

    /// Makes the response of a file of this size, or of its rest.
    pub(super) fn file(size: u64, range_from: Option<u64>) -> Self {
        let bytes = |from: u64| (from..size).map(|at| char::from(b"0123456789"[(at % 10) as usize])).collect();
        let media_type = "application/octet-stream";
        match range_from {
            None => Self::with_body(200, media_type, bytes(0)),
            Some(from) if from < size => {
                let mut rest = Self::with_body(206, media_type, bytes(from));
                rest.headers.push(("content-range", format!("bytes {from}-{}/{size}", size - 1)));
                rest
            }
            Some(_) => {
                let headers = vec![("content-range", format!("bytes */{size}"))];
                Self { status: 416, headers, body: String::new() }
            }
        }
    }

    /// A limit of calls a second is reached.
    pub(super) fn per_second_limit(label: Option<RateLimitLabel>) -> Self {
        let message = "You have reached the maximum per-second rate limit for this API. Try again later.";
        Self::error(429, 429, message).of_rate(label, "QPS")
    }

    /// A limit of calls a day is reached: it ends at 00:00 GMT.
    pub(super) fn daily_limit(label: Option<RateLimitLabel>) -> Self {
        const DAY: u64 = 24 * 60 * 60;
        let message = "You have reached the maximum daily rate limit for this API. Refer to the response header for \
                       details on when you can make another request.";
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let midnight = UNIX_EPOCH + Duration::from_secs((now / DAY + 1) * DAY);
        let mut response = Self::error(429, 429, message).of_rate(label, "Daily-limit");
        response.headers.push(("retry-after", humantime::format_rfc3339_seconds(midnight).to_string()));
        response
    }

    /// Adds the headers of a reached limit; the limits are those of a Business plan.
    ///
    /// Source: Zoom's API reference, "Rate limits".
    fn of_rate(mut self, label: Option<RateLimitLabel>, kind: &str) -> Self {
        let label = label.unwrap_or(RateLimitLabel::Light);
        let limit = match (kind, label) {
            ("QPS", RateLimitLabel::Light) => 80,
            ("QPS", RateLimitLabel::Medium) => 60,
            ("QPS", RateLimitLabel::Heavy) => 40,
            ("QPS", RateLimitLabel::ResourceIntensive) => 20,
            _ => 60_000,
        };
        self.headers.extend([
            ("x-ratelimit-category", label.to_string()),
            ("x-ratelimit-type", kind.to_owned()),
            ("x-ratelimit-limit", limit.to_string()),
            ("x-ratelimit-remaining", "0".to_owned()),
        ]);
        self
    }
}

impl From<Response> for HttpMockResponse {
    fn from(response: Response) -> Self {
        let mut builder = Self::builder().status(response.status).header("x-zm-trackingid", "v=2.0;clid=mock");
        for (name, value) in response.headers {
            builder = builder.header(name, value);
        }
        // Without one where there is none: a 204 with a body is no HTTP.
        if response.body.is_empty() { builder.build() } else { builder.body(response.body).build() }
    }
}
