//! Hashes of an application's own passwords, and what stands for one.

/// `hashed_password_6`, `<sha256 of it>`: a stand-in for a hash in a test.
pub(super) fn names_a_hash(lower: &str) -> bool {
    lower
        .split(|c: char| !c.is_ascii_alphabetic())
        .any(|word| matches!(word, "hash" | "hashed" | "passwordhash" | "hashedpassword"))
}

/// bcrypt, argon2, PBKDF2, crypt(3) and digests that name themselves. PostgreSQL's own are `pg::stored_hash`.
pub(super) fn is_hash(value: &[u8]) -> bool {
    let begins = [
        b"$2a$".as_slice(),
        b"$2b$",
        b"$2y$",
        b"$argon2",
        b"$pbkdf2",
        b"pbkdf2:",
        b"pbkdf2_",
        b"$6$",
        b"$5$",
        b"$1$",
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
        b"$y$",
    ];
    begins.iter().any(|start| value.starts_with(start))
}
