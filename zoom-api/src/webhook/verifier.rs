//! Whether a request is from Zoom.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderValue};

use super::secret_token::SecretToken;
use super::{Event, SIGNATURE_HEADER, TIMESTAMP_HEADER, UrlValidation, WebhookError};
use crate::Secret;

/// Verifies that requests are from Zoom, by the secret token of an app (on its Features page).
///
/// One serves all requests, from any thread. It limits no body: set the limit where the body is read, 1 MB, say.
#[derive(Clone)]
pub struct Verifier {
    secret_tokens: Vec<SecretToken>,
    tolerance: Duration,
}

impl Verifier {
    /// Creates a verifier by the secret token of an app.
    ///
    /// # Errors
    ///
    /// [`WebhookError::InvalidSecretToken`] if it is empty or has white space in it: a variable that is not set, or a file's
    /// last line end.
    pub fn new(secret_token: impl Into<Secret>) -> Result<Self, WebhookError> {
        Self { secret_tokens: Vec::new(), tolerance: Duration::from_secs(300) }.additional_secret_token(secret_token)
    }

    /// Accepts another secret token as well: the next one while it is rotated, or that of another app with this endpoint.
    ///
    /// # Errors
    ///
    /// [`WebhookError::InvalidSecretToken`], as of [`new`](Self::new).
    pub fn additional_secret_token(mut self, secret_token: impl Into<Secret>) -> Result<Self, WebhookError> {
        self.secret_tokens.push(SecretToken::new(secret_token.into().expose())?);
        Ok(self)
    }

    /// Sets how long ago, or how far in the future by this machine's clock, a request may have been signed. Defaults to
    /// 5 minutes.
    #[must_use]
    pub fn tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Verifies a request and reads its event.
    ///
    /// # Errors
    ///
    /// In this order: [`MissingHeader`](WebhookError::MissingHeader), [`RepeatedHeader`](WebhookError::RepeatedHeader),
    /// [`MalformedTimestamp`](WebhookError::MalformedTimestamp), [`MalformedSignature`](WebhookError::MalformedSignature),
    /// [`WrongSignature`](WebhookError::WrongSignature); of a request that is signed,
    /// [`TooOld`](WebhookError::TooOld), [`FromTheFuture`](WebhookError::FromTheFuture), and
    /// [`NotJson`](WebhookError::NotJson) or [`NotAnEvent`](WebhookError::NotAnEvent).
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<Event, WebhookError> {
        let signature = one(headers, SIGNATURE_HEADER)?;
        let timestamp = one(headers, TIMESTAMP_HEADER)?;
        self.verify_at(SystemTime::now(), signature.as_bytes(), timestamp.as_bytes(), body)
    }

    /// Verifies a request by the values of its two headers, for frameworks that do not use the crate `http`:
    /// [`SIGNATURE_HEADER`] and [`TIMESTAMP_HEADER`]. Refuse a request in which one of them is there twice.
    ///
    /// # Errors
    ///
    /// As of [`verify`](Self::verify).
    pub fn verify_values(&self, signature: &str, timestamp: &str, body: &[u8]) -> Result<Event, WebhookError> {
        self.verify_at(SystemTime::now(), signature.as_bytes(), timestamp.as_bytes(), body)
    }

    pub(super) fn verify_at<'a>(
        &'a self,
        now: SystemTime,
        signature: &[u8],
        timestamp: &[u8],
        body: &[u8],
    ) -> Result<Event, WebhookError> {
        let signed_at = parse_timestamp(timestamp).ok_or(WebhookError::MalformedTimestamp)?;
        let signature = parse_signature(signature).ok_or(WebhookError::MalformedSignature)?;
        // All of them are tried: how long it takes does not tell which one it was.
        let matching = |found, token: &'a SecretToken| {
            if token.verifies(&signature, timestamp, body) { Some(token) } else { found }
        };
        let signed_with = self.secret_tokens.iter().fold(None, matching).ok_or(WebhookError::WrongSignature)?;
        // After the signature, so that these errors are about requests of Zoom's, and about clocks.
        self.check_age(now.duration_since(UNIX_EPOCH).unwrap_or_default(), signed_at)?;
        let mut event = Event::from_json(body)?;
        event.url_validation = UrlValidation::answer(&event, signed_with)?;
        Ok(event)
    }

    fn check_age(&self, now: Duration, signed_at: Duration) -> Result<(), WebhookError> {
        let tolerance = self.tolerance;
        let (age, ahead) = (now.saturating_sub(signed_at), signed_at.saturating_sub(now));
        if age > tolerance {
            return Err(WebhookError::TooOld { age, tolerance });
        }
        if ahead > tolerance {
            return Err(WebhookError::FromTheFuture { ahead, tolerance });
        }
        Ok(())
    }
}

/// The only header of a name.
fn one<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a HeaderValue, WebhookError> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().ok_or(WebhookError::MissingHeader(name))?;
    if values.next().is_some() {
        return Err(WebhookError::RepeatedHeader(name));
    }
    Ok(value)
}

/// The time since 1970. It is in seconds; a number that would be some time after the year 5138 is of milliseconds, as
/// other services send it and as it has been seen.
fn parse_timestamp(text: &[u8]) -> Option<Duration> {
    // `parse` alone would take a sign.
    if !text.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = str::from_utf8(text).ok()?.parse().ok()?;
    Some(if number < 100_000_000_000 { Duration::from_secs(number) } else { Duration::from_millis(number) })
}

/// The bytes of `v0=` and hexadecimal digits of either case.
fn parse_signature(text: &[u8]) -> Option<[u8; 32]> {
    let digits = text.strip_prefix(b"v0=").filter(|digits| digits.len() == 64)?;
    let mut signature = [0; 32];
    for (byte, pair) in signature.iter_mut().zip(digits.chunks_exact(2)) {
        for digit in pair {
            *byte = *byte << 4 | u8::try_from(char::from(*digit).to_digit(16)?).ok()?;
        }
    }
    Some(signature)
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("secret_tokens", &self.secret_tokens.len())
            .field("tolerance", &self.tolerance)
            .finish()
    }
}
