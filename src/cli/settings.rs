//! Settings of a scan, from lowest to highest precedence: defaults, the machine's configuration, the user's, extended
//! files, `.dsnitch.toml`, environment, arguments; except for what an earlier one enforces.

use std::ffi::OsString;
use std::path::Path;

use dsnitch::day::Day;
use dsnitch::extract;
use dsnitch::failure::Failure;
use dsnitch::fingerprint::FingerprintKey;
use dsnitch::policy::{IGNORE_FILE, Policy, Profile};
use dsnitch::report::Excuses;
use dsnitch::rules::RuleSet;
use dsnitch::rules::error::RuleError;

use super::args::Global;
use super::baseline::given::{self, GivenBaseline};
use super::clock;
use super::config::{self, Layer, Merged, NAME, ReadFile, RuleText};
use super::exceptions::Exceptions;
use super::home::{Given, Home};
use super::nearest::rule_to_name;

/// The exceptions to count when a trusted commit supplies them.
fn of_trusted(global: &Global, side: Side) -> Excuses {
    let (of, scanned) = match &global.config_from {
        Some(revision) => (revision.to_string_lossy().into_owned(), "scanned"),
        None if side == Side::Receiving => ("the branch that HEAD names on the server".to_owned(), "pushed"),
        None => ("a commit that is trusted".to_owned(), "scanned"),
    };
    let who = format!("nothing that is {scanned} counts there: whoever may change that branch adds the entry to it");
    Excuses { file: format!("{NAME} of {of}"), who: Some(who), is_named: false }
}

/// Age, in days, from which guides ask for a new password.
const PASSWORD_AGE: u32 = 90;

/// The settings of a scan.
pub(crate) struct Settings {
    /// The policy that decides what blocks.
    pub(crate) policy: Policy,
    /// The built-in rules and those of the configuration.
    pub(crate) rules: RuleSet,
    /// The files of the configuration's own rules.
    pub(crate) own_rules: Vec<RuleText>,
    /// The key for the fingerprints of guessable passwords.
    pub(crate) key: Option<FingerprintKey>,
    /// Age, in days, from which a password in the history is old.
    pub(crate) password_age_days: u32,
    /// The origin of the exceptions.
    pub(crate) given: Given,
    /// The accepted findings and their origin.
    pub(crate) baseline: GivenBaseline,
    /// The origin of the ignore file.
    pub(crate) ignore_file: Given,
    /// Allow comments of other tools that count as well.
    pub(crate) markers: Vec<&'static str>,
    /// True if the configuration makes the profile laxer than the default.
    pub(crate) is_lax: bool,
    /// True if left-out text makes the scan incomplete, unless a trusted configuration names it.
    pub(crate) requires_complete: bool,
    /// True if a passing scan prints nothing.
    pub(crate) is_quiet: bool,
    /// The files of the work tree that the configuration extends.
    pub(crate) extended: Vec<(String, Given)>,
    /// The exceptions that count instead of the work tree's.
    pub(crate) excuses: Option<Excuses>,
    /// The reason why nothing blocks, in observe mode.
    pub(crate) observed: Option<String>,
    /// The last day of an observe mode that is over.
    pub(crate) observed_until: Option<Day>,
    /// A sentence for each overruled setting.
    pub(crate) notes: Vec<String>,
    /// What the configurations leave out of what blocks.
    pub(crate) exceptions: Exceptions,
}

/// The side of a push that a scan runs on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// A developer's machine, or CI.
    Ours,
    /// The receiving side: pushed content cannot excuse itself, and none of it may be left out.
    Receiving,
}

