//! Tokens that are renewed before they end: one renewal at a time, however many calls wait for it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use http::HeaderValue;
use reqwest::Url;
use tokio::runtime::Handle;
use tokio::sync::watch;

use super::endpoint::{ClientId, Endpoint};
use super::source::Bearer;
use super::{Lease, Token, TokenStore, bearer};
use crate::error::{CredentialsError, CredentialsErrorKind};

/// How a new token is got.
#[derive(Debug)]
pub(super) enum Grant {
    /// `account_credentials`: a new one each time, and nothing to lose.
    ServerToServer { client: ClientId, account_id: String },
    /// `refresh_token`: each serves once, so the store has the next one before it is used.
    OAuth { client: ClientId, store: Arc<dyn TokenStore> },
}

/// A token and what renews it.
pub(crate) struct RefreshingToken {
    grant: Grant,
    endpoint: Endpoint,
    /// Whether the `api_url` of a token counts: not where the client was given a base URL.
    follows_api_url: bool,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    /// The token that Zoom refused last, which a store may still have.
    refused: Option<HeaderValue>,
    /// A token that the store did not take: its predecessor is dead, so it must not be lost.
    pending: Option<PendingSave>,
    /// The renewal that is under way.
    in_flight: Option<watch::Receiver<Option<RefreshResult>>>,
}

struct PendingSave {
    token: Token,
    /// What the store had when the token was got.
    predecessor: Token,
}

type RefreshResult = Result<Bearer, CredentialsError>;

struct Current {
    bearer: Bearer,
    fresh_until: Instant,
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

    /// The token, renewed if it has to be.
    pub(super) async fn bearer(self: &Arc<Self>) -> RefreshResult {
        let mut in_flight = {
            let mut state = self.state();
            if let Some(current) = state.current.as_ref().filter(|current| Instant::now() < current.fresh_until) {
                return Ok(current.bearer.clone());
            }
            match &state.in_flight {
                Some(in_flight) => in_flight.clone(),
                None => self.spawn_refresh(&mut state)?,
            }
        };
        match in_flight.wait_for(Option::is_some).await {
            Ok(result) => result.clone().unwrap_or_else(|| Err(interrupted())),
            Err(_) => {
                self.state().in_flight = None;
                Err(interrupted())
            }
        }
    }

    /// The token of a call was refused: the next one is to be another. Nothing where there is another already.
    pub(super) fn refuse(&self, authorization: &HeaderValue) {
        let mut state = self.state();
        if state.current.as_ref().is_some_and(|current| current.bearer.authorization == *authorization) {
            (state.current, state.refused) = (None, Some(authorization.clone()));
        }
    }

    /// Renews in a task of its own: a caller that gives up must not take a refresh token with it that Zoom has taken
    /// already and whose successor is on its way.
    fn spawn_refresh(
        self: &Arc<Self>,
        state: &mut State,
    ) -> Result<watch::Receiver<Option<RefreshResult>>, CredentialsError> {
        let runtime = Handle::try_current().map_err(|_| interrupted())?;
        let (send, receive) = watch::channel(None);
        state.in_flight = Some(receive.clone());
        let this = Arc::clone(self);
        runtime.spawn(async move {
            let result = this.refresh().await;
            let mut state = this.state();
            state.in_flight = None;
            let result = result.map(|current| {
                let bearer = current.bearer.clone();
                state.current = Some(current);
                bearer
            });
            drop(state);
            send.send_replace(Some(result));
        });
        Ok(receive)
    }

    async fn refresh(&self) -> Result<Current, CredentialsError> {
        let started = Instant::now();
        let (token, serves_for) = match &self.grant {
            Grant::ServerToServer { client, account_id } => {
                let parameters = [("grant_type", "account_credentials"), ("account_id", account_id)];
                let (token, lifetime) = self.endpoint.token(client, &parameters).await?;
                let serves_for = token.serves_for(SystemTime::now(), Some(lifetime));
                (token, serves_for)
            }
            Grant::OAuth { client, store } => self.refresh_stored(client, store.as_ref()).await?,
        };
        tracing::debug!(seconds = serves_for.as_secs(), "token refreshed");
        let base = if self.follows_api_url { self.base(&token)? } else { None };
        let Some(authorization) = bearer(&token.access_token) else {
            let text = "the token is none that a header can carry";
            return Err(CredentialsError::new(CredentialsErrorKind::Decode, text));
        };
        // Counted from before the request, and never without end for a clock that is wrong.
        Ok(Current { bearer: Bearer { authorization, base }, fresh_until: started + serves_for })
    }

