//! The index, parsed in place. libgit2 makes an object of every entry, hashes the whole file first, and refuses split
//! and sparse indexes; here an entry is twenty bytes of offsets into the file, and only what differs from `HEAD` is
//! examined further.
//!
//! The checksum at the end is not verified, because git does not verify it when it commits (only `git fsck` does): what
//! is scanned is what would be committed. A malformed index is refused: every length, every name and the order of the
//! names are checked.
//!
//! | file | has |
//! | --- | --- |
//! | `entries` | the header and the entries |
//! | `extensions` | the extensions, and the tables that let git read in parallel |
//! | `cached_trees` | the cached-tree extension |
//! | `split` | the link from a split index to its shared one; its bitmaps in `ewah` |
//! | `numbers` | the encoding of numbers and strings |
//!
//! The format: <https://git-scm.com/docs/index-format>.

mod cached_trees;
mod entries;
mod ewah;
mod extensions;
mod numbers;
mod split;

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::ops::Range;
use std::path::Path;

use git2::{ObjectFormat, Oid};

use crate::failure::Failure;

use super::config::hash_length;
use super::regular_file;
use crate::git::tree::Entry;
use crate::sorting::Sorting as _;
use cached_trees::{KnownTree, known_trees};
use entries::{Entries, Record};
use extensions::Extensions;
use numbers::{TOO_LARGE, too_short};
use split::Link;

pub(crate) use cached_trees::TreeIdx;

/// The index.
pub(crate) struct Index {
    /// The bytes of the file; of a split index, of both files.
    data: Vec<u8>,
    /// The path buffer, if the paths are not in `data`: version 4 stores only how each path differs from the previous
    /// one.
    paths: Option<Vec<u8>>,
    records: Vec<Record>,
    hash_length: usize,
    /// The cached trees: the root first, each before those below it.
    trees: Vec<KnownTree>,
    /// True if the index is sparse: git then builds the trees of a commit from the entries and ignores `trees`.
    is_sparse: bool,
}

/// The state of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// A commit would include it.
    Staged,
    /// One side of an unmerged path; `true` for the sides that have their own content.
    Unmerged(bool),
    /// Intent to add, without content (`git add -N`).
    Intended,
}

/// Index of an entry.
pub(crate) type EntryIdx = usize;

