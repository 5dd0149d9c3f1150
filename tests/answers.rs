//! Every answer that Zoom has been seen to send becomes the right value or the right error.

use std::time::{Duration, SystemTime};

use httpmock::MockServer;
use serde_json::json;
use zoom_api::types::{MeetingRequest, PacAccountList};
use zoom_api::{ApiErrorKind, DecodeErrorKind, Error, Method, RateLimitType, RetryAfter, TransportErrorKind, UserRef};

use super::zoom;

/// The outcome of a call that is answered with this status and body.
async fn call(status: u16, headers: &[(&str, &str)], body: &str) -> Result<PacAccountList, Error> {
    let server = MockServer::start_async().await;
    server
        .mock_async(|when, then| {
            when.path("/users/me/pac");
            let then = then.status(status).header("x-zm-trackingid", "v=2.0;clid=test").body(body);
            headers.iter().fold(then, |then, (name, value)| then.header(*name, *value));
        })
        .await;
    zoom(&server.base_url()).pac().list(UserRef::Me).await
}

/// What an error says of itself.
fn describe(outcome: &Result<PacAccountList, Error>) -> String {
    let Err(error) = outcome else { return "ok".to_owned() };
    let status = error.status().map_or_else(|| "-".to_owned(), |status| status.as_u16().to_string());
    assert_eq!(error.tracking_id(), Some("v=2.0;clid=test"), "{error:?}");
    assert!(error.to_string().contains("[tracking ID v=2.0;clid=test]"), "{error}");
    assert!(!error.to_string().contains('\n') && !error.to_string().ends_with('.'), "{error}");
    match error {
        Error::Api(error) => {
            let (code, message) = (error.code().unwrap_or("-"), error.message().unwrap_or("-"));
            format!("api {status} {:?} {code} {message}", error.kind())
        }
        Error::Decode(error) => match error.kind() {
            DecodeErrorKind::WrongShape { path, expected, .. } => {
                format!("wrong shape {status} {path} {}", expected.as_deref().unwrap_or("-"))
            }
            DecodeErrorKind::NotJson { .. } => format!("not json {status}"),
            DecodeErrorKind::TooLarge { .. } => format!("too large {status}"),
            other => format!("{other:?}"),
        },
        other => format!("{other:?}"),
    }
}

/// A call that gives no value is not done because somebody answered: a proxy asks to log in by a page, with 200.
#[tokio::test]
async fn a_page_is_no_success_without_a_value() {
    for (status, body, is_done) in [
        (204, "", true),
        (200, "", true),
        (200, "{}", true),
        (200, "ok", true),
        (200, "\r\n<!DOCTYPE html><html>", false),
    ] {
        let server = MockServer::start_async().await;
        let mock = server.mock_async(|when, then| {
            when.method("PATCH").path("/meetings/1");
            then.status(status).body(body);
        });
        let mock = mock.await;
        let outcome = zoom(&server.base_url()).meetings().update(1_u64).body(MeetingRequest::default()).await;
        match outcome {
            Ok(()) => assert!(is_done, "{body}"),
            Err(Error::Decode(error)) => {
                assert_eq!((error.kind(), is_done), (&DecodeErrorKind::NotJson { line: 1, column: 1 }, false));
            }
            other => panic!("{other:?}"),
        }
        mock.assert_calls_async(1).await;
    }
}

