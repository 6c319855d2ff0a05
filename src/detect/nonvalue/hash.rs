//! Hashes of an application's own passwords, and what stands for one.

use crate::rules::words::{FILLER_WORDS, INTERFACE_WORDS, SENTENCE_WORDS, TYPE_WORDS};

/// `hashed_password_6`, `<sha256 of it>`: a stand-in for a hash in a test.
pub(super) fn names_a_hash(lower: &str) -> bool {
    let words = lower.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let is_hash = |word: &str| matches!(word, "hash" | "hashed" | "passwordhash" | "hashedpassword");
    // Beside it, what is hashed and how; a passphrase may hold the word too.
    let is_beside = |word: &str| {
        word.len() < 3
            || [&FILLER_WORDS, &SENTENCE_WORDS, &INTERFACE_WORDS, &TYPE_WORDS]
                .iter()
                .any(|list| list.contains(word.as_bytes()))
            || word.starts_with("sha")
            || word.ends_with("crypt")
            || word.starts_with("argon")
    };
    words.clone().any(is_hash) && words.filter(|word| !is_hash(word)).filter(|word| !is_beside(word)).count() < 2
}

/// bcrypt, argon2, PBKDF2, crypt(3) and digests that name themselves. PostgreSQL's own are `pg::stored_hash`.
pub(super) fn is_hash(value: &[u8]) -> bool {
    let begins = [
        b"$argon2".as_slice(),
        b"$pbkdf2",
        b"pbkdf2:",
        b"pbkdf2_",
        b"$apr1$",
        b"{SSHA}",
        b"{SHA}",
        b"sha256:",
        b"sha512:",
        b"sha256-",
        b"sha512-",
        b"scrypt:",
        b"bcrypt$",
        b"$scrypt$",
        b"{bcrypt}",
        b"{argon2",
        b"{pbkdf2",
        b"{scrypt}",
        b"{sha256}",
    ];
    // crypt(3) has a salt and a digest behind its number.
    let numbered = [b"$1$".as_slice(), b"$5$", b"$6$", b"$y$j"].iter().find_map(|start| value.strip_prefix(*start));
    let is_crypt = numbered.is_some_and(|rest| match memchr::memrchr(b'$', rest) {
        Some(salt) => rest.len() - salt > 16 && salt > 0,
        None => false,
    });
    // bcrypt has a cost of two digits there.
    let is_bcrypt = matches!(value, [b'$', b'2', b'a' | b'b' | b'y', b'$', a, b, b'$', ..] if a.is_ascii_digit() && b.is_ascii_digit());
    is_crypt || is_bcrypt || begins.iter().any(|start| value.starts_with(start))
}
