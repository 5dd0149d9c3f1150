//! Many calls of two processes, through a server that fails at random and a Redis that is killed: each ends as the server
//! meant it to, nothing leaks, nothing grows.
//!
//! | file | |
//! |---|---|
//! | [`client`] | a process that makes a part of the calls |
//! | [`accounts`] | a call that may be repeated |
//! | [`users`] | the items of three pages |
//! | [`meetings`] | calls that must not be done twice |
//! | [`verdict`] | whether a call ended as it had to |
//! | [`witness`] | what a process is told of what was done to its calls |
//! | [`store`] | a Redis that dies, comes back and loses what it had |
//! | [`report`] | what came of all calls |
//! | [`log`] | what is counted of the log |
//!
//! `SOAK_CALLS` says how many calls; CONTRIBUTING.md has the command for a long one.

mod accounts;
pub(crate) mod client;
mod log;
mod meetings;
mod report;
mod store;
mod users;
mod verdict;
mod witness;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::sync::watch;
use zoom_api::rate_limit::{Plan, RateLimitLabel, RateLimits};

use super::fault_server::{Behaviour, Chances, Fault, FaultServer, Over};
use super::machines::process::{Process, Task};
use super::{PASSWORD, TOKEN};
use client::Part;
use report::Report;
use store::Store;
use witness::testify;

/// What neither logs nor errors may show: what each refresh token begins with, and `a client:` with the password as the
/// header of a request for a token has it.
const SECRETS: [&str; 4] = [TOKEN, PASSWORD, "planted-refresh-token", "YSBjbGllbnQ6cGxhbnRlZC1wYXNzd29yZA"];

/// How many processes make calls.
const CLIENTS: usize = 2;

const IN_FLIGHT: usize = 64;
const MAX_ATTEMPTS: usize = 3;

/// The calls of a label that the account may make in a period: of all processes together.
const LIMIT: (usize, Duration) = (30, Duration::from_millis(100));

/// How many requests there are limits for after the tokens have ended, each time.
const LIMITED: usize = 48;

/// How many calls end, or end for want of a token, before what was broken is mended.
const MEANWHILE: usize = 16;

/// By how much a process may grow between a tenth of its calls and the last.
const MAY_GROW: usize = 32 << 20;

fn limits() -> RateLimits {
    let (calls, period) = (LIMIT.0.try_into().unwrap(), LIMIT.1);
    let limits = RateLimits::for_plan(Plan::Business).rate(RateLimitLabel::Light, calls, period);
    limits.rate(RateLimitLabel::Medium, calls, period)
}

