//! The table of reference syntaxes: what a reference begins and ends with, what stands between, and what resolves it.

use super::group::is_expression;
use super::store;
use crate::detect::reading::{names_a_secret, reads_as_expression, reads_as_name};

/// What replaces a reference by a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// A template engine or a shell, before anything else reads the text: statements and URIs too.
    Template,
    /// The program that a value is given to, from a store of secrets.
    Store,
}

/// A syntax of references.
struct Syntax {
    /// What a reference begins with, in lower case.
    open: &'static str,
    /// What it ends with; may be empty.
    close: &'static str,
    by: By,
    /// True for what can stand between.
    holds: fn(&[u8]) -> bool,
}

const fn template(open: &'static str, close: &'static str, holds: fn(&[u8]) -> bool) -> Syntax {
    Syntax { open, close, by: By::Template, holds }
}

const fn store(open: &'static str, holds: fn(&[u8]) -> bool) -> Syntax {
    Syntax { open, close: "", by: By::Store, holds }
}

const SYNTAXES: &[Syntax] = &[
    template("<<", ">>", is_name),            // CircleCI
    template("$[", "]", begins_with_name),    // Azure Pipelines
    template("env(", ")", is_name),           // Supabase
    template("((", "))", is_of_pipeline),     // Concourse, spruce
    template("@[", "]", is_owned),            // SQL Server Integration Services
    template("@(", ")", is_expression),       // Razor
    template("@", "", is_read_from_a_file),   // curl, Vault, Vercel
    template("{{resolve:", "}}", is_dynamic), // CloudFormation
    template("$!{", "}", is_expression),      // Velocity
    template("!{", "}", is_name),             // Pug
    template("#(", ")", is_name),             // Karate
    template("#", "#", is_shouted_secret),    // marks that an installer replaces
    template("~", "~", is_shouted_secret),
    template("__", "__", is_shouted_secret),
    store("vault://", store::is_location),
    store("secret://", store::is_location),
    store("sm://", store::is_location),
    store("doppler://", store::is_location),
    store("bws://", store::is_location_or_id),
    store("env://", store::is_location),
    store("env://", store::is_identifier),
    store("file://", store::is_location),
    store("infisical://", store::is_location),
    store("secretsmanager:", store::is_location),
    store("ssm-secure:", store::is_location),
    store("gcpsm:", store::is_location),
    store("azurekeyvault:", store::is_location),
    store("awssm:", store::is_location),
    store("awsssm:", store::is_location),
    store("secretref:", store::is_location),
    store("secretref+", store::is_location),
    store("vault:", store::is_location),
    store("ssm:", store::is_location),
    store("aws:", store::is_location),
    store("gcp:", store::is_location),
    store("keyvault:", store::is_location),
    store("kms:", store::is_location),
    store("pass:", store::is_location),
    store("file:", store::is_location),
    store("keyring:", store::is_location_or_service),
    store("keychain:", store::is_location_or_service),
    store("resolve:", store::is_location),
    store("akv:", store::is_location),
    store("k8s:", store::is_location),
    store("secret:", store::is_location),
    store("cmd:", store::is_location),
    store("exec:", store::is_location),
    store("conjur:", store::is_location),
    store("@/", store::is_location),
    store("@./", store::is_location),
    store("@~/", store::is_location),
    store("systemd-creds ", store::is_location),
    // Below these directories any path is one, whatever its last component.
    store("/run/secrets/", store::is_path),
    store("/var/run/secrets/", store::is_path),
    store("/etc/secrets/", store::is_path),
    store("!secret ", store::is_identifier), // Home Assistant, also in quotes
    store("alias/", store::is_path),         // AWS KMS
    store("secret/", store::is_location),    // where Vault mounts its first store of keys and values
    store("env:", store::is_identifier),
    store("var:", store::is_identifier),
    store("variable:", store::is_identifier),
    store("secrets.", store::is_identifier),
    store("arn:", store::is_arn),
    store("projects/", store::is_cloud_secret),
    store("ref+", store::is_vals),
    store("path={", store::is_binding),
    store("airbyte_workspace_", store::is_coordinate),
    Syntax { close: ")", ..store("@microsoft.keyvault(", store::is_of_key_vault) },
    Syntax { close: "}", ..store("$__file{", store::is_path) }, // Grafana
    Syntax { close: "}", ..store("$__env{", store::is_path) },
    Syntax { close: "}", ..store("$__vault{", store::is_path) },
    Syntax { close: "@azurekeyvault", ..store("", store::is_named_secret) }, // akv2k8s
    Syntax { close: "@akv", ..store("", store::is_named_secret) },
];

