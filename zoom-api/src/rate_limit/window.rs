//! As many slots as calls may be made in a period.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::Instant;

use super::limits::Rate;

/// For how long a call counts that has no response yet. By then it has reached Zoom, and a slow response holds up no
/// others.
pub(super) const IN_TRANSIT: Duration = Duration::from_secs(2);

pub(super) struct Window {
    period: Duration,
    /// The slots that no call has, in the order in which calls ask for them.
    free: Semaphore,
    idle: Mutex<Idle>,
}

/// From when on each free slot may be used.
struct Idle {
    never_used: usize,
    used: BinaryHeap<Reverse<Instant>>,
}

/// The place of a call in a window. It is free again one period after it was dropped, or at once if it was not used.
pub(super) struct Slot {
    window: Arc<Window>,
    pub(super) free_from: Instant,
    pub(super) is_used: bool,
}

impl Window {
    pub(super) fn new(Rate { calls, period }: Rate) -> Arc<Self> {
        let slots = usize::try_from(calls).unwrap_or(usize::MAX).min(Semaphore::MAX_PERMITS);
        let idle = Idle { never_used: slots, used: BinaryHeap::new() };
        Arc::new(Self { period, free: Semaphore::new(slots), idle: Mutex::new(idle) })
    }

    /// Waits for a slot and returns the one that is free first.
    pub(super) async fn take(self: &Arc<Self>) -> Slot {
        // It is never closed, so it never fails.
        if let Ok(permit) = self.free.acquire().await {
            permit.forget();
        }
        let free_from = self.idle.lock().unwrap_or_else(PoisonError::into_inner).first();
        Slot { window: Arc::clone(self), free_from, is_used: false }
    }

    #[cfg(test)]
    pub(super) fn available(&self) -> usize {
        self.free.available_permits()
    }
}

impl Idle {
    fn first(&mut self) -> Instant {
        if self.never_used > 0 {
            self.never_used -= 1;
            return Instant::now();
        }
        self.used.pop().map_or_else(Instant::now, |Reverse(from)| from)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let free_from = if self.is_used { Instant::now() + self.window.period } else { self.free_from };
        self.window.idle.lock().unwrap_or_else(PoisonError::into_inner).used.push(Reverse(free_from));
        self.window.free.add_permits(1);
    }
}
