//! The token endpoint: grants, refresh tokens that rotate, and the user who approves a login.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use httpmock::{HttpMockRequest, HttpMockResponse};
use reqwest::Url;
use serde_json::json;

use super::ZoomServer;
use super::request::Parameters;
use super::response::Response;
use crate::credentials::challenge;

/// The grants that have neither expired nor been revoked.
pub(super) struct Tokens(Mutex<State>);

#[derive(Default)]
struct State {
    /// How many tokens and codes were issued, which numbers the next ones.
    issued: usize,
    /// Access tokens, and the grant of each.
    access: HashMap<String, usize>,
    /// Refresh tokens, of which a grant has one at a time.
    refresh: HashMap<String, usize>,
    /// Device logins, by their device code: the user's code, and whether the user has approved it.
    devices: HashMap<String, (String, bool)>,
    /// Codes of logins that were not exchanged yet.
    codes: HashMap<String, PendingLogin>,
}

/// A login whose code was not exchanged yet.
struct PendingLogin {
    redirect_uri: String,
    /// None for a login without PKCE.
    challenge: Option<String>,
}

impl Default for Tokens {
    fn default() -> Self {
        let refresh = HashMap::from([(ZoomServer::REFRESH_TOKEN.to_owned(), 0)]);
        Self(Mutex::new(State { refresh, ..State::default() }))
    }
}

impl Tokens {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether an access token is valid.
    pub(super) fn accepts(&self, token: &str) -> bool {
        self.state().access.contains_key(token)
    }

    /// Returns the response to a request about tokens, None for any other request.
    pub(super) fn respond(&self, request: &HttpMockRequest) -> Option<HttpMockResponse> {
        let form = Parameters::of(&request.body_string());
        let uri = request.uri();
        let outcome = match (request.method_str(), uri.path()) {
            ("POST", "/oauth/token" | "/oauth/revoke" | "/oauth/devicecode") if !has_client(request, &form) => {
                Err(Refusal::InvalidClient)
            }
            ("POST", "/oauth/token") => self.state().grant(&form),
            ("POST", "/oauth/devicecode") => {
                let headers = request.headers();
                let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or("localhost");
                Ok(self.state().device(&format!("http://{host}/oauth_device")))
            }
            ("POST", "/oauth/revoke") => {
                self.state().revoke(form.get("token"));
                Ok(json!({ "status": "success" }))
            }
            _ => return None,
        };
        Some(match outcome {
            Ok(body) => Response::json(200, &body).into(),
            Err(refusal) => refusal.response().into(),
        })
    }
}

impl State {
    fn grant(&mut self, form: &Parameters) -> Result<serde_json::Value, Refusal> {
        match form.get("grant_type") {
            "account_credentials" if form.get("account_id").is_empty() => Err(Refusal::InvalidRequest),
            "account_credentials" => {
                let grant = self.issued + 1;
                Ok(self.issue(grant, false))
            }
            "refresh_token" => {
                let grant = self.refresh.remove(form.get("refresh_token")).ok_or(Refusal::InvalidGrant)?;
                Ok(self.issue(grant, true))
            }
            "authorization_code" => {
                let login = self.codes.remove(form.get("code")).ok_or(Refusal::InvalidGrant)?;
                let is_proven = login.challenge.is_none_or(|text| text == challenge(form.get("code_verifier")));
                if !is_proven || login.redirect_uri != form.get("redirect_uri") {
                    return Err(Refusal::InvalidGrant);
                }
                let grant = self.issued + 1;
                Ok(self.issue(grant, true))
            }
            "urn:ietf:params:oauth:grant-type:device_code" => {
                let code = form.get("device_code");
                match self.devices.get(code) {
                    None => Err(Refusal::InvalidGrant),
                    Some((_, false)) => Err(Refusal::AuthorizationPending),
                    Some((_, true)) => {
                        self.devices.remove(code);
                        let grant = self.issued + 1;
                        Ok(self.issue(grant, true))
                    }
                }
            }
            _ => Err(Refusal::UnsupportedGrantType),
        }
    }

