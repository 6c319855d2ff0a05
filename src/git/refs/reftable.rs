//! Runs git's plumbing to read the refs of a repository that stores them in reftables, which only git reads. It is
//! asked for names and ids, never for content. The commands used here read refs; none runs a configured program, and
//! the settings that let others do so are disabled all the same. A git that belongs to the repository is never run.

use std::ffi::OsStr;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use git2::Oid;

use crate::failure::Failure;
use crate::git::repository_dirs::RepositoryDirs;
use crate::sorting::Sorting as _;

use super::files::parse_id;

/// Returns the commit of `HEAD`, or `None` while its branch has no commit.
pub(crate) fn head(git_dir: &Path, top: &Path) -> Result<Option<Oid>, Failure> {
    let ask = |args: &[&OsStr]| git(git_dir, top, args);
    let branch = ask(&["symbolic-ref", "-q", "HEAD"].map(OsStr::new))?;
    if !branch.status.success() {
        // Detached or damaged: git distinguishes them.
        let id = checked(git_dir, ask(&["rev-parse", "--verify", "--end-of-options", "HEAD"].map(OsStr::new))?)?;
        return id_of(git_dir, &id).map(Some);
    }
    let name = crate::git::path::from_bytes(branch.stdout.trim_ascii_end());
    // Unlike `rev-parse`, this distinguishes a branch without a commit from one that cannot be read.
    let format = OsStr::new("--format=%(objectname) %(refname)");
    let found = checked(git_dir, ask(&[OsStr::new("for-each-ref"), format, name.as_os_str()])?)?;
    let line_end = [b" ", branch.stdout.trim_ascii_end()].concat();
    let id = found.split(|&byte| byte == b'\n').find_map(|line| line.strip_suffix(line_end.as_slice()));
    id.map(|id| id_of(git_dir, id)).transpose()
}

/// Returns every ref of the work tree of `git_dir` and the object that it points to, sorted by name. Symbolic refs are
/// left out, because their targets are listed themselves.
pub(crate) fn refs(git_dir: &Path, top: &Path) -> Result<Vec<(Vec<u8>, Oid)>, Failure> {
    let output = git(git_dir, top, &["for-each-ref", "--format=%(objectname) %(symref) %(refname)"].map(OsStr::new))?;
    // Git prints a warning for a ref that it cannot read, and continues.
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
    refs.put_in_order();
    Ok(refs)
}

/// Returns the commit that `name` resolves to.
pub(crate) fn commit(git_dir: &Path, top: &Path, name: &str) -> Result<Oid, Failure> {
    let name = format!("{name}^{{commit}}");
    let args = ["rev-parse", "--verify", "--end-of-options", &name].map(OsStr::new);
    id_of(git_dir, &checked(git_dir, git(git_dir, top, &args)?)?)
}

/// Returns the stash entries.
pub(crate) fn stash(git_dir: &Path, top: &Path) -> Result<Vec<Oid>, Failure> {
    // Not `git log`, which can be configured to verify signatures with an arbitrary program.
    let args = ["rev-list", "--walk-reflogs", "--end-of-options", "refs/stash"].map(OsStr::new);
    let entries = checked(git_dir, git(git_dir, top, &args)?)?;
    let lines = entries.split(|&byte| byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|id| id_of(git_dir, id)).collect()
}

/// Returns whether git itself opens the repository that contains `directory`.
pub(crate) fn opens(directory: &Path) -> bool {
    let output = command(directory, &RepositoryDirs::containing(directory)).and_then(|mut command| {
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
    let output = command(top, &RepositoryDirs::new(Some(top), &[git_dir])).and_then(|mut command| {
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

fn command(directory: &Path, own: &RepositoryDirs) -> io::Result<Command> {
    #[expect(clippy::disallowed_methods, reason = "git, asked for names and ids, with nothing to run on its own")]
    let mut command = Command::new(own.git()?);
    command.current_dir(directory).stdin(Stdio::null());
    for setting in ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager="] {
        command.args(["-c", setting]);
    }
    command.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_NO_REPLACE_OBJECTS", "1");
    // The directory of git's other programs; the commands used here are built in.
    command.env_remove("GIT_EXEC_PATH");
    command.env_remove("GIT_TRACE").env_remove("GIT_EXTERNAL_DIFF").env("GIT_TERMINAL_PROMPT", "0");
    Ok(command)
}
