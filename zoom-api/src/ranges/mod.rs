//! Ranges of dates that are short enough for Zoom.
//!
//! Operations with `from` and `to`, those of reports and recordings for example, serve at most a month at once: of a longer
//! range they return a part, without an error. [`months`] splits it into ranges that are each served whole:
//!
//! ```
//! use zoom_api::ranges;
//!
//! let ranges = ranges::months("2026-01-15", "2026-04-02")?;
//! let ranges: Vec<_> = ranges.map(|range| format!("from={}&to={}", range.from, range.to)).collect();
//! assert_eq!(
//!     ranges,
//!     ["from=2026-01-15&to=2026-02-14", "from=2026-02-15&to=2026-03-14", "from=2026-03-15&to=2026-04-02"]
//! );
//! # Ok::<(), zoom_api::ranges::InvalidRange>(())
//! ```
//!
//! Lists of such operations have `items_between`, which does so and reads all pages:
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! # use httpmock::MockServer;
//! # use zoom_api::mock::ZoomServer;
//! # #[tokio::main]
//! # async fn main() -> Result<(), zoom_api::Error> {
//! # let server = ZoomServer::start_async().await;
//! # let january = server.mock(|mock: &MockServer| {
//! #     mock.mock(|when, then| {
//! #         when.path("/users/me/recordings").query_param("from", "2026-01-15").query_param("to", "2026-02-14");
//! #         then.body(r#"{ "meetings": [{ "topic": "Daily" }, { "topic": "Weekly" }] }"#);
//! #     })
//! # });
//! # let rest = server.mock(|mock: &MockServer| {
//! #     mock.mock(|when, then| {
//! #         when.path("/users/me/recordings").query_param("from", "2026-02-15").query_param("to", "2026-03-02");
//! #         then.body(r#"{ "meetings": [{ "topic": "Monthly" }] }"#);
//! #     })
//! # });
//! # let zoom = server.zoom()?;
//! # let mut topics = Vec::new();
//! let mut meetings = zoom.cloud_recordings().list(zoom_api::UserRef::Me).items_between("2026-01-15", "2026-03-02");
//! while let Some(meeting) = meetings.try_next().await? {
//!     println!("{:?}", meeting.topic);
//! #   topics.extend(meeting.topic);
//! }
//! # assert_eq!(topics, ["Daily", "Weekly", "Monthly"]);
//! # assert_eq!((january.calls_async().await, rest.calls_async().await), (1, 1));
//! # Ok(())
//! # }
//! ```
//!
//! Dates are as Zoom writes them, `YYYY-MM-DD`, and of the time zone that the operation uses: UTC, mostly. The types of
//! `chrono`, `jiff` and `time` print themselves so.

mod date;

use std::fmt;
use std::iter::FusedIterator;

pub use date::Date;

/// Splits the days from one date to another, both included, into ranges of at most a month, in order: each day is in one of
/// them. A range ends the day before the next month's day of the same number, as 2026-02-14 after 2026-01-15, or the day
/// before that month's last day if it is shorter: 2026-02-27 after 2026-01-30.
///
/// # Errors
///
/// [`InvalidRange`] if one of them is not a date, or the first is after the second.
pub fn months(from: &str, to: &str) -> Result<Months, InvalidRange> {
    let from = Date::parse(from).ok_or_else(|| InvalidRange::NotADate { name: "from", text: from.to_owned() })?;
    let to = Date::parse(to).ok_or_else(|| InvalidRange::NotADate { name: "to", text: to.to_owned() })?;
    if from > to {
        return Err(InvalidRange::Reversed { from, to });
    }
    Ok(Months { rest: Some(DateRange { from, to }) })
}

/// Days in a row, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DateRange {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// The ranges that [`months`] returns.
#[derive(Debug, Clone)]
pub struct Months {
    /// What has not been returned.
    rest: Option<DateRange>,
}

impl Iterator for Months {
    type Item = DateRange;

