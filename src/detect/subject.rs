//! What a rule is about: which schemes and keys. Every candidate is held against every pattern of many rules, and hardly
//! any matches.

use crate::extract::Candidate;
use crate::extract::assignment::key;
use crate::rules::words::{INTERFACE_WORDS, TYPE_WORDS};
use crate::rules::{Practice, Rule};

/// The set of the letters of a key, a bit for each from `a` to `z` and one for all other bytes. A pattern with a letter
/// that a key has not cannot match it.
type Letters = u32;

fn letters(text: &str) -> Letters {
    let bit = |byte: u8| match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'*' => 0,
        _ => 1 << 26,
    };
    text.bytes().fold(0, |set, byte| set | bit(byte))
}

/// The schemes and keys of one rule, and the values that break its practice.
pub(super) struct Subject {
    practice: Option<Practice>,
    schemes: &'static [&'static str],
    keys: Vec<(Letters, &'static str)>,
    not_keys: Vec<(Letters, &'static str)>,
}

/// What is held against the patterns of rules.
pub(super) struct Asked<'c> {
    value: &'c [u8],
    scheme: &'c str,
    key: &'c str,
    /// The key without the words that name an environment, a database or what else a password of a database is for.
    stem: Option<&'c str>,
    letters: Letters,
}

impl<'c> Asked<'c> {
    pub(super) fn new(candidate: &'c Candidate<'_>) -> Self {
        let key = candidate.key.as_str();
        let stem = without_purpose(key).or_else(|| ENVIRONMENTS.iter().find_map(|end| key.strip_suffix(end)));
        Asked { value: &candidate.secret.value, scheme: &candidate.scheme, key, stem, letters: letters(key) }
    }
}

/// Words that say that a key is about a database.
const DATABASES: &[&str] = &[
    "db",
    "database",
    "pg",
    "postgres",
    "postgresql",
    "psql",
    "pgsql",
    "pgpassword",
    "sql",
    "mysql",
    "mariadb",
    "mssql",
    "datasource",
    "supabase",
    "timescale",
    "redis",
    "mongo",
    "mongodb",
    "rds",
    "replication",
    "superuser",
];

/// Words behind that of the password which say that the key is about something else.
const OTHERWISE: &[&str] = &[
    "min",
    "max",
    "confirmation",
    "confirm",
    "again",
    "repeat",
    "again",
    "manager",
    "service",
    "provider",
    "source",
    "var",
    "variable",
    "env",
    "secret",
    "authentication",
    "auth",
    "plugin",
    "grant",
    "hasher",
    "age",
    "days",
    "expires",
    "expired",
    "expiration",
    "history",
    "quality",
    "check",
    "checker",
    "match",
    "matches",
    "mode",
    "method",
    "store",
    "storage",
    "location",
    "parameter",
    "param",
    "arn",
    "version",
    "text",
    "msg",
    "message",
    "warning",
    "notice",
    "info",
    "input",
    "box",
    "form",
    "dialog",
    "modal",
    "icon",
    "class",
    "style",
    "color",
    "visible",
    "visibility",
    "callback",
    "handler",
    "fn",
    "func",
    "function",
    "cmd",
    "command",
    "script",
    "program",
    "option",
    "options",
    "opt",
    "arg",
    "args",
    "argument",
    "flag",
    "settings",
    "config",
    "rule",
    "rules",
    "validator",
    "validation",
    "tests",
    "spec",
    "mask",
    "masked",
    "char",
    "chars",
    "regexp",
    "encoder",
    "encryption",
    "algorithm",
    "salt",
    "iterations",
    "rounds",
    "cost",
    "format",
    "string",
    "str",
    "bytes",
    "obj",
    "object",
    "dict",
    "map",
    "list",
    "array",
    "item",
    "entry",
    "row",
    "cell",
    "header",
    "property",
    "prop",
    "attribute",
    "attr",
    "element",
    "el",
    "node",
    "selector",
    "xpath",
    "css",
    "locator",
    "query",
    "sql",
    "table",
    "index",
    "view",
    "url",
    "uri",
    "link",
    "email",
    "mail",
    "subject",
    "body",
    "template",
    "success",
    "failed",
    "failure",
    "fail",
    "status",
    "state",
    "result",
    "response",
    "request",
    "req",
    "res",
    "event",
    "action",
    "step",
    "stage",
    "phase",
    "count",
    "number",
    "num",
    "total",
    "limit",
    "timeout",
    "interval",
    "delay",
    "retries",
    "changed",
    "updated",
    "created",
    "date",
    "time",
    "at",
    "on",
    "by",
    "from",
    "in",
    "to",
    "of",
    "or",
    "and",
    "if",
    "when",
    "not",
    "expression",
    "vault",
    "protected",
    "authenticator",
    "less",
    "free",
    "reference",
    "refs",
    "keys",
    "key",
    "mount",
    "volume",
];

