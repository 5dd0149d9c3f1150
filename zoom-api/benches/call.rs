//! What the facade costs beside plain reqwest and serde: the same call to the same server, the same body.
//!
//! Only the ratios within one run mean anything.

#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used)]

mod loopback;

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use loopback::{PlainList, saved_example, server};
use zoom_api::types::PacAccountList;
use zoom_api::{UserRef, Zoom};

fn call(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let base_url = server(&saved_example());
    let client = reqwest::Client::builder().user_agent("bench/1").build().unwrap();
    let zoom = Zoom::builder().base_url(&base_url).access_token("token").http_client(client.clone()).build().unwrap();
    let url = format!("{base_url}/users/me/pac");

    let mut group = criterion.benchmark_group("call");
    group.measurement_time(Duration::from_secs(8));
    group.bench_function("plain reqwest and serde", |bencher| {
        bencher.iter(|| {
            runtime.block_on(async {
                let request = client.get(&url).bearer_auth("token").header("accept", "application/json");
                let answer = request.timeout(Duration::from_secs(30)).send().await.unwrap();
                let body = answer.error_for_status().unwrap().bytes().await.unwrap();
                serde_json::from_slice::<PlainList>(&body).unwrap()
            })
        });
    });
    group.bench_function("facade", |bencher| {
        bencher.iter(|| runtime.block_on(zoom.pac().list(UserRef::Me).into_future()).unwrap());
    });
    group.finish();
}

fn decode(criterion: &mut Criterion) {
    let body = saved_example();
    let mut group = criterion.benchmark_group("decode");
    group.bench_function("plain serde", |bencher| {
        bencher.iter(|| serde_json::from_str::<PlainList>(&body).unwrap());
    });
    group.bench_function("generated types", |bencher| {
        bencher.iter(|| serde_json::from_str::<PacAccountList>(&body).unwrap());
    });
    group.finish();
}

criterion_group!(benches, call, decode);
criterion_main!(benches);
