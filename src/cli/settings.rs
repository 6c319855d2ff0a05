//! What a scan is to do: defaults < `.dsnitch.toml` < environment < arguments.

use std::ffi::OsString;
use std::path::Path;

use dsnitch::failure::SourceError;
use dsnitch::policy::{Policy, Profile};
use dsnitch::rules::RuleSet;

use super::args::{Global, ProfileName};
use super::config_file::{self, NAME};
use super::config_syntax::{self, Written};
use super::nearest::rule_to_name;

/// What a scan is to do.
pub(crate) struct Settings {
    /// What blocks.
    pub(crate) policy: Policy,
    /// The shipped rules and those of the configuration.
    pub(crate) rules: RuleSet,
}

/// Reads a file of the branch that the receiving side trusts, by its path from the top.
pub(crate) type TrustedFile<'a> = dyn Fn(&str) -> Result<Option<Vec<u8>>, SourceError> + 'a;

/// Where configuration is looked for when nobody says.
pub(crate) enum Home<'a> {
    /// At the top of a work tree.
    WorkTree(&'a Path),
    /// On the trusted branch of the receiving side: what is being pushed has no say.
    Trusted(&'a TrustedFile<'a>),
    /// Nowhere: there is no work tree.
    None,
}

impl Settings {
    /// Reads the settings; `variable` is the environment.
    pub(crate) fn load(
        global: &Global,
        variable: &dyn Fn(&str) -> Option<OsString>,
        home: &Home<'_>,
    ) -> Result<Settings, SourceError> {
        let named = global.config.clone().or_else(|| variable("DSNITCH_CONFIG").map(Into::into));
        let (written, extra_rules) = match (&named, home) {
            (Some(path), _) => {
                let text = config_file::read(path, None)?.ok_or_else(|| {
                    SourceError::new(path.display().to_string(), "no such file", "name a file that exists")
                })?;
                let directory = path.parent().unwrap_or(Path::new(""));
                let read = |file: &str| config_file::read(&directory.join(file), None);
                read_all(&path.display().to_string(), &text, &read)?
            }
            (None, Home::WorkTree(top)) => {
                let read = |file: &str| config_file::read(&top.join(file), Some(top));
                read_home(&read)?
            }
            (None, Home::Trusted(file_of)) => {
                let read = |file: &str| file_of(file)?.map(|bytes| config_file::text(bytes, file)).transpose();
                read_home(&read)?
            }
            (None, Home::None) => Default::default(),
        };
        let profile = match (global.profile, variable("DSNITCH_PROFILE")) {
            (Some(typed), _) => typed.into(),
            (None, Some(name)) => profile_of_variable(&name)?,
            (None, None) => written.profile.unwrap_or_default(),
        };
        let policy = Policy::new(profile, written.allow)
            .map_err(|error| SourceError::new(error.at, error.why, "mend the entry, or remove it"))?;
        let rules = rule_set(&extra_rules)?;
        if let Some((at, rule)) = policy.unknown_rule(&|id| rules.by_id(id).is_some()) {
            let next = rule_to_name(rule, rules.rules().iter().map(|rule| rule.id));
            return Err(SourceError::new(at, "an allow entry for a rule that there is not", next));
        }
        Ok(Settings { policy, rules })
    }
}

fn rule_set(extra: &[(String, String)]) -> Result<RuleSet, SourceError> {
    extra.iter().try_fold(RuleSet::builtin(), |rules, (file, text)| {
        rules.with_file(file, text).map_err(|error| {
            let next = "mend the rule; docs/rules.md describes each field";
            SourceError::new("a rule of the configuration", error, next)
        })
    })
}

type ReadFile<'a> = dyn Fn(&str) -> Result<Option<String>, SourceError> + 'a;
type Rules = Vec<(String, String)>;

fn read_home(read: &ReadFile<'_>) -> Result<(Written, Rules), SourceError> {
    match read(NAME)? {
        Some(text) => read_all(NAME, &text, read),
        None => Ok(Default::default()),
    }
}

/// Reads a configuration file's text, and the rule files that it names.
fn read_all(name: &str, text: &str, read: &ReadFile<'_>) -> Result<(Written, Rules), SourceError> {
    let mut written = config_syntax::parse(name, text)?;
    let mut rules = Vec::new();
    for path in &written.rule_files {
        let text = read(path)?.ok_or_else(|| {
            SourceError::new(format!("{path}, named in {name}"), "no such file", "add the file, or take its name out")
        })?;
        rules.push((path.clone(), text));
    }
    rules.extend(written.inline_rules.take().map(|text| (name.to_owned(), text)));
    Ok((written, rules))
}

fn profile_of_variable(name: &OsString) -> Result<Profile, SourceError> {
    name.to_str().and_then(Profile::named).ok_or_else(|| {
        let next = format!("set it to one of {}, or unset it", Profile::ALL.map(Profile::as_str).join(", "));
        SourceError::new("the environment variable DSNITCH_PROFILE", "no profile of that name", next)
    })
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Strict => Profile::Strict,
            ProfileName::Balanced => Profile::Balanced,
            ProfileName::Relaxed => Profile::Relaxed,
        }
    }
}
