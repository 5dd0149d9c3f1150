//! What to do after an attempt that failed.

use std::time::Duration;

use http::Method;

use super::RetryPolicy;
use crate::error::{ApiError, ApiErrorKind, Error, RetryAfter};

/// What to do after an attempt that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    /// Another attempt would end alike, may do harm, or is one too many.
    No,
    /// Try again after this time.
    After(Duration),
    /// Try again with another token, if there can be one.
    WithNewToken,
}

/// Whether Zoom may have acted on the request of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Done {
    /// Certainly not, so that any method may be sent again.
    No,
    /// Nobody knows.
    Maybe,
}

/// Decides what to do after an attempt that failed, the last of `attempts`. `random` spreads the waits.
pub(super) fn classify(error: &Error, method: &Method, policy: &RetryPolicy, attempts: u32, random: u32) -> Retry {
    let (done, retry_after) = match error {
        Error::Api(error) if error.kind() == ApiErrorKind::InvalidAccessToken => return Retry::WithNewToken,
        Error::Api(error) => match of_response(error) {
            Some(transient) => transient,
            None => return Retry::No,
        },
        Error::Transport(error) if error.kind().is_before_request() => (Done::No, None),
        Error::Transport(_) => (Done::Maybe, None),
        Error::Credentials(error) if error.is_transient() => (Done::No, None),
        _ => return Retry::No,
    };
    if !policy.allows_another(attempts) || done == Done::Maybe && !policy.allows_repeating(method) {
        return Retry::No;
    }
    match retry_after {
        None => Retry::After(policy.backoff(attempts, random)),
        // All that were told the same time would come back at the same time, and so would not all be served.
        Some(wait) if wait <= policy.longest_retry_after() => {
            Retry::After(wait.saturating_add(policy.backoff(1, random)))
        }
        Some(_) => Retry::No,
    }
}

