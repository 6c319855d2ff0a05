//! The added lines of a file, by git's own diff.

use git2::{DiffOptions, Patch};

use crate::failure::Failure;
use crate::text::LineSet;

/// Returns the lines of `new` that are not in `old`, by git's own diff with default settings. Only the two contents are
/// used: no path, so no attribute, driver or text conversion applies.
///
/// # Errors
/// Fails if libgit2 cannot compare them.
pub(crate) fn added_lines(old: &[u8], new: &[u8]) -> Result<LineSet, Failure> {
    let mut options = DiffOptions::new();
    options.context_lines(0).interhunk_lines(0).force_text(true).indent_heuristic(true);
    let mut compare = || {
        let patch = Patch::from_buffers(old, None, new, None, Some(&mut options))?;
        let mut ranges = Vec::new();
        for at in 0..patch.num_hunks() {
            // Without context lines, the new side of a hunk is exactly the lines that it added.
            let (hunk, _) = patch.hunk(at)?;
            let (start, lines) = (hunk.new_start() as usize, hunk.new_lines() as usize);
            if lines > 0 {
                ranges.push((start, start + lines));
            }
        }
        Ok(LineSet::Ranges(ranges))
    };
    compare().map_err(|error: git2::Error| {
        Failure::new("comparing two blobs", error.message(), "report this with the two blobs' sizes")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn added_lines_are_those_of_the_new_side() {
        let ranges = |old: &str, new: &str| added_lines(old.as_bytes(), new.as_bytes());
        for (old, new, added) in [
            ("a\nb\n", "a\nb\n", vec![]),
            ("a\nb\n", "a\nX\nb\nY\n", vec![(2, 3), (4, 5)]),
            ("a\nb\nc\n", "a\nc\n", vec![]),
            ("", "a\nb", vec![(1, 3)]),
            ("a", "a\n", vec![(1, 2)]),
            ("a\n", "a\nb", vec![(2, 3)]),
            ("a\nb\n", "a\r\nb\r\n", vec![(1, 3)]),
            ("a\0b\nc\n", "a\0b\nd\n", vec![(2, 3)]),
            ("x\n", "", vec![]),
        ] {
            assert_eq!(ranges(old, new), Ok(LineSet::Ranges(added)), "{old:?} -> {new:?}");
        }
    }
}
