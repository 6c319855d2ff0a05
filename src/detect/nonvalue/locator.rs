//! Text that says where something is: addresses, paths, routes, selectors, names of messages.

use crate::extract::{Candidate, Dialect, Form};

/// Endings of files that hold keys and certificates.
const KEY_FILES: &[&str] = &[
    ".pem",
    ".key",
    ".crt",
    ".cer",
    ".der",
    ".p12",
    ".p8",
    ".pfx",
    ".jks",
    ".keystore",
    ".truststore",
    ".asc",
    ".gpg",
    ".pub",
];

/// Whether `text` says where something is. `lower` is the same in lower case.
pub(super) fn is_locator(text: &str, lower: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    let form = candidate.form;
    // The name of a stored secret: `fernet_key_secret = airflow/fernet`
    let is_secret = candidate.key.ends_with("_secret");
    let code = matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml | Dialect::Prose);
    let unspaced = !text.contains(' ');
    if unspaced
        && (lower.starts_with("http://")
            || lower.starts_with("https://")
            || lower.starts_with("mailto:")
            || lower.starts_with("urn:")
            || lower.starts_with("jdbc:"))
    {
        return true;
    }
    if unspaced && memchr::memmem::find(text.as_bytes(), b"://").is_some() {
        // A URI is judged by its own rules.
        return true;
    }
    // A path: `/reset-password`, `./secrets/x`, `~/.pgpass`, `config/secret.yml`
    let path_like = text.starts_with("./")
        || text.starts_with("../")
        || text.starts_with("~/")
        || (text.starts_with('/') && text.len() > 1 && !text.ends_with('='))
            && text[1..].split('/').all(|part| {
                let is_number = |text: &str| text.len() < 3 && text.bytes().all(|b| b.is_ascii_digit());
                part.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.' | ':' | '{' | '}'))
                    || is_number(part.strip_prefix('$').unwrap_or(part))
            });
    if path_like {
        return true;
    }
    // A place in a file system: `/home/deploy/keys/id`
    let roots = [
        "/home/", "/root/", "/etc/", "/var/", "/usr/", "/opt/", "/mnt/", "/run/", "/tmp/", "/srv/", "/app/", "/users/",
    ];
    if roots.iter().any(|root| lower.starts_with(root))
        && unspaced
        && !text.ends_with('=')
        && text.matches('/').count() > 2
    {
        return true;
    }
    // The file of a key: `symmetric.pem`, `certs/server.key`
    let is_file_name = |part: &str| {
        part.bytes().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'/' | b'\\' | b'-' | b'_' | b'.' | b':' | b'$' | b'{' | b'}' | b'%')
        })
    };
    let stem = KEY_FILES.iter().find_map(|ending| lower.strip_suffix(ending));
    if stem.is_some_and(|stem| !stem.is_empty() && is_file_name(stem)) {
        return true;
    }
    let words = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_'));
    if is_secret && text.contains('/') && text.split('/').all(words) {
        return true;
    }
    if !code || form != Form::Quoted {
        return false;
    }
    // A code or a route: `auth/wrong-password`
    if text.contains('/') && text.split('/').all(words) {
        return true;
    }
    // A selector: `#password`, `.password-field`, `input[name=password]`, `[type="password"]`
    let selector = (text.starts_with('#') || text.starts_with('.'))
        && text.chars().skip(1).all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.' | '#'))
        && text.len() > 4;
    selector || (text.contains('[') && text.contains(']') && text.contains('=') && unspaced) || lower.starts_with("input[") || lower.starts_with("//input")
        // Dotted names of messages and settings: `auth.password.label`
        || (unspaced && text.matches('.').count() >= 1 && text.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c == '-')) && lower.contains("pass") && text.split('.').next() != Some("pwd"))
}
