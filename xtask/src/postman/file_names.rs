//! The names of files and folders that stand for items and folders of a collection: any name there is, as one that every
//! system can store.
//!
//! Two names that differ in case alone are one file on macOS and Windows, and `CON` is no file at all on Windows; so both
//! are avoided everywhere.

use std::collections::BTreeSet;

/// Longer names are cut: file systems take 255 bytes, and Windows 260 characters for a whole path.
const LONGEST: usize = 80;

/// The directories of folders that stand beside each other, in their order: their names as they are where that is
/// possible.
pub fn directories<'n>(folders: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    let mut taken = Taken::default();
    folders.into_iter().map(|folder| taken.give(&directory(folder), "")).collect()
}

/// The directory of a folder that has no neighbours: `Billing (old)`, and for `Q/A` `Q-A`.
fn directory(folder: &str) -> String {
    let folder: String =
        folder.trim().chars().map(|c| if c.is_control() || r#"<>:"/\|?*"#.contains(c) { '-' } else { c }).collect();
    // A leading dot hides a folder, one at the end is lost on Windows, and `.json` is for items.
    let folder = cut(folder.trim_start_matches(['.', ' '])).trim_end_matches(['.', ' ']);
    let folder = match folder.len().checked_sub(5).and_then(|at| folder.split_at_checked(at)) {
        Some((stem, end)) if end.eq_ignore_ascii_case(".json") => format!("{stem}-json"),
        _ => folder.to_owned(),
    };
    if folder.is_empty() { "folder".to_owned() } else { free_of_devices(folder) }
}

/// The stem of an item's file: its name's words in lower case, `list-a-users-pac-accounts`; none if it has no words.
pub fn stem(item: &str) -> Option<String> {
    let mut stem = String::new();
    for c in item.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            stem.push(c);
        } else if !matches!(c, '\'' | '’') && !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
    }
    let stem = cut(&stem).trim_end_matches('-');
    (!stem.is_empty()).then(|| free_of_devices(stem.to_owned()))
}

/// The stem that Postman gives to the file of a request or an example: its name, but for what no system can store; none if
/// nothing is left.
pub fn of_postman(name: &str) -> Option<String> {
    let mut stem = String::new();
    for c in name.trim().chars() {
        let is_stored = !c.is_control() && !r#"/\:*?"<>|"#.contains(c);
        if is_stored {
            stem.push(c);
        } else if !stem.ends_with('-') {
            stem.push('-');
        }
    }
    // A leading dot hides a file, and one at the end is lost on Windows.
    let stem = cut(stem.trim_start_matches(['.', ' '])).trim_end_matches(['.', ' ']);
    (!stem.is_empty()).then(|| free_of_devices(stem.to_owned()))
}

/// At most [`LONGEST`] bytes of a name, up to the end of a word where there is one.
fn cut(name: &str) -> &str {
    if name.len() <= LONGEST {
        return name;
    }
    let end = (0..=LONGEST).rev().find(|end| name.is_char_boundary(*end)).unwrap_or_default();
    let start = &name[..end];
    match start.rfind(['-', ' ']) {
        Some(word) if word > end / 2 => &start[..word],
        _ => start,
    }
}

