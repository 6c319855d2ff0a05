//! The parsers of an index and of trees by themselves, for whoever tests them with anything at all. Not a promise to
//! anybody else.

use git2::ObjectFormat;

use super::index::{self, Index};
use super::tree::diff;

/// Reads the bytes of an index, and everything that is in it: how many entries there are.
///
/// # Errors
/// In words, when it is none.
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

/// The names of the tree with the bytes `new` that stand for something else in the one with the bytes `old`; none if the
/// bytes are not those of trees.
pub fn compare_trees(old: &[u8], new: &[u8], is_sha256: bool) -> Option<Vec<Vec<u8>>> {
    diff::names(old, new, if is_sha256 { 32 } else { 20 })
}
