//! Determines the environment of a finding from its path, the host in the credential and the surrounding text. The
//! globs are in `patterns/environments.toml`; those of a configuration take precedence.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, OnceLock};

use globset::{Glob, GlobBuilder, GlobMatcher, GlobSet, GlobSetBuilder};

use super::error::PolicyError;
use super::path_glob::PathGlob;
use crate::decision::{Environment, EnvironmentReason};
use crate::finding::Finding;
use crate::host::{is_remote, kind};
use crate::reason::{REASON_RULE, is_reason};
use crate::text::may_match_glob;

/// Compiled when the first finding asks, never on a clean run.
static MAP: LazyLock<Result<Map, String>> = LazyLock::new(|| Map::read(DATA));

const DATA: &str = include_str!("../../../patterns/environments.toml");

/// The environment of certain paths in a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvironmentEntry {
    /// The location of the entry for messages: ".dsnitch.toml, line 4".
    pub at: String,
    /// A path glob, in which `*` stops at `/`.
    pub path: String,
    /// The environment of the paths.
    pub environment: Environment,
    /// The reason. Never empty.
    pub reason: String,
}

/// Determines the environment of findings: from the configuration, else from the shipped rules for paths, hosts and
/// text.
#[derive(Default)]
pub(super) struct Environments {
    own: Vec<(PathGlob, Environment)>,
    /// The location of each entry.
    at: Vec<String>,
}

impl Environments {
    /// Validates and compiles `entries`; the first one that matches a path counts.
    pub(super) fn compile(entries: Vec<EnvironmentEntry>) -> Result<Self, PolicyError> {
        let mut own: Vec<(PathGlob, Environment)> = Vec::new();
        let mut at = Vec::new();
        for entry in entries {
            let refused = |why: String| PolicyError { at: entry.at.clone(), why };
            if !is_reason(&entry.reason) {
                return Err(refused(format!("an environment entry needs a reason: {REASON_RULE}")));
            }
            let glob = PathGlob::compile(&entry.path).map_err(&refused)?;
            own.push((glob, entry.environment));
            at.push(entry.at);
        }
        if let Some(last) = Self::first_too_many(&own) {
            let why = "path names every path, or nearly, and what is guessable would block nowhere: name fewer";
            return Err(PolicyError { at: at.swap_remove(last), why: why.to_owned() });
        }
        Ok(Environments { own, at })
    }

    /// Returns the index of the entry that, with those before it, puts nearly every path into an environment where nothing runs, in
    /// which a guessable password only warns.
    fn first_too_many(own: &[(PathGlob, Environment)]) -> Option<usize> {
        let quiet = |first: usize| -> Vec<&PathGlob> {
            own.iter().take(first).filter(|(_, environment)| !environment.runs()).map(|(glob, _)| glob).collect()
        };
        if !PathGlob::name_everything(&quiet(own.len())) {
            return None;
        }
        // More entries name no fewer paths, so the number of steps grows with its logarithm.
        let (mut few, mut many) = (0, own.len());
        while many - few > 1 {
            let half = usize::midpoint(few, many);
            if PathGlob::name_everything(&quiet(half)) { many = half } else { few = half }
        }
        Some(many - 1)
    }

    /// Returns the environment of `finding`, and the reason.
    pub(super) fn of(&self, finding: &Finding) -> (Environment, EnvironmentReason) {
        let text = match (finding.deployed_by, finding.for_tests_by) {
            (Some(_), _) => TextMark::Deployed,
            (None, Some(_)) => TextMark::Tests,
            (None, None) => TextMark::Nothing,
        };
        self.at(&finding.origin.path, finding.host.as_deref().is_some_and(is_remote), text)
    }

    /// Returns the details of `reason` for `finding`: the entry, the glob, the line, or the kind of host.
    pub(super) fn detail(&self, finding: &Finding, reason: EnvironmentReason) -> Option<String> {
        let path = String::from_utf8_lossy(&finding.origin.path);
        match reason {
            EnvironmentReason::Configuration => {
                let entry = self.own.iter().position(|(glob, _)| glob.is_match(&path))?;
                self.at.get(entry).cloned()
            }
            EnvironmentReason::Path => MAP.as_ref().ok()?.glob(&path).map(str::to_owned),
            EnvironmentReason::Text => finding.deployed_by.or(finding.for_tests_by).map(|line| format!("line {line}")),
            EnvironmentReason::Host | EnvironmentReason::Nothing => {
                let said = finding.host.as_deref().map(|host| format!("the host is {}", kind(host)));
                said.filter(|said| said != reason.sentence())
            }
        }
    }

    /// Returns the environment of a credential at `path`, which may name a remote host, in a text with such a mark.
    pub(super) fn at(&self, path: &[u8], is_remote: bool, text: TextMark) -> (Environment, EnvironmentReason) {
        if !self.own.is_empty() {
            let text = String::from_utf8_lossy(path);
            if let Some((_, environment)) = self.own.iter().find(|(glob, _)| glob.is_match(&text)) {
                return (*environment, EnvironmentReason::Configuration);
            }
        }
        let of_path = match &*MAP {
            Ok(map) => map.environment(path),
            // A test fails if the shipped data does not compile. If it happened anyway, the strictest result would be
            // safe.
            Err(_) => Some(Environment::Production),
        };
        match of_path {
            Some(environment) => (environment, EnvironmentReason::Path),
            None if is_remote => (Environment::Production, EnvironmentReason::Host),
            None => match text {
                TextMark::Deployed => (Environment::Production, EnvironmentReason::Text),
                TextMark::Tests => (Environment::Test, EnvironmentReason::Text),
                TextMark::Nothing => (Environment::Development, EnvironmentReason::Nothing),
            },
        }
    }
}

