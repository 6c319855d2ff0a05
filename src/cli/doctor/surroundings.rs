//! Checks which coding agents call dsnitch.

use clap::ValueEnum as _;

use super::Line;
use crate::cli::args::AgentName;
use crate::cli::install::agents::Settings as AgentSettings;
use crate::cli::install::place::Place;

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
