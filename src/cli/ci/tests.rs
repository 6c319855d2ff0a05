use super::*;

/// Rows: the variables that are set, then the range, or the start of the error.
#[test]
fn each_system_reports_its_range() {
    for (values, expected) in [
        ("", Ok(None)),
        ("CI=true", Ok(None)),
        ("GITLAB_CI=true CI_COMMIT_SHA=b CI_COMMIT_BEFORE_SHA=a", Ok(Some("a..b"))),
        ("GITLAB_CI=true CI_COMMIT_SHA=b CI_COMMIT_BEFORE_SHA=0 CI_MERGE_REQUEST_DIFF_BASE_SHA=a", Ok(Some("a...b"))),
        (
            "GITLAB_CI=true CI_COMMIT_SHA=m CI_MERGE_REQUEST_DIFF_BASE_SHA=a CI_MERGE_REQUEST_SOURCE_BRANCH_SHA=b",
            Ok(Some("a...b")),
        ),
        ("GITLAB_CI=true CI_COMMIT_SHA=b", Err("GitLab has set neither")),
        (
            "GITLAB_CI=true CI_PIPELINE_SOURCE=schedule CI_COMMIT_SHA=b CI_COMMIT_BEFORE_SHA=a",
            Err("a GitLab pipeline by \"schedule\""),
        ),
        ("GITHUB_ACTIONS=true GITHUB_EVENT_NAME=schedule", Err("the GitHub event \"schedule\"")),
        ("CIRCLECI=true CIRCLE_SHA1=b", Err("CircleCI does not say")),
        ("CIRCLECI=true CIRCLE_SHA1=b CIRCLE_BASE_REVISION=a", Ok(Some("a..b"))),
        ("CIRCLECI=true CIRCLE_SHA1=b CIRCLE_BASE_REVISION=", Ok(Some("0000000000000000000000000000000000000000..b"))),
        (
            "BUILDKITE=true BUILDKITE_PULL_REQUEST_BASE_BRANCH=main BUILDKITE_BRANCH=x BUILDKITE_COMMIT=b",
            Ok(Some("origin/main...b")),
        ),
        (
            "BUILDKITE=true BUILDKITE_PIPELINE_DEFAULT_BRANCH=main BUILDKITE_BRANCH=x BUILDKITE_COMMIT=b",
            Ok(Some("origin/main...b")),
        ),
        (
            "BUILDKITE=true BUILDKITE_PIPELINE_DEFAULT_BRANCH=main BUILDKITE_BRANCH=main BUILDKITE_COMMIT=b",
            Err("Buildkite does not say"),
        ),
        ("TF_BUILD=True SYSTEM_PULLREQUEST_TARGETBRANCH=refs/heads/main", Ok(Some("origin/main...HEAD"))),
        ("TF_BUILD=True SYSTEM_PULLREQUEST_TARGETBRANCH=main", Ok(Some("origin/main...HEAD"))),
        ("TF_BUILD=True BUILD_SOURCEBRANCH=refs/heads/main", Err("Azure Pipelines does not say")),
        ("BITBUCKET_BUILD_NUMBER=1 BITBUCKET_PR_DESTINATION_COMMIT=a", Ok(Some("a...HEAD"))),
        ("BITBUCKET_BUILD_NUMBER=1 BITBUCKET_BRANCH=x", Err("Bitbucket does not say")),
        ("DRONE=true DRONE_COMMIT_BEFORE=a DRONE_COMMIT_AFTER=b", Ok(Some("a..b"))),
        ("CHANGE_TARGET=main JENKINS_URL=x GIT_COMMIT=b", Ok(Some("origin/main...HEAD"))),
        ("GIT_PREVIOUS_COMMIT=a GIT_COMMIT=b", Err("Jenkins does not say")),
        ("GIT_PREVIOUS_SUCCESSFUL_COMMIT=a GIT_COMMIT=b JENKINS_URL=x", Ok(Some("a..b"))),
        ("GIT_PREVIOUS_COMMIT=c GIT_PREVIOUS_SUCCESSFUL_COMMIT=a GIT_COMMIT=b", Ok(Some("a..b"))),
        ("JENKINS_URL=x GIT_COMMIT=b", Err("Jenkins does not say")),
        ("GIT_COMMIT=b", Ok(None)),
        ("TRAVIS=true TRAVIS_COMMIT_RANGE=a...b", Ok(Some("a..b"))),
        ("TRAVIS=true TRAVIS_COMMIT_RANGE=", Err("Travis has not set")),
    ] {
        let pairs: Vec<(&str, &str)> = values.split_whitespace().filter_map(|pair| pair.split_once('=')).collect();
        let variable = |name: &str| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| value.into());
        match (range(&variable), expected) {
            (Ok(range), Ok(expected)) => {
                assert_eq!(range.as_ref().map(CiRange::text).as_deref(), expected, "{values}");
                let named = range
                    .is_none_or(|range| whole_clone(&variable).is_some_and(|(name, _)| range.who.starts_with(name)));
                assert!(named, "{values}");
            }
            (Err(error), Err(start)) => assert!(error.why.starts_with(start), "{values}: {}", error.why),
            (other, _) => panic!("{values}: {other:?}"),
        }
    }
}