    fn next(&mut self) -> Option<DateRange> {
        let DateRange { from, to } = self.rest.take()?;
        match from.a_month_later() {
            Some(next) if next <= to => {
                self.rest = Some(DateRange { from: next, to });
                Some(DateRange { from, to: next.day_before() })
            }
            _ => Some(DateRange { from, to }),
        }
    }
}

impl FusedIterator for Months {}

/// The reason why [`months`] returns no ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidRange {
    /// A text is not of the form `YYYY-MM-DD`, or there is no such day.
    NotADate {
        /// Which one: `from` or `to`.
        name: &'static str,
        /// The text.
        text: String,
    },
    /// The first date is after the last.
    Reversed {
        /// The first.
        from: Date,
        /// The last.
        to: Date,
    },
}

impl fmt::Display for InvalidRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADate { name, text } => {
                let start: String = text.chars().take(30).collect();
                write!(f, "invalid {name}: {start:?} is not a date (YYYY-MM-DD)")
            }
            Self::Reversed { from, to } => write!(f, "invalid range: from {from} is after to {to}"),
        }
    }
}

impl std::error::Error for InvalidRange {}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(from: &str, to: &str) -> Result<Vec<String>, String> {
        let ranges = months(from, to).map_err(|error| error.to_string())?;
        Ok(ranges.map(|DateRange { from, to }| format!("{from}/{to}")).collect())
    }

    #[test]
    fn ranges_are_at_most_a_month() {
        for (from, to, expected) in [
            ("2026-01-15", "2026-01-15", vec!["2026-01-15/2026-01-15"]),
            ("2026-01-15", "2026-02-14", vec!["2026-01-15/2026-02-14"]),
            ("2026-01-15", "2026-02-15", vec!["2026-01-15/2026-02-14", "2026-02-15/2026-02-15"]),
            // Whole months stay whole, over the end of a year too.
            ("2025-12-01", "2026-01-31", vec!["2025-12-01/2025-12-31", "2026-01-01/2026-01-31"]),
            // The next month has no such day.
            ("2026-01-30", "2026-03-01", vec!["2026-01-30/2026-02-27", "2026-02-28/2026-03-01"]),
            ("2026-08-31", "2026-09-30", vec!["2026-08-31/2026-09-29", "2026-09-30/2026-09-30"]),
            // Leap years.
            ("2024-01-30", "2024-03-01", vec!["2024-01-30/2024-02-28", "2024-02-29/2024-03-01"]),
            ("2024-02-29", "2024-03-29", vec!["2024-02-29/2024-03-28", "2024-03-29/2024-03-29"]),
            ("2023-02-01", "2023-03-01", vec!["2023-02-01/2023-02-28", "2023-03-01/2023-03-01"]),
            // The end of what four digits can write.
            ("9999-11-15", "9999-12-31", vec!["9999-11-15/9999-12-14", "9999-12-15/9999-12-31"]),
        ] {
            assert_eq!(split(from, to), Ok(expected.into_iter().map(str::to_owned).collect()), "{from} {to}");
        }
    }

    #[test]
    fn an_invalid_range_says_why() {
        for (from, to, expected) in [
            ("2026-02-01", "2026-01-31", "invalid range: from 2026-02-01 is after to 2026-01-31"),
            ("2026-02-29", "2026-03-01", "invalid from: \"2026-02-29\" is not a date (YYYY-MM-DD)"),
            ("2026-02-01", "", "invalid to: \"\" is not a date (YYYY-MM-DD)"),
            ("2026-02-01", "today\n", "invalid to: \"today\\n\" is not a date (YYYY-MM-DD)"),
        ] {
            assert_eq!(split(from, to), Err(expected.to_owned()), "{from} {to}");
        }
        let long = months(&"1".repeat(1_000_000), "2026-01-01").unwrap_err().to_string();
        assert!(long.len() < 100, "{}", long.len());
    }
}
