//! The servers that are called: over https, without secrets in their address, and none to which another one sends.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::error::ConfigError;

/// The HTTP clients for the servers that get a secret: the caller's own, or one with the system's proxies and one without.
///
/// Loopback addresses are called without a proxy. It would carry the secret off this machine in plain text, to a loopback
/// address that is not ours.
#[derive(Debug, Clone)]
pub(crate) struct HttpClients {
    own: Option<Client>,
    connect_timeout: Duration,
    /// By whether they go without a proxy, and what they follow.
    built: Arc<Mutex<Vec<(bool, Redirects, Client)>>>,
}

/// Which redirects a client follows by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Redirects {
    SameOrigin,
    None,
}

impl HttpClients {
    pub(crate) fn new(own: Option<Client>, connect_timeout: Duration) -> Self {
        Self { own, connect_timeout, built: Arc::default() }
    }

    /// Returns the client for a server. Servers of a kind share one, and so its connections.
    pub(crate) fn of(&self, server: &Url) -> Result<Client, ConfigError> {
        self.with(server, Redirects::SameOrigin)
    }

    /// Returns the client for a server of files. It follows no redirect: each is looked at first.
    pub(crate) fn for_files(&self, server: &Url) -> Result<Client, ConfigError> {
        self.with(server, Redirects::None)
    }

    fn with(&self, server: &Url, redirects: Redirects) -> Result<Client, ConfigError> {
        if let Some(own) = &self.own {
            return Ok(own.clone());
        }
        let is_direct = is_loopback(server);
        // One that was built for http on a loopback address serves https as well, if it can be had.
        check_tls(server)?;
        let mut built = self.built.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., client)) = built.iter().find(|(direct, other, _)| (*direct, *other) == (is_direct, redirects))
        {
            return Ok(client.clone());
        }
        let client = build(server, self.connect_timeout, redirects)?;
        built.push((is_direct, redirects, client.clone()));
        Ok(client)
    }
}

fn check_tls(server: &Url) -> Result<(), ConfigError> {
    let has_tls = cfg!(any(feature = "rustls-tls", feature = "native-tls"));
    if server.scheme() == "https" && !has_tls { Err(ConfigError::TlsFeatureDisabled) } else { Ok(()) }
}

/// Builds the HTTP client for a server.
#[cfg(feature = "oauth")]
pub(crate) fn http_client(base_url: &Url, connect_timeout: Duration) -> Result<Client, ConfigError> {
    build(base_url, connect_timeout, Redirects::SameOrigin)
}

fn build(base_url: &Url, connect_timeout: Duration, redirects: Redirects) -> Result<Client, ConfigError> {
    check_tls(base_url)?;
    let policy = match redirects {
        Redirects::SameOrigin => same_origin(),
        Redirects::None => Policy::none(),
    };
    let mut builder = Client::builder().connect_timeout(connect_timeout).redirect(policy);
    // Not reqwest's own choice, which depends on what any other crate turns on.
    #[cfg(feature = "native-tls")]
    {
        builder = builder.tls_backend_native();
    }
    #[cfg(all(feature = "rustls-tls", not(feature = "native-tls")))]
    {
        builder = builder.tls_backend_rustls();
    }
    if is_loopback(base_url) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(ConfigError::HttpClient)
}

/// Reads a base URL: `https`, or `http` to a loopback address.
pub(crate) fn base_url(text: &str) -> Result<Url, ConfigError> {
    let refuse = |why| Err(ConfigError::InvalidBaseUrl(why));
    let Ok(url) = Url::parse(text) else { return refuse("it is not an absolute URL") };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => return refuse("it is not https, and only a loopback address may do without"),
        _ => return refuse("it is neither https nor http"),
    }
    if has_user(&url) {
        return refuse("it has a user name or password in it");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return refuse("it has a query or a fragment");
    }
    Ok(url)
}

/// Returns whether a URL is one of this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Returns whether a URL is a server of Zoom's own, which may get a token of Zoom's.
pub(crate) fn is_zooms(url: &Url) -> bool {
    cloud_of(url).is_some()
}

/// One of Zoom's clouds. A token of one is nothing to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cloud {
    Commercial,
    Government,
}

