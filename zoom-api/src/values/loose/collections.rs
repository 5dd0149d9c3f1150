//! Options, boxes, lists, maps, and values of any kind.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::Loose;
use super::trail::{in_element, in_member};

/// Nothing is `None`, and `None` is a value: it keeps its place in a list.
impl<T: Loose> Loose for Option<T> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        T::read_optional(deserializer).map(Some)
    }
}

impl<T: Loose> Loose for Box<T> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(T::read_loose(deserializer)?.map(Box::new))
    }

    fn read_optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(T::read_optional(deserializer)?.map(Box::new))
    }
}

/// Null is a value of its own.
impl Loose for Value {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Self::deserialize(deserializer).map(Some)
    }

    fn read_optional<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        Ok(Some(Self::deserialize(deserializer)?).filter(|value| !value.is_null()))
    }
}

super::values!(Map<String, Value>);

impl<T: Loose> Loose for Vec<T> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_option(ListVisitor(PhantomData))
    }

    fn nothing() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Loose, S: BuildHasher + Default> Loose for HashMap<String, T, S> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_option(MapVisitor(PhantomData))
    }

    fn nothing() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: Loose> Loose for BTreeMap<String, T> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_option(MapVisitor(PhantomData))
    }

    fn nothing() -> Option<Self> {
        Some(Self::default())
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
        deserializer.deserialize_seq(self)
    }

    /// The length that a source announces is not believed: the list grows with its elements.
    fn visit_seq<A: SeqAccess<'de>>(self, mut source: A) -> Result<Self::Value, A::Error> {
        let mut list = Vec::new();
        for at in 0.. {
            match source.next_element_seed(LooseSeed(PhantomData)) {
                Ok(Some(element)) => list.extend(element),
                Ok(None) => break,
                Err(error) => return Err(in_element(at, error)),
            }
        }
        Ok(Some(list))
    }
}

/// A map `M` of any names to values `T`.
struct MapVisitor<M, T>(PhantomData<(M, T)>);

impl<'de, M: Default + Extend<(String, T)>, T: Loose> Visitor<'de> for MapVisitor<M, T> {
    type Value = Option<M>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut map = M::default();
        while let Some(name) = members.next_key::<String>()? {
            match members.next_value_seed(LooseSeed(PhantomData)) {
                Ok(value) => map.extend(value.map(|value| (name, value))),
                Err(error) => return Err(in_member(&name, error)),
            }
        }
        Ok(Some(map))
    }
}

/// An element of a list or a member of a map.
struct LooseSeed<T>(PhantomData<T>);

impl<'de, T: Loose> DeserializeSeed<'de> for LooseSeed<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        T::read_loose(deserializer)
    }
}
