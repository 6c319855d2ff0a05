//! `.dsnitch.toml` as it is written. Read key by key, so that an error names the line, and never quotes a value.

use dsnitch::failure::SourceError;
use dsnitch::fingerprint::FingerprintKey;
use dsnitch::policy::{AllowEntry, Profile, is_reason};
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::nearest::nearest;

/// What a configuration file says.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// How strict to be.
    pub(crate) profile: Option<Profile>,
    /// Exceptions.
    pub(crate) allow: Vec<AllowEntry>,
    /// Paths of rule files, as written.
    pub(crate) rule_files: Vec<String>,
    /// Rules that stand in the file itself, as TOML of their own.
    pub(crate) inline_rules: Option<String>,
    /// Whether comments in what is scanned excuse anything.
    pub(crate) pragmas: Option<bool>,
    /// The key for the fingerprints of guessable passwords.
    pub(crate) fingerprint_key: Option<FingerprintKey>,
}

const KEYS: [&str; 6] = ["profile", "allow", "rules", "rule", "pragmas", "fingerprint_key"];
const ALLOW_KEYS: [&str; 4] = ["rule", "path", "fingerprint", "reason"];

/// Reads the text of the configuration file that is called `name`.
pub(crate) fn parse(name: &str, text: &str) -> Result<Written, SourceError> {
    let file = File { name, text };
    let table = DeTable::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        file.error(at, error.message().to_owned(), "mend the syntax; see https://toml.io")
    })?;
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
    if let Some(value) = table.get("rules") {
        for path in file.array(value, "rules", "a list of paths of rule files")? {
            written.rule_files.push(file.string(path, "rules", "a list of paths of rule files")?);
        }
    }
    if let Some(value) = table.get("pragmas") {
        written.pragmas = Some(file.switch(value, "pragmas")?);
    }
    if let Some(value) = table.get("fingerprint_key") {
        written.fingerprint_key = Some(file.key(value)?);
    }
    if let Some(value) = table.get("rule") {
        let rules = file.array(value, "rule", "[[rule]] tables")?;
        written.inline_rules = Some(file.rules_alone(rules)?);
    }
    Ok(written)
}

struct File<'a> {
    name: &'a str,
    text: &'a str,
}

impl File<'_> {
    fn line(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|&byte| byte == b'\n').count() + 1
    }

    fn place(&self, offset: usize) -> String {
        format!("{}, line {}", self.name, self.line(offset))
    }

    fn error(&self, offset: usize, why: String, next: &str) -> SourceError {
        SourceError::new(self.place(offset), why, next)
    }

    fn only_keys(&self, table: &DeTable<'_>, known: &[&str]) -> Result<(), SourceError> {
        // Told in the order of the file, not of the map.
        let unknown = table.keys().filter(|key| !known.contains(&key.get_ref().as_ref()));
        let Some(key) = unknown.min_by_key(|key| key.span().start) else {
            return Ok(());
        };
        let name = key.get_ref().as_ref();
        let next = match nearest(name, known.iter().copied(), 0.7) {
            Some(known) => format!("did you mean {known:?}?"),
            None => format!("the keys here are {}", known.join(", ")),
        };
        Err(self.error(key.span().start, format!("unknown key {name:?}"), &next))
    }

    fn expected(&self, value: &Spanned<DeValue<'_>>, key: &str, what: &str) -> SourceError {
        let found = value.get_ref().type_str();
        self.error(value.span().start, format!("{key} is a TOML {found}"), &format!("give {key} {what}"))
    }

    fn string(&self, value: &Spanned<DeValue<'_>>, key: &str, what: &str) -> Result<String, SourceError> {
        match value.get_ref() {
            DeValue::String(text) => Ok(text.clone().into_owned()),
            _ => Err(self.expected(value, key, what)),
        }
    }

    fn switch(&self, value: &Spanned<DeValue<'_>>, key: &str) -> Result<bool, SourceError> {
        match value.get_ref() {
            DeValue::Boolean(on) => Ok(*on),
            _ => Err(self.expected(value, key, "true or false")),
        }
    }

    fn key(&self, value: &Spanned<DeValue<'_>>) -> Result<FingerprintKey, SourceError> {
        let text = self.string(value, "fingerprint_key", "a string")?;
        FingerprintKey::new(&text).ok_or_else(|| {
            let why = format!("fingerprint_key is shorter than {} characters", FingerprintKey::SHORTEST);
            self.error(value.span().start, why, "make one up: openssl rand -hex 16")
        })
    }

    fn array<'v, 'i>(
        &self,
        value: &'v Spanned<DeValue<'i>>,
        key: &str,
        what: &str,
    ) -> Result<&'v DeArray<'i>, SourceError> {
        match value.get_ref() {
            DeValue::Array(array) => Ok(array),
            _ => Err(self.expected(value, key, what)),
        }
    }

    fn profile(&self, value: &Spanned<DeValue<'_>>) -> Result<Profile, SourceError> {
        let names = Profile::ALL.map(Profile::as_str).join(", ");
        let text = self.string(value, "profile", &format!("one of {names}"))?;
        Profile::named(&text).ok_or_else(|| {
            self.error(
                value.span().start,
                "no profile of that name".to_owned(),
                &format!("give profile one of {names}"),
            )
        })
    }

    fn allow(&self, value: &Spanned<DeValue<'_>>) -> Result<AllowEntry, SourceError> {
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.expected(value, "allow", "[[allow]] tables"));
        };
        self.only_keys(table, &ALLOW_KEYS)?;
        let text = |key: &str| table.get(key).map(|value| self.string(value, key, "a string")).transpose();
        let at = value.span().start;
        let reason = text("reason")?.filter(|reason| is_reason(reason)).ok_or_else(|| {
            let next = "add reason = \"…\": what makes this safe, for whoever reads it next year";
            self.error(at, "an allow entry without a reason".to_owned(), next)
        })?;
        let entry = AllowEntry {
            at: self.place(at),
            rule: text("rule")?,
            path: text("path")?,
            fingerprint: text("fingerprint")?,
            reason,
        };
        if entry.rule.is_none() && entry.path.is_none() && entry.fingerprint.is_none() {
            let why = "an allow entry that would excuse everything".to_owned();
            return Err(self.error(at, why, "add a rule, a path or a fingerprint"));
        }
        Ok(entry)
    }

    /// The `[[rule]]` tables as a rule file of their own, each on the line where it begins here: errors name lines.
    fn rules_alone(&self, array: &DeArray<'_>) -> Result<String, SourceError> {
        let table: Result<toml::Table, _> = toml::from_str(self.text);
        let Some(toml::Value::Array(rules)) = table.ok().and_then(|mut table| table.remove("rule")) else {
            return Err(self.error(0, "the rules cannot be read".to_owned(), "move the rules to a file of their own"));
        };
        let mut alone = "rule = [".to_owned();
        let mut line = 1;
        for (rule, place) in rules.into_iter().zip(array.iter()) {
            let missing = self.line(place.span().start).saturating_sub(line);
            alone.extend(std::iter::repeat_n('\n', missing));
            let written = rule.to_string();
            line += missing + written.matches('\n').count();
            alone.push_str(&written);
            alone.push(',');
        }
        alone.push(']');
        Ok(alone)
    }
}

