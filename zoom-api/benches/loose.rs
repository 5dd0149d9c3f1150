//! What it costs to read a list of 300 users loosely, beside plain serde that takes nothing but what is documented.
//!
//! Only the ratio within one run means anything.

#![allow(missing_docs, clippy::unwrap_used)]

use std::collections::HashMap;

use criterion::{Criterion, criterion_group, criterion_main};
use serde::Deserialize;
use serde_json::json;

/// The module itself, which no user can reach.
#[path = "../src/values/loose/mod.rs"]
#[allow(dead_code, unused_imports, unused_macros, rustdoc::broken_intra_doc_links)]
mod loose;

/// The same types twice, with another attribute at each member.
macro_rules! types {
    ($module:ident, $attribute:meta) => {
        mod $module {
            use super::*;

            #[derive(Debug, Default, Deserialize)]
            #[allow(dead_code)]
            pub struct UserList {
                #[$attribute]
                pub page_size: Option<i64>,
                #[$attribute]
                pub total_records: Option<i64>,
                #[$attribute]
                pub next_page_token: Option<String>,
                #[$attribute]
                pub users: Vec<User>,
            }

            #[derive(Debug, Default, Deserialize)]
            #[allow(dead_code)]
            pub struct User {
                #[$attribute]
                pub id: Option<String>,
                #[$attribute]
                pub first_name: Option<String>,
                #[$attribute]
                pub last_name: Option<String>,
                #[$attribute]
                pub email: Option<String>,
                #[$attribute]
                pub r#type: Option<i64>,
                #[$attribute]
                pub pmi: Option<i64>,
                #[$attribute]
                pub timezone: Option<String>,
                #[$attribute]
                pub verified: Option<i64>,
                #[$attribute]
                pub dept: Option<String>,
                #[$attribute]
                pub created_at: Option<String>,
                #[$attribute]
                pub last_login_time: Option<String>,
                #[$attribute]
                pub last_client_version: Option<String>,
                #[$attribute]
                pub group_ids: Vec<String>,
                #[$attribute]
                pub custom_attributes: Vec<CustomAttribute>,
                #[$attribute]
                pub features: HashMap<String, bool>,
                #[$attribute]
                pub language: Option<String>,
                #[$attribute]
                pub status: Option<String>,
                #[$attribute]
                pub cost: Option<f64>,
            }

            #[derive(Debug, Default, Deserialize)]
            #[allow(dead_code)]
            pub struct CustomAttribute {
                #[$attribute]
                pub key: Option<String>,
                #[$attribute]
                pub name: Option<String>,
                #[$attribute]
                pub value: Option<String>,
            }
        }
    };
}

types!(plain, serde(default));
types!(loosely, serde(default, deserialize_with = "crate::loose::read"));

loose::objects!(loosely::User, loosely::CustomAttribute);

fn body() -> String {
    let user = |number: i64| {
        json!({
            "id": format!("IGTRVt3gQ2i-WjoUIj{number:04}"),
            "first_name": "Jane",
            "last_name": "Doe \"the\" 日本",
            "email": format!("jane.{number}@example.com"),
            "type": 2,
            "pmi": 5_000_000_000_i64 + number,
            "timezone": "Europe/Berlin",
            "verified": 1,
            "dept": null,
            "created_at": "2026-11-25T10:00:00Z",
            "last_login_time": "2026-11-25T11:00:00Z",
            "last_client_version": "6.4.1.58291(mac)",
            "group_ids": ["RSMaSp8sTEGK0_oamiA2_w", "t-_-d56CSWG-7BF15LLrOw"],
            "custom_attributes": [{ "key": "cbf_cywdkexrtqc73f97gd4w6g", "name": "A1", "value": "1" }],
            "features": { "meeting": true, "phone": false },
            "language": "en-US",
            "status": "active",
            "cost": 12.5,
            "undocumented": { "plan": [1, 2] },
        })
    };
    let users: Vec<_> = (0..300).map(user).collect();
    json!({ "page_size": 300, "total_records": 300, "next_page_token": "", "users": users }).to_string()
}

fn list_of_300_users(criterion: &mut Criterion) {
    let body = body();
    let mut group = criterion.benchmark_group("list of 300 users");
    group.bench_function("plain serde", |bencher| {
        bencher.iter(|| serde_json::from_slice::<plain::UserList>(body.as_bytes()).unwrap());
    });
    group.bench_function("loose", |bencher| {
        bencher.iter(|| serde_json::from_slice::<loosely::UserList>(body.as_bytes()).unwrap());
    });
    group.finish();
}

criterion_group!(benches, list_of_300_users);
criterion_main!(benches);
