//! Resolves revisions. Names that use the parents of a commit (`HEAD~2`, `main^`) are refused if `info/grafts` or
//! `refs/replace` give such a commit other parents: git follows those and a push does not, so the name is ambiguous.

use git2::{ErrorCode, Oid};

use crate::failure::Failure;

use super::config::RefStorage;
use super::peel::{self, Peeled, Peeler};
use super::refs::files::parse_id;
use super::refs::{listed, reftable};
use super::{Repo, regular_file};

/// Returns the commit that `name` resolves to by git's revision rules.
pub(crate) fn commit_named(repo: &Repo, name: &str) -> Result<Oid, Failure> {
    refuse_changed_parents(repo, name)?;
    if repo.refs() == RefStorage::Reftable {
        return reftable::commit(repo.git_dir(), repo.top(), name).map_err(|mut error| {
            error.what = format!("revision {name:?}");
            error
        });
    }
    let failed = |why: &str| {
        let next = "check the name with `git rev-parse`; in a shallow clone, fetch more history";
        Failure::new(format!("revision {name:?}"), why, next)
    };
    // libgit2 resolves an empty name to `HEAD`; it may come from an unset variable.
    if name.is_empty() {
        return Err(failed("it is empty"));
    }
    // libgit2 does not read every commit that git reads, so refs are resolved first without it reading the commit.
    let reference = || repo.git().resolve_reference_from_short_name(name).ok()?.resolve().ok()?.target();
    if let Some(oid) = parse_id(name.as_bytes()).or_else(reference) {
        return match peel::peel(repo, oid) {
            Ok(Peeled::Commit(commit)) => Ok(commit),
            Ok(Peeled::Tree(_) | Peeled::Blob(_)) => Err(failed("it is no commit")),
            Err(error) => Err(failed(&error.to_string())),
        };
    }
    let commit = repo.git().revparse_single(name).and_then(|object| object.peel_to_commit());
    commit.map(|commit| commit.id()).map_err(|error| failed(why_none(&error)))
}

/// Why a name has no commit: the library's own words are about its parts of a name.
fn why_none(error: &git2::Error) -> &str {
    match error.code() {
        ErrorCode::NotFound => "no such commit",
        ErrorCode::Ambiguous => "no such commit, or several begin so",
        ErrorCode::InvalidSpec => "no name of a commit",
        _ => error.message(),
    }
}

/// Returns the tags that `name` leads through to its commit, sorted by id, if it is an id or a ref.
pub(crate) fn tags_named(repo: &Repo, name: &str) -> Vec<Oid> {
    let reference = || repo.git().resolve_reference_from_short_name(name).ok()?.resolve().ok()?.target();
    let Some(oid) = parse_id(name.as_bytes()).or_else(reference) else { return Vec::new() };
    let mut peeled = Peeler::new(repo);
    match peeled.peel(oid, |_| Ok(())) {
        Ok(_) => peeled.into_tags().into_keys().collect(),
        // The caller that resolves the commit reports the error.
        Err(_) => Vec::new(),
    }
}

impl Repo {
    /// Returns whether `name` resolves to a commit that exists here.
    pub fn has_commit(&self, name: &str) -> bool {
        commit_named(self, name).is_ok()
    }

    /// Returns whether this is a shallow clone, which lacks the ancestors of some commits.
    pub fn is_shallow(&self) -> bool {
        self.common_dir().join("shallow").symlink_metadata().is_ok()
    }

    /// Returns the content of the file at `path` in the commit that `revision` names; `None` if it has no such file.
    ///
    /// # Errors
    /// Fails if there is no such commit; else as [`Repo::head_file`].
    pub fn revision_file(&self, revision: &str, path: &str) -> Result<Option<Vec<u8>>, Failure> {
        let commit = commit_named(self, revision)?;
        self.file_in(self.objects().tree_of_commit(commit)?, path, revision)
    }
}

