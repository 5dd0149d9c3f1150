//! Tokens that renew themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use httpmock::prelude::*;
use serde_json::json;
use zoom_api::credentials::{FileStore, Lease, MemoryStore, OAuthClient, StoreFuture, Token, TokenStore};
use zoom_api::{ApiErrorKind, Credentials, CredentialsErrorKind, Error, RetryPolicy, TransportErrorKind, Zoom};

use super::TOKEN;
use super::fault_server::{Behaviour, FaultServer};
use super::raw_server::{Answer, RawServer};

pub(crate) const CLIENT_SECRET: &str = "planted-client-secret";

pub(crate) fn server_to_server() -> Credentials {
    Credentials::ServerToServer {
        account_id: "an account".to_owned(),
        client_id: "a client".to_owned(),
        client_secret: CLIENT_SECRET.into(),
    }
}

pub(crate) fn client(base_url: &str, oauth_url: &str) -> Zoom {
    Zoom::builder().credentials(server_to_server()).base_url(base_url).oauth_url(oauth_url).build().unwrap()
}

pub(crate) fn user_of(server: &FaultServer, store: Arc<dyn TokenStore>) -> Zoom {
    user_at(&server.base_url, store)
}

pub(crate) fn user_at(base_url: &str, store: Arc<dyn TokenStore>) -> Zoom {
    user_with(OAuthClient::new("a client").secret(CLIENT_SECRET).oauth_url(base_url), base_url, store)
}

pub(crate) fn user_with(client: OAuthClient, base_url: &str, store: Arc<dyn TokenStore>) -> Zoom {
    Zoom::builder().credentials(Credentials::OAuth { client, store }).base_url(base_url).build().unwrap()
}

