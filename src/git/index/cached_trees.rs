//! The cached-tree extension of an index: the ids of the trees that ranges of entries form. A range whose id equals
//! that in `HEAD` need not be compared. Git commits a cached tree without looking at the entries, so where the two
//! differ both are scanned.

use std::ops::Range;

use super::numbers::terminated;

/// A tree that the cached-tree extension records for a range of entries.
pub(super) struct KnownTree {
    pub(super) name: Range<usize>,
    /// Offset of its id, or `None` if something below it has changed since.
    pub(super) id_at: Option<usize>,
    /// The number of entries below it.
    pub(super) entries: usize,
    /// Index of the first tree after all those below this one.
    pub(super) next: usize,
}

impl KnownTree {
    /// Returns the same tree for a file that is preceded by `by` bytes.
    pub(super) fn shifted(self, by: usize) -> Self {
        let name = self.name.start + by..self.name.end + by;
        KnownTree { name, id_at: self.id_at.map(|at| at + by), ..self }
    }
}

/// Index of a cached tree.
pub(crate) type TreeIdx = usize;

/// Parses the cached trees at `range`: `<name> NUL <entries> SP <subtrees> LF [<id>]`, followed by the subtrees. The
/// root comes first, each tree before those below it.
pub(super) fn known_trees(body: &[u8], range: Range<usize>, hash_length: usize) -> Result<Vec<KnownTree>, String> {
    let broken = || "its cached trees are damaged".to_owned();
    let mut trees: Vec<KnownTree> = Vec::new();
    // Open trees, each with the number of subtrees still to be read.
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