    fn device(&mut self, verification_uri: &str) -> serde_json::Value {
        self.issued += 1;
        let (code, user_code) = (format!("mock-device-code-{}", self.issued), format!("MOCK-{:04}", self.issued));
        let complete = format!("{verification_uri}?user_code={user_code}");
        self.devices.insert(code.clone(), (user_code.clone(), false));
        json!({
            "device_code": code, "user_code": user_code, "verification_uri": verification_uri,
            "verification_uri_complete": complete, "expires_in": 900, "interval": 1,
        })
    }

    fn code(&mut self, login: PendingLogin) -> String {
        self.issued += 1;
        let code = format!("mock-code-{}", self.issued);
        self.codes.insert(code.clone(), login);
        code
    }

    /// Issues a token of a grant. As at Zoom, the grant's previous access token stays valid until it expires.
    fn issue(&mut self, grant: usize, refreshable: bool) -> serde_json::Value {
        self.issued += 1;
        let access = format!("{}-{}", ZoomServer::TOKEN, self.issued);
        let mut token =
            json!({ "access_token": access, "token_type": "bearer", "expires_in": 3599, "scope": "pac:read" });
        self.access.insert(access, grant);
        if refreshable {
            let refresh = format!("{}-{}", ZoomServer::REFRESH_TOKEN, self.issued);
            token["refresh_token"] = refresh.as_str().into();
            self.refresh.insert(refresh, grant);
        }
        token
    }

    /// Revokes the grant of a token. An unknown token is no error (RFC 7009).
    fn revoke(&mut self, token: &str) {
        if let Some(grant) = self.access.get(token).or_else(|| self.refresh.get(token)).copied() {
            self.access.retain(|_, other| *other != grant);
            self.refresh.retain(|_, other| *other != grant);
        }
    }
}

/// Tokens, with the feature `oauth`.
impl ZoomServer {
    /// A refresh token that the server accepts once, as if a user had logged in before.
    pub const REFRESH_TOKEN: &'static str = "mock-refresh-token";

