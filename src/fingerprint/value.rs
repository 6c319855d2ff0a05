//! The name of an accepted value under a key: what a baseline keeps of it.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::FingerprintKey;

/// What of a finding names it in a baseline, beside its rule.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    /// A leak: its value, wherever that stands.
    Leak {
        /// All pieces of the value.
        value: &'a [u8],
    },
    /// A guessable password: many places have the same, so the key that it is written behind counts too, and
    /// the environment where that is asked for.
    Weak {
        /// What it is assigned to.
        key: &'a str,
        /// All pieces of the value.
        value: &'a [u8],
    },
    /// A practice: there is no secret, so it is that of its file.
    Practice {
        /// The path of the file.
        path: &'a [u8],
        /// What breaks the practice.
        value: &'a [u8],
    },
}

/// HMAC-SHA-256 under the key of the configuration, cut to 128 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueDigest([u8; 16]);

impl ValueDigest {
    /// The digest over `dsnitch baseline 1`, the kind, `rule` and the parts of `named`, each with its length. Of a value of
    /// several lines, blanks do not count, since other line ends or another indentation make it no other.
    pub fn of(key: &FingerprintKey, rule: &str, named: Named<'_>) -> Self {
        let (kind, place, value): (&[u8], &[u8], &[u8]) = match named {
            Named::Leak { value } => (b"leak", b"", value),
            Named::Weak { key, value } => (b"weak", key.as_bytes(), value),
            Named::Practice { path, value } => (b"practice", path, value),
        };
        let joined: Vec<u8>;
        let value = if value.contains(&b'\n') {
            joined = value.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            &joined
        } else {
            value
        };
        keyed(key, b"dsnitch baseline 1", &[kind, rule.as_bytes(), place, value])
    }

    /// The digest of a guessable password in an environment: one that is accepted in a test is not accepted in production.
    #[must_use]
    pub(crate) fn in_environment(self, environment: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dsnitch baseline 1 environment");
        hash.update(self.0);
        hash.update(environment.as_bytes());
        cut(&hash.finalize())
    }

    /// The digest that has these 32 hexadecimal digits, in lower case.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let number = u128::from_str_radix(text, 16).ok()?;
        Some(ValueDigest(number.to_be_bytes()))
    }
}

impl FingerprintKey {
    /// Names the key, and says nothing that a digest under it does not: 8 hexadecimal digits.
    pub fn name(&self) -> String {
        let ValueDigest(bytes) = keyed(self, b"dsnitch baseline key", &[]);
        bytes.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

fn keyed(key: &FingerprintKey, domain: &[u8], parts: &[&[u8]]) -> ValueDigest {
    // HMAC takes keys of any length, so there is no error to come.
    let Ok(mut hash) = Hmac::<Sha256>::new_from_slice(&key.0) else { return ValueDigest([0; 16]) };
    hash.update(domain);
    for part in parts {
        hash.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part);
    }
    cut(&hash.finalize().into_bytes())
}

fn cut(hash: &[u8]) -> ValueDigest {
    let mut digest = [0; 16];
    digest.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    ValueDigest(digest)
}

impl fmt::Display for ValueDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// As that of a secret, it could be tried out by whoever has the key.
impl fmt::Debug for ValueDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValueDigest")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{FingerprintKey, Named, ValueDigest};

    #[test]
    fn what_names_a_finding_counts_and_nothing_runs_into_the_next() {
        let key = FingerprintKey::new("twenty characters or more").unwrap();
        let other = FingerprintKey::new("twenty characters or less").unwrap();
        let weak = |key: &FingerprintKey, name, value: &'static str| {
            ValueDigest::of(key, "r", Named::Weak { key: name, value: value.as_bytes() })
        };
        let practice = |path: &'static str, value: &'static str| {
            ValueDigest::of(&key, "r", Named::Practice { path: path.as_bytes(), value: value.as_bytes() })
        };
        let all = [
            ValueDigest::of(&key, "r", Named::Leak { value: b"xk" }),
            ValueDigest::of(&key, "rx", Named::Leak { value: b"k" }),
            weak(&key, "k", "x"),
            weak(&key, "kx", ""),
            weak(&other, "k", "x"),
            weak(&key, "k", "x").in_environment("test"),
            weak(&key, "k", "x").in_environment("production"),
            practice("k", "x"),
            practice("kx", ""),
        ];
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        for digest in all {
            assert_eq!(ValueDigest::parse(&digest.to_string()), Some(digest));
        }
        assert!(key.name() != other.name() && key.name().len() == 8);
        for bad in ["", "0", &"0".repeat(31), &"0".repeat(33), &"A".repeat(32), &"+".repeat(32), &"é".repeat(16)] {
            assert_eq!(ValueDigest::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn another_indentation_of_a_value_of_several_lines_is_no_other_value() {
        let key = FingerprintKey::new("twenty characters or more").unwrap();
        let of = |value: &'static str| ValueDigest::of(&key, "r", Named::Leak { value: value.as_bytes() });
        assert_eq!(of("-a-\nMII\n"), of("-a-\n  MII\r\n"));
        assert_ne!(of("a b"), of("ab"));
    }
}
