//! What Zoom sends as an integer here and as a string there.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::num::ParseIntError;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::loose::{self, FromScalar, Scalar};

/// A value that Zoom sends as an integer or as a string, most often an ID.
///
/// Zoom's documentation and its responses disagree on which of the two an ID is, and differ among themselves. So both
/// are read, and the digits are kept as they came, leading zeros included. Two values are equal when their digits are,
/// and ordered as text. It serializes in the form in which it came.
///
/// ```
/// # use zoom_api::IntOrString;
/// let from_text: IntOrString = serde_json::from_str("\"111111\"")?;
/// let from_number: IntOrString = serde_json::from_str("111111")?;
/// assert_eq!(from_text, from_number);
/// assert_eq!(from_text.as_str(), "111111");
/// assert_eq!(from_text.as_i64(), Some(111_111));
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// Source: the collection's item "PAC / List a user's PAC accounts", whose saved example has a string where every schema
/// that Zoom published from 2018 to 2026 has an integer.
#[derive(Debug, Clone, Default)]
pub struct IntOrString {
    text: String,
    is_integer: bool,
}

impl IntOrString {
    /// Returns the text, or the digits of the integer.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the value as an integer, if it is one in either form.
    pub fn as_i64(&self) -> Option<i64> {
        self.text.parse().ok()
    }

    /// Returns the value as an integer without a sign, if it is one in either form.
    pub fn as_u64(&self) -> Option<u64> {
        self.text.parse().ok()
    }

    fn integer(digits: impl ToString) -> Self {
        Self { text: digits.to_string(), is_integer: true }
    }
}

impl PartialEq for IntOrString {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for IntOrString {}

impl PartialOrd for IntOrString {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for IntOrString {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl Hash for IntOrString {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl AsRef<str> for IntOrString {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for IntOrString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl From<String> for IntOrString {
    fn from(text: String) -> Self {
        Self { text, is_integer: false }
    }
}

impl From<&str> for IntOrString {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<&String> for IntOrString {
    fn from(text: &String) -> Self {
        text.clone().into()
    }
}

impl From<Cow<'_, str>> for IntOrString {
    fn from(text: Cow<'_, str>) -> Self {
        text.into_owned().into()
    }
}

impl FromStr for IntOrString {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl From<IntOrString> for String {
    fn from(value: IntOrString) -> Self {
        value.text
    }
}

macro_rules! from_integer {
    ($($from:ty)*) => {$(
        impl From<$from> for IntOrString {
            fn from(number: $from) -> Self {
                Self::integer(number)
            }
        }
    )*};
}

from_integer!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

macro_rules! into_integer {
    ($($into:ty)*) => {$(
        impl TryFrom<&IntOrString> for $into {
            type Error = ParseIntError;

            fn try_from(value: &IntOrString) -> Result<Self, ParseIntError> {
                value.text.parse()
            }
        }

        impl TryFrom<IntOrString> for $into {
            type Error = ParseIntError;

            fn try_from(value: IntOrString) -> Result<Self, ParseIntError> {
                value.text.parse()
            }
        }
    )*};
}

into_integer!(i64 u64);

impl Serialize for IntOrString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.is_integer, self.as_u64(), self.as_i64()) {
            (true, Some(number), _) => serializer.serialize_u64(number),
            (true, _, Some(number)) => serializer.serialize_i64(number),
            _ => serializer.serialize_str(&self.text),
        }
    }
}

/// Null is no value, and neither is a number with a decimal point: its digits are not an ID's.
impl<'de> Deserialize<'de> for IntOrString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        loose::scalar(deserializer).map(|Strict(value)| value)
    }
}

loose::scalars!(IntOrString);

struct Strict(IntOrString);

impl FromScalar for Strict {
    const EXPECTED: &'static str = IntOrString::EXPECTED;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str> {
        match scalar {
            Scalar::Float(..) => Err(scalar.found()),
            _ => Ok(IntOrString::from_scalar(scalar)?.map(Self)),
        }
    }
}

impl FromScalar for IntOrString {
    const EXPECTED: &'static str = "a string or an integer of at most 64 bits";

    fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str> {
        match scalar {
            Scalar::Null => Ok(None),
            Scalar::Text(text) => Ok(Some(text.into())),
            Scalar::Bool(_) => Err(scalar.found()),
            Scalar::Integer(_) | Scalar::Float(..) => match scalar.whole() {
                Some(number) if i128::from(i64::MIN) <= number && number <= i128::from(u64::MAX) => {
                    Ok(Some(Self::integer(number)))
                }
                _ => Err(scalar.found()),
            },
        }
    }
}

#[cfg(feature = "schemars")]
mod schema;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

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
            ("-9223372036854775808", "-9223372036854775808"),
            ("\"\"", ""),
            ("\"123 456\"", "123 456"),
            ("\"18446744073709551616\"", "18446744073709551616"),
        ] {
            let id: IntOrString = serde_json::from_str(json).unwrap();
            assert_eq!(id.as_str(), digits, "{json}");
            assert_eq!(serde_json::to_string(&id).unwrap(), json);
        }
    }

    #[test]
    fn what_would_lose_digits_is_refused() {
        for json in ["1.5", "1e3", "true", "[]", "18446744073709551616", "{\"a\": 1}", "null"] {
            assert!(serde_json::from_str::<IntOrString>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn null_is_none() {
        assert_eq!(serde_json::from_str::<Option<IntOrString>>("null").unwrap(), None);
    }

    #[test]
    fn it_is_an_integer_in_either_form() {
        assert_eq!(IntOrString::from("007").as_i64(), Some(7));
        assert_eq!(IntOrString::from(-7).as_i64(), Some(-7));
        assert_eq!(IntOrString::from(-7).as_u64(), None);
        assert_eq!(IntOrString::from(u64::MAX).as_u64(), Some(u64::MAX));
        assert_eq!(IntOrString::from(u64::MAX).as_i64(), None);
        assert_eq!(IntOrString::from("7 ").as_i64(), None);
        assert_eq!(i64::try_from(IntOrString::from("7")), Ok(7));
        assert_eq!(u64::try_from(&IntOrString::from("7")), Ok(7));
        assert!(u64::try_from(&IntOrString::from("a")).is_err());
    }

    #[test]
    fn it_is_compared_by_its_text() {
        let (number, text) = (IntOrString::from(7), IntOrString::from("7"));
        assert_eq!(number, text);
        assert_eq!(number.cmp(&text), Ordering::Equal);
        assert_eq!(HashSet::from([number, text]).len(), 1);
        assert_ne!(IntOrString::from(7), IntOrString::from("07"));
        assert!(IntOrString::from(10) < IntOrString::from(9));
    }

    #[test]
    fn each_source_has_its_form() {
        for text in [
            IntOrString::from("7"),
            IntOrString::from("7".to_owned()),
            IntOrString::from(&"7".to_owned()),
            IntOrString::from(Cow::Borrowed("7")),
            "7".parse().unwrap(),
        ] {
            assert_eq!(serde_json::to_string(&text).unwrap(), "\"7\"");
        }
        for number in [IntOrString::from(7_i64), IntOrString::from(7_u64), IntOrString::from(7_u8)] {
            assert_eq!(serde_json::to_string(&number).unwrap(), "7");
            assert_eq!(format!("{number:>3}"), "  7");
        }
    }
}
