//! Words of schemas and languages in place of a value: types, booleans, authentication methods.

use super::described::Described;
use crate::detect::reading::reads_as_name;
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

/// `sometimes|string|min:8`, `required_if:provider,smtp`: Laravel's rules for the content of a field, each with the arguments that it
/// takes. One without arguments is a word.
fn are_rules(lower: &str) -> bool {
    let is_rule = |rule: &str| match rule.split_once(':') {
        None => VALIDATION_RULES.contains(rule.as_bytes()),
        Some((name, arguments)) => {
            let takes = |kind: &str| VALIDATION_RULES.contains(format!("{name}/{kind}").as_bytes());
            let are = |is_one: fn(&str) -> bool| arguments.split(',').all(is_one);
            takes("number") && are(is_number)
                || takes("name") && are(|argument| is_number(argument) || is_name_of_field(argument))
                || takes("pattern") && is_pattern(arguments)
        }
    };
    lower.contains(['|', ':']) && lower.split('|').all(is_rule)
}

fn is_number(text: &str) -> bool {
    const DIGITS: usize = 6;
    (1..=DIGITS).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// `users`, `billing.email`, `Y-m-d`: the name of a field or a table, or the letters of a date.
fn is_name_of_field(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'*');
    let is_of_date = |part: &str| part.len() == 1 && part.bytes().all(|b| b.is_ascii_alphabetic());
    !text.is_empty() && text.bytes().all(is_letter) && reads_as_name(text.as_bytes())
        || text.split(['-', '/', ':', ' ', '.']).all(is_of_date)
}

/// `/^[a-z]+$/`: with the marks around it, and with anchors or sets.
fn is_pattern(text: &str) -> bool {
    let inner = text.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
    inner.is_some_and(|(inner, _)| inner.contains(['^', '$', '[', '\\']))
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
    word.contains('|') && word.split('|').all(|part| TYPE_WORDS.contains(part.trim().as_bytes()))
        || matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Yaml) && are_rules(lower)
        || TYPE_WORDS.contains(word.as_bytes())
        || ["varchar", "character varying", "char", "nvarchar"].iter().any(|name| {
            let length = word.strip_prefix(name).and_then(|rest| rest.strip_prefix('('));
            length
                .is_some_and(|rest| rest.trim_end_matches(')').bytes().all(|b| b.is_ascii_digit()) && !rest.is_empty())
        })
        || (unquoted && matches!(word, "|" | ">" | "[]" | "{}" | "~" | "-" | "{" | "["))
}
