//! What the facade costs beside plain reqwest and serde: the same call to the same server, the same body.
//!
//! Only the ratios within one run mean anything.

#![allow(missing_docs, clippy::expect_used, clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use serde::Deserialize;
use zoom_api::{PacAccountList, User, Zoom};

/// What a user would write without this crate.
#[derive(Deserialize)]
#[allow(dead_code)]
struct PlainList {
    pac_accounts: Vec<PlainAccount>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct PlainAccount {
    conference_id: Option<String>,
    dedicated_dial_in_number: Vec<PlainNumber>,
    global_dial_in_numbers: Vec<PlainNumber>,
    listen_only_password: Option<String>,
    participant_password: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct PlainNumber {
    number: Option<String>,
    country: Option<String>,
}

/// The example that the fragment saves.
fn saved_example() -> String {
    let fragment: serde_json::Value = serde_json::from_str(include_str!("../zoom.openapi.json")).unwrap();
    let operation = &fragment["paths"]["/users/{userId}/pac"]["get"];
    operation["responses"]["200"]["content"]["application/json"]["example"].to_string()
}

/// A server that keeps its connections and answers every request with the same bytes.
fn server(body: &str) -> String {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    let answer = format!("{head}{body}");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            std::thread::spawn(move || serve(&stream, &answer));
        }
    });
    base_url
}

fn serve(stream: &TcpStream, answer: &str) {
    stream.set_nodelay(true).unwrap();
    let mut writer = stream;
    let mut line = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut line).is_ok_and(|length| length > 0) {
        if line == "\r\n" && writer.write_all(answer.as_bytes()).is_err() {
            return;
        }
        line.clear();
    }
}

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
        bencher.iter(|| runtime.block_on(zoom.pac().list(User::Me)).unwrap());
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
