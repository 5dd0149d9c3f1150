//! The shape of JSON values, learned from samples.
//!
//! A [`Shape`] is what has been seen so far. [`Shape::merge`] joins two of them, so that the order of the samples does
//! not matter, and samples that contradict each other widen the shape instead of failing.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::formats::{Format, Formats};
use super::json_with_comments;

/// All kinds of values seen in one place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Shape {
    /// `null` was seen.
    pub null: bool,
    /// `true` or `false` was seen.
    pub boolean: bool,
    /// A whole number that 64 bits hold was seen.
    pub integer: bool,
    /// A whole number beyond these that 64 bits without a sign hold was seen.
    pub unsigned: bool,
    /// Another number was seen.
    pub number: bool,
    /// A text was seen.
    pub string: Option<Formats>,
    /// A list was seen, with elements of this shape.
    pub array: Option<Box<Shape>>,
    /// An object was seen.
    pub object: Option<Box<ObjectShape>>,
    /// An object was seen that is of the type of the object around it.
    pub again: bool,
    /// A tool left a value out, of whatever kind it is.
    pub left_out: bool,
}

/// The members of the objects seen in one place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectShape {
    /// How many objects were seen.
    pub samples: u32,
    /// The members, by name.
    pub members: Members,
}

/// The members of an object by name, side by side: a collection has tens of thousands of small objects, for which a tree
/// has room to spare.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Members(Vec<(Box<str>, Member)>);

/// A member of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Member {
    /// In how many objects it was seen.
    pub seen: u32,
    /// Its shape.
    pub shape: Shape,
}

impl Shape {
    /// The shape of one value.
    pub fn of(value: &Value) -> Self {
        // Nothing that a value holds is refused below.
        Self::deserialize(value).unwrap_or_default()
    }

    /// A text is one, unless it stands for a type: `"<string>"`, as Postman's generator writes.
    fn of_text(text: &str) -> Self {
        let mut shape = Self::default();
        if text.starts_with(json_with_comments::OPEN) {
            return shape;
        }
        match placeholder(text) {
            Some(Placeholder::String(formats)) => shape.string = Some(formats),
            Some(Placeholder::Integer) => shape.integer = true,
            Some(Placeholder::Number) => shape.number = true,
            Some(Placeholder::Boolean) => shape.boolean = true,
            Some(Placeholder::Null) => shape.null = true,
            Some(Placeholder::Unknown) => {}
            Some(Placeholder::LeftOut) => shape.left_out = true,
            None => shape.string = Some(Formats::of(text)),
        }
        shape
    }

    /// A text of no particular format.
    pub fn text() -> Self {
        Self { string: Some(Formats::default()), ..Self::default() }
    }

    /// The content of a file.
    pub fn file() -> Self {
        Self { string: Some(Formats::only(Format::Binary)), ..Self::default() }
    }

    /// An empty list with elements of this shape.
    pub fn list_of(element: Self) -> Self {
        Self { array: Some(Box::new(element)), ..Self::default() }
    }

    /// An object with these members.
    pub fn object_of(members: Members) -> Self {
        Self { object: Some(Box::new(ObjectShape { samples: 1, members })), ..Self::default() }
    }

    /// Whether there are objects in it, however deep.
    pub fn holds_objects(&self) -> bool {
        self.object.is_some() || self.array.as_ref().is_some_and(|element| element.holds_objects())
    }

    /// Whether there are objects in it of the type of the object around it.
    pub fn holds_itself(&self) -> bool {
        self.again || self.array.as_ref().is_some_and(|element| element.holds_itself())
    }

    /// How many lists stand one within the other.
    pub fn lists(&self) -> usize {
        self.array.as_ref().map_or(0, |element| 1 + element.lists())
    }

    /// Widens this shape by all that `other` has seen.
    pub fn merge(&mut self, other: Self) {
        self.null |= other.null;
        self.again |= other.again;
        self.left_out |= other.left_out;
        self.boolean |= other.boolean;
        self.integer |= other.integer;
        self.unsigned |= other.unsigned;
        self.number |= other.number;
        self.string = join(self.string.take(), other.string, Formats::common);
        self.array = join(self.array.take(), other.array, |mut a, b| {
            a.merge(*b);
            a
        });
        self.object = join(self.object.take(), other.object, |mut a, b| {
            *a = std::mem::take(&mut *a).union(*b);
            a
        });
    }

    /// Whether nothing but perhaps `null` was seen.
    pub fn is_unknown(&self) -> bool {
        self.kinds() == 0
    }

