//! The commands that scan: opens the source, runs the scan, writes the report.

use std::env;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use dsnitch::coverage::{Portion, Shared};
use dsnitch::decision::Verdict;
use dsnitch::detect::Detector;
use dsnitch::failure::SourceError;
use dsnitch::report::{Colour, Detail, Format, Report, Style};
use dsnitch::scan;
use dsnitch::source::{
    Checkout, FileSource, HistorySource, RangeSource, RangeSpec, Repo, Source, StagedSource, StdinSource,
};

use super::args::{self, FormatName, Global};
use super::exit::Exit;
use super::fleet;
use super::history;
use super::progress;
use super::range;
use super::settings::{Home, Settings};
use super::terminal;

/// What to scan.
pub(crate) enum Scan {
    /// What `git commit` would add; of these files, if any are named.
    Staged(Vec<PathBuf>),
    /// The commits of a range, as typed.
    Range(Option<OsString>),
    /// The commits of a push to the remote of that name, on their way out.
    PrePush(OsString),
    /// The commits of a push, on their way in.
    PreReceive,
    /// Everything reachable.
    History(args::History),
    /// Files, directories, or `-`.
    Files(Vec<PathBuf>),
}

/// Failures that are told one by one on standard error; a report for machines has them all.
const TOLD: usize = 20;

/// Runs a scan and tells of it. The outcome is settled before the first byte is written.
pub(crate) fn run(what: Scan, global: &Global) -> Exit {
    let output = match open_output(global) {
        Ok(output) => output,
        Err(error) => {
            terminal::complain(&error);
            return Exit::Failed;
        }
    };
    let report = report(what, global).unwrap_or_else(Report::failed);
    let exit = Exit::from(report.verdict);
    for error in report.coverage.failures.iter().take(TOLD) {
        terminal::complain(error);
    }
    if report.coverage.failures.len() > TOLD {
        terminal::remark(&format!("and {} more", report.coverage.failures.len() - TOLD));
    }
    let written = write(&report, output, global);
    if let Err(error) = &written {
        let next = "free some space, or send the output elsewhere; the exit status stands";
        terminal::complain(&SourceError::new("the report", error, next));
    }
    exit.after_writing(written.is_ok())
}

fn report(what: Scan, global: &Global) -> Result<Report, SourceError> {
    let what = match what {
        // What a hook runs: nothing is opened that it does not need.
        Scan::Staged(files) if env::var_os("PRE_COMMIT_TO_REF").is_some() => return between(files, global),
        Scan::Staged(files) => {
            let checkout = Checkout::discover(Path::new("."))?;
            let settings = settings(global, &checkout.work_tree().map_or(Home::None, Home::WorkTree))?;
            return scan(&mut StagedSource::new(&checkout, files), &settings, global);
        }
        other => other,
    };
    if let Scan::History(typed) = &what
        && let Some(list) = &typed.repos
    {
        return fleet::scan_all(list, typed, global);
    }
    let repo = match &what {
        Scan::Files(_) if !may_be_in_repository() => None,
        _ => Some(Repo::discover(Path::new("."))?),
    };
    let trusted = |path: &str| repo.as_ref().map_or(Ok(None), |repo| repo.head_file(path));
    let home = match (&what, repo.as_ref().and_then(Repo::work_tree)) {
        (Scan::PreReceive, _) => Home::Trusted(&trusted),
        (_, Some(top)) => Home::WorkTree(top),
        (_, None) => Home::None,
    };
    let settings = settings(global, &home)?;
    if let (Scan::History(typed), Some(repo)) = (&what, &repo) {
        let meter = progress::stoppable().unwrap_or_default();
        let mut source = HistorySource::new(repo, history::options(typed, meter.clone())?);
        let mut report = progress::watched(&meter, !global.quiet, || scan(&mut source, &settings, global))?;
        report.coverage.portion = typed.shard.map(|shard| Portion {
            index: shard.index(),
            count: shard.count(),
            of: Shared::Paths,
            whole: report.start.clone(),
            repositories: Vec::new(),
        });
        return Ok(report);
    }
    let mut source = open_source(what, repo.as_ref())?;
    scan(source.as_mut(), &settings, global)
}

/// What the commits between two refs add to files, where the pre-commit framework asks about these and not about what is
/// staged.
fn between(files: Vec<PathBuf>, global: &Global) -> Result<Report, SourceError> {
    let spec = range::of_framework(&variable)?;
    let repo = Repo::discover(Path::new("."))?;
    let settings = settings(global, &repo.work_tree().map_or(Home::None, Home::WorkTree))?;
    match spec {
        Some(spec) => scan(&mut RangeSource::new(&repo, spec).of_files(&files)?, &settings, global),
        None => {
            let checkout = Checkout::discover(Path::new("."))?;
            scan(&mut StagedSource::new(&checkout, files), &settings, global)
        }
    }
}

