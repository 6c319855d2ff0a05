//! The name of a finding, whatever its line and commit.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest, Sha256};

mod value;

pub use value::{Named, ValueDigest};

/// 128 bits in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint {
    digits: String,
    names_one_value: bool,
    /// The digits that it would have without a key, where it has been made with one.
    without_key: Option<String>,
    /// What names the finding in a baseline, where that is asked for.
    value: Option<ValueDigest>,
}

/// Makes the fingerprints of guessable passwords tell one from another, without telling what they are to anybody who does
/// not have it.
#[derive(Clone)]
pub struct FingerprintKey(Vec<u8>);

impl FingerprintKey {
    /// Fewest characters: fewer could be found by trial.
    pub const SHORTEST: usize = 20;

    /// The key that `text` is; none if it is too short.
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
    /// The fingerprint of `secret`, found by `rule` in `path`: SHA-256 over the three with their lengths, cut to
    /// 128 bits. It survives moves within the file and rebases, and changes on rotation.
    ///
    /// A guessable password could be recovered from its hash by trial: of a weak one the
    /// reasons are hashed, or the value with a key.
    pub fn of(rule: &str, path: &[u8], secret: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dsnitch fingerprint 1");
        for part in [rule.as_bytes(), path, secret] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        }
        Fingerprint { digits: digits(&hash.finalize()), names_one_value: true, without_key: None, value: None }
    }

    /// The fingerprint of a guessable password, where there is no key: as [`Fingerprint::of`], with the `reasons` why it is
    /// weak in the place of its bytes. It says no more than the report does, so it is that of every password that is weak for
    /// the same reasons, and no exception can go by it.
    pub(crate) fn of_reasons(rule: &str, path: &[u8], reasons: &str) -> Self {
        Fingerprint { names_one_value: false, ..Fingerprint::of(rule, path, reasons.as_bytes()) }
    }

    /// The fingerprint of a guessable password, where there is a key, in the place of this one, of its reasons: HMAC-SHA-256 over `dsnitch fingerprint 2` and the same
    /// parts as in [`Fingerprint::of`], cut to 128 bits. Without the key nobody can try passwords on it.
    #[must_use]
    pub(crate) fn keyed(self, key: &FingerprintKey, rule: &str, path: &[u8], secret: &[u8]) -> Self {
        // HMAC takes keys of any length, so there is no error to come.
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

    /// The same, with what names the finding in a baseline.
    #[must_use]
    pub(crate) fn with_value(self, value: Option<ValueDigest>) -> Self {
        Fingerprint { value, ..self }
    }

    /// What names the finding in a baseline; none where that was not asked for.
    pub const fn value(&self) -> Option<ValueDigest> {
        self.value
    }

    /// Whether `digits` are those that it shares with other values, or would share without a key.
    pub(crate) fn is_shared_as(&self, digits: &str) -> bool {
        (!self.names_one_value && self.digits == digits) || self.without_key.as_deref() == Some(digits)
    }

    /// Whether no other value has it, so that an exception can go by it.
    pub const fn names_one_value(&self) -> bool {
        self.names_one_value
    }

    /// Whether `text` can be the digits of one: 32 of them, in lower case.
    pub fn is_well_formed(text: &str) -> bool {
        text.len() == 32 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    }

    /// A number that stands for it within a run.
    pub fn key(&self) -> u64 {
        self.digits.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0)
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.digits
    }
}

/// The first 128 bits of `digest`, in hexadecimal.
fn digits(digest: &[u8]) -> String {
    let digit = |number: u8| char::from_digit(u32::from(number), 16).unwrap_or_default();
    digest.iter().take(16).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Names a set of things that several runs must have seen alike: SHA-256 over `dsnitch list 1` and each of `parts` with
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

/// Names the bytes of a secret, wherever they stand: two findings with the same name are of one secret.
///
/// It cannot be printed: of a guessable secret it would say what the secret is. See [`SecretId::told`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SecretId([u8; 16]);

impl SecretId {
    /// The name of the decoded `secret`: SHA-256 over `dsnitch secret 1` and its bytes, cut to 128 bits.
    pub fn of(secret: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dsnitch secret 1");
        hash.update(secret);
        let mut id = [0; 16];
        id.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
        SecretId(id)
    }

    /// A number that stands for it within a run.
    pub fn key(self) -> u64 {
        self.0.first_chunk().map_or(0, |first| u64::from_le_bytes(*first))
    }

    /// The name in hexadecimal, for a report: only of a secret that cannot be guessed.
    pub fn told(self) -> String {
        digits(&self.0)
    }
}

/// Names what one version of a file may hold and another too: a rule, a key and a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct HeldId([u8; 16]);

impl HeldId {
    /// The name: SHA-256 over `dsnitch held 1` and the three with their lengths, cut to 128 bits. Of a value of several
    /// lines, what is between its words does not count, since other line ends or another indentation make it no other.
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

/// As that of [`SecretId`], it could be tried out.
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
    use super::{Fingerprint, FingerprintKey};

    #[test]
    fn a_guessable_password_is_named_by_its_bytes_only_with_a_key() {
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
        assert_eq!(format!("{key:?}"), "FingerprintKey");
    }

    #[test]
    fn each_part_counts_and_none_runs_into_the_next() {
        let base = Fingerprint::of("r", b"p", b"s");
        assert_eq!(base, Fingerprint::of("r", b"p", b"s"));
        assert_eq!(base.as_str().len(), 32);
        for other in
            [Fingerprint::of("r", b"p", b"t"), Fingerprint::of("r", b"ps", b""), Fingerprint::of("rp", b"", b"s")]
        {
            assert_ne!(base, other);
        }
    }
}
