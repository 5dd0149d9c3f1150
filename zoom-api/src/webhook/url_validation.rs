//! The request by which Zoom asks whether an endpoint is the app's.

use std::fmt;

use serde::Serialize;
use serde_json::{Value, json};

use super::secret_token::SecretToken;
use super::{Event, WebhookError};

/// The response to `endpoint.url_validation`: serialize it, or send [`to_json`](Self::to_json), with status 200 within
/// 3 seconds. Zoom asks when an endpoint is saved, and every 72 hours.
///
/// Only [`Verifier`](super::Verifier) makes one, of a request whose signature is right, and with the secret token that
/// signed it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UrlValidation {
    /// The token that Zoom sent.
    pub plain_token: String,
    /// Its HMAC-SHA256, in 64 hexadecimal digits.
    pub encrypted_token: String,
}

impl UrlValidation {
    /// The name of the event that asks for it.
    pub(super) const EVENT: &str = "endpoint.url_validation";

    /// Answers an event that was signed with this secret token, if it is the one that asks.
    pub(super) fn answer(event: &Event, signed_with: &SecretToken) -> Result<Option<Self>, WebhookError> {
        if event.name() != Self::EVENT {
            return Ok(None);
        }
        let Some(Value::String(plain_token)) = event.payload().get("plainToken") else {
            return Err(WebhookError::NotAnEvent { member: "payload.plainToken" });
        };
        Ok(Some(Self { plain_token: plain_token.clone(), encrypted_token: signed_with.hmac(plain_token) }))
    }

    /// Returns the body of the response.
    pub fn to_json(&self) -> String {
        json!({ "plainToken": self.plain_token, "encryptedToken": self.encrypted_token }).to_string()
    }
}

impl fmt::Debug for UrlValidation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UrlValidation").finish_non_exhaustive()
    }
}
