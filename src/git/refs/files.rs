//! The commit of `HEAD`, read from ref files.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use git2::{ObjectFormat, Oid};

use crate::failure::Failure;
use crate::git::{path, regular_file};
use crate::sorting::Sorting as _;

/// Largest number of symbolic refs that are followed; git's own limit.
const DEPTH: usize = 5;

/// Returns the content of `HEAD` in `git_dir`, if git accepts it.
pub(crate) fn read(git_dir: &Path) -> Option<Vec<u8>> {
    let text = read_ref(&path::joined(git_dir, "HEAD")).ok()?;
    let is_plausible = match text.strip_prefix(b"ref:") {
        Some(name) => name.trim_ascii().starts_with(b"refs/"),
        None => parse_id(text.trim_ascii()).is_some(),
    };
    is_plausible.then_some(text)
}

/// Returns the content of a ref file, or the target of a symbolic link in its place.
fn read_ref(path: &Path) -> io::Result<Vec<u8>> {
    match fs::read_link(path) {
        Ok(target) if target.starts_with("refs") => Ok([b"ref: ", &*path::to_bytes(&target)].concat()),
        _ => regular_file::read(path),
    }
}

/// Resolves a `HEAD` with the content `head`; returns `None` while its branch has no commit.
pub(crate) fn from_files(head: &[u8], git_dir: &Path, common_dir: &Path) -> Result<Option<Oid>, Failure> {
    let mut name = b"HEAD".to_vec();
    let mut head = Some(head.to_vec());
    for _ in 0..=DEPTH {
        let failed = |why: &dyn ToString| {
            let next = "run `git fsck`, then mend the ref with `git update-ref`";
            let what = format!("{} of {}", String::from_utf8_lossy(&name), git_dir.display());
            Failure::new(what, why.to_string(), next)
        };
        let text = match head.take().map_or_else(|| read_ref(&file_of(git_dir, common_dir, &name)), Ok) {
            Ok(text) => text,
            // A directory of that name remains when the last branch below it is deleted.
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::IsADirectory) =>
            {
                return packed(common_dir, &name).map_err(|why| failed(&why));
            }
            Err(error) => return Err(failed(&error)),
        };
        match text.strip_prefix(b"ref:") {
            Some(target) => {
                let target = target.trim_ascii();
                let leads_out = target.split(|&byte| byte == b'/').any(|part| part == b"..");
                if !target.starts_with(b"refs/") || leads_out {
                    return Err(failed(&"it names no ref"));
                }
                name = target.to_vec();
            }
            // Some tools write more after the id, which git ignores.
            None => {
                let id = text.split(u8::is_ascii_whitespace).next().unwrap_or_default();
                return parse_id(id).map(Some).ok_or_else(|| failed(&"it holds no object id"));
            }
        }
    }
    let next = "point it at a branch: `git symbolic-ref HEAD refs/heads/NAME`";
    Err(Failure::new(format!("HEAD of {}", git_dir.display()), "symbolic refs in a circle", next))
}

/// Returns the file of the ref `name`: most refs are shared by linked work trees, some are not.
fn file_of(git_dir: &Path, common_dir: &Path, name: &[u8]) -> PathBuf {
    let own = [b"refs/bisect/".as_slice(), b"refs/worktree/", b"refs/rewritten/"];
    let is_own = !name.starts_with(b"refs/") || own.iter().any(|prefix| name.starts_with(prefix));
    path::joined(if is_own { git_dir } else { common_dir }, path::from_bytes(name))
}

/// Returns the id of the ref `name` in `packed-refs`.
fn packed(common_dir: &Path, name: &[u8]) -> Result<Option<Oid>, String> {
    let text = match regular_file::read(&path::joined(common_dir, "packed-refs")) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(format!("packed-refs: {error}")),
    };
    let line_end = [b" ", name].concat();
    for at in memchr::memmem::find_iter(&text, &line_end) {
        let line_start = memchr::memrchr(b'\n', text.get(..at).unwrap_or_default()).map_or(0, |end| end + 1);
        let is_whole = matches!(text.get(at + line_end.len()), None | Some(b'\n' | b'\r'));
        let id = text.get(line_start..at).unwrap_or_default();
        if is_whole && !id.starts_with(b"#") {
            return parse_id(id).map(Some).ok_or_else(|| "packed-refs holds no object id for it".to_owned());
        }
    }
    Ok(None)
}

/// Parses a full object id in hexadecimal.
pub(crate) fn parse_id(text: &[u8]) -> Option<Oid> {
    let format = match text.len() {
        40 => ObjectFormat::Sha1,
        64 => ObjectFormat::Sha256,
        _ => return None,
    };
    Oid::from_str_ext(str::from_utf8(text).ok()?, format).ok()
}

/// Parses the id in a ref file. Some tools write more after it, which git ignores.
pub(crate) fn id_of_ref(text: &[u8]) -> Option<Oid> {
    parse_id(text.split(u8::is_ascii_whitespace).next()?)
}

/// Returns the files below a directory, sorted by name.
pub(crate) fn files_below(directory: &Path) -> Vec<PathBuf> {
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
    found.put_in_order();
    found
}
