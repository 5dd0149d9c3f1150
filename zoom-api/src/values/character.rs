//! Characters that a value in a URL's path cannot have, and where they stand.

use std::fmt;

/// A character that a value cannot have, and its place.
///
/// It is shown by its code point, for most of them cannot be seen: `an invisible character (U+200B) at byte 4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InvalidCharacter {
    character: char,
    position: usize,
    kind: CharacterKind,
}

/// Why a value cannot have a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CharacterKind {
    /// A control character: a tab, a line feed, a null.
    Control,
    /// White space of any kind. In an [`Id`](crate::Id) a plain space is only refused at its start and end.
    WhiteSpace,
    /// A character that nobody sees: a byte order mark, a zero-width space, a soft hyphen, a mark of writing direction.
    Invisible,
    /// `/` or `\`, and for a user also `?` or `#`: it would lead to another path.
    Separator,
    /// An angle bracket or a quotation mark around what is meant: `<jane@example.com>`.
    Enclosing,
    /// A comma or a semicolon, which separates the members of a list.
    ListSeparator,
}

impl InvalidCharacter {
    /// Returns the character.
    pub fn character(&self) -> char {
        self.character
    }

    /// Returns the byte at which the character starts, from 0: an index into the text that was given.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Returns why the value cannot have it.
    pub fn kind(&self) -> CharacterKind {
        self.kind
    }

    /// Finds the first character of `text` that `kind_of` has an objection to.
    pub(super) fn find(text: &str, kind_of: impl Fn(usize, char) -> Option<CharacterKind>) -> Result<(), Self> {
        let mut found = text.char_indices().filter_map(|(position, character)| {
            kind_of(position, character).map(|kind| Self { character, position, kind })
        });
        found.next().map_or(Ok(()), Err)
    }
}

impl fmt::Display for InvalidCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { character, position, kind } = self;
        let code = u32::from(*character);
        match kind {
            CharacterKind::Control => write!(f, "contains a control character (U+{code:04X}) at byte {position}"),
            CharacterKind::WhiteSpace => write!(f, "contains whitespace (U+{code:04X}) at byte {position}"),
            CharacterKind::Invisible => write!(f, "contains an invisible character (U+{code:04X}) at byte {position}"),
            CharacterKind::Separator => {
                write!(f, "contains {character:?} at byte {position}, which would lead to another path")
            }
            CharacterKind::Enclosing => {
                write!(f, "contains {character:?} (U+{code:04X}) at byte {position}; leave out brackets and quotes")
            }
            CharacterKind::ListSeparator => {
                write!(f, "contains {character:?} at byte {position}; a call takes one at a time")
            }
        }
    }
}

/// Returns what is wrong with a character wherever it stands, if it cannot be seen.
pub(super) fn unseen(character: char) -> Option<CharacterKind> {
    match character {
        _ if character.is_control() => Some(CharacterKind::Control),
        _ if character.is_whitespace() => Some(CharacterKind::WhiteSpace),
        _ if is_invisible(character) => Some(CharacterKind::Invisible),
        _ => None,
    }
}

/// Characters without a shape of their own, sorted: Unicode's general category `Cf` and its property
/// `Default_Ignorable_Code_Point`, and the blank of braille, which fonts leave empty.
///
/// Source: `UnicodeData.txt` and `DerivedCoreProperties.txt`; a test compares with the crate that has the first.
const INVISIBLE: [(char, char); 26] = [
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{600}', '\u{605}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{6dd}', '\u{6dd}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{890}', '\u{891}'),
    ('\u{8e2}', '\u{8e2}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{202a}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{110bd}', '\u{110bd}'),
    ('\u{110cd}', '\u{110cd}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
];

fn is_invisible(character: char) -> bool {
    let place = INVISIBLE.partition_point(|&(_, last)| last < character);
    INVISIBLE.get(place).is_some_and(|&(first, _)| first <= character)
}

#[cfg(test)]
mod tests {
    use unicode_general_category::{GeneralCategory, get_general_category};

    use super::*;

    #[test]
    fn every_unseen_category_of_unicode_is_unseen() {
        let mut found = 0;
        for character in '\0'..=char::MAX {
            let expected = match get_general_category(character) {
                GeneralCategory::Control => CharacterKind::Control,
                GeneralCategory::SpaceSeparator
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator => CharacterKind::WhiteSpace,
                GeneralCategory::Format => CharacterKind::Invisible,
                _ => continue,
            };
            assert_eq!(unseen(character), Some(expected), "{character:?}");
            found += 1;
        }
        assert!(found > 200, "{found}");
    }

    #[test]
    fn letters_marks_and_signs_are_seen() {
        for character in "aZ0é日ا\u{301}🦀-_.~%&=+@$!*'(),/\u{2fff}\u{2801}\u{feee}\u{fe10}\u{1344f}".chars() {
            assert_eq!(unseen(character), None, "{character:?}");
        }
    }

    #[test]
    fn what_fonts_leave_empty_is_invisible() {
        for character in
            "\u{34f}\u{115f}\u{1160}\u{17b4}\u{180b}\u{2065}\u{2800}\u{3164}\u{fe0f}\u{ffa0}\u{e0100}\u{e0fff}".chars()
        {
            assert_eq!(unseen(character), Some(CharacterKind::Invisible), "{character:?}");
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(INVISIBLE.iter().all(|(first, last)| first <= last));
        assert!(INVISIBLE.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn the_first_one_is_found_with_its_byte() {
        let find = |text| InvalidCharacter::find(text, |_, character| unseen(character));
        assert_eq!(find("é日"), Ok(()));
        let error = find("日\u{200b}\u{feff}").unwrap_err();
        assert_eq!((error.character(), error.position(), error.kind()), ('\u{200b}', 3, CharacterKind::Invisible));
        assert_eq!(error.to_string(), "contains an invisible character (U+200B) at byte 3");
    }
}
