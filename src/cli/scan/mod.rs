//! The commands that scan: opens the source, runs the scan, and writes the report.

mod files;
mod fleet;
mod history;
mod one;
mod range;
mod repository;
mod staged;

pub(crate) use one::{detector, own_issues, settings};

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;

use dsnitch::failure::Failure;
use dsnitch::report::{Finished, Report, Run};
use dsnitch::source::RangeSpec;

use super::args::{self, Global};
use super::exit::Exit;
use super::masked::failed;
use super::reports::{Outcome, Reports};
use super::settings::Side;
use super::{sandbox, terminal};

/// The content to scan.
pub(crate) enum Scan {
    /// The staged changes; with a list, only of these files.
    Staged(Vec<PathBuf>),
    /// The message of the commit being made, in a file.
    Message(PathBuf),
    /// The commits of a range, as typed.
    Range(Option<OsString>),
    /// The commits of an outgoing push to the named remote.
    PrePush(OsString),
    /// The commits of an incoming push.
    PreReceive,
    /// Everything reachable.
    History(args::History),
    /// Files, directories or `-`, and the path to use for standard input.
    Files(args::Files),
}

impl Scan {
    /// The command's name.
    const fn command(&self) -> &'static str {
        match self {
            Scan::Staged(_) => "staged",
            Scan::Range(_) | Scan::PrePush(_) | Scan::PreReceive => "range",
            Scan::History(_) => "history",
            Scan::Files(..) => "files",
            Scan::Message(_) => "message",
        }
    }
}

/// The number of failures that are printed individually on standard error; a machine-readable report has all of them.
const PRINTED: usize = 20;

/// Runs a scan and writes its reports. The exit status is decided before the first byte is written.
pub(crate) fn run(what: Scan, global: &Global) -> Exit {
    let reports = match Reports::look(global) {
        Ok(reports) => reports,
        Err(error) => {
            terminal::complain(&error);
            return Exit::Failed;
        }
    };
    sandbox::keep_from_writing(&reports.writes());
    let mut run = reports.run(what.command());
    let is_of_many = matches!(&what, Scan::History(typed) if typed.repos.is_some());
    let mut report = report(what, global).unwrap_or_else(failed);
    reports.ended(&mut run, !is_of_many);
    report.run = Run { command: run.command, head: run.head, times: run.times, ..report.run };
    let report = Finished::of(report);
    let exit = match Exit::from(report.verdict) {
        Exit::Blocked if report.coverage.is_observed => Exit::Pass,
        exit => exit,
    };
    for error in report.coverage.failures.iter().take(PRINTED) {
        terminal::complain(error);
    }
    if report.coverage.failures.len() > PRINTED {
        terminal::remark(&format!("and {} more", report.coverage.failures.len() - PRINTED));
    }
    exit.after_writing(reports.write(&Outcome::Scan(&report), global))
}

/// Runs the scan.
pub(super) fn report(what: Scan, global: &Global) -> Result<Report, Failure> {
    match what {
        Scan::Staged(files) => staged::report(files, global),
        Scan::Message(file) => staged::report_message(&file, global),
        Scan::Range(typed) => range::report(typed, global),
        Scan::PrePush(remote) => {
            let (lines, remote) = (Box::new(io::stdin().lock()), remote.into_encoded_bytes());
            range::report_push(RangeSpec::PrePush { lines, remote }, Side::Ours, global)
        }
        Scan::PreReceive => {
            range::report_push(RangeSpec::PreReceive(Box::new(io::stdin().lock())), Side::Receiving, global)
        }
        Scan::History(typed) => match &typed.repos {
            Some(list) => fleet::scan_all(list, &typed, global),
            None => history::report(&typed, global),
        },
        Scan::Files(typed) => files::report(typed, global),
    }
}
