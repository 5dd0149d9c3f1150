//! A day of the calendar.

use std::fmt;

/// A day of the Gregorian calendar, in the years 1 to 9999. `Display` is what Zoom takes: `2026-01-15`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// Returns the date, if there is such a day in the years 1 to 9999.
    ///
    /// ```
    /// use zoom_api::ranges::Date;
    ///
    /// assert!(Date::new(2024, 2, 29).is_some());
    /// assert!(Date::new(2026, 2, 29).is_none());
    /// ```
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=9999).contains(&year) && (1..=12).contains(&month) && day >= 1 && day <= days_in(year, month);
        exists.then_some(Self { year, month, day })
    }

    /// Returns the date that a text is, if it is of the form `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0_u16, |number, digit| match digit {
                b'0'..=b'9' => Some(number * 10 + u16::from(digit - b'0')),
                _ => None,
            })
        };
        let (month, day) = (u8::try_from(number(&[m1, m2])?).ok()?, u8::try_from(number(&[d1, d2])?).ok()?);
        Self::new(number(&[y1, y2, y3, y4])?, month, day)
    }

    /// Returns the year, 1 to 9999.
    pub fn year(self) -> u16 {
        self.year
    }

    /// Returns the month, 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// Returns the day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.day
    }

    /// The day of the same number in the next month, or that month's last if it has fewer days.
    pub(super) fn a_month_later(self) -> Option<Self> {
        let (year, month) = if self.month == 12 { (self.year + 1, 1) } else { (self.year, self.month + 1) };
        Self::new(year, month, self.day.min(days_in(year, month)))
    }

    /// The day before; the first of all has none and stays.
    pub(super) fn day_before(self) -> Self {
        let (year, month) = match (self.year, self.month) {
            _ if self.day > 1 => return Self { day: self.day - 1, ..self },
            (1, 1) => return self,
            (year, 1) => (year - 1, 12),
            (year, month) => (year, month - 1),
        };
        Self { year, month, day: days_in(year, month) }
    }
}

fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::str::FromStr for Date {
    type Err = super::InvalidRange;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or_else(|| super::InvalidRange::NotADate { name: "date", text: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_date() {
        for text in ["2026-01-15", "0001-01-01", "9999-12-31", "2024-02-29", "2000-02-29", "2026-12-31", "2026-04-30"] {
            assert_eq!(Date::parse(text).map(|date| date.to_string()), Some(text.to_owned()));
        }
        let others = "2026-1-15|2026-01-5|26-01-15|2026/01/15|20260115|2026-01-15T00:00:00Z| 2026-01-15|2026-01-15 |+026-01-15|\
             -026-01-15|2026-00-15|2026-13-15|2026-01-00|2026-01-32|2026-02-29|1900-02-29|2026-04-31|0000-01-01|10000-01-01|\
             ２026-1-1|2026-0١-15|";
        for text in others.split('|') {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }

    /// There are 3,652,059 days in the years 1 to 9999: 9,999 years of 365 days, and 2,499 - 99 + 24 leap days.
    #[test]
    fn the_days_follow_each_other_to_the_first() {
        let mut day = Date::parse("9999-12-31").unwrap();
        let mut days = 1;
        while day.day_before() < day {
            let before = day.day_before();
            assert_eq!(Date::new(before.year, before.month, before.day), Some(before));
            day = before;
            days += 1;
        }
        assert_eq!((day.to_string().as_str(), days), ("0001-01-01", 3_652_059));
    }
}
