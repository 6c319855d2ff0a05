//! `dsnitch report merge`.

use std::fs;
use std::path::PathBuf;

use dsnitch::failure::SourceError;
use dsnitch::report::{Colour, Style, merge};

use super::args::Global;
use super::exit::Exit;
use super::output::Output;
use super::scan::{detail, format};
use super::terminal;

/// Puts the reports in `files` together and writes the result.
pub(crate) fn run(files: &[PathBuf], global: &Global) -> Exit {
    let output = match Output::look(global) {
        Ok(output) => output,
        Err(error) => {
            terminal::complain(&error);
            return Exit::Failed;
        }
    };
    let read = |path: &PathBuf| {
        let name = path.display().to_string();
        let bytes = fs::read(path)
            .map_err(|error| SourceError::new(format!("the report {name}"), error, "name a file that can be read"));
        (name, bytes)
    };
    let merged = merge(files.iter().map(read).collect(), global.require_complete);
    merged.failures().iter().for_each(terminal::complain);
    let exit = Exit::from(merged.verdict);
    let style = Style { colour: Colour::Plain, detail: detail(global) };
    let written = output.write(|mut out| merged.write(format(global), style, &mut out));
    if let Err(error) = &written {
        terminal::complain(&SourceError::new("the report", error, "send the output elsewhere; the exit status stands"));
    }
    exit.after_writing(written.is_ok())
}
