//! Decodes stored objects: inflates, applies deltas, checks every size.

use libdeflater::Decompressor;

use super::delta::{self, Copied};
use super::file::{MAX_RATIO, NONE, Pack};

/// The reason why an object was not decoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum DecodeError {
    /// It, or one of its bases, is larger than the limit; nothing is wrong with it.
    #[error("its bytes are too many")]
    TooLarge,
    /// It is damaged, with a description.
    #[error("{0}")]
    Damaged(String),
}

/// Reusable buffers and an inflater for decoding objects.
pub(crate) struct Decoder {
    inflater: Decompressor,
    stored: Vec<u8>,
    delta: Vec<u8>,
    /// The copies made by the last delta.
    pub(super) copied: Vec<Copied>,
}

impl Decoder {
    pub(crate) fn new() -> Self {
        Decoder { inflater: Decompressor::new(), stored: Vec::new(), delta: Vec::new(), copied: Vec::new() }
    }

    /// Inflates the entry at `at` into `text`.
    ///
    /// # Errors
    /// Fails if it is damaged or larger than `limit` bytes.
    pub(super) fn inflate(
        &mut self,
        pack: &Pack,
        at: u32,
        limit: usize,
        text: &mut Vec<u8>,
    ) -> Result<(), DecodeError> {
        let size = pack.read(at, &mut self.stored).map_err(DecodeError::Damaged)?;
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        // So a false size allocates no memory.
        if size as u64 > (self.stored.len() as u64).saturating_mul(MAX_RATIO) {
            return Err(DecodeError::Damaged("its size does not match its bytes".to_owned()));
        }
        if size > limit {
            return Err(DecodeError::TooLarge);
        }
        text.resize(size, 0);
        match self.inflater.zlib_decompress(&self.stored, text) {
            Ok(length) if length == size => Ok(()),
            Ok(_) => Err(DecodeError::Damaged("its size does not match its bytes".to_owned())),
            Err(error) => Err(DecodeError::Damaged(error.to_string())),
        }
    }

    /// Builds the entry `at` from its `base`.
    ///
    /// # Errors
    /// As [`Decoder::inflate`], and if the delta does not fit the base.
    pub(super) fn apply(
        &mut self,
        pack: &Pack,
        at: u32,
        base: &[u8],
        limit: usize,
        text: &mut Vec<u8>,
    ) -> Result<(), DecodeError> {
        let mut delta = std::mem::take(&mut self.delta);
        let inflated = self.inflate(pack, at, limit, &mut delta);
        self.delta = delta;
        inflated?;
        delta::apply(base, &self.delta, limit, text, &mut self.copied).map_err(|why| match why {
            delta::BEYOND_LIMIT => DecodeError::TooLarge,
            why => DecodeError::Damaged(why.to_owned()),
        })
    }

    /// Returns the size of the object at `at`; a delta, of at most `limit` bytes, begins with it.
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

    /// Builds the entry `at` from its last base on. `spare` is a buffer for the intermediate objects.
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
    ) -> Result<(), DecodeError> {
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