/// A name that is none of the devices of Windows, which it sees whatever follows a dot.
fn free_of_devices(name: String) -> String {
    let (first, rest) = name.split_once('.').map_or((name.as_str(), None), |(first, rest)| (first, Some(rest)));
    let lower = first.trim_end().to_ascii_lowercase();
    let numbered = ["com", "lpt"].iter().any(|device| {
        let mut rest = lower.strip_prefix(device).unwrap_or_default().chars();
        matches!((rest.next(), rest.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
    });
    if !numbered && !["con", "prn", "aux", "nul"].contains(&lower.as_str()) {
        return name;
    }
    format!("{first}-{}", rest.unwrap_or("item"))
}

/// The names of a directory that are taken, whatever their case.
#[derive(Debug, Clone, Default)]
pub struct Taken(BTreeSet<String>);

impl Taken {
    /// Takes a name that is there.
    pub fn add(&mut self, name: &str) {
        self.0.insert(name.to_lowercase());
    }

    /// Gives `stem` with its extension, or with the first number that makes it free: `list-users-2.json`.
    pub fn give(&mut self, stem: &str, extension: &str) -> String {
        self.free((2..).map(|number| format!("-{number}")), stem, extension)
    }

    /// Gives `stem` with its extension, or as Postman tells files apart: `List users 1.request.yaml`.
    pub fn give_as_postman(&mut self, stem: &str, extension: &str) -> String {
        self.free((1..).map(|number| format!(" {number}")), stem, extension)
    }

    fn free(&mut self, mut numbers: impl Iterator<Item = String>, stem: &str, extension: &str) -> String {
        let mut name = format!("{stem}{extension}");
        while !self.0.insert(name.to_lowercase()) {
            name = format!("{stem}{}{extension}", numbers.next().unwrap_or_default());
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders() {
        let long = "long ".repeat(60);
        for (folders, expected) in [
            (&["PAC", "Billing (old)", "Live streaming"][..], &["PAC", "Billing (old)", "Live streaming"][..]),
            (&["Q/A", "Q:A", "Q-A"], &["Q-A", "Q-A-2", "Q-A-3"]),
            (&["Users", "users", "USERS"], &["Users", "users-2", "USERS-3"]),
            (&["../../x", ".git", "..", "", "a."], &["-..-x", "git", "folder", "folder-2", "a"]),
            (
                &["CON", "con.txt", "Com1", "Common", "a.json"],
                &["CON-item", "con-txt", "Com1-item", "Common", "a-json"],
            ),
            (&["会议", "🎥"], &["会议", "🎥"]),
            (&[&long], &[long[..79].trim_end()]),
        ] {
            assert_eq!(directories(folders.iter().copied()), expected, "{folders:?}");
        }
    }

    #[test]
    fn items() {
        for (item, expected) in [
            ("List a user's PAC accounts", "list-a-users-pac-accounts"),
            ("Get /users/{id}?x=1", "get-users-id-x-1"),
            ("../../etc/passwd", "etc-passwd"),
            ("CON", "con-item"),
            ("LPT9", "lpt9-item"),
            ("🎥", ""),
            ("", ""),
            ("Über – Straße", "über-straße"),
            ("列出会议", "列出会议"),
        ] {
            assert_eq!(stem(item).unwrap_or_default(), expected, "{item:?}");
        }
        for letter in ["a", "ß", "会", "word "] {
            let stem = stem(&letter.repeat(300)).unwrap();
            assert!(stem.len() <= LONGEST && stem.len() > LONGEST / 2, "{stem}");
        }
    }

    #[test]
    fn files_as_postman_names_them() {
        for (name, expected) in [
            ("List a user's PAC accounts", "List a user's PAC accounts"),
            ("Get user: by id?", "Get user- by id-"),
            ("a /\\: b", "a - b"),
            ("{id} [x] #1 `y`", "{id} [x] #1 `y`"),
            (".resources", "resources"),
            ("../../etc/passwd", "-..-etc-passwd"),
            ("CON", "CON-item"),
            ("a. ", "a"),
            ("...", ""),
            ("", ""),
            ("列出会议 – 🎥", "列出会议 – 🎥"),
        ] {
            assert_eq!(of_postman(name).unwrap_or_default(), expected, "{name:?}");
        }
    }

    #[test]
    fn names_are_given_once() {
        let mut taken = Taken::default();
        taken.add("List.json");
        assert_eq!(taken.give("list", ".json"), "list-2.json");
        assert_eq!(taken.give("LIST", ".json"), "LIST-3.json");
        assert_eq!(taken.give("other", ".json"), "other.json");
        assert_eq!(taken.give_as_postman("OTHER", ".json"), "OTHER 1.json");
        assert_eq!(taken.give_as_postman("other", ".json"), "other 2.json");
    }
}
