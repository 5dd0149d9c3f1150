//! An access token that is refreshed before it expires: by one request, however many calls wait for it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use http::HeaderValue;
use reqwest::Url;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::sleep;

use super::backoff::Backoff;
use super::endpoint::{ClientId, Endpoint};
use super::redact::Secrets;
use super::source::Bearer;
use super::token::Lifetime;
use super::{Lease, Token, TokenStore, bearer};
use crate::Secret;
use crate::error::{CredentialsError, CredentialsErrorKind};

/// The grant that a token is requested with.
#[derive(Debug)]
pub(super) enum Grant {
    /// `account_credentials`: a new token each time, and nothing to lose.
    ServerToServer { client: ClientId, account_id: String },
    /// `refresh_token`: each is accepted once, so the store has the next one before it is used.
    OAuth { client: ClientId, store: Arc<dyn TokenStore> },
}

/// An access token and what refreshes it.
pub(crate) struct RefreshingToken {
    grant: Grant,
    endpoint: Endpoint,
    /// Whether calls go to the `api_url` of a token: not if the client was given a base URL.
    follows_api_url: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    /// The token that Zoom rejected last, which a store may still have.
    rejected: Option<HeaderValue>,
    /// A token that could not be saved: its predecessor is invalid, so it must not be lost.
    pending: Option<PendingSave>,
    /// The refresh that is in flight.
    in_flight: Option<InFlight>,
    backoff: Backoff,
}

struct PendingSave {
    token: Token,
    /// The token of the store that it replaces.
    predecessor: Token,
}

type RefreshResult = Result<Bearer, CredentialsError>;

type InFlight = watch::Receiver<Option<RefreshResult>>;

struct Current {
    bearer: Bearer,
    fresh_until: Instant,
    valid_until: Instant,
}

impl fmt::Debug for RefreshingToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshingToken").field("grant", &self.grant).finish_non_exhaustive()
    }
}

