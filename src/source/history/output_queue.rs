//! Passes blobs with new findings to a sink: those in packs on several threads, and all in order.

use std::mem::take;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use git2::Oid;

use crate::coverage::{Skip, SkipReason};
use crate::failure::Failure;
use crate::fragment::{Added, Fragment, Origin};
use crate::git::SIZE_LIMIT;
use crate::git::objects::{Blob, Objects};
use crate::git::pack::{Decoder, PackSet};
use crate::source::{Found, FragmentKind, Sink};
use crate::text;

/// Largest number of blobs that a thread takes at a time.
const PART: usize = 8;

/// A blob with new findings.
pub(super) struct QueuedBlob {
    pub(super) origin: Origin,
    pub(super) blob: Oid,
    /// The new findings, in order.
    pub(super) new: Vec<Found>,
    /// True if it was counted at another path.
    pub(super) is_again: bool,
}

impl QueuedBlob {
    fn send(&self, blob: &[u8], sink: &mut dyn Sink) -> ControlFlow<()> {
        match text::decode(blob) {
            Ok(decoded) => {
                if let Some(why) = decoded.not_text.filter(|_| !self.is_again) {
                    sink.skipped(Skip { path: self.origin.path.clone(), reason: why.into() });
                }
                let added = Added::These(&self.new);
                let fragment = Fragment { origin: &self.origin, text: &decoded.text, added };
                if self.is_again {
                    sink.fragment(&fragment, FragmentKind::Again)
                } else {
                    sink.fragment(&fragment, FragmentKind::File)
                }
            }
            Err(why) => {
                sink.skipped(Skip { path: self.origin.path.clone(), reason: why.into() });
                ControlFlow::Continue(())
            }
        }
    }
}

/// Blobs to pass to a sink.
pub(super) struct OutputQueue<'p> {
    packs: &'p PackSet,
    objects: &'p Objects<'p>,
    jobs: usize,
    /// The blobs in packs.
    waiting: Vec<QueuedBlob>,
}

impl<'p> OutputQueue<'p> {
    /// Creates an empty queue for `jobs` threads.
    pub(super) const fn new(packs: &'p PackSet, objects: &'p Objects<'p>, jobs: usize) -> Self {
        OutputQueue { packs, objects, jobs, waiting: Vec::new() }
    }

    /// Adds a blob, which is passed to `sink` now or with the next [`OutputQueue::flush`].
    pub(super) fn push(&mut self, fresh: QueuedBlob, sink: &mut dyn Sink) -> ControlFlow<()> {
        if self.packs.has(fresh.blob) {
            self.waiting.push(fresh);
            return ControlFlow::Continue(());
        }
        self.flush(sink)?;
        match self.objects.blob(fresh.blob) {
            Ok(Blob::Loaded(blob)) => fresh.send(blob.data(), sink),
            Ok(Blob::LargeBinary(_)) => {
                sink.skipped(Skip { path: fresh.origin.path, reason: SkipReason::Binary });
                ControlFlow::Continue(())
            }
            Ok(Blob::TooLarge(size)) => {
                sink.skipped(Skip { path: fresh.origin.path, reason: SkipReason::TooLarge(size) });
                ControlFlow::Continue(())
            }
            Err(error) => {
                sink.failed(error);
                ControlFlow::Continue(())
            }
        }
    }

    /// Passes all queued blobs to `sink`.
    pub(super) fn flush(&mut self, sink: &mut dyn Sink) -> ControlFlow<()> {
        let waiting = take(&mut self.waiting);
        let is_over = AtomicBool::new(false);
        // A short queue is divided into single blobs: each may take long.
        let parts: Vec<&[QueuedBlob]> =
            waiting.chunks((waiting.len() / self.jobs.max(1) / PART).clamp(1, PART)).collect();
        sink.share(self.jobs, parts.len(), &|part, sink| {
            let mut decoder = Decoder::new();
            for fresh in parts.get(part).copied().unwrap_or_default() {
                if is_over.load(Ordering::Relaxed) {
                    return;
                }
                match self.packs.object_by(&mut decoder, fresh.blob, "blob", SIZE_LIMIT) {
                    Some(blob) if fresh.send(&blob, sink).is_break() => is_over.store(true, Ordering::Relaxed),
                    Some(_) => {}
                    // It was readable before.
                    None => {
                        let what = format!("blob {}", fresh.blob);
                        let error = Failure::new(what, "its pack cannot be read any more", "scan once more");
                        sink.failed(error.at_path(&fresh.origin.path));
                    }
                }
            }
        });
        if is_over.into_inner() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