    /// Another process may have renewed the token: then that one is taken.
    async fn refresh_stored(
        &self,
        client: &ClientId,
        store: &dyn TokenStore,
    ) -> Result<(Token, Duration), CredentialsError> {
        let login_required = |text| CredentialsError::new(CredentialsErrorKind::LoginRequired, text);
        let mut lease = store.lease().await.map_err(CredentialsError::store)?;
        let stored = lease.load().await.map_err(CredentialsError::store)?;
        let stored =
            self.save_pending(lease.as_mut(), stored).await?.ok_or_else(|| login_required("the store has no token"))?;
        match self.use_or_refresh(client, lease.as_mut(), stored.clone()).await {
            Err(error) if error.kind() == CredentialsErrorKind::LoginRequired => {
                // Who writes to a store without a lease, as someone does who copies a file, may have been quicker.
                let newer = lease.load().await.map_err(CredentialsError::store)?;
                match newer.filter(|newer| *newer != stored) {
                    Some(newer) => self.use_or_refresh(client, lease.as_mut(), newer).await,
                    None => Err(error),
                }
            }
            done => done,
        }
    }

    /// The token of the store while it serves, or the next one.
    async fn use_or_refresh(
        &self,
        client: &ClientId,
        lease: &mut dyn Lease,
        stored: Token,
    ) -> Result<(Token, Duration), CredentialsError> {
        let serves_for = stored.serves_for(SystemTime::now(), None);
        if !stored.access_token.expose().is_empty() && !serves_for.is_zero() && !self.was_refused(&stored) {
            return Ok((stored, serves_for));
        }
        let refresh = stored.refresh_token.as_ref().ok_or_else(|| {
            CredentialsError::new(CredentialsErrorKind::LoginRequired, "the store has no refresh token")
        })?;
        let parameters = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
        let (mut token, lifetime) = self.endpoint.token(client, &parameters).await?;
        // Zoom rotates it; a server that does not keeps the one that there is.
        token.refresh_token = token.refresh_token.take().or_else(|| stored.refresh_token.clone());
        let token = self.save(lease, PendingSave { token, predecessor: stored }).await?;
        let serves_for = token.serves_for(SystemTime::now(), Some(lifetime));
        Ok((token, serves_for))
    }

    /// Saves the token that the store did not take, unless the store has been given another since, which is newer.
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
                Err(CredentialsError::store(error))
            }
        }
    }

    fn was_refused(&self, token: &Token) -> bool {
        self.state().refused.as_ref().is_some_and(|refused| bearer(&token.access_token).as_ref() == Some(refused))
    }

    /// Where the token says that calls go, if that is Zoom: whoever is there gets the token.
    fn base(&self, token: &Token) -> Result<Option<Url>, CredentialsError> {
        let Some(text) = token.api_url.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        let url = Url::parse(text).ok().filter(|url| is_zooms(url) || is_same_loopback(url, &self.endpoint.host));
        let mut url = url.ok_or_else(|| CredentialsError::new(CredentialsErrorKind::UntrustedApiUrl, text))?;
        url.set_path("/v2");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Some(url))
    }
}

fn interrupted() -> CredentialsError {
    CredentialsError::new(CredentialsErrorKind::Interrupted, "")
}

/// Source: Zoom's documentation, "OAuth 2.0": `api.zoom.us`, its regions, `api.zoomgov.com`.
fn is_zooms(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_bare = url.username().is_empty() && url.password().is_none() && url.port().is_none();
    url.scheme() == "https" && is_bare && (host.ends_with(".zoom.us") || host.ends_with(".zoomgov.com"))
}

/// Tests have both servers on this machine.
fn is_same_loopback(url: &Url, host: &Url) -> bool {
    crate::server::is_loopback(url) && crate::server::is_loopback(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_of_zooms() {
        for (text, expected) in [
            ("https://api.zoom.us", true),
            ("https://api-eu.zoom.us", true),
            ("https://api.zoomgov.com/", true),
            ("http://api.zoom.us", false),
            ("https://zoom.us.example.com", false),
            ("https://evilzoom.us", false),
            ("https://api.zoom.us:8443", false),
            ("https://user@api.zoom.us", false),
            ("https://127.0.0.1", false),
        ] {
            assert_eq!(is_zooms(&Url::parse(text).unwrap()), expected, "{text}");
        }
    }
}
