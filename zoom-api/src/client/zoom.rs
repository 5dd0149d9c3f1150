//! The client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::connector::Connector;
use super::{AppKind, ZoomBuilder};
use crate::error::Error;
use crate::rate_limit::RateLimiter;
use crate::retry::CallSettings;
use crate::transport::Transport;
use crate::{Credentials, RetryPolicy};

/// A client for Zoom's REST API.
///
/// It is cheap to clone, and all clones share their connections; it can be used from many tasks at once.
///
#[cfg_attr(feature = "mock", doc = "```")]
#[cfg_attr(not(feature = "mock"), doc = "```ignore")]
/// # #[tokio::main]
/// # async fn main() -> Result<(), zoom_api::Error> {
/// # let server = zoom_api::mock::ZoomServer::start_async().await;
/// # let token = zoom_api::mock::ZoomServer::TOKEN;
/// use zoom_api::{UserRef, Zoom};
///
/// let zoom = Zoom::builder()
///     .access_token(token)
/// #   .base_url(server.base_url())
///     .build()?;
/// let pac = zoom.pac().list(UserRef::Me).await?;
/// # assert_eq!(pac.pac_accounts.len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Zoom {
    pub(crate) transport: Arc<Transport>,
    pub(crate) connector: Arc<Connector>,
    pub(crate) settings: CallSettings,
    pub(crate) app_kind: AppKind,
}

impl Zoom {
    /// Starts to build a client.
    pub fn builder() -> ZoomBuilder {
        ZoomBuilder::default()
    }

    /// A client with the credentials of the environment, and else the defaults.
    ///
    /// | variables | |
    /// |---|---|
    /// | `ZOOM_ACCESS_TOKEN` | a token that you have; it goes before the others |
    /// | `ZOOM_ACCOUNT_ID`, `ZOOM_CLIENT_ID`, `ZOOM_CLIENT_SECRET` | a server-to-server app (feature `oauth`) |
    /// | `ZOOM_BASE_URL`, `ZOOM_OAUTH_URL` | other servers than Zoom's own, as [`ZoomBuilder::base_url`] and [`ZoomBuilder::oauth_url`] take them |
    ///
    /// ```no_run
    /// let zoom = zoom_api::Zoom::from_env()?;
    /// # Ok::<(), zoom_api::Error>(())
    /// ```
    ///
    /// For other settings give [`Credentials::from_env`] to [`ZoomBuilder::credentials`], and call
    /// [`ZoomBuilder::servers_from_env`].
    ///
    /// # Errors
    ///
    /// [`Error::Config`] that names the variables that are missing, and never their values.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().credentials(Credentials::from_env()?).servers_from_env()?.build()
    }

    /// Returns the same client with another retry policy, for a single call for example.
    ///
    /// It is cheap to make, and shares the connections.
    ///
    #[cfg_attr(feature = "mock", doc = "```")]
    #[cfg_attr(not(feature = "mock"), doc = "```ignore")]
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// # let server = zoom_api::mock::ZoomServer::start_async().await;
    /// # let broken = server.mock(|mock: &httpmock::MockServer| {
    /// #     mock.mock(|when, then| {
    /// #         when.path("/users/me/pac");
    /// #         then.status(503);
    /// #     })
    /// # });
    /// # let zoom = server.zoom()?.with_retry(zoom_api::RetryPolicy::standard());
    /// use zoom_api::{RetryPolicy, UserRef};
    ///
    /// let error = zoom.with_retry(RetryPolicy::none()).pac().list(UserRef::Me).await.unwrap_err();
    /// assert_eq!(error.attempts().len(), 1);
    /// # assert_eq!(broken.calls_async().await, 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Self {
        let settings = CallSettings { retry: policy, ..self.settings.clone() };
        Self { settings, ..self.clone() }
    }

    /// Returns the same client with another [`timeout`](ZoomBuilder::timeout) for each call as a whole.
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        let settings = CallSettings { timeout, ..self.settings.clone() };
        Self { settings, ..self.clone() }
    }

    /// Returns the same client with another [`attempt_timeout`](ZoomBuilder::attempt_timeout).
    #[must_use]
    pub fn with_attempt_timeout(&self, timeout: Duration) -> Self {
        let settings = CallSettings { attempt_timeout: timeout, ..self.settings.clone() };
        Self { settings, ..self.clone() }
    }

    /// Returns a client with other credentials: for a server that calls for many users or accounts.
    ///
    /// It shares the connections and has the same settings, but for the [rate limiter](ZoomBuilder::rate_limiter): limits
    /// are of an account, and these credentials may be another's. Give it one by [`with_rate_limiter`](
    /// Self::with_rate_limiter). Keep the client as long as the user is served: it holds the user's token.
    ///
    /// ```
    /// # fn main() -> Result<(), zoom_api::Error> {
    /// use zoom_api::{Credentials, Zoom};
    ///
    /// let jane = Zoom::builder().access_token("janes-token").build()?;
    /// let john = jane.with_credentials(Credentials::AccessToken("johns-token".into()))?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Config`] if the credentials are invalid.
    pub fn with_credentials(&self, credentials: Credentials) -> Result<Self, Error> {
        let transport = self.connector.connect(credentials, self.settings.attempt_timeout)?;
        let settings = CallSettings { limiter: None, ..self.settings.clone() };
        Ok(Self { transport: Arc::new(transport), settings, ..self.clone() })
    }

    /// Returns the same client with another [rate limiter](ZoomBuilder::rate_limiter).
    #[must_use]
    pub fn with_rate_limiter(&self, limiter: &RateLimiter) -> Self {
        let settings = CallSettings { limiter: Some(limiter.clone()), ..self.settings.clone() };
        Self { settings, ..self.clone() }
    }
}

impl fmt::Debug for Zoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zoom")
            .field("base_url", &self.transport.base())
            .field("app_kind", &self.app_kind)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_can_be_shared() {
        fn shared<T: Clone + Send + Sync + 'static>() {}
        shared::<Zoom>();
    }
}
