//! "The date range should only be one month": of a longer one an operation serves a part, and says nothing.

use super::lexer::{Kind, Token};

/// What stands before "a month" where that is the most.
const LIMITS: [&str; 9] =
    ["at most", "up to", "limited to", "only", "only be", "more than", "can be", "exceed", "duration"];

/// Whether a text says that a range of dates is a month at most.
pub(super) fn is_the_most(tokens: &[Token<'_>]) -> bool {
    let mut before: [String; 3] = Default::default();
    // Whether the words before this one are "one month".
    let mut is_month = false;
    for token in tokens {
        match token.kind {
            Kind::Word => {
                let word = token.text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
                if is_month && word == "worth" {
                    return true;
                }
                let [second, first, number] = &before;
                let is_one = matches!(number.as_str(), "a" | "one" | "1");
                is_month = is_one && matches!(word.as_str(), "month" | "month's" | "month’s");
                let ends_in = |limit: &&str| match limit.split_once(' ') {
                    Some((one, other)) => one == second && other == first,
                    None => limit == first,
                };
                if is_month && LIMITS.iter().any(ends_in) {
                    return true;
                }
                before.rotate_left(1);
                before[2] = word;
                if token.text.ends_with(['.', '!', '?']) {
                    before = Default::default();
                }
            }
            Kind::Break | Kind::Block | Kind::Bullet => before = Default::default(),
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
            "The date range defined by the \"from\" and \"to\" parameters should only be one month as the report includes only one month worth of data at once.",
            "specify a monthly date range for the report as the API only provides one month worth of data in one request.",
            "as the report includes only one month's worth of data at once.",
            "The time range for the report is limited to a month and the month must fall within the past six months.",
            "The report's time range is limited to one month.",
            "for a specific time range, up to one month.",
            "The maximum range can be a month.",
            "**Maximum duration:** 1 month.",
            "The range cannot exceed one month.",
            "It is no more than one month.",
            "Lists the calls of the account, in a period of at most a month.",
            "The last day, at most a month after `from`.",
        ] {
            assert!(is_the_most(&lex(text)), "{text:?}");
        }
        for text in [
            "",
            "The month should fall within the last six months.",
            "This value and the `to` query parameter value cannot exceed seven days.",
            "only a maximum of 6 months of meeting data will be returned.",
            "The start date for the monthly range to query.",
            "The report of a month.",
            "Use it only. A month is 30 days.",
            "at most one monthly report",
            "up to 1 months",
        ] {
            assert!(!is_the_most(&lex(text)), "{text:?}");
        }
    }
}
