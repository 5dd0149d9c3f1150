//! Whose data a call is about.

use std::fmt;
use std::str::FromStr;

/// A user, as Zoom's `userId` path parameter takes it.
///
/// | value | text | who |
/// |---|---|---|
/// | [`User::Me`] | `me` | the user to whom the access token belongs |
/// | [`User::Id`] | `IGTRVt3gQ2i-WjoUIjeZxw` | a user by ID |
/// | [`User::Email`] | `jane@example.com` | a user by email address |
///
/// A text becomes a user by [`str::parse`] or `try_into`, and is refused with a [`UserError`] where it could not be one or
/// would lead the request to another path. What is accepted is percent-encoded exactly once.
///
/// ```
/// use zoom_api::User;
///
/// assert_eq!("me".parse(), Ok(User::Me));
/// assert!(matches!("jane@example.com".parse(), Ok(User::Email(_))));
/// assert!("../accounts".parse::<User>().is_err());
/// ```
///
/// Source: Zoom's API reference, "The `me` keyword", and the description of `userId` in the collection.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum User {
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

/// The ID of a user: mostly 22 characters of base64url. A text becomes one as a [`User`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserId(String);

/// The email address of a user. A text becomes one as a [`User`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserEmail(String);

/// Why a text is no user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UserError {
    /// There is nothing in it.
    Empty,
    /// It is longer than 320 bytes, the longest email address there is.
    TooLong,
    /// It is `.` or `..`, which a URL takes for a step to another path.
    DotSegment,
    /// It has white space in it.
    WhiteSpace,
    /// It has a control character in it.
    Control,
    /// It has this character in it, which would start another part of the URL.
    Separator(char),
}

impl fmt::Display for UserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a user's ID is empty"),
            Self::TooLong => f.write_str("a user's ID is longer than 320 bytes"),
            Self::DotSegment => f.write_str("a user's ID is a dot segment, which would lead to another path"),
            Self::WhiteSpace => f.write_str("a user's ID has white space in it"),
            Self::Control => f.write_str("a user's ID has a control character in it"),
            Self::Separator(c) => write!(f, "a user's ID has {c:?} in it, which would lead to another path"),
        }
    }
}

impl std::error::Error for UserError {}

/// RFC 5321: 64 bytes for the local part, 255 for the domain, and the sign between them.
const LONGEST: usize = 320;

impl User {
    /// The text that stands in the path, before it is percent-encoded.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Me => "me",
            Self::Id(UserId(text)) | Self::Email(UserEmail(text)) => text,
        }
    }
}

fn check(text: &str) -> Result<(), UserError> {
    match text {
        "" => return Err(UserError::Empty),
        "." | ".." => return Err(UserError::DotSegment),
        _ if text.len() > LONGEST => return Err(UserError::TooLong),
        _ => {}
    }
    for c in text.chars() {
        match c {
            '/' | '\\' | '?' | '#' => return Err(UserError::Separator(c)),
            _ if c.is_control() => return Err(UserError::Control),
            _ if c.is_whitespace() => return Err(UserError::WhiteSpace),
            _ => {}
        }
    }
    Ok(())
}

impl FromStr for User {
    type Err = UserError;

    fn from_str(text: &str) -> Result<Self, UserError> {
        text.to_owned().try_into()
    }
}

impl TryFrom<&str> for User {
    type Error = UserError;

    fn try_from(text: &str) -> Result<Self, UserError> {
        text.parse()
    }
}

impl TryFrom<String> for User {
    type Error = UserError;

    fn try_from(text: String) -> Result<Self, UserError> {
        check(&text)?;
        Ok(match text {
            _ if text == "me" => Self::Me,
            _ if text.contains('@') => Self::Email(UserEmail(text)),
            _ => Self::Id(UserId(text)),
        })
    }
}

impl From<&User> for User {
    fn from(user: &User) -> Self {
        user.clone()
    }
}

impl fmt::Display for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

macro_rules! part_of_user {
    ($name:ident, $variant:ident) => {
        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for User {
            fn from(part: $name) -> Self {
                Self::$variant(part)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

part_of_user!(UserId, Id);
part_of_user!(UserEmail, Email);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_user() {
        for (text, expected) in [
            ("me", Ok("Me")),
            ("IGTRVt3gQ2i-WjoUIjeZxw", Ok("Id")),
            ("a&b=c+d%2F", Ok("Id")),
            ("ME", Ok("Id")),
            ("...", Ok("Id")),
            ("jane+x@example.com", Ok("Email")),
            ("日本@example.jp", Ok("Email")),
            ("", Err(UserError::Empty)),
            (".", Err(UserError::DotSegment)),
            ("..", Err(UserError::DotSegment)),
            ("a/b", Err(UserError::Separator('/'))),
            ("..\\..\\x", Err(UserError::Separator('\\'))),
            ("a?b", Err(UserError::Separator('?'))),
            ("a#b", Err(UserError::Separator('#'))),
            ("a b", Err(UserError::WhiteSpace)),
            ("a\u{a0}b", Err(UserError::WhiteSpace)),
            ("a\nb", Err(UserError::Control)),
            ("a\0", Err(UserError::Control)),
        ] {
            let kind = text.parse::<User>().map(|user| match user {
                User::Me => "Me",
                User::Id(_) => "Id",
                User::Email(_) => "Email",
            });
            assert_eq!(kind, expected, "{text:?}");
        }
        assert_eq!("x".repeat(321).parse::<User>(), Err(UserError::TooLong));
        assert!("x".repeat(320).parse::<User>().is_ok());
    }
}
