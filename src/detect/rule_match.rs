//! Matches schemes and keys of candidates against rules. Every candidate is compared with every pattern of many rules,
//! and hardly any matches.

use super::randomness::is_uuid;
use super::reading::{is_chance, reads_as_name};
use crate::extract::Candidate;
use crate::extract::assignment::key;
use crate::rules::words::{INTERFACE_WORDS, KEY_DATABASES, KEY_ENVIRONMENTS, KEY_PROPERTIES, KEY_PURPOSES, TYPE_WORDS};
use crate::rules::{Practice, Rule};

/// The set of letters of a key: one bit for each letter from `a` to `z` and one for all other bytes. A pattern with a
/// letter that the key lacks cannot match it.
type Letters = u32;

fn letters(text: &str) -> Letters {
    let bit = |byte: u8| match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'*' => 0,
        _ => 1 << 26,
    };
    text.bytes().fold(0, |set, byte| set | bit(byte))
}

/// The schemes and keys of one rule, and the values that violate its practice.
pub(super) struct RuleMatch {
    practice: Option<Practice>,
    schemes: &'static [&'static str],
    keys: Vec<(Letters, &'static str)>,
    not_keys: Vec<(Letters, &'static str)>,
}

/// The properties of a candidate that are compared with the patterns of rules.
pub(super) struct Asked<'c> {
    value: &'c [u8],
    scheme: &'c str,
    key: &'c str,
    /// The key without words that name an environment, a database or another purpose of a database password.
    stem: Option<&'c str>,
    /// The key without any words that may name its owner, if the value is random.
    owned: Option<&'c str>,
    /// The key without words before its last that name a property, if the value cannot be one.
    unqualified: Option<String>,
    letters: Letters,
}

impl<'c> Asked<'c> {
    pub(super) fn new(candidate: &'c Candidate<'_>) -> Self {
        let key = candidate.key.as_str();
        let value = candidate.secret.value.as_ref();
        let stem = without_purpose(key).or_else(|| without_environment(key));
        let owned = without_owner(key).filter(|_| is_random_token(value, OWNED_MIN));
        let unqualified = without_qualifiers(key, value);
        Asked { value, scheme: &candidate.scheme, key, stem, owned, unqualified, letters: letters(key) }
    }
}

/// `db_password` for `db_password_prod`: the last word names an environment.
fn without_environment(key: &str) -> Option<&str> {
    let (stem, last) = key.rsplit_once('_')?;
    KEY_ENVIRONMENTS.contains(last.as_bytes()).then_some(stem)
}

/// `db_password` for `db_password_billing`, `postgres_password_db`: words after a database password's name denote the
/// owner, unless one of them is on a list.
fn without_purpose(key: &str) -> Option<&str> {
    const WORDS: usize = 12;
    let (at, word) = ["password", "passwd", "pwd", "pass", "contrasena", "senha", "mdp"].iter().find_map(|word| {
        let at = key.rfind(word)?;
        let begins = at == 0 || key.as_bytes().get(at - 1) == Some(&b'_') || key.starts_with("pg");
        (begins && key.as_bytes().get(at + word.len()) == Some(&b'_')).then_some((at, word))
    })?;
    let (stem, purpose) = key.split_at_checked(at + word.len())?;
    let purpose = purpose.strip_prefix("_for").unwrap_or(purpose);
    let is_of_a_database = stem.starts_with("pg") || stem.split('_').any(|own| KEY_DATABASES.contains(own.as_bytes()));
    let mut words = purpose.split('_').filter(|own| !own.is_empty());
    let is_other = |own: &str| {
        !matches!(own, "db" | "app" | "user" | "admin" | "api" | "web")
            && (KEY_PURPOSES.contains(own.as_bytes())
                || INTERFACE_WORDS.contains(own.as_bytes())
                || TYPE_WORDS.contains(own.as_bytes()))
    };
    // The words before it may be after it instead: `PASSWORD_DB`, `PASS_POSTGRES`.
    if stem.len() == word.len() {
        let is_named = |own: &str| KEY_DATABASES.contains(own.as_bytes()) || KEY_ENVIRONMENTS.contains(own.as_bytes());
        let names_a_database = words.clone().any(|own| KEY_DATABASES.contains(own.as_bytes()));
        return (names_a_database && words.all(is_named)).then_some(stem);
    }
    (is_of_a_database && words.clone().count() <= WORDS && words.clone().next().is_some() && !words.any(is_other))
        .then_some(stem)
}

