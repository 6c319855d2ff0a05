//! An open pack that is read in parts: only what leads to an object.

use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

use flate2::{Decompress, FlushDecompress};
use git2::Oid;

use crate::git::regular_file;

use super::delta::{self, DeltaPrefix};
use super::entry::{self, Header, LONGEST_HEADER, Stored, Type};
use super::index::Index;

/// Longest delta chain that is followed; git makes chains of up to 4,095.
pub(super) const LONGEST_CHAIN: usize = 10_000;
/// Bytes of an entry that are read to find its type: its header, and enough of a delta to inflate its two sizes.
const START: usize = 256;
/// Bytes of an object that tell text from binary.
pub(super) const HEAD: usize = 8_000;
/// Limits for building these: the bytes of a base, and the number of bases.
const MAX_HEAD_WORK: usize = 1 << 20;
const MAX_DEPTH: usize = 64;

/// A pack and its index, both open.
pub(super) struct OpenPack {
    pub(super) path: PathBuf,
    pub(super) pack: File,
    /// Length of the pack in bytes.
    pub(super) length: u64,
    pub(super) index: Index<File>,
    id_length: usize,
}

/// The reason why an object that exists cannot be read.
pub(crate) enum Refusal {
    /// It is larger than the limit, and has this many bytes.
    TooLarge(u64),
    /// It is damaged, with a description.
    Damaged(String),
    /// A path that may lead to it is not a regular file.
    Irregular(PathBuf),
}

impl From<&str> for Refusal {
    fn from(why: &str) -> Self {
        Refusal::Damaged(why.to_owned())
    }
}

impl OpenPack {
    pub(super) fn open(path: PathBuf, id_length: usize) -> Option<Self> {
        let (index, pack) = (regular_file::open(&path).ok()?, regular_file::open(&path.with_extension("pack")).ok()?);
        let length = pack.metadata().ok()?.len();
        Some(OpenPack { path, pack, length, index: Index::parse(index, id_length).ok()?, id_length })
    }

    /// Returns the offset of an object's entry.
    pub(super) fn offset(&self, oid: Oid) -> Option<u64> {
        self.index.place(self.index.find(oid.as_bytes())?).map(|place| place.offset)
    }

    /// Reads up to `length` bytes from `offset` on, fewer at the end.
    pub(super) fn bytes(&self, offset: u64, length: usize) -> Result<Vec<u8>, Refusal> {
        let mut bytes = vec![0; length];
        let mut held = 0;
        while let Some(buffer) = bytes.get_mut(held..).filter(|buffer| !buffer.is_empty()) {
            match self.pack.read_at(buffer, offset + held as u64) {
                Ok(0) => break,
                Ok(read) => held += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Refusal::Damaged(error.to_string())),
            }
        }
        bytes.truncate(held);
        Ok(bytes)
    }

    pub(super) fn header(&self, offset: u64) -> Result<Header, Refusal> {
        Ok(entry::parse(&self.bytes(offset, LONGEST_HEADER)?, self.id_length)?)
    }

    /// Returns the offset of the base of the entry at `offset`; `None` if it is not a delta.
    pub(super) fn base(&self, offset: u64, header: &Header) -> Result<Option<u64>, Refusal> {
        match header.stored {
            Stored::Whole(_) => Ok(None),
            Stored::Before(distance) => {
                let base = offset.checked_sub(distance).filter(|base| *base < offset);
                base.map(Some).ok_or_else(|| "a delta whose base lies before its pack".into())
            }
            Stored::Of(id) => self.offset(id).map(Some).ok_or_else(|| "a delta whose base is not in its pack".into()),
        }
    }

    /// Returns the type and size of the object at `offset`; the size of a delta is that of its result.
    pub(super) fn kind_and_size(&self, mut offset: u64) -> Result<(Type, u64), Refusal> {
        let mut size = None;
        for _ in 0..LONGEST_CHAIN {
            let bytes = self.bytes(offset, START)?;
            let header = entry::parse(&bytes, self.id_length)?;
            let base = self.base(offset, &header)?;
            if let Stored::Whole(kind) = header.stored {
                return Ok((kind, size.unwrap_or(header.size)));
            }
            if size.is_none() {
                let start = inflate_start(bytes.get(header.length..).unwrap_or_default(), 32)?;
                size = Some(delta::size_of_text(&start).ok_or("its delta has no sizes")?);
            }
            offset = base.unwrap_or(offset);
        }
        Err("an endless chain of deltas".into())
    }

    /// Returns the first `length` bytes of the object at `offset`. For a delta, only if they come from the start of its
    /// base, as in a file that grew or was changed in places.
    pub(super) fn beginning(&self, offset: u64, length: usize, depth: usize) -> Option<Vec<u8>> {
        let bytes = self.bytes(offset, START + 2 * length).ok()?;
        let header = entry::parse(&bytes, self.id_length).ok()?;
        let stored = bytes.get(header.length..)?;
        let Some(base) = self.base(offset, &header).ok()? else {
            return inflate_start(stored, length).ok();
        };
        let delta = inflate_start(stored, 2 * length).ok()?;
        let beginning = DeltaPrefix::of(&delta, length)?;
        match beginning.needed {
            0 => beginning.make(&[]),
            needed if needed > MAX_HEAD_WORK || depth >= MAX_DEPTH => None,
            needed => beginning.make(&self.beginning(base, needed, depth + 1)?),
        }
    }
}

/// Inflates up to `length` bytes from the start of deflated data.
fn inflate_start(deflated: &[u8], length: usize) -> Result<Vec<u8>, Refusal> {
    let mut start = Vec::with_capacity(length);
    let inflated = Decompress::new(true).decompress_vec(deflated, &mut start, FlushDecompress::None);
    inflated.map_err(|error| Refusal::Damaged(format!("it does not inflate: {error}")))?;
    Ok(start)
}
