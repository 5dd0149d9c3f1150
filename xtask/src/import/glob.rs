//! `*` and `?` in the path of an item.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A pattern for the paths of items: `*` is any text, ` / ` as well, and `?` any character. Case makes no difference.
#[derive(Debug, Clone)]
pub struct Glob(String);

impl FromStr for Glob {
    type Err = Infallible;

    fn from_str(pattern: &str) -> Result<Self, Infallible> {
        Ok(Self(pattern.to_owned()))
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

impl Glob {
    /// Whether the whole text is as the pattern says.
    pub fn matches(&self, text: &str) -> bool {
        let chars = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<_>>();
        let (pattern, text) = (chars(&self.0), chars(text));
        let (mut at, mut of_text) = (0, 0);
        // The last star, and the end of what it stands for: the only choice that may have to be changed.
        let mut star: Option<(usize, usize)> = None;
        while of_text < text.len() {
            match (pattern.get(at), star) {
                (Some('*'), _) => {
                    star = Some((at, of_text));
                    at += 1;
                }
                (Some(c), _) if *c == '?' || text.get(of_text) == Some(c) => {
                    at += 1;
                    of_text += 1;
                }
                (_, Some((back, end))) => {
                    star = Some((back, end + 1));
                    (at, of_text) = (back + 1, end + 1);
                }
                (_, None) => return false,
            }
        }
        pattern.iter().skip(at).all(|c| *c == '*')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "Users / List users", true),
            ("Users / *", "Users / List users", true),
            ("users / list*", "Users / List users", true),
            ("Users / *", "Old / Users / List", false),
            ("*/ List users", "Users / List users", true),
            ("*list*user*", "Users / List all users", true),
            ("*a*b", "aab", true),
            ("*ab", "aab", true),
            ("*ab", "aaba", false),
            ("List user?", "List users", true),
            ("List user?", "List user", false),
            ("会?", "会议", true),
        ] {
            let Ok(glob) = pattern.parse::<Glob>();
            assert_eq!(glob.matches(text), expected, "{pattern:?} {text:?}");
        }
    }

    #[test]
    fn many_stars_take_no_longer() {
        let Ok(glob) = format!("{}b", "a*".repeat(50)).parse::<Glob>();
        assert!(!glob.matches(&"a".repeat(5_000)));
    }
}
