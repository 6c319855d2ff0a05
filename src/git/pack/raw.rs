//! The parsers of packs by themselves, for whoever tests them with anything at all. Not a promise to anybody else.

use super::index::{Index, LONGEST_ID};
use super::{delta, entry};

/// What a delta made.
pub struct Made {
    /// The text.
    pub text: Vec<u8>,
    /// What was copied: from where in the base, to where in the text, and how many bytes; in order.
    pub copied: Vec<(usize, usize, usize)>,
    /// Where the text may hold what the base does not: starts and ends, in order.
    pub fresh: Vec<(usize, usize)>,
}

/// Makes a text of at most `limit` bytes of `base`, as `delta` says.
///
/// # Errors
/// In words, when it is not a delta of that base.
pub fn apply_delta(base: &[u8], delta: &[u8], limit: usize) -> Result<Made, &'static str> {
    let (mut text, mut copied, mut fresh) = (Vec::new(), Vec::new(), Vec::new());
    delta::apply(base, delta, limit, &mut text, &mut copied)?;
    delta::fresh(&copied, text.len(), &mut fresh);
    let copied = copied.iter().map(|copy| (copy.from, copy.to, copy.length)).collect();
    Ok(Made { text, copied, fresh })
}

/// Reads the header of an entry: the size that it says, and its own bytes.
///
/// # Errors
/// In words, when it is none.
pub fn parse_entry(bytes: &[u8]) -> Result<(u64, usize), &'static str> {
    entry::parse(bytes, 20).map(|header| (header.size, header.length))
}

/// Reads an index, and finds each of its objects in it: how many there are, and how many of them were found at places.
///
/// # Errors
/// In words, when it is none.
pub fn parse_index(bytes: &[u8]) -> Result<(usize, usize), &'static str> {
    let index = Index::parse(bytes.to_vec(), 20)?;
    let mut room = [0; LONGEST_ID];
    let mut is_found =
        |nth: &usize| index.id(*nth, &mut room).and_then(|id| index.find(id)).and_then(|at| index.place(at)).is_some();
    Ok((index.len(), (0..index.len()).filter(|nth| is_found(nth)).count()))
}
