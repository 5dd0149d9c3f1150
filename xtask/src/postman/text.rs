//! The text of a file, whatever it is encoded in.

use std::path::Path;

use super::load_error::LoadError;

const SAVE: &str = "save the file as UTF-8";

/// Reads a file as text: UTF-8, or UTF-16 as some editors and shells write it.
pub(crate) fn read(path: &Path) -> Result<String, LoadError> {
    let bytes = std::fs::read(path)
        .map_err(|error| LoadError::new(path, format!("cannot be read: {error}"), "give the path of a collection"))?;
    decode(bytes).map_err(|problem| LoadError::new(path, problem, SAVE))
}

fn decode(bytes: Vec<u8>) -> Result<String, String> {
    // Each of these files begins with a mark, or with a letter of ASCII.
    let utf8 = match bytes.as_slice() {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, ..] => return Err("UTF-32, which nothing else reads either".to_owned()),
        [0xff, 0xfe, text @ ..] => return utf16(text, 2, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => return utf16(text, 2, u16::from_be_bytes),
        [letter, 0, ..] if *letter != 0 => return utf16(&bytes, 0, u16::from_le_bytes),
        [0, _, ..] => return utf16(&bytes, 0, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, text @ ..] => text.to_vec(),
        _ => bytes,
    };
    String::from_utf8(utf8).map_err(|error| format!("not UTF-8 (at byte {})", error.utf8_error().valid_up_to()))
}

/// `start` is how many bytes stand before the text.
fn utf16(bytes: &[u8], start: usize, unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks();
    let mut text = String::with_capacity(pairs.len());
    let mut at = start;
    for letter in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let letter = letter.map_err(|_| format!("not UTF-16 (at byte {at})"))?;
        at += 2 * letter.len_utf16();
        text.push(letter);
    }
    if rest.is_empty() { Ok(text) } else { Err(format!("not UTF-16 (at byte {at})")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_any_encoding() {
        let text = "{\"é\": \"😀\"}";
        let utf16 = |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<_>>();
        let (little, big) = (utf16(u16::to_le_bytes), utf16(u16::to_be_bytes));
        for (mark, bytes) in [
            (&[][..], text.as_bytes()),
            (b"\xef\xbb\xbf", text.as_bytes()),
            (b"\xff\xfe", &little),
            (b"", &little),
            (b"\xfe\xff", &big),
            (b"", &big),
        ] {
            assert_eq!(decode([mark, bytes].concat()).as_deref(), Ok(text), "{mark:?} {bytes:?}");
        }
        for (bytes, problem) in [
            (&b"{\xe9}"[..], "not UTF-8 (at byte 1)"),
            (b"\xff\xfe{\0\0\xd8}\0", "not UTF-16 (at byte 4)"),
            (b"\xfe\xff\0{\0", "not UTF-16 (at byte 4)"),
            (b"\xff\xfe\0\0{\0\0\0", "UTF-32"),
            (b"\0\0\xfe\xff\0\0\0{", "UTF-32"),
        ] {
            let found = decode(bytes.to_vec()).unwrap_err();
            assert!(found.starts_with(problem), "{bytes:?}: {found}");
        }
    }
}
