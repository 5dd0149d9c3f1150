//! The plan of an account.

use std::fmt;
use std::str::FromStr;

use crate::UnknownName;

/// The plan of a Zoom account, which sets its rate limits. All apps of the account share them.
///
/// | | Free | Pro | Business |
/// |---|---|---|---|
/// | Light | 4/s, 6,000/day | 30/s | 80/s |
/// | Medium | 2/s, 2,000/day | 20/s | 60/s |
/// | Heavy | 1/s, 1,000/day | 10/s | 40/s |
/// | Resource-intensive | 10/min, 30,000/day | 10/min | 20/min |
/// | Heavy and Resource-intensive together | | 30,000/day | 60,000/day |
///
/// Source: Zoom's API reference, "Rate limits".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Plan {
    /// Free.
    Free,
    /// Pro.
    Pro,
    /// Business and above: Education, Enterprise, Partners.
    Business,
}

impl Plan {
    const ALL: [Self; 3] = [Self::Free, Self::Pro, Self::Business];
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Free => "free",
            Self::Pro => "pro",
            Self::Business => "business",
        })
    }
}

impl FromStr for Plan {
    type Err = UnknownName;

    /// Reads `free`, `pro` or `business`, in upper or lower case.
    fn from_str(name: &str) -> Result<Self, UnknownName> {
        UnknownName::find("plan", &Self::ALL, name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_read_as_it_is_written() {
        for plan in Plan::ALL {
            assert_eq!(plan.to_string().parse(), Ok(plan));
        }
        assert_eq!(" Business ".parse(), Ok(Plan::Business));
        assert_eq!("gold".parse::<Plan>().unwrap_err().to_string(), "unknown plan: expected free, pro or business");
    }
}
