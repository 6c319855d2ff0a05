//! Decides which names may be shown: those of a key, a user, a host or a database, unless the name could itself be a
//! secret.

use super::randomness::{Classes, looks_random, word_letters};
use super::reading::{can_be_spoken, is_known, words};
use crate::rules::words::{NAME_ABBREVIATIONS, SECRET_KEY_WORDS};
use crate::secret::MASK;

/// Longest word of a name, in bytes.
const LONGEST_WORD: usize = 24;
/// Longest name, in bytes: PostgreSQL truncates its identifiers to 63.
const LONGEST: usize = 64;
/// Longest host, in bytes (RFC 1035, 2.3.4).
const LONGEST_HOST: usize = 255;
/// Length, in bytes, from which letters that form no words are no longer accepted as a name.
const LONG: usize = 16;
/// Number of consecutive digits from which they may be a card or account number or a code.
const DIGITS: usize = 9;
/// Total number of digits from which a name may be such a number: more than a date and a machine's number.
const ALL_DIGITS: usize = 12;
/// Length, in bytes, of a non-word that is too short to be a secret: `k8s`, `x1y`.
const ODD: usize = 4;
/// Length, in letters, of a lower-case word that may be any abbreviation.
const SHORT: usize = 8;
/// Length, in letters, of a pronounceable word that is on no list.
const SPOKEN: usize = 14;
/// Length, in bytes, of a word in another script that is on no list.
const WIDE: usize = 16;
/// Number of digits after a word that is on no list.
const NUMBER: usize = 4;
/// Number of words in camel case.
const HUMPS: usize = 5;
/// Length, in letters, of the project ids that Supabase generates.
const PROJECT: usize = 20;

/// Words in keys of secrets. A key that contains one of them names no user, host or database, whatever its last word
/// is.
const SECRET_PARTS: &[&str] = &["passw", "passphrase", "passcode", "secret", "token", "credential", "bearer"];
/// True if `key` (lower-case words joined by `_`) names a secret.
pub(super) fn names_a_secret(key: &str) -> bool {
    SECRET_PARTS.iter().any(|part| key.contains(part))
        || key.split('_').any(|word| SECRET_KEY_WORDS.contains(word.as_bytes()))
}

/// True if `name` reads as a chosen name: its words are known or pronounceable, in one case or camel case, possibly
/// followed by digits. A token in place of a name does not: it may be the secret.
pub(super) fn is_plain(name: &[u8]) -> bool {
    odd_letters(name).is_some_and(|odd| odd <= ODD)
}

/// The number of bytes of `name` in words that do not read as parts of a name; `None` if the whole cannot be a name.
fn odd_letters(name: &[u8]) -> Option<usize> {
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let name = match name.split_at_checked(name.len().saturating_sub(PROJECT)) {
        // Supabase's users behind a connection pooler: `postgres.abcdefghijklmnopqrst`
        Some((user, project)) if user.ends_with(b".") && project.iter().all(u8::is_ascii_lowercase) => user,
        _ => name,
    };
    if looks_random(name) || name.iter().filter(|b| b.is_ascii_digit()).count() > ALL_DIGITS {
        return None;
    }
    let words = || name.split(is_joint).filter(|word| !word.is_empty());
    let odd = || words().filter(|word| !is_word_of_a_name(word)).map(<[u8]>::len).sum();
    words().all(|word| !may_be_secret(word)).then(odd)
}