pub(crate) fn kind(error: &Error) -> CredentialsErrorKind {
    match error {
        Error::Credentials(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn stored(store: &dyn TokenStore) -> Token {
    store.lease().await.unwrap().load().await.unwrap().unwrap()
}

#[tokio::test]
async fn an_app_asks_for_its_token_as_documented_and_once() {
    let server = MockServer::start_async().await;
    let token = server
        .mock_async(|when, then| {
            when.method(POST)
                .path("/oauth/token")
                .header("authorization", "Basic YSBjbGllbnQ6cGxhbnRlZC1jbGllbnQtc2VjcmV0")
                .header("content-type", "application/x-www-form-urlencoded")
                .body("grant_type=account_credentials&account_id=an+account");
            then.status(200).json_body(json!({ "access_token": "one", "token_type": "bearer", "expires_in": 3599 }));
        })
        .await;
    let calls = server
        .mock_async(|when, then| {
            when.method(GET).path("/v2/users/me/pac").header("authorization", "Bearer one");
            then.status(200).json_body(json!({ "pac_accounts": [] }));
        })
        .await;
    let zoom = client(&server.url("/v2"), &server.base_url());
    let all = (0..100).map(|_| {
        let zoom = zoom.clone();
        tokio::spawn(async move { zoom.pac().list("me").await.map(drop) })
    });
    for call in all.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!((token.calls_async().await, calls.calls_async().await), (1, 100));
}

#[tokio::test]
async fn a_token_that_is_about_to_end_is_renewed() {
    let server = MockServer::start_async().await;
    let token = server
        .mock_async(|when, then| {
            when.path("/oauth/token");
            then.status(200).json_body(json!({ "access_token": "one", "expires_in": 0 }));
        })
        .await;
    server.mock_async(|_, then| drop(then.status(200).json_body(json!({})))).await;
    let zoom = client(&server.base_url(), &server.base_url());
    for _ in 0..3 {
        zoom.pac().list("me").await.unwrap();
    }
    assert_eq!(token.calls_async().await, 3);
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once() {
    let server = FaultServer::start(Behaviour::default()).await;
    let zoom = client(&server.base_url, &server.base_url);
    zoom.pac().list("me").await.unwrap();
    server.tokens().expire();
    let calls = (0..50).map(|_| {
        let zoom = zoom.clone();
        tokio::spawn(async move { zoom.pac().list("me").await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.tokens().renewals(), 2, "no stampede");
}

#[tokio::test]
async fn a_second_token_that_is_refused_is_an_error() {
    let server = RawServer::answering(|head| {
        if head.starts_with("POST") {
            Answer::json(r#"{"access_token":"one","expires_in":3600}"#)
        } else {
            Answer::with(401, "content-type: application/json\r\n", r#"{"code":124,"message":"Invalid access token."}"#)
        }
    })
    .await;
    let error = client(&server.base_url, &server.base_url).pac().list("me").await.unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.kind() == ApiErrorKind::InvalidAccessToken), "{error:?}");
    assert_eq!(error.attempts().len(), 2);
    assert_eq!(server.requests().len(), 4, "two tokens, two calls, no loop");
}

#[tokio::test]
async fn an_error_is_never_a_token() {
    for (status, body, expected, text) in [
        (
            400,
            r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#,
            CredentialsErrorKind::LoginRequired,
            "log in again",
        ),
        (
            200,
            r#"{"reason":"Invalid Token!","error":"invalid_grant"}"#,
            CredentialsErrorKind::LoginRequired,
            "Invalid Token!",
        ),
        (200, r#"{"access_token":"one","error":"invalid_grant"}"#, CredentialsErrorKind::LoginRequired, "log in again"),
        (400, r#"{"reason":"Bad client","error":"invalid_client"}"#, CredentialsErrorKind::InvalidClient, "Bad client"),
        (401, "{}", CredentialsErrorKind::InvalidClient, "check account ID"),
        (400, r#"{"error":"unsupported_grant_type"}"#, CredentialsErrorKind::Refused, "unsupported_grant_type"),
        (400, r#"{"access_token":"one"}"#, CredentialsErrorKind::Refused, "refused"),
        (200, r#"{"access_token":""}"#, CredentialsErrorKind::Refused, "refused"),
        (200, "<html>", CredentialsErrorKind::Decode, "invalid response"),
        (403, "<html>", CredentialsErrorKind::Refused, "status 403"),
        (200, r#"{"access_token":"a\r\nb"}"#, CredentialsErrorKind::Decode, "header"),
        (400, r#"{"error":"planted-client-secret"}"#, CredentialsErrorKind::Refused, "[redacted]"),
    ] {
        let server = RawServer::start(Answer::with(status, "x-zm-trackingid: an-id\r\n", body)).await;
        let error = client(&server.base_url, &server.base_url).pac().list("me").await.unwrap_err();
        assert_eq!(kind(&error), expected, "{body}: {error}");
        assert!(error.to_string().contains(text), "{body}: {error}");
        assert!(!format!("{error:?} {error}").contains(CLIENT_SECRET), "{error:?}");
        assert!(
            server.requests().iter().all(|head| head.starts_with("POST /oauth/token ")),
            "{body}: no call was made"
        );
    }
}

#[tokio::test]
async fn a_token_endpoint_that_is_gone_is_tried_again() {
    let zoom = client("http://127.0.0.1:1/v2", "http://127.0.0.1:1");
    let error = zoom.pac().list("me").await.unwrap_err();
    assert!(matches!(kind(&error), CredentialsErrorKind::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn an_endless_answer_is_no_token() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"access_token\":\"".to_vec();
    let server = RawServer::start(Answer::Endless(head, vec![b'a'; 4096])).await;
    let error = client(&server.base_url, &server.base_url).pac().list("me").await.unwrap_err();
    assert_eq!(kind(&error), CredentialsErrorKind::Decode);
}

#[tokio::test]
async fn a_token_takes_64_kib_and_no_more() {
    let token = r#"{"access_token":"one","expires_in":3600}"#;
    for (length, is_token) in [(64 << 10, true), ((64 << 10) + 1, false)] {
        let whole = token.to_owned() + &" ".repeat(length - token.len());
        let chunked =
            format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{whole}\r\n0\r\n\r\n");
        for answer in [Answer::json(&whole), Answer::Bytes(chunked.into_bytes())] {
            let server =
                RawServer::answering(
                    move |head| {
                        if head.starts_with("POST") { answer.clone() } else { Answer::json("{}") }
                    },
                )
                .await;
            let outcome = client(&server.base_url, &server.base_url).pac().list("me").await;
            assert_eq!(
                outcome.as_ref().err().map(kind),
                (!is_token).then_some(CredentialsErrorKind::Decode),
                "{length}"
            );
        }
    }
}

#[tokio::test]
async fn what_is_hostile_is_no_token_and_ends_in_time() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec();
    // Where anything may stand, so that nothing but its depth is wrong.
    let deep = format!(r#"{{"access_token":"one","expires_in":{}{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
    let bomb = Answer::with(200, "content-encoding: gzip\r\n", &"\0".repeat(60_000));
    for (answer, expected) in [
        (Answer::Silence, CredentialsErrorKind::Transport(TransportErrorKind::Timeout)),
        (Answer::Drip(head, vec![b' '; 1000]), CredentialsErrorKind::Transport(TransportErrorKind::Timeout)),
        (Answer::json(&deep), CredentialsErrorKind::Decode),
        (bomb, CredentialsErrorKind::Decode),
        (
            Answer::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec()),
            CredentialsErrorKind::Transport(TransportErrorKind::Body),
        ),
        (Answer::with(302, "location: /again\r\n", ""), CredentialsErrorKind::Decode),
    ] {
        let server = RawServer::start(answer.clone()).await;
        let zoom =
            Zoom::builder().credentials(server_to_server()).base_url(&server.base_url).oauth_url(&server.base_url);
        // What is not waited for in vain gets the time that a busy machine takes.
        let is_slow = expected == CredentialsErrorKind::Transport(TransportErrorKind::Timeout);
        let timeout = Duration::from_millis(if is_slow { 300 } else { 20_000 });
        let zoom = zoom.attempt_timeout(timeout).retry(RetryPolicy::none()).build().unwrap();
        let error = zoom.pac().list("me").await.unwrap_err();
        assert_eq!(kind(&error), expected, "{answer:?}: {error}");
        assert!(!format!("{error:?} {error}").contains(CLIENT_SECRET), "{error:?}");
    }
}

#[tokio::test]
async fn a_token_is_waited_for_no_longer_than_the_call_may_take() {
    let server = RawServer::start(Answer::Silence).await;
    let builder = Zoom::builder().credentials(server_to_server()).oauth_url(&server.base_url);
    let zoom = builder.timeout(Duration::from_millis(300)).retry(RetryPolicy::none()).build().unwrap();
    let started = Instant::now();
    let error = zoom.pac().list("me").await.unwrap_err();
    assert_eq!(kind(&error), CredentialsErrorKind::Transport(TransportErrorKind::Timeout), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(20));
}

/// The grant's form holds the refresh token, and its header the client's secret.
#[tokio::test]
async fn a_request_for_a_token_is_sent_to_one_server_alone() {
    for status in [301, 302, 303, 307, 308] {
        let other = RawServer::start(Answer::json(r#"{"access_token":"one","expires_in":3600}"#)).await;
        let target = format!("location: {}/oauth/token\r\n", other.base_url.replace("127.0.0.1", "localhost"));
        let server = RawServer::start(Answer::with(status, &target, "")).await;
        for own in [None, Some(reqwest::Client::new())] {
            let builder = Zoom::builder().credentials(server_to_server()).base_url(&server.base_url);
            let builder = builder.oauth_url(&server.base_url).retry(RetryPolicy::none());
            let zoom = own.into_iter().fold(builder, zoom_api::ZoomBuilder::http_client).build().unwrap();
            let error = zoom.pac().list("me").await.unwrap_err();
            assert_eq!(kind(&error), CredentialsErrorKind::Decode, "{status}: {error}");
        }
        for head in server.requests() {
            assert!(head.to_ascii_lowercase().contains("content-length: 52"), "{head}");
        }
        for head in other.requests() {
            let head = head.to_ascii_lowercase();
            assert!(!head.starts_with("post") && !head.contains("authorization"), "{status}: {head}");
        }
    }
}

#[tokio::test]
async fn a_grant_that_has_ended_is_looked_for_in_the_store_once_more() {
    let server = FaultServer::start(Behaviour::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.json");
    let ended = Token::from_refresh_token("of-a-login-before");
    FileStore::new(&path).lease().await.unwrap().save(&ended).await.unwrap();
    let copied = serde_json::to_vec(&Token::from_refresh_token(server.tokens().refresh_token())).unwrap();
    let (behind, there) = (server.base_url.clone(), path.clone());
    // What asks for a token brings about that another one lies in the store, as if someone had logged in meanwhile.
    let front = RawServer::answering(move |_| {
        std::fs::write(&there, &copied).unwrap();
        Answer::with(400, "", r#"{"error":"invalid_grant"}"#)
    })
    .await;
    let user = |oauth_url: &str| {
        let client = OAuthClient::new("a client").secret(CLIENT_SECRET).oauth_url(oauth_url);
        let store = Arc::new(FileStore::new(&path));
        Zoom::builder().credentials(Credentials::OAuth { client, store }).base_url(&behind).build().unwrap()
    };
    assert_eq!(kind(&user(&front.base_url).pac().list("me").await.unwrap_err()), CredentialsErrorKind::LoginRequired);
    assert_eq!(front.requests().len(), 2, "with the one token and with the other, and no more");
    user(&server.base_url).pac().list("me").await.unwrap();
}

#[tokio::test]
async fn refresh_tokens_rotate_through_the_store() {
    let server = FaultServer::start(Behaviour::default()).await;
    let first = server.tokens().refresh_token();
    let store = Arc::new(MemoryStore::new(Token::from_refresh_token(first.as_str())));
    let zoom = user_of(&server, store.clone());
    for renewals in 1..4 {
        zoom.pac().list("me").await.unwrap();
        assert_eq!(server.tokens().renewals(), renewals);
        let kept = stored(store.as_ref()).await;
        assert_eq!(kept.refresh_token.unwrap().expose(), server.tokens().refresh_token());
        server.tokens().expire();
    }
    assert_eq!(server.tokens().refusals(), 0, "none was used twice");
}

#[tokio::test]
async fn clients_that_share_a_store_share_a_token() {
    let server = FaultServer::start(Behaviour::default()).await;
    let store = Arc::new(MemoryStore::new(Token::from_refresh_token(server.tokens().refresh_token())));
    for _ in 0..5 {
        user_of(&server, store.clone()).pac().list("me").await.unwrap();
    }
    assert_eq!((server.tokens().renewals(), server.tokens().refusals()), (1, 0));
}

#[tokio::test]
async fn a_caller_that_gives_up_loses_no_token() {
    let server = FaultServer::start(Behaviour::default()).await;
    let store = Arc::new(MemoryStore::new(Token::from_refresh_token(server.tokens().refresh_token())));
    let zoom = user_of(&server, store.clone());
    for _ in 0..20 {
        // Polled once, which sends the renewal on its way, and dropped.
        let pac = zoom.pac();
        let mut call = pac.list("me").into_future();
        let _ = std::future::poll_fn(|context| {
            std::task::Poll::Ready(std::pin::Pin::new(&mut call).poll(context).is_ready())
        })
        .await;
        drop(call);
        server.tokens().expire();
    }
    zoom.pac().list("me").await.unwrap();
    assert_eq!(server.tokens().refusals(), 0);
    assert_eq!(stored(store.as_ref()).await.refresh_token.unwrap().expose(), server.tokens().refresh_token());
}

/// A store that cannot be written to at first, as on a disk that is full.
#[derive(Debug)]
struct Full(MemoryStore, Arc<AtomicUsize>);

struct FullLease(Box<dyn Lease>, Arc<AtomicUsize>);

impl TokenStore for Full {
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>> {
        Box::pin(async { Ok(Box::new(FullLease(self.0.lease().await?, self.1.clone())) as Box<dyn Lease>) })
    }
}

impl Lease for FullLease {
    fn load(&mut self) -> StoreFuture<'_, Option<Token>> {
        self.0.load()
    }

    fn save<'a>(&'a mut self, token: &'a Token) -> StoreFuture<'a, ()> {
        if self.1.fetch_add(1, Ordering::SeqCst) < 2 {
            return Box::pin(async { Err(std::io::ErrorKind::StorageFull.into()) });
        }
        self.0.save(token)
    }
}

#[tokio::test]
async fn a_token_that_cannot_be_stored_is_not_used_and_not_lost() {
    let server = FaultServer::start(Behaviour::default()).await;
    let memory = MemoryStore::new(Token::from_refresh_token(server.tokens().refresh_token()));
    let zoom = user_of(&server, Arc::new(Full(memory.clone(), Arc::default())));
    for _ in 0..2 {
        assert_eq!(kind(&zoom.pac().list("me").await.unwrap_err()), CredentialsErrorKind::Store);
    }
    zoom.pac().list("me").await.unwrap();
    assert_eq!((server.tokens().renewals(), server.tokens().refusals()), (1, 0));
    assert_eq!(stored(&memory).await.refresh_token.unwrap().expose(), server.tokens().refresh_token());
}

#[tokio::test]
async fn a_token_that_was_not_stored_gives_way_to_a_newer_one() {
    let server = FaultServer::start(Behaviour::default()).await;
    let memory = MemoryStore::new(Token::from_refresh_token(server.tokens().refresh_token()));
    let zoom = user_of(&server, Arc::new(Full(memory.clone(), Arc::default())));
    assert_eq!(kind(&zoom.pac().list("me").await.unwrap_err()), CredentialsErrorKind::Store);
    // As a user does who logs in again.
    let newer = Token::from_refresh_token(server.tokens().refresh_token());
    memory.lease().await.unwrap().save(&newer).await.unwrap();
    assert_eq!(kind(&zoom.pac().list("me").await.unwrap_err()), CredentialsErrorKind::Store);
    zoom.pac().list("me").await.unwrap();
    assert_eq!((server.tokens().renewals(), server.tokens().refusals()), (2, 0));
}

#[tokio::test]
async fn a_store_without_a_token_requires_a_login() {
    let server = FaultServer::start(Behaviour::default()).await;
    let error = user_of(&server, Arc::new(MemoryStore::default())).pac().list("me").await.unwrap_err();
    assert_eq!(kind(&error), CredentialsErrorKind::LoginRequired);
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_is_its_owners_alone_and_shared_by_many() {
    use std::os::unix::fs::PermissionsExt;

    let server = FaultServer::start(Behaviour::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.json");
    let first = Token::from_refresh_token(server.tokens().refresh_token());
    FileStore::new(&path).lease().await.unwrap().save(&first).await.unwrap();
    // Each has a client, a store and a lock of its own, as processes do.
    for round in 1..6 {
        let calls = (0..8).map(|_| {
            let zoom = user_of(&server, Arc::new(FileStore::new(&path)));
            tokio::spawn(async move { zoom.pac().list("me").await.map(drop) })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        assert!(server.tokens().renewals() >= round);
        server.tokens().expire();
    }
    assert_eq!(server.tokens().refusals(), 0, "none was used twice");
    for file in ["token.json", "token.json.lock"] {
        let mode = std::fs::metadata(folder.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

#[tokio::test]
async fn a_file_that_is_no_token_is_an_error_of_the_store() {
    let server = FaultServer::start(Behaviour::default()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token.json");
    // What is of another type is quoted by serde.
    for text in ["{\"access_token\": \"planted-secret", "\"planted-secret\""] {
        std::fs::write(&path, text).unwrap();
        let error = user_of(&server, Arc::new(FileStore::new(&path))).pac().list("me").await.unwrap_err();
        assert_eq!(kind(&error), CredentialsErrorKind::Store);
        assert!(!format!("{error:?} {error}").contains("planted"), "{error:?}");
    }
    let error = user_of(&server, Arc::new(FileStore::new(folder.path().join("no/such"))));
    assert_eq!(kind(&error.pac().list("me").await.unwrap_err()), CredentialsErrorKind::Store);
}

#[tokio::test]
async fn calls_go_where_the_token_says_if_that_is_zoom() {
    let api = RawServer::start(Answer::json("{}")).await;
    let with = |api_url: &str| {
        let body = json!({ "access_token": "one", "expires_in": 3600, "api_url": api_url }).to_string();
        RawServer::start(Answer::json(&body))
    };
    let login = with(&api.base_url).await;
    let from =
        |login: &RawServer| Zoom::builder().credentials(server_to_server()).oauth_url(&login.base_url).build().unwrap();
    from(&login).pac().list("a&b@example.com").await.unwrap();
    assert!(api.requests()[0].starts_with("GET /v2/users/a&b@example.com/pac "), "{:?}", api.requests());

    for elsewhere in ["https://zoom.us.example.com", "http://api.zoom.us", "ftp://api.zoom.us", "nonsense"] {
        let login = with(elsewhere).await;
        let error = from(&login).pac().list("me").await.unwrap_err();
        assert_eq!(kind(&error), CredentialsErrorKind::UntrustedApiUrl, "{elsewhere}");
    }
    // A base URL of the caller's own stays.
    let login = with("https://example.com").await;
    client(&api.base_url, &login.base_url).pac().list("me").await.unwrap();
}

#[tokio::test]
async fn a_token_that_is_given_is_never_renewed() {
    let server = FaultServer::start(Behaviour::default()).await;
    let zoom =
        Zoom::builder().access_token(TOKEN).base_url(&server.base_url).oauth_url(&server.base_url).build().unwrap();
    zoom.pac().list("me").await.unwrap();
    server.tokens().expire();
    let error = zoom.pac().list("me").await.unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.kind() == ApiErrorKind::InvalidAccessToken), "{error:?}");
    assert_eq!(server.tokens().renewals(), 0);
}

/// A server of many users has one pool, and a token for each.
#[tokio::test]
async fn clients_of_many_users_share_connections_and_no_token() {
    let server = FaultServer::start(Behaviour::default()).await;
    let jane = client(&server.base_url, &server.base_url);
    jane.pac().list("me").await.unwrap();
    for _ in 0..5 {
        jane.with_credentials(server_to_server()).unwrap().pac().list("me").await.unwrap();
    }
    assert_eq!((server.connections(), server.tokens().renewals()), (1, 6));
    let stranger = jane.with_credentials(Credentials::AccessToken("strangers".into())).unwrap();
    let error = stranger.pac().list("me").await.unwrap_err();
    assert_eq!(error.api_kind(), Some(ApiErrorKind::InvalidAccessToken));
    jane.pac().list("me").await.unwrap();
    assert!(matches!(jane.with_credentials(Credentials::AccessToken("".into())), Err(Error::Config(_))));
}