#[tokio::test]
async fn each_becomes_what_it_is() {
    let html = "<html><body>Bad gateway</body></html>";
    for (status, body, expected) in [
        // Documented errors, in the bodies that the generated client decodes and in those that it does not.
        (400, r#"{"code":2024,"message":"No PAC."}"#, "api 400 PacNotEnabled 2024 No PAC."),
        (400, html, "api 400 Other - -"),
        (400, "", "api 400 Other - -"),
        (404, r#"{"code":"1001","message":"No user."}"#, "api 404 UserNotFound 1001 No user."),
        (404, r#"{"code":1001}"#, "api 404 UserNotFound 1001 -"),
        (404, r#"{"code":"1003_001","message":"x"}"#, "api 404 Other 1003_001 x"),
        // Errors that the fragment does not list.
        (401, r#"{"code":124,"message":"Expired."}"#, "api 401 InvalidAccessToken 124 Expired."),
        (401, "", "api 401 InvalidAccessToken - -"),
        (401, r#"{"status":false,"errorCode":401}"#, "api 401 InvalidAccessToken 401 -"),
        (400, r#"{"code":124,"message":"x"}"#, "api 400 InvalidAccessToken 124 x"),
        (400, r#"{"code":300,"error_message":"Invalid."}"#, "api 400 Validation 300 Invalid."),
        (400, r#"{"code":1010,"message":"x"}"#, "api 400 UserNotInAccount 1010 x"),
        (400, r#"{"code":1001,"message":"x"}"#, "api 400 UserNotFound 1001 x"),
        (400, r#"{"code":200,"message":"x"}"#, "api 400 NotPermitted 200 x"),
        (404, r#"{"code":2001,"message":"x"}"#, "api 404 AccountNotFound 2001 x"),
        (429, r#"{"code":429,"message":"Slow down."}"#, "api 429 RateLimited 429 Slow down."),
        (429, "", "api 429 RateLimited - -"),
        (500, r#"{"code":500,"message":"x"}"#, "api 500 Server 500 x"),
        (503, html, "api 503 Server - -"),
        (302, "", "api 302 Other - -"),
        (400, "[1]", "api 400 Other - -"),
        (400, "{\"code\":", "api 400 Other - -"),
        // Successes that are none.
        (200, r#"{"code":300,"message":"Failed."}"#, "api 200 Validation 300 Failed."),
        (200, r#"{"code":200,"message":"No plan."}"#, "api 200 NotPermitted 200 No plan."),
        (200, r#"{"status":false,"errorCode":401}"#, "api 200 Other 401 -"),
        (200, html, "not json 200"),
        (200, "", "not json 200"),
        (200, r#"{"pac_accounts":["#, "not json 200"),
        (204, "", "ok"),
        (201, "{}", "ok"),
        (200, "null", "wrong shape 200 . a value"),
        (200, "[]", "wrong shape 200 . an object"),
        (200, r#"{"pac_accounts":{}}"#, "wrong shape 200 pac_accounts a sequence"),
        (
            200,
            r#"{"pac_accounts":[{"conference_id":[7]}]}"#,
            "wrong shape 200 pac_accounts[0].conference_id a string or an integer of at most 64 bits",
        ),
        (
            200,
            r#"{"pac_accounts":[{"listen_only_password":[77]}]}"#,
            "wrong shape 200 pac_accounts[0].listen_only_password a string",
        ),
        // Successes.
        (200, r#"{"pac_accounts":[{"listen_only_password":77}]}"#, "ok"),
        (200, r#"{"code":0,"pac_accounts":[]}"#, "ok"),
        (200, "{}", "ok"),
        (200, r#"{"pac_accounts":null,"next_page_token":""}"#, "ok"),
    ] {
        assert_eq!(describe(&call(status, &[], body).await), expected, "{status} {body}");
    }
}

#[tokio::test]
async fn null_absent_and_unknown_are_read() {
    let nulls = json!({ "pac_accounts": [{
        "conference_id": null, "dedicated_dial_in_number": null, "global_dial_in_numbers": [{ "number": null }],
        "participant_password": null, "listen_only_password": null, "unknown": { "field": [1] },
    }] });
    for body in [nulls, json!({ "pac_accounts": [{ "global_dial_in_numbers": [{}] }] })] {
        let answer = call(200, &[], &body.to_string()).await.unwrap();
        let account = &answer.pac_accounts[0];
        assert!(account.conference_id.is_none() && account.participant_password.is_none());
        assert!(account.dedicated_dial_in_number.is_empty());
        assert!(account.global_dial_in_numbers[0].number.is_none());
    }
}

#[tokio::test]
async fn a_conference_id_keeps_its_digits() {
    for (json, expected) in [
        (json!("111111"), "111111"),
        (json!(111_111), "111111"),
        (json!("000123"), "000123"),
        (json!(9_007_199_254_740_993_u64), "9007199254740993"),
    ] {
        let body = json!({ "pac_accounts": [{ "conference_id": json }] }).to_string();
        let answer = call(200, &[], &body).await.unwrap();
        assert_eq!(answer.pac_accounts[0].conference_id.as_ref().unwrap().as_str(), expected);
    }
}

async fn api_error(status: u16, headers: &[(&str, &str)], body: &str) -> zoom_api::ApiError {
    match call(status, headers, body).await {
        Err(Error::Api(error)) => *error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn missing_scopes_are_listed() {
    for code in [4700, 4711] {
        for list in ["scopes:[a:b, c:d].", "scopes: [a:b, c:d]"] {
            let message = format!("Invalid access token, does not contain {list}");
            let error = api_error(400, &[], &json!({ "code": code, "message": message }).to_string()).await;
            assert_eq!(error.kind(), ApiErrorKind::MissingScopes);
            assert_eq!(error.missing_scopes(), ["a:b", "c:d"]);
        }
    }
}

#[tokio::test]
async fn fields_that_do_not_validate_are_listed() {
    let body = json!({ "code": 300, "message": "x", "errors": [{ "field": "userId", "message": "Invalid." }] });
    let error = api_error(400, &[], &body.to_string()).await;
    let fields: Vec<_> = error.errors().iter().map(|error| (error.field.as_str(), error.message.as_str())).collect();
    assert_eq!(fields, [("userId", "Invalid.")]);
}

#[tokio::test]
async fn a_429_says_which_limit_and_until_when() {
    let at = RetryAfter::At(SystemTime::UNIX_EPOCH + Duration::from_secs(1_906_416_000));
    for (retry_after, expected) in [
        ("2030-05-31T00:00:00Z", at),
        ("Fri, 31 May 2030 00:00:00 GMT", at),
        ("7", RetryAfter::After(Duration::from_secs(7))),
    ] {
        let headers = [
            ("x-ratelimit-category", "Light"),
            ("x-ratelimit-type", "QPS"),
            ("x-ratelimit-limit", "4"),
            ("x-ratelimit-remaining", "0"),
            ("retry-after", retry_after),
        ];
        let error = api_error(429, &headers, "").await;
        let limit = error.rate_limit().unwrap();
        assert_eq!(limit.label.as_deref(), Some("Light"));
        assert_eq!(limit.limit_type, Some(RateLimitType::PerSecond));
        assert_eq!((limit.limit, limit.remaining), (Some(4), Some(0)));
        assert_eq!(limit.retry_after, Some(expected));
    }
    assert!(api_error(429, &[("x-ratelimit-type", "Daily-limit")], "").await.rate_limit().unwrap().is_daily());
    assert_eq!(api_error(429, &[], "").await.rate_limit(), Some(&zoom_api::RateLimit::default()));
}

#[tokio::test]
async fn an_error_gives_the_kind_and_code_of_a_response() {
    let error = call(404, &[], r#"{"code":1001,"message":"No user."}"#).await.unwrap_err();
    assert_eq!((error.api_kind(), error.code()), (Some(ApiErrorKind::UserNotFound), Some("1001")));
    let error = call(200, &[], "<html>").await.unwrap_err();
    assert_eq!((error.api_kind(), error.code()), (None, None));
}

#[tokio::test]
async fn nobody_there_is_a_transport_error() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    match zoom(&base_url).pac().list("jane@example.com").await {
        Err(Error::Transport(error)) => {
            assert_eq!(error.kind(), TransportErrorKind::Connect);
            assert!(!format!("{error:?} {error}").contains("jane"), "{error:?}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn any_path_can_be_asked_for_as_json() {
    let server = MockServer::start_async().await;
    let mock = server
        .mock_async(|when, then| {
            when.path("/users/me/settings").header("authorization", format!("Bearer {}", super::TOKEN));
            then.status(200).json_body(json!({ "a": [1] }));
        })
        .await;
    let zoom = zoom(&server.base_url());
    assert_eq!(zoom.request(Method::GET, ["users", "me", "settings"]).await.unwrap(), json!({ "a": [1] }));
    mock.assert_async().await;
    assert!(matches!(zoom.request(Method::GET, ["users", ".."]).await, Err(Error::InvalidRequest(_))));
    match zoom.request(Method::GET, ["nothing"]).await {
        Err(Error::Api(error)) => assert_eq!(error.operation(), "request"),
        other => panic!("{other:?}"),
    }
}
