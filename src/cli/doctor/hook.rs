//! Checks which hooks git will run, and who wrote them.

use std::path::PathBuf;

use super::program::{on_path, program};
use super::{Line, State, manager_program};
use crate::cli::install::hook_file::{is_executable, read};
use crate::cli::install::managers::{self, Manager, lint_staged};
use crate::cli::install::place::Place;
use crate::cli::install::script::{self, Scope, Script, Whose};
use crate::cli::install::wiring;

/// Checks whether commits run dsnitch.
pub(super) fn commits(place: &Place) -> Vec<Line> {
    guards(place, "pre-commit", "commits", "dsnitch install", State::Gap)
}

/// Checks whether pushes into a bare repository run dsnitch.
pub(super) fn receiving(place: &Place) -> Vec<Line> {
    guards(place, "pre-receive", "pushes that come in", "dsnitch install --hook pre-receive", State::Gap)
}

/// Lists the other hooks, and the operations that no hook covers.
pub(super) fn others(place: &Place) -> Vec<Line> {
    let mut lines = Vec::new();
    for (name, what, install) in [
        ("pre-merge-commit", "merges that git commits by itself", "dsnitch install"),
        ("pre-applypatch", "patches of git am", "dsnitch install"),
        ("commit-msg", "messages", "dsnitch install --hook commit-msg"),
        ("pre-push", "pushes", "dsnitch install --hook pre-push"),
    ] {
        lines.extend(guards(place, name, what, install, State::Note));
    }
    lines.push(Line::note(
        "cherry-pick, revert, rebase and fast-forwards run no hook that could refuse them",
        "dsnitch range in CI sees them (docs/ci.md)",
    ));
    lines
}

/// Checks one hook: whether it is dsnitch's or calls it. `bad` is the state if it does not.
fn guards(place: &Place, name: &'static str, what: &str, install: &str, bad: State) -> Vec<Line> {
    let path = place.directory.join(name);
    let shown = path.display();
    let text = read(&path);
    let manager = managers::of(place);
    let Ok(metadata) = path.symlink_metadata() else {
        // Where the directory is none, that is told once.
        let is_directory = place.directory.is_dir() || !place.directory.exists();
        return if is_directory { vec![absent(place, manager, name, what, install, bad)] } else { Vec::new() };
    };
    if is_executable(&path)
        && text
            .split(|byte| *byte == b'\n')
            .next()
            .is_some_and(|first| first.starts_with(b"#!") && first.ends_with(b"\r"))
    {
        let why = "the lines end with CR and LF, so that the system does not find its interpreter, and git refuses";
        let text = format!("{what}: {shown} cannot be started: {why} each time");
        return vec![Line::new(
            bad,
            text,
            format!("remove the CRs: tr -d '\\r' < '{shown}' > tmp && cat tmp > '{shown}'"),
        )];
    }
    if !is_executable(&path) {
        let why = if metadata.is_symlink() && !path.exists() {
            "a link that leads nowhere"
        } else {
            "not executable, so that git does not run it"
        };
        return vec![Line::new(
            bad,
            format!("{what}: {shown} is {why}"),
            format!("chmod +x '{shown}', or remove it and run {install}"),
        )];
    }
    match Script::of(name).whose(&text) {
        Whose::Ours => {
            [vec![Line::fine(format!("{what}: {shown} is dsnitch's"))], program(&path, &text, install)].concat_lines()
        }
        Whose::Former => match script::scope(&text) {
            Some(Scope::Chain) => handed_on(place, name, what, install, bad),
            Some(Scope::Everywhere) => {
                let mut lines = vec![Line::fine(format!("{what}: {shown} is dsnitch's, for all repositories"))];
                let own = place.own_hooks().join(name);
                if is_executable(&own) && script::is_marked(&read(&own)) {
                    let twice = format!("{what}: are scanned twice, for {} is dsnitch's too", own.display());
                    lines.push(Line::note(twice, "dsnitch uninstall takes the repository's own away"));
                }
                [lines, program(&path, &text, "dsnitch install --global")].concat_lines()
            }
            Some(Scope::Repository) | None => {
                let line = Line::note(format!("{what}: {shown} is dsnitch's, of another version"), install);
                [vec![line], program(&path, &text, install)].concat_lines()
            }
        },
        Whose::Changed => vec![Line::new(
            unsure(bad),
            format!(
                "{what}: {shown} is dsnitch's, and was changed or is of a later version: what it does is not known"
            ),
            "to have it as it was: dsnitch uninstall, then dsnitch install",
        )],
        Whose::Foreign => match manager.filter(|manager| (manager.made)(&path, &text)) {
            Some(manager) => managed(place, manager, name, what, install, bad),
            None if name == "pre-commit" && lint_staged::led_to(place, &text_of(&text)).is_some() => {
                let file = lint_staged::led_to(place, &text_of(&text)).unwrap_or_default();
                let runs = format!("{shown} runs lint-staged, which runs dsnitch ({})", file.display());
                sure(place, what, &runs, wiring::own_hook(place, &text_of(&text), name, Some(&file)), bad)
            }
            None if wiring::is_named(&text_of(&text)) => {
                let leads = wiring::own_hook(place, &text_of(&text), name, None);
                sure(place, what, &format!("{shown} is somebody's own, and runs dsnitch"), leads, bad)
            }
            None => vec![Line::new(bad, format!("{what}: {shown} is another's, and does not name dsnitch"), install)],
        },
    }
}

