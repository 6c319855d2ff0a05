//! `dsnitch range`: determines the range, which is typed, or set in the environment by the pre-commit framework or a CI
//! system.

use std::ffi::OsString;

use dsnitch::failure::Failure;
use dsnitch::report::Report;
use dsnitch::source::{PushEnds, RangeSource, RangeSpec};

use super::repository;
use crate::cli::args::Global;
use crate::cli::ci::{self, ZERO};
use crate::cli::settings::Side;
use crate::cli::terminal;
use crate::cli::variable::{Variable, utf8, variable};

/// Scans the commits of the range that was typed or that the environment specifies.
pub(super) fn report(typed: Option<OsString>, global: &Global) -> Result<Report, Failure> {
    let repo = repository::here()?;
    let settings = repository::settings(&repo, Side::Ours, global).map_err(|error| match &global.config_from {
        // A shallow clone usually lacks other branches too.
        Some(revision) if repo.is_shallow() && !repo.has_commit(&revision.to_string_lossy()) => {
            let mut failures = [error];
            say_how_to_deepen(&mut failures, &variable);
            let [error] = failures;
            error
        }
        _ => error,
    })?;
    let is_gone = |commit: &str| !repo.is_shallow() && !repo.has_commit(commit);
    let (spec, said) = spec(typed, &variable, &is_gone)?;
    if let Some(said) = said.filter(|_| !global.quiet) {
        terminal::remark(&said);
    }
    let mut report = repository::scan(&mut RangeSource::new(&repo, spec), &repo, &settings, false, global)?;
    if repo.is_shallow() {
        say_how_to_deepen(&mut report.coverage.failures, &variable);
    }
    Ok(report)
}

/// Scans the commits of a push: outgoing to the named remote, or incoming.
pub(super) fn report_push(spec: RangeSpec, side: Side, global: &Global) -> Result<Report, Failure> {
    let repo = repository::here()?;
    let settings = repository::settings(&repo, side, global)?;
    repository::scan(&mut RangeSource::new(&repo, spec), &repo, &settings, false, global)
}

/// The range that was typed or that the environment specifies, with a remark about the latter. `is_gone` returns true
/// if a complete clone does not have a commit.
fn spec(
    typed: Option<OsString>,
    variable: Variable<'_>,
    is_gone: &dyn Fn(&str) -> bool,
) -> Result<(RangeSpec, Option<String>), Failure> {
    if let Some(range) = typed {
        return Ok((named(utf8(range, "range")?, variable), None));
    }
    if let Some(spec) = of_framework(variable)? {
        return Ok((spec, None));
    }
    if let Some(mut range) = ci::range(variable)? {
        let mut said = format!("range {} ({})", range.text(), range.who);
        if range.from.bytes().all(|byte| byte == b'0') {
            said += ": the branch is new, and compared with the others";
        } else if range.may_be_gone && is_gone(&range.from) {
            ZERO.clone_into(&mut range.from);
            said += ": what was there before is gone, as after a forced push, so that the branch is compared with the others";
        }
        return Ok((named(range.text(), variable), Some(said)));
    }
    if set(variable, "PRE_COMMIT")?.is_some() {
        return Ok((RangeSpec::Unpublished { to: "HEAD".to_owned() }, None));
    }
    let next = "write dsnitch range A..B: the commits of B that A does not have, as in origin/main..HEAD";
    Err(Failure::new("range", "no range was given, and no CI system that is known has set its variables", next))
}

/// Adds to failures of a shallow clone the CI setting that makes the clone complete.
fn say_how_to_deepen(failures: &mut [Failure], variable: Variable<'_>) {
    let Some((system, whole)) = ci::whole_clone(variable) else { return };
    for failure in failures.iter_mut().filter(|failure| failure.missing.is_none()) {
        failure.next = format!("this clone is shallow; to have {system} fetch all of it, {whole}");
    }
}

/// A named range. The CI system's branch name helps if the first side is not a commit.
fn named(text: String, variable: Variable<'_>) -> RangeSpec {
    RangeSpec::Range { text, branch: ci::branch(variable), default: ci::default_branch(variable) }
}

