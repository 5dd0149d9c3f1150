//! Files: where the token goes, what is a file, and what is the rest of one.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use zoom_api::{ApiErrorKind, Credentials, DecodeErrorKind, Download, Error, RetryPolicy, TransportErrorKind, Zoom};

use super::raw_server::{Answer, RawServer};
use super::{TOKEN, log, zoom};

/// A part of a file's URL, by which anyone could get the file.
const PATH: &str = "/rec/download/planted-path";
const FILE_TOKEN: &str = "planted-file-token";

fn file(content: &str) -> Answer {
    Answer::with(200, "content-type: video/mp4\r\n", content)
}

fn page() -> Answer {
    Answer::with(200, "content-type: text/html;charset=UTF-8\r\n", "<!doctype html><title>Sign In - Zoom</title>")
}

fn json(body: &str) -> Answer {
    Answer::with(200, "content-type: application/json;charset=UTF-8\r\n", body)
}

fn redirect(to: &str) -> Answer {
    Answer::with(302, &format!("location: {to}\r\n"), "")
}

/// A server that answers one request after the other; the last one again and again.
async fn in_turn(answers: Vec<Answer>) -> RawServer {
    let answers = Mutex::new(VecDeque::from(answers));
    RawServer::answering(move |_| {
        let mut answers = answers.lock().unwrap();
        let next = answers.front().unwrap().clone();
        if answers.len() > 1 {
            answers.pop_front();
        }
        next
    })
    .await
}

fn url(server: &RawServer) -> String {
    format!("{}{PATH}", server.base_url)
}

async fn read(download: &mut Download) -> Result<String, Error> {
    let mut content = Vec::new();
    while let Some(part) = download.next().await {
        content.extend_from_slice(&part?);
    }
    Ok(String::from_utf8(content).unwrap())
}

async fn download(server: &RawServer) -> Result<Download, Error> {
    zoom(&server.base_url).download(url(server)).await
}

fn header(head: &str, name: &str) -> Option<String> {
    head.lines().find_map(|line| {
        let (other, value) = line.split_once(": ")?;
        other.eq_ignore_ascii_case(name).then(|| value.to_owned())
    })
}

