//! Standard output and standard error: terminal detection, colours, width, and messages to the user.

use std::io::{self, IsTerminal as _, Write as _};

use dsnitch::failure::Failure;
use dsnitch::report::{Colour, Detail, Style, folded, hung};
use dsnitch::text::for_terminal;

use super::args::{ColorChoice, Global};
use super::exit::Exit;
use super::masked::{masked, masked_text};

/// Decides whether standard output is coloured. `NO_COLOR` (<https://no-color.org>) and a dumb terminal disable colour
/// unless it is requested explicitly.
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

/// Whether help on standard output is coloured.
pub(crate) fn has_colour() -> bool {
    colour(ColorChoice::Auto) == Colour::Styled
}

/// The style of a report on standard output.
pub(crate) fn style(global: &Global) -> Style {
    Style { colour: colour(global.color), columns: columns(), ..plain_style(global) }
}

/// The style of a report in a file.
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

/// The width of standard output, if it is a terminal that reports one.
#[cfg(unix)]
pub(crate) fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

#[cfg(not(unix))]
pub(crate) fn columns() -> Option<usize> {
    None
}

/// `text` for standard output: in lines that fit the terminal, but for those that begin with a blank, which are to be copied.
pub(crate) fn for_people(text: &str) -> String {
    folded(text, columns())
}

/// As [`for_people`], for a text that ends with a line.
pub(crate) fn page(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{}\n", for_people(text.trim_end_matches('\n'))) }
}

/// The columns of standard error, if it is a terminal that says them.
#[cfg(unix)]
pub(crate) fn error_columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stderr()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

#[cfg(not(unix))]
pub(crate) fn error_columns() -> Option<usize> {
    None
}

/// True if standard output is a terminal.
pub(crate) fn stdout_is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Prints an error on standard error: subject and reason on one line, the next step on another. If printing fails, the
/// exit status still shows the error.
pub(crate) fn complain(error: &Failure) {
    let error = masked(error);
    let mut err = io::stderr().lock();
    let text = format!("dsnitch: {}: {}", for_terminal(&error.what), for_terminal(error.why.trim_end()));
    let _ = writeln!(err, "{}", folded(&text, error_columns()));
    if !error.next.is_empty() {
        let _ = writeln!(err, "{}", hung("  next: ", &for_terminal(&error.next), error_columns()));
    }
}

/// Prints that something could not be written, unless the reader of a pipe closed it.
pub(crate) fn lost(what: &str, error: &io::Error, next: &str) {
    if error.kind() != io::ErrorKind::BrokenPipe {
        complain(&Failure::new(what, error, next));
    }
}

/// True if the output of a command without a verdict counts as delivered, which includes a reader that closed the pipe.
/// Any other write error is printed.
pub(crate) fn is_delivered(written: &io::Result<()>) -> bool {
    match written {
        Ok(()) => true,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => true,
        Err(error) => {
            lost("standard output", error, "send the output elsewhere");
            false
        }
    }
}

/// Prints on standard output what a command has done; returns the exit status.
pub(crate) fn say(lines: &[String]) -> Exit {
    let mut out = io::stdout().lock();
    let visible = |line: &String| for_people(&for_terminal(&masked_text(line)));
    let written = lines.iter().try_for_each(|line| writeln!(out, "{}", visible(line))).and_then(|()| out.flush());
    Exit::Pass.after_writing(is_delivered(&written))
}

/// Prints a remark on standard error.
pub(crate) fn remark(text: &str) {
    let text = format!("dsnitch: {}", for_terminal(&masked_text(text)));
    let _ = writeln!(io::stderr().lock(), "{}", folded(&text, error_columns()));
}

/// Makes a panic print only its location: the payload may quote scanned content.
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
