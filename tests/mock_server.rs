//! The embedded Zoom answers as documented.

use zoom_api::mock::{MockServerExt, ZoomServer};
use zoom_api::{ApiErrorKind, Error, PacAccountList, User, Zoom};

use super::saved_example;

#[tokio::test]
async fn it_answers_as_documented() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    for user in [User::Me, ZoomServer::USER.parse().unwrap()] {
        let answer = zoom.pac().list(user).await.unwrap();
        assert_eq!(serde_json::to_value(&answer).unwrap(), saved_example());
    }
    let stranger = Zoom::builder().base_url(server.base_url()).access_token("another").build().unwrap();
    for (zoom, user, status, code, kind, message) in [
        (
            &zoom,
            ZoomServer::USER_WITHOUT_PAC,
            400,
            "2024",
            ApiErrorKind::PacNotEnabled,
            "User does not have PAC enabled.",
        ),
        (&zoom, "a&b@example.com", 404, "1001", ApiErrorKind::UserNotFound, "User does not exist: a&b@example.com."),
        (&stranger, "me", 401, "124", ApiErrorKind::InvalidAccessToken, "Invalid access token."),
    ] {
        match zoom.pac().list(user).await {
            Err(Error::Api(error)) => {
                assert_eq!((error.status().as_u16(), error.code(), error.kind()), (status, Some(code), kind));
                assert_eq!(error.message(), Some(message));
                assert!(error.tracking_id().is_some());
            }
            other => panic!("{other:?}"),
        }
    }
    let nothing = zoom.get_json(["no", "such", "path"]).await.unwrap_err();
    assert_eq!(nothing.status().unwrap(), 404);
}

/// No Authorization header at all, which the client cannot leave out.
#[tokio::test]
async fn without_a_token_it_refuses() {
    let server = ZoomServer::start_async().await;
    let answer = reqwest::get(format!("{}/users/me/pac", server.base_url())).await.unwrap();
    assert_eq!(answer.status(), 401);
}

#[tokio::test]
async fn answers_of_your_own_go_first() {
    let server = ZoomServer::start_async().await;
    let zoom = server.zoom().unwrap();
    server.script(|mock| {
        mock.list_user_pac_accounts(|when, then| {
            when.user_id("jane");
            then.ok(&PacAccountList::default());
        })
    });
    let mock = server.script(|mock| {
        mock.list_user_pac_accounts(|when, then| {
            when.user_id("joe");
            then.into_inner().status(503);
        })
    });
    assert!(zoom.pac().list("jane").await.unwrap().pac_accounts.is_empty());
    assert_eq!(zoom.pac().list("joe").await.unwrap_err().status().unwrap(), 503);
    mock.assert_calls_async(1).await;
    assert_eq!(zoom.pac().list(User::Me).await.unwrap().pac_accounts.len(), 1, "saved answers go on");
}

#[test]
fn it_starts_outside_of_a_runtime() {
    let server = ZoomServer::start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async { server.zoom().unwrap().pac().list(User::Me).await }).unwrap();
}
