//! The rate limit that a 429 reports.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};
use serde::Serialize;

/// A rate limit that was reached. Zoom may leave out any part of it.
///
/// Source: Zoom's API reference, "Rate limits".
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// The rate-limit label, from the header `X-RateLimit-Category`: `Light`, `Medium`, `Heavy`, `Resource-intensive`.
    pub label: Option<String>,
    /// The period, from the header `X-RateLimit-Type`.
    pub limit_type: Option<RateLimitType>,
    /// The number of calls that are allowed in the period, from the header `X-RateLimit-Limit`.
    pub limit: Option<u64>,
    /// The number of calls that are left in the period, from the header `X-RateLimit-Remaining`.
    pub remaining: Option<u64>,
    /// The time to retry at, from the header `Retry-After`.
    pub retry_after: Option<RetryAfter>,
}

/// The period of a rate limit.
///
/// It displays as Zoom's word (`QPS`) and serializes as its name in snake case (`"per_second"`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RateLimitType {
    /// `QPS`: the limit is of calls a second. A retry after a short wait succeeds.
    PerSecond,
    /// `Daily-limit`: the limit is of calls a day and resets at 00:00 GMT.
    Daily,
    /// Another value.
    Other(String),
}

impl fmt::Display for RateLimitType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PerSecond => "QPS",
            Self::Daily => "Daily-limit",
            Self::Other(word) => word,
        })
    }
}

/// The time to retry at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// A point in time: `2030-05-31T00:00:00Z`, as Zoom writes it, or an HTTP date.
    At(SystemTime),
    /// A duration: a number of seconds.
    After(Duration),
}

impl RetryAfter {
    /// Returns how long to wait from `now` on: zero if the time has passed.
    pub fn wait_from(&self, now: SystemTime) -> Duration {
        match self {
            Self::At(time) => time.duration_since(now).unwrap_or_default(),
            Self::After(duration) => *duration,
        }
    }

    /// Returns what a response's header `Retry-After` says.
    fn of(headers: &HeaderMap) -> Option<Self> {
        Self::read(headers.get(RETRY_AFTER)?.to_str().ok()?)
    }

    /// Returns how long a response asks to wait. A date is compared with the response's own `Date`, if it has one: the
    /// local clock may be wrong by more than the wait.
    pub(crate) fn wait_of(headers: &HeaderMap) -> Option<Duration> {
        let date = headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        Some(Self::of(headers)?.wait_from(date.unwrap_or_else(SystemTime::now)))
    }

    /// Parses the three forms that have been seen: ISO 8601, seconds, HTTP date.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            // A number of seconds that does not fit is for ever.
            return Some(Self::After(Duration::from_secs(text.parse().unwrap_or(u64::MAX))));
        }
        let time = humantime::parse_rfc3339_weak(text).ok().or_else(|| with_offset(text));
        time.or_else(|| httpdate::parse_http_date(text).ok()).map(Self::At)
    }
}

/// Parses ISO 8601 with an offset from UTC: `2030-05-31T02:00:00+02:00`.
fn with_offset(text: &str) -> Option<SystemTime> {
    let (time, offset) = text.split_at_checked(text.len().checked_sub(6)?)?;
    let local = humantime::parse_rfc3339_weak(time).ok()?;
    let (sign, clock) = offset.split_at_checked(1)?;
    let (hours, minutes) = clock.split_once(':')?;
    let seconds = hours.parse::<u64>().ok()? * 3600 + minutes.parse::<u64>().ok()? * 60;
    match sign {
        "+" => local.checked_sub(Duration::from_secs(seconds)),
        "-" => local.checked_add(Duration::from_secs(seconds)),
        _ => None,
    }
}

