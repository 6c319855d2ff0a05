//! Structured values of `.dsnitch.toml`: exceptions, environments, paths.

use dsnitch::decision::Environment;
use dsnitch::failure::Failure;
use dsnitch::fingerprint::FingerprintKey;
use dsnitch::policy::{AllowEntry, EnvironmentEntry, Profile};
use dsnitch::reason::{REASON_RULE, is_reason};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::toml_values::File;

/// Allow comments of other tools that can be enabled.
const OTHER_PRAGMAS: [&str; 3] = ["gitleaks:allow", "betterleaks:allow", "pragma: allowlist secret"];
const ALLOW_KEYS: [&str; 4] = ["rule", "path", "fingerprint", "reason"];
const ENVIRONMENT_KEYS: [&str; 3] = ["path", "is", "reason"];

/// The path of a rule file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct RuleFile {
    /// Its location in the configuration, for messages.
    pub(crate) at: String,
    /// The path as written.
    pub(crate) path: String,
}

impl File<'_> {
    pub(super) fn key(&self, value: &Spanned<DeValue<'_>>) -> Result<FingerprintKey, Failure> {
        let text = self.string(value, "fingerprint_key", "a string")?;
        FingerprintKey::new(&text).ok_or_else(|| {
            let why = format!("fingerprint_key is shorter than {} characters", FingerprintKey::SHORTEST);
            self.error(value.span().start, why, "make one up: openssl rand -hex 16")
        })
    }

    /// Reads a path and its location in the file.
    pub(super) fn path(&self, value: &Spanned<DeValue<'_>>, key: &str, what: &str) -> Result<RuleFile, Failure> {
        let start = value.span().start;
        let at = format!("{}, column {}", self.place(start), self.column(start));
        Ok(RuleFile { at, path: self.string(value, key, what)? })
    }

    pub(super) fn other_pragma(&self, value: &Spanned<DeValue<'_>>) -> Result<&'static str, Failure> {
        let text = self.string(value, "other_pragmas", "a list of comments of other tools")?;
        OTHER_PRAGMAS.into_iter().find(|known| *known == text).ok_or_else(|| {
            let next = format!("the comments that may count are {}", OTHER_PRAGMAS.join(", "));
            self.error(value.span().start, "no comment of another tool that is known".to_owned(), &next)
        })
    }

    pub(super) fn profile(&self, value: &Spanned<DeValue<'_>>) -> Result<Profile, Failure> {
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

    pub(super) fn environment(&self, value: &Spanned<DeValue<'_>>) -> Result<EnvironmentEntry, Failure> {
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.expected(value, "environment", "[[environment]] tables"));
        };
        self.only_keys(table, &ENVIRONMENT_KEYS)?;
        let at = value.span().start;
        let text = |key: &str, what: &str| match table.get(key) {
            Some(value) => self.string(value, key, what),
            None => Err(self.error(at, format!("an environment entry without {key}"), &format!("give {key} {what}"))),
        };
        let names = format!("one of {}", Environment::ALL.map(Environment::as_str).join(", "));
        let path = text("path", "a glob of paths")?;
        let environment = Environment::named(&text("is", &names)?)
            .ok_or_else(|| self.error(at, "no environment of that name".to_owned(), &format!("give is {names}")))?;
        Ok(EnvironmentEntry { at: self.place(at), path, environment, reason: self.reason(table, at, "environment")? })
    }

    /// Reads the reason of an entry of `kind`.
    fn reason(&self, table: &DeTable<'_>, at: usize, kind: &str) -> Result<String, Failure> {
        let reason = table.get("reason").map(|value| self.string(value, "reason", "a string")).transpose()?;
        reason.filter(|reason| is_reason(reason)).ok_or_else(|| {
            let next = format!("add reason = \"…\": what makes this safe; {REASON_RULE}");
            self.error(at, format!("an {kind} entry without a reason"), &next)
        })
    }

    pub(super) fn allow(&self, value: &Spanned<DeValue<'_>>) -> Result<AllowEntry, Failure> {
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.expected(value, "allow", "[[allow]] tables"));
        };
        self.only_keys(table, &ALLOW_KEYS)?;
        let text = |key: &str| table.get(key).map(|value| self.string(value, key, "a string")).transpose();
        let at = value.span().start;
        let reason = self.reason(table, at, "allow")?;
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
}
