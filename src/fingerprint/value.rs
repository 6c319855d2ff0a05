//! The keyed digest of an accepted value, which a baseline stores.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::FingerprintKey;

/// The properties of a finding that identify it in a baseline, besides its rule.
#[derive(Clone, Copy, Debug)]
pub enum Named<'a> {
    /// A leak: its value, at any location.
    Leak {
        /// All pieces of the value.
        value: &'a [u8],
    },
    /// A guessable password: it may occur in many places, so its key counts too, and the environment if requested.
    Weak {
        /// The key that it is assigned to.
        key: &'a str,
        /// All pieces of the value.
        value: &'a [u8],
    },
    /// A practice: it has no secret, so its file counts.
    Practice {
        /// The path of the file.
        path: &'a [u8],
        /// The text that violates the practice.
        value: &'a [u8],
    },
}

/// HMAC-SHA-256 under the key in the configuration, cut to 128 bits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ValueDigest([u8; 16]);

impl ValueDigest {
    /// Computes the digest over `dsnitch baseline 1`, the kind, `rule` and the parts of `named`, each with its length.
    /// In a value of several lines, blanks are ignored, so that other line ends or another indentation do not change
    /// it.
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

    /// Computes the digest of a guessable password in an environment: one that is accepted in a test is not accepted in
    /// production.
    #[must_use]
    pub(crate) fn in_environment(self, environment: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"dsnitch baseline 1 environment");
        hash.update(self.0);
        hash.update(environment.as_bytes());
        cut(&hash.finalize())
    }

    /// Parses 32 hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 32 || !text.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
            return None;
        }
        let number = u128::from_str_radix(text, 16).ok()?;
        Some(ValueDigest(number.to_be_bytes()))
    }
}

impl FingerprintKey {
    /// Returns a name for the key, 8 hexadecimal digits, which reveals no more than a digest under the key does.
    pub(crate) fn name(&self) -> String {
        let ValueDigest(bytes) = keyed(self, b"dsnitch baseline key", &[]);
        bytes.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
    }
}

fn keyed(key: &FingerprintKey, domain: &[u8], parts: &[&[u8]]) -> ValueDigest {
    // HMAC accepts keys of any length, so this never fails.
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

/// Hidden, because anyone with the key could recover a guessable value from it by trial.
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
    fn every_part_of_the_digest_counts_and_is_delimited() {
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

    /// Other versions and other machines must compute the same, or no baseline would be valid there. The values are those of
    /// Python's `hmac` and `hashlib` over the bytes that the documentation of each function names.
    #[test]
    fn digests_are_those_of_every_version() {
        let key = FingerprintKey::new("twenty characters or more").unwrap();
        let of = |named| ValueDigest::of(&key, "r", named);
        let weak = of(Named::Weak { key: "k", value: b"s" });
        for (digest, expected) in [
            (of(Named::Leak { value: b"s" }), "e0d1534c935bf5c0cb4b223934bc701b"),
            (weak, "9c4ad1dd84e4e3a50d24d8c5d8a057fa"),
            (of(Named::Practice { path: b"p", value: b"s" }), "c52f913f40b0ba1a20b0421ceb409204"),
            (weak.in_environment("test"), "d2c565369fc3347cf4ff182e170956b8"),
        ] {
            assert_eq!(digest.to_string(), expected);
        }
        assert_eq!(key.name(), "33d2e1f6");
    }

    #[test]
    fn the_indentation_of_a_multi_line_value_does_not_count() {
        let key = FingerprintKey::new("twenty characters or more").unwrap();
        let of = |value: &'static str| ValueDigest::of(&key, "r", Named::Leak { value: value.as_bytes() });
        assert_eq!(of("-a-\nMII\n"), of("-a-\n  MII\r\n"));
        assert_ne!(of("a b"), of("ab"));
    }
}
