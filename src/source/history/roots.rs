//! Where a history starts: every ref, every stash entry, what each work tree has checked out, and the reflogs.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use git2::Oid;

use crate::coverage::{Skip, SkipReason};
use crate::failure::SourceError;
use crate::fingerprint::name_of_list;
use crate::git::config::RefStorage;
use crate::git::pack::PackSet;
use crate::git::peel::{Peeled, Peeler};
use crate::git::refs::files::parse_id;
use crate::git::refs::listed;
use crate::git::refs::reftable;
use crate::git::{Repo, path, regular_file};
use crate::source::Sink;

/// Files that name objects as refs do, and have no logs.
const LEFT_BEHIND: [&str; 8] = [
    "AUTO_MERGE",
    "BISECT_HEAD",
    "CHERRY_PICK_HEAD",
    "FETCH_HEAD",
    "MERGE_HEAD",
    "ORIG_HEAD",
    "REBASE_HEAD",
    "REVERT_HEAD",
];

/// What a history starts from.
#[derive(Default)]
pub(super) struct Roots {
    /// The commits.
    pub(super) commits: BTreeSet<Oid>,
    /// What leads to no commit, by the name that leads to it.
    pub(super) others: Vec<(Vec<u8>, Peeled)>,
    /// The tag objects on the way, and the commit that each leads to, if it does.
    pub(super) tags: BTreeMap<Oid, Option<Oid>>,
    /// Each ref and the commit that it leads to, sorted.
    pub(super) refs: Vec<(Vec<u8>, Oid)>,
}

