//! How many calls an account may make.

use std::fmt;
use std::time::Duration;

/// The plan of a Zoom account, which sets how many calls it may make. All apps of the account share them.
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

/// What Zoom takes an operation to cost: the fragment's `x-rate-limit-label`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RateLimitLabel {
    /// Light.
    Light,
    /// Medium.
    Medium,
    /// Heavy.
    Heavy,
    /// Resource-intensive.
    ResourceIntensive,
}

impl RateLimitLabel {
    pub(super) const ALL: [Self; 4] = [Self::Light, Self::Medium, Self::Heavy, Self::ResourceIntensive];

    /// Zoom's word for it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Medium => "Medium",
            Self::Heavy => "Heavy",
            Self::ResourceIntensive => "Resource-intensive",
        }
    }

    /// Whether it shares a daily limit with another.
    fn shares(self) -> bool {
        matches!(self, Self::Heavy | Self::ResourceIntensive)
    }

    pub(super) fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|label| label.as_str().eq_ignore_ascii_case(word))
    }
}

impl fmt::Display for RateLimitLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// How many calls a [`Pace`](super::Pace) lets through: those of a [`Plan`], or fewer.
///
/// ```
/// use std::time::Duration;
/// use zoom_api::patience::{Limits, Plan, RateLimitLabel};
///
/// // One of four machines, and another program needs some of the Light calls.
/// let limits = Limits::of(Plan::Business).divided_by(4).rate(RateLimitLabel::Light, 10, Duration::from_secs(1));
/// # let _ = limits;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    rates: [Rate; 4],
    daily: [Option<u32>; 4],
    /// Of Heavy and Resource-intensive calls together.
    daily_together: Option<u32>,
}

/// So many calls in any such period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) calls: u32,
    pub(super) period: Duration,
}

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

impl Limits {
    /// Those of a plan.
    #[must_use]
    pub fn of(plan: Plan) -> Self {
        let rates = |light, medium, heavy, intensive| {
            let per_second = |calls| Rate { calls, period: SECOND };
            [per_second(light), per_second(medium), per_second(heavy), Rate { calls: intensive, period: MINUTE }]
        };
        match plan {
            Plan::Free => Self {
                rates: rates(4, 2, 1, 10),
                daily: [Some(6_000), Some(2_000), Some(1_000), Some(30_000)],
                daily_together: None,
            },
            Plan::Pro => Self { rates: rates(30, 20, 10, 10), daily: [None; 4], daily_together: Some(30_000) },
            Plan::Business => Self { rates: rates(80, 60, 40, 20), daily: [None; 4], daily_together: Some(60_000) },
        }
    }

    /// An equal part of them, for each of so many machines or programs that share the account.
    #[must_use]
    pub fn divided_by(mut self, parts: u32) -> Self {
        let parts = parts.max(1);
        for rate in &mut self.rates {
            *rate = match rate.calls / parts {
                // Less than one call in the period is one call in a longer one.
                0 => Rate { calls: 1, period: rate.period.saturating_mul(parts.div_ceil(rate.calls)).min(DAY) },
                calls => Rate { calls, ..*rate },
            };
        }
        for daily in self.daily.iter_mut().chain([&mut self.daily_together]).flatten() {
            *daily /= parts;
        }
        self
    }

    /// Another rate for the calls of a label: so many in any period of this length. Zero calls count as one, and a period
    /// is at most a day.
    #[must_use]
    pub fn rate(mut self, label: RateLimitLabel, calls: u32, period: Duration) -> Self {
        self.rates[label as usize] = Rate { calls: calls.max(1), period: period.min(DAY) };
        self
    }

    /// Another number of calls of a label in a day of GMT, or none.
    #[must_use]
    pub fn daily(mut self, label: RateLimitLabel, calls: Option<u32>) -> Self {
        self.daily[label as usize] = calls;
        self
    }

    pub(super) fn rate_of(&self, label: RateLimitLabel) -> Rate {
        self.rates[label as usize]
    }

