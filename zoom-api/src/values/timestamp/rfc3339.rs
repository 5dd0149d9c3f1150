//! RFC 3339 and the instants that it writes, by the calendar of Gregory throughout.
//!
//! humantime reads UTC alone and nothing before 1970, and panics when it writes that.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A moment in the years 0 to 9999, with some hours to either side for an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Instant {
    /// Whole seconds since 1970, rounded down.
    seconds: i64,
    /// What is left, always less than a second.
    nanoseconds: u32,
}

const DAY: i64 = 24 * 60 * 60;

/// The first and the last second that RFC 3339 can write: 0000-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
const SECONDS: (i64, i64) = (-62_167_219_200, 253_402_300_799);

/// Reads a date and time with an offset: `2026-11-25T10:00:00.5+01:00`.
///
/// As the RFC allows, `T` and `Z` may be small and the `T` a space. A leap second counts as the one before it. Digits
/// beyond a nanosecond are cut.
pub(super) fn parse(text: &str) -> Option<Instant> {
    let (date_time, rest) = text.as_bytes().split_at_checked("0000-00-00T00:00:00".len())?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T' | b't' | b' ', h1, h2, b':', n1, n2, b':', s1, s2] =
        date_time
    else {
        return None;
    };
    let year = number(&[*y1, *y2, *y3, *y4], 0, 9999)?;
    let month = number(&[*m1, *m2], 1, 12)?;
    let day = number(&[*d1, *d2], 1, days_of(year, month))?;
    let time = time(&[*h1, *h2], &[*n1, *n2])? + number(&[*s1, *s2], 0, 60)?.min(59);
    let (nanoseconds, offset) = fraction(rest)?;
    Some(Instant { seconds: days_before(year, month, day) * DAY + time - seconds_of(offset)?, nanoseconds })
}

fn number(digits: &[u8], least: i64, most: i64) -> Option<i64> {
    let number = digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0')))?;
    (least..=most).contains(&number).then_some(number)
}

/// The seconds of hours and minutes.
fn time(hour: &[u8], minute: &[u8]) -> Option<i64> {
    Some(number(hour, 0, 23)? * 3600 + number(minute, 0, 59)? * 60)
}

/// Splits a fraction, if there is one, from what follows it.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let Some(text) = text.strip_prefix(b".") else { return Some((0, text)) };
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at_checked(length).filter(|(digits, _)| !digits.is_empty())?;
    let padded = digits.iter().copied().chain(std::iter::repeat(b'0')).take(9);
    Some((padded.fold(0, |number, digit| number * 10 + u32::from(digit - b'0')), rest))
}

fn seconds_of(offset: &[u8]) -> Option<i64> {
    match offset {
        b"Z" | b"z" => Some(0),
        [b'+', h1, h2, b':', m1, m2] => time(&[*h1, *h2], &[*m1, *m2]),
        [b'-', h1, h2, b':', m1, m2] => time(&[*h1, *h2], &[*m1, *m2]).map(|seconds| -seconds),
        _ => None,
    }
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The days from 1970-01-01 to a date.
///
/// Years are counted from March, so that the leap day is their last, and in eras of 400 years, each of 146097 days.
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date that is so many days from 1970-01-01: the reverse of [`days_before`], from the same source.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

impl Instant {
    /// Returns the instant, or the nearest one that RFC 3339 can write.
    pub(super) fn of(time: SystemTime) -> Self {
        let (first, last) = SECONDS;
        let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        let (seconds, nanoseconds) = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => (seconds(after), after.subsec_nanos()),
            Err(error) => match (seconds(error.duration()), error.duration().subsec_nanos()) {
                (before, 0) => (-before, 0),
                (before, nanoseconds) => (-before - 1, 1_000_000_000 - nanoseconds),
            },
        };
        match seconds {
            _ if seconds < first => Self { seconds: first, nanoseconds: 0 },
            _ if seconds > last => Self { seconds: last, nanoseconds: 999_999_999 },
            _ => Self { seconds, nanoseconds },
        }
    }

    pub(super) fn to_system_time(self) -> Option<SystemTime> {
        let seconds = Duration::from_secs(self.seconds.unsigned_abs());
        let whole = if self.seconds < 0 { UNIX_EPOCH.checked_sub(seconds) } else { UNIX_EPOCH.checked_add(seconds) };
        whole?.checked_add(Duration::from_nanos(self.nanoseconds.into()))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = date(self.seconds.div_euclid(DAY));
        let time = self.seconds.rem_euclid(DAY);
        let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match self.nanoseconds {
            0 => f.write_str("Z"),
            // Zoom's own fractions have three digits.
            nanoseconds if nanoseconds % 1_000_000 == 0 => write!(f, ".{:03}Z", nanoseconds / 1_000_000),
            nanoseconds => write!(f, ".{nanoseconds:09}Z"),
        }
    }
}