/// `db_password` of `db_password_billing`, `postgres_password_db`: what stands behind the password of a database says whose it
/// is, unless a word of it is on a list.
fn without_purpose(key: &str) -> Option<&str> {
    const WORDS: usize = 12;
    let (at, word) = ["password", "passwd", "pwd", "pass"].iter().find_map(|word| {
        let at = key.rfind(word)?;
        let begins = at == 0 || key.as_bytes().get(at - 1) == Some(&b'_') || key.starts_with("pg");
        (begins && key.as_bytes().get(at + word.len()) == Some(&b'_')).then_some((at, word))
    })?;
    let (stem, purpose) = key.split_at_checked(at + word.len())?;
    let purpose = purpose.strip_prefix("_for").unwrap_or(purpose);
    let is_of_a_database = stem.split('_').any(|own| DATABASES.contains(&own));
    let mut words = purpose.split('_').filter(|own| !own.is_empty());
    let is_other = |own: &str| {
        !matches!(own, "db" | "app" | "user" | "admin" | "api" | "web")
            && (OTHERWISE.contains(&own)
                || INTERFACE_WORDS.contains(own.as_bytes())
                || TYPE_WORDS.contains(own.as_bytes()))
    };
    (is_of_a_database && words.clone().count() <= WORDS && words.clone().next().is_some() && !words.any(is_other))
        .then_some(stem)
}

impl Subject {
    pub(super) fn of(rule: &Rule) -> Self {
        let with_letters = |words: &[&'static str]| words.iter().map(|word| (letters(word), *word)).collect();
        let practice = rule.practice;
        Subject {
            practice,
            schemes: rule.schemes,
            keys: with_letters(rule.keys),
            not_keys: with_letters(rule.not_keys),
        }
    }

    /// Whether the rule is about a candidate: by its scheme, and by its key.
    pub(super) fn is(&self, asked: &Asked<'_>) -> bool {
        let scheme = self.schemes.is_empty() || self.schemes.iter().any(|scheme| key::matches(scheme, asked.scheme));
        let may_match = |(letters, _): &&(Letters, &str)| letters & !asked.letters == 0;
        let matches = |pattern: &str| {
            key::matches(pattern, asked.key) || asked.stem.is_some_and(|stem| key::matches(pattern, stem))
        };
        let is_barred = |word: &str| match word.contains('*') {
            true => key::matches(word, asked.key),
            false => asked.key.split('_').any(|own| own == word),
        };
        scheme
            && self.practice.is_none_or(|practice| practice.is_broken_by(asked.value))
            && (self.keys.is_empty() || self.keys.iter().filter(may_match).any(|(_, pattern)| matches(pattern)))
            && !self.not_keys.iter().filter(may_match).any(|(_, word)| is_barred(word))
    }
}

/// Words that say for which of several environments a key is: `DB_PASSWORD_PROD` is a `DB_PASSWORD`.
const ENVIRONMENTS: &[&str] = &[
    "_prod",
    "_production",
    "_dev",
    "_development",
    "_staging",
    "_stage",
    "_test",
    "_testing",
    "_local",
    "_live",
    "_qa",
    "_uat",
    "_ci",
    "_backup",
    "_primary",
    "_replica",
    "_plain",
    "_plaintext",
    "_value",
    "_docker",
    "_old",
    "_new",
    "_previous",
    "_current",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_with_other_letters_cannot_match() {
        for (pattern, key, may) in [
            ("*password", "db_password", true),
            ("db_*", "dbpassword", false),
            ("*token*", "password", false),
            ("pass2", "pass1", true),
            ("*", "", true),
        ] {
            assert_eq!(letters(pattern) & !letters(key) == 0, may, "{pattern} {key}");
            assert!(may || !key::matches(pattern, key), "{pattern} {key}");
        }
    }
}
