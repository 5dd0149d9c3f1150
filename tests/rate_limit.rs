//! Calls wait for their permits, so that the server has no limit to enforce.

use std::time::Duration;

use zoom_api::rate_limit::{Plan, RateLimitLabel, RateLimiter, RateLimits};
use zoom_api::{
    AttemptOutcome, Credentials, Error, RetryPolicy, ThrottleReason, TransportErrorKind, UserRef, Zoom, ZoomBuilder,
};

use super::TOKEN;
use super::fault_server::{Behaviour, Fault, FaultServer};
use super::raw_server::{Answer, RawServer};
use super::retry::{answering, builder, outcomes, response, status};

/// The limits of a plan with Light calls at this rate.
fn light(calls: u32, period: Duration) -> RateLimits {
    RateLimits::for_plan(Plan::Business).rate(RateLimitLabel::Light, calls, period)
}

/// How many of so many calls, made at once by two clients, give a value.
async fn values(zooms: [Zoom; 2], calls: usize) -> usize {
    let calls = (0..calls).map(|number| {
        let zoom = zooms[number % 2].clone();
        tokio::spawn(async move { zoom.pac().list(format!("u{number}")).await })
    });
    let mut values = 0;
    for call in calls.collect::<Vec<_>>() {
        values += usize::from(call.await.unwrap().is_ok());
    }
    values
}

/// A server that takes so many calls in a period and refuses the rest, and what builds a client of it.
async fn strict(calls: usize, period: Duration) -> (FaultServer, ZoomBuilder) {
    let server = FaultServer::start(Behaviour { limit: Some((calls, period)), ..Behaviour::default() }).await;
    let builder = Zoom::builder().base_url(&server.base_url).access_token(TOKEN).retry(RetryPolicy::none());
    (server, builder)
}

/// Business has 80 Light calls a second; here it is 80 in a tenth of one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_calls_at_once_meet_no_429() {
    let period = Duration::from_millis(100);
    let (server, builder) = strict(80, period).await;
    let builder = builder.rate_limiter(&RateLimiter::new(light(80, period)));
    let zooms = [builder.clone().build().unwrap(), builder.build().unwrap()];
    assert_eq!(values(zooms, 1000).await, 1000);
    assert_eq!((server.count(None), server.count(Some(Fault::RateLimit))), (1000, 0));
}

#[tokio::test]
async fn without_a_limiter_the_server_refuses() {
    let (server, builder) = strict(80, Duration::from_secs(3600)).await;
    let zooms = [builder.clone().build().unwrap(), builder.build().unwrap()];
    assert_eq!(values(zooms, 100).await, 80);
    assert_eq!(server.count(Some(Fault::RateLimit)), 20);
}

#[tokio::test]
async fn a_daily_limit_is_not_waited_for() {
    let server = RawServer::start(Answer::json("{}")).await;
    let limiter = RateLimiter::new(RateLimits::for_plan(Plan::Free).daily(RateLimitLabel::Light, Some(2)));
    let zoom = builder(&server).rate_limiter(&limiter).build().unwrap();
    for _ in 0..2 {
        zoom.pac().list(UserRef::Me).await.unwrap();
    }
    let error = zoom.with_retry(RetryPolicy::standard()).pac().list(UserRef::Me).await.unwrap_err();
    let Error::Throttled(throttled) = &error else { panic!("{error:?}") };
    assert_eq!(throttled.reason(), ThrottleReason::DailyLimit { limit: 2 });
    assert_eq!((throttled.label(), error.attempts().len()), (RateLimitLabel::Light, 0));
    let expected = "list_user_pac_accounts not sent: daily limit of 2 Light calls reached (resets 00:00 GMT)";
    assert_eq!(error.to_string(), expected);
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_permit_that_would_come_too_late_is_not_waited_for() {
    let server = answering(vec![Answer::json("{}"), status(503)]).await;
    let hourly = || RateLimiter::new(light(1, Duration::from_secs(3600)));
    let limiter = hourly();
    let zoom = builder(&server).rate_limiter(&limiter).build().unwrap();
    zoom.pac().list(UserRef::Me).await.unwrap();
    let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
    assert!(matches!(&error, Error::Throttled(held) if held.reason() == ThrottleReason::Deadline), "{error:?}");

    // The earlier error is reported if it is the retry that would come too late.
    let zoom = builder(&server).rate_limiter(&hourly()).build().unwrap();
    let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
    assert_eq!(outcomes(&error), [response(503)]);
    assert_eq!(server.requests().len(), 2);
}

/// A token endpoint whose response takes this many times 50 ms.
async fn slow_tokens(drops: usize) -> RawServer {
    let body = format!("{{\"access_token\":\"{TOKEN}\",\"expires_in\":3600{}}}", " ".repeat(drops));
    let head = format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    let response = format!("{head}{body}").into_bytes();
    let (first, drops) = response.split_at(response.len() - drops);
    RawServer::start(Answer::Drip(first.to_vec(), drops.to_vec())).await
}

fn app() -> Credentials {
    Credentials::ServerToServer {
        account_id: "an account".to_owned(),
        client_id: "a client".to_owned(),
        client_secret: "planted-client-secret".into(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_permit_runs_out_while_a_token_is_awaited() {
    let period = Duration::from_millis(500);
    let (server, builder) = strict(10, period).await;
    let tokens = slow_tokens(60).await;
    let builder = builder.credentials(app()).oauth_url(&tokens.base_url);
    let zoom = builder.rate_limiter(&RateLimiter::new(light(10, period))).build().unwrap();
    assert_eq!(values([zoom.clone(), zoom], 30).await, 30);
    assert_eq!((server.count(None), server.count(Some(Fault::RateLimit))), (30, 0));
}

#[tokio::test]
async fn a_call_without_a_token_uses_up_no_daily_limit() {
    let server = RawServer::start(Answer::json("{}")).await;
    let limiter = RateLimiter::new(RateLimits::for_plan(Plan::Free).daily(RateLimitLabel::Light, Some(1)));
    let with_limiter = builder(&server).rate_limiter(&limiter);
    let zoom = with_limiter.clone().credentials(app()).oauth_url("http://127.0.0.1:1").build().unwrap();
    for _ in 0..3 {
        assert!(matches!(zoom.pac().list(UserRef::Me).await, Err(Error::Credentials(_))));
    }
    let zoom = with_limiter.build().unwrap();
    zoom.pac().list(UserRef::Me).await.unwrap();
    assert!(matches!(zoom.pac().list(UserRef::Me).await, Err(Error::Throttled(_))));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_call_has_one_clock() {
    let server = RawServer::start(Answer::Silence).await;
    let tokens = slow_tokens(24).await;
    let builder = builder(&server).credentials(app()).oauth_url(&tokens.base_url);
    let zoom = builder.timeout(Duration::from_secs(2)).build().unwrap();
    let started = std::time::Instant::now();
    let error = zoom.pac().list(UserRef::Me).await.unwrap_err();
    let elapsed = started.elapsed();
    assert_eq!(outcomes(&error), [AttemptOutcome::Transport(TransportErrorKind::Timeout)]);
    assert!((1_900..2_900).contains(&elapsed.as_millis()), "{elapsed:?}, of which the token took 1.2 s");
}
