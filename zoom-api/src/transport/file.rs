//! The way to a file: from Zoom's server, through its redirects, to where the file is stored.
//!
//! The URL of a file is no operation's path: it comes from a response or a webhook. So its host is checked, and each
//! redirect before it is followed. The token goes to Zoom alone.

use http::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION, RANGE};
use http::{HeaderMap, HeaderValue, Method};
use reqwest::{Request, Response, Url};
use tokio::time::timeout;

use super::attempt::{A_YEAR, head_of, timed_out, transport};
use super::destination::LONGEST_URL;
use super::{Received, ReceivedBody, Timeouts, Transport};
use crate::credentials::{Bearer, Source, token_of};
use crate::error::{ApiError, Attempts, ConfigError, DecodeErrorKind, Error, ErrorBody, InvalidRequest};
use crate::operations::Operation;
use crate::wire::{HttpClients, cloud_of, has_user, is_loopback};

/// How many redirects are followed. Zoom's go from a customer's name to the server of the file, and from there to storage.
const MOST_REDIRECTS: usize = 5;
/// The longest JSON that can be an error in place of a file, in bytes.
const LONGEST_ERROR: usize = 64 << 10;

/// Where a file may be, and what it may be.
#[derive(Debug, Clone)]
pub(crate) struct FileRoute {
    /// Whether the token is the file's own. Else it is the client's, which is for the cloud of its base URL alone.
    pub(crate) has_own_token: bool,
    /// The media type that the file has, if it could be taken for another response.
    pub(crate) media_type: Option<String>,
    pub(crate) clients: HttpClients,
}

impl Transport {
    /// Returns what sends requests for a file at this URL, with the file's own token if it has one.
    pub(crate) fn to_file(&self, url: &Url, token: Option<Bearer>, route: FileRoute) -> Result<Self, ConfigError> {
        let http = route.clients.for_files(url)?;
        let source = token.map_or_else(|| self.source.clone(), Source::Fixed);
        Ok(Self { http, source, file: Some(route), ..self.clone() })
    }

    /// Asks for a file once.
    pub(super) async fn file(
        &self,
        route: &FileRoute,
        request: Request,
        bearer: &Bearer,
        operation: &'static Operation,
        timeouts: Timeouts,
    ) -> Result<Received, Error> {
        let token = token_of(&bearer.authorization);
        let Ok(response) = timeout(timeouts.response, self.follow(route, request, bearer, operation)).await else {
            return Err(timed_out(operation, None));
        };
        let mut received = self.stream(response?, token, operation, timeouts).await?;
        let found = media_type(&received.headers);
        let is_expected = found.is_some() && found == route.media_type.as_deref().and_then(essence);
        let is_page = matches!(found.as_deref(), Some("text/html" | "application/xhtml+xml"));
        let is_json = found.as_deref().is_some_and(|found| found == "application/json" || found.ends_with("+json"));
        let start = match &mut received.body {
            ReceivedBody::Stream(stream) if is_json => {
                // However slowly it comes, what comes before the caller has the stream is a part of the attempt.
                let Ok(start) = timeout(timeouts.response, stream.peek(LONGEST_ERROR)).await else {
                    return Err(timed_out(operation, Some((received.status, received.headers))));
                };
                start?
            }
            _ => None,
        };
        if let Some(body) = start
            && let Some(refusal) = ErrorBody::in_success(operation, &body, token)
        {
            let error = ApiError::new(operation, received.status, received.headers, refusal);
            return Err(Error::Api(Box::new(error)));
        }
        if (is_page || is_json) && !is_expected {
            return Err(received.into_error(operation, DecodeErrorKind::NotAFile { media_type: found }));
        }
        Ok(received)
    }

