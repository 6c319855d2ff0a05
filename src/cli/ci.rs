//! What CI systems say in the environment of the commits that a run is about. Each writes the same in its own words; what
//! is used here is documented by each:
//! GitHub (<https://docs.github.com/actions/reference/workflows-and-actions/variables>), GitLab
//! (<https://docs.gitlab.com/ci/variables/predefined_variables/>), Bitbucket, Azure Pipelines, Jenkins, Travis.

use std::fs;

use dsnitch::failure::SourceError;
use serde_json::Value;

use super::range::Variable;

/// Largest event file that is read, in bytes. GitHub's own limit for an event is 25 MB.
const MOST: u64 = 32 << 20;

/// The range that a CI system says its run is about, as it would be typed; none if there is no such system.
///
/// # Errors
/// Where there is one, and it does not say.
pub(crate) fn range(variable: Variable<'_>) -> Result<Option<String>, SourceError> {
    if set(variable, "GITHUB_ACTIONS").is_some() {
        return github(variable).map(Some);
    }
    if set(variable, "GITLAB_CI").is_some() {
        return gitlab(variable).map(Some);
    }
    let of_request = |target: Option<String>, source: &str| target.map(|target| format!("{target}...{source}"));
    let on_origin = |name: &str| {
        let branch = set(variable, name)?;
        Some(format!("origin/{}", branch.strip_prefix("refs/heads/").unwrap_or(&branch)))
    };
    Ok(of_request(set(variable, "BITBUCKET_PR_DESTINATION_COMMIT"), "HEAD")
        .or_else(|| of_request(on_origin("SYSTEM_PULLREQUEST_TARGETBRANCH"), "HEAD"))
        .or_else(|| of_request(on_origin("CHANGE_TARGET"), "HEAD"))
        .or_else(|| set(variable, "TRAVIS_COMMIT_RANGE"))
        .or_else(|| Some(format!("{}..{}", set(variable, "GIT_PREVIOUS_COMMIT")?, set(variable, "GIT_COMMIT")?))))
}

/// The branch that the run is about, by its own name.
pub(crate) fn branch(variable: Variable<'_>) -> Option<String> {
    let of_github = || {
        let name = set(variable, "GITHUB_REF")?;
        name.strip_prefix("refs/heads/").map(str::to_owned)
    };
    of_github().or_else(|| set(variable, "CI_COMMIT_BRANCH"))
}

/// The branch that others are made from.
pub(crate) fn default_branch(variable: Variable<'_>) -> Option<String> {
    set(variable, "CI_DEFAULT_BRANCH").or_else(|| {
        let event = event(variable).ok()??;
        Some(event.pointer("/repository/default_branch")?.as_str()?.to_owned())
    })
}

fn github(variable: Variable<'_>) -> Result<String, SourceError> {
    let event = event(variable)?.unwrap_or_default();
    let at = |path: &str| event.pointer(path).and_then(Value::as_str).filter(|id| !id.is_empty());
    let kind = set(variable, "GITHUB_EVENT_NAME").unwrap_or_default();
    let range = if kind.starts_with("pull_request") {
        at("/pull_request/base/sha").zip(at("/pull_request/head/sha")).map(|(base, head)| format!("{base}...{head}"))
    } else if kind == "merge_group" {
        at("/merge_group/base_sha").zip(at("/merge_group/head_sha")).map(|(base, head)| format!("{base}..{head}"))
    } else if kind == "push" {
        at("/before").zip(at("/after")).map(|(before, after)| format!("{before}..{after}"))
    } else {
        None
    };
    range.ok_or_else(|| {
        let why = format!("the GitHub event {kind:?} says of no commits that they are new");
        SourceError::new("range", why, "write dsnitch range A..B, or scan everything with dsnitch history")
    })
}

fn gitlab(variable: Variable<'_>) -> Result<String, SourceError> {
    let to = set(variable, "CI_COMMIT_SHA");
    let of_request = set(variable, "CI_MERGE_REQUEST_DIFF_BASE_SHA").map(|base| (base, "..."));
    let from = of_request.or_else(|| set(variable, "CI_COMMIT_BEFORE_SHA").map(|before| (before, "..")));
    from.zip(to).map(|((from, dots), to)| format!("{from}{dots}{to}")).ok_or_else(|| {
        let why = "GitLab has set neither CI_MERGE_REQUEST_DIFF_BASE_SHA nor CI_COMMIT_BEFORE_SHA beside CI_COMMIT_SHA";
        SourceError::new("range", why, "write dsnitch range A..B")
    })
}

