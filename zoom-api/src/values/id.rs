//! What stands in a path segment.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer};

use super::character::{CharacterKind, InvalidCharacter, unseen};
use super::text::{string_schema, text_value};
use super::{IntOrString, UserEmail, UserId, UserRef};

/// An ID of Zoom's, as a path parameter takes it: text or number.
///
/// It is made of anything that Zoom gives as an ID, and checked when a call is about to be sent: one that would lead the
/// request to another path is refused with an [`InvalidId`]. `?`, `#`, `%`, spaces within and any letters are fine: the
/// text is percent-encoded exactly once.
///
/// ```
/// use zoom_api::Id;
///
/// assert_eq!(Id::from(98_765_432_101_u64), Id::from("98765432101"));
/// assert_eq!(Id::from("a b").check(), Ok("a b"));
/// assert!(Id::from("../users").check().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(String);

/// Why a text cannot be an ID in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InvalidId {
    /// It is empty.
    Empty,
    /// It is longer than 1024 bytes.
    TooLong,
    /// It is `.` or `..`, which a URL takes for a step to another path.
    DotSegment,
    /// It contains a character that no ID has.
    Character(InvalidCharacter),
}

impl InvalidId {
    /// Returns the byte at which the offending character stands, from 0, if the text fails by one.
    pub fn position(&self) -> Option<usize> {
        match self {
            Self::Character(character) => Some(character.position()),
            Self::Empty | Self::TooLong | Self::DotSegment => None,
        }
    }
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid ID: ")?;
        match self {
            Self::Empty => f.write_str("empty"),
            Self::TooLong => write!(f, "longer than {LONGEST} bytes"),
            Self::DotSegment => f.write_str("a dot segment, which would lead to another path"),
            Self::Character(character) => character.fmt(f),
        }
    }
}

impl std::error::Error for InvalidId {}

/// No ID of Zoom's comes near; a URL of several of them stays under the 8 KB that servers read.
const LONGEST: usize = 1024;

impl Id {
    /// Returns the text that was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text if it can stand in a path.
    ///
    /// # Errors
    ///
    /// [`InvalidId`] for a text that is empty, longer than 1024 bytes, `.` or `..`, for a control character or one that
    /// cannot be seen, for `/` and `\`, and for white space at either end.
    pub fn check(&self) -> Result<&str, InvalidId> {
        let text = self.as_str();
        match text {
            "" => return Err(InvalidId::Empty),
            "." | ".." => return Err(InvalidId::DotSegment),
            _ if text.len() > LONGEST => return Err(InvalidId::TooLong),
            _ => {}
        }
        let found = InvalidCharacter::find(text, |position, character| match character {
            '/' | '\\' => Some(CharacterKind::Separator),
            ' ' if position > 0 && position + 1 < text.len() => None,
            _ => unseen(character),
        });
        found.map(|()| text).map_err(InvalidId::Character)
    }
}

text_value!(Id);
string_schema!(Id, None);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IntOrString::deserialize(deserializer).map(Self::from)
    }
}

impl std::str::FromStr for Id {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.into())
    }
}

impl From<String> for Id {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<IntOrString> for Id {
    fn from(id: IntOrString) -> Self {
        Self(id.into())
    }
}

/// What a call takes for an ID: a text, an integer, an [`Id`] or another of this crate's values that is one.
///
/// It can be implemented for a type of your own, to pass that to a call. A number with a fraction is no ID:
///
/// ```compile_fail
/// zoom_api::IntoId::into_id(1.5);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an ID that a call takes",
    label = "not an ID",
    note = "give a `&str`, `String`, `Cow<str>`, an integer, `Id`, `IntOrString`, `UserRef`, `UserId` or `UserEmail`"
)]
pub trait IntoId {
    /// Converts the value into an ID, which is checked when the call is sent.
    fn into_id(self) -> Id;
}

/// Not for all `T: Into<Id>`: a type that is none would then be told of `From`, not of what a call takes.
macro_rules! into_id {
    ($($from:ty),*) => {$(
        impl IntoId for $from {
            fn into_id(self) -> Id {
                self.into()
            }
        }
    )*};
}

/// Writes the conversion of what shows itself as its ID.
macro_rules! shown_as_id {
    ($($from:ty),*) => {
        $(impl From<$from> for Id {
            fn from(id: $from) -> Self {
                Self(id.to_string())
            }
        })*
        into_id!($($from),*);
    };
}

