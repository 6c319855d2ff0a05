//! Makes objects of what is stored: inflates, applies deltas, checks every size.

use libdeflater::Decompressor;

use super::delta::{self, Copied};
use super::file::{MOST_SHRUNK, NONE, Pack};

/// Why an object was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Undecoded {
    /// It, or what it is made of, is larger than was asked for: nothing is wrong with it.
    #[error("its bytes are too many")]
    TooLarge,
    /// It is damaged, in words.
    #[error("{0}")]
    Damaged(String),
}

/// What making objects takes: buffers, and an inflater.
pub(crate) struct Decoder {
    inflater: Decompressor,
    stored: Vec<u8>,
    delta: Vec<u8>,
    /// What the last delta copied.
    pub(super) copied: Vec<Copied>,
}

impl Decoder {
    pub(crate) fn new() -> Self {
        Decoder { inflater: Decompressor::new(), stored: Vec::new(), delta: Vec::new(), copied: Vec::new() }
    }

    /// Inflates what is stored at `at` into `text`.
    ///
    /// # Errors
    /// When it is damaged or larger than `limit` bytes.
    pub(super) fn inflate(&mut self, pack: &Pack, at: u32, limit: usize, text: &mut Vec<u8>) -> Result<(), Undecoded> {
        let size = pack.read(at, &mut self.stored).map_err(Undecoded::Damaged)?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        // So a false size asks for no memory.
        if size as u64 > (self.stored.len() as u64).saturating_mul(MOST_SHRUNK) {
            return Err(Undecoded::Damaged("its size is not that of its bytes".to_owned()));
        }
        if size > limit {
            return Err(Undecoded::TooLarge);
        }
        text.resize(size, 0);
        match self.inflater.zlib_decompress(&self.stored, text) {
            Ok(length) if length == size => Ok(()),
            Ok(_) => Err(Undecoded::Damaged("its size is not that of its bytes".to_owned())),
            Err(error) => Err(Undecoded::Damaged(error.to_string())),
        }
    }

    /// Makes the entry `at` of its `base`.
    ///
    /// # Errors
    /// As [`Decoder::inflate`], and when the delta is not one of that base.
    pub(super) fn apply(
        &mut self,
        pack: &Pack,
        at: u32,
        base: &[u8],
        limit: usize,
        text: &mut Vec<u8>,
    ) -> Result<(), Undecoded> {
        let mut delta = std::mem::take(&mut self.delta);
        let inflated = self.inflate(pack, at, limit, &mut delta);
        self.delta = delta;
        inflated?;
        delta::apply(base, &self.delta, limit, text, &mut self.copied).map_err(|why| match why {
            delta::BEYOND_LIMIT => Undecoded::TooLarge,
            why => Undecoded::Damaged(why.to_owned()),
        })
    }

    /// The bytes of what the entry `at` becomes: a delta, of `limit` bytes at most, begins with them.
    pub(super) fn size(&mut self, pack: &Pack, at: u32, limit: usize) -> Option<u64> {
        let entry = pack.entry(at)?;
        if entry.base == NONE {
            return entry.kind.map(|_| u64::from(entry.size));
        }
        let mut delta = std::mem::take(&mut self.delta);
        let inflated = self.inflate(pack, at, limit, &mut delta);
        self.delta = delta;
        inflated.ok()?;
        delta::size_of_text(&self.delta)
    }

    /// Makes the entry `at` from its last base on. `spare` is room for what comes between.
    ///
    /// # Errors
    /// As [`Decoder::apply`].
    pub(super) fn whole(
        &mut self,
        pack: &Pack,
        at: u32,
        limit: usize,
        text: &mut Vec<u8>,
        spare: &mut Vec<u8>,
    ) -> Result<(), Undecoded> {
        let mut chain = vec![at];
        while let Some(entry) = chain.last().and_then(|&at| pack.entry(at)).filter(|entry| entry.base != NONE) {
            chain.push(entry.base);
        }
        if let Some(root) = chain.pop() {
            self.inflate(pack, root, limit, text)?;
        }
        while let Some(at) = chain.pop() {
            self.apply(pack, at, text, limit, spare)?;
            std::mem::swap(text, spare);
        }
        Ok(())
    }
}
