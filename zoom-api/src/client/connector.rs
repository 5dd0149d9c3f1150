//! The part of a client that does not depend on its credentials, from which it gets its transport.

use std::time::Duration;

use http::HeaderValue;

use crate::Credentials;
use crate::credentials::Surroundings;
use crate::error::ConfigError;
use crate::transport::Transport;
use crate::wire::{HttpClients, base_url};

/// Where Zoom serves its API: the server of the fragment.
pub(super) const BASE_URL: &str = "https://api.zoom.us/v2";

/// The servers and connections of a client, which it shares with those that it makes for other credentials.
#[derive(Debug)]
pub(crate) struct Connector {
    pub(super) base_url: Option<String>,
    pub(super) oauth_url: Option<String>,
    pub(crate) clients: HttpClients,
    /// `None` if the caller's own HTTP client has one.
    pub(super) user_agent: Option<HeaderValue>,
    pub(super) max_response_bytes: usize,
}

impl Connector {
    /// Returns what sends calls with these credentials. Nothing is sent yet.
    pub(super) fn connect(
        &self,
        credentials: Credentials,
        attempt_timeout: Duration,
    ) -> Result<Transport, ConfigError> {
        let base_url = base_url(self.base_url.as_deref().unwrap_or(BASE_URL))?;
        let (source, called) = credentials.source(&Surroundings {
            clients: &self.clients,
            timeout: attempt_timeout,
            oauth_url: self.oauth_url.as_deref(),
            has_base_url: self.base_url.is_some(),
        })?;
        let client = self.clients.of(called.as_ref().unwrap_or(&base_url))?;
        Ok(Transport::new(client, source, base_url, self.user_agent.clone(), self.max_response_bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_url_is_the_fragments_server() {
        let fragment: serde_json::Value =
            serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/zoom.openapi.json"))).unwrap();
        assert_eq!(fragment["servers"][0]["url"], BASE_URL);
    }
}
