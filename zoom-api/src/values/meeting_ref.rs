//! A meeting or webinar, by its number or by the UUID of one of its instances.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, de};

use super::character::{CharacterKind, InvalidCharacter, unseen};
use super::text::{checked_text, string_schema};
use super::{Id, IntOrString};

/// A meeting or webinar: its number, or the UUID of one of its instances, as Zoom gives it.
///
/// UUIDs are base64, slashes included. Zoom asks for one that starts with `/` or contains `//` to be percent-encoded
/// twice; that is done here, so give the UUID as it came.
///
/// ```
/// use zoom_api::MeetingRef;
///
/// let meeting: MeetingRef = "/ajXp112QmuoKj4854875==".parse()?;
/// assert_eq!(meeting.as_str(), "/ajXp112QmuoKj4854875==");
/// assert_eq!(meeting.path_text(), "%2FajXp112QmuoKj4854875%3D%3D");
/// assert_eq!(MeetingRef::from(85_746_065_432_u64).path_text(), "85746065432");
/// # Ok::<(), zoom_api::InvalidMeeting>(())
/// ```
///
/// Source: Zoom's API reference, "Get a past meeting's details", the description of `meetingId`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeetingRef(String);

/// Why a text is no meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InvalidMeeting {
    /// It is empty.
    Empty,
    /// It is longer than 256 bytes.
    TooLong,
    /// A part of it between slashes is `.` or `..`, which a URL takes for a step to another path.
    DotSegment,
    /// It has nothing but slashes.
    OnlySlashes,
    /// It is percent-encoded already.
    PercentEncoded {
        /// The byte at which the `%` stands, from 0.
        position: usize,
    },
    /// It is a negative number.
    Negative,
    /// It contains a character that no meeting has.
    Character(InvalidCharacter),
}

impl InvalidMeeting {
    /// Returns the byte at which the offending character stands, from 0, if the text fails by one.
    pub fn position(&self) -> Option<usize> {
        match self {
            Self::Character(character) => Some(character.position()),
            Self::PercentEncoded { position } => Some(*position),
            Self::Empty | Self::TooLong | Self::DotSegment | Self::OnlySlashes | Self::Negative => None,
        }
    }
}

impl fmt::Display for InvalidMeeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid meeting: ")?;
        match self {
            Self::Empty => f.write_str("empty"),
            Self::TooLong => write!(f, "longer than {LONGEST} bytes"),
            Self::DotSegment => f.write_str("contains a dot segment, which would lead to another path"),
            Self::OnlySlashes => f.write_str("nothing but slashes"),
            Self::PercentEncoded { position } => {
                write!(f, "percent-encoded already (at byte {position}); give the ID or UUID as Zoom gave it")
            }
            Self::Negative => f.write_str("a negative number"),
            Self::Character(character) => character.fmt(f),
        }
    }
}

impl std::error::Error for InvalidMeeting {}

/// A UUID has 24 characters, and a number has 11 digits.
const LONGEST: usize = 256;

impl MeetingRef {
    /// Returns the number or UUID as Zoom gave it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the text that is percent-encoded into the path: where Zoom asks for double encoding, it is percent-encoded
    /// once already.
    pub fn path_text(&self) -> Cow<'_, str> {
        if self.0.starts_with('/') || self.0.contains("//") { percent_encode(&self.0).into() } else { (&self.0).into() }
    }
}

/// Encodes all but the characters that RFC 3986 calls unreserved.
fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(byte.into()),
            _ => encoded.extend(['%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]),
        }
    }
    encoded
}

const HEX: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];

fn check(text: &str) -> Result<(), InvalidMeeting> {
    if text.is_empty() {
        return Err(InvalidMeeting::Empty);
    }
    if text.len() > LONGEST {
        return Err(InvalidMeeting::TooLong);
    }
    let found = InvalidCharacter::find(text, |_, character| match character {
        '\\' => Some(CharacterKind::Separator),
        _ => unseen(character),
    });
    found.map_err(InvalidMeeting::Character)?;
    if let Some(position) = text.find('%') {
        return Err(InvalidMeeting::PercentEncoded { position });
    }
    if text.bytes().all(|byte| byte == b'/') {
        return Err(InvalidMeeting::OnlySlashes);
    }
    if text.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(InvalidMeeting::DotSegment);
    }
    Ok(())
}

