//! Shared parts of all scans of a repository.

use std::path::Path;

use dsnitch::failure::Failure;
use dsnitch::git::Repo;
use dsnitch::report::Report;
use dsnitch::source::Source;

use super::one;
use crate::cli::args::Global;
use crate::cli::home::Home;
use crate::cli::remarks::About;
use crate::cli::settings::{Settings, Side};

/// The repository of the current directory.
pub(super) fn here() -> Result<Repo, Failure> {
    Repo::discover(Path::new("."))
}

/// The settings for a scan of `repo`. On the receiving side the work tree is ignored.
pub(super) fn settings(repo: &Repo, side: Side, global: &Global) -> Result<Settings, Failure> {
    let trusted = |path: &str| repo.head_file(path);
    let home = match (side, repo.work_tree()) {
        (Side::Receiving, _) => Home::Trusted(&trusted),
        (Side::Ours, Some(top)) => Home::WorkTree(top),
        (Side::Ours, None) => Home::None,
    };
    one::settings(global, Some(repo), &home, side)
}

/// Scans what `source` yields from `repo`; `is_whole` means that it covers everything that an exception can apply to.
pub(super) fn scan(
    source: &mut dyn Source,
    repo: &Repo,
    settings: &Settings,
    is_whole: bool,
    global: &Global,
) -> Result<Report, Failure> {
    let staged = |name: &str| repo.staged_file(name);
    let about = About { staged: &staged, is_whole, is_shard: false, asks_git: repo.asks_git() };
    one::scan(source, settings, global, &about)
}
