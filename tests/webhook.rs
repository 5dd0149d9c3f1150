//! What Zoom sends to a webhook.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use serde_json::{Value, json};
use zoom_api::mock::{SignedEvent, sign_event};
use zoom_api::webhook::{Event, SIGNATURE_HEADER, TIMESTAMP_HEADER, Verifier, WebhookError};

use super::example::program;

const SECRET_TOKEN: &str = "planted-secret-token";

fn sign(event: &Value) -> SignedEvent {
    sign_event(SECRET_TOKEN, event, SystemTime::now()).unwrap()
}

/// JSON of any shape, with any text in it.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_event() -> impl Strategy<Value = Value> {
    (any::<String>(), any_json()).prop_map(|(name, payload)| json!({ "event": name, "payload": payload }))
}

proptest! {
    #[test]
    fn an_event_that_is_signed_passes_and_is_kept_whole(event in any_event(), token in "[A-Za-z0-9_-]{1,200}") {
        let verifier = Verifier::new("another").unwrap().additional_secret_token(token.as_str()).unwrap();
        let SignedEvent { headers, body, .. } = sign_event(&token, &event, SystemTime::now()).unwrap();
        let verified = verifier.verify(&headers, &body).unwrap();
        prop_assert_eq!(Value::Object(verified.members().clone()), event);
        prop_assert_eq!(&verified, &Event::from_json(&body).unwrap());
    }

    #[test]
    fn a_body_with_one_bit_flipped_fails(event in any_event(), bit in any::<prop::sample::Index>()) {
        let SignedEvent { headers, mut body, .. } = sign(&event);
        let bit = bit.index(body.len() * 8);
        body[bit / 8] ^= 1 << (bit % 8);
        let verified = Verifier::new(SECRET_TOKEN).unwrap().verify(&headers, &body);
        prop_assert_eq!(verified, Err(WebhookError::WrongSignature));
    }

    #[test]
    fn nothing_panics_or_passes(signature in any::<String>(), timestamp in any::<String>(), body in any::<Vec<u8>>()) {
        let verifier = Verifier::new(SECRET_TOKEN).unwrap().tolerance(Duration::MAX);
        prop_assert!(verifier.verify_values(&signature, &timestamp, &body).is_err());
        let _ = Event::from_json(&body);
    }
}

#[test]
fn each_bit_counts() {
    let verifier = Verifier::new(SECRET_TOKEN).unwrap().tolerance(Duration::MAX);
    let SignedEvent { headers, body, .. } =
        sign(&json!({ "event": "meeting.started", "payload": { "account_id": "é" } }));
    let verify = |parts: &[Vec<u8>; 3]| {
        let mut headers = headers.clone();
        for (name, value) in [SIGNATURE_HEADER, TIMESTAMP_HEADER].into_iter().zip(parts) {
            // A control character does not arrive in a header.
            headers.insert(name, value.as_slice().try_into().ok()?);
        }
        Some(verifier.verify(&headers, &parts[2]))
    };
    let parts = [headers[SIGNATURE_HEADER].as_bytes().to_vec(), headers[TIMESTAMP_HEADER].as_bytes().to_vec(), body];
    assert!(verify(&parts).unwrap().is_ok());
    for part in 0..parts.len() {
        for bit in 0..parts[part].len() * 8 {
            let mut changed = parts.clone();
            changed[part][bit / 8] ^= 1 << (bit % 8);
            let is_case = part == 0 && bit / 8 >= "v0=".len() && changed[0].eq_ignore_ascii_case(&parts[0]);
            let Some(verified) = verify(&changed) else { continue };
            assert_eq!(verified.is_ok(), is_case, "bit {bit} of part {part}: {verified:?}");
        }
    }
}

/// The example, serving.
struct Server {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
    url: String,
}

