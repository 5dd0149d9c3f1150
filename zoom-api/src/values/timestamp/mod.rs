//! Dates and times as Zoom sends them.

mod rfc3339;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::convert::Infallible;
use std::str::FromStr;
use std::time::SystemTime;

use serde::{Deserialize, Deserializer};

use self::rfc3339::Instant;
use super::loose::{self, FromScalar, Scalar};
use super::text::{string_schema, text_value};

/// A date and time as Zoom sent it: the text is kept, whatever it is, and read when you ask.
///
/// Zoom's times are mostly RFC 3339 in UTC (`2026-11-25T10:00:00Z`); some are empty, lack the zone or are no times at all,
/// and none of that makes a response invalid.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use zoom_api::Timestamp;
///
/// let start = Timestamp::from("1970-01-01T02:00:01+02:00");
/// assert_eq!(start.to_system_time(), Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1)));
/// assert_eq!(Timestamp::from("tomorrow").to_system_time(), None);
/// assert_eq!(Timestamp::from(SystemTime::UNIX_EPOCH).as_str(), "1970-01-01T00:00:00Z");
/// ```
///
/// Two timestamps are equal when their texts are. The order is by time: `10:00:00Z` is before `11:00:00Z` and after
/// `12:00:00+03:00`. Where two times are the same, and among texts that are no RFC 3339 times, which come last, it is by
/// text. Each comparison reads both texts: sort long lists by
/// [`sort_by_cached_key`](slice::sort_by_cached_key) and [`to_system_time`](Self::to_system_time).
///
/// With the feature `jiff`, `to_jiff` gives a [`jiff`](https://docs.rs/jiff) timestamp, for calendars and time zones. It is
/// jiff and not `time` or `chrono`, since Zoom gives a meeting's zone by its IANA name, which jiff alone knows by itself,
/// and since it takes daylight saving time into account when it adds days.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// Returns the text as Zoom sent it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether Zoom sent an empty text: there is no such time.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the time if the text is an RFC 3339 time, with `Z` or an offset. A time without either is `None`: it does
    /// not say which time it is.
    pub fn to_system_time(&self) -> Option<SystemTime> {
        self.instant()?.to_system_time()
    }

    /// Returns the time as one of the crate jiff.
    ///
    /// ```
    /// use zoom_api::Timestamp;
    ///
    /// let start = Timestamp::from("2026-11-25T10:00:00Z").to_jiff()?;
    /// assert_eq!(start.as_second(), 1_795_600_800);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// jiff's own, if the text has no date, no time or no offset.
    #[cfg(feature = "jiff")]
    #[cfg_attr(docsrs, doc(cfg(feature = "jiff")))]
    pub fn to_jiff(&self) -> Result<jiff::Timestamp, jiff::Error> {
        self.0.parse()
    }

    fn instant(&self) -> Option<Instant> {
        rfc3339::parse(&self.0)
    }
}

impl PartialOrd for Timestamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Timestamp {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |timestamp: &Self| {
            let instant = timestamp.instant();
            (instant.is_none(), instant)
        };
        key(self).cmp(&key(other)).then_with(|| self.0.cmp(&other.0))
    }
}

loose::scalars!(Timestamp);
text_value!(Timestamp);
string_schema!(Timestamp, Some("date-time"));

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for Timestamp {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<Cow<'_, str>> for Timestamp {
    fn from(text: Cow<'_, str>) -> Self {
        Self(text.into_owned())
    }
}

impl FromStr for Timestamp {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

/// Writes the time in UTC, to the nanosecond if it has a fraction. A time outside of the years 0 to 9999, which RFC 3339
/// cannot write, becomes the nearest within.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self(Instant::of(time).to_string())
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(time: jiff::Timestamp) -> Self {
        SystemTime::from(time).into()
    }
}

/// A number is kept as its digits.
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        loose::scalar(deserializer).map(Self)
    }
}

/// An empty text is no time.
impl FromScalar for Timestamp {
    const EXPECTED: &'static str = String::EXPECTED;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str> {
        let text = String::from_scalar(scalar)?;
        Ok(text.filter(|text| !text.trim().is_empty()).map(Self))
    }
}

#[cfg(test)]
mod tests;
