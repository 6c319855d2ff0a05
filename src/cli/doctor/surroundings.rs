//! Checks what the configuration excuses, and which coding agents call dsnitch.

use std::ffi::OsString;
use std::path::Path;

use clap::ValueEnum as _;
use dsnitch::git::Layout;
use dsnitch::policy::{IGNORE_FILE, Profile};

use super::{Line, State};
use crate::cli::args::{AgentName, Global};
use crate::cli::config::{self, NAME};
use crate::cli::home::Home;
use crate::cli::install::agents::Settings as AgentSettings;
use crate::cli::install::place::Place;
use crate::cli::own_file;
use crate::cli::settings::{Settings, Side};

/// The effect of the configuration on findings.
pub(super) fn configuration(place: &Place, global: &Global) -> Vec<Line> {
    if place.is_bare {
        return vec![Line::note(format!("the configuration is that of HEAD's {NAME}, never what is pushed"), "")];
    }
    let variable = |name: &str| std::env::var_os(name).filter(|value: &OsString| !value.is_empty());
    let settings = match Settings::load(global, &variable, &Home::WorkTree(&place.top), Side::Ours) {
        Ok(settings) => settings,
        Err(error) => {
            return vec![Line::new(
                State::Gap,
                format!("the configuration: {}: {}, so that every commit is refused", error.what, error.why),
                error.next,
            )];
        }
    };
    let mut lines = Vec::new();
    let profile = settings.policy.profile();
    let lax = if profile == Profile::Relaxed { ": weak passwords block in production only" } else { "" };
    lines.push(Line::fine(format!("the profile is {}{lax}", profile.as_str())));
    let path = place.top.join(NAME);
    let text = config::read(&path, Some(&place.top)).ok().flatten();
    if let Some(written) = text.as_deref().and_then(|text| config::parse(NAME, text).ok()) {
        let entries = written.allow.len();
        let text = match entries {
            0 => format!("{NAME} has no entry that excuses something"),
            1 => format!("{NAME} has 1 entry that excuses something"),
            _ => format!("{NAME} has {entries} entries that excuse something"),
        };
        lines.push(if entries == 0 {
            Line::fine(text)
        } else {
            Line::note(text, "dsnitch history --explain shows what for")
        });
        let staged = Layout::discover(&place.top).ok().and_then(|layout| layout.staged_file(NAME).ok().flatten());
        if staged.is_none() {
            lines.push(Line::note(
                format!("{NAME} is not tracked: it holds for you alone, and not in CI"),
                format!("git add {NAME}"),
            ));
        }
    }
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

/// The coding agents that have settings here or in the home directory, and whether each calls dsnitch.
pub(super) fn agents(place: &Place) -> Vec<Line> {
    let mut lines = Vec::new();
    for name in AgentName::value_variants() {
        for (top, whose, more) in
            [(Some(place.top.as_path()), "of this repository", ""), (None, "of your own", " --user")]
        {
            let Ok(settings) = AgentSettings::of(*name, top) else { continue };
            if !settings.is_used() {
                continue;
            }
            let title = settings.title();
            let install = format!(
                "dsnitch install --agent {}{more}",
                name.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
            );
            lines.push(match settings.live() {
                Ok((live, left)) if left.is_empty() => {
                    Line::fine(format!("{title}, settings {whose}: asks dsnitch ({})", live.join(", ")))
                }
                Ok((live, left)) if !live.is_empty() => {
                    Line::note(format!("{title}, settings {whose}: does not ask about {}", left.join(", ")), install)
                }
                Ok(_) => Line::note(format!("{title}, settings {whose}: does not ask dsnitch"), install),
                Err(error) => Line::note(format!("{title}: {}: {}", error.what, error.why), error.next),
            });
        }
    }
    lines
}
