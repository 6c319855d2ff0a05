//! `dsnitch doctor`: whether commits here are guarded, and by what. It changes nothing of the repository.

mod canary;
mod hook;
mod program;
mod surroundings;

use std::io::{self, Write as _};

use dsnitch::text::for_terminal;

use super::args::Global;
use super::exit::Exit;
use super::install::place::{self, Place};
use super::masked::masked_text;
use super::terminal;

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    /// As it should.
    Fine,
    /// Something to know; nothing gets past because of it that is meant to be stopped.
    Note,
    /// Something gets past.
    Gap,
    /// It could not be found out.
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

/// What was found out, and what mends it.
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

/// Looks, and tells. Status 0 if commits are guarded, 1 if something gets past, 2 if that could not be found out.
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
    let told = lines.iter().filter(|line| !global.quiet || line.state >= State::Gap).try_for_each(|line| {
        writeln!(out, "{}: {}", line.state.word(), visible(&line.text))?;
        if line.next.is_empty() { Ok(()) } else { writeln!(out, "  next: {}", visible(&line.next)) }
    });
    exit.after_writing(told.and_then(|()| out.flush()).is_ok())
}

fn lines(place: &Place, global: &Global) -> Vec<Line> {
    let mut lines = hook::path(place);
    if place.is_bare {
        lines.extend(hook::receiving(place));
    } else {
        lines.extend(hook::commits(place));
        lines.extend(canary::planted(place));
        lines.extend(hook::others(place));
        lines.extend(surroundings::agents(place));
    }
    lines.extend(surroundings::configuration(place, global));
    lines
}
