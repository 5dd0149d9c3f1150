//! How far a conversion is, for those that last.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// A count of the items that a conversion has understood so far.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<AtomicUsize>);

impl Progress {
    /// Counts an item.
    pub fn item(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    /// How many items were counted.
    pub fn items(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// A line on the terminal that says how far a conversion is, while this value lives and once it has lasted a second.
/// Where standard error is no terminal there is none.
#[derive(Debug)]
pub struct Line {
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Line {
    /// Watches a conversion.
    pub fn watch(progress: &Progress) -> Self {
        if !io::stderr().is_terminal() {
            return Self { thread: None };
        }
        let progress = progress.clone();
        let (stop, stopped) = mpsc::channel();
        let started = Instant::now();
        let thread = thread::spawn(move || {
            let mut shown = false;
            let mut pause = Duration::from_secs(1);
            while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                let (items, seconds) = (progress.items(), started.elapsed().as_secs());
                let _ = write!(io::stderr(), "\r\x1b[Kconverting: {items} items, {seconds} s");
                (shown, pause) = (true, Duration::from_millis(250));
            }
            if shown {
                let _ = write!(io::stderr(), "\r\x1b[K");
            }
        });
        Self { thread: Some((stop, thread)) }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.thread.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}
