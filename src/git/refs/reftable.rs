//! Git's own plumbing, for what only git reads: the refs of a repository that keeps them in reftables. It is
//! asked for names and ids, never for content. The commands used here read refs; none of them runs what a
//! configuration names, and what others would run is switched off all the same. It is never a git that the repository
//! brings along.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use git2::Oid;

use crate::failure::Failure;
use crate::git::own::Own;

use super::files::parse_id;

/// The commit that `HEAD` names; none while its branch has no commit.
pub(crate) fn head(git_dir: &Path, top: &Path) -> Result<Option<Oid>, Failure> {
    let ask = |args: &[&OsStr]| git(git_dir, top, args);
    let branch = ask(&["symbolic-ref", "-q", "HEAD"].map(OsStr::new))?;
    if !branch.status.success() {
        // Detached, or damaged: git tells which.
        let id = checked(git_dir, ask(&["rev-parse", "--verify", "--end-of-options", "HEAD"].map(OsStr::new))?)?;
        return id_of(git_dir, &id).map(Some);
    }
    let name = crate::git::path::from_bytes(branch.stdout.trim_ascii_end());
    // Unlike `rev-parse`, this tells a branch without a commit from one that cannot be read.
    let format = OsStr::new("--format=%(objectname) %(refname)");
    let found = checked(git_dir, ask(&[OsStr::new("for-each-ref"), format, name.as_os_str()])?)?;
    let line_end = [b" ", branch.stdout.trim_ascii_end()].concat();
    let id = found.split(|&byte| byte == b'\n').find_map(|line| line.strip_suffix(line_end.as_slice()));
    id.map(|id| id_of(git_dir, id)).transpose()
}

/// Every ref of the work tree that `git_dir` belongs to, sorted by name, and the object that it points to. One that names
/// another ref is left out: that one comes by itself.
pub(crate) fn refs(git_dir: &Path, top: &Path) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    let output = git(git_dir, top, &["for-each-ref", "--format=%(objectname) %(symref) %(refname)"].map(OsStr::new))?;
    // Of a ref that it cannot read, git says so and goes on.
    if !output.stderr.is_empty() {
        return Err(failed(git_dir, &String::from_utf8_lossy(output.stderr.trim_ascii())));
    }
    let mut refs = Vec::new();
    for line in checked(git_dir, output)?.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        let mut fields = line.splitn(3, |&byte| byte == b' ');
        if let (Some(id), Some(b""), Some(name)) = (fields.next(), fields.next(), fields.next()) {
            refs.push((name.to_vec(), id_of(git_dir, id)?));
        }
    }
    refs.sort();
    Ok(refs)
}

/// The commit that `name` means.
pub(crate) fn commit(git_dir: &Path, top: &Path, name: &str) -> Result<Oid, Failure> {
    let name = format!("{name}^{{commit}}");
    let args = ["rev-parse", "--verify", "--end-of-options", &name].map(OsStr::new);
    id_of(git_dir, &checked(git_dir, git(git_dir, top, &args)?)?)
}

/// The stash entries.
pub(crate) fn stash(git_dir: &Path, top: &Path) -> Result<Vec<Oid>, Failure> {
    // Not `git log`, which may be told to have signatures checked by whatever is configured.
    let args = ["rev-list", "--walk-reflogs", "--end-of-options", "refs/stash"].map(OsStr::new);
    let entries = checked(git_dir, git(git_dir, top, &args)?)?;
    let lines = entries.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|id| id_of(git_dir, id)).collect()
}

/// Whether git itself works in the repository that `directory` lies in.
pub(crate) fn opens(directory: &Path) -> bool {
    let output = command(directory, &Own::around(directory)).and_then(|mut command| {
        command.args(["rev-parse", "--git-dir"]);
        command.output()
    });
    output.is_ok_and(|output| output.status.success())
}

fn id_of(git_dir: &Path, text: &[u8]) -> Result<Oid, Failure> {
    parse_id(text.trim_ascii()).ok_or_else(|| failed(git_dir, &"git names no object for it"))
}

fn failed(git_dir: &Path, why: &dyn ToString) -> Failure {
    let why = crate::text::for_terminal(&why.to_string()).into_owned();
    Failure::new(format!("the refs of {}", git_dir.display()), why, "run `git fsck`")
}

fn checked(git_dir: &Path, output: Output) -> Result<Vec<u8>, Failure> {
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(failed(git_dir, &String::from_utf8_lossy(output.stderr.trim_ascii())))
}

fn git(git_dir: &Path, top: &Path, args: &[&OsStr]) -> Result<Output, Failure> {
    let output = command(top, &Own::of(Some(top), &[git_dir])).and_then(|mut command| {
        command.arg("--git-dir").arg(git_dir).args(args);
        command.output()
    });
    output.map_err(|error| {
        if error.kind() == ErrorKind::NotFound {
            let next = "put git on PATH, or keep refs in files: `git refs migrate --ref-format=files`";
            let what = format!("the refs of {}", git_dir.display());
            let why = "they are in reftables, which only git reads, and there is no git outside of the repository";
            return Failure::new(what, why, next);
        }
        failed(git_dir, &error)
    })
}

fn command(directory: &Path, own: &Own) -> io::Result<Command> {
    #[expect(clippy::disallowed_methods, reason = "git, asked for names and ids, with nothing to run on its own")]
    let mut command = Command::new(own.git()?);
    command.current_dir(directory).stdin(Stdio::null());
    for setting in ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager="] {
        command.args(["-c", setting]);
    }
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_NO_REPLACE_OBJECTS", "1");
    // Where git's other programs are; those used here are git itself.
    command.env_remove("GIT_EXEC_PATH");
    command.env_remove("GIT_TRACE").env_remove("GIT_EXTERNAL_DIFF").env("GIT_TERMINAL_PROMPT", "0");
    Ok(command)
}
