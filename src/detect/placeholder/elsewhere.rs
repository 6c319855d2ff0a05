//! Phrases that say where a secret is, in place of it: `see vault`, `ask ops`, `stored in 1Password`.

use crate::rules::words::SENTENCE_WORDS;

/// What such a phrase begins with.
const LEADS: &[&str] = &[
    "see",
    "ask",
    "from",
    "in",
    "via",
    "use",
    "using",
    "read",
    "stored",
    "kept",
    "lives",
    "provided",
    "injected",
    "managed",
    "defined",
    "taken",
    "comes",
    "check",
    "get",
    "fetch",
    "fetched",
    "loaded",
    "supplied",
    "saved",
    "set",
    "look",
    "find",
    "found",
    "contact",
    "available",
    "retrieved",
    "generated",
    "rotated",
    "same",
    "is",
    "it",
    "now",
    "moved",
    "must",
    "should",
];

/// Where secrets are kept, and who has them.
const PLACES: &[&str] = &[
    "vault",
    "vaults",
    "1password",
    "onepassword",
    "bitwarden",
    "vaultwarden",
    "keepass",
    "keepassxc",
    "lastpass",
    "dashlane",
    "keychain",
    "keyring",
    "wiki",
    "readme",
    "docs",
    "documentation",
    "confluence",
    "notion",
    "env",
    "environment",
    "envvar",
    "variable",
    "variables",
    "secret",
    "secrets",
    "manager",
    "secretsmanager",
    "store",
    "ops",
    "devops",
    "ci",
    "cd",
    "admin",
    "administrator",
    "team",
    "operator",
    "sops",
    "ssm",
    "kms",
    "aws",
    "gcp",
    "azure",
    "github",
    "gitlab",
    "jenkins",
    "helm",
    "ansible",
    "terraform",
    "terragrunt",
    "kubernetes",
    "k8s",
    "infisical",
    "doppler",
    "chamber",
    "conjur",
    "akeyless",
    "server",
    "dotenv",
    "deployment",
    "runtime",
    "startup",
    "dba",
    "boss",
    "support",
    "runbook",
    "handbook",
];

/// Words that stand between them.
const BETWEEN: &[&str] = &[
    "the",
    "our",
    "your",
    "a",
    "an",
    "in",
    "at",
    "on",
    "of",
    "by",
    "from",
    "via",
    "with",
    "to",
    "and",
    "or",
    "for",
    "as",
    "is",
    "team",
    "password",
    "passwords",
    "pass",
    "credentials",
    "shared",
    "file",
    "files",
    "page",
    "only",
    "be",
    "it",
    "db",
    "database",
    "here",
    "above",
    "below",
    "up",
];

/// Whether `text` is such a phrase, from its first word to its last.
pub(super) fn points_elsewhere(text: &str) -> bool {
    const WORDS: usize = 10;
    let text = text.trim_matches(|c: char| matches!(c, '(' | ')' | '.' | '!' | '"' | '\'' | '`' | ' '));
    let words: Vec<String> = text.split([' ', '/']).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let Some((first, rest)) = words.split_first().filter(|(_, rest)| !rest.is_empty() && rest.len() < WORDS) else {
        return false;
    };
    let is = |list: &[&str], word: &String| list.contains(&word.trim_end_matches([',', ';']));
    LEADS.contains(&first.as_str())
        && rest.iter().any(|word| is(PLACES, word))
        && rest.iter().all(|word| {
            is(PLACES, word) || is(LEADS, word) || is(BETWEEN, word) || SENTENCE_WORDS.contains(word.as_bytes())
        })
}

#[cfg(test)]
mod tests {
    use super::points_elsewhere;

    #[test]
    fn a_phrase_that_says_where_is_no_passphrase() {
        for (text, is) in [
            ("see vault", true),
            ("ask ops", true),
            ("stored in vault", true),
            ("in 1Password", true),
            ("from the environment", true),
            ("(see the team wiki)", true),
            ("vault", false),
            ("see magnet", false),
            ("see vault kV8m2", false),
            ("magnet vault", false),
            ("in hammer vault kettle", false),
        ] {
            assert_eq!(points_elsewhere(text), is, "{text}");
        }
    }
}
