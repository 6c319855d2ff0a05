//! A temporary repository, made by the real `git`.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use super::must;

/// A repository with its own home directory. The machine's configuration does not affect it.
pub(crate) struct TempRepo {
    directory: TempDir,
}

impl TempRepo {
    /// Creates an empty repository on branch `main`.
    pub(crate) fn new() -> Self {
        TempRepo::init(&[])
    }

    /// Creates the directories only, without a repository.
    pub(crate) fn no_repository() -> Self {
        let directory = must(tempfile::tempdir(), "making a temporary directory");
        let repo = TempRepo { directory };
        must(fs::create_dir(repo.home()), "making a home");
        must(fs::create_dir(repo.root()), "making a work tree");
        repo
    }

    /// Creates an empty repository, with more arguments for `git init`.
    pub(crate) fn init(arguments: &[&str]) -> Self {
        let repo = TempRepo::no_repository();
        repo.git([&["init", "-q", "-b", "main"], arguments].concat());
        repo
    }

    /// Creates a repository with one commit.
    pub(crate) fn with_commit(files: &[(&str, &str)]) -> Self {
        let repo = TempRepo::new();
        for (path, content) in files {
            repo.stage(path, content);
        }
        repo.commit("base");
        repo
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.directory.path().join("repo")
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.directory.path().join("home")
    }

    pub(crate) fn path(&self, path: impl AsRef<OsStr>) -> PathBuf {
        self.root().join(Path::new(path.as_ref()))
    }

    /// Returns a path next to the work tree.
    pub(crate) fn outside(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file in the work tree.
    pub(crate) fn write(&self, path: impl AsRef<OsStr>, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        if let Some(parent) = path.parent() {
            must(fs::create_dir_all(parent), "making a directory");
        }
        must(fs::write(&path, content), "writing a file");
    }

    /// Writes a file and adds it to the index.
    pub(crate) fn stage(&self, path: impl AsRef<OsStr>, content: impl AsRef<[u8]>) {
        let path = path.as_ref();
        self.write(path, content);
        self.git([OsStr::new("add"), OsStr::new("-f"), OsStr::new("--"), path]);
    }

    /// Adds content to the index and leaves the work tree unchanged.
    pub(crate) fn stage_only(&self, path: impl AsRef<OsStr>, content: impl AsRef<[u8]>) {
        self.stage_entry("100644", path, content);
    }

    /// The same with a mode.
    pub(crate) fn stage_entry(&self, mode: &str, path: impl AsRef<OsStr>, content: impl AsRef<[u8]>) {
        let blob = self.blob(content);
        let info = [format!("{mode},{blob},").as_bytes(), path.as_ref().as_bytes()].concat();
        self.git([
            OsStr::new("update-index"),
            OsStr::new("--add"),
            OsStr::new("--cacheinfo"),
            OsStr::from_bytes(&info),
        ]);
    }

    /// Writes a blob into the repository and returns its id.
    pub(crate) fn blob(&self, content: impl AsRef<[u8]>) -> String {
        let hash = ["hash-object", "-w", "--stdin", "--no-filters"];
        self.feed(&hash, content.as_ref()).trim().to_owned()
    }

    /// Commits the index and returns the commit's id.
    pub(crate) fn commit(&self, message: &str) -> String {
        self.git(["commit", "-q", "--allow-empty", "-m", message]);
        self.rev("HEAD")
    }

    /// The same with another author and a date in git's format.
    pub(crate) fn commit_by(&self, (name, email): (&str, &str), date: &str, message: &str) -> String {
        let mut command = self.command("git");
        command.args(["commit", "-q", "--allow-empty", "-m", message]);
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), name).env(format!("GIT_{role}_EMAIL"), email);
            command.env(format!("GIT_{role}_DATE"), date);
        }
        let output = must(command.output(), "running git");
        assert!(output.status.success(), "{command:?}: {}", describe(&output));
        self.rev("HEAD")
    }

    pub(crate) fn rev(&self, name: &str) -> String {
        self.git(["rev-parse", name]).trim().to_owned()
    }

    /// Runs git, which must succeed, and returns its standard output.
    #[track_caller]
    pub(crate) fn git<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> String {
        let mut command = self.command("git");
        command.args(args);
        let output = must(command.output(), "running git");
        assert!(output.status.success(), "{command:?}: {}", describe(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs git with standard input.
    pub(crate) fn feed(&self, args: &[&str], input: &[u8]) -> String {
        let mut command = self.command("git");
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = must(command.spawn(), "running git");
        if let Some(mut stdin) = child.stdin.take() {
            must(stdin.write_all(input), "writing to git");
        }
        let output = must(child.wait_with_output(), "waiting for git");
        assert!(output.status.success(), "{command:?}: {}", describe(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Returns a command at the top of the work tree, in a clean environment with fixed names and dates.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.root()).env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.home());
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_CEILING_DIRECTORIES", self.directory.path());
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "Some One");
            command.env(format!("GIT_{role}_EMAIL"), "one@example.org");
            command.env(format!("GIT_{role}_DATE"), "2024-05-06T07:08:09+02:00");
        }
        command.stdin(Stdio::null());
        command
    }

    /// Returns every file of the work tree and of the repository with its content, which a scan must not change.
    pub(crate) fn bytes(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut directories = vec![self.root()];
        while let Some(directory) = directories.pop() {
            for entry in must(fs::read_dir(&directory), "listing a directory") {
                let path = must(entry, "listing a directory").path();
                let metadata = must(fs::symlink_metadata(&path), "looking at a file");
                if metadata.is_dir() {
                    files.insert(path.clone(), Vec::new());
                    directories.push(path);
                } else if metadata.is_symlink() {
                    let target = must(fs::read_link(&path), "reading a link");
                    files.insert(path, target.as_os_str().as_bytes().to_vec());
                } else if metadata.is_file() {
                    let content = must(fs::read(&path), "reading a file");
                    files.insert(path, content);
                }
            }
        }
        files
    }
}

fn describe(output: &Output) -> String {
    format!("{}\n{}{}", output.status, String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