/// Returns what a transient error response means for a retry.
fn of_response(error: &ApiError) -> Option<(Done, Option<Duration>)> {
    let retry_after = RetryAfter::wait_of(error.headers());
    match (error.status().as_u16(), error.kind()) {
        // It would be a wait of hours, and each attempt until then is one more that is refused.
        (_, ApiErrorKind::RateLimited) if error.rate_limit().is_some_and(|limit| limit.is_daily()) => None,
        (200..=299 | 400..=499, ApiErrorKind::RateLimited) => Some((Done::No, retry_after)),
        (500 | 502 | 503 | 504, _) => Some((Done::Maybe, retry_after)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

    use super::*;
    use crate::error::{CredentialsError, CredentialsErrorKind, ErrorBody, TransportError, TransportErrorKind};
    use crate::operations::Operation;

    static OPERATION: Operation = Operation::undocumented("get", Method::GET, "/a");
    /// Half of every longest wait.
    const HALF: u32 = 1 << 31;

    fn response(status: u16, headers: &[(&'static str, &str)], body: &str) -> Error {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect::<HeaderMap>();
        let status = StatusCode::from_u16(status).unwrap();
        Error::Api(Box::new(ApiError::new(&OPERATION, status, headers, ErrorBody::read(body.as_bytes(), ""))))
    }

    fn transport(kind: TransportErrorKind) -> Error {
        Error::Transport(Box::new(TransportError::without_source("get", kind, None)))
    }

    fn credentials(kind: CredentialsErrorKind) -> Error {
        CredentialsError::new(kind, "").into()
    }

    /// What is done after the first attempt of a GET, in milliseconds.
    fn wait(error: &Error) -> Option<u64> {
        match classify(error, &Method::GET, &RetryPolicy::standard(), 1, HALF) {
            Retry::After(wait) => Some(u64::try_from(wait.as_millis()).unwrap()),
            Retry::No | Retry::WithNewToken => None,
        }
    }

    #[test]
    fn the_wait_after_a_response() {
        let daily = ("x-ratelimit-type", "Daily-limit");
        let date = ("date", "Thu, 30 May 2030 23:59:50 GMT");
        for (status, headers, body, expected) in [
            (429, vec![], "", Some(250)),
            (429, vec![("x-ratelimit-type", "QPS")], "", Some(250)),
            (429, vec![("x-ratelimit-type", "QPS"), ("retry-after", "2")], "", Some(2_250)),
            (429, vec![("retry-after", "0")], "", Some(250)),
            (429, vec![("retry-after", "2030-05-31T00:00:00Z"), date], "", Some(10_250)),
            (429, vec![("retry-after", "Fri, 31 May 2030 00:00:00 GMT"), date], "", Some(10_250)),
            (429, vec![("retry-after", "2020-05-31T00:00:00Z"), date], "", Some(250)),
            (429, vec![("retry-after", "2020-05-31T00:00:00Z")], "", Some(250)),
            (429, vec![("retry-after", "soon")], "", Some(250)),
            (429, vec![("retry-after", "30")], "", Some(30_250)),
            (429, vec![("retry-after", "31")], "", None),
            (429, vec![("retry-after", "18446744073709551615")], "", None),
            (429, vec![("retry-after", "99999999999999999999")], "", None),
            (429, vec![("retry-after", "2030-06-01T00:00:00Z"), date], "", None),
            (429, vec![("retry-after", "2999-06-01T00:00:00Z")], "", None),
            (429, vec![daily], "", None),
            (429, vec![daily, ("retry-after", "1")], "", None),
            (429, vec![], r#"{"code":429,"message":"You can resume at GMT 00:00:00."}"#, None),
            (200, vec![], r#"{"code":429,"message":"Slow down."}"#, Some(250)),
            (500, vec![], "", Some(250)),
            (502, vec![], "<html>", Some(250)),
            (503, vec![("retry-after", "3")], "", Some(3_250)),
            (503, vec![("retry-after", "3600")], "", None),
            (504, vec![], r#"{"code":300,"message":"x"}"#, Some(250)),
            (501, vec![], "", None),
            (200, vec![], r#"{"code":300}"#, None),
            (302, vec![], "", None),
            (400, vec![], "", None),
            (401, vec![], r#"{"code":1010}"#, None),
            (404, vec![("retry-after", "1")], "", None),
        ] {
            assert_eq!(wait(&response(status, &headers, body)), expected, "{status} {headers:?} {body}");
        }
    }

    #[test]
    fn the_wait_without_a_response() {
        use TransportErrorKind::{Body, Connect, ConnectTimeout, Other, Timeout, Tls};

        for kind in [Connect, ConnectTimeout, Tls, Timeout, Body, Other] {
            assert_eq!(wait(&transport(kind)), Some(250), "{kind:?}");
        }
        for (kind, expected) in [
            (CredentialsErrorKind::Transport(Connect), Some(250)),
            (CredentialsErrorKind::LoginRequired, None),
            (CredentialsErrorKind::InvalidClient, None),
        ] {
            assert_eq!(wait(&credentials(kind)), expected, "{kind:?}");
        }
    }

    /// What certainly was not done is sent again whatever its method; what may have been done only if that does no harm.
    #[test]
    fn whether_zoom_may_have_acted_comes_before_idempotence() {
        use TransportErrorKind::{Body, Connect, ConnectTimeout, Other, Timeout, Tls};

        let not_done = [
            response(429, &[], ""),
            response(200, &[], r#"{"code":429,"message":"Slow down."}"#),
            transport(Connect),
            transport(ConnectTimeout),
            transport(Tls),
            credentials(CredentialsErrorKind::Transport(Timeout)),
        ];
        let maybe_done = [
            response(500, &[], ""),
            response(503, &[("retry-after", "1")], ""),
            response(500, &[], r#"{"code":429,"message":"Slow down."}"#),
            transport(Timeout),
            transport(Body),
            transport(Other),
        ];
        let standard = RetryPolicy::standard();
        let is_retried = |error: &Error, method: &Method, policy: &RetryPolicy| {
            matches!(classify(error, method, policy, 1, HALF), Retry::After(_))
        };
        for method in [Method::POST, Method::PATCH] {
            for error in &not_done {
                assert!(is_retried(error, &method, &standard), "{method} {error}");
            }
            for error in &maybe_done {
                assert!(!is_retried(error, &method, &standard), "{method} {error}");
                assert!(is_retried(error, &method, &standard.retry_non_idempotent(true)), "{method} {error}");
            }
        }
        for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE, Method::OPTIONS] {
            for error in not_done.iter().chain(&maybe_done) {
                assert!(is_retried(error, &method, &standard), "{method} {error}");
                assert!(!is_retried(error, &method, &RetryPolicy::none()), "{method} {error}");
            }
        }
    }

    #[test]
    fn a_policy_says_how_long_zoom_may_ask_to_wait() {
        for (longest, expected) in [(60, true), (59, false)] {
            let policy = RetryPolicy::standard().max_retry_after(Duration::from_secs(longest));
            let retry = classify(&response(503, &[("retry-after", "60")], ""), &Method::GET, &policy, 1, HALF);
            assert_eq!(retry != Retry::No, expected, "{longest}");
        }
    }

    #[test]
    fn a_token_that_was_refused_is_replaced() {
        let error = response(401, &[], r#"{"code":124,"message":"Invalid access token."}"#);
        for policy in [RetryPolicy::standard(), RetryPolicy::none()] {
            assert_eq!(classify(&error, &Method::POST, &policy, 3, HALF), Retry::WithNewToken);
        }
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        let error = response(503, &[], "");
        for (attempts, expected) in [(2, true), (3, false), (4, false)] {
            let retry = classify(&error, &Method::GET, &RetryPolicy::standard(), attempts, HALF);
            assert_eq!(retry != Retry::No, expected, "{attempts}");
        }
    }
}
