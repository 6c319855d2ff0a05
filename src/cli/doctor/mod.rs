//! `dsnitch doctor`: checks whether commits in this repository are guarded, and by what. It does not change the
//! repository.

mod canary;
mod configuration;
mod directory;
mod hook;
mod manager_program;
mod program;
mod surroundings;

use std::io::{self, Write as _};

use dsnitch::text::for_terminal;

use super::args::Global;
use super::exit::Exit;
use super::install::place::{self, Place};
use super::masked::masked_text;
use super::terminal;

/// The state of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// In order.
    Fine,
    /// Worth knowing; nothing that should be stopped gets past.
    Note,
    /// Something gets past the gate.
    Gap,
    /// The check could not be completed.
    Unknown,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            State::Fine => "ok",
            State::Note => "note",
            State::Gap => "not guarded",
            State::Unknown => "not known",
        }
    }
}

/// The result of one check, and its remedy.
#[derive(Debug)]
struct Line {
    state: State,
    text: String,
    next: String,
}

impl Line {
    fn new(state: State, text: impl Into<String>, next: impl Into<String>) -> Line {
        Line { state, text: text.into(), next: next.into() }
    }

    fn fine(text: impl Into<String>) -> Line {
        Line::new(State::Fine, text, "")
    }

    fn note(text: impl Into<String>, next: impl Into<String>) -> Line {
        Line::new(State::Note, text, next)
    }

    fn gap(text: impl Into<String>, next: impl Into<String>) -> Line {
        Line::new(State::Gap, text, next)
    }
}

/// Runs all checks and prints the results. Status 0 if commits are guarded, 1 if something gets past, 2 if that could
/// not be determined.
pub(crate) fn run(global: &Global) -> Exit {
    let place = match place::find() {
        Ok(place) => place,
        Err(error) => {
            terminal::complain(&error);
            return Exit::Failed;
        }
    };
    let lines = lines(&place, global);
    let worst = lines.iter().map(|line| line.state).max().unwrap_or(State::Fine);
    let exit = match worst {
        State::Fine | State::Note => Exit::Pass,
        State::Gap => Exit::Blocked,
        State::Unknown => Exit::Failed,
    };
    let mut out = io::stdout().lock();
    let visible = |text: &str| for_terminal(&masked_text(text)).into_owned();
    let written = lines.iter().filter(|line| !global.quiet || line.state >= State::Gap).try_for_each(|line| {
        writeln!(out, "{}", terminal::for_people(&format!("{}: {}", line.state.word(), visible(&line.text))))?;
        if line.next.is_empty() { Ok(()) } else { writeln!(out, "  next: {}", visible(&line.next)) }
    });
    exit.after_writing(written.and_then(|()| out.flush()).is_ok())
}

fn lines(place: &Place, global: &Global) -> Vec<Line> {
    let settings = configuration::settings(place, global);
    let mut lines = directory::of(place);
    if place.is_bare {
        lines.extend(hook::receiving(place));
    } else {
        lines.extend(hook::commits(place));
        lines.extend(canary::planted(place, settings.as_ref().ok()));
        lines.extend(hook::others(place));
        lines.extend(surroundings::agents(place));
    }
    lines.extend(configuration::configuration(place, &settings));
    lines
}
