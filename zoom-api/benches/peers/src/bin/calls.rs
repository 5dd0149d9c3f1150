//! The same call by plain reqwest, by this workspace's zoom-api and by that of crates.io, to one server on loopback.
//!
//! `cargo run --release --manifest-path zoom-api/benches/peers/Cargo.toml --bin calls` prints a table. The three take turns
//! in short rounds, so that what else the machine does meets all of them; figures are medians over the rounds. With
//! `--features count` it prints allocations and not speed: the count is one for all threads, and slows them.
//!
//! `calls plain 1000` (or `ours`, `oxide`) makes so many calls of one of them in the main thread, one after the other, for
//! tools that count instructions.

#[path = "../../../loopback/mod.rs"]
mod loopback;

#[cfg(feature = "count")]
use std::alloc::System;
use std::future::Future;
use std::time::{Duration, Instant};

use loopback::{PlainList, saved_example, server};
#[cfg(feature = "count")]
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[cfg(feature = "count")]
#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const ROUNDS: usize = 41;
const CALLS: usize = 256;

/// One of the three.
struct Contender {
    name: &'static str,
    seconds: [Vec<f64>; 2],
    #[cfg(feature = "count")]
    allocated: (usize, usize),
}

/// Makes `CALLS` calls, so many of them at a time.
async fn round<C, F>(in_flight: usize, call: &C) -> Duration
where
    C: Fn() -> F + Clone + Send + 'static,
    F: Future<Output = usize> + Send,
{
    let started = Instant::now();
    if in_flight == 1 {
        for _ in 0..CALLS {
            assert_eq!(call().await, 1);
        }
        return started.elapsed();
    }
    let workers: Vec<_> = (0..in_flight)
        .map(|_| {
            let call = call.clone();
            tokio::spawn(async move {
                for _ in 0..CALLS / in_flight {
                    assert_eq!(call().await, 1);
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    started.elapsed()
}

impl Contender {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            seconds: [Vec::new(), Vec::new()],
            #[cfg(feature = "count")]
            allocated: (0, 0),
        }
    }

    async fn rounds<C, F>(&mut self, call: C)
    where
        C: Fn() -> F + Clone + Send + 'static,
        F: Future<Output = usize> + Send,
    {
        for (at, in_flight) in [1, 64].into_iter().enumerate() {
            round(in_flight, &call).await;
            #[cfg(feature = "count")]
            let region = Region::new(ALLOCATOR);
            let elapsed = round(in_flight, &call).await;
            #[cfg(feature = "count")]
            if in_flight == 1 {
                let change = region.change();
                self.allocated = (change.allocations / CALLS, change.bytes_allocated / CALLS);
            }
            self.seconds[at].push(elapsed.as_secs_f64());
        }
    }

    #[cfg(not(feature = "count"))]
    fn calls_per_second(&self, at: usize) -> f64 {
        let mut seconds = self.seconds[at].clone();
        seconds.sort_by(f64::total_cmp);
        CALLS as f64 / seconds[seconds.len() / 2]
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let only = arguments.next().map(|name| (name, arguments.next().unwrap().parse().unwrap()));
    let mut runtime = match only {
        Some(_) => tokio::runtime::Builder::new_current_thread(),
        None => tokio::runtime::Builder::new_multi_thread(),
    };
    runtime.worker_threads(2).enable_all().build().unwrap().block_on(compare(only));
}

/// Makes so many calls, one after the other.
async fn calls<F: Future<Output = usize>>(count: usize, call: impl Fn() -> F) {
    for _ in 0..count {
        assert_eq!(call().await, 1);
    }
}

async fn compare(only: Option<(String, usize)>) {
    let base = server(&saved_example());
    let url = format!("{base}/users/me/pac");
    let client = reqwest::Client::builder().user_agent("bench/1").no_proxy().build().unwrap();
    let plain = move || {
        let request = client.get(&url).bearer_auth("token").header("accept", "application/json");
        let request = request.timeout(Duration::from_secs(30));
        async move {
            let answer = request.send().await.unwrap().error_for_status().unwrap();
            serde_json::from_slice::<PlainList>(&answer.bytes().await.unwrap()).unwrap().pac_accounts.len()
        }
    };
    let zoom = zoom_api::Zoom::builder().base_url(&base).access_token("token").build().unwrap();
    let ours = move || {
        let zoom = zoom.clone();
        async move { zoom.pac().list(zoom_api::UserRef::Me).await.unwrap().pac_accounts.len() }
    };
    let mut theirs = oxide::Client::new("", "", "", "token", "");
    theirs.with_host_override(&base);
    let theirs = std::sync::Arc::new(theirs);
    let oxide = move || {
        let theirs = std::sync::Arc::clone(&theirs);
        async move { theirs.pac().user_pa_cs("me").await.unwrap().body.pac_accounts.len() }
    };

    if let Some((name, count)) = only {
        return match name.as_str() {
            "plain" => calls(count, plain).await,
            "ours" => calls(count, ours).await,
            "oxide" => calls(count, oxide).await,
            _ => panic!("expected plain, ours or oxide instead of {name}"),
        };
    }
    let names = ["plain reqwest and serde", "this zoom-api", "crates.io zoom-api 0.10"];
    let mut contenders = names.map(Contender::new);
    for turn in 0..ROUNDS {
        for who in 0..3 {
            match (turn + who) % 3 {
                0 => contenders[0].rounds(plain.clone()).await,
                1 => contenders[1].rounds(ours.clone()).await,
                _ => contenders[2].rounds(oxide.clone()).await,
            }
        }
    }
    #[cfg(feature = "count")]
    {
        println!("| | allocations a call | bytes a call |\n|---|---:|---:|");
        for Contender { name, allocated: (allocations, bytes), .. } in &contenders {
            println!("| {name} | {allocations} | {bytes} |");
        }
    }
    #[cfg(not(feature = "count"))]
    {
        println!("| | calls/s, 1 in flight | to plain | calls/s, 64 in flight | to plain |");
        println!("|---|---:|---:|---:|---:|");
        for contender in &contenders {
            let speed = [0, 1].map(|at| contender.calls_per_second(at));
            let ratio = [0, 1].map(|at| speed[at] / contenders[0].calls_per_second(at));
            println!("| {} | {:.0} | {:.2} | {:.0} | {:.2} |", contender.name, speed[0], ratio[0], speed[1], ratio[1]);
        }
    }
}
