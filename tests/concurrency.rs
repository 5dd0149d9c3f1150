//! Many calls on one client.

use std::time::Duration;

use zoom_api::{ApiErrorKind, Error, UserRef};

use super::raw_server::{Answer, RawServer};
use super::zoom;

/// Answers by the number in the user's ID: every third one is an error.
async fn numbered() -> RawServer {
    RawServer::answering(|head| {
        let number: usize = head.split('/').nth(2).unwrap().trim_start_matches('u').parse().unwrap();
        if number.is_multiple_of(3) {
            let body = format!("{{\"code\":2024,\"message\":\"number {number}\"}}");
            Answer::with(400, &format!("x-zm-trackingid: t{number}\r\n"), &body)
        } else {
            Answer::json(&format!("{{\"pac_accounts\":[{{\"conference_id\":{number}}}]}}"))
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_gets_its_own_answer() {
    let server = numbered().await;
    let zoom = zoom(&server.base_url);
    let calls = (0..100_usize).map(|number| {
        let zoom = zoom.clone();
        tokio::spawn(async move { (number, zoom.pac().list(format!("u{number}")).await) })
    });
    for call in calls.collect::<Vec<_>>() {
        let (number, outcome) = call.await.unwrap();
        match outcome {
            Ok(answer) => {
                assert_eq!(answer.pac_accounts[0].conference_id, Some(number.to_string().as_str().into()));
                assert!(!number.is_multiple_of(3));
            }
            Err(Error::Api(error)) => {
                assert_eq!(error.kind(), ApiErrorKind::PacNotEnabled);
                assert_eq!(error.message(), Some(format!("number {number}").as_str()));
                assert_eq!(error.tracking_id(), Some(format!("t{number}").as_str()));
                assert!(number.is_multiple_of(3));
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(server.requests().len(), 100);
}

#[tokio::test]
async fn a_call_can_be_dropped_midway() {
    let server = RawServer::answering(|head| match head.contains("slow") {
        true => Answer::Silence,
        false => Answer::json("{}"),
    })
    .await;
    let zoom = zoom(&server.base_url);
    let dropped = tokio::time::timeout(Duration::from_millis(100), zoom.pac().list("slow")).await;
    assert!(dropped.is_err());
    zoom.pac().list(UserRef::Me).await.unwrap();
}
