//! What is tried again, when, and what is said of it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use zoom_api::{AttemptOutcome, Credentials, Error, RetryPolicy, TransportErrorKind, UserRef, Zoom, ZoomBuilder};

use super::TOKEN;
use super::raw_server::{Answer, RawServer};

/// A server that gives these answers one after the other, the last one again and again.
pub(crate) async fn answering(answers: Vec<Answer>) -> RawServer {
    let next = AtomicUsize::new(0);
    RawServer::answering(move |_| {
        let next = next.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        answers[next].clone()
    })
    .await
}

/// The standard policy with waits that a test can wait for.
fn quick() -> RetryPolicy {
    RetryPolicy::standard().initial_backoff(Duration::from_millis(1)).max_backoff(Duration::from_millis(1))
}

pub(crate) fn builder(server: &RawServer) -> ZoomBuilder {
    Zoom::builder().base_url(&server.base_url).access_token(TOKEN).retry(quick())
}

pub(crate) fn status(status: u16) -> Answer {
    Answer::with(status, "", "")
}

fn limited(headers: &str) -> Answer {
    Answer::with(429, headers, r#"{"code":429,"message":"Slow down."}"#)
}

/// The outcomes of an error's attempts.
pub(crate) fn outcomes(error: &Error) -> Vec<AttemptOutcome> {
    error.attempts().iter().map(|attempt| attempt.outcome).collect()
}

pub(crate) fn response(status: u16) -> AttemptOutcome {
    AttemptOutcome::Response(status.try_into().unwrap())
}

#[tokio::test]
async fn transient_failures_are_retried() {
    let cut_off = Answer::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec());
    for passing in [
        status(500),
        status(502),
        status(503),
        status(504),
        limited(""),
        limited("retry-after: 0\r\n"),
        limited("retry-after: 2020-05-31T00:00:00Z\r\n"),
        limited("retry-after: Sun, 31 May 2020 00:00:00 GMT\r\n"),
        Answer::json(r#"{"code":429,"message":"Slow down."}"#),
        Answer::Bytes(Vec::new()),
        Answer::Bytes(b"not http\r\n\r\n".to_vec()),
        cut_off,
    ] {
        let server = answering(vec![passing.clone(), passing.clone(), Answer::json("{}")]).await;
        let zoom = builder(&server).build().unwrap();
        let outcome = zoom.pac().list(UserRef::Me).await;
        assert!(outcome.is_ok(), "{passing:?}: {outcome:?}");
        assert_eq!(server.requests().len(), 3, "{passing:?}");
    }
}

#[tokio::test]
async fn other_failures_are_reported_at_once() {
    let daily = "x-ratelimit-type: Daily-limit\r\nretry-after: 0\r\n";
    for (last, expected) in [
        (limited(daily), 429),
        (limited("retry-after: 3600\r\n"), 429),
        (limited("retry-after: 2999-01-01T00:00:00Z\r\n"), 429),
        (Answer::with(503, "retry-after: 3600\r\n", ""), 503),
        (Answer::with(429, "", r#"{"message":"You can resume your requests at GMT 00:00:00."}"#), 429),
        (status(400), 400),
        (status(401), 401),
        (status(404), 404),
        (status(302), 302),
        (status(501), 501),
        (Answer::json("<html>"), 200),
        (Answer::json(r#"{"code":300}"#), 200),
    ] {
        let server = answering(vec![last.clone(), Answer::json("{}")]).await;
        let error = builder(&server).build().unwrap().pac().list(UserRef::Me).await.unwrap_err();
        assert_eq!(outcomes(&error), [response(expected)], "{last:?}: {error}");
        assert_eq!(server.requests().len(), 1, "{last:?}");
        assert!(!error.to_string().contains("attempts"), "{error}");
    }
}

#[tokio::test]
async fn an_error_says_what_was_tried() {
    let server = answering(vec![limited("retry-after: 0\r\n"), Answer::Bytes(Vec::new()), status(503)]).await;
    let error = builder(&server).build().unwrap().pac().list(UserRef::Me).await.unwrap_err();
    assert_eq!(outcomes(&error), [response(429), AttemptOutcome::Transport(TransportErrorKind::Other), response(503)]);
    assert_eq!(error.attempts()[0].delay, Duration::ZERO);
    assert_eq!(error.to_string(), "zoom answered 503 to list_user_pac_accounts after 3 attempts");

    let server = answering(vec![Answer::Bytes(Vec::new())]).await;
    let zoom = builder(&server).retry(quick().max_attempts(2)).build().unwrap();
    let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
    let expected = "connection to zoom failed during list_user_pac_accounts after 2 attempts";
    assert_eq!(error.to_string(), expected);

    let server = answering(vec![status(503), Answer::json("<html>")]).await;
    let error = builder(&server).build().unwrap().pac().list(UserRef::Me).await.unwrap_err();
    assert_eq!(outcomes(&error), [response(503), response(200)]);
    assert!(
        error
            .to_string()
            .starts_with("could not decode zoom's response 200 to list_user_pac_accounts after 2 attempts: ")
    );
}

#[tokio::test]
async fn a_policy_is_for_a_client_or_for_a_call() {
    let server = answering(vec![status(503)]).await;
    let zoom = builder(&server).build().unwrap();
    for (zoom, expected) in [
        (zoom.clone(), 3),
        (zoom.with_retry(RetryPolicy::none()), 1),
        (zoom.with_retry(RetryPolicy::none()).with_retry(quick().max_attempts(5)), 5),
        (builder(&server).retry(RetryPolicy::none()).build().unwrap(), 1),
    ] {
        let before = server.requests().len();
        let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
        assert_eq!((error.attempts().len(), server.requests().len() - before), (expected, expected));
    }
}

#[tokio::test]
async fn a_refused_connection_is_retried() {
    let server = RawServer::start(status(503)).await;
    let zoom = builder(&server).base_url("http://127.0.0.1:1").build().unwrap();
    let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
    assert_eq!(outcomes(&error), [AttemptOutcome::Transport(TransportErrorKind::Connect); 3]);
}

#[tokio::test]
async fn no_wait_is_begun_that_ends_after_the_timeout() {
    let server = answering(vec![limited("retry-after: 25\r\n"), Answer::json("{}")]).await;
    let zoom = builder(&server).timeout(Duration::from_secs(20)).build().unwrap();
    let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
    assert_eq!(outcomes(&error), [response(429)]);
}

#[tokio::test]
async fn silence_is_retried_until_the_timeout() {
    let server = answering(vec![Answer::Silence]).await;
    let zoom = builder(&server)
        .retry(quick().max_attempts(1000))
        .attempt_timeout(Duration::from_millis(100))
        .timeout(Duration::from_millis(350))
        .build()
        .unwrap();
    let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.kind() == TransportErrorKind::Timeout), "{error:?}");
    // A slow machine makes fewer attempts of it, and none makes more.
    assert!((1..=5).contains(&error.attempts().len()), "{error:?}");
}

#[tokio::test]
async fn a_call_can_be_dropped_while_it_waits() {
    let server = answering(vec![limited("retry-after: 20\r\n"), Answer::json("{}")]).await;
    let zoom = builder(&server).build().unwrap();
    let waiting = tokio::time::timeout(Duration::from_millis(300), zoom.pac().list(UserRef::Me)).await;
    assert!(waiting.is_err());
    zoom.pac().list("jane").await.unwrap();
    assert!(server.requests().iter().skip(1).all(|head| head.contains("/users/jane/")));
}

/// A server that gives tokens which expire at once, as often as it is said, and calls these responses.
async fn with_tokens(tokens: usize, answers: Vec<Answer>) -> RawServer {
    let (granted, called) = (AtomicUsize::new(0), AtomicUsize::new(0));
    RawServer::answering(move |head| {
        if !head.starts_with("POST") {
            return answers[called.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1)].clone();
        }
        match granted.fetch_add(1, Ordering::SeqCst) {
            number if number < tokens => Answer::json(r#"{"access_token":"planted-token","expires_in":0}"#),
            _ => Answer::with(400, "", r#"{"error":"invalid_grant"}"#),
        }
    })
    .await
}

fn app_of(server: &RawServer) -> Zoom {
    let app = Credentials::ServerToServer {
        account_id: "an account".to_owned(),
        client_id: "a client".to_owned(),
        client_secret: "planted-client-secret".into(),
    };
    builder(server).credentials(app).oauth_url(&server.base_url).build().unwrap()
}

#[tokio::test]
async fn an_attempt_without_a_token_is_an_attempt() {
    let server = with_tokens(1, vec![status(503)]).await;
    let error = app_of(&server).pac().list(UserRef::Me).await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error:?}");
    assert_eq!(outcomes(&error), [response(503), AttemptOutcome::Credentials]);
    assert!(error.to_string().contains("after 2 attempts"), "{error}");
}

#[tokio::test]
async fn a_401_about_something_else_replaces_no_token() {
    for (body, expected) in [
        (r#"{"code":1010,"message":"User does not belong to this account."}"#, 1),
        (r#"{"code":4711,"message":"Invalid access token, does not contain scopes:[a]."}"#, 1),
        (r#"{"code":124,"message":"Invalid access token."}"#, 2),
        ("", 2),
    ] {
        let server = with_tokens(9, vec![Answer::with(401, "", body)]).await;
        let error = app_of(&server).pac().list(UserRef::Me).await.unwrap_err();
        assert_eq!(error.attempts().len(), expected, "{body}: {error}");
        assert_eq!(server.requests().len(), 2 * expected, "a token for each attempt of {body}");
    }
}
