//! Texts that are never shown by accident.
//!
//! A [`Secret`] serializes as `[redacted]`, so that a response written to a log, a file or another service does not carry
//! passwords along. What has to be written in clear is written within [`exposed`]:
//!
//! ```
//! use zoom_api::{Secret, secret};
//!
//! let password = Secret::from("ghdf");
//! assert_eq!(serde_json::to_string(&password)?, r#""[redacted]""#);
//! assert_eq!(secret::exposed(|| serde_json::to_string(&password))?, r#""ghdf""#);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! The client itself exposes secrets in the requests that it writes. The memory of a secret is not zeroed when it is
//! dropped.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::loose::{self, FromScalar, Scalar};
use super::text::string_schema;

/// A secret: an access token, the password of a conference.
///
/// `Debug` shows `Secret(…)`, it serializes as `[redacted]`, there is no `Display`, and the text is one explicit call
/// away: [`Secret::expose`] for one secret, [`exposed`] for all that a serializer meets.
///
/// ```
/// let password = zoom_api::Secret::from("ghdf");
/// assert_eq!(format!("{password:?}"), "Secret(…)");
/// assert_eq!(password.expose(), "ghdf");
/// ```
///
/// Comparing two secrets takes longer the more they have in common: do not compare one with what a stranger sent. The
/// memory is not zeroed when a secret is dropped.
///
/// Source: the passwords of [`PacAccount`](crate::types::PacAccount) are secrets by the fragment's `format: password`.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// Returns the text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// What a secret serializes as.
const REDACTED: &str = "[redacted]";

thread_local! {
    /// How many calls of [`exposed`] this thread is in.
    static EXPOSED: Cell<usize> = const { Cell::new(0) };
}

/// Runs `f`, in which every [`Secret`] serializes as its text.
///
/// It holds for the calling thread and until `f` returns or panics. `f` is not asynchronous: what a future does when it is
/// polled later is not exposed. Calls may be nested.
///
/// ```
/// use zoom_api::types::PacAccount;
/// use zoom_api::{Secret, secret};
///
/// let mut account = PacAccount::default();
/// account.listen_only_password = Some(Secret::from("ghdf"));
/// let to_keep = secret::exposed(|| serde_json::to_value(&account))?;
/// assert_eq!(to_keep["listen_only_password"], "ghdf");
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn exposed<T>(f: impl FnOnce() -> T) -> T {
    /// Ends the exposure also when `f` panics.
    struct Guard;

    impl Drop for Guard {
        fn drop(&mut self) {
            EXPOSED.set(EXPOSED.get().saturating_sub(1));
        }
    }

    EXPOSED.set(EXPOSED.get().saturating_add(1));
    let _guard = Guard;
    f()
}

/// Serializes a value with its secrets: for what is only ever serialized to be kept.
#[cfg(any(feature = "mock", feature = "oauth"))]
pub(crate) fn in_clear<T: Serialize + ?Sized, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    exposed(|| value.serialize(serializer))
}

/// A value that serializes with its secrets: the body that a mock sends or waits for.
#[cfg(feature = "mock")]
pub(crate) struct InClear<'a, T: ?Sized>(pub(crate) &'a T);

#[cfg(feature = "mock")]
impl<T: Serialize + ?Sized> Serialize for InClear<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        in_clear(self.0, serializer)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if EXPOSED.get() > 0 { &self.0 } else { REDACTED })
    }
}

/// A secret may arrive as a number, which no error shows either.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        loose::scalar(deserializer)
    }
}

impl FromScalar for Secret {
    const EXPECTED: &'static str = String::EXPECTED;

    fn from_scalar(scalar: Scalar<'_>) -> Result<Option<Self>, &'static str> {
        Ok(String::from_scalar(scalar)?.map(Self))
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<Cow<'_, str>> for Secret {
    fn from(text: Cow<'_, str>) -> Self {
        Self(text.into_owned())
    }
}

loose::scalars!(Secret);
string_schema!(Secret, Some("password"));

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    fn written() -> String {
        serde_json::to_string(&Secret::from("planted")).unwrap()
    }

    const CLEAR: &str = "\"planted\"";

    fn check_redacted() {
        assert_eq!(written(), "\"[redacted]\"");
    }

    #[test]
    fn it_is_written_in_clear_where_it_is_exposed_and_nowhere_else() {
        check_redacted();
        assert_eq!(exposed(written), CLEAR);
        check_redacted();
    }

    #[test]
    fn the_inner_end_does_not_end_the_outer_exposure() {
        exposed(|| {
            assert_eq!(exposed(written), CLEAR);
            assert_eq!(written(), CLEAR);
        });
        check_redacted();
    }

    #[test]
    fn a_panic_ends_the_exposure() {
        catch_unwind(|| exposed(|| panic!("on purpose"))).unwrap_err();
        check_redacted();
        exposed(|| {
            catch_unwind(|| exposed(|| panic!("on purpose"))).unwrap_err();
            assert_eq!(written(), CLEAR, "the outer one goes on");
        });
        check_redacted();
    }

    #[test]
    fn other_threads_are_not_exposed() {
        exposed(|| std::thread::spawn(check_redacted).join().unwrap());
    }

    #[test]
    fn it_shows_nothing_by_itself() {
        for text in ["planted", ""] {
            let secret = Secret::from(text);
            assert_eq!(format!("{secret:?} {secret:#?}"), "Secret(…) Secret(…)");
            assert_eq!(serde_json::to_string(&secret).unwrap(), "\"[redacted]\"");
        }
    }

    #[test]
    fn it_is_read_from_a_string_or_a_number() {
        for (json, text) in [("\"a\"", "a"), ("\"\"", ""), ("123456", "123456"), ("-1", "-1"), ("true", "true")] {
            assert_eq!(serde_json::from_str::<Secret>(json).unwrap().expose(), text);
        }
        for json in ["null", "[\"planted\"]", "{\"planted\":\"planted\"}"] {
            let error = serde_json::from_str::<Secret>(json).unwrap_err().to_string();
            assert!(!error.contains("planted") && error.contains("expected a string"), "{error}");
        }
    }

    #[test]
    fn it_is_made_of_any_text() {
        let owned = "a".to_owned();
        for secret in [Secret::from(&owned), Secret::from(Cow::Borrowed("a")), Secret::from("a"), Secret::from(owned)] {
            assert_eq!(secret.expose(), "a");
        }
    }
}
