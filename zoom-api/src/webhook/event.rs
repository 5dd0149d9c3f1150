//! What a webhook says.

use std::fmt;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{UrlValidation, WebhookError};
use crate::Secret;

static NULL: Value = Value::Null;

/// An event, as Zoom sent it: of any name, with every member.
///
/// `Debug` shows its name, its time and its size; what is in it may be an address with a password, or a token.
///
/// ```
/// use serde_json::{Value, json};
/// use zoom_api::webhook::Event;
///
/// # fn main() -> Result<(), zoom_api::webhook::WebhookError> {
/// let body = br#"{"event":"meeting.ended","event_ts":1739923528123,
///     "payload":{"account_id":"AAAAAABBBB","object":{"id":"1234567890"},"later":true}}"#;
/// let event = Event::from_json(body)?;
/// assert_eq!(event.name(), "meeting.ended");
/// assert_eq!(event.event_ts(), Some(1_739_923_528_123));
/// assert_eq!(event.account_id(), Some("AAAAAABBBB"));
/// assert_eq!(event.object::<Value>()?["id"], "1234567890");
/// assert_eq!(event.payload()["later"], true);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq)]
pub struct Event {
    name: String,
    members: Map<String, Value>,
    bytes: usize,
    pub(super) url_validation: Option<UrlValidation>,
}

impl Event {
    /// Reads a body that was verified before, for example one that was kept in a queue. It is not verified here; a request
    /// goes to [`Verifier::verify`](super::Verifier::verify).
    ///
    /// # Errors
    ///
    /// [`WebhookError::NotJson`] and [`WebhookError::NotAnEvent`].
    pub fn from_json(body: &[u8]) -> Result<Self, WebhookError> {
        let members = match serde_json::from_slice(body) {
            Ok(Value::Object(members)) => members,
            Ok(_) => return Err(WebhookError::NotAnEvent { member: "event" }),
            Err(error) => return Err(WebhookError::NotJson { line: error.line(), column: error.column() }),
        };
        let Some(Value::String(name)) = members.get("event") else {
            return Err(WebhookError::NotAnEvent { member: "event" });
        };
        Ok(Self { name: name.clone(), members, bytes: body.len(), url_validation: None })
    }

    /// Returns the event's name: `meeting.started`, `endpoint.url_validation`, or one that Zoom has added since.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns when it happened, in milliseconds since 1970. Some events do not say.
    pub fn event_ts(&self) -> Option<u64> {
        match self.members.get("event_ts")? {
            // Zoom sends some numbers as strings.
            Value::String(digits) => digits.parse().ok(),
            number => number.as_u64(),
        }
    }

    /// Returns the ID of the account in which it happened. Some events have none.
    pub fn account_id(&self) -> Option<&str> {
        // Those of Team Chat's chatbots have the other spelling.
        ["account_id", "accountId"].iter().find_map(|name| self.payload().get(name)?.as_str())
    }

    /// Returns the payload; null if there is none.
    pub fn payload(&self) -> &Value {
        self.members.get("payload").unwrap_or(&NULL)
    }

    /// Reads `payload.object`, what the event is about, as a type of yours; `serde_json::Value` takes any. An event without
    /// an object, such as `app_deauthorized`, is read as null: `Option` makes it `None`.
    ///
    /// ```
    /// #[derive(serde::Deserialize)]
    /// struct Meeting<'a> {
    ///     topic: &'a str,
    ///     duration: Option<u32>,
    /// }
    ///
    /// # fn main() -> Result<(), zoom_api::webhook::WebhookError> {
    /// let body = br#"{"event":"meeting.created","payload":{"object":{"topic":"Daily","duration":"an hour"}}}"#;
    /// let event = zoom_api::webhook::Event::from_json(body)?;
    /// let error = event.object::<Meeting>().err().map(|error| error.to_string());
    /// assert_eq!(error.as_deref(), Some("unexpected payload.object at duration: expected u32"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`WebhookError::UnexpectedObject`] if it is not of that type.
    pub fn object<'a, T: Deserialize<'a>>(&'a self) -> Result<T, WebhookError> {
        let object = self.payload().get("object").unwrap_or(&NULL);
        serde_path_to_error::deserialize(object).map_err(|error| WebhookError::unexpected_object(&error))
    }

    /// Returns the token by which the files of a recording can be downloaded, in events such as `recording.completed`:
    /// [`DownloadRequest::access_token`](crate::DownloadRequest::access_token) takes it.
    pub fn download_token(&self) -> Option<Secret> {
        self.members.get("download_token")?.as_str().map(Secret::from)
    }

    /// Returns all members of the event, those that have no method here too.
    pub fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// Returns the response that Zoom waits for, if this is `endpoint.url_validation` and was verified.
    pub fn url_validation(&self) -> Option<&UrlValidation> {
        self.url_validation.as_ref()
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("name", &self.name)
            .field("event_ts", &self.event_ts())
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}