/// True if `word`, which contains no separator, reads as a word of a name: `app`, `readOnly`, `trader2024`.
fn is_word_of_a_name(word: &[u8]) -> bool {
    let digits = word.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let stem = word.get(..word.len() - digits).unwrap_or_default();
    let numbered = digits <= NUMBER;
    if stem.is_empty() {
        return true;
    }
    // `pg14db`: with digits between letters, the words have to be known.
    if stem.iter().any(u8::is_ascii_digit) {
        return stem.split(u8::is_ascii_digit).filter(|part| !part.is_empty()).all(is_known_word);
    }
    let lower = stem.to_ascii_lowercase();
    if is_known(&lower) && has_one_case(stem) {
        return true;
    }
    if !stem.is_ascii() {
        return numbered
            && stem.len() <= WIDE
            && std::str::from_utf8(stem).is_ok_and(|stem| stem.chars().all(char::is_alphabetic));
    }
    let is_lower = stem.iter().all(u8::is_ascii_lowercase);
    if has_one_case(stem) {
        let speakable = stem.len() <= SPOKEN && can_be_spoken(&lower);
        return numbered && (is_lower && (stem.len() <= SHORT || speakable) || !is_upper(stem) && speakable);
    }
    let humps = words(stem);
    let known: usize = humps.iter().filter(|hump| is_known_word(hump)).map(Vec::len).sum();
    let reads = |hump: &Vec<u8>| is_known_word(hump) || hump.len() >= 4 && can_be_spoken(hump);
    humps.len() <= HUMPS && known * 2 >= stem.len() && humps.iter().all(reads)
}

/// True for a known word of at least three letters, or an abbreviation that is common in names of roles and databases.
fn is_known_word(word: &[u8]) -> bool {
    let word = word.to_ascii_lowercase();
    word.len() >= 3 && is_known(&word) || NAME_ABBREVIATIONS.contains(&word)
}

/// True if `stem` is all in capitals, all in lower case, or only its first letter is a capital.
fn has_one_case(stem: &[u8]) -> bool {
    is_upper(stem) || !stem.iter().skip(1).any(u8::is_ascii_uppercase)
}

fn is_upper(stem: &[u8]) -> bool {
    stem.len() > 1 && stem.iter().all(u8::is_ascii_uppercase)
}

/// True if none of the words of `text`, however separated, may be a secret.
pub(super) fn are_plain_words(text: &[u8]) -> bool {
    text.split(|b| !b.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| word.len() <= 5 || is_plain(word))
}

/// `host` with each label masked that may be a secret; the labels that identify the owner are kept.
pub(super) fn plain_host(host: &str) -> String {
    if host.len() > LONGEST_HOST {
        return MASK.to_owned();
    }
    if host.parse::<std::net::IpAddr>().is_ok() {
        return host.to_owned();
    }
    // Several short labels together may be a token.
    let mut odd = 0;
    let mut label = |label: &str| {
        odd += odd_letters(label.as_bytes()).unwrap_or(0);
        let is_shown = label.is_empty() || is_plain(label.as_bytes()) && odd <= ODD;
        if is_shown { label.to_owned() } else { MASK.to_owned() }
    };
    host.split('.').map(&mut label).collect::<Vec<_>>().join(".")
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
    fn plain_names_are_shown_and_possible_secrets_are_not() {
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
            "shop_owner",
            "readonly2",
            "svc-billing",
            "AppUser",
            "dbAdmin",
            "appUser2",
            "DBOwner",
            "postgres.abcdefghijklmnopqrst",
            "postgres.zqxwvkjhgfdsbnmprtlc",
            "jane.doe@corp.net",
            "app-user@my-project-123456.iam",
            "Administrator",
            "sa",
            "jsmith",
            "neondb_owner",
            "grafana_reader",
            "mattermost",
            "keycloak",
            "k8s-app",
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
            "otEB749fenungum",
            "pJCiynwxak",
            "wMVyvepEJLM",
            "CCWXYCNsmj7dwxz",
            "VmuYSpYwwocdbW",
            "kV8m-2Qz4-rTn9-wX1p",
            "KXQZAPLMUWOT",
            "app.zqxwvkjhgfdsbnmprtLc",
            "x\u{1b}",
            "3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13",
            "",
        ] {
            assert!(!is_plain(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn a_masked_host_keeps_its_domain() {
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
    fn a_key_that_names_a_secret_is_recognised() {
        for key in ["postgres_password_db", "pgpassworddb", "api_token_user", "db_pw_host", "secret_host", "key_user"] {
            assert!(names_a_secret(key), "{key}");
        }
        for key in ["db_user", "postgres_db", "monkey_host", "compass_db"] {
            assert!(!names_a_secret(key), "{key}");
        }
    }
}
