//! Stored password hashes of a server: SCRAM-SHA-256 (RFC 5803, RFC 7677) and md5.
//!
//! PostgreSQL manual, section 52.8 (`pg_authid.rolpassword`). A stored hash of a guessable password is as useful to an
//! attacker as the password, and a guess can be checked without a server.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use md5::Md5;
use sha2::{Digest as _, Sha256};

use super::cursor::Cursor;

/// Hashes with more iterations are not tried: the number comes from the scanned text and must not determine the time.
const MAX_ITERATIONS: u32 = 100_000;

/// A stored hash. `Debug` shows its kind only.
#[derive(Clone, PartialEq, Eq)]
pub enum StoredHash {
    /// `SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>`, the last three in base64.
    ScramSha256 {
        /// Number of PBKDF2 iterations.
        iterations: u32,
        /// Salt, decoded.
        salt: Vec<u8>,
        /// `StoredKey` of RFC 5802, section 3.
        stored_key: [u8; 32],
        /// `ServerKey` of RFC 5802, section 3.
        server_key: [u8; 32],
    },
    /// `md5` and the hash of password and user name in 32 hex digits.
    Md5 {
        /// The digits, in lower case.
        hex: [u8; 32],
    },
}

impl fmt::Debug for StoredHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            StoredHash::ScramSha256 { .. } => "ScramSha256(..)",
            StoredHash::Md5 { .. } => "Md5(..)",
        })
    }
}

/// Parses `value` as a whole as a stored hash.
pub fn parse(value: &[u8]) -> Option<StoredHash> {
    read(&mut Cursor::new(value, 0)).filter(|_| len_at(value) == Some(value.len()))
}

/// Returns the length of the stored hash at the start of `text`. Returns `None` if there is none, or if it continues:
/// an md5 hash with 33 digits is not one.
pub fn len_at(text: &[u8]) -> Option<usize> {
    let mut cursor = Cursor::new(text, 0);
    read(&mut cursor)?;
    let runs_on = cursor.peek().is_some_and(|next| next.is_ascii_alphanumeric() || next == b'=');
    (!runs_on).then_some(cursor.at())
}

fn read(cursor: &mut Cursor<'_>) -> Option<StoredHash> {
    if cursor.eat(b"md5") {
        let mut hex: [u8; 32] = cursor.rest().get(..32)?.try_into().ok()?;
        hex.make_ascii_lowercase();
        cursor.goto(cursor.at() + 32);
        return hex.iter().all(u8::is_ascii_hexdigit).then_some(StoredHash::Md5 { hex });
    }
    if !cursor.eat(b"SCRAM-SHA-256$") {
        return None;
    }
    // In Compose and make, where `$` begins a variable, it is doubled.
    let is_doubled = cursor.eat(b"$");
    let iterations = std::str::from_utf8(take(cursor, |byte| byte.is_ascii_digit())).ok()?.parse().ok()?;
    let salt = cursor.eat(b":").then(|| base64_run(cursor))??;
    let stored_key = cursor.eat(if is_doubled { b"$$" } else { b"$" }).then(|| base64_run(cursor))??.try_into().ok()?;
    let server_key = cursor.eat(b":").then(|| base64_run(cursor))??.try_into().ok()?;
    (iterations > 0).then_some(StoredHash::ScramSha256 { iterations, salt, stored_key, server_key })
}

fn take<'a>(cursor: &mut Cursor<'a>, accept: impl Fn(u8) -> bool) -> &'a [u8] {
    let rest = cursor.rest();
    let len = cursor.take_while(accept).len();
    rest.get(..len).unwrap_or_default()
}

fn base64_run(cursor: &mut Cursor<'_>) -> Option<Vec<u8>> {
    STANDARD.decode(take(cursor, |byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))).ok()
}

