//! The commands that scan: opens the source, runs the scan, writes the report.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use dsnitch::coverage::{Portion, Shared};
use dsnitch::detect::{Detector, Practices};
use dsnitch::failure::SourceError;
use dsnitch::git::{Layout, Repo};
use dsnitch::policy::Profile;
use dsnitch::report::{Finished, Report, Run};
use dsnitch::scan::{self, Beside};
use dsnitch::source::{
    FileSource, HistorySource, MessageSource, RangeSource, RangeSpec, SettingsFiles, Sink, Source, StagedSource,
    StdinSource, broken_practices,
};

use super::args::{self, Global};
use super::clock::now;
use super::config::NAME;
use super::exit::Exit;
use super::masked::failed;
use super::names::Doubt;
use super::remarks::{self, About};
use super::reports::{Outcome, Reports};
use super::sandbox;
use super::settings::{Given, Home, Settings, Side};
use super::{complete, fleet, history, progress, range, terminal};

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
    Files(Vec<PathBuf>, Option<PathBuf>),
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
    report.run = Run { is_quiet: report.run.is_quiet, is_refused: report.run.is_refused, ..run };
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
pub(super) fn report(what: Scan, global: &Global) -> Result<Report, SourceError> {
    let what = match what {
        // What a hook runs: nothing is opened that it does not need.
        Scan::Staged(files) if env::var_os("PRE_COMMIT_TO_REF").is_some() => return between(files, global),
        Scan::Staged(files) => {
            let layout = Layout::discover(Path::new("."))?;
            let repo = global.config_from.is_some().then(|| Repo::discover(Path::new("."))).transpose()?;
            let home = layout.work_tree().map_or(Home::None, Home::WorkTree);
            let settings = settings(global, repo.as_ref(), &home, Side::Ours)?;
            let (staged, asks_git) = (|name: &str| layout.staged_file(name), layout.asks_git());
            let about = About { staged: &staged, is_whole: false, asks_git };
            let doubt = &global.doubt;
            let mut source = StagedSource::new(&layout, files).doubting(&doubt.options, doubt.is_ended);
            let mut kept = SettingsFiles::new(&layout);
            let beside =
                Beside { settings: Some(&mut kept), broken_practices: broken_practices(&layout, is_strict(&settings)) };
            return scan_beside(&mut source, beside, &settings, global, &about);
        }
        other => other,
    };
    if let Scan::History(typed) = &what
        && let Some(list) = &typed.repos
    {
        return fleet::scan_all(list, typed, global);
    }
    let repo = match &what {
        Scan::Files(paths, _) => repo_of_files(paths)?,
        _ => Some(Repo::discover(Path::new("."))?),
    };
    let trusted = |path: &str| repo.as_ref().map_or(Ok(None), |repo| repo.head_file(path));
    let (home, side) = match (&what, repo.as_ref().and_then(Repo::work_tree)) {
        (Scan::PreReceive, _) => (Home::Trusted(&trusted), Side::Receiving),
        (_, Some(top)) => (Home::WorkTree(top), Side::Ours),
        (_, None) => (Home::None, Side::Ours),
    };
    let settings = settings(global, repo.as_ref(), &home, side)?;
    let staged = |name: &str| repo.as_ref().map_or(Ok(None), |repo| repo.staged_file(name));
    let about = About {
        staged: &staged,
        is_whole: is_whole(&what, repo.as_ref()),
        asks_git: repo.as_ref().is_some_and(Repo::asks_git),
    };
    if let (Scan::History(typed), Some(repo)) = (&what, &repo) {
        let progress = progress::stoppable().unwrap_or_default();
        let mut source = HistorySource::new(repo, history::options(typed, progress.clone())?);
        let mut report = progress::watched(&progress, !global.quiet, || scan(&mut source, &settings, global, &about))?;
        report.coverage.portion = typed.shard.map(|shard| Portion {
            index: shard.index(),
            count: shard.count(),
            of: Shared::Paths,
            whole: report.start.clone(),
            repositories: Vec::new(),
        });
        return Ok(report);
    }
    if let (Scan::Range(typed), Some(repo)) = (&what, &repo) {
        let is_gone = |commit: &str| !repo.is_shallow() && !repo.has_commit(commit);
        let (spec, said) = range::spec(typed.clone(), &variable, &is_gone)?;
        if let Some(said) = said.filter(|_| !global.quiet) {
            terminal::remark(&said);
        }
        let mut report = scan(&mut RangeSource::new(repo, spec), &settings, global, &about)?;
        if repo.is_shallow() {
            range::say_how_to_deepen(&mut report.coverage.failures, &variable);
        }
        return Ok(report);
    }
    let looks_around = matches!(what, Scan::Files(..)) && about.is_whole;
    let layout = repo.as_ref().map(Repo::layout).filter(|_| looks_around);
    let broken_practices = layout.map_or(Vec::new(), |layout| broken_practices(layout, is_strict(&settings)));
    let mut source = open_source(what, &global.doubt, repo.as_ref())?;
    scan_beside(source.as_mut(), Beside { broken_practices, ..Beside::default() }, &settings, global, &about)
}

