//! The secrets of a request for a token, which the response can quote.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;

use super::endpoint::ClientId;
use crate::redact::redact;

/// The parameters of a token request whose values are secrets.
const SECRET_PARAMETERS: [&str; 5] = ["refresh_token", "code", "code_verifier", "device_code", "token"];

/// The secrets of a request, in each form in which it carries them.
#[derive(Default)]
pub(super) struct Secrets(Vec<String>);

impl Secrets {
    /// Returns the secrets of a token request.
    pub(super) fn of(client: &ClientId, parameters: &[(&str, &str)]) -> Self {
        let mut secrets = Self::default();
        for (_, value) in parameters.iter().filter(|(name, _)| SECRET_PARAMETERS.contains(name)) {
            secrets.add(value);
        }
        if let Some(secret) = &client.secret {
            secrets.add(secret.expose());
            secrets.add(&STANDARD.encode(format!("{}:{}", client.id, secret.expose())));
        }
        secrets
    }

    /// Adds a secret as it is and as a form or URL encodes it.
    pub(super) fn add(&mut self, secret: &str) {
        self.0.push(secret.to_owned());
        // Without a name and `=`, the query is the encoded secret.
        let encoded = Url::parse_with_params("http://localhost", [("", secret)]).ok();
        let encoded = encoded.as_ref().and_then(Url::query).and_then(|query| query.strip_prefix('='));
        self.0.extend(encoded.filter(|encoded| *encoded != secret).map(str::to_owned));
    }

    /// Returns a whole text without the secrets. It is cut afterwards, never before: a part of a secret is not found.
    pub(super) fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| redact(&text, secret).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    fn redacted(text: &str) -> String {
        let client = ClientId { id: "the client".to_owned(), secret: Some(Secret::from("planted/secret")) };
        let parameters = [("grant_type", "refresh_token"), ("refresh_token", "planted-token"), ("code", "idat")];
        Secrets::of(&client, &parameters).redact(text)
    }

    #[test]
    fn secrets_are_redacted_in_each_form_of_the_request() {
        for (text, expected) in [
            ("bad planted/secret and planted-token", "bad [redacted] and [redacted]"),
            ("refresh_token=planted-token&secret=planted%2Fsecret", "refresh_token=[redacted]&secret=[redacted]"),
            ("Basic dGhlIGNsaWVudDpwbGFudGVkL3NlY3JldA==", "Basic [redacted]"),
            // What is no secret, and what is too short to be one.
            ("the refresh_token of the client", "the refresh_token of the client"),
            ("Validation failed", "Validation failed"),
        ] {
            assert_eq!(redacted(text), expected);
        }
    }
}