    /// Sends a request, and again to wherever its response leads.
    async fn follow(
        &self,
        route: &FileRoute,
        mut request: Request,
        bearer: &Bearer,
        operation: &'static Operation,
    ) -> Result<Response, Error> {
        let mut http = self.http.clone();
        let headers = request.headers().clone();
        let mut redirects = 0;
        loop {
            let url = request.url().clone();
            // Where the file is stored nothing is told but which part of it is wanted.
            if route.gets_token(&url, &self.base_url) {
                request.headers_mut().clone_from(&headers);
                request.headers_mut().insert(AUTHORIZATION, bearer.authorization.clone());
            } else if let Some(range) = headers.get(RANGE) {
                request.headers_mut().insert(RANGE, range.clone());
            }
            *request.timeout_mut() = Some(A_YEAR);
            let mut response = http.execute(request).await.map_err(|error| transport(operation, error, None))?;
            // The URL of a file in storage is signed: whoever has it has the file.
            if let Some(location) = response.headers_mut().get_mut(LOCATION) {
                location.set_sensitive(true);
            }
            let next = match next(&url, &response) {
                Ok(None) => return Ok(response),
                Ok(Some(_)) if redirects == MOST_REDIRECTS => Err("it is one too many"),
                Ok(Some(next)) => match route.clients.for_files(&next) {
                    Ok(client) => Ok((client, next)),
                    Err(_) => Err("it leads to https, which requires a TLS feature of zoom-api"),
                },
                Err(reason) => Err(reason),
            };
            redirects += 1;
            match next {
                Ok((client, next)) => (http, request) = (client, Request::new(Method::GET, next)),
                Err(reason) => return Err(refused(response, bearer, operation, reason)),
            }
        }
    }
}

impl FileRoute {
    /// Checks that a URL is one of Zoom's, or of the server that the client was built for.
    ///
    /// # Errors
    ///
    /// If it is not. Nothing of it is in the error but its host: whoever has the whole may have the file.
    pub(super) fn check(&self, url: &Url, base: &Url) -> Result<(), InvalidRequest> {
        let refuse = |problem: String| Err(InvalidRequest::Parameter(format!("url: {problem}")));
        if url.as_str().len() > LONGEST_URL {
            return refuse(format!("it is longer than {LONGEST_URL} bytes"));
        }
        if self.gets_token(url, base) {
            return Ok(());
        }
        let host: String = url.host_str().unwrap_or_default().chars().take(100).collect();
        refuse(match cloud_of(url) {
            Some(_) => {
                format!("{host} is of another cloud of Zoom's than the client's base URL, and gets no token of it")
            }
            None if has_user(url) => "it has a user name or password in it".to_owned(),
            None if url.scheme() != "https" => format!("it is not https, and {host} is not the client's own base URL"),
            None => format!("{host} is not one of Zoom's servers, and gets no token"),
        })
    }

    /// Returns whether a URL may get the token.
    fn gets_token(&self, url: &Url, base: &Url) -> bool {
        let is_base = url.origin() == base.origin() && !has_user(url);
        is_base || cloud_of(url).is_some_and(|cloud| self.has_own_token || cloud_of(base) == Some(cloud))
    }
}

/// Returns where a response leads, if it does, and the reason if that is nowhere to go.
fn next(asked: &Url, response: &Response) -> Result<Option<Url>, &'static str> {
    // An HTTP client of the caller's may have followed a redirect already.
    let from = response.url();
    if asked.scheme() == "https" && from.scheme() != "https" {
        return Err("it leads from https to http");
    }
    match (response.status().as_u16(), response.headers().get(LOCATION)) {
        (301 | 302 | 303 | 307 | 308, Some(location)) => destination(from, location).map(Some),
        _ => Ok(None),
    }
}

fn destination(from: &Url, location: &HeaderValue) -> Result<Url, &'static str> {
    let text = location.to_str().map_err(|_| "it leads to no URL")?;
    let url = from.join(text).map_err(|_| "it leads to no URL")?;
    match url.scheme() {
        "https" => {}
        "http" if from.scheme() == "https" => return Err("it leads from https to http"),
        "http" if is_loopback(&url) => {}
        "http" => return Err("it leads to http, and only a loopback address may do without TLS"),
        _ => return Err("it leads to neither https nor http"),
    }
    match () {
        () if has_user(&url) => Err("it leads to a URL with a user name or password in it"),
        () if is_loopback(&url) && !is_loopback(from) => Err("it leads to this machine"),
        () if url.as_str().len() > LONGEST_URL => Err("it leads to a URL that is too long"),
        () => Ok(url),
    }
}

