//! Receives Zoom's webhooks, with any web framework: verifies that a request is from Zoom and reads its event.
//!
//! Give [`Verifier`] the headers and the body as they came, byte for byte: a body that was parsed and written again has
//! another signature. The framework sets the body's limit and the time that a request may take; the crate's example
//! `webhook_axum` is a whole server.
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! use http::{HeaderMap, StatusCode};
//! use serde::Deserialize;
//! use zoom_api::webhook::{Event, Verifier};
//!
//! #[derive(Deserialize)]
//! struct Meeting {
//!     topic: String,
//! }
//!
//! /// Answers a request: its status and body.
//! fn receive(verifier: &Verifier, headers: &HeaderMap, body: &[u8]) -> (StatusCode, String) {
//!     let event = match verifier.verify(headers, body) {
//!         Ok(event) => event,
//!         Err(error) => return (StatusCode::UNAUTHORIZED, error.to_string()),
//!     };
//!     if let Some(validation) = event.url_validation() {
//!         return (StatusCode::OK, validation.to_json());
//!     }
//!     // Zoom sends an event again if there is no response within 3 seconds: hand long work to a task or a queue.
//!     (StatusCode::OK, handle(&event))
//! }
//!
//! fn handle(event: &Event) -> String {
//!     match event.name() {
//!         "meeting.started" => match event.object::<Meeting>() {
//!             Ok(meeting) => format!("started: {}", meeting.topic),
//!             Err(error) => error.to_string(),
//!         },
//!         other => format!("ignored: {other}"),
//!     }
//! }
//!
//! // In a test, the feature `mock` signs events as Zoom does.
//! use serde_json::json;
//! use std::time::SystemTime;
//! use zoom_api::mock::sign_event;
//!
//! # fn main() -> Result<(), zoom_api::webhook::WebhookError> {
//! let verifier = Verifier::new("the-secret-token")?;
//! let started = json!({ "event": "meeting.started", "payload": { "object": { "topic": "Daily" } } });
//! let mut request = sign_event("the-secret-token", &started, SystemTime::now())?;
//! assert_eq!(receive(&verifier, &request.headers, &request.body), (StatusCode::OK, "started: Daily".to_owned()));
//!
//! request.body[0] = b'[';
//! assert_eq!(receive(&verifier, &request.headers, &request.body).0, StatusCode::UNAUTHORIZED);
//! # Ok(())
//! # }
//! ```
//!
//! # What is promised
//!
//! - A request passes only if its `x-zm-signature` is the HMAC-SHA256, by one of your secret tokens, of its timestamp and
//!   body. The comparison takes the same time wherever they differ.
//! - A request that was signed longer ago than the [tolerance](Verifier::tolerance), 5 minutes unless you set it, does not
//!   pass, nor does one signed that far in the future. Within it a request can be replayed, and Zoom itself sends an event
//!   again after a failure: make your handler idempotent.
//! - A URL validation is answered only if it was signed. An endpoint that answers anyone signs for anyone: the
//!   `plainToken` could be `v0:<timestamp>:<body>`, and its HMAC is the signature of that body.
//! - Neither `Debug` nor an error shows a secret token, a signature or what is in a body.
//!
//! Source: Zoom's documentation, "Using webhooks", and its sample `zoom/webhook-sample`.

mod error;
mod event;
mod secret_token;
#[cfg(test)]
mod tests;
mod url_validation;
mod verifier;

pub use error::WebhookError;
pub use event::Event;
#[cfg(feature = "mock")]
pub(crate) use secret_token::SecretToken;
pub use url_validation::UrlValidation;
pub use verifier::Verifier;

/// The header that has the signature: `v0=` and 64 hexadecimal digits.
pub const SIGNATURE_HEADER: &str = "x-zm-signature";

/// The header that has the time of the signature, in seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "x-zm-request-timestamp";
