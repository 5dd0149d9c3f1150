//! Calls in a period: as strict as can be, since any period is looked at and not the calendar's.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

pub(super) struct Limit {
    calls: usize,
    period: Duration,
    last: Mutex<VecDeque<Instant>>,
}

impl Limit {
    pub(super) fn new(calls: usize, period: Duration) -> Self {
        Self { calls, period, last: Mutex::default() }
    }

    pub(super) fn allows_one_more(&self) -> bool {
        let now = Instant::now();
        let mut last = self.last.lock().unwrap();
        while last.front().is_some_and(|call| *call + self.period <= now) {
            last.pop_front();
        }
        let allows = last.len() < self.calls;
        if allows {
            last.push_back(now);
        }
        allows
    }
}
