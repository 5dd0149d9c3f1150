//! One grant: each refresh token is used once, whoever dies or comes late.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::time::timeout;
use zoom_api::credentials::{Lease, RedisStore, StoreFuture, Token, TokenStore};
use zoom_api::{CredentialsErrorKind, Error};

use super::process::{Process, Task, store};
use super::redis_server::RedisServer;
use crate::credentials::user_at;
use crate::fault_server::{Behaviour, FaultServer};

const CLIENTS: usize = 4;

/// Far more than anything here takes, so that what hangs fails.
const LONG: Duration = Duration::from_secs(30);

async fn keep(store: &dyn TokenStore, token: &str) {
    let mut lease = store.lease().await.unwrap();
    lease.save(&Token::from_refresh_token(token)).await.unwrap();
    lease.release().await.unwrap();
}

async fn kept(store: &dyn TokenStore) -> String {
    let mut lease = store.lease().await.unwrap();
    let token = lease.load().await.unwrap().unwrap();
    lease.release().await.unwrap();
    token.refresh_token.unwrap().expose().to_owned()
}

/// Makes so many calls with each of four clients that share nothing but the store.
pub(super) async fn call(server: &str, at: &str, calls: usize) {
    let clients = (0..CLIENTS).map(|_| {
        let zoom = user_at(server, store(at));
        tokio::spawn(async move {
            for _ in 0..calls {
                zoom.pac().list("me").await.unwrap();
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
}

/// Two processes whose every call takes another token.
async fn race(at: &str, calls: usize) {
    let server = FaultServer::start(Behaviour::default()).await;
    server.tokens().last(0);
    keep(store(at).as_ref(), &server.tokens().refresh_token()).await;
    let both = [(); 2].map(|()| {
        let task = Task::Call { server: &server.base_url, store: at, calls };
        let process = Process::start(&task);
        tokio::task::spawn_blocking(|| process.wait())
    });
    for process in both {
        assert!(process.await.unwrap(), "a process failed");
    }
    assert_eq!((server.tokens().renewals(), server.tokens().refusals()), (2 * CLIENTS * calls, 0));
    assert_eq!(kept(store(at).as_ref()).await, server.tokens().refresh_token(), "none is lost");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_make_a_thousand_renewals_by_redis() {
    let redis = RedisServer::start(&[]);
    race(&redis.url(), 125).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_renew_by_a_file() {
    let folder = tempfile::tempdir().unwrap();
    race(folder.path().join("token.json").to_str().unwrap(), 25).await;
}

#[tokio::test]
async fn what_dies_with_a_lease_is_not_waited_for_for_ever() {
    let redis = RedisServer::start(&[]);
    keep(store(&redis.url()).as_ref(), "first").await;
    assert!(!Process::start(&Task::Die { store: &redis.url() }).wait(), "it was to die");
    assert_eq!(timeout(LONG, kept(store(&redis.url()).as_ref())).await.unwrap(), "first");
}

#[tokio::test]
async fn a_lease_that_ended_serves_until_another_takes_it() {
    let redis = RedisServer::start(&[]);
    let store = RedisStore::new(&redis.url(), "jane").unwrap().lease_time(Duration::ZERO);
    let token = Token::from_refresh_token;
    let mut first = store.lease().await.unwrap();
    first.save(&token("first")).await.unwrap();
    let mut second = store.lease().await.unwrap();
    for error in [first.save(&token("planted")).await.unwrap_err(), first.load().await.unwrap_err()] {
        assert_eq!(error.to_string(), "the lease has ended and another machine has taken it: nothing was saved");
    }
    // Its end must not end what another has.
    drop(first);
    assert_eq!(second.load().await.unwrap(), Some(token("first")));
    second.save(&token("second")).await.unwrap();
    drop(second);
    assert_eq!(kept(&store).await, "second");
}

#[tokio::test]
async fn what_comes_after_its_lease_overwrites_nothing_newer() {
    let redis = RedisServer::start(&[]);
    let store = RedisStore::new(&redis.url(), "jane").unwrap().lease_time(Duration::ZERO);
    keep(&store, "first").await;
    let mut late = store.lease().await.unwrap();
    late.load().await.unwrap();
    // Another has had the lease and given it back, with the token as it was.
    assert_eq!(kept(&store).await, "first");
    late.save(&Token::from_refresh_token("second")).await.unwrap();

    keep(&store, "of another login").await;
    let error = late.save(&Token::from_refresh_token("third")).await.unwrap_err();
    assert_eq!(error.to_string(), "the lease has ended and another machine has taken it: nothing was saved");
    assert_eq!(kept(&store).await, "of another login");
}

#[tokio::test]
async fn one_at_a_time_has_the_lease() {
    let redis = RedisServer::start(&[]);
    let of = || RedisStore::new(&redis.url(), "jane").unwrap().lease_time(Duration::from_secs(3600));
    let (one, other) = (of(), of());
    let lease = one.lease().await.unwrap();
    for _ in 0..10 {
        let waiting = timeout(Duration::from_millis(20), other.lease()).await;
        assert!(waiting.is_err(), "two have it");
    }
    drop(lease);
    // What was dropped while it waited has not taken it either.
    for _ in 0..10 {
        drop(timeout(LONG, other.lease()).await.unwrap().unwrap());
        drop(timeout(LONG, one.lease()).await.unwrap().unwrap());
    }
    for _ in 0..100 {
        // Polled once: the request is on its way.
        let mut lease = other.lease();
        let _ = std::future::poll_fn(|context| std::task::Poll::Ready(lease.as_mut().poll(context).is_ready())).await;
    }
    timeout(LONG, one.lease()).await.unwrap().unwrap();
}

/// A store whose lease another takes over before the first token is saved.
#[derive(Debug)]
struct Overtaken(RedisStore, Arc<AtomicBool>);

struct OvertakenLease(Box<dyn Lease>, RedisStore, Arc<AtomicBool>);

impl TokenStore for Overtaken {
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>> {
        Box::pin(async {
            let lease = self.0.lease().await?;
            Ok(Box::new(OvertakenLease(lease, self.0.clone(), Arc::clone(&self.1))) as Box<dyn Lease>)
        })
    }
}

impl Lease for OvertakenLease {
    fn load(&mut self) -> StoreFuture<'_, Option<Token>> {
        self.0.load()
    }

    fn save<'a>(&'a mut self, token: &'a Token) -> StoreFuture<'a, ()> {
        Box::pin(async {
            if !self.2.swap(true, Ordering::SeqCst) {
                self.1.lease().await?;
            }
            self.0.save(token).await
        })
    }
}

#[tokio::test]
async fn a_token_that_came_after_its_lease_is_not_lost() {
    let redis = RedisServer::start(&[]);
    let server = FaultServer::start(Behaviour::default()).await;
    let store = RedisStore::new(&redis.url(), "jane").unwrap().lease_time(Duration::ZERO);
    keep(&store, &server.tokens().refresh_token()).await;
    let zoom = user_at(&server.base_url, Arc::new(Overtaken(store.clone(), Arc::default())));
    let error = zoom.pac().list("me").await.unwrap_err();
    assert_eq!(error.to_string(), "token store failed (saving the token)");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "the lease has ended and another machine has taken it: nothing was saved");
    assert_eq!(kept(&store).await, "planted-refresh-token-0", "nothing was saved");
    zoom.pac().list("me").await.unwrap();
    assert_eq!((server.tokens().renewals(), server.tokens().refusals()), (1, 0));
    assert_eq!(kept(&store).await, server.tokens().refresh_token());
}

#[tokio::test]
async fn a_connection_that_was_lost_is_made_anew() {
    let redis = RedisServer::start(&[]);
    let store = RedisStore::new(&redis.url(), "jane").unwrap();
    for round in ["one", "two", "three"] {
        keep(&store, round).await;
        assert!(redis.say("CLIENT KILL TYPE normal SKIPME yes").starts_with(':'));
        assert_eq!(kept(&store).await, round);
    }
}

#[tokio::test]
async fn a_redis_that_starts_again_meanwhile_loses_no_token() {
    let mut redis = RedisServer::start(&[]);
    let store = RedisStore::new(&redis.url(), "jane").unwrap();
    keep(&store, "first").await;
    let mut lease = store.lease().await.unwrap();
    redis.kill();
    let saving = tokio::spawn(async move { lease.save(&Token::from_refresh_token("second")).await });
    let restart = tokio::task::spawn_blocking(move || {
        redis.start_again();
        redis
    });
    let _redis = restart.await.unwrap();
    saving.await.unwrap().unwrap();
    assert_eq!(timeout(LONG, kept(&store)).await.unwrap(), "second");
}

#[tokio::test]
async fn a_redis_that_is_gone_is_waited_for_a_quarter_of_a_lease() {
    let mut redis = RedisServer::start(&[]);
    let store = RedisStore::new(&redis.url(), "jane").unwrap().lease_time(Duration::from_secs(2));
    let mut lease = store.lease().await.unwrap();
    redis.kill();
    let started = Instant::now();
    let token = Token::from_refresh_token("planted");
    timeout(Duration::from_secs(5), lease.save(&token)).await.unwrap().unwrap_err();
    assert!(started.elapsed() >= Duration::from_millis(500), "{:?}", started.elapsed());
}

#[tokio::test]
async fn a_lease_that_ends_while_redis_is_away_holds_up_nobody() {
    let mut redis = RedisServer::start(&["--appendonly", "yes"]);
    let store = RedisStore::new(&redis.url(), "jane").unwrap().lease_time(Duration::from_secs(3600));
    keep(&store, "first").await;
    let lease = store.lease().await.unwrap();
    redis.kill();
    drop(lease);
    assert!(store.lease().await.is_err(), "redis is away");
    redis.start_again();
    assert_eq!(timeout(LONG, kept(&store)).await.unwrap(), "first");
}

#[tokio::test]
async fn a_redis_that_fails_over_is_waited_for() {
    let redis = RedisServer::start(&[]);
    let server = FaultServer::start(Behaviour::default()).await;
    let store = RedisStore::new(&redis.url(), "jane").unwrap();
    keep(&store, &server.tokens().refresh_token()).await;
    redis.say("REPLICAOF 127.0.0.1 1");
    let zoom = user_at(&server.base_url, Arc::new(store));
    let call = tokio::spawn(async move { zoom.pac().list("me").await.map(drop) });
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!call.is_finished(), "{:?}", call.await);
    redis.say("REPLICAOF NO ONE");
    timeout(LONG, call).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn what_fails_is_told_without_the_password() {
    let mut redis = RedisServer::start(&["--requirepass", "planted-right"]);
    let server = FaultServer::start(Behaviour::default()).await;
    let address = redis.url();
    let failed = async |url: &str| {
        let zoom = user_at(&server.base_url, Arc::new(RedisStore::new(url, "jane").unwrap()));
        let error = zoom.pac().list("me").await.unwrap_err();
        let Error::Credentials(failed) = &error else { panic!("{error:?}") };
        assert_eq!(failed.kind(), CredentialsErrorKind::Store);
        let shown = format!("{zoom:?} {:?} {error:?} {error}", RedisStore::new(url, "jane").unwrap());
        assert!(!shown.contains("planted"), "{shown}");
        std::error::Error::source(&error).unwrap().to_string()
    };
    for url in [address.clone(), format!("{address}?pass=planted-wrong"), format!("{address}?user=u&pass=planted")] {
        let error = failed(&url).await;
        assert!(error.contains("does not take the user or the password: set them in its URL"), "{error}");
    }
    let url = format!("{address}?pass=planted-right");
    let store = RedisStore::new(&url, "jane").unwrap();
    keep(&store, &server.tokens().refresh_token()).await;
    user_at(&server.base_url, Arc::new(store)).pac().list("me").await.unwrap();

    let auth = "AUTH planted-right\r\n";
    // A text in place of an object, which serde would quote.
    redis.say(&format!("{auth}HSET {{jane}}:token token '\"planted\"'"));
    assert!(failed(&url).await.contains("the key {jane}:token in redis holds no token"));
    redis.say(&format!("{auth}SET {{jane}}:token planted"));
    assert!(failed(&url).await.contains("has something else under {jane}:…: give another name"));
    redis.say(&format!("{auth}ACL SETUSER default -eval"));
    assert!(failed(&url).await.contains("forbids this user EVAL or the keys {jane}:*"));

    redis.kill();
    let error = failed(&url).await;
    assert!(error.contains("cannot be reached (connection refused): check that it runs"), "{error}");
}
