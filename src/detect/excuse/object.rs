//! Names of stored Secrets, in place of their content: `imagePullSecret: registry-creds`, `secretKey: password`.

use super::described::Described;
use super::locator::is_name_of_file;
use super::treatment::key_of_map;
use crate::detect::reading::{is_chance, names_a_secret, reads_as_name, unusual_words};
use crate::detect::record;
use crate::extract::assignment::key;
use crate::extract::{Candidate, Dialect, comment, line_around, line_head};
use crate::pg::conninfo::is_keyword;
use crate::rules::words::{SECRET_OBJECT_KEYS, SECRET_OBJECT_PURPOSES, WEAK_PASSWORDS};

/// True if the value is the name of such an object, or of an entry of one.
pub(super) fn names_an_object(it: &Described<'_, '_>) -> bool {
    names_an_entry(it)
        || is_coordinate(it)
        || names_a_whole_object(it)
        || is_listed_as_key(it)
        || is_generated_of_a_file(it)
}

/// `secretKey: password`, `existingSecretKey: auth-token` in YAML, `--set passwordSecret.key=password`: the key of an entry
/// of a Kubernetes Secret.
fn names_an_entry(it: &Described<'_, '_>) -> bool {
    let (candidate, line) = (it.candidate, it.line());
    // In a comment, a description may stand behind the name: `tokenSecretKey: token-key the key in the secret`
    let text = match comment::contains(it.cx, it.candidate.secret.span.start) {
        true => it.text().split(' ').next().unwrap_or_default(),
        false => it.text(),
    };
    let is_settings = matches!(it.dialect(), Dialect::Yaml | Dialect::Json);
    let is_lower = || text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_' | b'.'));
    let says_what =
        || ["password", "secret", "token", "key", "pass", "url", "uri", "dsn"].iter().any(|word| text.contains(word));
    // passwordSecret: {secretName: app-user, password: password}, or secretKey beside it
    let is_entry = candidate.key.ends_with("secret_key") || is_settings && candidate.key == "password";
    if is_entry && is_lower() && says_what() && is_beside_a_name(it) {
        return true;
    }
    // An ExternalSecret: `secretKey: app_password`, and where its value is on the line below
    if is_entry && is_settings && is_fetched(it) {
        return true;
    }
    // libpq's name for a file, as the key of its content
    if is_entry && text.starts_with("ssl") && is_keyword(text.as_bytes()) {
        return true;
    }
    // passwordSecretKey: the key, in a Secret, of a password
    let owner = candidate.key.strip_suffix("_secret_key").and_then(|owner| owner.rsplit('_').next());
    let is_of_credential = owner.is_some_and(|word| {
        matches!(word, "password" | "passwd" | "pwd" | "token" | "credential" | "credentials" | "username" | "user")
    });
    if is_of_credential && is_lower() && text.contains(['-', '_']) && says_what() && reads_as_name(text.as_bytes()) {
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

/// True if the line below says where the value of the named key is fetched from.
fn is_fetched(it: &Described<'_, '_>) -> bool {
    let own = line_around(it.cx.text, it.candidate.secret.span.start);
    let below = (own.end < it.cx.text.len()).then(|| line_around(it.cx.text, own.end + 1));
    let below = below.map(|line| line.of(it.cx.text).trim_ascii()).unwrap_or_default();
    below.starts_with(b"remoteRef:") || below.starts_with(b"sourceRef:")
}

/// `existingSecretKeys: {adminPassword: pg-admin-pw}`: a map of what entries of a Secret are called.
fn is_listed_as_key(it: &Described<'_, '_>) -> bool {
    let is_label = || it.value.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_' | b'.'));
    it.dialect() == Dialect::Yaml
        && is_label()
        && reads_as_name(it.value)
        && unusual_words(it.value, |_| false) < 3
        && key::normalise(key_of_map(it)).ends_with("secret_keys")
}

/// kustomize's `files: [appSecret=real.txt]`: the file that an entry is made of.
fn is_generated_of_a_file(it: &Described<'_, '_>) -> bool {
    const LINES: usize = 64;
    let is_item = |line: &[u8]| matches!(line.trim_ascii_start(), [] | [b'#', ..] | [b'-', b' ', ..]);
    let mut line = line_around(it.cx.text, it.candidate.secret.span.start);
    if it.dialect() != Dialect::Yaml || !line.of(it.cx.text).trim_ascii_start().starts_with(b"- ") {
        return false;
    }
    for _ in 0..LINES {
        if !is_item(line.of(it.cx.text)) || line.start == 0 {
            break;
        }
        line = line_around(it.cx.text, line.start - 1);
    }
    line.of(it.cx.text).trim_ascii() == b"files:"
        && memchr::memmem::find(it.cx.text, b"secretGenerator:").is_some()
        && it.text().contains('.')
}

/// `{"password": {"_secret": "airbyte_workspace_1_secret_4_v1"}}`: where a secret store keeps the value of the member around it. Each
/// part of such a name is a word or a short number.
fn is_coordinate(it: &Described<'_, '_>) -> bool {
    const DIGITS: usize = 4;
    let head = line_head(it.cx.text, it.candidate.secret.span.start);
    let is_mark = |b: &u8| matches!(b, b'"' | b'\'' | b':' | b' ' | b'=' | b'>');
    let head = head.get(..head.iter().rposition(|b| !is_mark(b)).map_or(0, |at| at + 1)).unwrap_or_default();
    // Kotlin: "_secret" to "x"
    let head = head.strip_suffix(b"\" to").unwrap_or(head);
    let is_part = |part: &[u8]| {
        let digits = part.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let word = part.get(..part.len() - digits).unwrap_or_default();
        digits <= DIGITS && (word.len() < 2 && digits > 0 || reads_as_name(word))
    };
    head.ends_with(b"\"_secret") && it.value.split(|b| matches!(b, b'-' | b'_')).all(is_part) && !is_chance(it.value)
}

/// True if `secretName`, or `userSecretName`, is set in the record of the value.
fn is_beside_a_name(it: &Described<'_, '_>) -> bool {
    let is_name = |name: &[u8]| {
        let name = key::normalise(name);
        name == "secret_name" || name.ends_with("_secret_name")
    };
    // Where a store keeps it: {'secret_path': '/kv/x', 'secret_key': 'password'}
    let in_store = || {
        let places = [b"secret_path".as_slice(), b"secretPath", b"secret_backend", b"secretBackend"];
        places.iter().any(|place| memchr::memmem::find(it.line(), place).is_some())
    };
    in_store() || record::entries(it.cx, it.candidate).iter().any(|pair| is_name(pair.name))
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
/// stored elsewhere, in the usual style of lower-case words and dashes; or several such names, separated by commas.
fn names_a_whole_object(it: &Described<'_, '_>) -> bool {
    // podman: --secret name,type=env,target=NAME
    match it.text().contains("type=") {
        true => names_one(it, it.text()),
        false => it.text().split(',').all(|name| names_one(it, name)),
    }
}

fn names_one(it: &Described<'_, '_>, text: &str) -> bool {
    let candidate = it.candidate;
    // podman run --secret=name, and `Secret=name` in a unit of systemd (podman-systemd.unit)
    let is_option = candidate.key == "secret"
        && (memchr::memmem::find(it.line(), b"--secret").is_some() || it.line().starts_with(b"Secret="));
    // With its kind behind it, nothing but the name of a stored one can stand there.
    if is_option && text.split_once(",type=").is_some_and(|(name, _)| reads_as_name(name.as_bytes())) {
        return true;
    }
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
        && unusual_words(name.as_bytes(), |word| SECRET_OBJECT_PURPOSES.contains(word)) < 3;
    // Airflow: Secret(deploy_type="env", deploy_target="PGPASSWORD", secret="airflow-pg", key="password")
    let is_of_airflow = candidate.key == "secret" && memchr::memmem::find(it.line(), b"deploy_type=").is_some();
    // Fields in code are tested with invented names: `ServerCASecret: "testServerCASecret"`
    let is_field = || it.dialect() == Dialect::Code && is_named_alike(name, &candidate.key);
    is_of_certificates(name, candidate)
        || is_label && is_of_airflow
        || keeps_an_object(&candidate.key) && (is_label || is_field())
        || is_label && says_what_it_is(name) && is_field_of_an_object(it)
        || is_name && (SECRET_OBJECT_KEYS.contains(candidate.key.as_bytes()) || is_option && is_kind)
}

/// True if `name` is letters that read as one, and ends like `key`, or is one word in small letters.
fn is_named_alike(name: &str, key: &str) -> bool {
    let words = key::normalise(name.as_bytes());
    let is_word = || name.bytes().all(|b| b.is_ascii_lowercase()) && !WEAK_PASSWORDS.contains(name.as_bytes());
    name.bytes().all(|b| b.is_ascii_alphabetic())
        && (words.ends_with(key) || is_word() && reads_as_name(name.as_bytes()) && !is_chance(name.as_bytes()))
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
