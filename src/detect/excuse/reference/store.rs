//! References into secret stores: `op://vault/item/field`, ARNs, `projects/P/secrets/S/versions/V`. All of the value
//! must follow the store's grammar, and its components must read as names: a value that only begins like one is a
//! password.

use crate::detect::reading::{knows_a_word, names_a_secret, reads_as_expression, reads_as_name};

/// Schemes of stores, in lower case, which are followed by a path of names.
const SCHEMES: &[&str] = &[
    "vault://",
    "secret://",
    "sm://",
    "doppler://",
    "bws://",
    "env://",
    "file://",
    "infisical://",
    "secretsmanager:",
    "ssm-secure:",
    "gcpsm:",
    "gcpsm://",
    "azurekeyvault:",
    "azurekeyvault://",
    "awssm:",
    "awssm://",
    "awsssm://",
    "secretref:",
    "secretref+",
    "/run/secrets/",
    "/var/run/secrets/",
    "/etc/secrets/",
    "vault:",
    "ssm:",
    "aws:",
    "gcp:",
    "keyvault:",
    "kms:",
    "pass:",
    "file:",
    "keyring:",
    "keychain:",
    "resolve:",
    "akv:",
    "k8s:",
    "secret:",
    "cmd:",
    "exec:",
    "conjur:",
    "@/",
    "@./",
    "@~/",
    "systemd-creds ",
];

/// Schemes that are followed by a single name.
const NAMED: &[&str] = &["env:", "var:", "variable:", "secrets.", "env://"];

/// Directories below which any path is a reference, whatever its last component.
const MOUNTS: &[&str] = &["/run/secrets/", "/var/run/secrets/", "/etc/secrets/"];

/// Digits of an account or project number.
const ACCOUNT: usize = 12;

/// Letters and digits of an item id in 1Password.
const ITEM_ID: usize = 26;

/// True if all of `value` is a reference into a store.
pub(in crate::detect) fn names_a_stored_secret(value: &[u8]) -> bool {
    let lower = value.get(..value.len().min(32)).unwrap_or_default().to_ascii_lowercase();
    is_item(value)
        || is_arn(value)
        || is_cloud_secret(value)
        || is_vals(value)
        || is_key_vault(value, &lower)
        || is_grafana(value)
        || is_binding(value)
        || behind(&lower, value, NAMED).is_some_and(|(_, name)| is_identifier(name))
        || has_own_scheme(value)
        || behind(&lower, value, SCHEMES).is_some_and(|(scheme, path)| {
            let path = path.strip_prefix(b"//").unwrap_or(path);
            is_path(path) && (MOUNTS.contains(&scheme) || is_sealed_path(path) || names_a_secret(path))
        })
}

