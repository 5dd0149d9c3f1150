//! How an operation's answer comes in pages: by which parameter the next one is asked for, and where the items are.
//!
//! It is read from the parameters of the query and from the shape of what is answered, for any vendor. A name alone
//! proves little (`page` can be a page of a book, `offset` one of a time zone), so what is no token counts only where
//! the answer has a list; a token counts wherever one is read by it (`GET`) or answered.

use super::identifiers;
use super::lower::Draft;
use super::model::{Location, Method, Operation, Pages, Pagination, Parameter};
use super::shape::{Members, Shape};
use crate::diagnostics::{WarningKind, Warnings};

/// Marks an operation whose answer comes in pages.
pub(super) fn mark(operation: &mut Operation<Draft>, warnings: &mut Vec<crate::diagnostics::Warning>) {
    let Some(shape) = answer(operation) else {
        let asked = asked(operation).filter(|(pages, _)| pages.by_token() && operation.method == Method::Get);
        operation.pagination = asked.map(|(pages, parameter)| {
            let parameter = Some(parameter.name.clone());
            Pagination { pages, parameter, token: None, items: None, page_size: page_size(operation) }
        });
        return;
    };
    let (items, several) = match items(shape, &operation.path.literals().collect::<Vec<_>>()) {
        Items::None => (None, false),
        Items::At(place) => (Some(place), false),
        Items::Several => (None, true),
    };
    let is_list = items.is_some() || several || shape.array.is_some();
    let is_get = operation.method == Method::Get;
    let asked = asked(operation);
    let token = token(shape, asked.as_ref().map(|(_, parameter)| parameter.name.as_str()));
    let counts = |pages: Pages| match pages.by_token() {
        true => is_get || is_list || token.is_some(),
        false => is_get && is_list,
    };
    let asked = asked.filter(|(pages, _)| counts(*pages));
    let pagination = match (asked, token) {
        (Some((pages, parameter)), token) => {
            let token = token.filter(|_| pages.by_token()).map(|(_, place)| place);
            Pagination { pages, parameter: Some(parameter.name.clone()), token, items, page_size: page_size(operation) }
        }
        // It answers with a token, and nothing in the query takes one: perhaps the body does.
        (None, Some((pages, place))) if is_list => {
            Pagination { pages, parameter: None, token: Some(place), items, page_size: page_size(operation) }
        }
        (None, _) => return,
    };
    operation.pagination = Some(pagination);
    if several && let Some(item) = operation.items.first() {
        let text = "the answer has several lists, and nothing says which of them comes in pages";
        Warnings::of(item, warnings).add(WarningKind::Assumed, "pagination", text);
    }
}

/// Adds the token of the next page to the answer of an operation that asks for one, where no sample has it: it is
/// there whenever there are more pages than samples show.
pub(super) fn add_token(operation: &mut Operation<Draft>, token: &str) {
    let is_asked = |parameter: &Parameter| parameter.location == Location::Query && parameter.name == token;
    if !operation.parameters.iter().any(is_asked) {
        return;
    }
    let success = operation.responses.iter_mut().filter(|(status, _)| status.is_success());
    for content in success.filter_map(|(_, response)| response.content.as_mut()) {
        if let Draft::Learned(shape) = &mut content.schema
            && let Some(object) = &mut shape.object
            && !object.is_map()
        {
            object.members.expect(token, Shape::text());
        }
    }
}

/// What is answered where all went well.
fn answer(operation: &Operation<Draft>) -> Option<&Shape> {
    operation.responses.iter().filter(|(status, _)| status.is_success()).find_map(|(_, response)| {
        match &response.content.as_ref()?.schema {
            Draft::Learned(shape) => Some(shape),
            Draft::SharedError | Draft::Opaque => None,
        }
    })
}

