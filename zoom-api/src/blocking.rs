//! Calls without `async`: for programs, and parts of them, that have no runtime.
//!
//! With [`Wait`] each call has [`wait`](Wait::wait) in place of `.await`, and with [`WaitEach`] what comes bit by bit
//! ([`Items`](crate::Items), [`Download`](crate::Download)) is an iterator:
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! # use httpmock::MockServer;
//! # use zoom_api::mock::ZoomServer;
//! use zoom_api::UserRef;
//! use zoom_api::blocking::{Wait, WaitEach};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = ZoomServer::start();
//! # let file = server.mock(|mock: &MockServer| mock.mock(|when, then| {
//! #     when.path("/rec/download/abc");
//! #     then.body("0123456789");
//! # }));
//! # let zoom = server.zoom()?;
//! # let download_url = format!("{}/rec/download/abc", server.base_url());
//! let pac = zoom.pac().list(UserRef::Me).wait()?;
//! assert_eq!(pac.pac_accounts.len(), 1);
//!
//! let mut file = Vec::new();
//! for part in zoom.download(download_url).wait()?.wait_each() {
//!     file.extend_from_slice(&part?);
//! }
//! assert_eq!(file, b"0123456789");
//! # Ok(())
//! # }
//! ```
//!
//! `wait` is for whatever this crate gives to be awaited, a login for example, and calls may be made from many threads at
//! once. Connections, retries and tokens are looked after by one thread, which the first call starts and which has tokio's
//! current-thread runtime.
//!
//! In a program with a runtime, calls are awaited. There `wait` would hold up all that the thread has to do, so it is an
//! error ([`ConfigError::BlockingInRuntime`]); in `spawn_blocking` too, where `Handle::block_on` of tokio serves.

use std::future::{IntoFuture, pending, poll_fn};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::thread;

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};

use crate::error::{ConfigError, Error};

/// Waits for a call.
pub trait Wait<T>: IntoFuture<Output = Result<T, Error>> + Sized {
    /// Waits until the call is done, and returns what `.await` would.
    ///
    /// # Errors
    ///
    /// Those of the call, and [`Error::Config`] within a runtime.
    fn wait(self) -> Result<T, Error> {
        runtime()?.block_on(self.into_future())
    }
}

impl<T, C: IntoFuture<Output = Result<T, Error>>> Wait<T> for C {}

/// Waits for one thing after the other.
pub trait WaitEach<T>: Stream<Item = Result<T, Error>> + Unpin + Sized {
    /// Returns an iterator that waits for the next thing each time.
    fn wait_each(self) -> Iter<Self> {
        Iter { stream: Some(self) }
    }
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> WaitEach<T> for S {}

/// What [`WaitEach::wait_each`] returns.
#[derive(Debug)]
#[must_use = "nothing is waited for before the next thing is"]
pub struct Iter<S> {
    /// `None` once nothing can be waited for.
    stream: Option<S>,
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for Iter<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let stream = self.stream.as_mut()?;
        match runtime() {
            Ok(runtime) => runtime.block_on(poll_fn(|context| Pin::new(&mut *stream).poll_next(context))),
            Err(error) => {
                // The next time would be no better, and who passes over errors would never come to an end.
                self.stream = None;
                Some(Err(error.into()))
            }
        }
    }
}

/// Returns the runtime of all blocking calls.
///
/// It is one for the program: what is connected in one call is used by the next, and has to be looked after in between.
fn runtime() -> Result<Handle, ConfigError> {
    static STARTED: Mutex<Option<Handle>> = Mutex::new(None);
    if Handle::try_current().is_ok() {
        return Err(ConfigError::BlockingInRuntime);
    }
    let mut started = STARTED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*started {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build().map_err(ConfigError::NoRuntime)?;
    let handle = runtime.handle().clone();
    let run = move || runtime.block_on(pending::<()>());
    thread::Builder::new().name("zoom-api".to_owned()).spawn(run).map_err(ConfigError::NoRuntime)?;
    Ok(started.insert(handle).clone())
}
