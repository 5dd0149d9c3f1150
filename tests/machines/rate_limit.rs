//! One account: no more calls than it may make, from all processes together.

use std::time::Duration;

use tokio::time::timeout;
use zoom_api::rate_limit::{Plan, RateLimitLabel, RateLimiter, RateLimits};
use zoom_api::{Error, RetryPolicy, ThrottleReason, Zoom};

use super::process::{Process, Task};
use super::redis_server::RedisServer;
use crate::TOKEN;
use crate::fault_server::{Behaviour, Fault, FaultServer};
use crate::raw_server::{Answer, RawServer};

const CALLS: u32 = 40;
const PERIOD: Duration = Duration::from_millis(100);
const LONG: Duration = Duration::from_secs(30);

fn light(calls: u32, period: Duration) -> RateLimits {
    RateLimits::for_plan(Plan::Business).rate(RateLimitLabel::Light, calls, period)
}

/// A client with a count of its own of what Redis says.
fn client(base_url: &str, redis: &str, limits: RateLimits) -> Zoom {
    let limiter = RateLimiter::with_redis(limits, redis, "account").unwrap();
    let builder = Zoom::builder().base_url(base_url).access_token(TOKEN).retry(RetryPolicy::none());
    builder.rate_limiter(&limiter).timeout(LONG).build().unwrap()
}

fn reason(error: &Error) -> ThrottleReason {
    match error {
        Error::Throttled(throttled) => throttled.reason(),
        other => panic!("{other:?}"),
    }
}

/// Makes so many calls at once, each of which has to give a value.
pub(super) async fn call(server: &str, redis: &str, calls: usize) {
    let zoom = client(server, redis, light(CALLS, PERIOD));
    let calls = (0..calls).map(|number| {
        let zoom = zoom.clone();
        tokio::spawn(async move { zoom.pac().list(format!("u{number}")).await.map(drop) })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_meet_no_429() {
    let redis = RedisServer::start(&[]);
    let limit = Some((CALLS as usize, PERIOD));
    let server = FaultServer::start(Behaviour { limit, ..Behaviour::default() }).await;
    let both = [(); 2].map(|()| {
        let task = Task::Limited { server: &server.base_url, redis: &redis.url(), calls: 400 };
        let process = Process::start(&task);
        tokio::task::spawn_blocking(|| process.wait())
    });
    for process in both {
        assert!(process.await.unwrap(), "a process failed");
    }
    assert_eq!((server.count(None), server.count(Some(Fault::RateLimit))), (800, 0));
}

#[tokio::test]
async fn a_daily_limit_is_the_accounts() {
    let redis = RedisServer::start(&[]);
    let server = RawServer::start(Answer::json("{}")).await;
    let limits = RateLimits::for_plan(Plan::Business).daily(RateLimitLabel::Light, Some(3));
    let of = || client(&server.base_url, &redis.url(), limits);
    for zoom in [of(), of(), of()] {
        zoom.pac().list("me").await.unwrap();
    }
    let error = of().pac().list("me").await.unwrap_err();
    assert_eq!((reason(&error), server.requests().len()), (ThrottleReason::DailyLimit { limit: 3 }, 3));
}

#[tokio::test]
async fn a_turn_that_comes_too_late_is_known_at_once_and_one_that_is_given_up_is_free() {
    let redis = RedisServer::start(&[]);
    let server = RawServer::start(Answer::json("{}")).await;
    let of = || client(&server.base_url, &redis.url(), light(1, Duration::from_secs(3600)));
    let zoom = of();
    for _ in 0..20 {
        // Polled once: it asks for its turn.
        let pac = zoom.pac();
        let mut call = pac.list("me").into_future();
        let _ = std::future::poll_fn(|context| {
            std::task::Poll::Ready(std::pin::Pin::new(&mut call).poll(context).is_ready())
        })
        .await;
    }
    // Redis may be told of those a moment later.
    let called = async { while zoom.pac().list("me").await.is_err() {} };
    timeout(LONG, called).await.unwrap();
    assert_eq!(reason(&of().pac().list("me").await.unwrap_err()), ThrottleReason::Deadline);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn without_redis_each_keeps_to_its_own_count() {
    let mut redis = RedisServer::start(&[]);
    let server = RawServer::start(Answer::json("{}")).await;
    let limits = RateLimits::for_plan(Plan::Business).daily(RateLimitLabel::Light, Some(3));
    let (one, other) = (client(&server.base_url, &redis.url(), limits), client(&server.base_url, &redis.url(), limits));
    let slow = client(&server.base_url, &redis.url(), light(1, Duration::from_secs(3600)));
    slow.pac().list("me").await.unwrap();
    one.pac().list("me").await.unwrap();
    redis.kill();
    for (zoom, left) in [(&one, 2), (&other, 3)] {
        for _ in 0..left {
            zoom.pac().list("me").await.unwrap();
        }
        assert_eq!(reason(&zoom.pac().list("me").await.unwrap_err()), ThrottleReason::DailyLimit { limit: 3 });
    }
    assert_eq!(reason(&slow.pac().list("me").await.unwrap_err()), ThrottleReason::Deadline);
}

#[tokio::test]
async fn a_call_that_was_not_sent_does_not_count_for_the_account() {
    let redis = RedisServer::start(&[]);
    let server = RawServer::start(Answer::json("{}")).await;
    let limits = light(1, Duration::from_secs(3600)).daily(RateLimitLabel::Light, Some(1));
    let nowhere = client("http://127.0.0.1:1", &redis.url(), limits);
    for _ in 0..3 {
        // Redis is told of each a moment later.
        let refused = async { while !matches!(nowhere.pac().list("me").await, Err(Error::Transport(_))) {} };
        timeout(LONG, refused).await.unwrap();
    }
    let zoom = client(&server.base_url, &redis.url(), limits);
    let called = async { while zoom.pac().list("me").await.is_err() {} };
    timeout(LONG, called).await.unwrap();
    assert_eq!(reason(&zoom.pac().list("me").await.unwrap_err()), ThrottleReason::DailyLimit { limit: 1 });
    assert_eq!(server.requests().len(), 1);
}
