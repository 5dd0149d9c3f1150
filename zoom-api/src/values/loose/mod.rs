//! Reading what Zoom sends loosely.
//!
//! Zoom's responses drift from their documentation: integers as strings and strings as integers, booleans as strings, null
//! or an empty string for what is absent. None of that may fail a whole response, so each field of a response is read by
//! [`read`]:
//!
//! ```text
//! #[serde(default, deserialize_with = "crate::loose::read")]
//! pub timezone: Option<String>,
//! ```
//!
//! | type | takes |
//! |---|---|
//! | `String`, [`Secret`](crate::Secret) | a string; a number or boolean as its JSON text |
//! | integers | an integer, a number without a fraction, a string of either |
//! | `f64`, `f32` | a number, a string of one |
//! | `bool` | a boolean, `"true"`, `"false"`, 1 and 0 in either form |
//! | [`Timestamp`](crate::Timestamp) | as a string |
//! | [`IntOrString`](crate::IntOrString) | a string, an integer |
//! | `Option<T>` | what `T` takes; null; an empty string if `T` is no text |
//! | `Vec<T>` | a list, without its nulls; null as an empty one |
//! | maps of `T` | an object, without its nulls; null as an empty one |
//! | [`objects`] | an object, never a list |
//! | [`wrappers`] of `T` | what `T` takes |
//! | [`values`] of any other kind | what they are documented to take |
//!
//! Null for what is neither is its default, as absence is. Whatever is not taken is an error that names what was found and
//! what was expected, and never the value: it may be a secret.

mod collections;
mod name;
mod object;
mod scalar;

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, DeserializeSeed, Error, Expected, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

pub(crate) use object::{object, objects};
pub(crate) use scalar::{FromScalar, Scalar, scalar, scalar_or_nothing, scalars};

/// A type that is read loosely.
///
/// With the default method a type is read by its `Deserialize`, and null is nothing.
pub(crate) trait Loose: DeserializeOwned {
    /// Reads a value, or `None` if Zoom sent what stands for nothing.
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Option::deserialize(deserializer)
    }

    /// Returns what a whole response is that is null, if it may be.
    fn nothing() -> Option<Self> {
        None
    }
}

/// A whole response, read loosely.
pub(crate) struct Body<T>(pub(crate) T);

impl<'de, T: Loose> Deserialize<'de> for Body<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = T::read_loose(deserializer)?.or_else(T::nothing);
        value.map(Self).ok_or_else(|| unexpected("null", &"a value"))
    }
}

/// Makes types [`Loose`] that are read by their `Deserialize`, whatever they come from; null is nothing.
macro_rules! values {
    ($($name:ty),* $(,)?) => {
        $(impl crate::loose::Loose for $name {})*
    };
}

/// Makes types around one [`Loose`] value `Loose`: each takes what that value takes.
macro_rules! wrappers {
    ($($name:ty),* $(,)?) => {$(
        impl crate::loose::Loose for $name {
            fn read_loose<'de, D>(deserializer: D) -> ::std::result::Result<::std::option::Option<Self>, D::Error>
            where
                D: ::serde::Deserializer<'de>,
            {
                Ok(crate::loose::Loose::read_loose(deserializer)?.map(Self))
            }

            fn nothing() -> ::std::option::Option<Self> {
                crate::loose::Loose::nothing().map(Self)
            }
        }
    )*};
}

pub(crate) use {values, wrappers};

/// Reads a member loosely; nothing is its default.
#[allow(dead_code, reason = "a client without a group reads no body")]
pub(crate) struct Member<T>(PhantomData<T>);

/// Reads a member of this type.
#[allow(dead_code, reason = "likewise")]
pub(crate) fn member<T>() -> Member<T> {
    Member(PhantomData)
}

impl<'de, T: Loose + Default> DeserializeSeed<'de> for Member<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        read(deserializer)
    }
}

/// Reads the name of a member: its place among these, which are sorted; `None` for another.
#[allow(dead_code, reason = "likewise")]
pub(crate) struct MemberName(pub(crate) &'static [&'static str]);

impl<'de> DeserializeSeed<'de> for MemberName {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<usize>, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for MemberName {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Option<usize>, E> {
        Ok(self.0.binary_search(&name).ok())
    }
}

/// Reads a field loosely; nothing is its default.
#[allow(dead_code, reason = "a client without a group reads no body")]
pub(crate) fn read<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Loose + Default,
{
    T::read_loose(deserializer).map(Option::unwrap_or_default)
}

/// Returns the error for a value of the wrong kind, which it does not show.
fn unexpected<E: Error>(found: &'static str, expected: &dyn Expected) -> E {
    E::invalid_type(Unexpected::Other(found), expected)
}

/// Refuses each scalar without showing it; serde's own refusals have the value in their text.
macro_rules! refuse_scalars {
    () => {
        crate::loose::refuse_scalars!(
            visit_bool(bool) "a boolean", visit_i64(i64) "an integer", visit_u64(u64) "an integer",
            visit_i128(i128) "an integer", visit_u128(u128) "an integer", visit_f64(f64) "a number",
            visit_char(char) "a string", visit_str(&str) "a string", visit_bytes(&[u8]) "bytes"
        );
    };
    ($($visit:ident($value:ty) $found:literal),*) => {$(
        fn $visit<E: serde::de::Error>(self, _: $value) -> Result<Self::Value, E> {
            Err(crate::loose::unexpected($found, &self))
        }
    )*};
}

use refuse_scalars;
