//! Decides for each finding whether it blocks, warns or is excused. No IO, no clock.

mod accepted;
mod allow;
mod enforced;
mod entry;
mod environment;
mod error;
mod ignore_file;
mod path_glob;
mod table;
mod used;

use accepted::Accepted;
use allow::Allowlist;
use environment::{Environments, TextMark};
use ignore_file::IgnoreFile;

pub use accepted::digest_of;
pub use enforced::Enforced;
pub use entry::AllowEntry;
pub use environment::{EnvironmentEntry, environment_of};
pub use error::PolicyError;
pub use ignore_file::IGNORE_FILE;
pub use path_glob::{CONFIGURATION, as_glob};
pub(crate) use table::BLOCKS_FROM;
pub use table::{Breach, Profile, action};

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::baseline::Placed;
use crate::day::Day;
use crate::decision::{Action, Decided, Environment, EnvironmentReason, Suppression};
use crate::finding::{Evidence, Finding, Gate};

/// Decides which findings block and which are excused.
pub struct Policy {
    profile: Profile,
    allow: Allowlist,
    environments: Environments,
    accepted: Accepted,
    ignored: Option<IgnoreFile>,
    enforced: Vec<Enforced>,
    /// True if pragmas in the scanned text excuse findings.
    pragmas: bool,
    /// The day of the scan, after which expired pragmas no longer count.
    today: Option<Day>,
}

/// The reason for a finding at a path in the ignore file that is scanned only because of enforced rules.
const IGNORED: &str = "the path is named in .dsnitchignore";

impl Policy {
    /// Creates a policy of `profile` with the exceptions `allow`.
    ///
    /// ```
    /// use dsnitch::policy::{Policy, Profile};
    /// let policy = Policy::new(Profile::Balanced, Vec::new()).unwrap();
    /// assert!(policy.wants_path(b".env"));
    /// ```
    ///
    /// # Errors
    /// Fails if an entry has no reason, matches nothing or everything, or has an invalid fingerprint or path.
    pub fn new(profile: Profile, allow: Vec<AllowEntry>) -> Result<Self, PolicyError> {
        let allow = Allowlist::compile(allow)?;
        Ok(Policy {
            profile,
            allow,
            environments: Environments::default(),
            accepted: Accepted::default(),
            ignored: None,
            enforced: Vec::new(),
            pragmas: true,
            today: None,
        })
    }

    /// Adds `entries`, which set the environment of certain paths.
    ///
    /// # Errors
    /// Fails if an entry has no reason or no path, or makes findings at every path only warn.
    pub fn with_environments(self, entries: Vec<EnvironmentEntry>) -> Result<Self, PolicyError> {
        Ok(Policy { environments: Environments::compile(entries)?, ..self })
    }

    /// Sets whether pragmas in the scanned text excuse findings.
    #[must_use]
    pub fn with_pragmas(self, pragmas: bool) -> Self {
        Policy { pragmas, ..self }
    }

    /// Excludes the paths in `text`, the content of the file `name` in the syntax of `.gitignore`.
    ///
    /// # Errors
    /// Fails if a pattern is invalid or has no reason, or if nearly every path is excluded, including by the
    /// exceptions.
    pub fn without_ignored(self, name: &str, text: &str) -> Result<Self, PolicyError> {
        let ignored = IgnoreFile::compile(name, text)?;
        let names = |path: &str| self.allow.names(path.as_bytes()) || ignored.names(path.as_bytes());
        if path_glob::names_nearly_everything(&names) {
            let why = "with the [[allow]] entries, its patterns name every path, or nearly";
            return Err(PolicyError { at: name.to_owned(), why: why.to_owned() });
        }
        Ok(Policy { ignored: Some(ignored), ..self })
    }

    /// Sets the enforced rules, which no configuration lower than the enforcing one excuses.
    #[must_use]
    pub fn enforcing(self, enforced: Vec<Enforced>) -> Self {
        Policy { enforced, ..self }
    }

    /// Returns whether a pragma can excuse `finding`: not if pragmas do not count, or if it is enforced.
    #[must_use]
    pub fn takes_comment(&self, finding: &Finding) -> bool {
        self.pragmas && !self.enforced.iter().any(|enforced| enforced.is_about(finding))
    }

    /// Returns whether `finding` is at a path that is scanned only because of enforced rules.
    fn is_ignored_only(&self, finding: &Finding) -> bool {
        !self.enforced.is_empty() && self.ignored.as_ref().is_some_and(|ignored| ignored.excludes(&finding.origin.path))
    }

    /// Sets the day of the scan: pragmas that expired before `today` do not count.
    #[must_use]
    pub fn on(self, today: Day) -> Self {
        Policy { today: Some(today), ..self }
    }

