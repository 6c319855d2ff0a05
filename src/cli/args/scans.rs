//! Arguments of the commands that scan.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use clap::Args;
use dsnitch::failure::Failure;
use dsnitch::source::Shard;

/// Arguments of `staged`.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Staged {
    /// Only these files; one without staged changes is scanned completely, as it is in the index.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Scan only the message of the commit, in the file that git passes to a commit-msg hook.
    ///
    /// Without a value that is FILE: frameworks put the options of their configuration before it.
    #[arg(long, value_name = "MESSAGE", num_args = 0..=1, default_missing_value = "")]
    pub(crate) message: Option<OsString>,
}

impl Staged {
    /// Returns the file with the message, if only that is scanned.
    ///
    /// # Errors
    /// Fails if there is none, or more than one.
    pub(crate) fn message_file(&self) -> Result<Option<&Path>, Failure> {
        let file = match (&self.message, self.files.as_slice()) {
            (None, _) => return Ok(None),
            (Some(message), []) if !message.is_empty() => Some(Path::new(message)),
            (Some(message), [file]) if message.is_empty() => Some(file.as_path()),
            _ => None,
        };
        let next = "name the file that git passes to the hook: dsnitch staged --message FILE";
        file.map(Some).ok_or_else(|| Failure::new("--message", "is about one file, with the message", next))
    }
}

/// Arguments of `range`.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Range {
    /// A..B for the commits of B that A does not have; A...B as in a pull request.
    #[arg(value_name = "A..B", conflicts_with_all = ["pre_push", "pre_receive"])]
    pub(crate) range: Option<OsString>,
    /// Read the lines that git passes to a pre-push hook from standard input.
    ///
    /// For a push to REMOTE: what its refs reach is known. In a hook, write `--pre-push="$1"`.
    #[arg(long, value_name = "REMOTE", num_args = 0..=1, default_missing_value = "", conflicts_with = "pre_receive")]
    pub(crate) pre_push: Option<OsString>,
    /// Read the lines that git passes to a pre-receive hook from standard input.
    #[arg(long)]
    pub(crate) pre_receive: bool,
}

/// Arguments of `files`.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Files {
    /// Paths to scan; `-` is standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// The path of standard input, by which it is judged.
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Also scan files that git ignores.
    #[arg(long)]
    pub(crate) no_ignore: bool,
}

/// Arguments of `history`.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct History {
    /// Only the commits of B that A does not have.
    #[arg(value_name = "A..B")]
    pub(crate) range: Option<OsString>,
    /// Leave out what this revision reaches, or commits before this date.
    ///
    /// A date (2026-01-31) begins in UTC; a moment is 2026-01-31T12:00:00+01:00.
    #[arg(long, value_name = "REV|DATE", conflicts_with = "range")]
    pub(crate) since: Option<OsString>,
    /// Also scan unreachable objects.
    ///
    /// Commits, and blobs at their paths in trees. A blob that no tree names has no path, so that rules for certain
    /// files (`userlist.txt`) cannot apply to it. With `--since`, commits only.
    #[arg(long, conflicts_with = "range")]
    pub(crate) include_unreachable: bool,
    /// Also scan the commits in the reflogs.
    ///
    /// And those that `FETCH_HEAD`, `ORIG_HEAD` and similar files name.
    #[arg(long, conflicts_with = "range")]
    pub(crate) reflog: bool,
    /// Name every place in which each secret was written.
    #[arg(long)]
    pub(crate) blame_all: bool,
    /// Scan the repositories that FILE lists.
    ///
    /// One directory per line, instead of the current repository; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "range")]
    pub(crate) repos: Option<PathBuf>,
    /// Scan only shard I of N.
    ///
    /// Shards divide the repositories of --repos, or else the paths of the repository. `dsnitch report merge` merges
    /// the reports of all shards.
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
    /// Use N threads; by default, one for each processor.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}
