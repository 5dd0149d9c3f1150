//! How long a conversion takes beside postman2openapi's of the same text, and that its cost grows with its input and not
//! faster.
//!
//! `cargo bench -p xtask` takes the workspace's collection and two made-up ones; `CORPUS=folder` adds the collections of a
//! folder, the largest ten of it. Throughput is in bytes: that of 10,000 items is to be that of 1,000.

#![allow(missing_docs, clippy::expect_used)]

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use postman2openapi::{TargetFormat, TranspileOptions};
use serde_json::json;
use xtask::api::notes::Plain;
use xtask::api::{Dialect, Required, analyze};
use xtask::openapi::{Document, validate};
use xtask::postman::load::parse;
use xtask::progress::Progress;
use xtask::zoom::Zoom;

/// That of `xtask`, for both.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A collection of that many items, each with a path, a body and types of its own.
fn made_up(items: usize) -> String {
    let items: Vec<_> = (0..items)
        .map(|number| {
            let owner = json!({ "id": 7, "email": "a@b.co", format!("f{}", number % 100): 1 });
            let body = json!({ "things": [{ "id": 1, "name": "n", "owner": owner }], "next": null });
            json!({
                "name": format!("List things {number}"),
                "request": {
                    "method": "GET",
                    "description": "Lists the things that there are.",
                    "url": { "raw": "", "host": ["https://api.example.com"], "path": [format!("t{number}"), ":id"] },
                },
                "response": [{ "name": "OK", "code": 200, "body": format!("{body:#}") }],
            })
        })
        .collect();
    let schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";
    json!({ "info": { "name": "Things", "schema": schema }, "item": items }).to_string()
}

/// The largest collections of the folder that the environment names.
fn corpus() -> Vec<(String, String)> {
    let Some(folder) = std::env::var_os("CORPUS") else { return Vec::new() };
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("CORPUS is a folder")
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let name = path.file_name()?.to_str()?.to_owned();
            let text = fs::read_to_string(path).ok().filter(|text| parse(text, Path::new(&name)).is_ok())?;
            Some((name, text))
        })
        .collect();
    found.sort_by_key(|(_, text)| std::cmp::Reverse(text.len()));
    found.truncate(10);
    found
}

fn ours(text: &str, dialect: &dyn Dialect) -> Document {
    let collection = parse(text, Path::new("bench")).expect("it loads").collection;
    Document::Plain(analyze(vec![collection], dialect, Required::Never, None, &Progress::default()).api)
}

fn convert(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("convert");
    group.sample_size(10);
    let made_up = [1_000, 10_000].map(|items| (format!("{items} items"), made_up(items)));
    for (name, text) in corpus().into_iter().chain(made_up) {
        let dialect: &dyn Dialect = if text.contains("api.zoom.us") { &Zoom } else { &Plain };
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::new("ours", &name), &text, |bencher, text| {
            bencher.iter(|| {
                let mut document = Vec::new();
                ours(black_box(text), dialect).write(&mut document).expect("a document");
                document
            });
        });
        group.bench_with_input(BenchmarkId::new("ours and validated", &name), &text, |bencher, text| {
            bencher.iter(|| {
                let converted = ours(black_box(text), dialect);
                if let Document::Plain(api) = &converted {
                    validate::parts(api).expect("OpenAPI");
                }
                let mut document = Vec::new();
                converted.write(&mut document).expect("a document");
                document
            });
        });
        group.bench_with_input(BenchmarkId::new("postman2openapi", &name), &text, |bencher, text| {
            let options = || TranspileOptions { format: TargetFormat::Json };
            bencher.iter(|| postman2openapi::from_str(black_box(text), options()).expect("it converts"));
        });
    }
    group.finish();
}

criterion_group!(benches, convert);
criterion_main!(benches);
