//! `dsnitch install` and `uninstall`: hooks where git will really run them, or in the configuration of the program that owns
//! the hooks.

pub(super) mod agents;
mod global;
pub(super) mod hook_file;
pub(super) mod managers;
pub(super) mod place;
pub(super) mod script;

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use dsnitch::failure::SourceError;
use dsnitch::text::for_terminal;

use super::args::{self, AgentName, HookName};
use super::exit::Exit;
use super::masked::masked_text;
use super::terminal;
use agents::Settings;
use global::Reach;
use hook_file::{HookFile, read};
use managers::{Manager, Wanted};
use place::Place;
use script::{Script, scripts};

/// What was done, and what could not be.
#[derive(Default)]
struct Outcome {
    told: Vec<String>,
    error: Option<SourceError>,
}

/// Installs a hook for the repository that the current directory lies in, or for all of a user.
pub(crate) fn install(typed: &args::Install) -> Exit {
    let program = std::env::current_exe().unwrap_or_default();
    if let Some(agent) = typed.agent {
        return tell(settings(agent, typed.user).and_then(|settings| settings.install(typed.dry_run)).map(done));
    }
    tell(match reach(typed.global, typed.template) {
        Some(reach) => global::install(reach, typed.hook, &program).map(done),
        None => place::find().and_then(|place| install_here(typed, &place, &program)),
    })
}

/// Takes hooks away again: one kind, or all that are ours.
pub(crate) fn uninstall(typed: &args::Uninstall) -> Exit {
    if let Some(agent) = typed.agent {
        return tell(settings(agent, typed.user).and_then(|settings| settings.uninstall()).map(done));
    }
    tell(match reach(typed.global, typed.template) {
        Some(reach) => global::uninstall(reach).map(done),
        None => place::find().and_then(|place| uninstall_here(typed.hook, &place)).map(done),
    })
}

/// The settings of an agent: a user's, or those of the repository here.
fn settings(agent: AgentName, is_of_user: bool) -> Result<Settings, SourceError> {
    if is_of_user {
        return Settings::of(agent, None);
    }
    let place = place::find()?;
    if place.is_bare {
        return Err(SourceError::new(
            "the settings of an agent",
            "nobody works in a bare repository",
            "add --user for your own",
        ));
    }
    Settings::of(agent, Some(&place.top))
}

const fn reach(is_global: bool, is_template: bool) -> Option<Reach> {
    match (is_global, is_template) {
        (true, _) => Some(Reach::Global),
        (_, true) => Some(Reach::Template),
        _ => None,
    }
}

fn done(told: Vec<String>) -> Outcome {
    Outcome { told, error: None }
}

fn tell(outcome: Result<Outcome, SourceError>) -> Exit {
    let Outcome { told, error } = outcome.unwrap_or_else(|error| Outcome { told: Vec::new(), error: Some(error) });
    let mut out = io::stdout().lock();
    let told = told.iter().try_for_each(|line| writeln!(out, "{}", for_terminal(&masked_text(line))));
    let is_written = told.and_then(|()| out.flush()).is_ok();
    match error {
        None => Exit::Pass.after_writing(is_written),
        Some(error) => {
            terminal::complain(&error);
            Exit::Failed
        }
    }
}

fn install_here(typed: &args::Install, place: &Place, program: &Path) -> Result<Outcome, SourceError> {
    if place.is_bare && !matches!(typed.hook, HookName::PreReceive | HookName::PrePush) {
        let next = "guard its pushes instead: dsnitch install --hook pre-receive";
        return Err(SourceError::new("commits", "nobody commits in a bare repository", next));
    }
    if place.own.brings(program) {
        let next = "install dsnitch where no repository lies, the way it was installed, and run that one";
        let why = "lies in the repository that it is to guard, and a hook runs no program of the repository";
        return Err(SourceError::new(program.display().to_string(), why, next));
    }
    let manager = if typed.hook == HookName::PreReceive { None } else { managers::of(place) };
    match manager {
        Some(manager) if manager.keeps => beside(manager, typed, place, program),
        Some(manager) => instead(manager, typed, place),
        None if typed.write => {
            let next = "leave --write out, and git's own hook is installed";
            Err(SourceError::new("--write", "no hook manager owns the hooks of this repository", next))
        }
        None => plain(typed.hook, place, program).map(done),
    }
}

