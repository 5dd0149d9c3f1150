//! Whole calls of operations that are not in the fragment, against a server on loopback.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Method;

use crate::error::{AttemptOutcome, Error, TransportErrorKind};
use crate::operations::{Operation, RateLimitLabel, Success};
use crate::rate_limit::{Plan, RateLimiter, RateLimits};
use crate::transport::{ByteStream, Received, ReceivedBody};
use crate::{RetryPolicy, Zoom, ZoomBuilder};

static CREATE: Operation = {
    let mut operation = Operation::undocumented("create", Method::POST, "/users");
    operation.rate_limit_label = Some(RateLimitLabel::Light);
    operation
};
static GET: Operation = Operation::undocumented("get", Method::GET, "/users/{userId}");
static DOWNLOAD: Operation = {
    let mut operation = Operation::undocumented("download", Method::GET, "/files");
    operation.success = Success::Bytes;
    operation
};

const LIMITED: &str = "HTTP/1.1 429 X\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n";
const UNAVAILABLE: &str = "HTTP/1.1 503 X\r\ncontent-length: 0\r\n\r\n";
const CUT_OFF: &str = "HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\n{";
const DONE: &str = "HTTP/1.1 200 X\r\ncontent-length: 2\r\n\r\n{}";

/// A server that sends a response to each connection, the last one again and again, and the bodies that it was sent.
struct Server {
    address: SocketAddr,
    bodies: Arc<Mutex<Vec<String>>>,
}

