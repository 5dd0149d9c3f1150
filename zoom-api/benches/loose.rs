//! What it costs to read a list of 300 users loosely, beside plain serde that takes nothing but what is documented.
//!
//! Only the ratio within one run means anything.

#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use serde::Deserialize;
use serde_json::{Value, json};
use zoom_api::types::UserList;

/// What [`UserList`] has, as serde's derive reads it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(dead_code)]
struct PlainList {
    next_page_token: Option<String>,
    page_count: Option<i64>,
    page_number: Option<i64>,
    page_size: Option<i64>,
    total_records: Option<i64>,
    users: Vec<PlainUser>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(dead_code)]
struct PlainUser {
    account_id: Option<String>,
    account_number: Option<i64>,
    cluster: Option<String>,
    cms_user_id: Option<String>,
    company: Option<String>,
    cost_center: Option<String>,
    created_at: Option<String>,
    custom_attributes: Vec<CustomAttribute>,
    dept: Option<String>,
    display_name: Option<String>,
    division_ids: Vec<String>,
    email: Option<String>,
    employee_unique_id: Option<String>,
    first_name: Option<String>,
    group_ids: Vec<String>,
    host_key: Option<String>,
    id: Option<String>,
    im_group_ids: Vec<String>,
    jid: Option<String>,
    job_title: Option<String>,
    language: Option<String>,
    last_client_version: Option<String>,
    last_login_time: Option<String>,
    last_name: Option<String>,
    license_info_list: Vec<Value>,
    location: Option<String>,
    login_types: Vec<i64>,
    manager: Option<String>,
    personal_meeting_url: Option<String>,
    phone_country: Option<String>,
    phone_number: Option<String>,
    phone_numbers: Vec<Value>,
    pic_url: Option<String>,
    plan_united_type: Option<String>,
    pmi: Option<i64>,
    pronouns: Option<String>,
    pronouns_option: Option<i64>,
    role_id: Option<String>,
    role_name: Option<String>,
    status: Option<String>,
    timezone: Option<String>,
    r#type: Option<i64>,
    use_pmi: Option<bool>,
    user_created_at: Option<String>,
    vanity_url: Option<String>,
    verified: Option<i64>,
    zoom_one_type: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[allow(dead_code)]
struct CustomAttribute {
    key: Option<String>,
    name: Option<String>,
    value: Option<String>,
}

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
            "language": "en-US",
            "status": "active",
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
        bencher.iter(|| serde_json::from_slice::<PlainList>(body.as_bytes()).unwrap());
    });
    group.bench_function("loose", |bencher| {
        bencher.iter(|| serde_json::from_slice::<UserList>(body.as_bytes()).unwrap());
    });
    group.finish();
}

criterion_group!(benches, list_of_300_users);
criterion_main!(benches);
