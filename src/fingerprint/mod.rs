//! Fingerprints identify a finding independently of its line and commit.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest, Sha256};

mod value;

pub use value::{Named, ValueDigest};

/// A 128-bit fingerprint in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    digits: String,
    names_one_value: bool,
    /// The digits of the fingerprint without a key, if this one was made with a key.
    without_key: Option<String>,
    /// The digest that identifies the finding in a baseline, if it was requested.
    value: Option<ValueDigest>,
}

/// The key that makes fingerprints of guessable passwords distinct without revealing the passwords to anyone who does
/// not have the key.
#[derive(Clone)]
pub struct FingerprintKey(Vec<u8>);

impl FingerprintKey {
    /// Smallest number of characters: a shorter key could be found by trial.
    pub const SHORTEST: usize = 20;

    /// Creates the key from `text`; `None` if it is too short.
    pub fn new(text: &str) -> Option<Self> {
        (text.trim().chars().count() >= Self::SHORTEST).then(|| FingerprintKey(text.trim().as_bytes().to_vec()))
    }
}

impl fmt::Debug for FingerprintKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FingerprintKey")
    }
}

impl Fingerprint {
    /// Computes the fingerprint of `secret`, found by `rule` in `path`: SHA-256 over the three with their lengths, cut
    /// to 128 bits. It survives moves within the file and rebases, and changes on rotation.
    ///
    /// A guessable password could be recovered from its hash by trial: for a weak one, the reasons are hashed instead,
    /// or the value with a key.
    pub fn of(rule: &str, path: &[u8], secret: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dsnitch fingerprint 1");
        for part in [rule.as_bytes(), path, secret] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        }
        Fingerprint { digits: digits(&hash.finalize()), names_one_value: true, without_key: None, value: None }
    }

    /// Computes the fingerprint of a guessable password without a key: like [`Fingerprint::of`], with the `reasons` for
    /// its weakness in place of its bytes. It reveals no more than the report does. All passwords that are weak for the
    /// same reasons share it, so no exception can refer to it.
    pub(crate) fn of_reasons(rule: &str, path: &[u8], reasons: &str) -> Self {
        Fingerprint { names_one_value: false, ..Fingerprint::of(rule, path, reasons.as_bytes()) }
    }

    /// Replaces the fingerprint of a guessable password by one with a key: HMAC-SHA-256 over `dsnitch fingerprint 2`
    /// and the same parts as in [`Fingerprint::of`], cut to 128 bits. Without the key, passwords cannot be tried
    /// against it.
    #[must_use]
    pub(crate) fn keyed(self, key: &FingerprintKey, rule: &str, path: &[u8], secret: &[u8]) -> Self {
        // HMAC accepts keys of any length, so this never fails.
        let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(&key.0) else {
            return self;
        };
        hash.update(b"dsnitch fingerprint 2");
        for part in [rule.as_bytes(), path, secret] {
            hash.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        }
        let digits = digits(&hash.finalize().into_bytes());
        Fingerprint { digits, names_one_value: true, without_key: Some(self.digits), value: self.value }
    }

    /// Sets the digest that identifies the finding in a baseline.
    #[must_use]
    pub(crate) fn with_value(self, value: Option<ValueDigest>) -> Self {
        Fingerprint { value, ..self }
    }

    /// Returns the digest that identifies the finding in a baseline; `None` if it was not requested.
    pub(crate) const fn value(&self) -> Option<ValueDigest> {
        self.value
    }

    /// Returns whether `digits` are those that it shares with other values, or would share without a key.
    pub fn is_shared_as(&self, digits: &str) -> bool {
        (!self.names_one_value && self.digits == digits) || self.without_key.as_deref() == Some(digits)
    }

    /// Returns whether no other value has it, so that an exception can refer to it.
    pub const fn names_one_value(&self) -> bool {
        self.names_one_value
    }

    /// Returns whether `text` has the form of a fingerprint: 32 hexadecimal digits in lower case.
    pub fn is_well_formed(text: &str) -> bool {
        text.len() == 32 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    }

    /// Returns a name for one of the values that share it, in hexadecimal: the `ordinal`th of them, from 0, in `repository` if
    /// there are several. That of the first one without a repository is the fingerprint itself, the others are SHA-256 over
    /// `dsnitch secret 2`, the fingerprint, the repository and the ordinal, each with its length, cut to 128 bits. It reveals
    /// nothing about the value.
    pub(crate) fn name_of(&self, repository: Option<&str>, ordinal: u32) -> String {
        if ordinal == 0 && repository.is_none() {
            return self.digits.clone();
        }
        let mut hash = Sha256::new();
        hash.update(b"dsnitch secret 2");
        for part in [self.digits.as_bytes(), repository.unwrap_or_default().as_bytes(), &ordinal.to_le_bytes()] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        }
        digits(&hash.finalize())
    }

    /// Returns a number that identifies it within a run.
    pub(crate) fn key(&self) -> u64 {
        self.digits.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0)
    }

    /// Returns the hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.digits
    }
}

