//! The client.

use std::fmt;
use std::sync::Arc;

use crate::error::{Error, InvalidRequest};
use crate::generated;
use crate::http::Call;
use crate::patience::Patience;
use crate::{Credentials, IntoUserRef, Pac, RetryPolicy, UserRef, ZoomBuilder};

/// A client for Zoom's REST API.
///
/// It is cheap to clone, and all clones share their connections; it can be used from many tasks at once.
///
/// ```no_run
/// # async fn run(token: String) -> Result<(), zoom_api::Error> {
/// use zoom_api::{UserRef, Zoom};
///
/// let zoom = Zoom::builder().access_token(token).build()?;
/// let pac = zoom.pac().list(UserRef::Me).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Zoom {
    pub(crate) client: Arc<generated::Client>,
    pub(crate) app_kind: AppKind,
}

/// The kind of app to which an access token belongs.
///
/// Source: Zoom's API reference, "The `me` keyword".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AppKind {
    /// Not told: nothing is refused.
    #[default]
    Unknown,
    /// An OAuth app that a user added for themselves. It can only call for [`UserRef::Me`]; any other user is refused with
    /// [`InvalidRequest::OnlyMeAllowed`] before anything is sent.
    UserLevel,
    /// An OAuth app that an admin added for the account: users by ID or email, [`UserRef::Me`] if you like.
    AccountLevel,
    /// A server-to-server app. Zoom's documentation asks for an ID or an email; [`UserRef::Me`] has been seen to work, and
    /// is let through.
    ServerToServer,
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
    ///
    /// ```no_run
    /// # async fn run() -> Result<(), zoom_api::Error> {
    /// let zoom = zoom_api::Zoom::from_env()?;
    /// let pac = zoom.pac().list("jane@example.com").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// For other settings give [`Credentials::from_env`] to [`ZoomBuilder::credentials`].
    ///
    /// # Errors
    ///
    /// [`Error::Config`] that names the variables that are missing, and never their values.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().credentials(Credentials::from_env()?).build()
    }

    /// Personal Audio Conference.
    pub fn pac(&self) -> Pac<'_> {
        Pac::new(self)
    }

    /// The same client with another policy of what is tried again: for a single call.
    ///
    /// It is cheap to make, and shares the connections.
    ///
    /// ```no_run
    /// # async fn run(zoom: zoom_api::Zoom) -> Result<(), zoom_api::Error> {
    /// use zoom_api::{RetryPolicy, UserRef};
    ///
    /// let pac = zoom.with_retry(RetryPolicy::none()).pac().list(UserRef::Me).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_retry(&self, policy: RetryPolicy) -> Self {
        let connection = self.client.inner.with(Patience { policy, ..self.client.inner.patience.clone() });
        let client = generated::Client::new_with_client(&self.client.baseurl, self.client.client.clone(), connection);
        Self { client: Arc::new(client), app_kind: self.app_kind }
    }

    /// The client as progenitor generates it, for what this crate has no method for yet.
    ///
    /// It sends the same headers over the same connections, waits and tries again in the same way, reads no more than the
    /// cap and refuses a parameter that would lead to another path. What a [`Pace`](crate::patience::Pace) holds back it
    /// shows as a 429. It does not know of [`AppKind`], and its errors are progenitor's: they can print the body of an
    /// answer, with passwords in it.
    ///
    /// ```no_run
    /// # async fn run(zoom: zoom_api::Zoom) -> Option<()> {
    /// let answer = zoom.raw().list_user_pac_accounts().user_id("me").send().await.ok()?;
    /// println!("{} {:?}", answer.status(), answer.into_inner().pac_accounts);
    /// # Some(())
    /// # }
    /// ```
    pub fn raw(&self) -> &generated::Client {
        &self.client
    }

    /// The answer to a GET of any path, as JSON, with this crate's errors: for endpoints that it has no types for.
    ///
    /// The path is given by its segments, each of which is percent-encoded. What they mean, a user for one, is not
    /// looked at.
    ///
    /// ```no_run
    /// # async fn run(zoom: zoom_api::Zoom) -> Result<(), zoom_api::Error> {
    /// let me = zoom.get_json(["users", "me"]).await?;
    /// println!("{}", me["display_name"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As for any call, and [`InvalidRequest::Parameter`] for a segment that is empty, `.` or `..`.
    pub async fn get_json<'s>(&self, path: impl IntoIterator<Item = &'s str>) -> Result<serde_json::Value, Error> {
        let mut url = self.client.baseurl.clone();
        for segment in path {
            if matches!(segment, "" | "." | "..") || segment.contains('\\') {
                let problem = format!("{segment:?} cannot be a segment of a path");
                return Err(InvalidRequest::Parameter(problem).into());
            }
            url.push('/');
            url.push_str(&progenitor_client::encode_path(segment));
        }
        let call = self.call("get_json");
        let result = call.client.get_value(&url).await;
        call.finish(result)
    }

    /// A call of an operation of the fragment.
    pub(crate) fn call(&self, operation: &'static str) -> Call {
        Call::new(&self.client, operation)
    }

    /// The user for whom a call is made, if this kind of app may make it.
    pub(crate) fn user(&self, user: impl IntoUserRef) -> Result<UserRef, InvalidRequest> {
        let user = user.into_user_ref()?;
        if self.app_kind == AppKind::UserLevel && user.as_str() != UserRef::Me.as_str() {
            return Err(InvalidRequest::OnlyMeAllowed);
        }
        Ok(user)
    }
}

impl fmt::Debug for Zoom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zoom")
            .field("base_url", &self.client.baseurl)
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

    #[test]
    fn a_user_level_app_calls_for_me_alone() {
        let of = |kind| Zoom::builder().access_token("token").base_url("http://[::1]").app_kind(kind).build().unwrap();
        let zoom = of(AppKind::UserLevel);
        assert_eq!(zoom.user(UserRef::Me), Ok(UserRef::Me));
        assert_eq!(zoom.user("me"), Ok(UserRef::Me));
        assert_eq!(zoom.user("jane@example.com"), Err(InvalidRequest::OnlyMeAllowed));
        let zoom = of(AppKind::ServerToServer);
        assert!(zoom.user("jane@example.com").is_ok() && zoom.user(UserRef::Me).is_ok());
    }
}