#[test]
fn every_call_ends_as_the_server_meant_it_to() {
    let calls = std::env::var("SOAK_CALLS").map_or(2_000, |text| text.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let soaked = soak(calls, &runtime);
    println!("{calls} calls of {CLIENTS} processes, {IN_FLIGHT} in flight: {soaked:#?}");

    let Soaked { report, done, .. } = &soaked;
    assert_eq!(report.wrong, Vec::<String>::new());
    assert_eq!(report.calls, calls);
    assert_eq!(soaked.strayed, 0, "no request followed a redirect to another server");
    assert!(soaked.requests > report.asked && report.outcomes.len() > 5, "nothing went wrong");
    assert!(report.logged(|log| log.repeats) >= soaked.requests - report.asked, "the log tells of each repeat");
    assert!(report.logged(|log| log.own_counts) > 0, "the log tells that Redis does not count");
    assert_eq!(report.logged(|log| log.secrets), 0, "the log shows a secret");
    for call in ["create, done", "update, done", "create, not done", "update, not done"] {
        let is_hidden = |outcome| report.count(&format!("{call}: {outcome}")) > 0;
        assert!(["502", "503", "Body"].into_iter().any(is_hidden), "no failure hides that it was {call}");
    }
    assert!(report.waited_and_renewed > 0, "no token ended during a limit");
    let refused = done["TokenExpired"];
    assert!((1..=refused + 2).contains(&soaked.renewals), "{} renewals for {refused} refusals", soaked.renewals);
    assert_eq!(soaked.refresh_tokens_used_twice, 0);
    // On a machine that is busy elsewhere a request can come after it was given up.
    if report.logged(|log| log.timeouts) <= done["Stall"] {
        assert_eq!(soaked.early, 0, "a request came back before it was told to");
        assert_eq!(soaked.over_the_limit, 0, "Redis counted the calls");
        assert_eq!(soaked.over_the_limit_alone, 0, "each process counts its own calls");
    }
    for (tenth, end) in report.left.iter().filter_map(|left| left.resident) {
        assert!(end < tenth + MAY_GROW, "{tenth} bytes after a tenth of the calls, {end} at the end");
    }
}

/// What is printed.
#[allow(dead_code)]
#[derive(Debug)]
struct Soaked {
    report: Report,
    /// The requests of all calls.
    requests: usize,
    /// How often the server did what to one of them.
    done: BTreeMap<String, usize>,
    /// Requests that came back before they were told to.
    early: usize,
    /// Requests that a redirect led astray.
    strayed: usize,
    /// Tokens that were granted.
    renewals: usize,
    refresh_tokens_used_twice: usize,
    /// How often Redis was killed.
    outages: usize,
    /// Requests beyond the limit of the account while Redis counted them, and while it did not.
    over_the_limit: usize,
    over_the_limit_uncounted: usize,
    /// Requests of one process beyond the limit of the account.
    over_the_limit_alone: usize,
    calls_per_second: f64,
}

/// Lets the processes make their calls, and breaks what they depend on.
fn soak(calls: usize, runtime: &tokio::runtime::Runtime) -> Soaked {
    let behaviour = Behaviour { chances: Chances::new(1, &Fault::SOAK), limit: Some(LIMIT) };
    let server = Arc::new(runtime.block_on(FaultServer::start(behaviour)));
    let store = Arc::new(Store::start());
    runtime.block_on(store.log_in(&server.tokens().refresh_token()));
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let witness = listener.local_addr().unwrap().to_string();
    let (report, mut reported) = watch::channel(Report::default());
    runtime.spawn(testify(listener, Arc::clone(&server), Arc::clone(&store), report.clone()));

    let started = Instant::now();
    let redis = store.url();
    let processes: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let part = Part { server: &server.base_url, redis: &redis, witness: &witness, client, calls };
            let (process, report) = (Process::start(&Task::Soak(part)), report.clone());
            std::thread::spawn(move || {
                let is_well = process.wait();
                report.send_modify(|report| report.has_failed |= !is_well);
            })
        })
        .collect();
    // What it waits for is not to come if a process has failed or all calls have ended.
    let mut wait = |until: &dyn Fn(&Report) -> bool| {
        let is_over = |report: &Report| report.has_failed || report.left.len() == CLIENTS;
        let report = runtime.block_on(reported.wait_for(|report| until(report) || is_over(report)));
        report.unwrap().clone()
    };
    let ended = |so_far: &Report| {
        let enough = so_far.calls + MEANWHILE;
        move |report: &Report| report.calls >= enough
    };
    let lacked = |what: &'static str, so_far: &Report| {
        let enough = so_far.count(what) + MEANWHILE;
        move |report: &Report| report.count(what) >= enough
    };
    for twentieth in 0..20 {
        let so_far = wait(&|report| report.calls >= twentieth * calls / 20);
        match twentieth {
            // While tokens are good.
            4 => store.outage(|| drop(wait(&ended(&so_far)))),
            // The user logs in once it is noticed.
            12 => {
                store.loss();
                server.tokens().expire();
                wait(&lacked("LoginRequired", &so_far));
                runtime.block_on(store.log_in(&server.tokens().log_in()));
            }
            _ => {}
        }
        server.limit_next(LIMITED);
        server.tokens().expire();
        match twentieth {
            // While they are renewed, for a moment and until calls fail.
            6 | 16 => store.outage(|| {}),
            8 => store.outage(|| drop(wait(&lacked("Store", &so_far)))),
            _ => {}
        }
    }
    let report = wait(&|_| false);
    assert!(!report.has_failed, "a process failed");
    for process in processes {
        process.join().unwrap();
    }

    let faults = Fault::SOAK.map(|(fault, _)| fault).into_iter().chain([Fault::RetryAfter]);
    let done: BTreeMap<_, _> = faults.map(|fault| (format!("{fault:?}"), server.count(Some(fault)))).collect();
    let Over { account, client } = server.over();
    let over_the_limit = account.iter().filter(|at| store.counts(**at)).count();
    Soaked {
        report,
        requests: server.count(None) + done.values().sum::<usize>(),
        early: server.early(),
        strayed: server.strayed(),
        renewals: server.tokens().renewals(),
        refresh_tokens_used_twice: server.tokens().used_twice(),
        outages: store.outages(),
        over_the_limit,
        over_the_limit_uncounted: account.len() - over_the_limit,
        over_the_limit_alone: client,
        calls_per_second: calls as f64 / started.elapsed().as_secs_f64(),
        done,
    }
}