/// Returns the first 128 bits of `digest` in hexadecimal.
fn digits(digest: &[u8]) -> String {
    let digit = |number: u8| char::from_digit(u32::from(number), 16).unwrap_or_default();
    digest.iter().take(16).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Computes a name for a list that several runs must agree on: SHA-256 over `dsnitch list 1` and each of `parts` with
/// its length, cut to 128 bits, in hexadecimal.
pub fn name_of_list<'p>(parts: impl IntoIterator<Item = &'p [u8]>) -> String {
    let mut hash = Sha256::new();
    hash.update(b"dsnitch list 1");
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part);
    }
    digits(&hash.finalize())
}

/// Identifies the bytes of a secret at any location: two findings with the same id have the same secret.
///
/// It cannot be printed, because it would reveal a guessable secret. See `SecretId::to_hex`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretId([u8; 16]);

impl SecretId {
    /// Computes the id of the decoded `secret`: SHA-256 over `dsnitch secret 1` and its bytes, cut to 128 bits.
    pub fn of(secret: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dsnitch secret 1");
        hash.update(secret);
        let mut id = [0; 16];
        id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        SecretId(id)
    }

    /// Returns a number that identifies it within a run.
    pub(crate) fn key(self) -> u64 {
        self.0.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
    }

    /// Returns the id in hexadecimal for a report: only for a secret that cannot be guessed.
    pub(crate) fn to_hex(self) -> String {
        digits(&self.0)
    }
}

/// Identifies a value across versions of a file: by rule, key and value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HeldId([u8; 16]);

impl HeldId {
    /// Computes the id: SHA-256 over `dsnitch held 1` and the three with their lengths, cut to 128 bits. In a value of
    /// several lines, white space is ignored, so that other line ends or another indentation do not change it.
    pub fn of(rule: &str, key: &str, value: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dsnitch held 1");
        let joined: Vec<u8>;
        let value = if value.contains(&b'\n') {
            joined = value.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            &joined
        } else {
            value
        };
        for part in [rule.as_bytes(), key.as_bytes(), value] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        }
        let mut id = [0; 16];
        id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        HeldId(id)
    }
}

/// Hidden, because a guessable value could be recovered from it by trial, like from a [`SecretId`].
impl fmt::Debug for HeldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HeldId")
    }
}

