//! Standard output and standard error: whether one is a terminal, its colours and its width, and messages to the user.

use std::io::{self, IsTerminal as _, Write as _};

use dsnitch::failure::Failure;
use dsnitch::report::{Colour, Detail, Style};
use dsnitch::text::for_terminal;

use super::args::{ColorChoice, Global};
use super::exit::Exit;
use super::masked::{masked, masked_text};

/// Whether standard output gets colour. `NO_COLOR` (<https://no-color.org>) and a dumb terminal rule it out,
/// unless it is asked for outright.
fn colour(choice: ColorChoice) -> Colour {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let wanted = match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            stdout_is_terminal() && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
        }
    };
    if wanted { Colour::Styled } else { Colour::Plain }
}

/// How a report looks on standard output.
pub(crate) fn style(global: &Global) -> Style {
    Style { colour: colour(global.color), columns: columns(), ..plain_style(global) }
}

/// How a report looks in a file.
pub(crate) fn plain_style(global: &Global) -> Style {
    let detail = match (global.quiet, global.explain) {
        (true, _) => Detail::Quiet,
        (_, true) => Detail::Explain,
        _ => Detail::Normal,
    };
    Style {
        detail,
        is_full: global.full,
        has_statistics: global.statistics,
        most: global.max_findings,
        ..Style::default()
    }
}

/// The columns of standard output, if it is a terminal that says them.
#[cfg(unix)]
pub(crate) fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

#[cfg(not(unix))]
pub(crate) fn columns() -> Option<usize> {
    None
}

/// Whether standard output is a terminal.
pub(crate) fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Tells an error on standard error: what and why on one line, the next step on another. An error that cannot be
/// told is still in the exit status.
pub(crate) fn complain(error: &Failure) {
    let error = masked(error);
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "dsnitch: {}: {}", for_terminal(&error.what), for_terminal(error.why.trim_end()));
    if !error.next.is_empty() {
        let _ = writeln!(err, "  next: {}", for_terminal(&error.next));
    }
}

/// Tells that something could not be written; of a pipe whose reader has gone, nothing: it wants no more.
pub(crate) fn lost(what: &str, error: &io::Error, next: &str) {
    if error.kind() != io::ErrorKind::BrokenPipe {
        complain(&Failure::new(what, error, next));
    }
}

/// Whether standard output has all that somebody wants of what a command prints that has no verdict: a reader that has gone wants
/// no more. Anything else that kept it from being written is told.
pub(crate) fn is_told(written: &io::Result<()>) -> bool {
    match written {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => true,
        Err(error) => {
            lost("standard output", error, "send the output elsewhere");
            false
        }
    }
}

/// Tells on standard output what a command has done; what the process ends with.
pub(crate) fn say(lines: &[String]) -> Exit {
    let mut out = io::stdout().lock();
    let told = |line: &String| for_terminal(&masked_text(line)).into_owned();
    let written = lines.iter().try_for_each(|line| writeln!(out, "{}", told(line))).and_then(|()| out.flush());
    Exit::Pass.after_writing(is_told(&written))
}

/// Tells something on standard error that is no error.
pub(crate) fn remark(text: &str) {
    let _ = writeln!(io::stderr().lock(), "dsnitch: {}", for_terminal(&masked_text(text)));
}

/// Makes a panic say where it happened and nothing else: its payload may quote what was being scanned.
pub(crate) fn hush_panics() {
    std::panic::set_hook(Box::new(|info| {
        let mut err = io::stderr().lock();
        let _ = match info.location() {
            Some(at) => writeln!(err, "dsnitch: internal error at {}:{}", at.file(), at.line()),
            None => writeln!(err, "dsnitch: internal error"),
        };
        let _ =
            writeln!(err, "  next: report this line, and what was being scanned, as a bug; nothing was let through");
    }));
}
