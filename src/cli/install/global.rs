//! Hooks for all repositories of a user: a directory that `core.hooksPath` names, whose hooks run the repository's own
//! hook first, or a template directory, which git copies into each new repository.

use std::env;
use std::path::{Path, PathBuf};

use dsnitch::failure::Failure;
use dsnitch::sorting::Sorting as _;

use super::hook_file::{Found, HookFile, make_directory, read};
use super::place::{self, Place, real_path};
use super::script::{self, Scope, Script};
use crate::cli::args::HookName;

/// How all repositories are covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// By `core.hooksPath`: existing and future repositories.
    Global,
    /// By `init.templateDir`: repositories that are cloned or created from now on.
    Template,
}

/// The hooks that a directory for all repositories has to forward to the repository's own, because git searches no
/// other directory. Left out are those whose mere presence changes git's behaviour (`push-to-checkout`,
/// `proc-receive`), and those that run for every ref and every change of the index (`reference-transaction`,
/// `post-index-change`).
const HANDED_ON: [&str; 19] = [
    "applypatch-msg",
    "pre-applypatch",
    "post-applypatch",
    "pre-commit",
    "pre-merge-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "pre-rebase",
    "post-checkout",
    "post-merge",
    "pre-push",
    "pre-receive",
    "update",
    "post-receive",
    "post-update",
    "pre-auto-gc",
    "post-rewrite",
    "sendemail-validate",
];

impl Reach {
    const fn key(self) -> &'static str {
        match self {
            Reach::Global => "core.hooksPath",
            Reach::Template => "init.templateDir",
        }
    }

    /// The directory that git's configuration names, if any.
    fn configured(self) -> Result<Option<PathBuf>, Failure> {
        let set = place::asked(Path::new("."), &["config", "--global", "--type=path", "--get", self.key()])?;
        Ok(set.filter(|path| !path.is_empty()).map(PathBuf::from))
    }

    /// The directory that dsnitch creates.
    fn ours(self) -> Result<PathBuf, Failure> {
        let home = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let base = home("XDG_CONFIG_HOME").or_else(|| Some(home("HOME")?.join(".config"))).ok_or_else(|| {
            Failure::new("the user's configuration", "HOME is not set to a whole path", "set HOME, and install again")
        })?;
        Ok(base.join("dsnitch").join(if self == Reach::Global { "hooks" } else { "template" }))
    }

    fn hooks(self, directory: &Path) -> PathBuf {
        if self == Reach::Global { directory.to_owned() } else { directory.join("hooks") }
    }
}

/// The scope of the hook at `path` if it is ours, unmodified.
pub(super) fn scope_at(path: &Path) -> Option<Scope> {
    let text = read(path);
    let name = HANDED_ON.into_iter().find(|name| path.file_name().is_some_and(|file| file == *name))?;
    script::scope(&text).filter(|scope| Script { name, scope: *scope }.whose(&text) != script::Whose::Changed)
}

/// True if `directory` was created by `install --global`.
pub(crate) fn is_for_all(directory: &Path) -> bool {
    is_of_all(directory) || Reach::Global.ours().is_ok_and(|ours| real_path(&ours) == real_path(directory))
}

/// True if a directory contains our hooks for all repositories, unmodified.
fn is_of_all(hooks: &Path) -> bool {
    let serves =
        |name: &&str| matches!(script::scope(&read(&hooks.join(name))), Some(Scope::Everywhere | Scope::Chain));
    HANDED_ON.iter().any(serves)
}

/// The global hook that guards this repository, if there is one.
pub(crate) fn guards_all(place: &Place) -> Result<Option<PathBuf>, Failure> {
    let set = Reach::Global.configured()?;
    let leads_there = set.is_some_and(|set| real_path(&set) == real_path(&place.directory));
    if !leads_there && !is_of_all(&place.directory) {
        return Ok(None);
    }
    let ours = HANDED_ON.iter().map(|name| place.directory.join(name));
    let mut ours = ours.filter_map(|path| Some((script::scope(&read(&path))?, path))).collect::<Vec<_>>();
    // A hook that scans is preferred over one that only forwards.
    ours.put_in_order_by_key(|(scope, _)| *scope == Scope::Chain);
    Ok(ours.into_iter().next().map(|(_, path)| path))
}

