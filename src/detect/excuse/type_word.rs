//! Words of schemas and languages in place of a value: types, booleans, authentication methods.

use super::described::Described;
use crate::extract::{Candidate, Dialect, Form, line_head};
use crate::rules::words::{LOOKUP_SERVICES, TYPE_WORDS, VALIDATION_RULES};

/// True if the value is one of the literals that a type consists of, in TypeScript.
pub(super) fn is_in_type(it: &Described<'_, '_>) -> bool {
    let line = it.line().trim_ascii_start();
    let line = line.strip_prefix(b"export ").or(line.strip_prefix(b"declare ")).unwrap_or(line);
    // Another statement on the line is none of it: `type 'a t = 'a;; let db_password = "x"`
    let is_same = || !line_head(it.cx.text, it.candidate.secret.span.start).contains(&b';');
    it.dialect() == Dialect::Code && it.candidate.form == Form::Quoted && line.starts_with(b"type ") && is_same()
}

/// `sometimes|string|min:8`, `required_if:provider,smtp`: Laravel's rules for the content of a field, of which one has arguments.
fn are_rules(lower: &str) -> bool {
    let mut has_arguments = false;
    lower.split('|').all(|rule| {
        let (name, arguments) = rule.split_once(':').unwrap_or((rule, ""));
        has_arguments |= !arguments.is_empty();
        VALIDATION_RULES.contains(name.as_bytes())
    }) && has_arguments
}

/// True if `lower`, the value in lower case, is such a word in the context of `candidate`.
pub(super) fn is_type_word(lower: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    let unquoted = candidate.form != Form::Quoted;
    // Authentication methods, which servers are configured with by name.
    if matches!(
        lower,
        "caching_sha2_password"
            | "mysql_native_password"
            | "sha256_password"
            | "mysql_clear_password"
            | "scram-sha-256"
    ) {
        return true;
    }
    // `<SavePWD>false</SavePWD>`
    if dialect == Dialect::Xml && matches!(lower, "true" | "false" | "null" | "none") {
        return true;
    }
    if !unquoted && !matches!(dialect, Dialect::Yaml | Dialect::Json | Dialect::Code | Dialect::Prose | Dialect::Hcl) {
        return false;
    }
    let word = lower.trim_end_matches([';', ',', '!', '?', '}', ')', ']']);
    // A counter of passed tests: `PASS=0; FAIL=0`
    if dialect == Dialect::Shell && candidate.key == "pass" && word == "0" {
        return true;
    }
    // The sources of user accounts: nsswitch.conf
    if candidate.key == "passwd"
        && unquoted
        && word.split_whitespace().all(|service| LOOKUP_SERVICES.contains(service.as_bytes()))
    {
        return true;
    }
    if matches!(dialect, Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Batch) {
        // No types here; only words that mean "no value".
        return matches!(word, "null" | "none" | "nil" | "undefined" | "true" | "false" | "unset");
    }
    // Laravel's casts and validation rules: `'secret' => 'encrypted'`, `required|string|min:8`
    if dialect == Dialect::Code && matches!(word, "encrypted" | "hashed") {
        return true;
    }
    // A numeric constant in C: `#define MAX_PASSWORD 2048`, `#define TEST_PASS 0x00800000`
    let digits = word.strip_prefix("0x").filter(|digits| digits.len() <= 16).unwrap_or(word);
    let is_digit = |b: u8| if digits.len() < word.len() { b.is_ascii_hexdigit() } else { b.is_ascii_digit() };
    if dialect == Dialect::Code && candidate.form == Form::Bare && digits.bytes().all(is_digit) {
        return true;
    }
    // A comparison operator is no value: `env.PASSWORD != ''`
    if unquoted && !word.is_empty() && word.bytes().all(|b| matches!(b, b'!' | b'=' | b'<' | b'>' | b'&')) {
        return true;
    }
    // The result type of a function: `'getPassword' => ': string'`
    let word = word.strip_prefix(": ").map_or(word, |result| result.trim_start_matches('?'));
    let first = word.split('|').next().unwrap_or(word);
    (first != word && TYPE_WORDS.contains(first.as_bytes()))
        || matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Yaml) && are_rules(lower)
        || TYPE_WORDS.contains(word.as_bytes())
        || ["varchar", "character varying", "char", "nvarchar"].iter().any(|name| {
            let length = word.strip_prefix(name).and_then(|rest| rest.strip_prefix('('));
            length
                .is_some_and(|rest| rest.trim_end_matches(')').bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty())
        })
        || (unquoted && matches!(word, "|" | ">" | "[]" | "{}" | "~" | "-" | "{" | "["))
}
