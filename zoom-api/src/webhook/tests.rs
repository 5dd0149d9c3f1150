//! Requests with signatures that Python computed:
//! `"v0=" + hmac.new(token.encode(), b"v0:" + timestamp + b":" + body, hashlib.sha256).hexdigest()`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderValue};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Event, SIGNATURE_HEADER, TIMESTAMP_HEADER, UrlValidation, Verifier, WebhookError};

const TOKEN: &str = "qJDn6xzaQoqfVqXYQmZVnA";
const TIMESTAMP: &str = "1739923528";
const SIGNED_AT: u64 = 1_739_923_528;

const BODY: &[u8] = br#"{"event":"meeting.started","event_ts":1739923528123,"payload":{"account_id":"AAAAAABBBB","object":{"id":"1234567890","topic":"Daily"}}}"#;
const SIGNATURE: &str = "v0=b6f490b7ef4b9fd8632f92bbc45c07868453ae93441bf1b86584992377267fdf";

fn verifier() -> Verifier {
    Verifier::new(TOKEN).unwrap()
}

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

/// The event's name, by a verifier whose clock shows the time of the signature.
fn name(verifier: &Verifier, signature: &str, timestamp: &str, body: &[u8]) -> Result<String, WebhookError> {
    let event = verifier.verify_at(at(SIGNED_AT), signature.as_bytes(), timestamp.as_bytes(), body)?;
    Ok(event.name().to_owned())
}

#[test]
fn bodies_that_are_signed_pass() {
    for (signature, timestamp, body, expected) in [
        (SIGNATURE, TIMESTAMP, BODY, Ok("meeting.started")),
        (
            "v0=296f26b0a8ff96e9dbbfbe0002132b73ecae7a3c0de50859cab5be536b3c7948",
            TIMESTAMP,
            r#"{"event":"meeting.started","payload":{"object":{"topic":"日本語 – é"}}}"#.as_bytes(),
            Ok("meeting.started"),
        ),
        // White space is signed too.
        (
            "v0=25580041572ba2469ffdc8c9ebab7d3d09e7a7c10ed7b0051a37527b4439530f",
            TIMESTAMP,
            b"{\"event\": \"x\"}\r\n",
            Ok("x"),
        ),
        // Milliseconds.
        (
            "v0=563218c7645c8f2592f2df854baafe6fcd02c1bc56bde77f9be768b2d60d730a",
            "1739923528123",
            br#"{"event":"x"}"#,
            Ok("x"),
        ),
        // The timestamp is signed as it is written.
        (
            "v0=4787e21a2eea37bd471e2e211399e4cc993dcb32671742cc839b4f7248edef74",
            "01739923528",
            br#"{"event":"x"}"#,
            Ok("x"),
        ),
        // What is signed, and no event.
        (
            "v0=af3f8bdc9dd43c1834602c42ba76cc56b1a86c68b9ed294bafe02aa2d5bff826",
            TIMESTAMP,
            b"",
            Err(WebhookError::NotJson { line: 1, column: 0 }),
        ),
        (
            "v0=2def17a698f595c298fa7f075e7a9bb32dbb9068073d31c6ee51c93150c713e2",
            TIMESTAMP,
            &[0xff, 0x00, 0xfe],
            Err(WebhookError::NotJson { line: 1, column: 1 }),
        ),
        (
            "v0=c10975eda06a099ba6925afe049bdded61697a0e3aab50df159c129f51ce1a86",
            TIMESTAMP,
            b"[]",
            Err(WebhookError::NotAnEvent { member: "event" }),
        ),
        (
            "v0=52177e8e441bd0f152c9fa5cf5413310ea1d8b2d2d28ae0df364f150ea376a9b",
            TIMESTAMP,
            br#"{"event":1}"#,
            Err(WebhookError::NotAnEvent { member: "event" }),
        ),
    ] {
        let expected = expected.map(str::to_owned);
        assert_eq!(name(&verifier(), signature, timestamp, body), expected, "{}", String::from_utf8_lossy(body));
    }
}