/// The program that a hook of `place` may name: what may be committed names none of this machine.
fn recorded<'p>(place: &Place, program: &'p Path) -> Option<&'p Path> {
    (!place.is_in_work_tree).then_some(program)
}

fn plain(hook: HookName, place: &Place, program: &Path) -> Result<Vec<String>, SourceError> {
    let mut told = Vec::new();
    for &name in scripts(hook) {
        told.extend(HookFile::of(Script::of(name), &place.directory, recorded(place, program)).install()?);
    }
    let directory = place.directory.display();
    if place.is_shared {
        told.push(format!(
            "note: {directory} lies outside of this repository (core.hooksPath): every repository that uses it is guarded now"
        ));
    }
    if place.is_in_work_tree {
        told.push(format!(
            "note: {directory} lies in the work tree (core.hooksPath): the hook names no path of this machine, takes dsnitch from PATH, and can be committed"
        ));
    }
    Ok(told)
}

/// Where a manager writes over other hooks: what belongs into its configuration.
fn instead(manager: &Manager, typed: &args::Install, place: &Place) -> Result<Outcome, SourceError> {
    let mut told = Vec::new();
    let mut wanted = manager.wanted(place, typed.hook)?;
    if typed.write {
        told.extend(manager.write(place, &mut wanted)?);
    }
    let is_guarded = wanted.first().is_some_and(|wanted| wanted.is_there);
    told.extend(stale(typed.hook, place, is_guarded)?);
    for wanted in wanted.iter().filter(|wanted| wanted.is_there) {
        told.push(format!("{} runs dsnitch in {}: {}", manager.name, wanted.script, wanted.file.display()));
    }
    told.extend(belongs(manager, &wanted, is_guarded));
    let first = scripts(typed.hook).first().copied().unwrap_or_default();
    let error = if !is_guarded {
        let next = match typed.write {
            false => "add the lines above, or have them added: dsnitch install --write".to_owned(),
            true => "its file is in a form that no line is added to: add the lines above by hand".to_owned(),
        };
        Some(SourceError::new(
            format!("{first} is not guarded"),
            format!("{} owns the hooks here, and writes over others", manager.name),
            next,
        ))
    } else if !manager.is_live(place, first) {
        Some(SourceError::new(
            format!("{first} is not guarded"),
            format!("{} has not put its hooks into this clone", manager.name),
            format!("run {}", manager.sync),
        ))
    } else {
        None
    };
    Ok(Outcome { told, error })
}

/// Where a manager keeps another hook and runs it first: that is what ours is, unless its configuration runs dsnitch anyway.
fn beside(manager: &Manager, typed: &args::Install, place: &Place, program: &Path) -> Result<Outcome, SourceError> {
    let mut told = Vec::new();
    let mut wanted = manager.wanted(place, typed.hook)?;
    if typed.write {
        told.extend(manager.write(place, &mut wanted)?);
    }
    for &name in scripts(typed.hook) {
        let (script, program) = (Script::of(name), recorded(place, program));
        let plain = HookFile::of(script, &place.directory, program);
        let is_made = |path: &PathBuf| (manager.made)(path, &read(path));
        if script::is_marked(&read(&plain.path)) && is_made(&plain.former) {
            // As former versions left it, and the framework would be called in its own hook.
            std::fs::rename(&plain.former, &plain.path).map_err(|error| hook_file::failed(&plain.path, error))?;
        }
        if !manager.is_live(place, name) {
            told.extend(plain.install()?);
            continue;
        }
        let kept = HookFile::kept_by_framework(script, &place.directory, program);
        told.extend(kept.drop_stale(&plain.path)?);
        let there = wanted.iter().find(|wanted| wanted.script == name && wanted.is_there);
        match there {
            Some(wanted) if kept.found()? == hook_file::Found::Nothing => {
                told.push(format!("already there: {} runs dsnitch in {name}: {}", manager.name, wanted.file.display()));
            }
            _ => {
                told.extend(kept.install()?);
                told.push(format!("{} runs it before its own hooks", manager.name));
            }
        }
    }
    let is_there = wanted.first().is_some_and(|wanted| wanted.is_there);
    if !is_there {
        told.push("this clone is guarded; for everybody else:".to_owned());
    }
    told.extend(belongs(manager, &wanted, is_there));
    let error = (typed.write && !is_there).then(|| {
        let next = "add the lines above by hand";
        SourceError::new(
            format!("the configuration of {}", manager.name),
            "is in a form that no line is added to",
            next,
        )
    });
    Ok(Outcome { told, error })
}

