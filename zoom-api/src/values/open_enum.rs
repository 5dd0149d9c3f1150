//! Enumerations that Zoom may add values to.

/// Writes an enumeration of texts with a value for those that it does not know, in requests and responses alike.
#[allow(unused_macros, reason = "the fragment may have no enumeration")]
macro_rules! open_enum {
    ($(#[$doc:meta])* pub enum $name:ident { $(#[$variant_doc:meta] $variant:ident = $text:literal,)* } other $other:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[$variant_doc] $variant,)*
            /// A value that this crate does not know.
            $other(::std::string::String),
        }

        impl $name {
            /// Returns the text that stands for it in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$other(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            // One comparison with all values is enough in a program.
            #[inline(never)]
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    _ => Self::$other(text.to_owned()),
                }
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                text.as_str().into()
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(text.into())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                <::std::string::String as ::serde::Deserialize>::deserialize(deserializer).map(Self::from)
            }
        }

        impl crate::loose::Loose for $name {
            fn read_loose<'de, D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::option::Option<Self>, D::Error> {
                let text = <::std::string::String as crate::loose::Loose>::read_loose(deserializer)?;
                Ok(text.filter(|text| !text.is_empty()).map(Self::from))
            }
        }

        #[cfg(feature = "schemars")]
        impl ::schemars::JsonSchema for $name {
            fn schema_name() -> ::std::string::String {
                ::std::stringify!($name).to_owned()
            }

            fn json_schema(generator: &mut ::schemars::r#gen::SchemaGenerator) -> ::schemars::schema::Schema {
                <::std::string::String as ::schemars::JsonSchema>::json_schema(generator)
            }
        }
    };
}

#[allow(unused_imports, reason = "likewise")]
pub(crate) use open_enum;

#[cfg(test)]
mod tests {
    open_enum! {
        /// Whether it is on.
        pub enum State { /// `on`
            On = "on", /// `off`
            Off = "off", } other Other
    }

    #[test]
    fn values_that_are_known_and_not() {
        for (text, state) in [("on", State::On), ("off", State::Off), ("new", State::Other("new".to_owned()))] {
            assert_eq!((State::from(text), state.as_str()), (state.clone(), text));
            assert_eq!(serde_json::to_value(&state).unwrap(), text);
            assert_eq!(serde_json::from_value::<State>(text.into()).unwrap(), state);
            assert_eq!(format!("{state:>4}"), format!("{text:>4}"));
        }
    }

    #[test]
    fn what_is_read_loosely() {
        #[derive(serde::Deserialize)]
        struct Holder {
            #[serde(default, deserialize_with = "crate::loose::read")]
            state: Option<State>,
        }
        for (json, expected) in [
            (r#"{"state":"on"}"#, Some(State::On)),
            (r#"{"state":1}"#, Some(State::Other("1".to_owned()))),
            (r#"{"state":null}"#, None),
            (r#"{"state":""}"#, None),
            ("{}", None),
        ] {
            assert_eq!(serde_json::from_str::<Holder>(json).unwrap().state, expected, "{json}");
        }
    }
}