#[test]
fn signatures_of_other_forms_are_malformed() {
    let digits = &SIGNATURE["v0=".len()..];
    for (signature, expected) in [
        // Hexadecimal digits of either case are the same number.
        (format!("v0={}", digits.to_uppercase()), Ok("meeting.started".to_owned())),
        (format!("V0={digits}"), Err(WebhookError::MalformedSignature)),
        (format!("v1={digits}"), Err(WebhookError::MalformedSignature)),
        (digits.to_owned(), Err(WebhookError::MalformedSignature)),
        (format!("v0={}", &digits[1..]), Err(WebhookError::MalformedSignature)),
        (format!("v0={digits}0"), Err(WebhookError::MalformedSignature)),
        (format!("v0={digits}, v0={digits}"), Err(WebhookError::MalformedSignature)),
        (format!("v0=+{}", &digits[1..]), Err(WebhookError::MalformedSignature)),
        (format!("v0=é{}", &digits[2..]), Err(WebhookError::MalformedSignature)),
        (format!(" v0={digits}"), Err(WebhookError::MalformedSignature)),
        (String::new(), Err(WebhookError::MalformedSignature)),
        ("v0=".to_owned() + &"0".repeat(64), Err(WebhookError::WrongSignature)),
    ] {
        assert_eq!(name(&verifier(), &signature, TIMESTAMP, BODY), expected, "{signature}");
    }
}

#[test]
fn timestamps_of_other_forms_are_malformed() {
    for timestamp in ["", "now", "+1739923528", "-1", "1739923528.0", " 1739923528", "1739923528 ", "0x67b5", "١٧٣٩"]
        .into_iter()
        .map(str::to_owned)
        .chain(["9".repeat(20), "9".repeat(4096)])
    {
        let error = name(&verifier(), SIGNATURE, &timestamp, BODY);
        assert_eq!(error, Err(WebhookError::MalformedTimestamp), "{timestamp}");
    }
    assert_eq!(name(&verifier(), SIGNATURE, "1739923529", BODY), Err(WebhookError::WrongSignature));
    assert_eq!(name(&verifier(), SIGNATURE, &u64::MAX.to_string(), BODY), Err(WebhookError::WrongSignature));
}

#[test]
fn the_age_is_limited_in_both_directions() {
    let tolerance = Duration::from_secs(300);
    let too_old = |seconds| Err(WebhookError::TooOld { age: Duration::from_secs(seconds), tolerance });
    let future = |seconds| Err(WebhookError::FromTheFuture { ahead: Duration::from_secs(seconds), tolerance });
    for (now, expected) in [
        (SIGNED_AT, Ok(())),
        (SIGNED_AT + 300, Ok(())),
        (SIGNED_AT + 301, too_old(301)),
        (SIGNED_AT + 86_400, too_old(86_400)),
        (SIGNED_AT - 300, Ok(())),
        (SIGNED_AT - 301, future(301)),
        (0, future(SIGNED_AT)),
    ] {
        let verified = verifier().verify_at(at(now), SIGNATURE.as_bytes(), TIMESTAMP.as_bytes(), BODY);
        assert_eq!(verified.map(|_| ()), expected, "{now}");
    }
    let after = |verifier: Verifier, seconds| {
        verifier.verify_at(at(SIGNED_AT + seconds), SIGNATURE.as_bytes(), TIMESTAMP.as_bytes(), BODY).is_ok()
    };
    assert!(after(verifier().tolerance(Duration::ZERO), 0));
    assert!(!after(verifier().tolerance(Duration::ZERO), 1));
    assert!(after(verifier().tolerance(Duration::MAX), 1_000_000_000));
    // A clock that shows a time before 1970.
    let before = UNIX_EPOCH - Duration::from_secs(1);
    let verified = verifier().verify_at(before, SIGNATURE.as_bytes(), TIMESTAMP.as_bytes(), BODY);
    assert_eq!(verified.map(|_| ()), future(SIGNED_AT));
}

#[test]
fn of_a_request_that_is_not_signed_the_age_is_not_said() {
    let verified = verifier().verify(&headers(&[(SIGNATURE_HEADER, "v0=".to_owned() + &"0".repeat(64))]), BODY);
    assert_eq!(verified.map(|_| ()), Err(WebhookError::WrongSignature));
}

