//! The environment variables that locate a repository.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// The environment variables that git reads; an empty one counts as unset.
#[derive(Default)]
pub(super) struct Environment {
    /// `GIT_DIR`.
    pub(super) git_dir: Option<PathBuf>,
    /// `GIT_WORK_TREE`.
    pub(super) work_tree: Option<PathBuf>,
    /// `GIT_COMMON_DIR`.
    pub(super) common_dir: Option<PathBuf>,
    /// `GIT_INDEX_FILE`: `git commit PATH` and `git commit -a` point their hooks at a temporary index.
    pub(super) index_file: Option<PathBuf>,
    /// `GIT_OBJECT_DIRECTORY`: git's quarantine while the hook of a push runs.
    pub(super) object_directory: Option<PathBuf>,
    /// `GIT_ALTERNATE_OBJECT_DIRECTORIES`, a list.
    pub(super) alternates: Option<OsString>,
    /// `GIT_CEILING_DIRECTORIES`, a list.
    pub(super) ceilings: Option<OsString>,
    /// `GIT_DISCOVERY_ACROSS_FILESYSTEM`.
    pub(super) crosses_file_systems: bool,
}

impl Environment {
    /// Reads the environment of the process.
    pub(super) fn read() -> Self {
        let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        let path = |name: &str| variable(name).map(PathBuf::from);
        Environment {
            git_dir: path("GIT_DIR"),
            work_tree: path("GIT_WORK_TREE"),
            common_dir: path("GIT_COMMON_DIR"),
            index_file: path("GIT_INDEX_FILE"),
            object_directory: path("GIT_OBJECT_DIRECTORY"),
            alternates: variable("GIT_ALTERNATE_OBJECT_DIRECTORIES"),
            ceilings: variable("GIT_CEILING_DIRECTORIES"),
            crosses_file_systems: variable("GIT_DISCOVERY_ACROSS_FILESYSTEM").is_some_and(|value| is_true(&value)),
        }
    }
}

fn is_true(value: &OsStr) -> bool {
    ["1", "true", "yes", "on"].iter().any(|word| value.eq_ignore_ascii_case(word))
}
