//! Many calls through a server that fails at random: each ends as the server meant it to, nothing leaks, nothing grows.
//!
//! | file | |
//! |---|---|
//! | [`accounts`] | a call that may be repeated |
//! | [`users`] | the items of three pages |
//! | [`meetings`] | calls that must not be done twice |
//! | [`verdict`] | whether a call ended as it had to |
//! | [`log`] | what is counted of the log |
//!
//! `SOAK_CALLS` says how many calls; CONTRIBUTING.md has the command for a long one.

mod accounts;
mod log;
mod meetings;
mod users;
mod verdict;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use zoom_api::credentials::{MemoryStore, OAuthClient, Token};
use zoom_api::{Credentials, Error, RetryPolicy, Zoom};

use super::fault_server::{Behaviour, Chances, Done, Fault, FaultServer, chance};
use super::{PASSWORD, TOKEN};
use log::Log;

/// What neither logs nor errors may show: what each refresh token begins with, and `a client:` with the password as the
/// header of a request for a token has it.
const SECRETS: [&str; 4] = [TOKEN, PASSWORD, "planted-refresh-token", "YSBjbGllbnQ6cGxhbnRlZC1wYXNzd29yZA"];

const IN_FLIGHT: usize = 64;
const MAX_ATTEMPTS: usize = 3;

/// How many requests there are limits for after the tokens have ended, each time.
const LIMITED: usize = 48;

/// By how much the process may grow between a tenth of the calls and the last: what other tests of the same process
/// take meanwhile is in it.
const MAY_GROW: usize = 64 << 20;

#[test]
fn every_call_ends_as_the_server_meant_it_to() {
    let calls = std::env::var("SOAK_CALLS").map_or(2_000, |text| text.parse().unwrap());
    let log = Log::default();
    let logged = log.clone();
    let dispatch = tracing::Dispatch::new(super::log::each_line(move |line| logged.line(line)));
    // Where there is one subscriber alone, `tracing` leaves it to the thread that first meets an event, which can be another
    // test's, whether anyone listens.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    // For the threads of this test alone: another test has the log of the process.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .on_thread_start(move || std::mem::forget(tracing::dispatcher::set_default(&dispatch)))
        .build()
        .unwrap();
    let soaked = runtime.block_on(async { tokio::spawn(soak(calls)).await.unwrap() });

    println!("{calls} calls, {IN_FLIGHT} in flight: {soaked:#?}");
    println!("log: {} events, {} repeats", log.count(|seen| seen.events), log.count(|seen| seen.repeats));
    assert_eq!(soaked.wrong, Vec::<String>::new());
    assert_eq!(soaked.outcomes.values().sum::<usize>(), calls);
    assert_eq!(soaked.strayed, 0, "no request followed a redirect to another server");
    assert!(soaked.requests > soaked.asked && soaked.outcomes.len() > 5, "nothing went wrong");
    assert!(log.count(|seen| seen.repeats) >= soaked.requests - soaked.asked, "the log tells of each repeat");
    assert_eq!(log.count(|seen| seen.secrets), 0, "the log shows a secret");
    let hidden = ["create, done: 503", "update, done: 503", "create, not done: 503", "update, not done: 503"];
    let was_seen = |name: &&str| soaked.outcomes.keys().any(|outcome| outcome.starts_with(*name));
    assert!(hidden.iter().all(was_seen), "nothing failed before and after it was done");
    assert_eq!(soaked.early, 0, "a request came back before it was told to");
    assert!(soaked.waited_and_renewed > 0, "no token ended during a limit");
    let refused = soaked.done["TokenExpired"];
    assert!((1..=refused + 1).contains(&soaked.renewals), "{} renewals for {refused} refusals", soaked.renewals);
    assert_eq!(soaked.refresh_tokens_used_twice, 0);
    if let Some((tenth, end)) = soaked.resident {
        assert!(end < tenth + MAY_GROW, "{tenth} bytes after a tenth of the calls, {end} at the end");
    }
}

#[derive(Debug, Default)]
struct Soaked {
    /// How often a call ended how.
    outcomes: BTreeMap<String, usize>,
    /// What should not have been, the first few of it.
    wrong: Vec<String>,
    /// The calls of the client: a list is one for each page and each error.
    asked: usize,
    /// The requests of all calls.
    requests: usize,
    /// How often the server did what to one of them.
    done: BTreeMap<String, usize>,
    /// Calls with a request that had to wait and a request whose token was refused.
    waited_and_renewed: usize,
    /// Requests that came back before they were told to.
    early: usize,
    /// Requests that a redirect led astray.
    strayed: usize,
    /// Tokens that were granted.
    renewals: usize,
    /// Requests for a token that were refused.
    refresh_tokens_used_twice: usize,
    /// What the process had in memory after a tenth of the calls and at the end, in bytes.
    resident: Option<(usize, usize)>,
    calls_per_second: f64,
}