/// The parameter by which the next page is asked for. Of several it is a token, since that is how APIs that have changed
/// their ways do it now.
fn asked(operation: &Operation<Draft>) -> Option<(Pages, &Parameter)> {
    let query = || operation.parameters.iter().filter(|parameter| parameter.location == Location::Query);
    let has_size = page_size(operation).is_some();
    let pages = |parameter: &Parameter| {
        let words = identifiers::words(&parameter.name);
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        Some(match &words[..] {
            ["next", "page", "token"] => Pages::NextPageToken,
            ["page", "token"] | ["pagetoken"] => Pages::PageToken,
            ["next" | "continuation" | "pagination", "token"] => Pages::ContinuationToken,
            ["cursor"] | ["next" | "page" | "after" | "start", "cursor"] | ["starting", "after"] => Pages::Cursor,
            ["page"] | ["page", "number" | "no" | "num" | "index"] => Pages::PageNumber,
            ["start", "index"] | ["startindex"] => Pages::StartIndex,
            ["offset"] | ["skip"] | ["page", "offset"] | ["start", "at"] if has_size => Pages::Offset,
            _ => return None,
        })
    };
    query().filter_map(|parameter| Some((pages(parameter)?, parameter))).min_by_key(|(pages, _)| *pages)
}

/// The parameter for how many items a page has.
fn page_size(operation: &Operation<Draft>) -> Option<String> {
    const NAMES: [&[&str]; 10] = [
        &["page", "size"],
        &["per", "page"],
        &["page", "limit"],
        &["items", "per", "page"],
        &["results", "per", "page"],
        &["max", "results"],
        &["max", "page", "size"],
        &["limit"],
        &["count"],
        &["size"],
    ];
    let query = || operation.parameters.iter().filter(|parameter| parameter.location == Location::Query);
    let named = |name: &&[&str]| query().find(|parameter| identifiers::words(&parameter.name) == *name);
    NAMES.iter().find_map(named).map(|parameter| parameter.name.clone())
}

/// The member of an answer in which the token of the next page is, and what it is for: at the top, or in an object there
/// (`response_metadata.next_cursor`).
fn token(shape: &Shape, parameter: Option<&str>) -> Option<(Pages, String)> {
    let asked = parameter.map(identifiers::words);
    let pages = |name: &str| {
        let words = identifiers::words(name);
        let asked = asked.as_ref().is_some_and(|asked| {
            *asked == words || (words.first().is_some_and(|first| first == "next") && words[1..] == asked[..])
        });
        let words: Vec<_> = words.iter().map(String::as_str).collect();
        match &words[..] {
            ["next", "page", "token"] => Some(Pages::NextPageToken),
            ["next" | "continuation", "token"] => Some(Pages::ContinuationToken),
            ["next", "cursor"] => Some(Pages::Cursor),
            _ => asked.then_some(Pages::PageToken),
        }
    };
    let members = members(shape)?;
    let within = |members: &Members| members.iter().find_map(|(name, _)| Some((pages(name)?, name.to_owned())));
    within(members).or_else(|| {
        members.iter().find_map(|(outer, member)| {
            let (pages, name) = within(self::members(&member.shape)?)?;
            Some((pages, format!("{outer}.{name}")))
        })
    })
}

fn members(shape: &Shape) -> Option<&Members> {
    shape.object.as_ref().filter(|object| !object.is_map()).map(|object| &object.members)
}

/// Where the items of an answer are.
#[derive(Debug, PartialEq)]
enum Items {
    None,
    /// The member, or the way to it (`data.users`).
    At(String),
    /// In one of several lists.
    Several,
}

/// The list of an answer, of which the path's literal segments may tell the name.
fn items(shape: &Shape, path: &[&str]) -> Items {
    let Some(members) = members(shape) else { return Items::None };
    match list_of(members, path) {
        Items::None => {}
        found => return found,
    }
    // The answer has an envelope: all lists are in one object.
    let mut within = members.iter().filter_map(|(outer, member)| match list_of(self::members(&member.shape)?, path) {
        Items::None => None,
        Items::At(name) => Some(Items::At(format!("{outer}.{name}"))),
        Items::Several => Some(Items::Several),
    });
    match (within.next(), within.next()) {
        (Some(found), None) => found,
        (None, _) => Items::None,
        (Some(_), Some(_)) => Items::Several,
    }
}

