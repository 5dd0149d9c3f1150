//! Checks of users, meetings and IDs: none leads to another path, and none is another user than the app may call for.

use std::borrow::Cow;

use super::Call;
use crate::error::InvalidRequest;
use crate::operations::Operation;
use crate::{AppKind, Id, InvalidMeeting, InvalidUser, MeetingRef, UserRef};

/// Returns the text of a user, if the kind of app may call for that one.
pub(crate) fn user<'v>(
    call: &Call,
    operation: &Operation,
    parameter: &str,
    user: &'v Result<UserRef, InvalidUser>,
) -> Result<&'v str, InvalidRequest> {
    let user = user.as_ref().map_err(|invalid| *invalid)?;
    let keyword = operation.parameters.iter().find(|it| it.name == parameter).and_then(|it| it.caller_keyword);
    let kind = call.zoom.app_kind;
    // What says nothing of kinds of app holds for all of them that act for one user.
    let has_to_be_me = match keyword {
        Some(keyword) => keyword.required_for.contains(&kind.as_str()),
        None => kind == AppKind::UserLevel,
    };
    if has_to_be_me && *user != UserRef::Me {
        return Err(InvalidRequest::OnlyMeAllowed);
    }
    Ok(user.as_str())
}

/// Returns the text of a meeting or webinar, encoded once where Zoom asks for two.
pub(crate) fn meeting(meeting: &Result<MeetingRef, InvalidMeeting>) -> Result<Cow<'_, str>, InvalidRequest> {
    Ok(meeting.as_ref().map_err(|invalid| *invalid)?.path_text())
}

/// Returns the text of an ID.
pub(crate) fn id(id: &Id) -> Result<&str, InvalidRequest> {
    Ok(id.check()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::{CallerKeyword, Parameter, ParameterPlace};
    use crate::{IntoUserRef, Zoom};

    const fn of_users(caller_keyword: Option<CallerKeyword>) -> Parameter {
        Parameter {
            name: "userId",
            rust_name: "user_id",
            place: ParameterPlace::Path,
            is_required: true,
            json_type: "string",
            values: &[],
            description: "",
            caller_keyword,
            is_double_encoded: false,
        }
    }

    static OPERATION: Operation = {
        let mut operation = Operation::undocumented("list", http::Method::GET, "/users/{userId}");
        operation.parameters = &[of_users(Some(CallerKeyword { keyword: "me", required_for: &["user-level"] }))];
        operation
    };
    static UNSAID: Operation = {
        let mut operation = Operation::undocumented("list", http::Method::GET, "/users/{userId}");
        operation.parameters = &[of_users(None)];
        operation
    };

    #[test]
    fn a_user_level_app_calls_for_me_alone() {
        for (kind, operation, given, expected) in [
            (AppKind::UserLevel, &OPERATION, "me", Ok("me")),
            (AppKind::UserLevel, &OPERATION, "jane@example.com", Err(InvalidRequest::OnlyMeAllowed)),
            (AppKind::UserLevel, &UNSAID, "jane@example.com", Err(InvalidRequest::OnlyMeAllowed)),
            (AppKind::AccountLevel, &OPERATION, "jane@example.com", Ok("jane@example.com")),
            (AppKind::ServerToServer, &OPERATION, "me", Ok("me")),
            (AppKind::Unknown, &OPERATION, "jane@example.com", Ok("jane@example.com")),
        ] {
            let zoom = Zoom::builder().access_token("token").base_url("http://127.0.0.1:1").app_kind(kind);
            let call = Call::new(&zoom.build().unwrap());
            let given = given.into_user_ref();
            let found = user(&call, operation, "userId", &given);
            assert_eq!(found, expected, "{kind} {given:?}");
        }
    }
}
