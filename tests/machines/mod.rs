//! Several processes share a grant and a pace, by a Redis server or by a file.
//!
//! | file | |
//! |---|---|
//! | [`redis_server`] | a real Redis, for as long as a test runs |
//! | [`process`] | another process, which is this program once more |
//! | [`grant`] | one grant: each refresh token is used once, whoever dies or comes late |
//! | [`pace`] | one account: no more calls than it may make, from all of them together |

mod grant;
mod pace;
mod process;
mod redis_server;
