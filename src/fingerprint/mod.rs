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
mod tests;
