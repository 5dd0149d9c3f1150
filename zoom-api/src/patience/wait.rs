//! How long to wait after an attempt, by what came of it.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use super::RetryPolicy;
use crate::error::{ApiError, ApiErrorKind, CredentialsErrorKind, RateLimit, RetryAfter, TransportErrorKind};
use crate::http::{Answer, Outcome};

/// What came of an attempt, as far as it matters for another one.
#[derive(Debug)]
pub(super) enum Verdict {
    /// A rate limit is reached.
    Limited(RateLimit),
    /// Zoom, or a proxy before it, failed, and says perhaps when to come back.
    Unavailable(Option<RetryAfter>),
    /// There was no whole answer.
    Lost(TransportErrorKind),
    /// Another attempt would end alike, or none is needed.
    Final,
}

impl Verdict {
    pub(super) fn of(outcome: &Outcome, operation: &'static str) -> Self {
        match outcome {
            Outcome::Lost(error, begun) => Self::Lost(TransportErrorKind::of(error, begun.is_some())),
            Outcome::Answered(answer, _) if answer.is_refusal => Self::of_refusal(answer, operation),
            Outcome::NoToken(error) => match error.kind() {
                CredentialsErrorKind::Transport(kind) => Self::Lost(kind),
                _ if error.is_transient() => Self::Unavailable(None),
                _ => Self::Final,
            },
            Outcome::Answered(..) => Self::Final,
        }
    }

    fn of_refusal(answer: &Answer, operation: &'static str) -> Self {
        let error = ApiError::read(operation, answer.status, answer.headers.clone(), answer.body.bytes());
        match (answer.status.as_u16(), error.kind()) {
            (_, ApiErrorKind::RateLimited) => Self::Limited(error.rate_limit().cloned().unwrap_or_default()),
            (500 | 502 | 503 | 504, _) => Self::Unavailable(RateLimit::read(&answer.headers, None).retry_after),
            _ => Self::Final,
        }
    }

    /// How long to wait before another attempt; nothing where there is to be none.
    pub(super) fn wait(&self, policy: &RetryPolicy, attempts: u32, now: SystemTime, part: u32) -> Option<Duration> {
        let told = match self {
            // It would be a wait of hours, and each attempt until then is one more that is refused.
            Self::Limited(limit) if limit.is_daily() => return None,
            Self::Limited(limit) => limit.retry_after,
            Self::Unavailable(retry_after) => *retry_after,
            Self::Lost(kind) if may_pass(*kind) => None,
            Self::Lost(_) | Self::Final => return None,
        };
        let Some(told) = told else { return Some(policy.jittered(attempts, part)) };
        let told = told.wait_from(now);
        // All that were told the same time would come back at the same time, and so would not all be served.
        (told <= policy.longest()).then(|| told.saturating_add(policy.jittered(1, part)))
    }
}

/// Whether another attempt may fare better. A certificate that is not trusted will not be in a second either.
fn may_pass(kind: TransportErrorKind) -> bool {
    match kind {
        TransportErrorKind::Tls => false,
        TransportErrorKind::Connect
        | TransportErrorKind::ConnectTimeout
        | TransportErrorKind::Timeout
        | TransportErrorKind::Body
        | TransportErrorKind::Other => true,
    }
}

/// A random number. The standard library seeds its maps anew each time, which is random enough to spread waits.
pub(crate) fn random() -> u32 {
    u32::try_from(RandomState::new().hash_one(0_u8) >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

    use super::*;
    use crate::http::Body;

    /// Half of every longest wait.
    const HALF: u32 = 1 << 31;

    fn answered(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Verdict {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap()))
            .collect::<HeaderMap>();
        let answer = Answer {
            authorization: HeaderValue::from_static(""),
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            is_refusal: status != 200 || body.contains("code"),
            body: Body::Whole(Bytes::from_static(body.as_bytes())),
        };
        let url = "http://127.0.0.1".parse().unwrap();
        Verdict::of(&Outcome::Answered(answer, url), "list_user_pac_accounts")
    }

    fn check(verdict: &Verdict, expected: Option<u64>) {
        // Ten seconds before the times in the table.
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_906_415_990);
        let wait = verdict.wait(&RetryPolicy::standard(), 1, now, HALF);
        assert_eq!(wait, expected.map(Duration::from_millis), "{verdict:?}");
    }

    #[test]
    fn what_is_waited_for_an_answer() {
        let daily = ("x-ratelimit-type", "Daily-limit");
        for (status, headers, body, expected) in [
            (429, vec![], "", Some(250)),
            (429, vec![("x-ratelimit-type", "QPS")], "", Some(250)),
            (429, vec![("x-ratelimit-type", "QPS"), ("retry-after", "2")], "", Some(2_250)),
            (429, vec![("retry-after", "0")], "", Some(250)),
            (429, vec![("retry-after", "2030-05-31T00:00:00Z")], "", Some(10_250)),
            (429, vec![("retry-after", "Fri, 31 May 2030 00:00:00 GMT")], "", Some(10_250)),
            (429, vec![("retry-after", "2020-05-31T00:00:00Z")], "", Some(250)),
            (429, vec![("retry-after", "soon")], "", Some(250)),
            (429, vec![("retry-after", "30")], "", Some(30_250)),
            (429, vec![("retry-after", "31")], "", None),
            (429, vec![("retry-after", "18446744073709551615")], "", None),
            (429, vec![("retry-after", "2030-06-01T00:00:00Z")], "", None),
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
            (200, vec![], "{}", None),
            (200, vec![], r#"{"code":300}"#, None),
            (302, vec![], "", None),
            (400, vec![], "", None),
            (401, vec![], r#"{"code":124}"#, None),
            (404, vec![("retry-after", "1")], "", None),
        ] {
            check(&answered(status, &headers, body), expected);
        }
    }

    #[test]
    fn what_is_waited_where_no_answer_came() {
        for (kind, expected) in [
            (TransportErrorKind::Connect, Some(250)),
            (TransportErrorKind::ConnectTimeout, Some(250)),
            (TransportErrorKind::Timeout, Some(250)),
            (TransportErrorKind::Body, Some(250)),
            (TransportErrorKind::Other, Some(250)),
            (TransportErrorKind::Tls, None),
        ] {
            check(&Verdict::Lost(kind), expected);
        }
    }

    #[test]
    fn random_numbers_differ() {
        let numbers: std::collections::HashSet<_> = (0..100).map(|_| random()).collect();
        assert!(numbers.len() > 90);
    }
}
