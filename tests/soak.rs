//! Many calls through a server that fails at random: each ends as the server meant it to, nothing leaks, nothing grows.
//!
//! `SOAK_CALLS` says how many calls; CONTRIBUTING.md has the command for a long one.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use zoom_api::credentials::{MemoryStore, OAuthClient, Token};
use zoom_api::types::PacAccountList;
use zoom_api::{ApiErrorKind, AttemptOutcome, Credentials, Error, RetryPolicy, TransportErrorKind, Zoom};

use super::fault_server::{Behaviour, Chances, Fault, FaultServer};
use super::{PASSWORD, TOKEN, log};

/// What neither logs nor errors may show: what each refresh token begins with, and `a client:` with the password as the
/// header of a request for a token has it.
const SECRETS: [&str; 4] = [TOKEN, PASSWORD, "planted-refresh-token", "YSBjbGllbnQ6cGxhbnRlZC1wYXNzd29yZA"];

const IN_FLIGHT: usize = 64;
const MAX_ATTEMPTS: usize = 3;

/// By how much the process may grow between a tenth of the calls and the last: what other tests of the same process
/// take meanwhile is in it.
const MAY_GROW: usize = 64 << 20;

#[test]
fn every_call_ends_as_the_server_meant_it_to() {
    let calls = std::env::var("SOAK_CALLS").map_or(2_000, |text| text.parse().unwrap());
    let log = Log::default();
    let logged = log.clone();
    let dispatch = tracing::Dispatch::new(log::each_line(move |line| logged.line(line)));
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
    assert!(soaked.requests > calls && soaked.outcomes.len() > 5, "nothing went wrong");
    assert!(log.count(|seen| seen.repeats) >= soaked.requests - calls, "the log tells of each repeat");
    assert_eq!(log.count(|seen| seen.secrets), 0, "the log shows a secret");
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
    /// The requests of all calls.
    requests: usize,
    /// How often the server did what to one of them.
    done: BTreeMap<String, usize>,
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
                    server.tokens().expire();
                }
                if number == calls / 10 {
                    *tenth.lock().unwrap() = resident();
                }
                let user = format!("u{number}");
                let outcome = zoom.pac().list(user.as_str()).await;
                let done = server.take(&user);
                let mut soaked = soaked.lock().unwrap();
                if let Some(problem) = problem(&user, &done, &outcome) {
                    soaked.wrong.push(problem);
                    soaked.wrong.truncate(10);
                }
                *soaked.outcomes.entry(name(&outcome)).or_default() += 1;
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    let mut soaked = std::mem::take(&mut *soaked.lock().unwrap());
    let tenth: Option<usize> = *tenth.lock().unwrap();
    soaked.resident = tenth.zip(resident());
    soaked.done = Fault::SOAK.map(|(fault, _)| (format!("{fault:?}"), server.count(Some(fault)))).into();
    soaked.requests = server.count(None) + soaked.done.values().sum::<usize>();
    soaked.strayed = server.strayed();
    soaked.renewals = server.tokens().renewals();
    soaked.refresh_tokens_used_twice = server.tokens().refusals();
    soaked.calls_per_second = calls as f64 / started.elapsed().as_secs_f64();
    soaked
}