    /// How many kinds of values other than `null` were seen, whole and other numbers counting as one.
    pub fn kinds(&self) -> usize {
        usize::from(self.boolean)
            + usize::from(self.integer || self.unsigned || self.number)
            + usize::from(self.string.is_some())
            + usize::from(self.array.is_some())
            + usize::from(self.object.is_some() || self.again)
    }
}

/// Learns a shape while the sample is read, without the sample itself in memory.
impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Sample)
    }
}

struct Sample;

impl<'de> Visitor<'de> for Sample {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Shape, E> {
        Ok(Shape { null: true, ..Shape::default() })
    }

    fn visit_bool<E>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape { boolean: true, ..Shape::default() })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Shape, E> {
        Ok(Shape { integer: true, ..Shape::default() })
    }

    /// An `i64` is what a client holds a whole number in; one beyond it needs a `u64`.
    fn visit_u64<E>(self, number: u64) -> Result<Shape, E> {
        let integer = i64::try_from(number).is_ok();
        Ok(Shape { integer, unsigned: !integer, ..Shape::default() })
    }

    fn visit_f64<E>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape { number: true, ..Shape::default() })
    }

    fn visit_str<E>(self, text: &str) -> Result<Shape, E> {
        Ok(Shape::of_text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Shape, A::Error> {
        let mut element = Shape::default();
        while let Some(next) = seq.next_element()? {
            element.merge(next);
        }
        Ok(Shape::list_of(element))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let mut members: Vec<(Box<str>, Member)> = Vec::new();
        while let Some((name, shape)) = map.next_entry()? {
            members.push((name, Member { seen: 1, shape }));
        }
        if let [(name, member)] = &members[..]
            && stands_for_any(name, member)
        {
            return Ok(Shape { left_out: true, ..Shape::default() });
        }
        Ok(Shape::object_of(members.into_iter().collect()))
    }
}

/// Postman's generator gives up on what is nested too deeply: `{"value": "<Error: Too many levels of nesting …>"}` stands
/// for anything.
fn stands_for_any(name: &str, member: &Member) -> bool {
    name == "value" && member.shape.left_out
}

fn join<T>(a: Option<T>, b: Option<T>, both: impl FnOnce(T, T) -> T) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(both(a, b)),
        (a, b) => a.or(b),
    }
}

impl Members {
    /// The members in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Member)> {
        self.0.iter().map(|(name, member)| (&**name, member))
    }

    /// The members in the order of their names.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&str, &mut Member)> {
        self.0.iter_mut().map(|(name, member)| (&**name, member))
    }

    /// The member of a name.
    pub fn get(&self, name: &str) -> Option<&Member> {
        self.0.binary_search_by(|(known, _)| (**known).cmp(name)).ok().map(|at| &self.0[at].1)
    }

    /// Adds a member that no sample has, where there is none of its name.
    pub fn expect(&mut self, name: &str, shape: Shape) {
        if let Err(at) = self.0.binary_search_by(|(known, _)| (**known).cmp(name)) {
            self.0.insert(at, (name.into(), Member { seen: 0, shape }));
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Two members of one name become one.
    fn join(mut self, other: Self, both: fn(&mut Member, Member)) -> Self {
        let have_same_names = self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(a, b)| a.0 == b.0);
        if have_same_names {
            self.0.iter_mut().zip(other.0).for_each(|((_, mine), (_, member))| both(mine, member));
            return self;
        }
        self.0.extend(other.0);
        // Stable: of two of one name, mine stands first.
        self.0.sort_by(|a, b| a.0.cmp(&b.0));
        self.0.dedup_by(|later, earlier| {
            let same = later.0 == earlier.0;
            if same {
                both(&mut earlier.1, std::mem::take(&mut later.1));
            }
            same
        });
        self
    }
}

/// Of two members of one name the later counts, as for any reader of JSON.
impl FromIterator<(Box<str>, Member)> for Members {
    fn from_iter<I: IntoIterator<Item = (Box<str>, Member)>>(members: I) -> Self {
        let mut members = Self(members.into_iter().collect());
        if !members.0.is_sorted_by(|a, b| a.0 < b.0) {
            members = members.join(Self::default(), |mine, later| *mine = later);
        }
        members.0.shrink_to_fit();
        members
    }
}

impl ObjectShape {
    /// All that both have seen.
    #[must_use]
    pub fn union(mut self, other: Self) -> Self {
        self.samples += other.samples;
        self.members = self.members.join(other.members, |mine, member| {
            mine.seen += member.seen;
            mine.shape.merge(member.shape);
        });
        self
    }

    /// Whether the names of the members are data (IDs, dates) and not words: then it is a map.
    pub fn is_map(&self) -> bool {
        !self.members.is_empty() && self.members.iter().all(|(name, _)| is_data(name))
    }
}

