//! Calls without a runtime.

use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use zoom_api::blocking::{Wait, WaitEach};
use zoom_api::mock::ZoomServer;
use zoom_api::{ConfigError, Credentials, Error, RetryPolicy, TransportErrorKind, UserRef, Zoom};

use super::raw_server::{Answer, RawServer};
use super::{TOKEN, zoom};

/// Starts a server on a runtime of its own, which lives as long as the value beside it.
fn start(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> (RawServer, tokio::runtime::Runtime) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = runtime.block_on(RawServer::answering(answer));
    (server, runtime)
}

#[test]
fn threads_share_a_client() {
    let server = ZoomServer::start();
    let zoom = server.zoom().unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..10 {
                    let pac = zoom.pac().list(UserRef::Me).wait().unwrap();
                    assert_eq!(pac.pac_accounts.len(), 1);
                }
            });
        }
    });
    let error = zoom.pac().list(ZoomServer::USER_WITHOUT_PAC).wait().unwrap_err();
    assert_eq!(error.code(), Some("2024"));
    let response = zoom.pac().list(UserRef::Me).with_response().wait().unwrap();
    assert_eq!(response.status, 200);
}

#[test]
fn waits_end() {
    let (server, _runtime) = start(|_| Answer::Silence);
    let started = Instant::now();
    let call = zoom(&server.base_url).pac().list(UserRef::Me).attempt_timeout(Duration::from_millis(200));
    match call.wait().unwrap_err() {
        Error::Transport(error) => assert_eq!(error.kind(), TransportErrorKind::Timeout),
        error => panic!("{error:?}"),
    }
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn retries_and_tokens_are_looked_after() {
    let served = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&served);
    let (server, _runtime) = start(move |head| match head.starts_with("POST /oauth/token") {
        true => Answer::json(&format!(r#"{{"access_token":"{TOKEN}","expires_in":3600}}"#)),
        false if counted.fetch_add(1, Ordering::SeqCst) == 0 => Answer::with(503, "", ""),
        false => Answer::json("{}"),
    });
    let app = Credentials::ServerToServer {
        account_id: "account".to_owned(),
        client_id: "app".to_owned(),
        client_secret: "secret".into(),
    };
    let builder = Zoom::builder().credentials(app).base_url(&server.base_url).oauth_url(&server.base_url);
    let zoom = builder.retry(RetryPolicy::standard()).build().unwrap();
    // The token is refreshed by a task, which no call has to wait for alone.
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| zoom.pac().list(UserRef::Me).wait().unwrap());
        }
    });
    let tokens = server.requests().iter().filter(|head| head.starts_with("POST /oauth/token")).count();
    assert_eq!((tokens, served.load(Ordering::SeqCst)), (1, 5));
}

#[test]
fn what_comes_bit_by_bit_is_an_iterator() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n0".to_vec();
    let (server, _runtime) = start(move |_| Answer::Drip(head.clone(), b"12345678".to_vec()));
    let download = zoom(&server.base_url).download(format!("{}/a", server.base_url)).wait().unwrap();
    assert_eq!(download.size(), Some(9));
    let parts: Result<Vec<_>, _> = download.wait_each().collect();
    assert_eq!(parts.unwrap().concat(), b"012345678");

    let (server, _runtime) = start(|_| Answer::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n0".to_vec()));
    let mut parts = zoom(&server.base_url).download(format!("{}/a", server.base_url)).wait().unwrap().wait_each();
    assert_eq!(parts.next().unwrap().unwrap(), "0");
    assert!(matches!(parts.next(), Some(Err(Error::Transport(_)))));
    assert!(parts.next().is_none());
}

/// What is refused within a runtime, by a call and by an iterator.
fn refused(zoom: &Zoom, url: &str) {
    let error = zoom.pac().list(UserRef::Me).wait().unwrap_err();
    assert!(matches!(error, Error::Config(ConfigError::BlockingInRuntime)), "{error:?}");
    assert!(error.to_string().contains("await it") && error.source().is_none(), "{error}");
    assert!(matches!(zoom.download(url).wait(), Err(Error::Config(ConfigError::BlockingInRuntime))));
}

#[test]
fn within_a_runtime_it_is_an_error() {
    let (server, runtime) = start(|_| Answer::with(200, "", "01"));
    let zoom = zoom(&server.base_url);
    let url = format!("{}/a", server.base_url);
    let mut parts = zoom.download(&url).wait().unwrap().wait_each();
    assert_eq!(server.requests().len(), 1);
    runtime.block_on(async {
        refused(&zoom, &url);
        let (zoom, url) = (zoom.clone(), url.clone());
        tokio::task::spawn_blocking(move || refused(&zoom, &url)).await.unwrap();
        let outcomes: Vec<_> = parts.by_ref().collect();
        assert!(matches!(&outcomes[..], [Err(Error::Config(ConfigError::BlockingInRuntime))]), "{outcomes:?}");
    });
    assert_eq!(server.requests().len(), 1);
}