impl Roots {
    /// Starts from what `name` leads to; the commit, if it is one.
    fn add(&mut self, name: &[u8], tip: Result<Peeled, SourceError>) -> Result<Option<Oid>, SourceError> {
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

    /// Names what is started from, and what is `hidden`.
    pub(super) fn name(&self, hidden: &[Oid]) -> String {
        let others: Vec<Oid> = self.others.iter().map(|(_, tip)| tip.oid()).collect();
        let mark = b"not".as_slice();
        let shown = self.commits.iter().chain(&others).chain(self.tags.keys()).map(Oid::as_bytes);
        name_of_list(shown.chain([mark]).chain(hidden.iter().map(Oid::as_bytes)))
    }

    /// The tag objects that lead to one of `commits`.
    pub(super) fn tags_of(&self, commits: &[Oid]) -> Vec<Oid> {
        let commits: HashSet<&Oid> = commits.iter().collect();
        let leads = |commit: &Option<Oid>| commit.as_ref().is_some_and(|commit| commits.contains(commit));
        self.tags.iter().filter(|(_, commit)| leads(commit)).map(|(tag, _)| *tag).collect()
    }
}

/// Finds the commits of every starting point, and what else there is. What cannot be read is told to `failed`.
pub(super) fn gather(
    repo: &Repo,
    packs: &PackSet,
    with_reflogs: bool,
    sink: &mut dyn Sink,
    is_whole: &mut bool,
) -> Result<Roots, SourceError> {
    let mut starts = Roots::default();
    for error in broken_refs(repo) {
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
    starts.refs.sort();
    starts.refs.dedup();
    let logged = if with_reflogs { what_was_logged(repo, sink)? } else { Vec::new() };
    for (name, oid) in logged {
        if let Err(error) = starts.add(&name, peel(&mut peeler, packs, oid)) {
            *is_whole = false;
            sink.failed(error);
        }
    }
    starts.tags = peeler.into_tags();
    Ok(starts)
}

/// What refs pointed to, by their logs, as far as it is still there; the rest is told to `sink`.
fn what_was_logged(repo: &Repo, sink: &mut dyn Sink) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
    if repo.refs() == RefStorage::Reftable {
        let next = "scan what they name with `--include-unreachable`";
        let what = format!("the reflogs of {}", repo.common_dir().display());
        return Err(SourceError::new(what, "they are in reftables, which are not read here", next));
    }
    let mut gone = BTreeSet::new();
    let mut logged = reflogs(repo)?;
    let objects = repo.objects();
    logged.retain(|(name, oid)| {
        let is_here = !objects.is_missing(*oid);
        // Git throws away what no ref needs, and the log may outlive it.
        if !is_here && gone.insert(*oid) {
            let path = [name.as_slice(), b": ", oid.to_string().as_bytes()].concat();
            sink.skipped(Skip { path, reason: SkipReason::Pruned });
        }
        is_here
    });
    Ok(logged)
}

fn peel(peeler: &mut Peeler<'_>, packs: &PackSet, oid: Oid) -> Result<Peeled, SourceError> {
    if packs.is_commit(oid) {
        return Ok(Peeled::Commit(oid));
    }
    peeler.peel(oid, |oid| packs.damage("object", oid))
}

/// The refs, the stash entries below the first, and what each work tree has checked out: names and objects.
fn all_roots(repo: &Repo) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
    let mut points = listed::refs(repo, b"refs/")?;
    if repo.refs() == RefStorage::Reftable {
        points.extend(roots_in_reftables(repo, &points)?);
        return Ok(points);
    }
    // libgit2 writes an empty log where there is none.
    if repo.common_dir().join("logs/refs/stash").is_file()
        && let Ok(stash) = repo.git().reflog("refs/stash")
    {
        points.extend(stash.iter().map(|entry| (b"refs/stash".to_vec(), entry.id_new())));
    }
    points.extend(refs_of_work_trees(repo)?);
    points.extend(grafted(repo)?);
    let others = roots(repo).into_iter().map(|(name, root)| ([&name, b"/HEAD".as_slice()].concat(), root));
    for (name, root) in std::iter::once((b"HEAD".to_vec(), repo.git_dir().to_owned())).chain(others) {
        let head = root.join("HEAD");
        let failed = |why: &dyn ToString| {
            let next = "mend it; `git worktree prune` removes what a deleted work tree left";
            SourceError::new(head.display().to_string(), why.to_string(), next)
        };
        match regular_file::read(&head) {
            // On a branch it says `ref: …`, and the branch is among the refs.
            Ok(text) if text.starts_with(b"ref:") => {}
            Ok(text) => {
                let oid = id_of_ref(&text).ok_or_else(|| failed(&"it names neither a ref nor an object"))?;
                points.push((name, oid));
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {}
            Err(error) => return Err(failed(&error)),
        }
    }
    Ok(points)
}

/// The id that the file of a ref holds. Some tools write more behind it, and git ignores that.
fn id_of_ref(text: &[u8]) -> Option<Oid> {
    parse_id(text.split(u8::is_ascii_whitespace).next()?)
}

/// Files among the refs that name nothing: git says so and goes on, and libgit2 does not even say so. What they named is
/// not known.
fn broken_refs(repo: &Repo) -> Vec<SourceError> {
    if repo.refs() == RefStorage::Reftable {
        return Vec::new();
    }
    let mut roots = vec![repo.common_dir(), repo.git_dir()];
    roots.dedup();
    let files =
        roots.into_iter().flat_map(|root| files_below(&root.join("refs")).into_iter().map(move |file| (root, file)));
    let why = |root: &Path, file: &Path| {
        let name = file.strip_prefix(root).map(path::to_bytes).unwrap_or_default();
        // Git takes neither for a ref.
        if name.ends_with(b".lock") || name.split(|&byte| byte == b'/').any(|part| part.starts_with(b".")) {
            return None;
        }
        let why = match regular_file::read(file) {
            Ok(text) if text.starts_with(b"ref:") || id_of_ref(&text).is_some() => return None,
            Ok(text) if text.is_empty() => "it is empty".to_owned(),
            Ok(_) => "it names neither a ref nor an object".to_owned(),
            // Deleted or packed meanwhile.
            Err(error) if error.kind() == ErrorKind::NotFound => return None,
            Err(error) => error.to_string(),
        };
        Some((String::from_utf8_lossy(&name).into_owned(), why))
    };
    let broken = files.filter_map(|(root, file)| why(root, &file));
    let error = |(name, why)| {
        let next = "what it named is not known: set it with `git update-ref`, or delete its file";
        SourceError::new(format!("the ref {name}"), why, next)
    };
    broken.map(error).collect()
}

/// What `info/grafts` gives commits for parents: git follows it, and keeps what it leads to. A line is `<commit> <parent>…`;
/// what is not here is none of this repository's.
fn grafted(repo: &Repo) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
    let path = repo.common_dir().join("info/grafts");
    let text = match regular_file::read(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(Vec::new()),
        Err(error) => {
            return Err(SourceError::new(path.display().to_string(), error, "make it readable, or remove it"));
        }
    };
    let lines = text.split(|&byte| byte == b'\n').filter(|line| !line.starts_with(b"#"));
    let ids = lines.flat_map(|line| line.split(|&byte| byte == b' ').filter_map(|id| parse_id(id.trim_ascii())));
    let objects = repo.objects();
    Ok(ids.filter(|id| !objects.is_missing(*id)).map(|id| (b"info/grafts".to_vec(), id)).collect())
}

/// What is left of them where refs are in reftables, and the refs of work trees: git is asked.
fn roots_in_reftables(repo: &Repo, refs: &[(Vec<u8>, Oid)]) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
    let top = repo.top();
    let mut points = grafted(repo)?;
    if refs.iter().any(|(name, _)| name == b"refs/stash") {
        let entries = reftable::stash(repo.git_dir(), top)?;
        points.extend(entries.into_iter().map(|entry| (b"refs/stash".to_vec(), entry)));
    }
    let known: HashSet<&[u8]> = refs.iter().map(|(name, _)| name.as_slice()).collect();
    let shown: HashSet<&Oid> = refs.iter().map(|(_, oid)| oid).collect();
    let mut directories = vec![(b"HEAD".to_vec(), repo.git_dir().to_owned())];
    // Git asks nothing of a directory without one, and knows no work tree by it.
    let others = roots(repo).into_iter().filter(|(_, root)| root.join("HEAD").exists());
    directories.extend(others.map(|(name, root)| ([&name, b"/HEAD".as_slice()].concat(), root)));
    for (name, directory) in directories {
        let own = reftable::refs(&directory, top)?;
        points.extend(own.into_iter().filter(|(name, _)| !known.contains(name.as_slice())));
        // One that is on a branch is no start of its own.
        let head = reftable::head(&directory, top)?.filter(|head| !shown.contains(head));
        points.extend(head.map(|head| (name, head)));
    }
    Ok(points)
}

