//! The index, read where it lies. libgit2 makes an object of every entry and hashes the whole file first, and refuses
//! split and sparse ones; here an entry is twenty bytes about a place in the file, and only what differs from
//! `HEAD` is looked at again.
//!
//! The checksum at the end is not computed, as git does not compute it when it commits (only `git fsck` does): what
//! is scanned is what would be committed. What cannot be read as an index is refused: every length, every name and
//! the order of the names are checked.
//!
//! The format: <https://git-scm.com/docs/index-format>.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::Path;

use git2::{ObjectFormat, Oid};

use crate::coverage::SourceError;

use super::checkout::hash_length;
use super::ewah;
use super::objects::Side;
use super::regular;

/// The index.
pub(super) struct Index {
    /// The bytes of the file; of a split index, of both files.
    data: Vec<u8>,
    /// The paths, where they are not in `data`: version 4 keeps only how each differs from the one before.
    paths: Option<Vec<u8>>,
    records: Vec<Record>,
    hash_length: usize,
    /// The trees that the index is known to hold, the root first, each before those below it.
    trees: Vec<KnownTree>,
}

/// What is kept of an entry.
#[derive(Clone, Copy)]
struct Record {
    path_at: u32,
    path_len: u32,
    id_at: u32,
    mode: u32,
    stage: u8,
    intent_to_add: bool,
}

/// A tree that a part of the index is known to make (git's cached-tree extension).
struct KnownTree {
    name: Range<usize>,
    /// Where its id is; none if something below has changed since.
    id_at: Option<usize>,
    /// How many entries lie below it.
    entries: usize,
    /// The index of the tree that follows all those below this one.
    next: usize,
}

/// An entry's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// A commit would take it.
    Staged,
    /// One side of an unmerged path; `true` for the sides that have content of their own.
    Unmerged(bool),
    /// Announced, without content (`git add -N`).
    Intended,
}

const ANOTHER_LENGTH: &str = "a path of another length than it says";

/// Index of an entry.
pub(super) type EntryIdx = usize;
/// Index of a known tree.
pub(super) type TreeIdx = usize;

impl Index {
    /// Reads the index at `path`, and the shared one in `git_dir` if it is split. None at all is an empty one.
    pub(super) fn read(path: &Path, git_dir: &Path, format: ObjectFormat) -> Result<Self, SourceError> {
        let failed = |path: &Path, why: &dyn ToString| {
            let next = "run `git status`; if git cannot read it either, `rm` it and run `git reset`";
            SourceError::new(format!("the index {}", path.display()), why.to_string(), next)
        };
        let hash_length = hash_length(format);
        let data = match regular::read(path) {
            Ok(data) => data,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Index::empty(hash_length)),
            Err(error) => return Err(failed(path, &error)),
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
        let shared = regular::read(&shared_path).map_err(|error| failed(&shared_path, &error))?;
        let (shared, nested) = Index::parse(shared, hash_length, true).map_err(|why| failed(&shared_path, &why))?;
        if nested.is_some() {
            return Err(failed(&shared_path, &"a shared index that is split itself"));
        }
        let (own, _) = Index::parse(index.data, hash_length, true).map_err(|why| failed(path, &why))?;
        shared.joined(own, &link).and_then(Index::checked).map_err(|why| failed(path, &why))
    }

    /// Reads the bytes of an index, without the shared one that it may be split from.
    pub(super) fn parse_alone(data: Vec<u8>, format: ObjectFormat) -> Result<Self, String> {
        Index::parse(data, hash_length(format), false)?.0.checked()
    }

