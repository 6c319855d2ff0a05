//! A type for secret bytes that cannot be printed.

use std::fmt;

/// A literal secret. `Debug` and `Display` show a mask, and it does not serialise, so that no log, panic or report can
/// contain its bytes by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<[u8]>);

impl Secret {
    /// Copies `bytes`.
    pub fn new(bytes: &[u8]) -> Self {
        Secret(bytes.into())
    }

    /// Returns the bytes for judging, masking and hashing; never for output, except with `--reveal`.
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }

    /// Returns whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns eight characters that do not reveal the length. The first letter of a long secret helps its owner to
    /// recognise it; of a short or guessable one it would reveal too much.
    pub fn masked(&self, guessable: bool) -> String {
        match self.0.first() {
            Some(first) if !guessable && self.0.len() >= 12 && first.is_ascii_alphanumeric() => {
                format!("{}•••••••", char::from(*first))
            }
            _ => MASK.to_owned(),
        }
    }
}

/// The mask of a secret.
pub const MASK: &str = "••••••••";

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(••••••••)")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::{MASK, Secret};

    #[test]
    fn printing_a_secret_shows_no_byte_of_it() {
        let secret = Secret::new(b"xQ9zLm4Tv7Rk");
        assert_eq!(format!("{secret} {secret:?}"), "•••••••• Secret(••••••••)");
        assert_eq!(secret.masked(false), "x•••••••");
        assert_eq!(secret.masked(true), "••••••••");
        assert_eq!(Secret::new(b"xQ9zLm4Tv7R").masked(false), "••••••••");
        for (secret, shown) in
            [("", MASK), ("-Q9zLm4Tv7Rk", MASK), ("\u{e9}Q9zLm4Tv7Rk", MASK), ("7Q9zLm4Tv7Rk9", "7•••••••")]
        {
            assert_eq!(Secret::new(secret.as_bytes()).masked(false), shown);
            assert_eq!(Secret::new(secret.as_bytes()).is_empty(), secret.is_empty());
        }
    }
}
