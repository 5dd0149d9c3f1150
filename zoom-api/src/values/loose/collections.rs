//! Options, boxes, lists, and values of any kind.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::name::NameSeed;
use super::{Loose, refuse_scalars, unexpected};

/// Nothing is `None`, and `None` is a value: it keeps its place in a list.
impl<T: Loose> Loose for Option<T> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_option(OptionVisitor(PhantomData)).map(Some)
    }
}

struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Loose> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read_loose(deserializer)
    }
}

impl<T: Loose> Loose for Box<T> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(T::read_loose(deserializer)?.map(Box::new))
    }
}

/// Null is a value of its own.
impl Loose for Value {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Self::deserialize(deserializer).map(Some)
    }
}

impl<T: Loose> Loose for Vec<T> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(ListVisitor(PhantomData))
    }

    fn nothing() -> Option<Self> {
        Some(Self::new())
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Loose> Visitor<'de> for ListVisitor<T> {
    type Value = Option<Vec<T>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a sequence")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    /// The length that a source announces is not believed: the list grows with its elements.
    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        while let Some(element) = source.next_element_seed(LooseSeed(PhantomData))? {
            list.extend(element);
        }
        Ok(Some(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let is_number = map.next_key_seed(NameSeed)?.is_some_and(|name| name.is_number());
        Err(unexpected(if is_number { "a number" } else { "an object" }, &self))
    }

    refuse_scalars!();
}

/// An element of a list or a member of a map.
pub(super) struct LooseSeed<T>(pub(super) PhantomData<T>);

impl<'de, T: Loose> DeserializeSeed<'de> for LooseSeed<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read_loose(deserializer)
    }
}
