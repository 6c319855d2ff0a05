//! Which lines of a blob are new, and the way of a blob to the sink.

use std::ops::ControlFlow;

use git2::{DiffOptions, Patch};

use crate::coverage::{Skip, SkipReason};
use crate::failure::SourceError;
use crate::fragment::{Added, Fragment, Origin, Wants};
use crate::text::{self, LineSet};

use super::objects::{Blob, Kind, Objects, Side};
use super::renames::Renames;
use super::{SIZE_LIMIT, Sink};

/// What one parent of a change has at the path of the change.
pub(super) struct Before<'a, 'r> {
    /// The entry, if the path existed.
    pub(super) old: Option<Side>,
    /// Where the path may have come from, if it did not.
    pub(super) renames: &'a Renames<'r>,
}

/// Works out the lines of `new` that none of the parents has. No parents: every line is new.
pub(super) struct Since<'a, 'r> {
    pub(super) objects: &'a Objects<'a>,
    pub(super) path: &'a [u8],
    pub(super) new: Side,
    pub(super) parents: &'a [Before<'a, 'r>],
}

impl Since<'_, '_> {
    fn lines(&self, text: &[u8], wants: &Wants<'_>) -> Result<LineSet, SourceError> {
        let mut added = LineSet::All;
        for parent in self.parents {
            added = added.intersect(&self.lines_since(parent, text, wants)?);
        }
        Ok(added)
    }

    fn lines_since(&self, parent: &Before<'_, '_>, text: &[u8], wants: &Wants<'_>) -> Result<LineSet, SourceError> {
        let old = match parent.old {
            Some(old) => Some(old),
            // Where nobody looks there was nothing before.
            None => parent.renames.origin_of(self.path)?.filter(|(path, _)| wants(path)).map(|(_, side)| *side),
        };
        let Some(old) = old.filter(|old| old.kind() == self.new.kind()) else {
            return Ok(LineSet::All);
        };
        if old.oid == self.new.oid {
            return Ok(LineSet::none());
        }
        let Blob::Loaded(blob) = self.objects.blob(old.oid)? else {
            return Ok(LineSet::All);
        };
        match text::decode(blob.data()) {
            Ok(before) => added_lines(&before.text, text),
            Err(text::NotText) => Ok(LineSet::All),
        }
    }
}

/// The lines of `new` that are not in `old`, by git's own comparison with its default settings. Nothing but
/// the two texts goes in: no path, so no attribute, no driver and no text conversion.
///
/// # Errors
/// When libgit2 cannot compare them.
fn added_lines(old: &[u8], new: &[u8]) -> Result<LineSet, SourceError> {
    let mut options = DiffOptions::new();
    options.context_lines(0).interhunk_lines(0).force_text(true).indent_heuristic(true);
    let mut compare = || {
        let patch = Patch::from_buffers(old, None, new, None, Some(&mut options))?;
        let mut ranges = Vec::new();
        for at in 0..patch.num_hunks() {
            // Without context, a hunk's new side is exactly the lines that it added.
            let (hunk, _) = patch.hunk(at)?;
            let (start, lines) = (hunk.new_start() as usize, hunk.new_lines() as usize);
            if lines > 0 {
                ranges.push((start, start + lines));
            }
        }
        Ok(LineSet::Ranges(ranges))
    };
    compare().map_err(|error: git2::Error| {
        SourceError::new("comparing two blobs", error.message(), "report this with the two blobs' sizes")
    })
}

/// Whether the sink is done with a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was scanned, or noted as one that cannot be.
    Settled,
    /// It is not wanted at this path; at another it may be.
    Unwanted,
}

/// Gives one blob to `sink`, whole; `since` says which of its lines are new.
pub(super) fn emit(origin: &Origin, since: &Since<'_, '_>, sink: &mut dyn Sink) -> ControlFlow<(), Outcome> {
    let skip = |reason| Skip { path: origin.path.clone(), reason };
    if since.new.kind() == Kind::Submodule {
        sink.skipped(skip(SkipReason::Submodule));
        return ControlFlow::Continue(Outcome::Settled);
    }
    if !sink.wants(origin) {
        return ControlFlow::Continue(Outcome::Unwanted);
    }
    match since.objects.blob(since.new.oid) {
        Err(error) => sink.failed(error.at_path(&origin.path)),
        // A commit, or a push, must not pass because it is large: whoever knows better takes the path out of the scan.
        Ok(Blob::TooLarge(size)) if !since.objects.are_of_history() => {
            let next = format!(
                "dsnitch scans up to {SIZE_LIMIT} bytes; split it, or take its path out with an [[allow]] entry and a reason"
            );
            let error = SourceError::new(format!("blob {}", since.new.oid), format!("{size} bytes are too many"), next);
            sink.failed(error.at_path(&origin.path));
        }
        Ok(Blob::TooLarge(size) | Blob::LargeBinary(size)) => sink.skipped(skip(SkipReason::TooLarge(size))),
        Ok(Blob::Loaded(blob)) => match text::decode(blob.data()) {
            Err(text::NotText) => sink.skipped(skip(SkipReason::Binary)),
            Ok(decoded) => {
                let lazily =
                    |wants: &Wants<'_>| since.lines(&decoded.text, wants).map_err(|error| error.at_path(&origin.path));
                if !decoded.is_whole {
                    sink.skipped(skip(SkipReason::Binary));
                }
                let added = if since.parents.is_empty() { Added::All } else { Added::Lazily(&lazily) };
                sink.fragment(&Fragment { origin, text: &decoded.text, added })?;
            }
        },
    }
    ControlFlow::Continue(Outcome::Settled)
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