/// Refuses `name` if it uses the parents of a commit whose parents are overridden.
///
/// # Errors
/// Returns an error with the file or ref that overrides them; or the error of reading these.
fn refuse_changed_parents(repo: &Repo, name: &str) -> Result<(), Failure> {
    let Some(at) = name.find(['~', '^']) else { return Ok(()) };
    refuse_grafted(repo, name)?;
    let replaced: Vec<(Vec<u8>, Oid)> = listed::refs(repo, REPLACED)?
        .into_iter()
        .filter_map(|(full, _)| Some((full.clone(), parse_id(full.strip_prefix(REPLACED)?)?)))
        .collect();
    if replaced.is_empty() {
        return Ok(());
    }
    let (base, steps) = name.split_at(at);
    let is_plain = steps.bytes().all(|byte| matches!(byte, b'~' | b'^' | b'0'..=b'9'));
    // If the name is not a plain chain of parents, any replaced commit may be on it.
    let found = if is_plain { on_the_way(repo, base, steps, &replaced)? } else { replaced.first() };
    let Some((full, _)) = found else { return Ok(()) };
    let full = String::from_utf8_lossy(full);
    let next = format!("name the commit by its id or by a branch; `git update-ref -d {full}` removes the ref");
    let why = format!("{full} gives the commit other parents");
    Err(Failure::new(format!("revision {name:?}"), why, next))
}

const REPLACED: &[u8] = b"refs/replace/";

/// Largest number of parents that are walked for a name; beyond it, any replacement counts.
const MAX_PARENTS: u32 = 100_000;

/// Returns the ref that replaces a commit whose parents are used in `steps` from `base`.
fn on_the_way<'r>(
    repo: &Repo,
    base: &str,
    steps: &str,
    replaced: &'r [(Vec<u8>, Oid)],
) -> Result<Option<&'r (Vec<u8>, Oid)>, Failure> {
    let objects = repo.objects();
    // The caller that resolves the name reports a missing commit.
    let Ok(mut at) = commit_named(repo, base) else { return Ok(None) };
    let mut rest = steps;
    let mut walked = 0_u32;
    while let Some(mark) = rest.chars().next() {
        let digits = rest.get(1..).unwrap_or_default();
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 =
            if length == 0 { 1 } else { digits.get(..length).and_then(|n| n.parse().ok()).unwrap_or(MAX_PARENTS) };
        rest = digits.get(length..).unwrap_or_default();
        // `~3` takes the first parent three times, `^3` the third parent once.
        let (times, parent) = if mark == '~' { (number, 1) } else { (u32::from(number > 0), number) };
        for _ in 0..times {
            walked += 1;
            if walked > MAX_PARENTS {
                return Ok(replaced.first());
            }
            if let Some(found) = replaced.iter().find(|(_, id)| *id == at) {
                return Ok(Some(found));
            }
            let commit = objects.commit(at).ok();
            let before = commit.and_then(|commit| commit.parents.get(parent as usize - 1).copied());
            let Some(before) = before else { return Ok(None) };
            at = before;
        }
    }
    Ok(None)
}

/// If `info/grafts` overrides parents, `HEAD~2` is not what the commits themselves say.
fn refuse_grafted(repo: &Repo, name: &str) -> Result<(), Failure> {
    let path = repo.common_dir().join("info/grafts");
    if !path.exists() {
        return Ok(());
    }
    let text = regular_file::read(&path)
        .map_err(|error| Failure::new(path.display().to_string(), error, "make it readable"))?;
    if text.split(|&byte| byte == b'\n').all(|line| line.trim_ascii().is_empty() || line.starts_with(b"#")) {
        return Ok(());
    }
    let next = "name the commit by its id or by a branch; `git replace --convert-graft-file` removes the file";
    let why = format!("{} gives the commits other parents", path.display());
    Err(Failure::new(format!("revision {name:?}"), why, next))
}
