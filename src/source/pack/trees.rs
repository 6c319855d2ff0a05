//! The trees and commits of packs, kept to be looked at in any order.

use git2::Oid;

use crate::coverage::SourceError;
use crate::fragment::Anchor;
use crate::source::differences::ReadTrees;
use crate::source::messages;
use crate::source::{Inspect, Meter};

use super::Packs;
use super::by_oid::ByOid;
use super::delta::Copied;
use super::entry::Type;
use super::file::Pack;
use super::store::Store;
use super::walk::{self, Visitor};

/// Bytes of trees that are kept; the rest is built one by one when it is asked for.
const TREES: usize = 192 << 20;
/// The same of the heads of commits: enough for a quarter of a million.
const HEADS: usize = 64 << 20;
/// Largest tree or commit that is built here.
const LARGEST: usize = 64 << 20;

/// What to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Keep {
    Commits,
    Trees,
    CommitsAndTrees,
}

/// The bytes of trees and of the heads of commits, and what is known of messages.
#[derive(Default)]
pub(in crate::source) struct Trees {
    trees: Kept,
    heads: Kept,
    /// The bytes of each message in which there is nothing.
    clean: ByOid<u32>,
}

/// Texts that one thread or another keeps.
#[derive(Default)]
struct Kept {
    stores: Vec<Store>,
    /// The store of an object, where it starts there, and its bytes.
    places: ByOid<(u32, u32, u32)>,
}

impl Kept {
    /// So many stores, which share `room` bytes.
    fn open(&mut self, stores: usize, room: usize) {
        self.stores.resize_with(stores.max(self.stores.len()), || Store::new(room / stores.max(1)));
    }

    fn take(&mut self, pack: &Pack, number: usize, store: Store, held: &[Held]) {
        let (Some(slot), Ok(number)) = (self.stores.get_mut(number), u32::try_from(number)) else { return };
        *slot = store;
        self.places.reserve(held.len());
        for &Held { at, start, length } in held {
            self.places.insert(pack.oid(at), (number, start, length));
        }
    }

    fn get(&self, oid: Oid) -> Option<&[u8]> {
        let &(store, start, length) = self.places.get(oid)?;
        self.stores.get(store as usize)?.get(start, length)
    }
}

impl Trees {
    /// Builds what is to be kept of `packs`, in addition to what is there. With an `inspector`, the messages of
    /// commits and tags are looked at on the way.
    pub(in crate::source) fn read(
        &mut self,
        packs: &Packs,
        keep: Keep,
        inspector: Option<&dyn Inspect>,
        jobs: usize,
        meter: &Meter,
    ) {
        let jobs = jobs.max(1);
        self.trees.open(jobs, TREES);
        self.heads.open(jobs, HEADS);
        for pack in &packs.packs {
            let stores = self.trees.stores.iter_mut().zip(&mut self.heads.stores).take(jobs);
            let keeper = |(trees, heads): (&mut Store, &mut Store)| Keeper::new(inspector, trees, heads);
            let mut keepers: Vec<Keeper<'_>> = stores.map(keeper).collect();
            let is_needed = |at: u32| match pack.entry(at).and_then(|entry| entry.kind) {
                Some(Type::Commit) => keep != Keep::Trees,
                Some(Type::Tag) => keep != Keep::Trees && inspector.is_some(),
                Some(Type::Tree) => keep != Keep::Commits,
                _ => false,
            };
            walk::walk(pack, LARGEST, &mut keepers, is_needed, &|| meter.is_stopped());
            let mut failed = Vec::new();
            for (number, keeper) in keepers.into_iter().enumerate() {
                self.trees.take(pack, number, keeper.trees.0, &keeper.trees.1);
                self.heads.take(pack, number, keeper.heads.0, &keeper.heads.1);
                self.clean.reserve(keeper.clean.len());
                self.clean.extend(keeper.clean.into_iter().map(|(at, bytes)| (pack.oid(at), bytes)));
                failed.extend(keeper.failed);
            }
            packs.note(pack, failed);
        }
    }

    /// The bytes of the message of a commit or tag, if it was looked at and there is nothing in it.
    pub(in crate::source) fn clean_message(&self, oid: Oid) -> Option<u64> {
        self.clean.get(oid).map(|bytes| u64::from(*bytes))
    }

    /// Gives up the trees and what is known of messages; the heads of commits stay.
    pub(in crate::source) fn forget(&mut self) {
        self.trees = Kept::default();
        self.clean = ByOid::default();
    }

    /// A commit up to its committer, if it is kept.
    pub(in crate::source) fn head(&self, oid: Oid) -> Option<&[u8]> {
        self.heads.get(oid)
    }

    /// The bytes of a tree, if they are kept.
    pub(in crate::source) fn tree(&self, oid: Oid) -> Option<&[u8]> {
        self.trees.get(oid)
    }
}

/// Only what is kept: several threads may ask.
impl ReadTrees for Trees {
    const IS_LAST: bool = false;

    fn with_tree<T>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> T) -> Result<T, SourceError> {
        self.tree(oid).map(look).ok_or_else(|| SourceError::new("", "it is not kept", ""))
    }
}

/// A commit up to its committer: nothing beyond is asked for. None for a tree, which begins with a digit.
fn head_of_commit(text: &[u8]) -> Option<&[u8]> {
    if !text.starts_with(b"tree ") {
        return None;
    }
    let committer = memchr::memmem::find(text, b"\ncommitter ")? + 1;
    let end = memchr::memchr(b'\n', text.get(committer..)?)?;
    text.get(..=committer + end)
}

/// Where a text is in a store: the entry that it was, its start, its bytes.
struct Held {
    at: u32,
    start: u32,
    length: u32,
}

/// Keeps what one thread builds.
struct Keeper<'i> {
    inspector: Option<&'i dyn Inspect>,
    anchors: Vec<Anchor>,
    trees: (Store, Vec<Held>),
    heads: (Store, Vec<Held>),
    clean: Vec<(u32, u32)>,
    failed: Vec<(u32, String)>,
}

impl<'i> Keeper<'i> {
    /// Takes over the stores: they go from pack to pack.
    fn new(inspector: Option<&'i dyn Inspect>, trees: &mut Store, heads: &mut Store) -> Self {
        Keeper {
            inspector,
            anchors: Vec::new(),
            trees: (std::mem::take(trees), Vec::new()),
            heads: (std::mem::take(heads), Vec::new()),
            clean: Vec::new(),
            failed: Vec::new(),
        }
    }
}

impl Visitor for Keeper<'_> {
    type State = ();

    fn visit(&mut self, at: u32, text: &[u8], _base: Option<(&(), &[Copied])>) {
        if let (Some(inspector), Some(message)) = (self.inspector, messages::of(text)) {
            let message = messages::look(inspector, message, &mut self.anchors);
            if message.found.is_empty()
                && let Ok(bytes) = u32::try_from(message.bytes)
            {
                self.clean.push((at, bytes));
            }
            if text.starts_with(b"object ") {
                return;
            }
        }
        let (text, (store, held)) = match head_of_commit(text) {
            Some(head) => (head, &mut self.heads),
            None => (text, &mut self.trees),
        };
        if let (Ok(length), Some(start)) = (u32::try_from(text.len()), store.keep(text)) {
            held.push(Held { at, start, length });
        }
    }

    fn failed(&mut self, at: u32, why: &str) {
        self.failed.push((at, why.to_owned()));
    }
}
