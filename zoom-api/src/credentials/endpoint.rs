//! Zoom's token endpoint: `/oauth/token` and `/oauth/revoke`.
//!
//! Source: Zoom's documentation, "OAuth 2.0": HTTP Basic with the client's ID and secret, parameters in a form body.

use std::time::{Duration, SystemTime};

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use reqwest::{Body, Client, Url};
use serde::Deserialize;

use super::Token;
use crate::Secret;
use crate::error::{CredentialsError, CredentialsErrorKind, tracking_id};
use crate::http::read;

/// Larger than any answer about a token.
const LONGEST_ANSWER: usize = 64 << 10;

/// The token endpoint of a host.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub(super) http: Client,
    /// `https://zoom.us`.
    pub(super) host: Url,
    pub(super) timeout: Duration,
}

/// Who asks.
#[derive(Debug, Clone)]
pub(super) struct ClientId {
    pub(super) id: String,
    /// None for an app that can keep no secret, which PKCE is for.
    pub(super) secret: Option<Secret>,
}

impl Endpoint {
    /// Asks for a token.
    pub(super) async fn token(
        &self,
        client: &ClientId,
        parameters: &[(&str, &str)],
    ) -> Result<(Token, Duration), CredentialsError> {
        let (status, headers, body) = self.post("oauth/token", client, parameters).await?;
        let fail = |kind, text: &str| {
            let error = CredentialsError::new(kind, text).with_response(status, tracking_id(&headers));
            Err(error.redact(client.secret.iter().map(Secret::expose)).redact(parameters.iter().map(|(_, text)| *text)))
        };
        let answer: Answer = match serde_json::from_slice(&body) {
            Ok(answer) => answer,
            Err(_) => return fail(CredentialsErrorKind::Decode, "the answer is not that of a token endpoint"),
        };
        // An error is never a token, whatever its status.
        let token = match (answer.access_token, &answer.error) {
            (Some(token), None) if status.is_success() && !token.expose().is_empty() => token,
            (_, error) => {
                let kind = match (error.as_deref(), status) {
                    (Some("invalid_grant"), _) => CredentialsErrorKind::LoginRequired,
                    (Some("invalid_client" | "unauthorized_client"), _) | (None, StatusCode::UNAUTHORIZED) => {
                        CredentialsErrorKind::InvalidClient
                    }
                    _ => CredentialsErrorKind::Refused,
                };
                let texts = [error, &answer.reason, &answer.error_description, &answer.message];
                let texts: Vec<_> = texts.into_iter().flatten().map(String::as_str).collect();
                return fail(kind, &texts.join(": "));
            }
        };
        let seconds = answer.expires_in.as_ref();
        let seconds = seconds.and_then(|seconds| seconds.as_u64().or_else(|| seconds.as_str()?.parse().ok()));
        // Documented as an hour; a day is more than any token has.
        let lifetime = Duration::from_secs(seconds.unwrap_or(3600).min(24 * 60 * 60));
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let token = Token {
            access_token: token,
            refresh_token: answer.refresh_token,
            expires_at: (now + lifetime).as_secs(),
            scopes: answer.scope.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            api_url: answer.api_url,
        };
        Ok((token, lifetime))
    }

    /// Ends a token before its time.
    pub(super) async fn revoke(&self, client: &ClientId, token: &Secret) -> Result<(), CredentialsError> {
        let (status, headers, _) = self.post("oauth/revoke", client, &[("token", token.expose())]).await?;
        if status.is_success() {
            return Ok(());
        }
        let error = CredentialsError::new(CredentialsErrorKind::Refused, "the token was not revoked");
        Err(error.with_response(status, tracking_id(&headers)))
    }

    async fn post(
        &self,
        path: &str,
        client: &ClientId,
        parameters: &[(&str, &str)],
    ) -> Result<(StatusCode, HeaderMap, bytes::Bytes), CredentialsError> {
        let mut url = self.host.clone();
        url.set_path(path);
        // A URL's query is written as a form is.
        let mut form = self.host.clone();
        form.query_pairs_mut().clear().extend_pairs(parameters);
        if client.secret.is_none() {
            form.query_pairs_mut().append_pair("client_id", &client.id);
        }
        let mut request = self.http.post(url.clone()).timeout(self.timeout).header(ACCEPT, "application/json");
        if let Some(secret) = &client.secret {
            request = request.basic_auth(&client.id, Some(secret.expose()));
        }
        // Wrapped, it cannot be sent a second time: a client of the caller's own that follows redirects would do so.
        let body = Body::wrap(Body::from(form.query().unwrap_or_default().to_owned()));
        let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        let mut response = request.send().await.map_err(CredentialsError::transport)?;
        if *response.url() != url {
            let text = "another address answered than the one that was asked";
            let error = CredentialsError::new(CredentialsErrorKind::Decode, text);
            return Err(error.with_response(response.status(), None));
        }
        let body = read(&mut response, LONGEST_ANSWER).await.map_err(CredentialsError::transport)?;
        let (status, headers) = (response.status(), response.headers().clone());
        match body {
            Some(body) => Ok((status, headers, body)),
            None => {
                let error = CredentialsError::new(CredentialsErrorKind::Decode, "the answer is too large");
                Err(error.with_response(status, tracking_id(&headers)))
            }
        }
    }
}

#[derive(Deserialize)]
struct Answer {
    access_token: Option<Secret>,
    refresh_token: Option<Secret>,
    expires_in: Option<serde_json::Value>,
    scope: Option<String>,
    api_url: Option<String>,
    error: Option<String>,
    reason: Option<String>,
    error_description: Option<String>,
    message: Option<String>,
}
