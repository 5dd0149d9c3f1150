//! Redirects, slow and endless answers, connections cut off.

use std::time::{Duration, Instant};

use zoom_api::{DecodeErrorKind, Error, TransportErrorKind, UserRef, Zoom, ZoomBuilder};

use super::raw_server::{Answer, RawServer};
use super::{TOKEN, zoom};

fn builder(server: &RawServer) -> ZoomBuilder {
    Zoom::builder().base_url(&server.base_url).access_token(TOKEN)
}

async fn error_of(zoom: &Zoom) -> Error {
    zoom.pac().list(UserRef::Me).await.unwrap_err()
}

fn redirect(to: &str) -> Answer {
    Answer::with(302, &format!("location: {to}\r\n"), "")
}

#[tokio::test]
async fn a_redirect_elsewhere_never_has_the_token() {
    for host in ["127.0.0.1", "localhost"] {
        let other = RawServer::start(Answer::json("{}")).await;
        let target = other.base_url.replace("127.0.0.1", host);
        let server = RawServer::start(redirect(&format!("{target}/users/me/pac"))).await;
        let error = error_of(&zoom(&server.base_url)).await;
        assert_eq!(error.status().unwrap(), 302, "{error}");
        assert!(other.requests().is_empty(), "a client of our own does not follow");

        let own = reqwest::Client::new();
        let zoom = builder(&server).http_client(own).build().unwrap();
        zoom.pac().list(UserRef::Me).await.unwrap();
        let request = &other.requests()[0];
        assert!(!request.to_ascii_lowercase().contains("authorization"), "{request}");
        assert!(!request.contains(TOKEN), "{request}");
    }
}

#[tokio::test]
async fn a_redirect_on_the_same_server_is_followed() {
    let server =
        RawServer::answering(
            |head| {
                if head.starts_with("GET /moved") { Answer::json("{}") } else { redirect("/moved") }
            },
        )
        .await;
    zoom(&server.base_url).pac().list(UserRef::Me).await.unwrap();
    assert!(server.requests()[1].to_ascii_lowercase().contains("authorization: bearer"));
}

#[tokio::test]
async fn redirects_in_a_circle_end() {
    let server = RawServer::start(redirect("/again")).await;
    let error = error_of(&zoom(&server.base_url)).await;
    assert_eq!(error.status().unwrap(), 302, "{error}");
    assert!(server.requests().len() <= 10);
}

