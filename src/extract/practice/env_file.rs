//! Env files with values. The rule's globs select the files.

use super::{broken, is_word};
use crate::extract::{Candidate, Context, Dialect, Extractor};
use crate::host::is_loopback;
use crate::text::{Span, is_only_groups};

/// Maximum number of keys with values that are examined: one is reported.
const MOST: usize = 1_000;

/// Reads env files. The practice: `env-file`, at each key that has a value.
pub(crate) struct EnvFileExtractor;

impl Extractor for EnvFileExtractor {
    fn id(&self) -> &'static str {
        "env-file"
    }

    fn extract<'h>(&self, cx: &Context<'h>, _: Span, out: &mut Vec<Candidate<'h>>) -> usize {
        let is_yaml = cx.dialect() == Dialect::Yaml;
        let mut start = 0;
        for line in cx.text.split(|b| *b == b'\n') {
            let rest = cx.text.get(start..).unwrap_or_default();
            if let Some((key, value)) = assignment(line, rest)
                && is_literal(value)
                && is_of_variable(line.get(key.start..key.end).unwrap_or_default(), is_yaml)
            {
                out.push(broken(cx, Span::new(start + key.start, start + key.end), "env-file"));
                if out.len() >= MOST {
                    break;
                }
            }
            start += line.len() + 1;
        }
        cx.text.len()
    }
}

/// Longest value of several lines that is read, in bytes.
const LONGEST: usize = 4096;

/// The key and the value of `KEY=value`, or of `KEY: value`, which Compose and Ruby's dotenv read too, also as the item of a list;
/// without quotes and a trailing comment. `rest` is the text from the line on: a value in quotes may take several lines.
fn assignment<'t>(line: &'t [u8], rest: &'t [u8]) -> Option<(Span, &'t [u8])> {
    let blanks = line.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let before = line.get(blanks..)?;
    let mark = [b"export ".as_slice(), b"- "].iter().find(|mark| before.starts_with(mark)).map_or(0, |mark| mark.len());
    let start = blanks + mark;
    let length = line.get(start..)?.iter().take_while(|b| is_word(**b) || matches!(b, b'.' | b'-')).count();
    let after = line.get(start + length..)?.trim_ascii_start();
    let after_colon = || after.strip_prefix(b":").filter(|after| after.first().is_none_or(u8::is_ascii_whitespace));
    let after = after.strip_prefix(b"=").or_else(after_colon)?;
    let at = line.len() - after.len();
    let after = after.get(..comment(after)).unwrap_or_default().trim_ascii();
    let value = match after.first() {
        Some(quote @ (b'"' | b'\'')) => {
            let text = rest.get(at..rest.len().min(at + LONGEST))?.trim_ascii_start();
            let triple = [*quote; 3];
            match text.strip_prefix(&triple) {
                Some(text) => text.get(..memchr::memmem::find(text, &triple).unwrap_or(text.len()))?,
                None => text.get(1..)?.split(|b| b == quote).next()?,
            }
        }
        _ => after,
    };
    (length > 0).then(|| (Span::new(start, start + length), value.trim_ascii()))
}

/// The length of the text behind a mark of assignment up to a comment, which a blank precedes.
fn comment(text: &[u8]) -> usize {
    let is_quoted = matches!(text.trim_ascii_start().first(), Some(b'"' | b'\''));
    let begins = |at: &usize| matches!(text.get(at - 1), Some(b' ' | b'\t'));
    let found = memchr::memchr_iter(b'#', text).filter(|at| *at > 0).find(begins);
    found.filter(|_| !is_quoted).unwrap_or(text.len())
}

/// True for the name of a variable with a value of the installation. In YAML, other keys are Compose's own, and a variable may name a
/// file.
fn is_of_variable(key: &[u8], is_yaml: bool) -> bool {
    let is_upper = || key.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    !is_of_encryption(key) && (!is_yaml || is_upper() && !key.ends_with(b"_FILE"))
}