    /// How many calls a day: of a label, and of those that share a limit with it.
    #[cfg(feature = "redis")]
    pub(super) fn daily_of(&self, label: RateLimitLabel) -> (Option<u32>, Option<u32>) {
        (self.daily[label as usize], self.daily_together.filter(|_| label.shares()))
    }

    /// The daily limit that stands in the way of one more call, by how many there were today of each label.
    pub(super) fn reached(&self, label: RateLimitLabel, today: &[u32; 4]) -> Option<u32> {
        use RateLimitLabel::{Heavy, ResourceIntensive};

        let own = self.daily[label as usize].filter(|limit| today[label as usize] >= *limit);
        let together = today[Heavy as usize].saturating_add(today[ResourceIntensive as usize]);
        own.or(self.daily_together.filter(|limit| label.shares() && together >= *limit))
    }
}

impl From<Plan> for Limits {
    fn from(plan: Plan) -> Self {
        Self::of(plan)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use RateLimitLabel::{Heavy, Light, Medium, ResourceIntensive};

    #[test]
    fn the_numbers_of_each_plan() {
        for (plan, expected) in [
            (Plan::Free, [(4, 1), (2, 1), (1, 1), (10, 60)]),
            (Plan::Pro, [(30, 1), (20, 1), (10, 1), (10, 60)]),
            (Plan::Business, [(80, 1), (60, 1), (40, 1), (20, 60)]),
        ] {
            for (label, (calls, seconds)) in RateLimitLabel::ALL.into_iter().zip(expected) {
                let rate = Limits::of(plan).rate_of(label);
                assert_eq!((rate.calls, rate.period.as_secs()), (calls, seconds), "{plan:?} {label}");
            }
        }
    }

    #[test]
    fn a_daily_limit_is_reached() {
        for (plan, label, today, expected) in [
            (Plan::Free, Light, [5_999, 0, 0, 0], None),
            (Plan::Free, Light, [6_000, 0, 0, 0], Some(6_000)),
            (Plan::Free, Medium, [6_000, 1_999, 0, 0], None),
            (Plan::Free, Heavy, [0, 0, 999, 29_999], None),
            (Plan::Free, ResourceIntensive, [0, 0, 0, 30_000], Some(30_000)),
            (Plan::Pro, Light, [u32::MAX; 4], None),
            (Plan::Pro, Heavy, [0, 0, 20_000, 9_999], None),
            (Plan::Pro, Heavy, [0, 0, 20_000, 10_000], Some(30_000)),
            (Plan::Business, ResourceIntensive, [0, 0, u32::MAX, 1], Some(60_000)),
        ] {
            assert_eq!(Limits::of(plan).reached(label, &today), expected, "{plan:?} {label} {today:?}");
        }
        let none_left = Limits::of(Plan::Pro).daily(Light, Some(0));
        assert_eq!(none_left.reached(Light, &[0; 4]), Some(0));
    }

    #[test]
    fn parts_of_a_limit() {
        let quarter = Limits::of(Plan::Free).divided_by(4);
        for (label, calls, seconds) in [(Light, 1, 1), (Medium, 1, 2), (Heavy, 1, 4), (ResourceIntensive, 2, 60)] {
            let rate = quarter.rate_of(label);
            assert_eq!((rate.calls, rate.period.as_secs()), (calls, seconds), "{label}");
        }
        assert_eq!(quarter.reached(Light, &[1_500, 0, 0, 0]), Some(1_500));
        assert_eq!(Limits::of(Plan::Pro).divided_by(0), Limits::of(Plan::Pro));
    }

    #[test]
    fn every_label_of_the_fragment_is_known() {
        let fragment: serde_json::Value =
            serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/zoom.openapi.json"))).unwrap();
        let operations = fragment["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap());
        let mut checked = 0;
        for (_, operation) in operations {
            let Some(label) = operation["x-rate-limit-label"].as_str() else { continue };
            let id = operation["operationId"].as_str().unwrap();
            assert_eq!(crate::generated::operation(id).and_then(|known| known.rate_limit_label), Some(label));
            assert!(RateLimitLabel::read(label).is_some(), "{id}: {label}");
            checked += 1;
        }
        assert!(checked >= 1);
    }
}
