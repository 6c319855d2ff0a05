//! The commands that scan: opens the source, runs the scan, writes the report.

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

/// What to scan.
pub(crate) enum Scan {
    /// What `git commit` would add; of these files, if any are named.
    Staged(Vec<PathBuf>),
    /// The message of a commit that is being made, in a file.
    Message(PathBuf),
    /// The commits of a range, as typed.
    Range(Option<OsString>),
    /// The commits of a push to the remote of that name, on their way out.
    PrePush(OsString),
    /// The commits of a push, on their way in.
    PreReceive,
    /// Everything reachable.
    History(args::History),
    /// Files, directories, or `-`, and the path of what comes from there.
    Files(args::Files),
}

impl Scan {
    /// The name of the command.
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

/// Failures that are told one by one on standard error; a report for machines has them all.
const TOLD: usize = 20;

/// Runs a scan and tells of it. The outcome is settled before the first byte is written.
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
    for error in report.coverage.failures.iter().take(TOLD) {
        terminal::complain(error);
    }
    if report.coverage.failures.len() > TOLD {
        terminal::remark(&format!("and {} more", report.coverage.failures.len() - TOLD));
    }
    exit.after_writing(reports.write(&Outcome::Scan(&report), global))
}

/// What a scan finds.
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
