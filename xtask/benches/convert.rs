//! How long a conversion takes, and that its cost grows with its input and not faster.
//!
//! Throughput is in items: that of 10,000 items is to be that of 1,000.

#![allow(missing_docs, clippy::expect_used)]

use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde_json::json;
use xtask::api::notes::Plain;
use xtask::api::{Required, understand};
use xtask::openapi::Document;
use xtask::postman;
use xtask::progress::Progress;
use xtask::zoom::Zoom;

fn collection(items: usize) -> String {
    let items: Vec<_> = (0..items)
        .map(|number| {
            let body = json!({ "things": [{ "id": 1, "name": "n", "owner": { "id": 7, "email": "a@b.co" } }] });
            json!({
                "name": format!("List things {number}"),
                "request": {
                    "method": "GET",
                    "url": { "host": ["https://api.example.com"], "path": [format!("t{number}"), ":id"] },
                },
                "response": [{ "name": "OK", "code": 200, "body": body.to_string() }],
            })
        })
        .collect();
    json!({ "info": { "name": "Things" }, "item": items }).to_string()
}

fn convert(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("convert");
    group.sample_size(10);

    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/zoom");
    group.throughput(Throughput::Elements(1));
    group.bench_function("the seed", |bencher| {
        bencher.iter(|| {
            let collection = postman::load(&seed).expect("the seed loads").collection;
            Document::Plain(understand(vec![collection], &Zoom, Required::Never, &Progress::default()).api)
                .write(Vec::new())
        });
    });
    for items in [1_000, 10_000] {
        let text = collection(items);
        group.throughput(Throughput::Elements(items as u64));
        group.bench_function(format!("{items} items"), |bencher| {
            bencher.iter(|| {
                let loaded = postman::load::parse(black_box(&text), Path::new("bench")).expect("it loads");
                Document::Plain(understand(vec![loaded.collection], &Plain, Required::Never, &Progress::default()).api)
                    .write(Vec::new())
            });
        });
    }
    group.finish();
}

criterion_group!(benches, convert);
criterion_main!(benches);
