//! Several processes share a grant and a rate limit, by a Redis server or by a file.
//!
//! | file | |
//! |---|---|
//! | [`redis_server`] | a real Redis, for as long as a test runs |
//! | [`process`] | another process, which is this program once more |
//! | [`grant`] | one grant: each refresh token is used once, whoever dies or comes late |
//! | [`rate_limit`] | one account: no more calls than it may make, from all of them together |

mod grant;
pub(crate) mod process;
mod rate_limit;
pub(crate) mod redis_server;
