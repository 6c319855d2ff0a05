//! Names that may be shown: what a key, a user, a host or a database is called, unless it could itself be a secret.

use super::randomness::{Classes, looks_random, word_letters};
use crate::secret::MASK;

/// Longest word of a name, in bytes.
const LONGEST_WORD: usize = 24;
/// Longest name, in bytes: PostgreSQL cuts its own at 63.
const LONGEST: usize = 64;
/// Longest host, in bytes (RFC 1035, 2.3.4).
const LONGEST_HOST: usize = 255;
/// Length from which letters that make no words are no name any more, in bytes.
const LONG: usize = 16;
/// Digits that no name has in a row: a number of a card or an account, a code.
const DIGITS: usize = 9;

/// Words of keys that hold secrets. A key with one of them names no user, host or database, whatever its last word is.
const SECRET_PARTS: &[&str] = &["passw", "passphrase", "passcode", "secret", "token", "credential", "bearer"];
const SECRET_WORDS: &[&str] = &[
    "pass",
    "pw",
    "pwd",
    "pswd",
    "psw",
    "passwd",
    "key",
    "apikey",
    "keys",
    "cred",
    "creds",
    "salt",
    "hash",
    "sig",
    "hmac",
    "signature",
    "private",
    "pin",
    "otp",
    "pgpass",
    "seed",
    "cookie",
];

/// Whether `key` (words with `_` between them, in lower case) names a secret.
pub(super) fn names_a_secret(key: &str) -> bool {
    SECRET_PARTS.iter().any(|part| key.contains(part)) || key.split('_').any(|word| SECRET_WORDS.contains(&word))
}

/// Whether every word of `name` reads as a part of a name: it is short, and neither looks like chance nor is a long number.
pub(super) fn is_plain(name: &[u8]) -> bool {
    let is_part = |word: &[u8]| !may_be_secret(word);
    !name.is_empty() && name.len() <= LONGEST && !looks_random(name) && name.split(is_joint).all(is_part)
}

/// Whether none of the words of `text`, whatever stands between them, may be a secret.
pub(super) fn are_plain_words(text: &[u8]) -> bool {
    text.split(|b| !b.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| word.len() <= 5 || is_plain(word))
}

/// `host` with what may be a secret in the place of each such label masked; the labels that say whose machine it is stay.
pub(super) fn plain_host(host: &str) -> String {
    if host.len() > LONGEST_HOST {
        return MASK.to_owned();
    }
    if host.parse::<std::net::IpAddr>().is_ok() {
        return host.to_owned();
    }
    let label =
        |label: &str| if label.is_empty() || is_plain(label.as_bytes()) { label.to_owned() } else { MASK.to_owned() };
    host.split('.').map(label).collect::<Vec<_>>().join(".")
}

const fn is_joint(b: &u8) -> bool {
    matches!(*b, b'_' | b'-' | b'.' | b'$' | b':' | b'/' | b'@' | b' ')
}

fn may_be_secret(word: &[u8]) -> bool {
    let classes = Classes::of(word);
    let (letters, digits) = (classes.letters(), classes.digits);
    let turns =
        word.windows(2).filter(|pair| matches!(pair, [a, b] if a.is_ascii_digit() != b.is_ascii_digit())).count();
    let capitals = word
        .windows(2)
        .filter(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()))
        .count();
    word.len() > LONGEST_WORD
        || classes.punctuation > 0
        || word.iter().any(u8::is_ascii_control)
        || digits >= DIGITS
        || (digits >= 3 && letters >= 3 && word.len() >= LONG)
        || (turns >= 3 && word.len() >= 8)
        || (digits > 0 && capitals >= 2 && word.len() >= 8)
        || (word.len() >= LONG && word_letters(word) * 2 < letters)
}

#[cfg(test)]
mod tests {
    use super::{is_plain, names_a_secret, plain_host};

    #[test]
    fn names_are_plain_and_what_could_be_a_secret_is_not() {
        for name in [
            "app",
            "postgres",
            "app_user",
            "readOnlyReplicaUser",
            "trader2024",
            "db01",
            "orders-v2",
            "app@myserver",
            "svc.billing",
            "DATABASE_URL",
            "POSTGRES_PASSWORD",
            "pg14db2",
            "SPRING_DATASOURCE_PASSWORD",
            "größe",
        ] {
            assert!(is_plain(name.as_bytes()), "{name}");
        }
        for value in [
            "kV8m2Qz4rTn9",
            "Wx5Rt7Lc3Jq8",
            "wJalrXUtnFEMI/K7MDENG",
            "AKIA5XQ2MNB7TY4ZPLRC",
            "9f86d081884c7d65",
            "123456789012",
            "qzxvbnmrtplkjhwd",
            "app_kV8m2Qz4rTn9",
            "a!b",
            "x\u{1b}",
            "3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13",
            "",
        ] {
            assert!(!is_plain(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn a_host_keeps_whose_machine_it_is() {
        for (host, shown) in [
            ("db.corp.net", "db.corp.net"),
            ("10.0.0.7", "10.0.0.7"),
            ("2001:db8::1", "2001:db8::1"),
            ("app.c9xk2m4qz7wt.eu-west-1.rds.amazonaws.com", "app.••••••••.eu-west-1.rds.amazonaws.com"),
            ("kV8m2Qz4rTn9", "••••••••"),
        ] {
            assert_eq!(plain_host(host), shown);
        }
    }

    #[test]
    fn a_key_that_names_a_secret_is_known() {
        for key in ["postgres_password_db", "pgpassworddb", "api_token_user", "db_pw_host", "secret_host", "key_user"] {
            assert!(names_a_secret(key), "{key}");
        }
        for key in ["db_user", "postgres_db", "monkey_host", "compass_db"] {
            assert!(!names_a_secret(key), "{key}");
        }
    }
}