fn list_of(members: &Members, path: &[&str]) -> Items {
    let lists = |objects: bool| {
        let is_list = |shape: &Shape| shape.array.as_ref().is_some_and(|element| !objects || element.object.is_some());
        members.iter().filter(|(_, member)| is_list(&member.shape)).map(|(name, _)| name).collect::<Vec<_>>()
    };
    let mut lists = match lists(true) {
        found if found.is_empty() => lists(false),
        found => found,
    };
    if lists.len() > 1 {
        let chosen = by_path(&lists, path).or_else(|| by_generic_name(&lists)).or_else(|| by_the_others(&lists));
        lists = chosen.map_or(lists, |chosen| vec![chosen]);
    }
    match &lists[..] {
        [] => Items::None,
        [name] => Items::At((*name).to_owned()),
        _ => Items::Several,
    }
}

/// The list that is called as the path's noun, from its end on: `call_history` of `/phone/call_history`, `messages` of
/// `/users/{userId}/chat_messages`.
fn by_path<'n>(lists: &[&'n str], path: &[&str]) -> Option<&'n str> {
    let words = |text: &str| identifiers::singular_words(identifiers::words(text));
    path.iter().rev().find_map(|noun| {
        let noun = words(noun);
        let mut fitting = lists.iter().filter(|name| {
            let name = words(name);
            !noun.is_empty() && !name.is_empty() && (name == noun || noun.ends_with(&name) || name.ends_with(&noun))
        });
        let exact = || lists.iter().find(|name| words(name) == noun);
        exact().or_else(|| fitting.next().filter(|_| fitting.next().is_none())).copied()
    })
}

/// The list under a name that says no more than that it is one.
fn by_generic_name<'n>(lists: &[&'n str]) -> Option<&'n str> {
    const NAMES: [&str; 9] =
        ["items", "data", "results", "result", "records", "resources", "entries", "list", "values"];
    NAMES.iter().find_map(|name| lists.iter().find(|list| list.eq_ignore_ascii_case(name)).copied())
}

