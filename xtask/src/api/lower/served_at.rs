//! Where a text says that an operation is served: uploads and downloads have hosts of their own.

use super::super::model::Server;
use super::super::path::PathTemplate;

/// The server among the addresses of a text, each with or without the operation's path behind it. One with the path of
/// another operation is not meant.
///
/// Where an address does not say under which path the host serves the API, it is as on the API's own host.
pub(super) fn read(addresses: &[String], own: Option<&Server>, path: &PathTemplate) -> Option<Server> {
    let own = own.map(|server| server.url.as_str()).unwrap_or_default();
    let base = split(own).1;
    let url = addresses.iter().find_map(|address| {
        let (host, rest) = split(address);
        let below = rest.strip_prefix(base).filter(|below| below.is_empty() || below.starts_with('/')).unwrap_or(rest);
        let is_meant = below.is_empty() || path.fits(below);
        is_meant.then(|| format!("{host}{base}"))
    })?;
    (url != own).then(|| Server { url, variables: Vec::new() })
}

/// An address as its scheme with the host, and the path.
fn split(address: &str) -> (&str, &str) {
    let host = address.find("://").map_or(0, |at| at + "://".len());
    let end = address[host..].find('/').map_or(address.len(), |at| host + at);
    address.split_at(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let path = PathTemplate::read(["users", ":userId", "files"], &[]);
        for (own, address, expected) in [
            ("https://a.io/v2", "https://f.io", Some("https://f.io/v2")),
            ("https://a.io/v2", "https://f.io/v2", Some("https://f.io/v2")),
            ("https://a.io/v2", "https://f.io/v2/users/{userId}/files", Some("https://f.io/v2")),
            ("https://a.io/v2", "https://f.io/users/me/files", Some("https://f.io/v2")),
            ("https://a.io/v2", "https://f.io/v2/rooms/{userId}/files", None),
            ("https://a.io/v2", "https://f.io/v2/users", None),
            ("https://a.io/v2", "https://f.io/v20", None),
            ("https://a.io/v2", "https://a.io/v2", None),
            ("https://a.io", "https://f.io", Some("https://f.io")),
            ("{base}", "https://f.io", Some("https://f.io")),
        ] {
            let own = Server { url: own.to_owned(), variables: Vec::new() };
            let found = read(&[address.to_owned()], Some(&own), &path).map(|server| server.url);
            assert_eq!(found.as_deref(), expected, "{address} beside {}", own.url);
        }
        assert_eq!(read(&[], None, &path), None);
    }
}
