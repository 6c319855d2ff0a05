//! Names that go by what came before a commit, `HEAD~2` and `main^`, where two programs would not agree on that:
//! `info/grafts` and `refs/replace` give commits other parents, which git believes and a push does not.

use git2::Oid;

use crate::failure::SourceError;

use super::refs::files::parse_id;
use super::revision::{self, commit_named};
use super::{Repo, regular_file};

/// Refuses `name` if it goes by the parents of a commit for which something else names others.
///
/// # Errors
/// That, with the file or the ref; or when they cannot be read.
pub(super) fn refuse(repo: &Repo, name: &str) -> Result<(), SourceError> {
    let Some(at) = name.find(['~', '^']) else { return Ok(()) };
    refuse_grafted(repo, name)?;
    let replaced: Vec<(Vec<u8>, Oid)> = revision::refs(repo, REPLACED)?
        .into_iter()
        .filter_map(|(full, _)| Some((full.clone(), parse_id(full.strip_prefix(REPLACED)?)?)))
        .collect();
    if replaced.is_empty() {
        return Ok(());
    }
    let (base, steps) = name.split_at(at);
    let is_plain = steps.bytes().all(|byte| matches!(byte, b'~' | b'^' | b'0'..=b'9'));
    // A ref of what is no plain way from a commit may be any of them.
    let found = if is_plain { on_the_way(repo, base, steps, &replaced)? } else { replaced.first() };
    let Some((full, _)) = found else { return Ok(()) };
    let full = String::from_utf8_lossy(full);
    let next = format!("name the commit by its id or by a branch; `git update-ref -d {full}` does away with the ref");
    let why = format!("{full} says otherwise than the commit what comes before it");
    Err(SourceError::new(format!("revision {name:?}"), why, next))
}

const REPLACED: &[u8] = b"refs/replace/";

/// Parents that are walked for a name, at most: of a longer way, any ref counts.
const MOST: u32 = 100_000;

/// The ref that replaces a commit whose parents `steps` ask for, from what `base` names.
fn on_the_way<'r>(
    repo: &Repo,
    base: &str,
    steps: &str,
    replaced: &'r [(Vec<u8>, Oid)],
) -> Result<Option<&'r (Vec<u8>, Oid)>, SourceError> {
    let objects = repo.objects()?;
    // Whoever asks for the name is told if there is no such commit.
    let Ok(mut at) = commit_named(repo, base) else { return Ok(None) };
    let mut rest = steps;
    let mut walked = 0_u32;
    while let Some(mark) = rest.chars().next() {
        let digits = rest.get(1..).unwrap_or_default();
        let length = digits.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 =
            if length == 0 { 1 } else { digits.get(..length).and_then(|n| n.parse().ok()).unwrap_or(MOST) };
        rest = digits.get(length..).unwrap_or_default();
        // `~3` is three times the first parent, `^3` once the third.
        let (times, parent) = if mark == '~' { (number, 1) } else { (u32::from(number > 0), number) };
        for _ in 0..times {
            walked += 1;
            if walked > MOST {
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

/// Where `info/grafts` names other parents, `HEAD~2` is not what the commits say.
fn refuse_grafted(repo: &Repo, name: &str) -> Result<(), SourceError> {
    let path = repo.common_dir().join("info/grafts");
    if !path.exists() {
        return Ok(());
    }
    let text = regular_file::read(&path)
        .map_err(|error| SourceError::new(path.display().to_string(), error, "make it readable"))?;
    if text.split(|&byte| byte == b'\n').all(|line| line.trim_ascii().is_empty() || line.starts_with(b"#")) {
        return Ok(());
    }
    let next = "name the commit by its id or by a branch; `git replace --convert-graft-file` does away with the file";
    let why = format!("{} says otherwise than the commits what comes before them", path.display());
    Err(SourceError::new(format!("revision {name:?}"), why, next))
}
