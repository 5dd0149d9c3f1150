//! A value with its status and headers.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// A response to a call that succeeded.
#[non_exhaustive]
pub struct Response<T> {
    /// The value that the call gives by itself.
    pub value: T,
    /// The HTTP status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl<T> Response<T> {
    /// Returns Zoom's ID of the call (the header `x-zm-trackingid`), which its support asks for.
    pub fn tracking_id(&self) -> Option<&str> {
        crate::error::tracking_id(&self.headers)
    }

    /// Reads the body as JSON, with the members that the value's type does not have and its secrets in clear; `None` if it
    /// is no JSON or the call gives no JSON.
    pub fn expose_json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { value, status, headers, .. } = self;
        f.debug_struct("Response")
            .field("value", value)
            .field("status", status)
            .field("headers", headers)
            .finish_non_exhaustive()
    }
}