    /// Sets the baseline, whose entries are excused.
    #[must_use]
    pub fn with_baseline(self, entries: Vec<Placed>) -> Self {
        Policy { accepted: Accepted::of(entries), ..self }
    }

    /// Returns the profile.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// Returns whether content at `path` is to be scanned.
    pub fn wants_path(&self, path: &[u8]) -> bool {
        let first = self.enforced.iter().map(|enforced| enforced.entries).min();
        // If something is enforced, lower exclusions do not apply, or enforced findings there would be missed.
        let is_ignored = || first.is_none() && self.ignored.as_ref().is_some_and(|ignored| ignored.excludes(path));
        !self.allow.excludes(path, first.unwrap_or(usize::MAX)) && !is_ignored()
    }

    /// Returns a key for the decisions that depend only on the path: if two paths have the same key, a guessable
    /// password blocks or warns at both, and the same exceptions apply.
    pub(crate) fn path_key(&self, path: &[u8]) -> u64 {
        let mut hasher = DefaultHasher::new();
        // Otherwise the host and the text decide.
        for text in [TextMark::Nothing, TextMark::Deployed, TextMark::Tests] {
            let (environment, _) = self.environments.at(path, false, text);
            for breach in [Breach::Weak, Breach::Practice(Gate::Strict), Breach::Practice(Gate::Balanced)] {
                (action(breach, environment, self.profile) == Action::Block).hash(&mut hasher);
            }
            (environment == Environment::Production).hash(&mut hasher);
            // Accepted entries depend on the environment.
            (!self.accepted.is_empty()).then_some(environment).hash(&mut hasher);
        }
        self.allow.at(path).hash(&mut hasher);
        // Accepted practices depend on the path.
        self.accepted.names(path).then_some(path).hash(&mut hasher);
        hasher.finish()
    }

    /// Adds the details of the environment's reason to `decided`.
    pub(crate) fn explain(&self, decided: &mut Decided) {
        decided.environment_detail = self.environments.detail(&decided.finding, decided.environment_reason);
    }

    /// Returns whether `finding` is reported where it is: some practices are violated in production only.
    pub(crate) fn reports(&self, finding: &Finding) -> bool {
        let is_for_production = matches!(finding.evidence, Evidence::Practice { gate: Gate::Production, .. });
        !is_for_production || self.environments.of(finding).0 == Environment::Production
    }

    /// Decides on one finding: its environment, its action, and whether it is excused. A pragma on the line is checked
    /// before the allowlist, because it is nearer to the reader, and the baseline last.
    pub fn decide(&self, finding: Finding) -> Decided {
        let enforced = self.enforced.iter().filter(|enforced| enforced.is_about(&finding));
        let first = enforced.map(|enforced| enforced.entries).min();
        let action_in = |environment| match action(Breach::of(&finding), environment, self.profile) {
            Action::Block if finding.confidence < BLOCKS_FROM => Action::Warn,
            action => action,
        };
        let (mut environment, mut environment_reason) = self.environments.of(&finding);
        // Another environment in the configuration does not weaken an enforced rule.
        if first.is_some() && environment_reason == EnvironmentReason::Configuration {
            let shipped = Environments::default().of(&finding);
            if action_in(shipped.0) > action_in(environment) {
                (environment, environment_reason) = shipped;
            }
        }
        let action = action_in(environment);
        let pragma = finding.pragma.as_ref().filter(|_| self.pragmas && first.is_none());
        let by_pragma = pragma.filter(|pragma| pragma.excuses(&finding.rule));
        let has_expired = self.today.is_some_and(|today| by_pragma.is_some_and(|pragma| pragma.has_expired(today)));
        let suppressed = match by_pragma.filter(|_| !has_expired).and_then(|pragma| pragma.reason.clone()) {
            Some(reason) => Some(Suppression::Pragma(reason)),
            None => match (self.allow.reason(&finding, first.unwrap_or(usize::MAX)), first) {
                (Some(reason), _) => Some(Suppression::Allowlist(reason.to_owned())),
                (None, Some(_)) => None,
                (None, None) if self.is_ignored_only(&finding) => Some(Suppression::Allowlist(IGNORED.to_owned())),
                (None, None) => self.accepted.has(&finding, environment).then_some(Suppression::Baseline),
            },
        };
        let is_enforced = first.is_some();
        Decided {
            finding,
            environment,
            environment_reason,
            environment_detail: None,
            action,
            suppressed,
            is_enforced,
            has_expired,
            known: false,
            trace: None,
        }
    }
}

#[cfg(test)]
mod tests;
