//! What is secret in Zoom's API: what lets someone into a meeting, an account or an app. One table, by name; and what a
//! description calls a password where the name does not.
//!
//! Where a row is wrong for one place, the overlay takes the schema out and puts it in again without the format.

use crate::api::words;

/// How a row compares with a name, whose words are parted by spaces here.
enum Name {
    /// The whole name.
    Is(&'static str),
    /// The end of the name.
    Ends(&'static str),
}

use Name::{Ends, Is};

/// The names, and what someone who has the value can do.
const SECRETS: &[(Name, &str)] = &[
    (
        Ends("password"),
        "joins, records or signs in: of users, meetings, telephones (`pstn_password`), rooms (`h323_password`)",
    ),
    (Ends("passwords"), "as above, several"),
    (Ends("passwd"), "as above"),
    (Is("pwd"), "as above, in the query of a link"),
    (Ends("passcode"), "Zoom's newer word for a password"),
    (Ends("pass code"), "as above"),
    (Ends("passcodes"), "as above, several"),
    (Is("default password for scheduled meetings"), "joins each meeting of a user that has none of its own"),
    (Ends("host key"), "takes over a meeting as its host"),
    (Ends("pin"), "joins by telephone as its leader, or reads a mailbox"),
    (Is("zak"), "starts a meeting as the user"),
    (Is("zpk"), "logs a room or a device in"),
    (Is("start url"), "starts the meeting as its host: a `zak` is in it"),
    (Is("token"), "acts as the user or the app for whom it was given"),
    (Ends("access token"), "calls the API as its owner, or downloads"),
    (Ends("refresh token"), "gets new access tokens"),
    (Ends("download token"), "downloads recordings"),
    (Ends("join token"), "joins as the one for whom it was given"),
    (Ends("recording token"), "joins and records"),
    (Ends("archiving token"), "joins and archives"),
    (Ends("auth token"), "acts as the user or the device"),
    (Ends("api token"), "calls the API"),
    (Ends("bearer token"), "calls the API"),
    (Ends("id token"), "proves who the user is"),
    (Ends("secret token"), "signs what a webhook sends"),
    (Ends("verification token"), "proves that a webhook is Zoom's"),
    (Ends("security token"), "acts as the service"),
    (Ends("secret"), "signs in as an app: client secrets, secrets of webhooks"),
    (Ends("secret key"), "signs, or decrypts"),
    (Ends("secret access key"), "writes to the customer's storage"),
    (Ends("private key"), "signs, or decrypts"),
    (Ends("encryption key"), "decrypts"),
    (Ends("api key"), "calls the API"),
    (Ends("stream key"), "broadcasts in the account's name"),
];

/// Whether a string of this name, of which this is said, is secret.
pub(super) fn is_secret(name: &str, description: &str) -> bool {
    let name = words(name).join(" ");
    let ends = |words: &str| name.strip_suffix(words).is_some_and(|before| before.is_empty() || before.ends_with(' '));
    let by_name = SECRETS.iter().any(|(row, _)| match row {
        Is(words) => name == *words,
        Ends(words) => ends(words),
    });
    by_name || is_called_secret(description)
}

/// Whether what a description starts with is a password: "The meeting's passcode.", "Passcode to join".
///
/// What is only about one ("Whether a passcode …", "The type of password", "Password requirements") is none.
fn is_called_secret(description: &str) -> bool {
    const SECRET: [&str; 4] = ["password", "passcode", "passphrase", "zak"];
    const TURNS: [&str; 14] =
        ["to", "for", "of", "that", "which", "used", "in", "with", "is", "when", "if", "must", "should", "required"];
    let sentence = description.split(['.', ',', ':', ';', '\n', '(']).next().unwrap_or_default();
    let words: Vec<_> =
        sentence.split_whitespace().map(|word| word.trim_matches(['*', '`', '"', '\''])).take(8).collect();
    let end = words.iter().position(|word| TURNS.contains(&word.to_ascii_lowercase().as_str())).unwrap_or(words.len());
    let is_secret = |word: &&&str| SECRET.contains(&word.to_ascii_lowercase().as_str());
    // "Hide the password" is what is done to one.
    let is_thing = words.first().is_some_and(|first| {
        let first = first.to_ascii_lowercase();
        end == 1 || ["the", "a", "an", "new", "your"].contains(&first.as_str()) || first.ends_with("'s")
    });
    is_thing && words[..end].last().iter().any(is_secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_name() {
        for (names, expected) in [
            (&["password", "pstn_password", "h323_password", "encrypted_password", "participantPassword"][..], true),
            (&["passcode", "recording_play_passcode", "pwd", "host_key", "zak", "leader_pin", "pin"], true),
            (&["default_password_for_scheduled_meetings", "pmi_password", "start_url"], true),
            (&["token", "access_token", "refresh_token", "download_token", "download_access_token"], true),
            (&["client_secret", "secret", "secretKey", "secret_key", "api_key", "stream_key", "private_key"], true),
            (&["next_page_token", "nextPageToken", "page_token", "pageToken", "sync_token", "token_type"], false),
            (&["access_token_expires_in", "password_type", "meeting_password_requirement", "passwordless"], false),
            (
                &["join_url", "download_url", "id", "key", "spin", "pins_count", "tokens_used", "country_code", ""],
                false,
            ),
        ] {
            for name in names {
                assert_eq!(is_secret(name, ""), expected, "{name}");
            }
        }
    }

    #[test]
    fn by_description() {
        for (description, expected) in [
            ("The meeting's passcode.", true),
            ("Passcode to join the meeting. At most 10 characters.", true),
            ("The password for the recording", true),
            ("Meeting passcode", false),
            ("The encrypted passcode that third parties use.", true),
            ("User's password, at least 8 characters.", true),
            ("Whether a passcode is required", false),
            ("Whether to require a passcode", false),
            ("Hide the passcode", false),
            ("The type of password", false),
            ("The password requirement of the account", false),
            ("The ID of the meeting, not its passcode", false),
            ("", false),
        ] {
            assert_eq!(is_secret("x", description), expected, "{description}");
        }
    }

    #[test]
    fn each_row_has_its_reason_and_counts() {
        for (row, reason) in SECRETS {
            assert!(!reason.is_empty());
            let (Is(words) | Ends(words)) = row;
            assert!(is_secret(&words.replace(' ', "_"), ""), "{words}");
        }
    }
}
