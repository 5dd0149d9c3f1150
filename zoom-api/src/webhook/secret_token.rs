//! What Zoom signs with, and how.

use std::fmt::Write;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::WebhookError;

/// An app's secret token, as the key that it is. No `Debug`: the key is as secret as the token.
#[derive(Clone)]
pub(crate) struct SecretToken(Hmac<Sha256>);

impl SecretToken {
    /// Takes a token that can be one. HMAC itself would take any, and with an empty one, such as a variable that is not
    /// set, anybody could sign.
    pub(crate) fn new(token: &str) -> Result<Self, WebhookError> {
        if token.is_empty() || token.contains(|character: char| character.is_whitespace() || character.is_control()) {
            return Err(WebhookError::InvalidSecretToken);
        }
        Hmac::new_from_slice(token.as_bytes()).map(Self).map_err(|_| WebhookError::InvalidSecretToken)
    }

    /// Whether the signature is this token's, in a time that does not tell where they differ.
    pub(super) fn verifies(&self, signature: &[u8; 32], timestamp: &[u8], body: &[u8]) -> bool {
        self.signed(timestamp, body).verify_slice(signature).is_ok()
    }

    /// The value of `x-zm-signature`.
    #[cfg(feature = "mock")]
    pub(crate) fn signature(&self, timestamp: &[u8], body: &[u8]) -> String {
        format!("v0={}", hex(self.signed(timestamp, body)))
    }

    /// The HMAC of a text, in hexadecimal digits. Not for a text of somebody who has signed nothing: it may be the one that
    /// is signed for a body of theirs.
    pub(super) fn hmac(&self, text: &str) -> String {
        hex(self.0.clone().chain_update(text))
    }

    fn signed(&self, timestamp: &[u8], body: &[u8]) -> Hmac<Sha256> {
        self.0.clone().chain_update(b"v0:").chain_update(timestamp).chain_update(b":").chain_update(body)
    }
}

fn hex(mac: Hmac<Sha256>) -> String {
    mac.finalize().into_bytes().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed by Python: `hmac.new(token.encode(), text.encode(), hashlib.sha256).hexdigest()`.
    #[test]
    fn the_hmac_is_that_of_other_implementations() {
        for (token, text, expected) in [
            ("s3cr3t", "qgg8vlvZRS6UYooatFL8Aw", "86b565e97036973cc44c3b3f24af76cabe70c2cbf5554c32419d44ecf6c0f2ca"),
            // A key that is not ASCII, and a text that is empty.
            ("Schlüssel-会", "", "8c5452d5b84a42fc7a6eda6d38bc0b85f20c1ce10751fe7264cf5846b6c95a5f"),
            // A key that is longer than a block of SHA-256.
            (&"k".repeat(100), "plain token é", "2a798d045e6fb123ecbf808c826070846bc834af548635a8b2e582096a0fccb6"),
        ] {
            assert_eq!(SecretToken::new(token).unwrap().hmac(text), expected, "{token} {text}");
        }
    }

    #[test]
    fn a_token_that_is_none_is_an_error() {
        for token in ["", " ", "token\n", "\ttoken", "to ken", "token\0", "token\u{a0}"] {
            assert_eq!(SecretToken::new(token).err(), Some(WebhookError::InvalidSecretToken), "{token:?}");
        }
        for token in ["t", "qJDn6xzaQoqfVqXYQmZVnA", "a-b_c", "schlüssel"] {
            assert!(SecretToken::new(token).is_ok(), "{token:?}");
        }
    }
}