into_id!(Id, String, IntOrString);
shown_as_id!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);
shown_as_id!(&str, &&str, &String, Cow<'_, str>, &Id, &IntOrString);
shown_as_id!(UserRef, &UserRef, UserId, &UserId, UserEmail, &UserEmail);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_can_stand_in_a_path() {
        for text in [
            "a",
            "98765432101",
            "a b",
            "a?b#c",
            "%2e%2e",
            "..a",
            "...",
            "a,b;c",
            "<a>",
            "\"a\"",
            "日本",
            "a@b@c",
            "me",
            "{a}",
        ] {
            assert_eq!(Id::from(text).check(), Ok(text));
        }
        let longest = "x".repeat(1024);
        assert_eq!(Id::from(&longest).check(), Ok(longest.as_str()));
    }

    #[test]
    fn what_cannot_stand_in_a_path() {
        for (text, expected) in [
            ("", "empty"),
            (".", "a dot segment, which would lead to another path"),
            ("..", "a dot segment, which would lead to another path"),
            (&"x".repeat(1025), "longer than 1024 bytes"),
            ("/", "contains '/' at byte 0, which would lead to another path"),
            ("../a", "contains '/' at byte 2, which would lead to another path"),
            ("日\\", "contains '\\\\' at byte 3, which would lead to another path"),
            (" ", "contains whitespace (U+0020) at byte 0"),
            (" a", "contains whitespace (U+0020) at byte 0"),
            ("a ", "contains whitespace (U+0020) at byte 1"),
            ("a\u{a0}b", "contains whitespace (U+00A0) at byte 1"),
            ("a\u{2028}b", "contains whitespace (U+2028) at byte 1"),
            ("a\r\nb", "contains a control character (U+000D) at byte 1"),
            ("a\tb", "contains a control character (U+0009) at byte 1"),
            ("\u{feff}a", "contains an invisible character (U+FEFF) at byte 0"),
            ("a\u{200b}", "contains an invisible character (U+200B) at byte 1"),
        ] {
            let id = Id::from(text);
            let error = id.check().unwrap_err();
            assert_eq!(error.to_string(), format!("invalid ID: {expected}"), "{text:?}");
            assert_eq!(error.position().is_some(), expected.contains("at byte"), "{text:?}");
        }
        assert_eq!(Id::from("é\u{ad}").check().unwrap_err().position(), Some(2));
    }

    #[test]
    #[allow(clippy::needless_borrows_for_generic_args, reason = "a reference is one of the spellings")]
    fn a_call_takes_any_spelling_of_an_id() {
        fn given(id: impl IntoId) -> String {
            id.into_id().to_string()
        }
        let text = "5".to_owned();
        let (number, user) = (IntOrString::from(5), "5".parse::<UserId>().unwrap());
        for found in [
            given("5"),
            given(&"5"),
            given(&text),
            given(text.clone()),
            given(Cow::Borrowed("5")),
            given(5_i8),
            given(5_i16),
            given(5),
            given(5_i64),
            given(5_isize),
            given(5_u8),
            given(5_u16),
            given(5_u32),
            given(5_u64),
            given(5_usize),
            given(&number),
            given(number),
            given(&Id::from(5)),
            given(Id::from(5)),
            given(UserRef::from(&user)),
            given(&UserRef::from(&user)),
            given(&user),
            given(user),
        ] {
            assert_eq!(found, "5");
        }
        let email: UserEmail = "a@b".parse().unwrap();
        assert_eq!((given(&email), given(email)), ("a@b".to_owned(), "a@b".to_owned()));
        assert_eq!(given(i64::MIN), "-9223372036854775808");
        assert_eq!(given(u64::MAX), "18446744073709551615");
    }

    #[test]
    fn json_has_either_form_and_gives_text() {
        for (json, text) in
            [("5", "5"), ("\"007\"", "007"), ("-1", "-1"), ("18446744073709551615", "18446744073709551615")]
        {
            let id: Id = serde_json::from_str(json).unwrap();
            assert_eq!(id.as_str(), text);
            assert_eq!(serde_json::to_value(&id).unwrap(), text);
        }
        assert!(serde_json::from_str::<Id>("1.5").is_err());
        assert!(serde_json::from_str::<Id>("null").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn what_passes_is_one_visible_segment(text in prop_oneof![any::<String>(), "[a./\\\\ ]{1,4}", "\\PC{1,8}"]) {
            let id = Id::from(&text);
            if let Ok(checked) = id.check() {
                prop_assert_eq!(checked, &text);
                prop_assert!(!checked.contains(['/', '\\']) && checked.trim() == checked);
                prop_assert!(!checked.trim_matches('.').is_empty() || checked.len() > 2);
                prop_assert!(checked.chars().all(|character| character == ' ' || unseen(character).is_none()));
            }
        }
    }
}