/// True if all of `value` is a reference into a store.
pub(in crate::detect) fn names_a_stored_secret(value: &[u8]) -> bool {
    store::is_item(value) || resolves(value, By::Store) || store::has_own_scheme(value)
}

/// True if all of `value` follows a syntax of the table that `by` resolves.
pub(super) fn resolves(value: &[u8], by: By) -> bool {
    SYNTAXES.iter().filter(|syntax| syntax.by == by).any(|syntax| {
        let head = value.get(..syntax.open.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(syntax.open.as_bytes()))
            && value
                .get(syntax.open.len()..)
                .and_then(|rest| rest.strip_suffix(syntax.close.as_bytes()))
                .is_some_and(syntax.holds)
    })
}

fn is_name(name: &[u8]) -> bool {
    let name = name.trim_ascii();
    name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-' | b'/'))
        && reads_as_name(name)
}

/// `variables.x`, `variables['x']`
fn begins_with_name(inner: &[u8]) -> bool {
    is_name(inner.split(|b| *b == b'[').next().unwrap_or(inner))
}

/// `User::Password`, `$Project::Password`
fn is_owned(inner: &[u8]) -> bool {
    memchr::memmem::find(inner, b"::").is_some_and(|colons| {
        let (owner, name) = inner.split_at(colons);
        is_name(owner.strip_prefix(b"$").unwrap_or(owner)) && is_name(name.get(2..).unwrap_or_default())
    })
}

/// `DB_PW`: a word for a secret in capitals.
fn is_shouted_secret(name: &[u8]) -> bool {
    name.iter().all(|b| b.is_ascii_uppercase() || *b == b'_') && names_a_secret(name)
}

/// A parameter, or an operator with arguments.
fn is_of_pipeline(inner: &[u8]) -> bool {
    is_name(inner) || is_merged(inner)
}

/// `ssm-secure:/prod/db/password:1`, `secretsmanager:db:SecretString:password`: a service that CloudFormation asks, and what it asks
/// for.
fn is_dynamic(inner: &[u8]) -> bool {
    let services = [b"ssm:".as_slice(), b"ssm-secure:", b"secretsmanager:"];
    let asked = services.iter().find_map(|service| inner.strip_prefix(*service));
    asked.is_some_and(|asked| !asked.is_empty() && !asked.iter().any(u8::is_ascii_whitespace))
}

/// `pw.txt`: the file that an argument is read from; `db_password`: a secret that Vercel stores.
fn is_read_from_a_file(path: &[u8]) -> bool {
    const ENDINGS: [&[u8]; 19] = [
        b".txt", b".json", b".yml", b".yaml", b".pem", b".key", b".env", b".secret", b".jwk", b".jwks", b".pub",
        b".crt", b".p12", b".pfx", b".asc", b".gpg", b".enc", b".xml", b".cfg",
    ];
    let is_stored = path.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'-'))
        && [b"_password".as_slice(), b"-password", b"_secret", b"-secret"].iter().any(|end| path.ends_with(end));
    is_name(path) && (is_stored || ENDINGS.iter().any(|ending| path.ends_with(ending)))
}

/// True for an operator of spruce and its arguments: `vault "secret/db:password"`, `grab $DB_PASSWORD`. Behind `||` stands what
/// it is without them.
fn is_merged(inner: &[u8]) -> bool {
    const OPERATORS: [&[u8]; 11] = [
        b"grab",
        b"vault",
        b"vault-try",
        b"concat",
        b"join",
        b"param",
        b"file",
        b"load",
        b"base64",
        b"awsparam",
        b"awssecret",
    ];
    let inner = inner.trim_ascii();
    let length = inner.iter().take_while(|b| !b.is_ascii_whitespace()).count();
    let (operator, arguments) = inner.split_at(length);
    OPERATORS.contains(&operator)
        && memchr::memmem::find(arguments, b"||").is_none()
        && (operator == b"param" || reads_as_expression(arguments))
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
            "bws://3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13",
            "keyring:acme-postgres",
            "db-secret@azurekeyvault",
            "airbyte_workspace_3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13_secret_9a0c3b1f-7e5d-4c21-9f6e-2a8d0b4c6e13_v1",
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
            "bws://",
            "keyring:",
            "airbyte_workspace_",
        ];
        for value in heads.iter().flat_map(|head| tails.map(|tail| format!("{head}{tail}"))) {
            assert!(!names_a_stored_secret(value.as_bytes()), "{value}");
        }
    }
}