/// What is wrong with an outcome, in view of what the server did to the call's attempts, one after the other.
fn problem(user: &str, done: &[Option<Fault>], outcome: &Result<PacAccountList, Error>) -> Option<String> {
    let wrong = |what: &str| Some(format!("{user}: {what}: the server did {done:?}, the client has {outcome:?}"));
    let (last, earlier) = match done.split_last() {
        Some((last, earlier)) => (last, earlier),
        None => return wrong("no request"),
    };
    let error = match outcome {
        Ok(list) => {
            let ids: Vec<_> = list.pac_accounts.iter().filter_map(|account| account.conference_id.as_ref()).collect();
            let is_theirs = ids.len() == 1 && ids[0].as_str() == user;
            let may_have_passed =
                earlier.iter().flatten().filter(|fault| !passes(**fault)).all(|fault| *fault == Fault::TokenExpired);
            return if last.is_none() && is_theirs && may_have_passed { None } else { wrong("no such value") };
        }
        Err(error) => error,
    };
    let shown = format!("{error} {error:?} {:?}", std::error::Error::source(error).map(ToString::to_string));
    if SECRETS.iter().any(|secret| shown.contains(secret)) {
        return wrong("a secret is shown");
    }
    let attempts: Vec<_> = error.attempts().iter().map(|attempt| attempt.outcome).collect();
    // On a machine that is busy elsewhere an answer can come too late that the server thinks it gave.
    let timeout = AttemptOutcome::Transport(TransportErrorKind::Timeout);
    if attempts.contains(&timeout) && !done.contains(&Some(Fault::Stall)) {
        return None;
    }
    let fits = |(fault, attempt): (&Option<Fault>, &AttemptOutcome)| {
        *attempt == timeout || fault.is_some_and(|fault| looks_like(fault) == *attempt)
    };
    if attempts.len() != done.len() || !done.iter().zip(&attempts).all(fits) {
        return wrong("other attempts");
    }
    if last.is_some_and(passes) && done.len() < MAX_ATTEMPTS {
        return wrong("it gave up early");
    }
    if *last == Some(Fault::TokenExpired) && !earlier.contains(last) {
        return wrong("it did not renew its token");
    }
    if done.iter().filter(|fault| **fault == Some(Fault::TokenExpired)).count() > 2 {
        return wrong("it renews its token in a loop");
    }
    let is_right = match last {
        None => false,
        Some(Fault::NotJson) => matches!(error, Error::Decode(_)),
        Some(Fault::CutBody | Fault::HangUp | Fault::Garbage | Fault::Stall) => matches!(error, Error::Transport(_)),
        Some(fault) => matches!(error, Error::Api(error) if error.kind() == means(*fault)),
    };
    if is_right { None } else { wrong("another error") }
}

/// Whether another attempt may fare better.
fn passes(fault: Fault) -> bool {
    use Fault::{BadGateway, CutBody, Garbage, HangUp, RateLimit, Stall, Unavailable};

    matches!(fault, RateLimit | Unavailable | BadGateway | CutBody | HangUp | Garbage | Stall)
}

/// What a client sees of a fault.
fn looks_like(fault: Fault) -> AttemptOutcome {
    let answered = |status: u16| AttemptOutcome::Response(status.try_into().unwrap());
    match fault {
        Fault::RateLimit | Fault::DailyLimit => answered(429),
        Fault::Unavailable => answered(503),
        Fault::BadGateway => answered(502),
        Fault::UserNotFound => answered(404),
        Fault::FailureIn200 | Fault::NotJson => answered(200),
        Fault::TokenExpired => answered(401),
        Fault::Redirect => answered(302),
        Fault::CutBody => AttemptOutcome::Transport(TransportErrorKind::Body),
        Fault::HangUp | Fault::Garbage => AttemptOutcome::Transport(TransportErrorKind::Other),
        Fault::Stall => AttemptOutcome::Transport(TransportErrorKind::Timeout),
    }
}

/// What an answer that is a fault means.
fn means(fault: Fault) -> ApiErrorKind {
    match fault {
        Fault::RateLimit | Fault::DailyLimit => ApiErrorKind::RateLimited,
        Fault::Unavailable | Fault::BadGateway => ApiErrorKind::Server,
        Fault::UserNotFound => ApiErrorKind::UserNotFound,
        Fault::FailureIn200 => ApiErrorKind::Validation,
        Fault::TokenExpired => ApiErrorKind::InvalidAccessToken,
        _ => ApiErrorKind::Other,
    }
}

/// An outcome's name for the count.
fn name(outcome: &Result<PacAccountList, Error>) -> String {
    match outcome {
        Ok(_) => "a value".to_owned(),
        Err(Error::Api(error)) => format!("{} {:?}", error.status().as_u16(), error.kind()),
        Err(Error::Transport(error)) => format!("{:?}", error.kind()),
        Err(Error::Decode(_)) => "undecodable".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// What the process has in memory, in bytes, where the system says so.
fn resident() -> Option<usize> {
    let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(pages.split(' ').nth(1)?.parse::<usize>().ok()? * 4096)
}

/// What was logged; all of it would fill the memory that is measured.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Logged>>);

#[derive(Default)]
struct Logged {
    events: usize,
    repeats: usize,
    secrets: usize,
}

impl Log {
    fn count(&self, of: impl Fn(&Logged) -> usize) -> usize {
        of(&self.0.lock().unwrap())
    }

    fn line(&self, line: &str) {
        let mut logged = self.0.lock().unwrap();
        logged.events += 1;
        let tells = ["operation=\"list_user_pac_accounts\"", "retrying", "attempt=", "outcome=", "wait_ms="];
        logged.repeats += usize::from(tells.iter().all(|part| line.contains(part)));
        logged.secrets += usize::from(SECRETS.iter().any(|secret| line.contains(secret)));
    }
}
