//! Warnings that someone has looked at: `x-accepted-warnings` in an overlay.
//!
//! ```yaml
//! x-accepted-warnings:
//!   - warning: 'PAC / List accounts / response "404": the body is empty, using the shared error schema'
//!     item: 0a1b2c3d4e5f6071
//!     reason: The page of the call shows no body for this error.
//! ```
//!
//! Each is for the item as it was, by its fingerprint. If the item changes, the warning comes back.

use serde::Deserialize;

use crate::diagnostics::{ItemPath, Warning, WarningKind};
use crate::postman::fingerprint::Fingerprints;

/// A warning that someone has looked at.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The warning as it is printed.
    pub warning: String,
    /// The fingerprint of the item that it is about; none where it is about the collection.
    #[serde(default)]
    pub item: Option<String>,
    /// Why it is all right.
    pub reason: String,
}

/// Takes the warnings that were accepted out of all warnings and gives their number. One that is accepted for another state
/// of its item stays and says so, and one that does not occur is a warning itself.
pub fn take(warnings: &mut Vec<Warning>, accepted: &[Accepted], items: &Fingerprints) -> usize {
    let mut occurs = vec![false; accepted.len()];
    let mut count = 0;
    warnings.retain_mut(|warning| {
        let text = warning.to_string();
        let fingerprint = fingerprint(warning, items);
        let mut is_known = false;
        for (accepted, occurs) in accepted.iter().zip(&mut occurs).filter(|(accepted, _)| accepted.warning == text) {
            (is_known, *occurs) = (true, true);
            if accepted.item == fingerprint {
                count += 1;
                return false;
            }
        }
        if is_known {
            warning.text.push_str(" (accepted before its item changed)");
        }
        true
    });
    for (accepted, _) in accepted.iter().zip(occurs).filter(|(_, occurs)| !occurs) {
        let text = format!("accepted in the overlay and not there any more, take it out: {}", accepted.warning);
        let (item, part) = (ItemPath::default(), String::new());
        warnings.push(Warning { item, part, kind: WarningKind::Outdated, text });
    }
    count
}

fn fingerprint(warning: &Warning, items: &Fingerprints) -> Option<String> {
    items.of(&warning.item).map(|fingerprint| fingerprint.to_string())
}

/// The line for an overlay that accepts a warning, but for the reason.
pub fn line(warning: &Warning, items: &Fingerprints) -> String {
    let text = warning.to_string();
    // One that has come back is accepted anew as it was.
    let text = text.strip_suffix(" (accepted before its item changed)").unwrap_or(&text);
    let item = fingerprint(warning, items).map(|item| format!(", item: \"{item}\"")).unwrap_or_default();
    format!("- {{warning: {}{item}, reason: \"\"}}", serde_json::Value::from(text))
}
