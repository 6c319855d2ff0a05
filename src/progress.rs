//! The progress of a long scan, and a flag to stop it.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts the work of a scan. Shared by the scanning threads and the observer.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    counts: Arc<Counts>,
    stop: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct Counts {
    total: AtomicU64,
    done: AtomicU64,
    bytes: AtomicU64,
    secrets: Mutex<HashSet<u64>>,
    /// One more than the number of secrets of the report; 0 as long as there is none.
    settled: AtomicU64,
}

/// The state of a scan at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgressSnapshot {
    /// The number of objects to scan; 0 if it is not known yet.
    pub total: u64,
    /// The number of scanned objects.
    pub done: u64,
    /// Their size in bytes.
    pub bytes: u64,
    /// The distinct secrets found in them and not excused, as the end of the report counts them.
    pub secrets: u64,
}

impl Progress {
    /// Creates a counter for a scan that ends early once `stop` is set.
    pub fn new(stop: Arc<AtomicBool>) -> Self {
        Progress { counts: Arc::default(), stop }
    }

    /// Returns the current state.
    pub fn read(&self) -> ProgressSnapshot {
        let Counts { total, done, bytes, secrets, settled } = &*self.counts;
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let secrets = match load(settled) {
            0 => secrets.lock().unwrap_or_else(PoisonError::into_inner).len() as u64,
            settled => settled - 1,
        };
        ProgressSnapshot { total: load(total), done: load(done), bytes: load(bytes), secrets }
    }

    /// Returns whether the scan is to end early.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Sets the number of secrets to that of the finished report, which knows what was renamed and merged.
    pub fn settle(&self, secrets: usize) {
        self.counts.settled.store(secrets as u64 + 1, Ordering::Relaxed);
    }

    pub(crate) fn expect(&self, objects: usize) {
        self.counts.total.fetch_add(objects as u64, Ordering::Relaxed);
    }

    /// Adds scanned objects and their secrets, each by its number.
    pub(crate) fn add(&self, objects: u64, bytes: u64, secrets: impl Iterator<Item = u64>) {
        self.counts.done.fetch_add(objects, Ordering::Relaxed);
        self.counts.bytes.fetch_add(bytes, Ordering::Relaxed);
        let mut secrets = secrets.peekable();
        if secrets.peek().is_some() {
            self.counts.secrets.lock().unwrap_or_else(PoisonError::into_inner).extend(secrets);
        }
    }
}
