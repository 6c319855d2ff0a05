//! One pack: every entry, its type, and its delta base.

use std::collections::HashMap;
use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::thread;

use git2::Oid;

use super::entry::{self, LONGEST_HEADER, Stored, Type};
use super::index::{Index, Place};

/// Bytes read at a time when a pack is read completely.
const STRIDE: usize = 1 << 20;
/// Upper bound of the compression ratio (1,032 by RFC 1951, and some margin).
pub(crate) const MAX_RATIO: u64 = 1_040;
/// The error of a delta with no other known damage.
const CIRCLE: &str = "its bases lead in a circle";
/// No entry.
pub(crate) const NONE: u32 = u32::MAX;

/// An open pack. Its entries are numbered in storage order.
pub(crate) struct Pack {
    path: PathBuf,
    file: File,
    index: Index<Vec<u8>>,
    id_length: usize,
    /// Offset of the end of its entries.
    end: u64,
    entries: Vec<Entry>,
    /// Damaged entries and the reason, except for [`CIRCLE`].
    damage: HashMap<u32, &'static str>,
    /// The entry of each object, sorted by id.
    by_id: Vec<u32>,
    /// Bases before their deltas.
    order: Vec<u32>,
}

/// One entry. A history has one for each object, so it stores nothing that can be computed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    offset: u64,
    /// Size of the inflated bytes, capped at the largest 32-bit number.
    pub(crate) size: u32,
    /// Position in the order of ids.
    nth: u32,
    /// Its delta base, or [`NONE`].
    pub(crate) base: u32,
    /// Its first delta, and the next delta on the same base.
    pub(crate) child: u32,
    pub(crate) sibling: u32,
    /// Length of its header in bytes.
    header: u8,
    /// `None` if it is damaged.
    pub(crate) kind: Option<Type>,
}

/// The location of an object in its pack, and its position in the order of ids.
type Placed = (Place, u32);

impl Pack {
    /// Opens the pack whose index is at `index` and whose ids have `id_length` bytes, reads it once completely and
    /// checks the checksum of every entry. A damaged entry is not an error: [`Pack::damaged`] returns the reason.
    ///
    /// # Errors
    /// Returns the reason if the pack as a whole cannot be read.
    pub(crate) fn open(index: &Path, id_length: usize, jobs: usize) -> Result<Self, String> {
        let path = index.with_extension("pack");
        let bytes = fs::read(index).map_err(|error| error.to_string())?;
        let index = Index::parse(bytes, id_length).map_err(|why| format!("its index: {why}"))?;
        let file = File::open(&path).map_err(|error| error.to_string())?;
        let size = file.metadata().map_err(|error| error.to_string())?.len();
        let mut head = [0; 12];
        file.read_exact_at(&mut head, 0).map_err(|error| error.to_string())?;
        let [b'P', b'A', b'C', b'K', 0, 0, 0, 2 | 3, count @ ..] = head else {
            return Err("not a pack of version 2 or 3".to_owned());
        };
        if usize::try_from(u32::from_be_bytes(count)) != Ok(index.len()) {
            return Err("its index has a different number of objects".to_owned());
        }
        // The checksum of the pack follows the entries.
        let end = size.checked_sub(id_length as u64).ok_or("it is cut off")?;
        let mut pack = Pack {
            path,
            file,
            index,
            id_length,
            end,
            entries: Vec::new(),
            damage: HashMap::new(),
            by_id: Vec::new(),
            order: Vec::new(),
        };
        let places = pack.place()?;
        pack.read_headers(&places, jobs);
        drop(places);
        pack.order();
        Ok(pack)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The damaged entries and the reason for each.
    pub(crate) fn damaged(&self) -> impl Iterator<Item = (u32, &'static str)> {
        let damaged = (0..).zip(&self.entries).filter(|(_, entry)| entry.kind.is_none());
        damaged.map(|(at, _)| (at, self.damage.get(&at).copied().unwrap_or(CIRCLE)))
    }

    /// Every entry that leads to an object, bases before their deltas.
    pub(crate) fn in_order(&self) -> &[u32] {
        &self.order
    }

    pub(crate) fn entry(&self, at: u32) -> Option<&Entry> {
        self.entries.get(usize::try_from(at).ok()?)
    }

    /// Returns the id of an entry.
    pub(crate) fn oid(&self, at: u32) -> Oid {
        self.entry(at).map_or(Oid::ZERO_SHA1, |entry| self.index.oid(entry.nth as usize))
    }

    /// Returns the entry of the object `oid`.
    pub(crate) fn find(&self, oid: Oid) -> Option<u32> {
        self.by_id.get(self.index.find(oid.as_bytes())?).copied()
    }

    /// Reads the compressed bytes of an entry into `buffer`, and returns the inflated size.
    pub(crate) fn read(&self, at: u32, buffer: &mut Vec<u8>) -> Result<u64, String> {
        let entry = self.entry(at).ok_or("there is no such entry")?;
        let start = entry.offset + u64::from(entry.header);
        // An entry ends where the next one starts.
        let next = at.checked_add(1).and_then(|next| self.entry(next));
        let end = next.map_or(self.end, |next| next.offset.min(self.end));
        let length = usize::try_from(end.saturating_sub(start)).map_err(|error| error.to_string())?;
        buffer.resize(length, 0);
        self.file.read_exact_at(buffer, start).map_err(|error| error.to_string())?;
        Ok(u64::from(entry.size))
    }

    /// Finds the offset of every entry, in storage order.
    fn place(&mut self) -> Result<Vec<Placed>, String> {
        let mut places = Vec::with_capacity(self.index.len());
        for nth in 0..self.index.len() {
            let place = self.index.place(nth).ok_or("its index names a place that it has not")?;
            places.push((place, u32::try_from(nth).map_err(|error| error.to_string())?));
        }
        places.sort_unstable_by_key(|(place, _)| place.offset);
        self.by_id = vec![NONE; places.len()];
        self.entries.reserve_exact(places.len());
        let offset = |at: usize| places.get(at).map(|(place, _)| place.offset);
        for (number, (at, &(place, nth))) in (0..).zip(places.iter().enumerate()) {
            let is_alone =
                offset(at + 1) != Some(place.offset) && at.checked_sub(1).and_then(offset) != Some(place.offset);
            if !(12..self.end).contains(&place.offset) {
                self.damage.insert(number, "it lies beyond the end of the pack, which may be cut off");
            } else if !is_alone {
                self.damage.insert(number, "the index of the pack puts two objects in its place");
            }
            if let Some(slot) = self.by_id.get_mut(nth as usize) {
                *slot = number;
            }
            let entry = Entry {
                offset: place.offset,
                size: 0,
                nth,
                base: NONE,
                child: NONE,
                sibling: NONE,
                header: 0,
                kind: None,
            };
            self.entries.push(entry);
        }
        Ok(places)
    }

    fn read_headers(&mut self, places: &[Placed], jobs: usize) {
        let mut entries = std::mem::take(&mut self.entries);
        let share = entries.len().div_ceil(jobs.max(1)).max(1);
        let this = &*self;
        let damage: Vec<(u32, &'static str)> = thread::scope(|scope| {
            let parts = (0..).step_by(share).zip(entries.chunks_mut(share));
            let threads: Vec<_> =
                parts.map(|(first, part)| scope.spawn(move || this.read_some(first, part, places))).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
        });
        self.entries = entries;
        self.damage.extend(damage);
    }

