//! A Zoom on loopback that fails as real ones do: by chance, or as its limits and tokens say.
//!
//! | file | |
//! |---|---|
//! | [`faults`] | what goes wrong, how often, and what it looks like |
//! | [`limit`] | calls in a period |
//! | [`operations`] | what it does if nothing goes wrong |
//! | [`tokens`] | access tokens that end, refresh tokens that rotate |
//!
//! It remembers what it did to each call until it is asked, so that a test can hold the client to it.

mod faults;
mod limit;
mod operations;
mod tokens;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use faults::RETRY_AFTER;
pub(crate) use faults::{Chances, Fault, chance};
use limit::Limit;
pub(crate) use limit::Over;
use operations::Operation;
use tokens::Tokens;

use super::TOKEN;
use super::raw_server::{Answer, RawServer};

/// How a server is to behave.
#[derive(Default)]
pub(crate) struct Behaviour {
    pub(crate) chances: Chances,
    /// So many calls of a label in any such period.
    pub(crate) limit: Option<(usize, Duration)>,
}

pub(crate) struct FaultServer {
    pub(crate) base_url: String,
    state: Arc<State>,
    elsewhere: RawServer,
}

struct State {
    chances: Chances,
    tokens: Tokens,
    /// Where redirects lead to.
    elsewhere: String,
    seen: Mutex<Seen>,
    connections: AtomicUsize,
}

#[derive(Default)]
struct Seen {
    by_call: HashMap<String, Done>,
    counts: HashMap<Option<Fault>, usize>,
    /// The next requests of which some are told to come back later.
    limited: usize,
    early: usize,
    limit: Option<Limit>,
}

/// What was done to the requests of a call.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Done {
    /// To each of them a fault or nothing out of the ordinary.
    pub(crate) faults: Vec<Option<Fault>>,
    /// How often what it asks for was done.
    pub(crate) times: usize,
    /// When the last of them may be repeated.
    #[serde(skip)]
    earliest: Option<Instant>,
}

struct Request {
    method: String,
    path: String,
    authorization: String,
    /// The client's name: its user agent.
    client: String,
    body: String,
}

impl FaultServer {
    pub(crate) async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let elsewhere = RawServer::start(Answer::json("{}")).await;
        let limit = behaviour.limit.map(|(calls, period)| Limit::new(calls, period));
        let state = Arc::new(State {
            chances: behaviour.chances,
            tokens: Tokens::with(TOKEN),
            elsewhere: elsewhere.base_url.clone(),
            seen: Mutex::new(Seen { limit, ..Seen::default() }),
            connections: AtomicUsize::new(0),
        });
        let serving = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&serving);
                state.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(async move {
                    let _ = serve(BufReader::new(stream), &state).await;
                });
            }
        });
        Self { base_url, state, elsewhere }
    }

    /// What was done to the requests of a call so far. It is forgotten then.
    pub(crate) fn take(&self, call: &str) -> Done {
        self.state.seen.lock().unwrap().by_call.remove(call).unwrap_or_default()
    }

    /// What [`take`](Self::take) would give, without forgetting it.
    pub(crate) fn done(&self, call: &str) -> Done {
        self.state.seen.lock().unwrap().by_call.get(call).cloned().unwrap_or_default()
    }

    /// Tells every fourth of the next requests to come back later.
    pub(crate) fn limit_next(&self, requests: usize) {
        self.state.seen.lock().unwrap().limited = requests;
    }

    /// The requests that came back before they were told to.
    pub(crate) fn early(&self) -> usize {
        self.state.seen.lock().unwrap().early
    }

    /// The calls beyond the limit.
    pub(crate) fn over(&self) -> Over {
        self.state.seen.lock().unwrap().limit.as_ref().map(Limit::over).unwrap_or_default()
    }

    /// How often something was done.
    pub(crate) fn count(&self, done: Option<Fault>) -> usize {
        self.state.seen.lock().unwrap().counts.get(&done).copied().unwrap_or_default()
    }

    /// The requests that came where a redirect led to.
    pub(crate) fn strayed(&self) -> usize {
        self.elsewhere.requests().len()
    }

    /// How many connections were made.
    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.state.tokens
    }
}

