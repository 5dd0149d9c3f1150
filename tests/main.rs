//! The client from outside, against real servers on loopback.
//!
//! | module | what it holds the client to |
//! |---|---|
//! | `answers` | every answer that Zoom has been seen to send becomes the right value or the right error |
//! | `users` | a user's ID reaches the server as it is, or not at all |
//! | `secrets` | tokens and passwords are nowhere to be seen |
//! | `hostile` | redirects, slow and endless answers, connections cut off |
//! | `download` | a file is whole or an error, and the token goes to Zoom alone |
//! | `blocking` | calls without a runtime, from many threads |
//! | `concurrency` | many calls on one client |
//! | `retry` | what is tried again, when, and what is said of it |
//! | `rate_limit` | calls wait so that the server has no limit to enforce |
//! | `credentials` | tokens that refresh themselves |
//! | `token_endpoint` | a token endpoint and stores that fail for a while, and many clients at once |
//! | `logins` | users log in and out |
//! | `machines` | several processes share a grant and a rate limit |
//! | `every_operation` | whatever is in the fragment is a call with all that the others have |
//! | `generation` | what the build makes of fragments that are not shipped |
//! | `contract` | fragment, generated types and saved example agree |
//! | `mock_server` | the embedded Zoom answers as documented |
//! | `mock_operations` | it has every operation, error and page |
//! | `example` | what a user runs first |
//! | `tls` | https is https |
//! | `log` | all that there is to log, read as it is written |
//! | `fault_server` | a Zoom that fails by chance, by its limits and by its tokens |
//! | `soak` | many calls of two processes through it, with a Redis that is killed: right ends, nothing done twice, no secrets in logs, no growth |
//! | `webhook` | requests that Zoom has signed pass, no other does; the example receives them |
//! | `ranges` | a range of dates is split into months: each day once |
//! | `readme` | the gate runs what README.md says |

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod blocking;
mod concurrency;
mod contract;
mod credentials;
mod download;
mod every_operation;
mod example;
mod fault_server;
mod generation;
mod hostile;
mod log;
mod logins;
#[cfg(unix)]
mod machines;
mod mock_operations;
mod mock_server;
mod ranges;
mod rate_limit;
mod raw_server;
mod readme;
mod retry;
mod secrets;
mod security;
#[cfg(unix)]
mod soak;
mod tls;
mod token_endpoint;
mod users;
mod webhook;

use zoom_api::{RetryPolicy, Zoom};

/// The token of all tests, which no output may show.
const TOKEN: &str = "planted-access-token";

/// The password in answers, which no output may show either.
const PASSWORD: &str = "planted-password";

fn zoom(base_url: &str) -> Zoom {
    Zoom::builder().base_url(base_url).access_token(TOKEN).retry(RetryPolicy::none()).build().unwrap()
}

/// The example that the fragment saves.
fn saved_example() -> serde_json::Value {
    let operation = &fragment()["paths"]["/users/{userId}/pac"]["get"];
    operation["responses"]["200"]["content"]["application/json"]["example"].clone()
}

fn fragment() -> serde_json::Value {
    serde_json::from_str(include_str!("../spec/zoom.openapi.json")).unwrap()
}
