//! Request descriptions: the facts out of the text, and the text without them.

use std::collections::HashSet;

use super::hosts;
use super::lexer::{lex, line};
use super::markdown_writer::Page;
use super::markers::{Meaning, is_unknown_marker, marker_at};
use super::parameter;
use super::rate_limit_label::label_at;
use super::scopes::{is_coded_scope, scopes_at};
use crate::api::notes::OperationNotes;

/// Reads a request's description.
pub(super) fn read(prose: &str) -> OperationNotes {
    let tokens = lex(prose);
    let mut notes = OperationNotes::default();
    let mut page = Page::default();
    let mut at = 0;
    while at < tokens.len() {
        let marker = marker_at(&tokens, at);
        if let Some(marker) = marker {
            let taken = match marker.meaning {
                Meaning::Prerequisites => {
                    page.start_prerequisites();
                    Some(marker.after)
                }
                Meaning::Scopes | Meaning::GranularScopes => scopes_at(&tokens, marker.after).map(|found| {
                    let granular = marker.meaning == Meaning::GranularScopes;
                    if granular { &mut notes.granular_scopes } else { &mut notes.scopes }.extend(found.names);
                    notes.unread.extend(found.unread.iter().map(|text| format!("`{text}` among the scopes")));
                    page.part();
                    if found.explained {
                        page.extend(&tokens[at..found.after]);
                    }
                    found.after
                }),
                Meaning::RateLimitLabel => label_at(&tokens, marker.after).map(|(label, after)| {
                    notes.rate_limit_label.get_or_insert(label);
                    page.part();
                    after
                }),
                Meaning::Status | Meaning::ErrorCode => None,
            };
            if let Some(after) = taken {
                at = after;
                continue;
            }
        }
        let after = marker.map_or(at + 1, |marker| marker.after);
        if marker.is_some_and(|marker| marker.certain && announces_a_fact(marker.meaning))
            || is_unknown_marker(&tokens, at, is_coded_scope)
        {
            notes.unread.push(line(&tokens[at..]));
        }
        page.extend(&tokens[at..after]);
        at = after;
    }
    for names in [&mut notes.scopes, &mut notes.granular_scopes] {
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
    }
    notes.parameter = parameter::read(&tokens);
    notes.addresses = hosts::addresses(prose);
    notes.description = page.finish();
    notes
}

