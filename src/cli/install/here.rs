//! `dsnitch install` in one repository.

use std::path::{Path, PathBuf};

use dsnitch::failure::Failure;

use super::hook_file::{self, HookFile, read};
use super::managers::{self, Manager, Wanted};
use super::place::Place;
use super::script::{self, Scope, Script};
use super::{Outcome, global, with_messages};
use crate::cli::args::{self, HookName};

/// Writes a hook where git will run it, or prints the lines for a hook manager's configuration.
pub(super) fn install(typed: &args::Install, place: &Place, program: &Path) -> Result<Outcome, Failure> {
    if place.is_bare && !typed.hook.is_for_bare() {
        let next = "guard its pushes instead: dsnitch install --hook pre-receive";
        return Err(Failure::new("commits", "nobody commits in a bare repository", next));
    }
    if place.own.contains_program(program) {
        let next = "install dsnitch where no repository lies, the way it was installed, and run that one";
        let why = "lies in the repository that it is to guard, and a hook runs no program of the repository";
        return Err(Failure::new(program.display().to_string(), why, next));
    }
    let manager = if typed.hook.is_on_server() { None } else { managers::of(place) };
    match manager {
        Some(manager) if manager.keeps => beside(manager, typed, place, program),
        Some(manager) => instead(manager, typed, place),
        None if typed.write => {
            let next = "leave --write out, and git's own hook is installed";
            Err(Failure::new("--write", "no hook manager owns the hooks of this repository", next))
        }
        None => plain(typed.hook, place, program).map(with_messages),
    }
}

/// The program path to record in a hook of `place`: a file that may be committed must not contain a path of this
/// machine.
fn recorded<'p>(place: &Place, program: &'p Path) -> Option<&'p Path> {
    let may_be_committed = place.is_in_work_tree || place.is_shared && global::is_kept_in_git(&place.directory);
    (!may_be_committed).then_some(program)
}

fn plain(hook: HookName, place: &Place, program: &Path) -> Result<Vec<String>, Failure> {
    let (mut messages, mut is_there) = (Vec::new(), false);
    for &name in hook.scripts() {
        let file = HookFile::of(Script::of(name), &place.directory, recorded(place, program));
        match global::scope_at(&file.path) {
            // The global hook guards this repository, and runs the repository's own hooks itself.
            Some(Scope::Everywhere) => {
                messages.push(format!("already guarded by dsnitch install --global: {}", file.path.display()));
            }
            Some(Scope::Chain) => {
                messages.extend(HookFile::of(Script::of(name), &place.own_hooks(), Some(program)).install()?);
                messages.push(format!("it is run by {}", file.path.display()));
            }
            Some(Scope::Repository) | None => {
                messages.extend(file.install()?);
                is_there = true;
            }
        }
    }
    let directory = place.directory.display();
    if place.is_shared && is_there {
        messages.push(format!(
            "note: {directory} lies outside of this repository (core.hooksPath): every repository that uses it is guarded now"
        ));
        if recorded(place, program).is_none() {
            messages.push(global::KEPT_IN_GIT.to_owned());
        }
    }
    if place.is_in_work_tree && is_there {
        messages.push(format!(
            "note: {directory} lies in the work tree (core.hooksPath): the hook names no path of this machine, takes dsnitch from PATH, and can be committed"
        ));
    }
    Ok(messages)
}

/// Handles a manager that overwrites other hooks: prints or writes the lines for its configuration.
fn instead(manager: &Manager, typed: &args::Install, place: &Place) -> Result<Outcome, Failure> {
    let mut messages = Vec::new();
    let mut wanted = manager.wanted(place, typed.hook)?;
    if typed.write {
        messages.extend(manager.write(place, &mut wanted)?);
    }
    let is_guarded = wanted.first().is_some_and(|wanted| wanted.is_there);
    messages.extend(stale(typed.hook, place, is_guarded)?);
    for wanted in wanted.iter().filter(|wanted| wanted.is_there) {
        messages.push(format!("{} runs dsnitch in {}: {}", manager.name, wanted.script, wanted.file.display()));
        messages.extend(doubt(manager, place, wanted));
    }
    messages.extend(belongs(manager, &wanted, is_guarded));
    let first = typed.hook.scripts().first().copied().unwrap_or_default();
    let error = if !is_guarded {
        let next = match typed.write {
            false if wanted.first().is_some_and(|wanted| !managers::is_lines(&wanted.file)) => {
                "add the lines above by hand".to_owned()
            }
            false => "add the lines above, or have them added: dsnitch install --write".to_owned(),
            true => "its file is in a form that no line is added to: add the lines above by hand".to_owned(),
        };
        Some(Failure::new(
            format!("{first} is not guarded"),
            format!("{} owns the hooks here, and writes over others", manager.name),
            next,
        ))
    } else if !manager.is_live(place, first) {
        Some(Failure::new(
            format!("{first} is not guarded"),
            format!("{} has not put its hooks into this clone", manager.name),
            format!("run {}", manager.sync),
        ))
    } else {
        None
    };
    Ok(Outcome { messages, error, ..Outcome::default() })
}