async fn soak(calls: usize) -> Soaked {
    let behaviour = Behaviour { chances: Chances::new(1, &Fault::SOAK), limit: None };
    let server = Arc::new(FaultServer::start(behaviour).await);
    let policy =
        RetryPolicy::standard().initial_backoff(Duration::from_millis(1)).max_backoff(Duration::from_millis(5));
    let client = OAuthClient::new("a client").secret(PASSWORD).oauth_url(&server.base_url);
    let store = Arc::new(MemoryStore::new(Token::from_refresh_token(server.tokens().refresh_token())));
    let zoom =
        Zoom::builder().base_url(&server.base_url).credentials(Credentials::OAuth { client, store }).retry(policy);
    let zoom = zoom.attempt_timeout(Duration::from_secs(2)).timeout(Duration::from_secs(60)).build().unwrap();

    let started = Instant::now();
    let (next, soaked, tenth) =
        (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Soaked::default())), Arc::default());
    let workers = (0..IN_FLIGHT).map(|_| {
        let (server, zoom) = (Arc::clone(&server), zoom.clone());
        let (next, soaked, tenth) = (Arc::clone(&next), Arc::clone(&soaked), Arc::<Mutex<_>>::clone(&tenth));
        tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::SeqCst);
                if number >= calls {
                    return;
                }
                if number % (calls / 20).max(1) == 0 {
                    server.limit_next(LIMITED);
                    server.tokens().expire();
                }
                if number == calls / 10 {
                    *tenth.lock().unwrap() = resident();
                }
                let ended = call(&zoom, &server, number).await;
                soaked.lock().unwrap().add(ended);
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    let mut soaked = std::mem::take(&mut *soaked.lock().unwrap());
    let tenth: Option<usize> = *tenth.lock().unwrap();
    soaked.resident = tenth.zip(resident());
    let faults = Fault::SOAK.map(|(fault, _)| fault).into_iter().chain([Fault::RetryAfter]);
    soaked.done = faults.map(|fault| (format!("{fault:?}"), server.count(Some(fault)))).collect();
    soaked.early = server.early();
    soaked.requests = server.count(None) + soaked.done.values().sum::<usize>();
    soaked.strayed = server.strayed();
    soaked.renewals = server.tokens().renewals();
    soaked.refresh_tokens_used_twice = server.tokens().refusals();
    soaked.calls_per_second = calls as f64 / started.elapsed().as_secs_f64();
    soaked
}

/// Makes one of the calls at random, for a user, role or meeting of its own.
async fn call(zoom: &Zoom, server: &FaultServer, number: usize) -> Ended {
    let own = format!("u{number}");
    match chance(&own, 4) {
        0 => accounts::list(zoom, server, &own).await,
        1 => users::list_all(zoom, server, &own).await,
        2 => meetings::create(zoom, server, &own).await,
        _ => meetings::update(zoom, server, number).await,
    }
}

/// How a call ended.
struct Ended {
    name: String,
    /// How many calls of the client it was: a list is one for each page and each error.
    asked: usize,
    problem: Option<String>,
    has_waited_and_renewed: bool,
}

impl Ended {
    fn new(call: String, done: &Done, outcome: Result<&dyn Debug, &Error>, problem: Option<&str>) -> Self {
        Self {
            name: format!("{call}: {}", verdict::name(outcome)),
            asked: 1,
            problem: problem.map(|what| format!("{call}: {what}: the server did {done:?}, the client has {outcome:?}")),
            has_waited_and_renewed: [Fault::RetryAfter, Fault::TokenExpired]
                .iter()
                .all(|fault| done.faults.contains(&Some(*fault))),
        }
    }
}

impl Soaked {
    fn add(&mut self, ended: Ended) {
        *self.outcomes.entry(ended.name).or_default() += 1;
        self.asked += ended.asked;
        self.waited_and_renewed += usize::from(ended.has_waited_and_renewed);
        self.wrong.extend(ended.problem);
        self.wrong.truncate(10);
    }
}

/// What the process has in memory, in bytes, where the system says so.
fn resident() -> Option<usize> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(pages.split(' ').nth(1)?.parse::<usize>().ok()? * 4096)
}
