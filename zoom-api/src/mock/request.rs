//! A request, as far as a response depends on it.

use httpmock::HttpMockRequest;
use reqwest::Url;

/// A request.
pub(super) struct Request<'r> {
    pub(super) method: &'r str,
    /// The segments of the path, the first of which is empty.
    pub(super) segments: Vec<String>,
    pub(super) query: Parameters,
    pub(super) content_type: String,
    pub(super) headers: http::HeaderMap,
    pub(super) body: &'r [u8],
}

impl<'r> Request<'r> {
    pub(super) fn read(request: &'r HttpMockRequest) -> Self {
        let (uri, headers) = (request.uri(), request.headers());
        let content_type = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        Self {
            method: request.method_str(),
            segments: uri.path().split('/').map(decode).collect(),
            query: Parameters::of(uri.query().unwrap_or_default()),
            content_type: content_type.unwrap_or_default().to_ascii_lowercase(),
            headers,
            body: request.body_ref(),
        }
    }

    /// The host that the request went to.
    pub(super) fn host(&self) -> &str {
        self.headers.get(http::header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost")
    }

    /// Where the part of a file starts that is asked for.
    pub(super) fn range_from(&self) -> Option<u64> {
        let range = self.headers.get(http::header::RANGE)?.to_str().ok()?;
        range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()
    }

    /// The access token, if there is one.
    pub(super) fn token(&self) -> Option<&str> {
        self.headers.get(http::header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
    }
}

/// The parameters of a form, or of a URL's query: both are written alike.
#[derive(Hash)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    pub(super) fn of(text: &str) -> Self {
        let url = Url::parse(&format!("http://localhost/?{text}")).ok();
        Self(url.iter().flat_map(Url::query_pairs).map(|(name, value)| (name.into(), value.into())).collect())
    }

    /// Returns the value of a name, empty if there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// Returns all names and values.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Undoes percent-encoding.
fn decode(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, after @ ..] = rest {
        let code = match (first, after) {
            (b'%', [a, b, ..]) => std::str::from_utf8(&[*a, *b]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()),
            _ => None,
        };
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