impl Settings {
    /// Reads the settings; `variable` gives access to the environment.
    pub(crate) fn load(
        global: &Global,
        variable: &dyn Fn(&str) -> Option<OsString>,
        home: &Home<'_>,
        side: Side,
    ) -> Result<Settings, Failure> {
        let of_environment = || variable("DSNITCH_CONFIG").filter(|_| global.config_from.is_none()).map(Into::into);
        let named = global.config.clone().or_else(of_environment);
        let mut layers = config::of_machine(variable)?;
        let higher = layers.len();
        let given = match (&named, home) {
            (Some(path), _) => {
                let text = config::read_named(path)?;
                let directory = path.parent().unwrap_or(Path::new(""));
                let read = |file: &str| config::read(&directory.join(file), None);
                let name = path.display().to_string();
                layers.extend(config::chain(&name, text, &read)?);
                Given::Named(name)
            }
            (None, Home::WorkTree(top)) => {
                let read = |file: &str| config::read(&top.join(file), Some(top));
                read_home(&read, &mut layers)?.map_or(Given::Nothing, Given::WorkTree)
            }
            (None, Home::Trusted(file_of)) => {
                let read = |file: &str| file_of(file)?.map(|bytes| config::as_text(bytes, file)).transpose();
                read_home(&read, &mut layers)?.map_or(Given::Nothing, |_| Given::Trusted)
            }
            (None, Home::None) => Given::Nothing,
        };
        let excuses = match (&given, home) {
            (Given::Named(name), _) => Some(Excuses { file: name.clone(), who: None, is_named: true }),
            (_, Home::Trusted(_)) => Some(of_trusted(global, side)),
            _ => None,
        };
        let is_here = matches!(given, Given::WorkTree(_));
        let extended = layers.iter().skip(higher).filter(|layer| is_here && layer.name != NAME);
        let extended = extended.map(|layer| (layer.name.clone(), Given::WorkTree(layer.text.clone()))).collect();
        let merged = config::merge(layers);
        let exceptions = Exceptions::of(&merged);
        let Merged { written, rules: extra_rules, enforced, floor, may_observe, mut notes, .. } = merged;
        let (asked, is_lax) = match (global.profile, variable("DSNITCH_PROFILE")) {
            (Some(typed), _) => (typed, false),
            (None, Some(name)) => (profile_of_variable(&name)?, false),
            (None, None) => (written.profile.unwrap_or_default(), written.profile == Some(Profile::Relaxed)),
        };
        let profile = asked.at_least(floor);
        if profile != asked {
            notes.push(format!("the profile is {}, which is enforced", profile.as_str()));
        }
        let observed = match (global.observe, written.observe_until.filter(|day| today() <= *day)) {
            (true, _) if may_observe => Some("--observe".to_owned()),
            (_, Some(day)) => Some(format!("observe_until = {day} in the configuration")),
            (true, None) => {
                notes.push("--observe does not count, since it is enforced that what blocks does".to_owned());
                None
            }
            (false, None) => None,
        };
        let observed_until = written.observe_until.filter(|day| observed.is_none() && *day < today());
        let pragmas = written.pragmas.unwrap_or(side == Side::Ours) && !global.no_pragmas;
        let policy = Policy::new(profile, written.allow)
            .and_then(|policy| policy.with_environments(written.environments))
            .map_err(|error| Failure::new(error.at, error.why, "mend the entry, or remove it"))?
            .with_pragmas(pragmas)
            .on(today())
            .enforcing(enforced);
        let (ignore_file, policy) = without_ignored(policy, home, &given)?;
        let rules = rule_set(&extra_rules)?;
        if let Some((at, rule)) = policy.unknown_rule(&|id| rules.by_id(id).is_some()) {
            let next = rule_to_name(rule, rules.rules().iter().map(|rule| rule.id));
            return Err(Failure::new(at, "an allow entry for a rule that there is not", next));
        }
        let is_class = |name: &str| config::CLASSES.contains(&name) || config::ENFORCED.contains(&name);
        if let Some(name) = policy.unknown_enforced(&|id| is_class(id) || rules.by_id(id).is_some()) {
            let next = rule_to_name(name, rules.rules().iter().map(|rule| rule.id));
            return Err(Failure::new("enforced", "no rule, no class and nothing else that can be enforced", next));
        }
        let key = written.fingerprint_key.or_else(|| global.accepting.as_ref().and_then(|made| made.new_key.clone()));
        let (policy, baseline) = match &global.accepting {
            Some(_) => (policy, GivenBaseline::nothing()),
            None => {
                let (baseline, entries) = given::load(global, home, &given, key.as_ref())?;
                let policy = if entries.is_empty() { policy } else { policy.with_baseline(entries) };
                if let Some((line, _)) = policy.unknown_rule_of_baseline(&|id| rules.by_id(id).is_some()) {
                    return Err(baseline.unknown_rule(line));
                }
                (policy, baseline)
            }
        };
        let requires_complete = global.require_complete || side == Side::Receiving;
        Ok(Settings {
            policy,
            rules,
            key,
            password_age_days: written.password_age_days.unwrap_or(PASSWORD_AGE),
            given,
            baseline,
            ignore_file,
            markers: written.other_pragmas,
            is_lax,
            requires_complete,
            is_quiet: written.quiet,
            extended,
            own_rules: extra_rules,
            excuses,
            observed,
            observed_until,
            notes,
            exceptions,
        })
    }
}

/// The day of the scan, in UTC.
fn today() -> Day {
    Day::of_unix(u64::try_from(clock::now()).unwrap_or(0))
}