/// True for keys by which dotenvx and sops describe the encryption of the other values.
fn is_of_encryption(key: &[u8]) -> bool {
    key.starts_with(b"DOTENV_PUBLIC_KEY") || key.starts_with(b"sops_")
}

/// How references to a secret store begin that a program replaces before the file is used: 1Password's `op run`, Vault's and
/// bank-vaults' `vault:`, vals' `ref+`, and those of the clouds' stores.
const STORES: [&[u8]; 12] = [
    b"op://",
    b"vault:",
    b"ref+",
    b"bws://",
    b"infisical:",
    b"doppler:",
    b"sops:",
    b"aws-ssm:",
    b"aws-sm:",
    b"awssm://",
    b"gcp-sm:",
    b"keyring:",
];

/// True if a value is specific to this installation: not empty, a reference, a switch, a number, the local machine, encrypted, or a
/// list of these.
fn is_literal(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    // A value with references is not specific: `postgres://app:${DB_PASSWORD}@db/app`.
    let holds_reference = [b"${".as_slice(), b"$("].iter().any(|open| memchr::memmem::find(value, open).is_some());
    let is_command = value.len() > 1 && value.starts_with(b"`") && value.ends_with(b"`");
    let is_stored = STORES.iter().any(|scheme| lower.starts_with(scheme));
    let is_reference = holds_reference || is_only_groups(value) || value.starts_with(b"$") || is_command || is_stored;
    let is_encrypted = lower.starts_with(b"encrypted:") || lower.starts_with(b"enc[");
    let is_general = |part: &[u8]| part.is_empty() || is_switch(part) || is_number(part) || is_here(part);
    !(is_reference || is_encrypted || lower.split(|b| *b == b',').all(|part| is_general(part.trim_ascii())))
}

fn is_switch(value: &[u8]) -> bool {
    [b"true".as_slice(), b"false", b"yes", b"no", b"on", b"off", b"null", b"none"].contains(&value)
}

/// Units of times and sizes.
const UNITS: [&[u8]; 24] = [
    b"ns", b"us", b"ms", b"s", b"sec", b"m", b"min", b"h", b"d", b"w", b"b", b"k", b"kb", b"kib", b"mb", b"mib", b"g",
    b"gb", b"gib", b"t", b"tb", b"tib", b"%", b"px",
];
/// Largest number of hexadecimal digits of a number: more are a key.
const HEX_DIGITS: usize = 8;

/// True for a number: `-0.5`, `1e5`, `0x1f`, one with a unit (`30s`, `1h30m`, `64mb`), a date, an address.
fn is_number(value: &[u8]) -> bool {
    if let Some(digits) = value.strip_prefix(b"0x") {
        return (1..=HEX_DIGITS).contains(&digits.len()) && digits.iter().all(u8::is_ascii_hexdigit);
    }
    let is_part = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'_');
    let mut rest = value;
    while !rest.is_empty() {
        let digits = rest.iter().take_while(|b| is_part(b)).count();
        let after = rest.get(digits..).unwrap_or_default();
        let exponent = after.strip_prefix(b"e").filter(|after| after.first().is_some_and(is_part));
        let unit = after.iter().take_while(|b| !is_part(b)).count();
        let is_unit = unit == 0 || after.get(..unit).is_some_and(|unit| UNITS.contains(&unit.trim_ascii_start()));
        if digits == 0 || !(is_unit || exponent.is_some()) {
            return false;
        }
        rest = exponent.unwrap_or_else(|| after.get(unit..).unwrap_or_default());
    }
    true
}

/// True if a value is the local machine, or a URL of a local service without credentials.
fn is_here(value: &[u8]) -> bool {
    let rest = memchr::memmem::find(value, b"://").and_then(|at| value.get(at + 3..)).unwrap_or(value);
    let host = rest.split(|b| matches!(b, b':' | b'/' | b'?')).next().unwrap_or_default();
    // An IPv6 address is in brackets.
    let host = if rest.starts_with(b"[::1]") || rest == b"::1" { b"[::1]" } else { host };
    !host.is_empty() && !rest.contains(&b'@') && is_loopback(&String::from_utf8_lossy(host))
}
