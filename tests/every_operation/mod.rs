//! Each operation of the fragment, through the facade against a server on loopback: whatever is dropped into spec/ is a
//! call with everything that the others have.

mod documented;
mod scripted;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use zoom_api::operations::{Operation, ParameterPlace, Success};
use zoom_api::{ApiErrorKind, AppKind, Error, InvalidRequest, RetryPolicy, Zoom};

use super::log::each_line;
use super::{TOKEN, zoom};
use documented::{arguments, example, normal, secrets_planted};
use scripted::{Response, Scripted};

const PLANTED: &str = "planted-secret-value";

/// All operations, of which there has to be one.
fn operations() -> &'static [Operation] {
    let all = Operation::all();
    assert!(!all.is_empty(), "the fragment has no operation");
    all
}

/// Fails once, with all that went wrong.
fn report(problems: &[String], checked: usize, what: &str) {
    assert!(checked > 0, "no {what} was checked");
    assert!(problems.is_empty(), "{} of {checked} {what}:\n{}", problems.len(), problems.join("\n"));
}

#[tokio::test]
async fn the_saved_example_comes_back_as_the_value() {
    let server = Scripted::start();
    let zoom = zoom(&server.base_url());
    let (mut problems, mut checked) = (Vec::new(), 0);
    for operation in operations() {
        let example = example(operation);
        server.answer(Response::success(operation, example.as_ref()));
        let value = zoom.call(operation, arguments(operation).expose_secrets()).await;
        checked += 1;
        let expected = match operation.success {
            Success::Json => normal(&example.unwrap_or_else(|| json!({}))),
            Success::Bytes => json!("bytes"),
            _ => Value::Null,
        };
        match value.map(|value| normal(&value)) {
            Ok(value) if value == expected => {}
            Ok(value) => problems.push(format!("{}:\n  expected {expected}\n  found    {value}", operation.id)),
            Err(error) => problems.push(format!("{}: {error}", operation.id)),
        }
    }
    report(&problems, checked, "examples");
}

#[tokio::test]
async fn what_is_sent_is_what_the_fragment_documents() {
    let server = Scripted::start();
    let zoom = zoom(&server.base_url());
    let (mut problems, mut checked) = (Vec::new(), 0);
    for operation in operations() {
        server.answer(Response::success(operation, example(operation).as_ref()));
        if let Err(error) = zoom.call(operation, arguments(operation)).await {
            problems.push(format!("{}: {error}", operation.id));
            continue;
        }
        checked += 1;
        let seen = server.taken();
        let problem = match &seen[..] {
            [request] => documented::difference(operation, request),
            _ => Some(format!("{} requests", seen.len())),
        };
        problems.extend(problem.map(|problem| format!("{}: {problem}", operation.id)));
    }
    report(&problems, checked, "requests");
}

#[tokio::test]
async fn each_documented_error_is_found_again() {
    let server = Scripted::start();
    let zoom = zoom(&server.base_url());
    let (mut problems, mut checked) = (Vec::new(), 0);
    for operation in operations() {
        for documented in operation.errors {
            let message = documented.message;
            let body = match documented.code {
                Some(code) => {
                    json!({ "code": code.parse().map_or(json!(code), |code: u64| json!(code)), "message": message })
                }
                None => json!({ "message": message }),
            };
            server.answer(Response::json(documented.status, &body));
            checked += 1;
            let problem = match zoom.call(operation, arguments(operation)).await {
                Err(Error::Api(error)) => {
                    let found = error.documented().map(|it| (it.status, it.code, it.message));
                    let is_same = error.status().as_u16() == documented.status
                        && error.code() == documented.code
                        && error.message().unwrap_or_default() == message
                        && found == Some((documented.status, documented.code, documented.message));
                    let kind = error.kind();
                    // What cuts across operations goes before the name that one of them has for it.
                    let cuts_across = matches!(kind, ApiErrorKind::RateLimited | ApiErrorKind::InvalidAccessToken);
                    let is_named = cuts_across || documented.name.is_none_or(|name| name == kind.as_str());
                    (!is_same || !is_named).then(|| format!("{error:?}, documented as {found:?}"))
                }
                Err(error) => Some(format!("another error: {error}")),
                Ok(_) => Some("a success".to_owned()),
            };
            let place = format!("{} {} {:?}", operation.id, documented.status, documented.code);
            problems.extend(problem.map(|problem| format!("{place}: {problem}")));
        }
    }
    report(&problems, checked, "errors");
}

