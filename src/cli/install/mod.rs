//! `dsnitch install` and `uninstall`: hooks in the directory that git uses, or lines in the configuration of a hook
//! manager.

pub(super) mod agents;
mod global;
mod here;
pub(super) mod hook_file;
pub(super) mod managers;
pub(super) mod place;
pub(super) mod script;
mod uninstall;
pub(super) mod wiring;

use std::io::{self, Write as _};

use dsnitch::failure::Failure;
use dsnitch::text::for_terminal;

use super::args::{self, AgentName};
use super::exit::Exit;
use super::masked::masked_text;
use super::terminal;
use agents::Settings;
use global::Reach;
pub(super) use global::is_for_all;

/// What was done, and what was not possible.
#[derive(Default)]
struct Outcome {
    messages: Vec<String>,
    /// True if something of ours that was to be removed is left.
    is_left: bool,
    error: Option<Failure>,
}

/// Installs a hook for the repository of the current directory, or for all repositories of a user.
pub(crate) fn install(typed: &args::Install) -> Exit {
    let program = std::env::current_exe().unwrap_or_default();
    if let Some(agent) = typed.agent {
        return print(
            settings(agent, typed.user).and_then(|settings| settings.install(typed.dry_run)).map(with_messages),
        );
    }
    print(match reach(typed.global, typed.template) {
        Some(reach) => global::install(reach, typed.hook, &program).map(with_messages),
        None => place::find().and_then(|place| here::install(typed, &place, &program)),
    })
}

/// Removes one hook, or all of ours.
pub(crate) fn uninstall(typed: &args::Uninstall) -> Exit {
    if let Some(agent) = typed.agent {
        return print(settings(agent, typed.user).and_then(|settings| settings.uninstall()).map(with_messages));
    }
    print(match reach(typed.global, typed.template) {
        Some(reach) => global::uninstall(reach).map(with_messages),
        None => place::find().and_then(|place| uninstall::uninstall(typed.hook, &place)),
    })
}

/// The settings of an agent: the user's, or those of this repository.
fn settings(agent: AgentName, is_of_user: bool) -> Result<Settings, Failure> {
    if is_of_user {
        return Settings::of(agent, None);
    }
    let place = place::find()?;
    if place.is_bare {
        return Err(Failure::new(
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

fn with_messages(messages: Vec<String>) -> Outcome {
    Outcome { messages, ..Outcome::default() }
}

fn print(outcome: Result<Outcome, Failure>) -> Exit {
    let Outcome { messages, is_left, error } =
        outcome.unwrap_or_else(|error| Outcome { error: Some(error), ..Outcome::default() });
    let mut out = io::stdout().lock();
    let written = messages
        .iter()
        .try_for_each(|line| writeln!(out, "{}", terminal::for_people(&for_terminal(&masked_text(line)))));
    let is_written = written.and_then(|()| out.flush()).is_ok();
    match error {
        None if is_left => Exit::Blocked,
        None => Exit::Pass.after_writing(is_written),
        Some(error) => {
            terminal::complain(&error);
            Exit::Failed
        }
    }
}
