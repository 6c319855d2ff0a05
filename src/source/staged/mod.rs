//! The changes that `git commit` would make: the index compared with `HEAD`.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::coverage::{Skip, SkipReason};
use crate::failure::Failure;
use crate::fragment::{Origin, Provenance};
use crate::git::index::{Index, State};
use crate::git::layout::Layout;
use crate::git::objects::Objects;
use crate::git::renames::{Renames, Unpaired};
use crate::git::tree::diff;
use crate::git::tree::index_diff::{self, Changes, Written};
use crate::git::tree::{Entry, Kind};
use crate::sorting::Sorting as _;
use crate::text;

use super::added_lines::{AddedSince, Before, emit};
use super::seen_blobs::SeenBlobs;
use super::{Note, Sink, Source};

/// Yields the blobs in the index that are new or differ from those of `HEAD`. The work tree is never read, and the
/// current directory does not matter: the whole index is compared.
///
/// Git makes no commit while paths are unmerged; both sides of each are passed on, with all lines new. During a merge
/// the index is compared with `HEAD` only, so lines from the other side count as added, as they are to the current
/// branch.
pub struct StagedSource<'r> {
    layout: &'r Layout,
    files: Vec<PathBuf>,
    doubtful: &'r [PathBuf],
    is_ended: bool,
}

impl<'r> StagedSource<'r> {
    /// Creates a source for the staged changes of `layout`; if `files` are given, only those and the files below them.
    /// A named file without a staged change is passed on whole, as it is in the index. Names are relative to the
    /// directory from which the layout was discovered.
    pub const fn new(layout: &'r Layout, files: Vec<PathBuf>) -> Self {
        StagedSource { layout, files, doubtful: &[], is_ended: false }
    }

    /// Refuses the scan if one of `options`, words that were parsed as options, may be a name in the index (see
    /// [`crate::git::name_or_option`]). If options were ended by `--` and files are named, this applies only if a file
    /// with that name is named too. The author of a commit chooses file names, and a framework appends them to the
    /// options that a user configured.
    #[must_use]
    pub const fn refusing_ambiguous_words(mut self, options: &'r [PathBuf], is_ended: bool) -> Self {
        (self.doubtful, self.is_ended) = (options, is_ended);
        self
    }
}

/// The index, divided by what a commit would do with it.
struct Staged {
    /// The entries that the commit would contain.
    index: Index,
    /// Both sides of unmerged paths.
    unmerged: Vec<(Vec<u8>, Entry)>,
    /// Intent-to-add paths (`git add -N`).
    intended: Vec<Vec<u8>>,
}

impl Staged {
    fn read(layout: &Layout, doubtful: &[PathBuf], is_ended: bool) -> Result<Self, Failure> {
        let mut index = layout.index()?;
        layout.refuse_names_of(&index, doubtful, is_ended)?;
        let (mut unmerged, mut intended) = (Vec::new(), Vec::new());
        for (state, path, entry) in index.take_uncommitted() {
            match state {
                State::Intended => intended.push(path),
                State::Unmerged(true) => unmerged.push((path, entry)),
                State::Unmerged(false) | State::Staged => {}
            }
        }
        Ok(Staged { index, unmerged, intended })
    }

    /// Returns whether a path is in the index, in any state.
    fn has(&self, path: &[u8]) -> bool {
        let is_unmerged = || self.unmerged.iter().any(|(unmerged, _)| unmerged == path);
        self.index.has(path) || is_unmerged() || self.intended.iter().any(|intended| intended == path)
    }
}

impl Source for StagedSource<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        if self.layout.is_bare() {
            let what = format!("the index of {}", self.layout.git_dir().display());
            let next = "scan its commits with `dsnitch history`, or set GIT_WORK_TREE";
            return Err(Failure::new(what, "a bare repository has nothing staged", next));
        }
        let staged = Staged::read(self.layout, self.doubtful, self.is_ended)?;
        let objects = self.layout.objects();
        let mut changes = index_diff::staged(&objects, self.layout.head_tree(&objects)?, &staged.index)?;
        let unmerged: HashSet<&[u8]> = staged.unmerged.iter().map(|(path, _)| path.as_slice()).collect();
        changes.deleted.retain(|(path, _)| !unmerged.contains(path.as_slice()));

        let renames = Renames::new(&objects, || Unpaired::of(&objects, &changes));
        let seen = SeenBlobs::default();
        let visit = Visit { objects: &objects, staged: &staged, changes: &changes, renames: &renames, seen: &seen };
        if self.files.is_empty() {
            let _ = visit.everything(sink);
        } else {
            let mut named = Named::default();
            for file in &self.files {
                match self.layout.path_of(file) {
                    Ok(path) => drop(named.wanted.insert(path)),
                    Err(error) => sink.failed(error),
                }
            }
            let ended = self.layout.path_of(Path::new("--"));
            if let Ok(path) = ended
                && self.is_ended
                && staged.has(&path)
            {
                named.wanted.insert(path);
            }
            let _ = visit.named(named, sink);
        }
        Ok(())
    }
}

struct Visit<'a, 'r> {
    objects: &'a Objects<'a>,
    staged: &'a Staged,
    changes: &'a Changes,
    renames: &'a Renames<'r>,
    seen: &'a SeenBlobs,
}

