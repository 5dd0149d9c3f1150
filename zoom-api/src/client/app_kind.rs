//! The kind of app that makes calls.

use std::fmt;
use std::str::FromStr;

use crate::UnknownName;

/// The kind of app to which an access token belongs.
///
/// Source: Zoom's API reference, "The `me` keyword".
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AppKind {
    /// Not told: nothing is refused.
    #[default]
    Unknown,
    /// An OAuth app that a user added for themselves. It can only call for [`UserRef::Me`](crate::UserRef::Me); any other user is refused with
    /// [`InvalidRequest::OnlyMeAllowed`](crate::InvalidRequest::OnlyMeAllowed) before anything is sent.
    UserLevel,
    /// An OAuth app that an admin added for the account: users by ID or email, [`UserRef::Me`](crate::UserRef::Me) if you like.
    AccountLevel,
    /// A server-to-server app. Zoom's documentation asks for an ID or an email; [`UserRef::Me`](crate::UserRef::Me) has been seen to work, and
    /// is let through.
    ServerToServer,
}

impl AppKind {
    const ALL: [Self; 4] = [Self::Unknown, Self::UserLevel, Self::AccountLevel, Self::ServerToServer];

    /// Returns its name: `user-level`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::UserLevel => "user-level",
            Self::AccountLevel => "account-level",
            Self::ServerToServer => "server-to-server",
        }
    }
}

impl fmt::Display for AppKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for AppKind {
    type Err = UnknownName;

    /// Reads `user-level`, `account-level`, `server-to-server` or `unknown`, in upper or lower case.
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        UnknownName::find("kind of app", &Self::ALL, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_read_as_it_is_written() {
        for kind in AppKind::ALL {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
        let error = "admin".parse::<AppKind>().unwrap_err().to_string();
        assert_eq!(error, "unknown kind of app: expected unknown, user-level, account-level or server-to-server");
    }
}
