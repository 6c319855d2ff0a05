//! Text that locates something: addresses, paths, routes, selectors, message identifiers.

use std::borrow::Cow;

use super::described::Described;
use crate::detect::reading::{
    can_be_spoken, is_chance, is_known, is_mostly_known, reads_as_expression, reads_as_name, words,
};
use crate::extract::{Candidate, Dialect, Form};

/// Extensions of key and certificate files.
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

/// A registry key such as `SYSTEM\CurrentControlSet\Services\EventLog`: four or more words separated by backslashes,
/// which are doubled in a string literal.
fn is_key_of_registry(text: &str) -> bool {
    let mut words = text.split('\\').filter(|word| !word.is_empty());
    let is_word = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_alphabetic() || b == b' ');
    text.matches('\\').count() >= 3
        && words.clone().count() >= 4
        && words.all(|word| is_word(word) && reads_as_name(word.as_bytes()))
}

/// Extensions of configuration files.
const SETTINGS: &[&str] = &[".yaml", ".yml", ".json", ".conf", ".properties", ".txt"];

/// True if `text` is the lower-case name of a key file or a configuration file.
pub(super) fn is_name_of_file(text: &str) -> bool {
    let is_letter = |b: u8| b.is_ascii_lowercase() || matches!(b, b'-' | b'_' | b'.');
    KEY_FILES.iter().chain(SETTINGS).any(|end| {
        text.strip_suffix(end).is_some_and(|stem| reads_as_name(stem.as_bytes()) && stem.bytes().all(is_letter))
    })
}

/// `pgpass` is the name of the password file, of a package and of a setting; a variable of that name holds the file's
/// path or a password.
pub(super) fn locates(it: &Described<'_, '_>) -> bool {
    let is_configured =
        matches!(it.dialect(), Dialect::Env | Dialect::Ini | Dialect::Shell | Dialect::Docker | Dialect::Batch);
    let is_password_file = it.candidate.key.ends_with("pgpass") && (it.text().contains('/') || !is_configured);
    it.is_assigned() && (is_password_file || is_locator(it.text(), it.lower(), it.candidate, it.dialect()))
}

