//! Arguments of the commands that scan.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use dsnitch::source::Shard;

/// What of the index to scan.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Staged {
    /// Only these; one that has no staged change is scanned whole, as it is in the index.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Scan the message of the commit, as git gives it to a commit-msg hook, and nothing else.
    #[arg(long, value_name = "MESSAGE", conflicts_with = "files")]
    pub(crate) message: Option<PathBuf>,
}

/// Which commits to scan.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Range {
    /// The commits of B that A does not have; A...B as a pull request does.
    #[arg(value_name = "A..B", conflicts_with_all = ["pre_push", "pre_receive"])]
    pub(crate) range: Option<OsString>,
    /// Read git's ref lines of a pre-push hook from standard input.
    ///
    /// For a push to REMOTE: what its refs have is known. A hook writes `--pre-push="$1"`.
    #[arg(long, value_name = "REMOTE", num_args = 0..=1, default_missing_value = "", conflicts_with = "pre_receive")]
    pub(crate) pre_push: Option<OsString>,
    /// Read git's ref lines of a pre-receive hook from standard input.
    #[arg(long)]
    pub(crate) pre_receive: bool,
}

/// What on disk to scan.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Files {
    /// What to scan; `-` is standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// The path of what comes from standard input: it is judged as the file there would be.
    #[arg(long, value_name = "PATH")]
    pub(crate) stdin_filename: Option<PathBuf>,
    /// Also scan what git ignores.
    #[arg(long)]
    pub(crate) no_ignore: bool,
}

/// What of a history to scan.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct History {
    /// Only the commits of B that A does not have.
    #[arg(value_name = "A..B")]
    pub(crate) range: Option<OsString>,
    /// Leave out what this revision reaches, or what is older than this day.
    ///
    /// A day (2026-01-31) begins in UTC; a moment is 2026-01-31T12:00:00+01:00.
    #[arg(long, value_name = "REV|DATE", conflicts_with = "range")]
    pub(crate) since: Option<OsString>,
    /// Also scan what no ref reaches any more.
    ///
    /// Commits, and blobs at the paths that trees have for them. What no tree names has no path, so that rules for certain files (`userlist.txt`) cannot know it. With `--since`, commits only.
    #[arg(long, conflicts_with = "range")]
    pub(crate) include_unreachable: bool,
    /// Also scan what refs pointed to before, as their logs have it.
    ///
    /// And what `FETCH_HEAD`, `ORIG_HEAD` and the like name.
    #[arg(long, conflicts_with = "range")]
    pub(crate) reflog: bool,
    /// Name every place in which each secret was written.
    #[arg(long)]
    pub(crate) blame_all: bool,
    /// Scan the repositories that FILE lists.
    ///
    /// A directory on each line, instead of the repository here; `-` is standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "range")]
    pub(crate) repos: Option<PathBuf>,
    /// Do the Ith of N shares only.
    ///
    /// Of the repositories of --repos, else of the paths of the repository. `dsnitch report merge` puts the reports of all
    /// shares together.
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
    /// Use N threads; by default, one for each processor.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,
}