#[test]
fn the_clock_is_this_machines() {
    let old = verifier().verify_values(SIGNATURE, TIMESTAMP, BODY);
    assert!(matches!(old, Err(WebhookError::TooOld { .. })), "{old:?}");
    let any_age = verifier().tolerance(Duration::MAX);
    assert!(any_age.verify_values(SIGNATURE, TIMESTAMP, BODY).is_ok());
    assert!(any_age.verify(&headers(&[]), BODY).is_ok());
}

#[test]
fn each_of_several_secret_tokens_verifies() {
    let (old, body) = ("k".repeat(100), br#"{"event":"x"}"#);
    let signature = "v0=b2e9f1cb964778ae5f05ad803b1644d7546b796bcfd5b39da6a35b6fd9bdf97e";
    let rotating = verifier().additional_secret_token(old.as_str()).unwrap();
    assert_eq!(name(&rotating, signature, TIMESTAMP, body), Ok("x".to_owned()));
    assert_eq!(name(&rotating, SIGNATURE, TIMESTAMP, BODY), Ok("meeting.started".to_owned()));
    assert_eq!(name(&verifier(), signature, TIMESTAMP, body), Err(WebhookError::WrongSignature));
    assert_eq!(name(&Verifier::new(old).unwrap(), SIGNATURE, TIMESTAMP, BODY), Err(WebhookError::WrongSignature));
    assert_eq!(Verifier::new("").err(), Some(WebhookError::InvalidSecretToken));
    assert_eq!(verifier().additional_secret_token("old\n").err(), Some(WebhookError::InvalidSecretToken));
}

/// The headers of `BODY`, with others in their place; an empty value takes one out.
fn headers(changes: &[(&'static str, String)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(SIGNATURE_HEADER, HeaderValue::from_static(SIGNATURE));
    headers.insert(TIMESTAMP_HEADER, HeaderValue::from_static(TIMESTAMP));
    for (name, value) in changes {
        headers.remove(*name);
        if !value.is_empty() {
            headers.insert(*name, HeaderValue::from_str(value).unwrap());
        }
    }
    headers
}

#[test]
fn headers_are_there_once() {
    let verifier = verifier().tolerance(Duration::MAX);
    for name in [SIGNATURE_HEADER, TIMESTAMP_HEADER] {
        let missing = headers(&[(name, String::new())]);
        assert_eq!(verifier.verify(&missing, BODY).map(|_| ()), Err(WebhookError::MissingHeader(name)));
        let mut repeated = headers(&[]);
        repeated.append(name, repeated[name].clone());
        assert_eq!(verifier.verify(&repeated, BODY).map(|_| ()), Err(WebhookError::RepeatedHeader(name)));
    }
    let latin = HeaderValue::from_bytes(b"v0=\xe9").unwrap();
    let mut not_ascii = headers(&[]);
    not_ascii.insert(TIMESTAMP_HEADER, latin.clone());
    assert_eq!(verifier.verify(&not_ascii, BODY).map(|_| ()), Err(WebhookError::MalformedTimestamp));
    let mut not_ascii = headers(&[]);
    not_ascii.insert(SIGNATURE_HEADER, latin);
    assert_eq!(verifier.verify(&not_ascii, BODY).map(|_| ()), Err(WebhookError::MalformedSignature));
}

#[test]
fn a_url_validation_is_answered_with_the_token_that_signed_it() {
    let body = br#"{"event":"endpoint.url_validation","event_ts":1739923528123,"payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}"#;
    let signature = b"v0=4b630091b1f959a9ac7108430c5e87b93e2fa2e3dfefac734c8fdb041c0fc0ff";
    let expected = json!({
        "plainToken": "qgg8vlvZRS6UYooatFL8Aw",
        "encryptedToken": "1eafdb0f63ab4f2760098e2a312d4bbaa93b6aa73e35fbdfe1b4d00ac852f683",
    });
    for verifier in [
        verifier(),
        verifier().additional_secret_token("another").unwrap(),
        Verifier::new("another").unwrap().additional_secret_token(TOKEN).unwrap(),
    ] {
        let event = verifier.verify_at(at(SIGNED_AT), signature, TIMESTAMP.as_bytes(), body).unwrap();
        let validation = event.url_validation().unwrap();
        assert_eq!(serde_json::to_value(validation).unwrap(), expected);
        assert_eq!(serde_json::from_str::<Value>(&validation.to_json()).unwrap(), expected);
    }
    // Nobody has signed it, or somebody else: an answer could be the signature of anything.
    assert_eq!(name(&verifier(), SIGNATURE, TIMESTAMP, body), Err(WebhookError::WrongSignature));
    assert!(Event::from_json(body).unwrap().url_validation().is_none());

    let without_token = br#"{"event":"endpoint.url_validation","payload":{}}"#;
    let signature = "v0=de50e936280492710c785b05081a9b2210804189a2b0c05be6b37cb082189311";
    let error = WebhookError::NotAnEvent { member: "payload.plainToken" };
    assert_eq!(name(&verifier(), signature, TIMESTAMP, without_token), Err(error));
}

#[test]
fn an_event_is_kept_whole() {
    let body = json!({
        "event": "a.new.event",
        "event_ts": "1739923528123",
        "payload": { "accountId": "A", "object": { "id": 18_446_744_073_709_551_615_u64 }, "old_object": { "id": 1 } },
        "download_token": "planted",
        "added_later": [1],
    });
    let event = Event::from_json(body.to_string().as_bytes()).unwrap();
    assert_eq!(Value::Object(event.members().clone()), body);
    assert_eq!((event.name(), event.event_ts()), ("a.new.event", Some(1_739_923_528_123)));
    assert_eq!(event.account_id(), Some("A"));
    assert_eq!(event.payload()["old_object"]["id"], 1);
    assert_eq!(event.object::<Value>().unwrap()["id"], 18_446_744_073_709_551_615_u64);
    assert_eq!(event.download_token().unwrap().expose(), "planted");

    let bare = Event::from_json(br#"{"event":"x","event_ts":null}"#).unwrap();
    assert_eq!((bare.event_ts(), bare.account_id(), bare.payload()), (None, None, &Value::Null));
    assert_eq!(bare.object::<Option<Value>>(), Ok(None));
    assert!(bare.download_token().is_none());
}

#[test]
fn an_object_is_read_or_the_error_says_where() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Meeting {
        topic: String,
        #[serde(default)]
        participants: Vec<Participant>,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    struct Participant {
        id: u32,
    }
    let object = |object: Value| {
        let body = json!({ "event": "x", "payload": { "object": object } }).to_string();
        Event::from_json(body.as_bytes()).unwrap().object::<Meeting>().map_err(|error| error.to_string())
    };
    assert_eq!(
        object(json!({ "topic": "Daily", "participants": [{ "id": 1 }], "later": 1 })),
        Ok(Meeting { topic: "Daily".to_owned(), participants: vec![Participant { id: 1 }] })
    );
    for (value, expected) in [
        (json!({ "topic": ["planted"] }), "unexpected payload.object at topic: expected a string"),
        (json!({}), "unexpected payload.object: expected field `topic`"),
        (
            json!({ "topic": "", "participants": [{ "id": 1 }, { "id": "planted, expected nothing" }] }),
            "unexpected payload.object at participants[1].id: expected u32",
        ),
        (json!("planted"), "unexpected payload.object: expected struct Meeting"),
        (Value::Null, "unexpected payload.object: expected struct Meeting"),
    ] {
        assert_eq!(object(value), Err(expected.to_owned()));
    }
}

#[test]
fn nothing_secret_is_shown() {
    let body = json!({
        "event": "recording.completed",
        "event_ts": 1,
        "payload": { "object": { "join_url": "https://zoom.us/j/1?pwd=planted", "password": "planted" } },
        "download_token": "planted",
    });
    let event = Event::from_json(body.to_string().as_bytes()).unwrap();
    let debug = format!("{event:?}");
    let size = body.to_string().len();
    assert_eq!(debug, format!("Event {{ name: \"recording.completed\", event_ts: Some(1), bytes: {size}, .. }}"));
    assert_eq!(format!("{:?}", Verifier::new("planted").unwrap()), "Verifier { secret_tokens: 1, tolerance: 300s }");
    let validation = UrlValidation { plain_token: "planted".to_owned(), encrypted_token: "planted".to_owned() };
    assert_eq!(format!("{validation:?}"), "UrlValidation { .. }");
    let error = event.object::<u8>().unwrap_err();
    assert!(!format!("{error:?} {error}").contains("planted"), "{error:?}");
}
