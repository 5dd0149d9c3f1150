//! The one clock of a call.

use std::time::Duration;

use tokio::time::{Instant, timeout_at};

/// The time by which a call has to be over: its attempts, its token and every wait. Each layer of a call gets the same
/// one, so that none can grant itself the whole time again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline {
    /// `None` if it is too far away for the clock.
    end: Option<Instant>,
}

impl Deadline {
    /// Returns the deadline that is `timeout` from now.
    pub(crate) fn after(timeout: Duration) -> Self {
        Self { end: Instant::now().checked_add(timeout) }
    }

    /// Returns how much time is left.
    pub(crate) fn left(&self) -> Duration {
        self.end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()))
    }

    /// Returns whether a wait of this length ends before the deadline.
    pub(crate) fn allows(&self, wait: Duration) -> bool {
        wait < self.left()
    }

    /// Waits for a future until the deadline; `None` if it took longer.
    pub(crate) async fn limit<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        match self.end {
            Some(end) => timeout_at(end, future).await.ok(),
            None => Some(future.await),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::sleep;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn every_layer_sees_the_same_time_pass() {
        let deadline = Deadline::after(Duration::from_secs(1));
        sleep(Duration::from_millis(600)).await;
        assert_eq!(deadline.left(), Duration::from_millis(400));
        assert!(deadline.allows(Duration::from_millis(399)) && !deadline.allows(Duration::from_millis(400)));
        assert!(deadline.limit(sleep(Duration::from_secs(1))).await.is_none());
        assert_eq!(deadline.left(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_timeout_beyond_the_clock_is_no_deadline() {
        let deadline = Deadline::after(Duration::MAX);
        assert!(deadline.allows(Duration::from_secs(1 << 40)));
        assert_eq!(deadline.limit(async { 1 }).await, Some(1));
    }
}