/// What a server sends: parts, with a pause before each.
type Parts = Vec<(u64, &'static str)>;

impl Server {
    fn sending(responses: &[&'static str]) -> Self {
        Self::dripping(responses.iter().map(|response| vec![(0, *response)]).collect())
    }

    fn dripping(responses: Vec<Parts>) -> Self {
        Self::at(&TcpListener::bind("127.0.0.1:0").unwrap(), responses)
    }

    fn at(listener: &TcpListener, responses: Vec<Parts>) -> Self {
        let (listener, bodies) = (listener.try_clone().unwrap(), Arc::<Mutex<Vec<_>>>::default());
        let (address, seen) = (listener.local_addr().unwrap(), Arc::clone(&bodies));
        thread::spawn(move || {
            for (number, stream) in listener.incoming().flatten().enumerate() {
                let parts = responses[number.min(responses.len() - 1)].clone();
                seen.lock().unwrap().push(read_body(&stream));
                thread::spawn(move || respond(stream, &parts));
            }
        });
        Self { address, bodies }
    }

    fn builder(&self) -> ZoomBuilder {
        builder(self.address)
    }

    fn bodies(&self) -> Vec<String> {
        self.bodies.lock().unwrap().clone()
    }
}

fn read_body(stream: &TcpStream) -> String {
    let (mut reader, mut length) = (BufReader::new(stream), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = text.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    String::from_utf8(body).unwrap()
}

fn respond(mut stream: TcpStream, parts: &[(u64, &str)]) {
    for (pause, part) in parts {
        thread::sleep(Duration::from_millis(*pause));
        if stream.write_all(part.as_bytes()).is_err() {
            return;
        }
    }
}

fn builder(address: SocketAddr) -> ZoomBuilder {
    let quick = RetryPolicy::standard().initial_backoff(Duration::from_millis(1));
    Zoom::builder().access_token("the-access-token").base_url(format!("http://{address}")).retry(quick)
}

async fn send(zoom: &Zoom, request: reqwest::Request, operation: &'static Operation) -> Result<Received, Error> {
    super::send(&zoom.transport, &zoom.settings, request, operation).await
}

async fn call(zoom: &Zoom, operation: &'static Operation, path: &str) -> Result<Received, Error> {
    let url = format!("{}{path}", zoom.transport.base_of(operation));
    let request = zoom.transport.http.request(operation.http_method.clone(), url);
    let request = if operation.http_method == Method::POST { request.body("{\"a\":1}") } else { request };
    send(zoom, request.build().unwrap(), operation).await
}

async fn create(zoom: &Zoom) -> Result<Received, Error> {
    call(zoom, &CREATE, "/users").await
}

fn outcomes(error: &Error) -> Vec<AttemptOutcome> {
    error.attempts().iter().map(|attempt| attempt.outcome).collect()
}

#[tokio::test]
async fn a_post_is_sent_again_if_zoom_did_not_act_on_it() {
    let server = Server::sending(&[LIMITED, LIMITED, DONE]);
    create(&server.builder().build().unwrap()).await.unwrap();
    assert_eq!(server.bodies(), ["{\"a\":1}"; 3]);
}

#[tokio::test]
async fn a_post_is_not_sent_again_if_zoom_may_have_acted_on_it() {
    for (response, outcome) in [
        (UNAVAILABLE, AttemptOutcome::Response(http::StatusCode::SERVICE_UNAVAILABLE)),
        (CUT_OFF, AttemptOutcome::Transport(TransportErrorKind::Body)),
        ("", AttemptOutcome::Transport(TransportErrorKind::Other)),
    ] {
        let server = Server::sending(&[response, DONE]);
        let error = create(&server.builder().build().unwrap()).await.unwrap_err();
        assert_eq!((outcomes(&error), server.bodies().len()), (vec![outcome], 1), "{response:?}");

        let server = Server::sending(&[response, DONE]);
        let anything = RetryPolicy::standard().initial_backoff(Duration::ZERO).retry_non_idempotent(true);
        create(&server.builder().retry(anything).build().unwrap()).await.unwrap();
        assert_eq!(server.bodies().len(), 2, "{response:?}");
    }
}

#[tokio::test]
async fn a_post_is_sent_once_its_server_listens() {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let late = thread::spawn(move || {
        thread::sleep(Duration::from_millis(200));
        Server::at(&TcpListener::bind(address).unwrap(), vec![vec![(0, DONE)]])
    });
    let patient = RetryPolicy::standard().max_attempts(1000).max_backoff(Duration::from_millis(100));
    create(&builder(address).retry(patient).build().unwrap()).await.unwrap();
    assert_eq!(late.join().unwrap().bodies().len(), 1);
}

#[tokio::test]
async fn a_body_that_is_a_stream_is_sent_once() {
    let server = Server::sending(&[LIMITED, DONE]);
    let zoom = server.builder().build().unwrap();
    let body = reqwest::Body::wrap(reqwest::Body::from("{}"));
    let request = zoom.transport.http.post(format!("{}/users", zoom.transport.base())).header("content-length", "2");
    let error = send(&zoom, request.body(body).build().unwrap(), &CREATE).await.unwrap_err();
    assert_eq!((error.attempts().len(), server.bodies().len()), (1, 1));
}

#[tokio::test]
async fn a_call_without_a_connection_uses_up_no_limit() {
    let limits = RateLimits::for_plan(Plan::Free).rate(RateLimitLabel::Light, 1, Duration::from_secs(3600));
    let limiter = RateLimiter::new(limits.daily(RateLimitLabel::Light, Some(1)));
    let nowhere = builder("127.0.0.1:1".parse().unwrap()).rate_limiter(&limiter).build().unwrap();
    for _ in 0..3 {
        let error = create(&nowhere).await.unwrap_err();
        assert_eq!(outcomes(&error), [AttemptOutcome::Transport(TransportErrorKind::Connect); 3]);
    }
    let server = Server::sending(&[DONE]);
    let zoom = server.builder().rate_limiter(&limiter).build().unwrap();
    create(&zoom).await.unwrap();
    assert!(matches!(create(&zoom).await, Err(Error::Throttled(_))));
}

#[tokio::test]
async fn nothing_is_sent_to_a_path_of_another_operation() {
    let server = Server::sending(&[DONE]);
    let zoom = server.builder().build().unwrap();
    let long = format!("/users/{}", "a".repeat(10 << 20));
    for path in ["/users/..", "/users/", "/users", "/users/%2F", "/users/a/b", "/users/%2e%2e", "/meetings/a", &long] {
        let error = call(&zoom, &GET, path).await.map(drop).unwrap_err();
        assert!(matches!(error, Error::InvalidRequest(_)), "{error}");
        assert!(error.attempts().is_empty() && error.to_string().len() < 200, "{error}");
    }
    let elsewhere = zoom.transport.http.get("http://localhost:1/users/a").build().unwrap();
    assert!(matches!(send(&zoom, elsewhere, &GET).await, Err(Error::InvalidRequest(_))));
    assert!(server.bodies().is_empty());
    call(&zoom, &GET, "/users/a").await.unwrap();
}

#[tokio::test]
async fn a_value_with_a_code_of_its_own_is_a_value() {
    for (body, expected) in [
        (r#"{"code":"SAVE20"}"#, true),
        (r#"{"code":44,"country":"GB"}"#, true),
        (r#"{"code":300,"message":"x"}"#, false),
    ] {
        let response = format!("HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let server = Server::sending(&[response.leak()]);
        let outcome = call(&server.builder().build().unwrap(), &GET, "/users/a").await;
        assert_eq!(outcome.is_ok(), expected, "{body}: {outcome:?}");
    }
}

async fn stream(zoom: &Zoom) -> ByteStream {
    match call(zoom, &DOWNLOAD, "/files").await.unwrap().body {
        ReceivedBody::Stream(stream) => stream,
        ReceivedBody::Whole(body) => panic!("{body:?}"),
    }
}

/// All that comes, and the error at its end.
async fn read(mut stream: ByteStream) -> (usize, Option<Error>) {
    let mut length = 0;
    loop {
        match stream.next().await {
            Some(Ok(part)) => length += part.len(),
            Some(Err(error)) => {
                assert!(stream.next().await.is_none(), "it goes on after {error}");
                return (length, Some(error));
            }
            None => return (length, None),
        }
    }
}

#[tokio::test]
async fn a_file_has_no_limit_of_size_or_time() {
    let steady = [(0, "HTTP/1.1 200 X\r\ncontent-length: 40\r\n\r\n")].into_iter().chain([(100, "abcd"); 10]).collect();
    let chunked = vec![(0, "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n"), (100, "0\r\n\r\n")];
    for (parts, expected) in [(steady, 40), (chunked, 4)] {
        let server = Server::dripping(vec![parts]);
        let builder = server.builder().max_response_bytes(3).attempt_timeout(Duration::from_millis(600));
        let zoom = builder.timeout(Duration::from_millis(600)).build().unwrap();
        let (length, error) = read(stream(&zoom).await).await;
        assert!(error.is_none(), "{error:?}");
        assert_eq!(length, expected);
    }
}

#[tokio::test]
async fn a_file_that_is_cut_off_ends_in_an_error() {
    for head in ["content-length: 9\r\n\r\nabcd", "transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n"] {
        let response: &str = format!("HTTP/1.1 200 X\r\nx-zm-trackingid: t\r\n{head}").leak();
        let server = Server::sending(&[response]);
        let (length, error) = read(stream(&server.builder().build().unwrap()).await).await;
        let error = error.unwrap();
        assert_eq!((length, outcomes(&error)), (4, vec![AttemptOutcome::Transport(TransportErrorKind::Body)]));
        assert_eq!((error.status().unwrap().as_u16(), error.tracking_id()), (200, Some("t")));
    }
}

#[tokio::test]
async fn a_file_that_stops_coming_ends_in_an_error() {
    let silent = vec![(0, "HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\nabcd"), (20_000, "e")];
    let server = Server::dripping(vec![silent]);
    let zoom = server.builder().attempt_timeout(Duration::from_millis(300)).build().unwrap();
    let started = Instant::now();
    let (length, error) = read(stream(&zoom).await).await;
    assert_eq!(length, 4);
    assert_eq!(outcomes(&error.unwrap()), [AttemptOutcome::Transport(TransportErrorKind::Timeout)]);
    assert!(started.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_reader_may_take_its_time() {
    let slow = vec![(0, "HTTP/1.1 200 X\r\ncontent-length: 8\r\n\r\nabcd"), (500, "efgh")];
    let server = Server::dripping(vec![slow]);
    let zoom = server.builder().attempt_timeout(Duration::from_millis(400)).build().unwrap();
    let mut stream = stream(&zoom).await;
    assert_eq!(stream.next().await.unwrap().unwrap(), Bytes::from("abcd"));
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert!(read(stream).await.1.is_none());
}

#[tokio::test]
async fn an_error_in_place_of_a_file_is_an_error() {
    let body = r#"{"code":300,"message":"no such file"}"#;
    let whole = format!("HTTP/1.1 404 X\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let server = Server::sending(&[whole.leak()]);
    let error = call(&server.builder().build().unwrap(), &DOWNLOAD, "/files").await.map(drop).unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.code() == Some("300")), "{error:?}");

    let endless = vec![(0, "HTTP/1.1 500 X\r\ncontent-length: 999999\r\n\r\n"), (20_000, "")];
    let server = Server::dripping(vec![endless]);
    let zoom = server.builder().max_response_bytes(1000).retry(RetryPolicy::none()).build().unwrap();
    let error = call(&zoom, &DOWNLOAD, "/files").await.map(drop).unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.status() == 500), "{error:?}");

    let silent = vec![(20_000, "")];
    let server = Server::dripping(vec![silent]);
    let zoom = server.builder().attempt_timeout(Duration::from_millis(200)).retry(RetryPolicy::none()).build().unwrap();
    let error = call(&zoom, &DOWNLOAD, "/files").await.map(drop).unwrap_err();
    assert_eq!(outcomes(&error), [AttemptOutcome::Transport(TransportErrorKind::Timeout)]);
}
