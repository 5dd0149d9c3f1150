//! Strings, numbers, booleans and null, for what they say and not for how they say it.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use super::object::MemberName;
use super::unexpected;

/// What JSON has besides lists and objects.
#[derive(Debug)]
pub(crate) enum Scalar<'a> {
    Null,
    Bool(bool),
    Integer(i128),
    /// A number that is written with a fraction or an exponent, or that is too large for 128 bits. Its text is known if
    /// some crate turns on serde_json's `arbitrary_precision`.
    Float(f64, Option<String>),
    Text(Cow<'a, str>),
}

impl Scalar<'_> {
    /// Names the kind of value, for errors.
    pub(crate) fn found(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "an integer out of range",
            Self::Float(..) => "a number with a fraction or out of range",
            Self::Text(_) => "a string of another kind",
        }
    }

    /// Returns the whole number that a number or a string is, if it lost no digit on the way.
    pub(crate) fn whole(&self) -> Option<i128> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Float(number, _) => exact(*number),
            Self::Text(text) => {
                let text = text.trim();
                text.parse().ok().or_else(|| exact(text.parse().ok()?))
            }
            Self::Null | Self::Bool(_) => None,
        }
    }

    /// Tells whether it stands for nothing where no text is asked for.
    fn is_nothing(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Bool(_) | Self::Integer(_) | Self::Float(..) => false,
        }
    }
}

/// Beyond 2^53 a float stands for several integers.
fn exact(number: f64) -> Option<i128> {
    const LIMIT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= LIMIT).then_some(number as i128)
}

/// A type that a single scalar becomes.
pub(crate) trait FromScalar: Sized {
    /// What is expected, for errors.
    const EXPECTED: &'static str;

    /// Converts the scalar: `None` if it stands for nothing, and an error that says what was found, without its value.
    fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str>;
}

/// Makes types that come from a single scalar [`Loose`](super::Loose).
macro_rules! scalars {
    ($($name:ty)*) => {$(
        impl crate::loose::Loose for $name {
            fn read_loose<'de, D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
                crate::loose::scalar_or_nothing(deserializer)
            }
        }
    )*};
}

pub(crate) use scalars;

scalars!(String bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

/// Reads a scalar, or nothing.
pub(crate) fn scalar_or_nothing<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: FromScalar,
    D: Deserializer<'de>,
{
    let mut value = None;
    let take = &mut |scalar: Scalar<'_>| T::from_scalar(scalar).map(|read| value = read);
    deserializer.deserialize_any(ScalarVisitor { take, expected: T::EXPECTED })?;
    Ok(value)
}

/// Reads a scalar that must be there.
pub(crate) fn scalar<'de, T: FromScalar, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    scalar_or_nothing(deserializer)?.ok_or_else(|| unexpected("null", &T::EXPECTED))
}

/// One visitor for all types, so that what reads any value of JSON is compiled once.
struct ScalarVisitor<'a> {
    take: &'a mut dyn FnMut(Scalar<'_>) -> Result<(), &'static str>,
    expected: &'static str,
}

impl ScalarVisitor<'_> {
    fn take<E: Error>(self, scalar: Scalar<'_>) -> Result<(), E> {
        (self.take)(scalar).map_err(|found| unexpected(found, &self.expected))
    }
}

impl<'de> Visitor<'de> for ScalarVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.take(Scalar::Null)
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        self.take(Scalar::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.take(Scalar::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.take(Scalar::Integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.take(Scalar::Integer(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<(), E> {
        self.take(Scalar::Integer(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<(), E> {
        self.take(i128::try_from(value).map_or(Scalar::Float(value as f64, Some(value.to_string())), Scalar::Integer))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.take(Scalar::Float(value, None))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.take(Scalar::Text(text.into()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<(), E> {
        self.take(Scalar::Text(text.into()))
    }

    fn visit_bytes<E: Error>(self, _: &[u8]) -> Result<(), E> {
        Err(unexpected("bytes", &self))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(unexpected("a list", &self))
    }

    /// With serde_json's `arbitrary_precision`, which any crate of a program may turn on, a number that is no 64-bit integer
    /// arrives as an object with one member of this name, which is its text.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let is_number = map.next_key_seed(MemberName(&["$serde_json::private::Number"]))?.flatten().is_some();
        match if is_number { number(map.next_value()?) } else { None } {
            Some(number) => self.take(number),
            None => Err(unexpected("an object", &self)),
        }
    }
}

/// Reads the text of a number as JSON writes it.
fn number(text: String) -> Option<Scalar<'static>> {
    let number: Number = text.parse().ok()?;
    match text.parse() {
        Ok(number) => Some(Scalar::Integer(number)),
        Err(_) => Some(Scalar::Float(number.as_f64()?, Some(text))),
    }
}

impl FromScalar for String {
    const EXPECTED: &'static str = "a string";

    fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str> {
        Ok(match scalar {
            Scalar::Null => None,
            Scalar::Text(text) => Some(text.into_owned()),
            Scalar::Bool(value) => Some(value.to_string()),
            Scalar::Integer(number) => Some(number.to_string()),
            Scalar::Float(_, Some(text)) => Some(text),
            Scalar::Float(number, None) => Some(Number::from_f64(number).ok_or("a number that is none")?.to_string()),
        })
    }
}

impl FromScalar for bool {
    const EXPECTED: &'static str = "a boolean";

    fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str> {
        match &scalar {
            _ if scalar.is_nothing() => Ok(None),
            Scalar::Bool(value) => Ok(Some(*value)),
            Scalar::Text(text) if text.trim().eq_ignore_ascii_case("true") => Ok(Some(true)),
            Scalar::Text(text) if text.trim().eq_ignore_ascii_case("false") => Ok(Some(false)),
            _ => match scalar.whole() {
                Some(0) => Ok(Some(false)),
                Some(1) => Ok(Some(true)),
                _ => Err(scalar.found()),
            },
        }
    }
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl FromScalar for $integer {
            const EXPECTED: &'static str = concat!("an integer (", stringify!($integer), ")");

            fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str> {
                if scalar.is_nothing() {
                    return Ok(None);
                }
                let number = scalar.whole().and_then(|number| number.try_into().ok());
                number.map(Some).ok_or_else(|| scalar.found())
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

impl FromScalar for f64 {
    const EXPECTED: &'static str = "a number";

    fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str> {
        let number = match &scalar {
            _ if scalar.is_nothing() => return Ok(None),
            Scalar::Integer(number) => Some(*number as f64),
            Scalar::Float(number, _) => Some(*number),
            Scalar::Text(text) => text.trim().parse().ok(),
            Scalar::Null | Scalar::Bool(_) => None,
        };
        number.filter(|number: &f64| number.is_finite()).map(Some).ok_or_else(|| scalar.found())
    }
}

impl FromScalar for f32 {
    const EXPECTED: &'static str = f64::EXPECTED;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str> {
        let found = scalar.found();
        match f64::from_scalar(scalar)?.map(|number| number as f32) {
            Some(number) if !number.is_finite() => Err(found),
            number => Ok(number),
        }
    }
}
