//! Tokens and passwords are nowhere to be seen.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use serde_json::json;
use zoom_api::types::PacAccountList;
use zoom_api::{Error, Secret, Zoom, secret};

use super::log;
use super::raw_server::{Answer, RawServer};
use super::{PASSWORD, TOKEN, zoom};

/// Checks a text, and that it is one: a test that looks into nothing finds nothing.
fn check(what: &str, text: &str) {
    assert!(!text.is_empty(), "{what} says nothing");
    for secret in [TOKEN, PASSWORD] {
        assert!(!text.contains(secret), "{what} shows {secret}: {text}");
    }
}

fn check_debug(what: &str, value: &impl Debug) {
    check(what, &format!("{value:?}"));
    check(what, &format!("{value:#?}"));
}

fn check_error(error: &Error) {
    check_debug("an error", error);
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        check("an error", &error.to_string());
        cause = error.source();
    }
    for (name, value) in error.headers().into_iter().flatten() {
        check("a header", &format!("{name}: {value:?}"));
    }
    if let Error::Api(error) = error {
        check("a message", error.message().unwrap_or("-"));
    }
}

/// Answers that hold a password or send the token back, each with what becomes of it.
fn telling_answers() -> Vec<Answer> {
    let passwords = json!({ "pac_accounts": [{ "participant_password": PASSWORD }] }).to_string();
    let echo = json!({ "code": 300, "message": format!("bad token {TOKEN}") }).to_string();
    let headers = format!("x-zm-trackingid: t\r\nset-cookie: session={PASSWORD}\r\nx-echo: Bearer {TOKEN}\r\n");
    vec![
        Answer::with(
            200,
            &headers,
            &json!({ "pac_accounts": [{ "participant_password": { PASSWORD: 1 } }] }).to_string(),
        ),
        Answer::with(200, &headers, &json!({ "pac_accounts": PASSWORD }).to_string()),
        Answer::with(200, &headers, &passwords.replace('}', "")),
        Answer::with(200, &headers, &format!("<html>{PASSWORD}</html>")),
        Answer::with(201, &headers, &format!("[{passwords}]")),
        Answer::with(400, &headers, &echo),
        Answer::with(400, &headers, &echo.replace('-', "\\u002d")),
        Answer::with(400, &headers, &format!("<html>{PASSWORD}</html>")),
        Answer::with(401, &headers, &echo),
        Answer::with(500, &headers, &passwords),
        Answer::with(302, &format!("{headers}location: http://localhost:1/{TOKEN}\r\n"), ""),
        Answer::Bytes(format!("HTTP/1.1 200 OK\r\ncontent-length: 999\r\n\r\n{passwords}").into_bytes()),
        Answer::Bytes(format!("not http {TOKEN}").into_bytes()),
    ]
}

#[tokio::test]
async fn nothing_shows_them() {
    // For the whole process: what other tests log meanwhile is checked as well.
    let log = Arc::new(Mutex::new(String::new()));
    let kept = Arc::clone(&log);
    let subscriber = log::each_line(move |line| kept.lock().unwrap().push_str(line));
    tracing::subscriber::set_global_default(subscriber).unwrap();
    for answer in telling_answers() {
        let server = RawServer::start(answer.clone()).await;
        let zoom = zoom(&server.base_url);
        check_debug("a client", &zoom);
        check_debug("a group of calls", &zoom.pac());
        match zoom.pac().list(zoom_api::UserRef::Me).await {
            Err(error) => check_error(&error),
            Ok(answer) => panic!("{answer:?}"),
        }
    }
    let body = json!({ "pac_accounts": [{ "participant_password": PASSWORD }] }).to_string();
    let server = RawServer::start(Answer::json(&body)).await;
    let answer = zoom(&server.base_url).pac().list("jane").await.unwrap();
    check_debug("an answer", &answer);
    assert_eq!(answer.pac_accounts[0].participant_password.as_ref().unwrap().expose(), PASSWORD);
    let log = log.lock().unwrap().clone();
    check("the log", &log);
    for part in ["zoom_api", "operation=\"list_user_pac_accounts\"", "status=400", "latency_ms=", "tracking_id=\"t\""] {
        assert!(log.contains(part), "the log lacks {part}");
    }
}

#[test]
fn a_response_is_written_without_them() {
    let body = json!({ "pac_accounts": [{ "participant_password": PASSWORD, "listen_only_password": PASSWORD }] });
    let list: PacAccountList = serde_json::from_value(body.clone()).unwrap();
    check("a list", &serde_json::to_string(&list).unwrap());
    let redacted = json!({ "participant_password": "[redacted]", "listen_only_password": "[redacted]" });
    assert_eq!(serde_json::to_value(&list).unwrap(), json!({ "pac_accounts": [redacted] }));
    assert_eq!(secret::exposed(|| serde_json::to_value(&list)).unwrap(), body);
    check("a list", &serde_json::to_string(&list).unwrap());
}

#[test]
fn nothing_shows_them_before_a_call_either() {
    check_debug("a builder", &Zoom::builder().access_token(TOKEN));
    check_debug("a secret", &Secret::from(TOKEN));
    for builder in [
        Zoom::builder().access_token(format!("{TOKEN}\n")),
        Zoom::builder().access_token(TOKEN).base_url(format!("https://user:{PASSWORD}@example.com")),
        Zoom::builder().access_token(TOKEN).base_url(format!("https://example.com/?{PASSWORD}")),
        Zoom::builder().access_token(TOKEN).user_agent("a\nb"),
    ] {
        check_error(&builder.build().unwrap_err());
    }
    let answer: PacAccountList =
        serde_json::from_value(json!({ "pac_accounts": [{ "listen_only_password": PASSWORD }] })).unwrap();
    check_debug("an answer", &answer);
}