/// What the commits between two refs add to files, where the pre-commit framework asks about these and not about what is
/// staged.
fn between(files: Vec<PathBuf>, global: &Global) -> Result<Report, SourceError> {
    let spec = range::of_framework(&variable)?;
    let files = global.doubt.with_ended(files);
    let repo = Repo::discover(Path::new("."))?;
    let home = repo.work_tree().map_or(Home::None, Home::WorkTree);
    let settings = settings(global, Some(&repo), &home, Side::Ours)?;
    let about = About { staged: &|name| repo.staged_file(name), is_whole: false, asks_git: repo.asks_git() };
    match spec {
        Some(spec) => {
            let range = RangeSource::new(&repo, spec).of_files(&files)?;
            // The variables may be left over from a framework in whose hook git was called: what is staged is scanned too.
            let staged = repo.work_tree().map(|_| StagedSource::new(repo.layout(), Vec::new()));
            let mut report = scan(&mut Both { staged, range }, &settings, global, &about)?;
            if report.coverage.files > 0 || report.coverage.commits > 0 {
                report.coverage.nothing_to_scan = None;
            }
            Ok(report)
        }
        None => {
            let doubt = &global.doubt;
            let mut source = StagedSource::new(repo.layout(), files).doubting(&doubt.options, doubt.is_ended);
            scan(&mut source, &settings, global, &about)
        }
    }
}

/// A range, and what is staged.
struct Both<'r> {
    staged: Option<StagedSource<'r>>,
    range: RangeSource<'r>,
}

impl Source for Both<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), SourceError> {
        self.staged.as_mut().map_or(Ok(()), |staged| staged.visit(sink))?;
        self.range.visit(sink)
    }
}

/// The settings of a scan: those of the commit that is trusted, if one was named, else those of `home`.
pub(super) fn settings(
    global: &Global,
    repo: Option<&Repo>,
    home: &Home<'_>,
    side: Side,
) -> Result<Settings, SourceError> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let Some(revision) = &global.config_from else {
        return Settings::load(global, &variable, home, side);
    };
    let revision = utf8(revision.clone(), "--config-from")?;
    let Some(repo) = repo else {
        let why = "there is no repository here that could have the revision";
        return Err(SourceError::new("--config-from", why, "name a file with --config instead"));
    };
    let trusted = |path: &str| repo.revision_file(&revision, path);
    Settings::load(global, &variable, &Home::Trusted(&trusted), side)
}

/// Scans what `source` yields, and says what is to be said of the exceptions.
pub(super) fn scan(
    source: &mut dyn Source,
    settings: &Settings,
    global: &Global,
    about: &About<'_>,
) -> Result<Report, SourceError> {
    scan_beside(source, Beside::default(), settings, global, about)
}

/// The same, with what is there beside.
fn scan_beside(
    source: &mut dyn Source,
    beside: Beside<'_>,
    settings: &Settings,
    global: &Global,
    about: &About<'_>,
) -> Result<Report, SourceError> {
    let detector = detector(settings, settings.policy.has_baseline() || global.accepting.is_some())?;
    let aged_before = now().checked_sub(i64::from(settings.password_age_days) * 24 * 60 * 60);
    let extras = scan::Extras { secrets: global.reveal, excused: global.explain, aged_before };
    if !about.asks_git {
        sandbox::keep_from_running();
    }
    let mut report = scan::run_beside(source, beside, &detector, &settings.policy, extras);
    report.run.is_quiet = settings.is_quiet;
    report.coverage.notes = remarks::remarks(settings, about, &report);
    if let (Some(revision), Given::Nothing) = (&global.config_from, &settings.given) {
        let revision = revision.to_string_lossy();
        report.coverage.notes.push(format!("{revision} has no {NAME}: no exception of the repository holds"));
    }
    report.coverage.notes.sort();
    report.coverage.is_observed = settings.observed.is_some();
    if settings.requires_complete {
        complete::require(&mut report, settings.given.is_trusted());
    }
    Ok(report)
}