impl StoredHash {
    /// Returns whether this is the hash of `password` for `user`. SCRAM ignores the user. A password outside of ASCII
    /// is tried unchanged, without SASLprep; for a hash of more than 100,000 iterations the result is always false.
    pub(crate) fn is_of(&self, password: &[u8], user: &[u8]) -> bool {
        match self {
            StoredHash::Md5 { hex } => {
                let digest = Md5::new().chain_update(password).chain_update(user).finalize();
                let digits = digest.iter().flat_map(|&byte| [byte >> 4, byte & 15]);
                digits.zip(hex).all(|(digit, &hex)| char::from(hex).to_digit(16) == Some(digit.into()))
            }
            StoredHash::ScramSha256 { iterations, salt, stored_key, .. } => {
                *iterations <= MAX_ITERATIONS
                    && stored_key_of(password, salt, *iterations).is_some_and(|key| key == *stored_key)
            }
        }
    }
}

/// Computes `StoredKey` (RFC 5802, section 3).
fn stored_key_of(password: &[u8], salt: &[u8], iterations: u32) -> Option<[u8; 32]> {
    let mut salted = [0; 32];
    pbkdf2::pbkdf2::<Hmac<Sha256>>(password, salt, iterations, &mut salted).ok()?;
    let client_key = Hmac::<Sha256>::new_from_slice(&salted).ok()?.chain_update(b"Client Key").finalize();
    Some(Sha256::digest(client_key.into_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::{StoredHash, len_at, parse};

    /// Both are for the password `hunter2`; the second is for the user `app`. Made with Python's hashlib.
    const SCRAM: &str = concat!(
        "SCRAM-SHA-256$4096:MDEyMzQ1Njc4OWFiY2RlZg==",
        "$HJFePfOAb1GWwyOATbgkhasVp3hFg6hYYE7eNrTx7UA=:4t0aPsdm+OD8h/VVwxMjgry9wezSEEHf1L5kcG4VJsw="
    );
    const MD5: &str = "md5ae683e9e3a46c249efd75afd69dd69d3";

    #[test]
    fn a_stored_hash_is_of_its_password_only() {
        for (hash, user) in [(SCRAM, ""), (MD5, "app"), (&MD5.replace('a', "A"), "app")] {
            let stored = parse(hash.as_bytes());
            let is_of = |password: &[u8]| stored.as_ref().map(|stored| stored.is_of(password, user.as_bytes()));
            assert_eq!((is_of(b"hunter2"), is_of(b"hunter3")), (Some(true), Some(false)), "{hash}");
            assert!(!format!("{stored:?}").contains("HJFe"), "{hash}");
        }
        assert_eq!(parse(MD5.as_bytes()).map(|stored| stored.is_of(b"hunter2", b"other")), Some(false));
    }

    #[test]
    fn hashes_with_too_many_iterations_are_not_tried() {
        let slow = parse(SCRAM.replace("4096", "4294967295").as_bytes());
        assert!(matches!(slow, Some(StoredHash::ScramSha256 { iterations: u32::MAX, .. })));
        assert!(slow.is_some_and(|slow| !slow.is_of(b"hunter2", b"")));
    }

    #[test]
    fn a_hash_ends_where_its_form_ends() {
        let within = |before: &str, after: &str| len_at(format!("{before}{after}").as_bytes());
        for (hash, after, is_found) in
            [(SCRAM, "", true), (SCRAM, "'", true), (MD5, "\"", true), (MD5, "0", false), (SCRAM, "A", false)]
        {
            assert_eq!(within(hash, after), is_found.then_some(hash.len()), "{hash} {after}");
        }
        for broken in [
            &MD5.replace("md5a", "md5g"),
            &SCRAM.replace("4096", "0"),
            &SCRAM.replace("4096", "99999999999"),
            &SCRAM.replace("UA=", ""),
            &SCRAM.replace("$HJ", ":HJ"),
            "SCRAM-SHA-256$",
            "md5",
            "",
        ] {
            assert_eq!(parse(broken.as_bytes()), None, "{broken}");
        }
        assert_eq!(parse(format!("{MD5} ").as_bytes()), None);
    }
}
