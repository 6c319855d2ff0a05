//! One pack: every entry, what it is, and which entries are made of which.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::thread;

use git2::Oid;

use super::entry::{self, LONGEST_HEADER, Stored, Type};
use super::index::{ID, Index, Place};

/// Bytes of the checksum that ends a pack.
const TRAILER: u64 = 20;
/// Bytes read at a time when a pack is read from end to end.
const STRIDE: usize = 1 << 20;
/// What is said of an entry until it is read.
const NOT_READ: &str = "it was not read";
/// No entry.
pub(super) const NONE: u32 = u32::MAX;

/// A pack that is open. Its entries are numbered in the order in which they are stored.
pub(super) struct Pack {
    path: PathBuf,
    file: File,
    index: Index,
    entries: Vec<Entry>,
    /// The entry of each object, in the order of ids.
    by_id: Vec<u32>,
    /// Bases before what is made of them.
    order: Vec<u32>,
}

/// One entry.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    place: Place,
    /// Where the compressed bytes start, and where they end at the latest.
    data: u64,
    end: u64,
    /// What the compressed bytes become.
    size: u64,
    /// Place in the order of ids.
    nth: u32,
    /// What it is made of, or [`NONE`].
    pub(super) base: u32,
    /// The first entry that is made of it, and the next one that is made of the same base.
    pub(super) child: u32,
    pub(super) sibling: u32,
    pub(super) kind: Result<Type, &'static str>,
}

