//! The index and tree parsers, exposed for fuzzing and property tests. Not part of the stable API.

use git2::ObjectFormat;

use super::index::{self, Index};
use super::tree::diff;

/// Parses the bytes of an index with everything in it, and returns the number of entries.
///
/// # Errors
/// Returns the reason if the bytes are not an index.
pub fn parse_index(bytes: &[u8], is_sha256: bool) -> Result<usize, String> {
    let format = if is_sha256 { ObjectFormat::Sha256 } else { ObjectFormat::Sha1 };
    let mut index = Index::parse_alone(bytes.to_vec(), format)?;
    let uncommitted = index.take_uncommitted().len();
    let mut open: Vec<index::TreeIdx> = index.root().into_iter().collect();
    while let Some(tree) = open.pop() {
        let all = 0..index.len();
        let end = index.end_of_prefix(all.clone(), b"");
        let same = index.tree_id(tree).and_then(|id| index.same_tree(tree, id, all, b""));
        assert!(end <= index.len() && same.is_none_or(|entries| entries <= index.len()), "beyond the entries");
        open.extend(index.trees_below(tree).into_values());
    }
    let is_told = |at: &usize| !index.path(*at).is_empty() && index.entry(*at).mode != 0;
    Ok(uncommitted + (0..index.len()).filter(is_told).count())
}

/// Returns the names in the tree `new` whose entries differ from those in the tree `old`, or `None` if the bytes are
/// not trees.
pub fn compare_trees(old: &[u8], new: &[u8], is_sha256: bool) -> Option<Vec<Vec<u8>>> {
    diff::names(old, new, if is_sha256 { 32 } else { 20 })
}
