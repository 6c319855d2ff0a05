//! GitLab CI (<https://docs.gitlab.com/ci/variables/predefined_variables/>).

use dsnitch::failure::Failure;

use super::{CiRange, set};
use crate::cli::variable::Variable;

/// The range of commits of a merge request or a push.
pub(super) fn range(variable: Variable<'_>) -> Result<CiRange, Failure> {
    let kind = set(variable, "CI_PIPELINE_SOURCE").unwrap_or_default();
    let next = "write dsnitch range A..B, or scan everything with dsnitch history";
    if kind == "schedule" {
        return Err(Failure::new("range", format!("a GitLab pipeline by {kind:?} is about no new commits"), next));
    }
    let named = |from: &str, dots: &'static str, to: &str, may_be_gone: bool| {
        let who = format!("GitLab, {from}");
        Some(CiRange { from: set(variable, from)?, dots, to: set(variable, to)?, who, may_be_gone })
    };
    // In a merged-results pipeline, CI_COMMIT_SHA is the merge commit, which also contains new commits of the target
    // branch.
    named("CI_MERGE_REQUEST_DIFF_BASE_SHA", "...", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", false)
        .or_else(|| named("CI_MERGE_REQUEST_DIFF_BASE_SHA", "...", "CI_COMMIT_SHA", false))
        .or_else(|| named("CI_COMMIT_BEFORE_SHA", "..", "CI_COMMIT_SHA", true))
        .ok_or_else(|| {
            let why =
                "GitLab has set neither CI_MERGE_REQUEST_DIFF_BASE_SHA nor CI_COMMIT_BEFORE_SHA beside CI_COMMIT_SHA";
            Failure::new("range", why, next)
        })
}
