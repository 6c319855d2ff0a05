//! `dsnitch staged`: scans what `git commit` would add.

use std::path::{Path, PathBuf};

use dsnitch::advice::Advice;
use dsnitch::decision::{Action, Decided};
use dsnitch::failure::Failure;
use dsnitch::git::{Layout, Repo};
use dsnitch::remedy::{self, Instead, Refers, Stays, Target};
use dsnitch::report::{Mends, Report};
use dsnitch::scan::ScanContext;
use dsnitch::source::{
    Extent, MessageSource, RangeSource, SettingsFiles, Sink, Source, StagedSource, broken_practices,
};

use super::one::{detector, is_strict, scan_with_context, settings};
use super::{range, repository};
use crate::cli::args::Global;
use crate::cli::home::Home;
use crate::cli::remarks::About;
use crate::cli::settings::{Settings, Side};
use crate::cli::variable::variable;

/// Scans the staged changes. Every commit runs this, so that nothing is opened that is not needed.
pub(super) fn report(files: Vec<PathBuf>, global: &Global) -> Result<Report, Failure> {
    if variable("PRE_COMMIT_TO_REF").is_some() {
        return between(files, global);
    }
    let layout = Layout::discover(Path::new("."))?;
    let repo = global.config_from.is_some().then(|| Repo::discover(Path::new("."))).transpose()?;
    let home = layout.work_tree().map_or(Home::None, Home::WorkTree);
    let settings = settings(global, repo.as_ref(), &home, Side::Ours)?;
    let (staged, asks_git) = (|name: &str| layout.staged_file(name), layout.asks_git());
    let about = About { staged: &staged, is_whole: false, is_shard: false, asks_git };
    let doubt = &global.doubt;
    let mut source = StagedSource::new(&layout, files).refusing_ambiguous_words(&doubt.options, doubt.is_ended);
    let mut kept = SettingsFiles::new(&layout);
    let broken_practices = broken_practices(&layout, Extent::Commit, is_strict(&settings));
    let context = ScanContext { settings: Some(&mut kept), broken_practices, ..ScanContext::default() };
    let mut report = scan_with_context(&mut source, context, &settings, global, &about)?;
    offer_fix(&mut report, &settings, &layout)?;
    Ok(report)
}

/// Says what `dsnitch fix` would do about what blocks, and what it knows about what it would leave; evaluated only if
/// something blocks.
fn offer_fix(report: &mut Report, settings: &Settings, layout: &Layout) -> Result<(), Failure> {
    let is_open = |decided: &Decided| decided.suppressed.is_none() && decided.action == Action::Block;
    let target = |decided: &Decided| Target {
        path: decided.finding.origin.path.clone(),
        rule: decided.finding.rule.to_string(),
        location: decided.finding.location,
    };
    let mut open: Vec<&mut Decided> = report.findings.iter_mut().filter(|decided| is_open(decided)).collect();
    if open.is_empty() {
        return Ok(());
    }
    let targets: Vec<Target> = open.iter().map(|decided| target(decided)).collect();
    let offer = remedy::takes_on(layout, &detector(settings, false)?, &targets);
    for stays in &offer.stays {
        if let Some(decided) = open.get_mut(stays.target) {
            decided.finding.remedy = by_hand(&decided.finding.remedy, stays);
        }
    }
    for refers in &offer.refers {
        if let Some(decided) = open.get_mut(refers.target) {
            decided.finding.remedy = by_fix(&decided.finding.remedy, refers);
        }
    }
    if offer.is_any() {
        report.run.mends = Some(Mends { moves: offer.moves, untracks: offer.untracks, are_all: offer.are_all });
    }
    Ok(())
}

/// The remedy of a finding that a fix would leave: what its program offers in place of a reference, or the reason.
fn by_hand(remedy: &Advice, stays: &Stays) -> Advice {
    let Stays { why, has_other_way, .. } = stays;
    match remedy {
        Advice::Sentences { general, .. } if *has_other_way => {
            // "Change the password, then read it from the environment."
            let change = general.split_once(", then ").map_or(general.clone(), |(change, _)| format!("{change}."));
            Advice::general(change).with_here(format!("{why}."))
        }
        Advice::Sentences { here: Some(here), .. } => remedy.with_here(format!("{here} dsnitch fix leaves it: {why}.")),
        Advice::Sentences { general, here: None } => {
            Advice::general(format!("{general} dsnitch fix leaves it: {why}."))
        }
        Advice::Steps(_) => remedy.clone(),
    }
}

/// The remedy of a finding that a fix would replace: it names the variable that the fix does.
fn by_fix(remedy: &Advice, refers: &Refers) -> Advice {
    let Refers { variable, instead, is_part, .. } = refers;
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_named = || remedy.text().split(|c| !is_word(c)).any(|word| word == variable);
    remedy.with_here(match instead {
        Instead::Said(said) => format!("{said}."),
        _ if is_named() => return remedy.clone(),
        Instead::Reference(reference) if *is_part => format!("{reference} for the password."),
        Instead::Reference(reference) => format!("{reference}."),
        Instead::Placeholder(words) => format!("{words} in its place, and {variable} in .env."),
        Instead::Lines => format!("what dsnitch fix --dry-run shows, and {variable} in .env."),
        Instead::Nothing => format!("nothing in its place, and {variable} in .env."),
    })
}

/// Scans the message of the commit being made, in `file`.
pub(super) fn report_message(file: &Path, global: &Global) -> Result<Report, Failure> {
    let repo = repository::here()?;
    let settings = repository::settings(&repo, Side::Ours, global)?;
    repository::scan(&mut MessageSource::new(file), &repo, &settings, false, global)
}

/// Scans what the commits between two refs add, when the pre-commit framework is asked about these and not about the
/// staged changes.
fn between(files: Vec<PathBuf>, global: &Global) -> Result<Report, Failure> {
    let spec = range::of_framework(&variable)?;
    let files = global.doubt.with_ended(files);
    let repo = repository::here()?;
    let settings = repository::settings(&repo, Side::Ours, global)?;
    match spec {
        Some(spec) => {
            let range = RangeSource::new(&repo, spec).of_files(&files)?;
            // The variables may be inherited from a framework whose hook called git, so the staged changes are scanned
            // too.
            let staged = repo.work_tree().map(|_| StagedSource::new(repo.layout(), Vec::new()));
            let mut report = repository::scan(&mut Both { staged, range }, &repo, &settings, false, global)?;
            if report.coverage.files > 0 || report.coverage.commits > 0 {
                report.coverage.nothing_to_scan = None;
            }
            Ok(report)
        }
        None => {
            let doubt = &global.doubt;
            let mut source =
                StagedSource::new(repo.layout(), files).refusing_ambiguous_words(&doubt.options, doubt.is_ended);
            repository::scan(&mut source, &repo, &settings, false, global)
        }
    }
}

/// A range followed by the staged changes.
struct Both<'r> {
    staged: Option<StagedSource<'r>>,
    range: RangeSource<'r>,
}

impl Source for Both<'_> {
    fn visit(&mut self, sink: &mut dyn Sink) -> Result<(), Failure> {
        self.staged.as_mut().map_or(Ok(()), |staged| staged.visit(sink))?;
        self.range.visit(sink)
    }
}
