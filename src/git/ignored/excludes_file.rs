//! The user's own ignore file: `core.excludesFile` in any configuration that git reads, or the one beside git's own.

use std::env;
use std::path::PathBuf;

use git2::{Config, ConfigLevel, Repository, RepositoryOpenFlags};

use crate::git::layout::Layout;

/// The configuration of `layout`. `None` if it cannot be read.
pub(super) fn config(layout: &Layout) -> Option<Config> {
    let local = layout.common_dir().join("config");
    let given = env::var_os("GIT_CONFIG_GLOBAL");
    if given.is_some() || env::var_os("GIT_CONFIG_NOSYSTEM").is_some() {
        // Variables that libgit2 does not read.
        let mut config = Config::new().ok()?;
        let system = Config::find_system().ok().filter(|_| env::var_os("GIT_CONFIG_NOSYSTEM").is_none());
        let own = || [Config::find_xdg().ok(), Config::find_global().ok()];
        let user = given.map_or_else(own, |path| [Some(PathBuf::from(path)), None]);
        let levels = [ConfigLevel::System, ConfigLevel::XDG, ConfigLevel::Global, ConfigLevel::Local];
        let files = std::iter::once(system).chain(user).chain([Some(local)]);
        for (level, file) in levels.into_iter().zip(files) {
            if let Some(file) = file.filter(|file| file.is_file()) {
                config.add_file(&file, level, false).ok()?;
            }
        }
        return Some(config);
    }
    // Opened, it knows which conditions of `includeIf` hold.
    let flags = RepositoryOpenFlags::NO_SEARCH | RepositoryOpenFlags::NO_DOTGIT;
    let opened = Repository::open_ext(layout.git_dir(), flags, &[] as &[PathBuf]).and_then(|git| git.config());
    opened.ok().or_else(|| {
        let mut config = Config::open_default().ok()?;
        config.add_file(&local, ConfigLevel::Local, false).ok()?;
        Some(config)
    })
}

/// The user's ignore file.
pub(super) fn path(config: Option<&Config>) -> Option<PathBuf> {
    // Settings in the environment come after those of every file.
    let variable = |name: String| env::var(name).ok();
    let count = variable("GIT_CONFIG_COUNT".to_owned()).and_then(|count| count.parse().ok()).unwrap_or(0_usize);
    let is_named = |at: &usize| {
        variable(format!("GIT_CONFIG_KEY_{at}")).is_some_and(|key| key.eq_ignore_ascii_case("core.excludesfile"))
    };
    let named = (0..count.min(MOST)).rev().find(is_named).and_then(|at| variable(format!("GIT_CONFIG_VALUE_{at}")));
    let home = || env::var_os("HOME").map(PathBuf::from);
    if let Some(named) = named {
        return named.strip_prefix("~/").map_or_else(|| Some(PathBuf::from(&named)), |rest| Some(home()?.join(rest)));
    }
    if let Some(path) = config.and_then(|config| config.get_path("core.excludesfile").ok()) {
        return Some(path);
    }
    let given = env::var_os("XDG_CONFIG_HOME").filter(|path| !path.is_empty()).map(PathBuf::from);
    let directory = given.or_else(|| Some(home()?.join(".config")));
    directory.map(|directory| directory.join("git/ignore"))
}

/// The largest number of settings in the environment that are looked at.
const MOST: usize = 1_000;
