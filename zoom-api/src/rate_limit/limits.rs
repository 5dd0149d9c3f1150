//! How many calls an account may make: its rate limits.

use std::time::Duration;

use super::{Plan, RateLimitLabel};

/// The limits that a [`RateLimiter`](super::RateLimiter) keeps to: those of a [`Plan`], or others.
///
/// ```
/// use std::time::Duration;
/// use zoom_api::rate_limit::{RateLimits, Plan, RateLimitLabel};
///
/// // One of four machines, and another program needs some of the Light calls.
/// let limits = RateLimits::for_plan(Plan::Business).divided_by(4).rate(RateLimitLabel::Light, 10, Duration::from_secs(1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
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

impl RateLimits {
    /// Returns the limits of a plan.
    #[must_use]
    pub fn for_plan(plan: Plan) -> Self {
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

    /// Divides the limits by the number of machines or programs that share the account, and returns the part of one.
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

    /// Sets the rate of a label: so many calls in any period of this length. Zero calls count as one, and a period is at
    /// most a day.
    #[must_use]
    pub fn rate(mut self, label: RateLimitLabel, calls: u32, period: Duration) -> Self {
        self.rates[label as usize] = Rate { calls: calls.max(1), period: period.min(DAY) };
        self
    }

    /// Sets how many calls of a label there may be in a day of GMT; `None` for any number.
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
        (self.daily[label as usize], self.daily_together.filter(|_| is_shared(label)))
    }

    /// The daily limit that stands in the way of one more call, by how many there were today of each label.
    pub(super) fn reached(&self, label: RateLimitLabel, today: &[u32; 4]) -> Option<u32> {
        use RateLimitLabel::{Heavy, ResourceIntensive};

        let own = self.daily[label as usize].filter(|limit| today[label as usize] >= *limit);
        let together = today[Heavy as usize].saturating_add(today[ResourceIntensive as usize]);
        own.or(self.daily_together.filter(|limit| is_shared(label) && together >= *limit))
    }
}

/// Returns whether calls of a label share a daily limit with those of another.
fn is_shared(label: RateLimitLabel) -> bool {
    matches!(label, RateLimitLabel::Heavy | RateLimitLabel::ResourceIntensive)
}

impl From<Plan> for RateLimits {
    fn from(plan: Plan) -> Self {
        Self::for_plan(plan)
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
                let rate = RateLimits::for_plan(plan).rate_of(label);
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
            assert_eq!(RateLimits::for_plan(plan).reached(label, &today), expected, "{plan:?} {label} {today:?}");
        }
        let none_left = RateLimits::for_plan(Plan::Pro).daily(Light, Some(0));
        assert_eq!(none_left.reached(Light, &[0; 4]), Some(0));
    }

    #[test]
    fn parts_of_a_limit() {
        let quarter = RateLimits::for_plan(Plan::Free).divided_by(4);
        for (label, calls, seconds) in [(Light, 1, 1), (Medium, 1, 2), (Heavy, 1, 4), (ResourceIntensive, 2, 60)] {
            let rate = quarter.rate_of(label);
            assert_eq!((rate.calls, rate.period.as_secs()), (calls, seconds), "{label}");
        }
        assert_eq!(quarter.reached(Light, &[1_500, 0, 0, 0]), Some(1_500));
        assert_eq!(RateLimits::for_plan(Plan::Pro).divided_by(0), RateLimits::for_plan(Plan::Pro));
    }

    #[test]
    fn a_period_is_at_most_a_day() {
        let day = Duration::from_secs(86_400);
        let free = RateLimits::for_plan(Plan::Free);
        assert_eq!(free.rate(Light, 1, Duration::MAX).rate_of(Light).period, day);
        assert_eq!(free.rate(Light, 1, day / 2).rate_of(Light).period, day / 2);
        assert_eq!(free.divided_by(u32::MAX).rate_of(Heavy).period, day);
    }

    #[cfg(feature = "redis")]
    #[test]
    fn the_daily_limits_of_a_label_and_of_those_that_share_it() {
        for (plan, label, expected) in [
            (Plan::Free, Light, (Some(6_000), None)),
            (Plan::Free, Heavy, (Some(1_000), None)),
            (Plan::Pro, Medium, (None, None)),
            (Plan::Pro, Heavy, (None, Some(30_000))),
            (Plan::Business, ResourceIntensive, (None, Some(60_000))),
        ] {
            assert_eq!(RateLimits::for_plan(plan).daily_of(label), expected, "{plan} {label}");
        }
    }
}
