//! Personal Audio Conference: meetings that are joined by phone alone.

use crate::error::Error;
use crate::{IntoUserRef, PacAccountList, Zoom};

/// Calls about Personal Audio Conference (PAC), from [`Zoom::pac`].
#[derive(Debug, Clone, Copy)]
pub struct Pac<'z> {
    zoom: &'z Zoom,
}

impl<'z> Pac<'z> {
    pub(crate) fn new(zoom: &'z Zoom) -> Self {
        Self { zoom }
    }

    /// Lists a user's PAC accounts.
    ///
    /// `user` is a [`UserRef`](crate::UserRef) or a text that becomes one. The answer lists accounts, each with its conference ID, its
    /// dial-in numbers and its passwords; what Zoom leaves out or sends as null is `None` or empty.
    ///
    /// Scopes: `pac:read:admin` or `pac:read`; granular `pac:read:list_pac_accounts:admin` or
    /// `pac:read:list_pac_accounts`. Rate-limit label: Light.
    ///
    /// # Errors
    ///
    /// | [`ApiErrorKind`](crate::ApiErrorKind) | status and code | when |
    /// |---|---|---|
    /// | `PacNotEnabled` | 400, 2024 | the user does not have PAC enabled |
    /// | `UserNotFound` | 404, 1001 | there is no such user |
    /// | `InvalidAccessToken` | 401, 124 | the token is invalid or has expired |
    /// | `MissingScopes` | 400, 4711 | the token lacks scopes |
    /// | `RateLimited` | 429 | a rate limit is reached |
    ///
    /// And [`Error::InvalidRequest`], before anything is sent, for a user that is none or that this kind of app cannot
    /// call for.
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # async fn run(zoom: zoom_api::Zoom) -> Result<(), zoom_api::Error> {
    /// use zoom_api::{ApiErrorKind, Error};
    ///
    /// match zoom.pac().list("jane@example.com").await {
    ///     Ok(pac) => {
    ///         for account in &pac.pac_accounts {
    ///             let numbers = account.global_dial_in_numbers.iter().filter_map(|number| number.number.as_deref());
    ///             println!("{:?}: {:?}", account.conference_id, numbers.collect::<Vec<_>>());
    ///         }
    ///     }
    ///     Err(Error::Api(error)) if error.kind() == ApiErrorKind::PacNotEnabled => println!("no PAC here"),
    ///     Err(error) => return Err(error),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Source: the collection's item "PAC / List a user's PAC accounts"; granular scopes from Zoom's API reference.
    pub async fn list(&self, user: impl IntoUserRef) -> Result<PacAccountList, Error> {
        let user = self.zoom.user(user)?;
        let call = self.zoom.call("list_user_pac_accounts");
        let result = call.client.list_user_pac_accounts().user_id(user.as_str()).send().await;
        call.finish(result)
    }
}
