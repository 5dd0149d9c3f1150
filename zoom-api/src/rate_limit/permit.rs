//! The permission to make one call.

use std::pin::pin;

use tokio::time::timeout;

use super::daily::Counted;
#[cfg(feature = "redis")]
use super::shared::SharedSlot;
use super::window::{IN_TRANSIT, Slot};

/// The permission to make one call. It is given back when it is dropped, as if nothing had been sent.
pub(crate) struct Permit {
    /// By the count of this program; `None` once it was given back.
    pub(super) slot: Option<Slot>,
    pub(super) counted: Counted,
    /// By the count that several machines share, if there is one.
    #[cfg(feature = "redis")]
    pub(super) shared: Option<SharedSlot>,
}

impl Permit {
    /// Makes the call that this permits. It counts from now until one period after its response, or after
    /// [`IN_TRANSIT`]; and not at all if nothing was sent.
    pub(crate) async fn hold<T>(mut self, call: impl Future<Output = T>, was_sent: impl Fn(&T) -> bool) -> T {
        self.set_used(true);
        let mut call = pin!(call);
        let outcome = match timeout(IN_TRANSIT, &mut call).await {
            Ok(outcome) => outcome,
            Err(_) => {
                // Another call has the slot after one more period. Redis gives its own to another by itself.
                self.slot = None;
                call.await
            }
        };
        if !was_sent(&outcome) {
            self.set_used(false);
        }
        outcome
    }

    fn set_used(&mut self, is_used: bool) {
        if let Some(slot) = &mut self.slot {
            slot.is_used = is_used;
        }
        self.counted.is_used = is_used;
        #[cfg(feature = "redis")]
        if let Some(slot) = &mut self.shared {
            slot.set_used(is_used);
        }
    }
}
