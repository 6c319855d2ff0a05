//! `dsnitch report merge`.

use std::fs;
use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

use dsnitch::failure::SourceError;
use dsnitch::report::{Colour, Format, Merged, Style, merge};

use super::args::Global;
use super::exit::Exit;
use super::scan::{detail, format, open_output};
use super::terminal;

/// Puts the reports in `files` together and writes the result.
pub(crate) fn run(files: &[PathBuf], global: &Global) -> Exit {
    let output = match open_output(global) {
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
    let merged = merge(files.iter().map(read).collect());
    merged.failures().iter().for_each(terminal::complain);
    let exit = Exit::from(merged.verdict);
    let style = Style { colour: Colour::Plain, detail: detail(global) };
    let written = match output {
        Some(file) => file.set_len(0).and_then(|()| write(&merged, format(global), style, file)),
        None => write(&merged, format(global), style, io::stdout().lock()),
    };
    if let Err(error) = &written {
        terminal::complain(&SourceError::new("the report", error, "send the output elsewhere; the exit status stands"));
    }
    exit.after_writing(written.is_ok())
}

fn write(merged: &Merged, format: Format, style: Style, out: impl io::Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    merged.write(format, style, &mut out)?;
    out.flush()
}
