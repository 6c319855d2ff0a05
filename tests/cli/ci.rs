//! `dsnitch range` without an argument, in the environment of each CI system: the range, the message about it, and how
//! to complete a shallow clone there.

use crate::support::SECRET;
use crate::support::cmd::{Dsnitch, Ran};
use crate::support::repo::TempRepo;

const ZERO: &str = "0000000000000000000000000000000000000000";

/// Rows: the variables, with names for commits; the message; the command that completes the clone.
const SYSTEMS: [(&str, &str, &str); 10] = [
    (
        "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH=pull.json",
        "GitHub, the event pull_request",
        "with: {fetch-depth: 0}",
    ),
    (
        "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=push GITHUB_EVENT_PATH=push.json",
        "GitHub, the event push",
        "with: {fetch-depth: 0}",
    ),
    (
        "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=merge_group GITHUB_EVENT_PATH=group.json",
        "merge_group",
        "with: {fetch-depth: 0}",
    ),
    (
        "GITLAB_CI=true CI_COMMIT_SHA=HEAD_ID CI_MERGE_REQUEST_DIFF_BASE_SHA=BASE_ID",
        "GitLab, CI_MERGE_REQUEST_DIFF_BASE_SHA",
        "GIT_DEPTH: \"0\"",
    ),
    (
        "CIRCLECI=true CIRCLE_SHA1=HEAD_ID CIRCLE_BASE_REVISION=BASE_ID",
        "CircleCI, CIRCLE_BASE_REVISION",
        "checkout: {method: full}",
    ),
    (
        "BUILDKITE=true BUILDKITE_PULL_REQUEST_BASE_BRANCH=main BUILDKITE_COMMIT=HEAD_ID",
        "Buildkite, BUILDKITE_PULL_REQUEST_BASE_BRANCH",
        "BUILDKITE_GIT_CLONE_FLAGS",
    ),
    (
        "TF_BUILD=True SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main",
        "Azure Pipelines, SYSTEM_PULLREQUEST_TARGETBRANCH",
        "fetchDepth: 0",
    ),
    (
        "BITBUCKET_BUILD_NUMBER=1 BITBUCKET_PR_DESTINATION_COMMIT=BASE_ID",
        "Bitbucket, BITBUCKET_PR_DESTINATION_COMMIT",
        "clone: {depth: full}",
    ),
    ("JENKINS_URL=x CHANGE_TARGET=main", "Jenkins, CHANGE_TARGET", "Advanced clone behaviours"),
    (
        "DRONE=true DRONE_COMMIT_BEFORE=BASE_ID DRONE_COMMIT_AFTER=HEAD_ID",
        "Drone, DRONE_COMMIT_BEFORE",
        "clone: {depth: 0}",
    ),
];

/// Creates a branch that adds a secret and removes it again, cloned completely to `../deep` and shallowly to
/// `../shallow`.
fn cloned() -> (TempRepo, String, String) {
    let repo = TempRepo::with_commit(&[("a.conf", "host = db.internal\n")]);
    let base = repo.rev("HEAD");
    repo.git(["checkout", "-q", "-b", "feature"]);
    repo.stage("a.conf", format!("host = db.internal\n{SECRET}\n"));
    repo.commit("oops");
    repo.stage("a.conf", "host = db.internal\n");
    let head = repo.commit("never happened");
    let url = format!("file://{}", repo.root().display());
    repo.git(["clone", "-q", &url, "../deep", "-b", "feature"]);
    repo.git(["clone", "-q", "--depth", "1", &url, "../shallow", "-b", "feature"]);
    repo.git(["-C", "../shallow", "fetch", "-q", "--depth", "1", "origin", "main:refs/remotes/origin/main"]);
    let event = |name: &str, text: String| std::fs::write(repo.outside(name), text).unwrap();
    event("pull.json", format!(r#"{{"pull_request": {{"base": {{"sha": "{base}"}}, "head": {{"sha": "{head}"}}}}}}"#));
    event("push.json", format!(r#"{{"before": "{base}", "after": "{head}"}}"#));
    event("group.json", format!(r#"{{"merge_group": {{"base_sha": "{base}", "head_sha": "{head}"}}}}"#));
    event(
        "new.json",
        format!(r#"{{"before": "{ZERO}", "after": "{head}", "repository": {{"default_branch": "main"}}}}"#),
    );
    let gone = "1234567890123456789012345678901234567890";
    event(
        "forced.json",
        format!(r#"{{"before": "{gone}", "after": "{head}", "repository": {{"default_branch": "main"}}}}"#),
    );
    (repo, base, head)
}

fn range(repo: &TempRepo, clone: &str, values: &str, base: &str, head: &str) -> Ran {
    let mut run = Dsnitch::new(repo).current_dir(repo.outside(clone)).arg("range");
    for (name, value) in values.split_whitespace().filter_map(|pair| pair.split_once('=')) {
        let value = match name {
            "GITHUB_EVENT_PATH" => repo.outside(value).display().to_string(),
            _ => value.replace("HEAD_ID", head).replace("BASE_ID", base),
        };
        run = run.env(name, value);
    }
    run.json()
}

#[test]
fn each_system_s_variables_give_the_range_and_a_shallow_clone_is_2() {
    let (repo, base, head) = cloned();
    for (values, said, whole) in SYSTEMS {
        let ran = range(&repo, "deep", values, &base, &head).exits(1).complains(said);
        assert_eq!(
            (ran.leaks().len(), &ran.document()["coverage"]["commits"]),
            (1, &2.into()),
            "{values}{}",
            ran.describe()
        );
        range(&repo, "shallow", values, &base, &head).exits(2).complains(said).complains(whole);
    }
}

#[test]
fn a_new_and_a_force_pushed_branch_are_compared_with_the_others() {
    let (repo, base, head) = cloned();
    for (event, said) in [("new", "the branch is new"), ("forced", "as after a forced push")] {
        let values = format!(
            "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=push GITHUB_EVENT_PATH={event}.json GITHUB_REF=refs/heads/feature"
        );
        let ran = range(&repo, "deep", &values, &base, &head).exits(1).complains(said);
        assert_eq!((ran.leaks().len(), &ran.document()["coverage"]["commits"]), (1, &2.into()), "{}", ran.describe());
        range(&repo, "shallow", &values, &base, &head).exits(2).complains("fetch-depth: 0");
    }
}

#[test]
fn a_system_without_the_variables_is_2_with_the_next_step() {
    let (repo, base, head) = cloned();
    for (values, why, next) in [
        (
            "GITHUB_ACTIONS=true GITHUB_EVENT_NAME=schedule GITHUB_EVENT_PATH=push.json",
            "the GitHub event \"schedule\"",
            "dsnitch history",
        ),
        (
            "CIRCLECI=true CIRCLE_SHA1=HEAD_ID",
            "CircleCI does not say",
            "CIRCLE_BASE_REVISION: << pipeline.git.base_revision >>",
        ),
        ("TF_BUILD=True", "Azure Pipelines does not say", "pull requests"),
        ("CI=true", "no range was given", "write dsnitch range A..B"),
    ] {
        range(&repo, "deep", values, &base, &head).exits(2).complains(why).complains(next);
    }
}
