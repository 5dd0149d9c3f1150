//! "You must double encode the UUID": an ID with slashes in it, which a server would decode once too often.

use super::lexer::{Kind, Token};

/// Whether a text asks for a value to be percent-encoded twice.
pub(super) fn is_asked(tokens: &[Token<'_>]) -> bool {
    let mut denied = false;
    // How often the words before this one say that something is done.
    let mut twice = false;
    for token in tokens {
        match token.kind {
            Kind::Word => {
                let word = token.text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
                let encodes = |word: &str| word.starts_with("encod");
                let asked = twice && encodes(&word) || word.strip_prefix("double-").is_some_and(encodes);
                if asked && !denied {
                    return true;
                }
                denied |= matches!(word.as_str(), "not" | "never" | "no") || word.ends_with("n't");
                twice = word == "double";
                denied &= !token.text.ends_with(['.', '!', '?']);
            }
            Kind::Break | Kind::Block | Kind::Bullet => (denied, twice) = (false, false),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::lexer::lex;
    use super::*;

    #[test]
    fn spellings() {
        for text in [
            "you must **double encode** the UUID",
            "you **must** [double encode](u) the UUID",
            "**[double encode](u) the UUID** first",
            "you must double-encode it.",
            "Please double encode your UUID if it begins with a '/'or contains '//' in it.",
            "It has to be\ndouble-encoded.",
            "Double encoding is needed.",
            "It is not an ID. Double encode it.",
        ] {
            assert!(is_asked(&lex(text)), "{text:?}");
        }
        for text in
            ["", "Encode the UUID.", "a double room, encoded", "You need not double encode it.", "Don't double-encode."]
        {
            assert!(!is_asked(&lex(text)), "{text:?}");
        }
    }
}
