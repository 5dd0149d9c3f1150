//! Types with members, as they are generated.
//!
//! serde's derive makes a type of its own for each member that is read by a function, and each reader is compiled anew for
//! it: with a thousand members that is most of what a client takes to compile. Here all members of one kind are read by one
//! function.

#![allow(dead_code, reason = "a client without a group reads no body")]

use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::trail::in_member;
use super::{Loose, read, unexpected};

/// A type that is read member by member.
pub(crate) trait Object: Sized {
    /// The names of its members in JSON, sorted.
    const MEMBERS: &'static [&'static str];

    /// Reads all members into its place, of one that stands there twice the last. What is there after an error is of no use.
    fn read_members<'de, A: MapAccess<'de>>(slot: &mut Option<Self>, members: A) -> Result<(), A::Error>;
}

/// Reads an object.
pub(crate) fn object<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut slot = None;
    deserializer.deserialize_map(ObjectVisitor(&mut slot))?;
    slot.ok_or_else(|| unexpected("null", &"an object"))
}

/// Reads an object, or nothing.
pub(crate) fn object_or_nothing<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    let mut slot = None;
    deserializer.deserialize_option(ObjectVisitor(&mut slot))?;
    Ok(slot)
}

/// What is read stays in its place: types with a hundred members are not moved through each reader.
struct ObjectVisitor<'s, T>(&'s mut Option<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        T::read_members(self.0, members)
    }
}

/// Reads the name of a member: its place among these, which are sorted; `None` for another.
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

/// Reads a member loosely; nothing is its default.
#[inline(never)]
pub(crate) fn member<'de, T, A>(slot: &mut T, members: &mut A) -> Result<(), A::Error>
where
    T: Loose + Default,
    A: MapAccess<'de>,
{
    *slot = members.next_value_seed(LooseMember(PhantomData))?;
    Ok(())
}

/// Reads a member loosely that has to be there.
#[inline(never)]
pub(crate) fn required_member<'de, T, A>(slot: &mut Option<T>, members: &mut A) -> Result<(), A::Error>
where
    T: Loose + Default,
    A: MapAccess<'de>,
{
    *slot = Some(members.next_value_seed(LooseMember(PhantomData))?);
    Ok(())
}

/// Reads a member as it is documented.
#[inline(never)]
pub(crate) fn documented_member<'de, T, A>(slot: &mut Option<T>, members: &mut A) -> Result<(), A::Error>
where
    T: Deserialize<'de>,
    A: MapAccess<'de>,
{
    *slot = Some(members.next_value()?);
    Ok(())
}

/// Reads past a member that the type does not have.
#[inline(never)]
pub(crate) fn unknown_member<'de, A: MapAccess<'de>>(members: &mut A) -> Result<(), A::Error> {
    members.next_value::<IgnoredAny>().map(drop)
}

/// The member of a type, or the error that it is not there.
pub(crate) fn present<T, E: Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
    slot.ok_or_else(|| E::missing_field(name))
}

/// The error of a member at this place among the names.
#[cold]
pub(crate) fn stopped<E>(names: &[&str], place: Option<usize>, error: E) -> E {
    match place.and_then(|place| names.get(place)) {
        Some(name) => in_member(name, error),
        None => error,
    }
}

struct LooseMember<T>(PhantomData<T>);

impl<'de, T: Loose + Default> DeserializeSeed<'de> for LooseMember<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        read(deserializer)
    }
}
