//! Names of stored Secrets, in place of their content: `imagePullSecret: registry-creds`, `secretKey: password`.

use super::described::Described;
use super::locator::is_name_of_file;
use crate::detect::reading::{is_chance, names_a_secret, reads_as_name, unusual_words};
use crate::detect::surroundings::pairs;
use crate::extract::{Candidate, Dialect, line_around};
use crate::rules::words::{SECRET_OBJECT_KEYS, SECRET_OBJECT_PURPOSES};

/// True if the value is the name of such an object, or of an entry of one.
pub(super) fn names_an_object(it: &Described<'_, '_>) -> bool {
    names_an_entry(it) || names_a_whole_object(it)
}

/// `secretKey: password`, `existingSecretKey: auth-token` in YAML, `--set passwordSecret.key=password`: the key of an entry
/// of a Kubernetes Secret.
fn names_an_entry(it: &Described<'_, '_>) -> bool {
    let (text, candidate, line) = (it.text(), it.candidate, it.line());
    let is_settings = matches!(it.dialect(), Dialect::Yaml | Dialect::Json);
    let is_lower = || text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_' | b'.'));
    let says_what =
        || ["password", "secret", "token", "key", "pass", "url", "uri", "dsn"].iter().any(|word| text.contains(word));
    // passwordSecret: {secretName: app-user, password: password}, or secretKey beside it
    let is_entry = candidate.key.ends_with("secret_key") || is_settings && candidate.key == "password";
    if is_entry && is_lower() && says_what() && is_beside_a_name(it) {
        return true;
    }
    let is_values = || memchr::memmem::find(line, b"--set").is_some();
    // `SECRET_KEY` is a variable, and holds the key itself.
    let is_variable = memchr::memmem::find(line, b"SECRET_KEY").is_some();
    if !is_settings && !is_values() || !candidate.key.ends_with("secret_key") || is_variable {
        return false;
    }
    // The key in an ExternalSecret: `secretKey: AZURE_ACCOUNT_NAME`
    let is_shouted =
        text.contains('_') && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    // A file in the Secret: `secretKey: thanos.yaml`
    is_shouted || is_name_of_file(text) || is_lower() && says_what()
}

/// True if `secretName` is set on the line of the value or on one beside it.
fn is_beside_a_name(it: &Described<'_, '_>) -> bool {
    let text = it.cx.text;
    let own = line_around(text, it.candidate.secret.span.start);
    let above = own.start.checked_sub(1).map(|at| line_around(text, at));
    let below = (own.end < text.len()).then(|| line_around(text, own.end + 1));
    let names = |span| pairs(text, span).iter().any(|pair| pair.name == b"secretName");
    [Some(own), above, below].into_iter().flatten().any(names)
}

/// True if the value of `key` is the name of a Secret.
fn keeps_an_object(key: &str) -> bool {
    let kept = key.strip_suffix("secrets").or(key.strip_suffix("secret")).map(|kept| kept.trim_end_matches('_'));
    let last = kept.and_then(|kept| kept.rsplit('_').next());
    last.is_some_and(|last| SECRET_OBJECT_PURPOSES.contains(last.as_bytes()))
        || kept.is_some_and(|kept| kept.contains("service_account"))
}

/// True if the value is the content of a field `secret` or `somethingSecret` of a Kubernetes object, and the object is not one that
/// holds values itself.
fn is_field_of_an_object(it: &Described<'_, '_>) -> bool {
    let at = it.candidate.secret.span.start;
    let head = it.line().get(..at - line_around(it.cx.text, at).start).unwrap_or_default();
    let head = head.trim_ascii_end();
    let Some(head) = head.strip_suffix(b"\"").unwrap_or(head).trim_ascii_end().strip_suffix(b":") else { return false };
    let name = head.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
    let name = head.get(head.len() - name..).unwrap_or_default();
    let is_field = name == b"secret" || name.ends_with(b"Secret") && name.first().is_some_and(u8::is_ascii_lowercase);
    is_field && it.dialect() == Dialect::Yaml && is_of_a_resource(it)
}

/// True if the value stands in a Kubernetes object that describes a resource. Others hold values themselves.
fn is_of_a_resource(it: &Described<'_, '_>) -> bool {
    const OF_VALUES: [&[u8]; 5] = [b"Secret", b"ConfigMap", b"HelmRelease", b"HelmChart", b"Application"];
    const FAR: usize = 1 << 14;
    let at = it.candidate.secret.span.start;
    let Some(mark) = it.cx.deployed_by(at) else {
        // A part of one, without the lines that say what it is.
        let before = it.cx.text.get(at.saturating_sub(FAR)..at).unwrap_or_default();
        return before.starts_with(b"spec:") || memchr::memmem::find(before, b"\nspec:").is_some();
    };
    let kind = line_around(it.cx.text, mark).of(it.cx.text).strip_prefix(b"kind:").map(<[u8]>::trim_ascii);
    kind.is_some_and(|kind| !OF_VALUES.contains(&kind))
}

/// `imagePullSecret: registry-creds`, `from_secret: db_password`, `--secret pg_password`: the name of an object that is
/// stored elsewhere, in the usual style of lower-case words and dashes.
fn names_a_whole_object(it: &Described<'_, '_>) -> bool {
    let (text, candidate) = (it.text(), it.candidate);
    let is_option = candidate.key == "secret" && memchr::memmem::find(it.line(), b"--secret").is_some();
    // podman: --secret name,type=env,target=NAME
    let name = if is_option { text.split(",type=").next().unwrap_or(text) } else { text };
    let is_lower =
        name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'));
    let is_name = is_lower && name.contains(['-', '_']) && reads_as_name(name.as_bytes());
    let last = name.rsplit(['-', '_']).next().unwrap_or_default();
    let is_kind = matches!(last, "password" | "passwd" | "secret" | "key" | "token" | "credentials" | "creds" | "pw");
    // Kubernetes object names consist of lower-case letters, digits and dashes (RFC 1123); such a key has no other kind
    // of value.
    let is_label = is_lower
        && name.contains('-')
        && !name.contains('_')
        && (reads_as_name(name.as_bytes()) || !is_chance(name.as_bytes()))
        // `quartz-window-hammer` is a passphrase.
        && unusual_words(name.as_bytes(), |_| false) < 3;
    // Airflow: Secret(deploy_type="env", deploy_target="PGPASSWORD", secret="airflow-pg", key="password")
    let is_of_airflow = candidate.key == "secret" && memchr::memmem::find(it.line(), b"deploy_type=").is_some();
    is_of_certificates(name, candidate)
        || is_label && is_of_airflow
        || is_label && keeps_an_object(&candidate.key)
        || is_label && says_what_it_is(name) && is_field_of_an_object(it)
        || is_name && (SECRET_OBJECT_KEYS.contains(candidate.key.as_bytes()) || is_option && is_kind)
}

/// True if one of the words of `name` says that it is called after a secret or its owner: `pg-tls-prod`, `cluster1-pmm-secret`.
fn says_what_it_is(name: &str) -> bool {
    name.split(['-', '.'])
        .any(|word| names_a_secret(word.as_bytes()) || SECRET_OBJECT_PURPOSES.contains(word.as_bytes()) || word == "sa")
}

/// `- secret: custom-CA`
fn is_of_certificates(name: &str, candidate: &Candidate<'_>) -> bool {
    candidate.key == "secret"
        && name
            .split(['-', '.'])
            .any(|word| matches!(word.to_ascii_lowercase().as_str(), "ca" | "cas" | "cert" | "certs" | "tls"))
        && name.contains('-')
        && !is_chance(name.as_bytes())
}
