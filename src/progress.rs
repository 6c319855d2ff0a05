//! How far a long scan has come, for whoever watches it, and whether it is to stop.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts what a scan has done. Shared by the threads that scan and the one that watches.
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
}

/// What a scan has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgressSnapshot {
    /// Objects that are to be looked at; 0 as long as that is not known.
    pub total: u64,
    /// Objects that were looked at.
    pub done: u64,
    /// Their bytes.
    pub bytes: u64,
    /// The distinct secrets that were found in them, and are not excused: what the end of the report counts too.
    pub secrets: u64,
}

impl Progress {
    /// A meter whose scan ends early once `stop` is set.
    pub fn new(stop: Arc<AtomicBool>) -> Self {
        Progress { counts: Arc::default(), stop }
    }

    /// What has been done.
    pub fn read(&self) -> ProgressSnapshot {
        let Counts { total, done, bytes, secrets } = &*self.counts;
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let secrets = secrets.lock().unwrap_or_else(PoisonError::into_inner).len() as u64;
        ProgressSnapshot { total: load(total), done: load(done), bytes: load(bytes), secrets }
    }

    /// Whether the scan is to end with what it has.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    pub(crate) fn expect(&self, objects: usize) {
        self.counts.total.fetch_add(objects as u64, Ordering::Relaxed);
    }

    /// Adds what was looked at, and the secrets that are in it, each by a number that stands for it.
    pub(crate) fn add(&self, objects: u64, bytes: u64, secrets: impl Iterator<Item = u64>) {
        self.counts.done.fetch_add(objects, Ordering::Relaxed);
        self.counts.bytes.fetch_add(bytes, Ordering::Relaxed);
        let mut secrets = secrets.peekable();
        if secrets.peek().is_some() {
            self.counts.secrets.lock().unwrap_or_else(PoisonError::into_inner).extend(secrets);
        }
    }
}
