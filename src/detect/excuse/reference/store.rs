//! What references into secret stores consist of, behind what they begin with: paths of names, ARNs, ids. All of it
//! must follow the store's grammar, and its components must read as names: a value that only begins like a reference is a
//! password.

use crate::detect::randomness::is_uuid;
use crate::detect::reading::{knows_a_word, names_a_secret, reads_as_expression, reads_as_name, words};
use crate::rules::words::KEY_DATABASES;
use crate::text::group_end_within;

/// Digits of an account or project number.
const ACCOUNT: usize = 12;

/// Letters and digits of an item id in 1Password.
const ITEM_ID: usize = 26;

/// True for `aws-ssm:/prod/db/password` or `sops:secrets.yaml#db.password`: with an unknown scheme, the path must have
/// several components, all of them names, and end with the name of a secret.
pub(super) fn has_own_scheme(value: &[u8]) -> bool {
    const LONGEST: usize = 20;
    let Some(colon) = memchr::memchr(b':', value).filter(|colon| (2..=LONGEST).contains(colon)) else { return false };
    let (scheme, path) = value.split_at(colon);
    let path = path.get(1..).unwrap_or_default();
    let path = path.strip_prefix(b"//").or(path.strip_prefix(b"/")).unwrap_or(path);
    let is_name = |part: &[u8]| !part.is_empty() && reads_as_name(part);
    let last = path.rsplit(|b| matches!(b, b'/' | b'#')).next().unwrap_or_default();
    scheme.iter().all(|b| b.is_ascii_lowercase() || *b == b'-')
        && is_name(scheme)
        && is_path(path)
        && is_sealed_path(path)
        && names_a_secret(last)
        && path.split(|b| matches!(b, b'/' | b'#')).all(is_name)
}

/// 1Password's `op://vault/item/field` and `op://vault/item/section/field`, which `op inject` expands in any text, and Proton
/// Pass' `pass://vault/item/field`. Vaults and items have names with blanks.
pub(in crate::detect::excuse) fn is_item(value: &[u8]) -> bool {
    let Some(path) = value.strip_prefix(b"op://").or_else(|| value.strip_prefix(b"pass://")) else { return false };
    let path: Vec<u8> = path.iter().map(|b| if *b == b' ' { b'-' } else { *b }).collect();
    let path = path.split(|b| *b == b'?').next().unwrap_or_default();
    let parts: Vec<&[u8]> = path.split(|b| *b == b'/').collect();
    let is_id =
        |part: &[u8]| part.len() == ITEM_ID && part.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'2'..=b'7'));
    let is_field = |part: &&[u8]| !part.is_empty() && is_path(part);
    matches!(parts.len(), 3 | 4)
        && parts.iter().take(2).all(|part| is_id(part) || is_field(part))
        && parts.iter().skip(2).all(is_field)
        && parts.last().is_some_and(|field| knows_a_word(field))
}

/// `//secret/data/db#password`: a path of names, with several components or the name of a secret.
pub(super) fn is_location(path: &[u8]) -> bool {
    let path = path.strip_prefix(b"//").unwrap_or(path);
    is_path(path) && (is_sealed_path(path) || names_a_secret(path))
}

/// As [`is_location`], or the id of an item: `bws://3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13`.
pub(super) fn is_location_or_id(path: &[u8]) -> bool {
    is_location(path) || is_uuid(path)
}

/// As [`is_location`], or the name of a service that is a database's: `keyring:acme-postgres`.
pub(super) fn is_location_or_service(path: &[u8]) -> bool {
    is_location(path) || is_path(path) && words(path).iter().any(|word| KEY_DATABASES.contains(word))
}

/// `0c7e5d4c-…_secret_3b1f9a0c_v1`, behind `airbyte_workspace_`: the coordinate of a secret that Airbyte keeps.
pub(super) fn is_coordinate(path: &[u8]) -> bool {
    let Some(at) = memchr::memmem::find(path, b"_secret_") else { return false };
    let (workspace, secret) = path.split_at(at);
    let Some(secret) = secret.strip_prefix(b"_secret_") else { return false };
    memchr::memmem::rfind(secret, b"_v").is_some_and(|at| {
        let (id, version) = secret.split_at(at);
        let digits = version.get(2..).unwrap_or_default();
        let is_id = id.len() >= 8 && id.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-');
        is_uuid(workspace) && is_id && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
    })
}

/// `name` of `name@azurekeyvault`, with the key in it that is selected: `name?password`.
pub(super) fn is_named_secret(name: &[u8]) -> bool {
    is_path(name) && names_a_secret(name)
}

/// True if a path has several components, or a fragment that selects a part.
fn is_sealed_path(path: &[u8]) -> bool {
    path.iter().skip(1).any(|b| matches!(b, b'/' | b'#'))
}

