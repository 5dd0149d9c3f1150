//! Events, signed as Zoom signs them.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderValue, header};
use serde_json::Value;

use crate::webhook::{SIGNATURE_HEADER, SecretToken, TIMESTAMP_HEADER, WebhookError};

/// A request to a webhook. `Debug` shows neither the signature nor the body.
#[derive(Clone)]
#[non_exhaustive]
pub struct SignedEvent {
    /// `content-type`, `x-zm-request-timestamp` and `x-zm-signature`.
    pub headers: HeaderMap,
    /// The JSON that is signed.
    pub body: Vec<u8>,
}

/// Signs an event as Zoom does, for a test of your handler. The time is that of the request: one that is long past makes a
/// replay.
///
/// ```
/// use serde_json::json;
/// use std::time::{Duration, SystemTime};
/// use zoom_api::mock::sign_event;
/// use zoom_api::webhook::{Verifier, WebhookError};
///
/// # fn main() -> Result<(), WebhookError> {
/// let verifier = Verifier::new("secret-token")?;
/// let event = json!({ "event": "user.created", "payload": { "object": { "id": "z8yAAAAA8bbbQ" } } });
///
/// let request = sign_event("secret-token", &event, SystemTime::now())?;
/// assert_eq!(verifier.verify(&request.headers, &request.body)?.name(), "user.created");
///
/// let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
/// let replayed = sign_event("secret-token", &event, an_hour_ago)?;
/// assert!(matches!(verifier.verify(&replayed.headers, &replayed.body), Err(WebhookError::TooOld { .. })));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
///
/// [`WebhookError::InvalidSecretToken`] if the secret token is one that [`Verifier`](crate::webhook::Verifier) would not
/// take.
pub fn sign_event(secret_token: &str, event: &Value, at: SystemTime) -> Result<SignedEvent, WebhookError> {
    let secret_token = SecretToken::new(secret_token)?;
    let timestamp = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let body = event.to_string().into_bytes();
    let signature = secret_token.signature(timestamp.to_string().as_bytes(), &body);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(TIMESTAMP_HEADER, timestamp.into());
    if let Ok(signature) = signature.try_into() {
        headers.insert(SIGNATURE_HEADER, signature);
    }
    Ok(SignedEvent { headers, body })
}

impl fmt::Debug for SignedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedEvent")
            .field("timestamp", &self.headers.get(TIMESTAMP_HEADER))
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}
