//! What every request has in common, be it a call or a request for a token.
//!
//! | file | |
//! |---|---|
//! | [`server`] | the servers that may be called, and the HTTP client that calls them |
//! | [`body`] | a response's body, read up to a limit |

mod body;
mod server;

pub(crate) use body::read_capped;
pub(crate) use server::{HttpClients, base_url, is_zooms};
#[cfg(feature = "oauth")]
pub(crate) use server::{http_client, is_loopback};
