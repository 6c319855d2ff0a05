//! Env files with values. The rule's globs select the files.

use super::{broken, is_word};
use crate::extract::{Candidate, Context, Extractor};
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
        let mut start = 0;
        for line in cx.text.split(|b| *b == b'\n') {
            if let Some((key, value)) = assignment(line)
                && is_literal(value)
                && !is_of_encryption(line.get(key.start..key.end).unwrap_or_default())
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

/// The key and the value of `KEY=value`, or of `KEY: value`, which Compose and Ruby's dotenv read too; without quotes and a
/// trailing comment.
fn assignment(line: &[u8]) -> Option<(Span, &[u8])> {
    let blanks = line.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let export = line.get(blanks..)?.strip_prefix(b"export ").map_or(0, |_| 7);
    let start = blanks + export;
    let length = line.get(start..)?.iter().take_while(|b| is_word(**b) || matches!(b, b'.' | b'-')).count();
    let rest = line.get(start + length..)?.trim_ascii_start();
    let after_colon = || rest.strip_prefix(b":").filter(|rest| rest.first().is_none_or(u8::is_ascii_whitespace));
    let rest = rest.strip_prefix(b"=").or_else(after_colon)?.trim_ascii();
    let value = match rest.first() {
        Some(quote @ (b'"' | b'\'')) => rest.get(1..)?.split(|b| b == quote).next()?,
        _ => rest.get(..memchr::memmem::find(rest, b" #").unwrap_or(rest.len()))?.trim_ascii(),
    };
    (length > 0).then(|| (Span::new(start, start + length), value))
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

/// True if a value is specific to this installation: not empty, a reference, a switch, a number, the local machine, or
/// encrypted.
fn is_literal(value: &[u8]) -> bool {
    let lower = value.to_ascii_lowercase();
    // A value with references is not specific: `postgres://app:${DB_PASSWORD}@db/app`.
    let holds_reference = [b"${".as_slice(), b"$("].iter().any(|open| memchr::memmem::find(value, open).is_some());
    let is_command = value.len() > 1 && value.starts_with(b"`") && value.ends_with(b"`");
    let is_stored = STORES.iter().any(|scheme| lower.starts_with(scheme));
    let is_reference = holds_reference || is_only_groups(value) || value.starts_with(b"$") || is_command || is_stored;
    let is_switch =
        [b"true".as_slice(), b"false", b"yes", b"no", b"on", b"off", b"null", b"none"].contains(&lower.as_slice());
    let is_number = value.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'_'));
    let is_encrypted = lower.starts_with(b"encrypted:") || lower.starts_with(b"enc[");
    !(is_reference || is_switch || is_number || is_encrypted || is_here(&lower))
}

/// True if a value is the local machine, or a URL of a local service without credentials.
fn is_here(value: &[u8]) -> bool {
    let rest = memchr::memmem::find(value, b"://").and_then(|at| value.get(at + 3..)).unwrap_or(value);
    let host = rest.split(|b| matches!(b, b':' | b'/' | b'?')).next().unwrap_or_default();
    // An IPv6 address is in brackets.
    let host = if rest.starts_with(b"[::1]") || rest == b"::1" { b"[::1]" } else { host };
    !host.is_empty() && !rest.contains(&b'@') && is_loopback(&String::from_utf8_lossy(host))
}