/// The pre-commit framework's range, if it sets one: two ends, or only the branch if the pushed branch has nothing in
/// common with the remote.
pub(super) fn of_framework(variable: Variable<'_>) -> Result<Option<RangeSpec>, Failure> {
    let set = |name: &str| set(variable, name);
    let remote = variable("PRE_COMMIT_REMOTE_NAME").unwrap_or_default().into_encoded_bytes();
    let ends = |from: String, to: String| Some(RangeSpec::Push(PushEnds { from, to, remote }));
    match (set("PRE_COMMIT_FROM_REF")?, set("PRE_COMMIT_TO_REF")?, set("PRE_COMMIT_LOCAL_BRANCH")?) {
        (Some(from), Some(to), _) => Ok(ends(from, to)),
        // prek sets the pushed commit, and nothing else for a new branch.
        (None, Some(to), Some(_)) => Ok(ends(ZERO.to_owned(), to)),
        (Some(_), None, _) => Err(half("PRE_COMMIT_FROM_REF", "PRE_COMMIT_TO_REF")),
        (None, Some(_), _) => Err(half("PRE_COMMIT_TO_REF", "PRE_COMMIT_FROM_REF")),
        (None, None, Some(to)) => Ok(ends(ZERO.to_owned(), to)),
        (None, None, None) => Ok(None),
    }
}

fn half(set: &str, other: &str) -> Failure {
    Failure::new(
        "range",
        format!("{set} is set, and {other} is not"),
        format!("set {other}, or write dsnitch range A..B"),
    )
}

fn set(variable: Variable<'_>, name: &str) -> Result<Option<String>, Failure> {
    variable(name).filter(|value| !value.is_empty()).map(|value| utf8(value, name)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ci_range_is_reported_and_a_force_pushed_branch_counts_as_new() {
        for (before, is_gone, text, said) in [
            ("a", false, "a..b", "range a..b (GitLab, CI_COMMIT_BEFORE_SHA)"),
            ("a", true, &*format!("{ZERO}..b"), "as after a forced push"),
            (ZERO, false, &*format!("{ZERO}..b"), "the branch is new"),
        ] {
            let values = [("GITLAB_CI", "true"), ("CI_COMMIT_SHA", "b"), ("CI_COMMIT_BEFORE_SHA", before)];
            let variable = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
            let (spec, told) = spec(None, &variable, &|_| is_gone).unwrap();
            assert!(matches!(spec, RangeSpec::Range { text: range, .. } if range == text));
            assert!(told.is_some_and(|told| told.contains(said)), "{said}");
        }
    }

    /// Rows: typed, FROM, TO, LOCAL_BRANCH, PRE_COMMIT, REMOTE_NAME, then the resulting range.
    #[test]
    fn a_range_is_typed_or_comes_from_the_framework() {
        let push = |from: &str, to: &str, remote: &str| format!("push {from} {to} {remote}");
        for (typed, values, expected) in [
            (Some("a..b"), ["x", "y", "", "1", ""], "range a..b".to_owned()),
            (None, ["x", "y", "main", "1", "origin"], push("x", "y", "origin")),
            (None, ["", "", "main", "1", "origin"], push(ZERO, "main", "origin")),
            (None, ["", "", "main", "1", ""], push(ZERO, "main", "")),
            (None, ["", "y", "main", "1", "origin"], push(ZERO, "y", "origin")),
            (None, ["", "", "", "1", ""], "unpublished HEAD".to_owned()),
            (
                None,
                ["", "", "", "", ""],
                "no range was given, and no CI system that is known has set its variables".to_owned(),
            ),
            (
                None,
                ["x", "", "main", "1", "origin"],
                "PRE_COMMIT_FROM_REF is set, and PRE_COMMIT_TO_REF is not".to_owned(),
            ),
            (None, ["", "y", "", "1", "origin"], "PRE_COMMIT_TO_REF is set, and PRE_COMMIT_FROM_REF is not".to_owned()),
        ] {
            const NAMES: [&str; 5] = [
                "PRE_COMMIT_FROM_REF",
                "PRE_COMMIT_TO_REF",
                "PRE_COMMIT_LOCAL_BRANCH",
                "PRE_COMMIT",
                "PRE_COMMIT_REMOTE_NAME",
            ];
            let variable = |name: &str| {
                NAMES.iter().position(|known| *known == name).and_then(|at| values.get(at)).map(Into::into)
            };
            let said = match spec(typed.map(Into::into), &variable, &|_| false).map(|(spec, _)| spec) {
                Ok(RangeSpec::Range { text, .. }) => format!("range {text}"),
                Ok(RangeSpec::Push(PushEnds { from, to, remote })) => {
                    push(&from, &to, &String::from_utf8_lossy(&remote))
                }
                Ok(RangeSpec::Unpublished { to }) => format!("unpublished {to}"),
                Ok(RangeSpec::PrePush { .. } | RangeSpec::PreReceive(_)) => "lines".to_owned(),
                Err(error) => error.why,
            };
            assert_eq!(said, expected, "{typed:?} {values:?}");
        }
    }
}