/// The list whose name all others have with words before it: `messages` beside `edited_messages` and
/// `deleted_messages`.
fn by_the_others<'n>(lists: &[&'n str]) -> Option<&'n str> {
    let words = |text: &str| identifiers::singular_words(identifiers::words(text));
    lists.iter().find(|name| lists.iter().all(|other| words(other).ends_with(&words(name)))).copied()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::merge::tests::operation;
    use super::super::things::tests::gives;
    use super::*;

    /// An operation of `GET /path?query` that answers with such a sample.
    fn answering(address: &str, sample: &Value) -> Operation<Draft> {
        let Operation { responses, .. } = gives("", sample);
        Operation { responses, ..operation("a", "T", address) }
    }

    /// The mark as `style parameter token items page-size`, with `-` for what there is not.
    #[track_caller]
    fn check(address: &str, sample: Value, expected: &str) {
        let mut operation = answering(address, &sample);
        mark(&mut operation, &mut Vec::new());
        let found = operation.pagination.map(|found| {
            let Pagination { pages, parameter, token, items, page_size } = found;
            let text = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
            format!("{} {} {} {} {}", pages.name(), text(parameter), text(token), text(items), text(page_size))
        });
        assert_eq!(found.as_deref().unwrap_or("none"), expected, "{address} {sample}");
    }

    #[test]
    fn styles() {
        let list = json!([{ "id": 1 }]);
        for (address, sample, expected) in [
            (
                "/users?next_page_token&page_size&page_number",
                json!({ "users": list, "next_page_token": "" }),
                "next-page-token next_page_token next_page_token users page_size",
            ),
            (
                "/events?pageToken&maxResults",
                json!({ "items": list, "defaultReminders": list, "nextPageToken": "x" }),
                "page-token pageToken nextPageToken items maxResults",
            ),
            (
                "/conversations?cursor&limit",
                json!({ "channels": list, "response_metadata": { "next_cursor": "x" } }),
                "cursor cursor response_metadata.next_cursor channels limit",
            ),
            ("/orders?page_number&page_size", json!({ "orders": list }), "page-number page_number - orders page_size"),
            ("/orders?page&per_page", list.clone(), "page-number page - - per_page"),
            ("/gifs?offset&limit", json!({ "data": list, "meta": {} }), "offset offset - data limit"),
            (
                "/Users?startIndex&count",
                json!({ "schemas": ["a"], "Resources": list }),
                "start-index startIndex - Resources count",
            ),
            (
                "/users?next_token",
                json!({ "users": list, "nextToken": "" }),
                "continuation-token next_token nextToken users -",
            ),
            // Only the answer has it.
            (
                "/videos?page_size",
                json!({ "videos": list, "next_page_token": "" }),
                "next-page-token - next_page_token videos page_size",
            ),
            // No sample was saved in JSON, or none with the list.
            ("/users?next_page_token", json!({}), "next-page-token next_page_token - - -"),
            ("/a?page", json!({ "text": "x" }), "none"),
            ("/a?offset", json!({ "users": list }), "none"),
            ("/a?oauth_token", json!({ "users": list }), "none"),
            ("/a", json!({ "users": list }), "none"),
            ("/a", json!({ "next_page_token": "" }), "none"),
        ] {
            check(address, sample, expected);
        }
    }

    #[test]
    fn lists() {
        let list = json!([{ "id": 1 }]);
        for (path, sample, expected) in [
            ("/a", json!({ "x": list }), "x"),
            ("/a", json!({ "x": [] }), "x"),
            ("/a", json!({ "x": ["b"], "y": list }), "y"),
            ("/phone/call_history", json!({ "call_logs": list, "call_history": list }), "call_history"),
            ("/talks/:id/content_analysis", json!({ "chapters": list, "analysis": list }), "analysis"),
            ("/groups/:id/users", json!({ "groups": list, "users": list }), "users"),
            ("/users/:id", json!({ "groups": list, "user_rows": list, "users": list }), "users"),
            ("/chats/:id", json!({ "messages": list, "edited_messages": list, "deleted_messages": list }), "messages"),
            ("/chats/:id", json!({ "other": list, "results": list }), "results"),
            ("/chats/:id", json!({ "other": list, "another": list }), "several"),
            ("/a", json!({ "data": { "rows": list }, "meta": { "n": 1 } }), "data.rows"),
            ("/a", json!({ "x": { "rows": list }, "y": { "rows": list } }), "several"),
            ("/a", json!({ "x": 1 }), "none"),
            ("/a", json!("x"), "none"),
        ] {
            let segments: Vec<_> = path.split('/').filter(|segment| !segment.starts_with(':')).collect();
            let found = match items(&Shape::of(&sample), &segments) {
                Items::None => "none".to_owned(),
                Items::At(place) => place,
                Items::Several => "several".to_owned(),
            };
            assert_eq!(found, expected, "{path} {sample}");
        }
    }

    #[test]
    fn a_token_that_no_sample_has() {
        #[track_caller]
        fn check(address: &str, sample: Value, expected: bool) {
            let mut operation = answering(address, &sample);
            add_token(&mut operation, "next_page_token");
            let members = answer(&operation).and_then(members);
            let found = members.and_then(|members| members.get("next_page_token"));
            assert_eq!(found.is_some_and(|member| member.seen == 0), expected, "{address} {sample}");
        }
        check("/a?next_page_token", json!({ "users": [] }), true);
        check("/a?next_page_token", json!({ "next_page_token": "" }), false);
        check("/a?next_page_token", json!([]), false);
        check("/a?page", json!({ "users": [] }), false);
    }
}
