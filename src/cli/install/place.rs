//! Locates the hooks directory by asking git, which takes account of `core.hooksPath`, linked work trees and bare
//! repositories.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use dsnitch::failure::Failure;
use dsnitch::git::{Layout, RepositoryDirs};

/// The location of hooks.
pub(crate) struct Place {
    /// The hooks directory, which may not exist yet.
    pub(crate) directory: PathBuf,
    /// The top of the work tree; in a bare repository, git's directory.
    pub(crate) top: PathBuf,
    /// Git's common directory, which linked work trees share.
    pub(crate) common: PathBuf,
    /// True if the hooks directory is outside of the repository, and may serve others too.
    pub(crate) is_shared: bool,
    /// True if the hooks directory is in the work tree, so that its files may be committed.
    pub(crate) is_in_work_tree: bool,
    /// True if the repository has no work tree, so that nobody commits there.
    pub(crate) is_bare: bool,
    /// The directories that belong to the repository.
    pub(crate) own: RepositoryDirs,
}

impl Place {
    /// The repository's own hooks directory, which git uses unless `core.hooksPath` is set.
    pub(crate) fn own_hooks(&self) -> PathBuf {
        self.common.join("hooks")
    }
}

/// Asks git about the repository of the current directory.
pub(crate) fn find() -> Result<Place, Failure> {
    let is_bare = ask(Path::new("."), "--is-bare-repository")? == *"true";
    let top = match ask(Path::new("."), "--is-inside-work-tree")? {
        answer if answer == *"true" => ask(Path::new("."), "--show-toplevel")?,
        _ => ask(Path::new("."), "--absolute-git-dir")?,
    };
    let top = PathBuf::from(top);
    // Run from the top: a relative core.hooksPath is relative to the directory in which hooks run.
    let directory = top.join(git(&top, &["rev-parse", "--git-path", "hooks"])?);
    if asked(&top, &["config", "--get", "core.hooksPath"])?.is_some_and(|set| set.is_empty()) {
        let why = "is set to nothing, so that git looks for hooks at the root of the file system (/), and runs none";
        let next = "git config --unset core.hooksPath (where it is set: git config --show-origin core.hooksPath)";
        return Err(Failure::new("core.hooksPath", why, next));
    }
    let common = top.join(ask(&top, "--git-common-dir")?);
    let real = real_path(&directory);
    let (real_top, real_common) = (real_path(&top), real_path(&common));
    let is_shared = !real.starts_with(&real_top) && !real.starts_with(&real_common);
    let is_in_work_tree = real.starts_with(&real_top) && !real.starts_with(&real_common) && !is_bare;
    if is_shared && directory.starts_with(&top) && !directory.starts_with(&common) {
        let why = "a link of the repository leads out of it, and nothing is written there";
        let next = "set core.hooksPath to a directory, not to a link: git config core.hooksPath DIRECTORY";
        return Err(Failure::new(directory.display().to_string(), why, next));
    }
    let own = RepositoryDirs::new(Some(&top), &[&common]);
    Ok(Place { directory, top, common, is_shared, is_in_work_tree, is_bare, own })
}

/// Resolves links in the part of the path that exists.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    let existing = path.ancestors().find_map(|ancestor| Some((ancestor, ancestor.canonicalize().ok()?)));
    match existing {
        Some((ancestor, real)) => match path.strip_prefix(ancestor) {
            Ok(rest) if !rest.as_os_str().is_empty() => real.join(rest),
            _ => real,
        },
        None => path.to_owned(),
    }
}

fn ask(directory: &Path, question: &str) -> Result<OsString, Failure> {
    git(directory, &["rev-parse", question])
}

/// The directories that belong to the repository, determined without git.
fn own() -> RepositoryDirs {
    let here = Path::new(".");
    Layout::discover(here).map_or_else(|_| RepositoryDirs::containing(here), |found| found.repository_dirs())
}

/// The output of git, without the final newline; `None` if it ends with 1, as `git config --get` does for an unset key.
pub(crate) fn asked(directory: &Path, arguments: &[&str]) -> Result<Option<OsString>, Failure> {
    let output = output(directory, arguments)?;
    match output.status.code() {
        Some(1) => Ok(None),
        _ => answer(output).map(Some),
    }
}

/// The output of git, without the final newline.
pub(crate) fn git(directory: &Path, arguments: &[&str]) -> Result<OsString, Failure> {
    answer(output(directory, arguments)?)
}

fn output(directory: &Path, arguments: &[&str]) -> Result<std::process::Output, Failure> {
    #[expect(clippy::disallowed_methods, reason = "git, asked where hooks live")]
    let output = own()
        .git()
        .and_then(|git| Command::new(git).current_dir(directory).args(arguments).env_remove("GIT_EXEC_PATH").output());
    output.map_err(|error| {
        Failure::new("git", error, "install git, or put it on PATH: only git knows where its hooks are")
    })
}

fn answer(output: std::process::Output) -> Result<OsString, Failure> {
    if !output.status.success() {
        let why = String::from_utf8_lossy(&output.stderr).trim().replace('\n', " ");
        let next = if why.contains("dubious ownership") {
            "it belongs to another user: let that one install, or have git trust it (git's message says how)"
        } else {
            "run dsnitch in the repository that is to be guarded"
        };
        return Err(Failure::new("the hooks directory", why, next));
    }
    let mut answer = output.stdout;
    if answer.last() == Some(&b'\n') {
        answer.pop();
    }
    os_string(answer)
}

#[cfg(unix)]
fn os_string(bytes: Vec<u8>) -> Result<OsString, Failure> {
    Ok(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(&bytes).to_owned())
}

#[cfg(not(unix))]
fn os_string(bytes: Vec<u8>) -> Result<OsString, Failure> {
    let text = String::from_utf8(bytes);
    text.map(|text| OsStr::new(&text).to_owned())
        .map_err(|error| Failure::new("the hooks directory", error, "rename it"))
}
