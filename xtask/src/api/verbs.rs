//! The verbs that names of operations start with.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that say what is done wherever they start a name.
const SURE: &str = "\
    accept activate add allocate allow apply approve archive assign associate attach authenticate authorize \
    bulk calculate cancel change check clear clone close complete compute configure confirm connect convert \
    copy create deactivate decline define delete deny destroy detach disable disassociate disconnect dismiss \
    download duplicate edit enable end enroll execute expire export fetch find finish generate get give grant \
    hide import init initiate insert install invite invoke join kick leave list lock login logout lookup make \
    mark merge migrate modify move mute notify open partially patch pause perform post provision publish purge \
    put read recover refresh refund regenerate register reject release remove rename render reopen replace \
    resend reset resolve restart restore resume retrieve retry return revoke rotate run save search send set \
    show start stop submit subscribe suspend switch sync terminate toggle transfer trigger unarchive unassign \
    unban unblock uninstall unlink unlock unmute unpin unpublish unregister unsubscribe unsuspend update upload \
    upsert validate verify view withdraw write";

/// Words that are as often things: verbs only where an operation's name starts with them.
const EITHER: &str = "\
    batch block buy call capture claim count display filter follow issue link load log pin ping place preview \
    process query request schedule share test track translate void watch";

/// The verbs of [`SURE`].
static VERBS: LazyLock<HashSet<&str>> = LazyLock::new(|| SURE.split_whitespace().collect());

/// Whether a word at the start of a name says what is done.
pub(super) fn is_verb(word: &str) -> bool {
    VERBS.contains(word)
}

/// Whether a word at the start of an operation's name says what is done.
pub(super) fn starts_operation(word: &str) -> bool {
    VERBS.contains(word) || EITHER.split_whitespace().any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs() {
        for (word, is_sure, is_either) in [
            ("accept", true, true),
            ("upload", true, true),
            ("write", true, true),
            ("schedule", false, true),
            ("report", false, false),
            ("user", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_verb(word), starts_operation(word)), (is_sure, is_either), "{word}");
        }
    }
}