impl TryFrom<String> for MeetingRef {
    type Error = InvalidMeeting;

    fn try_from(text: String) -> Result<Self, InvalidMeeting> {
        check(&text)?;
        Ok(Self(text))
    }
}

checked_text!(MeetingRef, InvalidMeeting);
string_schema!(MeetingRef, None);

impl<'de> Deserialize<'de> for MeetingRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IntOrString::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
    }
}

impl From<&MeetingRef> for MeetingRef {
    fn from(meeting: &MeetingRef) -> Self {
        meeting.clone()
    }
}

/// Writes the conversion of what shows itself as the number or UUID.
macro_rules! shown_as_meeting {
    ($($from:ty)*) => {$(
        impl TryFrom<$from> for MeetingRef {
            type Error = InvalidMeeting;

            fn try_from(meeting: $from) -> Result<Self, InvalidMeeting> {
                meeting.to_string().try_into()
            }
        }
    )*};
}

shown_as_meeting!(IntOrString &IntOrString Id &Id);

macro_rules! unsigned {
    ($($from:ty)*) => {$(
        impl From<$from> for MeetingRef {
            fn from(number: $from) -> Self {
                Self(number.to_string())
            }
        }
    )*};
}

unsigned!(u8 u16 u32 u64 usize);

macro_rules! signed {
    ($($from:ty)*) => {$(
        impl TryFrom<$from> for MeetingRef {
            type Error = InvalidMeeting;

            fn try_from(number: $from) -> Result<Self, InvalidMeeting> {
                if number < 0 { Err(InvalidMeeting::Negative) } else { Ok(Self(number.to_string())) }
            }
        }
    )*};
}

signed!(i8 i16 i32 i64 isize);

/// What a call takes for a meeting or webinar: a [`MeetingRef`], or a text or integer that becomes one.
///
/// It can be implemented for a type of your own, to pass that to a call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a meeting or webinar that a call takes",
    label = "not a meeting or webinar",
    note = "give its number as an integer, or its number or UUID as a `&str`, `String`, `Cow<str>`, `MeetingRef`, `Id` or `IntOrString`"
)]
pub trait IntoMeetingRef {
    /// Converts the value into a meeting or webinar.
    ///
    /// # Errors
    ///
    /// [`InvalidMeeting`] if it cannot be one.
    fn into_meeting_ref(self) -> Result<MeetingRef, InvalidMeeting>;
}

macro_rules! into_meeting_ref {
    (|$value:ident| $result:expr; $($from:ty),*) => {$(
        impl IntoMeetingRef for $from {
            fn into_meeting_ref(self) -> Result<MeetingRef, InvalidMeeting> {
                let $value = self;
                $result
            }
        }
    )*};
}

