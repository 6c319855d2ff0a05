//! What `git commit` would add: the index against `HEAD`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::path::PathBuf;

use git2::IndexEntryExtendedFlag;

use crate::coverage::{Skip, SkipReason, SourceError};
use crate::fragment::{Origin, Provenance};
use crate::text;

use super::added::{Before, Since, emit};
use super::changes::{self, Changes, Entry, Written};
use super::objects::{Kind, Objects, Side};
use super::renames::Renames;
use super::{Repo, Sink, Source, paths};

/// Yields the blobs in the index that are new or different from `HEAD`'s. The work tree is never looked at, and
/// the current directory does not matter: the whole index is compared.
///
/// While paths are unmerged git makes no commit; both sides of each are given, all their lines new. During a
/// merge `HEAD` alone is compared with, so lines that the other side brings in count as added, as they are to the
/// branch that is committed to.
pub struct StagedSource<'r> {
    repo: &'r Repo,
    files: Vec<PathBuf>,
}

impl<'r> StagedSource<'r> {
    /// The staged changes of `repo`; if `files` are given, only those and what lies below them. A named file with
    /// no staged change is given whole, as it is in the index. Names are relative to the repository's start
    /// directory.
    pub const fn new(repo: &'r Repo, files: Vec<PathBuf>) -> Self {
        StagedSource { repo, files }
    }
}

/// The index, by what a commit would make of it.
#[derive(Default)]
struct Staged {
    /// What the commit would hold.
    entries: Vec<Entry>,
    /// Both sides of unmerged paths.
    unmerged: Vec<Entry>,
    /// Paths that are only announced (`git add -N`).
    intended: Vec<Vec<u8>>,
}

impl Staged {
    fn read(repo: &Repo) -> Result<Self, SourceError> {
        let index = repo.index()?;
        let mut staged = Staged { entries: Vec::with_capacity(index.len()), ..Staged::default() };
        for entry in index.iter() {
            let side = Side { oid: entry.id, mode: entry.mode };
            let flags = IndexEntryExtendedFlag::from_bits_truncate(entry.flags_extended);
            match (entry.flags >> 12) & 3 {
                0 if flags.is_intent_to_add() => staged.intended.push(entry.path),
                0 => staged.entries.push(Entry { path: entry.path, side }),
                2 | 3 => staged.unmerged.push(Entry { path: entry.path, side }),
                _ => {}
            }
        }
        if !staged.entries.is_sorted_by(|a, b| a.path <= b.path) {
            staged.entries.sort_by(|a, b| a.path.cmp(&b.path));
        }
        Ok(staged)
    }
}

impl Source for StagedSource<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), SourceError> {
        if self.repo.git().is_bare() && self.repo.work_tree().is_none() {
            let what = format!("the index of {}", self.repo.git_dir().display());
            let next = "scan what it holds with `dsnitch history`, or set GIT_WORK_TREE";
            return Err(SourceError::new(what, "a bare repository has nothing staged", next));
        }
        let staged = Staged::read(self.repo)?;
        let objects = self.repo.objects()?;
        let mut changes = changes::staged(&objects, self.repo.head_tree()?, &staged.entries)?;
        let unmerged: HashSet<&[u8]> = staged.unmerged.iter().map(|entry| entry.path.as_slice()).collect();
        changes.deleted.retain(|(path, _)| !unmerged.contains(path.as_slice()));

        let renames = Renames::new(&objects, || Ok(Cow::Borrowed(&changes)));
        let visit = Visit { objects: &objects, staged: &staged, changes: &changes, renames: &renames };
        if self.files.is_empty() {
            let _ = visit.everything(sink);
        } else {
            let mut named = Named::default();
            for file in &self.files {
                match paths::in_repository(self.repo, file) {
                    Ok(path) => drop(named.wanted.insert(path)),
                    Err(error) => sink.failed(error),
                }
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
}

impl Visit<'_, '_> {
    fn everything(&self, sink: &mut dyn Sink) -> ControlFlow<()> {
        let content = || self.changes.written.iter().filter(|written| written.has_content());
        if content().next().is_none() && self.staged.unmerged.is_empty() {
            let nothing_at_all = self.changes.written.is_empty() && self.changes.deleted.is_empty();
            sink.nothing(if nothing_at_all { "nothing is staged" } else { "what is staged adds no content" });
        }
        for written in content() {
            self.written(written, sink)?;
        }
        for entry in &self.staged.unmerged {
            self.whole(entry, sink)?;
        }
        for path in &self.staged.intended {
            sink.skipped(Skip { path: path.clone(), reason: SkipReason::IntentToAdd });
        }
        ControlFlow::Continue(())
    }

    fn named(&self, mut named: Named, sink: &mut dyn Sink) -> ControlFlow<()> {
        let written: HashMap<&[u8], &Written> =
            self.changes.written.iter().map(|written| (written.path.as_slice(), written)).collect();
        for entry in &self.staged.entries {
            if !named.has(&entry.path) {
                continue;
            }
            match written.get(entry.path.as_slice()) {
                Some(written) if written.has_content() => self.written(written, sink)?,
                Some(_) => {}
                // Named by `pre-commit run --all-files`, every submodule would be told each time.
                None if entry.side.kind() == Kind::Submodule => {}
                None => self.whole(entry, sink)?,
            }
        }
        for entry in &self.staged.unmerged {
            if named.has(&entry.path) {
                self.whole(entry, sink)?;
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
            sink.failed(SourceError::new(format!("path {}", text::for_terminal(&path)), "not in the index", next));
        }
        ControlFlow::Continue(())
    }

    fn written(&self, written: &Written, sink: &mut dyn Sink) -> ControlFlow<()> {
        let parents = [Before { old: written.old, renames: self.renames }];
        // With nothing deleted, a new path cannot be a rename, and nobody needs to ask.
        let is_new = written.old.is_none() && self.changes.deleted.is_empty();
        let parents: &[Before<'_, '_>] = if is_new { &[] } else { &parents };
        self.emit(&written.path, written.new, parents, sink)
    }

    fn whole(&self, entry: &Entry, sink: &mut dyn Sink) -> ControlFlow<()> {
        self.emit(&entry.path, entry.side, &[], sink)
    }

    fn emit(&self, path: &[u8], new: Side, parents: &[Before<'_, '_>], sink: &mut dyn Sink) -> ControlFlow<()> {
        let origin = Origin { path: path.to_owned(), provenance: Provenance::Staged };
        emit(&origin, &Since { objects: self.objects, path, new, parents }, sink).map_continue(drop)
    }
}

/// The paths that were named, and those among them that the index knows.
#[derive(Default)]
struct Named {
    wanted: HashSet<Vec<u8>>,
    found: HashSet<Vec<u8>>,
}

impl Named {
    /// Whether `path` is named, or lies below a name.
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

    /// The names that neither the index nor what it deletes knows, in order.
    fn missing(mut self, changes: &Changes) -> Vec<Vec<u8>> {
        for (path, side) in &changes.deleted {
            self.has(path);
            if side.kind() == Kind::Tree {
                let below = [path.as_slice(), b"/"].concat();
                let gone: Vec<Vec<u8>> = self.wanted.iter().filter(|name| name.starts_with(&below)).cloned().collect();
                self.found.extend(gone);
            }
        }
        let mut missing: Vec<Vec<u8>> =
            self.wanted.difference(&self.found).filter(|name| !name.is_empty()).cloned().collect();
        missing.sort();
        missing
    }
}
