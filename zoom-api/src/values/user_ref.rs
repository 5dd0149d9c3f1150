//! The user that a call is about.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Deserializer, de};

use super::character::{CharacterKind, InvalidCharacter, unseen};
use super::text::{checked_text, string_schema};

/// A user, as Zoom's `userId` path parameter takes it.
///
/// | value | text | who |
/// |---|---|---|
/// | [`UserRef::Me`] | `me` | the user to whom the access token belongs |
/// | [`UserRef::Id`] | `IGTRVt3gQ2i-WjoUIjeZxw` | a user by ID |
/// | [`UserRef::Email`] | `jane@example.com` | a user by email address |
///
/// A text becomes a user by [`str::parse`] or `try_into`. A text that cannot be a user, or that would lead the request to
/// another path, is refused with an [`InvalidUser`]. What is accepted is percent-encoded exactly once.
///
/// ```
/// use zoom_api::UserRef;
///
/// assert_eq!("me".parse(), Ok(UserRef::Me));
/// assert!(matches!("jane@example.com".parse(), Ok(UserRef::Email(_))));
/// assert!("../accounts".parse::<UserRef>().is_err());
/// ```
///
/// Source: Zoom's API reference, "The `me` keyword", and the description of `userId` in the collection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserRef {
    /// The user to whom the access token belongs. User-level apps have to use it.
    ///
    /// With a server-to-server token, Zoom's documentation asks for an ID or an email address; `me` has been seen to
    /// work all the same.
    Me,
    /// A user by ID.
    Id(UserId),
    /// A user by email address.
    Email(UserEmail),
}

/// The ID of a user: mostly 22 characters of base64url.
///
/// The keyword `me` and email addresses are refused; a text that may be any of them becomes a [`UserRef`].
///
/// ```
/// use zoom_api::UserId;
///
/// assert!("IGTRVt3gQ2i-WjoUIjeZxw".parse::<UserId>().is_ok());
/// assert!("me".parse::<UserId>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(String);

/// The email address of a user. It is not checked more than it takes to keep it apart from an ID and from a typing error:
/// something before one `@`, and something after it.
///
/// ```
/// use zoom_api::UserEmail;
///
/// assert!("jane@example.com".parse::<UserEmail>().is_ok());
/// assert!("jane".parse::<UserEmail>().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserEmail(String);

/// Why a text is no user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InvalidUser {
    /// It is empty.
    Empty,
    /// It is longer than 320 bytes, the longest email address there is.
    TooLong,
    /// It is `.` or `..`, which a URL takes for a step to another path.
    DotSegment,
    /// It contains a character that no user has.
    Character(InvalidCharacter),
    /// It has an `@`, and nothing before or after it.
    IncompleteEmail {
        /// The byte at which the `@` stands, from 0.
        position: usize,
    },
    /// It has a second `@`.
    SecondAt {
        /// The byte at which the second one stands, from 0.
        position: usize,
    },
    /// It is `me` or an email address, where a [`UserId`] was asked for.
    NotAnId,
    /// It has no `@`, where a [`UserEmail`] was asked for.
    NotAnEmail,
}

impl InvalidUser {
    /// Returns the byte at which the offending character stands, from 0, if the text fails by one.
    pub fn position(&self) -> Option<usize> {
        match self {
            Self::Character(character) => Some(character.position()),
            Self::IncompleteEmail { position } | Self::SecondAt { position } => Some(*position),
            Self::Empty | Self::TooLong | Self::DotSegment | Self::NotAnId | Self::NotAnEmail => None,
        }
    }
}

impl fmt::Display for InvalidUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid user: ")?;
        match self {
            Self::Empty => f.write_str("empty"),
            Self::TooLong => write!(f, "longer than {LONGEST} bytes"),
            Self::DotSegment => f.write_str("a dot segment, which would lead to another path"),
            Self::Character(character) => character.fmt(f),
            Self::IncompleteEmail { position } => {
                write!(f, "an email address has text before and after its '@', which is at byte {position}")
            }
            Self::SecondAt { position } => write!(f, "contains a second '@' at byte {position}"),
            Self::NotAnId => f.write_str("not an ID; for `me` and email addresses use `UserRef`"),
            Self::NotAnEmail => f.write_str("not an email address, it contains no '@'; for IDs use `UserRef`"),
        }
    }
}

impl std::error::Error for InvalidUser {}

/// RFC 5321: 64 bytes for the local part, 255 for the domain, and the sign between them.
const LONGEST: usize = 320;

/// The keyword for the user to whom the access token belongs.
const ME: &str = "me";

