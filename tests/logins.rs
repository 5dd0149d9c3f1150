//! Users who log in and out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use httpmock::prelude::*;
use serde_json::json;
use zoom_api::CredentialsErrorKind;
use zoom_api::credentials::{Lease, MemoryStore, OAuthClient, StoreFuture, Token, TokenStore};
use zoom_api::mock::ZoomServer;

use super::credentials::{CLIENT_SECRET, kind, stored};
use super::raw_server::{Answer, RawServer};

#[tokio::test]
async fn a_login_ends_with_a_token_in_the_store() {
    let server = MockServer::start_async().await;
    let exchange = server
        .mock_async(|when, then| {
            when.method(POST)
                .path("/oauth/token")
                .header("authorization", "Basic YSBjbGllbnQ6cGxhbnRlZC1jbGllbnQtc2VjcmV0")
                .body_includes(
                    "grant_type=authorization_code&code=a+code&redirect_uri=https%3A%2F%2Fmy.app%2F&code_verifier=",
                );
            then.status(200).json_body(json!({ "access_token": "one", "refresh_token": "two", "expires_in": 3600 }));
        })
        .await;
    let client = OAuthClient::new("a client").secret(CLIENT_SECRET).redirect_uri("https://my.app/");
    let client = client.oauth_url(server.base_url());
    let store = MemoryStore::default();
    let state = |url: &str| url.split_once("state=").unwrap().1.split('&').next().unwrap().to_owned();

    for callback in
        ["https://my.app/?code=x", "https://my.app/?code=x&state=", "https://my.app/?code=x&state=other", ""]
    {
        let error = client.start_login().unwrap().finish(callback, &store).await.unwrap_err();
        assert_eq!(kind(&error), CredentialsErrorKind::StateMismatch, "{callback}");
    }
    let login = client.start_login().unwrap();
    let refused = format!("https://my.app/?error=access_denied&state={}", state(login.url()));
    assert_eq!(kind(&login.finish(&refused, &store).await.unwrap_err()), CredentialsErrorKind::LoginRequired);
    assert_eq!(exchange.calls_async().await, 0);

    let login = client.start_login().unwrap();
    let callback = format!("https://my.app/?code=a%20code&state={}", state(login.url()));
    login.finish(&callback, &store).await.unwrap();
    assert_eq!(stored(&store).await.refresh_token.unwrap().expose(), "two");
}

/// The form of a granted token, in a store.
async fn logged_in() -> MemoryStore {
    let token = json!({ "access_token": "planted-access", "refresh_token": "planted-refresh", "expires_at": 1 });
    MemoryStore::new(serde_json::from_value::<Token>(token).unwrap())
}

#[tokio::test]
async fn what_keeps_a_grant_alive_is_revoked() {
    let server = MockServer::start_async().await;
    let mut revoked = Vec::new();
    for form in ["token=planted-refresh", "token=planted-access"] {
        let mock = server.mock_async(|when, then| {
            when.method(POST).path("/oauth/revoke").body(form);
            then.status(200).json_body(json!({ "status": "success" }));
        });
        revoked.push(mock.await);
    }
    let store = logged_in().await;
    OAuthClient::new("a client").secret(CLIENT_SECRET).oauth_url(server.base_url()).revoke(&store).await.unwrap();
    for mock in revoked {
        assert_eq!(mock.calls_async().await, 1, "though the access token has expired");
    }
    assert!(stored(&store).await.refresh_token.is_none());
}

