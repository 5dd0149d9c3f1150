//! What the server does if nothing goes wrong.

use serde_json::json;

use super::super::PASSWORD;
use super::answer;

/// An operation and the call that asks for it: its user, its meeting, or the role whose users it lists.
pub(super) struct Operation<'r> {
    kind: Kind<'r>,
    pub(super) call: &'r str,
}

enum Kind<'r> {
    ListAccounts,
    /// The token of the page.
    ListUsers(&'r str),
    CreateMeeting,
    UpdateMeeting,
}

impl<'r> Operation<'r> {
    pub(super) fn of(method: &str, path: &'r str) -> Self {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parameter = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find(|(key, _)| *key == name).map_or("", |(_, value)| value)
        };
        if path == "/users" {
            return Self { kind: Kind::ListUsers(parameter("next_page_token")), call: parameter("role_id") };
        }
        let kind = match method {
            "POST" => Kind::CreateMeeting,
            "PATCH" => Kind::UpdateMeeting,
            _ => Kind::ListAccounts,
        };
        Self { kind, call: path.split('/').nth(2).unwrap_or_default() }
    }

    /// Its rate-limit label.
    pub(super) fn label(&self) -> &'static str {
        if matches!(self.kind, Kind::ListUsers(_)) { "Medium" } else { "Light" }
    }

    pub(super) fn success(&self) -> Vec<u8> {
        let call = self.call;
        let (status, body) = match self.kind {
            // One, with the user's ID as its own.
            Kind::ListAccounts => {
                (200, json!({ "pac_accounts": [{ "conference_id": call, "participant_password": PASSWORD }] }))
            }
            Kind::ListUsers(token) => (200, page(call, token)),
            Kind::CreateMeeting => (201, json!({ "id": 1, "topic": call, "password": PASSWORD })),
            Kind::UpdateMeeting => return answer(204, "x-zm-trackingid: fine\r\n", ""),
        };
        answer(status, "x-zm-trackingid: fine\r\n", &body.to_string())
    }
}

/// One of three pages, of two users each.
fn page(call: &str, token: &str) -> serde_json::Value {
    let nth = token.rsplit('.').next().and_then(|nth| nth.parse::<usize>().ok()).unwrap_or(0);
    let user = |item: usize| json!({ "id": format!("{call}.{item}"), "email": "jane@example.com" });
    let next = if nth < 2 { format!("{call}.{}", nth + 1) } else { String::new() };
    json!({ "next_page_token": next, "users": [user(2 * nth), user(2 * nth + 1)] })
}