/// What belongs into the configuration of a manager and is not there. Hooks that share their lines are told once; of those
/// beside one that is there, only where to find them.
fn belongs(manager: &Manager, wanted: &[Wanted], is_there: bool) -> Vec<String> {
    let mut told = Vec::new();
    let mut lines: Vec<(&Path, &str)> = Vec::new();
    for Wanted { file, lines: text, .. } in wanted.iter().filter(|wanted| !wanted.is_there) {
        if !lines.contains(&(file, text)) {
            lines.push((file, text));
        }
    }
    if is_there && !lines.is_empty() {
        told.push("for merges and patches that git commits by itself:".to_owned());
    }
    for (file, text) in &lines {
        told.push(format!("this belongs into {} (and dsnitch on everybody's PATH):", file.display()));
        told.push(String::new());
        told.extend(text.lines().map(|line| format!("    {line}")));
        told.push(String::new());
    }
    let types: Vec<String> = wanted.iter().map(|wanted| format!("--hook-type {}", wanted.script)).collect();
    if manager.keeps && !lines.is_empty() {
        told.push(format!("then: {} {}", manager.sync, types.join(" ")));
    }
    told
}

/// Drops hooks that were kept when ours took their place, where a manager has put its own back; and ours, once dsnitch is run
/// otherwise.
fn stale(hook: HookName, place: &Place, is_guarded: bool) -> Result<Vec<String>, SourceError> {
    let mut told = Vec::new();
    for &name in scripts(hook) {
        let file = HookFile::of(Script::of(name), &place.directory, None);
        if is_guarded {
            told.extend(file.uninstall()?);
        }
        told.extend(file.drop_stale(&file.path)?);
    }
    Ok(told)
}

fn uninstall_here(hook: Option<HookName>, place: &Place) -> Result<Vec<String>, SourceError> {
    let (mut told, mut left) = (Vec::new(), Vec::new());
    let hooks: Vec<HookName> = hook.map_or_else(|| HookName::value_variants().to_vec(), |hook| vec![hook]);
    for &name in hooks.iter().flat_map(|hook| scripts(*hook)) {
        let script = Script::of(name);
        let plain = HookFile::of(script, &place.directory, None);
        told.extend(plain.uninstall()?);
        told.extend(HookFile::kept_by_framework(script, &place.directory, None).uninstall()?);
        told.extend(plain.drop_stale(&plain.path)?);
        if std::fs::symlink_metadata(&plain.former).is_ok() {
            left.push(format!("a hook that was kept earlier is still there: {}", plain.former.display()));
        }
    }
    if told.is_empty() {
        let what = hook.map_or_else(
            || "has no hook of dsnitch".to_owned(),
            |hook| format!("has no {} of dsnitch", scripts(hook).join(", no ")),
        );
        told.push(format!("not installed: {} {what}", place.directory.display()));
    }
    told.extend(left);
    if let Some(manager) = managers::of(place) {
        for hook in hooks {
            for wanted in manager.wanted(place, hook)?.into_iter().filter(|wanted| wanted.is_there) {
                let file = wanted.file.display();
                told.push(format!(
                    "{file} still has {} run dsnitch in {}: take it out there",
                    manager.name, wanted.script
                ));
            }
        }
    }
    Ok(told)
}
