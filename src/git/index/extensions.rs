//! The extensions, which follow the entries. `cached_trees` and `split` parse two of them; the offset tables that let
//! git read an index in parallel are checked against the sequential parse.

use std::ops::Range;

use super::entries::{BEFORE_ID, Entries, name_after};
use super::numbers::{offset, too_short, u16_at, u32_at};

/// The location of the extensions that affect what is committed.
#[derive(Default)]
pub(super) struct Extensions {
    /// The cached trees.
    pub(super) trees: Option<Range<usize>>,
    /// The link to the shared index, in a split index.
    pub(super) link: Option<Range<usize>>,
    /// True if entries may be directories.
    pub(super) is_sparse: bool,
}

impl Extensions {
    /// Finds the extensions in `body`, a file without its checksum whose entries are `entries`. An unknown mandatory
    /// extension is an error, as in git.
    pub(super) fn find(body: &[u8], entries: &Entries, hash_length: usize) -> Result<Self, String> {
        let mut found = Extensions::default();
        let mut at = entries.end;
        while at < body.len() {
            let name = body.get(at..at + 4).ok_or_else(too_short)?;
            let size = u32_at(body, at + 4).ok_or_else(too_short)? as usize;
            let content = at + 8..(at + 8).checked_add(size).filter(|&end| end <= body.len()).ok_or_else(too_short)?;
            at = content.end;
            match name {
                b"TREE" => found.trees = Some(content),
                b"link" => found.link = Some(content),
                b"sdir" => found.is_sparse = true,
                // Git's parallel reader must arrive at the entries that are parsed here sequentially.
                b"EOIE" if u32_at(body, content.start).map(|end| end as usize) != Some(entries.end) => {
                    return Err("the end of its entries is not where it says".to_owned());
                }
                b"IEOT" if !has_blocks(body, content, entries, hash_length) => {
                    return Err("its table of offsets does not match its entries".to_owned());
                }
                // Extensions whose name starts with a capital are optional.
                [b'A'..=b'Z', ..] => {}
                _ => return Err(format!("unknown extension {:?}", String::from_utf8_lossy(name))),
            }
        }
        Ok(found)
    }
}

/// Returns whether an offset table divides the entries into blocks that each begin at an entry: git's threads start at
/// those offsets. In version 4 the first path of a block must not depend on the previous one.
fn has_blocks(body: &[u8], table: Range<usize>, entries: &Entries, hash_length: usize) -> bool {
    let records = &entries.records;
    let blocks = body.get(table.start + 4..table.end).unwrap_or_default();
    let (blocks, rest) = blocks.as_chunks::<8>();
    // Git does not use a table of another version.
    if u32_at(body, table.start) != Some(1) {
        return true;
    }
    let mut first = 0;
    for block in blocks {
        let (Some(at), Some(count)) = (u32_at(block, 0), u32_at(block, 4)) else { return false };
        let (at, count) = (at as usize, count as usize);
        let starts_there = records.get(first).is_some_and(|record| record.id_at as usize == at + BEFORE_ID);
        let leans = entries.version == 4
            && first.checked_sub(1).and_then(|before| records.get(before)).is_some_and(|before| {
                let flags_at = at + BEFORE_ID + hash_length;
                let name_at = name_after(flags_at, u16_at(body, flags_at).unwrap_or(0));
                offset(body, name_at).is_none_or(|(strip, _)| strip != before.path_len as usize)
            });
        if !starts_there || leans {
            return false;
        }
        first += count;
    }
    rest.is_empty() && first == records.len()
}