/// Handles a manager that keeps an existing hook and runs it first: installs ours as that hook, unless the manager's
/// configuration runs dsnitch already, because no commit is to be scanned twice.
fn beside(manager: &Manager, typed: &args::Install, place: &Place, program: &Path) -> Result<Outcome, Failure> {
    let mut messages = Vec::new();
    let mut wanted = manager.wanted(place, typed.hook)?;
    if typed.write {
        messages.extend(manager.write(place, &mut wanted)?);
    }
    let is_there = wanted.first().is_some_and(|wanted| wanted.is_there);
    let first = typed.hook.scripts().first().copied().unwrap_or_default();
    let (mut waiting, mut is_guarded) = (Vec::new(), false);
    for &name in typed.hook.scripts() {
        let (script, program) = (Script::of(name), recorded(place, program));
        let plain = HookFile::of(script, &place.directory, program);
        let is_made = |path: &PathBuf| (manager.made)(path, &read(path));
        if script::is_marked(&read(&plain.path)) && is_made(&plain.former) {
            // A former version put its hook here, where the framework would be called from its own hook.
            std::fs::rename(&plain.former, &plain.path).map_err(|error| hook_file::failed(&plain.path, error))?;
        }
        let there = wanted.iter().find(|wanted| wanted.script == name && wanted.is_there);
        if !manager.is_live(place, name) {
            let is_ours = script::is_marked(&read(&plain.path));
            if there.is_some() && !manager.is_live(place, first) {
                waiting.push(name);
                is_guarded |= is_ours && name == first;
            }
            if is_ours || waiting.last() != Some(&name) {
                messages.extend(plain.install()?);
            }
            continue;
        }
        let kept = HookFile::kept_by_framework(script, &place.directory, program);
        messages.extend(kept.drop_stale(&plain.path)?);
        match there {
            Some(wanted) => {
                messages.extend(kept.uninstall()?);
                messages.push(format!(
                    "already there: {} runs dsnitch in {name}: {}",
                    manager.name,
                    wanted.file.display()
                ));
                messages.extend(doubt(manager, place, wanted));
            }
            None => {
                messages.extend(kept.install()?);
                messages.push(format!("{} runs it before its own hooks", manager.name));
            }
        }
    }
    if !is_there {
        messages.push("this clone is guarded; for everybody else:".to_owned());
    }
    messages.extend(belongs(manager, &wanted, is_there));
    let sync = || {
        let types: String = waiting.iter().map(|name| format!(" --hook-type {name}")).collect();
        format!("{}{types}", manager.sync)
    };
    if is_guarded {
        messages.push(format!(
            "until {} puts its hooks into this clone, dsnitch's own hook guards it; then: {} && dsnitch install, which takes its own away",
            manager.name,
            sync()
        ));
    }
    let error = if typed.write && !is_there {
        let next = "add the lines above by hand";
        let what = format!("the configuration of {}", manager.name);
        Some(Failure::new(what, "is in a form that no line is added to", next))
    } else if !waiting.is_empty() && !is_guarded {
        let why = format!("{} runs dsnitch, and has not put its hooks into this clone", manager.name);
        Some(Failure::new(format!("{first} is not guarded"), why, format!("run {}", sync())))
    } else {
        None
    };
    Ok(Outcome { messages, error, ..Outcome::default() })
}

/// A warning if the manager's hook is installed but it is not certain that it refuses what dsnitch refuses.
fn doubt(manager: &Manager, place: &Place, wanted: &Wanted) -> Option<String> {
    if !manager.is_live(place, wanted.script) {
        return None;
    }
    let why = manager.leads(place, wanted.script, &wanted.file).err()?;
    Some(format!("note: whether that refuses what it should is not sure (see dsnitch doctor): {why}"))
}

/// The lines missing from a manager's configuration. Hooks with the same lines are listed once; if one hook is
/// configured already, only the location is named for the others.
fn belongs(manager: &Manager, wanted: &[Wanted], is_there: bool) -> Vec<String> {
    let mut messages = Vec::new();
    // Files that get the same lines are listed together, and so are all lines for one file.
    let mut lines: Vec<(Vec<&Path>, Vec<&str>)> = Vec::new();
    for Wanted { file, lines: text, .. } in wanted.iter().filter(|wanted| !wanted.is_there) {
        let (file, text) = (file.as_path(), text.as_str());
        if let Some((files, _)) = lines.iter_mut().find(|(_, texts)| *texts == [text]) {
            if !files.contains(&file) {
                files.push(file);
            }
        } else if let Some((_, texts)) = lines.iter_mut().find(|(files, _)| *files == [file]) {
            texts.push(text);
        } else {
            lines.push((vec![file], vec![text]));
        }
    }
    if is_there && !lines.is_empty() {
        messages.push("for merges and patches that git commits by itself:".to_owned());
    }
    for (files, texts) in &lines {
        let (last, others) = files.split_last().map_or((String::new(), String::new()), |(last, others)| {
            let others: Vec<String> = others.iter().map(|file| file.display().to_string()).collect();
            (last.display().to_string(), others.join(", "))
        });
        let files = if others.is_empty() { last } else { format!("{others} and {last}, each") };
        messages.push(format!("this belongs into {files} (and dsnitch on everybody's PATH):"));
        messages.push(String::new());
        messages.extend(texts.iter().flat_map(|text| text.lines()).map(|line| format!("    {line}")));
        messages.push(String::new());
    }
    let types: Vec<String> = wanted.iter().map(|wanted| format!("--hook-type {}", wanted.script)).collect();
    if manager.keeps && !lines.is_empty() {
        messages.push(format!("then: {} {}", manager.sync, types.join(" ")));
    }
    messages
}

/// Removes the backup of a hook that a manager has since restored, and removes our hook if dsnitch is run another way.
fn stale(hook: HookName, place: &Place, is_guarded: bool) -> Result<Vec<String>, Failure> {
    let mut messages = Vec::new();
    for &name in hook.scripts() {
        let file = HookFile::of(Script::of(name), &place.directory, None);
        if is_guarded {
            messages.extend(file.uninstall()?);
        }
        messages.extend(file.drop_stale(&file.path)?);
    }
    Ok(messages)
}
