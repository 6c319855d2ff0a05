//! Merges the configuration files in order of precedence: the machine's, the user's, the files that the configuration
//! extends, and the configuration itself. A later file overrides an earlier one, except for settings that the earlier
//! one lists as `enforced`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use dsnitch::failure::Failure;
use dsnitch::policy::{Enforced, Profile};

use super::entries::RuleFile;
use super::file;
use super::syntax::{self, Written};

/// The machine's configuration, unless `DSNITCH_CONFIG_SYSTEM` names another file.
const SYSTEM: &str = "/etc/dsnitch/config.toml";
/// Longest chain of files that extend one another.
const DEPTH: usize = 8;

/// Values of `enforced` that are neither rules nor classes.
pub(crate) const ENFORCED: [&str; 3] = ["profile", "pragmas", "observe"];
/// Classes of findings that can be enforced.
pub(crate) const CLASSES: [&str; 3] = ["leak", "weak", "hygiene"];

/// Reads a file that a configuration names.
pub(crate) type ReadFile<'a> = dyn Fn(&str) -> Result<Option<String>, Failure> + 'a;

/// The text of a file with rules.
pub(crate) struct RuleText {
    pub(crate) file: String,
    pub(crate) text: String,
    /// True if the file also contains other settings.
    pub(crate) is_configuration: bool,
}

/// One configuration file and the rule files that it names.
pub(crate) struct Layer {
    /// Its name in messages.
    pub(crate) name: String,
    pub(crate) text: String,
    written: Written,
    rules: Vec<RuleText>,
}

/// The merged configuration.
#[derive(Default)]
pub(crate) struct Merged {
    pub(crate) written: Written,
    pub(crate) rules: Vec<RuleText>,
    /// Rules and classes whose findings no later file can excuse.
    pub(crate) enforced: Vec<Enforced>,
    /// The laxest profile that a later file may select.
    pub(crate) floor: Option<Profile>,
    /// The file that enables observe mode.
    pub(crate) observing: Option<String>,
    /// True if a later file may enable observe mode.
    pub(crate) may_observe: bool,
    /// A sentence for each setting of a later file that is overruled.
    pub(crate) notes: Vec<String>,
}

/// The machine's and the user's configuration, as far as they exist.
pub(crate) fn of_machine(variable: &dyn Fn(&str) -> Option<OsString>) -> Result<Vec<Layer>, Failure> {
    let system = variable("DSNITCH_CONFIG_SYSTEM").map_or_else(|| PathBuf::from(SYSTEM), PathBuf::from);
    let home = || variable("HOME").map(|home| PathBuf::from(home).join(".config"));
    let user = variable("XDG_CONFIG_HOME").map(PathBuf::from).or_else(home);
    let user = user.map(|directory| directory.join("dsnitch/config.toml"));
    let mut layers = Vec::new();
    for path in [Some(system), user].into_iter().flatten().filter(|path| path.is_absolute()) {
        let Some(text) = file::read(&path, None)? else { continue };
        let name = path.display().to_string();
        let directory = path.parent().unwrap_or(Path::new("/")).to_path_buf();
        let read = |file: &str| file::read(&directory.join(file), None);
        let of_file = chain(&name, text, &read)?;
        if let Some(layer) = of_file.iter().find(|layer| !layer.written.is_for_machines()) {
            let next = "write the exceptions, and fingerprint_key, into the .dsnitch.toml of the repository";
            let why = "exceptions of a machine would hold nowhere else";
            return Err(Failure::new(layer.name.as_str(), why, next));
        }
        layers.extend(of_file);
    }
    Ok(layers)
}

/// The configuration `name`, preceded by the files that it extends.
pub(crate) fn chain(name: &str, text: String, read: &ReadFile<'_>) -> Result<Vec<Layer>, Failure> {
    let mut layers = vec![layer(name.to_owned(), text, read)?];
    while let Some(RuleFile { at, path }) = layers.first().and_then(|first| first.written.extends.as_ref()) {
        let refused = |why: &str, next: &str| Failure::new(at.as_str(), format!("extends: {why}"), next);
        if layers.len() >= DEPTH || layers.iter().any(|layer| layer.name == *path) {
            return Err(refused("it leads in a circle, or too far", "let each file extend another, eight at most"));
        }
        let text = read(path).map_err(|error| refused(&error.why, &error.next))?;
        let text = text.ok_or_else(|| refused("no such file", "add the file, or take its name out"))?;
        let above = layer(path.clone(), text, read)?;
        layers.insert(0, above);
    }
    Ok(layers)
}

