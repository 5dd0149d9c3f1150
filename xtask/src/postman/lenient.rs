//! The many forms in which exporters write one field: a list or a string, an object or its text, null for nothing.

use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::ignored::Passed;
use super::model::{Auth, Body, Parameter, Request, Url, Variable};
use super::segments;

/// Null is the same as absence.
pub(super) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// A text as text, a number or a boolean as its JSON, and `{"content": "…"}` (a description) as its content.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    deserializer.deserialize_any(TextVisitor)
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Self::Value, E> {
        Ok(Some(text))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Some(value.to_string()))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut others = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == "content" {
                let content = map.next_value::<Value>()?;
                while map.next_entry::<Passed, Passed>()?.is_some() {}
                return Ok(if let Value::String(content) = content { Some(content) } else { None });
            }
            others.insert(name, map.next_value()?);
        }
        Ok((!others.is_empty()).then(|| Value::Object(others).to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        let list = Vec::<Value>::deserialize(de::value::SeqAccessDeserializer::new(seq))?;
        Ok(Some(Value::Array(list).to_string()))
    }
}

/// `"1.2.0"` or `{"major": 1, "minor": 2, "patch": 0}`.
pub(super) fn version<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Option::<Value>::deserialize(deserializer)? {
        Some(Value::String(version)) => Some(version),
        Some(Value::Object(parts)) => {
            let part = |name: &str| parts.get(name).and_then(Value::as_u64).unwrap_or_default();
            Some(format!("{}.{}.{}", part("major"), part("minor"), part("patch")))
        }
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    })
}

/// The fields of a form: a list, or (v2.0) a text such as `a=1&b=2`.
pub(super) fn form<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Parameter>, D::Error> {
    deserializer.deserialize_any(ParametersVisitor { pairs: '&', equals: '=' })
}

/// Headers: a list, or a text of `Name: value` lines, or a list of such texts.
pub(super) fn headers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Parameter>, D::Error> {
    deserializer.deserialize_any(ParametersVisitor { pairs: '\n', equals: ':' })
}

struct ParametersVisitor {
    pairs: char,
    equals: char,
}

impl ParametersVisitor {
    fn split<'t>(&self, text: &'t str) -> impl Iterator<Item = Parameter> + use<'t> {
        let equals = self.equals;
        text.split(self.pairs).filter(|pair| !pair.trim().is_empty()).map(move |pair| {
            let (key, value) = pair.split_once(equals).unwrap_or((pair, ""));
            Parameter { key: Some(key.trim().to_owned()), value: Some(value.trim().to_owned()), ..Parameter::default() }
        })
    }
}

/// One element of a list of parameters: an object, a text of pairs, or null.
struct Element(Vec<Parameter>);

struct ElementSeed<'v>(&'v ParametersVisitor);

impl<'de> DeserializeSeed<'de> for ElementSeed<'_> {
    type Value = Element;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Element, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ElementSeed<'_> {
    type Value = Element;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{key, value}, or a text")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Element, E> {
        Ok(Element(Vec::new()))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Element, E> {
        Ok(Element(self.0.split(text).collect()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Element, A::Error> {
        Ok(Element(vec![Parameter::deserialize(de::value::MapAccessDeserializer::new(map))?]))
    }
}

impl<'de> Visitor<'de> for ParametersVisitor {
    type Value = Vec<Parameter>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of {key, value}, or a text")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.split(text).collect())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        // An empty object stands for no headers in some exports (postman2openapi's "empty-header-object").
        let map = Map::<String, Value>::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(map
            .into_iter()
            .map(|(key, value)| Parameter {
                key: Some(key),
                value: value.as_str().map(str::to_owned),
                ..Parameter::default()
            })
            .collect())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut parameters = Vec::with_capacity(seq.size_hint().unwrap_or_default().min(64));
        while let Some(Element(found)) = seq.next_element_seed(ElementSeed(&self))? {
            parameters.extend(found);
        }
        Ok(parameters)
    }
}

/// A body, or (as some exporters have it) its text.
fn body<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Box<Body>>, D::Error> {
    struct BodyVisitor;
    impl<'de> Visitor<'de> for BodyVisitor {
        type Value = Option<Box<Body>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a body, an object")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Some(Box::new(Body { raw: Some(text.to_owned()), ..Body::default() })))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
            Body::deserialize(de::value::MapAccessDeserializer::new(map)).map(Box::new).map(Some)
        }
    }
    deserializer.deserialize_any(BodyVisitor)
}

