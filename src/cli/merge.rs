//! `dsnitch report merge`: combines the reports of the shards of one scan.

use std::fs;
use std::path::PathBuf;

use dsnitch::failure::Failure;
use dsnitch::report::merge;

use super::args::Global;
use super::exit::Exit;
use super::reports::{Outcome, Reports};
use super::terminal;

/// Merges the reports in `files` and writes the result.
pub(crate) fn run(files: &[PathBuf], global: &Global) -> Exit {
    let reports = match Reports::look(global) {
        Ok(reports) => reports,
        Err(error) => {
            terminal::complain(&error);
            return Exit::Failed;
        }
    };
    let read = |path: &PathBuf| {
        let name = path.display().to_string();
        let bytes = fs::read(path)
            .map_err(|error| Failure::new(format!("the report {name}"), error, "name a file that can be read"));
        (name, bytes)
    };
    let mut run = reports.run("report merge");
    let mut merged = merge(files.iter().map(read).collect(), global.require_complete);
    reports.ended(&mut run, false);
    merged.run = run;
    merged.failures().iter().for_each(terminal::complain);
    Exit::from(merged.verdict).after_writing(reports.write(&Outcome::Merged(&merged), global))
}