/// Returns the cloud that a server is of, if it is Zoom's own.
///
/// Source: Zoom's documentation, "OAuth 2.0": `api.zoom.us`, its regions, `api.zoomgov.com`. Files are at `zoom.us` itself
/// as well, and at the names that customers have below `zoom.us` and `zoom.com`.
pub(crate) fn cloud_of(url: &Url) -> Option<Cloud> {
    const DOMAINS: [(&str, Cloud); 3] =
        [("zoom.us", Cloud::Commercial), ("zoom.com", Cloud::Commercial), ("zoomgov.com", Cloud::Government)];
    if url.scheme() != "https" || has_user(url) || url.port().is_some() {
        return None;
    }
    let host = url.host_str()?;
    let is_of = |domain: &str| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.') && rest.len() > 1)
    };
    DOMAINS.iter().find(|(domain, _)| is_of(domain)).map(|(_, cloud)| *cloud)
}

/// Returns whether a URL has a user name or a password in it.
pub(crate) fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// Follows a redirect to the same scheme, host and port; any other is an answer like others.
fn same_origin() -> Policy {
    Policy::custom(|attempt| {
        let is_same = attempt.previous().last().is_some_and(|previous| previous.origin() == attempt.url().origin());
        if is_same && attempt.previous().len() <= 5 { attempt.follow() } else { attempt.stop() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls() {
        for (text, expected) in [
            ("https://api.zoom.us/v2/", Ok("https://api.zoom.us/v2")),
            ("https://api-eu.zoom.us/v2", Ok("https://api-eu.zoom.us/v2")),
            ("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080")),
            ("http://[::1]:8080/v2", Ok("http://[::1]:8080/v2")),
            ("http://localhost", Ok("http://localhost")),
            ("http://api.zoom.us/v2", Err("not https")),
            ("http://127.0.0.1.example.com", Err("not https")),
            ("http://localhost.example.com", Err("not https")),
            ("https://user:secret@api.zoom.us", Err("user name")),
            ("https://api.zoom.us/v2?a=b", Err("query")),
            ("ftp://api.zoom.us", Err("neither")),
            ("api.zoom.us", Err("absolute")),
            ("", Err("absolute")),
        ] {
            match (base_url(text), expected) {
                (Ok(url), Ok(expected)) => assert_eq!(url.as_str().trim_end_matches('/'), expected),
                (Err(error), Err(part)) => {
                    assert!(error.to_string().contains(part), "{text}: {error}");
                    assert!(!error.to_string().contains("secret"));
                }
                (found, _) => panic!("{text}: {found:?}"),
            }
        }
    }

    #[test]
    fn servers_of_zooms() {
        let (commercial, government) = (Some(Cloud::Commercial), Some(Cloud::Government));
        for (text, expected) in [
            ("https://api.zoom.us", commercial),
            ("https://api-eu.zoom.us", commercial),
            ("https://zoom.us/rec/download/a?b=c", commercial),
            ("https://ZOOM.us:443", commercial),
            ("https://us06web.zoom.us/rec/webhook_download/a", commercial),
            ("https://example.zoom.com", commercial),
            ("https://api.zoomgov.com/", government),
            ("https://www.zoomgov.com/rec/download/a", government),
            ("http://api.zoom.us", None),
            ("ftp://api.zoom.us", None),
            ("https://zoom.us.example.com", None),
            ("https://evilzoom.us", None),
            ("https://evil-zoom.us", None),
            ("https://zoom.us.", None),
            ("https://.zoom.us", None),
            ("https://api.zoom.us:8443", None),
            ("https://user@api.zoom.us", None),
            ("https://:secret@api.zoom.us", None),
            ("https://zoom.us@example.com", None),
            ("https://example.com/zoom.us", None),
            ("https://example.com\\zoom.us", None),
            ("https://zoom\u{3002}us", commercial),
            ("https://z\u{43e}\u{43e}m.us", None),
            ("https://127.0.0.1", None),
        ] {
            let found = Url::parse(text).ok().and_then(|url| cloud_of(&url));
            assert_eq!(found, expected, "{text}");
        }
    }
}
