//! The permission to make one call.

use std::pin::pin;

use tokio::time::timeout;

use super::daily::Counted;
#[cfg(feature = "redis")]
use super::shared::SharedSlot;
use super::window::{IN_TRANSIT, Slot};

/// The permission to make one call. It is given back when it is dropped, as if nothing had been sent.
pub(crate) struct Permit(Kind);

pub(super) enum Kind {
    /// By the count of this program. The slot is `None` once it was given back.
    Local { slot: Option<Slot>, counted: Counted },
    /// By the count that several machines share.
    #[cfg(feature = "redis")]
    Shared(SharedSlot),
}

impl Permit {
    pub(super) fn new(kind: Kind) -> Self {
        Self(kind)
    }

    /// Makes the call that this permits. It counts from now until one period after its response, or after
    /// [`IN_TRANSIT`]; and not at all if nothing was sent.
    pub(crate) async fn hold<T>(mut self, call: impl Future<Output = T>, was_sent: impl Fn(&T) -> bool) -> T {
        self.set_used(true);
        let mut call = pin!(call);
        let outcome = match timeout(IN_TRANSIT, &mut call).await {
            Ok(outcome) => outcome,
            Err(_) => {
                self.release_slot();
                call.await
            }
        };
        if !was_sent(&outcome) {
            self.set_used(false);
        }
        outcome
    }

    fn set_used(&mut self, is_used: bool) {
        match &mut self.0 {
            Kind::Local { slot, counted } => {
                if let Some(slot) = slot {
                    slot.is_used = is_used;
                }
                counted.is_used = is_used;
            }
            #[cfg(feature = "redis")]
            Kind::Shared(slot) => slot.set_used(is_used),
        }
    }

    /// Lets another call have the slot after one more period.
    fn release_slot(&mut self) {
        match &mut self.0 {
            Kind::Local { slot, .. } => *slot = None,
            // Redis gives it to another by itself.
            #[cfg(feature = "redis")]
            Kind::Shared(_) => {}
        }
    }
}
