//! A split index: a shared file that is rarely written, and a file with the changes since.

use std::ops::Range;

use super::ewah;

/// The link from a split index to its shared index.
pub(super) struct Link {
    /// The name of the shared index; `None` if the link is empty.
    pub(super) shared: Option<String>,
    /// Deleted entries of the shared index, in order.
    pub(super) deleted: Vec<usize>,
    /// Entries of the shared index that the first entries of this file replace, in order.
    pub(super) replaced: Vec<usize>,
}

impl Link {
    /// Parses the extension at `at`.
    pub(super) fn parse(data: &[u8], at: Range<usize>, hash_length: usize) -> Result<Self, String> {
        let cut = || "its link to the shared index is cut off".to_owned();
        let content = data.get(at).unwrap_or_default();
        let (id, rest) = content.split_at_checked(hash_length).ok_or_else(cut)?;
        let shared = id.iter().any(|&byte| byte != 0).then(|| id.iter().map(|byte| format!("{byte:02x}")).collect());
        if rest.is_empty() {
            return Ok(Link { shared, deleted: Vec::new(), replaced: Vec::new() });
        }
        let (deleted, rest) = ewah::ones(rest).ok_or_else(cut)?;
        let (replaced, _) = ewah::ones(rest).ok_or_else(cut)?;
        Ok(Link { shared, deleted, replaced })
    }
}
