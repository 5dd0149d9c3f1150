//! Types that have had a name: what stands in the places that go by it.
//!
//! A type is recorded by the places where it stands. All that is in these places today is one type, so that a type that was
//! shared stays shared when one of its users gains a member, and what a caller has written goes on to compile.

use std::collections::{BTreeMap, HashMap};

use super::names::Names;
use super::shape::{ObjectShape, Shape};

/// The recorded names, and the shapes that go by them.
#[derive(Debug, Default)]
pub(super) struct Recorded {
    /// The name of the type in each place.
    names: BTreeMap<String, String>,
    /// The places of each type.
    places: HashMap<String, Vec<String>>,
    /// All that was seen in the places of a type, and the number of the operation in which it was first.
    pub(super) seen: BTreeMap<String, (usize, ObjectShape)>,
}

/// The names of one place. The first is where a shape really stands; the others are where it would stand in the other
/// places of the type around it.
pub(super) type Keys = Vec<String>;

impl Recorded {
    pub(super) fn new(names: &Names) -> Self {
        let mut places: HashMap<String, Vec<String>> = HashMap::new();
        for (place, name) in &names.types {
            places.entry(name.clone()).or_default().push(place.clone());
        }
        Self { names: names.types.clone(), places, seen: BTreeMap::new() }
    }

    /// All recorded names, also of types that are gone.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// The name of the type in a place.
    pub(super) fn name(&self, keys: &[String]) -> Option<&str> {
        keys.iter().find_map(|key| self.names.get(key)).map(String::as_str)
    }

    /// The keys of a type's member, or of what is in it: `suffix` is `.member`, `[]` or `{}`.
    pub(super) fn within(&self, keys: &[String], suffix: &str) -> Keys {
        keys.iter().map(|key| format!("{key}{suffix}")).collect()
    }

    /// The keys of an object whose own keys are these: with all places of its type.
    pub(super) fn of_type(&self, keys: Keys, name: &str) -> Keys {
        let others = self.places.get(name).into_iter().flatten().filter(|place| keys.first() != Some(*place));
        keys.first().cloned().into_iter().chain(others.cloned()).collect()
    }

    /// The keys of an object whose own keys are these, with all places of its type if it has had a name.
    pub(super) fn around(&self, keys: &[String]) -> Keys {
        match self.name(keys) {
            Some(name) => self.of_type(keys.to_vec(), name),
            None => keys.to_vec(),
        }
    }

    /// Gathers what stands in the places of recorded types.
    pub(super) fn gather(&mut self, operation: usize, shape: &Shape, keys: Keys) {
        if let Some(element) = &shape.array {
            let keys = self.within(&keys, "[]");
            self.gather(operation, element, keys);
        }
        let Some(object) = &shape.object else { return };
        let keys = match self.name(&keys).map(str::to_owned) {
            Some(name) => {
                let seen = self.seen.entry(name.clone()).or_insert_with(|| (operation, ObjectShape::default()));
                seen.1 = std::mem::take(&mut seen.1).union((**object).clone());
                self.of_type(keys, &name)
            }
            None if object.is_map() => {
                let keys = self.within(&keys, "{}");
                object.members.iter().for_each(|(_, member)| self.gather(operation, &member.shape, keys.clone()));
                return;
            }
            None => keys,
        };
        for (name, member) in object.members.iter().filter(|(_, member)| member.shape.holds_objects()) {
            let keys = self.within(&keys, &format!(".{name}"));
            self.gather(operation, &member.shape, keys);
        }
    }
}
