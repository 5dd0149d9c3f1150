//! The calls of today.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::{RateLimitLabel, RateLimits};
use crate::error::ThrottleReason;

/// How many calls there were of each label in a day of GMT.
#[derive(Default)]
pub(super) struct Today(Mutex<Day>);

#[derive(Default)]
struct Day {
    number: u64,
    calls: [u32; 4],
}

/// A call that counts for its day. It is taken back when it is dropped, unless it was used.
pub(super) struct Counted {
    today: Arc<Today>,
    day: u64,
    label: RateLimitLabel,
    pub(super) is_used: bool,
}

impl Today {
    /// Adds a call to those of today.
    ///
    /// # Errors
    ///
    /// If a daily limit is reached.
    pub(super) fn count(
        self: &Arc<Self>,
        limits: &RateLimits,
        label: RateLimitLabel,
        now: SystemTime,
    ) -> Result<Counted, ThrottleReason> {
        let number = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs() / (24 * 60 * 60);
        let mut day = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if day.number != number {
            *day = Day { number, ..Day::default() };
        }
        if let Some(limit) = limits.reached(label, &day.calls) {
            return Err(ThrottleReason::DailyLimit { limit });
        }
        let calls = &mut day.calls[label as usize];
        *calls = calls.saturating_add(1);
        Ok(Counted { today: Arc::clone(self), day: number, label, is_used: false })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        if self.is_used {
            return;
        }
        let mut day = self.today.0.lock().unwrap_or_else(PoisonError::into_inner);
        if day.number == self.day {
            let calls = &mut day.calls[self.label as usize];
            *calls = calls.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::rate_limit::Plan;

    #[test]
    fn a_day_begins_at_midnight_of_gmt() {
        let (today, limits) = (Arc::<Today>::default(), light(1));
        let count = |seconds| {
            let now = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            let counted = today.count(&limits, RateLimitLabel::Light, now);
            counted.map(|mut counted| counted.is_used = true).is_ok()
        };
        assert_eq!([count(0), count(86_399), count(86_400), count(172_799)], [true, false, true, false]);
    }

    #[test]
    fn a_call_that_was_not_sent_is_taken_back_on_its_own_day() {
        let (today, limits) = (Arc::<Today>::default(), light(1));
        let count = |seconds| {
            today.count(&limits, RateLimitLabel::Light, SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        };
        drop(count(1).unwrap());
        let of_yesterday = count(2).unwrap();
        let mut of_today = count(86_400).unwrap();
        of_today.is_used = true;
        drop(of_today);
        drop(of_yesterday);
        assert!(count(86_401).is_err(), "the call of yesterday does not make room today");
    }

    fn light(calls: u32) -> RateLimits {
        RateLimits::for_plan(Plan::Free).daily(RateLimitLabel::Light, Some(calls))
    }
}
