//! Names under which Zoom sends numbers with decimals, though its samples are mostly whole.
//!
//! Only names that say so plainly: what Zoom counts or measures in whole units (`usage`, `duration`, `file_size`,
//! `attentiveness_score`) is an integer in its descriptions, and stays what the samples say.

use crate::api::words;

/// Whether the last word, or the first, says that there are decimals.
pub(super) fn is_decimal(name: &str) -> bool {
    let words = words(name);
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let is_money = matches!(last.as_str(), "amount" | "balance" | "price" | "cost" | "fee");
    let is_share = matches!(last.as_str(), "percent" | "percentage" | "ratio");
    // "rate" of money or of a share; frames and bits come whole.
    let is_rate =
        last == "rate" && !words.iter().any(|word| matches!(word.as_str(), "frame" | "bit" | "sample" | "heart"));
    let is_place = matches!(last.as_str(), "latitude" | "longitude");
    is_money || is_share || is_rate || is_place || (words.len() > 1 && matches!(first.as_str(), "average" | "mean"))
}

#[cfg(test)]
mod tests {
    use super::is_decimal;

    #[test]
    fn names() {
        for (name, expected) in [
            ("total_amount", true),
            ("balance", true),
            ("taxAmount", true),
            ("price", true),
            ("rate", true),
            ("discount_percent", true),
            ("average_score", true),
            ("latitude", true),
            ("frame_rate", false),
            ("usage", false),
            ("total_usage", false),
            ("attentiveness_score", false),
            ("file_size", false),
            ("duration", false),
            ("amount_of_users", false),
            ("average", false),
            ("", false),
        ] {
            assert_eq!(is_decimal(name), expected, "{name}");
        }
    }
}
