//! One scan of one source with its settings.

use dsnitch::detect::{Detector, Practices, selftest};
use dsnitch::failure::Failure;
use dsnitch::git::Repo;
use dsnitch::policy::Profile;
use dsnitch::report::Report;
use dsnitch::rules::error::RuleError;
use dsnitch::scan::{self, ScanContext};
use dsnitch::sorting::Sorting as _;
use dsnitch::source::{MESSAGE, Source};

use crate::cli::args::Global;
use crate::cli::clock::now;
use crate::cli::config::{NAME, RuleText};
use crate::cli::home::{Given, Home};
use crate::cli::remarks::{self, About};
use crate::cli::settings::{Settings, Side};
use crate::cli::variable::{full, utf8};
use crate::cli::{complete, sandbox};

/// The settings of a scan: from the trusted commit if one is named, otherwise from `home`.
pub(crate) fn settings(global: &Global, repo: Option<&Repo>, home: &Home<'_>, side: Side) -> Result<Settings, Failure> {
    let Some(revision) = &global.config_from else {
        return Settings::load(global, &full, home, side);
    };
    let revision = utf8(revision.clone(), "--config-from")?;
    let Some(repo) = repo else {
        let why = "there is no repository here that could have the revision";
        return Err(Failure::new("--config-from", why, "name a file with --config instead"));
    };
    let trusted = |path: &str| repo.revision_file(&revision, path);
    Settings::load(global, &full, &Home::Trusted(&trusted), side)
}

/// Scans what `source` yields, and adds the remarks about exceptions.
pub(super) fn scan(
    source: &mut dyn Source,
    settings: &Settings,
    global: &Global,
    about: &About<'_>,
) -> Result<Report, Failure> {
    scan_with_context(source, ScanContext::default(), settings, global, about)
}

/// The same, with additional inputs.
pub(super) fn scan_with_context(
    source: &mut dyn Source,
    context: ScanContext<'_>,
    settings: &Settings,
    global: &Global,
    about: &About<'_>,
) -> Result<Report, Failure> {
    let detector = detector(settings, settings.policy.has_baseline() || global.accepting.is_some())?;
    let aged_before = now().checked_sub(i64::from(settings.password_age_days) * 24 * 60 * 60);
    let extras =
        scan::Extras { secrets: global.reveal, excused: global.explain, aged_before, is_shard: about.is_shard };
    if !about.asks_git {
        sandbox::keep_from_running();
    }
    let mut report = scan::run_with_context(source, context, &detector, &settings.policy, extras);
    report.run.is_quiet = settings.is_quiet;
    report.run.excuses.clone_from(&settings.excuses);
    for decided in &mut report.findings {
        // Git removes comments from a message, so that a finding which a comment excuses would block in the history.
        let is_message = decided.finding.origin.path == MESSAGE;
        if is_message || !settings.policy.takes_comment(&decided.finding) {
            decided.finding.comment = None;
        }
    }
    report.coverage.notes = remarks::remarks(settings, about, &report);
    if let (Some(revision), Given::Nothing) = (&global.config_from, &settings.given) {
        let revision = revision.to_string_lossy();
        report.coverage.notes.push(format!("{revision} has no {NAME}: no exception of the repository holds"));
    }
    report.coverage.notes.put_in_order();
    report.coverage.is_observed = settings.observed.is_some();
    if settings.requires_complete {
        complete::require(&mut report, settings.given.is_trusted());
    }
    Ok(report)
}

/// The defects that the examples of the configuration's own rules show.
pub(crate) fn own_issues(settings: &Settings) -> Result<Vec<RuleError>, Failure> {
    if settings.own_rules.is_empty() {
        return Ok(Vec::new());
    }
    let detector = Detector::new(settings.rules.clone()).map_err(of_rules)?.with_practices(Practices::Strict);
    let issues =
        settings.own_rules.iter().flat_map(|RuleText { file, text, is_configuration }| match is_configuration {
            true => selftest::run_configuration(&detector, file, text),
            false => selftest::run(&detector, &[(file, text)]),
        });
    Ok(issues.collect())
}

fn of_rules(error: impl ToString) -> Failure {
    Failure::new("the rules", error, "use one of the extractors that docs/rules.md lists, or a regex")
}

/// The detector of a scan; with `names_values`, it computes the digests that a baseline needs.
pub(crate) fn detector(settings: &Settings, names_values: bool) -> Result<Detector, Failure> {
    let detector = Detector::new(settings.rules.clone()).map_err(of_rules)?;
    if let Some(issue) = own_issues(settings)?.first() {
        let next = "mend the rule, or its texts; dsnitch rules check tells of all of them";
        return Err(Failure::new("a rule of the configuration", issue, next));
    }
    let practices = if is_strict(settings) { Practices::Strict } else { Practices::Usual };
    Ok(detector
        .with_markers(settings.markers.clone())
        .with_key(settings.key.clone())
        .naming_values(names_values)
        .with_practices(practices))
}

/// True if practices that only the strict profile reports are reported.
pub(super) fn is_strict(settings: &Settings) -> bool {
    settings.policy.profile() == Profile::Strict
}
