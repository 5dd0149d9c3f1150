//! What every request has in common, be it a call or a request for a token.
//!
//! | file | |
//! |---|---|
//! | [`server`] | the servers that may be called, and the HTTP client that calls them |
//! | [`body`] | a response's body, read up to a limit |

mod body;
mod server;

pub(crate) use body::read_capped;
#[cfg(feature = "oauth")]
pub(crate) use server::http_client;
pub(crate) use server::{HttpClients, base_url, cloud_of, has_user, is_loopback, is_zooms};