/// True for names joined by path separators, with at least one word among them.
pub(super) fn is_path(path: &[u8]) -> bool {
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_./:#@?=&+,~".contains(b) || *b >= 0x80;
    let is_number = |part: &[u8]| part.len() <= ACCOUNT && part.iter().all(u8::is_ascii_digit);
    let parts = path.split(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-') || *b >= 0x80));
    path.iter().all(is_plain)
        && parts.filter(|part| !part.is_empty()).all(|part| is_number(part) || reads_as_name(part))
        && knows_a_word(path)
}

/// `DB_PASSWORD`, `db.password`.
pub(super) fn is_identifier(name: &[u8]) -> bool {
    name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
        && reads_as_name(name)
}

/// `partition:service:region:account:resource`, behind `arn:`; AWS ends the name of a secret with six random letters and digits.
pub(super) fn is_arn(rest: &[u8]) -> bool {
    const SUFFIX: usize = 7;
    let rest = &named_groups(rest);
    let mut fields = rest.splitn(5, |b| *b == b':');
    let [Some(partition), Some(service), Some(region), Some(account), Some(resource)] =
        std::array::from_fn(|_| fields.next())
    else {
        return false;
    };
    let is_word = |part: &[u8]| part.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-');
    let is_account = account.iter().all(u8::is_ascii_digit) && account.len() <= ACCOUNT
        || account.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'<' | b'>'))
            && reads_as_name(account);
    // A container's secret selects a member: `secret:db-AbCdEf:password::`
    let unsuffixed = |part: &[u8]| match part.len().checked_sub(SUFFIX).and_then(|at| part.split_at_checked(at)) {
        Some((name, [b'-', suffix @ ..])) if suffix.iter().all(u8::is_ascii_alphanumeric) => name.len(),
        _ => part.len(),
    };
    let is_name = |part: &[u8]| {
        let name = part.get(..unsuffixed(part)).unwrap_or(part);
        is_path(name) || name.split(|b| *b == b'/').all(|part| is_path(part) || is_uuid(part))
    };
    let mut parts = resource.split(|b| *b == b':').filter(|part| !part.is_empty()).peekable();
    partition.starts_with(b"aws")
        && is_word(partition)
        && is_word(service)
        && reads_as_name(service)
        && is_word(region)
        && is_account
        && parts.peek().is_some()
        && parts.all(is_name)
}

/// `text` with a word in place of each group that is filled in: `${AWS::AccountId}`, `{{ region }}`.
fn named_groups(text: &[u8]) -> Vec<u8> {
    let (mut named, mut at) = (Vec::new(), 0);
    while let Some(b) = text.get(at) {
        let is_open = matches!(text.get(at..at + 2), Some(b"${" | b"{{"));
        match group_end_within(text, at, text.len()).filter(|_| is_open) {
            Some(end) => {
                named.extend_from_slice(b"name");
                at = end;
            }
            None => {
                named.push(*b);
                at += 1;
            }
        }
    }
    named
}

/// `P/secrets/S/versions/V`, behind Google's `projects/`.
pub(super) fn is_cloud_secret(rest: &[u8]) -> bool {
    let parts: Vec<&[u8]> = rest.split(|b| *b == b'/').collect();
    let is_part = |part: &[u8]| {
        part.iter().all(u8::is_ascii_digit) && part.len() <= ACCOUNT && !part.is_empty()
            || part.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) && reads_as_name(part)
    };
    match parts.as_slice() {
        [project, b"secrets", secret] => is_part(project) && is_part(secret),
        [project, b"secrets", secret, b"versions", version] => is_part(project) && is_part(secret) && is_part(version),
        _ => false,
    }
}

/// `vault://path#/key`, behind vals' `ref+`, optionally followed by `+`.
pub(super) fn is_vals(rest: &[u8]) -> bool {
    let rest = rest.strip_suffix(b"+").unwrap_or(rest);
    let Some(mark) = memchr::memmem::find(rest, b"://") else { return false };
    let (backend, path) = rest.split_at(mark);
    backend.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && path.get(3..).is_some_and(|path| is_path(path) && (is_sealed_path(path) || names_a_secret(path)))
}

/// `SecretUri=https://…` or `VaultName=x;SecretName=y`, in Azure's `@Microsoft.KeyVault()`.
pub(super) fn is_of_key_vault(inner: &[u8]) -> bool {
    // The last path component may be a version: 32 hexadecimal digits.
    let is_version = |part: &[u8]| part.len() == 32 && part.iter().all(u8::is_ascii_hexdigit);
    let mut parts = inner.split(|b| matches!(b, b'/' | b';' | b'=')).filter(|part| !part.is_empty());
    (inner.starts_with(b"SecretUri=") || inner.starts_with(b"VaultName="))
        && parts.all(|part| is_version(part) || reads_as_expression(part))
}

/// `.data.password},objectType=Secret`, behind `path={`: the location of a value in a service binding operator's annotation.
pub(super) fn is_binding(rest: &[u8]) -> bool {
    memchr::memchr(b'}', rest).is_some_and(|close| {
        let (path, more) = rest.split_at(close);
        path.starts_with(b".")
            && is_path(path)
            && (more.len() == 1 || more.starts_with(b"},") && reads_as_expression(more))
    })
}