impl RateLimit {
    pub(crate) fn read(headers: &HeaderMap, message: Option<&str>) -> Self {
        let text = |name: &str| Some(super::excerpt(headers.get(name)?.to_str().ok()?.trim()));
        let number = |name: &str| text(name)?.parse().ok();
        let limit_type = text("x-ratelimit-type").map(|word| match word.to_ascii_lowercase().as_str() {
            "qps" => RateLimitType::PerSecond,
            "daily-limit" => RateLimitType::Daily,
            _ => RateLimitType::Other(word),
        });
        let says_daily = || message.is_some_and(names_midnight).then_some(RateLimitType::Daily);
        Self {
            label: text("x-ratelimit-category"),
            limit_type: limit_type.or_else(says_daily),
            limit: number("x-ratelimit-limit"),
            remaining: number("x-ratelimit-remaining"),
            retry_after: RetryAfter::of(headers),
        }
    }

    /// Returns whether the limit is of calls a day.
    pub fn is_daily(&self) -> bool {
        self.limit_type == Some(RateLimitType::Daily)
    }
}

/// Returns whether a message asks to wait until midnight. Zoom's limit of 100 create and update calls for one user and day
/// has no type: "You have exceeded the daily rate limit (100) … You may resume these requests at GMT 00:00:00".
fn names_midnight(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("00:00") && (message.contains("gmt") || message.contains("utc"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_retry_after_is_read_or_ignored(text in "(\\PC{0,30}|[-+:TZ0-9 ]{0,30}|[0-9]{1,30})") {
            let read = RetryAfter::read(&text);
            let text = text.trim();
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            prop_assert_eq!(matches!(read, Some(RetryAfter::After(_))), is_number);
        }

        #[test]
        fn each_form_of_a_time_is_the_same_time(seconds in 0_u64..4_102_444_800, ahead in 0_u64..100_000) {
            let (now, then) = (Duration::from_secs(seconds), Duration::from_secs(seconds + ahead));
            let [now, then] = [now, then].map(|since| SystemTime::UNIX_EPOCH + since);
            for text in [
                httpdate::fmt_http_date(then),
                humantime::format_rfc3339_seconds(then).to_string(),
                ahead.to_string(),
            ] {
                let headers = [("retry-after", text.clone()), ("date", httpdate::fmt_http_date(now))];
                let headers = headers.into_iter().map(|(name, value)| {
                    (http::HeaderName::from_static(name), http::HeaderValue::try_from(value).unwrap())
                });
                let headers: HeaderMap = headers.collect();
                prop_assert_eq!(RetryAfter::wait_of(&headers), Some(Duration::from_secs(ahead)), "{}", text);
            }
        }
    }

    #[test]
    fn three_forms_of_retry_after() {
        let at = |seconds| Some(RetryAfter::At(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)));
        for (text, expected) in [
            ("2030-05-31T00:00:00Z", at(1_906_416_000)),
            ("2030-05-31T00:00:00", at(1_906_416_000)),
            ("2030-05-31T02:00:00+02:00", at(1_906_416_000)),
            ("Fri, 31 May 2030 00:00:00 GMT", at(1_906_416_000)),
            ("120", Some(RetryAfter::After(Duration::from_secs(120)))),
            ("0", Some(RetryAfter::After(Duration::ZERO))),
            ("-1", None),
            ("soon", None),
            ("", None),
            ("99999999999999999999", Some(RetryAfter::After(Duration::from_secs(u64::MAX)))),
        ] {
            assert_eq!(RetryAfter::read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_time_that_has_passed_is_no_wait() {
        assert_eq!(RetryAfter::At(SystemTime::UNIX_EPOCH).wait_from(SystemTime::now()), Duration::ZERO);
    }

    #[test]
    fn any_part_may_be_missing() {
        assert_eq!(RateLimit::read(&HeaderMap::new(), None), RateLimit::default());
    }

    #[test]
    fn a_limit_without_a_type_is_daily_by_its_message() {
        for (message, expected) in [
            ("You can resume your requests at GMT 00:00:00.", true),
            (
                "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this \
              user, jane. You may resume these requests at GMT 00:00:00.",
                true,
            ),
            ("Resume at 00:00:00 UTC.", true),
            ("You have reached the maximum per-second rate limit for this API. Try again later.", false),
        ] {
            assert_eq!(RateLimit::read(&HeaderMap::new(), Some(message)).is_daily(), expected, "{message}");
        }
    }
}