impl RefreshingToken {
    pub(super) fn new(grant: Grant, endpoint: Endpoint, follows_api_url: bool) -> Arc<Self> {
        Arc::new(Self { grant, endpoint, follows_api_url, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the token, refreshed if it has to be.
    ///
    /// In its last minute it is returned as it is and refreshed beside the calls, so that a token endpoint that is slow or
    /// fails holds up nobody while the token is valid.
    pub(super) async fn bearer(self: &Arc<Self>) -> RefreshResult {
        let mut in_flight = {
            let mut state = self.state();
            let now = Instant::now();
            if let Some(current) = state.current.as_ref().filter(|current| now < current.valid_until) {
                let (bearer, is_fresh) = (current.bearer.clone(), now < current.fresh_until);
                if !is_fresh && state.in_flight.is_none() && state.backoff.left().is_zero() {
                    // Without a runtime, the next call tries again.
                    let _ = self.spawn_refresh(&mut state, Duration::ZERO);
                }
                return Ok(bearer);
            }
            match &state.in_flight {
                Some(in_flight) => in_flight.clone(),
                None => {
                    let wait = state.backoff.wait()?;
                    self.spawn_refresh(&mut state, wait)?
                }
            }
        };
        let result = in_flight.wait_for(Option::is_some).await.map(|result| result.clone());
        match result {
            Ok(result) => result.unwrap_or_else(|| Err(interrupted())),
            Err(_) => {
                let mut state = self.state();
                if state.in_flight.as_ref().is_some_and(|other| other.same_channel(&in_flight)) {
                    state.in_flight = None;
                }
                Err(interrupted())
            }
        }
    }

    /// Records that Zoom rejected the token of a call, so that the next is another. A token that has been replaced
    /// already changes nothing.
    pub(super) fn reject(&self, authorization: &HeaderValue) {
        let mut state = self.state();
        if let Some(current) = state.current.take_if(|current| current.bearer.authorization == *authorization) {
            state.rejected = Some(current.bearer.authorization);
        }
    }

    /// Refreshes in a task of its own, after a wait: a caller that gives up must not lose the successor of a refresh token
    /// that Zoom has accepted already.
    fn spawn_refresh(self: &Arc<Self>, state: &mut State, wait: Duration) -> Result<InFlight, CredentialsError> {
        let runtime = Handle::try_current().map_err(|_| interrupted())?;
        let (send, receive) = watch::channel(None);
        state.in_flight = Some(receive.clone());
        let this = Arc::clone(self);
        runtime.spawn(async move {
            if !wait.is_zero() {
                sleep(wait).await;
            }
            let result = this.refresh().await;
            let mut state = this.state();
            state.in_flight = None;
            let result = match result {
                Ok(current) => {
                    state.backoff.succeeded();
                    Ok(state.current.insert(current).bearer.clone())
                }
                Err(error) => {
                    tracing::debug!(%error, "token refresh failed");
                    state.backoff.failed(&error);
                    Err(error)
                }
            };
            drop(state);
            send.send_replace(Some(result));
        });
        Ok(receive)
    }

    /// Returns the next token.
    async fn refresh(&self) -> Result<Current, CredentialsError> {
        // Lifetimes are counted from before the request.
        let obtained = Instant::now();
        let (token, lifetime) = match &self.grant {
            Grant::ServerToServer { client, account_id } => {
                let parameters = [("grant_type", "account_credentials"), ("account_id", account_id)];
                let (token, lifetime) = self.endpoint.token(client, &parameters).await?;
                let lifetime = token.lifetime(SystemTime::now(), Some(lifetime));
                (token, lifetime)
            }
            Grant::OAuth { client, store } => self.refresh_stored(client, store.as_ref()).await?,
        };
        tracing::debug!(seconds = lifetime.valid.as_secs(), "token refreshed");
        let base = if self.follows_api_url { self.base(&token)? } else { None };
        let Some(authorization) = bearer(&token.access_token) else {
            let detail = "the access token contains characters that are invalid in a header";
            return Err(CredentialsError::new(CredentialsErrorKind::Decode, detail));
        };
        Ok(Current {
            bearer: Bearer { authorization, base },
            fresh_until: obtained + lifetime.fresh,
            valid_until: obtained + lifetime.valid,
        })
    }

    /// Returns the token of the store, refreshed if it has to be. Another process may have refreshed it.
    async fn refresh_stored(
        &self,
        client: &ClientId,
        store: &dyn TokenStore,
    ) -> Result<(Token, Lifetime), CredentialsError> {
        let login_required = |detail| CredentialsError::new(CredentialsErrorKind::LoginRequired, detail);
        let mut lease = store.lease().await.map_err(CredentialsError::store("locking it"))?;
        let stored = lease.load().await.map_err(CredentialsError::store(LOADING))?;
        let stored = self.save_pending(lease.as_mut(), stored).await?;
        let stored = stored.ok_or_else(|| login_required("the store has no token"))?;
        match self.use_or_refresh(client, lease.as_mut(), stored.clone()).await {
            Err(error) if error.kind() == CredentialsErrorKind::LoginRequired => {
                // Whoever writes to the store without a lease, by copying a file for example, may have been quicker.
                let newer = lease.load().await.map_err(CredentialsError::store(LOADING))?;
                match newer.filter(|newer| *newer != stored) {
                    Some(newer) => self.use_or_refresh(client, lease.as_mut(), newer).await,
                    None => Err(error),
                }
            }
            result => result,
        }
    }

    /// Returns the token of the store if it is fresh, else the next one.
    ///
    /// One in its last minute is returned as well when it is seen for the first time: calls need not wait for the next.
    async fn use_or_refresh(
        &self,
        client: &ClientId,
        lease: &mut dyn Lease,
        stored: Token,
    ) -> Result<(Token, Lifetime), CredentialsError> {
        let lifetime = stored.lifetime(SystemTime::now(), None);
        let authorization = bearer(&stored.access_token);
        if self.is_usable(authorization.as_ref(), lifetime) {
            return Ok((stored, lifetime));
        }
        let refresh = stored.refresh_token.as_ref().ok_or_else(|| {
            CredentialsError::new(CredentialsErrorKind::LoginRequired, "the store has no refresh token")
        })?;
        let parameters = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
        let (mut token, lifetime) = self.endpoint.token(client, &parameters).await?;
        // Zoom rotates it; a server that does not keeps the one that there is.
        token.refresh_token = token.refresh_token.take().or_else(|| stored.refresh_token.clone());
        let token = self.save(lease, PendingSave { token, predecessor: stored }).await?;
        let lifetime = token.lifetime(SystemTime::now(), Some(lifetime));
        Ok((token, lifetime))
    }

    /// Saves the token that could not be saved before, unless the store has been given another one since, which is newer.
    async fn save_pending(
        &self,
        lease: &mut dyn Lease,
        stored: Option<Token>,
    ) -> Result<Option<Token>, CredentialsError> {
        let pending = self.state().pending.take();
        match pending {
            Some(pending) if stored.as_ref().is_none_or(|stored| *stored == pending.predecessor) => {
                self.save(lease, pending).await.map(Some)
            }
            _ => Ok(stored),
        }
    }

    async fn save(&self, lease: &mut dyn Lease, pending: PendingSave) -> Result<Token, CredentialsError> {
        match lease.save(&pending.token).await {
            Ok(()) => Ok(pending.token),
            Err(error) => {
                self.state().pending = Some(pending);
                Err(CredentialsError::store("saving the token")(error))
            }
        }
    }

    /// Returns whether calls can be made with a token of the store: one that is valid and not rejected, and new to this
    /// client if it is in its last minute.
    fn is_usable(&self, authorization: Option<&HeaderValue>, lifetime: Lifetime) -> bool {
        let state = self.state();
        let current = state.current.as_ref().map(|current| &current.bearer.authorization);
        let is_new = authorization.is_some() && authorization != current;
        let is_valid = !lifetime.fresh.is_zero() || !lifetime.valid.is_zero() && is_new;
        is_valid && authorization.is_some() && authorization != state.rejected.as_ref()
    }

    /// Returns where the token says that calls go, if that is a server of Zoom's: it gets the token.
    fn base(&self, token: &Token) -> Result<Option<Url>, CredentialsError> {
        let Some(text) = token.api_url.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        let url = Url::parse(text)
            .ok()
            .filter(|url| crate::wire::is_zooms(url) || is_same_loopback(url, &self.endpoint.host));
        let Some(mut url) = url else {
            let mut secrets = Secrets::default();
            secrets.add(token.access_token.expose());
            secrets.add(token.refresh_token.as_ref().map_or("", Secret::expose));
            return Err(CredentialsError::new(CredentialsErrorKind::UntrustedApiUrl, &secrets.redact(text)));
        };
        url.set_path("/v2");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Some(url))
    }
}

const LOADING: &str = "loading the token";

fn interrupted() -> CredentialsError {
    CredentialsError::new(CredentialsErrorKind::Interrupted, "")
}

/// Tests have both servers on this machine.
fn is_same_loopback(url: &Url, host: &Url) -> bool {
    crate::wire::is_loopback(url) && crate::wire::is_loopback(host)
}

#[cfg(test)]
mod tests {
    use tokio::net::TcpListener;

    use super::*;

    /// However many calls there are and however long it takes.
    #[tokio::test]
    async fn a_token_in_its_last_minute_is_refreshed_by_one_request() {
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let host = Url::parse(&format!("http://{}", silent.local_addr().unwrap())).unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let client = ClientId { id: "a client".to_owned(), secret: None };
        let grant = Grant::ServerToServer { client, account_id: "an account".to_owned() };
        let endpoint = Endpoint { http, host, timeout: Duration::from_secs(30) };
        let token = RefreshingToken::new(grant, endpoint, false);
        let authorization = bearer(&"the-last-one".into()).unwrap();
        let now = Instant::now();
        token.state().current = Some(Current {
            bearer: Bearer { authorization: authorization.clone(), base: None },
            fresh_until: now,
            valid_until: now + Duration::from_secs(60),
        });
        for _ in 0..20 {
            assert_eq!(token.bearer().await.unwrap().authorization, authorization);
        }
        let _connection = silent.accept().await.unwrap();
        let another = tokio::time::timeout(Duration::from_millis(200), silent.accept()).await;
        assert!(another.is_err(), "a second request was made");
    }
}
