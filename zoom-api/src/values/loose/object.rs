//! Objects: maps, and the types that have members of their own.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::BuildHasher;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StringDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::collections::LooseSeed;
use super::name::{Name, NameSeed};
use super::{Loose, refuse_scalars, unexpected};

/// Makes types with members [`Loose`]: each is read by its `Deserialize`, from an object alone.
macro_rules! objects {
    ($($name:ty),* $(,)?) => {$(
        impl crate::loose::Loose for $name {
            fn read_loose<'de, D>(deserializer: D) -> ::std::result::Result<::std::option::Option<Self>, D::Error>
            where
                D: ::serde::Deserializer<'de>,
            {
                crate::loose::object(deserializer)
            }
        }
    )*};
}

pub(crate) use objects;

objects!(Map<String, Value>);

/// Reads a type with members by its `Deserialize`.
///
/// serde's derived types take a list for an object, its elements for members; here a list is an error.
pub(crate) fn object<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(ObjectVisitor(PhantomData::<Members<T>>))
}

impl<T: Loose, S: BuildHasher + Default> Loose for HashMap<String, T, S> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(ObjectVisitor(PhantomData::<Entries<Self, T>>))
    }

    fn nothing() -> Option<Self> {
        Some(Self::default())
    }
}

impl<T: Loose> Loose for BTreeMap<String, T> {
    fn read_loose<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Self>, D::Error> {
        deserializer.deserialize_any(ObjectVisitor(PhantomData::<Entries<Self, T>>))
    }

    fn nothing() -> Option<Self> {
        Some(Self::default())
    }
}

/// What becomes of an object.
trait FromMembers {
    type Value;

    fn from_members<'de, A: MapAccess<'de>>(members: A) -> Result<Self::Value, A::Error>;
}

/// A type with members of its own.
struct Members<T>(PhantomData<T>);

impl<T: DeserializeOwned> FromMembers for Members<T> {
    type Value = T;

    fn from_members<'de, A: MapAccess<'de>>(members: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(members))
    }
}

/// A map `M` of any names to values `T`.
struct Entries<M, T>(PhantomData<(M, T)>);

impl<M: Default + Extend<(String, T)>, T: Loose> FromMembers for Entries<M, T> {
    type Value = M;

    fn from_members<'de, A: MapAccess<'de>>(mut members: A) -> Result<M, A::Error> {
        let mut map = M::default();
        while let Some(name) = members.next_key()? {
            let value = members.next_value_seed(LooseSeed(PhantomData))?;
            map.extend(value.map(|value| (name, value)));
        }
        Ok(map)
    }
}

struct ObjectVisitor<F>(PhantomData<F>);

impl<'de, F: FromMembers> Visitor<'de> for ObjectVisitor<F> {
    type Value = Option<F::Value>;

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
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
        Err(unexpected("a list", &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let first = map.next_key_seed(NameSeed)?;
        if first.as_ref().is_some_and(Name::is_number) {
            return Err(unexpected("a number", &self));
        }
        F::from_members(Peeked { first, rest: map }).map(Some)
    }

    refuse_scalars!();
}

/// The members of an object whose first name was looked at.
struct Peeked<'de, A> {
    first: Option<Name<'de>>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Peeked<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(Name::Borrowed(name)) => seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some),
            Some(Name::Owned(name)) => seed.deserialize(StringDeserializer::new(name)).map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}