/// True for `aws-ssm:/prod/db/password` or `sops:secrets.yaml#db.password`: with an unknown scheme, the path must have
/// several components, all of them names, and end with the name of a secret.
fn has_own_scheme(value: &[u8]) -> bool {
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

/// 1Password's `op://vault/item/field` and `op://vault/item/section/field`, which `op inject` expands in any text.
pub(in crate::detect::excuse) fn is_item(value: &[u8]) -> bool {
    let Some(path) = value.strip_prefix(b"op://") else { return false };
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

/// The text after the longest of `schemes` that `value` begins with.
fn behind<'v>(lower: &[u8], value: &'v [u8], schemes: &[&'static str]) -> Option<(&'static str, &'v [u8])> {
    let fitting = schemes.iter().filter(|scheme| lower.starts_with(scheme.as_bytes()));
    let scheme = fitting.max_by_key(|scheme| scheme.len())?;
    Some((scheme, value.get(scheme.len()..)?))
}

/// True if a path has several components, or a fragment that selects a part.
fn is_sealed_path(path: &[u8]) -> bool {
    path.iter().skip(1).any(|b| matches!(b, b'/' | b'#'))
}

/// True for names joined by path separators, with at least one word among them.
fn is_path(path: &[u8]) -> bool {
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || b"-_./:#@?=&+,~".contains(b) || *b >= 0x80;
    let is_number = |part: &[u8]| part.len() <= ACCOUNT && part.iter().all(u8::is_ascii_digit);
    let parts = path.split(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-') || *b >= 0x80));
    path.iter().all(is_plain)
        && parts.filter(|part| !part.is_empty()).all(|part| is_number(part) || reads_as_name(part))
        && knows_a_word(path)
}

/// `DB_PASSWORD`, `db.password`.
fn is_identifier(name: &[u8]) -> bool {
    name.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
        && reads_as_name(name)
}

/// `arn:partition:service:region:account:resource`; AWS ends the name of a secret with six random letters and digits.
fn is_arn(value: &[u8]) -> bool {
    const SUFFIX: usize = 7;
    let mut fields = value.splitn(6, |b| *b == b':');
    let [Some(b"arn"), Some(partition), Some(service), Some(region), Some(account), Some(resource)] =
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

/// Google's `projects/P/secrets/S/versions/V`.
fn is_cloud_secret(value: &[u8]) -> bool {
    let parts: Vec<&[u8]> = value.split(|b| *b == b'/').collect();
    let is_part = |part: &[u8]| {
        part.iter().all(u8::is_ascii_digit) && part.len() <= ACCOUNT && !part.is_empty()
            || part.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) && reads_as_name(part)
    };
    match parts.as_slice() {
        [b"projects", project, b"secrets", secret] => is_part(project) && is_part(secret),
        [b"projects", project, b"secrets", secret, b"versions", version] => {
            is_part(project) && is_part(secret) && is_part(version)
        }
        _ => false,
    }
}

/// vals' `ref+vault://path#/key`, optionally followed by `+`.
fn is_vals(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"ref+") else { return false };
    let rest = rest.strip_suffix(b"+").unwrap_or(rest);
    let Some(mark) = memchr::memmem::find(rest, b"://") else { return false };
    let (backend, path) = rest.split_at(mark);
    backend.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        && path.get(3..).is_some_and(|path| is_path(path) && (is_sealed_path(path) || names_a_secret(path)))
}

/// Azure's `@Microsoft.KeyVault(SecretUri=https://…)`.
fn is_key_vault(value: &[u8], lower: &[u8]) -> bool {
    const OPEN: &[u8] = b"@microsoft.keyvault(";
    let inner = value.strip_suffix(b")").filter(|_| lower.starts_with(OPEN)).and_then(|value| value.get(OPEN.len()..));
    // The last path component may be a version: 32 hexadecimal digits.
    let names = |inner: &[u8]| {
        let parts: Vec<&[u8]> = inner.split(|b| matches!(b, b'/' | b';' | b'=')).collect();
        let is_version = |part: &[u8]| part.len() == 32 && part.iter().all(u8::is_ascii_hexdigit);
        parts.iter().filter(|part| !part.is_empty() && !is_version(part)).all(|part| reads_as_expression(part))
    };
    inner.is_some_and(|inner| inner.starts_with(b"SecretUri=") || inner.starts_with(b"VaultName=") && names(inner))
        && inner.is_some_and(names)
}

/// Grafana's `$__file{/path}`, `$__env{NAME}`, `$__vault{path:key}`.
fn is_grafana(value: &[u8]) -> bool {
    [b"$__file{".as_slice(), b"$__env{", b"$__vault{"]
        .iter()
        .find_map(|open| value.strip_prefix(*open)?.strip_suffix(b"}"))
        .is_some_and(is_path)
}

/// `path={.data.password},objectType=Secret`: the location of a value in a service binding operator's annotation.
fn is_binding(value: &[u8]) -> bool {
    let Some(rest) = value.strip_prefix(b"path={") else { return false };
    memchr::memchr(b'}', rest).is_some_and(|close| {
        let (path, more) = rest.split_at(close);
        path.starts_with(b".")
            && is_path(path)
            && (more.len() == 1 || more.starts_with(b"},") && reads_as_expression(more))
    })
}

/// `3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13`.
fn is_uuid(part: &[u8]) -> bool {
    let lengths = part.split(|b| *b == b'-').map(<[u8]>::len);
    lengths.eq([8, 4, 4, 4, 12]) && part.iter().all(|b| b.is_ascii_hexdigit() || *b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_a_reference_must_follow_the_grammar() {
        for value in [
            "op://vault/item/pw",
            "op://Private/prod-db/credentials/password",
            "op://qwertyuiopasdfghjklzxcvbnm/zxcvbnmasdfghjklqwertyuiop/password",
            "vault:secret/data/db#pw",
            "vault://secret/data/db#password",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/app/db-x7Qm2k",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-x1Y2z3:password::",
            "arn:aws:ssm:us-east-1:ACCOUNT_ID:parameter/prod/db/password",
            "arn:aws:kms:eu-west-1:111122223333:key/3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13",
            "projects/my-project/secrets/db-password/versions/latest",
            "projects/123456789012/secrets/db-password/versions/3",
            "projects/p/secrets/db_password",
            "ref+vault://secret/data/db#/password",
            "ref+awsssm://prod/db/password",
            "ref+gcpsecrets://acme-prod/db-password",
            "sm://prod/db-password",
            "gcpsm://acme-prod/db-password",
            "secret://db-password",
            "env://DB_PASSWORD",
            "env:DB_PASSWORD",
            "file:/run/secrets/pw",
            "file:///run/secrets/db",
            "secretsmanager:prod/db",
            "secretref:db-password",
            "aws-ssm:/prod/db/password",
            "infisical:prod/db/password",
            "sops:secrets.yaml#db.password",
            "gopass:db/prod/password",
            "keyvault:kv/db-password",
            "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/pw/0123456789abcdef0123456789abcdef)",
            "@Microsoft.KeyVault(VaultName=kv;SecretName=db-password)",
            "/run/secrets/pw",
            "/run/secrets/postgres_password",
            "$__file{/etc/grafana/db_password}",
            "path={.data.password},objectType=Secret",
            "secrets.DB_PASSWORD",
        ] {
            assert!(names_a_stored_secret(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn a_prefix_alone_is_no_reference() {
        let tails = [
            "kV8m2Qz4rTn9wX",
            "Qm7/tLx2/vRk9Pz",
            "quartz-window-hammer-battery",
            "kV8m2:Qz4rT:n9wX:aB3",
            "x7Qm-k2Pz-vR4",
        ];
        let heads = [
            "op://",
            "arn:",
            "arn:aws:",
            "arn:aws:secretsmanager:",
            "projects/",
            "ref+",
            "ref+vault://",
            "secretsmanager:",
            "sm://",
            "gcpsm://",
            "secret://",
            "env://",
            "vault:",
            "vault://",
            "env:",
            "file:",
            "pass:",
            "ssm:",
            "secretref:",
            "keyvault:",
            "@Microsoft.KeyVault",
            "path={",
            "$__file{",
            "@/",
        ];
        for value in heads.iter().flat_map(|head| tails.map(|tail| format!("{head}{tail}"))) {
            assert!(!names_a_stored_secret(value.as_bytes()), "{value}");
        }
    }
}