impl Server {
    fn start(configure: impl FnOnce(&mut std::process::Command)) -> Self {
        let mut command = program("webhook_axum");
        command.args(["--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).env("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET_TOKEN);
        configure(&mut command);
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let url = lines.next().unwrap().unwrap().strip_prefix("listening at ").unwrap().to_owned();
        Self { process, lines, url }
    }

    async fn send(&self, SignedEvent { headers, body, .. }: SignedEvent) -> (u16, String) {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let response = http.post(&self.url).headers(headers).body(body).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[tokio::test]
async fn the_example_receives_what_zoom_sends() {
    let mut server = Server::start(|command| {
        command.env("ZOOM_WEBHOOK_OTHER_SECRET_TOKEN", "rotated");
    });
    let started = json!({
        "event": "meeting.started",
        "event_ts": 1_739_923_528_123_u64,
        "payload": { "account_id": "A", "object": { "uuid": "4444AAAiAAAAAiAiAiiAii==", "topic": "Täglich" } },
    });
    let (status, _) = server.send(sign(&started)).await;
    assert_eq!(status, 200);
    assert_eq!(server.lines.next().unwrap().unwrap(), r#"started: "Täglich" ("4444AAAiAAAAAiAiAiiAii==")"#);

    // Python: hmac.new(token, b"qgg8vlvZRS6UYooatFL8Aw", hashlib.sha256).hexdigest()
    let validation =
        json!({ "event": "endpoint.url_validation", "payload": { "plainToken": "qgg8vlvZRS6UYooatFL8Aw" } });
    for (token, encrypted) in [
        (SECRET_TOKEN, "003194f341e4e0362ac2f294ca1c1bc1be0c0eed9a481c9e83590d0d5e1fb8de"),
        ("rotated", "c9eb573cd4502fffdb980ac8f18bff923413830c7b2e10c7776cb36ea373d001"),
    ] {
        let (status, answer) = server.send(sign_event(token, &validation, SystemTime::now()).unwrap()).await;
        let expected = json!({ "plainToken": "qgg8vlvZRS6UYooatFL8Aw", "encryptedToken": encrypted });
        assert_eq!((status, serde_json::from_str::<Value>(&answer).unwrap()), (200, expected));
    }

    let mut changed = sign(&started);
    *changed.body.last_mut().unwrap() = b' ';
    let an_hour_ago = SystemTime::now() - Duration::from_secs(3600);
    let mut unsigned = sign(&validation);
    unsigned.headers.remove(SIGNATURE_HEADER);
    let mut twice = sign(&started);
    twice.headers.append(SIGNATURE_HEADER, twice.headers[SIGNATURE_HEADER].clone());
    for refused in [
        changed,
        sign_event("another", &started, SystemTime::now()).unwrap(),
        sign_event(SECRET_TOKEN, &started, an_hour_ago).unwrap(),
        unsigned,
        twice,
    ] {
        assert_eq!(server.send(refused).await, (401, String::new()));
    }
    let large = sign(&json!({ "event": "x", "payload": "x".repeat(1 << 20) }));
    assert_eq!(server.send(large).await.0, 413);

    // None of them came to the worker: the next line is that of the next event.
    assert_eq!(server.send(sign(&json!({ "event": "an.event" }))).await.0, 200);
    assert_eq!(server.lines.next().unwrap().unwrap(), r#"ignored: "an.event""#);
}

#[test]
fn the_example_demonstrates_itself() {
    let output = program("webhook_axum").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}");
    for line in [
        r#""endpoint.url_validation" signed with "secret-token": 200 OK"#,
        r#""meeting.started" signed with "secret-token": 200 OK"#,
        r#"started: "Daily" ("4444AAAiAAAAAiAiAiiAii==")"#,
        r#""meeting.started" signed with "another-token": 401 Unauthorized"#,
    ] {
        assert!(text.lines().any(|printed| printed == line), "{text} lacks {line}");
    }
    assert_eq!(program("webhook_axum").arg("--port").output().unwrap().status.code(), Some(2));
    let broken = program("webhook_axum").env("ZOOM_WEBHOOK_SECRET_TOKEN", "").output().unwrap();
    assert_eq!(broken.status.code(), Some(1));
}
