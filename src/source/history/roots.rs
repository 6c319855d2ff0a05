//! The roots of a history: every ref, every stash entry, the checked out commit of each work tree, and the reflogs.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::ErrorKind;

use git2::Oid;

use crate::coverage::{Skip, SkipReason};
use crate::failure::Failure;
use crate::fingerprint::name_of_list;
use crate::git::config::RefStorage;
use crate::git::pack::PackSet;
use crate::git::peel::{Peeled, Peeler};
use crate::git::refs::{files, listed, reflog, reftable, work_trees};
use crate::git::{Repo, regular_file};
use crate::sorting::Sorting as _;
use crate::source::Sink;

/// The roots of a history scan.
#[derive(Default)]
pub(super) struct Roots {
    /// The commits.
    pub(super) commits: BTreeSet<Oid>,
    /// Objects that lead to no commit, by the name of the ref.
    pub(super) others: Vec<(Vec<u8>, Peeled)>,
    /// The tag objects on the way, each with the commit that it leads to, if any.
    pub(super) tags: BTreeMap<Oid, Option<Oid>>,
    /// Each ref and its commit, sorted.
    pub(super) refs: Vec<(Vec<u8>, Oid)>,
}

impl Roots {
    /// Adds the object of the ref `name`; returns the commit, if it leads to one.
    fn add(&mut self, name: &[u8], tip: Result<Peeled, Failure>) -> Result<Option<Oid>, Failure> {
        match tip {
            Ok(Peeled::Commit(commit)) => {
                self.commits.insert(commit);
                return Ok(Some(commit));
            }
            Ok(tip) => self.others.push((name.to_owned(), tip)),
            Err(mut error) => {
                error.what = format!("{} ({})", error.what, String::from_utf8_lossy(name));
                return Err(error);
            }
        }
        Ok(None)
    }

    /// Returns a name for the roots and the `hidden` commits.
    pub(super) fn name(&self, hidden: &[Oid]) -> String {
        let others: Vec<Oid> = self.others.iter().map(|(_, tip)| tip.oid()).collect();
        let mark = b"not".as_slice();
        let shown = self.commits.iter().chain(&others).chain(self.tags.keys()).map(Oid::as_bytes);
        name_of_list(shown.chain([mark]).chain(hidden.iter().map(Oid::as_bytes)))
    }

    /// Returns the tag objects that lead to one of `commits`.
    pub(super) fn tags_of(&self, commits: &[Oid]) -> Vec<Oid> {
        let commits: HashSet<&Oid> = commits.iter().collect();
        let leads = |commit: &Option<Oid>| commit.as_ref().is_some_and(|commit| commits.contains(commit));
        self.tags.iter().filter(|(_, commit)| leads(commit)).map(|(tag, _)| *tag).collect()
    }
}

/// Collects the roots. Unreadable ones are passed to `failed`.
pub(super) fn gather(
    repo: &Repo,
    packs: &PackSet,
    with_reflogs: bool,
    sink: &mut dyn Sink,
    is_whole: &mut bool,
) -> Result<Roots, Failure> {
    let mut starts = Roots::default();
    for error in listed::broken(repo) {
        *is_whole = false;
        sink.failed(error);
    }
    let mut peeler = Peeler::new(repo);
    for (name, oid) in all_roots(repo)? {
        match starts.add(&name, peel(&mut peeler, packs, oid)) {
            Ok(Some(commit)) => starts.refs.push((name, commit)),
            Ok(None) => {}
            Err(error) => {
                *is_whole = false;
                sink.failed(error);
            }
        }
    }
    starts.refs.put_in_order();
    starts.refs.dedup();
    let logged = if with_reflogs { reflog_values(repo, sink)? } else { Vec::new() };
    for (name, oid) in logged {
        if let Err(error) = starts.add(&name, peel(&mut peeler, packs, oid)) {
            *is_whole = false;
            sink.failed(error);
        }
    }
    starts.tags = peeler.into_tags();
    Ok(starts)
}

