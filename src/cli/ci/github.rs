//! GitHub Actions and compatible systems: the event is in a file
//! (<https://docs.github.com/actions/reference/workflows-and-actions/variables>).

use std::fs;

use dsnitch::failure::Failure;
use serde_json::Value;

use super::{CiRange, set};
use crate::cli::variable::Variable;

/// Largest event file that is read, in bytes. GitHub limits an event to 25 MB.
const MOST: u64 = 32 << 20;

/// The range of commits of the event.
pub(super) fn range(variable: Variable<'_>) -> Result<CiRange, Failure> {
    let event = event(variable)?.unwrap_or_default();
    let at = |path: &str| event.pointer(path).and_then(Value::as_str).filter(|id| !id.is_empty());
    let kind = set(variable, "GITHUB_EVENT_NAME").unwrap_or_default();
    let named = |from: &str, dots: &'static str, to: &str, may_be_gone: bool| {
        let who = format!("GitHub, the event {kind}");
        Some(CiRange { from: at(from)?.to_owned(), dots, to: at(to)?.to_owned(), who, may_be_gone })
    };
    let range = if kind.starts_with("pull_request") {
        named("/pull_request/base/sha", "...", "/pull_request/head/sha", false)
    } else if kind == "merge_group" {
        named("/merge_group/base_sha", "..", "/merge_group/head_sha", false)
    } else if kind == "push" {
        named("/before", "..", "/after", true)
    } else {
        None
    };
    range.ok_or_else(|| {
        let why = format!("the GitHub event {kind:?} says of no commits that they are new");
        Failure::new("range", why, "write dsnitch range A..B, or scan everything with dsnitch history")
    })
}

/// The repository's default branch.
pub(super) fn default_branch(variable: Variable<'_>) -> Option<String> {
    Some(event(variable).ok()??.pointer("/repository/default_branch")?.as_str()?.to_owned())
}

/// The event file's content; `None` outside of GitHub Actions.
fn event(variable: Variable<'_>) -> Result<Option<Value>, Failure> {
    let Some(path) = set(variable, "GITHUB_EVENT_PATH") else { return Ok(None) };
    let failed = |why: &dyn ToString| {
        Failure::new(format!("the event file {path} (GITHUB_EVENT_PATH)"), why.to_string(), "write dsnitch range A..B")
    };
    let metadata = fs::metadata(&path).map_err(|error| failed(&error))?;
    if !metadata.is_file() || metadata.len() > MOST {
        return Err(failed(&"not a file that an event is written in"));
    }
    let text = fs::read(&path).map_err(|error| failed(&error))?;
    // The content is not quoted: an event can contain anything.
    serde_json::from_slice(&text).map(Some).map_err(|error| failed(&format!("no JSON at line {}", error.line())))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use crate::cli::ci;

    #[test]
    fn the_range_is_read_from_the_event_file() {
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
            let variable = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
            match (ci::range(&variable), expected) {
                (Ok(range), Ok(expected)) => {
                    assert_eq!(range.map(|range| range.text()).as_deref(), Some(expected), "{text}")
                }
                (Err(error), Err(start)) => assert!(error.why.starts_with(start), "{text}: {}", error.why),
                (range, _) => panic!("{text}: {range:?}"),
            }
            assert_eq!(ci::branch(&variable).as_deref(), Some("x"));
            assert_eq!(ci::default_branch(&variable).as_deref(), text.contains("trunk").then_some("trunk"));
        }
    }
}
