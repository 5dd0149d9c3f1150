//! What a test has told the server to respond.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::PoisonError;

use serde::Serialize;
use serde_json::Value;

use super::ZoomServer;
use super::response::Response;
use crate::operations::{DocumentedError, Operation, RateLimitLabel};
use crate::secret::InClear;

/// What was told, by the IDs of operations.
#[derive(Default)]
pub(super) struct Script {
    /// Statuses of the next calls, each with how many it is for.
    next: VecDeque<(u16, usize)>,
    has_reached_daily_limit: bool,
    refused: HashMap<&'static str, &'static DocumentedError>,
    items: HashMap<&'static str, Vec<Value>>,
}

impl Script {
    /// Takes the response to the next call, if there is one for any operation.
    pub(super) fn next(&mut self, label: Option<RateLimitLabel>) -> Option<Response> {
        if self.has_reached_daily_limit {
            return Some(Response::daily_limit(label));
        }
        let (status, calls) = self.next.front_mut()?;
        let status = *status;
        *calls -= 1;
        if *calls == 0 {
            self.next.pop_front();
        }
        Some(match status {
            401 => Response::error(401, 124, "Access token is expired."),
            429 => Response::per_second_limit(label),
            _ => Response::of_gateway(status),
        })
    }

    /// The error that an operation is refused with.
    pub(super) fn refused(&self, operation: &Operation) -> Option<&'static DocumentedError> {
        self.refused.get(operation.id).copied()
    }

    /// The items of an operation's list.
    pub(super) fn items(&self, operation: &Operation) -> Option<&[Value]> {
        self.items.get(operation.id).map(Vec::as_slice)
    }

    /// All items of all lists.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.items.values().flatten()
    }

    /// Whether a text stands in one of the items.
    pub(super) fn has(&self, text: &str) -> bool {
        self.values().any(|item| contains(item, text))
    }
}

fn contains(value: &Value, text: &str) -> bool {
    match value {
        Value::Object(members) => members.values().any(|value| contains(value, text)),
        Value::Array(values) => values.iter().any(|value| contains(value, text)),
        Value::String(value) => value == text,
        Value::Number(number) => number.to_string() == text,
        Value::Null | Value::Bool(_) => false,
    }
}

/// Scripted responses. They stay until [`reset`](ZoomServer::reset); mocks of yours take precedence over them.
impl ZoomServer {
    /// Refuses every call of an operation with an error that it documents, variables of the message filled in.
    ///
    /// The operation is given by its [ID](Operation::id). In place of a code its name may stand, that of the
    /// [`ApiErrorKind`](crate::ApiErrorKind): it tells errors apart that have one code. An error without a code is `""`.
    ///
    /// ```
    /// use zoom_api::ApiErrorKind;
    /// use zoom_api::mock::ZoomServer;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = ZoomServer::start_async().await;
    /// server.refuse("list_user_pac_accounts", 400, 2024)?;
    /// let error = server.zoom()?.pac().list("jane@example.com").await.unwrap_err();
    /// assert_eq!(error.api_kind(), Some(ApiErrorKind::PacNotEnabled));
    ///
    /// let error = server.refuse("list_user_pac_accounts", 400, 1).unwrap_err();
    /// assert!(error.to_string().contains("it documents 400 with 2024 (PacNotEnabled), 404 with 1001 (UserNotFound)"));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ScriptError`] for an unknown operation, or an error that it does not document: the message lists those that it
    /// does.
    pub fn refuse(&self, operation: &str, status: u16, code: impl ToString) -> Result<(), ScriptError> {
        let operation = find(operation)?;
        let code = code.to_string();
        let is_it = |error: &&DocumentedError| {
            error.status == status && (error.code.unwrap_or_default() == code || error.name == Some(code.as_str()))
        };
        let error = operation.errors.iter().find(is_it);
        let error = error.ok_or_else(|| ScriptError(undocumented(operation, status, &code)))?;
        self.script().refused.insert(operation.id, error);
        Ok(())
    }