/// The state for an uncertain hook, where an absent hook would have the state `bad`.
const fn unsure(bad: State) -> State {
    match bad {
        State::Gap => State::Unknown,
        other => other,
    }
}

/// Reports a hook that runs dsnitch by its own text, and whether that is certain.
fn sure(place: &Place, what: &str, runs: &str, leads: Result<(), wiring::Unsure>, bad: State) -> Vec<Line> {
    match leads {
        Ok(()) => [vec![Line::fine(format!("{what}: {runs}"))], on_path(place)].concat_lines(),
        Err(why) => vec![Line::new(
            unsure(bad),
            format!("{what}: dsnitch is named, and that it refuses what it should is not sure. {why}"),
            "have dsnitch run there as a command of its own that nothing leaves out (hooks/README.md: What doctor reads), and try it: stage a made-up password, and commit",
        )],
    }
}

fn text_of(text: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(text)
}

/// Handles a global hook that only runs the repository's own hook.
fn handed_on(place: &Place, name: &'static str, what: &str, install: &str, bad: State) -> Vec<Line> {
    let path = place.own_hooks().join(name);
    let (text, shown) = (read(&path), path.display());
    if is_executable(&path) && matches!(Script::of(name).whose(&text), Whose::Ours | Whose::Former) {
        let line = Line::fine(format!("{what}: {shown} is dsnitch's, and is run by the hook of all repositories"));
        return [vec![line], program(&path, &text, install)].concat_lines();
    }
    let hands_on = place.directory.join(name);
    let text = format!("{what}: {} only runs the repository's own hook, which is not dsnitch's", hands_on.display());
    let global = match install.split_once(" --hook ") {
        Some((install, hook)) => format!("{install} --global --hook {hook}"),
        None => format!("{install} --global"),
    };
    vec![Line::new(bad, text, format!("{install}, or for all repositories: {global}"))]
}

/// Concatenates groups of lines.
trait Concat {
    fn concat_lines(self) -> Vec<Line>;
}

impl Concat for [Vec<Line>; 2] {
    fn concat_lines(self) -> Vec<Line> {
        self.into_iter().flatten().collect()
    }
}

/// Reports an absent hook and the command that installs it.
fn absent(place: &Place, manager: Option<&Manager>, name: &str, what: &str, install: &str, bad: State) -> Line {
    let Some(manager) = manager else {
        return Line::new(bad, format!("{what}: there is no {name} hook"), install);
    };
    let runs = configured(place, manager, name);
    let (why, next) = match runs {
        Some(file) => (
            format!("{} runs dsnitch for {name}, and is not set up in this clone", file.display()),
            // A framework's plain `install` sets up the hook of commits alone.
            match manager.keeps && name != "pre-commit" {
                true => format!("{} --hook-type {name}", manager.sync),
                false => manager.sync.to_owned(),
            },
        ),
        None => (format!("{} does not run dsnitch for {name}", manager.name), manager.written_by(place, name, install)),
    };
    Line::new(bad, format!("{what}: {why}"), next)
}

/// Reports a hook that a manager wrote.
fn managed(place: &Place, manager: &Manager, name: &'static str, what: &str, install: &str, bad: State) -> Vec<Line> {
    let kept = place.directory.join(format!("{name}.legacy"));
    let text = read(&kept);
    if manager.keeps && is_executable(&kept) && script::is_marked(&text) {
        let runs = format!("{} runs dsnitch's hook first ({})", manager.name, kept.display());
        let is_known = matches!(Script::of(name).whose(&text), Whose::Ours | Whose::Former);
        let leads = match wiring::keeps(place, name) {
            Ok(()) if !is_known => Err(format!("{} was changed, or is of a later version", kept.display())),
            leads => leads,
        };
        let mut lines = match leads {
            Ok(()) => vec![Line::fine(format!("{what}: {runs}"))],
            leads => sure(place, what, &runs, leads, bad),
        };
        if let Some(file) = configured(place, manager, name) {
            let twice = format!("{what}: are scanned twice, for {} has dsnitch run too", file.display());
            lines.push(Line::note(twice, format!("{install} takes the first of the two away")));
        }
        return [lines, program(&kept, &text, install)].concat_lines();
    }
    match configured(place, manager, name) {
        Some(file) => {
            let runs = format!("{} runs dsnitch ({})", manager.name, file.display());
            let lines = sure(place, what, &runs, manager.leads(place, name, &file), bad);
            // Said once, with the hook that matters most.
            let missing = if bad == State::Gap {
                manager_program::missing(place, manager, &path_of(place, name))
            } else {
                Vec::new()
            };
            [lines, missing].concat_lines()
        }
        None => {
            let text = format!("{what}: {} has the hook, and does not run dsnitch", manager.name);
            vec![Line::new(bad, text, manager.written_by(place, name, install))]
        }
    }
}

fn path_of(place: &Place, name: &str) -> PathBuf {
    place.directory.join(name)
}

/// The manager's configuration file that makes the hook run dsnitch.
fn configured(place: &Place, manager: &Manager, name: &str) -> Option<PathBuf> {
    use crate::cli::args::HookName::{CommitMsg, PreCommit, PrePush};
    let hook = match name {
        "pre-push" => PrePush,
        "commit-msg" => CommitMsg,
        _ => PreCommit,
    };
    let wanted = manager.wanted(place, hook).ok()?;
    wanted.into_iter().find(|wanted| wanted.script == name && wanted.is_there).map(|wanted| wanted.file)
}