#[tokio::test]
async fn a_store_is_cleared_once_zoom_has_agreed() {
    let agreed = Answer::json(r#"{"status":"success"}"#);
    for (first, second, expected) in [
        (agreed.clone(), agreed.clone(), None),
        (Answer::with(200, "", ""), Answer::with(204, "", ""), None),
        // A token that is invalid needs no revocation.
        (Answer::with(400, "", r#"{"error":"invalid_grant"}"#), agreed.clone(), None),
        (agreed.clone(), Answer::with(401, "", r#"{"error":"invalid_token"}"#), None),
        (Answer::with(503, "", "<html>"), agreed.clone(), Some(CredentialsErrorKind::Unavailable)),
        (agreed.clone(), Answer::with(503, "", ""), Some(CredentialsErrorKind::Unavailable)),
        (Answer::with(400, "", r#"{"error":"invalid_request"}"#), agreed.clone(), Some(CredentialsErrorKind::Refused)),
        (Answer::with(200, "", r#"{"error":"invalid_client"}"#), agreed, Some(CredentialsErrorKind::InvalidClient)),
    ] {
        let (case, count) = (format!("{first:?} {second:?}"), AtomicUsize::new(0));
        let server = RawServer::answering(move |_| match count.fetch_add(1, Ordering::SeqCst) {
            0 => first.clone(),
            _ => second.clone(),
        })
        .await;
        let store = logged_in().await;
        let client = OAuthClient::new("a client").secret(CLIENT_SECRET).oauth_url(&server.base_url);
        let outcome = client.revoke(&store).await;
        assert_eq!(outcome.as_ref().err().map(kind), expected, "{case}");
        assert_eq!(stored(&store).await.refresh_token.is_some(), expected.is_some(), "{case}");
    }
}

#[tokio::test]
async fn a_user_logs_in_on_another_device() {
    let server = ZoomServer::start_async().await;
    let client = OAuthClient::new("a client").secret(CLIENT_SECRET).oauth_url(server.base_url());
    let store = MemoryStore::default();
    let login = client.start_device_login().await.unwrap();
    assert_eq!(login.verification_uri(), format!("{}/oauth_device", server.base_url()));
    let (code, url) = (login.user_code().to_owned(), login.verification_uri_complete().unwrap().to_owned());
    assert!(url.ends_with(&code), "{url}");
    let finished = login.finish(&store);
    let approved = async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        assert!(server.approve_device_login(&code) && !server.approve_device_login("another"));
    };
    tokio::join!(async { finished.await.unwrap() }, approved);
    assert!(stored(&store).await.refresh_token.is_some());
}

/// A store that cannot be locked, as on a file system without locks.
#[derive(Debug)]
struct NoLock;

impl TokenStore for NoLock {
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>> {
        Box::pin(async { Err(std::io::ErrorKind::Unsupported.into()) })
    }
}

/// A code is accepted once, and a user asked once.
#[tokio::test]
async fn a_store_that_does_not_work_costs_no_login() {
    let server = ZoomServer::start_async().await;
    let client = OAuthClient::new("a client").redirect_uri("https://my.app/").oauth_url(server.base_url());
    let login = client.start_login().unwrap();
    let redirect = server.approve_login(login.url());
    assert_eq!(kind(&login.finish(&redirect, &NoLock).await.unwrap_err()), CredentialsErrorKind::Store);
    let code = redirect.split_once("code=").unwrap().1.split('&').next().unwrap();
    assert_eq!(code, "mock-code-1");
    let again = client.start_login().unwrap();
    let redirect = server.approve_login(again.url());
    assert!(redirect.contains("mock-code-2"), "no token was issued meanwhile: {redirect}");

    let login = client.start_device_login().await.unwrap();
    let started = std::time::Instant::now();
    assert_eq!(kind(&login.finish(&NoLock).await.unwrap_err()), CredentialsErrorKind::Store);
    assert!(started.elapsed() < Duration::from_millis(900), "the user was asked first");
}

#[tokio::test]
async fn a_device_login_asks_as_documented_and_survives_a_failure() {
    let codes = json!({
        "device_code": "planted-device-code", "user_code": "ABCD", "verification_uri": "https://zoom.us/oauth_device",
        "expires_in": 60, "interval": 1,
    });
    let token = json!({ "access_token": "planted", "refresh_token": "planted-refresh", "expires_in": 3600 });
    for (denied, expected) in [(true, Some(CredentialsErrorKind::LoginRequired)), (false, None)] {
        let server = MockServer::start_async().await;
        let device = server
            .mock_async(|when, then| {
                when.method(POST).path("/oauth/devicecode").body("client_id=a+client");
                then.status(200).json_body(codes.clone());
            })
            .await;
        let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=planted-device-code";
        let answer = if denied { json!({ "error": "access_denied" }) } else { token.clone() };
        let granted = server
            .mock_async(|when, then| {
                when.method(POST).path("/oauth/token").body(format!("{grant}&client_id=a+client"));
                then.status(if denied { 400 } else { 200 }).json_body(answer);
            })
            .await;
        let client = OAuthClient::new("a client").oauth_url(server.base_url());
        let store = MemoryStore::default();
        let outcome = client.start_device_login().await.unwrap().finish(&store).await;
        assert_eq!(outcome.as_ref().err().map(kind), expected, "{outcome:?}");
        assert!(!format!("{outcome:?}").contains("planted"), "{outcome:?}");
        assert_eq!((device.calls_async().await, granted.calls_async().await), (1, 1));
    }
}

#[tokio::test]
async fn a_device_login_asks_no_more_often_than_it_may_and_ends_with_its_code() {
    for (error, lifetime) in [("authorization_pending", 2), ("slow_down", 4)] {
        let codes = json!({
            "device_code": "planted-device-code", "user_code": "ABCD", "verification_uri": "https://zoom.us/oauth_device",
            "expires_in": lifetime, "interval": 1,
        });
        let codes = Answer::json(&codes.to_string());
        let refusal = Answer::with(400, "", &json!({ "error": error }).to_string());
        let server = RawServer::answering(move |head| {
            let asks_for_codes = head.starts_with("POST /oauth/devicecode ");
            if asks_for_codes { codes.clone() } else { refusal.clone() }
        })
        .await;
        let login = OAuthClient::new("a client").oauth_url(&server.base_url).start_device_login().await.unwrap();
        let outcome = login.finish(&MemoryStore::default()).await.unwrap_err();
        assert!(outcome.to_string().contains("the code of the device login has expired"), "{outcome}");
        // A machine that was too slow to ask within the lifetime has not asked at all.
        assert!(server.requests().len() <= 2, "{error}: {:?}", server.requests());
    }
}

/// A caller's own HTTP client is seen by what it says of itself.
#[tokio::test]
async fn a_login_uses_the_callers_http_client() {
    let server = RawServer::start(Answer::json(r#"{"access_token":"one","refresh_token":"two"}"#)).await;
    let http = reqwest::Client::builder().user_agent("the caller's own").build().unwrap();
    let client = OAuthClient::new("a client").oauth_url(&server.base_url).http_client(http);
    let store = logged_in().await;
    client.revoke(&store).await.unwrap();
    super::credentials::user_with(client, &server.base_url, std::sync::Arc::new(store))
        .pac()
        .list("me")
        .await
        .unwrap_err();
    assert_eq!(server.requests().len(), 2);
    assert!(
        server.requests().iter().all(|head| head.contains("user-agent: the caller's own")),
        "{:?}",
        server.requests()
    );
}
