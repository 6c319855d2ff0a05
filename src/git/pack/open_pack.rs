//! A pack that is open, of which only what leads to an object is read.

use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

use flate2::{Decompress, FlushDecompress};
use git2::Oid;

use crate::git::regular_file;

use super::delta::{self, Beginning};
use super::entry::{self, Header, LONGEST_HEADER, Stored, Type};
use super::index::Index;

/// Deltas that are followed at most; git makes chains of 4,095.
pub(super) const LONGEST_CHAIN: usize = 10_000;
/// Bytes of an entry that are read to learn what it is: its header, and enough of a delta to inflate its two sizes.
const START: usize = 256;
/// Bytes of an object that tell whether it is text.
pub(super) const HEAD: usize = 8_000;
/// Bytes of a base, and bases, that are looked at for these.
const MOST_HEAD: usize = 1 << 20;
const DEEPEST: usize = 64;

/// A pack and its index, both open.
pub(super) struct OpenPack {
    pub(super) path: PathBuf,
    pub(super) pack: File,
    /// Bytes of the pack.
    pub(super) length: u64,
    pub(super) index: Index<File>,
    id_length: usize,
}

/// Why an object that is there cannot be had.
pub(crate) enum Refusal {
    /// It has so many bytes.
    TooLarge(u64),
    /// It is damaged, in words.
    Damaged(String),
    /// Something that is no file stands in the place of one that may lead to it.
    Replaced(PathBuf),
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

    /// Where the entry of an object starts.
    pub(super) fn offset(&self, oid: Oid) -> Option<u64> {
        self.index.place(self.index.find(oid.as_bytes())?).map(|place| place.offset)
    }

    /// As many bytes from `offset` on as there are, `length` at most.
    pub(super) fn bytes(&self, offset: u64, length: usize) -> Result<Vec<u8>, Refusal> {
        let mut bytes = vec![0; length];
        let mut held = 0;
        while let Some(room) = bytes.get_mut(held..).filter(|room| !room.is_empty()) {
            match self.pack.read_at(room, offset + held as u64) {
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

    /// Where the base of the entry at `offset` starts; none, if it is whole.
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

    /// Kind and size of the object that starts at `offset`: of a delta, what it makes of its base.
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
        Err("a chain of deltas without an end".into())
    }

    /// The first `length` bytes of the object that starts at `offset`. Of a delta only where what it copies stands at the
    /// beginning of its base, as it does in a file that grew or was changed here and there.
    pub(super) fn beginning(&self, offset: u64, length: usize, depth: usize) -> Option<Vec<u8>> {
        let bytes = self.bytes(offset, START + 2 * length).ok()?;
        let header = entry::parse(&bytes, self.id_length).ok()?;
        let stored = bytes.get(header.length..)?;
        let Some(base) = self.base(offset, &header).ok()? else {
            return inflate_start(stored, length).ok();
        };
        let delta = inflate_start(stored, 2 * length).ok()?;
        let beginning = Beginning::of(&delta, length)?;
        match beginning.needed {
            0 => beginning.make(&[]),
            needed if needed > MOST_HEAD || depth >= DEEPEST => None,
            needed => beginning.make(&self.beginning(base, needed, depth + 1)?),
        }
    }
}

/// The first bytes of what is deflated, `length` at most.
fn inflate_start(deflated: &[u8], length: usize) -> Result<Vec<u8>, Refusal> {
    let mut start = Vec::with_capacity(length);
    let inflated = Decompress::new(true).decompress_vec(deflated, &mut start, FlushDecompress::None);
    inflated.map_err(|error| Refusal::Damaged(format!("it does not inflate: {error}")))?;
    Ok(start)
}
