//! Checks what the configuration excuses.

use std::ffi::OsString;
use std::path::Path;

use dsnitch::failure::Failure;
use dsnitch::git::Layout;
use dsnitch::policy::{IGNORE_FILE, Profile};

use super::{Line, State};
use crate::cli::args::Global;
use crate::cli::config::{self, NAME};
use crate::cli::home::Home;
use crate::cli::install::place::Place;
use crate::cli::own_file;
use crate::cli::settings::{Settings, Side};

/// The effect of the configuration on findings.
pub(super) fn configuration(place: &Place, settings: &Result<Settings, Failure>) -> Vec<Line> {
    if place.is_bare {
        return vec![Line::note(format!("the configuration is that of HEAD's {NAME}, never what is pushed"), "")];
    }
    let settings = match settings {
        Ok(settings) => settings,
        Err(error) => {
            return vec![Line::new(
                State::Gap,
                format!("the configuration: {}: {}, so that every commit is refused", error.what, error.why),
                error.next.as_str(),
            )];
        }
    };
    let mut lines = Vec::new();
    let profile = settings.policy.profile();
    let lax = if profile == Profile::Relaxed { ": weak passwords block in production only" } else { "" };
    lines.push(Line::fine(format!("the profile is {}{lax}", profile.as_str())));
    lines.extend(observing(settings));
    lines.extend(exceptions(place, settings));
    let ignored = own_file::read(&place.top, Path::new(IGNORE_FILE)).ok().flatten().unwrap_or_default();
    let patterns = ignored.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).count();
    if patterns > 0 {
        let plural = if patterns == 1 { "pattern" } else { "patterns" };
        lines.push(Line::note(
            format!("{IGNORE_FILE} has {patterns} {plural}: files that they name are not scanned"),
            "dsnitch files . --explain says which these are",
        ));
    }
    if settings.policy.has_baseline() {
        lines.push(Line::note("a baseline accepts findings of before", "dsnitch baseline show"));
    }
    for name in ["DSNITCH_CONFIG", "DSNITCH_PROFILE", "SKIP"] {
        if let Some(value) =
            variable(name).filter(|value| name != "SKIP" || value.to_string_lossy().contains("dsnitch"))
        {
            lines.push(Line::note(
                format!("{name} is set in this shell, to {}", value.display()),
                format!("unset {name}"),
            ));
        }
    }
    lines
}

/// The settings of a scan of `place`.
pub(super) fn settings(place: &Place, global: &Global) -> Result<Settings, Failure> {
    Settings::load(global, &variable, &Home::WorkTree(&place.top), Side::Ours)
}

fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// That nothing blocks, and how to end it.
fn observing(settings: &Settings) -> Option<Line> {
    let why = settings.observed.as_deref()?;
    Some(Line::new(
        State::Gap,
        format!("the gate observes, and lets everything through: {why}"),
        end_of_trial(settings),
    ))
}

/// What ends observe mode.
pub(super) fn end_of_trial(settings: &Settings) -> String {
    let file = settings.exceptions.observing.as_deref().filter(|_| settings.observed.as_deref() != Some("--observe"));
    file.map_or_else(|| "run it without --observe".to_owned(), |file| format!("take observe_until out of {file}"))
}

/// What is excused by entries, by an environment, by comments of other tools.
fn exceptions(place: &Place, settings: &Settings) -> Vec<Line> {
    let mut lines = Vec::new();
    let found = &settings.exceptions;
    let text = config::read(&place.top.join(NAME), Some(&place.top)).ok().flatten();
    let own = text.as_deref().and_then(|text| config::parse(NAME, text).ok());
    let is_own = own.is_some() && settings.extended.is_empty();
    let whose = if is_own { NAME } else { "the configuration" };
    let entries = match found.entries {
        1 => format!("{whose} has 1 entry that excuses something"),
        many => format!("{whose} has {many} entries that excuse something"),
    };
    if found.entries > 0 {
        lines.push(Line::note(entries, "dsnitch history --explain shows what for"));
    }
    for (path, environment) in &found.environments {
        let text = format!("what {path} names is of the environment {environment}, which decides what blocks there");
        lines.push(Line::note(text, format!("if it should not be: take its [[environment]] out of {whose}")));
    }
    if !settings.markers.is_empty() {
        let names = settings.markers.join(", ");
        let text = format!("comments of other tools excuse any finding, without a reason: {names}");
        lines.push(Line::note(text, format!("if they should not: take other_pragmas out of {whose}")));
    }
    if own.is_some() {
        if lines.is_empty() {
            lines.push(Line::fine(format!("{NAME} has no entry that excuses something")));
        }
        let staged = Layout::discover(&place.top).ok().and_then(|layout| layout.staged_file(NAME).ok().flatten());
        if staged.is_none() {
            lines.push(Line::note(
                format!("{NAME} is not tracked: it holds for you alone, and not in CI"),
                format!("git add {NAME}"),
            ));
        }
    }
    lines
}