impl UserRef {
    /// Returns the text that stands in the path, before it is percent-encoded.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Me => ME,
            Self::Id(UserId(text)) | Self::Email(UserEmail(text)) => text,
        }
    }
}

impl UserId {
    /// Returns the ID.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl UserEmail {
    /// Returns the address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check(text: &str) -> Result<(), InvalidUser> {
    match text {
        "" => return Err(InvalidUser::Empty),
        "." | ".." => return Err(InvalidUser::DotSegment),
        _ if text.len() > LONGEST => return Err(InvalidUser::TooLong),
        _ => {}
    }
    InvalidCharacter::find(text, |position, character| match character {
        '/' | '\\' | '?' | '#' => Some(CharacterKind::Separator),
        ',' | ';' => Some(CharacterKind::ListSeparator),
        '<' | '>' | '"' | '«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201f}' => Some(CharacterKind::Enclosing),
        // An apostrophe is part of some names: o'brien@example.com.
        '\'' | '`' if position == 0 || position + 1 == text.len() => Some(CharacterKind::Enclosing),
        _ => unseen(character),
    })
    .map_err(InvalidUser::Character)?;
    let mut signs = text.match_indices('@').map(|(position, _)| position);
    let first = signs.next();
    match (first, signs.next()) {
        (_, Some(position)) => Err(InvalidUser::SecondAt { position }),
        (Some(position), None) if position == 0 || position + 1 == text.len() => {
            Err(InvalidUser::IncompleteEmail { position })
        }
        _ => Ok(()),
    }
}

impl TryFrom<String> for UserRef {
    type Error = InvalidUser;

    fn try_from(text: String) -> Result<Self, InvalidUser> {
        check(&text)?;
        Ok(match text {
            _ if text == ME => Self::Me,
            _ if text.contains('@') => Self::Email(UserEmail(text)),
            _ => Self::Id(UserId(text)),
        })
    }
}

impl TryFrom<String> for UserId {
    type Error = InvalidUser;

    fn try_from(text: String) -> Result<Self, InvalidUser> {
        match UserRef::try_from(text)? {
            UserRef::Id(id) => Ok(id),
            UserRef::Me | UserRef::Email(_) => Err(InvalidUser::NotAnId),
        }
    }
}

impl TryFrom<String> for UserEmail {
    type Error = InvalidUser;

    fn try_from(text: String) -> Result<Self, InvalidUser> {
        match UserRef::try_from(text)? {
            UserRef::Email(email) => Ok(email),
            UserRef::Me | UserRef::Id(_) => Err(InvalidUser::NotAnEmail),
        }
    }
}

impl From<&UserRef> for UserRef {
    fn from(user: &UserRef) -> Self {
        user.clone()
    }
}

impl From<UserId> for UserRef {
    fn from(id: UserId) -> Self {
        Self::Id(id)
    }
}

impl From<&UserId> for UserRef {
    fn from(id: &UserId) -> Self {
        Self::Id(id.clone())
    }
}

impl From<UserEmail> for UserRef {
    fn from(email: UserEmail) -> Self {
        Self::Email(email)
    }
}

impl From<&UserEmail> for UserRef {
    fn from(email: &UserEmail) -> Self {
        Self::Email(email.clone())
    }
}

macro_rules! user_text {
    ($($name:ident)*) => {$(
        checked_text!($name, InvalidUser);
        string_schema!($name, None);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
            }
        }
    )*};
}

user_text!(UserRef UserId UserEmail);

/// What a call takes for a user: a [`UserRef`], or a text that becomes one.
///
/// It can be implemented for a type of your own, to pass that to a call:
///
/// ```
/// use zoom_api::{IntoUserRef, InvalidUser, UserRef};
///
/// struct Employee {
///     email: String,
/// }
///
/// impl IntoUserRef for &Employee {
///     fn into_user_ref(self) -> Result<UserRef, InvalidUser> {
///         (&self.email).into_user_ref()
///     }
/// }
/// # let jane = Employee { email: "jane@example.com".into() };
/// # assert_eq!(jane.into_user_ref().unwrap().as_str(), "jane@example.com");
/// ```
///
/// A number is no user:
///
/// ```compile_fail
/// zoom_api::IntoUserRef::into_user_ref(5);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a user that a call can be made for",
    label = "not a user",
    note = "give `UserRef::Me`, or the user's ID or email address as a `&str`, `String`, `Cow<str>`, `UserRef`, `UserId` or `UserEmail`"
)]
pub trait IntoUserRef {
    /// Converts the value into a user.
    ///
    /// # Errors
    ///
    /// [`InvalidUser`] if it cannot be one.
    fn into_user_ref(self) -> Result<UserRef, InvalidUser>;
}

