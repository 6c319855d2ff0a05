//! Parses `.dsnitch.toml` key by key, so that an error names the key, the line and the column and quotes no value: a
//! value may be a secret that was pasted there.

use dsnitch::day::Day;
use dsnitch::failure::Failure;
use dsnitch::fingerprint::FingerprintKey;
use dsnitch::policy::{AllowEntry, EnvironmentEntry, Profile};

use super::entries::RuleFile;
use super::toml_values::File;

/// The content of a configuration file.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The strictness.
    pub(crate) profile: Option<Profile>,
    /// Exceptions.
    pub(crate) allow: Vec<AllowEntry>,
    /// The environments of certain paths.
    pub(crate) environments: Vec<EnvironmentEntry>,
    /// Paths of rule files, as written.
    pub(crate) rule_files: Vec<RuleFile>,
    /// True if the file itself contains rules.
    pub(crate) has_rules: bool,
    /// Whether allow comments in scanned text count.
    pub(crate) pragmas: Option<bool>,
    /// Age, in days, from which a password in the history is old.
    pub(crate) password_age_days: Option<u32>,
    /// True if a passing scan prints nothing, as with `--quiet`.
    pub(crate) quiet: bool,
    /// The configuration file that this one extends.
    pub(crate) extends: Option<RuleFile>,
    /// Settings that no later file can override.
    pub(crate) enforced: Vec<String>,
    /// The last day of observe mode.
    pub(crate) observe_until: Option<Day>,
    /// Allow comments of other tools that count as well.
    pub(crate) other_pragmas: Vec<&'static str>,
    /// The key for the fingerprints of guessable passwords.
    pub(crate) fingerprint_key: Option<FingerprintKey>,
}

const KEYS: [&str; 13] = [
    "extends",
    "enforced",
    "observe_until",
    "profile",
    "allow",
    "environment",
    "rules",
    "rule",
    "pragmas",
    "other_pragmas",
    "fingerprint_key",
    "password_age_days",
    "quiet",
];
const ENFORCEABLE: &str = "a list of profile, pragmas, observe, leak, weak, hygiene or ids of rules";

