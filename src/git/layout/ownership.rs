//! The owner of a repository. Git does not read the configuration of a repository that belongs to another user unless
//! `safe.directory` lists it.

use std::path::Path;

use git2::{ErrorCode, Repository, RepositoryOpenFlags};

use crate::failure::Failure;
use crate::git::refs::reftable;

/// Refuses a repository if one of `parts` (its directories and its `.git` file) belongs to another user and
/// `safe.directory` does not list it. To find out, libgit2 opens it at `place`.
pub(super) fn check<'p>(mut parts: impl Iterator<Item = &'p Path>, place: &Path) -> Result<(), Failure> {
    if parts.all(belongs_to_us) {
        return Ok(());
    }
    match Repository::open_ext(place, RepositoryOpenFlags::NO_SEARCH, &[] as &[&Path]) {
        Ok(_) => Ok(()),
        // libgit2 failed for another reason; git supports more formats and makes the same ownership check.
        Err(error) if error.code() != ErrorCode::Owner && reftable::opens(place) => Ok(()),
        Err(error) => Err(refused(place, &error)),
    }
}

/// Returns whether a path belongs to the current user, or to the user who called `sudo`: the check that git makes
/// before it reads a configuration.
#[cfg(unix)]
fn belongs_to_us(path: &Path) -> bool {
    let Ok(metadata) = std::fs::symlink_metadata(path) else {
        return false;
    };
    let (owner, us) = (std::os::unix::fs::MetadataExt::uid(&metadata), rustix::process::geteuid().as_raw());
    let is_callers = || std::env::var("SUDO_UID").is_ok_and(|uid| uid == owner.to_string());
    owner == us || (us == 0 && is_callers())
}

/// Where owners are not numbers, libgit2 checks them.
#[cfg(not(unix))]
fn belongs_to_us(_: &Path) -> bool {
    false
}

/// Builds the error for a repository at `place` that libgit2 does not open.
pub(crate) fn refused(place: &Path, error: &git2::Error) -> Failure {
    if error.code() == ErrorCode::Owner {
        // The message quotes the path; there is no other way to learn which one was refused.
        let path = error.message().split('\'').nth(1).map_or_else(|| place.display().to_string(), str::to_owned);
        let path = path.trim_end_matches('/').to_owned();
        let next = format!("if you trust its owner: git config --global --add safe.directory {path}");
        return Failure::new(format!("the repository at {path}"), error.message(), next);
    }
    let next = "dsnitch reads it through libgit2, which must know its format and its extensions";
    Failure::new(format!("the repository at {}", place.display()), error.message(), next)
}