macro_rules! into_user_ref {
    ($($from:ty => |$value:ident| $result:expr;)*) => {$(
        impl IntoUserRef for $from {
            fn into_user_ref(self) -> Result<UserRef, InvalidUser> {
                let $value = self;
                $result
            }
        }
    )*};
}

into_user_ref! {
    UserRef => |user| Ok(user);
    &UserRef => |user| Ok(user.clone());
    UserId => |id| Ok(id.into());
    &UserId => |id| Ok(id.into());
    UserEmail => |email| Ok(email.into());
    &UserEmail => |email| Ok(email.into());
    &str => |text| text.try_into();
    &&str => |text| (*text).try_into();
    String => |text| text.try_into();
    &String => |text| text.try_into();
    Cow<'_, str> => |text| text.try_into();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str) -> Result<&'static str, InvalidUser> {
        text.parse::<UserRef>().map(|user| match user {
            UserRef::Me => "Me",
            UserRef::Id(_) => "Id",
            UserRef::Email(_) => "Email",
        })
    }

    #[test]
    fn what_is_a_user() {
        for (text, expected) in [
            ("me", "Me"),
            ("IGTRVt3gQ2i-WjoUIjeZxw", "Id"),
            ("a&b=c+d%2F", "Id"),
            ("ME", "Id"),
            ("...", "Id"),
            ("jane+x@example.com", "Email"),
            ("o'brien@example.com", "Email"),
            ("日本@example.jp", "Email"),
            ("a@b", "Email"),
            ("me@b", "Email"),
        ] {
            assert_eq!(check(text), Ok(expected), "{text:?}");
        }
        assert_eq!(check(&"x".repeat(320)), Ok("Id"));
    }

    #[test]
    fn what_is_no_user() {
        for (text, expected) in [
            ("", "empty"),
            (".", "a dot segment, which would lead to another path"),
            ("..", "a dot segment, which would lead to another path"),
            (&"x".repeat(321), "longer than 320 bytes"),
            ("a/b", "contains '/' at byte 1, which would lead to another path"),
            ("..\\..\\x", "contains '\\\\' at byte 2, which would lead to another path"),
            ("a?b", "contains '?' at byte 1, which would lead to another path"),
            ("é#b", "contains '#' at byte 2, which would lead to another path"),
            ("a b", "contains whitespace (U+0020) at byte 1"),
            (" a", "contains whitespace (U+0020) at byte 0"),
            ("a\u{a0}b", "contains whitespace (U+00A0) at byte 1"),
            ("a\u{3000}", "contains whitespace (U+3000) at byte 1"),
            ("a\u{2028}", "contains whitespace (U+2028) at byte 1"),
            ("a\nb", "contains a control character (U+000A) at byte 1"),
            ("a\0", "contains a control character (U+0000) at byte 1"),
            ("\u{feff}jane@example.com", "contains an invisible character (U+FEFF) at byte 0"),
            ("jane\u{200b}@example.com", "contains an invisible character (U+200B) at byte 4"),
            ("jane@exam\u{ad}ple.com", "contains an invisible character (U+00AD) at byte 9"),
            ("me\u{202e}", "contains an invisible character (U+202E) at byte 2"),
            ("\u{2066}me", "contains an invisible character (U+2066) at byte 0"),
            ("<jane@example.com>", "contains '<' (U+003C) at byte 0; leave out brackets and quotes"),
            ("Jane<jane@example.com>", "contains '<' (U+003C) at byte 4; leave out brackets and quotes"),
            ("jane@example.com>", "contains '>' (U+003E) at byte 16; leave out brackets and quotes"),
            ("\"me\"", "contains '\"' (U+0022) at byte 0; leave out brackets and quotes"),
            ("'me'", "contains '\\'' (U+0027) at byte 0; leave out brackets and quotes"),
            ("me'", "contains '\\'' (U+0027) at byte 2; leave out brackets and quotes"),
            ("`me`", "contains '`' (U+0060) at byte 0; leave out brackets and quotes"),
            ("“me”", "contains '“' (U+201C) at byte 0; leave out brackets and quotes"),
            ("‹me›", "contains '‹' (U+2039) at byte 0; leave out brackets and quotes"),
            ("me›", "contains '›' (U+203A) at byte 2; leave out brackets and quotes"),
            ("«me", "contains '«' (U+00AB) at byte 0; leave out brackets and quotes"),
            ("me»", "contains '»' (U+00BB) at byte 2; leave out brackets and quotes"),
            ("jane@example.com,", "contains ',' at byte 16; a call takes one at a time"),
            ("a,b", "contains ',' at byte 1; a call takes one at a time"),
            ("a;b", "contains ';' at byte 1; a call takes one at a time"),
            ("@", "an email address has text before and after its '@', which is at byte 0"),
            ("@example.com", "an email address has text before and after its '@', which is at byte 0"),
            ("jane@", "an email address has text before and after its '@', which is at byte 4"),
            ("jane@@example.com", "contains a second '@' at byte 5"),
            ("@@", "contains a second '@' at byte 1"),
            ("a@b@c", "contains a second '@' at byte 3"),
        ] {
            let error = check(text).unwrap_err();
            assert_eq!(error.to_string(), format!("invalid user: {expected}"), "{text:?}");
            let shown = expected.split("at byte ").nth(1).map(|rest| rest.split([',', ';']).next().unwrap());
            assert_eq!(error.position().map(|position| position.to_string()).as_deref(), shown, "{text:?}");
        }
    }

    #[test]
    fn an_id_is_no_address_and_no_keyword() {
        assert_eq!("me".parse::<UserId>(), Err(InvalidUser::NotAnId));
        assert_eq!("a@b".parse::<UserId>(), Err(InvalidUser::NotAnId));
        assert_eq!("me".parse::<UserEmail>(), Err(InvalidUser::NotAnEmail));
        assert_eq!("ab".parse::<UserEmail>(), Err(InvalidUser::NotAnEmail));
        assert_eq!("".parse::<UserId>(), Err(InvalidUser::Empty));
        assert_eq!("@".parse::<UserEmail>(), Err(InvalidUser::IncompleteEmail { position: 0 }));
    }

    #[test]
    fn json_is_a_checked_string() {
        for text in ["me", "IGTRVt3gQ2i-WjoUIjeZxw", "jane@example.com"] {
            let json = serde_json::to_string(text).unwrap();
            let user: UserRef = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&user).unwrap(), json);
        }
        let error = serde_json::from_str::<UserRef>("\"a b\"").unwrap_err();
        assert_eq!(error.to_string(), "invalid user: contains whitespace (U+0020) at byte 1");
        assert!(serde_json::from_str::<UserId>("\"me\"").is_err());
        assert!(serde_json::from_str::<UserEmail>("\"me\"").is_err());
        assert!(serde_json::from_str::<UserRef>("5").is_err());
    }

    #[test]
    #[allow(clippy::needless_borrows_for_generic_args, reason = "a reference is one of the spellings")]
    fn a_call_takes_any_spelling_of_a_user() {
        fn given(user: impl IntoUserRef) -> UserRef {
            user.into_user_ref().unwrap()
        }
        let (text, me) = ("a@b".to_owned(), "me");
        let email: UserEmail = "a@b".parse().unwrap();
        let id: UserId = "ab".parse().unwrap();
        let expected = UserRef::Email(email.clone());
        for found in [
            given("a@b"),
            given(&"a@b"),
            given(&text),
            given(text.clone()),
            given(Cow::Borrowed("a@b")),
            given(Cow::<str>::Owned(text.clone())),
            given(&email),
            given(email),
            given(&expected),
            given(expected.clone()),
        ] {
            assert_eq!(found, expected);
        }
        assert_eq!(given(&id), given(id.clone()));
        assert_eq!(given(id).as_str(), "ab");
        assert_eq!(given(me), UserRef::Me);
        assert_eq!("a b".into_user_ref().unwrap_err().position(), Some(1));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_user_is_its_text(text in prop_oneof![any::<String>(), "[a-z.@me]{1,6}", "\\PC{1,8}"]) {
            if let Ok(user) = text.parse::<UserRef>() {
                prop_assert_eq!(user.as_str(), &text);
                prop_assert_eq!(user.to_string().parse::<UserRef>(), Ok(user.clone()));
                prop_assert!(text.chars().all(|character| unseen(character).is_none()));
                match user {
                    UserRef::Me => prop_assert_eq!(text, "me"),
                    UserRef::Id(id) => prop_assert_eq!(text.parse(), Ok(id)),
                    UserRef::Email(email) => prop_assert_eq!(text.parse(), Ok(email)),
                }
            }
        }

        #[test]
        fn an_unseen_character_is_found_wherever_it_stands(
            before in "[a-z日@]{0,4}",
            unseen in "[\\p{Cf}\\p{Zs}\\p{Zl}\\p{Zp}\\p{Cc}]",
            after in "[a-z日@]{0,4}",
        ) {
            let error = format!("{before}{unseen}{after}").parse::<UserRef>().unwrap_err();
            prop_assert_eq!(error.position(), Some(before.len()));
        }
    }
}
