//! Reading what Zoom sends loosely.
//!
//! Zoom's responses drift from their documentation: integers as strings and strings as integers, booleans as strings, null
//! or an empty string for what is absent. None of that may fail a whole response, so each member of a response is read by
//! [`member`], or, where serde's derive reads the type, by [`read`].
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
//! | [`wrappers`] of `T` | what `T` takes |
//! | [`Object`] | an object, never a list |
//! | [`values`] of any other kind | what they are documented to take |
//!
//! Null for what is neither is its default, as absence is. Whatever is not taken is an error that names what was expected.
//! serde's own text quotes a value that stands where a list or an object was expected, and it may be a secret: no error of
//! this crate has more of that text than what was expected.

mod collections;
mod object;
mod scalar;
mod trail;

use serde::de::{DeserializeOwned, Error, Expected, Unexpected};
use serde::{Deserialize, Deserializer};

#[allow(unused_imports, reason = "which of it is used depends on the fragment's types")]
pub(crate) use object::{
    MemberName, Object, documented_member, member, object, object_or_nothing, present, required_member, stopped,
    unknown_member,
};
pub(crate) use scalar::{FromScalar, Scalar, scalar, scalar_or_nothing, scalars};
pub(crate) use trail::traced;

/// A type that is read loosely.
///
/// With the default method a type is read by its `Deserialize`, and null is nothing.
pub(crate) trait Loose: DeserializeOwned {
    /// Reads a value, or `None` if Zoom sent what stands for nothing.
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Option::deserialize(deserializer)
    }

    /// Reads a value that may be null, or `None` for what stands for nothing.
    fn read_optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Self::read_loose(deserializer)
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

            fn read_optional<'de, D>(deserializer: D) -> ::std::result::Result<::std::option::Option<Self>, D::Error>
            where
                D: ::serde::Deserializer<'de>,
            {
                Ok(crate::loose::Loose::read_optional(deserializer)?.map(Self))
            }

            fn nothing() -> ::std::option::Option<Self> {
                crate::loose::Loose::nothing().map(Self)
            }
        }
    )*};
}

pub(crate) use {values, wrappers};

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