/// Parses the configuration file `name` with the content `text`.
pub(crate) fn parse(name: &str, text: &str) -> Result<Written, Failure> {
    let file = File { name, text };
    let table = file.table()?;
    let table = table.get_ref();
    file.only_keys(table, &KEYS)?;
    let mut written = Written::default();
    if let Some(value) = table.get("profile") {
        written.profile = Some(file.profile(value)?);
    }
    if let Some(value) = table.get("allow") {
        for entry in file.array(value, "allow", "[[allow]] tables")? {
            written.allow.push(file.allow(entry)?);
        }
    }
    if let Some(value) = table.get("environment") {
        for entry in file.array(value, "environment", "[[environment]] tables")? {
            written.environments.push(file.environment(entry)?);
        }
    }
    if let Some(value) = table.get("rules") {
        for path in file.array(value, "rules", "a list of paths of rule files")? {
            written.rule_files.push(file.path(path, "rules", "a list of paths of rule files")?);
        }
    }
    if let Some(value) = table.get("pragmas") {
        written.pragmas = Some(file.switch(value, "pragmas")?);
    }
    if let Some(value) = table.get("quiet") {
        written.quiet = file.switch(value, "quiet")?;
    }
    if let Some(value) = table.get("extends") {
        written.extends = Some(file.path(value, "extends", "the path of a configuration file")?);
    }
    if let Some(value) = table.get("enforced") {
        for word in file.array(value, "enforced", ENFORCEABLE)? {
            written.enforced.push(file.string(word, "enforced", ENFORCEABLE)?);
        }
    }
    if let Some(value) = table.get("observe_until") {
        written.observe_until = Some(file.day(value, "observe_until")?);
    }
    if let Some(value) = table.get("other_pragmas") {
        for marker in file.array(value, "other_pragmas", "a list of comments of other tools")? {
            written.other_pragmas.push(file.other_pragma(marker)?);
        }
    }
    if let Some(value) = table.get("fingerprint_key") {
        written.fingerprint_key = Some(file.key(value)?);
    }
    if let Some(value) = table.get("password_age_days") {
        written.password_age_days = Some(file.days(value, "password_age_days")?);
    }
    if let Some(value) = table.get("rule") {
        file.array(value, "rule", "[[rule]] tables")?;
        written.has_rules = true;
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use dsnitch::policy::Profile;

    use super::parse;

    const NEXT: &str = "add reason = \"…\": what makes this safe; a reason is a word of four letters or more that says \
                        something, or the id or the address of an issue";
    const KEYS: &str = "the keys here are extends, enforced, observe_until, profile, allow, environment, rules, rule, pragmas, other_pragmas, fingerprint_key, \
                        password_age_days, quiet";

    #[test]
    fn every_key_is_read() {
        let text = "profile = \"strict\"\nrules = [\"a.toml\", \"b/c.toml\"]\n\n[[allow]]\nrule = \"r\"\npath = \"docs/**\"\n\
                    fingerprint = \"00\"\nreason = \"published sample\"\n\n[[rule]]\nid = \"x\"\n[[rule.example]]\ntext = 'a\"b'\n";
        let written = parse(".dsnitch.toml", text).unwrap();
        assert_eq!(written.profile, Some(Profile::Strict));
        let files: Vec<(&str, &str)> = written.rule_files.iter().map(|file| (&*file.path, &*file.at)).collect();
        let expected =
            [("a.toml", ".dsnitch.toml, line 2, column 10"), ("b/c.toml", ".dsnitch.toml, line 2, column 20")];
        assert_eq!(files, expected);
        let entry = &written.allow[0];
        assert_eq!(entry.at, ".dsnitch.toml, line 4");
        assert_eq!((entry.rule.as_deref(), entry.path.as_deref()), (Some("r"), Some("docs/**")));
        assert_eq!((entry.fingerprint.as_deref(), entry.reason.as_str()), (Some("00"), "published sample"));
        assert!(written.has_rules);
        assert_eq!((written.pragmas, written.fingerprint_key.is_some()), (None, false));
        let written = parse("x", "").unwrap();
        assert_eq!((written.profile, written.allow.len(), written.rule_files.len()), (None, 0, 0));
        assert!(!written.quiet && parse("x", "quiet = true\n").unwrap().quiet);
        let written = parse("x", "pragmas = false\nfingerprint_key = \"0123456789abcdef0123456789abcdef\"\n").unwrap();
        assert_eq!((written.pragmas, written.fingerprint_key.is_some()), (Some(false), true));
    }

    #[test]
    fn an_error_names_the_file_the_line_the_cause_and_the_next_step() {
        for (text, what, why, next) in [
            ("\nproflie = 1", "f, line 2", "unknown key at column 1", "did you mean profile?"),
            ("zzz = 1", "f, line 1", "unknown key at column 1", KEYS),
            ("z = 1\na = 1", "f, line 1", "unknown key at column 1", KEYS),
            ("\npragmas = \"no\"", "f, line 2", "pragmas is a TOML string", "give pragmas true or false"),
            ("fingerprint_key = 1", "f, line 1", "fingerprint_key is a TOML integer", "give fingerprint_key a string"),
            (
                "\nfingerprint_key = \"short\"",
                "f, line 2",
                "fingerprint_key is shorter than 20 characters",
                "make one up: openssl rand -hex 16",
            ),
            ("profile = 1", "f, line 1", "profile is a TOML integer", "give profile one of strict, balanced, relaxed"),
            (
                "profile = \"lax\"",
                "f, line 1",
                "no profile of that name",
                "give profile one of strict, balanced, relaxed",
            ),
            ("allow = 1", "f, line 1", "allow is a TOML integer", "give allow [[allow]] tables"),
            ("allow = [1]", "f, line 1", "allow is a TOML integer", "give allow [[allow]] tables"),
            ("[[allow]]\nrule = \"r\"\nresaon = \"x\"", "f, line 3", "unknown key at column 1", "did you mean reason?"),
            ("\n[[allow]]\nrule = \"r\"", "f, line 2", "an allow entry without a reason", NEXT),
            ("[[allow]]\nrule = \"r\"\nreason = \" \"", "f, line 1", "an allow entry without a reason", NEXT),
            (
                "[[allow]]\nreason = \"published sample\"",
                "f, line 1",
                "an allow entry that would excuse everything",
                "add a rule, a path or a fingerprint",
            ),
            (
                "[[allow]]\nrule = 3\nreason = \"published sample\"",
                "f, line 2",
                "rule is a TOML integer",
                "give rule a string",
            ),
            (
                "environment = 1",
                "f, line 1",
                "environment is a TOML integer",
                "give environment [[environment]] tables",
            ),
            (
                "[[environment]]\npath = \"a\"",
                "f, line 1",
                "an environment entry without is",
                "give is one of production, development, test, docs, template",
            ),
            (
                "[[environment]]\npath = \"a\"\nis = \"live\"",
                "f, line 1",
                "no environment of that name",
                "give is one of production, development, test, docs, template",
            ),
            (
                "[[environment]]\npath = \"a\"\nis = \"test\"",
                "f, line 1",
                "an environment entry without a reason",
                NEXT,
            ),
            (
                "password_age_days = 0",
                "f, line 1",
                "password_age_days is no number of days",
                "give password_age_days a number of days from 1 to 3650",
            ),
            (
                "password_age_days = \"90\"",
                "f, line 1",
                "password_age_days is a TOML string",
                "give password_age_days a number of days from 1 to 3650",
            ),
            ("rules = \"a\"", "f, line 1", "rules is a TOML string", "give rules a list of paths of rule files"),
            ("rule = \"a\"", "f, line 1", "rule is a TOML string", "give rule [[rule]] tables"),
        ] {
            let error = parse("f", text).unwrap_err();
            assert_eq!((error.what.as_str(), error.why.as_str(), error.next.as_str()), (what, why, next), "{text}");
        }
    }

    #[test]
    fn a_syntax_error_names_its_line_and_quotes_nothing() {
        let error = parse("f", "profile = \"strict\"\npassword = hunter2x\n").unwrap_err();
        assert_eq!(error.what, "f, line 2");
        assert!(!error.why.contains("hunter2x"), "{}", error.why);
    }
}