impl fmt::Debug for SecretId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretId")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fingerprint, FingerprintKey, HeldId, SecretId, ValueDigest, name_of_list};

    #[test]
    fn the_bytes_of_a_guessable_password_count_only_with_a_key() {
        let key = FingerprintKey::new("twenty characters or more").unwrap();
        let other = FingerprintKey::new("twenty characters or less").unwrap();
        let reasons = || Fingerprint::of_reasons("r", b"p", "known-weak");
        let keyed = |key, secret: &str| reasons().keyed(key, "r", b"p", secret.as_bytes());
        assert_eq!(keyed(&key, "changeme"), keyed(&key, "changeme"));
        assert_ne!(keyed(&key, "changeme"), keyed(&key, "changeit"));
        assert_ne!(keyed(&key, "changeme"), keyed(&other, "changeme"));
        assert_ne!(keyed(&key, "changeme").as_str(), Fingerprint::of("r", b"p", b"changeme").as_str());
        assert!(keyed(&key, "x").names_one_value() && Fingerprint::of("r", b"p", b"x").names_one_value());
        assert!(!reasons().names_one_value() && Fingerprint::is_well_formed(reasons().as_str()));
        for print in [reasons(), keyed(&key, "changeme")] {
            assert!(print.is_shared_as(reasons().as_str()) && !print.is_shared_as(keyed(&other, "x").as_str()));
        }
        assert!(!keyed(&key, "changeme").is_shared_as(keyed(&key, "changeme").as_str()));
        assert!(!Fingerprint::of("r", b"p", b"x").is_shared_as(Fingerprint::of("r", b"p", b"x").as_str()));
        for short in ["", "nineteen characters", "                              x"] {
            assert!(FingerprintKey::new(short).is_none(), "{short}");
        }
        // Characters are counted, not bytes, and blanks around the key are none of it.
        for (length, is_key) in [(19, false), (20, true), (21, true)] {
            for letter in ["k", "\u{fc}"] {
                assert_eq!(FingerprintKey::new(&format!(" {} ", letter.repeat(length))).is_some(), is_key, "{length}");
            }
        }
        assert_eq!(format!("{key:?}"), "FingerprintKey");
    }

    /// Other versions and other machines must compute the same. The values are those of `sha256sum` over the bytes that the
    /// documentation of each function names.
    #[test]
    fn fingerprints_and_names_are_those_of_every_version() {
        let print = Fingerprint::of("r", b"p", b"s");
        assert_eq!(print.as_str(), "eb31558cf0e610440e6a594facd37358");
        assert_eq!(print.name_of(None, 0), print.as_str());
        assert_eq!(print.name_of(Some("shop"), 1), "eafddbde590c5189ad4ed6fdf15b596c");
        let key = FingerprintKey::new("twenty characters or more").unwrap();
        assert_eq!(print.keyed(&key, "r", b"p", b"s").as_str(), "fbb7ec53e194fa81721609e3073f362f");
        assert_eq!(name_of_list([b"a".as_slice(), b"bc"]), "33340c53a87314bee973f7de103b4b50");
        assert_eq!(SecretId::of(b"s").to_hex(), "c99b621a4d88e6ec9ef4860d0b104057");
    }

    #[test]
    fn every_part_of_a_fingerprint_counts_and_is_delimited() {
        let base = Fingerprint::of("r", b"p", b"s");
        assert_eq!(base, Fingerprint::of("r", b"p", b"s"));
        assert_eq!(base.as_str().len(), 32);
        for other in
            [Fingerprint::of("r", b"p", b"t"), Fingerprint::of("r", b"ps", b""), Fingerprint::of("rp", b"", b"s")]
        {
            assert_ne!(base, other);
        }
    }

    /// An id of a value in a version: every part counts and is delimited, blanks of a value of several lines do not.
    #[test]
    fn a_value_is_held_by_rule_key_and_value() {
        let held = HeldId::of("r", "k", b"v");
        assert_eq!(held, HeldId::of("r", "k", b"v"));
        for (rule, key, value) in [
            ("r", "k", "w"),
            ("r", "", "kv"),
            ("rk", "", "v"),
            ("", "rk", "v"),
            ("r", "kv", ""),
            ("q", "k", "v"),
            ("r", "l", "v"),
        ] {
            assert_ne!(held, HeldId::of(rule, key, value.as_bytes()), "{rule} {key} {value}");
        }
        assert_eq!(HeldId::of("r", "k", b"a\n  b\r\n"), HeldId::of("r", "k", b"a\nb\n"));
        assert_ne!(HeldId::of("r", "k", b"a b"), HeldId::of("r", "k", b"ab"));
        assert_eq!(format!("{held:?} {:?}", SecretId::of(b"s")), "HeldId SecretId");
    }

    #[test]
    fn the_numbers_of_a_run_are_the_first_bytes() {
        let print = Fingerprint::of("r", b"p", b"s");
        assert_eq!(print.key(), 0xeb31_558c_f0e6_1044);
        assert_eq!(SecretId::of(b"s").key(), u64::from_le_bytes([0xc9, 0x9b, 0x62, 0x1a, 0x4d, 0x88, 0xe6, 0xec]));
        assert_eq!((print.to_string(), print.value()), (print.as_str().to_owned(), None));
        let value = ValueDigest::parse(&"0a".repeat(16));
        assert_eq!(print.clone().with_value(value).value(), value);
        let key = FingerprintKey::new("twenty characters or more").unwrap();
        assert_eq!(print.with_value(value).keyed(&key, "r", b"p", b"s").value(), value);
    }

    #[test]
    fn a_fingerprint_has_32_digits_in_lower_case() {
        for (text, is_one) in [
            ("0123456789abcdef0123456789abcdef", true),
            ("0123456789abcdef0123456789abcde", false),
            ("0123456789abcdef0123456789abcdef0", false),
            ("0123456789abcdef0123456789abcdeF", false),
            ("0123456789abcdef0123456789abcdeg", false),
            ("", false),
        ] {
            assert_eq!(Fingerprint::is_well_formed(text), is_one, "{text}");
        }
    }

    #[test]
    fn every_part_of_a_name_counts_and_is_delimited() {
        let print = Fingerprint::of("r", b"p", b"s");
        let names = [
            print.name_of(None, 0),
            print.name_of(None, 1),
            print.name_of(None, 256),
            print.name_of(Some(""), 0),
            print.name_of(Some("a"), 0),
            print.name_of(Some("a"), 1),
            print.name_of(Some("b"), 1),
            name_of_list([b"a".as_slice(), b"b"]),
            name_of_list([b"ab".as_slice()]),
            name_of_list([b"".as_slice(), b"ab"]),
        ];
        // No repository and an empty name of one are told apart only by the first.
        let distinct: std::collections::BTreeSet<&String> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
        assert!(names.iter().all(|name| Fingerprint::is_well_formed(name)));
    }
}