/// `smtp_password` for `smtp_password_app`, `api_token` for `api_token_eu`: whatever words stand behind the last one for a
/// credential, unless one of them names a property of it.
fn without_owner(key: &str) -> Option<&str> {
    const WORDS: usize = 6;
    const CREDENTIALS: [&str; 12] = [
        "password",
        "passwd",
        "pwd",
        "pass",
        "pw",
        "passphrase",
        "secret",
        "token",
        "api_key",
        "apikey",
        "access_key",
        "secret_key",
    ];
    let mut ends = key.match_indices('_').filter(|(at, _)| {
        let stem = key.get(..*at).unwrap_or_default();
        // `pgpassword`, `dbpassword`: no other word ends so
        let is_whole = |word: &str, lead: &str| lead.is_empty() || lead.ends_with('_') || word.starts_with("passw");
        CREDENTIALS.iter().any(|word| stem.strip_suffix(word).is_some_and(|lead| is_whole(word, lead)))
    });
    let (stem, owner) = key.split_at_checked(ends.next_back()?.0)?;
    let words = || owner.split('_').filter(|word| !word.is_empty());
    let is_property = |word: &str| KEY_PROPERTIES.contains(word.as_bytes());
    (words().next().is_some() && words().count() <= WORDS && !words().any(is_property)).then_some(stem)
}

/// `open_client_secret` for `open_id_client_secret`: a word for a property says that the value is one only where it stands last, and
/// a random value is none. `None` if the key has no such word. What an entry is called or kept under stays as it is:
/// `id_token`, `file_key`.
fn without_qualifiers(key: &str, value: &[u8]) -> Option<String> {
    const QUALIFIERS: [&str; 7] = ["id", "path", "type", "name", "kind", "ref", "file"];
    const SEALED: [&str; 3] = ["encrypted", "wrapped", "ciphertext"];
    const LEAST: usize = 8;
    let is_sealed = |word: &str| SEALED.iter().any(|own| word.starts_with(own));
    // Tested first, because hardly any key has one.
    if !key.split('_').any(|word| QUALIFIERS.contains(&word) || is_sealed(word)) {
        return None;
    }
    let (head, last) = key.rsplit_once('_')?;
    let is_kept_under = |word: &str| QUALIFIERS.contains(&word) && matches!(last, "key" | "token");
    let is_opened_by = last == "encryptionkey" || last == "key" && head.ends_with("encryption");
    let mut words: Vec<&str> = head.split('_').collect();
    let nearest = words.pop().filter(|word| !is_kept_under(word))?;
    words.push(nearest);
    words
        .retain(|word| !QUALIFIERS.contains(word) && !(is_sealed(word) && (is_opened_by || !may_be_ciphertext(value))));
    words.push(last);
    (is_random_token(value, LEAST) || is_uuid(value)).then(|| words.join("_")).filter(|reduced| reduced != key)
}

/// True if a value is long enough for a ciphertext with its vector, or has marks of a format that hold one.
fn may_be_ciphertext(value: &[u8]) -> bool {
    const LEAST: usize = 32;
    (value.len() >= LEAST && !is_uuid(value)) || value.iter().any(|b| matches!(b, b'$' | b'{' | b':' | b'='))
}

/// Shortest value, in bytes, whose key may have words for its owner behind it.
const OWNED_MIN: usize = 12;

/// True if a value of `least` bytes or more is as random as a generated credential, and no name, path or expression of names.
fn is_random_token(value: &[u8], least: usize) -> bool {
    const WORD: usize = 3;
    let is_one = value.len() >= least && value.iter().all(u8::is_ascii_graphic) && !is_uuid(value);
    let mut words = value.split(|b| !b.is_ascii_alphanumeric()).filter(|word| word.len() >= WORD).peekable();
    let is_named = |word: &[u8]| word.iter().all(u8::is_ascii_digit) || reads_as_name(word);
    let are_named = words.peek().is_some() && words.all(is_named);
    is_one && (is_chance(value) || value.iter().all(u8::is_ascii_alphabetic)) && !are_named
}

