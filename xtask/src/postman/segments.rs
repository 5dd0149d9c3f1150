//! The segments of a host or a path: a list of texts or of `{"value": "…"}`, or one text.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::ignored::Passed;

/// The labels of a host; a text is one of them.
pub(super) fn host<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    Ok(segments(deserializer, '.')?.unwrap_or_default())
}

/// The segments of a path.
pub(super) fn path<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    segments(deserializer, '/')
}

fn segments<'de, D: Deserializer<'de>>(deserializer: D, separator: char) -> Result<Option<Vec<String>>, D::Error> {
    deserializer.deserialize_any(SegmentsVisitor { separator })
}

struct SegmentsVisitor {
    separator: char,
}

impl<'de> Visitor<'de> for SegmentsVisitor {
    type Value = Option<Vec<String>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or a text")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(match self.separator {
            '/' => text.trim_start_matches('/').split('/').map(str::to_owned).collect(),
            _ => vec![text.to_owned()],
        }))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut segments = Vec::new();
        while let Some(Segment(segment)) = list.next_element()? {
            segments.extend(segment);
        }
        Ok(Some(segments))
    }
}

/// A text, a number, or an object with one of these as its value.
struct Segment(Option<String>);

impl<'de> Deserialize<'de> for Segment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SegmentVisitor)
    }
}

struct SegmentVisitor;

impl<'de> Visitor<'de> for SegmentVisitor {
    type Value = Segment;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a segment: a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Segment, E> {
        Ok(Segment(Some(text.to_owned())))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Segment, E> {
        Ok(Segment(Some(number.to_string())))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Segment, E> {
        Ok(Segment(Some(number.to_string())))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Segment, E> {
        Ok(Segment(Some(number.to_string())))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Segment, E> {
        Ok(Segment(None))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Segment, E> {
        Ok(Segment(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Segment, A::Error> {
        while list.next_element::<Passed>()?.is_some() {}
        Ok(Segment(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Segment, A::Error> {
        let mut found = Segment(None);
        while let Some(name) = map.next_key::<String>()? {
            if name == "value" {
                found = map.next_value()?;
            } else {
                map.next_value::<Passed>()?;
            }
        }
        Ok(found)
    }
}
