//! What the text of an operation says of one of its parameters, given to that parameter.

use super::super::identifiers;
use super::super::model::{CallerKeyword, Location, Parameter};
use super::super::notes::ParameterNotes;
use crate::diagnostics::{WarningKind, Warnings};

/// Gives the parameters what the operation's text says of them; warns where there is none that it can be about.
pub(super) fn give(notes: &ParameterNotes, parameters: &mut [Parameter], warnings: &mut Warnings<'_>) {
    if let Some(keyword) = &notes.caller_keyword {
        match caller(notes, parameters) {
            Some(parameter) => {
                let none = || CallerKeyword { keyword: keyword.clone(), required_for: Vec::new() };
                let known = parameter.caller_keyword.get_or_insert_with(none);
                if known.required_for.is_empty() && known.keyword == *keyword {
                    known.required_for.clone_from(&notes.caller_keyword_required_for);
                }
            }
            None => {
                let text = format!("says that {keyword:?} is accepted, and there is no user to stand for");
                warnings.add(WarningKind::Unread, "description", text);
            }
        }
    }
    if notes.double_encode && !parameters.iter().any(|parameter| parameter.double_encode) {
        match identifier(parameters) {
            Some(parameter) => parameter.double_encode = true,
            None => {
                let text = "says that an ID has to be encoded twice, and no parameter of the path is plainly that ID";
                warnings.add(WarningKind::Unread, "description", text);
            }
        }
    }
}

/// The parameter that stands for the caller: one that says so itself, the one that the text names, or one of a user (of
/// an account, where there is none) by its name.
fn caller<'p>(notes: &ParameterNotes, parameters: &'p mut [Parameter]) -> Option<&'p mut Parameter> {
    let words = |parameter: &Parameter| identifiers::words(&parameter.name);
    let named = notes.caller_keyword_for.as_deref().map(identifiers::words);
    let is_named = |parameter: &Parameter| named.as_ref().is_some_and(|named| *named == words(parameter));
    let at = |is: &dyn Fn(&Parameter) -> bool| parameters.iter().position(is);
    let in_path = |parameter: &Parameter, word: &str| {
        parameter.location == Location::Path && words(parameter).iter().any(|known| known == word)
    };
    // What a text calls `userId` is no account, whatever else is there.
    let may_be = |word: &str| named.as_ref().is_none_or(|named| named.iter().any(|known| known == word));
    let index = at(&is_named)
        .or_else(|| at(&|parameter| parameter.caller_keyword.is_some()))
        .or_else(|| at(&|parameter| in_path(parameter, "user")))
        .or_else(|| at(&|parameter| may_be("account") && in_path(parameter, "account")))
        .or_else(|| at(&|parameter| parameter.location == Location::Query && words(parameter) == ["user", "id"]))?;
    parameters.get_mut(index)
}

/// The parameter of the path that a UUID can stand in: called one, or the ID of a meeting or a webinar, or the only one.
fn identifier(parameters: &mut [Parameter]) -> Option<&mut Parameter> {
    let mut path: Vec<_> = parameters.iter_mut().filter(|parameter| parameter.location == Location::Path).collect();
    let has = |parameter: &Parameter, named: &[&str]| {
        identifiers::words(&parameter.name).iter().any(|word| named.contains(&word.as_str()))
    };
    let at = path
        .iter()
        .position(|parameter| has(parameter, &["uuid"]))
        .or_else(|| path.iter().position(|parameter| has(parameter, &["meeting", "webinar"])))
        .or((path.len() == 1).then_some(0))?;
    Some(path.swap_remove(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::ItemPath;

    /// `/userId` is a parameter of the path, `?userId` of the query, with a `!` behind it where it has the keyword.
    fn parameter(text: &str) -> Parameter {
        let has_keyword = text.ends_with('!');
        let (location, name) = match text.trim_end_matches('!').split_at(1) {
            ("/", name) => (Location::Path, name),
            (_, name) => (Location::Query, name),
        };
        Parameter {
            caller_keyword: has_keyword.then(|| CallerKeyword { keyword: "me".to_owned(), required_for: Vec::new() }),
            ..Parameter::new(name, location)
        }
    }

    /// The name of the parameter that got something, or "warned".
    fn given(notes: &ParameterNotes, parameters: &[&str], got: impl Fn(&Parameter) -> bool) -> String {
        let mut parameters: Vec<_> = parameters.iter().map(|text| parameter(text)).collect();
        let (item, mut warnings) = (ItemPath::default(), Vec::new());
        give(notes, &mut parameters, &mut Warnings::of(&item, &mut warnings));
        let found: Vec<_> = parameters.into_iter().filter(got).map(|parameter| parameter.name).collect();
        if warnings.is_empty() { found.join(" ") } else { format!("warned{}", found.join(" ")) }
    }

    #[test]
    fn the_caller() {
        for (named, parameters, expected) in [
            (None, &["/userId"][..], "userId"),
            (None, &["/roomId", "/userId", "?user_id"], "userId"),
            (None, &["/accountId"], "accountId"),
            (None, &["/accountId", "/userId"], "userId"),
            (None, &["/roomId", "?user_id"], "user_id"),
            (None, &["/accountId!", "/userId"], "accountId"),
            (None, &["/roomId", "?users"], "warned"),
            (Some("accountId"), &["/accountId", "/userId"], "accountId"),
            (Some("userId"), &["/roomId", "?user_id"], "user_id"),
            (Some("userId"), &["/accountId"], "warned"),
            (Some("memberId"), &["/userId"], "userId"),
        ] {
            let notes = ParameterNotes {
                caller_keyword: Some("me".to_owned()),
                caller_keyword_required_for: vec!["user-level".to_owned()],
                caller_keyword_for: named.map(str::to_owned),
                double_encode: false,
            };
            let got = |parameter: &Parameter| {
                parameter.caller_keyword.as_ref().is_some_and(|keyword| keyword.required_for == ["user-level"])
            };
            assert_eq!(given(&notes, parameters, got), expected, "{named:?} of {parameters:?}");
        }
    }

    #[test]
    fn what_is_encoded_twice() {
        for (parameters, expected) in [
            (&["/meetingId", "/recordingId"][..], "meetingId"),
            (&["/meetingId", "/uuid"], "uuid"),
            (&["/id"], "id"),
            (&["/a", "/b"], "warned"),
            (&["?meetingId"], "warned"),
        ] {
            let notes = ParameterNotes { double_encode: true, ..ParameterNotes::default() };
            assert_eq!(given(&notes, parameters, |parameter| parameter.double_encode), expected, "{parameters:?}");
        }
    }
}