impl RuleMatch {
    pub(super) fn of(rule: &Rule) -> Self {
        let with_letters = |words: &[&'static str]| words.iter().map(|word| (letters(word), *word)).collect();
        let practice = rule.practice;
        RuleMatch {
            practice,
            schemes: rule.schemes,
            keys: with_letters(rule.keys),
            not_keys: with_letters(rule.not_keys),
        }
    }

    /// True if the rule matches a candidate, by its scheme and its key.
    pub(super) fn is(&self, asked: &Asked<'_>) -> bool {
        let matches = |pattern: &str| {
            key::matches(pattern, asked.key) || asked.stem.is_some_and(|stem| key::matches(pattern, stem))
        };
        self.is_about(asked)
            && (self.keys.is_empty() || self.has_key(asked, matches))
            && !self.is_barred(asked, asked.key)
    }

    /// True if the rule matches a candidate whose key has words behind it that may name its owner, or words before its last that
    /// name a property which the value cannot be.
    pub(super) fn is_by_a_part(&self, asked: &Asked<'_>) -> bool {
        [asked.owned, asked.unqualified.as_deref()].into_iter().flatten().any(|part| {
            self.is_about(asked)
                && self.has_key(asked, |pattern| key::matches(pattern, part))
                && !self.is_barred(asked, part)
        })
    }

    fn is_about(&self, asked: &Asked<'_>) -> bool {
        (self.schemes.is_empty() || self.schemes.iter().any(|scheme| key::matches(scheme, asked.scheme)))
            && self.practice.is_none_or(|practice| practice.is_broken_by(asked.value))
    }

    fn has_key(&self, asked: &Asked<'_>, matches: impl Fn(&str) -> bool) -> bool {
        self.keys.iter().filter(|(letters, _)| letters & !asked.letters == 0).any(|(_, pattern)| matches(pattern))
    }

    fn is_barred(&self, asked: &Asked<'_>, key: &str) -> bool {
        self.not_keys.iter().filter(|(letters, _)| letters & !asked.letters == 0).any(|(_, word)| {
            match word.contains('*') {
                true => key::matches(word, key),
                false => key.split('_').any(|own| own == *word),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_for_a_property_counts_where_it_is_last() {
        const RANDOM: &str = "kV8m2Qz4rTn9wX";
        const LONG: &str = "kV8m2Qz4rTn9wXq7LcJb3kV8m2Qz4rTn9wXq7LcJb3";
        for (key, value, part) in [
            ("open_id_client_secret", RANDOM, Some("open_client_secret")),
            ("app_id_secret", "3b1f9a0c-7e5d-4c21-9f6e-2a8d0b4c6e13", Some("app_secret")),
            ("sso_id_token_key", RANDOM, Some("sso_token_key")),
            ("key_name_secret", "database-password", None),
            ("secret_id", RANDOM, None),
            ("id_token", RANDOM, None),
            ("file_key", RANDOM, None),
            ("client_secret", RANDOM, None),
            ("encrypted_cookie_secret", RANDOM, Some("cookie_secret")),
            ("encrypted_cookie_secret", LONG, None),
            ("encrypted_saved_objects_encryption_key", LONG, Some("saved_objects_encryption_key")),
            ("xpack_encryptedsavedobjects_encryptionkey", LONG, Some("xpack_encryptionkey")),
            ("encrypted_private_key", "$2b$10$kV8m2Qz4rTn9", None),
        ] {
            assert_eq!(without_qualifiers(key, value.as_bytes()).as_deref(), part, "{key} {value}");
        }
    }

    #[test]
    fn a_pattern_with_other_letters_cannot_match() {
        for (pattern, key, may) in [
            ("*password", "db_password", true),
            ("db_*", "dbpassword", false),
            ("*token*", "password", false),
            ("pass2", "pass1", true),
            ("*", "", true),
        ] {
            assert_eq!(letters(pattern) & !letters(key) == 0, may, "{pattern} {key}");
            assert!(may || !key::matches(pattern, key), "{pattern} {key}");
        }
    }
}