#[cfg(test)]
mod tests {
    use dsnitch::policy::Profile;

    use super::parse;

    const KEYS: &str = "the keys here are profile, allow, rules, rule, pragmas, fingerprint_key";

    #[test]
    fn everything_is_read() {
        let text = "profile = \"strict\"\nrules = [\"a.toml\", \"b/c.toml\"]\n\n[[allow]]\nrule = \"r\"\npath = \"docs/**\"\n\
                    fingerprint = \"00\"\nreason = \"because\"\n\n[[rule]]\nid = \"x\"\n[[rule.example]]\ntext = 'a\"b'\n";
        let written = parse(".dsnitch.toml", text).unwrap();
        assert_eq!(written.profile, Some(Profile::Strict));
        assert_eq!(written.rule_files, ["a.toml", "b/c.toml"]);
        let entry = &written.allow[0];
        assert_eq!(entry.at, ".dsnitch.toml, line 4");
        assert_eq!((entry.rule.as_deref(), entry.path.as_deref()), (Some("r"), Some("docs/**")));
        assert_eq!((entry.fingerprint.as_deref(), entry.reason.as_str()), (Some("00"), "because"));
        let rules: toml::Table = toml::from_str(&written.inline_rules.unwrap()).unwrap();
        assert_eq!(rules["rule"][0]["example"][0]["text"].as_str(), Some("a\"b"));
        assert_eq!((written.pragmas, written.fingerprint_key.is_some()), (None, false));
        let written = parse("x", "").unwrap();
        assert_eq!((written.profile, written.allow.len(), written.rule_files.len()), (None, 0, 0));
        let written = parse("x", "pragmas = false\nfingerprint_key = \"0123456789abcdef0123456789abcdef\"\n").unwrap();
        assert_eq!((written.pragmas, written.fingerprint_key.is_some()), (Some(false), true));
    }

    #[test]
    fn an_error_names_the_file_the_line_the_cause_and_the_way_on() {
        for (text, what, why, next) in [
            ("\nproflie = 1", "f, line 2", "unknown key \"proflie\"", "did you mean \"profile\"?"),
            ("zzz = 1", "f, line 1", "unknown key \"zzz\"", KEYS),
            ("z = 1\na = 1", "f, line 1", "unknown key \"z\"", KEYS),
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
            (
                "[[allow]]\nrule = \"r\"\nresaon = \"x\"",
                "f, line 3",
                "unknown key \"resaon\"",
                "did you mean \"reason\"?",
            ),
            (
                "\n[[allow]]\nrule = \"r\"",
                "f, line 2",
                "an allow entry without a reason",
                "add reason = \"…\": what makes this safe, for whoever reads it next year",
            ),
            (
                "[[allow]]\nrule = \"r\"\nreason = \" \"",
                "f, line 1",
                "an allow entry without a reason",
                "add reason = \"…\": what makes this safe, for whoever reads it next year",
            ),
            (
                "[[allow]]\nreason = \"x\"",
                "f, line 1",
                "an allow entry that would excuse everything",
                "add a rule, a path or a fingerprint",
            ),
            ("[[allow]]\nrule = 3\nreason = \"x\"", "f, line 2", "rule is a TOML integer", "give rule a string"),
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