    /// Approves a login as the user does in the browser: takes the URL of the login and returns the redirect.
    ///
    /// The redirect has an `error` and no code if the URL is not one of this server.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use zoom_api::credentials::{MemoryStore, OAuthClient};
    /// use zoom_api::mock::ZoomServer;
    /// use zoom_api::{Credentials, UserRef, Zoom};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// let server = ZoomServer::start_async().await;
    /// let client = OAuthClient::new("a client").redirect_uri("https://my.app/zoom").oauth_url(server.base_url());
    /// let store = Arc::new(MemoryStore::default());
    ///
    /// let login = client.start_login()?;
    /// let callback = server.approve_login(login.url());
    /// login.finish(&callback, store.as_ref()).await?;
    ///
    /// let zoom = Zoom::builder().credentials(Credentials::OAuth { client, store }).base_url(server.base_url()).build()?;
    /// assert_eq!(zoom.pac().list(UserRef::Me).await?.pac_accounts.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn approve_login(&self, login: &str) -> String {
        let url = Url::parse(login).ok();
        let query = Parameters::of(url.as_ref().and_then(Url::query).unwrap_or_default());
        let is_ours = url.is_some_and(|url| url.as_str().starts_with(&format!("{}/oauth/authorize?", self.base_url())));
        let redirect_uri = query.get("redirect_uri");
        let outcome = if is_ours && query.get("response_type") == "code" {
            let challenge = Some(query.get("code_challenge").to_owned()).filter(|text| !text.is_empty());
            let code =
                self.responder.tokens.state().code(PendingLogin { redirect_uri: redirect_uri.to_owned(), challenge });
            ("code", code)
        } else {
            ("error", "invalid_request".to_owned())
        };
        let response = [(outcome.0, outcome.1.as_str()), ("state", query.get("state"))];
        // A login without a redirect URI gets one that leads nowhere in particular.
        let callback = Url::parse_with_params(redirect_uri, response);
        callback.or_else(|_| Url::parse_with_params("http://localhost", response)).map(String::from).unwrap_or_default()
    }

    /// Approves a device login as the user does who enters its code. Returns whether a login with this code is pending.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use zoom_api::credentials::{MemoryStore, OAuthClient};
    /// use zoom_api::mock::ZoomServer;
    /// use zoom_api::{Credentials, UserRef, Zoom};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// let server = ZoomServer::start_async().await;
    /// let client = OAuthClient::new("a client").oauth_url(server.base_url());
    /// let store = Arc::new(MemoryStore::default());
    ///
    /// let login = client.start_device_login().await?;
    /// assert!(server.approve_device_login(login.user_code()));
    /// login.finish(store.as_ref()).await?;
    ///
    /// let zoom = Zoom::builder().credentials(Credentials::OAuth { client, store }).base_url(server.base_url()).build()?;
    /// assert_eq!(zoom.pac().list(UserRef::Me).await?.pac_accounts.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn approve_device_login(&self, user_code: &str) -> bool {
        let mut state = self.responder.tokens.state();
        let device = state.devices.values_mut().find(|(code, _)| code == user_code);
        device.map(|(_, is_approved)| *is_approved = true).is_some()
    }

    /// Expires the access tokens that the endpoint issued: a call with one gets a 401, and the client has to refresh it.
    /// [`TOKEN`](Self::TOKEN) stays valid.
    pub fn expire_tokens(&self) {
        self.responder.tokens.state().access.clear();
    }

    /// Revokes all grants: access tokens expire as with [`expire_tokens`](Self::expire_tokens), and refresh tokens and
    /// codes get `invalid_grant`. Users can log in again, and a server-to-server app gets its next token.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use zoom_api::credentials::{MemoryStore, OAuthClient, Token};
    /// use zoom_api::mock::ZoomServer;
    /// use zoom_api::{CredentialsErrorKind, Credentials, Error, UserRef, Zoom};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// let server = ZoomServer::start_async().await;
    /// let client = OAuthClient::new("a client").oauth_url(server.base_url());
    /// let store = Arc::new(MemoryStore::new(Token::from_refresh_token(ZoomServer::REFRESH_TOKEN)));
    /// let zoom = Zoom::builder().credentials(Credentials::OAuth { client, store }).base_url(server.base_url()).build()?;
    /// zoom.pac().list(UserRef::Me).await?;
    ///
    /// server.revoke_grants();
    /// let revoked = zoom.pac().list(UserRef::Me).await.unwrap_err();
    /// assert!(matches!(revoked, Error::Credentials(error) if error.kind() == CredentialsErrorKind::LoginRequired));
    /// # Ok(())
    /// # }
    /// ```
    pub fn revoke_grants(&self) {
        let mut state = self.responder.tokens.state();
        *state = State { issued: state.issued, ..State::default() };
    }
}

/// The reason why the endpoint issues no token.
enum Refusal {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    AuthorizationPending,
    UnsupportedGrantType,
}

impl Refusal {
    fn response(&self) -> Response {
        let (status, error, reason) = match self {
            Self::InvalidRequest => (400, "invalid_request", "Bad Request"),
            Self::InvalidClient => (401, "invalid_client", "Invalid client_id or client_secret"),
            Self::InvalidGrant => (400, "invalid_grant", "Invalid Token!"),
            Self::AuthorizationPending => (400, "authorization_pending", "Authorization pending"),
            Self::UnsupportedGrantType => (400, "unsupported_grant_type", "unsupported grant type"),
        };
        Response::json(status, &json!({ "reason": reason, "error": error }))
    }
}

/// Returns whether a request names a client, by HTTP Basic or, without a secret, by its ID in the form. Any will do.
fn has_client(request: &HttpMockRequest, form: &Parameters) -> bool {
    let headers = request.headers();
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    authorization.starts_with("Basic ") || !form.get("client_id").is_empty()
}
