//! Everything that a repository keeps.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;

use git2::{ObjectType, Oid};

use crate::coverage::{Skip, SkipReason, SourceError};
use crate::text;

use super::ancestry::Ancestry;
use super::changes;
use super::commits::Commits;
use super::introduced::Plan;
use super::objects::{Blob, Objects, Side};
use super::pack::{self, ByOid, Keep, Packs, Trees, Verdict};
use super::tips::{self, Tip};
use super::{Found, Repo, Sink, Source};

/// The mode of a blob that stands at no path.
const PLAIN_FILE: u32 = 0o100_644;

/// Yields every blob that is reachable from any ref, once, with the commit that brought it in first: branches,
/// tags, remote-tracking refs, notes, every stash entry, and the `HEAD` of each linked work tree. A blob or tree
/// that a tag points to has no commit; its path is `<ref>:<path>`.
pub struct HistorySource<'r> {
    repo: &'r Repo,
    jobs: usize,
    since: Option<String>,
    include_unreachable: bool,
}

impl<'r> HistorySource<'r> {
    /// The whole history of `repo`, without the ancestors of `since`, if given. `include_unreachable` adds the
    /// blobs that no ref leads to, with the path `blob:<id>`.
    pub const fn new(repo: &'r Repo, since: Option<String>, include_unreachable: bool) -> Self {
        HistorySource { repo, jobs: 1, since, include_unreachable }
    }

    /// The same with so many threads; at least one.
    #[must_use]
    pub const fn with_jobs(mut self, jobs: usize) -> Self {
        self.jobs = if jobs == 0 { 1 } else { jobs };
        self
    }
}

impl Source for HistorySource<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), SourceError> {
        let repo = self.repo;
        let hide = self.since.as_deref().map(|since| tips::commit_named(repo, since)).transpose()?;
        let objects = repo.objects()?;
        let packs = Packs::open(repo, self.jobs);
        let mut is_whole = true;
        let (mut commits, mut others) = (BTreeSet::new(), Vec::new());
        for (name, oid) in starting_points(repo)? {
            if packs.is_commit(oid) {
                commits.insert(oid);
                continue;
            }
            match tips::peel_if(repo, oid, |oid| packs.damage("object", oid)) {
                Ok(Tip::Commit(commit)) => drop(commits.insert(commit)),
                Ok(tip) => others.push((name, tip)),
                Err(mut error) => {
                    is_whole = false;
                    error.what = format!("{} ({})", error.what, String::from_utf8_lossy(&name));
                    sink.failed(error);
                }
            }
        }
        // Since some commit, few of the trees are needed.
        let keep = if hide.is_some() { Keep::Commits } else { Keep::CommitsAndTrees };
        let ancestry = Ancestry::new(repo, &objects, &packs, Trees::read(&packs, keep, self.jobs));
        let tips: Vec<Oid> = commits.into_iter().collect();
        let commits = ancestry.order(&tips, hide.as_slice(), &mut |error| {
            is_whole = false;
            sink.failed(error);
        });
        if commits.is_empty() && others.is_empty() {
            sink.nothing("no commit to scan");
        }
        let mut plan = Plan::new(&ancestry);
        for commit in commits {
            sink.commit();
            if let Err(mut error) = plan.commit(commit, sink) {
                is_whole = false;
                error.what = format!("{} (commit {commit})", error.what);
                sink.failed(error);
            }
        }
        for (name, tip) in others {
            for (path, side) in blobs_of(&objects, &name, tip)? {
                plan.loose(path, side, sink);
            }
        }
        if !is_whole {
            // What they hold may still be found through libgit2, so they matter only if something is not.
            packs.failed().iter().for_each(|error| sink.failed(error.clone()));
        }
        // Behind what cannot be read there may be anything, at paths that are lost.
        if self.include_unreachable || !is_whole {
            plan_unreachable(&packs, &objects, &mut plan, sink)?;
        }
        self.visit_works(&plan, &packs, &objects, sink)
    }
}