fn decode_kind(error: &Error) -> &DecodeErrorKind {
    match error {
        Error::Decode(error) => error.kind(),
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_file_comes_with_its_name_type_and_size() {
    let headers = "content-type: video/mp4\r\ncontent-disposition: attachment; filename=\"../weekly.mp4\"\r\n";
    let server = RawServer::start(Answer::with(200, headers, "0123456789")).await;
    let mut download = zoom(&server.base_url).download(url(&server)).expected_size(10_i64).await.unwrap();
    assert_eq!((download.size(), download.starts_at()), (Some(10), 0));
    assert_eq!(download.content_type(), Some("video/mp4"));
    assert_eq!(download.file_name().as_deref(), Some("weekly.mp4"));
    assert_eq!(read(&mut download).await.unwrap(), "0123456789");
    assert!(download.next().await.is_none());

    let head = &server.requests()[0];
    assert!(head.starts_with(&format!("GET {PATH} HTTP/1.1\r\n")), "{head}");
    assert_eq!(header(head, "authorization"), Some(format!("Bearer {TOKEN}")));
    assert_eq!(header(head, "range"), None);
}

#[tokio::test]
async fn a_token_is_sent_in_the_header_alone() {
    let server = RawServer::start(file("a")).await;
    let zoom = zoom(&server.base_url);
    let with_token = format!("{}?pwd=a%20b&access_token={FILE_TOKEN}", url(&server));
    for (call, token, query) in [
        (zoom.download(url(&server)), TOKEN, ""),
        (zoom.download(url(&server)).access_token(FILE_TOKEN), FILE_TOKEN, ""),
        (zoom.download(&with_token), FILE_TOKEN, "?pwd=a%20b"),
        (zoom.download(&with_token).access_token("another-token"), "another-token", "?pwd=a%20b"),
    ] {
        call.await.unwrap();
        let head = server.requests().pop().unwrap();
        assert!(head.starts_with(&format!("GET {PATH}{query} HTTP/1.1\r\n")), "{head}");
        assert_eq!(header(&head, "authorization"), Some(format!("Bearer {token}")));
        assert!(!head.contains("access_token"), "{head}");
    }
    assert!(zoom.download(url(&server)).access_token("a\r\nb").await.is_err());
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn nothing_is_sent_to_a_server_that_is_not_zooms() {
    let (server, other) = (RawServer::start(file("a")).await, RawServer::start(file("a")).await);
    let zoom = zoom(&server.base_url);
    for url in [
        url(&other),
        url(&server).replace("127.0.0.1", "localhost"),
        url(&server).replace("http://", "http://user@"),
        url(&server).replace("http://", "https://"),
        "https://example.com/planted-path".to_owned(),
        "https://zoom.us.example.com/planted-path".to_owned(),
        "http://zoom.us/planted-path".to_owned(),
        "/planted-path".to_owned(),
        String::new(),
    ] {
        for token in [None, Some(FILE_TOKEN)] {
            let call = zoom.download(&url);
            let call = token.map_or_else(|| call.clone(), |token| call.clone().access_token(token));
            let shown = format!("{call:?}");
            let error = call.await.unwrap_err();
            assert!(matches!(error, Error::InvalidRequest(_)), "{url}: {error:?}");
            let shown = format!("{shown} {error} {error:?}");
            assert!(!shown.contains("planted"), "{shown}");
        }
    }
    // A mock's token is not sent to Zoom either.
    let error = zoom.download("https://zoom.us/rec/download/a").await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert!(server.requests().is_empty() && other.requests().is_empty());
}

#[tokio::test]
async fn a_redirect_to_where_the_file_is_stored_has_no_token() {
    let storage = RawServer::start(file("456789")).await;
    let stored = format!("{}/stored?Signature=a%2Fb~c", storage.base_url);
    let server = RawServer::answering(move |head| match head.starts_with(&format!("GET {PATH} ")) {
        true => redirect("/moved?a=b"),
        false => redirect(&stored),
    })
    .await;
    let mut download = zoom(&server.base_url).download(url(&server)).range_from(4).await.unwrap();
    assert_eq!(read(&mut download).await.unwrap(), "456789");

    let heads = server.requests();
    assert!(heads[1].starts_with("GET /moved?a=b "), "{heads:?}");
    for head in &heads {
        assert_eq!(header(head, "authorization"), Some(format!("Bearer {TOKEN}")));
    }
    let head = &storage.requests()[0];
    assert!(head.starts_with("GET /stored?Signature=a%2Fb~c "), "{head}");
    assert!(!head.contains(TOKEN) && !head.contains("planted"), "{head}");
    assert_eq!(header(head, "range").as_deref(), Some("bytes=4-"));
    for name in ["authorization", "cookie", "referer", "user-agent"] {
        assert_eq!(header(head, name), None, "{head}");
    }
}

#[tokio::test]
async fn a_client_of_the_callers_takes_the_token_to_no_storage_either() {
    let storage = RawServer::start(file("a")).await;
    let server = RawServer::start(redirect(&format!("{}/stored", storage.base_url))).await;
    for client in [
        reqwest::Client::new(),
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap(),
    ] {
        let zoom = Zoom::builder().base_url(&server.base_url).access_token(TOKEN).http_client(client).build().unwrap();
        assert_eq!(read(&mut zoom.download(url(&server)).await.unwrap()).await.unwrap(), "a");
    }
    assert_eq!(storage.requests().len(), 2);
    assert!(storage.requests().iter().all(|head| !head.contains(TOKEN)), "{:?}", storage.requests());
}

#[tokio::test]
async fn redirects_end() {
    for (location, reason) in [
        ("/again", "it is one too many"),
        ("http://storage.example.com/planted-path", "it leads to http, and only a loopback address may do without TLS"),
        ("ftp://storage.example.com/planted-path", "it leads to neither https nor http"),
        ("https://user:planted@storage.example.com/", "it leads to a URL with a user name or password in it"),
    ] {
        let server = RawServer::start(redirect(location)).await;
        let error = download(&server).await.unwrap_err();
        assert_eq!(decode_kind(&error), &DecodeErrorKind::Redirect { reason });
        let message = format!("could not decode zoom's response 302 to download: redirect not followed: {reason}");
        assert_eq!(error.to_string(), message);
        assert!(!format!("{error:?}").contains("planted"), "{error:?}");
        assert_eq!(server.requests().len(), if location == "/again" { 6 } else { 1 });
    }
}

#[tokio::test]
async fn a_page_is_no_file() {
    let server = RawServer::start(page()).await;
    let error = download(&server).await.unwrap_err();
    assert_eq!(decode_kind(&error), &DecodeErrorKind::NotAFile { media_type: Some("text/html".to_owned()) });
    assert!(error.to_string().contains("a page of HTML and not the file: to log in, most likely"), "{error}");
    assert_eq!(server.requests().len(), 1);

    let expected = zoom(&server.base_url).download(url(&server)).media_type("text/html").await;
    assert!(read(&mut expected.unwrap()).await.unwrap().starts_with("<!doctype"));
    let expected = zoom(&server.base_url).download(url(&server)).media_type("application/json").await;
    assert!(matches!(expected, Err(Error::Decode(_))));
}

#[tokio::test]
async fn json_is_no_file_and_may_be_an_error() {
    let long = format!(r#"{{"timeline":[{}0],"code":300,"message":"x"}}"#, "0,".repeat(100_000));
    for (body, unexpected, expected) in [
        (r#"{"timeline":[]}"#, None, None),
        (r#"[1]"#, None, None),
        (r#"{"status":false,"errorCode":3301,"errorMessage":"no recording"}"#, Some("3301"), Some("3301")),
        (r#"{"code":124,"message":"Invalid access token."}"#, Some("124"), Some("124")),
        (&long, None, None),
    ] {
        let server = RawServer::start(json(body)).await;
        match (download(&server).await.unwrap_err(), unexpected) {
            (Error::Api(error), Some(code)) => assert_eq!(error.code(), Some(code)),
            (Error::Decode(error), None) => {
                let json = Some("application/json".to_owned());
                assert_eq!(error.kind(), &DecodeErrorKind::NotAFile { media_type: json });
            }
            (error, _) => panic!("{error:?}"),
        }
        let call = zoom(&server.base_url).download(url(&server)).media_type("Application/JSON; charset=utf-8");
        match (call.await, expected) {
            (Ok(mut download), None) => {
                assert_eq!(download.size(), Some(body.len() as u64));
                assert!(read(&mut download).await.unwrap() == body);
            }
            (Err(Error::Api(error)), Some(code)) => assert_eq!(error.code(), Some(code)),
            (outcome, _) => panic!("{outcome:?}"),
        }
    }
}

#[tokio::test]
async fn the_rest_of_a_file_is_told_from_the_whole() {
    let rest = |range: &str, content: &str| Answer::with(206, &format!("content-range: {range}\r\n"), content);
    let wrong = Err(DecodeErrorKind::WrongRange);
    for (answer, expected) in [
        (rest("bytes 4-9/10", "456789"), Ok((4, Some(10), "456789"))),
        (rest("bytes 4-9/*", "456789"), Ok((4, None, "456789"))),
        (file("0123456789"), Ok((0, Some(10), "0123456789"))),
        (Answer::with(416, "content-range: bytes */4\r\n", ""), Ok((4, Some(4), ""))),
        (rest("bytes 0-9/10", "0123456789"), wrong.clone()),
        (rest("bytes 4-8/10", "45678"), wrong.clone()),
        (rest("bytes 4-9/10", "4567"), wrong.clone()),
        (Answer::with(206, "", "456789"), wrong),
    ] {
        let server = RawServer::start(answer).await;
        let outcome = zoom(&server.base_url).download(url(&server)).range_from(4).await;
        assert_eq!(header(&server.requests()[0], "range").as_deref(), Some("bytes=4-"));
        match (outcome, expected) {
            (Ok(mut download), Ok((starts_at, size, content))) => {
                assert_eq!((download.starts_at(), download.size()), (starts_at, size));
                assert_eq!(read(&mut download).await.unwrap(), content);
            }
            (Err(error), Err(kind)) => assert_eq!(decode_kind(&error), &kind),
            (outcome, expected) => panic!("{outcome:?} {expected:?}"),
        }
    }
}

#[tokio::test]
async fn a_range_beyond_the_file_is_an_error() {
    for (headers, from, size, is_complete) in [
        ("content-range: bytes */10\r\n", 10, None, true),
        ("content-range: bytes */9\r\n", 10, None, false),
        ("content-range: bytes */9\r\n", 10, Some(10), false),
        ("", 10, Some(10), true),
        ("", 10, None, false),
        ("content-range: bytes */0\r\n", 0, None, false),
    ] {
        let server = RawServer::start(Answer::with(416, headers, "")).await;
        let mut call = zoom(&server.base_url).download(url(&server)).range_from(from);
        if let Some(size) = size {
            call = call.expected_size(size as u64);
        }
        match call.await {
            Ok(_) => assert!(is_complete, "{headers} {from}"),
            Err(error) => assert!(!is_complete && error.status().unwrap() == 416, "{error:?}"),
        }
    }
}

#[tokio::test]
async fn a_file_of_another_size_is_an_error() {
    let chunked =
        Answer::Bytes(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n01234\r\n0\r\n\r\n".to_vec());
    for (size, expected) in [
        (5, None),
        (4, Some(DecodeErrorKind::WrongSize { expected: 4, found: 5 })),
        (6, Some(DecodeErrorKind::WrongSize { expected: 6, found: 5 })),
    ] {
        // Stated by the response, it is known before the first byte.
        let server = RawServer::start(file("01234")).await;
        let outcome = zoom(&server.base_url).download(url(&server)).expected_size(size).await;
        assert_eq!(outcome.err().map(|error| decode_kind(&error).clone()), expected);

        let server = RawServer::start(chunked.clone()).await;
        let mut download = zoom(&server.base_url).download(url(&server)).expected_size(size).await.unwrap();
        assert_eq!(download.size(), Some(size));
        let outcome = read(&mut download).await;
        assert_eq!(outcome.err().map(|error| decode_kind(&error).clone()), expected);
        assert!(download.next().await.is_none(), "it goes on after its error");
    }
    let server = RawServer::start(file("")).await;
    assert!(matches!(
        zoom(&server.base_url).download(url(&server)).expected_size(-1_i64).await,
        Err(Error::InvalidRequest(_))
    ));
}

#[tokio::test]
async fn what_is_cut_off_is_no_file() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123".to_owned();
    let server = in_turn(vec![Answer::with(503, "", ""), Answer::Bytes(head.into_bytes())]).await;
    let zoom = zoom(&server.base_url).with_retry(RetryPolicy::standard());
    let mut download = zoom.download(url(&server)).await.unwrap();
    assert_eq!(download.next().await.unwrap().unwrap(), "0123");
    let error = download.next().await.unwrap().unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.kind() == TransportErrorKind::Body), "{error:?}");
    assert_eq!(error.attempts().len(), 2, "with those before the first byte");
    assert!(download.next().await.is_none());
}

#[tokio::test]
async fn a_silent_server_ends_a_download_and_a_slow_one_does_not() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\n0".to_vec();
    let idle = Duration::from_millis(400);
    let started = Instant::now();
    for answer in [Answer::Stalled(head.clone()), Answer::Silence] {
        let server = RawServer::start(answer).await;
        let call = zoom(&server.base_url).download(url(&server)).attempt_timeout(idle);
        let error = match call.await {
            Ok(mut download) => read(&mut download).await.unwrap_err(),
            Err(error) => error,
        };
        assert!(matches!(&error, Error::Transport(error) if error.kind() == TransportErrorKind::Timeout), "{error:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(20));

    // A response that may be an error is not waited for byte by byte.
    let json = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[".to_vec();
    let server = RawServer::start(Answer::Drip(json, vec![b' '; 1000])).await;
    let call = zoom(&server.base_url).download(url(&server)).attempt_timeout(idle).media_type("application/json");
    let error = call.await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.kind() == TransportErrorKind::Timeout), "{error:?}");

    let server = RawServer::start(Answer::Drip(head, vec![b'1'; 19])).await;
    let call = zoom(&server.base_url).download(url(&server)).attempt_timeout(idle).timeout(idle);
    let started = Instant::now();
    assert_eq!(read(&mut call.await.unwrap()).await.unwrap().len(), 20);
    assert!(started.elapsed() > idle, "it was not slow");
}

#[tokio::test]
async fn errors_are_those_of_any_call() {
    let body = r#"{"code":3301,"message":"This recording does not exist."}"#;
    let server = RawServer::start(Answer::with(404, "content-type: application/json\r\n", body)).await;
    let error = download(&server).await.unwrap_err();
    assert_eq!(error.to_string(), "zoom answered 404 with code 3301 (This recording does not exist) to download");

    let server = in_turn(vec![Answer::with(429, "retry-after: 0\r\n", ""), Answer::with(502, "", ""), file("a")]).await;
    let zoom = zoom(&server.base_url).with_retry(RetryPolicy::standard());
    assert_eq!(read(&mut zoom.download(url(&server)).await.unwrap()).await.unwrap(), "a");
    assert_eq!(server.requests().len(), 3);

    let server = RawServer::start(Answer::with(503, "", "")).await;
    let zoom = super::zoom(&server.base_url).with_retry(RetryPolicy::standard().max_attempts(2));
    let error = zoom.download(url(&server)).await.unwrap_err();
    let outcomes: Vec<_> = error.attempts().iter().map(|attempt| attempt.outcome.to_string()).collect();
    assert_eq!(outcomes, ["503", "503"]);
}

#[tokio::test]
async fn a_large_error_is_not_read_to_its_end() {
    let head = b"HTTP/1.1 403 X\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000)).into_bytes();
    let server = RawServer::start(Answer::Endless(head, chunk)).await;
    let error = download(&server).await.unwrap_err();
    assert!(matches!(&error, Error::Api(error) if error.status() == 403), "{error:?}");
    assert!(server.sent() < 64 << 20, "{}", server.sent());
}

#[tokio::test]
async fn a_token_that_is_refused_is_replaced_once() {
    let issued = Mutex::new(0);
    let server = RawServer::answering(move |head| {
        if head.starts_with("POST /oauth/token") {
            let mut issued = issued.lock().unwrap();
            *issued += 1;
            return json(&format!(r#"{{"access_token":"issued-token-{issued}","expires_in":3600}}"#));
        }
        match header(head, "authorization").as_deref() {
            Some("Bearer issued-token-2") => file("a"),
            _ => Answer::with(401, "", ""),
        }
    })
    .await;
    let app = Credentials::ServerToServer {
        account_id: "account".to_owned(),
        client_id: "app".to_owned(),
        client_secret: "planted-client-secret".into(),
    };
    let builder = Zoom::builder().credentials(app).base_url(&server.base_url).oauth_url(&server.base_url);
    let zoom = builder.retry(RetryPolicy::none()).build().unwrap();
    assert_eq!(read(&mut zoom.download(url(&server)).await.unwrap()).await.unwrap(), "a");
    assert_eq!(server.requests().len(), 4);

    // The file's own token cannot be replaced.
    let error = zoom.download(url(&server)).access_token(FILE_TOKEN).await.unwrap_err();
    assert_eq!(error.api_kind(), Some(ApiErrorKind::InvalidAccessToken));
    assert_eq!(server.requests().len(), 5);
}

#[tokio::test]
async fn neither_token_nor_url_is_shown() {
    let text = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&text);
    let _guard = tracing::subscriber::set_default(log::each_line(move |line| kept.lock().unwrap().push_str(line)));
    // With a second one, `tracing` asks both whether they take what a place logs. Of one alone it asks the thread that comes
    // there first, which may be another test's.
    let _second = tracing::Dispatch::new(log::each_line(|_| {}));
    let echo = format!(r#"{{"code":300,"message":"bad token {FILE_TOKEN}"}}"#);
    let storage = RawServer::start(Answer::with(403, "", "<Error>planted</Error>")).await;
    for answer in [
        Answer::with(403, &format!("x-echo: {FILE_TOKEN}\r\n"), &echo),
        json(&echo),
        json("{}"),
        page(),
        redirect("http://example.com/planted-path"),
        redirect(&format!("{}/planted-path", storage.base_url)),
        Answer::Bytes(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n".to_vec()),
        Answer::Bytes(Vec::new()),
    ] {
        let server = RawServer::start(answer).await;
        let call = zoom(&server.base_url).download(format!("{}?access_token={FILE_TOKEN}", url(&server)));
        let mut shown = format!("{call:?}");
        let error = match call.await {
            Ok(mut download) => {
                shown.push_str(&format!("{download:?}"));
                read(&mut download).await.unwrap_err()
            }
            Err(error) => error,
        };
        let mut cause: Option<&dyn std::error::Error> = Some(&error);
        while let Some(error) = cause {
            shown.push_str(&format!("{error} {error:?}"));
            cause = error.source();
        }
        assert!(!shown.contains("planted"), "{shown}");
    }
    let log = text.lock().unwrap();
    assert!(log.contains("operation=\"download\"") && log.contains("outcome=403"), "{log}");
    assert!(!log.contains("planted"), "{log}");
}

#[test]
fn a_download_can_be_moved_to_another_task() {
    fn moved<T: Send + 'static>() {}
    moved::<Download>();
    moved::<zoom_api::DownloadRequest>();
}
