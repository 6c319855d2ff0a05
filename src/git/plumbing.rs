//! Git's own plumbing, for the writes of `dsnitch fix`: blobs, and index entries. Git locks the index and preserves
//! everything else in it, however it is stored. Content goes in unchanged (`--no-filters`), ids and modes are given
//! explicitly, and hooks and the file system monitor are disabled: no program that the repository configures is run.

use std::env;
use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use git2::Oid;

use crate::failure::Failure;
use crate::text::for_terminal;

use super::config::hash_length;
use super::layout::Layout;
use super::refs::files::parse_id;
use super::tree::Entry;

/// Runs git to write to one repository.
pub(crate) struct Plumbing<'l> {
    pub(super) layout: &'l Layout,
    program: PathBuf,
}

impl<'l> Plumbing<'l> {
    /// Creates it for the repository of `layout`.
    ///
    /// # Errors
    /// Fails if there is no git outside of the repository.
    pub(crate) fn new(layout: &'l Layout) -> Result<Self, Failure> {
        let program = layout
            .repository_dirs()
            .git()
            .map_err(|error| Failure::new("git", error, "put git on PATH: it writes the index"))?;
        Ok(Plumbing { layout, program })
    }

    /// Writes `bytes` as a blob and returns its id.
    pub(crate) fn store(&self, bytes: &[u8]) -> Result<Oid, Failure> {
        let id = self.line(&["hash-object", "-w", "--no-filters", "--stdin"], bytes)?;
        let refuse = || Failure::new("git hash-object", "its output is no object id", "run dsnitch fix again");
        parse_id(id.as_bytes()).ok_or_else(refuse)
    }

    /// Returns the id that `bytes` would have as a blob.
    pub(crate) fn id_of(&self, bytes: &[u8]) -> Result<String, Failure> {
        self.line(&["hash-object", "--no-filters", "--stdin"], bytes)
    }

    /// Returns the bytes of a blob.
    pub(crate) fn blob(&self, id: &str) -> Result<Vec<u8>, Failure> {
        let output = self.run(&["cat-file", "blob", id].map(OsStr::new), b"")?;
        self.checked("cat-file", output)
    }

    /// Returns the paths of tracked files that exist and have changed since they were staged. Nothing is written, and
    /// no filter is applied before git compares: a file with only a new timestamp, or one that is stored in a filtered
    /// form, may be included. Paths that are not UTF-8 are left out.
    pub(crate) fn changed(&self) -> Result<Vec<String>, Failure> {
        let args = ["diff-files", "--name-only", "--diff-filter=M", "--ignore-submodules", "-z"].map(OsStr::new);
        let output = self.run_with(&args, b"", &self.no_filters()?)?;
        let out = self.checked("diff-files", output)?;
        let paths = out.split(|&byte| byte == 0).filter(|path| !path.is_empty());
        Ok(paths.filter_map(|path| String::from_utf8(path.to_owned()).ok()).collect())
    }

    /// Adds entries to the index, or removes them, in one command.
    pub(crate) fn stage(&self, entries: &[(&str, Option<Entry>)]) -> Result<(), Failure> {
        let mut lines = Vec::new();
        for (path, entry) in entries {
            let head = match entry {
                Some(Entry { mode, oid }) => format!("{mode:o} {oid}\t"),
                None => format!("0 {}\t", "0".repeat(2 * hash_length(self.layout.format().objects))),
            };
            lines.extend_from_slice(head.as_bytes());
            lines.extend_from_slice(path.as_bytes());
            lines.push(0);
        }
        let arguments = ["update-index", "-z", "--index-info"].map(OsStr::new);
        let output = self.run_with(&arguments, &lines, &self.no_filters()?)?;
        self.checked("update-index", output).map(drop)
    }

    /// Returns settings that disable each configured filter. If a file was changed in the same second in which the
    /// index was written (racily clean), git reads it again and applies its clean filter, whatever is staged.
    fn no_filters(&self) -> Result<Vec<String>, Failure> {
        let pattern = r"^filter\..*\.(clean|process|required)$";
        let output = self.run(&["config", "-z", "--name-only", "--get-regexp", pattern].map(OsStr::new), b"")?;
        // Git exits with 1 if there is none.
        if output.status.code() == Some(1) {
            return Ok(Vec::new());
        }
        let names = self.checked("config", output)?;
        let names = names.split(|b| *b == 0).filter(|name| !name.is_empty());
        Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
    }

    fn line(&self, args: &[&str], input: &[u8]) -> Result<String, Failure> {
        let args: Vec<&OsStr> = args.iter().map(OsStr::new).collect();
        let output = self.run(&args, input)?;
        let out = self.checked("hash-object", output)?;
        Ok(String::from_utf8_lossy(out.trim_ascii()).into_owned())
    }

    /// Returns the output of a command.
    ///
    /// # Errors
    /// Returns the error output if the exit status is not 0.
    pub(super) fn checked(&self, what: &str, output: Output) -> Result<Vec<u8>, Failure> {
        if output.status.success() { Ok(output.stdout) } else { Err(self.failed(what, &output)) }
    }

    fn failed(&self, what: &str, output: &Output) -> Failure {
        let said = String::from_utf8_lossy(output.stderr.trim_ascii()).into_owned();
        // Git explains over several lines.
        let said = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        let why = if said.is_empty() { format!("git ended with {}", output.status) } else { said };
        Failure::new(format!("git {what}"), for_terminal(&why), "resolve what git reports, and run dsnitch fix again")
    }

    /// Runs git with `input` on its standard input.
    pub(super) fn run(&self, args: &[&OsStr], input: &[u8]) -> Result<Output, Failure> {
        self.run_with(args, input, &[])
    }

    /// The same, with the settings in `emptied` set to an empty value, or to false where git needs a boolean.
    fn run_with(&self, args: &[&OsStr], input: &[u8], emptied: &[String]) -> Result<Output, Failure> {
        let run = || -> io::Result<Output> {
            #[expect(
                clippy::disallowed_methods,
                reason = "git, which alone writes its index, with nothing to run on its own"
            )]
            let mut command = Command::new(&self.program);
            command.current_dir(self.layout.top());
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            for setting in ["core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=", "core.quotePath=false"] {
                command.args(["-c", setting]);
            }
            command
                .env("GIT_NO_LAZY_FETCH", "1")
                .env("GIT_NO_REPLACE_OBJECTS", "1")
                .env_remove("GIT_LITERAL_PATHSPECS");
            command.env_remove("GIT_EXEC_PATH");
            // In the environment, a setting's name may contain any character.
            let given = env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(0_usize);
            for (at, name) in (given..).zip(emptied) {
                command.env(format!("GIT_CONFIG_KEY_{at}"), name);
                command.env(format!("GIT_CONFIG_VALUE_{at}"), if name.ends_with(".required") { "false" } else { "" });
            }
            if !emptied.is_empty() {
                command.env("GIT_CONFIG_COUNT", (given + emptied.len()).to_string());
            }
            command.arg("--git-dir").arg(self.layout.git_dir());
            if let Some(top) = self.layout.work_tree() {
                command.arg("--work-tree").arg(top);
            }
            let mut child = command.args(args).spawn()?;
            if let Some(mut stdin) = child.stdin.take() {
                // If git exits before it has read all input, its exit status says so.
                let _ = stdin.write_all(input);
            }
            child.wait_with_output()
        };
        run().map_err(|error| Failure::new("git", error, "put git on PATH: it writes the index"))
    }
}
