//! A user's ID reaches the server as it is, or not at all.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use zoom_api::{AppKind, Error, InvalidRequest, Method, UserRef, Zoom};

use super::raw_server::{Answer, RawServer};
use super::zoom;

#[tokio::test]
async fn me_is_me() {
    for user in [UserRef::Me, "me".parse().unwrap()] {
        let server = RawServer::start(Answer::json("{}")).await;
        zoom(&server.base_url).pac().list(user).await.unwrap();
        assert_eq!(server.path(), "/users/me/pac");
    }
}

#[tokio::test]
async fn the_base_url_may_have_a_path_and_a_slash() {
    for suffix in ["/v2", "/v2/"] {
        let server = RawServer::start(Answer::json("{}")).await;
        zoom(&format!("{}{suffix}", server.base_url)).pac().list(UserRef::Me).await.unwrap();
        assert_eq!(server.path(), "/v2/users/me/pac");
    }
}

/// The middle of `/users/…/pac`, percent-decoded.
fn user_of(path: &str) -> String {
    let segments: Vec<_> = path.split('/').collect();
    let ["", "users", user, "pac"] = segments[..] else { panic!("{path} has not its three segments") };
    let mut bytes = Vec::new();
    let mut rest = user.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let code = String::from_utf8(rest.by_ref().take(2).collect()).unwrap();
            bytes.push(u8::from_str_radix(&code, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// What looks like a user and what looks like an attack.
fn any_user() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z0-9_-]{22}",
        "[a-z+.]{1,8}@[a-z.]{1,8}",
        "(\\.|%2e|%2E|/|\\\\|%2f|%5c|;|a){1,6}",
        "[!-~]{1,12}",
        "\\PC{1,8}",
        any::<String>(),
    ]
}

/// Calls a server for many a user; `call` is the way in which it does.
fn check(call: impl AsyncFn(&Zoom, &str) -> Result<(), Error>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(RawServer::start(Answer::json("{}")));
    let zoom = zoom(&server.base_url);
    let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(500) });
    let outcome = runner.run(&any_user(), |text| {
        let before = server.requests().len();
        match runtime.block_on(call(&zoom, &text)) {
            Ok(()) => {
                let requests = server.requests();
                prop_assert_eq!(requests.len(), before + 1);
                prop_assert_eq!(user_of(requests[before].split(' ').nth(1).unwrap()), text);
            }
            Err(Error::InvalidRequest(_)) => prop_assert_eq!(server.requests().len(), before, "{:?} was sent", text),
            Err(error) => return Err(TestCaseError::fail(format!("{text:?}: {error}"))),
        }
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn what_the_server_sees_is_what_was_given() {
    check(async |zoom, text| zoom.pac().list(text).await.map(drop));
}

#[test]
fn segments_of_any_path_are_kept_apart() {
    check(async |zoom, text| zoom.request(Method::GET, ["users", text, "pac"]).await.map(drop));
}

#[tokio::test]
async fn a_user_level_app_sends_for_me_alone() {
    let server = RawServer::start(Answer::json("{}")).await;
    let client =
        |kind| Zoom::builder().base_url(&server.base_url).access_token(super::TOKEN).app_kind(kind).build().unwrap();
    let refused = client(AppKind::UserLevel).pac().list("jane@example.com").await.unwrap_err();
    assert!(matches!(refused, Error::InvalidRequest(InvalidRequest::OnlyMeAllowed)), "{refused:?}");
    assert_eq!(refused.to_string(), "a user-level app can only call for the user `me`: pass `UserRef::Me`");
    assert!(server.requests().is_empty());
    client(AppKind::UserLevel).pac().list(UserRef::Me).await.unwrap();
    client(AppKind::ServerToServer).pac().list(UserRef::Me).await.unwrap();
    client(AppKind::AccountLevel).pac().list("jane@example.com").await.unwrap();
    assert_eq!(server.requests().len(), 3);
}
