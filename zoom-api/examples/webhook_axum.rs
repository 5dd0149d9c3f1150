//! Receives Zoom's webhooks, on axum: verifies each request, answers the validation of the URL, responds at once and works
//! afterwards.
//!
//! With a secret token in the environment it serves. Without, it sends itself what Zoom would send, and ends.
//!
//! ```text
//! cargo run -p zoom-api --example webhook_axum --features mock,webhook
//! ```

use std::error::Error;
use std::process::ExitCode;
use std::time::SystemTime;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use clap::Parser;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use zoom_api::mock::{SignedEvent, sign_event};
use zoom_api::webhook::{Event, Verifier};

const AFTER_HELP: &str = "\
Environment:
  ZOOM_WEBHOOK_SECRET_TOKEN
                     the app's secret token; without it, this program sends itself what Zoom would send, and ends
  ZOOM_WEBHOOK_OTHER_SECRET_TOKEN
                     another one that is accepted as well, while it is rotated";

/// Receives Zoom's webhooks at /webhook.
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Options {
    /// The address to serve at
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:4000")]
    listen: String,
}

/// Bodies that are larger are refused with 413, before they are read whole.
const MAX_BODY_BYTES: usize = 1 << 20;

/// Events that wait for the worker; while there are as many, Zoom is told to send the next one again later.
const QUEUE: usize = 1024;

#[derive(Clone)]
struct App {
    verifier: Verifier,
    events: mpsc::Sender<Event>,
}

fn router(app: App) -> Router {
    Router::new().route("/webhook", post(receive)).layer(DefaultBodyLimit::max(MAX_BODY_BYTES)).with_state(app)
}

/// The handler. `Bytes` is the body as it came; after `Json` it could not be verified.
async fn receive(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let event = match app.verifier.verify(&headers, &body) {
        Ok(event) => event,
        Err(error) => {
            eprintln!("refused: {error}");
            return StatusCode::UNAUTHORIZED.into_response();
        }
    };
    if let Some(validation) = event.url_validation() {
        return Json(validation).into_response();
    }
    match app.events.try_send(event) {
        Ok(()) => StatusCode::OK.into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// What this program wants to know of a meeting.
#[derive(Deserialize)]
struct Meeting {
    uuid: String,
    topic: String,
}

/// Works on the events, long after Zoom had its response if need be.
async fn work(mut events: mpsc::Receiver<Event>) {
    while let Some(event) = events.recv().await {
        match event.name() {
            "meeting.started" => match event.object::<Meeting>() {
                Ok(meeting) => println!("started: {:?} ({:?})", meeting.topic, meeting.uuid),
                Err(error) => eprintln!("meeting.started: {error}"),
            },
            other => println!("ignored: {other:?}"),
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let result = match std::env::var("ZOOM_WEBHOOK_SECRET_TOKEN") {
        Ok(secret_token) => serve(&options.listen, &secret_token).await,
        Err(_) => demonstrate().await,
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(address: &str, secret_token: &str) -> Result<(), Box<dyn Error>> {
    let mut verifier = Verifier::new(secret_token)?;
    if let Ok(other) = std::env::var("ZOOM_WEBHOOK_OTHER_SECRET_TOKEN") {
        verifier = verifier.additional_secret_token(other)?;
    }
    let (events, queue) = mpsc::channel(QUEUE);
    tokio::spawn(work(queue));
    let listener = TcpListener::bind(address).await?;
    println!("listening at http://{}/webhook", listener.local_addr()?);
    Ok(axum::serve(listener, router(App { verifier, events })).await?)
}

/// Is both sides, on a loopback address.
async fn demonstrate() -> Result<(), Box<dyn Error>> {
    const SECRET_TOKEN: &str = "secret-token";
    eprintln!("no ZOOM_WEBHOOK_SECRET_TOKEN in the environment: what Zoom would send comes from this program");
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/webhook", listener.local_addr()?);
    let (events, queue) = mpsc::channel(QUEUE);
    let worker = tokio::spawn(work(queue));
    let app = App { verifier: Verifier::new(SECRET_TOKEN)?, events };
    let (stop, stopped) = oneshot::channel::<()>();
    let server = axum::serve(listener, router(app)).with_graceful_shutdown(async {
        let _ = stopped.await;
    });
    let server = tokio::spawn(async { server.await });

    let http = reqwest::Client::builder().no_proxy().build()?;
    let validation =
        json!({ "event": "endpoint.url_validation", "payload": { "plainToken": "qgg8vlvZRS6UYooatFL8Aw" } });
    let meeting = json!({ "uuid": "4444AAAiAAAAAiAiAiiAii==", "topic": "Daily" });
    let started = json!({ "event": "meeting.started", "payload": { "account_id": "A", "object": meeting } });
    for (secret_token, event) in [(SECRET_TOKEN, &validation), (SECRET_TOKEN, &started), ("another-token", &started)] {
        let SignedEvent { headers, body, .. } = sign_event(secret_token, event, SystemTime::now())?;
        let response = http.post(&url).headers(headers).body(body).send().await?;
        println!("{} signed with {secret_token:?}: {}", event["event"], response.status());
        let text = response.text().await?;
        if !text.is_empty() {
            println!("{text}");
        }
    }

    // The server has the queue's sender: when it has stopped, the worker ends after the last event.
    drop(stop);
    server.await??;
    Ok(worker.await?)
}
