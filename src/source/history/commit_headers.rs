//! The headers of the commits in packs, and the messages that need not be read again.

use git2::Oid;

use crate::fragment::Anchor;
use crate::git::pack::{ByOid, CacheWriter, Copied, ObjectCache, PackSet, Type, Visitor};
use crate::progress::Progress;
use crate::source::Inspect;

use super::{header_text, messages};

/// Bytes of headers that are kept: enough for a quarter of a million commits.
const CAPACITY: usize = 64 << 20;

/// The headers of commits, and the results of scanning messages.
#[derive(Default)]
pub(super) struct CommitHeaders {
    kept: ObjectCache,
    /// Length in bytes of each message without findings.
    clean: ByOid<u32>,
}

impl CommitHeaders {
    /// Reads the headers in `packs` while there is space. With an `inspector`, the messages of commits and tags are
    /// scanned too.
    pub(super) fn read(packs: &PackSet, inspector: Option<&dyn Inspect>, jobs: usize, progress: &Progress) -> Self {
        let types: &[Type] = if inspector.is_some() { &[Type::Commit, Type::Tag] } else { &[Type::Commit] };
        let mut clean: ByOid<u32> = ByOid::default();
        let begin = |shelf| HeaderVisitor { inspector, anchors: Vec::new(), clean: Vec::new(), shelf };
        let kept =
            ObjectCache::read(packs, types, CAPACITY, jobs, progress, begin, |pack, visitor: HeaderVisitor<'_>| {
                clean.reserve(visitor.clean.len());
                clean.extend(visitor.clean.into_iter().map(|(at, bytes)| (pack.oid(at), bytes)));
                visitor.shelf
            });
        CommitHeaders { kept, clean }
    }

    /// Returns a commit up to its committer line, if it is kept.
    pub(super) fn get(&self, oid: Oid) -> Option<&[u8]> {
        self.kept.get(oid)
    }

    /// Returns the length in bytes of the message of a commit or tag, if it was scanned and has no findings.
    pub(super) fn clean_message(&self, oid: Oid) -> Option<u64> {
        self.clean.get(oid).map(|bytes| u64::from(*bytes))
    }

    /// Drops the results of scanning messages.
    pub(super) fn forget_messages(&mut self) {
        self.clean = ByOid::default();
    }
}

/// Returns a commit up to its committer line: nothing beyond is needed.
fn head_of_commit(text: &[u8]) -> Option<&[u8]> {
    if !text.starts_with(b"tree ") {
        return None;
    }
    let committer = memchr::memmem::find(text, b"\ncommitter ")? + 1;
    let end = memchr::memchr(b'\n', text.get(committer..)?)?;
    text.get(..=committer + end)
}

/// The results of one thread.
struct HeaderVisitor<'i> {
    inspector: Option<&'i dyn Inspect>,
    anchors: Vec<Anchor>,
    clean: Vec<(u32, u32)>,
    shelf: CacheWriter,
}

impl Visitor for HeaderVisitor<'_> {
    type State = ();

    fn visit(&mut self, at: u32, text: &[u8], _base: Option<(&(), &[Copied])>) {
        if let (Some(inspector), Some(message)) = (self.inspector, messages::of(text)) {
            let message = messages::scan(inspector, &message, &mut self.anchors);
            if message.found.is_empty()
                && header_text::are_clean(inspector, text, &mut self.anchors)
                && let Ok(bytes) = u32::try_from(message.bytes)
            {
                self.clean.push((at, bytes));
            }
        }
        if let Some(head) = head_of_commit(text) {
            self.shelf.keep(at, head);
        }
    }

    fn failed(&mut self, at: u32, why: &str) {
        self.shelf.failed(at, why);
    }
}
