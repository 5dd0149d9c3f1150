//! A token endpoint, and a token store, that fail for a while; and many who ask.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use serde_json::json;
use zoom_api::credentials::{Lease, MemoryStore, StoreFuture, Token, TokenStore};
use zoom_api::{ApiErrorKind, CredentialsErrorKind, RetryPolicy, Zoom};

use super::credentials::{CLIENT_SECRET, client, kind, server_to_server, stored, user_at, user_of};
use super::fault_server::{Behaviour, FaultServer};
use super::raw_server::{Answer, RawServer};

const TOKEN: &str = r#"{"access_token":"planted-access-token","expires_in":3600}"#;

/// A server whose token endpoint gives one answer after the other, the last again and again, and whose API is fine.
async fn after(answers: Vec<Answer>) -> RawServer {
    let asked = AtomicUsize::new(0);
    RawServer::answering(move |head| {
        if head.starts_with("GET") {
            return Answer::json("{}");
        }
        let nth = asked.fetch_add(1, Ordering::SeqCst);
        answers[nth.min(answers.len() - 1)].clone()
    })
    .await
}

fn token_requests(server: &RawServer) -> usize {
    server.requests().iter().filter(|head| head.starts_with("POST")).count()
}

#[tokio::test]
async fn a_token_endpoint_that_fails_for_a_moment_is_asked_again() {
    for answer in [
        Answer::with(429, "retry-after: 0\r\n", r#"{"error":"rate limited"}"#),
        Answer::with(429, "", ""),
        Answer::with(503, "", "<html>"),
        Answer::with(500, "", r#"{"reason":"x"}"#),
        Answer::Bytes(Vec::new()),
    ] {
        let server = after(vec![answer.clone(), Answer::json(TOKEN)]).await;
        client(&server.base_url, &server.base_url).pac().list("me").await.unwrap();
        assert_eq!(token_requests(&server), 2, "{answer:?}");
    }
}

#[tokio::test]
async fn a_failure_that_lasts_is_told_with_its_status() {
    for (answer, text) in [
        (
            Answer::with(503, "", "<html>"),
            "zoom's token endpoint is unavailable (status 503, not the JSON of a token endpoint) after 3 attempts",
        ),
        (
            Answer::with(429, "", r#"{"reason":"slow down"}"#),
            "zoom's token endpoint is unavailable (status 429, slow down) after 3 attempts",
        ),
    ] {
        let server = after(vec![answer]).await;
        let error = client(&server.base_url, &server.base_url).pac().list("me").await.unwrap_err();
        assert_eq!((kind(&error), error.to_string().as_str()), (CredentialsErrorKind::Unavailable, text));
        assert_eq!(token_requests(&server), 3, "as often as the policy allows");
    }
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_not_begun() {
    let server = after(vec![Answer::with(429, "retry-after: 3600\r\n", "")]).await;
    let zoom = client(&server.base_url, &server.base_url);
    let started = Instant::now();
    for _ in 0..5 {
        assert_eq!(kind(&zoom.pac().list("me").await.unwrap_err()), CredentialsErrorKind::Unavailable);
    }
    assert_eq!(token_requests(&server), 1, "nobody asks before the hour is over");
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[tokio::test]
async fn a_token_is_awaited_no_longer_than_its_call() {
    let server = after(vec![Answer::Silence]).await;
    let builder =
        Zoom::builder().credentials(server_to_server()).base_url(&server.base_url).oauth_url(&server.base_url);
    let zoom = builder.attempt_timeout(Duration::from_secs(2)).timeout(Duration::from_millis(200)).build().unwrap();
    let error = zoom.pac().list("me").await.unwrap_err();
    assert!(error.to_string().contains("the refresh takes longer than the call may"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_calls_are_one_burden_to_a_token_endpoint_that_fails() {
    let server = after(vec![Answer::with(503, "", "")]).await;
    let zoom = client(&server.base_url, &server.base_url);
    let calls = (0..100).map(|_| {
        let zoom = zoom.clone();
        tokio::spawn(async move { zoom.pac().list("me").await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap_err();
    }
    assert!(token_requests(&server) <= 8, "{} requests", token_requests(&server));
}

/// A store whose token is in its last minute.
fn in_its_last_minute() -> Arc<MemoryStore> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let token = json!({ "access_token": "planted-access-token", "refresh_token": "planted-refresh-token", "expires_at": now + 30 });
    Arc::new(MemoryStore::new(serde_json::from_value::<Token>(token).unwrap()))
}

#[tokio::test]
async fn a_token_in_its_last_minute_is_used_while_its_refresh_fails() {
    for answer in [
        Answer::Silence,
        Answer::with(503, "", ""),
        Answer::with(400, "", r#"{"error":"invalid_grant"}"#),
        Answer::with(401, "", r#"{"error":"invalid_client"}"#),
    ] {
        let server = after(vec![answer.clone()]).await;
        let zoom = user_at(&server.base_url, in_its_last_minute());
        let started = Instant::now();
        for _ in 0..20 {
            zoom.pac().list("me").await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert!(started.elapsed() < Duration::from_secs(5), "{answer:?} held up calls");
        // The first pause is a quarter of a second at least.
        let allowed = 1 + started.elapsed().as_millis() / 250;
        let requests = token_requests(&server);
        assert!(requests >= 1 && requests as u128 <= allowed, "{answer:?}: {requests} requests, {allowed} are allowed");
    }
}

#[tokio::test]
async fn a_token_in_its_last_minute_is_refreshed_beside_the_calls() {
    let next = r#"{"access_token":"planted-next-token","refresh_token":"planted-next","expires_in":3600}"#;
    let server = after(vec![Answer::json(next)]).await;
    let zoom = user_at(&server.base_url, in_its_last_minute());
    for _ in 0..10 {
        zoom.pac().list("me").await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let used = |token: &str| server.requests().iter().filter(|head| head.contains(token)).count();
    assert_eq!(token_requests(&server), 1);
    assert!(used("Bearer planted-access-token") >= 1 && used("Bearer planted-next-token") >= 1);
}

#[tokio::test]
async fn a_token_lives_as_long_as_it_says_and_a_day_at_most() {
    for (expires_in, expected) in
        [("7200", 7_200), ("\"7200\"", 7_200), ("null", 3_600), ("\"soon\"", 3_600), ("90000", 86_400)]
    {
        let answer = format!(r#"{{"access_token":"planted-access-token","expires_in":{expires_in}}}"#);
        let server = after(vec![Answer::json(&answer)]).await;
        let store = Arc::new(MemoryStore::new(Token::from_refresh_token("planted-refresh-token")));
        let asked = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        user_at(&server.base_url, store.clone()).pac().list("me").await.unwrap();
        let lifetime = stored(store.as_ref()).await.expires_at - asked;
        assert!((expected..expected + 60).contains(&lifetime), "{expires_in}: {lifetime}");
    }
}

#[tokio::test]
async fn a_refresh_token_that_is_not_replaced_is_kept() {
    let server = after(vec![Answer::json(TOKEN)]).await;
    let store = Arc::new(MemoryStore::new(Token::from_refresh_token("planted-refresh-token")));
    user_at(&server.base_url, store.clone()).pac().list("me").await.unwrap();
    let kept = stored(store.as_ref()).await;
    assert_eq!(kept.refresh_token.unwrap().expose(), "planted-refresh-token");
}

/// A store that cannot be reached at first, as a server that fails over.
#[derive(Debug)]
struct Unreachable(MemoryStore, AtomicUsize);

impl TokenStore for Unreachable {
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>> {
        Box::pin(async {
            if self.1.fetch_add(1, Ordering::SeqCst) == 0 {
                return Err(std::io::ErrorKind::ConnectionRefused.into());
            }
            self.0.lease().await
        })
    }
}

#[tokio::test]
async fn a_store_that_is_unreachable_for_a_moment_is_tried_again() {
    let server = FaultServer::start(Behaviour::default()).await;
    let memory = MemoryStore::new(Token::from_refresh_token(server.tokens().refresh_token()));
    let store = Arc::new(Unreachable(memory, AtomicUsize::new(0)));
    user_of(&server, store.clone()).pac().list("me").await.unwrap();
    assert_eq!(store.1.load(Ordering::SeqCst), 2);
}

/// A secret that stands across the place at which a message is cut.
#[tokio::test]
async fn a_message_is_redacted_before_it_is_cut() {
    for before in 270..302 {
        let body = json!({ "error": "invalid_request", "reason": format!("{}{CLIENT_SECRET}", "x".repeat(before)) });
        let server = after(vec![Answer::with(400, "", &body.to_string())]).await;
        let error = client(&server.base_url, &server.base_url).pac().list("me").await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("planted"), "{before}: {error}");
    }
}

#[tokio::test]
async fn no_part_of_a_response_about_a_token_shows_a_secret() {
    let basic = "YSBjbGllbnQ6cGxhbnRlZC1jbGllbnQtc2VjcmV0";
    for (headers, body) in [
        (format!("x-zm-trackingid: {CLIENT_SECRET}\r\n"), "{}".to_owned()),
        (String::new(), json!({ "reason": format!("bad header Basic {basic}") }).to_string()),
        (String::new(), json!({ "error": CLIENT_SECRET, "message": CLIENT_SECRET }).to_string()),
        // A text in place of an object, which serde would quote.
        (String::new(), json!("planted-token").to_string()),
    ] {
        let server = after(vec![Answer::with(400, &headers, &body)]).await;
        let error = client(&server.base_url, &server.base_url).pac().list("me").await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("planted") && !shown.contains(basic), "{shown}");
    }
    let url = json!({ "access_token": "planted-token", "api_url": "https://example.com/?t=planted-token" }).to_string();
    let server = after(vec![Answer::json(&url)]).await;
    let zoom = Zoom::builder().credentials(server_to_server()).oauth_url(&server.base_url).build().unwrap();
    let error = zoom.pac().list("me").await.unwrap_err();
    assert_eq!(kind(&error), CredentialsErrorKind::UntrustedApiUrl);
    assert!(!format!("{error} {error:?}").contains("planted"), "{error:?}");
}

/// Clients that share nothing, as in processes of their own.
fn many(server: &FaultServer) -> Vec<Zoom> {
    (0..50).map(|_| client(&server.base_url, &server.base_url)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_many_clients_renews_once() {
    let server = FaultServer::start(Behaviour::default()).await;
    let clients = many(&server);
    for round in 1..=2 {
        let calls = clients.iter().flat_map(|zoom| {
            (0..4).map(|_| {
                let zoom = zoom.clone();
                tokio::spawn(async move { zoom.pac().list("me").await.map(drop) })
            })
        });
        for call in calls.collect::<Vec<_>>() {
            call.await.unwrap().unwrap();
        }
        assert_eq!(server.tokens().renewals(), 50 * round);
        server.tokens().expire();
    }
}

#[tokio::test]
async fn a_token_that_another_process_has_ended_is_renewed_once() {
    let server = FaultServer::start(Behaviour::default()).await;
    server.tokens().end_each_other();
    let (one, other) = (client(&server.base_url, &server.base_url), client(&server.base_url, &server.base_url));
    for zoom in [&one, &other, &one] {
        zoom.pac().list("me").await.unwrap();
    }
    assert_eq!(server.tokens().renewals(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_end_each_other_make_no_storm() {
    let server = FaultServer::start(Behaviour::default()).await;
    server.tokens().end_each_other();
    let calls = many(&server).into_iter().map(|zoom| {
        let zoom = zoom.with_retry(RetryPolicy::none());
        tokio::spawn(async move {
            let mut rejected = 0;
            for _ in 0..4 {
                // Eight at once, whose token is rejected for all of them.
                let outcomes = (0..8).map(|_| {
                    let zoom = zoom.clone();
                    tokio::spawn(async move { zoom.pac().list("me").await.map(drop) })
                });
                for outcome in outcomes.collect::<Vec<_>>() {
                    match outcome.await.unwrap() {
                        Ok(()) => {}
                        Err(error) if error.api_kind() == Some(ApiErrorKind::InvalidAccessToken) => rejected += 1,
                        Err(error) => panic!("{error:?}"),
                    }
                }
            }
            rejected
        })
    });
    let mut rejected = 0;
    for call in calls.collect::<Vec<_>>() {
        rejected += call.await.unwrap();
    }
    // A renewal is for all calls of a client, and a call whose second token is rejected fails instead of going on.
    let renewals = server.tokens().renewals();
    assert!(renewals <= 50 * 4 * 3, "{renewals} renewals for 1600 calls, of which {rejected} failed");
}