/// Whether a description's marker leads to a field of the notes. Zoom writes statuses and error codes into the names
/// of responses; in a description they are text.
fn announces_a_fact(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Scopes | Meaning::GranularScopes | Meaning::RateLimitLabel)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: &str = "**[Rate Limit Label](https://a.b/c#d):** `Light`";

    #[test]
    fn the_seed_s_form() {
        let prose = format!(
            "List [PACs](https://a.b). For user-level apps, pass [the `me` value](https://a.b#mekeyword) instead of \
             `userId`.\n\nBy phone.\n\n**Scopes:** `pac:read:admin`, `pac:read`<br>{RATE}\n\n**Prerequisites:** \n* A [plan](https://a.b).\n* It is on."
        );
        let notes = read(&prose);
        assert_eq!(notes.scopes, ["pac:read:admin", "pac:read"]);
        assert_eq!(notes.rate_limit_label.as_deref(), Some("Light"));
        assert_eq!(notes.parameter.caller_keyword.as_deref(), Some("me"));
        assert_eq!(notes.unread, Vec::<String>::new());
        assert_eq!(
            notes.description,
            "List [PACs](https://a.b). For user-level apps, pass [the `me` value](https://a.b#mekeyword) instead of \
             `userId`.\n\nBy phone.\n\n**Prerequisites:**\n* A [plan](https://a.b).\n* It is on."
        );
    }

    #[test]
    fn scope_spellings() {
        #[track_caller]
        fn check(input: &str, scopes: &[&str], granular: &[&str], description: &str) {
            let notes = read(input);
            assert_eq!(notes.scopes, scopes, "{input:?}");
            assert_eq!(notes.granular_scopes, granular, "{input:?}");
            assert_eq!(notes.description, description, "{input:?}");
            assert_eq!(notes.unread, Vec::<String>::new(), "{input:?}");
        }
        for marker in ["**Scopes:** ", "**Scope:** ", "**Scopes**: ", "**Scope**:", "Scopes: ", "**[Scopes](u):** "] {
            check(&format!("A.<br><br>\n{marker}`a:b` `a:c`<br>\n \n {RATE}\n"), &["a:b", "a:c"], &[], "A.");
            check(&format!("A.\n\n{marker}`a:b`\n\nB."), &["a:b"], &[], "A.\n\nB.");
            check(&format!("{marker}`a:b`</br>{RATE}\n> B."), &["a:b"], &[], "> B.");
        }
        check("A.\n**Scopes:**`a:b`,`a:b`, `a:c`.", &["a:b", "a:c"], &[], "A.");
        check("**Scope:** `a:b`, **Granular Scopes:** `a:b:c`", &["a:b"], &["a:b:c"], "");
        check(
            "**[Scopes](u)**: `a:b`\n\n**[Granular Scopes](u):** `a:c:d`,`a:c:e`\n\n",
            &["a:b"],
            &["a:c:d", "a:c:e"],
            "",
        );
        check(
            "**Scope:** `a:b` for A. `a:c` for B.<br>\n C.",
            &["a:b", "a:c"],
            &[],
            "**Scope:** `a:b` for A. `a:c` for B.\n\nC.",
        );
        check("**Scopes:** `a:b`<p>The `a:b` scope.</p></br>C", &["a:b"], &[], "The `a:b` scope.\n\nC");
        check("* A.\n* **Scope:** `a:b`<br>", &["a:b"], &[], "* A.");
        check("Use the `a:b` scope. All **Scopes** count.", &[], &[], "Use the `a:b` scope. All **Scopes** count.");
    }

    #[test]
    fn label_spellings() {
        fn check(input: &str, label: Option<&str>, description: &str) {
            let notes = read(input);
            assert_eq!(
                (notes.rate_limit_label.as_deref(), notes.description.as_str()),
                (label, description),
                "{input:?}"
            );
        }
        check(&format!("A.\n\n{RATE}"), Some("Light"), "A.");
        check("A.<br> **Rate Limit Label:** `heavy`<br><br>B.", Some("Heavy"), "A.\n\nB.");
        check("**Rate Limit Label**: RESOURCE-INTENSIVE", Some("Resource-intensive"), "");
        check(&format!("{RATE}**Prerequisites:**<br>\n* A."), Some("Light"), "**Prerequisites:**\n* A.");
        check("A.", None, "A.");
        check("**Rate Limits:**\n* One a day.", None, "**Rate Limits:**\n* One a day.");
    }

    #[test]
    fn prerequisite_spellings() {
        for marker in [
            "**Prerequisites:**",
            "**Prerequisites:** ",
            "**Prerequisites:**<br>",
            "**Prerequisites:** <br>",
            "**Prerequisites:**<br>  ",
            "**Prerequisites**:",
            "**Prerequisites** :",
            "**Prerequisites**:<br>",
            "**Prerequisites**<br>",
            " **Prerequisites:**<br>",
            "**Prerequisite:**",
            "**Prerequisite:**<br>",
            "**Prerequisite**:<br>",
            "**Pre-requisite:**<br>",
            "<b>Prerequisites:</b><br>",
            "Prerequisites:",
            "**Prerequisites:**\n",
        ] {
            for list in ["* B.\n* C.", "* B.<br>\n* C.<br>", " * B.\n * C.\n\n"] {
                let notes = read(&format!("A.<br>\n{marker}\n{list}\n**Scopes:** `a:b`"));
                assert_eq!(notes.description, "A.\n\n**Prerequisites:**\n* B.\n* C.", "{marker:?} {list:?}");
            }
            let notes = read(&format!("A.\n\n{marker} B.<br>\n**Scopes:** `a:b`"));
            assert_eq!(notes.description, "A.\n\n**Prerequisites:**\n* B.", "{marker:?}");
        }
        let notes = read("**Prerequisites:**<br>\n* A.<br> **Scope:** `a:b`<br><br>\nB.");
        assert_eq!(notes.description, "**Prerequisites:**\n* A.\n\nB.");
        assert_eq!(read("A.\n**Prerequisites:** <br>\n").description, "A.");
    }

    #[test]
    fn what_cannot_be_read_is_named_and_kept() {
        fn check(input: &str, unread: &[&str]) {
            let notes = read(input);
            assert_eq!(
                (notes.unread, notes.description.as_str()),
                (unread.iter().map(|&s| s.to_owned()).collect(), input)
            );
        }
        check("**Scopes:** see there", &["**Scopes:** see there"]);
        check("**Rate Limit Label:** see there", &["**Rate Limit Label:** see there"]);
        check("**Needed Scopes:** `a:b`", &["**Needed Scopes:** `a:b`"]);
        check("**Note:** `b`", &[]);
        check("**Note:** The `a:b` scope.", &[]);
    }
}
