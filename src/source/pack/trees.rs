//! The trees and commits of packs, kept to be looked at in any order.

use git2::Oid;

use crate::coverage::SourceError;
use crate::fragment::Anchor;
use crate::source::differences::ReadTrees;
use crate::source::messages::{self, Message};
use crate::source::{Inspect, Meter};

use super::Packs;
use super::by_oid::ByOid;
use super::delta::Copied;
use super::entry::Type;
use super::file::Pack;
use super::walk::{self, Visitor};

/// Bytes of trees and commits that are kept; the rest is read one by one, through libgit2, when it is asked for.
const KEPT: usize = 192 << 20;
/// Bytes that are set aside at a time: so many that they come from the system, and go back to it when given up.
const ARENA: usize = 8 << 20;
/// Largest tree or commit that is built here.
const LARGEST: usize = 64 << 20;

/// What to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::source) enum Keep {
    Commits,
    Trees,
    CommitsAndTrees,
}

/// The bytes of trees and commits, and what was found in messages.
#[derive(Default)]
pub(in crate::source) struct Trees {
    arenas: Vec<Vec<u8>>,
    /// Those among them that hold trees.
    of_trees: Vec<usize>,
    /// The arena of an object, where it starts there, and its bytes.
    places: ByOid<(u32, u32, u32)>,
    messages: ByOid<Message>,
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
        let trees = self;
        for pack in &packs.packs {
            let room = KEPT.saturating_sub(trees.arenas.iter().map(Vec::len).sum()) / jobs.max(1);
            let keeper = || Keeper { room, inspector, ..Keeper::default() };
            let mut keepers: Vec<Keeper<'_>> = (0..jobs.max(1)).map(|_| keeper()).collect();
            let is_needed = |at: u32| match pack.entry(at).map(|entry| entry.kind) {
                Some(Ok(Type::Commit)) => keep != Keep::Trees,
                Some(Ok(Type::Tag)) => keep != Keep::Trees && inspector.is_some(),
                Some(Ok(Type::Tree)) => keep != Keep::Commits,
                _ => false,
            };
            walk::walk(pack, LARGEST, &mut keepers, is_needed, &|| meter.is_stopped());
            let mut failed = Vec::new();
            for keeper in keepers {
                trees.take(pack, keeper, &mut failed);
            }
            packs.note(pack, failed);
        }
    }

    /// What was found in the message of a commit or tag, if it was looked at.
    pub(in crate::source) fn message(&self, oid: Oid) -> Option<&Message> {
        self.messages.get(oid)
    }

    /// Gives up the trees and what was found in messages; the heads of commits stay.
    pub(in crate::source) fn forget(&mut self) {
        for arena in self.of_trees.drain(..).collect::<Vec<_>>() {
            if let Some(arena) = self.arenas.get_mut(arena) {
                *arena = Vec::new();
            }
        }
        self.messages = ByOid::default();
    }

    fn take(&mut self, pack: &Pack, keeper: Keeper<'_>, failed: &mut Vec<(u32, String)>) {
        let Ok(before) = u32::try_from(self.arenas.len()) else { return };
        self.of_trees.extend(keeper.of_trees.iter().map(|arena| self.arenas.len() + arena));
        self.places.reserve(keeper.places.len());
        for (at, arena, start, length) in keeper.places {
            self.places.insert(pack.oid(at), (before + arena, start, length));
        }
        self.arenas.extend(keeper.arenas);
        self.messages.reserve(keeper.messages.len());
        self.messages.extend(keeper.messages.into_iter().map(|(at, message)| (pack.oid(at), message)));
        failed.extend(keeper.failed);
    }

    /// The bytes of an object, if they are kept. Its type is not looked at: the bytes of one are never those of
    /// another.
    pub(in crate::source) fn get(&self, oid: Oid) -> Option<&[u8]> {
        let &(arena, start, length) = self.places.get(oid)?;
        self.arenas.get(arena as usize)?.get(start as usize..(start + length) as usize)
    }
}

/// Only what is kept: several threads may ask.
impl ReadTrees for Trees {
    const IS_LAST: bool = false;

    fn with_tree<T>(&self, oid: Oid, look: impl FnOnce(&[u8]) -> T) -> Result<T, SourceError> {
        self.get(oid).map(look).ok_or_else(|| SourceError::new("", "it is not kept", ""))
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

/// Keeps what one thread builds.
#[derive(Default)]
struct Keeper<'i> {
    inspector: Option<&'i dyn Inspect>,
    messages: Vec<(u32, Message)>,
    anchors: Vec<Anchor>,
    arenas: Vec<Vec<u8>>,
    of_trees: Vec<usize>,
    of_commits: Vec<usize>,
    /// The entry, its arena, where it starts there, and its bytes.
    places: Vec<(u32, u32, u32, u32)>,
    failed: Vec<(u32, String)>,
    /// Bytes that may still be kept.
    room: usize,
}

impl Visitor for Keeper<'_> {
    type State = ();

    fn visit(&mut self, at: u32, text: &[u8], _base: Option<(&(), &[Copied])>) {
        if let (Some(inspector), Some(message)) = (self.inspector, messages::of(text)) {
            self.messages.push((at, messages::look(inspector, message, &mut self.anchors)));
            if text.starts_with(b"object ") {
                return;
            }
        }
        let head = head_of_commit(text);
        let (text, is_tree) = (head.unwrap_or(text), head.is_none());
        let Some(room) = self.room.checked_sub(text.len()) else { return };
        // Trees and commits do not share an arena: trees are given up earlier.
        let open = if is_tree { &mut self.of_trees } else { &mut self.of_commits };
        let fits = |arena: &Vec<u8>| arena.capacity() - arena.len() >= text.len();
        if !open.last().and_then(|&arena| self.arenas.get(arena)).is_some_and(fits) {
            open.push(self.arenas.len());
            self.arenas.push(Vec::with_capacity(ARENA.max(text.len())));
        }
        let Some(&number) = open.last() else { return };
        let Some(arena) = self.arenas.get_mut(number) else { return };
        let number = u32::try_from(number);
        if let (Ok(number), Ok(start), Ok(length)) = (number, u32::try_from(arena.len()), u32::try_from(text.len())) {
            arena.extend_from_slice(text);
            self.places.push((at, number, start, length));
            self.room = room;
        }
    }

    fn failed(&mut self, at: u32, why: &str) {
        self.failed.push((at, why.to_owned()));
    }
}
