//! Remarks of a report about the exceptions themselves: those that are not committed, and those that excuse nothing.

use dsnitch::baseline::BASELINE;
use dsnitch::coverage::{Skip, SkipReason, UNUSED_EXCEPTION};
use dsnitch::decision::{Action, EnvironmentReason, Verdict};
use dsnitch::extract::practice::findings::FINDINGS;
use dsnitch::finding::{Class, Gate};
use dsnitch::policy::{IGNORE_FILE, Profile};
use dsnitch::report::Report;

use super::config::NAME;
use super::home::{Given, TrustedFile};
use super::settings::Settings;

/// Properties of a scan besides its settings.
pub(crate) struct About<'a> {
    /// Reads a file at the top of the repository as staged, which is how it will be committed.
    pub(crate) staged: &'a TrustedFile<'a>,
    /// True if the scan covers everything that an exception can apply to, so that one which excused nothing is unused.
    pub(crate) is_whole: bool,
    /// True if the scan is one shard of a history.
    pub(crate) is_shard: bool,
    /// True if `git` may be needed for the refs.
    pub(crate) asks_git: bool,
}

/// The remarks, one sentence each.
pub(crate) fn remarks(settings: &Settings, about: &About<'_>, report: &Report) -> Vec<String> {
    let mut remarks = Vec::new();
    let warns = || {
        let is_let_through = |class: Class, action: Action| class == Class::Weak && action == Action::Warn;
        report.findings.iter().any(|decided| is_let_through(decided.finding.class(), decided.action))
    };
    let is_moved = || {
        report.findings.iter().any(|decided| {
            let is_said = decided.environment_reason == EnvironmentReason::Configuration;
            is_said && decided.action == Action::Warn && decided.finding.class() != Class::Hygiene
        })
    };
    if settings.policy.has_excused() || (settings.is_lax && warns()) || is_moved() {
        remarks.extend(origin(&settings.given, NAME, about));
    }
    if settings.policy.has_accepted() {
        remarks.extend(origin(settings.baseline.given(), BASELINE, about));
    }
    if settings.policy.has_ignored() {
        remarks.extend(origin(&settings.ignore_file, IGNORE_FILE, about));
    }
    if settings.policy.has_excused() {
        remarks.extend(settings.extended.iter().filter_map(|(name, given)| origin(given, name, about)));
    }
    remarks.extend(large_exclusion(report));
    remarks.extend(settings.notes.iter().cloned());
    if let Some(why) = settings.observed.as_ref().filter(|_| report.verdict == Verdict::Block) {
        remarks.push(format!("observed only ({why}): the exit status is 0, and would be 1"));
    }
    if let Some(day) = settings.observed_until.filter(|_| report.verdict == Verdict::Block) {
        remarks.push(format!(
            "observe_until = {day} in the configuration is over: since the day after, what blocks is refused"
        ));
    }
    remarks.extend(settings.baseline.passed_over().map(str::to_owned));
    let why = "its fingerprint is that of every password that is weak for the same reasons";
    let next = "with fingerprint_key each has its own";
    remarks.extend(settings.policy.shared_exceptions().map(|at| format!("{at}: excuses nothing: {why}; {next}")));
    if about.is_whole && report.coverage.failures.is_empty() {
        remarks.extend(settings.policy.unused_exceptions().map(|at| format!("{at}{UNUSED_EXCEPTION}")));
        remarks.extend(unused_baseline(settings));
        let line = |line: usize| format!("{IGNORE_FILE}, line {line}{UNUSED_EXCEPTION}");
        remarks.extend(settings.policy.unused_patterns().map(line));
    } else if report.coverage.failures.is_empty() {
        remarks.extend(settings.policy.unused_where_read().map(|at| format!("{at}{UNUSED_EXCEPTION}")));
    }
    remarks
}

/// A warning if exclusions cover most of what there was to scan.
fn large_exclusion(report: &Report) -> Option<String> {
    const FEW: u64 = 8;
    let is_excluded = |skip: &&Skip| skip.reason == SkipReason::Excluded;
    let excluded = report.coverage.skipped.iter().filter(is_excluded).count() as u64;
    let all = report.coverage.files + excluded;
    (excluded >= FEW && excluded * 2 >= all).then(|| {
        format!("the configuration takes {excluded} of {all} files out of the scan: name those that its exceptions are about")
    })
}

/// The baseline entries that excused nothing although their rule ran.
fn unused_baseline(settings: &Settings) -> Option<String> {
    let is_strict = settings.policy.profile() == Profile::Strict;
    let ran = |id: &str| {
        let rule = settings.rules.by_id(id);
        // A finding that other findings caused disappears with them.
        if rule.is_some_and(|rule| rule.extractor == FINDINGS) {
            return false;
        }
        let practice = rule.and_then(|rule| rule.practice);
        is_strict || practice.is_none_or(|practice| practice.gate != Gate::StrictOnly)
    };
    let lines = settings.policy.unused_baseline(&ran);
    let named: Vec<String> = lines.iter().take(NAMED).map(usize::to_string).collect();
    let more = match lines.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let line = if lines.len() == 1 { "line" } else { "lines" };
    let name = settings.baseline.name();
    (!lines.is_empty()).then(|| format!("{name}, {line} {}{more}{UNUSED_EXCEPTION}", named.join(", ")))
}

/// The number of baseline entries that are named.
const NAMED: usize = 5;

/// The origin of exceptions that were used, if they are not committed.
fn origin(given: &Given, file: &str, about: &About<'_>) -> Option<String> {
    match given {
        Given::Nothing | Given::Trusted => None,
        Given::Named(name) if file == BASELINE => {
            Some(format!("what is excused by a baseline is excused by {name}, which was named"))
        }
        Given::Named(name) => Some(format!("what is excused by a configuration is excused by {name}, which was named")),
        Given::WorkTree(text) => {
            let why = match (about.staged)(file) {
                Ok(Some(staged)) if is_same_text(&staged, text.as_bytes()) => return None,
                Ok(Some(_)) => "is not as it is staged",
                Ok(None) => "is not tracked",
                Err(_) => "could not be compared with what is staged",
            };
            Some(format!(
                "something is excused or let through by {file}, which {why}: elsewhere it will block; git add {file}"
            ))
        }
    }
}

/// True if two texts differ at most in line endings, which git may convert.
fn is_same_text(a: &[u8], b: &[u8]) -> bool {
    let kept = |text: &[u8]| -> Vec<u8> { text.iter().copied().filter(|&byte| byte != b'\r').collect() };
    a == b || kept(a) == kept(b)
}

#[cfg(test)]
mod tests {
    use super::is_same_text;

    #[test]
    fn line_endings_are_no_difference() {
        assert!(is_same_text(b"a\r\nb\r\n", b"a\nb\n") && !is_same_text(b"a\n", b"a\nb\n"));
    }
}