/// Parses a configuration file and reads the rule files that it names.
fn layer(name: String, text: String, read: &ReadFile<'_>) -> Result<Layer, Failure> {
    let written = syntax::parse(&name, &text)?;
    let mut rules = Vec::new();
    for RuleFile { at, path } in &written.rule_files {
        // The value may be a secret instead of a path, so only its location is printed.
        let refused = |why: String, next: String| Failure::new(at.as_str(), format!("a rule file: {why}"), next);
        let text = read(path).map_err(|error| refused(error.why, error.next))?;
        let text = text.ok_or_else(|| refused("no such file".into(), "add the file, or take its name out".into()))?;
        rules.push(RuleText { file: path.clone(), text, is_configuration: false });
    }
    if written.has_rules {
        rules.push(RuleText { file: name.clone(), text: text.clone(), is_configuration: true });
    }
    Ok(Layer { name, text, written, rules })
}

/// Merges `layers`, of which the first has the highest authority.
pub(crate) fn merge(layers: Vec<Layer>) -> Merged {
    let mut merged = Merged { may_observe: true, ..Merged::default() };
    let (mut keeps_pragmas, mut keeps_profile) = (false, false);
    for Layer { name, written, rules, .. } in layers {
        let to = &mut merged.written;
        let mut pass_over =
            |what: &str| merged.notes.push(format!("{name}: {what} does not count, since it is enforced"));
        if let Some(profile) = written.profile {
            let kept = profile.at_least(merged.floor);
            if kept != profile {
                pass_over("profile");
            }
            to.profile = Some(kept);
        }
        match written.pragmas {
            // Comments that excuse nothing are the stricter setting, which any file may choose.
            Some(true) if keeps_pragmas && to.pragmas != Some(true) => pass_over("pragmas"),
            pragmas => to.pragmas = pragmas.or(to.pragmas),
        }
        if keeps_pragmas && !written.other_pragmas.is_empty() {
            pass_over("other_pragmas");
        } else {
            to.other_pragmas.extend(written.other_pragmas);
        }
        // The environment of a path decides what blocks there, as the profile does.
        if keeps_profile && !written.environments.is_empty() {
            pass_over("[[environment]]");
        } else {
            // The first entry that matches a path counts, and a later file overrides an earlier one.
            to.environments.splice(0..0, written.environments);
        }
        if let Some(until) = written.observe_until {
            // One that ends sooner what is observed already enables nothing.
            match merged.may_observe || to.observe_until.is_some_and(|day| until <= day) {
                true => {
                    to.observe_until = Some(until);
                    merged.observing = Some(name);
                }
                false => pass_over("observe_until"),
            }
        }
        to.allow.extend(written.allow);
        to.fingerprint_key = written.fingerprint_key.or(to.fingerprint_key.take());
        to.password_age_days = written.password_age_days.or(to.password_age_days);
        to.quiet |= written.quiet;
        merged.rules.extend(rules);
        for word in written.enforced {
            match word.as_str() {
                "profile" => {
                    keeps_profile = true;
                    merged.floor = Some(to.profile.unwrap_or_default());
                }
                "pragmas" => keeps_pragmas = true,
                "observe" => merged.may_observe = false,
                _ => {
                    merged.enforced.push(Enforced { name: word, entries: to.allow.len() });
                    // In observe mode nothing blocks, what is enforced neither.
                    merged.may_observe = false;
                }
            }
        }
    }
    merged
}

impl Written {
    /// True if the file has no setting that is meaningful in a repository only.
    const fn is_for_machines(&self) -> bool {
        self.allow.is_empty() && self.environments.is_empty() && self.fingerprint_key.is_none()
    }
}
