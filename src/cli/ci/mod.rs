//! Reads from a CI system's environment which commits a run concerns. Each system is a row of a table of its documented
//! variables.

mod github;
mod gitlab;

use dsnitch::failure::Failure;

use super::variable::Variable;

/// The null object id: the branch did not exist before.
pub(super) const ZERO: &str = "0000000000000000000000000000000000000000";

/// The range of commits that a CI system reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CiRange {
    /// The known side of the range.
    pub(crate) from: String,
    /// `..`, or `...` for a pull request, which has two sides.
    pub(crate) dots: &'static str,
    /// The new side of the range.
    pub(crate) to: String,
    /// The system and the event, for messages: "GitHub, the event push".
    pub(crate) who: String,
    /// True if a branch was at `from` before a push. A forced push may have made that commit unreachable.
    pub(crate) may_be_gone: bool,
}

impl CiRange {
    /// The range in git's syntax.
    pub(crate) fn text(&self) -> String {
        format!("{}{}{}", self.from, self.dots, self.to)
    }
}

/// A CI system and its variables.
struct System {
    name: &'static str,
    /// Any of these variables identifies the system.
    marks: &'static [&'static str],
    says: Says,
    /// The setting that makes it clone the whole history.
    whole: &'static str,
}

/// Where a system reports the range.
enum Says {
    /// In environment variables.
    Variables(&'static Variables),
    /// In a form that needs its own function.
    Otherwise(fn(Variable<'_>) -> Result<CiRange, Failure>),
}

/// The variables that report the range; the first one that is set is used.
struct Variables {
    /// For a pull request: the target, and the new commit.
    request: &'static [(Target, &'static str, &'static str)],
    /// For a push: the commit before and the commit after.
    push: &'static [(&'static str, &'static str)],
    /// For a branch other than the default: the default branch's name, the branch's own name, and its commit.
    branch: Option<[&'static str; 3]>,
    /// What to do if none of these variables is set.
    next: &'static str,
}

/// What the target variable of a pull request holds.
#[derive(Clone, Copy)]
enum Target {
    Commit,
    /// A branch of `origin`, with or without `refs/heads/`.
    Branch,
}

/// The checked-out commit, for systems that have no variable for it.
const HEAD: &str = "HEAD";

/// The systems.
const SYSTEMS: [System; 9] = [
    System {
        name: "GitHub",
        marks: &["GITHUB_ACTIONS"],
        says: Says::Otherwise(github::range),
        whole: "for the step of actions/checkout: with: {fetch-depth: 0}",
    },
    System {
        name: "GitLab",
        marks: &["GITLAB_CI"],
        says: Says::Otherwise(gitlab::range),
        whole: "in .gitlab-ci.yml, for this job: variables: {GIT_DEPTH: \"0\"}",
    },
    System {
        name: "CircleCI",
        marks: &["CIRCLECI"],
        says: Says::Otherwise(circle),
        whole: "in .circleci/config.yml: - checkout: {method: full}",
    },
    System {
        name: "Buildkite",
        marks: &["BUILDKITE"],
        says: Says::Variables(&Variables {
            request: &[(Target::Branch, "BUILDKITE_PULL_REQUEST_BASE_BRANCH", "BUILDKITE_COMMIT")],
            push: &[],
            branch: Some(["BUILDKITE_PIPELINE_DEFAULT_BRANCH", "BUILDKITE_BRANCH", "BUILDKITE_COMMIT"]),
            next: "it does not say what was on the default branch before: write dsnitch range A..B there, or dsnitch history",
        }),
        whole: "take --depth out of BUILDKITE_GIT_CLONE_FLAGS and BUILDKITE_GIT_FETCH_FLAGS, or: git fetch --unshallow",
    },
    System {
        name: "Azure Pipelines",
        marks: &["TF_BUILD", "SYSTEM_PULLREQUEST_TARGETBRANCH"],
        says: Says::Variables(&Variables {
            request: &[(Target::Branch, "SYSTEM_PULLREQUEST_TARGETBRANCH", HEAD)],
            push: &[],
            branch: None,
            next: "it does not say what was on a branch before: run this for pull requests, or write dsnitch range A..B",
        }),
        whole: "in azure-pipelines.yml: - checkout: self, with fetchDepth: 0",
    },
    System {
        name: "Bitbucket",
        marks: &["BITBUCKET_BUILD_NUMBER", "BITBUCKET_PR_DESTINATION_COMMIT"],
        says: Says::Variables(&Variables {
            request: &[(Target::Commit, "BITBUCKET_PR_DESTINATION_COMMIT", HEAD)],
            push: &[],
            branch: None,
            next: "it does not say what was on a branch before: run this for pull requests, or write dsnitch range A..B",
        }),
        whole: "in bitbucket-pipelines.yml: clone: {depth: full}",
    },
    System {
        name: "Drone",
        marks: &["DRONE"],
        says: Says::Variables(&Variables {
            request: &[],
            push: &[("DRONE_COMMIT_BEFORE", "DRONE_COMMIT_AFTER")],
            branch: None,
            next: "write dsnitch range A..B",
        }),
        whole: "in .drone.yml: clone: {depth: 0}",
    },
    System {
        name: "Travis",
        marks: &["TRAVIS", "TRAVIS_COMMIT_RANGE"],
        says: Says::Otherwise(travis),
        whole: "in .travis.yml: git: {depth: false}",
    },
    System {
        name: "Jenkins",
        marks: &["JENKINS_URL", "CHANGE_TARGET", "GIT_PREVIOUS_COMMIT"],
        says: Says::Variables(&Variables {
            request: &[(Target::Branch, "CHANGE_TARGET", HEAD)],
            // Only the last build that passed is used: what one that failed has refused is still there.
            push: &[("GIT_PREVIOUS_SUCCESSFUL_COMMIT", "GIT_COMMIT")],
            branch: None,
            next: "no build of this branch has passed yet: write dsnitch range A..B, or dsnitch history",
        }),
        whole: "turn shallow clones off in the job's Git settings (Advanced clone behaviours), or: git fetch --unshallow",
    },
];

/// Returns the range that the CI system reports; `None` outside of a CI system.
///
/// # Errors
/// If there is a CI system and its range cannot be determined.
pub(crate) fn range(variable: Variable<'_>) -> Result<Option<CiRange>, Failure> {
    let Some(system) = system(variable) else { return Ok(None) };
    match system.says {
        Says::Otherwise(range_of) => range_of(variable).map(Some),
        Says::Variables(words) => match words.range(variable, system.name) {
            Some(range) => Ok(Some(range)),
            None => {
                let why = format!("{} does not say which commits are new", system.name);
                Err(Failure::new("range", why, words.next))
            }
        },
    }
}

/// The setting that makes the CI system clone the whole history; `None` outside of a CI system.
pub(crate) fn whole_clone(variable: Variable<'_>) -> Option<(&'static str, &'static str)> {
    system(variable).map(|system| (system.name, system.whole))
}

/// The name of the branch that the run concerns.
pub(crate) fn branch(variable: Variable<'_>) -> Option<String> {
    let of_ref = |name: &str| Some(set(variable, name)?.strip_prefix("refs/heads/")?.to_owned());
    let of_github = || of_ref("GITHUB_REF");
    let named = |name: &&str| set(variable, name);
    of_github().or_else(|| ["CI_COMMIT_BRANCH", "CIRCLE_BRANCH", "DRONE_BRANCH"].iter().find_map(named))
}

/// The name of the default branch.
pub(crate) fn default_branch(variable: Variable<'_>) -> Option<String> {
    set(variable, "CI_DEFAULT_BRANCH").or_else(|| github::default_branch(variable))
}

fn system(variable: Variable<'_>) -> Option<&'static System> {
    SYSTEMS.iter().find(|system| system.marks.iter().any(|mark| set(variable, mark).is_some()))
}

impl Variables {
    fn range(&self, variable: Variable<'_>, system: &str) -> Option<CiRange> {
        let to = |name: &str| if name == HEAD { Some(HEAD.to_owned()) } else { set(variable, name) };
        let who = |name: &str| format!("{system}, {name}");
        let on_origin = |branch: &str| format!("origin/{}", branch.strip_prefix("refs/heads/").unwrap_or(branch));
        let requests = self.request.iter().filter_map(|(target, from, new)| {
            let value = set(variable, from)?;
            let from_commit = match target {
                Target::Commit => value,
                Target::Branch => on_origin(&value),
            };
            Some(CiRange { from: from_commit, dots: "...", to: to(new)?, who: who(from), may_be_gone: false })
        });
        let pushes = self.push.iter().filter_map(|(from, new)| {
            Some(CiRange { from: set(variable, from)?, dots: "..", to: to(new)?, who: who(from), may_be_gone: true })
        });
        let branch = || {
            let [default, own, new] = self.branch?;
            let (from, own) = (set(variable, default)?, set(variable, own)?);
            let range =
                CiRange { from: on_origin(&from), dots: "...", to: to(new)?, who: who(default), may_be_gone: false };
            (from != own).then_some(range)
        };
        requests.chain(pushes).next().or_else(branch)
    }
}

/// CircleCI has a pipeline value for the previous commit, and no variable; it is empty if the branch is new.
fn circle(variable: Variable<'_>) -> Result<CiRange, Failure> {
    let from = variable("CIRCLE_BASE_REVISION").and_then(|value| value.into_string().ok());
    let from = from.map(|from| if from.is_empty() { ZERO.to_owned() } else { from });
    let who = "CircleCI, CIRCLE_BASE_REVISION".to_owned();
    from.zip(set(variable, "CIRCLE_SHA1")).map(|(from, to)| CiRange { from, dots: "..", to, who, may_be_gone: true }).ok_or_else(|| {
        let next = "in .circleci/config.yml, for this step: environment: {CIRCLE_BASE_REVISION: << pipeline.git.base_revision >>}";
        Failure::new("range", "CircleCI does not say which commits are new", next)
    })
}

fn travis(variable: Variable<'_>) -> Result<CiRange, Failure> {
    let range = set(variable, "TRAVIS_COMMIT_RANGE");
    let sides = range.as_deref().and_then(|range| {
        let (from, to) = range.split_once("..")?;
        Some((from.to_owned(), to.trim_start_matches('.').to_owned()))
    });
    // CircleCI writes three dots where two are meant: after a forced push, the two commits need not share history.
    let range =
        |(from, to)| CiRange { from, dots: "..", to, who: "Travis, TRAVIS_COMMIT_RANGE".to_owned(), may_be_gone: true };
    sides.map(range).ok_or_else(|| {
        let why = "Travis has not set TRAVIS_COMMIT_RANGE, as for the first commit of a branch";
        Failure::new("range", why, "write dsnitch range A..B")
    })
}

/// The value of a variable; an empty one counts as unset.
fn set(variable: Variable<'_>, name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty()).and_then(|value| value.into_string().ok())
}

#[cfg(test)]
mod tests;
