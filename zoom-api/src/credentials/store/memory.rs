//! A token in memory, for as long as the program runs.

use std::sync::Arc;

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{Lease, StoreFuture, TokenStore};
use crate::credentials::Token;

/// A token store in memory. Clones share it.
///
/// ```
/// use zoom_api::credentials::{MemoryStore, Token};
///
/// let store = MemoryStore::new(Token::from_refresh_token("the refresh token that you have"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemoryStore(Arc<Mutex<Option<Token>>>);

impl MemoryStore {
    /// Returns a store that has a token.
    pub fn new(token: Token) -> Self {
        Self(Arc::new(Mutex::new(Some(token))))
    }
}

impl TokenStore for MemoryStore {
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>> {
        let token = Arc::clone(&self.0);
        Box::pin(async move { Ok(Box::new(MemoryLease(token.lock_owned().await)) as Box<dyn Lease>) })
    }
}

struct MemoryLease(OwnedMutexGuard<Option<Token>>);

impl Lease for MemoryLease {
    fn load(&mut self) -> StoreFuture<'_, Option<Token>> {
        Box::pin(async { Ok(self.0.clone()) })
    }

    fn save<'a>(&'a mut self, token: &'a Token) -> StoreFuture<'a, ()> {
        Box::pin(async {
            *self.0 = Some(token.clone());
            Ok(())
        })
    }
}
