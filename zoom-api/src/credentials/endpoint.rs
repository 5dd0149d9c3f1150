//! Zoom's token endpoint: `/oauth/token` and `/oauth/revoke`.
//!
//! Source: Zoom's documentation, "OAuth 2.0": HTTP Basic with the client's ID and secret, parameters in a form body.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};
use reqwest::{Body, Client, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Token;
use super::redact::Secrets;
use crate::Secret;
use crate::error::{CredentialsError, CredentialsErrorKind, RetryAfter, tracking_id};
use crate::wire::read_capped;

/// The largest response that is read, in bytes. None about a token is as large.
const MAX_RESPONSE: usize = 64 << 10;

/// The token endpoint of a host.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub(super) http: Client,
    /// `https://zoom.us`.
    pub(super) host: Url,
    pub(super) timeout: Duration,
}

/// The app that sends a request.
#[derive(Debug, Clone)]
pub(super) struct ClientId {
    pub(super) id: String,
    /// `None` for an app that cannot keep a secret, which PKCE is for.
    pub(super) secret: Option<Secret>,
}

/// An error response of the token endpoint.
pub(super) struct Refusal {
    /// OAuth's error code: `invalid_grant`.
    pub(super) code: Option<String>,
    pub(super) error: CredentialsError,
}

impl From<CredentialsError> for Refusal {
    fn from(error: CredentialsError) -> Self {
        Self { code: None, error }
    }
}

/// A response of the token endpoint, and what must not be shown of it.
struct Received {
    status: StatusCode,
    headers: HeaderMap,
    /// `None` if it is too large.
    body: Option<Bytes>,
    secrets: Secrets,
}

impl Endpoint {
    /// Requests a token. Returns it with its lifetime.
    pub(super) async fn token(
        &self,
        client: &ClientId,
        parameters: &[(&str, &str)],
    ) -> Result<(Token, Duration), CredentialsError> {
        self.poll(client, parameters).await.map_err(|refusal| refusal.error)
    }

    /// Requests a token that may not be there yet, which the code of its refusal says.
    pub(super) async fn poll(
        &self,
        client: &ClientId,
        parameters: &[(&str, &str)],
    ) -> Result<(Token, Duration), Refusal> {
        let received = self.post("oauth/token", client, parameters).await?;
        let response: TokenResponse = received.parse()?;
        // An error is never a token, whatever its status.
        let token = match (response.access_token, &response.error.error) {
            (Some(token), None) if received.status.is_success() && !token.expose().is_empty() => token,
            _ => {
                let error = received.refused(&response.error);
                return Err(Refusal { code: response.error.error, error });
            }
        };
        let seconds = response.expires_in.as_ref();
        let seconds = seconds.and_then(|seconds| seconds.as_u64().or_else(|| seconds.as_str()?.parse().ok()));
        // Documented as an hour; a day is more than any token has.
        let lifetime = Duration::from_secs(seconds.unwrap_or(3600).min(24 * 60 * 60));
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let token = Token {
            access_token: token,
            refresh_token: response.refresh_token,
            expires_at: (now + lifetime).as_secs(),
            scopes: response.scope.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            api_url: response.api_url,
        };
        Ok((token, lifetime))
    }

    /// Revokes a token, and with a refresh token its grant.
    pub(super) async fn revoke(&self, client: &ClientId, token: &Secret) -> Result<(), CredentialsError> {
        let received = self.post("oauth/revoke", client, &[("token", token.expose())]).await?;
        let error: ErrorResponse = match received.parse() {
            Ok(error) => error,
            // RFC 7009 asks for no body.
            Err(_) if received.status.is_success() => return Ok(()),
            Err(error) => return Err(error),
        };
        match (error.error.as_deref(), received.status.is_success()) {
            // RFC 7009: an invalid token needs no revocation, and is no error.
            (None, true) | (Some("invalid_grant" | "invalid_token"), _) => Ok(()),
            _ => Err(received.refused(&error)),
        }
    }