    const fn empty(hash_length: usize) -> Self {
        Index { data: Vec::new(), paths: None, records: Vec::new(), hash_length, trees: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// The path of an entry; that of a sparse directory ends in `/`.
    pub(super) fn path(&self, at: EntryIdx) -> &[u8] {
        self.records.get(at).map(|record| self.path_of(record)).unwrap_or_default()
    }

    fn path_of(&self, record: &Record) -> &[u8] {
        let (start, length) = (record.path_at as usize, record.path_len as usize);
        self.paths.as_ref().unwrap_or(&self.data).get(start..start + length).unwrap_or_default()
    }

    /// What stands at an entry's path.
    pub(super) fn side(&self, at: EntryIdx) -> Side {
        let record = self.records.get(at);
        let (id_at, mode) = record.map_or((usize::MAX, 0), |record| (record.id_at as usize, record.mode));
        Side { oid: self.oid(id_at), mode }
    }

    /// The id at `at`. No object has the one that stands for what is not there, so it cannot pass for scanned.
    fn oid(&self, at: usize) -> Oid {
        let bytes = at.checked_add(self.hash_length).and_then(|end| self.data.get(at..end));
        bytes.and_then(|bytes| Oid::from_bytes(bytes).ok()).unwrap_or(Oid::ZERO_SHA1)
    }

    pub(super) fn state(&self, at: EntryIdx) -> State {
        match self.records.get(at) {
            Some(record) if record.stage > 0 => State::Unmerged(record.stage > 1),
            Some(record) if record.intent_to_add => State::Intended,
            _ => State::Staged,
        }
    }

    /// Takes out the entries that a commit would not take, and gives them.
    pub(super) fn take_uncommitted(&mut self) -> Vec<(State, Vec<u8>, Side)> {
        let is_staged = |record: &Record| record.stage == 0 && !record.intent_to_add;
        if self.records.iter().all(is_staged) {
            return Vec::new();
        }
        let others = (0..self.len()).filter(|&at| self.state(at) != State::Staged);
        let taken = others.map(|at| (self.state(at), self.path(at).to_owned(), self.side(at))).collect();
        self.records.retain(is_staged);
        taken
    }

    /// Where the entries of `range` end whose paths start with `prefix`; they come first.
    pub(super) fn end_of_prefix(&self, range: Range<EntryIdx>, prefix: &[u8]) -> EntryIdx {
        let records = self.records.get(range.clone()).unwrap_or_default();
        range.start + records.partition_point(|record| self.path_of(record).starts_with(prefix))
    }

    /// The tree that the whole index makes, so far as it is known.
    pub(super) fn root(&self) -> Option<TreeIdx> {
        (!self.trees.is_empty()).then_some(0)
    }

    /// The known trees right below `tree`, by name.
    pub(super) fn trees_below(&self, tree: TreeIdx) -> HashMap<&[u8], TreeIdx> {
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

    /// The id of a known tree; none if something below it has changed since. Git commits the tree of that id if there is
    /// one, whatever the entries say.
    pub(super) fn tree_id(&self, tree: TreeIdx) -> Option<Oid> {
        self.trees.get(tree)?.id_at.map(|at| self.oid(at))
    }

    /// How many entries at the start of `range` make the known tree, if its id is `oid` and all of them, and no
    /// other, lie below `prefix`.
    pub(super) fn same_tree(&self, tree: TreeIdx, oid: Oid, range: Range<EntryIdx>, prefix: &[u8]) -> Option<usize> {
        let known = self.trees.get(tree)?;
        let is_same = self.oid(known.id_at?) == oid && known.entries <= range.len();
        let is_below = |at: EntryIdx| range.contains(&at) && self.path(at).starts_with(prefix);
        let end = range.start + known.entries;
        let fits = known.entries > 0 && is_below(range.start) && is_below(end - 1) && !is_below(end);
        (is_same && fits).then_some(known.entries)
    }

    /// Git's order: by bytes, one path's stages in turn.
    fn checked(self) -> Result<Self, String> {
        let key = |record: &Record| (self.path_of(record), record.stage);
        if self.records.is_sorted_by(|a, b| key(a) < key(b)) {
            return Ok(self);
        }
        Err("its entries are out of order".to_owned())
    }

    /// Reads the bytes of an index, and finds the link to the shared one. `apart` keeps the paths in a buffer of
    /// their own.
    fn parse(data: Vec<u8>, hash_length: usize, apart: bool) -> Result<(Self, Option<Range<usize>>), String> {
        let too_short = || "it ends too early".to_owned();
        if u32::try_from(data.len()).is_err() {
            return Err("it is larger than 4 GiB".to_owned());
        }
        let end = data.len().checked_sub(hash_length).ok_or_else(too_short)?;
        let body = data.get(..end).unwrap_or_default();
        if body.get(..4).ok_or_else(too_short)? != b"DIRC" {
            return Err("it does not start as an index does".to_owned());
        }
        let version = number(body, 4).ok_or_else(too_short)?;
        let count = number(body, 8).ok_or_else(too_short)? as usize;
        if !(2..=4).contains(&version) {
            return Err(format!("version {version} is not known"));
        }
        let mut paths = (apart || version == 4).then(Vec::new);
        // An entry has more than this many bytes, so that a count without entries allocates nothing.
        let mut records = Vec::with_capacity(count.min(body.len() / (42 + hash_length - 20)));
        let mut at = 12;
        let mut previous = 0..0;
        for _ in 0..count {
            let id_at = at + 40;
            let flags_at = id_at + hash_length;
            let mode = number(body, at + 24).ok_or_else(too_short)?;
            let flags = half(body, flags_at).ok_or_else(too_short)?;
            // Git goes by the flag, whatever the version.
            let extended = flags & 0x4000 != 0;
            let more = if extended { half(body, flags_at + 2).ok_or_else(too_short)? } else { 0 };
            let name_at = flags_at + if extended { 4 } else { 2 };
            let (path, next) = if version == 4 {
                let (strip, suffix_at) = offset(body, name_at).ok_or_else(too_short)?;
                let length = terminated(body, suffix_at).ok_or_else(too_short)?;
                let whole = usize::from(flags & 0xfff);
                let buffer = paths.get_or_insert_default();
                let kept = previous.len().checked_sub(strip).ok_or("a path that takes back more than there is")?;
                if whole != 0xfff && whole != kept + length {
                    return Err(ANOTHER_LENGTH.to_owned());
                }
                let start = buffer.len();
                buffer.extend_from_within(previous.start..previous.start + kept);
                buffer.extend_from_slice(body.get(suffix_at..suffix_at + length).unwrap_or_default());
                previous = start..buffer.len();
                (previous.clone(), suffix_at + length + 1)
            } else {
                let whole = usize::from(flags & 0xfff);
                let length = terminated(body, name_at).ok_or_else(too_short)?;
                if whole != 0xfff && whole != length {
                    return Err(ANOTHER_LENGTH.to_owned());
                }
                let path = match &mut paths {
                    Some(buffer) => {
                        let start = buffer.len();
                        buffer.extend_from_slice(body.get(name_at..name_at + length).unwrap_or_default());
                        start..buffer.len()
                    }
                    None => name_at..name_at + length,
                };
                // Padded to a multiple of eight, with one NUL at least.
                (path, at + ((name_at - at + length + 8) & !7))
            };
            if next > body.len() {
                return Err(too_short());
            }
            let small = |number: usize| u32::try_from(number).map_err(|_| "its paths make more than 4 GiB".to_owned());
            records.push(Record {
                path_at: small(path.start)?,
                path_len: small(path.len())?,
                id_at: small(id_at)?,
                mode,
                stage: u8::try_from((flags >> 12) & 3).unwrap_or(0),
                intent_to_add: more & 0x2000 != 0,
            });
            at = next;
        }
        let entries_end = at;
        let (mut link, mut known) = (None, None);
        while at < body.len() {
            let name = body.get(at..at + 4).ok_or_else(too_short)?;
            let size = number(body, at + 4).ok_or_else(too_short)? as usize;
            let content = at + 8..(at + 8).checked_add(size).filter(|&end| end <= body.len()).ok_or_else(too_short)?;
            at = content.end;
            match name {
                b"TREE" => known = Some(content),
                b"link" => link = Some(content),
                b"sdir" => {}
                // What lets git read in parts must lead it to what is read here in one.
                b"EOIE" if number(body, content.start).map(|end| end as usize) != Some(entries_end) => {
                    return Err("its end of entries is not where they end".to_owned());
                }
                b"IEOT" if !has_blocks(body, content, &records, (version, hash_length)) => {
                    return Err("its table of offsets is not that of its entries".to_owned());
                }
                // Those that start with a capital can be left unread.
                [b'A'..=b'Z', ..] => {}
                _ => return Err(format!("unknown extension {:?}", String::from_utf8_lossy(name))),
            }
        }
        let trees = known.map(|range| known_trees(body, range, hash_length)).transpose()?.unwrap_or_default();
        Ok((Index { data, paths, records, hash_length, trees }, link))
    }

    /// The shared index `self` with what `own` changes in it.
    fn joined(mut self, own: Index, link: &Link) -> Result<Self, String> {
        let (data_at, own_paths) = (self.data.len(), own.paths.unwrap_or_default());
        let paths = self.paths.get_or_insert_default();
        let paths_at = paths.len();
        if u32::try_from(data_at + own.data.len()).is_err() || u32::try_from(paths_at + own_paths.len()).is_err() {
            return Err("it is larger than 4 GiB".to_owned());
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
            // A replacement has no name of its own.
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
            return Err("it deletes an entry that the shared index has not".to_owned());
        }
        records.extend(news);
        self.records = records;
        self.records.sort_by(|a, b| (self_path(&self.paths, a), a.stage).cmp(&(self_path(&self.paths, b), b.stage)));
        self.trees = own
            .trees
            .into_iter()
            .map(|tree| KnownTree {
                name: tree.name.start + data_at..tree.name.end + data_at,
                id_at: tree.id_at.map(|at| at + data_at),
                ..tree
            })
            .collect();
        Ok(self)
    }
}

/// Whether a table of offsets divides the entries into blocks, each from its first entry on: those offsets are where
/// git's threads start. In version 4 the first path of a block must not lean on the one before.
fn has_blocks(body: &[u8], table: Range<usize>, records: &[Record], (version, hash_length): (u32, usize)) -> bool {
    let blocks = body.get(table.start + 4..table.end).unwrap_or_default();
    let (blocks, rest) = blocks.as_chunks::<8>();
    // Of another version, git does not use it.
    if number(body, table.start) != Some(1) {
        return true;
    }
    let mut first = 0;
    for block in blocks {
        let (Some(at), Some(count)) = (number(block, 0), number(block, 4)) else { return false };
        let starts_there = records.get(first).is_some_and(|record| record.id_at.checked_sub(40) == Some(at));
        let leans = version == 4
            && first.checked_sub(1).and_then(|before| records.get(before)).is_some_and(|before| {
                let flags_at = at as usize + 40 + hash_length;
                let is_extended = half(body, flags_at).is_some_and(|flags| flags & 0x4000 != 0);
                let name_at = flags_at + if is_extended { 4 } else { 2 };
                offset(body, name_at).is_none_or(|(strip, _)| strip != before.path_len as usize)
            });
        if !starts_there || leans {
            return false;
        }
        first += count as usize;
    }
    rest.is_empty() && first == records.len()
}

fn self_path<'p>(paths: &'p Option<Vec<u8>>, record: &Record) -> &'p [u8] {
    let (start, length) = (record.path_at as usize, record.path_len as usize);
    paths.as_ref().and_then(|paths| paths.get(start..start + length)).unwrap_or_default()
}

/// What a split index says of the shared one.
struct Link {
    /// The name of the shared index; none if there is none after all.
    shared: Option<String>,
    /// Entries of the shared index that are gone, in order.
    deleted: Vec<usize>,
    /// Entries of the shared index that the first own ones stand for, in order.
    replaced: Vec<usize>,
}

impl Link {
    fn parse(data: &[u8], at: Range<usize>, hash_length: usize) -> Result<Self, String> {
        let cut = || "its link to the shared index is cut off".to_owned();
        let content = data.get(at).unwrap_or_default();
        let (id, rest) = content.split_at_checked(hash_length).ok_or_else(cut)?;
        let shared = id.iter().any(|&byte| byte != 0).then(|| id.iter().map(|byte| format!("{byte:02x}")).collect());
        if rest.is_empty() {
            return Ok(Link { shared, deleted: Vec::new(), replaced: Vec::new() });
        }
        let (deleted, rest) = ewah::ones(rest).ok_or_else(cut)?;
        let (replaced, _) = ewah::ones(rest).ok_or_else(cut)?;
        Ok(Link { shared, deleted, replaced })
    }
}

/// Reads the cached trees: `<name> NUL <entries> SP <trees below> LF [<id>]`, those below after each.
fn known_trees(body: &[u8], range: Range<usize>, hash_length: usize) -> Result<Vec<KnownTree>, String> {
    let broken = || "its cached trees are damaged".to_owned();
    let mut trees: Vec<KnownTree> = Vec::new();
    // The trees that are open, each with the number of those below it that are still to come.
    let mut open: Vec<(TreeIdx, usize)> = Vec::new();
    let mut at = range.start;
    let within = body.get(..range.end).unwrap_or_default();
    while at < range.end {
        let name = at..at + terminated(within, at).ok_or_else(broken)?;
        let line_at = name.end + 1;
        let rest = within.get(line_at..).unwrap_or_default();
        let line_length = memchr::memchr(b'\n', rest).ok_or_else(broken)?;
        let line = rest.get(..line_length).and_then(|line| str::from_utf8(line).ok());
        let (entries, below) = line.and_then(|line| line.split_once(' ')).ok_or_else(broken)?;
        let entries: i64 = entries.parse().map_err(|_| broken())?;
        let below: usize = below.parse().map_err(|_| broken())?;
        let id_at = line_at + line_length + 1;
        let has_id = entries >= 0;
        at = if has_id { id_at + hash_length } else { id_at };
        if at > range.end || (open.is_empty() && !trees.is_empty()) {
            return Err(broken());
        }
        let entries = usize::try_from(entries).unwrap_or(0);
        trees.push(KnownTree { name, id_at: has_id.then_some(id_at), entries, next: 0 });
        if let Some((_, left)) = open.last_mut() {
            *left -= 1;
        }
        open.push((trees.len() - 1, below));
        while let Some(&(tree, 0)) = open.last() {
            open.pop();
            let next = trees.len();
            if let Some(known) = trees.get_mut(tree) {
                known.next = next;
            }
        }
    }
    if open.is_empty() { Ok(trees) } else { Err(broken()) }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok().map(u32::from_be_bytes)
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at.checked_add(2)?)?.try_into().ok().map(u16::from_be_bytes)
}

/// The number of bytes from `at` to the next NUL.
fn terminated(bytes: &[u8], at: usize) -> Option<usize> {
    memchr::memchr(0, bytes.get(at..)?)
}

/// A number as pack files have offsets, and what follows it.
fn offset(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut byte = *bytes.get(at)?;
    let mut value = usize::from(byte & 0x7f);
    while byte & 0x80 != 0 {
        at += 1;
        byte = *bytes.get(at)?;
        value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
    }
    Some((value, at + 1))
}
