//! Samples, as they go from a collection to a document: as text, since a tree of values would take ten times the memory.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{self, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::Value;

use super::shape::{Placeholder, placeholder};

/// A sample as JSON text without white space.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Example(Box<str>);

impl Example {
    /// How deep a sample may be nested: what reads JSON gives up at 128 levels, some of which the document takes.
    pub const DEEPEST: usize = 100;

    /// The sample that a JSON text holds; nothing where it is nested too deeply for those who read the document.
    pub fn json(text: &str) -> Option<Self> {
        if text.contains(r#""<"#)
            && let Ok(value) = serde_json::from_str(text)
            && let Some(value) = filled(value)
        {
            return Self::compact(&value.to_string());
        }
        Self::compact(text)
    }

    fn compact(text: &str) -> Option<Self> {
        let mut compact = String::with_capacity(text.len());
        let (mut in_text, mut escaped, mut depth) = (false, false, 0_usize);
        // The start of what is yet to be copied.
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'"' => in_text ^= !escaped,
                _ if in_text => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                b' ' | b'\t' | b'\n' | b'\r' => {
                    compact.push_str(&text[from..at]);
                    from = at + 1;
                }
                _ => {}
            }
            if depth > Self::DEEPEST {
                return None;
            }
            escaped = in_text && byte == b'\\' && !escaped;
        }
        compact.push_str(&text[from..]);
        Some(Self(compact.into()))
    }

    /// A sample that is a text.
    pub fn text(text: &str) -> Self {
        Self(Value::from(text).to_string().into())
    }
}

/// Puts values in the place of those that stand for a type alone (`"<long>"`), so that the sample is one of its type; what
/// stands for anything is left out. A text that stands for one is one.
fn filled(value: Value) -> Option<Value> {
    Some(match value {
        Value::String(text) => match placeholder(&text) {
            None | Some(Placeholder::String(_)) => Value::String(text),
            Some(Placeholder::Integer) => 1.into(),
            Some(Placeholder::Number) => 1.5.into(),
            Some(Placeholder::Boolean) => true.into(),
            Some(Placeholder::Null) => Value::Null,
            Some(Placeholder::Unknown | Placeholder::LeftOut) => return None,
        },
        Value::Array(values) => values.into_iter().filter_map(filled).collect(),
        Value::Object(members) => {
            let stands_for_any = members.len() == 1
                && members
                    .get("value")
                    .and_then(Value::as_str)
                    .and_then(placeholder)
                    .is_some_and(|it| it.is_left_out());
            if stands_for_any {
                return None;
            }
            members.into_iter().filter_map(|(name, value)| Some((name, filled(value)?))).collect()
        }
        value => value,
    })
}

impl Serialize for Example {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Piece::of(&mut serde_json::Deserializer::from_str(&self.0)).serialize(serializer)
    }
}

/// A value that is written as it is read. Of members of one name the first is.
struct Piece<D>(Cell<Option<D>>);

impl<D> Piece<D> {
    fn of(reader: D) -> Self {
        Self(Cell::new(Some(reader)))
    }
}

impl<'de, D: Deserializer<'de>> Serialize for Piece<D> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let reader = self.0.take().ok_or_else(|| ser::Error::custom("a value can be read once"))?;
        reader.deserialize_any(Writer(serializer)).map_err(ser::Error::custom)
    }
}

struct Writer<S>(S);

impl<'de, S: Serializer> Visitor<'de> for Writer<S> {
    type Value = S::Ok;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<S::Ok, E> {
        self.0.serialize_unit().map_err(E::custom)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<S::Ok, E> {
        self.0.serialize_bool(value).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<S::Ok, E> {
        self.0.serialize_i64(value).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<S::Ok, E> {
        self.0.serialize_u64(value).map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<S::Ok, E> {
        self.0.serialize_f64(value).map_err(E::custom)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<S::Ok, E> {
        self.0.serialize_str(value).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<S::Ok, A::Error> {
        let mut written = self.0.serialize_seq(list.size_hint()).map_err(de::Error::custom)?;
        while list.next_element_seed(Element(&mut written))?.is_some() {}
        written.end().map_err(de::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<S::Ok, A::Error> {
        let mut written = self.0.serialize_map(map.size_hint()).map_err(de::Error::custom)?;
        let mut seen = BTreeSet::new();
        while let Some(Name(name)) = map.next_key()? {
            if seen.contains(&name) {
                map.next_value::<de::IgnoredAny>()?;
                continue;
            }
            written.serialize_key(&*name).map_err(de::Error::custom)?;
            map.next_value_seed(Member(&mut written))?;
            seen.insert(name);
        }
        written.end().map_err(de::Error::custom)
    }
}

#[derive(Deserialize)]
struct Name<'t>(#[serde(borrow)] Cow<'t, str>);

struct Element<'s, S>(&'s mut S);

impl<'de, S: SerializeSeq> DeserializeSeed<'de> for Element<'_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        self.0.serialize_element(&Piece::of(reader)).map_err(de::Error::custom)
    }
}

struct Member<'s, S>(&'s mut S);

impl<'de, S: SerializeMap> DeserializeSeed<'de> for Member<'_, S> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        self.0.serialize_value(&Piece::of(reader)).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let example = Example::json(text).unwrap();
        assert_eq!(serde_json::to_string(&example).unwrap(), expected, "{text}");
    }

    #[test]
    fn placeholders_become_values_of_their_type() {
        check(
            r#"{"id":"<long>","of":"<double>","ok":"<boolean>","name":"<string>","html":"<b>x</b>","no":"<null>"}"#,
            r#"{"id":1,"of":1.5,"ok":true,"name":"<string>","html":"<b>x</b>","no":null}"#,
        );
        let deep = "<Error: Too many levels of nesting to fake this schema>";
        check(&format!(r#"{{"a":{{"value":"{deep}"}},"b":["{deep}",1],"c":"<object>"}}"#), r#"{"b":[1]}"#);
        check(&format!(r#"{{"value":"{deep}"}}"#), &format!(r#"{{"value":"{deep}"}}"#));
    }

    #[test]
    fn values_are_written_as_they_were_read() {
        check(" { \"b\" : [ 1 , -2, 2.50, 1e3 ] ,\n\"a\":{} } ", r#"{"b":[1,-2,2.5,1000.0],"a":{}}"#);
        check(r#"" a \" b \\""#, r#"" a \" b \\""#);
        check(r#"["\u00e9\n", null, true, 18446744073709551615]"#, r#"["é\n",null,true,18446744073709551615]"#);
    }

    #[test]
    fn the_first_of_equal_members_is_written() {
        check(r#"{"a": 1, "b": 2, "\u0061": {"c": 3}}"#, r#"{"a":1,"b":2}"#);
    }

    #[test]
    fn depth_has_a_limit() {
        let nested = |depth| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(Example::json(&nested(Example::DEEPEST)).is_some());
        assert!(Example::json(&nested(Example::DEEPEST + 1)).is_none());
        assert!(Example::json(&format!("\"{}\"", "[".repeat(1000))).is_some());
    }
}
