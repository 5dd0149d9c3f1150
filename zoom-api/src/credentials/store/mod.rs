//! Stores of a user's token, for calls, processes and machines that share it.

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

/// A future of a [`TokenStore`] or [`Lease`].
pub type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'a>>;

/// A store of the token of one user's grant.
///
/// Zoom accepts a refresh token once. So a client takes a [`Lease`], loads the token in case another client has refreshed
/// it, refreshes it if not, saves the new one, and only then uses it.
///
/// Any number of clients can share a [`MemoryStore`], any number of processes on one machine a [`FileStore`], any number of
/// machines a `RedisStore` (feature `redis`). In a store for several machines, leases have to expire, and an expired one
/// that another has taken must not load or save.
///
/// Errors that another attempt may overcome are retried: those of the kinds
/// [`TimedOut`](std::io::ErrorKind::TimedOut), [`ConnectionRefused`](std::io::ErrorKind::ConnectionRefused),
/// [`ResourceBusy`](std::io::ErrorKind::ResourceBusy) and their like.
pub trait TokenStore: fmt::Debug + Send + Sync {
    /// Takes the lease, once nobody else has it.
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>>;
}

/// The exclusive right to use and replace a token of a [`TokenStore`]. It ends when it is dropped.
pub trait Lease: Send {
    /// Loads the token, if there is one.
    fn load(&mut self) -> StoreFuture<'_, Option<Token>>;
    /// Replaces the token. It is saved durably once this returns.
    fn save<'a>(&'a mut self, token: &'a Token) -> StoreFuture<'a, ()>;
    /// Releases the lease, as dropping it does. A store on another machine can send its message here before it returns,
    /// which a program that exits right after dropping would not do. Defaults to dropping it.
    fn release(self: Box<Self>) -> StoreFuture<'static, ()> {
        drop(self);
        Box::pin(async { Ok(()) })
    }
}
