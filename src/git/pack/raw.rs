//! The pack parsers, exposed for fuzzing and property tests. Not part of the stable API.

use super::index::{Index, LONGEST_ID};
use super::{delta, entry};

/// The result of a delta.
pub struct DeltaResult {
    /// The result itself.
    pub text: Vec<u8>,
    /// The copies in order: offset in the base, offset in the result, length.
    pub copied: Vec<(usize, usize, usize)>,
    /// The ranges of the result that may contain text that the base does not, in order.
    pub uncopied: Vec<(usize, usize)>,
}

/// Applies `delta` to `base`; the result has at most `limit` bytes.
///
/// # Errors
/// Returns the reason if it is not a delta on that base.
pub fn apply_delta(base: &[u8], delta: &[u8], limit: usize) -> Result<DeltaResult, &'static str> {
    let (mut text, mut copied, mut uncopied) = (Vec::new(), Vec::new(), Vec::new());
    delta::apply(base, delta, limit, &mut text, &mut copied)?;
    delta::uncopied_ranges(&copied, text.len(), &mut uncopied);
    let copied = copied.iter().map(|copy| (copy.from, copy.to, copy.length)).collect();
    Ok(DeltaResult { text, copied, uncopied })
}

/// Parses the header of an entry, and returns the inflated size and the length of the header.
///
/// # Errors
/// Returns the reason if it is malformed.
pub fn parse_entry(bytes: &[u8]) -> Result<(u64, usize), &'static str> {
    entry::parse(bytes, 20).map(|header| (header.size, header.length))
}

/// Parses an index and looks up each of its objects. Returns how many there are, and how many were found at a location.
///
/// # Errors
/// Returns the reason if it is malformed.
pub fn parse_index(bytes: &[u8]) -> Result<(usize, usize), &'static str> {
    let index = Index::parse(bytes.to_vec(), 20)?;
    let mut buffer = [0; LONGEST_ID];
    let mut is_found = |nth: &usize| {
        index.id(*nth, &mut buffer).and_then(|id| index.find(id)).and_then(|at| index.place(at)).is_some()
    };
    Ok((index.len(), (0..index.len()).filter(|nth| is_found(nth)).count()))
}
