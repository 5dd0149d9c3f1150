//! Bodies that Zoom's collections of 2021 and before save as forms.
//!
//! Zoom takes JSON: its descriptions were written when Swagger had no other place for a field with a description, and say
//! `multipart/form-data` of calls that refuse it. A form is right where there is a file in it, and where tokens are given
//! (OAuth 2.0 has forms alone).

use crate::api::words;

/// Whether a form without a file is sent as JSON to this path.
pub(super) fn are_json(path: &str) -> bool {
    path != "/oauth" && !path.starts_with("/oauth/")
}

/// Whether a text field of a form is a file: the collections have a path or the name of a type where the file goes.
pub(super) fn is_file(name: &str, value: &str, description: &str) -> bool {
    let is_scalar = matches!(value, "true" | "false") || value.parse::<f64>().is_ok();
    if is_scalar || value.starts_with(['{', '[']) {
        return false;
    }
    let description = description.to_ascii_lowercase();
    let words = words(name);
    words.last().is_some_and(|word| word == "file" || word == "files")
        || ["file's path", "file path", "path of the file", "path to the file"]
            .iter()
            .any(|text| description.contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        for (path, expected) in
            [("/users/{userId}", true), ("/oauth/token", false), ("/oauth", false), ("/oauth_apps", true)]
        {
            assert_eq!(are_json(path), expected, "{path}");
        }
    }

    #[test]
    fn files() {
        for (name, value, description, expected) in [
            ("file", "string", "", true),
            ("pic_file", "profile.png", "", true),
            ("csvFile", "<string>", "", true),
            ("files", "", "", true),
            ("picture", "binary", "The picture's file path, in binary format.", true),
            ("picture", "string", "Provide the file's path here.", true),
            ("record_audio_file", "true", "", false),
            ("file", "{\"id\":1}", "", false),
            ("file_id", "string", "The file's ID.", false),
            ("profile", "string", "", false),
        ] {
            assert_eq!(is_file(name, value, description), expected, "{name}={value}");
        }
    }
}
