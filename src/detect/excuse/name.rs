//! Names of values in place of values.

use super::locator::is_name_of_file;
use crate::detect::reading::{is_chance, reads_as_name, unusual_words};
use crate::extract::{Candidate, Dialect, Form};
use crate::rules::words::{FIELD_WORDS, SECRET_OBJECT_KEYS, SECRET_OBJECT_PURPOSES, SIGNING_CALLS};

/// True if `text`, on `line`, is the name of something.
pub(super) fn is_name(text: &str, candidate: &Candidate<'_>, line: &[u8], dialect: Dialect) -> bool {
    repeats_key(text, candidate, line, dialect)
        || is_name_constant(text, candidate, line, dialect)
        || names_an_entry(text, candidate, line, dialect)
        || names_a_resource(text, candidate, line)
        || names_an_object(text, candidate, line)
        || names_a_setting(text, candidate, dialect)
        || names_a_field_to_fill(text, candidate)
}

/// `Autocomplete: "current-password"`: what a browser is to fill in (HTML, 4.10.18.7).
fn names_a_field_to_fill(text: &str, candidate: &Candidate<'_>) -> bool {
    candidate.key.contains("autocomplete") && matches!(text, "current-password" | "new-password" | "one-time-code")
}

/// `` `aws.accessKey` -> `aws.credentials.accessKey` ``: in documentation, the path of a setting that ends like its
/// key.
fn names_a_setting(text: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    let is_path = || {
        text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'))
            && text.split('.').all(|part| !part.is_empty() && reads_as_name(part.as_bytes()))
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    let last = crate::extract::assignment::key::normalise(last.as_bytes());
    dialect == Dialect::Prose && text.contains('.') && is_path() && candidate.key.ends_with(&last)
}

/// `new sst.Secret("PgPassword")`: the name under which SST keeps a secret. What it has without one stands behind the name.
fn names_a_resource(text: &str, candidate: &Candidate<'_>, line: &[u8]) -> bool {
    const CALL: &[u8] = b"sst.Secret(";
    let argument = memchr::memmem::find(line, CALL).and_then(|at| line.get(at + CALL.len()..));
    let name = argument.map(<[u8]>::trim_ascii_start).and_then(|name| name.get(1..));
    candidate.form == Form::Quoted
        && name.is_some_and(|name| name.starts_with(text.as_bytes()))
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && reads_as_name(text.as_bytes())
}

/// `secretKey: password`, `existingSecretKey: auth-token` in YAML, `--set passwordSecret.key=password`: the key of an entry
/// of a Kubernetes Secret.
fn names_an_entry(text: &str, candidate: &Candidate<'_>, line: &[u8], dialect: Dialect) -> bool {
    let is_values = || memchr::memmem::find(line, b"--set").is_some();
    if !matches!(dialect, Dialect::Yaml | Dialect::Json) && !is_values() || !candidate.key.ends_with("secret_key") {
        return false;
    }
    // The key in an ExternalSecret: `secretKey: AZURE_ACCOUNT_NAME`
    let is_variable =
        text.contains('_') && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    // A file in the Secret: `secretKey: thanos.yaml`
    let is_file = is_name_of_file(text);
    is_variable
        || is_file
        || text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_' | b'.'))
            && ["password", "secret", "token", "key", "pass", "url", "uri", "dsn"]
                .iter()
                .any(|word| text.contains(word))
}

/// True if the value of `key` is the name of a Secret.
fn keeps_an_object(key: &str) -> bool {
    let kept = key.strip_suffix("secrets").or(key.strip_suffix("secret")).map(|kept| kept.trim_end_matches('_'));
    let last = kept.and_then(|kept| kept.rsplit('_').next());
    last.is_some_and(|last| SECRET_OBJECT_PURPOSES.contains(last.as_bytes()))
}

/// `imagePullSecret: registry-creds`, `from_secret: db_password`, `--secret pg_password`: the name of an object that is
/// stored elsewhere, in the usual style of lower-case words and dashes.
fn names_an_object(text: &str, candidate: &Candidate<'_>, line: &[u8]) -> bool {
    let is_option = candidate.key == "secret" && memchr::memmem::find(line, b"--secret").is_some();
    // podman: --secret name,type=env,target=NAME
    let name = if is_option { text.split(",type=").next().unwrap_or(text) } else { text };
    let is_name = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'))
        && name.contains(['-', '_'])
        && reads_as_name(name.as_bytes());
    let last = name.rsplit(['-', '_']).next().unwrap_or_default();
    let is_kind = matches!(last, "password" | "passwd" | "secret" | "key" | "token" | "credentials" | "creds" | "pw");
    // Kubernetes object names consist of lower-case letters, digits and dashes (RFC 1123); such a key has no other kind
    // of value.
    let is_object = keeps_an_object(&candidate.key);
    let is_label = name.contains('-')
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
        && !is_chance(name.as_bytes())
        // `quartz-window-hammer` is a passphrase.
        && unusual_words(name.as_bytes(), |_| false) < 3;
    // - secret: custom-CA
    let is_of_certificates = candidate.key == "secret"
        && name
            .split(['-', '.'])
            .any(|word| matches!(word.to_ascii_lowercase().as_str(), "ca" | "cas" | "cert" | "certs" | "tls"))
        && name.contains('-')
        && !is_chance(name.as_bytes());
    is_of_certificates
        || is_object && is_label
        || is_name && (SECRET_OBJECT_KEYS.contains(candidate.key.as_bytes()) || is_option && is_kind)
}

/// `public static final String PASSWORD = "password"`, `enum Field { Password = 'password' }`: a constant whose value
/// repeats its own name, and which therefore names something.
fn is_name_constant(text: &str, candidate: &Candidate<'_>, line: &[u8], dialect: Dialect) -> bool {
    if candidate.form != Form::Quoted || dialect != Dialect::Code {
        return false;
    }
    let declares =
        [b"static final ".as_slice(), b"final static ", b"const val ", b"const string ", b"enum ", b"pub const "]
            .iter()
            .any(|words| memchr::memmem::find(line, words).is_some());
    let name = crate::extract::assignment::key::normalise(text.as_bytes());
    let (owner, own) = candidate.key.split_once('_').unwrap_or(("", &candidate.key));
    let of_a_field = FIELD_WORDS.contains(owner.as_bytes());
    // Words joined by dashes are just as often a password: PASSWORD = "new-test-password"
    let of_a_kind = !text.contains('-') && name.ends_with(&format!("_{}", candidate.key));
    declares && (name == candidate.key || of_a_kind || (of_a_field && name == own))
}

/// `"pbkdf2-password": "^1.2.1"` in a list of dependencies.
pub(super) fn is_version(text: &str) -> bool {
    let mut ranges =
        text.split([' ', ',', '|']).filter(|part| !part.is_empty() && !matches!(*part, ">=" | "<" | "-" | "<="));
    ranges.clone().next().is_some() && ranges.all(is_number_of_version)
}

fn is_number_of_version(text: &str) -> bool {
    let number = text.trim_start_matches(['^', '~', '>', '<', '=', 'v', ' ']);
    number == "*"
        || number.len() < 3 && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
        || number == "latest"
        || number.contains('.')
            && number.starts_with(|c: char| c.is_ascii_digit())
            && number.split('.').take(2).all(|part| part.bytes().all(|b| b.is_ascii_digit() || b == b'x'))
}

/// True if `line` calls a function that takes the secret itself.
fn is_argument(line: &[u8]) -> bool {
    let lower = line.to_ascii_lowercase();
    SIGNING_CALLS.iter().any(|signer| memchr::memmem::find(&lower, signer).is_some())
}

/// `twoFactorSecret: 'twoFactor'`, `secret: "secret_key"` in code: names, not values. Passwords are exempt, because
/// `password: 'password'` is used in practice.
fn repeats_key(text: &str, candidate: &Candidate<'_>, line: &[u8], dialect: Dialect) -> bool {
    if candidate.form != Form::Quoted
        || candidate.key.is_empty()
        || !matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml)
    {
        return false;
    }
    let several = dialect == Dialect::Xml && text.contains(['_', '.']);
    if !several && ["password", "passwd", "pwd", "pass", "passphrase"].iter().any(|word| candidate.key.ends_with(word))
    {
        return false;
    }
    let words = crate::extract::assignment::key::normalise(text.as_bytes());
    // `session({ secret: 'secret' })`: a call's argument is a value in use.
    if words == candidate.key && dialect == Dialect::Code && is_argument(line) {
        return false;
    }
    let key_words: Vec<&str> = candidate.key.split('_').collect();
    words.len() > 3
        && text.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b'.'))
        && words.split('_').all(|word| key_words.contains(&word))
}