into_meeting_ref!(|meeting| Ok(meeting); MeetingRef);
into_meeting_ref!(|meeting| Ok(meeting.into()); &MeetingRef, u8, u16, u32, u64, usize);
into_meeting_ref!(|meeting| meeting.try_into(); &str, String, &String, Cow<'_, str>, IntOrString, &IntOrString, Id, &Id);
into_meeting_ref!(|meeting| meeting.try_into(); i8, i16, i32, i64, isize);
into_meeting_ref!(|text| (*text).try_into(); &&str);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_encoded_twice_where_zoom_asks_for_it() {
        for (text, in_path) in [
            ("85746065432", "85746065432"),
            ("4444AAAiAAAAAiAiAiiAii==", "4444AAAiAAAAAiAiAiiAii=="),
            ("abc/def+g==", "abc/def+g=="),
            ("abc/", "abc/"),
            ("/abc+d==", "%2Fabc%2Bd%3D%3D"),
            ("abc//d-._~", "abc%2F%2Fd-._~"),
            ("abc//", "abc%2F%2F"),
            ("/日", "%2F%E6%97%A5"),
        ] {
            let meeting: MeetingRef = text.parse().unwrap();
            assert_eq!(meeting.path_text(), in_path);
            assert_eq!(meeting.as_str(), text);
        }
        assert!(MeetingRef::try_from("x".repeat(256)).is_ok());
    }

    #[test]
    fn what_is_no_meeting() {
        for (text, expected) in [
            ("", "empty"),
            (&"x".repeat(257), "longer than 256 bytes"),
            ("/", "nothing but slashes"),
            ("//", "nothing but slashes"),
            (".", "contains a dot segment, which would lead to another path"),
            ("..", "contains a dot segment, which would lead to another path"),
            ("/..", "contains a dot segment, which would lead to another path"),
            ("a/./b", "contains a dot segment, which would lead to another path"),
            ("../a", "contains a dot segment, which would lead to another path"),
            ("%252Fabc", "percent-encoded already (at byte 0); give the ID or UUID as Zoom gave it"),
            ("abc%2Fdef", "percent-encoded already (at byte 3); give the ID or UUID as Zoom gave it"),
            ("%2e%2e", "percent-encoded already (at byte 0); give the ID or UUID as Zoom gave it"),
            ("857 4606 5432", "contains whitespace (U+0020) at byte 3"),
            ("857\n", "contains a control character (U+000A) at byte 3"),
            ("\u{feff}857", "contains an invisible character (U+FEFF) at byte 0"),
            ("a\\b", "contains '\\\\' at byte 1, which would lead to another path"),
        ] {
            let error = text.parse::<MeetingRef>().unwrap_err();
            assert_eq!(error.to_string(), format!("invalid meeting: {expected}"), "{text:?}");
            assert_eq!(error.position().is_some(), expected.contains("at byte"), "{text:?}");
        }
    }

    #[test]
    #[allow(clippy::needless_borrows_for_generic_args, reason = "a reference is one of the spellings")]
    fn a_call_takes_any_spelling_of_a_meeting() {
        fn given(meeting: impl IntoMeetingRef) -> String {
            meeting.into_meeting_ref().unwrap().to_string()
        }
        let text = "5".to_owned();
        let meeting = MeetingRef::from(5_u8);
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
            given(&meeting),
            given(meeting),
            given(&Id::from(5)),
            given(Id::from(5)),
            given(&IntOrString::from(5)),
            given(IntOrString::from(5)),
        ] {
            assert_eq!(found, "5");
        }
        assert_eq!((-5).into_meeting_ref(), Err(InvalidMeeting::Negative));
        assert_eq!(i64::MIN.into_meeting_ref(), Err(InvalidMeeting::Negative));
        assert_eq!(0_i64.into_meeting_ref().unwrap().as_str(), "0");
    }

    #[test]
    fn json_has_either_form_and_gives_text() {
        for json in ["85746065432", "\"85746065432\""] {
            let meeting: MeetingRef = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_value(&meeting).unwrap(), "85746065432");
        }
        assert!(serde_json::from_str::<MeetingRef>("\"..\"").is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn decoding_gives_it_back(text in "[A-Za-z0-9+/]{1,22}==") {
            if let Ok(meeting) = text.parse::<MeetingRef>() {
                let in_path = meeting.path_text();
                let is_encoded = text.starts_with('/') || text.contains("//");
                prop_assert_eq!(in_path.contains('%'), is_encoded);
                let decoded = in_path.replace("%2F", "/").replace("%2B", "+").replace("%3D", "=");
                prop_assert_eq!(decoded, text);
            } else {
                prop_assert_eq!(text.trim_matches('/'), "", "refused");
            }
        }

        #[test]
        fn no_text_leads_to_another_path(text in prop_oneof![any::<String>(), "[./a%]{1,6}", "\\PC{1,8}"]) {
            if let Ok(meeting) = text.parse::<MeetingRef>() {
                prop_assert!(meeting.as_str().split('/').all(|segment| segment != "." && segment != ".."));
                prop_assert!(meeting.as_str().chars().all(|character| unseen(character).is_none()));
                prop_assert!(!meeting.path_text().contains("//"));
            }
        }
    }
}