/// Whether a member's name is a number, a date or an ID.
fn is_data(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    let formats = Formats::of(name);
    !name.is_empty() && digits == name.len()
        || formats.has(Format::Uuid)
        || formats.has(Format::Date)
        || formats.has(Format::DateTime)
        || formats.has(Format::Email)
        || name.len() >= 16 && digits >= 4 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What a text stands for.
pub(super) enum Placeholder {
    String(Formats),
    Integer,
    Number,
    Boolean,
    Null,
    Unknown,
    LeftOut,
}

impl Placeholder {
    /// Whether it stands for what a tool left out.
    pub(super) fn is_left_out(&self) -> bool {
        matches!(self, Self::LeftOut)
    }
}

/// The type that a text such as `"<long>"` stands for: Postman's generator writes these in place of values.
pub(super) fn placeholder(text: &str) -> Option<Placeholder> {
    let name = text.strip_prefix('<')?.strip_suffix('>')?;
    let of = |format| Some(Placeholder::String(Formats::only(format)));
    match name {
        "string" | "password" | "byte" | "binary" | "any" | "anyOf" | "oneOf" | "enum" => {
            Some(Placeholder::String(Formats::default()))
        }
        "dateTime" | "date-time" => of(Format::DateTime),
        "date" => of(Format::Date),
        "uuid" => of(Format::Uuid),
        "uri" | "url" => of(Format::Uri),
        "email" => of(Format::Email),
        "integer" | "long" | "int" | "int32" | "int64" => Some(Placeholder::Integer),
        "number" | "float" | "double" => Some(Placeholder::Number),
        "boolean" => Some(Placeholder::Boolean),
        "null" => Some(Placeholder::Null),
        "object" | "array" | "unknown" => Some(Placeholder::Unknown),
        // "<Error: Too many levels of nesting to fake this schema>", "<Circular reference to #/… detected>"
        _ if name.starts_with("Error: ") || name.starts_with("Circular reference ") => Some(Placeholder::LeftOut),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn placeholders_are_types() {
        let left_out = Shape { left_out: true, ..Shape::default() };
        for (text, expected) in [
            ("<long>", Shape { integer: true, ..Shape::default() }),
            ("<double>", Shape { number: true, ..Shape::default() }),
            ("<boolean>", Shape { boolean: true, ..Shape::default() }),
            ("<string>", Shape::text()),
            ("<Error: Too many levels of nesting to fake this schema>", left_out.clone()),
            ("<object>", Shape::default()),
            ("<b>bold</b>", Shape::text()),
        ] {
            assert_eq!(Shape::of(&json!(text)), expected, "{text}");
        }
        let too_deep = "<Error: Too many levels of nesting to fake this schema>";
        assert_eq!(Shape::of(&json!({ "value": too_deep })), left_out);
        assert!(Shape::of(&json!({ "value": too_deep, "name": "a" })).object.is_some());
        assert!(Shape::of(&json!({ "value": "a" })).object.is_some());
    }

    #[test]
    fn merging_widens_and_ignores_order() {
        let samples = [json!({"a": 1}), json!({"a": 1.5, "b": [1, "x"]}), json!({"a": null, "b": []}), json!("text")];
        let join = |values: &mut dyn Iterator<Item = &Value>| {
            let mut shape = Shape::default();
            values.for_each(|value| shape.merge(Shape::of(value)));
            shape
        };
        let shape = join(&mut samples.iter());
        assert_eq!(shape, join(&mut samples.iter().rev()));
        let object = shape.object.unwrap();
        let member = |name| object.members.get(name).unwrap();
        let a = member("a");
        assert!(a.seen == 3 && a.shape.null && a.shape.integer && a.shape.number);
        assert_eq!(member("b").shape.array.as_ref().unwrap().kinds(), 2);
        assert!(shape.string.is_some());
    }

    #[test]
    fn whole_numbers_beyond_64_bits_are_numbers() {
        assert!(Shape::of(&json!(i64::MAX)).integer);
        assert!(Shape::of(&json!(u64::MAX)).unsigned);
        assert!(serde_json::from_str::<Shape>("18446744073709551616").unwrap().number);
    }

    #[test]
    fn members_named_by_data_make_a_map() {
        for (value, expected) in [
            (json!({"2026-11-23": 1, "2026-11-24": 2}), true),
            (json!({"17": {}, "18": {}}), true),
            (json!({"id": 1}), false),
            (json!({"deadbeef": 1}), false),
            (json!({}), false),
        ] {
            assert_eq!(Shape::of(&value).object.unwrap().is_map(), expected, "{value}");
        }
    }
}
