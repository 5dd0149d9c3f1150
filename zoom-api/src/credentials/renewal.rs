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
use crate::error::{AuthorizationError, AuthorizationErrorKind};

/// How a new token is got.
#[derive(Debug)]
pub(super) enum Grant {
    /// `account_credentials`: a new one each time, and nothing to lose.
    ServerToServer { client: ClientId, account_id: String },
    /// `refresh_token`: each serves once, so the store has the next one before it is used.
    OAuth { client: ClientId, store: Arc<dyn TokenStore> },
}

/// A token and what renews it.
pub(crate) struct Renewal {
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
    unsaved: Option<Unsaved>,
    /// The renewal that is under way.
    flight: Option<watch::Receiver<Option<Landing>>>,
}

struct Unsaved {
    token: Token,
    /// What the store had when the token was got.
    predecessor: Token,
}

type Landing = Result<Bearer, AuthorizationError>;

struct Current {
    bearer: Bearer,
    fresh_until: Instant,
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal").field("grant", &self.grant).finish_non_exhaustive()
    }
}

impl Renewal {
    pub(super) fn new(grant: Grant, endpoint: Endpoint, follows_api_url: bool) -> Arc<Self> {
        Arc::new(Self { grant, endpoint, follows_api_url, state: Mutex::default() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token, renewed if it has to be.
    pub(super) async fn bearer(self: &Arc<Self>) -> Landing {
        let mut flight = {
            let mut state = self.state();
            if let Some(current) = state.current.as_ref().filter(|current| Instant::now() < current.fresh_until) {
                return Ok(current.bearer.clone());
            }
            match &state.flight {
                Some(flight) => flight.clone(),
                None => self.take_off(&mut state)?,
            }
        };
        match flight.wait_for(Option::is_some).await {
            Ok(landing) => landing.clone().unwrap_or_else(|| Err(interrupted())),
            Err(_) => {
                self.state().flight = None;
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
    fn take_off(self: &Arc<Self>, state: &mut State) -> Result<watch::Receiver<Option<Landing>>, AuthorizationError> {
        let runtime = Handle::try_current().map_err(|_| interrupted())?;
        let (send, receive) = watch::channel(None);
        state.flight = Some(receive.clone());
        let this = Arc::clone(self);
        runtime.spawn(async move {
            let landing = this.renew().await;
            let mut state = this.state();
            state.flight = None;
            let landing = landing.map(|current| {
                let bearer = current.bearer.clone();
                state.current = Some(current);
                bearer
            });
            drop(state);
            send.send_replace(Some(landing));
        });
        Ok(receive)
    }

    async fn renew(&self) -> Result<Current, AuthorizationError> {
        let started = Instant::now();
        let (token, serves_for) = match &self.grant {
            Grant::ServerToServer { client, account_id } => {
                let parameters = [("grant_type", "account_credentials"), ("account_id", account_id)];
                let (token, lifetime) = self.endpoint.token(client, &parameters).await?;
                let serves_for = token.serves_for(SystemTime::now(), Some(lifetime));
                (token, serves_for)
            }
            Grant::OAuth { client, store } => self.refresh(client, store.as_ref()).await?,
        };
        tracing::debug!(seconds = serves_for.as_secs(), "token renewed");
        let base = if self.follows_api_url { self.base(&token)? } else { None };
        let Some(authorization) = bearer(&token.access_token) else {
            let text = "the token is none that a header can carry";
            return Err(AuthorizationError::new(AuthorizationErrorKind::Undecodable, text));
        };
        // Counted from before the request, and never without end for a clock that is wrong.
        Ok(Current { bearer: Bearer { authorization, base }, fresh_until: started + serves_for })
    }

    /// Another process may have renewed the token: then that one is taken.
    async fn refresh(
        &self,
        client: &ClientId,
        store: &dyn TokenStore,
    ) -> Result<(Token, Duration), AuthorizationError> {
        let log_in = |text| AuthorizationError::new(AuthorizationErrorKind::LogInAgain, text);
        let mut lease = store.lease().await.map_err(AuthorizationError::store)?;
        let stored = lease.load().await.map_err(AuthorizationError::store)?;
        let stored = self.catch_up(lease.as_mut(), stored).await?.ok_or_else(|| log_in("the store has no token"))?;
        match self.follow(client, lease.as_mut(), stored.clone()).await {
            Err(error) if error.kind() == AuthorizationErrorKind::LogInAgain => {
                // Who writes to a store without a lease, as someone does who copies a file, may have been quicker.
                let newer = lease.load().await.map_err(AuthorizationError::store)?;
                match newer.filter(|newer| *newer != stored) {
                    Some(newer) => self.follow(client, lease.as_mut(), newer).await,
                    None => Err(error),
                }
            }
            done => done,
        }
    }

    /// The token of the store while it serves, or the next one.
    async fn follow(
        &self,
        client: &ClientId,
        lease: &mut dyn Lease,
        stored: Token,
    ) -> Result<(Token, Duration), AuthorizationError> {
        let serves_for = stored.serves_for(SystemTime::now(), None);
        if !stored.access_token.expose().is_empty() && !serves_for.is_zero() && !self.was_refused(&stored) {
            return Ok((stored, serves_for));
        }
        let refresh = stored.refresh_token.as_ref().ok_or_else(|| {
            AuthorizationError::new(AuthorizationErrorKind::LogInAgain, "the store has no refresh token")
        })?;
        let parameters = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
        let (mut token, lifetime) = self.endpoint.token(client, &parameters).await?;
        // Zoom rotates it; a server that does not keeps the one that there is.
        token.refresh_token = token.refresh_token.take().or_else(|| stored.refresh_token.clone());
        let token = self.save(lease, Unsaved { token, predecessor: stored }).await?;
        let serves_for = token.serves_for(SystemTime::now(), Some(lifetime));
        Ok((token, serves_for))
    }

    /// Saves the token that the store did not take, unless the store has been given another since, which is newer.
    async fn catch_up(
        &self,
        lease: &mut dyn Lease,
        stored: Option<Token>,
    ) -> Result<Option<Token>, AuthorizationError> {
        let unsaved = self.state().unsaved.take();
        match unsaved {
            Some(unsaved) if stored.as_ref().is_none_or(|stored| *stored == unsaved.predecessor) => {
                self.save(lease, unsaved).await.map(Some)
            }
            _ => Ok(stored),
        }
    }

    async fn save(&self, lease: &mut dyn Lease, unsaved: Unsaved) -> Result<Token, AuthorizationError> {
        match lease.save(&unsaved.token).await {
            Ok(()) => Ok(unsaved.token),
            Err(error) => {
                self.state().unsaved = Some(unsaved);
                Err(AuthorizationError::store(error))
            }
        }
    }

    fn was_refused(&self, token: &Token) -> bool {
        self.state().refused.as_ref().is_some_and(|refused| bearer(&token.access_token).as_ref() == Some(refused))
    }

    /// Where the token says that calls go, if that is Zoom: whoever is there gets the token.
    fn base(&self, token: &Token) -> Result<Option<Url>, AuthorizationError> {
        let Some(text) = token.api_url.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
        let url = Url::parse(text).ok().filter(|url| is_zooms(url) || is_same_loopback(url, &self.endpoint.host));
        let mut url = url.ok_or_else(|| AuthorizationError::new(AuthorizationErrorKind::UntrustedApiUrl, text))?;
        url.set_path("/v2");
        url.set_query(None);
        url.set_fragment(None);
        Ok(Some(url))
    }
}

fn interrupted() -> AuthorizationError {
    AuthorizationError::new(AuthorizationErrorKind::Interrupted, "")
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
