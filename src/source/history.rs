//! Everything that a repository keeps.

use std::collections::BTreeSet;
use std::fs;
use std::ops::ControlFlow;

use git2::{ObjectType, Oid};

use crate::coverage::SourceError;

use super::changes;
use super::commits::Commits;
use super::objects::{Objects, Side};
use super::tips::{self, Tip};
use super::{Repo, Sink, Source};

/// The mode of a blob that stands at no path.
const PLAIN_FILE: u32 = 0o100_644;

/// Yields every blob that is reachable from any ref, once, with the commit that brought it in first: branches,
/// tags, remote-tracking refs, notes, every stash entry, and the `HEAD` of each linked work tree. A blob or tree
/// that a tag points to has no commit; its path is `<ref>:<path>`.
pub struct HistorySource<'r> {
    repo: &'r Repo,
    since: Option<String>,
    include_unreachable: bool,
}

impl<'r> HistorySource<'r> {
    /// The whole history of `repo`, without the ancestors of `since`, if given. `include_unreachable` adds the
    /// blobs that no ref leads to, with the path `blob:<id>`.
    pub const fn new(repo: &'r Repo, since: Option<String>, include_unreachable: bool) -> Self {
        HistorySource { repo, since, include_unreachable }
    }
}

impl Source for HistorySource<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), SourceError> {
        let repo = self.repo;
        let hide = self.since.as_deref().map(|since| tips::commit_named(repo, since)).transpose()?;
        let (mut commits, mut others) = (BTreeSet::new(), Vec::new());
        for (name, oid) in starting_points(repo)? {
            match tips::peel(repo, oid) {
                Ok(Tip::Commit(commit)) => drop(commits.insert(commit)),
                Ok(tip) => others.push((name, tip)),
                Err(mut error) => {
                    error.what = format!("{} ({})", error.what, String::from_utf8_lossy(&name));
                    sink.failed(error);
                }
            }
        }
        let objects = repo.objects()?;
        let mut walk = Commits::each_blob_once(repo, &objects);
        let tips: Vec<Oid> = commits.into_iter().collect();
        let commits = tips::walk(repo, &tips, hide.as_slice())?;
        if commits.is_empty() && others.is_empty() {
            sink.nothing("no commit to scan");
        }
        for commit in commits {
            if walk.visit(commit, sink).is_break() {
                return Ok(());
            }
        }
        for (name, tip) in others {
            if visit_tip(&objects, &mut walk, &name, tip, sink)?.is_break() {
                return Ok(());
            }
        }
        if self.include_unreachable {
            return visit_unreachable(&objects, &mut walk, sink);
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
    match tip {
        Tip::Blob(oid) => Ok(walk.loose(name.to_owned(), Side { oid, mode: PLAIN_FILE }, sink)),
        Tip::Tree(oid) => {
            for (path, side) in changes::flatten(objects, b"", oid)? {
                if walk.loose([name, b":", &path].concat(), side, sink).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Ok(ControlFlow::Continue(()))
        }
        Tip::Commit(commit) => Ok(walk.visit(commit, sink)),
    }
}

fn visit_unreachable(objects: &Objects<'_>, walk: &mut Commits<'_>, sink: &mut dyn Sink) -> Result<(), SourceError> {
    let failed = |error: git2::Error| SourceError::new("listing every object", error.message(), "run `git fsck`");
    let mut all = BTreeSet::new();
    let mut insert = |oid: &Oid| {
        all.insert(*oid);
        true
    };
    objects.odb()?.foreach(&mut insert).map_err(failed)?;
    for oid in all {
        match objects.odb()?.read_header(oid) {
            Ok((_, ObjectType::Blob)) => {
                let path = format!("blob:{oid}").into_bytes();
                if walk.loose(path, Side { oid, mode: PLAIN_FILE }, sink).is_break() {
                    break;
                }
            }
            Ok(_) => {}
            Err(error) => sink.failed(SourceError::new(format!("object {oid}"), error.message(), "run `git fsck`")),
        }
    }
    Ok(())
}