pub(super) fn settings(global: &Global, home: &Home<'_>) -> Result<Settings, SourceError> {
    Settings::load(global, &|name| env::var_os(name).filter(|value| !value.is_empty()), home)
}

pub(super) fn scan(source: &mut dyn Source, settings: &Settings, global: &Global) -> Result<Report, SourceError> {
    let detector = Detector::new(settings.rules.clone()).map_err(|error| {
        SourceError::new("the rules", error, "use one of the extractors that docs/rules.md lists, or a regex")
    })?;
    let extras = scan::Extras { secrets: global.reveal, excused: global.explain };
    Ok(scan::run(source, &detector, &settings.policy, extras))
}

/// Whether files that are scanned as such can have a repository's configuration. Outside of one there is nothing
/// to open; inside, a repository that cannot be opened must not pass for none, or its configuration is lost.
fn may_be_in_repository() -> bool {
    env::var_os("GIT_DIR").is_some()
        || env::current_dir().is_ok_and(|here| here.ancestors().any(|directory| directory.join(".git").exists()))
}

fn open_source<'r>(what: Scan, repo: Option<&'r Repo>) -> Result<Box<dyn Source + 'r>, SourceError> {
    if let Scan::Files(paths) = what {
        return match paths.as_slice() {
            [one] if one.as_os_str() == "-" => Ok(Box::new(StdinSource::new(io::stdin()))),
            several if several.iter().any(|path| path.as_os_str() == "-") => {
                let next = "scan standard input on its own; a file of that name is ./-";
                Err(SourceError::new("files", "standard input (-) stands among other paths", next))
            }
            _ => Ok(Box::new(FileSource::new(paths))),
        };
    }
    let Some(repo) = repo else {
        return Err(SourceError::new("this directory", "not a git repository", "run dsnitch in a repository"));
    };
    Ok(match what {
        Scan::Range(typed) => Box::new(RangeSource::new(repo, range::spec(typed, &variable)?)),
        Scan::PrePush(remote) => {
            let (lines, remote) = (Box::new(io::stdin().lock()), remote.into_encoded_bytes());
            Box::new(RangeSource::new(repo, RangeSpec::PrePush { lines, remote }))
        }
        Scan::PreReceive => Box::new(RangeSource::new(repo, RangeSpec::PreReceive(Box::new(io::stdin().lock())))),
        Scan::Files(_) | Scan::Staged(_) | Scan::History(_) => Box::new(FileSource::new(Vec::new())),
    })
}

/// A variable of the environment.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}

pub(super) fn utf8(text: OsString, what: &str) -> Result<String, SourceError> {
    text.into_string().map_err(|_| SourceError::new(what, "not UTF-8", "name the commit by its id"))
}

/// Opens the file for the report before the scan, so that a path that cannot be written is told at once.
pub(super) fn open_output(global: &Global) -> Result<Option<File>, SourceError> {
    if global.reveal && (global.format != FormatName::Human || global.output.is_some()) {
        let next = "leave out --reveal, --format and --output do not go with it";
        return Err(SourceError::new("--reveal", "shows secrets to people only, never in a report", next));
    }
    if global.reveal && !terminal::stdout_is_terminal() {
        let next = "run it in a terminal, without a pipe";
        return Err(SourceError::new("--reveal", "standard output is not a terminal", next));
    }
    let Some(path) = &global.output else {
        return Ok(None);
    };
    let opened = OpenOptions::new().write(true).create(true).truncate(false).open(path);
    opened.map(Some).map_err(|error| {
        SourceError::new(path.display().to_string(), error, "name a file that can be written with --output")
    })
}

pub(super) fn detail(global: &Global) -> Detail {
    match (global.quiet, global.explain) {
        (true, _) => Detail::Quiet,
        (_, true) => Detail::Explain,
        _ => Detail::Normal,
    }
}

pub(super) fn format(global: &Global) -> Format {
    match global.format {
        FormatName::Human => Format::Human,
        FormatName::Json => Format::Json,
        FormatName::Jsonl => Format::Jsonl,
    }
}

fn write(report: &Report, output: Option<File>, global: &Global) -> io::Result<()> {
    let (detail, format) = (detail(global), format(global));
    let Some(file) = output else {
        let mut out = BufWriter::new(io::stdout().lock());
        format.reporter(Style { colour: terminal::colour(global.color), detail }).write(report, &mut out)?;
        return out.flush();
    };
    // Only now is the former report given up. A device or a fifo has no length to cut.
    if file.metadata()?.is_file() {
        file.set_len(0)?;
    }
    let mut out = BufWriter::new(file);
    format.reporter(Style { colour: Colour::Plain, detail }).write(report, &mut out)?;
    out.flush()?;
    if !(global.quiet && report.verdict == Verdict::Pass) {
        let place = global.output.as_deref().unwrap_or(Path::new("")).display();
        terminal::remark(&format!("{}; the report is in {place}", report.verdict.as_str()));
    }
    Ok(())
}