    /// Requests the codes of a device login.
    pub(super) async fn device_codes(&self, client: &ClientId) -> Result<DeviceCodes, CredentialsError> {
        // An app without a secret sends its ID anyway.
        let id = client.secret.as_ref().map(|_| ("client_id", client.id.as_str()));
        let received = self.post("oauth/devicecode", client, id.as_slice()).await?;
        if !received.status.is_success() {
            return Err(received.refused(&received.parse()?));
        }
        received.parse()
    }

    async fn post(
        &self,
        path: &str,
        client: &ClientId,
        parameters: &[(&str, &str)],
    ) -> Result<Received, CredentialsError> {
        let mut url = self.host.clone();
        url.set_path(path);
        // A URL's query is encoded as a form is.
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
            let error = CredentialsError::new(CredentialsErrorKind::Decode, "redirected to another URL");
            return Err(error.with_response(response.status(), None, None));
        }
        let body = read_capped(&mut response, MAX_RESPONSE).await.map_err(CredentialsError::transport)?;
        let secrets = Secrets::of(client, parameters);
        Ok(Received { status: response.status(), headers: std::mem::take(response.headers_mut()), body, secrets })
    }
}

impl Received {
    /// Parses the body, of a success or of an error.
    fn parse<T: DeserializeOwned>(&self) -> Result<T, CredentialsError> {
        let Some(body) = &self.body else { return Err(self.error(self.kind_by_status(), "too large")) };
        // What serde says of a body can quote it.
        serde_json::from_slice(body).map_err(|_| self.error(self.kind_by_status(), "not the JSON of a token endpoint"))
    }

    /// Returns the error that an error response is.
    fn refused(&self, response: &ErrorResponse) -> CredentialsError {
        let kind = match (response.error.as_deref(), self.status) {
            (Some("invalid_grant"), _) => CredentialsErrorKind::LoginRequired,
            (Some("invalid_client" | "unauthorized_client"), _) | (None, StatusCode::UNAUTHORIZED) => {
                CredentialsErrorKind::InvalidClient
            }
            _ => match self.kind_by_status() {
                CredentialsErrorKind::Decode => CredentialsErrorKind::Refused,
                kind => kind,
            },
        };
        let texts = [&response.error, &response.reason, &response.error_description, &response.message];
        let texts: Vec<_> = texts.into_iter().flatten().map(String::as_str).collect();
        self.error(kind, &texts.join(": "))
    }

    /// Returns what a response means whose body does not say.
    fn kind_by_status(&self) -> CredentialsErrorKind {
        match self.status {
            StatusCode::TOO_MANY_REQUESTS => CredentialsErrorKind::Unavailable,
            status if status.is_server_error() => CredentialsErrorKind::Unavailable,
            status if status.is_client_error() => CredentialsErrorKind::Refused,
            _ => CredentialsErrorKind::Decode,
        }
    }

    fn error(&self, kind: CredentialsErrorKind, detail: &str) -> CredentialsError {
        let tracking_id = tracking_id(&self.headers).map(|id| self.secrets.redact(id));
        let retry_after = RetryAfter::wait_of(&self.headers);
        CredentialsError::new(kind, &self.secrets.redact(detail)).with_response(
            self.status,
            tracking_id.as_deref(),
            retry_after,
        )
    }
}

#[derive(Deserialize)]
struct TokenResponse {
    access_token: Option<Secret>,
    refresh_token: Option<Secret>,
    expires_in: Option<serde_json::Value>,
    scope: Option<String>,
    api_url: Option<String>,
    #[serde(flatten)]
    error: ErrorResponse,
}

/// The codes of a device login (RFC 8628).
#[derive(Deserialize)]
pub(super) struct DeviceCodes {
    pub(super) device_code: Secret,
    pub(super) user_code: String,
    pub(super) verification_uri: String,
    pub(super) verification_uri_complete: Option<String>,
    pub(super) expires_in: Option<u64>,
    pub(super) interval: Option<u64>,
}

#[derive(Deserialize)]
struct ErrorResponse {
    error: Option<String>,
    reason: Option<String>,
    error_description: Option<String>,
    message: Option<String>,
}
