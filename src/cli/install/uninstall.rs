//! `dsnitch uninstall` in one repository: removes its hooks, and the lines that `install --write` has added to a hook
//! manager's configuration. Hooks that guard other repositories too are left to `uninstall --global`.

use clap::ValueEnum as _;
use dsnitch::failure::Failure;

use super::Outcome;
use super::global;
use super::hook_file::HookFile;
use super::managers;
use super::place::{Place, real_path};
use super::script::Script;
use crate::cli::args::HookName;

/// Removes one hook, or all hooks of this repository.
pub(super) fn uninstall(hook: Option<HookName>, place: &Place) -> Result<Outcome, Failure> {
    let hooks: Vec<HookName> = hook.map_or_else(|| HookName::value_variants().to_vec(), |hook| vec![hook]);
    let names = || hooks.iter().flat_map(|hook| hook.scripts()).copied();
    let of_all = global::guards_all(place)?;
    let directory = if of_all.is_some() { place.own_hooks() } else { place.directory.clone() };
    let (mut messages, mut left) = (Vec::new(), Vec::new());
    // If core.hooksPath was set later, an earlier installation is still in the repository's own hooks directory.
    let usual = Some(place.own_hooks()).filter(|usual| real_path(usual) != real_path(&directory));
    for directory in std::iter::once(&directory).chain(&usual) {
        for name in names() {
            let script = Script::of(name);
            let plain = HookFile::of(script, directory, None);
            messages.extend(plain.uninstall()?);
            messages.extend(HookFile::kept_by_framework(script, directory, None).uninstall()?);
            messages.extend(plain.drop_stale(&plain.path)?);
            if std::fs::symlink_metadata(&plain.former).is_ok() {
                left.push(format!("a hook that was kept earlier is still there: {}", plain.former.display()));
            }
        }
    }
    if place.is_shared && of_all.is_none() && !messages.is_empty() {
        let directory = directory.display();
        messages.push(format!(
            "note: {directory} lies outside of this repository (core.hooksPath): no repository that uses it is guarded now"
        ));
    }
    let (mut taken, mut is_left) = (Vec::new(), false);
    if let Some(manager) = managers::of(place) {
        let lines = manager.remove(place, &hooks)?;
        taken = lines.messages;
        is_left = !lines.left.is_empty();
        left.extend(lines.left);
    }
    if messages.is_empty() && taken.is_empty() {
        if let Some(path) = of_all {
            return Err(of_everybody(&path));
        }
        let what = hook.map_or_else(
            || "has no hook of dsnitch".to_owned(),
            |hook| format!("has no {} of dsnitch", hook.scripts().join(", no ")),
        );
        messages.push(format!("not installed: {} {what}", directory.display()));
    } else if let Some(path) = of_all {
        left.push(format!(
            "still guarded by dsnitch install --global, as all of your repositories are: {}",
            path.display()
        ));
    }
    Ok(Outcome { messages: [messages, taken, left].concat(), is_left, error: None })
}

/// The error for hooks that also guard other repositories.
fn of_everybody(path: &std::path::Path) -> Failure {
    Failure::new(
        path.display().to_string(),
        "guards all of your repositories, and this one has no hook of its own",
        "to take it away from all of them: dsnitch uninstall --global; to commit past it once: git commit --no-verify",
    )
}