/// Installs `hook` for all repositories of the user; returns messages about what was done.
pub(crate) fn install(reach: Reach, hook: HookName, program: &Path) -> Result<Vec<String>, Failure> {
    let (set, ours) = (reach.configured()?, reach.ours()?);
    if let Some(set) = set.as_ref().filter(|set| !set.is_absolute()) {
        let why =
            "is relative, so that it is another directory in each repository, and a hook would guard this one alone";
        let key = reach.key();
        let next = format!(
            "set a whole path (git config --global {key} PATH), or install in each repository: dsnitch install"
        );
        return Err(Failure::new(format!("{key} ({})", set.display()), why, next));
    }
    let directory = set.clone().unwrap_or_else(|| ours.clone());
    let hooks = reach.hooks(&directory);
    // A hooks directory that somebody else created is not completed with forwarding hooks: its owner decides which ones
    // it needs.
    let is_ours = real_path(&directory) == real_path(&ours);
    let program = (!is_kept_in_git(&hooks)).then_some(program);
    let mut messages = Vec::new();
    let scope = if reach == Reach::Global && is_ours { Scope::Everywhere } else { Scope::Repository };
    make_directory(&hooks).map_err(|error| super::hook_file::failed(&hooks, error))?;
    for &name in hook.scripts() {
        messages.extend(HookFile::of(Script { name, scope }, &hooks, program).install()?);
    }
    if scope == Scope::Everywhere {
        for name in HANDED_ON {
            let file = HookFile::of(Script { name, scope: Scope::Chain }, &hooks, program);
            if file.found()? == Found::Nothing {
                file.install()?;
            }
        }
        messages.push("the hooks of each repository (.git/hooks) run first, as before".to_owned());
    }
    if set.is_none() {
        let path = directory.to_str().ok_or_else(|| not_utf8(&directory))?;
        place::git(Path::new("."), &["config", "--global", reach.key(), path])
            .map_err(|error| of_config(error, reach))?;
        messages.push(format!("set: git config --global {} {path}", reach.key()));
    }
    if program.is_none() {
        messages.push(KEPT_IN_GIT.to_owned());
    }
    messages.extend(notes(reach));
    Ok(messages)
}

/// Removes our hooks and settings.
pub(crate) fn uninstall(reach: Reach) -> Result<Vec<String>, Failure> {
    let (set, ours) = (reach.configured()?, reach.ours()?);
    let directory = set.clone().unwrap_or_else(|| ours.clone());
    let hooks = reach.hooks(&directory);
    let mut messages = Vec::new();
    let is_ours = real_path(&directory) == real_path(&ours) || (reach == Reach::Global && is_for_all(&hooks));
    if is_ours && set.is_some() {
        place::git(Path::new("."), &["config", "--global", "--unset", reach.key()])
            .map_err(|error| of_config(error, reach))?;
        messages.push(format!("unset: git config --global --unset {}", reach.key()));
    }
    for name in HANDED_ON {
        messages.extend(HookFile::of(Script { name, scope: Scope::Repository }, &hooks, None).uninstall()?);
    }
    if messages.is_empty() {
        messages.push(format!("not installed: {} has no hook of dsnitch", hooks.display()));
    }
    if is_ours {
        // Fails if the directory contains other files; then it stays.
        let _ = std::fs::remove_dir(&hooks);
        let _ = std::fs::remove_dir(&directory);
    }
    Ok(messages)
}

/// Warnings about repositories that the hooks will not cover, as far as can be seen from here.
fn notes(reach: Reach) -> Vec<String> {
    let local =
        |scope: &str| place::asked(Path::new("."), &["config", scope, "--get", "core.hooksPath"]).ok().flatten();
    let mut messages = Vec::new();
    match reach {
        Reach::Global => {
            if let Some(path) = local("--worktree").or_else(|| local("--local")) {
                let path = path.display();
                messages.push(format!(
                    "note: this repository has its own core.hooksPath ({path}), which passes this by, as husky's does everywhere: run dsnitch install here too"
                ));
            }
            messages.push(
                "note: `pre-commit install` refuses to run while core.hooksPath is set; where it is used, take dsnitch install --template instead".to_owned(),
            );
        }
        Reach::Template => messages.push(
            "note: repositories that are cloned or made from now on have it; in one that is there already: git init"
                .to_owned(),
        ),
    }
    messages
}

/// What is said of hooks in a directory that is kept in a repository.
pub(super) const KEPT_IN_GIT: &str =
    "note: it is kept in a repository, so that no path of this machine is written there: dsnitch is taken from PATH";

/// True if a directory is in the work tree of a repository.
pub(super) fn is_kept_in_git(directory: &Path) -> bool {
    real_path(directory).ancestors().any(|above| above.join(".git").symlink_metadata().is_ok())
}

fn not_utf8(path: &Path) -> Failure {
    Failure::new(
        path.display().to_string(),
        "not UTF-8, so that it cannot be written into git's configuration",
        "set XDG_CONFIG_HOME",
    )
}

fn of_config(error: Failure, reach: Reach) -> Failure {
    let next = format!("make git's global configuration writable, or set {} yourself", reach.key());
    Failure::new("git's global configuration", error.why, next)
}
