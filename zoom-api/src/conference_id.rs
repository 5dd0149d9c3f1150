//! The ID of a conference, in whichever form Zoom sends it.

use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::{InstanceType, Schema, SchemaObject, SubschemaValidation};
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::{Serialize, Serializer};

/// The ID of a PAC conference: digits that callers key in.
///
/// Zoom's saved example has a string, its published schemas say integer, so both are read, and the digits are kept as
/// they came, leading zeros included. Two IDs are equal when their digits are. It serializes in the form in which it
/// came. Null and absence are the `None` of [`PacAccount::conference_id`](crate::PacAccount::conference_id).
///
/// ```
/// # use zoom_api::ConferenceId;
/// let from_text: ConferenceId = serde_json::from_str("\"111111\"")?;
/// let from_number: ConferenceId = serde_json::from_str("111111")?;
/// assert_eq!(from_text, from_number);
/// assert_eq!(from_text.as_str(), "111111");
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Source: the collection's item "PAC / List a user's PAC accounts" and the overlay of the fragment.
#[derive(Debug, Clone)]
pub struct ConferenceId {
    digits: String,
    is_number: bool,
}

impl ConferenceId {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.digits
    }
}

impl PartialEq for ConferenceId {
    fn eq(&self, other: &Self) -> bool {
        self.digits == other.digits
    }
}

impl Eq for ConferenceId {}

impl std::hash::Hash for ConferenceId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.digits.hash(state);
    }
}

impl fmt::Display for ConferenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.digits)
    }
}

impl From<&str> for ConferenceId {
    fn from(digits: &str) -> Self {
        Self { digits: digits.to_owned(), is_number: false }
    }
}

impl FromStr for ConferenceId {
    type Err = Infallible;

    fn from_str(digits: &str) -> Result<Self, Infallible> {
        Ok(digits.into())
    }
}

impl Serialize for ConferenceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.is_number, self.digits.parse::<u64>(), self.digits.parse::<i64>()) {
            (true, Ok(number), _) => serializer.serialize_u64(number),
            (true, _, Ok(number)) => serializer.serialize_i64(number),
            _ => serializer.serialize_str(&self.digits),
        }
    }
}

impl<'de> Deserialize<'de> for ConferenceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DigitsVisitor)
    }
}

struct DigitsVisitor;

impl<'de> Visitor<'de> for DigitsVisitor {
    type Value = ConferenceId;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a conference ID: a string or an integer of at most 64 bits")
    }

    fn visit_str<E: de::Error>(self, digits: &str) -> Result<ConferenceId, E> {
        Ok(digits.into())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<ConferenceId, E> {
        Ok(ConferenceId { digits: number.to_string(), is_number: true })
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<ConferenceId, E> {
        Ok(ConferenceId { digits: number.to_string(), is_number: true })
    }

    /// Where some crate of the user's turns on serde_json's `arbitrary_precision`, numbers arrive in a map of its own.
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<ConferenceId, A::Error> {
        let number = serde_json::Number::deserialize(de::value::MapAccessDeserializer::new(map))?;
        let digits = number.to_string();
        let is_whole = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if is_whole {
            Ok(ConferenceId { digits, is_number: true })
        } else {
            Err(de::Error::invalid_type(de::Unexpected::Other("a number that is not whole"), &self))
        }
    }
}

impl JsonSchema for ConferenceId {
    fn schema_name() -> String {
        "ConferenceId".to_owned()
    }

    fn schema_id() -> Cow<'static, str> {
        "zoom_api::ConferenceId".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = |kind: InstanceType, format: Option<&str>| {
            let schema = SchemaObject {
                instance_type: Some(kind.into()),
                format: format.map(str::to_owned),
                ..SchemaObject::default()
            };
            Schema::from(schema)
        };
        let either = SubschemaValidation {
            one_of: Some(vec![one(InstanceType::String, None), one(InstanceType::Integer, Some("int64"))]),
            ..SubschemaValidation::default()
        };
        SchemaObject { subschemas: Some(Box::new(either)), ..SchemaObject::default() }.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_kept_in_either_form() {
        for (json, digits) in [
            ("\"111111\"", "111111"),
            ("111111", "111111"),
            ("\"007\"", "007"),
            ("9007199254740993", "9007199254740993"),
            ("18446744073709551615", "18446744073709551615"),
            ("-1", "-1"),
            ("\"\"", ""),
            ("\"123 456\"", "123 456"),
        ] {
            let id: ConferenceId = serde_json::from_str(json).unwrap();
            assert_eq!(id.as_str(), digits, "{json}");
            assert_eq!(serde_json::to_string(&id).unwrap(), json);
        }
    }

    #[test]
    fn what_would_lose_digits_is_refused() {
        for json in ["1.5", "1e3", "true", "[]", "18446744073709551616", "{\"a\": 1}"] {
            assert!(serde_json::from_str::<ConferenceId>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn null_is_none() {
        assert_eq!(serde_json::from_str::<Option<ConferenceId>>("null").unwrap(), None);
    }
}
