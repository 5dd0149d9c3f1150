//! The addresses that a description sends the caller to: uploads and downloads are served by hosts of their own.

/// The domains of Zoom's hosts.
const DOMAINS: [&str; 2] = ["zoom.us", "zoomgov.com"];

/// The addresses at which a text says that its operation is served.
///
/// That is any on a host for files (`fileapi.zoom.us`), and one on another of Zoom's hosts beside the words "base URL";
/// the pages that descriptions link to are on such hosts as well.
pub(super) fn addresses(prose: &str) -> Vec<String> {
    /// More than any text has; each is compared with all before it.
    const MOST: usize = 8;
    let mut found: Vec<String> = Vec::new();
    for (at, address) in DOMAINS.iter().flat_map(|domain| all(prose, domain)) {
        let host = address.split('/').next().unwrap_or_default();
        let around = Around::of(prose, at, address.len());
        let serves = host.starts_with("file") || around.has("base url");
        let address = format!("https://{address}");
        if serves && !around.denies() && !found.contains(&address) {
            found.push(address);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// Every address on a host of a domain, without its scheme, and where it starts.
fn all<'t>(text: &'t str, domain: &'t str) -> impl Iterator<Item = (usize, &'t str)> {
    text.match_indices(domain).filter_map(move |(at, _)| {
        /// The longest name that a host can have.
        const LONGEST: usize = 253;
        let is_host = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        let labels = text.as_bytes()[..at].iter().rev().take(LONGEST).take_while(is_host).count();
        let start = at - labels;
        let rest = &text[at + domain.len()..];
        /// Longer than any path of Zoom's.
        const LONGEST_PATH: usize = 200;
        let is_path = |byte: &&u8| byte.is_ascii_alphanumeric() || b"/-_.~:{}".contains(byte);
        let length = match rest.starts_with('/') {
            true => rest.as_bytes().iter().take(LONGEST_PATH).take_while(is_path).count(),
            false => 0,
        };
        let address = text[start..at + domain.len() + length].trim_end_matches(['.', ':', '/']);
        let is_whole = !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
        (labels > 1 && text[..at].ends_with('.') && is_whole).then_some((start, address))
    })
}

/// The text around an address, on its line and not far away.
struct Around {
    before: String,
    after: String,
}

impl Around {
    fn of(text: &str, at: usize, length: usize) -> Self {
        const FARTHEST: usize = 100;
        let before: String = text[..at].chars().rev().take(FARTHEST).take_while(|c| *c != '\n').collect();
        let after = text[at + length..].chars().take(FARTHEST).take_while(|c| *c != '\n');
        let before = before.chars().rev().collect::<String>().to_lowercase();
        // A full stop ends what is said of the address that follows it.
        let before = before.rsplit(". ").next().unwrap_or_default().to_owned();
        let after = after.collect::<String>().to_lowercase();
        Self { before, after: after.split(". ").next().unwrap_or_default().to_owned() }
    }

    fn has(&self, words: &str) -> bool {
        self.before.contains(words) || self.after.contains(words)
    }

    fn denies(&self) -> bool {
        ["not ", "n't ", "never "].iter().any(|word| self.before.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(addresses(text), expected, "{text:?}");
    }

    #[test]
    fn hosts_of_files() {
        check("Use `https://fileapi.zoom.us` as the base URL for this endpoint.", &["https://fileapi.zoom.us"]);
        check("Send it to https://fileapi.zoom.us/v2/files.", &["https://fileapi.zoom.us/v2/files"]);
        check(
            "[here](https://fileapi.zoom.us/v2/users/{userId}/x/):",
            &["https://fileapi.zoom.us/v2/users/{userId}/x"],
        );
        check("the fileapi.zoom.us host, `https://fileapi.zoom.us`", &["https://fileapi.zoom.us"]);
        check("on `fileapi.zoomgov.com`", &["https://fileapi.zoomgov.com"]);
    }

    #[test]
    fn other_hosts_have_to_be_called_the_base() {
        check("The base URL is https://media.zoom.us/v2 here.", &["https://media.zoom.us/v2"]);
        check("See https://marketplace.zoom.us/docs. The base URL stays.", &[]);
        check("See https://support.zoom.us/hc and zoom.us.", &[]);
    }

    #[test]
    fn no_hosts() {
        check("Do not use https://fileapi.zoom.us here.", &[]);
        check("fileapi.zoom.usual, filezoom.us, file.example.com", &[]);
    }
}