impl HistorySource<'_> {
    fn visit_works(
        &self,
        plan: &Plan<'_>,
        packs: &Packs,
        objects: &Objects<'_>,
        sink: &mut dyn Sink,
    ) -> Result<(), SourceError> {
        let works = plan.works();
        let verdicts = match sink.inspector() {
            Some(inspector) => {
                let wanted: Vec<(Oid, &[u8])> = works.iter().map(|work| (work.side.oid, plan.path(work))).collect();
                let mut verdicts = pack::inspect(packs, &wanted, inspector, self.jobs);
                for ((oid, path), verdict) in wanted.iter().zip(&mut verdicts) {
                    if *verdict == Verdict::Unread
                        && packs.damage("blob", *oid).is_ok()
                        && let Ok(Blob::Loaded(blob)) = objects.blob(*oid)
                    {
                        *verdict = pack::look(inspector, path, blob.data());
                    }
                }
                verdicts
            }
            None => vec![Verdict::Unread; works.len()],
        };
        let mut known: ByOid<Vec<(u64, &[Found])>> = ByOid::default();
        for (work, verdict) in works.iter().zip(&verdicts) {
            if let Verdict::Read { found, .. } = verdict {
                known.entry(work.side.oid).or_default().push((work.reading, found));
            }
        }
        // Read in the same way, if possible: a file that was moved may have been read in another.
        let known = |oid: Oid, reading: u64| {
            let readings = known.get(&oid)?;
            let same = readings.iter().find(|(other, _)| *other == reading).or(readings.first());
            same.map(|(_, found)| *found)
        };
        let mut verdicts = verdicts.iter();
        for works in works.chunk_by(|a, b| a.commit.is_some() && a.commit == b.commit) {
            let mut due = Vec::new();
            for work in works {
                let skip = |reason| Skip { path: plan.path(work).to_owned(), reason };
                match verdicts.next().unwrap_or(&Verdict::Unread) {
                    Verdict::Binary => sink.skipped(skip(SkipReason::Binary)),
                    Verdict::Read { bytes, found } if found.is_empty() => sink.clean(*bytes),
                    Verdict::Read { bytes, found } => due.push((work, Some((*bytes, found.as_slice())))),
                    Verdict::Unread => match packs.damage("blob", work.side.oid) {
                        Ok(()) => due.push((work, None)),
                        Err(mut error) => {
                            let path = String::from_utf8_lossy(plan.path(work)).into_owned();
                            error.what = format!("{} ({})", error.what, text::for_terminal(&path));
                            sink.failed(error);
                        }
                    },
                }
            }
            if due.is_empty() {
                continue;
            }
            match plan.emit(&due, &known, sink) {
                Ok(ControlFlow::Continue(())) => {}
                Ok(ControlFlow::Break(())) => return Ok(()),
                Err(error) => sink.failed(error),
            }
        }
        Ok(())
    }
}

/// The refs, the stash entries below the first, and what each work tree has checked out.
fn starting_points(repo: &Repo) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
    let mut points = tips::refs(repo, b"refs/")?;
    // libgit2 writes an empty log where there is none.
    if repo.common_dir().join("logs/refs/stash").is_file()
        && let Ok(stash) = repo.git().reflog("refs/stash")
    {
        points.extend(stash.iter().map(|entry| (b"refs/stash".to_vec(), entry.id_new())));
    }
    let mut heads = vec![repo.git_dir().join("HEAD"), repo.common_dir().join("HEAD")];
    if let Ok(work_trees) = fs::read_dir(repo.common_dir().join("worktrees")) {
        heads.extend(work_trees.flatten().map(|work_tree| work_tree.path().join("HEAD")));
    }
    for head in heads {
        // On a branch it says `ref: …`, and the branch is among the refs.
        let oid = fs::read_to_string(head).ok().and_then(|head| Oid::from_str(head.trim()).ok());
        points.extend(oid.map(|oid| (b"HEAD".to_vec(), oid)));
    }
    Ok(points)
}

/// Gives the blobs of a ref that leads to no commit.
pub(super) fn visit_tip(
    objects: &Objects<'_>,
    walk: &mut Commits<'_>,
    name: &[u8],
    tip: Tip,
    sink: &mut dyn Sink,
) -> Result<ControlFlow<()>, SourceError> {
    if let Tip::Commit(commit) = tip {
        return Ok(walk.visit(commit, sink));
    }
    for (path, side) in blobs_of(objects, name, tip)? {
        if walk.loose(path, side, sink).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The blobs of a ref called `name` that leads to no commit, each with its path.
fn blobs_of(objects: &Objects<'_>, name: &[u8], tip: Tip) -> Result<Vec<(Vec<u8>, Side)>, SourceError> {
    match tip {
        Tip::Blob(oid) => Ok(vec![(name.to_owned(), Side { oid, mode: PLAIN_FILE })]),
        Tip::Tree(oid) => {
            let mut blobs = changes::flatten(objects, b"", oid)?;
            for (path, _) in &mut blobs {
                *path = [name, b":", path].concat();
            }
            Ok(blobs)
        }
        Tip::Commit(_) => Ok(Vec::new()),
    }
}

fn plan_unreachable(
    packs: &Packs,
    objects: &Objects<'_>,
    plan: &mut Plan<'_>,
    sink: &mut dyn Sink,
) -> Result<(), SourceError> {
    let failed = |error: git2::Error| SourceError::new("listing every object", error.message(), "run `git fsck`");
    let mut all = BTreeSet::new();
    let mut insert = |oid: &Oid| {
        all.insert(*oid);
        true
    };
    objects.odb()?.foreach(&mut insert).map_err(failed)?;
    for oid in all {
        if plan.has_blob(oid) {
            continue;
        }
        if let Err(error) = packs.damage("object", oid) {
            sink.failed(error);
            continue;
        }
        match objects.header(oid) {
            Ok((ObjectType::Blob, _)) => {
                plan.loose(format!("blob:{oid}").into_bytes(), Side { oid, mode: PLAIN_FILE }, sink);
            }
            Ok(_) => {}
            Err(error) => sink.failed(error),
        }
    }
    Ok(())
}