/// The detector of a scan, which names findings as a baseline has them if `names_values`.
pub(super) fn detector(settings: &Settings, names_values: bool) -> Result<Detector, SourceError> {
    let detector = Detector::new(settings.rules.clone()).map_err(|error| {
        SourceError::new("the rules", error, "use one of the extractors that docs/rules.md lists, or a regex")
    })?;
    let practices = if is_strict(settings) { Practices::Strict } else { Practices::Usual };
    Ok(detector
        .heeding(settings.markers.clone())
        .with_key(settings.key.clone())
        .naming_values(names_values)
        .with_practices(practices))
}

fn is_strict(settings: &Settings) -> bool {
    settings.policy.profile() == Profile::Strict
}

/// Whether a scan sees all that an exception can be about.
fn is_whole(what: &Scan, repo: Option<&Repo>) -> bool {
    match what {
        Scan::History(typed) => typed.range.is_none() && typed.since.is_none(),
        Scan::Files(paths, _) => {
            let top = repo.and_then(Repo::work_tree).and_then(|top| top.canonicalize().ok());
            top.is_some_and(|top| paths.iter().any(|path| path.canonicalize().is_ok_and(|path| path == top)))
        }
        _ => false,
    }
}

/// The repository whose configuration goes for files that are scanned as such: the one around, or the one that all of
/// them are in. One that cannot be opened must not pass for none, or its configuration is lost.
fn repo_of_files(paths: &[PathBuf]) -> Result<Option<Repo>, SourceError> {
    if may_be_in_repository() {
        return Repo::discover(Path::new(".")).map(Some);
    }
    let places: Vec<PathBuf> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let Some(top) = places.first().and_then(|place| place.ancestors().find(|above| above.join(".git").exists())) else {
        return Ok(None);
    };
    if places.len() < paths.len() || !places.iter().all(|place| place.starts_with(top)) {
        return Ok(None);
    }
    Repo::discover(top).map(Some)
}

/// Whether files that are scanned as such can have a repository's configuration. Outside of one there is nothing
/// to open; inside, a repository that cannot be opened must not pass for none, or its configuration is lost.
fn may_be_in_repository() -> bool {
    env::var_os("GIT_DIR").is_some()
        || env::current_dir().is_ok_and(|here| here.ancestors().any(|directory| directory.join(".git").exists()))
}

fn open_source<'r>(what: Scan, doubt: &Doubt, repo: Option<&'r Repo>) -> Result<Box<dyn Source + 'r>, SourceError> {
    if let Scan::Files(paths, named) = what {
        let paths = doubt.paths(paths)?;
        return match paths.as_slice() {
            [one] if one.as_os_str() == "-" => {
                let source = StdinSource::new(io::stdin());
                Ok(Box::new(match named {
                    Some(path) => source.named(&path, repo.and_then(Repo::work_tree)),
                    None => source,
                }))
            }
            _ if named.is_some() => {
                let next = "dsnitch files --stdin-filename PATH -";
                Err(SourceError::new("--stdin-filename", "what is scanned does not come from standard input", next))
            }
            several if several.iter().any(|path| path.as_os_str() == "-") => {
                let next = "scan standard input on its own; a file of that name is ./-";
                Err(SourceError::new("files", "standard input (-) stands among other paths", next))
            }
            _ => Ok(Box::new(FileSource::new(paths).within(repo.and_then(Repo::work_tree)))),
        };
    }
    let Some(repo) = repo else {
        return Err(SourceError::new("this directory", "not a git repository", "run dsnitch in a repository"));
    };
    Ok(match what {
        Scan::Message(file) => Box::new(MessageSource::new(&file)),
        Scan::PrePush(remote) => {
            let (lines, remote) = (Box::new(io::stdin().lock()), remote.into_encoded_bytes());
            Box::new(RangeSource::new(repo, RangeSpec::PrePush { lines, remote }))
        }
        Scan::PreReceive => Box::new(RangeSource::new(repo, RangeSpec::PreReceive(Box::new(io::stdin().lock())))),
        Scan::Files(..) | Scan::Staged(_) | Scan::Range(_) | Scan::History(_) => Box::new(FileSource::new(Vec::new())),
    })
}

/// A variable of the environment.
fn variable(name: &str) -> Option<OsString> {
    env::var_os(name)
}

pub(super) fn utf8(text: OsString, what: &str) -> Result<String, SourceError> {
    text.into_string().map_err(|_| SourceError::new(what, "not UTF-8", "name the commit by its id"))
}