    /// Reads consecutive entries from the position `first` on, a stride at a time. Returns the damaged ones with the
    /// reason.
    fn read_some(&self, first: usize, entries: &mut [Entry], places: &[Placed]) -> Vec<(u32, &'static str)> {
        let mut damage = Vec::new();
        let mut buffer = Vec::new();
        let (mut start, mut limit) = (0, 0);
        let end_of = |at: usize| places.get(at + 1).map_or(self.end, |(next, _)| next.offset.min(self.end));
        let last = end_of(first + entries.len().saturating_sub(1));
        for (at, entry) in (first..).zip(entries) {
            let (Some((Place { offset, crc }, _)), Ok(number)) = (places.get(at).copied(), u32::try_from(at)) else {
                continue;
            };
            if self.damage.contains_key(&number) {
                continue;
            }
            let end = end_of(at);
            let mut sum = crc32fast::Hasher::new();
            let mut head = [0_u8; LONGEST_HEADER];
            let mut held = 0;
            let mut at = offset;
            let mut failed = None;
            while at < end {
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
                    ..usize::try_from(end.min(limit) - start).unwrap_or(usize::MAX);
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
                None if crc.is_some_and(|crc| crc != sum.finalize()) => Err("its checksum does not match its bytes"),
                None => entry::parse(head.get(..held).unwrap_or_default(), self.id_length),
            };
            let read = header.and_then(|header| {
                // No stored byte inflates to that many. An entry whose size exceeds 32 bits, and may be true, is larger
                // than anything that is built.
                if header.size > u64::from(u32::MAX) && header.size > (end - offset).saturating_mul(MAX_RATIO) {
                    return Err("its size does not match its bytes");
                }
                entry.size = u32::try_from(header.size).unwrap_or(u32::MAX);
                entry.header = u8::try_from(header.length).unwrap_or(u8::MAX);
                let base = match header.stored {
                    Stored::Whole(kind) => {
                        entry.kind = Some(kind);
                        return Ok(());
                    }
                    Stored::Before(distance) => {
                        let base = offset.checked_sub(distance).filter(|base| *base < offset);
                        let find = |base| places.binary_search_by_key(&base, |(place, _)| place.offset).ok();
                        base.and_then(|base| u32::try_from(find(base)?).ok())
                    }
                    Stored::Of(id) => self.find(id),
                };
                entry.base = base.ok_or("its base is not in the pack")?;
                Ok(())
            });
            if let Err(why) = read {
                damage.push((number, why));
            }
        }
        damage
    }

    /// Links every base with its deltas, and gives each delta the type of its last base.
    fn order(&mut self) {
        let mut order = Vec::with_capacity(self.entries.len());
        for at in (0..self.entries.len()).rev() {
            let Some(Entry { base, kind, .. }) = self.entries.get(at).copied() else { continue };
            let Ok(number) = u32::try_from(at) else { continue };
            if base == NONE {
                order.extend(kind.map(|_| number));
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
        self.propagate_damage();
    }

    /// Marks the deltas on damaged bases as damaged.
    fn propagate_damage(&mut self) {
        let mut damaged: Vec<u32> =
            (0..).zip(&self.entries).filter(|(_, e)| e.base == NONE && e.kind.is_none()).map(|(at, _)| at).collect();
        while let Some(at) = damaged.pop() {
            let mut next = self.entry(at).map_or(NONE, |entry| entry.child);
            while let Some(entry) = self.entries.get(next as usize) {
                self.damage.insert(next, "its base is damaged");
                damaged.push(next);
                next = entry.sibling;
            }
        }
    }
}
