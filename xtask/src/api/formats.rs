//! The formats of texts that OpenAPI names: a text has one only where every sample in its place has it.

/// A format that all texts in one place have, or that they are known to have by their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 3339 date and time.
    DateTime,
    /// RFC 3339 date.
    Date,
    /// RFC 9562.
    Uuid,
    /// An absolute address.
    Uri,
    /// An email address.
    Email,
    /// A secret, which no text is seen to be.
    Password,
    /// The content of a file.
    Binary,
}

impl Format {
    const ALL: [Self; 7] =
        [Self::DateTime, Self::Date, Self::Password, Self::Binary, Self::Uuid, Self::Uri, Self::Email];

    /// The name of the format in OpenAPI.
    pub fn name(self) -> &'static str {
        match self {
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Uuid => "uuid",
            Self::Uri => "uri",
            Self::Email => "email",
            Self::Password => "password",
            Self::Binary => "binary",
        }
    }

    fn fits(self, text: &str) -> bool {
        match self {
            Self::DateTime => is_date_time(text),
            Self::Date => is_date(text),
            Self::Uuid => is_uuid(text),
            Self::Uri => is_uri(text),
            Self::Email => is_email(text),
            Self::Password | Self::Binary => false,
        }
    }
}

/// The formats that every text seen in one place has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Formats(u8);

impl Formats {
    /// Those of one text.
    pub fn of(text: &str) -> Self {
        // The shortest text that has any format is an email address of five characters.
        if text.len() < 5 {
            return Self(0);
        }
        let fitting = Format::ALL.into_iter().filter(|format| format.fits(text));
        Self(fitting.fold(0, |bits, format| bits | 1 << format as u8))
    }

    /// One alone.
    pub fn only(format: Format) -> Self {
        Self(1 << format as u8)
    }

    /// Those that both have.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether it is one of them.
    pub fn has(self, format: Format) -> bool {
        self.0 & 1 << format as u8 != 0
    }

    /// The most telling format.
    pub fn first(self) -> Option<Format> {
        Format::ALL.into_iter().find(|format| self.has(*format))
    }
}

fn digits(text: &str) -> Option<u32> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn is_date(text: &str) -> bool {
    let Some((year, rest)) = text.split_once('-') else { return false };
    let Some((month, day)) = rest.split_once('-') else { return false };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return false;
    }
    let (Some(year), Some(month), Some(day)) = (digits(year), digits(month), digits(day)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_at_checked(10) else { return false };
    let Some(time) = time.strip_prefix(['T', 't']) else { return false };
    let Some(zone) = time.find(['Z', 'z', '+', '-']) else { return false };
    let (clock, zone) = time.split_at(zone);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let clock: Vec<_> = clock.split(':').collect();
    let two = |text: &str, below: u32| text.len() == 2 && digits(text).is_some_and(|number| number < below);
    let [hour, minute, second] = clock[..] else { return false };
    is_date(date)
        && two(hour, 24)
        && two(minute, 60)
        && two(second, 60)
        && fraction.len() <= 9
        && digits(fraction).is_some()
        && (zone.eq_ignore_ascii_case("z")
            || zone[1..].split_once(':').is_some_and(|(hours, minutes)| two(hours, 24) && two(minutes, 60)))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_uri(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty()
            && !rest.starts_with('/')
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "<>{}\"`^|\\".contains(c))
    })
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let word = |text: &str, also: &str| {
        !text.is_empty()
            && !text.starts_with('.')
            && !text.ends_with('.')
            && text.chars().all(|c| c.is_ascii_alphanumeric() || also.contains(c))
    };
    word(local, "._%+-'") && word(domain, ".-") && domain.contains('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(text: &str) -> Option<&'static str> {
        Formats::of(text).first().map(Format::name)
    }

    #[test]
    fn formats_of_texts() {
        for (text, expected) in [
            ("2026-11-23T10:00:00Z", Some("date-time")),
            ("2026-11-23T10:00:00.123+01:00", Some("date-time")),
            ("2026-11-23T10:00:00", None),
            ("2026-11-23T25:00:00Z", None),
            ("2024-02-29", Some("date")),
            ("2026-02-29", None),
            ("2026-11-23", Some("date")),
            ("26-11-23", None),
            ("f81d4fae-7dec-11d0-a765-00a0c91e6bf6", Some("uuid")),
            ("f81d4fae-7dec-11d0-a765-00a0c91e6bfg", None),
            ("https://example.com/a?b=c", Some("uri")),
            ("https://example.com/{id}", None),
            ("a@b.co", Some("email")),
            ("a@b", None),
            ("é", None),
            ("2026-11-2é", None),
            ("111111", None),
            ("", None),
        ] {
            assert_eq!(formats(text), expected, "{text}");
        }
    }
}