/// What GitHub says of the event; none outside of it.
fn event(variable: Variable<'_>) -> Result<Option<Value>, SourceError> {
    let Some(path) = set(variable, "GITHUB_EVENT_PATH") else { return Ok(None) };
    let failed = |why: &dyn ToString| {
        SourceError::new(
            format!("the event file {path} (GITHUB_EVENT_PATH)"),
            why.to_string(),
            "write dsnitch range A..B",
        )
    };
    let metadata = fs::metadata(&path).map_err(|error| failed(&error))?;
    if !metadata.is_file() || metadata.len() > MOST {
        return Err(failed(&"not a file that an event is written in"));
    }
    let text = fs::read(&path).map_err(|error| failed(&error))?;
    // Not what stands there: an event can hold anything.
    serde_json::from_slice(&text).map(Some).map_err(|error| failed(&format!("no JSON at line {}", error.line())))
}

fn set(variable: Variable<'_>, name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty()).and_then(|value| value.into_string().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(values: &[(&str, &str)]) -> (Result<Option<String>, String>, Option<String>, Option<String>) {
        let variable = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        (range(&variable).map_err(|error| error.why), branch(&variable), default_branch(&variable))
    }

    #[test]
    fn each_system_says_which_commits_in_its_own_words() {
        for (values, expected) in [
            (&[][..], Ok(None)),
            (&[("GITLAB_CI", "true"), ("CI_COMMIT_SHA", "b"), ("CI_COMMIT_BEFORE_SHA", "a")], Ok(Some("a..b"))),
            (
                &[
                    ("GITLAB_CI", "true"),
                    ("CI_COMMIT_SHA", "b"),
                    ("CI_COMMIT_BEFORE_SHA", "0"),
                    ("CI_MERGE_REQUEST_DIFF_BASE_SHA", "a"),
                ],
                Ok(Some("a...b")),
            ),
            (&[("GITLAB_CI", "true"), ("CI_COMMIT_SHA", "b")], Err("GitLab has set neither")),
            (&[("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_NAME", "schedule")], Err("the GitHub event \"schedule\"")),
            (&[("BITBUCKET_PR_DESTINATION_COMMIT", "a")], Ok(Some("a...HEAD"))),
            (&[("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main")], Ok(Some("origin/main...HEAD"))),
            (&[("CHANGE_TARGET", "main")], Ok(Some("origin/main...HEAD"))),
            (&[("TRAVIS_COMMIT_RANGE", "a...b")], Ok(Some("a...b"))),
            (&[("GIT_PREVIOUS_COMMIT", "a"), ("GIT_COMMIT", "b")], Ok(Some("a..b"))),
            (&[("GIT_COMMIT", "b")], Ok(None)),
        ] {
            let (range, ..) = asked(values);
            match (range, expected) {
                (Ok(range), Ok(expected)) => assert_eq!(range.as_deref(), expected, "{values:?}"),
                (Err(why), Err(start)) => assert!(why.starts_with(start), "{values:?}: {why}"),
                (range, _) => panic!("{values:?}: {range:?}"),
            }
        }
    }

    #[test]
    fn what_github_says_of_an_event_is_read_from_its_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("event.json");
        let path = path.to_str().unwrap();
        for (kind, text, expected) in [
            ("push", r#"{"before": "a", "after": "b", "repository": {"default_branch": "trunk"}}"#, Ok("a..b")),
            ("pull_request", r#"{"pull_request": {"base": {"sha": "a"}, "head": {"sha": "b"}}}"#, Ok("a...b")),
            ("pull_request_target", r#"{"pull_request": {"base": {"sha": "a"}, "head": {"sha": "b"}}}"#, Ok("a...b")),
            ("merge_group", r#"{"merge_group": {"base_sha": "a", "head_sha": "b"}}"#, Ok("a..b")),
            ("push", r#"{"before": 1}"#, Err("the GitHub event")),
            ("push", "hunter2", Err("no JSON at line 1")),
        ] {
            fs::write(path, text).unwrap();
            let values = [
                ("GITHUB_ACTIONS", "true"),
                ("GITHUB_EVENT_NAME", kind),
                ("GITHUB_EVENT_PATH", path),
                ("GITHUB_REF", "refs/heads/x"),
            ];
            let (range, branch, default) = asked(&values);
            match (range, expected) {
                (Ok(range), Ok(expected)) => assert_eq!(range.as_deref(), Some(expected), "{text}"),
                (Err(why), Err(start)) => assert!(why.starts_with(start), "{text}: {why}"),
                (range, _) => panic!("{text}: {range:?}"),
            }
            assert_eq!(branch.as_deref(), Some("x"));
            assert_eq!(default.as_deref(), text.contains("trunk").then_some("trunk"));
        }
    }
}
