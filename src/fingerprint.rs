//! The name of a finding, whatever its line and commit.

use std::fmt;

use sha2::{Digest, Sha256};

/// 128 bits in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of `secret`, found by `rule` in `path`: SHA-256 over the three with their lengths, cut to
    /// 128 bits. It survives moves within the file and rebases, and changes on rotation.
    ///
    /// A guessable password could be recovered from its hash by trial. So for a weak one pass the *reasons* why
    /// it is weak in place of its bytes: the fingerprint then says no more than the report does.
    pub fn of(rule: &str, path: &[u8], secret: &[u8]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dsnitch fingerprint 1");
        for part in [rule.as_bytes(), path, secret] {
            hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part);
        }
        let digest = hash.finalize();
        Fingerprint(digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }

    /// Whether `text` can be the digits of one: 32 of them, in lower case.
    pub fn is_well_formed(text: &str) -> bool {
        text.len() == 32 && text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
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
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Debug for SecretId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretId")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

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
