//! Where git will really look for a hook, by git's own answer: `core.hooksPath`, linked work trees and bare
//! repositories are its business.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use dsnitch::failure::SourceError;
use dsnitch::git::{Layout, Own};

/// Where hooks live.
pub(crate) struct Place {
    /// The directory, which may not exist yet.
    pub(crate) directory: PathBuf,
    /// Whether it lies outside of the repository, and so serves others too.
    pub(crate) is_shared: bool,
    /// Whether the repository has no work tree: nobody commits there.
    pub(crate) is_bare: bool,
    /// What is the repository's own.
    pub(crate) own: Own,
}

/// Asks git about the repository that the current directory lies in.
pub(crate) fn find() -> Result<Place, SourceError> {
    let is_bare = ask(Path::new("."), "--is-bare-repository")? == *"true";
    let top = match ask(Path::new("."), "--is-inside-work-tree")? {
        answer if answer == *"true" => ask(Path::new("."), "--show-toplevel")?,
        _ => ask(Path::new("."), "--absolute-git-dir")?,
    };
    let top = PathBuf::from(top);
    // Asked from the top: a relative core.hooksPath counts from where hooks run.
    let directory = top.join(ask_for_path(&top, "hooks")?);
    let common = top.join(ask(&top, "--git-common-dir")?);
    let real = real_path(&directory);
    let is_shared = ![&top, &common].iter().any(|home| real.starts_with(real_path(home)));
    let own = Own::of(Some(&top), &[&common]);
    Ok(Place { directory, is_shared, is_bare, own })
}

/// The path with links followed as far as it exists.
fn real_path(path: &Path) -> PathBuf {
    let existing = path.ancestors().find_map(|ancestor| Some((ancestor, ancestor.canonicalize().ok()?)));
    match existing {
        Some((ancestor, real)) => match path.strip_prefix(ancestor) {
            Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
            _ => real,
        },
        None => path.to_owned(),
    }
}

fn ask(directory: &Path, question: &str) -> Result<OsString, SourceError> {
    git(directory, &["rev-parse", question])
}

fn ask_for_path(directory: &Path, name: &str) -> Result<OsString, SourceError> {
    git(directory, &["rev-parse", "--git-path", name])
}

/// What is the repository's own, before git has been asked.
fn own() -> Own {
    let here = Path::new(".");
    Layout::discover(here).map_or_else(|_| Own::around(here), |found| found.own())
}

/// What git says, without the newline at its end.
fn git(directory: &Path, arguments: &[&str]) -> Result<OsString, SourceError> {
    #[expect(clippy::disallowed_methods, reason = "git, asked where hooks live")]
    let output = own()
        .git()
        .and_then(|git| Command::new(git).current_dir(directory).args(arguments).env_remove("GIT_EXEC_PATH").output());
    let output = output.map_err(|error| {
        SourceError::new("git", error, "install git, or put it on PATH: only git knows where its hooks are")
    })?;
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).trim().replace('\n', " ");
        return Err(SourceError::new(
            "the hooks directory",
            why,
            "run dsnitch in the repository that is to be guarded",
        ));
    }
    let mut answer = output.stdout;
    if answer.last() == Some(&b'\n') {
        answer.pop();
    }
    os_string(answer)
}

#[cfg(unix)]
fn os_string(bytes: Vec<u8>) -> Result<OsString, SourceError> {
    Ok(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(&bytes).to_owned())
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> Result<OsString, SourceError> {
    let text = String::from_utf8(bytes);
    text.map(|text| OsStr::new(&text).to_owned())
        .map_err(|error| SourceError::new("the hooks directory", error, "rename it"))
}