/// The environment that the text around a finding indicates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextMark {
    Nothing,
    Deployed,
    Tests,
}

/// Returns the environment of a credential that names `host`, in the file at `path`. Template, docs and test are
/// determined by the path, whatever the host is; otherwise a remote host means `production`.
///
/// ```
/// use dsnitch::{decision::Environment, policy::environment_of};
/// assert_eq!(environment_of(b"config/.env", Some("db")), Environment::Development);
/// assert_eq!(environment_of(b"config/.env", Some("x.eu-west-1.rds.amazonaws.com")), Environment::Production);
/// assert_eq!(environment_of(b"README.md", Some("x.eu-west-1.rds.amazonaws.com")), Environment::Docs);
/// ```
pub fn environment_of(path: &[u8], host: Option<&str>) -> Environment {
    Environments::default().at(path, host.is_some_and(is_remote), TextMark::Nothing).0
}

/// Paths that are asked about one glob at a time, before all of them are compiled into sets: that takes six milliseconds, a
/// commit that is refused has a few findings, and a history has thousands.
const FEW: usize = 64;

struct Map {
    patterns: Vec<(Environment, Vec<Pattern>)>,
    /// How many paths were asked about.
    asked: AtomicUsize,
    sets: OnceLock<Option<Sets>>,
}

type Sets = Vec<(Environment, GlobSet)>;

/// A glob, compiled for the first path that it may match.
struct Pattern {
    text: String,
    matcher: OnceLock<Option<GlobMatcher>>,
}

impl Pattern {
    fn glob(&self) -> Result<Glob, globset::Error> {
        GlobBuilder::new(&self.text).case_insensitive(true).literal_separator(true).build()
    }

    fn is_match(&self, path: &str) -> bool {
        let compile = || self.glob().ok().map(|glob| glob.compile_matcher());
        may_match_glob(&self.text, path.as_bytes())
            && self.matcher.get_or_init(compile).as_ref().is_some_and(|matcher| matcher.is_match(path))
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    template: Paths,
    docs: Paths,
    test: Paths,
    production: Paths,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Paths {
    paths: Vec<String>,
}

impl Map {
    fn read(data: &str) -> Result<Map, String> {
        let Data { template, docs, test, production } = toml::from_str(data).map_err(|error| error.to_string())?;
        let pattern = |text| Pattern { text, matcher: OnceLock::new() };
        let patterns = |table: Paths| table.paths.into_iter().map(pattern).collect();
        let patterns = vec![
            (Environment::Template, patterns(template)),
            (Environment::Docs, patterns(docs)),
            (Environment::Test, patterns(test)),
            (Environment::Production, patterns(production)),
        ];
        Ok(Map { patterns, asked: AtomicUsize::new(0), sets: OnceLock::new() })
    }

    /// All globs, compiled.
    fn sets(&self) -> Result<Sets, String> {
        let mut sets = Vec::with_capacity(self.patterns.len());
        for (environment, patterns) in &self.patterns {
            let mut set = GlobSetBuilder::new();
            for pattern in patterns {
                set.add(pattern.glob().map_err(|error| error.to_string())?);
            }
            sets.push((*environment, set.build().map_err(|error| error.to_string())?));
        }
        Ok(sets)
    }

    /// Returns the glob that determines the environment of a path.
    fn glob(&self, path: &str) -> Option<&str> {
        let path = without_example_domains(path);
        let path = path.as_ref();
        let patterns = self.patterns.iter().flat_map(|(_, patterns)| patterns);
        patterns.into_iter().find(|pattern| pattern.is_match(path)).map(|pattern| pattern.text.as_str())
    }

    fn environment(&self, path: &[u8]) -> Option<Environment> {
        let text = String::from_utf8_lossy(path);
        let text = without_example_domains(&text);
        let is_one_of_few = self.asked.fetch_add(1, Ordering::Relaxed) < FEW;
        let sets = if is_one_of_few { None } else { self.sets.get_or_init(|| self.sets().ok()).as_ref() };
        match sets {
            Some(sets) => sets.iter().find(|(_, set)| set.is_match(text.as_ref())).map(|(environment, _)| *environment),
            None => {
                let is_match = |patterns: &[Pattern]| patterns.iter().any(|pattern| pattern.is_match(&text));
                self.patterns.iter().find(|(_, patterns)| is_match(patterns)).map(|(environment, _)| *environment)
            }
        }
    }
}

/// `path` with another word in the domains that documentation uses (RFC 2606): `api.example.com.env` is no example.
fn without_example_domains(path: &str) -> Cow<'_, str> {
    const DOMAINS: [&str; 4] = ["example.com", "example.net", "example.org", "example.edu"];
    let is_in = |path: &str| DOMAINS.iter().any(|domain| path.contains(domain));
    match is_in(path) {
        true => DOMAINS
            .iter()
            .fold(path.to_owned(), |path, domain| path.replace(domain, &domain.replace("example", "domain")))
            .into(),
        false => path.into(),
    }
}

#[cfg(test)]
mod tests;