impl Pack {
    /// Opens the pack whose index is at `index`, reads it once from end to end and checks the checksum of every
    /// entry. An entry that is damaged is no failure: [`Entry::kind`] says what is wrong with it.
    ///
    /// # Errors
    /// In words, when the pack as a whole cannot be read.
    pub(super) fn open(index: &Path, jobs: usize) -> Result<Self, String> {
        let path = index.with_extension("pack");
        let bytes = fs::read(index).map_err(|error| error.to_string())?;
        let index = Index::parse(bytes).map_err(|why| format!("its index: {why}"))?;
        let file = File::open(&path).map_err(|error| error.to_string())?;
        let size = file.metadata().map_err(|error| error.to_string())?.len();
        let mut head = [0; 12];
        file.read_exact_at(&mut head, 0).map_err(|error| error.to_string())?;
        let [b'P', b'A', b'C', b'K', 0, 0, 0, 2 | 3, count @ ..] = head else {
            return Err("not a pack of version 2 or 3".to_owned());
        };
        if usize::try_from(u32::from_be_bytes(count)) != Ok(index.len()) {
            return Err("its index has another number of objects".to_owned());
        }
        let mut pack = Pack { path, file, index, entries: Vec::new(), by_id: Vec::new(), order: Vec::new() };
        pack.place(size)?;
        pack.read_headers(jobs);
        pack.order();
        Ok(pack)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Every entry that leads to an object, bases first.
    pub(super) fn in_order(&self) -> &[u32] {
        &self.order
    }

    pub(super) fn entry(&self, at: u32) -> Option<&Entry> {
        self.entries.get(usize::try_from(at).ok()?)
    }

    /// The id of what an entry becomes.
    pub(super) fn oid(&self, at: u32) -> Oid {
        self.entry(at).map_or(Oid::ZERO_SHA1, |entry| self.index.oid(entry.nth as usize))
    }

    /// The entry that becomes the object `oid`.
    pub(super) fn find(&self, oid: Oid) -> Option<u32> {
        self.by_id.get(self.index.find(oid.as_bytes())?).copied()
    }

    /// Reads the compressed bytes of an entry into `buffer`, and says how many they become.
    pub(super) fn read(&self, at: u32, buffer: &mut Vec<u8>) -> Result<u64, String> {
        let entry = self.entry(at).ok_or("there is no such entry")?;
        let length = usize::try_from(entry.end - entry.data).map_err(|error| error.to_string())?;
        buffer.resize(length, 0);
        self.file.read_exact_at(buffer, entry.data).map_err(|error| error.to_string())?;
        Ok(entry.size)
    }

    /// Finds where every entry starts and ends: one ends where the next one starts.
    fn place(&mut self, size: u64) -> Result<(), String> {
        let end = size.checked_sub(TRAILER).ok_or("it is cut off")?;
        let mut places = Vec::with_capacity(self.index.len());
        for nth in 0..self.index.len() {
            let place = self.index.place(nth).ok_or("its index names a place that it has not")?;
            places.push((place, u32::try_from(nth).map_err(|error| error.to_string())?));
        }
        places.sort_unstable_by_key(|(place, _)| place.offset);
        self.by_id = vec![NONE; places.len()];
        let offset = |at: usize| places.get(at).map(|(place, _)| place.offset);
        for (at, &(place, nth)) in places.iter().enumerate() {
            let is_alone =
                offset(at + 1) != Some(place.offset) && at.checked_sub(1).and_then(offset) != Some(place.offset);
            let kind = match (12..end).contains(&place.offset) {
                true if is_alone => Err(NOT_READ),
                true => Err("the index of the pack puts two objects in its place"),
                false => Err("it lies beyond the end of the pack, which may be cut off"),
            };
            if let (Some(slot), Ok(at)) = (self.by_id.get_mut(nth as usize), u32::try_from(at)) {
                *slot = at;
            }
            let end = offset(at + 1).map_or(end, |next| next.min(end));
            self.entries.push(Entry {
                place,
                data: end,
                end,
                size: 0,
                nth,
                base: NONE,
                child: NONE,
                sibling: NONE,
                kind,
            });
        }
        Ok(())
    }

    fn read_headers(&mut self, jobs: usize) {
        let mut entries = std::mem::take(&mut self.entries);
        let offsets: Vec<u64> = entries.iter().map(|entry| entry.place.offset).collect();
        let share = entries.len().div_ceil(jobs.max(1)).max(1);
        let (this, offsets) = (&*self, offsets.as_slice());
        thread::scope(|scope| {
            for part in entries.chunks_mut(share) {
                scope.spawn(move || this.read_some(part, offsets));
            }
        });
        self.entries = entries;
    }

    /// Reads neighbouring entries, a stride at a time.
    fn read_some(&self, entries: &mut [Entry], offsets: &[u64]) {
        let mut buffer = Vec::new();
        let (mut start, mut limit) = (0, 0);
        let last = entries.last().map_or(0, |entry| entry.end);
        for entry in entries.iter_mut().filter(|entry| entry.kind == Err(NOT_READ)) {
            let Place { offset, crc } = entry.place;
            let mut sum = crc32fast::Hasher::new();
            let mut head = [0_u8; LONGEST_HEADER];
            let mut held = 0;
            let mut at = offset;
            let mut failed = None;
            while at < entry.end {
                if at >= limit || at < start {
                    let length = usize::try_from(last - at).unwrap_or(usize::MAX).min(STRIDE);
                    buffer.resize(length, 0);
                    if let Err(error) = self.file.read_exact_at(&mut buffer, at) {
                        failed = Some(if error.kind() == std::io::ErrorKind::UnexpectedEof {
                            "the pack is cut off"
                        } else {
                            "the pack cannot be read"
                        });
                        break;
                    }
                    (start, limit) = (at, at + length as u64);
                }
                let part = usize::try_from(at - start).unwrap_or(usize::MAX)
                    ..usize::try_from(entry.end.min(limit) - start).unwrap_or(usize::MAX);
                let part = buffer.get(part).unwrap_or_default();
                sum.update(part);
                for (to, from) in head.iter_mut().skip(held).zip(part) {
                    *to = *from;
                    held += 1;
                }
                at += part.len() as u64;
            }
            let header = match failed {
                Some(why) => Err(why),
                None if crc.is_some_and(|crc| crc != sum.finalize()) => Err("its checksum is not that of its bytes"),
                None => entry::parse(head.get(..held).unwrap_or_default()),
            };
            entry.kind = header.and_then(|header| {
                entry.size = header.size;
                entry.data = offset + header.length as u64;
                let base = match header.stored {
                    Stored::Whole(kind) => return Ok(kind),
                    Stored::Before(distance) => {
                        let base = offset.checked_sub(distance).filter(|base| *base < offset);
                        base.and_then(|base| u32::try_from(offsets.binary_search(&base).ok()?).ok())
                    }
                    Stored::Of(id) => self.base(&id),
                };
                entry.base = base.ok_or("its base is not in the pack")?;
                Err("its bases lead in a circle")
            });
        }
    }

    fn base(&self, id: &[u8; ID]) -> Option<u32> {
        self.by_id.get(self.index.find(id)?).copied()
    }

    /// Links every base with what is made of it, and tells the type of a delta by that of its last base.
    fn order(&mut self) {
        let mut order = Vec::with_capacity(self.entries.len());
        for at in (0..self.entries.len()).rev() {
            let Some(Entry { base, kind, .. }) = self.entries.get(at).copied() else { continue };
            let Ok(number) = u32::try_from(at) else { continue };
            if base == NONE {
                order.extend(kind.is_ok().then_some(number));
            } else if let Some(base) = self.entries.get_mut(base as usize) {
                let sibling = std::mem::replace(&mut base.child, number);
                if let Some(entry) = self.entries.get_mut(at) {
                    entry.sibling = sibling;
                }
            }
        }
        order.reverse();
        let mut done = 0;
        while let Some(&number) = order.get(done) {
            done += 1;
            let Some(Entry { child, kind, .. }) = self.entries.get(number as usize).copied() else { continue };
            let mut next = child;
            while let Some(entry) = self.entries.get_mut(next as usize) {
                entry.kind = kind;
                order.push(next);
                next = entry.sibling;
            }
        }
        self.order = order;
        self.blame_bases();
    }

    /// What is made of something damaged says so.
    fn blame_bases(&mut self) {
        let mut damaged: Vec<u32> =
            (0..).zip(&self.entries).filter(|(_, e)| e.base == NONE && e.kind.is_err()).map(|(at, _)| at).collect();
        while let Some(at) = damaged.pop() {
            let mut next = self.entry(at).map_or(NONE, |entry| entry.child);
            while let Some(entry) = self.entries.get_mut(next as usize) {
                entry.kind = Err("what it is made of is damaged");
                damaged.push(next);
                next = entry.sibling;
            }
        }
    }
}