/// Whether a script has any text: `exec` is a list of lines or one text.
pub(super) fn lines_have_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(match Option::<Value>::deserialize(deserializer)? {
        Some(Value::String(text)) => !text.trim().is_empty(),
        Some(Value::Array(lines)) => lines.iter().any(|line| line.as_str().is_some_and(|line| !line.trim().is_empty())),
        _ => false,
    })
}

/// Whether it is a list, whatever is in it.
pub(super) fn is_list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(matches!(Option::<Value>::deserialize(deserializer)?, Some(Value::Array(_))))
}

/// A struct that may also be written as one text.
macro_rules! text_or_struct {
    ($name:ident, $expecting:literal, $text:ident => $from_text:expr, { $($(#[$meta:meta])* $field:ident: $kind:ty,)* }) => {
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #[derive(serde::Deserialize)]
                struct Fields { $($(#[$meta])* $field: $kind,)* }

                struct Either;
                impl<'de> Visitor<'de> for Either {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }

                    fn visit_str<E: de::Error>(self, $text: &str) -> Result<$name, E> {
                        Ok($from_text)
                    }

                    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<$name, A::Error> {
                        let fields = Fields::deserialize(de::value::MapAccessDeserializer::new(map))?;
                        Ok($name { $($field: fields.$field),* })
                    }
                }
                deserializer.deserialize_any(Either)
            }
        }
    };
}

text_or_struct!(Request, "a request: an object, or its address as a text", text => Request {
    url: Some(Url { raw: Some(text.to_owned()), ..Url::default() }),
    ..Request::default()
}, {
    #[serde(default, deserialize_with = "text")]
    method: Option<String>,
    #[serde(default)]
    url: Option<Url>,
    #[serde(default, deserialize_with = "text")]
    description: Option<String>,
    #[serde(default, deserialize_with = "headers")]
    header: Vec<Parameter>,
    #[serde(default, deserialize_with = "body")]
    body: Option<Box<Body>>,
    #[serde(default)]
    auth: Option<Box<Auth>>,
});

text_or_struct!(Url, "an address: an object or a text", text => Url {
    raw: Some(text.to_owned()),
    ..Url::default()
}, {
    #[serde(default, deserialize_with = "text")]
    raw: Option<String>,
    #[serde(default, deserialize_with = "text")]
    protocol: Option<String>,
    #[serde(default, deserialize_with = "segments::host")]
    host: Vec<String>,
    #[serde(default, deserialize_with = "text")]
    port: Option<String>,
    #[serde(default, deserialize_with = "segments::path")]
    path: Option<Vec<String>>,
    #[serde(default, deserialize_with = "form")]
    query: Vec<Parameter>,
    #[serde(default, deserialize_with = "null_as_default")]
    variable: Vec<Variable>,
});

impl<'de> Deserialize<'de> for Auth {
    /// The settings of a type are a list of `{key, value}` (v2.1) or an object (v2.0).
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AuthVisitor;
        impl<'de> Visitor<'de> for AuthVisitor {
            type Value = Auth;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an authorization: {\"type\": …}")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Auth, A::Error> {
                let mut kind = None;
                let mut by_type = Map::new();
                while let Some(key) = map.next_key::<String>()? {
                    match key.as_str() {
                        "type" => kind = map.next_value::<Option<String>>()?,
                        _ if key.starts_with('_') => drop(map.next_value::<IgnoredAny>()?),
                        _ => drop(by_type.insert(key, map.next_value::<Value>()?)),
                    }
                }
                let kind = kind.unwrap_or_else(|| "noauth".to_owned());
                let settings = match by_type.remove(&kind) {
                    Some(Value::Object(settings)) => settings,
                    Some(Value::Array(list)) => list
                        .into_iter()
                        .filter_map(|setting| match (setting.get("key"), setting.get("value")) {
                            (Some(Value::String(key)), Some(value)) => Some((key.clone(), value.clone())),
                            _ => None,
                        })
                        .collect(),
                    _ => Map::new(),
                };
                Ok(Auth { kind, settings })
            }
        }
        deserializer.deserialize_map(AuthVisitor)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::super::model::Response;
    use super::*;

    #[track_caller]
    fn check<T: DeserializeOwned, F: fmt::Debug + PartialEq>(input: Value, read: impl Fn(T) -> F, expected: F) {
        match serde_json::from_value(input.clone()) {
            Ok(value) => assert_eq!(read(value), expected, "{input}"),
            Err(error) => panic!("{input}: {error}"),
        }
    }

    #[test]
    fn texts() {
        for (value, expected) in [
            (json!("a"), Some("a")),
            (json!(""), Some("")),
            (json!(null), None),
            (json!(1.5), Some("1.5")),
            (json!(-1), Some("-1")),
            (json!(true), Some("true")),
            (json!([1]), Some("[1]")),
            (json!({}), None),
            (json!({ "content": "a", "type": "text/markdown" }), Some("a")),
            (json!({ "content": null }), None),
            (json!({ "a": 1 }), Some("{\"a\":1}")),
        ] {
            check(json!({ "value": value }), |found: Parameter| found.value, expected.map(str::to_owned));
        }
    }

    #[test]
    fn forms_and_headers() {
        let pairs = |list: Vec<Parameter>| {
            let pair = |one: Parameter| format!("{}={}", one.key.unwrap_or_default(), one.value.unwrap_or_default());
            list.into_iter().map(pair).collect::<Vec<_>>().join(" ")
        };
        for (form, expected) in [
            (json!(null), ""),
            (json!("a=1&b&&c=x=y"), "a=1 b= c=x=y"),
            (json!({ "a": "1", "b": 2 }), "a=1 b="),
            (json!([null, { "key": "a" }, "b=1&c=2", {}]), "a= b=1 c=2 ="),
        ] {
            check(json!({ "urlencoded": form }), |body: Body| pairs(body.urlencoded), expected.to_owned());
        }
        for (header, expected) in [
            (json!({}), ""),
            (json!("Accept: */*\r\nX-Time: 10:30\n\n"), "Accept=*/* X-Time=10:30"),
            (json!(["A: 1", { "key": "B", "value": 2 }]), "A=1 B=2"),
        ] {
            check(json!({ "header": header }), |response: Response| pairs(response.header), expected.to_owned());
        }
    }

    #[test]
    fn addresses() {
        let read = |url: Url| format!("{} {} {:?}", url.raw.unwrap_or_default(), url.host.join("."), url.path);
        for (url, expected) in [
            (json!("https://h.io"), "https://h.io  None"),
            (json!({}), "  None"),
            (json!({ "host": "h.io", "path": "/a/b" }), " h.io Some([\"a\", \"b\"])"),
            (json!({ "host": null, "path": [] }), "  Some([])"),
            (
                json!({ "host": ["h", "io"], "path": [{ "value": { "value": "a" } }, { "type": "any" }, 1] }),
                " h.io Some([\"a\", \"1\"])",
            ),
        ] {
            check(url, read, expected.to_owned());
        }
        check(
            json!("https://h.io"),
            |request: Request| request.url.and_then(|url| url.raw),
            Some("https://h.io".to_owned()),
        );
        assert!(serde_json::from_value::<Url>(json!({ "path": 1 })).is_err());
        assert!(serde_json::from_value::<Url>(json!(1)).is_err());
    }

    #[test]
    fn authorizations() {
        let read = |auth: Auth| format!("{} {}", auth.kind, Value::Object(auth.settings));
        for (auth, expected) in [
            (json!({}), "noauth {}"),
            (json!({ "type": null, "noauth": null }), "noauth {}"),
            (
                json!({ "type": "apikey", "apikey": { "key": "A" }, "basic": { "username": "b" } }),
                "apikey {\"key\":\"A\"}",
            ),
            (
                json!({ "type": "apikey", "apikey": [{ "key": "key", "value": "A" }, { "key": "in" }, 1] }),
                "apikey {\"key\":\"A\"}",
            ),
            (json!({ "type": "bearer", "bearer": "x", "_note": 1 }), "bearer {}"),
        ] {
            check(auth, read, expected.to_owned());
        }
    }

    #[test]
    fn versions_and_scripts() {
        for (value, expected) in [
            (json!("1.2"), Some("1.2")),
            (json!({ "major": 1, "patch": "x" }), Some("1.0.0")),
            (json!(2), Some("2")),
            (json!([]), None),
        ] {
            let read = |info: super::super::model::Info| info.version;
            check(json!({ "version": value }), read, expected.map(str::to_owned));
        }
        for (exec, expected) in
            [(json!(["", " "]), false), (json!(["", "x"]), true), (json!("x"), true), (json!(null), false)]
        {
            check(
                json!({ "script": { "exec": exec } }),
                |event: super::super::model::Event| event.has_code(),
                expected,
            );
        }
    }
}
