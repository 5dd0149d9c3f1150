//! Words that stand for none of a type's values.

use std::error::Error as StdError;
use std::fmt;

/// The reason why a text is no [`Plan`](crate::rate_limit::Plan), [`AppKind`](crate::AppKind) or
/// [`RateLimitLabel`](crate::rate_limit::RateLimitLabel). It does not hold the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownName {
    of: &'static str,
    /// The names there are, as a list to read.
    expected: String,
}

impl UnknownName {
    /// Finds the value whose name is `word`, in upper or lower case.
    pub(crate) fn find<T: Copy + fmt::Display>(of: &'static str, all: &[T], word: &str) -> Result<T, Self> {
        let names: Vec<_> = all.iter().map(ToString::to_string).collect();
        match names.iter().position(|name| name.eq_ignore_ascii_case(word.trim())) {
            Some(at) => Ok(all[at]),
            None => {
                let expected = match names.split_last() {
                    Some((last, [])) => last.clone(),
                    Some((last, others)) => format!("{} or {last}", others.join(", ")),
                    None => String::new(),
                };
                Err(Self { of, expected })
            }
        }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {}: expected {}", self.of, self.expected)
    }
}

impl StdError for UnknownName {}