    /// Refuses the next calls, whatever their operation: with 429 as of a limit of calls a second, with 401 as of an access
    /// token that has expired, with 500 to 599 as a gateway does. What is told later comes after.
    ///
    /// ```
    /// use std::time::Duration;
    /// use zoom_api::mock::ZoomServer;
    /// use zoom_api::{RetryPolicy, UserRef};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = ZoomServer::start_async().await;
    /// let at_once = RetryPolicy::standard().initial_backoff(Duration::ZERO).max_backoff(Duration::ZERO);
    /// let zoom = server.zoom()?.with_retry(at_once.max_attempts(4));
    ///
    /// server.refuse_next(429, 2)?;
    /// server.refuse_next(503, 1)?;
    /// zoom.pac().list(UserRef::Me).await?; // the fourth attempt
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ScriptError`] for another status: it depends on the operation, see [`refuse`](Self::refuse).
    pub fn refuse_next(&self, status: u16, calls: usize) -> Result<(), ScriptError> {
        if !matches!(status, 401 | 429 | 500..=599) {
            return Err(ScriptError(format!(
                "{status} is not 401, 429 or 500 to 599: `refuse` gives the errors of an operation"
            )));
        }
        if calls > 0 {
            self.script().next.push_back((status, calls));
        }
        Ok(())
    }

    /// Reaches the daily limit: every call is refused with 429, and `Retry-After` says 00:00 GMT.
    ///
    /// ```
    /// use zoom_api::mock::ZoomServer;
    /// use zoom_api::{Error, RetryPolicy, UserRef};
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Error> {
    /// let server = ZoomServer::start_async().await;
    /// server.reach_daily_limit();
    /// let zoom = server.zoom()?.with_retry(RetryPolicy::standard());
    /// let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
    /// assert_eq!(error.attempts().len(), 1); // it is not waited for
    ///
    /// server.reset(); // the day after
    /// zoom.pac().list(UserRef::Me).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn reach_daily_limit(&self) {
        self.script().has_reached_daily_limit = true;
    }

    /// Sets the items of an operation's list, whose pages the server then gives: 30 items a page, or `page_size`.
    ///
    /// Users among them are known to the other operations.
    ///
    /// ```
    /// use serde_json::json;
    /// use zoom_api::mock::ZoomServer;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let server = ZoomServer::start_async().await;
    /// server.set_items("list_users", (1..=75).map(|number| json!({ "id": number.to_string() })))?;
    ///
    /// let mut users = server.zoom()?.users().list().items();
    /// let mut count = 0;
    /// while let Some(user) = users.try_next().await? {
    ///     count += 1;
    ///     assert_eq!(user.id, Some(count.to_string()));
    /// }
    /// assert_eq!(count, 75);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ScriptError`] for an unknown operation, one whose response has no pages, or items that are no JSON.
    pub fn set_items<T: Serialize>(
        &self,
        operation: &str,
        items: impl IntoIterator<Item = T>,
    ) -> Result<(), ScriptError> {
        let operation = find(operation)?;
        if operation.pagination.is_none() {
            return Err(ScriptError(format!("{} has no pages: mock its response", operation.id)));
        }
        let values = items.into_iter().map(|item| serde_json::to_value(InClear(&item)));
        let values: Result<Vec<_>, _> = values.collect();
        let values = values.map_err(|error| ScriptError(format!("an item is no JSON: {error}")))?;
        self.script().items.insert(operation.id, values);
        Ok(())
    }

    /// Forgets what was scripted. Mocks of yours stay, and so do tokens.
    pub fn reset(&self) {
        *self.script() = Script::default();
    }

    fn script(&self) -> std::sync::MutexGuard<'_, Script> {
        self.responder.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn find(id: &str) -> Result<&'static Operation, ScriptError> {
    Operation::find(id).ok_or_else(|| {
        ScriptError(format!("no operation has the ID {id:?}: `Operation::all` has those that there are"))
    })
}

fn undocumented(operation: &Operation, status: u16, code: &str) -> String {
    let documented: Vec<_> = operation
        .errors
        .iter()
        .map(|error| {
            let code = error.code.map_or_else(|| "no code".to_owned(), str::to_owned);
            let name = error.name.map(|name| format!(" ({name})")).unwrap_or_default();
            format!("{} with {code}{name}", error.status)
        })
        .collect();
    let documented = if documented.is_empty() { "no error".to_owned() } else { documented.join(", ") };
    format!("{} has no error {status} with {code:?}: it documents {documented}", operation.id)
}

/// The reason why the server cannot play what a test asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError(String);

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ScriptError {}
