//! The values that callers give and get: users, IDs, meetings, times, secrets; and how values are read that Zoom sends
//! loosely. Nothing here knows of requests.

mod character;
mod id;
mod int_or_string;
pub(crate) mod loose;
#[cfg(test)]
#[path = "loose/tests.rs"]
mod loose_tests;
mod meeting_ref;
pub(crate) mod open_enum;
pub mod secret;
mod text;
mod timestamp;
mod unknown_name;
mod user_ref;

pub use character::{CharacterKind, InvalidCharacter};
pub use id::{Id, IntoId, InvalidId};
pub use int_or_string::IntOrString;
pub use meeting_ref::{IntoMeetingRef, InvalidMeeting, MeetingRef};
#[allow(unused_imports, reason = "the fragment may have no enumeration")]
pub(crate) use open_enum::open_enum;
pub use secret::Secret;
pub use timestamp::Timestamp;
pub use unknown_name::UnknownName;
pub use user_ref::{IntoUserRef, InvalidUser, UserEmail, UserId, UserRef};