/// Returns the error of a redirect that is not followed.
fn refused(mut response: Response, bearer: &Bearer, operation: &'static Operation, reason: &'static str) -> Error {
    let (status, headers) = head_of(&mut response, token_of(&bearer.authorization));
    let body = ReceivedBody::Whole(bytes::Bytes::new());
    let received = Received { status, headers, body, attempts: Attempts::default() };
    received.into_error(operation, DecodeErrorKind::Redirect { reason })
}

/// Returns the media type of a response, without parameters and in lower case.
fn media_type(headers: &HeaderMap) -> Option<String> {
    essence(headers.get(CONTENT_TYPE)?.to_str().ok()?)
}

fn essence(content_type: &str) -> Option<String> {
    let essence = content_type.split(';').next()?.trim();
    (!essence.is_empty()).then(|| essence.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use reqwest::ResponseBuilderExt;

    use super::*;

    fn route(has_own_token: bool) -> FileRoute {
        FileRoute { has_own_token, media_type: None, clients: HttpClients::new(None, std::time::Duration::ZERO) }
    }

    #[test]
    fn a_token_goes_to_zoom_alone() {
        const LOOPBACK: &str = "http://127.0.0.1:1";
        const ZOOM: &str = "https://api.zoom.us/v2";
        const GOVERNMENT: &str = "https://api.zoomgov.com/v2";
        const GATEWAY: &str = "https://zoom.example.com/v2";
        // By the client's token, by the file's own.
        for (base, url, by_client, by_file) in [
            (ZOOM, "https://zoom.us/rec/download/a", true, true),
            (ZOOM, "https://us06web.zoom.us/rec/download/a", true, true),
            (ZOOM, "https://example.zoom.com/rec/download/a", true, true),
            (ZOOM, "https://www.zoomgov.com/rec/download/a", false, true),
            (GOVERNMENT, "https://www.zoomgov.com/rec/download/a", true, true),
            (GOVERNMENT, "https://zoom.us/rec/download/a", false, true),
            (LOOPBACK, "http://127.0.0.1:1/rec/download/a", true, true),
            (LOOPBACK, "http://127.0.0.1:2/rec/download/a", false, false),
            (LOOPBACK, "http://localhost:1/rec/download/a", false, false),
            (LOOPBACK, "https://127.0.0.1:1/rec/download/a", false, false),
            (LOOPBACK, "http://user@127.0.0.1:1/rec/download/a", false, false),
            (LOOPBACK, "https://zoom.us/rec/download/a", false, true),
            (GATEWAY, "https://zoom.example.com/rec/download/a", true, true),
            (GATEWAY, "https://example.com/rec/download/a", false, false),
            (ZOOM, "http://zoom.us/rec/download/a", false, false),
            (ZOOM, "http://api.zoom.us/v2/a", false, false),
            (ZOOM, "https://zoom.us:8443/rec/download/a", false, false),
            (ZOOM, "https://zoom.us.example.com/rec/download/a", false, false),
            (ZOOM, "https://evilzoom.us/rec/download/a", false, false),
            (ZOOM, "https://zoom.us@example.com/rec/download/a", false, false),
            (ZOOM, "https://user:planted@zoom.us/rec/download/a", false, false),
            (ZOOM, "file:///zoom.us/planted", false, false),
            (ZOOM, "data:text/plain,planted", false, false),
        ] {
            let (base, url) = (base.parse().unwrap(), url.parse().unwrap());
            let checked = [false, true].map(|own| route(own).check(&url, &base));
            assert_eq!(checked.each_ref().map(Result::is_ok), [by_client, by_file], "{base} {url}");
            for error in checked.into_iter().filter_map(Result::err) {
                let shown = error.to_string();
                assert!(!shown.contains("planted") && !shown.contains("/rec"), "{shown}");
            }
        }
        for (url, expected) in [(longest(), true), (longest() + "a", false)] {
            assert_eq!(route(true).check(&url.parse().unwrap(), &ZOOM.parse().unwrap()).is_ok(), expected);
        }
    }

    #[test]
    fn a_url_without_a_token_says_why() {
        for (url, expected) in [
            ("https://www.zoomgov.com/a", "www.zoomgov.com is of another cloud of Zoom's than the client's base URL"),
            ("https://user@zoom.us/a", "it has a user name or password in it"),
            ("http://user@zoom.us/a", "it has a user name or password in it"),
            ("http://zoom.us/a", "it is not https, and zoom.us is not the client's own base URL"),
            ("https://example.com/a", "example.com is not one of Zoom's servers, and gets no token"),
        ] {
            let error = route(false).check(&url.parse().unwrap(), &"https://api.zoom.us".parse().unwrap()).unwrap_err();
            assert!(error.to_string().contains(expected), "{url}: {error}");
        }
    }

    /// The longest URL of all.
    fn longest() -> String {
        format!("{:a<LONGEST_URL$}", "https://zoom.us/")
    }

    #[test]
    fn where_redirects_lead() {
        for (from, location, expected) in [
            ("https://zoom.us/rec/a", "/b?c", Ok("https://zoom.us/b?c")),
            ("https://zoom.us/rec/a", "https://ssrweb.zoom.us/b", Ok("https://ssrweb.zoom.us/b")),
            ("https://zoom.us/rec/a", "//storage.example.com/b", Ok("https://storage.example.com/b")),
            ("http://127.0.0.1:1/a", "http://127.0.0.1:2/b", Ok("http://127.0.0.1:2/b")),
            ("http://127.0.0.1:1/a", "https://storage.example.com/b", Ok("https://storage.example.com/b")),
            ("https://zoom.us/rec/a", "http://zoom.us/rec/a", Err("from https to http")),
            ("https://127.0.0.1/a", "http://127.0.0.1/a", Err("from https to http")),
            ("http://127.0.0.1:1/a", "http://storage.example.com/b", Err("only a loopback address")),
            ("https://zoom.us/rec/a", "https://127.0.0.1/b", Err("this machine")),
            ("https://zoom.us/rec/a", "https://localhost/b", Err("this machine")),
            ("https://zoom.us/rec/a", "https://[::1]/b", Err("this machine")),
            ("https://zoom.us/rec/a", "file:///etc/passwd", Err("neither")),
            ("https://zoom.us/rec/a", "https://user:planted@storage.example.com", Err("user name")),
            ("https://zoom.us/rec/a", "https://", Err("no URL")),
        ] {
            let found = destination(&from.parse().unwrap(), &HeaderValue::from_static(location));
            match (&found, expected) {
                (Ok(url), Ok(expected)) => assert_eq!(url.as_str(), expected),
                (Err(reason), Err(part)) => assert!(reason.contains(part), "{location}: {reason}"),
                _ => panic!("{from} {location}: {found:?}"),
            }
        }
    }

    #[test]
    fn a_redirect_may_be_as_long_as_a_url() {
        let from = "https://zoom.us/rec/a".parse().unwrap();
        for (location, expected) in [(longest(), true), (longest() + "a", false)] {
            let found = destination(&from, &location.parse().unwrap());
            assert_eq!(found.is_ok(), expected, "{}", location.len());
        }
    }

    /// A client of the caller's that follows redirects leaves the URL at which it has ended.
    #[test]
    fn a_redirect_that_was_followed_already_leaves_https_no_more() {
        const HTTP: &str = "http://127.0.0.1/a";
        const HTTPS: &str = "https://zoom.us/a";
        for (asked, from, expected) in [
            (HTTPS, HTTPS, Ok(None)),
            (HTTPS, HTTP, Err("it leads from https to http")),
            (HTTP, HTTPS, Ok(None)),
            (HTTP, HTTP, Ok(None)),
        ] {
            let response = http::Response::builder().url(from.parse().unwrap()).body("").unwrap();
            assert_eq!(next(&asked.parse().unwrap(), &response.into()), expected, "{asked} {from}");
        }
    }

    #[test]
    fn media_types() {
        for (header, expected) in [
            ("video/mp4", Some("video/mp4")),
            ("Text/HTML; charset=utf-8", Some("text/html")),
            (" text/html ", Some("text/html")),
            (";", None),
            ("", None),
        ] {
            assert_eq!(essence(header).as_deref(), expected, "{header}");
        }
    }
}