async fn serve(mut stream: BufReader<TcpStream>, state: &State) -> std::io::Result<()> {
    stream.get_ref().set_nodelay(true)?;
    while let Some(request) = read(&mut stream).await? {
        if request.method == "POST" && request.path == "/oauth/token" {
            let (status, body) = state.tokens.grant(&request.authorization, &request.body);
            stream.write_all(&answer(status, "", &body)).await?;
            continue;
        }
        let operation = Operation::of(&request.method, &request.path);
        let Some(fault) = state.decide(&request, &operation) else {
            stream.write_all(&operation.success()).await?;
            continue;
        };
        stream.write_all(&fault.bytes(&state.elsewhere, &request.authorization)).await?;
        if fault == Fault::Stall {
            // Until the client goes.
            let _ = tokio::time::timeout(Duration::from_secs(60), stream.read_u8()).await;
        }
        if fault.ends_the_connection() {
            break;
        }
    }
    stream.shutdown().await
}

impl State {
    /// Decides what is done to a request, and remembers it.
    fn decide(&self, request: &Request, operation: &Operation<'_>) -> Option<Fault> {
        let call = operation.call;
        let mut seen = self.seen.lock().unwrap();
        let Seen { by_call, counts, limited, early, limit } = &mut *seen;
        let is_over = limit.as_mut().is_some_and(|limit| !limit.allows_one_more(operation.label(), &request.client));
        let done = by_call.entry(call.to_owned()).or_default();
        *early += usize::from(done.earliest.take().is_some_and(|earliest| Instant::now() < earliest));
        let is_limited = *limited % 4 == 1;
        *limited = limited.saturating_sub(1);
        let nth = done.faults.len();
        let fault = if is_limited {
            done.earliest = Some(Instant::now() + RETRY_AFTER);
            Some(Fault::RetryAfter)
        } else if !self.tokens.is_valid(&request.authorization) {
            Some(Fault::TokenExpired)
        } else if is_over {
            Some(Fault::RateLimit)
        } else {
            self.chances.draw(call, nth)
        };
        done.times += usize::from(self.chances.acts(call, nth, fault));
        done.faults.push(fault);
        *counts.entry(fault).or_default() += 1;
        fault
    }
}

/// The next request of a connection; nothing where the client has gone.
async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Request>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split(' ').map(str::to_owned);
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut request =
        Request { method, path, authorization: String::new(), client: String::new(), body: String::new() };
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => request.authorization = value.to_owned(),
            "user-agent" => request.client = value.to_owned(),
            "content-length" => length = value.parse().unwrap(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    request.body = String::from_utf8(body).unwrap();
    Ok(Some(request))
}

/// An answer that keeps the connection, with headers that each end with a line break.
fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n{headers}");
    format!("{head}\r\n{body}").into_bytes()
}

#[tokio::test]
async fn tokens_end_and_rotate() {
    let server = FaultServer::start(Behaviour::default()).await;
    let http = reqwest::Client::new();
    let grant = async |form: &str| {
        let request = http.post(format!("{}/oauth/token", server.base_url)).basic_auth("id", Some("secret"));
        let response = request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
        let text = response.send().await.unwrap().text().await.unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap()
    };
    let call = async |token: &str| {
        let request = http.get(format!("{}/users/me/pac", server.base_url)).bearer_auth(token);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(call(TOKEN).await, 200);
    server.tokens().expire();
    assert_eq!(call(TOKEN).await, 401);

    let granted = grant("grant_type=account_credentials&account_id=a").await;
    assert_eq!(call(granted["access_token"].as_str().unwrap()).await, 200);
    let first = server.tokens().refresh_token();
    let form = format!("grant_type=refresh_token&refresh_token={first}");
    let granted = grant(&form).await;
    assert_eq!(granted["refresh_token"].as_str().unwrap(), server.tokens().refresh_token());
    assert_eq!(grant(&form).await["error"], "invalid_grant", "the first one is dead");
    assert_eq!((server.tokens().renewals(), server.tokens().refusals()), (2, 1));
    let second = server.tokens().refresh_token();
    let third = server.tokens().log_in();
    assert_eq!(grant(&format!("grant_type=refresh_token&refresh_token={second}")).await["error"], "invalid_grant");
    assert_eq!(server.tokens().used_twice(), 1, "the second was not used before");
    assert_eq!(grant(&format!("grant_type=refresh_token&refresh_token={third}")).await["token_type"], "bearer");
}