/// True if `text` locates something. `lower` is the same in lower case.
fn is_locator(text: &str, lower: &str, candidate: &Candidate<'_>, dialect: Dialect) -> bool {
    let form = candidate.form;
    // The name of a stored secret: `fernet_key_secret = airflow/fernet`
    let is_secret = candidate.key.ends_with("_secret");
    let code = matches!(dialect, Dialect::Code | Dialect::Json | Dialect::Xml | Dialect::Prose);
    let filled = without_groups(text);
    let (text, unspaced) = (filled.as_ref(), !filled.contains(' '));
    // A URI with a password has its own rules.
    if unspaced && (is_address(text) || is_opaque(text)) {
        return true;
    }
    // A path: `/reset-password`, `./secrets/x`, `~/.pgpass`, `config/secret.yml`
    let from_here = ["./", "../", "~/"].iter().any(|start| text.starts_with(start));
    // A part of the same document (RFC 6901): `#/components/schemas/Login`
    let is_pointer = text.strip_prefix("#/").is_some_and(|path| path.contains('/') && is_path_of_words(path));
    let path_like = is_pointer
        || from_here && is_path_of_words(text.trim_start_matches(['.', '~', '/']))
        || (text.starts_with('/') && text.len() > 1 && !text.ends_with('='))
            && text[1..].split('/').all(|part| {
                let is_number = |text: &str| text.len() < 3 && text.bytes().all(|b| b.is_ascii_digit());
                part.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.' | ':' | '{' | '}'))
                    && (part.is_empty() || reads_as_name(part.as_bytes()))
                    || is_number(part.strip_prefix('$').unwrap_or(part))
            })
            && is_path_of_words(&text[1..]);
    // `s/PASSWORD=//p`: sed replaces by an empty string.
    let is_flag =
        text.strip_prefix("//").is_some_and(|flags| flags.len() <= 2 && flags.bytes().all(|b| b.is_ascii_lowercase()));
    let is_device = text.strip_prefix("/dev/").is_some_and(|name| {
        matches!(name, "null" | "stdin" | "stdout" | "stderr" | "tty") || name.strip_prefix("fd/").is_some()
    });
    if path_like || is_flag || is_device || is_key_of_registry(text) {
        return true;
    }
    // An absolute path: `/home/deploy/keys/id`
    let roots = [
        "/home/", "/root/", "/etc/", "/var/", "/usr/", "/opt/", "/mnt/", "/run/", "/tmp/", "/srv/", "/app/", "/users/",
    ];
    let below = roots.iter().find(|root| lower.starts_with(**root)).and_then(|root| text.get(root.len()..));
    if below.is_some_and(|below| below.contains('/') && !below.ends_with('=') && is_path_of_words(below)) && unspaced {
        return true;
    }
    // A key file: `symmetric.pem`, `certs/server.key`
    let is_file_name = |part: &str| {
        part.bytes().all(|b| {
            b.is_ascii_alphanumeric()
                || matches!(b, b'/' | b'\\' | b'-' | b'_' | b'.' | b':' | b'$' | b'{' | b'}' | b'%')
        })
    };
    // A list of settings may have a comment right behind it: `$dir/private/cakey.pem# The private key`
    let file = if dialect == Dialect::Ini { lower.split("# ").next().unwrap_or(lower) } else { lower };
    let stem = KEY_FILES.iter().find_map(|ending| text.get(..file.strip_suffix(ending)?.len()));
    // Names of folders put together have more consonants in a row than a word: /certs/tls.key
    let is_plain = file == text && file.contains('/') && !file.bytes().any(|b| b.is_ascii_digit());
    let is_named =
        |stem: &str| is_plain || file == text && is_of_lower_words(stem) || is_path_of_words(&stem.replace('\\', "/"));
    if stem.is_some_and(|stem| !stem.is_empty() && is_file_name(stem) && is_named(stem)) {
        return true;
    }
    let words = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '-' | '_'));
    if is_secret && text.contains('/') && text.split('/').all(words) {
        return true;
    }
    if !code || form != Form::Quoted {
        return false;
    }
    // An error code or a route: `auth/wrong-password`
    if text.contains('/') && text.split('/').all(words) && names_a_part(lower, '/') {
        return true;
    }
    // A method of a controller: `UserController@changePassword`
    let is_name = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic()) && reads_as_name(part.as_bytes());
    if let Some((class, method)) = text.split_once('@')
        && class.ends_with("Controller")
        && is_name(class)
        && is_name(method)
    {
        return true;
    }
    // An action of a controller: `newsletters#confirmation`
    if let Some((controller, action)) = text.split_once('#')
        && controller.split('/').all(words)
        && words(action)
    {
        return true;
    }
    // A selector: `#password`, `.password-field`, `input[name=password]`, `[type="password"]`
    let selector = (text.starts_with('#') || text.starts_with('.'))
        && text.chars().skip(1).all(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_' | '.' | '#'))
        && text.len() > 4
        && reads_as_name(text.as_bytes())
        && names_a_field(lower);
    selector || is_attribute_selector(text) && names_a_field(lower) || is_xpath(lower)
        // Dotted identifiers of messages and settings: `auth.password.label`
        || (unspaced && text.matches('.').count() >= 1 && text.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic() || c == '_' || c == '-')) && names_a_part(lower, '.') && text.split('.').next() != Some("pwd"))
}

/// `text` with a word in the place of what a template fills in: `http://127.0.0.1:{{ port }}`.
fn without_groups(text: &str) -> Cow<'_, str> {
    let Some((head, rest)) = text.split_once("{{ ").filter(|(head, _)| head.contains("://") || head.starts_with('/'))
    else {
        return Cow::Borrowed(text);
    };
    let Some((inner, tail)) = rest.split_once(" }}") else { return Cow::Borrowed(text) };
    let is_name = inner.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
    if is_name { Cow::Owned(format!("{head}port{}", without_groups(tail))) } else { Cow::Borrowed(text) }
}

/// True if each part of a name in lower case is a word, possibly with a number behind it, or the number of a day or a year:
/// `devguard-bot.2025-03-28.private-key`, `tls/key_pkcs1`.
fn is_of_lower_words(stem: &str) -> bool {
    const SHORT: usize = 3;
    stem.split(['/', '\\', '.', '-', '_']).all(|part| {
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_number = word.is_empty() && part.len() <= 4;
        let is_word = word.bytes().all(|b| b.is_ascii_lowercase())
            && (word.len() <= SHORT || is_known(word.as_bytes()) || can_be_spoken(word.as_bytes()));
        is_number || is_word && part.len() - word.len() <= 2
    })
}