impl Index {
    /// Reads the index at `path`, and the shared one in `git_dir` if it is split. A missing file is an empty index.
    pub(crate) fn read(path: &Path, git_dir: &Path, format: ObjectFormat) -> Result<Self, Failure> {
        let failed = |path: &Path, why: &dyn ToString| {
            // Deleting the index loses what is staged: git keeps the contents but not the names.
            let next = "run `git status`; if git cannot read it either, keep a copy of it: `git fsck --lost-found` finds \
                        the contents that are staged";
            Failure::new(format!("the index {}", path.display()), why.to_string(), next)
        };
        let unreadable = |path: &Path, error: &io::Error| match error.kind() {
            ErrorKind::PermissionDenied => {
                let next = "make it readable: ls -l shows its owner";
                Failure::new(format!("the index {}", path.display()), error, next)
            }
            _ => failed(path, error),
        };
        let hash_length = hash_length(format);
        let data = match regular_file::read(path) {
            Ok(data) => data,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Index::empty(hash_length)),
            Err(error) => return Err(unreadable(path, &error)),
        };
        let (index, link) = Index::parse(data, hash_length, false).map_err(|why| failed(path, &why))?;
        let Some(link) = link else {
            return index.checked().map_err(|why| failed(path, &why));
        };
        let link = Link::parse(&index.data, link, hash_length).map_err(|why| failed(path, &why))?;
        let Some(shared_name) = &link.shared else {
            return index.checked().map_err(|why| failed(path, &why));
        };
        let shared_path = git_dir.join(format!("sharedindex.{shared_name}"));
        let shared = regular_file::read(&shared_path).map_err(|error| unreadable(&shared_path, &error))?;
        let (shared, nested) = Index::parse(shared, hash_length, true).map_err(|why| failed(&shared_path, &why))?;
        if nested.is_some() {
            return Err(failed(&shared_path, &"a shared index that is split itself"));
        }
        let (own, _) = Index::parse(index.data, hash_length, true).map_err(|why| failed(path, &why))?;
        shared.joined(own, &link).and_then(Index::checked).map_err(|why| failed(path, &why))
    }

    /// Parses the bytes of an index without the shared index that it may refer to.
    pub(crate) fn parse_alone(data: Vec<u8>, format: ObjectFormat) -> Result<Self, String> {
        Index::parse(data, hash_length(format), false)?.0.checked()
    }

    const fn empty(hash_length: usize) -> Self {
        Index { data: Vec::new(), paths: None, records: Vec::new(), hash_length, trees: Vec::new(), is_sparse: false }
    }

    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns the path of an entry; that of a sparse directory ends in `/`.
    pub(crate) fn path(&self, at: EntryIdx) -> &[u8] {
        self.records.get(at).map(|record| self.path_of(record)).unwrap_or_default()
    }

    fn path_of(&self, record: &Record) -> &[u8] {
        record.path_in(self.paths.as_ref().unwrap_or(&self.data))
    }

    /// Returns the mode and id of an entry.
    pub(crate) fn entry(&self, at: EntryIdx) -> Entry {
        let record = self.records.get(at);
        let (id_at, mode) = record.map_or((usize::MAX, 0), |record| (record.id_at as usize, record.mode));
        Entry { oid: self.oid(id_at), mode }
    }

    /// Returns the id at offset `at`. If it is out of bounds this is the zero id, which no object has, so it cannot
    /// pass as scanned.
    fn oid(&self, at: usize) -> Oid {
        let bytes = at.checked_add(self.hash_length).and_then(|end| self.data.get(at..end));
        bytes.and_then(|bytes| Oid::from_bytes(bytes).ok()).unwrap_or(Oid::ZERO_SHA1)
    }

    /// Returns the entry at `path` that a commit would include.
    pub(crate) fn staged(&self, path: &[u8]) -> Option<Entry> {
        let at = self.records.partition_point(|record| self.path_of(record) < path);
        (self.path(at) == path && self.state(at) == State::Staged).then(|| self.entry(at))
    }

    pub(crate) fn state(&self, at: EntryIdx) -> State {
        match self.records.get(at) {
            Some(record) if record.stage > 0 => State::Unmerged(record.stage > 1),
            Some(record) if record.intent_to_add => State::Intended,
            _ => State::Staged,
        }
    }

    /// Returns whether an entry in any state has this path.
    pub(crate) fn has(&self, path: &[u8]) -> bool {
        self.records.binary_search_by(|record| self.path_of(record).cmp(path)).is_ok()
    }

    /// Removes the entries that a commit would not include, and returns them.
    pub(crate) fn take_uncommitted(&mut self) -> Vec<(State, Vec<u8>, Entry)> {
        if self.records.iter().all(Record::is_staged) {
            return Vec::new();
        }
        let others = (0..self.len()).filter(|&at| self.state(at) != State::Staged);
        let taken = others.map(|at| (self.state(at), self.path(at).to_owned(), self.entry(at))).collect();
        self.records.retain(Record::is_staged);
        taken
    }

    /// Returns the end of the entries in `range` whose paths start with `prefix`; they come first.
    pub(crate) fn end_of_prefix(&self, range: Range<EntryIdx>, prefix: &[u8]) -> EntryIdx {
        let records = self.records.get(range.clone()).unwrap_or_default();
        range.start + records.partition_point(|record| self.path_of(record).starts_with(prefix))
    }

    /// Returns the cached tree of the whole index, if there is one.
    pub(crate) fn root(&self) -> Option<TreeIdx> {
        (!self.trees.is_empty()).then_some(0)
    }

    /// Returns the cached trees directly below `tree`, by name.
    pub(crate) fn trees_below(&self, tree: TreeIdx) -> HashMap<&[u8], TreeIdx> {
        let mut below = HashMap::new();
        let end = self.trees.get(tree).map_or(0, |known| known.next);
        let mut at = tree + 1;
        while at < end {
            let Some(known) = self.trees.get(at) else { break };
            below.insert(self.data.get(known.name.clone()).unwrap_or_default(), at);
            at = known.next;
        }
        below
    }

    /// Returns the id of a cached tree, or `None` if something below it has changed since. If the id is present, git
    /// commits that tree whatever the entries are.
    pub(crate) fn tree_id(&self, tree: TreeIdx) -> Option<Oid> {
        self.trees.get(tree)?.id_at.map(|at| self.oid(at))
    }

    /// Returns how many entries at the start of `range` form the cached tree, if its id is `oid` and exactly these
    /// entries lie below `prefix`. Returns `None` for a sparse index: git builds its trees from the entries.
    pub(crate) fn same_tree(&self, tree: TreeIdx, oid: Oid, range: Range<EntryIdx>, prefix: &[u8]) -> Option<usize> {
        let known = self.trees.get(tree).filter(|_| !self.is_sparse)?;
        let is_same = self.oid(known.id_at?) == oid && known.entries <= range.len();
        let is_below = |at: EntryIdx| range.contains(&at) && self.path(at).starts_with(prefix);
        let end = range.start + known.entries;
        let fits = known.entries > 0 && is_below(range.start) && is_below(end - 1) && !is_below(end);
        (is_same && fits).then_some(known.entries)
    }

    /// Applies the changes of a split index `own` to the shared index `self`. Both have separate path buffers.
    fn joined(mut self, own: Index, link: &Link) -> Result<Self, String> {
        let (data_at, own_paths) = (self.data.len(), own.paths.unwrap_or_default());
        let paths = self.paths.get_or_insert_default();
        let paths_at = paths.len();
        if u32::try_from(data_at + own.data.len()).is_err() || u32::try_from(paths_at + own_paths.len()).is_err() {
            return Err(TOO_LARGE.to_owned());
        }
        let shift = |number: u32, by: usize| number + u32::try_from(by).unwrap_or(0);
        paths.extend_from_slice(&own_paths);
        self.data.extend_from_slice(&own.data);
        let mut news = own.records.into_iter().map(|record| Record {
            path_at: shift(record.path_at, paths_at),
            id_at: shift(record.id_at, data_at),
            ..record
        });
        let mut records = std::mem::take(&mut self.records);
        for &at in &link.replaced {
            let old = records.get_mut(at).ok_or("it replaces an entry that the shared index has not")?;
            let new = news.next().ok_or("it replaces an entry by none")?;
            // A replacement entry has no name of its own.
            *old = Record { path_at: old.path_at, path_len: old.path_len, ..new };
        }
        let mut deleted = link.deleted.iter().peekable();
        let mut at = 0;
        records.retain(|_| {
            let is_deleted = deleted.next_if(|&&next| next == at).is_some();
            at += 1;
            !is_deleted
        });
        if deleted.next().is_some() {
            return Err("it deletes an entry that the shared index does not have".to_owned());
        }
        records.extend(news);
        let key = |record: &Record| (record.path_in(paths), record.stage);
        records.put_in_order_by(|a, b| key(a).cmp(&key(b)));
        self.records = records;
        self.is_sparse |= own.is_sparse;
        self.trees = own.trees.into_iter().map(|tree| tree.shifted(data_at)).collect();
        Ok(self)
    }

    /// Checks the order of the entries, as in git: by bytes, then by stage.
    fn checked(self) -> Result<Self, String> {
        let key = |record: &Record| (self.path_of(record), record.stage);
        if self.records.is_sorted_by(|a, b| key(a) < key(b)) {
            return Ok(self);
        }
        Err("its entries are out of order".to_owned())
    }

    /// Parses the bytes of an index and finds the link to the shared one. With `apart`, the paths go into a separate
    /// buffer.
    fn parse(data: Vec<u8>, hash_length: usize, apart: bool) -> Result<(Self, Option<Range<usize>>), String> {
        if u32::try_from(data.len()).is_err() {
            return Err(TOO_LARGE.to_owned());
        }
        let end = data.len().checked_sub(hash_length).ok_or_else(too_short)?;
        let body = data.get(..end).unwrap_or_default();
        let entries = Entries::read(body, hash_length, apart)?;
        let Extensions { trees, link, is_sparse } = Extensions::find(body, &entries, hash_length)?;
        let trees = trees.map(|range| known_trees(body, range, hash_length)).transpose()?.unwrap_or_default();
        let Entries { records, paths, has_directories, .. } = entries;
        let is_sparse = is_sparse || has_directories;
        Ok((Index { data, paths, records, hash_length, trees, is_sparse }, link))
    }
}