/// Returns the previous values of refs in the reflogs, as far as they still exist; the others are reported to `sink`.
fn reflog_values(repo: &Repo, sink: &mut dyn Sink) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    if repo.refs() == RefStorage::Reftable {
        let next = "scan the objects that they name with `--include-unreachable`";
        let what = format!("the reflogs of {}", repo.common_dir().display());
        return Err(Failure::new(what, "they are in reftables, which are not read here", next));
    }
    let mut gone = BTreeSet::new();
    let mut logged = reflog::all(repo)?;
    let objects = repo.objects();
    logged.retain(|(name, oid)| {
        let is_here = !objects.is_missing(*oid);
        // Git prunes unneeded objects, and the reflog may outlive them.
        if !is_here && gone.insert(*oid) {
            let path = [name.as_slice(), b": ", oid.to_string().as_bytes()].concat();
            sink.skipped(Skip { path, reason: SkipReason::Pruned });
        }
        is_here
    });
    Ok(logged)
}

fn peel(peeler: &mut Peeler<'_>, packs: &PackSet, oid: Oid) -> Result<Peeled, Failure> {
    if packs.is_commit(oid) {
        return Ok(Peeled::Commit(oid));
    }
    peeler.peel(oid, |oid| packs.damage("object", oid))
}

/// Returns the refs, the stash entries below the first, and the checked out commit of each work tree: names and
/// objects.
fn all_roots(repo: &Repo) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    let mut points = listed::refs(repo, b"refs/")?;
    if repo.refs() == RefStorage::Reftable {
        points.extend(roots_in_reftables(repo, &points)?);
        return Ok(points);
    }
    // libgit2 writes an empty log if there is none.
    if repo.common_dir().join("logs/refs/stash").is_file()
        && let Ok(stash) = repo.git().reflog("refs/stash")
    {
        points.extend(stash.iter().map(|entry| (b"refs/stash".to_vec(), entry.id_new())));
    }
    points.extend(work_trees::own_refs(repo)?);
    points.extend(listed::grafted_commits(repo)?);
    let others = work_trees::others(repo).into_iter().map(|(name, root)| ([&name, b"/HEAD".as_slice()].concat(), root));
    for (name, root) in std::iter::once((b"HEAD".to_vec(), repo.git_dir().to_owned())).chain(others) {
        let head = root.join("HEAD");
        let failed = |why: &dyn ToString| {
            let next = "mend it; `git worktree prune` removes what a deleted work tree left";
            Failure::new(head.display().to_string(), why.to_string(), next)
        };
        match regular_file::read(&head) {
            // On a branch it contains `ref: …`, and the branch is listed with the refs.
            Ok(text) if text.starts_with(b"ref:") => {}
            Ok(text) => {
                let oid = files::id_of_ref(&text).ok_or_else(|| failed(&"it names neither a ref nor an object"))?;
                points.push((name, oid));
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(error) => return Err(failed(&error)),
        }
    }
    Ok(points)
}

/// Returns the other roots and the refs of work trees if refs are in reftables: git is asked.
fn roots_in_reftables(repo: &Repo, refs: &[(Vec<u8>, Oid)]) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    let top = repo.top();
    let mut points = listed::grafted_commits(repo)?;
    if refs.iter().any(|(name, _)| name == b"refs/stash") {
        let entries = reftable::stash(repo.git_dir(), top)?;
        points.extend(entries.into_iter().map(|entry| (b"refs/stash".to_vec(), entry)));
    }
    let known: HashSet<&[u8]> = refs.iter().map(|(name, _)| name.as_slice()).collect();
    let shown: HashSet<&Oid> = refs.iter().map(|(_, oid)| oid).collect();
    let mut directories = vec![(b"HEAD".to_vec(), repo.git_dir().to_owned())];
    // Git ignores a work tree directory without one.
    let others = work_trees::others(repo).into_iter().filter(|(_, root)| root.join("HEAD").exists());
    directories.extend(others.map(|(name, root)| ([&name, b"/HEAD".as_slice()].concat(), root)));
    for (name, directory) in directories {
        let own = reftable::refs(&directory, top)?;
        points.extend(own.into_iter().filter(|(name, _)| !known.contains(name.as_slice())));
        // A `HEAD` on a branch is not a root of its own.
        let head = reftable::head(&directory, top)?.filter(|head| !shown.contains(head));
        points.extend(head.map(|head| (name, head)));
    }
    Ok(points)
}
