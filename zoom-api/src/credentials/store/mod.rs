//! Where the token of a user's grant is kept between calls, programs and machines.

mod file;
mod memory;
#[cfg(feature = "redis")]
mod redis;

use std::fmt;
use std::io;
use std::pin::Pin;

pub use file::FileStore;
pub use memory::MemoryStore;
#[cfg(feature = "redis")]
pub use redis::RedisStore;

use super::Token;

/// A future of a store.
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'a>>;

/// Keeps the token of one user's grant.
///
/// A refresh token serves once: two clients that use the same one end the grant. So a client takes a [`Lease`], looks
/// whether another has renewed the token, renews it if not, saves the new one, and only then uses it.
///
/// Any number of clients can share a [`MemoryStore`], any number of processes on one machine a [`FileStore`], any number of
/// machines a `RedisStore` (feature `redis`). A store for several machines has to give its leases a limit in time, and to
/// refuse to load or save under one that another has taken over.
pub trait TokenStore: fmt::Debug + Send + Sync {
    /// Waits until nobody else has a lease, and takes one.
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>>;
}

/// The right to renew a token, which ends when it is dropped.
pub trait Lease: Send {
    /// The token, if there is one.
    fn load(&mut self) -> StoreFuture<'_, Option<Token>>;
    /// Puts a token in the place of the last one. It is kept once this returns.
    fn save<'a>(&'a mut self, token: &'a Token) -> StoreFuture<'a, ()>;
    /// Ends it, as dropping it does. A store that has to send something for that can do so here before it returns, where a
    /// program that ends at once would not get to it.
    fn release(self: Box<Self>) -> StoreFuture<'static, ()> {
        drop(self);
        Box::pin(async { Ok(()) })
    }
}
