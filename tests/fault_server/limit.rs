//! Calls in a period: as strict as can be, since any period is looked at and not the calendar's.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

/// The limit of an account, for each label and whatever client a call comes from.
pub(super) struct Limit {
    calls: usize,
    period: Duration,
    by_label: HashMap<&'static str, Recent>,
    by_client: HashMap<(&'static str, String), Recent>,
    over: Over,
}

/// What there was beyond the limit.
#[derive(Debug, Clone, Default)]
pub(crate) struct Over {
    /// When each of the calls came that were refused.
    pub(crate) account: Vec<Instant>,
    /// How many there were beyond what all clients together may make, from one of them alone.
    pub(crate) client: usize,
}

impl Limit {
    pub(super) fn new(calls: usize, period: Duration) -> Self {
        Self { calls, period, by_label: HashMap::new(), by_client: HashMap::new(), over: Over::default() }
    }

    pub(super) fn allows_one_more(&mut self, label: &'static str, client: &str) -> bool {
        let now = Instant::now();
        let of_client = self.by_client.entry((label, client.to_owned())).or_default();
        self.over.client += usize::from(!of_client.allow(now, self.calls, self.period));
        let allows = self.by_label.entry(label).or_default().allow(now, self.calls, self.period);
        if !allows {
            self.over.account.push(now);
        }
        allows
    }

    pub(super) fn over(&self) -> Over {
        self.over.clone()
    }
}

/// The calls of the last period.
#[derive(Default)]
struct Recent(VecDeque<Instant>);

impl Recent {
    /// Adds a call if it is within the limit.
    fn allow(&mut self, now: Instant, calls: usize, period: Duration) -> bool {
        while self.0.front().is_some_and(|call| *call + period <= now) {
            self.0.pop_front();
        }
        let allows = self.0.len() < calls;
        if allows {
            self.0.push_back(now);
        }
        allows
    }
}