impl Visit<'_, '_> {
    fn everything(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        let content = || self.changes.written.iter().filter(|written| written.has_content());
        if content().next().is_none() && self.staged.unmerged.is_empty() {
            let nothing_at_all = self.changes.written.is_empty() && self.changes.deleted.is_empty();
            sink.note(Note::Nothing(if nothing_at_all {
                "nothing is staged"
            } else {
                "what is staged adds no content"
            }));
        }
        for written in content() {
            self.written(written, sink)?;
        }
        for (path, entry) in &self.staged.unmerged {
            self.whole(path, *entry, sink)?;
        }
        for path in &self.staged.intended {
            sink.skipped(Skip { path: path.clone(), reason: SkipReason::IntentToAdd });
        }
        ControlFlow::Continue(())
    }

    fn named(&self, mut named: Named, sink: &mut dyn Sink) -> ControlFlow<()> {
        let written: HashSet<&[u8]> = self.changes.written.iter().map(|written| written.path.as_slice()).collect();
        for written in self.changes.written.iter().filter(|written| written.has_content()) {
            if named.has(&written.path) {
                self.written(written, sink)?;
            }
        }
        let index = &self.staged.index;
        for at in 0..index.len() {
            let (path, entry) = (index.path(at), index.entry(at));
            if entry.kind() != Kind::Tree {
                self.named_entry(&mut named, &written, path, entry, sink)?;
            } else if named.reaches(path) {
                match diff::files(self.objects, path, entry.oid) {
                    Ok(files) => {
                        for (path, entry) in files {
                            self.named_entry(&mut named, &written, &path, entry, sink)?;
                        }
                    }
                    Err(error) => sink.failed(error),
                }
            }
        }
        for (path, entry) in &self.staged.unmerged {
            if named.has(path) {
                self.whole(path, *entry, sink)?;
            }
        }
        for path in &self.staged.intended {
            if named.has(path) {
                sink.skipped(Skip { path: path.clone(), reason: SkipReason::IntentToAdd });
            }
        }
        for path in named.missing(self.changes) {
            let path = String::from_utf8_lossy(&path).into_owned();
            let next = "stage it with `git add`, or scan it where it is with `dsnitch files`";
            sink.failed(Failure::new(format!("path {}", text::for_terminal(&path)), "not in the index", next));
        }
        ControlFlow::Continue(())
    }

    fn written(&self, written: &Written, sink: &mut dyn Sink) -> ControlFlow<()> {
        let parents = [Before { old: written.old, renames: self.renames }];
        // If nothing is deleted, a new path cannot be a rename, and no lookup is needed.
        let is_new = written.old.is_none() && self.changes.deleted.is_empty();
        let parents: &[Before<'_, '_>] = if is_new { &[] } else { &parents };
        self.emit(&written.path, written.new, parents, sink)
    }

    fn named_entry(
        &self,
        named: &mut Named,
        written: &HashSet<&[u8]>,
        path: &[u8],
        entry: Entry,
        sink: &mut dyn Sink,
    ) -> ControlFlow<()> {
        // `pre-commit run --all-files` names every submodule, which would be reported each time.
        if !named.has(path) || written.contains(path) || entry.kind() == Kind::Submodule {
            return ControlFlow::Continue(());
        }
        self.whole(path, entry, sink)
    }

    fn whole(&self, path: &[u8], entry: Entry, sink: &mut dyn Sink) -> ControlFlow<()> {
        self.emit(path, entry, &[], sink)
    }

    fn emit(&self, path: &[u8], new: Entry, parents: &[Before<'_, '_>], sink: &mut dyn Sink) -> ControlFlow<()> {
        let origin = Origin { path: path.to_owned(), provenance: Provenance::Staged };
        let seen = Some(self.seen);
        let since = AddedSince { objects: self.objects, path, new, parents, seen, is_again: false };
        emit(&origin, &since, sink).map_continue(drop)
    }
}

/// The paths that the user named, and those among them that the index has.
#[derive(Default)]
struct Named {
    wanted: HashSet<Vec<u8>>,
    found: HashSet<Vec<u8>>,
}

impl Named {
    /// Returns whether `path` is named or lies below a named path.
    fn has(&mut self, path: &[u8]) -> bool {
        let slashes = memchr::memchr_iter(b'/', path);
        let mut is_named = false;
        for end in [0, path.len()].into_iter().chain(slashes) {
            let name = path.get(..end).unwrap_or_default();
            if self.wanted.contains(name) {
                is_named = true;
                if !self.found.contains(name) {
                    self.found.insert(name.to_owned());
                }
            }
        }
        is_named
    }

    /// Returns whether a named path lies in the directory `path` (which ends in `/`), or contains it.
    fn reaches(&self, path: &[u8]) -> bool {
        let directory = path.strip_suffix(b"/").unwrap_or(path);
        self.wanted.iter().any(|name| {
            let around = name.is_empty()
                || name == directory
                || path.strip_prefix(name.as_slice()).is_some_and(|rest| rest.starts_with(b"/"));
            around || name.starts_with(path)
        })
    }

    /// Returns the names that are neither in the index nor deleted from it, in order.
    fn missing(mut self, changes: &Changes) -> Vec<Vec<u8>> {
        for (path, entry) in &changes.deleted {
            self.has(path);
            if entry.kind() == Kind::Tree {
                let below = [path.as_slice(), b"/"].concat();
                let gone: Vec<Vec<u8>> = self.wanted.iter().filter(|name| name.starts_with(&below)).cloned().collect();
                self.found.extend(gone);
            }
        }
        let mut missing: Vec<Vec<u8>> =
            self.wanted.difference(&self.found).filter(|name| !name.is_empty()).cloned().collect();
        missing.put_in_order();
        missing
    }
}

#[cfg(test)]
mod tests;