#[tokio::test]
async fn a_path_parameter_never_leads_elsewhere() {
    let server = Scripted::start();
    let zoom = zoom(&server.base_url());
    let huge = "x".repeat(10 << 20);
    let (mut problems, mut checked) = (Vec::new(), 0);
    for operation in operations() {
        for parameter in operation.parameters.iter().filter(|it| it.place == ParameterPlace::Path) {
            for value in ["..", ".", "/", "", "\u{feff}", "a\nb", "../../users", &huge] {
                server.answer(Response::success(operation, example(operation).as_ref()));
                let refused = zoom.call(operation, arguments(operation).set(parameter.name, value)).await;
                let shown: String = value.chars().take(20).collect();
                let place = format!("{} {} {shown:?}", operation.id, parameter.name);
                checked += 1;
                if !matches!(refused, Err(Error::InvalidRequest(_))) {
                    problems.push(format!("{place}: {refused:?}"));
                }
                if !server.taken().is_empty() {
                    problems.push(format!("{place}: sent"));
                }
            }
        }
    }
    report(&problems, checked, "values of path parameters");
}

#[tokio::test]
async fn a_user_level_app_calls_for_me_alone() {
    let server = Scripted::start();
    let zoom = Zoom::builder().base_url(server.base_url()).access_token(TOKEN).app_kind(AppKind::UserLevel);
    let zoom = zoom.retry(RetryPolicy::none()).build().unwrap();
    let (mut problems, mut checked) = (Vec::new(), 0);
    for operation in operations() {
        let of_users = |it: &&zoom_api::operations::Parameter| {
            it.caller_keyword.is_some_and(|keyword| keyword.required_for.contains(&"user-level"))
        };
        for parameter in operation.parameters.iter().filter(of_users) {
            checked += 1;
            server.answer(Response::success(operation, example(operation).as_ref()));
            let other = zoom.call(operation, arguments(operation).set(parameter.name, "jane@example.com")).await;
            if !matches!(other, Err(Error::InvalidRequest(InvalidRequest::OnlyMeAllowed))) || !server.taken().is_empty()
            {
                problems.push(format!("{}: {other:?} for another user", operation.id));
            }
            let me = zoom.call(operation, arguments(operation).set(parameter.name, "me")).await;
            if me.is_err() || server.taken().len() != 1 {
                problems.push(format!("{}: {me:?} for me", operation.id));
            }
        }
    }
    report(&problems, checked, "users");
}

#[tokio::test]
async fn no_secret_is_shown() {
    let lines = Arc::new(Mutex::new(String::new()));
    let written = Arc::clone(&lines);
    let _guard = tracing::subscriber::set_default(each_line(move |line| written.lock().unwrap().push_str(line)));
    let server = Scripted::start();
    let zoom = zoom(&server.base_url());
    let (mut problems, mut checked) = (Vec::new(), 0);
    for operation in operations() {
        let Some(planted) = example(operation).and_then(|example| secrets_planted(operation, &example, PLANTED)) else {
            continue;
        };
        checked += 1;
        server.answer(Response::success(operation, Some(&planted)));
        let redacted = zoom.call(operation, arguments(operation)).await;
        let exposed = zoom.call(operation, arguments(operation).expose_secrets()).await;
        if format!("{redacted:?}").contains(PLANTED) {
            problems.push(format!("{}: a secret is in its value", operation.id));
        }
        if !exposed.is_ok_and(|value| value.to_string().contains(PLANTED)) {
            problems.push(format!("{}: its secrets are not to be had", operation.id));
        }
        // A body that cannot be decoded, and one that refuses.
        for response in [
            Response::json(200, &json!([planted])),
            Response::json(400, &json!({ "code": 1, "message": TOKEN, "details": planted })),
        ] {
            server.answer(response);
            let error = zoom.call(operation, arguments(operation)).await;
            let shown = format!("{error:?} {}", error.as_ref().map_or_else(ToString::to_string, ToString::to_string));
            if shown.contains(PLANTED) || shown.contains(TOKEN) {
                problems.push(format!("{}: a secret is in {shown}", operation.id));
            }
        }
    }
    let lines = lines.lock().unwrap();
    assert!(lines.contains("zoom_api"), "nothing was logged");
    assert!(!lines.contains(PLANTED) && !lines.contains(TOKEN), "a secret was logged");
    report(&problems, checked, "operations with secrets");
}

#[tokio::test]
async fn what_may_have_been_done_is_not_done_again() {
    let server = Scripted::start();
    let policy = RetryPolicy::standard().initial_backoff(Duration::ZERO).max_backoff(Duration::ZERO);
    let zoom = Zoom::builder().base_url(server.base_url()).access_token(TOKEN).retry(policy).build().unwrap();
    let (mut problems, mut checked) = (Vec::new(), 0);
    for operation in operations() {
        server.answer(Response::json(503, &json!({})));
        let failed = zoom.call(operation, arguments(operation)).await;
        assert!(matches!(&failed, Err(error) if error.api_kind() == Some(ApiErrorKind::Server)), "{failed:?}");
        checked += 1;
        let is_a_form = operation.body.is_some_and(|body| body.media_type == "multipart/form-data");
        let expected = if operation.is_idempotent() && !is_a_form { 3 } else { 1 };
        let sent = server.taken().len();
        if sent != expected {
            problems.push(format!("{}: sent {sent} times, not {expected}", operation.id));
        }
    }
    report(&problems, checked, "operations");
}