/// The directories of linked work trees.
fn work_trees(repo: &Repo) -> Vec<PathBuf> {
    let entries = fs::read_dir(repo.common_dir().join("worktrees")).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// The other work trees, the main one among them: what git calls them from here, and their directories.
fn roots(repo: &Repo) -> Vec<(Vec<u8>, PathBuf)> {
    let is_here = |directory: &Path| directory.canonicalize().ok() == repo.git_dir().canonicalize().ok();
    let mut roots = vec![(b"main-worktree".to_vec(), repo.common_dir().to_owned())];
    roots.extend(work_trees(repo).into_iter().map(|directory| {
        let name = directory.file_name().map(|name| path::to_bytes(Path::new(name))).unwrap_or_default();
        ([b"worktrees/", name.as_slice()].concat(), directory)
    }));
    roots.retain(|(_, root)| !is_here(root));
    roots
}

/// The refs that another work tree has to itself, and which are not among those of this one: of bisections and rebases,
/// and its own. They are called what git calls them from here: `worktrees/<name>/refs/…`, `main-worktree/refs/…`.
///
/// # Errors
/// When one cannot be read.
fn refs_of_work_trees(repo: &Repo) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
    const OWN: [&str; 3] = ["bisect", "rewritten", "worktree"];
    let mut points = Vec::new();
    for (name, root) in roots(repo) {
        for file in OWN.iter().flat_map(|own| files_below(&root.join("refs").join(own))) {
            let failed = |why: &dyn ToString| {
                let next = "run `git fsck`; `git worktree prune` removes what a deleted work tree left";
                SourceError::new(format!("the ref {}", file.display()), why.to_string(), next)
            };
            let text = fs::read(&file).map_err(|error| failed(&error))?;
            // One that names another ref leads nowhere that is not among the rest.
            if text.starts_with(b"ref:") || file.extension().is_some_and(|end| end == "lock") {
                continue;
            }
            let oid = parse_id(text.trim_ascii()).ok_or_else(|| failed(&"it holds no object id"))?;
            let rest = file.strip_prefix(&root).map(path::to_bytes).unwrap_or_default();
            points.push(([name.as_slice(), b"/", &rest].concat(), oid));
        }
    }
    Ok(points)
}

/// What refs pointed to, by their logs: each object once for each log, with the log's name. What fetches, merges and
/// the like leave behind is a log too, of one line: it names what no log of a ref may.
///
/// # Errors
/// When a log cannot be read.
fn reflogs(repo: &Repo) -> Result<Vec<(Vec<u8>, Oid)>, SourceError> {
    let mut points = Vec::new();
    let mut directories = vec![repo.common_dir().to_owned(), repo.git_dir().to_owned()];
    directories.extend(work_trees(repo));
    directories.sort();
    directories.dedup();
    for directory in directories {
        let logs = directory.join("logs");
        let left = LEFT_BEHIND.iter().map(|name| directory.join(name)).filter(|path| path.is_file());
        for log in files_below(&logs).into_iter().chain(left) {
            let of_ref = log.strip_prefix(&logs).ok().map(|name| [b"reflog of ", &*path::to_bytes(name)].concat());
            let name = of_ref.or_else(|| log.file_name().map(|name| name.as_encoded_bytes().to_vec()));
            let name = name.unwrap_or_default();
            let bytes = fs::read(&log).map_err(|error| {
                SourceError::new(format!("the reflog {}", log.display()), error, "make it readable")
            })?;
            points.extend(ids(&bytes).into_iter().map(|id| (name.clone(), id)));
        }
    }
    Ok(points)
}

/// The files below a directory, in the order of their names.
fn files_below(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![directory.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                Ok(kind) if kind.is_file() => found.push(entry.path()),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

/// The ids of a log, each once: a line is `<old id> SP <new id> SP …`, in `FETCH_HEAD` `<id> TAB …`.
fn ids(log: &[u8]) -> Vec<Oid> {
    let fields =
        log.split(|&byte| byte == b'\n').flat_map(|line| line.split(|&byte| matches!(byte, b' ' | b'\t')).take(2));
    let mut ids: Vec<Oid> = fields.filter_map(parse_id).filter(|id| !id.is_zero()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

#[cfg(test)]
mod tests {
    use super::ids;

    #[test]
    fn both_ids_of_each_line_are_read_once() {
        let id = |digit: &str| digit.repeat(40);
        let log = format!(
            "{} {} A <a@b> 1 +0000\tcommit (initial): x {}\n{} {} A <a@b> 2 +0000\n\nbroken\n",
            id("0"),
            id("1"),
            id("3"),
            id("1"),
            id("2")
        );
        let found: Vec<String> = ids(log.as_bytes()).iter().map(ToString::to_string).collect();
        assert_eq!(found, [id("1"), id("2")]);
    }
}