/// Splits the paths of the ignore file off `policy`. The ignore file is searched for where the configuration is, and
/// disregarded if another configuration is named.
fn without_ignored(policy: Policy, home: &Home<'_>, configuration: &Given) -> Result<(Given, Policy), Failure> {
    let (given, text) = match (home, configuration) {
        (_, Given::Named(_)) | (Home::None, _) => return Ok((Given::Nothing, policy)),
        (Home::WorkTree(top), _) => match config::read(&top.join(IGNORE_FILE), Some(top))? {
            Some(text) => (Given::WorkTree(text.clone()), text),
            None => return Ok((Given::Nothing, policy)),
        },
        (Home::Trusted(file_of), _) => match file_of(IGNORE_FILE)? {
            Some(bytes) => (Given::Trusted, config::as_text(bytes, IGNORE_FILE)?),
            None => return Ok((Given::Nothing, policy)),
        },
    };
    let policy = policy.without_ignored(IGNORE_FILE, &text);
    let policy = policy.map_err(|error| Failure::new(error.at, error.why, "mend the line, or take it out"))?;
    Ok((given, policy))
}

fn rule_set(extra: &[RuleText]) -> Result<RuleSet, Failure> {
    extra.iter().try_fold(RuleSet::builtin(), |rules, RuleText { file, text, is_configuration }| {
        let before = rules.rules().len();
        let added = if *is_configuration { rules.with_configuration(file, text) } else { rules.with_file(file, text) };
        let added = added.and_then(|rules| match unknown_extractor(&rules, before) {
            Some((nth, id)) => {
                Err(RuleError::new(file, id, "extractor", "there is no extractor of that name").in_text(text, nth))
            }
            None => Ok(rules),
        });
        added.map_err(|error| {
            let next = "mend the rule; docs/rules.md describes each field and lists the extractors";
            Failure::new("a rule of the configuration", error, next)
        })
    })
}

/// Finds the first rule from `from` on with an unknown extractor: its index among them, and its id.
fn unknown_extractor(rules: &RuleSet, from: usize) -> Option<(usize, &'static str)> {
    let is_known = |extractor: &str| extract::ALL.iter().any(|known| known.id() == extractor);
    let added = rules.rules().iter().skip(from).enumerate();
    added.filter(|(_, rule)| rule.regex.is_none() && !is_known(rule.extractor)).map(|(nth, rule)| (nth, rule.id)).next()
}

/// Adds the configuration at the top of a repository and the files that it extends; returns its text, if it exists.
fn read_home(read: &ReadFile<'_>, layers: &mut Vec<Layer>) -> Result<Option<String>, Failure> {
    let Some(text) = read(NAME)? else { return Ok(None) };
    layers.extend(config::chain(NAME, text.clone(), read)?);
    Ok(Some(text))
}

fn profile_of_variable(name: &OsString) -> Result<Profile, Failure> {
    name.to_str().and_then(Profile::named).ok_or_else(|| {
        let next = format!("set it to one of {}, or unset it", Profile::ALL.map(Profile::as_str).join(", "));
        Failure::new("the environment variable DSNITCH_PROFILE", "no profile of that name", next)
    })
}

#[cfg(test)]
mod tests {
    use super::{Given, Home, NAME, Settings, Side};
    use crate::cli::args::Typed;

    /// Rows: the trusted configuration, the arguments, the side; then whether everything must be scanned.
    #[test]
    fn a_receiving_side_requires_a_complete_scan_and_trusts_its_own_branch() {
        for (text, typed, side, requires_complete) in [
            (Some(""), &["dsnitch"][..], Side::Ours, false),
            (Some(""), &["dsnitch", "--require-complete"], Side::Ours, true),
            (Some(""), &["dsnitch"], Side::Receiving, true),
            (None, &["dsnitch"], Side::Receiving, true),
        ] {
            let global = Typed::parse_from(typed.iter().map(Into::into).collect()).unwrap().global;
            let file = |name: &str| Ok(text.filter(|_| name == NAME).map(|text: &str| text.as_bytes().to_vec()));
            let settings = Settings::load(&global, &|_| None, &Home::Trusted(&file), side);
            let settings = settings.unwrap_or_else(|error| panic!("{}", error.why));
            assert_eq!(settings.requires_complete, requires_complete, "{text:?} {typed:?}");
            assert_eq!(settings.given.is_trusted(), text.is_some());
            assert!(!Given::WorkTree(String::new()).is_trusted() && Given::Named(String::new()).is_trusted());
        }
    }
}
