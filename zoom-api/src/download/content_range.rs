//! The header `Content-Range`.

use http::HeaderMap;
use http::header::CONTENT_RANGE;

/// Which part of a file a response has. Source: RFC 9110, section 14.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContentRange {
    Part {
        first: u64,
        last: u64,
        /// `None` if the server does not know it.
        size: Option<u64>,
    },
    /// None: the file has no such part.
    Unsatisfied { size: u64 },
}

impl ContentRange {
    pub(super) fn of(headers: &HeaderMap) -> Option<Self> {
        Self::parse(headers.get(CONTENT_RANGE)?.to_str().ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let (unit, rest) = text.trim().split_once(' ')?;
        let (part, size) = rest.trim().split_once('/')?;
        if !unit.eq_ignore_ascii_case("bytes") {
            return None;
        }
        if part == "*" {
            return Some(Self::Unsatisfied { size: number(size)? });
        }
        let (first, last) = part.split_once('-')?;
        let (first, last) = (number(first)?, number(last)?);
        let size = if size == "*" { None } else { Some(number(size)?) };
        let is_valid = first <= last && size.is_none_or(|size| last < size);
        is_valid.then_some(Self::Part { first, last, size })
    }
}

fn number(digits: &str) -> Option<u64> {
    // `parse` takes a sign as well.
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts() {
        let part = |first, last, size| Some(ContentRange::Part { first, last, size });
        for (text, expected) in [
            ("bytes 4-9/10", part(4, 9, Some(10))),
            ("Bytes 0-0/1", part(0, 0, Some(1))),
            ("bytes 4-9/*", part(4, 9, None)),
            ("bytes */10", Some(ContentRange::Unsatisfied { size: 10 })),
            ("bytes 4-9/9", None),
            ("bytes 9-4/10", None),
            ("bytes 4-9", None),
            ("bytes 4-/10", None),
            ("bytes -9/10", None),
            ("bytes +4-9/10", None),
            ("bytes */*", None),
            ("items 4-9/10", None),
            ("bytes 4-99999999999999999999/*", None),
            ("", None),
        ] {
            assert_eq!(ContentRange::parse(text), expected, "{text}");
        }
    }
}