/// True if the components of a path are words, most of whose letters belong to known words: other text with slashes may
/// be a password. A component may be the name of a variable.
fn is_path_of_words(path: &str) -> bool {
    const HUMPS: usize = 3;
    let is_part = |part: &str| {
        let part = part.trim_start_matches('$').trim_matches(['{', '}']);
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'@') || b >= 0x80)
            && words(part.as_bytes()).iter().all(|word| word.len() <= HUMPS || is_known(word) || can_be_spoken(word))
            && digits <= 4
            && (part.is_empty() || digits == part.len() || reads_as_name(part.as_bytes()))
    };
    // A file extension identifies the type and is no evidence about the name.
    let is_ending = |end: &str| (1..=4).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_lowercase());
    let named = path.rsplit_once('.').filter(|(_, end)| is_ending(end)).map_or(path, |(name, _)| name);
    path.bytes().any(|b| b.is_ascii_alphabetic()) && path.split('/').all(is_part) && is_mostly_known(named.as_bytes())
}

/// True for an address such as `https://auth.corp.net/reset` or `redis://cache:6379/0`: a scheme and a plausible host.
/// The rest may be anything.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    if !is_scheme(&scheme.to_lowercase()) {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    let reads = reads_as_expression(rest.as_bytes()) && !is_chance(rest.as_bytes());
    // The host labels of cloud machines are random; their domain is not.
    let domain: Vec<&str> = host.rsplit('.').take(2).collect();
    let is_domain = |label: &&str| {
        label.len() > 1
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && reads_as_name(label.as_bytes())
    };
    let is_in_domain = domain.len() == 2 && domain.iter().all(is_domain);
    is_in_domain || reads || is_address
}

/// True for a URI without a host: `mailto:ops@corp.net`, `urn:oid:1.2`, `jdbc:h2:mem:x`.
fn is_opaque(text: &str) -> bool {
    let rest = ["mailto:", "urn:", "jdbc:"].iter().find_map(|scheme| text.strip_prefix(scheme));
    rest.is_some_and(|rest| !rest.is_empty() && !is_chance(rest.as_bytes()) && reads_as_expression(rest.as_bytes()))
}

/// True for `postgres`, `https`, `git+ssh`: letters with at most two separators, not random.
fn is_scheme(text: &str) -> bool {
    (3..=24).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'+' | b'-' | b'.' | b':' | b'0'..=b'9'))
        && reads_as_name(text.as_bytes())
}

/// True if a component of `lower` names the subject: `auth/wrong-password`, `errors.password.short`. Of two components,
/// the first may be an object.
fn names_a_part(lower: &str, separator: char) -> bool {
    let is_secret =
        |part: &str| part.starts_with("passw") || matches!(part, "pass" | "pwd" | "secret" | "secrets" | "token");
    let is_subject = |part: &str| matches!(part, "auth" | "login" | "user" | "account" | "accounts" | "users");
    let parts = lower.split(separator).count();
    lower.split([separator, '-', '_']).any(|part| is_secret(part) || (parts == 2 && is_subject(part)))
}

/// True if a word of a selector says what a login form has: four words that do not are a passphrase.
fn names_a_field(lower: &str) -> bool {
    const FIELDS: [&str; 14] = [
        "password",
        "passwort",
        "pass",
        "pwd",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "login",
        "user",
        "email",
        "submit",
        "input",
        "credential",
    ];
    lower.split(|c: char| !c.is_ascii_alphabetic()).any(|word| FIELDS.iter().any(|field| word.contains(field)))
}

/// `//input[@name='password']`
fn is_xpath(lower: &str) -> bool {
    let rest = lower.strip_prefix("//input").or_else(|| lower.strip_prefix("//*"));
    rest.is_some_and(|rest| rest.starts_with("[@") && rest.ends_with(']') && reads_as_expression(rest.as_bytes()))
}

/// `input[name=password]`, `[type="password"]`, `form[action='/login']`.
fn is_attribute_selector(text: &str) -> bool {
    let Some((element, attribute)) = text.split_once('[') else { return false };
    let Some((name, value)) = attribute.split_once('=') else { return false };
    let name = name.trim_end_matches(['~', '|', '^', '$', '*']);
    let is_word = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'-' | b'_' | b':'));
    let is_element = element.bytes().all(|b| b.is_ascii_alphabetic() || matches!(b, b'#' | b'.' | b'-' | b'_' | b' '));
    is_element
        && (element.is_empty() || reads_as_name(element.as_bytes()))
        && !name.is_empty()
        && is_word(name)
        && reads_as_name(name.as_bytes())
        && value.contains(']')
        && reads_as_expression(value.as_bytes())
}