#[tokio::test]
async fn what_is_slow_ends_in_time() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec();
    for answer in [Answer::Silence, Answer::Drip(Vec::new(), head.clone()), Answer::Drip(head, vec![b' '; 1000])] {
        let server = RawServer::start(answer).await;
        for limited in [ZoomBuilder::attempt_timeout, ZoomBuilder::timeout] {
            let zoom = limited(builder(&server), Duration::from_millis(300)).build().unwrap();
            let started = Instant::now();
            match error_of(&zoom).await {
                Error::Transport(error) => assert_eq!(error.kind(), TransportErrorKind::Timeout, "{error:?}"),
                other => panic!("{other:?}"),
            }
            assert!(started.elapsed() < Duration::from_secs(20));
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_off_keeps_its_status() {
    for body in ["content-length: 100\r\n\r\n{\"pac", "transfer-encoding: chunked\r\n\r\n5\r\n{\"pac"] {
        let head = "HTTP/1.1 200 OK\r\nx-zm-trackingid: t\r\n";
        let server = RawServer::start(Answer::Bytes(format!("{head}{body}").into_bytes())).await;
        match error_of(&zoom(&server.base_url)).await {
            Error::Transport(error) => {
                assert_eq!(error.kind(), TransportErrorKind::Body, "{error:?}");
                assert_eq!(error.status().unwrap(), 200);
                let expected = "connection closed in the middle of zoom's response to list_user_pac_accounts (status 200) [tracking ID t]";
                assert_eq!(error.to_string(), expected);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_large_answer_is_not_read_to_its_end() {
    let limit = 64 * 1024;
    let stated = "HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\n".to_owned();
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned();
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000)).into_bytes();
    for (head, again) in [(stated, vec![b' '; 0x1000]), (chunked, chunk)] {
        let server = RawServer::start(Answer::Endless(head.into_bytes(), again)).await;
        let zoom = builder(&server).max_response_bytes(limit).build().unwrap();
        match error_of(&zoom).await {
            Error::Decode(error) => assert_eq!(error.kind(), &DecodeErrorKind::TooLarge { limit }),
            other => panic!("{other:?}"),
        }
        // What the sockets' own buffers take in is sent, and no more: the connection is closed.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let sent = server.sent();
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(server.sent(), sent, "the server is still sending");
        assert!(sent < 64 << 20, "{sent} bytes were sent");
    }
}

#[tokio::test]
async fn a_large_error_is_an_error_all_the_same() {
    let head = "HTTP/1.1 500 X\r\ntransfer-encoding: chunked\r\n\r\n".to_owned();
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000)).into_bytes();
    let server = RawServer::start(Answer::Endless(head.into_bytes(), chunk)).await;
    let error = error_of(&builder(&server).max_response_bytes(1024).build().unwrap()).await;
    assert!(matches!(&error, Error::Api(error) if error.status() == 500), "{error:?}");
}

#[tokio::test]
async fn deep_json_is_refused_and_not_followed() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in [deep.clone(), format!("{{\"pac_accounts\":{deep}}}"), format!("{{\"unknown\":{deep}}}")] {
        let server = RawServer::start(Answer::json(&body)).await;
        let outcome = zoom(&server.base_url).pac().list(UserRef::Me).await;
        assert!(matches!(outcome, Ok(_) | Err(Error::Decode(_))), "{outcome:?}");
    }
    let server = RawServer::start(Answer::with(400, "", &format!("{{\"code\":{deep}}}"))).await;
    assert!(matches!(error_of(&zoom(&server.base_url)).await, Error::Api(_)));
}

#[tokio::test]
async fn a_message_cannot_break_a_line_or_fill_a_screen() {
    let message = format!("a\\nb\\u001b[31m\\u202e{}", "x".repeat(10_000));
    let server = RawServer::start(Answer::with(400, "", &format!("{{\"code\":1,\"message\":\"{message}\"}}"))).await;
    let text = error_of(&zoom(&server.base_url)).await.to_string();
    assert!(text.chars().count() < 400 && !text.contains(['\n', '\u{1b}', '\u{202e}']), "{text}");
}

#[tokio::test]
async fn what_is_compressed_stays_so() {
    let answer = Answer::with(200, "content-encoding: gzip\r\n", "{}");
    let server = RawServer::start(answer).await;
    zoom(&server.base_url).pac().list(UserRef::Me).await.unwrap();
    assert!(!server.requests()[0].to_ascii_lowercase().contains("accept-encoding"));
}

#[tokio::test]
async fn headers_are_what_they_should_be() {
    let server = RawServer::start(Answer::json("{}")).await;
    zoom(&server.base_url).pac().list(UserRef::Me).await.unwrap();
    let own = reqwest::Client::builder().user_agent("own/1").build().unwrap();
    builder(&server).http_client(own.clone()).build().unwrap().pac().list(UserRef::Me).await.unwrap();
    builder(&server).http_client(own).user_agent("named/2").build().unwrap().pac().list(UserRef::Me).await.unwrap();

    let ours = concat!("user-agent: zoom-api-rust/", env!("CARGO_PKG_VERSION"));
    for (head, user_agent) in server.requests().iter().zip([ours, "user-agent: own/1", "user-agent: named/2"]) {
        let lines: Vec<_> = head.lines().map(str::to_ascii_lowercase).collect();
        let count = |name: &str| lines.iter().filter(|line| line.starts_with(name)).count();
        assert_eq!((count("authorization:"), count("api-version:"), count("user-agent:")), (1, 0, 1), "{head}");
        assert!(lines.contains(&format!("authorization: bearer {TOKEN}")), "{head}");
        assert!(lines.iter().any(|line| line == user_agent), "{head}");
    }
}
