//! Personal Audio Conference: meetings that are joined by phone alone.

use http::Method;
use http::header::ACCEPT;
use serde::de::DeserializeOwned;

use crate::error::{DecodeErrorKind, Error, InvalidRequest};
use crate::operations::{Operation, RateLimitLabel};
use crate::transport::ReceivedBody;
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
        let base = self.zoom.transport.base_of(&LIST);
        let url = format!("{base}/users/{}/pac", progenitor_client::encode_path(user.as_str()));
        get(self.zoom, &url, &LIST).await
    }
}

/// Until operations are generated.
static LIST: Operation = {
    let mut operation = Operation::undocumented("list_user_pac_accounts", Method::GET, "/users/{userId}/pac");
    operation.rate_limit_label = Some(RateLimitLabel::Light);
    operation
};
static GET_JSON: Operation = Operation::undocumented("get_json", Method::GET, "/{+path}");

async fn get<T: DeserializeOwned>(zoom: &Zoom, url: &str, operation: &'static Operation) -> Result<T, Error> {
    let request = zoom.transport.http.get(url).header(ACCEPT, "application/json").build();
    let request = request.map_err(|_| InvalidRequest::Parameter("the URL is invalid".to_owned()))?;
    let received = zoom.send(request, operation).await?;
    let kind = match &received.body {
        _ if received.status != 200 => DecodeErrorKind::UnexpectedStatus,
        ReceivedBody::Whole(body) => match serde_json::from_slice(body) {
            Ok(value) => return Ok(value),
            Err(_) => DecodeErrorKind::of::<T>(body),
        },
        ReceivedBody::Stream(_) => DecodeErrorKind::UnexpectedStatus,
    };
    Err(received.into_error(operation, kind))
}

impl Zoom {
    /// Returns the response to a GET of any path, as JSON, with this crate's errors: for endpoints that it has no types for.
    ///
    /// The path is given by its segments, each of which is percent-encoded.
    ///
    /// # Errors
    ///
    /// As for any call, and [`InvalidRequest::Parameter`] for a segment that is empty, `.` or `..`.
    pub async fn get_json<'s>(&self, path: impl IntoIterator<Item = &'s str>) -> Result<serde_json::Value, Error> {
        let mut url = self.transport.base().to_owned();
        for segment in path {
            if matches!(segment, "" | "." | "..") || segment.contains('\\') {
                let problem = format!("{segment:?} cannot be a segment of a path");
                return Err(InvalidRequest::Parameter(problem).into());
            }
            url.push('/');
            url.push_str(&progenitor_client::encode_path(segment));
        }
        get(self, &url, &GET_JSON).await
    }
}
